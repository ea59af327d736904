// The public tests of lesson 03: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works the examples out.
#include <armadillo>
#include <cmath>
#include <stdexcept>
#include <string>

#include "03_losses/losses.hpp"
#include "03_losses/misconceptions.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;
using namespace misconceptions;

namespace {

// The examples that README.md works by hand.

const arma::mat mse_targets = {{1, 2, 3, 4, 5}, {0, -1, 2, 1, -2}, {3, 0, -2, 1, 4}};
const arma::mat mse_residuals = {{2, 0, 2, 0, 1}, {0, 4, 0, -1, 0}, {1, 0, 0, 2, -3}};
const arma::mat mse_predictions = mse_targets + mse_residuals;  // 3 outputs x 5 samples

// e^logit is 1, 3, 1/4, 4 and 1/9, so that A = sigmoid(logit) is a simple fraction.
const arma::mat binary_logits = {{0, std::log(3.0), -std::log(4.0), std::log(4.0), -std::log(9.0)}};
const arma::mat binary_A = {{1.0 / 2, 3.0 / 4, 1.0 / 5, 4.0 / 5, 1.0 / 10}};
const arma::mat binary_targets = {{1, 1, 1, 0, 0}};

// e^logit of the four samples: (1, 2, 5), (3, 3, 2), (1, 1, 2) and (4, 5, 1).
const arma::mat softmax_logits = arma::log(arma::mat{{1, 3, 1, 4}, {2, 3, 1, 5}, {5, 2, 2, 1}});
const arma::mat softmax_A = {{1.0 / 8, 3.0 / 8, 1.0 / 4, 4.0 / 10},
                             {2.0 / 8, 3.0 / 8, 1.0 / 4, 5.0 / 10},
                             {5.0 / 8, 2.0 / 8, 2.0 / 4, 1.0 / 10}};
const arma::mat softmax_targets = {{0, 1, 0, 1}, {1, 0, 0, 0}, {0, 0, 1, 0}};

const arma::rowvec targets_5 = {2, 4, -4, 8, 5};
const arma::rowvec predictions_5 = {1, 3, 4, 10, 5};  // the residuals are -1, -1, 8, 2, 0

const arma::urowvec actual_10 = {1, 0, 2, 1, 0, 2, 0, 1, 1, 2};
const arma::urowvec predicted_10 = {1, 0, 2, 2, 0, 0, 1, 1, 1, 2};

}  // namespace

// ---- 3.1 mean_squared_error ---------------------------------------------------------------------

TEST_CASE("3.1 the value is the sum of the squared differences, over m", "[03][3.1]") {
  INFO("By hand: the squares add up to 40, and there are 5 samples: 40 / 5 = 8.");
  CHECK_THAT(mean_squared_error(mse_predictions, mse_targets).value,
             mse_value(8.0, mse_predictions, mse_targets).mistake(half_of_sum, 20.0));
}

TEST_CASE("3.1 each entry of the gradient is the slope for one prediction", "[03][3.1]") {
  INFO("By hand: prediction (0, 0) is 2 too large, so the slope there is 2 times 2 / 5 = 0.8.");
  CHECK_THAT(mean_squared_error(mse_predictions, mse_targets).gradient,
             mse_gradient({{0.8, 0, 0.8, 0, 0.4}, {0, 1.6, 0, -0.4, 0}, {0.4, 0, 0, 0.8, -1.2}},
                          mse_predictions, mse_targets));
}

TEST_CASE("3.1 one output and one sample", "[03][3.1]") {
  INFO("A prediction of 2.1 for a target of 5: the square of 2.9 is 8.41, its slope is -5.8.");
  const arma::mat prediction(1, 1, arma::fill::value(2.1));
  const arma::mat target(1, 1, arma::fill::value(5));
  const Loss loss = mean_squared_error(prediction, target);
  const float difference = 2.1F - 5.0F;
  CHECK_THAT(loss.value, close_to(8.41)
                             .mistake(int_sum, 8.0)
                             .mistake(int_sum, 9.0)
                             .mistake(int_sum, 4.0)
                             .mistake(in_float, static_cast<double>(difference * difference))
                             .mistake(in_float, static_cast<double>(difference) * difference)
                             .mistake(in_float, static_cast<double>(static_cast<float>(8.41))));
  CHECK_THAT(loss.gradient, close_to(arma::mat(1, 1, arma::fill::value(-5.8))));
}

