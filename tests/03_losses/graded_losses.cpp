// The graded tests of lesson 03. Inputs come from a seed that no submission knows; what is expected
// comes from loops over single numbers and from finite differences of these, mostly by another
// formula than the one the lesson teaches.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "03_losses/losses.hpp"
#include "common/contract.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/seed.hpp"

using namespace nn;

namespace {

// ---- what is expected, one number at a time -----------------------------------------------------

using TwoNumbers = std::function<double(double, double)>;  // of an output and its target

/// The sum over all outputs and samples.
double total(const arma::mat& outputs, const arma::mat& targets, const TwoNumbers& f) {
  double sum = 0.0;
  for (arma::uword i = 0; i < outputs.n_rows; ++i) {
    for (arma::uword s = 0; s < outputs.n_cols; ++s) sum += f(outputs(i, s), targets(i, s));
  }
  return sum;
}

arma::mat each(const arma::mat& outputs, const arma::mat& targets, const TwoNumbers& f) {
  arma::mat result(outputs.n_rows, outputs.n_cols);
  for (arma::uword i = 0; i < result.n_rows; ++i) {
    for (arma::uword s = 0; s < result.n_cols; ++s) result(i, s) = f(outputs(i, s), targets(i, s));
  }
  return result;
}

double squared_difference(double prediction, double target) {
  return (prediction - target) * (prediction - target);
}

/// 1 / (1 + e^-z), without overflow.
double logistic(double z) {
  return 0.5 + 0.5 * std::tanh(z / 2);
}

/// The binary cross-entropy of one logit: log(1 + e^z) - z t, without overflow.
double binary_loss(double z, double t) {
  const double logarithm = z > 0 ? z + std::log1p(std::exp(-z)) : std::log1p(std::exp(z));
  return logarithm - z * t;
}

/// log(softmax(Z)), column by column: -log(sum over k of e^(Z(k) - Z(i))), without overflow.
arma::mat log_softmax(const arma::mat& Z) {
  arma::mat result(Z.n_rows, Z.n_cols);
  for (arma::uword s = 0; s < Z.n_cols; ++s) {
    double most = Z(0, s);
    for (arma::uword i = 0; i < Z.n_rows; ++i) most = std::max(most, Z(i, s));
    double sum = 0.0;
    for (arma::uword i = 0; i < Z.n_rows; ++i) sum += std::exp(Z(i, s) - most);
    for (arma::uword i = 0; i < Z.n_rows; ++i) result(i, s) = Z(i, s) - most - std::log(sum);
  }
  return result;
}

/// The sum over all samples of -T log(softmax(Z)), without 1/m.
double softmax_total(const arma::mat& Z, const arma::mat& T) {
  return -total(log_softmax(Z), T, [](double log_a, double t) { return t * log_a; });
}

/// The slopes of f at X, one entry at a time, from values a step to the left and to the right.
arma::mat slopes(const std::function<double(const arma::mat&)>& f, const arma::mat& X) {
  constexpr double step = 1e-5;
  arma::mat result(X.n_rows, X.n_cols);
  for (arma::uword i = 0; i < X.n_elem; ++i) {
    arma::mat left = X;
    arma::mat right = X;
    left(i) -= step;
    right(i) += step;
    result(i) = (f(right) - f(left)) / (2 * step);
  }
  return result;
}

// ---- inputs -------------------------------------------------------------------------------------

/// Uniform among low ... high.
arma::uword between(arma::uword low, arma::uword high, Rng& rng) {
  return low + uniform_index(high - low + 1, rng);
}

struct Size {
  arma::uword outputs;
  arma::uword samples;
};

// No size is 2, and none divides the other: then 1/m, 1/outputs, 2 and their products all differ.
const std::vector<Size> sizes = {{3, 5}, {4, 7}, {5, 3}};

std::string in_words(const Size& size) {
  return std::to_string(size.outputs) + " outputs and " + std::to_string(size.samples) +
         " samples:";
}

/// Differences of both signs in every row and every column, 0.3 to 2 in size.
arma::mat random_residuals(const Size& size, Rng& rng) {
  arma::mat residuals = uniform_matrix(size.outputs, size.samples, 0.3, 2.0, rng);
  for (arma::uword i = 0; i < size.outputs; ++i) {
    for (arma::uword s = i % 2; s < size.samples; s += 2) residuals(i, s) *= -1;
  }
  return residuals;
}

/// Targets of 0 and 1, of which neither all nor none are 1.
arma::mat random_bits(const Size& size, Rng& rng) {
  arma::mat bits(size.outputs, size.samples);
  for (double& bit : bits) bit = uniform(rng) < 0.5 ? 0.0 : 1.0;
  bits(0) = 1.0;
  bits(1) = 0.0;
  return bits;
}

/// One-hot columns in which at least two classes occur.
arma::mat random_one_hot(const Size& size, Rng& rng) {
  arma::mat targets(size.outputs, size.samples, arma::fill::zeros);
  for (arma::uword s = 0; s < size.samples; ++s) {
    const arma::uword label = s < 2 ? s : uniform_index(size.outputs, rng);
    targets(label, s) = 1.0;
  }
  return targets;
}

/// Columns of probabilities, none of which is 0 or 1.
arma::mat random_probabilities(const Size& size, Rng& rng) {
  arma::mat targets = uniform_matrix(size.outputs, size.samples, 0.2, 1.0, rng);
  for (arma::uword s = 0; s < size.samples; ++s) {
    double sum = 0.0;
    for (arma::uword i = 0; i < size.outputs; ++i) sum += targets(i, s);
    for (arma::uword i = 0; i < size.outputs; ++i) targets(i, s) /= sum;
  }
  return targets;
}

/// `count` numbers between 0.5 and 2 in size, the first positive, the second negative.
arma::rowvec random_targets(arma::uword count, Rng& rng) {
  arma::rowvec targets(count);
  for (arma::uword s = 0; s < count; ++s) {
    const double sign = s < 2 ? (s == 0 ? 1.0 : -1.0) : (uniform(rng) < 0.5 ? 1.0 : -1.0);
    targets(s) = sign * uniform(0.5, 2.0, rng);
  }
  return targets;
}

arma::urowvec random_classes(arma::uword count, arma::uword classes, Rng& rng) {
  arma::urowvec labels(count);
  for (arma::uword& label : labels) label = uniform_index(classes, rng);
  return labels;
}

/// `count` arguments that fit nothing but themselves: their numbers do not matter.
arma::rowvec ones(arma::uword count) {
  return arma::ones<arma::rowvec>(count);
}

arma::urowvec zeros(arma::uword count) {
  return arma::zeros<arma::urowvec>(count);
}

// ---- what several tests say ---------------------------------------------------------------------

const char* const by_entries =
    "The sum was divided by the number of entries: m counts samples, and a sample may have several "
    "outputs.";
const char* const by_rows = "The sum was divided by the number of rows: samples are columns.";
const char* const zero_value =
    "The value is 0: was it set, and is 1 / m perhaps a division of whole numbers?";
const char* const zero_gradient =
    "The gradient is 0 everywhere: was it set, and is 1 / m perhaps a division of whole numbers?";
const char* const cut_probability =
    "The probability was kept away from 0, and the loss stops growing: take the logarithm out of "
    "the way instead.";
const char* const cut_logit =
    "The logits were cut off, and the loss stops growing: beyond the cut all logits look alike.";
const char* const base_2 = "The logarithm has base 2: it has to be the natural one.";
const char* const base_10 = "The logarithm has base 10: it has to be the natural one.";
const char* const changed_places = "Logits and targets have changed places.";

const std::vector<double> usual_cuts = {1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20};
const std::vector<double> usual_bounds = {10, 15, 20, 30, 50, 100, 300, 500, 600, 700, 708, 709};

/// Adds the mistake, unless the numbers added so far include this one.
void add_once(support::CloseToNumber& matcher, std::vector<double>& added,
              const std::string& sentence, double value) {
  for (const double other : added) {
    if (std::abs(value - other) <= 1e-8 * std::abs(other)) return;
  }
  added.push_back(value);
  matcher.mistake(sentence, value);
}

arma::mat clamped(const arma::mat& Z, double bound) {
  return each(Z, Z, [bound](double z, double) { return std::clamp(z, -bound, bound); });
}

}  // namespace

