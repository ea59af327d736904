// The public tests of lesson 03: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works the examples out.
#include <armadillo>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "03_losses/losses.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;

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

const char* const by_entries =
    "The sum was divided by the number of entries: m counts samples, and a sample may have several "
    "outputs.";
const char* const by_rows = "The sum was divided by the number of rows: samples are columns.";
const char* const zero_value =
    "The value is 0: was it set, and is 1 / m perhaps a division of whole numbers?";

}  // namespace

// ---- 3.1 mean_squared_error ---------------------------------------------------------------------

TEST_CASE("3.1 the value is the sum of the squared differences, over m", "[03][3.1]") {
  INFO("By hand: the squares add up to 40, and there are 5 samples: 40 / 5 = 8.");
  CHECK_THAT(
      mean_squared_error(mse_predictions, mse_targets).value,
      close_to(8.0)
          .samples(5)
          .mistake(by_entries, 40.0 / 15)
          .mistake(by_rows, 40.0 / 3)
          .mistake(zero_value, 0.0)
          .mistake("These are absolute differences: which power do they have in this loss?",
                   16.0 / 5)
          .mistake("The differences were added as they are, so that + and - cancel.", 8.0 / 5)
          .mistake("The differences were added up before they were squared.", 64.0 / 5)
          .mistake("This is the root of the loss: no root is taken here.", std::sqrt(8.0))
          .mistake("The root of a sum of squares was taken, and the root is still there.",
                   std::sqrt(40.0) / 5)
          .mistake("norm() of a matrix is its largest singular value, not the root of the sum of "
                   "all squares.",
                   std::pow(arma::norm(mse_residuals), 2) / 5)
          .mistake(
              "Squares were subtracted: it is the difference that is squared.",
              (arma::accu(arma::square(mse_predictions)) - arma::accu(arma::square(mse_targets))) /
                  5)
          .mistake("This is the first sample alone.", 5.0)
          .mistake("This is the first output alone.", 9.0 / 5));
}

TEST_CASE("3.1 each entry of the gradient is the slope for one prediction", "[03][3.1]") {
  INFO("By hand: prediction (0, 0) is 2 too large, so the slope there is 2 times 2 / 5 = 0.8.");
  CHECK_THAT(
      mean_squared_error(mse_predictions, mse_targets).gradient,
      close_to({{0.8, 0, 0.8, 0, 0.4}, {0, 1.6, 0, -0.4, 0}, {0.4, 0, 0, 0.8, -1.2}})
          .samples(5)
          .mistake(by_entries, 2.0 / 15 * mse_residuals)
          .mistake(by_rows, 2.0 / 3 * mse_residuals)
          .mistake("This is predictions - targets alone: two factors are missing.", mse_residuals)
          .mistake("Only the sign of each difference is left: that is the gradient of the "
                   "mean absolute error.",
                   arma::sign(mse_residuals) / 5)
          .mistake("The samples were added up: there is one entry for each prediction.",
                   arma::sum(0.4 * mse_residuals, 1)));
}

TEST_CASE("3.1 one output and one sample", "[03][3.1]") {
  INFO("A prediction of 2 for a target of 5: the square is 9, its slope is -6.");
  const Loss loss = mean_squared_error(2 * arma::ones(1, 1), 5 * arma::ones(1, 1));
  CHECK_THAT(loss.value, close_to(9.0));
  CHECK_THAT(loss.gradient, close_to(-6 * arma::ones(1, 1)));
}