TEST_CASE("3.1 a second call knows nothing of the first", "[03][3.1]") {
  CHECK_THAT(mean_squared_error(mse_predictions, mse_targets).value,
             mse_value(8.0, mse_predictions, mse_targets));
  INFO("The targets once more, with 1 added to each: every difference is 1, and each slope 2/5.");
  const Loss loss = mean_squared_error(mse_targets + 1, mse_targets);
  CHECK_THAT(loss.value,
             close_to(3.0).mistake(kept_from_before, 11.0).mistake(kept_from_before, 8.0));
  CHECK_THAT(loss.gradient, close_to(arma::mat(3, 5, arma::fill::value(0.4)))
                                .mistake(kept_from_before, 0.4 * mse_residuals)
                                .mistake(kept_from_before, 0.4 * mse_residuals + 0.4));
}

TEST_CASE("3.1 targets of another shape and no samples are refused", "[03][3.1]") {
  check_shapes<arma::mat>("mean_squared_error", mean_squared_error, "targets", arma::SizeMat(3, 4),
                          {arma::SizeMat(3, 5), arma::SizeMat(2, 4), arma::SizeMat(2, 6)});
}

// ---- 3.2 binary_cross_entropy -------------------------------------------------------------------

TEST_CASE("3.2 the value is the mean of -log of what the target was given", "[03][3.2]") {
  // The targets were given the probabilities 1/2, 3/4, 1/5, 1 - 4/5 and 1 - 1/10.
  const double expected = std::log(2.0 * (4.0 / 3) * 5 * 5 * (10.0 / 9)) / 5;
  INFO("By hand: (log 2 + log 4/3 + log 5 + log 5 + log 10/9) / 5.");
  CHECK_THAT(binary_cross_entropy(binary_logits, binary_targets).value,
             binary_value(expected, binary_logits, binary_targets));
}

TEST_CASE("3.2 the gradient compares the probability with the target", "[03][3.2]") {
  INFO("By hand: the first probability is 1/2 and its target is 1: (1/2 - 1) / 5 = -0.1.");
  CHECK_THAT(binary_cross_entropy(binary_logits, binary_targets).gradient,
             binary_gradient({{-0.1, -0.05, -0.16, 0.16, 0.02}}, binary_logits, binary_targets));
}

TEST_CASE("3.2 three outputs are three questions, and m still counts samples", "[03][3.2]") {
  const arma::mat logits(3, 5, arma::fill::value(std::log(3.0)));
  const arma::mat targets = {{1, 0, 1, 1, 0}, {0, 0, 0, 1, 0}, {1, 1, 0, 1, 1}};
  const double sum = 8 * std::log(4.0 / 3) + 7 * std::log(4.0);
  const Loss loss = binary_cross_entropy(logits, targets);
  UNSCOPED_INFO(
      "By hand: every probability is 3/4. The 8 targets of 1 cost log 4/3 each, the 7 targets of 0 "
      "cost log 4 each, and there are 5 samples.");
  CHECK_THAT(loss.value, binary_value(sum / 5, logits, targets));
  INFO("By hand: each entry is (3/4 - target) / 5, that is, -0.05 or 0.15.");
  CHECK_THAT(loss.gradient, binary_gradient(0.15 - targets / 5, logits, targets));
}