// ---- 3.1 mean_squared_error ---------------------------------------------------------------------

TEST_CASE("3.1 the value is the mean over samples of the sum over outputs", "[03][3.1]") {
  Rng rng = test_rng("3.1 a");
  for (const Size& size : sizes) {
    const arma::mat T = uniform_matrix(size.outputs, size.samples, -1.0, 2.0, rng);
    const arma::mat P = T + random_residuals(size, rng);
    const double m = static_cast<double>(size.samples);
    const double k = static_cast<double>(size.outputs);
    const double squares = total(P, T, squared_difference);
    const double differences = total(P, T, [](double p, double t) { return p - t; });
    INFO(in_words(size));
    CHECK_THAT(
        mean_squared_error(P, T).value,
        close_to(squares / m)
            .samples(size.samples)
            .mistake(by_entries, squares / m / k)
            .mistake(by_rows, squares / k)
            .mistake(zero_value, 0.0)
            .mistake("These are absolute differences: which power do they have in this loss?",
                     total(P, T, [](double p, double t) { return std::abs(p - t); }) / m)
            .mistake("The differences were added as they are, so that + and - cancel.",
                     differences / m)
            .mistake("The differences were added up before they were squared.",
                     differences * differences / m)
            .mistake("This is the root of the loss: no root is taken here.", std::sqrt(squares / m))
            .mistake("The root of a sum of squares was taken, and the root is still there.",
                     std::sqrt(squares) / m)
            .mistake("norm() of a matrix is its largest singular value, not the root of the sum "
                     "of all squares.",
                     std::pow(arma::norm(P - T), 2) / m)
            .mistake("Squares were subtracted: it is the difference that is squared.",
                     total(P, T, [](double p, double t) { return p * p - t * t; }) / m)
            .mistake("The first sample was left out.",
                     total(P.tail_cols(size.samples - 1), T.tail_cols(size.samples - 1),
                           squared_difference) /
                         m)
            .mistake("The last sample was left out.",
                     total(P.head_cols(size.samples - 1), T.head_cols(size.samples - 1),
                           squared_difference) /
                         m)
            .mistake("Only the first output was counted.",
                     total(P.row(0), T.row(0), squared_difference) / m));
  }
}

TEST_CASE("3.1 the gradient has the factors of the value", "[03][3.1]") {
  Rng rng = test_rng("3.1 b");
  for (const Size& size : sizes) {
    const arma::mat T = uniform_matrix(size.outputs, size.samples, -1.0, 2.0, rng);
    const arma::mat P = T + random_residuals(size, rng);
    const double m = static_cast<double>(size.samples);
    const double k = static_cast<double>(size.outputs);
    const arma::mat gradient = each(P, T, [m](double p, double t) { return 2 * (p - t) / m; });
    INFO(in_words(size));
    CHECK_THAT(mean_squared_error(P, T).gradient,
               close_to(gradient)
                   .samples(size.samples)
                   .mistake(by_entries, gradient / k)
                   .mistake(by_entries, gradient / k / 2)
                   .mistake(by_rows, gradient * m / k)
                   .mistake(by_rows, gradient * m / k / 2)
                   .mistake(zero_gradient, 0 * gradient)
                   .mistake("This is predictions - targets alone: two factors are missing.",
                            gradient * m / 2)
                   .mistake("Only the sign of each difference is left: that is the gradient of "
                            "the mean absolute error.",
                            arma::sign(gradient) / m)
                   .mistake("The gradient has lost its sign: a prediction that is too small has "
                            "a negative slope.",
                            arma::abs(gradient))
                   .mistake("The samples were added up: there is one entry for each prediction.",
                            arma::sum(gradient, 1))
                   .mistake("The slope of a sigmoid is in it: this loss is given predictions, "
                            "whatever made them.",
                            gradient % P % (1 - P)));
  }
}

TEST_CASE("3.1 a small step of one prediction changes the value by its slope", "[03][3.1]") {
  Rng rng = test_rng("3.1 c");
  const arma::mat T = uniform_matrix(4, 3, -2.0, 2.0, rng);
  const arma::mat P = T + random_residuals({4, 3}, rng);
  const auto value = [&](const arma::mat& at) { return total(at, T, squared_difference) / 3; };
  INFO(
      "Expected: (value a step further - value a step before) / (two steps), for each prediction.");
  CHECK_THAT(mean_squared_error(P, T).gradient, close_to(slopes(value, P), 1e-6).samples(3));
}

TEST_CASE("3.1 one output, one sample, and many", "[03][3.1]") {
  Rng rng = test_rng("3.1 d");
  for (const Size& size : std::vector<Size>{{1, 1}, {1, 7}, {5, 1}, {3, 500}}) {
    const arma::mat P = uniform_matrix(size.outputs, size.samples, -2.0, 3.0, rng);
    const arma::mat T = uniform_matrix(size.outputs, size.samples, -1.0, 2.0, rng);
    const double m = static_cast<double>(size.samples);
    const Loss loss = mean_squared_error(P, T);
    INFO(in_words(size));
    CHECK_THAT(loss.value, close_to(total(P, T, squared_difference) / m));
    CHECK_THAT(loss.gradient,
               close_to(each(P, T, [m](double p, double t) { return 2 * (p - t) / m; })));
  }
}

