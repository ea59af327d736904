// Lesson 03, losses: the file that you edit. README.md beside it explains every task, losses.hpp
// says what each function promises.
//
// Check your work with      ./gradus check 03
// or one task of it with    ./gradus check 3.1
//
// All functions but evaluate_loss begin with the same two checks, for which common/contract.hpp has
// require_shape() and require(). You may write a helper of your own for them, above Task 3.1.
#include "03_losses/losses.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "01_activations/activations.hpp"
#include "common/contract.hpp"

namespace nn {

// Task 3.1  The mean squared error.
//   a. Refuse targets of another shape, and 0 samples, with the messages in losses.hpp.
//   b. The value: square every difference, add up all of them, divide by m. m counts samples: is
//      that the rows or the columns? It is a whole number: what is 1 / 5 in C++?
//   c. The gradient has one entry for each prediction. How does the value change when just this
//      prediction grows? The formula is in README.md, and it has the same 1/m.
//   d. Return both: return {.value = ..., .gradient = ...};
Loss mean_squared_error(const arma::mat& predictions, const arma::mat& targets) {
  todo("3.1 mean_squared_error", predictions, targets);
}

// Task 3.2  The binary cross-entropy, from logits.
//   a. The same two checks.
//   b. The value. Its definition has log(A) and log(1 - A), and a computer rounds A to exactly 0
//      or 1. README.md turns the formula into one that takes the logits and cannot fail.
//   c. The gradient is with respect to the logits, not to A. It is short, and sigmoid() from
//      lesson 01 is all it needs.
Loss binary_cross_entropy(const arma::mat& logits, const arma::mat& targets) {
  todo("3.2 binary_cross_entropy", logits, targets);
}

// Task 3.3  The softmax cross-entropy, from logits.
//   a. The same two checks.
//   b. The value needs log(A) for A = softmax(logits). Do not take the logarithm of A: an entry of
//      A may be 0. README.md writes log(A) as a difference, with the log-sum-exp of each column.
//   c. Each column has a largest entry of its own. arma::max(M, 0) has one number for each column.
//   d. The gradient is with respect to the logits. softmax() from lesson 01 is all it needs.
Loss softmax_cross_entropy(const arma::mat& logits, const arma::mat& targets) {
  todo("3.3 softmax_cross_entropy", logits, targets);
}

// Task 3.4  Choose by name.
//   a. A switch with one case for each LossFunction, as in activate() of lesson 01. Every case
//      calls one of the functions above, which also do the checks.
//   b. The compiler also wants to know what happens after the switch. Throw there.
Loss evaluate_loss(LossFunction function, const arma::mat& outputs, const arma::mat& targets) {
  todo("3.4 evaluate_loss", function, outputs, targets);
}

// Task 3.5  Four measures of a regression.
//   a. Each has the same two checks, and its own name in the messages.
//   b. MAE and RMSE: arma::abs, arma::square and arma::mean are all that you need, and one root.
//   c. R^2 compares with always answering the mean of the targets. It cannot if all targets are
//      equal: refuse them.
//   d. MAPE divides by each target. A target of 0 is refused, with its index in the message.
double mean_absolute_error(const arma::rowvec& predictions, const arma::rowvec& targets) {
  todo("3.5 mean_absolute_error", predictions, targets);
}

double root_mean_squared_error(const arma::rowvec& predictions, const arma::rowvec& targets) {
  todo("3.5 root_mean_squared_error", predictions, targets);
}

double r_squared(const arma::rowvec& predictions, const arma::rowvec& targets) {
  todo("3.5 r_squared", predictions, targets);
}

double mean_absolute_percentage_error(const arma::rowvec& predictions,
                                      const arma::rowvec& targets) {
  todo("3.5 mean_absolute_percentage_error", predictions, targets);
}

// Task 3.6  The accuracy.
//   a. The same two checks; here the second argument is called actual.
//   b. Count the samples in which both arguments say the same, and divide by all samples. Two
//      whole numbers: mind the division.
double accuracy(const arma::urowvec& predicted, const arma::urowvec& actual) {
  todo("3.6 accuracy", predicted, actual);
}

// Task 3.7  The confusion matrix.
//   a. The same two checks, and a third: every class of both arguments must be below `classes`.
//      Without it, one bad label writes beyond the end of the matrix.
//   b. Start from zeros, and add one for each sample. Which of the two classes is the row?
arma::umat confusion_matrix(const arma::urowvec& predicted, const arma::urowvec& actual,
                            arma::uword classes) {
  todo("3.7 confusion_matrix", predicted, actual, classes);
}

}  // namespace nn