TEST_CASE("3.2 logits of +-1000 give the exact loss", "[03][3.2]") {
  const arma::mat logits = {{1000, 1000, -1000, -1000, 0}};
  const arma::mat targets = {{1, 0, 1, 0, 1}};
  const Loss loss = binary_cross_entropy(logits, targets);
  UNSCOPED_INFO(
      "By hand: samples 1 and 2 are as wrong as can be, and cost 1000 each: 0, 1000, 1000, 0, log "
      "2.");
  CHECK_THAT(loss.value, binary_value_far_out((2000 + std::log(2.0)) / 5, logits, targets));
  INFO("By hand: (0, 1, -1, 0, -1/2) / 5. A loss that is a straight line has a slope, too.");
  CHECK_THAT(loss.gradient,
             binary_gradient_far_out({{0, 0.2, -0.2, 0, -0.1}}, {{0, 0, 0, 0, -0.1}}));
}

TEST_CASE("3.2 a target may be a probability", "[03][3.2]") {
  const arma::mat targets = {{0.75, 0.4, 0.1, 0.6, 0.1}};
  // Entry by entry, -(t log(a) + (1 - t) log(1 - a)) for a = 1/2, 3/4, 1/5, 4/5 and 1/10.
  const double sum = std::log(2.0) + (0.4 * std::log(4.0 / 3) + 0.6 * std::log(4.0)) +
                     (0.1 * std::log(5.0) + 0.9 * std::log(5.0 / 4)) +
                     (0.6 * std::log(5.0 / 4) + 0.4 * std::log(5.0)) +
                     (0.1 * std::log(10.0) + 0.9 * std::log(10.0 / 9));
  const Loss loss = binary_cross_entropy(binary_logits, targets);
  UNSCOPED_INFO("Each target lies between 0 and 1: no rounding, no comparison with 1.");
  CHECK_THAT(loss.value, binary_value(sum / 5, binary_logits, targets));
  CHECK_THAT(loss.gradient, binary_gradient((binary_A - targets) / 5, binary_logits, targets));
}

TEST_CASE("3.2 one sample with one output", "[03][3.2]") {
  const arma::mat logit(1, 1, arma::fill::value(std::log(3.0)));
  const arma::mat target(1, 1, arma::fill::value(1));
  const Loss loss = binary_cross_entropy(logit, target);
  INFO("By hand: the probability is 3/4. The value is log 4/3, and the slope 3/4 - 1.");
  CHECK_THAT(loss.value, close_to(std::log(4.0 / 3)));
  CHECK_THAT(loss.gradient, close_to(arma::mat(1, 1, arma::fill::value(-0.25))));
}

TEST_CASE("3.2 targets of another shape and no samples are refused", "[03][3.2]") {
  check_shapes<arma::mat>("binary_cross_entropy", binary_cross_entropy, "targets",
                          arma::SizeMat(3, 5), {arma::SizeMat(3, 4), arma::SizeMat(2, 5)});
}

// ---- 3.3 softmax_cross_entropy ------------------------------------------------------------------

TEST_CASE("3.3 the value is the mean of -log of what the right class was given", "[03][3.3]") {
  // The right classes were given the probabilities 2/8, 3/8, 2/4 and 4/10.
  const double expected = std::log(4 * (8.0 / 3) * 2 * (10.0 / 4)) / 4;
  INFO("By hand: (log 8/2 + log 8/3 + log 4/2 + log 10/4) / 4.");
  CHECK_THAT(softmax_cross_entropy(softmax_logits, softmax_targets).value,
             softmax_value(expected, softmax_logits, softmax_targets));
}

TEST_CASE("3.3 the gradient compares the probabilities with the targets", "[03][3.3]") {
  INFO(
      "By hand: sample 0 has the probabilities 1/8, 2/8, 5/8, and class 1 is right: its column is "
      "(1/8, 2/8 - 1, 5/8) / 4.");
  CHECK_THAT(softmax_cross_entropy(softmax_logits, softmax_targets).gradient,
             softmax_gradient({{0.125 / 4, -0.625 / 4, 0.25 / 4, -0.6 / 4},
                               {-0.75 / 4, 0.375 / 4, 0.25 / 4, 0.5 / 4},
                               {0.625 / 4, 0.25 / 4, -0.5 / 4, 0.1 / 4}},
                              softmax_logits, softmax_targets));
}

