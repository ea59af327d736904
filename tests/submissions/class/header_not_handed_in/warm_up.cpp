// The helper stands in a header of the student's own, which is no part of the submission.
// Task 0.2  One vector, added to every column.
#include "my_helpers.hpp"
arma::mat add_to_columns(const arma::mat& Z, const arma::vec& b) {
  return my_helpers::add(Z, b);
}
