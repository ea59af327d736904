// Lesson 00: five small tasks with matrices.
//
// X is features x samples: one sample is one column. Every function returns something new and
// leaves its arguments as they were. What is thrown is always a std::invalid_argument, which names
// the function, the argument, what it got and what it expected.
#pragma once

#include <armadillo>

namespace nn {

/// Z = W X.  W: outputs x inputs, X: inputs x samples, Z: outputs x samples.
/// Z(i, j) adds up the entries of sample j, each times its weight in row i of W.
/// Throws "weighted_sums: X is 5x4, expected 3x4" if X has not as many rows as W has columns.
arma::mat weighted_sums(const arma::mat& W, const arma::mat& X);

/// Z with b added to every column: Z(i, j) + b(i).  Z: outputs x samples, b: outputs x 1.
/// Throws "add_to_columns: b is 3x1, expected 2x1" if b has not one entry for each row of Z.
arma::mat add_to_columns(const arma::mat& Z, const arma::vec& b);

/// mean(i) = 1/m sum over j of X(i, j): the mean of each feature over the m samples.
/// X: features x m, with m >= 1.  Result: features x 1.
arma::vec feature_means(const arma::mat& X);

/// (X(i, j) - mean(i)) / deviation(i), so that each row has mean 0 and deviation 1, with
/// deviation(i)^2 = 1/m sum over j of (X(i, j) - mean(i))^2.  X: features x m, with m >= 1.
/// The row of a feature that is the same in every sample, with deviation 0, becomes 0.
arma::mat standardise(const arma::mat& X);

/// For each column of P, the row in which its largest entry stands; the first one, if several are
/// equal.  P: classes x samples, with at least one class.  Result: 1 x samples, counted from 0.
arma::urowvec most_likely(const arma::mat& P);

/// Y(i, j) = 1 if labels(j) is i, else 0: each label becomes a column with a single 1.
/// labels: 1 x samples, each 0 ... classes-1, with classes >= 1.  Y: classes x samples.
/// Throws "one_hot: label 7 is outside 0 ... 4" if there is a label 7 among 5 classes.
arma::mat one_hot(const arma::urowvec& labels, arma::uword classes);

// Source: Sanderson and Curtin, Armadillo: a template-based C++ library for linear algebra (2016);
// the reference manual is at https://arma.sourceforge.net/docs.html.

}  // namespace nn
