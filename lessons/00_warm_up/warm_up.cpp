// Lesson 00: warm-up. This is the only file you edit.
//
// README.md beside this file explains each task, and warm_up.hpp says what each function promises.
// Replace a line with todo(...) by your answer, save, and see how far you are:
//     ./gradus check 00        all tasks
//     ./gradus check 0.1       one task
//     ./gradus hint 0.1        a nudge, if you are stuck
#include "00_warm_up/warm_up.hpp"

#include <string>

#include "common/contract.hpp"

namespace nn {

// Task 0.1  Shapes and the matrix product.
//   a. Reject an X that does not fit, with require_shape() from common/contract.hpp. How many rows
//      must X have? It may have any number of columns.
//   b. Z = W X. In Armadillo * is the matrix product, while % multiplies entry by entry.
arma::mat weighted_sums(const arma::mat& W, const arma::mat& X) {
  todo("0.1 weighted_sums", W, X);
}

// Task 0.2  One vector, added to every column.
//   a. Reject a b that does not fit.
//   b. Z is const, so make a copy and change that.
//   c. Copy.each_col() and Copy.each_row() each stand for all columns or all rows at once. Which of
//      them are as long as b?
arma::mat add_to_columns(const arma::mat& Z, const arma::vec& b) {
  todo("0.2 add_to_columns", Z, b);
}

// Task 0.3  The mean and the spread of each feature.
//   a. arma::mean(X, 0) and arma::mean(X, 1) give results of two different shapes. Which one has
//      an entry for each feature?
//   b. arma::stddev() divides by m - 1 unless it is told otherwise. warm_up.hpp divides by m.
//   c. Before you divide: what is the deviation of a feature that never changes? Such a row becomes
//      0, and not NaN.
arma::vec feature_means(const arma::mat& X) {
  todo("0.3 feature_means", X);
}

arma::mat standardise(const arma::mat& X) {
  todo("0.3 standardise", X);
}

// Task 0.4  Where is the largest entry of each column?
//   a. With a loop over the columns, or with one function of Armadillo.
//   b. All entries may be negative. With what does a loop start, then?
arma::urowvec most_likely(const arma::mat& P) {
  todo("0.4 most_likely", P);
}

// Task 0.5  From labels to columns with a single 1.
//   a. Start with a matrix of zeros of the right shape.
//   b. For each sample, reject a label that is too large, with require() from common/contract.hpp;
//      std::to_string() makes the numbers of its message.
//   c. Put the 1 where it belongs. Which comes first in Y(.., ..), the row or the column?
arma::mat one_hot(const arma::urowvec& labels, arma::uword classes) {
  todo("0.5 one_hot", labels, classes);
}

}  // namespace nn
