// The main program of every lesson's experiments.
#include <iostream>

#include "common/experiment.hpp"

int main(int count, char** arguments) {
  return nn::run_experiments(nn::experiments, {arguments + 1, arguments + count}, std::cout,
                             std::cerr);
}