TEST_CASE("3.3 a target may be a column of probabilities", "[03][3.3]") {
  const arma::mat targets = {{0.2, 0.7, 0.1, 0.3}, {0.7, 0.1, 0.3, 0.2}, {0.1, 0.2, 0.6, 0.5}};
  double sum = 0.0;
  for (arma::uword i = 0; i < 12; ++i) sum -= targets(i) * std::log(softmax_A(i));
  const Loss loss = softmax_cross_entropy(softmax_logits, targets);
  UNSCOPED_INFO("By hand: sample 0 costs 0.2 log 8/1 + 0.7 log 8/2 + 0.1 log 8/5.");
  CHECK_THAT(loss.value, softmax_value(sum / 4, softmax_logits, targets));
  CHECK_THAT(loss.gradient, softmax_gradient((softmax_A - targets) / 4, softmax_logits, targets));
}

TEST_CASE("3.3 logits of +-1000 give the exact loss", "[03][3.3]") {
  const arma::mat logits = {{1000, -1000, 0, 1000}, {0, -1001, 0, 1000}, {-1000, -1002, 0, -1000}};
  const arma::mat targets = {{0, 1, 0, 1}, {1, 0, 0, 0}, {0, 0, 1, 0}};
  const double e1 = std::exp(-1.0);
  const double e2 = std::exp(-2.0);
  const double sum = 1 + e1 + e2;
  const Loss loss = softmax_cross_entropy(logits, targets);
  {
    INFO("By hand: the four samples cost 1000, log(1 + 1/e + 1/e^2), log 3 and log 2.");
    INFO("If the value is inf or NaN: each column needs a maximum of its own.");
    const arma::mat A = {
        {1, 1 / sum, 1.0 / 3, 0.5}, {0, e1 / sum, 1.0 / 3, 0.5}, {0, e2 / sum, 1.0 / 3, 0}};
    const double costs = 1000 + std::log(sum) + std::log(3.0) + std::log(2.0);
    CHECK_THAT(loss.value, softmax_value_far_out(costs / 4, logits, A, targets));
  }
  INFO("By hand: in sample 0 everything went to class 0 and class 1 is right: (1, -1, 0) / 4.");
  CHECK_THAT(loss.gradient, close_to({{0.25, (1 / sum - 1) / 4, 1.0 / 12, -0.125},
                                      {-0.25, e1 / sum / 4, 1.0 / 12, 0.125},
                                      {0, e2 / sum / 4, -1.0 / 6, 0}})
                                .samples(4));
}

TEST_CASE("3.3 one sample, two classes, and one class", "[03][3.3]") {
  const Loss one = softmax_cross_entropy(softmax_logits.col(0), softmax_targets.col(0));
  {
    INFO("Sample 0 alone: log 8/2, and (1/8, 2/8 - 1, 5/8).");
    CHECK_THAT(one.value, close_to(std::log(4.0)));
    CHECK_THAT(one.gradient, close_to(arma::vec{0.125, -0.75, 0.625}));
  }
  {
    INFO("Two classes with probabilities 3/4 and 1/4, and then 1/3 and 2/3.");
    const arma::mat logits = {{std::log(3.0), 0}, {0, std::log(2.0)}};
    const Loss two = softmax_cross_entropy(logits, {{1, 1}, {0, 0}});
    CHECK_THAT(two.value, close_to((std::log(4.0 / 3) + std::log(3.0)) / 2));
    CHECK_THAT(two.gradient, close_to({{-0.125, -1.0 / 3}, {0.125, 1.0 / 3}}));
  }
  INFO("A single class has probability 1: there is nothing to lose.");
  const Loss none = softmax_cross_entropy({{3, -1000, 5}}, {{1, 1, 1}});
  CHECK_THAT(none.value, close_to(0.0));
  CHECK_THAT(none.gradient, close_to(arma::zeros(1, 3)));
}

TEST_CASE("3.3 targets of another shape and no samples are refused", "[03][3.3]") {
  check_shapes<arma::mat>("softmax_cross_entropy", softmax_cross_entropy, "targets",
                          arma::SizeMat(3, 5), {arma::SizeMat(3, 4), arma::SizeMat(2, 5)});
}

