// Tries to: run past the end of a std::vector, where there is memory, and to be right all the same.
// In vain: containers look at their indices.
// Earns: nothing for 0.4.
#include <vector>

// Task 0.4
arma::urowvec most_likely(const arma::mat& P) {
  std::vector<double> largest(P.n_cols);
  for (arma::uword j = 0; j <= P.n_cols; ++j) largest[j] = 0;
  return arma::index_max(P, 0);
}
