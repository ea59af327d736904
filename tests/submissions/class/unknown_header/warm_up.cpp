// What an editor has added, and nobody needs.
#include <bits/stdc++.h>
#include <windows.h>

// Task 0.4  Where is the largest entry of each column?
arma::urowvec most_likely(const arma::mat& P) {
  arma::urowvec rows(P.n_cols);
  for (arma::uword i = 0; i < P.n_cols; ++i) {
    rows(i) = std::distance(P.begin_col(i), std::max_element(P.begin_col(i), P.end_col(i)));
  }
  return rows;
}
