#include <iostream>

#include "00_warm_up/warm_up.hpp"

int main() {
  const arma::mat W = {{1, 0, 2}, {3, -1, 0}};
  std::cout << nn::weighted_sums(W, arma::ones(3, 4)) << "it works!" << std::endl;
}