TEST_CASE("3.1 the message of refused targets names both shapes", "[03][3.1]") {
  INFO("Rows and columns have both to be the same: 12 entries are not enough of a match.");
  CHECK_THROWS_MATCHES(mean_squared_error(arma::ones(3, 4), arma::ones(4, 3)),
                       std::invalid_argument,
                       says("mean_squared_error: targets is 4x3, expected 3x4"));
  CHECK_THROWS_MATCHES(mean_squared_error(arma::ones(3, 4), arma::ones(2, 4)),
                       std::invalid_argument,
                       says("mean_squared_error: targets is 2x4, expected 3x4"));
  CHECK_THROWS_MATCHES(mean_squared_error(arma::ones(3, 4), arma::ones(3, 1)),
                       std::invalid_argument,
                       says("mean_squared_error: targets is 3x1, expected 3x4"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(mean_squared_error(arma::ones(3, 4), arma::ones(3, 4)));
}

// ---- 3.2 binary_cross_entropy -------------------------------------------------------------------

TEST_CASE("3.2 the value agrees with log(1 + e^z) - z t", "[03][3.2]") {
  Rng rng = test_rng("3.2 a");
  for (const Size& size : sizes) {
    const arma::mat Z = uniform_matrix(size.outputs, size.samples, -3.0, 4.0, rng);
    const arma::mat T = random_bits(size, rng);
    const double m = static_cast<double>(size.samples);
    const double k = static_cast<double>(size.outputs);
    const double expected = total(Z, T, binary_loss) / m;
    const auto mean = [&](const TwoNumbers& f) { return total(Z, T, f) / m; };
    INFO(in_words(size));
    CHECK_THAT(
        binary_cross_entropy(Z, T).value,
        close_to(expected)
            .samples(size.samples)
            .mistake(by_entries, expected / k)
            .mistake(by_rows, expected * m / k)
            .mistake(zero_value, 0.0)
            .mistake("The samples with target 0 add nothing: the formula has two terms.",
                     mean([](double z, double t) { return t * binary_loss(z, 1); }))
            .mistake("The samples with target 1 add nothing: the formula has two terms.",
                     mean([](double z, double t) { return (1 - t) * binary_loss(z, 0); }))
            .mistake("Targets 1 and 0 have changed places: look at which logarithm T stands "
                     "before.",
                     mean([](double z, double t) { return binary_loss(z, 1 - t); }))
            .mistake("Every target was treated as 0: the term with the targets is missing.",
                     mean([](double z, double) { return binary_loss(z, 0); }))
            .mistake("The logarithm is missing.", -mean([](double z, double t) {
                       return t * logistic(z) + (1 - t) * (1 - logistic(z));
                     }))
            .mistake(base_2, expected / std::log(2.0))
            .mistake(base_10, expected / std::log(10.0))
            .mistake(changed_places, mean([](double z, double t) { return binary_loss(t, z); }))
            .mistake("The sigmoid was applied twice: what arrives is a logit, so once is enough.",
                     mean([](double z, double t) { return binary_loss(logistic(z), t); }))
            .mistake("This is the squared error of the probabilities.",
                     mean([](double z, double t) { return squared_difference(logistic(z), t); }))
            .mistake("This is the squared error of the logits.", mean(squared_difference))
            .mistake("This is softmax cross-entropy: here each output is a question of its own.",
                     softmax_total(Z, T) / m)
            .mistake("Only the first output was counted.",
                     total(Z.row(0), T.row(0), binary_loss) / m));
  }
}

TEST_CASE("3.2 the gradient is that of the value, with respect to the logits", "[03][3.2]") {
  Rng rng = test_rng("3.2 b");
  for (const Size& size : sizes) {
    const arma::mat Z = uniform_matrix(size.outputs, size.samples, -3.0, 4.0, rng);
    const arma::mat T = random_bits(size, rng);
    const double m = static_cast<double>(size.samples);
    const double k = static_cast<double>(size.outputs);
    const auto over_m = [&](const TwoNumbers& f) -> arma::mat { return each(Z, T, f) / m; };
    const arma::mat A = each(Z, T, [](double z, double) { return logistic(z); });
    const arma::mat gradient = over_m([](double z, double t) { return logistic(z) - t; });
    const arma::mat slope = A % (1 - A);
    const arma::mat softmax = arma::exp(log_softmax(Z));
    INFO(in_words(size));
    CHECK_THAT(
        binary_cross_entropy(Z, T).gradient,
        close_to(gradient)
            .samples(size.samples)
            .mistake(by_entries, gradient / k)
            .mistake(by_rows, gradient * m / k)
            .mistake(zero_gradient, 0 * gradient)
            .mistake("The slope of the sigmoid, A (1 - A), is still in it: in this loss it "
                     "cancels.",
                     gradient % slope)
            .mistake("This is the gradient of a squared error behind a sigmoid: it belongs to "
                     "another loss than the value.",
                     2 * gradient % slope)
            .mistake("This is the derivative with respect to A: the gradient asked for is with "
                     "respect to the logits.",
                     gradient / slope)
            .mistake("This is logits - targets: what is compared with a target is the "
                     "probability.",
                     over_m([](double z, double t) { return z - t; }))
            .mistake("The targets are missing in it.", A / m)
            .mistake("Targets 1 and 0 have changed places in the gradient.", (A - (1 - T)) / m)
            .mistake("Only the term with log(A) was differentiated.", -T % (1 - A) / m)
            .mistake("Only the term with log(1 - A) was differentiated.", (1 - T) % A / m)
            .mistake("The sigmoid was applied twice: what arrives is a logit, so once is enough.",
                     (each(A, T, [](double a, double) { return logistic(a); }) - T) / m)
            .mistake("The outputs of a sample compete here: that is softmax, and each output "
                     "needs a sigmoid of its own.",
                     (softmax - T) / m)
            .mistake(changed_places,
                     (each(T, Z, [](double t, double) { return logistic(t); }) - Z) / m)
            .mistake("The samples were added up: there is one entry for each logit.",
                     arma::sum(gradient, 1)));
  }
}

TEST_CASE("3.2 a target may be a probability", "[03][3.2]") {
  Rng rng = test_rng("3.2 c");
  const arma::mat Z = uniform_matrix(3, 5, -3.0, 3.0, rng);
  const arma::mat T = uniform_matrix(3, 5, 0.1, 0.9, rng);
  const arma::mat A = each(Z, T, [](double z, double) { return logistic(z); });
  const auto mean = [&](const TwoNumbers& f) { return total(Z, T, f) / 5; };
  const Loss loss = binary_cross_entropy(Z, T);
  INFO("Every target lies between 0.1 and 0.9: no rounding, no comparison with 1.");
  CHECK_THAT(
      loss.value,
      close_to(mean(binary_loss))
          .samples(5)
          .mistake("Targets and probabilities have changed places: which of them is under the "
                   "logarithm?",
                   -mean([](double z, double t) {
                     return logistic(z) * std::log(t) + (1 - logistic(z)) * std::log(1 - t);
                   }))
          .mistake("The targets were rounded to 0 or 1: a target may lie between them.",
                   mean([](double z, double t) { return binary_loss(z, t > 0.5 ? 1 : 0); }))
          .mistake("A target that is not exactly 1 was taken for 0.",
                   mean([](double z, double) { return binary_loss(z, 0); }))
          .mistake("A target that is not exactly 0 was taken for 1.",
                   mean([](double z, double) { return binary_loss(z, 1); }))
          .mistake("Only the term with T is here: the formula has two terms.",
                   mean([](double z, double t) { return t * binary_loss(z, 1); }))
          .mistake("Only the term with 1 - T is here: the formula has two terms.",
                   mean([](double z, double t) { return (1 - t) * binary_loss(z, 0); }))
          .mistake("The entropy of the targets was subtracted: the cross-entropy keeps it.",
                   mean([](double z, double t) {
                     return binary_loss(z, t) + t * std::log(t) + (1 - t) * std::log(1 - t);
                   })));
  CHECK_THAT(loss.gradient, close_to((A - T) / 5).samples(5));
}

TEST_CASE("3.2 far out the loss is a straight line, and never infinite", "[03][3.2]") {
  Rng rng = test_rng("3.2 d");
  // Both signs and both targets, 700 to 1000 away from 0; one sample that is not far out.
  arma::mat Z = uniform_matrix(1, 5, 720, 1000, rng);
  Z(0, 1) *= -1;
  Z(0, 3) *= -1;
  Z(0, 4) = uniform(-1, 1, rng);
  const arma::mat T = {{0, 1, 1, 0, 1}};
  const double expected = total(Z, T, binary_loss) / 5;
  auto as_expected = close_to(expected);
  std::vector<double> added;
  const auto mean = [&](const TwoNumbers& f) { return total(Z, T, f) / 5; };
  const auto from_a = [](double a, double t) {
    return -t * std::log(a) - (1 - t) * std::log(1 - a);
  };
  for (const double cut : usual_cuts) {
    add_once(as_expected, added, cut_probability, mean([&](double z, double t) {
               return from_a(std::clamp(logistic(z), cut, 1 - cut), t);
             }));
    add_once(as_expected, added, cut_probability, mean([&](double z, double t) {
               const double a = logistic(z);
               return -t * std::log(a + cut) - (1 - t) * std::log(1 - a + cut);
             }));
  }
  for (const double bound : usual_bounds) {
    add_once(as_expected, added, cut_logit, total(clamped(Z, bound), T, binary_loss) / 5);
    const double typed_in = total(clamped(Z, bound), T, [&](double z, double t) {
      return from_a(1 / (1 + std::exp(-z)), t);
    });
    if (std::isfinite(typed_in)) add_once(as_expected, added, cut_logit, typed_in / 5);
  }
  const Loss loss = binary_cross_entropy(Z, T);
  {
    INFO(
        "Logits are more than 700 from 0: e^710 is infinity in a double, and A is exactly 0 or "
        "1. A logit of z that is wrong costs |z|.");
    CHECK_THAT(loss.value, as_expected.samples(5));
  }
  INFO("Where the loss is a straight line with slope 1, the gradient is 1/m in size.");
  CHECK_THAT(loss.gradient,
             close_to({{0.2, -0.2, 0, 0, (logistic(Z(0, 4)) - 1) / 5}})
                 .samples(5)
                 .mistake("Where the sigmoid is flat the gradient is 0 here: the loss is steep "
                          "there, so its slope must not vanish.",
                          {{0, 0, 0, 0, (logistic(Z(0, 4)) - 1) / 5}}));
}

TEST_CASE("3.2 a small step of one logit changes the value by its slope", "[03][3.2]") {
  Rng rng = test_rng("3.2 e");
  const arma::mat Z = uniform_matrix(4, 3, -2.0, 2.0, rng);
  const arma::mat T = uniform_matrix(4, 3, 0.0, 1.0, rng);
  const auto value = [&](const arma::mat& at) { return total(at, T, binary_loss) / 3; };
  INFO("Expected: (value a step further - value a step before) / (two steps), for each logit.");
  CHECK_THAT(binary_cross_entropy(Z, T).gradient, close_to(slopes(value, Z), 1e-6).samples(3));
}

TEST_CASE("3.2 one output, one sample, and many", "[03][3.2]") {
  Rng rng = test_rng("3.2 f");
  for (const Size& size : std::vector<Size>{{1, 1}, {1, 7}, {5, 1}, {3, 500}}) {
    const arma::mat Z = uniform_matrix(size.outputs, size.samples, -4.0, 4.0, rng);
    const arma::mat T = uniform_matrix(size.outputs, size.samples, 0.0, 1.0, rng);
    const double m = static_cast<double>(size.samples);
    const Loss loss = binary_cross_entropy(Z, T);
    INFO(in_words(size));
    CHECK_THAT(loss.value, close_to(total(Z, T, binary_loss) / m));
    CHECK_THAT(loss.gradient,
               close_to(each(Z, T, [m](double z, double t) { return (logistic(z) - t) / m; })));
  }
}

TEST_CASE("3.2 the message of refused targets names both shapes", "[03][3.2]") {
  INFO("Rows and columns have both to be the same: 12 entries are not enough of a match.");
  CHECK_THROWS_MATCHES(binary_cross_entropy(arma::ones(3, 4), arma::ones(4, 3)),
                       std::invalid_argument,
                       says("binary_cross_entropy: targets is 4x3, expected 3x4"));
  CHECK_THROWS_MATCHES(binary_cross_entropy(arma::ones(3, 4), arma::ones(1, 4)),
                       std::invalid_argument,
                       says("binary_cross_entropy: targets is 1x4, expected 3x4"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(binary_cross_entropy(arma::ones(3, 4), arma::ones(3, 4)));
}

// ---- 3.3 softmax_cross_entropy ------------------------------------------------------------------

TEST_CASE("3.3 the value is what the right classes cost, averaged over samples", "[03][3.3]") {
  Rng rng = test_rng("3.3 a");
  for (const Size& size : sizes) {
    const arma::mat Z = uniform_matrix(size.outputs, size.samples, -2.0, 3.0, rng);
    const arma::mat T = random_one_hot(size, rng);
    const double m = static_cast<double>(size.samples);
    const double k = static_cast<double>(size.outputs);
    const double expected = softmax_total(Z, T) / m;
    const arma::mat A = arma::exp(log_softmax(Z));
    const arma::mat sigmoids = each(Z, T, [](double z, double) { return logistic(z); });
    const auto of = [&](const arma::mat& P) { return -arma::accu(T % arma::log(P)) / m; };
    const double largest = arma::accu(arma::max(Z, 0)) / m;
    const double in_right_class = arma::accu(T % A) / m;
    const arma::mat in_one_column = arma::vectorise(Z);
    INFO(in_words(size));
    CHECK_THAT(
        softmax_cross_entropy(Z, T).value,
        close_to(expected)
            .samples(size.samples)
            .mistake(by_entries, expected / k)
            .mistake(by_rows, expected * m / k)
            .mistake(zero_value, 0.0)
            .mistake("Softmax went along the rows: the classes of one sample stand in a column.",
                     softmax_total(Z.t(), T.t()) / m)
            .mistake("Softmax went over the whole matrix: each column is a sample for itself.",
                     softmax_total(in_one_column, arma::vectorise(T)) / m)
            .mistake("These are sigmoids: with softmax the probabilities of a sample add up to 1.",
                     of(sigmoids))
            .mistake("This is the binary cross-entropy of sigmoids: with classes, the loss is "
                     "another.",
                     total(Z, T, binary_loss) / m)
            .mistake("There is a term with log(1 - A) in it: only the binary loss has one.",
                     of(A) - arma::accu((1 - T) % arma::log(1 - A)) / m)
            .mistake("Each column's maximum was subtracted, and did not come back.",
                     expected - largest)
            .mistake("Each column's maximum was added once too often.", expected + largest)
            .mistake("These are the logits of the right classes: the log-sum-exp is missing.",
                     -arma::accu(T % Z) / m)
            .mistake("This is the log-sum-exp alone: the logits of the right classes are missing.",
                     expected + arma::accu(T % Z) / m)
            .mistake("The logarithm is missing.", -in_right_class)
            .mistake("This is one minus the probability of the right class: where is the "
                     "logarithm?",
                     1 - in_right_class)
            .mistake("The logarithm comes before the mean: this is the logarithm of a mean.",
                     -std::log(in_right_class))
            .mistake(base_2, expected / std::log(2.0))
            .mistake(base_10, expected / std::log(10.0))
            .mistake("Softmax was applied twice: what arrives are logits, so once is enough.",
                     softmax_total(A, T) / m)
            .mistake("This is the squared error of the probabilities.",
                     total(A, T, squared_difference) / m)
            .mistake("Every class was counted: T keeps the right one only.",
                     -arma::accu(arma::log(A)) / m)
            .mistake(changed_places, softmax_total(T, Z) / m)
            .mistake("Only the first sample was counted.", softmax_total(Z.col(0), T.col(0)) / m));
  }
}

TEST_CASE("3.3 the gradient is that of the value, with respect to the logits", "[03][3.3]") {
  Rng rng = test_rng("3.3 b");
  for (const Size& size : sizes) {
    const arma::mat Z = uniform_matrix(size.outputs, size.samples, -2.0, 3.0, rng);
    const arma::mat T = random_one_hot(size, rng);
    const double m = static_cast<double>(size.samples);
    const double k = static_cast<double>(size.outputs);
    const arma::mat A = arma::exp(log_softmax(Z));
    const arma::mat gradient = (A - T) / m;
    // J' g for the Jacobian J of softmax and any g, column by column.
    const auto through_softmax = [&](const arma::mat& g) -> arma::mat {
      return A % (g - arma::repmat(arma::sum(A % g, 0), size.outputs, 1));
    };
    const arma::mat sigmoids = each(Z, T, [](double z, double) { return logistic(z); });
    const arma::mat along_rows = arma::exp(log_softmax(Z.t())).t();
    const arma::mat in_one = arma::exp(log_softmax(arma::vectorise(Z)));
    INFO(in_words(size));
    CHECK_THAT(
        softmax_cross_entropy(Z, T).gradient,
        close_to(gradient)
            .samples(size.samples)
            .mistake(by_entries, gradient / k)
            .mistake(by_rows, gradient * m / k)
            .mistake(zero_gradient, 0 * gradient)
            .mistake("Softmax went along the rows: the classes of one sample stand in a column.",
                     (along_rows - T) / m)
            .mistake("Softmax went over the whole matrix: each column is a sample for itself.",
                     (arma::reshape(in_one, size.outputs, size.samples) - T) / m)
            .mistake("These are sigmoids: with softmax the probabilities of a sample add up to 1.",
                     (sigmoids - T) / m)
            .mistake("The derivative of softmax is in it twice: A - T has it already.",
                     through_softmax(gradient))
            .mistake("A (1 - A) is in it: A - T is what is left after everything has cancelled.",
                     gradient % A % (1 - A))
            .mistake("This is the gradient of a squared error behind softmax: it belongs to "
                     "another loss than the value.",
                     2 * through_softmax(gradient))
            .mistake("This is the derivative with respect to A: the gradient asked for is with "
                     "respect to the logits.",
                     -T / A / m)
            .mistake("The targets are missing in it.", A / m)
            .mistake("Only the right class has a slope here: its probability also depends on the "
                     "logits of the others.",
                     -T % (1 - A) / m)
            .mistake("This is logits - targets: what is compared with a target is the "
                     "probability.",
                     (Z - T) / m)
            .mistake("Softmax was applied twice: what arrives are logits, so once is enough.",
                     (arma::exp(log_softmax(A)) - T) / m)
            .mistake(changed_places, (arma::exp(log_softmax(T)) - Z) / m)
            .mistake("The samples were added up: there is one entry for each logit.",
                     arma::sum(gradient, 1)));
  }
}

TEST_CASE("3.3 a target may be any column of probabilities", "[03][3.3]") {
  Rng rng = test_rng("3.3 c");
  const Size size{4, 7};
  const arma::mat Z = uniform_matrix(4, 7, -2.0, 3.0, rng);
  const arma::mat T = random_probabilities(size, rng);
  const arma::mat log_A = log_softmax(Z);
  arma::mat winner(4, 7, arma::fill::zeros);
  for (arma::uword s = 0; s < 7; ++s) winner(T.col(s).index_max(), s) = 1.0;
  const Loss loss = softmax_cross_entropy(Z, T);
  INFO("Every target lies between 0 and 1: T holds probabilities here, not labels.");
  CHECK_THAT(
      loss.value,
      close_to(softmax_total(Z, T) / 7)
          .samples(7)
          .mistake("Only the largest target of each sample counts here.",
                   softmax_total(Z, winner) / 7)
          .mistake("Targets and probabilities have changed places: which of them is under "
                   "the logarithm?",
                   -arma::accu(arma::exp(log_A) % arma::log(T)) / 7)
          .mistake("The entropy of the targets was subtracted: the cross-entropy keeps it.",
                   (softmax_total(Z, T) + arma::accu(T % arma::log(T))) / 7)
          .mistake("The value is 0: are targets that are not exactly 1 skipped, perhaps?", 0.0));
  CHECK_THAT(loss.gradient, close_to((arma::exp(log_A) - T) / 7)
                                .samples(7)
                                .mistake("Only the largest target of each sample counts here.",
                                         (arma::exp(log_A) - winner) / 7));
}

TEST_CASE("3.3 far out the loss is exact, and never infinite", "[03][3.3]") {
  Rng rng = test_rng("3.3 d");
  // In each column one logit lies about 1000 above the others; it is right in columns 1 and 3.
  arma::mat Z = uniform_matrix(3, 5, -1000, -900, rng);
  for (arma::uword s = 0; s < 5; ++s) Z(s % 3, s) = uniform(0, 100, rng);
  const arma::mat T = {{0, 0, 1, 1, 0}, {1, 1, 0, 0, 0}, {0, 0, 0, 0, 1}};
  auto as_expected = close_to(softmax_total(Z, T) / 5);
  const arma::mat A = arma::exp(log_softmax(Z));
  std::vector<double> added;
  const auto mean = [&](const TwoNumbers& f) { return total(A, T, f) / 5; };
  for (const double cut : usual_cuts) {
    add_once(as_expected, added, cut_probability, mean([cut](double a, double t) {
               return -t * std::log(std::clamp(a, cut, 1 - cut));
             }));
    add_once(as_expected, added, cut_probability,
             mean([cut](double a, double t) { return -t * std::log(std::max(a, cut)); }));
    add_once(as_expected, added, cut_probability,
             mean([cut](double a, double t) { return -t * std::log(a + cut); }));
  }
  for (const double bound : usual_bounds) {
    add_once(as_expected, added, cut_logit, softmax_total(clamped(Z, bound), T) / 5);
  }
  const Loss loss = softmax_cross_entropy(Z, T);
  {
    INFO(
        "Where the right class has the probability 0 in a double, its loss is still a number: "
        "the difference of two logits.");
    CHECK_THAT(loss.value, as_expected.samples(5));
  }
  CHECK_THAT(loss.gradient, close_to((A - T) / 5).samples(5));
}

TEST_CASE("3.3 each column has a level of its own, and it does not matter", "[03][3.3]") {
  Rng rng = test_rng("3.3 e");
  const Size size{3, 5};
  const arma::mat Z = uniform_matrix(3, 5, -2.0, 2.0, rng);
  const arma::mat T = random_one_hot(size, rng);
  arma::mat moved = Z;
  moved.each_row() += arma::rowvec{-900, 900, 0, 30, -40};
  const Loss loss = softmax_cross_entropy(moved, T);
  {
    INFO(
        "A constant was added to each column, which changes nothing. The columns lie up to 1800 "
        "apart: one maximum for the whole matrix leaves nothing of the lower ones.");
    CHECK_THAT(loss.value, close_to(softmax_total(Z, T) / 5).samples(5));
  }
  CHECK_THAT(loss.gradient, close_to((arma::exp(log_softmax(Z)) - T) / 5).samples(5));
}

TEST_CASE("3.3 a small step of one logit changes the value by its slope", "[03][3.3]") {
  Rng rng = test_rng("3.3 f");
  const arma::mat Z = uniform_matrix(4, 3, -2.0, 2.0, rng);
  const arma::mat T = random_probabilities({4, 3}, rng);
  const auto value = [&](const arma::mat& at) { return softmax_total(at, T) / 3; };
  INFO("Expected: (value a step further - value a step before) / (two steps), for each logit.");
  CHECK_THAT(softmax_cross_entropy(Z, T).gradient, close_to(slopes(value, Z), 1e-6).samples(3));
}

TEST_CASE("3.3 one class, one sample, and many", "[03][3.3]") {
  Rng rng = test_rng("3.3 g");
  for (const Size& size : std::vector<Size>{{1, 3}, {7, 1}, {2, 9}, {3, 500}}) {
    const arma::mat Z = uniform_matrix(size.outputs, size.samples, -4.0, 4.0, rng);
    const arma::mat T = random_probabilities(size, rng);
    const double m = static_cast<double>(size.samples);
    const Loss loss = softmax_cross_entropy(Z, T);
    INFO(in_words(size));
    CHECK_THAT(loss.value, close_to(softmax_total(Z, T) / m));
    CHECK_THAT(loss.gradient, close_to((arma::exp(log_softmax(Z)) - T) / m));
  }
}

TEST_CASE("3.3 the message of refused targets names both shapes", "[03][3.3]") {
  INFO("Rows and columns have both to be the same: 12 entries are not enough of a match.");
  CHECK_THROWS_MATCHES(softmax_cross_entropy(arma::ones(3, 4), arma::ones(4, 3)),
                       std::invalid_argument,
                       says("softmax_cross_entropy: targets is 4x3, expected 3x4"));
  INFO("A row of labels is not a matrix of targets.");
  CHECK_THROWS_MATCHES(softmax_cross_entropy(arma::ones(3, 4), arma::ones(1, 4)),
                       std::invalid_argument,
                       says("softmax_cross_entropy: targets is 1x4, expected 3x4"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(softmax_cross_entropy(arma::ones(3, 4), arma::ones(3, 4)));
}

// ---- 3.4 evaluate_loss --------------------------------------------------------------------------

TEST_CASE("3.4 every name gives its own loss, value and gradient", "[03][3.4]") {
  Rng rng = test_rng("3.4 a");
  const Size size{3, 5};
  const arma::mat Z = uniform_matrix(3, 5, -2.0, 2.0, rng);
  const arma::mat T = random_probabilities(size, rng);
  const Loss mse{.value = total(Z, T, squared_difference) / 5, .gradient = (Z - T) / 2.5};
  const Loss binary{
      .value = total(Z, T, binary_loss) / 5,
      .gradient = each(Z, T, [](double z, double t) { return (logistic(z) - t) / 5; })};
  const Loss softmax{.value = softmax_total(Z, T) / 5,
                     .gradient = (arma::exp(log_softmax(Z)) - T) / 5};
  const char* const is_mse = "This is the mean squared error: another one was asked for.";
  const char* const is_binary = "This is the binary cross-entropy: another one was asked for.";
  const char* const is_softmax = "This is the softmax cross-entropy: another one was asked for.";
  const char* const swapped = "Outputs and targets have changed places.";
  const auto check = [&](LossFunction function, const Loss& expected) {
    const Loss loss = evaluate_loss(function, Z, T);
    CHECK_THAT(loss.value, close_to(expected.value)
                               .samples(5)
                               .mistake(swapped, softmax_total(T, Z) / 5)
                               .mistake(swapped, total(T, Z, binary_loss) / 5)
                               .mistake(is_mse, mse.value)
                               .mistake(is_binary, binary.value)
                               .mistake(is_softmax, softmax.value));
    CHECK_THAT(loss.gradient, close_to(expected.gradient)
                                  .samples(5)
                                  .mistake(is_mse, mse.gradient)
                                  .mistake(is_binary, binary.gradient)
                                  .mistake(is_softmax, softmax.gradient));
  };
  INFO("Outputs and targets are handed on as they are, in the same order, and so is the result.");
  check(LossFunction::softmax_cross_entropy, softmax);
  check(LossFunction::binary_cross_entropy, binary);
  check(LossFunction::mean_squared_error, mse);
}

TEST_CASE("3.4 what does not fit is refused as by the loss itself", "[03][3.4]") {
  const arma::mat outputs = arma::ones(3, 4);
  const arma::mat targets = arma::ones(3, 5);
  INFO("The three losses check their arguments: let their exceptions pass.");
  CHECK_THROWS_MATCHES(evaluate_loss(LossFunction::mean_squared_error, outputs, targets),
                       std::invalid_argument,
                       says("mean_squared_error: targets is 3x5, expected 3x4"));
  CHECK_THROWS_MATCHES(evaluate_loss(LossFunction::binary_cross_entropy, outputs, targets),
                       std::invalid_argument,
                       says("binary_cross_entropy: targets is 3x5, expected 3x4"));
  CHECK_THROWS_MATCHES(evaluate_loss(LossFunction::softmax_cross_entropy, outputs, targets),
                       std::invalid_argument,
                       says("softmax_cross_entropy: targets is 3x5, expected 3x4"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(evaluate_loss(LossFunction::mean_squared_error, outputs, outputs));
}

// ---- 3.5 four measures of a regression ----------------------------------------------------------

TEST_CASE("3.5 MAE of any residuals", "[03][3.5]") {
  Rng rng = test_rng("3.5 a");
  const arma::rowvec t = random_targets(7, rng);
  const arma::rowvec p = t + random_targets(7, rng);  // residuals of both signs
  const double sum = total(p, t, [](double a, double b) { return std::abs(a - b); });
  const double squares = total(p, t, squared_difference);
  CHECK_THAT(
      mean_absolute_error(p, t),
      close_to(sum / 7)
          .samples(7)
          .mistake("Residuals of different signs cancel here.",
                   total(p, t, [](double a, double b) { return a - b; }) / 7)
          .mistake("Residuals of different signs cancel here: the absolute value came too late.",
                   std::abs(total(p, t, [](double a, double b) { return a - b; })) / 7)
          .mistake(
              "Each residual was cut off to a whole number: in C++, abs() without std:: may be "
              "the one for int.",
              total(p, t, [](double a, double b) { return std::trunc(std::abs(a - b)); }) / 7)
          .mistake("Absolute values were subtracted: it is the residual whose size counts.",
                   total(p, t, [](double a, double b) { return std::abs(a) - std::abs(b); }) / 7)
          .mistake("These are squares: MAE has absolute values.", squares / 7)
          .mistake("This is RMSE.", std::sqrt(squares / 7))
          .mistake("This is the median: the mean was asked for.", arma::median(arma::abs(p - t)))
          .mistake("This is the largest of the absolute residuals.", arma::max(arma::abs(p - t)))
          .mistake("The sum was divided by one less than the number of samples.", sum / 6));
}

TEST_CASE("3.5 RMSE of any residuals", "[03][3.5]") {
  Rng rng = test_rng("3.5 b");
  const arma::rowvec t = random_targets(7, rng);
  const arma::rowvec p = t + random_targets(7, rng);
  const double squares = total(p, t, squared_difference);
  const double mean = total(p, t, [](double a, double b) { return a - b; }) / 7;
  CHECK_THAT(root_mean_squared_error(p, t),
             close_to(std::sqrt(squares / 7))
                 .mistake("The root is missing: this is the mean of the squares.", squares / 7)
                 .mistake("This is the root of the sum: where is the mean?", std::sqrt(squares))
                 .mistake("The root comes last: here it was taken before the division.",
                          std::sqrt(squares) / 7)
                 .mistake("This is MAE: the root of each square is only its absolute value.",
                          total(p, t, [](double a, double b) { return std::abs(a - b); }) / 7)
                 .mistake("The squares were divided by one less than their number.",
                          std::sqrt(squares / 6))
                 .mistake("The mean of the residuals was subtracted: that is their deviation.",
                          std::sqrt(squares / 7 - mean * mean))
                 .mistake("The mean of the residuals was subtracted: that is their deviation.",
                          std::sqrt((squares - 7 * mean * mean) / 6)));
}

TEST_CASE("3.5 R^2 of any residuals, better than the mean or worse", "[03][3.5]") {
  Rng rng = test_rng("3.5 c");
  for (const double size : {0.3, 5.0}) {  // with 5 the residuals are larger than the targets
    const arma::rowvec t = random_targets(7, rng);
    const arma::rowvec p = t + size * random_targets(7, rng) + 0.2;
    const double mean_t = total(t, t, [](double a, double) { return a; }) / 7;
    const double mean_p = total(p, t, [](double a, double) { return a; }) / 7;
    const double left = total(p, t, squared_difference);
    const auto around = [&](const arma::rowvec& of, double middle) {
      return total(of, of, [middle](double a, double) { return squared_difference(a, middle); });
    };
    const double spread = around(t, mean_t);
    const double correlation = arma::as_scalar(arma::cor(p, t));
    const double mean_r = mean_p - mean_t;
    const char* const sum_and_mean =
        "A mean stands above the line and a sum below it, or the other way round.";
    const char* const n_minus_1 =
        "One of the two was divided by n, the other by n - 1, as var() does.";
    INFO(
        "1 - (sum of squared residuals) / (sum of squared distances of the targets from their "
        "mean). It may be negative.");
    CHECK_THAT(
        r_squared(p, t),
        close_to(1 - left / spread)
            .mistake("This is the share that is left over: R^2 is what is explained.",
                     left / spread)
            .mistake("The targets were not compared with their mean.", 1 - left / around(t, 0.0))
            .mistake("The spread of the predictions is below the line: it is the targets' own "
                     "spread that counts.",
                     1 - left / around(p, mean_p))
            .mistake("The distances below the line are those of the predictions: it is the "
                     "targets' own spread that counts.",
                     1 - left / around(p, mean_t))
            .mistake("The targets were compared with the mean of the predictions.",
                     1 - left / around(t, mean_p))
            .mistake("The spread of the predictions is above the line: the residuals belong there.",
                     around(p, mean_t) / spread)
            .mistake("The spread of the predictions is above the line: the residuals belong there.",
                     around(p, mean_p) / spread)
            .mistake("The spread of the predictions is above the line: the residuals belong there.",
                     1 - around(p, mean_t) / spread)
            .mistake("The fraction is upside down.", 1 - spread / left)
            .mistake(sum_and_mean, 1 - left / 7 / spread)
            .mistake(sum_and_mean, 1 - left / (spread / 7))
            .mistake(sum_and_mean, 1 - left / (spread / 6))
            .mistake(n_minus_1, 1 - left / 7 / (spread / 6))
            .mistake(n_minus_1, 1 - left / 6 / (spread / 7))
            .mistake("This is the square of the correlation, which does not see a wrong offset or "
                     "scale.",
                     correlation * correlation)
            .mistake("This is the correlation.", correlation)
            .mistake("The mean of the residuals was subtracted: a constant error counts, too.",
                     1 - (left - 7 * mean_r * mean_r) / spread)
            .mistake("Roots were taken: R^2 has none.", 1 - std::sqrt(left / spread))
            .mistake("These are percent: R^2 is 1 at best.", 100 * (1 - left / spread))
            .mistake("A negative R^2 was cut off at 0: it says that the mean is the better answer.",
                     std::max(0.0, 1 - left / spread))
            .mistake(
                "Absolute values in place of squares.",
                1 - total(p, t, [](double a, double b) { return std::abs(a - b); }) /
                        total(t, t, [mean_t](double a, double) { return std::abs(a - mean_t); })));
  }
}

TEST_CASE("3.5 R^2 is 1 for perfect predictions and 0 for the mean", "[03][3.5]") {
  Rng rng = test_rng("3.5 d");
  const arma::rowvec t = random_targets(6, rng);
  {
    INFO("Nothing is left over: R^2 is 1.");
    CHECK_THAT(r_squared(t, t),
               close_to(1.0).mistake(
                   "This is the share that is left over: R^2 is what is explained.", 0.0));
  }
  INFO("Every prediction is the mean of the targets: nothing is explained, R^2 is 0.");
  const double mean = total(t, t, [](double a, double) { return a; }) / 6;
  CHECK_THAT(r_squared(mean * ones(6), t),
             close_to(0.0)
                 .mistake("This is the share that is left over: R^2 is what is explained.", 1.0)
                 .mistake("One of the two was divided by n, the other by n - 1, as var() does.",
                          1 - 5.0 / 6));
}

TEST_CASE("3.5 MAPE of any residuals, with targets of both signs", "[03][3.5]") {
  Rng rng = test_rng("3.5 e");
  for (const double unit : {1.0, 0.001}) {
    const arma::rowvec t = unit * random_targets(7, rng);
    const arma::rowvec p = t % (1 + 0.3 * random_targets(7, rng));
    const auto percent = [&](const TwoNumbers& f) { return 100 * total(p, t, f) / 7; };
    const double expected = percent([](double a, double b) { return std::abs((a - b) / b); });
    const double residuals = total(p, t, [](double a, double b) { return std::abs(a - b); });
    auto as_expected = close_to(expected);
    std::vector<double> added;
    const char* const shifted =
        "A small number was added to each target: a target of 0 is refused, and no other needs it.";
    for (const double cut : usual_cuts) {
      add_once(as_expected, added, shifted,
               percent([cut](double a, double b) { return std::abs((a - b) / (b + cut)); }));
      add_once(as_expected, added, shifted, percent([cut](double a, double b) {
                 return std::abs(a - b) / (std::abs(b) + cut);
               }));
    }
    INFO("Targets are about " << unit
                              << " in size, positive and negative. In another unit MAPE is "
                                 "the same.");
    CHECK_THAT(
        mean_absolute_percentage_error(p, t),
        as_expected.samples(7)
            .mistake("This is a share: percent are wanted.", expected / 100)
            .mistake("Errors of different signs cancel here: look at what the absolute value is "
                     "taken of.",
                     percent([](double a, double b) { return (a - b) / b; }))
            .mistake("Errors of different signs cancel here: look at what the absolute value is "
                     "taken of.",
                     std::abs(percent([](double a, double b) { return (a - b) / b; })))
            .mistake("A negative target makes a negative error here: look at what the absolute "
                     "value is taken of.",
                     percent([](double a, double b) { return std::abs(a - b) / b; }))
            .mistake("The errors were divided by the predictions: they are relative to the "
                     "targets.",
                     percent([](double a, double b) { return std::abs((a - b) / a); }))
            .mistake("This is a ratio of two means: each error is divided by its own target.",
                     100 * residuals / total(p, t, [](double, double b) { return std::abs(b); }))
            .mistake("Predictions and targets share the denominator: only the target belongs "
                     "there.",
                     percent([](double a, double b) {
                       return 2 * std::abs(a - b) / (std::abs(a) + std::abs(b));
                     }))
            .mistake("This is the median: the mean was asked for.",
                     100 * arma::median(arma::abs((p - t) / t)))
            .mistake("The errors were squared.",
                     percent([](double a, double b) { return squared_difference(a / b, 1); })));
  }
}

TEST_CASE("3.5 the index of the first target of 0 is named", "[03][3.5]") {
  Rng rng = test_rng("3.5 f");
  for (const arma::uword first : {arma::uword{0}, between(1, 4, rng), arma::uword{5}}) {
    arma::rowvec t = random_targets(6, rng);
    t(first) = 0.0;
    INFO("Target " << first << " is 0, counted from 0. The predictions are not.");
    CHECK_THROWS_MATCHES(mean_absolute_percentage_error(random_targets(6, rng), t),
                         std::invalid_argument,
                         says("mean_absolute_percentage_error: target " + std::to_string(first) +
                              " is 0, expected no target of 0"));
  }
  INFO("A prediction of 0 is nothing unusual: it is wrong by 100 percent.");
  CHECK_THAT(mean_absolute_percentage_error({0, 0, 0}, {5, 6, 7}), close_to(100.0));
}

TEST_CASE("3.5 equal targets are refused by R^2 alone", "[03][3.5]") {
  const char* const message =
      "r_squared: all targets are equal, expected at least two different ones";
  INFO("Whatever the predictions are: it is the targets that decide.");
  CHECK_THROWS_MATCHES(r_squared({1, 2, 4}, {-3, -3, -3}), std::invalid_argument, says(message));
  CHECK_THROWS_MATCHES(r_squared({2, 2, 2}, {2, 2, 2}), std::invalid_argument, says(message));
  CHECK_THROWS_MATCHES(r_squared({2}, {3}), std::invalid_argument, says(message));
  INFO("Equal predictions are allowed, and the other measures do not mind equal targets.");
  CHECK_THAT(1 - r_squared({5, 5, 5}, {1, 3, 5}), close_to(20.0 / 8));  // what is left over
  CHECK_THAT(mean_absolute_error({1, 2, 4}, {3, 3, 3}), close_to(4.0 / 3));
  CHECK_THAT(root_mean_squared_error({1, 2, 4}, {3, 3, 3}), close_to(std::sqrt(2.0)));
  CHECK_THAT(mean_absolute_percentage_error({1, 2, 4}, {4, 4, 4}), close_to(125.0 / 3));
}

TEST_CASE("3.5 each measure refuses in its own name", "[03][3.5]") {
  const arma::rowvec none;
  INFO("Other lengths:");
  CHECK_THROWS_MATCHES(mean_absolute_error(ones(4), ones(6)), std::invalid_argument,
                       says("mean_absolute_error: targets is 1x6, expected 1x4"));
  CHECK_THROWS_MATCHES(root_mean_squared_error(ones(4), ones(6)), std::invalid_argument,
                       says("root_mean_squared_error: targets is 1x6, expected 1x4"));
  CHECK_THROWS_MATCHES(r_squared(ones(4), ones(6)), std::invalid_argument,
                       says("r_squared: targets is 1x6, expected 1x4"));
  CHECK_THROWS_MATCHES(mean_absolute_percentage_error(ones(4), ones(6)), std::invalid_argument,
                       says("mean_absolute_percentage_error: targets is 1x6, expected 1x4"));
  INFO("No samples: a mean would be 0 / 0.");
  CHECK_THROWS_MATCHES(root_mean_squared_error(none, none), std::invalid_argument,
                       says("root_mean_squared_error: got 0 samples, expected at least 1"));
  CHECK_THROWS_MATCHES(r_squared(none, none), std::invalid_argument,
                       says("r_squared: got 0 samples, expected at least 1"));
  CHECK_THROWS_MATCHES(mean_absolute_percentage_error(none, none), std::invalid_argument,
                       says("mean_absolute_percentage_error: got 0 samples, expected at least 1"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(mean_absolute_error(ones(4), ones(4)));
  CHECK_NOTHROW(root_mean_squared_error(ones(4), ones(4)));
  CHECK_NOTHROW(r_squared({1, 2}, {1, 3}));
  CHECK_NOTHROW(mean_absolute_percentage_error(ones(4), ones(4)));
}

TEST_CASE("3.5 one sample is enough for MAE, RMSE and MAPE", "[03][3.5]") {
  INFO("A prediction of 2 for a target of 5: the residual is -3.");
  CHECK_THAT(mean_absolute_error({2}, {5}), close_to(3.0));
  CHECK_THAT(root_mean_squared_error({2}, {5}), close_to(3.0));
  CHECK_THAT(mean_absolute_percentage_error({2}, {5}), close_to(60.0));
}

// ---- 3.6 accuracy -------------------------------------------------------------------------------

TEST_CASE("3.6 the share of right samples, among few and many", "[03][3.6]") {
  Rng rng = test_rng("3.6 a");
  // No multiple of 2 or 3: then a share is not its complement, nor twice or half of it.
  for (const arma::uword count : {11, 301}) {
    const arma::urowvec actual = random_classes(count, 4, rng);
    arma::urowvec predicted = random_classes(count, 4, rng);
    predicted(0) = actual(0);  // at least one right, at least one wrong
    predicted(1) = (actual(1) + 1) % 4;
    arma::uword right = 0;
    arma::uword right_not_0 = 0;
    for (arma::uword s = 0; s < count; ++s) {
      if (predicted(s) != actual(s)) continue;
      ++right;
      if (actual(s) != 0) ++right_not_0;
    }
    const double n = static_cast<double>(count);
    const double share = static_cast<double>(right) / n;
    INFO(right << " of " << count << " samples are right.");
    CHECK_THAT(
        accuracy(predicted, actual),
        close_to(share)
            .samples(count)
            .mistake("A whole number was divided by a larger one: that is cut off to 0.", 0.0)
            .mistake("This is a percentage: a fraction from 0 to 1 was asked for.", 100 * share)
            .mistake("This is the share of errors.", 1 - share)
            .mistake("A sample of class 0 never counts as right here.",
                     static_cast<double>(right_not_0) / n)
            .mistake("The count was divided by one less than the number of samples.",
                     static_cast<double>(right) / (n - 1))
            .mistake("Right samples were divided by wrong ones: all samples belong below the line.",
                     static_cast<double>(right) / (n - static_cast<double>(right))));
  }
}

TEST_CASE("3.6 one sample, right or wrong", "[03][3.6]") {
  CHECK_THAT(accuracy({0}, {0}), close_to(1.0));
  CHECK_THAT(accuracy({5}, {5}), close_to(1.0));
  CHECK_THAT(accuracy({1}, {0}), close_to(0.0));
  INFO("Classes 2 and 3 are different classes, not nearly the same one.");
  CHECK_THAT(accuracy({2, 2, 3}, {3, 2, 2}), close_to(1.0 / 3));
}

TEST_CASE("3.6 whatever does not fit is refused", "[03][3.6]") {
  CHECK_THROWS_MATCHES(accuracy(zeros(3), zeros(7)), std::invalid_argument,
                       says("accuracy: actual is 1x7, expected 1x3"));
  CHECK_THROWS_MATCHES(accuracy(zeros(7), zeros(3)), std::invalid_argument,
                       says("accuracy: actual is 1x3, expected 1x7"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(accuracy(zeros(3), zeros(3)));
}

// ---- 3.7 confusion_matrix -----------------------------------------------------------------------

namespace {

/// The confusion matrix, after a look for numbers that cannot be counts.
arma::umat counted(const arma::urowvec& predicted, const arma::urowvec& actual,
                   arma::uword classes) {
  const arma::umat counts = confusion_matrix(predicted, actual, classes);
  INFO(actual.n_elem << " samples were counted, so no cell holds more: do all cells start "
                        "from 0 and grow by 1?");
  REQUIRE(counts.n_elem > 0);
  REQUIRE(counts.max() <= actual.n_elem);
  return counts;
}

}  // namespace

TEST_CASE("3.7 every sample is counted once, in the row of its class", "[03][3.7]") {
  Rng rng = test_rng("3.7 a");
  for (const arma::uword count : {40, 400}) {
    const arma::urowvec actual = random_classes(count, 4, rng);
    arma::urowvec predicted = random_classes(count, 3, rng);  // nothing is taken for class 3
    for (arma::uword s = 0; s < count; s += 2) predicted(s) = std::min(actual(s), arma::uword{2});
    arma::umat expected(6, 6, arma::fill::zeros);
    for (arma::uword s = 0; s < count; ++s) expected(actual(s), predicted(s)) += 1;
    arma::umat capped = expected;
    for (arma::uword& cell : capped) cell = std::min(cell, arma::uword{1});
    arma::umat last_missing = expected;
    last_missing(actual(count - 1), predicted(count - 1)) -= 1;
    arma::umat first_missing = expected;
    first_missing(actual(0), predicted(0)) -= 1;
    const arma::umat diagonal = arma::diagmat(expected);
    INFO(
        "6 classes, of which classes 4 and 5 do not occur. Row: actual class, column: predicted "
        "one.");
    CHECK_THAT(
        counted(predicted, actual, 6),
        same_as(expected)
            .mistake("Rows and columns have changed places: which of the two classes is the row?",
                     expected.t())
            .mistake("A class without samples needs a row and a column, too: look at `classes`.",
                     expected.submat(0, 0, 3, 3))
            .mistake("Each cell is 1 at most: samples have to be counted.", capped)
            .mistake("Only the errors are counted.", expected - diagonal)
            .mistake("Only the samples that are right are counted.", diagonal)
            .mistake("The last sample is missing.", last_missing)
            .mistake("The first sample is missing.", first_missing)
            .mistake("Each sample is counted in its row and in its column: one cell is enough.",
                     expected + expected.t())
            .mistake("The rows stand upside down: class 0 is row 0.", arma::flipud(expected)));
  }
}

TEST_CASE("3.7 a perfect classifier has numbers on the diagonal only", "[03][3.7]") {
  Rng rng = test_rng("3.7 b");
  const arma::urowvec actual = random_classes(30, 3, rng);
  arma::umat expected(3, 3, arma::fill::zeros);
  for (const arma::uword label : actual) expected(label, label) += 1;
  CHECK_THAT(counted(actual, actual, 3), same_as(expected));
  INFO("With one class there is one cell.");
  CHECK_THAT(counted(zeros(6), zeros(6), 1), same_as(6 * arma::ones<arma::umat>(1, 1)));
}

TEST_CASE("3.7 the last class fits and the next one does not, wherever it stands", "[03][3.7]") {
  Rng rng = test_rng("3.7 c");
  const arma::uword classes = between(3, 9, rng);
  const std::string range = " is outside 0 ... " + std::to_string(classes - 1);
  const arma::urowvec fine = {classes - 1, 0, classes - 1, 0, classes - 1};
  arma::umat expected(classes, classes, arma::fill::zeros);
  expected(0, 0) = 2;
  expected(classes - 1, classes - 1) = 3;
  {
    INFO("The largest class is " << classes - 1 << " of " << classes << ".");
    CHECK_THAT(counted(fine, fine, classes), same_as(expected));
  }
  for (const arma::uword place : {0, 2, 4}) {
    arma::urowvec bad = fine;
    bad(place) = classes + place;
    INFO("Sample " << place << " has class " << bad(place) << " among " << classes << ".");
    CHECK_THROWS_MATCHES(
        confusion_matrix(bad, fine, classes), std::invalid_argument,
        says("confusion_matrix: predicted class " + std::to_string(bad(place)) + range));
    CHECK_THROWS_MATCHES(
        confusion_matrix(fine, bad, classes), std::invalid_argument,
        says("confusion_matrix: actual class " + std::to_string(bad(place)) + range));
  }
}

TEST_CASE("3.7 whatever does not fit is refused", "[03][3.7]") {
  CHECK_THROWS_MATCHES(confusion_matrix(zeros(3), zeros(7), 2), std::invalid_argument,
                       says("confusion_matrix: actual is 1x7, expected 1x3"));
  CHECK_THROWS_MATCHES(confusion_matrix(zeros(7), zeros(3), 2), std::invalid_argument,
                       says("confusion_matrix: actual is 1x3, expected 1x7"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(confusion_matrix(zeros(3), zeros(3), 2));
}
