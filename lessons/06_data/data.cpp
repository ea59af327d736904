// Lesson 06, data: the file that you edit. README.md beside it explains every task, data.hpp says
// what each function promises.
//
// Check your work with      ./gradus check 06
// or one task of it with    ./gradus check 6.1
#include "06_data/data.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "common/contract.hpp"

namespace nn {

// Task 6.1  A random division into parts.
//   a. Refuse a fraction that is not above 0, and a sum that is not 1, with the messages in
//      data.hpp. number() from common/contract.hpp prints a number as they want it.
//   b. permutation(samples, rng) from common/random.hpp shuffles 0 ... samples-1. Draw from rng
//      itself, never from a copy.
//   c. Where does each part end? Add up the fractions as you go, multiply, then round. Of 7
//      samples, 0.6 and 0.2 and 0.2 end at 4.2, 5.6 and 7.
//   d. Cut there. v.subvec(first, last) takes last along, and cannot take nothing: a part may be
//      empty.
std::vector<arma::uvec> split_samples(arma::uword samples, const std::vector<double>& fractions,
                                      Rng& rng) {
  todo("6.1 split_samples", samples, fractions, rng);
}

// Task 6.2  Every sample once.
//   a. Two columns are the same sample if all their entries are equal.
//   b. Keep the index of a column unless one like it came before it, and not only just before it.
arma::uvec distinct_samples(const arma::mat& X) {
  todo("6.2 distinct_samples", X);
}

// Task 6.3  Mean 0 and deviation 1.
//   a. fit_standardisation: the mean and the deviation (1/m) of each feature. A feature is a row.
//   b. A feature that never changes gets deviation 1. Careful: rounding can give 0.1, 0.1, 0.1 a
//      deviation of 1e-17, and 1e-17 may also be the true deviation of tiny numbers. What is
//      exactly 0 only for a row that never changes?
Standardisation fit_standardisation(const arma::mat& X_training) {
  todo("6.3 fit_standardisation", X_training);
}

//   c. apply_standardisation: use the numbers in `scaling`, and compute none from X.
//   d. Refuse an X that has not one row for each entry of scaling.mean.
arma::mat apply_standardisation(const Standardisation& scaling, const arma::mat& X) {
  todo("6.3 apply_standardisation", scaling, X);
}

// Task 6.4  From 0 to 1, and back.
//   a. fit_min_max: the least and the greatest value of each feature.
MinMax fit_min_max(const arma::mat& X_training) {
  todo("6.4 fit_min_max", X_training);
}

//   b. apply_min_max: (X - low) / (high - low), row by row. What if high is low?
//   c. A value that lies outside low ... high stays outside 0 ... 1.
//   d. Refuse an X, and in undo_min_max a `scaled`, that has not one row for each entry of low.
arma::mat apply_min_max(const MinMax& scaling, const arma::mat& X) {
  todo("6.4 apply_min_max", scaling, X);
}

//   e. undo_min_max: solve the formula for X, and mind which of the two steps was the last one.
arma::mat undo_min_max(const MinMax& scaling, const arma::mat& scaled) {
  todo("6.4 undo_min_max", scaling, scaled);
}

// Task 6.5  Functions that have an answer to everything.
//   a. safe_ratio: refuse a z that does not fit and a limit that is not above 0.
//   b. First divide, then limit. Where z is 0, decide by the sign of x: arma::sign(x) is -1, 0, 1.
arma::rowvec safe_ratio(const arma::rowvec& x, const arma::rowvec& z, double limit) {
  todo("6.5 safe_ratio", x, z, limit);
}

//   c. safe_log and safe_root: the function of |x|, then the sign of x again.
arma::rowvec safe_log(const arma::rowvec& x) {
  todo("6.5 safe_log", x);
}

arma::rowvec safe_root(const arma::rowvec& x) {
  todo("6.5 safe_root", x);
}

// Task 6.6  Quarters.
//   a. quartiles: sort. Quartile q stands at position q (n - 1) / 4, counted from 0, which may lie
//      between two values. What is q * (n - 1) / 4 in C++ if q and n are whole numbers?
//   b. At position 1.25, take v(1) and a quarter of the way from there to v(2).
arma::vec quartiles(const arma::rowvec& values) {
  todo("6.6 quartiles", values);
}

//   c. quartile_one_hot: which quarter a value is in follows from `bounds` alone.
//   d. Each column has one 1. A value that equals a bound is in the quarter below it.
arma::mat quartile_one_hot(const arma::rowvec& values, const arma::vec& bounds) {
  todo("6.6 quartile_one_hot", values, bounds);
}

// Task 6.7  New features out of two.
//   a. Refuse a z that is not as long as x, with require_shape().
//   b. Seventeen rows, in the order and with the names that data.hpp lists. arma::join_cols(A, B)
//      puts A above B, and takes up to four matrices.
//   c. x^2 is no C++: ^ means something else there. Armadillo has square, pow(x, 3), sin, cos; and
//      % multiplies entry by entry.
//   d. noise is normal_matrix(1, samples, rng): a number for each sample.
Features engineer_features(const arma::rowvec& x, const arma::rowvec& z, const arma::vec& bounds,
                           Rng& rng) {
  todo("6.7 engineer_features", x, z, bounds, rng);
}

// Task 6.8  What goes with what.
//   a. Subtract each feature's mean, divide by its deviation: task 6.3 does it. The correlation of
//      two such rows is the mean of their product. One matrix product holds all these sums.
//   b. A feature that never changes: 1 on the diagonal, 0 beside it.
arma::mat correlation_matrix(const arma::mat& X) {
  todo("6.8 correlation_matrix", X);
}

}  // namespace nn