// ---- 3.4 evaluate_loss --------------------------------------------------------------------------

TEST_CASE("3.4 the name decides which loss it is", "[03][3.4]") {
  const arma::mat outputs(3, 5, arma::fill::zeros);
  const arma::mat targets = {{0.5, 0.5, 0, 0, 0.5}, {0.5, 0, 0.5, 0.5, 0.5}, {0, 0.5, 0.5, 0.5, 0}};
  const double mse = 0.5;
  const double binary = 3 * std::log(2.0);
  const double softmax = std::log(3.0);

  const Loss first = evaluate_loss(LossFunction::mean_squared_error, outputs, targets);
  const Loss second = evaluate_loss(LossFunction::binary_cross_entropy, outputs, targets);
  const Loss third = evaluate_loss(LossFunction::softmax_cross_entropy, outputs, targets);
  {
    INFO(
        "All outputs are 0: the mean squared error is 2 (1/2)^2, the binary cross-entropy 3 log 2 "
        "and the softmax cross-entropy log 3.");
    CHECK_THAT(first.value, loss_value(mse, mse, mse, binary, softmax));
    CHECK_THAT(second.value, loss_value(binary, 2 * std::log(1 + std::exp(0.5)) + std::log(2.0),
                                        mse, binary, softmax));
    CHECK_THAT(third.value, loss_value(softmax, 0.0, mse, binary, softmax));
  }
  INFO("The gradient comes with the value, and belongs to the same loss.");
  CHECK_THAT(first.gradient, close_to(-targets / 2.5).mistake(outputs_swapped, targets / 2.5));
  CHECK_THAT(second.gradient,
             close_to((0.5 - targets) / 5).mistake(logits_for_probabilities, -targets / 5));
  CHECK_THAT(third.gradient,
             close_to((1.0 / 3 - targets) / 5).mistake(logits_for_probabilities, -targets / 5));
}

// ---- 3.5 four measures of a regression ----------------------------------------------------------

TEST_CASE("3.5 MAE is the mean of the absolute residuals", "[03][3.5]") {
  INFO("By hand: (1 + 1 + 8 + 2 + 0) / 5 = 2.4.");
  CHECK_THAT(mean_absolute_error(predictions_5, targets_5), mae(2.4, predictions_5, targets_5));
  const arma::rowvec p = {1.75, 1.75, -0.25, 2.5};
  const arma::rowvec t = {1, 4.25, -0.5, 2};
  INFO("By hand, with fractions: (0.75 + 2.5 + 0.25 + 0.5) / 4 = 1.");
  CHECK_THAT(mean_absolute_error(p, t), mae(1.0, p, t));
}

TEST_CASE("3.5 RMSE is the root of the mean of the squared residuals", "[03][3.5]") {
  INFO("By hand: the squares add up to 70, and 70 / 5 = 14. RMSE is the root of that.");
  CHECK_THAT(root_mean_squared_error(predictions_5, targets_5),
             rmse(std::sqrt(14.0), predictions_5, targets_5));
  const arma::rowvec p = {1.5, 2, 3};
  const arma::rowvec t = {1, 4.5, 0.5};
  INFO("By hand, with fractions: the squares are 0.25, 6.25 and 6.25, and their mean is 4.25.");
  CHECK_THAT(root_mean_squared_error(p, t),
             rmse(std::sqrt(4.25), p, t).mistake(int_sum, std::sqrt(12.0 / 3)));
}

TEST_CASE("3.5 R^2 compares with always answering the mean", "[03][3.5]") {
  INFO(
      "By hand: the mean of the targets is 3, their squared distances from it add up to 80, and "
      "the squared residuals add up to 70: 1 - 70 / 80 = 0.125.");
  CHECK_THAT(r_squared(predictions_5, targets_5), r2(0.125, predictions_5, targets_5));
}