TEST_CASE("3.1 targets of another shape and no samples are refused", "[03][3.1]") {
  {
    INFO("Task 3.1 a: require_shape() makes the message from the names that you give it.");
    CHECK_THROWS_MATCHES(mean_squared_error(arma::ones(1, 5), arma::ones(1, 4)),
                         std::invalid_argument,
                         says("mean_squared_error: targets is 1x4, expected 1x5"));
  }
  INFO("Without samples there is no mean: the value would be 0 / 0.");
  CHECK_THROWS_MATCHES(mean_squared_error(arma::mat(3, 0), arma::mat(3, 0)), std::invalid_argument,
                       says("mean_squared_error: got 0 samples, expected at least 1"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(mean_squared_error(arma::ones(1, 5), arma::ones(1, 5)));
}

// ---- 3.2 binary_cross_entropy -------------------------------------------------------------------

TEST_CASE("3.2 the value is the mean of -log of what the target was given", "[03][3.2]") {
  // The targets were given the probabilities 1/2, 3/4, 1/5, 1 - 4/5 and 1 - 1/10.
  const double expected = std::log(2.0 * (4.0 / 3) * 5 * 5 * (10.0 / 9)) / 5;
  const arma::mat A = binary_A;
  const arma::mat T = binary_targets;
  const arma::mat twice = 1 / (1 + arma::exp(-A));
  INFO("By hand: (log 2 + log 4/3 + log 5 + log 5 + log 10/9) / 5.");
  CHECK_THAT(
      binary_cross_entropy(binary_logits, binary_targets).value,
      close_to(expected)
          .samples(5)
          .mistake(zero_value, 0.0)
          .mistake("The samples with target 0 add nothing: the formula has two terms.",
                   std::log(2.0 * (4.0 / 3) * 5) / 5)
          .mistake("The samples with target 1 add nothing: the formula has two terms.",
                   std::log(5.0 * (10.0 / 9)) / 5)
          .mistake("Targets 1 and 0 have changed places: look at which logarithm T stands before.",
                   std::log(2.0 * 4 * (5.0 / 4) * (5.0 / 4) * 10) / 5)
          .mistake("Every target was treated as 0: the term with the targets is missing.",
                   -arma::accu(arma::log(1 - A)) / 5)
          .mistake("The logarithm has base 2: it has to be the natural one.",
                   expected / std::log(2.0))
          .mistake("The logarithm has base 10: it has to be the natural one.",
                   expected / std::log(10.0))
          .mistake("Logits and targets have changed places.",
                   arma::accu(arma::log(1 + arma::exp(T)) - T % binary_logits) / 5)
          .mistake("The sigmoid was applied twice: what arrives is a logit, so once is enough.",
                   -arma::accu(T % arma::log(twice) + (1 - T) % arma::log(1 - twice)) / 5)
          .mistake("This is the squared error of the probabilities.",
                   arma::accu(arma::square(A - T)) / 5));
}

TEST_CASE("3.2 the gradient compares the probability with the target", "[03][3.2]") {
  const arma::mat A = binary_A;
  const arma::mat T = binary_targets;
  INFO("By hand: the first probability is 1/2 and its target is 1: (1/2 - 1) / 5 = -0.1.");
  CHECK_THAT(
      binary_cross_entropy(binary_logits, binary_targets).gradient,
      close_to({{-0.1, -0.05, -0.16, 0.16, 0.02}})
          .samples(5)
          .mistake("The slope of the sigmoid, A (1 - A), is still in it: in this loss it "
                   "cancels.",
                   (A - T) % A % (1 - A) / 5)
          .mistake("This is the gradient of a squared error behind a sigmoid: it belongs to "
                   "another loss than the value.",
                   2 * (A - T) % A % (1 - A) / 5)
          .mistake("This is the derivative with respect to A: the gradient asked for is "
                   "with respect to the logits.",
                   (A - T) / (A % (1 - A)) / 5)
          .mistake("This is logits - targets: what is compared with a target is the "
                   "probability.",
                   (binary_logits - T) / 5)
          .mistake("The targets are missing in it.", A / 5)
          .mistake("Only the term with log(A) was differentiated.", -T % (1 - A) / 5)
          .mistake("Only the term with log(1 - A) was differentiated.", (1 - T) % A / 5)
          .mistake("The sigmoid was applied twice: what arrives is a logit, so once is enough.",
                   (1 / (1 + arma::exp(-A)) - T) / 5)
          .mistake("This is softmax, which is always 1 when there is one output.", (1 - T) / 5));
}

TEST_CASE("3.2 three outputs are three questions, and m still counts samples", "[03][3.2]") {
  const arma::mat logits(3, 5, arma::fill::value(std::log(3.0)));
  const arma::mat targets = {{1, 0, 1, 1, 0}, {0, 0, 0, 1, 0}, {1, 1, 0, 1, 1}};
  const double sum = 8 * std::log(4.0 / 3) + 7 * std::log(4.0);
  const Loss loss = binary_cross_entropy(logits, targets);
  {
    INFO(
        "By hand: every probability is 3/4. The 8 targets of 1 cost log 4/3 each, the 7 targets of "
        "0 cost log 4 each, and there are 5 samples.");
    CHECK_THAT(loss.value, close_to(sum / 5)
                               .samples(5)
                               .mistake(by_entries, sum / 15)
                               .mistake(by_rows, sum / 3)
                               .mistake("The outputs of a sample compete here: that is softmax, "
                                        "and each output is a question of its own.",
                                        8 * std::log(3.0) / 5));
  }
  INFO("By hand: each entry is (3/4 - target) / 5, that is, -0.05 or 0.15.");
  CHECK_THAT(loss.gradient,
             close_to(0.15 - targets / 5)
                 .samples(5)
                 .mistake(by_entries, (0.75 - targets) / 15)
                 .mistake(by_rows, (0.75 - targets) / 3)
                 .mistake("This is logits - targets: what is compared with a target is the "
                          "probability.",
                          (logits - targets) / 5)
                 .mistake("The outputs of a sample compete here: that is softmax, and each output "
                          "needs a sigmoid of its own.",
                          (1.0 / 3 - targets) / 5));
}

TEST_CASE("3.2 logits of +-1000 give the exact loss", "[03][3.2]") {
  const arma::mat logits = {{1000, 1000, -1000, -1000, 0}};
  const arma::mat targets = {{1, 0, 1, 0, 1}};
  const Loss loss = binary_cross_entropy(logits, targets);
  {
    INFO(
        "By hand: samples 1 and 2 are as wrong as can be, and cost 1000 each: 0, 1000, 1000, 0, "
        "log 2.");
    INFO(
        "If each of them costs 16, 23, 28 or 34, the probability was kept away from 0: take the "
        "logarithm out of the way.");
    CHECK_THAT(loss.value, close_to((2000 + std::log(2.0)) / 5).samples(5));
  }
  INFO("By hand: (0, 1, -1, 0, -1/2) / 5. A loss that is a straight line has a slope, too.");
  CHECK_THAT(loss.gradient,
             close_to({{0, 0.2, -0.2, 0, -0.1}})
                 .samples(5)
                 .mistake("Where the sigmoid is flat the gradient is 0 here: the loss is steep "
                          "there, so its slope must not vanish.",
                          {{0, 0, 0, 0, -0.1}}));
}

TEST_CASE("3.2 targets of another shape and no samples are refused", "[03][3.2]") {
  INFO("Task 3.2 a: the same two checks as in task 3.1, with this function's name.");
  CHECK_THROWS_MATCHES(binary_cross_entropy(arma::ones(1, 5), arma::ones(1, 4)),
                       std::invalid_argument,
                       says("binary_cross_entropy: targets is 1x4, expected 1x5"));
  CHECK_THROWS_MATCHES(binary_cross_entropy(arma::mat(1, 0), arma::mat(1, 0)),
                       std::invalid_argument,
                       says("binary_cross_entropy: got 0 samples, expected at least 1"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(binary_cross_entropy(arma::ones(1, 5), arma::ones(1, 5)));
}

// ---- 3.3 softmax_cross_entropy ------------------------------------------------------------------

TEST_CASE("3.3 the value is the mean of -log of what the right class was given", "[03][3.3]") {
  // The right classes were given the probabilities 2/8, 3/8, 2/4 and 4/10.
  const double expected = std::log(4 * (8.0 / 3) * 2 * (10.0 / 4)) / 4;
  const arma::mat A = softmax_A;
  const arma::mat T = softmax_targets;
  const arma::mat E = arma::exp(softmax_logits);
  arma::mat along_rows = E;
  along_rows.each_col() /= arma::sum(E, 1);
  const arma::mat sigmoids = E / (1 + E);
  arma::mat twice = arma::exp(A);
  twice.each_row() /= arma::sum(arma::exp(A), 0);
  const double largest = std::log(5.0 * 3 * 2 * 5) / 4;  // mean of the columns' maxima
  INFO("By hand: (log 8/2 + log 8/3 + log 4/2 + log 10/4) / 4.");
  CHECK_THAT(
      softmax_cross_entropy(softmax_logits, softmax_targets).value,
      close_to(expected)
          .samples(4)
          .mistake(by_entries, expected / 3)
          .mistake(by_rows, expected * 4 / 3)
          .mistake(zero_value, 0.0)
          .mistake("Softmax went along the rows: the classes of one sample stand in a column.",
                   -arma::accu(T % arma::log(along_rows)) / 4)
          .mistake("Softmax went over the whole matrix: each column is a sample for itself.",
                   -arma::accu(T % arma::log(E / arma::accu(E))) / 4)
          .mistake("These are sigmoids: with softmax the probabilities of a sample add up to 1.",
                   -arma::accu(T % arma::log(sigmoids)) / 4)
          .mistake("This is the binary cross-entropy of sigmoids: with classes, the loss is "
                   "another.",
                   -arma::accu(T % arma::log(sigmoids) + (1 - T) % arma::log(1 - sigmoids)) / 4)
          .mistake("There is a term with log(1 - A) in it: only the binary loss has one.",
                   -arma::accu(T % arma::log(A) + (1 - T) % arma::log(1 - A)) / 4)
          .mistake("Each column's maximum was subtracted, and did not come back.",
                   expected - largest)
          .mistake("Each column's maximum was added once too often.", expected + largest)
          .mistake("These are the logits of the right classes: the log-sum-exp is missing.",
                   -arma::accu(T % softmax_logits) / 4)
          .mistake("Every class was counted: T keeps the right one only.",
                   -arma::accu(arma::log(A)) / 4)
          .mistake("The logarithm is missing.", -arma::accu(T % A) / 4)
          .mistake("The logarithm comes before the mean: this is the logarithm of a mean.",
                   -std::log(arma::accu(T % A) / 4))
          .mistake("The logarithm has base 2: it has to be the natural one.",
                   expected / std::log(2.0))
          .mistake("The logarithm has base 10: it has to be the natural one.",
                   expected / std::log(10.0))
          .mistake("Softmax was applied twice: what arrives are logits, so once is enough.",
                   -arma::accu(T % arma::log(twice)) / 4)
          .mistake("This is the squared error of the probabilities.",
                   arma::accu(arma::square(A - T)) / 4));
}

TEST_CASE("3.3 the gradient compares the probabilities with the targets", "[03][3.3]") {
  const arma::mat A = softmax_A;
  const arma::mat T = softmax_targets;
  const arma::mat E = arma::exp(softmax_logits);
  arma::mat along_rows = E;
  along_rows.each_col() /= arma::sum(E, 1);
  arma::mat jacobian = A % (A - T);  // J' (A - T) for the Jacobian J of softmax, column by column
  jacobian -= A % arma::repmat(arma::sum(A % (A - T), 0), 3, 1);
  INFO(
      "By hand: sample 0 has the probabilities 1/8, 2/8, 5/8, and class 1 is right: its column is "
      "(1/8, 2/8 - 1, 5/8) / 4.");
  CHECK_THAT(
      softmax_cross_entropy(softmax_logits, softmax_targets).gradient,
      close_to({{0.125 / 4, -0.625 / 4, 0.25 / 4, -0.6 / 4},
                {-0.75 / 4, 0.375 / 4, 0.25 / 4, 0.5 / 4},
                {0.625 / 4, 0.25 / 4, -0.5 / 4, 0.1 / 4}})
          .samples(4)
          .mistake(by_entries, (A - T) / 12)
          .mistake(by_rows, (A - T) / 3)
          .mistake("Softmax went along the rows: the classes of one sample stand in a "
                   "column.",
                   (along_rows - T) / 4)
          .mistake("Softmax went over the whole matrix: each column is a sample for itself.",
                   (E / arma::accu(E) - T) / 4)
          .mistake("These are sigmoids: with softmax the probabilities of a sample add up "
                   "to 1.",
                   (E / (1 + E) - T) / 4)
          .mistake("The derivative of softmax is in it twice: A - T has it already.", jacobian / 4)
          .mistake("A (1 - A) is in it: A - T is what is left after everything has "
                   "cancelled.",
                   (A - T) % A % (1 - A) / 4)
          .mistake("This is the derivative with respect to A: the gradient asked for is "
                   "with respect to the logits.",
                   -T / A / 4)
          .mistake("The targets are missing in it.", A / 4)
          .mistake("Only the right class has a slope here: its probability also depends on "
                   "the logits of the others.",
                   -T % (1 - A) / 4)
          .mistake("This is logits - targets: what is compared with a target is the "
                   "probability.",
                   (softmax_logits - T) / 4));
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
    INFO("If all is well without sample 1, each column needs a maximum of its own.");
    CHECK_THAT(loss.value,
               close_to((1000 + std::log(sum) + std::log(3.0) + std::log(2.0)) / 4).samples(4));
  }
  INFO("By hand: in sample 0 everything went to class 0 and class 1 is right: (1, -1, 0) / 4.");
  CHECK_THAT(loss.gradient, close_to({{0.25, (1 / sum - 1) / 4, 1.0 / 12, -0.125},
                                      {-0.25, e1 / sum / 4, 1.0 / 12, 0.125},
                                      {0, e2 / sum / 4, -1.0 / 6, 0}})
                                .samples(4));
}

TEST_CASE("3.3 targets of another shape and no samples are refused", "[03][3.3]") {
  INFO("Task 3.3 a: the same two checks as in task 3.1, with this function's name.");
  CHECK_THROWS_MATCHES(softmax_cross_entropy(arma::ones(3, 5), arma::ones(3, 4)),
                       std::invalid_argument,
                       says("softmax_cross_entropy: targets is 3x4, expected 3x5"));
  CHECK_THROWS_MATCHES(softmax_cross_entropy(arma::mat(3, 0), arma::mat(3, 0)),
                       std::invalid_argument,
                       says("softmax_cross_entropy: got 0 samples, expected at least 1"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(softmax_cross_entropy(arma::ones(3, 5), arma::ones(3, 5)));
}

// ---- 3.4 evaluate_loss --------------------------------------------------------------------------

TEST_CASE("3.4 the name decides which loss it is", "[03][3.4]") {
  const arma::mat outputs(3, 5, arma::fill::zeros);
  const arma::mat targets = {{0.5, 0.5, 0, 0, 0.5}, {0.5, 0, 0.5, 0.5, 0.5}, {0, 0.5, 0.5, 0.5, 0}};
  const double mse = 0.5;
  const double binary = 3 * std::log(2.0);
  const double softmax = std::log(3.0);
  const char* const is_mse = "This is the mean squared error: another one was asked for.";
  const char* const is_binary = "This is the binary cross-entropy: another one was asked for.";
  const char* const is_softmax = "This is the softmax cross-entropy: another one was asked for.";
  const char* const swapped = "Outputs and targets have changed places.";

  const Loss first = evaluate_loss(LossFunction::mean_squared_error, outputs, targets);
  const Loss second = evaluate_loss(LossFunction::binary_cross_entropy, outputs, targets);
  const Loss third = evaluate_loss(LossFunction::softmax_cross_entropy, outputs, targets);
  {
    INFO(
        "All outputs are 0: the mean squared error is 2 (1/2)^2, the binary cross-entropy 3 log 2 "
        "and the softmax cross-entropy log 3.");
    CHECK_THAT(first.value, close_to(mse).mistake(is_binary, binary).mistake(is_softmax, softmax));
    CHECK_THAT(second.value,
               close_to(binary)
                   .mistake(is_mse, mse)
                   .mistake(is_softmax, softmax)
                   .mistake(swapped, 2 * std::log(1 + std::exp(0.5)) + std::log(2.0)));
    CHECK_THAT(
        third.value,
        close_to(softmax).mistake(is_mse, mse).mistake(is_binary, binary).mistake(swapped, 0.0));
  }
  INFO("The gradient comes with the value, and belongs to the same loss.");
  CHECK_THAT(first.gradient, close_to(-targets / 2.5).mistake(swapped, targets / 2.5));
  CHECK_THAT(second.gradient, close_to((0.5 - targets) / 5));
  CHECK_THAT(third.gradient, close_to((1.0 / 3 - targets) / 5));
}

// ---- 3.5 four measures of a regression ----------------------------------------------------------

TEST_CASE("3.5 MAE is the mean of the absolute residuals", "[03][3.5]") {
  INFO("By hand: (1 + 1 + 8 + 2 + 0) / 5 = 2.4.");
  CHECK_THAT(mean_absolute_error(predictions_5, targets_5),
             close_to(2.4)
                 .samples(5)
                 .mistake("Residuals of different signs cancel here.", 8.0 / 5)
                 .mistake("These are squares: MAE has absolute values.", 70.0 / 5)
                 .mistake("This is RMSE.", std::sqrt(70.0 / 5))
                 .mistake("This is the median: the mean was asked for.", 1.0)
                 .mistake("This is the largest of the absolute residuals.", 8.0)
                 .mistake("The sum was divided by one less than the number of samples.", 12.0 / 4));
}

TEST_CASE("3.5 RMSE is the root of the mean of the squared residuals", "[03][3.5]") {
  const char* const deviation =
      "The mean of the residuals was subtracted: that is their deviation.";
  INFO("By hand: the squares add up to 70, and 70 / 5 = 14. RMSE is the root of that.");
  CHECK_THAT(
      root_mean_squared_error(predictions_5, targets_5),
      close_to(std::sqrt(14.0))
          .mistake("The root is missing: this is the mean of the squares.", 14.0)
          .mistake("This is the root of the sum: where is the mean?", std::sqrt(70.0))
          .mistake("The root comes last: here it was taken before the division.",
                   std::sqrt(70.0) / 5)
          .mistake("This is MAE: the root of each square is only its absolute value.", 2.4)
          .mistake("The squares were divided by one less than their number.", std::sqrt(70.0 / 4))
          .mistake(deviation, std::sqrt((70 - 5 * 1.6 * 1.6) / 5))
          .mistake(deviation, std::sqrt((70 - 5 * 1.6 * 1.6) / 4)));
}

TEST_CASE("3.5 R^2 compares with always answering the mean", "[03][3.5]") {
  const double correlation = arma::as_scalar(arma::cor(predictions_5, targets_5));
  const char* const sum_and_mean =
      "A mean stands above the line and a sum below it, or the other way round.";
  const char* const n_minus_1 =
      "One of the two was divided by n, the other by n - 1, as var() does.";
  const char* const above =
      "The spread of the predictions is above the line: the residuals belong there.";
  INFO(
      "By hand: the mean of the targets is 3, their squared distances from it add up to 80, and "
      "the squared residuals add up to 70: 1 - 70 / 80 = 0.125.");
  CHECK_THAT(
      r_squared(predictions_5, targets_5),
      close_to(0.125)
          .mistake("This is the share that is left over: R^2 is what is explained.", 70.0 / 80)
          .mistake("The targets were not compared with their mean.", 1 - 70.0 / 125)
          .mistake("The targets were compared with the mean of the predictions.",
                   1 - 70 / (80 + 5 * 1.6 * 1.6))
          .mistake("The spread of the predictions is below the line: it is the targets' own spread "
                   "that counts.",
                   1 - 70 / arma::accu(arma::square(predictions_5 - 4.6)))
          .mistake(above, 58.0 / 80)
          .mistake(above, 1 - 58.0 / 80)
          .mistake("The fraction is upside down.", 1 - 80.0 / 70)
          .mistake(sum_and_mean, 1 - 14.0 / 80)
          .mistake(sum_and_mean, 1 - 70.0 / 16)
          .mistake(n_minus_1, 1 - 14.0 / 20)
          .mistake(n_minus_1, 1 - 17.5 / 16)
          .mistake("This is the square of the correlation, which does not see a wrong offset or "
                   "scale.",
                   correlation * correlation)
          .mistake("This is the correlation.", correlation)
          .mistake("The mean of the residuals was subtracted: a constant error counts, too.",
                   1 - (70 - 5 * 1.6 * 1.6) / 80)
          .mistake("Roots were taken: R^2 has none.", 1 - std::sqrt(70.0 / 80)));
}

TEST_CASE("3.5 MAPE is the mean of the relative errors, in percent", "[03][3.5]") {
  INFO("By hand: (1/2 + 1/4 + 8/4 + 2/8 + 0/5) / 5 = 0.6, and that is 60 percent.");
  CHECK_THAT(mean_absolute_percentage_error(predictions_5, targets_5),
             close_to(60.0)
                 .samples(5)
                 .mistake("This is a share: percent are wanted.", 0.6)
                 .mistake("Errors of different signs cancel here: look at what the absolute value "
                          "is taken of.",
                          -50.0)
                 .mistake("Errors of different signs cancel here: look at what the absolute value "
                          "is taken of.",
                          50.0)
                 .mistake("A negative target makes a negative error here: look at what the "
                          "absolute value is taken of.",
                          -20.0)
                 .mistake("The errors were divided by the predictions: they are relative to the "
                          "targets.",
                          100 * (1.0 / 1 + 1.0 / 3 + 8.0 / 4 + 2.0 / 10) / 5)
                 .mistake("This is a ratio of two means: each error is divided by its own target.",
                          100 * 12.0 / 23)
                 .mistake("Predictions and targets share the denominator: only the target belongs "
                          "there.",
                          200 * (1.0 / 3 + 1.0 / 7 + 8.0 / 8 + 2.0 / 18) / 5));
}

TEST_CASE("3.5 a target of 0 and targets that are all equal are refused", "[03][3.5]") {
  {
    INFO("MAPE divides by each target. The message has the index of the first target that is 0.");
    CHECK_THROWS_MATCHES(
        mean_absolute_percentage_error({1, 2, 3, 4}, {5, 6, 0, 7}), std::invalid_argument,
        says("mean_absolute_percentage_error: target 2 is 0, expected no target of 0"));
  }
  INFO("R^2 divides by the spread of the targets. Without a spread there is nothing to explain.");
  CHECK_THROWS_MATCHES(
      r_squared({1, 2, 3, 4}, {5, 5, 5, 5}), std::invalid_argument,
      says("r_squared: all targets are equal, expected at least two different ones"));
  INFO("Targets without a 0, and two that differ, are not refused.");
  CHECK_NOTHROW(mean_absolute_percentage_error({1, 2, 3, 4}, {5, 6, 8, 7}));
  CHECK_NOTHROW(r_squared({1, 2, 3, 4}, {5, 5, 5, 6}));
}

TEST_CASE("3.5 other lengths and no samples are refused, by all four", "[03][3.5]") {
  INFO("Task 3.5 a: each function has the same two checks, with its own name in the message.");
  CHECK_THROWS_MATCHES(mean_absolute_error({1, 2, 3}, {1, 2}), std::invalid_argument,
                       says("mean_absolute_error: targets is 1x2, expected 1x3"));
  CHECK_THROWS_MATCHES(root_mean_squared_error({1, 2, 3}, {1, 2}), std::invalid_argument,
                       says("root_mean_squared_error: targets is 1x2, expected 1x3"));
  CHECK_THROWS_MATCHES(r_squared({1, 2, 3}, {1, 2}), std::invalid_argument,
                       says("r_squared: targets is 1x2, expected 1x3"));
  CHECK_THROWS_MATCHES(mean_absolute_percentage_error({1, 2, 3}, {1, 2}), std::invalid_argument,
                       says("mean_absolute_percentage_error: targets is 1x2, expected 1x3"));
  const arma::rowvec none;
  CHECK_THROWS_MATCHES(mean_absolute_error(none, none), std::invalid_argument,
                       says("mean_absolute_error: got 0 samples, expected at least 1"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(mean_absolute_error({1, 2, 3}, {1, 2, 4}));
  CHECK_NOTHROW(root_mean_squared_error({1, 2, 3}, {1, 2, 4}));
  CHECK_NOTHROW(r_squared({1, 2, 3}, {1, 2, 4}));
  CHECK_NOTHROW(mean_absolute_percentage_error({1, 2, 3}, {1, 2, 4}));
}

// ---- 3.6 accuracy -------------------------------------------------------------------------------

TEST_CASE("3.6 seven of ten classes are right", "[03][3.6]") {
  INFO("By hand: all samples but 3, 5 and 6 are right: 7 / 10 = 0.7.");
  CHECK_THAT(accuracy(predicted_10, actual_10),
             close_to(0.7)
                 .samples(10)
                 .mistake("A whole number was divided by a larger one: that is cut off to 0.", 0.0)
                 .mistake("This is a percentage: a fraction from 0 to 1 was asked for.", 70.0)
                 .mistake("This is the share of errors.", 0.3)
                 .mistake("Each class has the same weight here, however many samples it has.",
                          (2.0 / 3 + 3.0 / 4 + 2.0 / 3) / 3)
                 .mistake("A sample of class 0 never counts as right here.", 5.0 / 10)
                 .mistake("The count was divided by one less than the number of samples.", 7.0 / 9)
                 .mistake("The order was lost: sample by sample is what counts.", 1.0));
}

TEST_CASE("3.6 all right is 1, none right is 0", "[03][3.6]") {
  CHECK_THAT(accuracy({4, 0, 2}, {4, 0, 2}), close_to(1.0).samples(3));
  INFO("The same classes in another order are wrong: sample by sample is what counts.");
  CHECK_THAT(accuracy({0, 1, 2}, {1, 2, 0}), close_to(0.0));
}

TEST_CASE("3.6 other lengths and no samples are refused", "[03][3.6]") {
  INFO("The second argument is called actual here.");
  CHECK_THROWS_MATCHES(accuracy({0, 1, 2, 0, 1}, {0, 1, 2, 0}), std::invalid_argument,
                       says("accuracy: actual is 1x4, expected 1x5"));
  const arma::urowvec none;
  CHECK_THROWS_MATCHES(accuracy(none, none), std::invalid_argument,
                       says("accuracy: got 0 samples, expected at least 1"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(accuracy({0, 1, 2}, {0, 1, 1}));
}

// ---- 3.7 confusion_matrix -----------------------------------------------------------------------

TEST_CASE("3.7 rows are actual classes, columns are predicted ones", "[03][3.7]") {
  const arma::umat counts = confusion_matrix(predicted_10, actual_10, 5);
  {
    INFO(
        "10 samples were counted, so no cell holds more: do all cells start from 0 and grow "
        "by 1?");
    REQUIRE(counts.n_elem > 0);
    REQUIRE(counts.max() <= 10);
  }
  INFO(
      "By hand: class 1 has four samples. Three were taken for class 1 and one for class 2, so "
      "row 1 is (0, 3, 1, 0, 0). Classes 3 and 4 do not occur: their rows and columns are there "
      "all the same.");
  const arma::umat diagonal = arma::diagmat(arma::umat{{2, 3, 2, 0, 0}});
  const arma::umat errors = {
      {0, 1, 0, 0, 0}, {0, 0, 1, 0, 0}, {1, 0, 0, 0, 0}, {0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}};
  CHECK_THAT(
      counts,
      same_as({{2, 1, 0, 0, 0}, {0, 3, 1, 0, 0}, {1, 0, 2, 0, 0}, {0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}})
          .mistake("Rows and columns have changed places: which of the two classes is the row?",
                   diagonal + errors.t())
          .mistake("A class without samples needs a row and a column, too: look at `classes`.",
                   {{2, 1, 0}, {0, 3, 1}, {1, 0, 2}})
          .mistake("Each cell is 1 at most: samples have to be counted.",
                   arma::umat(diagonal + errors > 0))
          .mistake("Only the errors are counted.", errors)
          .mistake("Only the samples that are right are counted.", diagonal)
          .mistake("Each sample is counted in its row and in its column: one cell is enough.",
                   2 * diagonal + errors + errors.t()));
}

TEST_CASE("3.7 a class outside the matrix is refused", "[03][3.7]") {
  INFO("5 classes are 0, 1, 2, 3 and 4.");
  CHECK_THROWS_MATCHES(confusion_matrix({0, 7, 1}, {0, 1, 2}, 5), std::invalid_argument,
                       says("confusion_matrix: predicted class 7 is outside 0 ... 4"));
  CHECK_THROWS_MATCHES(confusion_matrix({0, 1, 2}, {0, 1, 5}, 5), std::invalid_argument,
                       says("confusion_matrix: actual class 5 is outside 0 ... 4"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(confusion_matrix({0, 4, 1}, {0, 1, 2}, 5));
}

TEST_CASE("3.7 other lengths and no samples are refused", "[03][3.7]") {
  INFO("The second argument is called actual here.");
  CHECK_THROWS_MATCHES(confusion_matrix({0, 1, 2, 0, 1}, {0, 1, 2, 0}, 3), std::invalid_argument,
                       says("confusion_matrix: actual is 1x4, expected 1x5"));
  const arma::urowvec none;
  CHECK_THROWS_MATCHES(confusion_matrix(none, none, 3), std::invalid_argument,
                       says("confusion_matrix: got 0 samples, expected at least 1"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(confusion_matrix({0, 1, 2}, {0, 1, 1}, 3));
}
