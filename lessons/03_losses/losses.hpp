// Lesson 03: how wrong is the network? Three losses, each with its gradient, and the measures that
// are reported.
//
// Predictions, logits and targets are outputs x samples, and m is the number of samples. Everything
// in this lesson throws std::invalid_argument, with the message that the contract shows: if two
// arguments differ in shape, "mean_squared_error: targets is 1x4, expected 1x5" (the second
// argument is the one that does not fit); if there is no sample, "accuracy: got 0 samples, expected
// at least 1".
#pragma once

#include <armadillo>

namespace nn {

struct Loss {
  double value = 0.0;
  arma::mat gradient;  // d(value)/d(first argument), outputs x samples: the 1/m is already in it
};

/// (1/m) sum of (predictions - targets)^2, over all outputs and samples.
Loss mean_squared_error(const arma::mat& predictions, const arma::mat& targets);

/// For A = sigmoid(logits): -(1/m) sum of T log(A) + (1 - T) log(1 - A), over all outputs and
/// samples, with targets T between 0 and 1. Finite, and exact, at logits of +-1000.
Loss binary_cross_entropy(const arma::mat& logits, const arma::mat& targets);

/// For A = softmax(logits), column by column: -(1/m) sum of T log(A). Each column of the targets T
/// holds probabilities that sum to 1; one-hot columns are the usual case. Finite, and exact, at
/// logits of +-1000.
Loss softmax_cross_entropy(const arma::mat& logits, const arma::mat& targets);

enum class LossFunction { mean_squared_error, binary_cross_entropy, softmax_cross_entropy };

/// The loss that `function` names. Whatever does not fit throws as that loss does.
Loss evaluate_loss(LossFunction function, const arma::mat& outputs, const arma::mat& targets);

/// Four measures for one output, with residuals r = predictions - targets and the mean t of the
/// targets:  MAE = mean |r|,  RMSE = sqrt(mean r^2),  R^2 = 1 - sum r^2 / sum (targets - t)^2,
/// MAPE = 100 mean |r / targets|, in percent.
/// Throws "r_squared: all targets are equal, expected at least two different ones" and
/// "mean_absolute_percentage_error: target 2 is 0, expected no target of 0" (counted from 0).
double mean_absolute_error(const arma::rowvec& predictions, const arma::rowvec& targets);
double root_mean_squared_error(const arma::rowvec& predictions, const arma::rowvec& targets);
double r_squared(const arma::rowvec& predictions, const arma::rowvec& targets);
double mean_absolute_percentage_error(const arma::rowvec& predictions, const arma::rowvec& targets);

/// The fraction of samples, from 0 to 1, whose predicted class is the actual one.
double accuracy(const arma::urowvec& predicted, const arma::urowvec& actual);

/// classes x classes: entry (i, j) counts the samples of class i that were taken for class j.
/// There is at least one class; some may not occur. Throws
/// "confusion_matrix: predicted class 7 is outside 0 ... 4" (or "actual class 7 ...").
arma::umat confusion_matrix(const arma::urowvec& predicted, const arma::urowvec& actual,
                            arma::uword classes);

// Sources: Goodfellow, Bengio and Courville, Deep Learning (2016), sections 4.1 and 6.2; Bishop,
// Pattern Recognition and Machine Learning (2006), section 4.3.

}  // namespace nn
