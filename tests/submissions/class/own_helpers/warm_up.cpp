// Helpers of every kind, and warnings: nothing of it costs anything.
#include <functional>
#include <vector>

#define FOR_EACH_COLUMN(i, M) for (arma::uword i = 0; i < (M).n_cols; ++i)

static int calls = 0;

// Task 0.2  One vector, added to every column.
void check_length(const arma::vec& b, const arma::mat& Z) {
  int not_used;
  require_shape("add_to_columns", "b", b, Z.n_rows, 1);
}

arma::mat add_to_columns(const arma::mat& Z, const arma::vec& b) {
  check_length(b, Z);
  arma::mat sum = Z;
  FOR_EACH_COLUMN(i, Z) {
    sum.col(i) += b;
  }
  return sum;
}

// Task 0.4  Where is the largest entry of each column?
template <typename Column>
arma::uword row_of_largest(const Column& column) {
  arma::uword best = 0;
  for (int row = 1; row < column.n_elem; ++row) {  // signed and unsigned
    if (column(row) > column(best)) best = row;
  }
  return best;
}

struct Search {
  arma::uword operator()(const arma::mat& P, arma::uword i) const {
    ++calls;
    return row_of_largest(P.col(i));
  }
};

const std::function<arma::uword(const arma::mat&, arma::uword)> search = Search();

arma::urowvec most_likely(const arma::mat& P) {
  std::vector<arma::uword> rows;
  FOR_EACH_COLUMN(i, P) rows.push_back(search(P, i));
  return arma::conv_to<arma::urowvec>::from(rows);
}