TEST_CASE("3.5 R^2 is 1 for the best answers, and may be negative", "[03][3.5]") {
  const arma::rowvec t = {1, 2, 6, 7};
  const arma::rowvec p = {7, 2, 6, 1};
  INFO("By hand: the mean is 4, the spread 9 + 4 + 4 + 9 = 26, the residuals 36 + 36 = 72.");
  CHECK_THAT(r_squared(p, t), r2(1 - 72.0 / 26, p, t));
  CHECK_THAT(r_squared(t, t), close_to(1.0));
}

TEST_CASE("3.5 equal targets are refused, also where they are 0.1", "[03][3.5]") {
  INFO("0.1 is not exact in a computer: 0.1 + 0.1 + 0.1 is not quite 3 * 0.1. " << total_nearly_0);
  const std::string message =
      "r_squared: all targets are equal, expected at least two different ones";
  for (const arma::uword n : {1, 3, 6, 10}) {
    const arma::rowvec predictions = arma::regspace<arma::rowvec>(1, static_cast<double>(n));
    CHECK_REFUSED(r_squared(predictions, arma::rowvec(n, arma::fill::value(0.1))), message);
    CHECK_REFUSED(r_squared(predictions, arma::rowvec(n, arma::fill::value(0.7))), message);
  }
  INFO("Targets that differ by a millionth of a millionth do differ.");
  CHECK_THAT(r_squared({1e-12, 3e-12, 5e-12}, {1e-12, 4e-12, 7e-12}), close_to(1 - 5.0 / 18));
}

TEST_CASE("3.5 MAPE is the mean of the relative errors, in percent", "[03][3.5]") {
  INFO("By hand: (1/2 + 1/4 + 8/4 + 2/8 + 0/5) / 5 = 0.6, and that is 60 percent.");
  CHECK_THAT(mean_absolute_percentage_error(predictions_5, targets_5),
             mape(60.0, predictions_5, targets_5));
}

TEST_CASE("3.5 MAPE takes a prediction of 0, and a target near 0", "[03][3.5]") {
  UNSCOPED_INFO("By hand: a prediction of 0 for 4 is 100 percent off, 3 for 2 is 50 percent off.");
  CHECK_THAT(mean_absolute_percentage_error({0, 3}, {4, 2}), close_to(75.0));
  INFO("A target of 1e-9 is not 0: a prediction of 3e-9 is 200 percent off.");
  const arma::rowvec p = {3e-9, 3};
  const arma::rowvec t = {1e-9, 2};
  CHECK_THAT(mean_absolute_percentage_error(p, t), mape(125.0, p, t));
}

TEST_CASE("3.5 a target of 0 and targets that are all equal are refused", "[03][3.5]") {
  {
    INFO("MAPE divides by each target. The message has the index of the first target that is 0.");
    CHECK_REFUSED(mean_absolute_percentage_error({1, 2, 3, 4}, {5, 6, 0, 7}),
                  "mean_absolute_percentage_error: target 2 is 0, expected no target of 0");
    CHECK_REFUSED(mean_absolute_percentage_error({1, 2, 3, 4}, {5, 0, 0, 7}),
                  "mean_absolute_percentage_error: target 1 is 0, expected no target of 0");
  }
  INFO("R^2 divides by the spread of the targets. Without a spread there is nothing to explain.");
  CHECK_REFUSED(r_squared({1, 2, 3, 4}, {5, 5, 5, 5}),
                "r_squared: all targets are equal, expected at least two different ones");
  INFO("Targets without a 0, and two that differ, are not refused.");
  CHECK_NOTHROW(mean_absolute_percentage_error({1, 2, 3, 4}, {5, 6, 8, 7}));
  CHECK_NOTHROW(r_squared({1, 2, 3, 4}, {5, 5, 5, 6}));
}

TEST_CASE("3.5 other lengths and no samples are refused, by all four", "[03][3.5]") {
  INFO("Task 3.5 a: each function has the same two checks, with its own name in the message.");
  const auto check = [](const std::string& name, const auto& measure) {
    check_shapes<arma::rowvec>(name, measure, "targets", arma::SizeMat(1, 3),
                               {arma::SizeMat(1, 2)});
  };
  check("mean_absolute_error", mean_absolute_error);
  check("root_mean_squared_error", root_mean_squared_error);
  check("r_squared", r_squared);
  check("mean_absolute_percentage_error", mean_absolute_percentage_error);
}

