// Lesson 03, losses: a solution. Yours may differ and be as good: read it once your own passes.
#include "03_losses/losses.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "01_activations/activations.hpp"
#include "common/contract.hpp"

namespace nn {
namespace {

/// What every function of this lesson refuses: a second argument of another shape, and no samples.
void require_pair(const std::string& function, const std::string& second_name,
                  const arma::SizeMat& first, const arma::SizeMat& second) {
  require_shape(function, second_name, second, first.n_rows, first.n_cols);
  require(first.n_cols > 0, function, "got 0 samples, expected at least 1");
}

/// How many samples there are, as a double: 1 / 5 is 0 in whole numbers.
double sample_count(const arma::SizeMat& size) {
  return static_cast<double>(size.n_cols);
}

}  // namespace

// Task 3.1  The mean squared error.
Loss mean_squared_error(const arma::mat& predictions, const arma::mat& targets) {
  require_pair("mean_squared_error", "targets", arma::size(predictions), arma::size(targets));

  const double m = sample_count(arma::size(predictions));
  const arma::mat residuals = predictions - targets;
  return {.value = arma::accu(arma::square(residuals)) / m, .gradient = 2.0 / m * residuals};
}

// Task 3.2  The binary cross-entropy, from logits.
Loss binary_cross_entropy(const arma::mat& logits, const arma::mat& targets) {
  require_pair("binary_cross_entropy", "targets", arma::size(logits), arma::size(targets));

  const double m = sample_count(arma::size(logits));
  // -T log(A) - (1 - T) log(1 - A), rewritten so that no exponent is above 0 and no logarithm is
  // taken of 0. relu(z) is max(z, 0); log1p(x) is log(1 + x), and keeps its digits for a tiny x.
  const arma::mat losses =
      relu(logits) - logits % targets + arma::log1p(arma::exp(-arma::abs(logits)));
  return {.value = arma::accu(losses) / m, .gradient = (sigmoid(logits) - targets) / m};
}

// Task 3.3  The softmax cross-entropy, from logits.
Loss softmax_cross_entropy(const arma::mat& logits, const arma::mat& targets) {
  require_pair("softmax_cross_entropy", "targets", arma::size(logits), arma::size(targets));

  const double m = sample_count(arma::size(logits));
  // log A = Z - log(sum of e^Z), with each column moved so that its largest entry is 0: the sum is
  // then at least 1, so that neither the exponentials nor the logarithm can fail.
  arma::mat log_A = logits;
  log_A.each_row() -= arma::max(logits, 0);
  arma::mat A = arma::exp(log_A);  // the softmax, once each column is divided by its sum
  const arma::rowvec sums = arma::sum(A, 0);
  A.each_row() /= sums;
  const arma::rowvec log_sums = arma::log(sums);
  log_A.each_row() -= log_sums;
  return {.value = -arma::accu(targets % log_A) / m, .gradient = (A - targets) / m};
}

// Task 3.4  Choose by name.
Loss evaluate_loss(LossFunction function, const arma::mat& outputs, const arma::mat& targets) {
  switch (function) {
    case LossFunction::mean_squared_error:
      return mean_squared_error(outputs, targets);
    case LossFunction::binary_cross_entropy:
      return binary_cross_entropy(outputs, targets);
    case LossFunction::softmax_cross_entropy:
      return softmax_cross_entropy(outputs, targets);
  }
  throw std::invalid_argument("evaluate_loss: function is none of the three");
}

// Task 3.5  Four measures of a regression.
double mean_absolute_error(const arma::rowvec& predictions, const arma::rowvec& targets) {
  require_pair("mean_absolute_error", "targets", arma::size(predictions), arma::size(targets));

  return arma::mean(arma::abs(predictions - targets));
}

double root_mean_squared_error(const arma::rowvec& predictions, const arma::rowvec& targets) {
  require_pair("root_mean_squared_error", "targets", arma::size(predictions), arma::size(targets));

  return std::sqrt(arma::mean(arma::square(predictions - targets)));
}

double r_squared(const arma::rowvec& predictions, const arma::rowvec& targets) {
  require_pair("r_squared", "targets", arma::size(predictions), arma::size(targets));
  // Rounding may leave a tiny sum of squares where there should be 0, so the targets themselves
  // are compared.
  require(targets.min() < targets.max(), "r_squared",
          "all targets are equal, expected at least two different ones");

  const double unexplained = arma::accu(arma::square(predictions - targets));
  const double total = arma::accu(arma::square(targets - arma::mean(targets)));
  return 1.0 - unexplained / total;
}

double mean_absolute_percentage_error(const arma::rowvec& predictions,
                                      const arma::rowvec& targets) {
  const std::string function = "mean_absolute_percentage_error";
  require_pair(function, "targets", arma::size(predictions), arma::size(targets));
  for (arma::uword i = 0; i < targets.n_elem; ++i) {
    require(targets(i) != 0.0, function,
            "target " + std::to_string(i) + " is 0, expected no target of 0");
  }

  return 100.0 * arma::mean(arma::abs((predictions - targets) / targets));
}

// Task 3.6  The accuracy.
double accuracy(const arma::urowvec& predicted, const arma::urowvec& actual) {
  require_pair("accuracy", "actual", arma::size(predicted), arma::size(actual));

  const arma::uword right = arma::accu(predicted == actual);
  return static_cast<double>(right) / sample_count(arma::size(actual));
}

// Task 3.7  The confusion matrix.
arma::umat confusion_matrix(const arma::urowvec& predicted, const arma::urowvec& actual,
                            arma::uword classes) {
  require_pair("confusion_matrix", "actual", arma::size(predicted), arma::size(actual));
  const std::string outside = " is outside 0 ... " + std::to_string(classes - 1);

  arma::umat counts(classes, classes, arma::fill::zeros);
  for (arma::uword s = 0; s < actual.n_elem; ++s) {
    require(predicted(s) < classes, "confusion_matrix",
            "predicted class " + std::to_string(predicted(s)) + outside);
    require(actual(s) < classes, "confusion_matrix",
            "actual class " + std::to_string(actual(s)) + outside);
    ++counts(actual(s), predicted(s));
  }
  return counts;
}

}  // namespace nn
