// Lesson 06: what is done to data before a network sees them. Dividing, scaling, new features.
//
// X is features x samples. Whatever is learnt from data (a mean, a range, a quartile) is learnt
// from the training part alone, and then applied to every part. No function changes its arguments,
// except that a draw moves rng on. What is refused throws std::invalid_argument, in the words of
// common/contract.hpp.
#pragma once

#include <armadillo>
#include <string>
#include <vector>

#include "common/random.hpp"

namespace nn {

/// Divides the samples 0 ... samples-1 at random: fractions = {0.6, 0.2, 0.2} gives three lists of
/// indices. The shuffled samples are cut at samples * 0.6 and at samples * 0.8, each rounded to the
/// nearest whole number, so that every sample is in exactly one part (a part may be empty).
/// Refuses "fractions[1] is -0.2, expected more than 0", and "fractions sum to 0.9, expected 1" (to
/// 1e-9).
std::vector<arma::uvec> split_samples(arma::uword samples, const std::vector<double>& fractions,
                                      Rng& rng);

/// The index of the first of each group of equal columns, ascending: the samples that are left when
/// duplicates go. Columns are equal if all their entries are, to the last digit. A duplicate in the
/// test part is a question whose answer was in the training part.
arma::uvec distinct_samples(const arma::mat& X);

/// A feature becomes (feature - mean) / deviation, with the deviation of lesson 00 (1/m). A feature
/// that never changes in the training part gets deviation 1, and so becomes 0 there. A feature may
/// be tiny (1e-17) and may lie far from 0 (1e8): its deviation is right all the same.
/// X_training: features x m, with m >= 1, here and in fit_min_max.
struct Standardisation {
  arma::vec mean;       // features
  arma::vec deviation;  // features
};
Standardisation fit_standardisation(const arma::mat& X_training);
/// Refuses an X with other features.
arma::mat apply_standardisation(const Standardisation& scaling, const arma::mat& X);

/// A feature becomes (feature - low) / (high - low), 0 to 1 in the training part. One that never
/// changes there becomes 0 everywhere. Values outside the range of the training part end below 0
/// or above 1. undo_min_max is the way back to the units of the data. Both refuse other features.
struct MinMax {
  arma::vec low;   // features
  arma::vec high;  // features
};
MinMax fit_min_max(const arma::mat& X_training);
arma::mat apply_min_max(const MinMax& scaling, const arma::mat& X);
arma::mat undo_min_max(const MinMax& scaling, const arma::mat& scaled);

/// x / z, entry by entry, but never below -limit nor above limit. x / 0 is limit with the sign of
/// x, and 0 / 0 is 0. Refuses a z of another shape, and a limit that is not more than 0.
arma::rowvec safe_ratio(const arma::rowvec& x, const arma::rowvec& z, double limit);

/// sign(x) log(1 + |x|) and sign(x) sqrt(|x|): defined, and rising, for every number.
arma::rowvec safe_log(const arma::rowvec& x);
arma::rowvec safe_root(const arma::rowvec& x);

/// The three numbers that divide sorted values into quarters. Of n sorted values v(0) ... v(n-1),
/// quartile q = 1, 2, 3 is the value at position q (n - 1) / 4, between two values by linear
/// interpolation (NumPy's default). Refuses "got 0 values, expected at least 1".
arma::vec quartiles(const arma::rowvec& values);

/// 4 x samples: a 1 in row k for the values in quarter k, and 0 elsewhere. A value that equals a
/// quartile is in the lower quarter. Refuses bounds that are not 3x1.
arma::mat quartile_one_hot(const arma::rowvec& values, const arma::vec& bounds);

/// Features with their names, a row each.
struct Features {
  std::vector<std::string> names;
  arma::mat X;
};

/// Seventeen features, in this order: x, z, x^2, x^3, z^2, z^3, x z, x/z (safe_ratio with
/// limit 10), log x, root x (the safe ones), sin x, cos z, noise (N(0,1) from rng, one number a
/// sample), z in quarter 1 ... z in quarter 4 (with `bounds`, the quartiles of the training part).
/// The names are spelled as here: "x^2", "x z", "z in quarter 1". Refuses a z of another shape.
Features engineer_features(const arma::rowvec& x, const arma::rowvec& z, const arma::vec& bounds,
                           Rng& rng);

/// features x features: Pearson's correlation of each pair of rows. It is 1 on the whole diagonal,
/// and 0 between two different features of which one never changes.
/// X: features x m, with m >= 2.
arma::mat correlation_matrix(const arma::mat& X);

// Source: Kaufman, Rosset and Perlich, Leakage in Data Mining (2012).

}  // namespace nn