// ---- 3.6 accuracy -------------------------------------------------------------------------------

TEST_CASE("3.6 seven of ten classes are right", "[03][3.6]") {
  INFO("By hand: all samples but 3, 5 and 6 are right: 7 / 10 = 0.7.");
  CHECK_THAT(accuracy(predicted_10, actual_10), accuracy_of(0.7, predicted_10, actual_10));
}

TEST_CASE("3.6 all right is 1, none right is 0", "[03][3.6]") {
  CHECK_THAT(accuracy({4, 0, 2}, {4, 0, 2}), close_to(1.0).samples(3));
  INFO("The same classes in another order are wrong: sample by sample is what counts.");
  CHECK_THAT(accuracy({0, 1, 2}, {1, 2, 0}), close_to(0.0));
}

TEST_CASE("3.6 other lengths and no samples are refused", "[03][3.6]") {
  check_shapes<arma::urowvec>("accuracy", accuracy, "actual", arma::SizeMat(1, 5),
                              {arma::SizeMat(1, 4)});
}

// ---- 3.7 confusion_matrix -----------------------------------------------------------------------

TEST_CASE("3.7 rows are actual classes, columns are predicted ones", "[03][3.7]") {
  const arma::umat counts = confusion_matrix(predicted_10, actual_10, 5);
  {
    INFO(
        "10 samples were counted, so no cell holds more: do all cells start from 0 and grow by 1?");
    REQUIRE(counts.n_elem > 0);
    REQUIRE(counts.max() <= 10);
  }
  INFO(
      "By hand: class 1 has four samples. Three were taken for class 1 and one for class 2, so row "
      "1 is (0, 3, 1, 0, 0). Classes 3 and 4 do not occur: their rows and columns are there all "
      "the same.");
  CHECK_THAT(
      counts,
      counts_of(
          {{2, 1, 0, 0, 0}, {0, 3, 1, 0, 0}, {1, 0, 2, 0, 0}, {0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}}));
}

TEST_CASE("3.7 a second call knows nothing of the first", "[03][3.7]") {
  const arma::umat first = {{2, 1, 0}, {0, 3, 1}, {1, 0, 2}};
  const arma::umat second = {{0, 1, 0}, {2, 0, 0}, {0, 0, 1}};
  CHECK_THAT(confusion_matrix(predicted_10, actual_10, 3), counts_of(first));
  INFO("Four samples, after the ten above:");
  CHECK_THAT(
      confusion_matrix({1, 0, 0, 2}, {0, 1, 1, 2}, 3),
      same_as(second).mistake(kept_from_before, first).mistake(kept_from_before, first + second));
  INFO("One class: all samples stand in one cell.");
  CHECK_THAT(confusion_matrix({0, 0}, {0, 0}, 1), same_as(arma::umat(1, 1, arma::fill::value(2))));
}

TEST_CASE("3.7 a class outside the matrix is refused", "[03][3.7]") {
  INFO("5 classes are 0, 1, 2, 3 and 4.");
  CHECK_REFUSED(confusion_matrix({0, 7, 1}, {0, 1, 2}, 5),
                "confusion_matrix: predicted class 7 is outside 0 ... 4");
  CHECK_REFUSED(confusion_matrix({0, 1, 2}, {0, 1, 5}, 5),
                "confusion_matrix: actual class 5 is outside 0 ... 4");
  CHECK_ACCEPTED(confusion_matrix({0, 4, 1}, {0, 1, 2}, 5));
}

TEST_CASE("3.7 other lengths and no samples are refused", "[03][3.7]") {
  const auto of_two = [](const arma::urowvec& predicted, const arma::urowvec& actual) {
    return confusion_matrix(predicted, actual, 3);
  };
  check_shapes<arma::urowvec>("confusion_matrix", of_two, "actual", arma::SizeMat(1, 5),
                              {arma::SizeMat(1, 4)});
}
