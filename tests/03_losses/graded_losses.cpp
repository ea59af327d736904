// The graded tests of lesson 03. Inputs come from a seed that no submission knows; what is expected
// comes from the formulas, mostly from another one than the one the lesson teaches.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <set>
#include <string>

#include "03_losses/losses.hpp"
#include "03_losses/misconceptions.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;
using namespace support;

namespace {

// ---- what is expected ---------------------------------------------------------------------------

Loss expected_mse(const arma::mat& P, const arma::mat& T) {
  return {.value = arma::accu(arma::square(P - T)) / samples(P),
          .gradient = 2 * (P - T) / samples(P)};
}

/// log(1 + e^z) - z t of each logit, and 1 / (1 + e^-z) - t, both without overflow.
Loss expected_binary(const arma::mat& Z, const arma::mat& T) {
  const arma::mat logarithms = arma::log1p(arma::exp(-arma::abs(Z)));
  return {
      .value = arma::accu(arma::clamp(Z, 0, arma::datum::inf) + logarithms - Z % T) / samples(Z),
      .gradient = (0.5 + 0.5 * arma::tanh(Z / 2) - T) / samples(Z)};
}

/// log(softmax(Z)), column by column: -log(sum over k of e^(Z(k) - Z(i))), without overflow.
arma::mat log_softmax(const arma::mat& Z) {
  arma::mat result = Z.each_row() - arma::max(Z, 0);
  result.each_row() -= arma::log(arma::sum(arma::exp(result), 0)).eval();
  return result;
}

Loss expected_softmax(const arma::mat& Z, const arma::mat& T) {
  return {.value = -arma::accu(T % log_softmax(Z)) / samples(Z),
          .gradient = (arma::exp(log_softmax(Z)) - T) / samples(Z)};
}

// ---- inputs -------------------------------------------------------------------------------------

const std::vector<arma::SizeMat> unusual_sizes = {arma::SizeMat(1, 1), arma::SizeMat(1, 7),
                                                  arma::SizeMat(5, 1), arma::SizeMat(3, 500)};

/// Differences of both signs in every row and every column, 0.3 to 2 in size.
arma::mat random_residuals(const arma::SizeMat& size, Rng& rng) {
  arma::mat residuals = uniform_matrix(size.n_rows, size.n_cols, 0.3, 2.0, rng);
  for (arma::uword i = 0; i < size.n_rows; ++i) {
    for (arma::uword s = i % 2; s < size.n_cols; s += 2) residuals(i, s) *= -1;
  }
  return residuals;
}

/// Targets of 0 and 1, of which neither all nor none are 1.
arma::mat random_bits(const arma::SizeMat& size, Rng& rng) {
  arma::mat bits(size);
  for (double& bit : bits) bit = uniform(rng) < 0.5 ? 0.0 : 1.0;
  bits(0) = 1.0;
  bits(1) = 0.0;
  return bits;
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

using LossOfTwo = Loss (*)(const arma::mat& outputs, const arma::mat& targets);

/// Where two mistakes often give the same numbers.
void check_unusual_sizes(LossOfTwo loss, LossOfTwo right, Rng& rng) {
  for (const arma::SizeMat& size : unusual_sizes) {
    const arma::mat Z = uniform_matrix(size.n_rows, size.n_cols, -4.0, 4.0, rng);
    const arma::mat T = random_probabilities(size, rng);
    const Loss expected = right(Z, T);
    const Loss got = loss(Z, T);
    INFO(in_words(size));
    CHECK_THAT(got.value, close_to(expected.value));
    CHECK_THAT(got.gradient, close_to(expected.gradient));
  }
}

}  // namespace

// ---- 3.1 mean_squared_error ---------------------------------------------------------------------

TEST_CASE("3.1 the value and the gradient, at any size", "[03][3.1]") {
  Rng rng = test_rng("3.1 a");
  for (const arma::SizeMat& size : sizes) {
    const arma::mat T = uniform_matrix(size.n_rows, size.n_cols, -1.0, 2.0, rng);
    const arma::mat P = T + random_residuals(size, rng);
    const Loss expected = expected_mse(P, T);
    const Loss loss = mean_squared_error(P, T);
    INFO(in_words(size));
    CHECK_THAT(loss.value, mse_value(expected.value, P, T));
    CHECK_THAT(loss.gradient, mse_gradient(expected.gradient, P, T));
  }
  check_unusual_sizes(mean_squared_error, expected_mse, rng);
}

TEST_CASE("3.1 the message of refused targets names both shapes", "[03][3.1]") {
  check_shapes<arma::mat>("mean_squared_error", mean_squared_error, "targets", arma::SizeMat(3, 4),
                          {arma::SizeMat(4, 3), arma::SizeMat(2, 4), arma::SizeMat(3, 1)});
}

// ---- 3.2 binary_cross_entropy -------------------------------------------------------------------

TEST_CASE("3.2 the value and the gradient, at any size", "[03][3.2]") {
  Rng rng = test_rng("3.2 a");
  for (const arma::SizeMat& size : sizes) {
    const arma::mat Z = uniform_matrix(size.n_rows, size.n_cols, -3.0, 4.0, rng);
    // The second targets are probabilities on both sides of 1/2.
    const arma::mat offsets = uniform_matrix(size.n_rows, size.n_cols, 0.05, 0.45, rng);
    const arma::mat shares_of_1 = 0.5 * random_bits(size, rng) + offsets;
    for (const arma::mat& T : {random_bits(size, rng), shares_of_1}) {
      const Loss expected = expected_binary(Z, T);
      const Loss loss = binary_cross_entropy(Z, T);
      INFO(in_words(size));
      CHECK_THAT(loss.value, binary_value(expected.value, Z, T));
      CHECK_THAT(loss.gradient, binary_gradient(expected.gradient, Z, T));
    }
  }
  check_unusual_sizes(binary_cross_entropy, expected_binary, rng);
}

TEST_CASE("3.2 far out the loss is a straight line, and never infinite", "[03][3.2]") {
  Rng rng = test_rng("3.2 d");
  // Both signs and both targets, 700 to 1000 away from 0; one sample that is not far out.
  arma::mat Z = uniform_matrix(1, 5, 720, 1000, rng);
  Z(0, 1) *= -1;
  Z(0, 3) *= -1;
  Z(0, 4) = uniform(-1, 1, rng);
  const arma::mat T = {{0, 1, 1, 0, 1}};
  const Loss loss = binary_cross_entropy(Z, T);
  UNSCOPED_INFO(
      "Logits are more than 700 from 0: e^710 is infinity in a double, and A is exactly 0 or 1. A "
      "logit of z that is wrong costs |z|.");
  CHECK_THAT(loss.value, binary_value_far_out(expected_binary(Z, T).value, Z, T));
  INFO("Where the loss is a straight line with slope 1, the gradient is 1/m in size.");
  const double near = (logistic(Z)(0, 4) - 1) / 5;
  CHECK_THAT(loss.gradient,
             binary_gradient_far_out({{0.2, -0.2, 0, 0, near}}, {{0, 0, 0, 0, near}}));
}

TEST_CASE("3.2 the message of refused targets names both shapes", "[03][3.2]") {
  check_shapes<arma::mat>("binary_cross_entropy", binary_cross_entropy, "targets",
                          arma::SizeMat(3, 4), {arma::SizeMat(4, 3), arma::SizeMat(1, 4)});
}

// ---- 3.3 softmax_cross_entropy ------------------------------------------------------------------

TEST_CASE("3.3 the value and the gradient, at any size", "[03][3.3]") {
  Rng rng = test_rng("3.3 a");
  for (const arma::SizeMat& size : sizes) {
    const arma::mat Z = uniform_matrix(size.n_rows, size.n_cols, -2.0, 3.0, rng);
    for (const arma::mat& T : {random_one_hot(size, rng), random_probabilities(size, rng)}) {
      const Loss expected = expected_softmax(Z, T);
      const Loss loss = softmax_cross_entropy(Z, T);
      INFO(in_words(size));
      CHECK_THAT(loss.value, softmax_value(expected.value, Z, T));
      CHECK_THAT(loss.gradient, softmax_gradient(expected.gradient, Z, T));
    }
  }
  check_unusual_sizes(softmax_cross_entropy, expected_softmax, rng);
}

TEST_CASE("3.3 far out the loss is exact, and never infinite", "[03][3.3]") {
  Rng rng = test_rng("3.3 d");
  // In each column one logit lies about 1000 above the others; it is right in columns 1 and 3.
  arma::mat Z = uniform_matrix(3, 5, -1000, -900, rng);
  for (arma::uword s = 0; s < 5; ++s) Z(s % 3, s) = uniform(0, 100, rng);
  const arma::mat T = {{0, 0, 1, 1, 0}, {1, 1, 0, 0, 0}, {0, 0, 0, 0, 1}};
  const Loss expected = expected_softmax(Z, T);
  const Loss loss = softmax_cross_entropy(Z, T);
  UNSCOPED_INFO(
      "Where the right class has the probability 0 in a double, its loss is still a number: the "
      "difference of two logits.");
  CHECK_THAT(loss.value, softmax_value_far_out(expected.value, Z, arma::exp(log_softmax(Z)), T));
  CHECK_THAT(loss.gradient, close_to(expected.gradient).samples(5));
}

TEST_CASE("3.3 each column has a level of its own, and it does not matter", "[03][3.3]") {
  Rng rng = test_rng("3.3 e");
  const arma::mat Z = uniform_matrix(3, 5, -2.0, 2.0, rng);
  const arma::mat T = random_one_hot(arma::size(Z), rng);
  arma::mat moved = Z;
  moved.each_row() += arma::rowvec{-900, 900, 0, 30, -40};
  const Loss expected = expected_softmax(Z, T);
  const Loss loss = softmax_cross_entropy(moved, T);
  UNSCOPED_INFO(
      "A constant was added to each column, which changes nothing. The columns lie up to 1800 "
      "apart: one maximum for the whole matrix leaves nothing of the lower ones.");
  CHECK_THAT(loss.value, close_to(expected.value).samples(5));
  CHECK_THAT(loss.gradient, close_to(expected.gradient).samples(5));
}

TEST_CASE("3.3 the message of refused targets names both shapes", "[03][3.3]") {
  check_shapes<arma::mat>("softmax_cross_entropy", softmax_cross_entropy, "targets",
                          arma::SizeMat(3, 4), {arma::SizeMat(4, 3), arma::SizeMat(1, 4)});
}

// ---- 3.4 evaluate_loss --------------------------------------------------------------------------

TEST_CASE("3.4 every name gives its own loss, value and gradient", "[03][3.4]") {
  Rng rng = test_rng("3.4 a");
  const arma::mat Z = uniform_matrix(3, 5, -2.0, 2.0, rng);
  const arma::mat T = random_probabilities(arma::size(Z), rng);
  const Loss mse = expected_mse(Z, T);
  const Loss binary = expected_binary(Z, T);
  const Loss softmax = expected_softmax(Z, T);
  const auto check = [&](LossFunction function, const Loss& expected, const Loss& swapped) {
    const Loss loss = evaluate_loss(function, Z, T);
    CHECK_THAT(loss.value,
               loss_value(expected.value, swapped.value, mse.value, binary.value, softmax.value));
    CHECK_THAT(loss.gradient, close_to(expected.gradient).samples(5));
  };
  INFO("Outputs and targets are handed on as they are, in the same order, and so is the result.");
  check(LossFunction::softmax_cross_entropy, softmax, expected_softmax(T, Z));
  check(LossFunction::binary_cross_entropy, binary, expected_binary(T, Z));
  check(LossFunction::mean_squared_error, mse, expected_mse(T, Z));
}

// ---- 3.5 four measures of a regression ----------------------------------------------------------

TEST_CASE("3.5 MAE and RMSE of any residuals", "[03][3.5]") {
  Rng rng = test_rng("3.5 a");
  const arma::rowvec t = random_targets(7, rng);
  const arma::rowvec p = t + random_targets(7, rng);  // residuals of both signs
  CHECK_THAT(mean_absolute_error(p, t), mae(arma::mean(arma::abs(p - t)), p, t));
  CHECK_THAT(root_mean_squared_error(p, t), rmse(std::sqrt(expected_mse(p, t).value), p, t));
}

TEST_CASE("3.5 R^2 of any residuals, better than the mean or worse", "[03][3.5]") {
  Rng rng = test_rng("3.5 c");
  for (const double size : {0.3, 5.0}) {  // with 5 the residuals are larger than the targets
    const arma::rowvec t = random_targets(7, rng);
    const arma::rowvec p = t + size * random_targets(7, rng) + 0.2;
    const double left_over = arma::accu(arma::square(p - t));
    INFO(
        "1 - (sum of squared residuals) / (sum of squared distances of the targets from their "
        "mean). It may be negative.");
    CHECK_THAT(r_squared(p, t), r2(1 - left_over / (7 * arma::var(t, 1)), p, t));
  }
}

TEST_CASE("3.5 MAPE of any residuals, with targets of both signs", "[03][3.5]") {
  Rng rng = test_rng("3.5 e");
  for (const double unit : {1.0, 0.001}) {
    const arma::rowvec t = unit * random_targets(7, rng);
    const arma::rowvec p = t % (1 + 0.3 * random_targets(7, rng));
    INFO("Targets are about "
         << unit << " in size, positive and negative. In another unit MAPE is the same.");
    CHECK_THAT(mean_absolute_percentage_error(p, t),
               mape(100 * arma::mean(arma::abs((p - t) / t)), p, t));
  }
}

TEST_CASE("3.5 the index of the first target of 0 is named", "[03][3.5]") {
  Rng rng = test_rng("3.5 f");
  for (const arma::uword first : {arma::uword{0}, between(1, 4, rng), arma::uword{5}}) {
    arma::rowvec t = random_targets(6, rng);
    t(first) = 0.0;
    INFO("Target " << first << " is 0, counted from 0. The predictions are not.");
    CHECK_REFUSED(mean_absolute_percentage_error(random_targets(6, rng), t),
                  "mean_absolute_percentage_error: target " + std::to_string(first) +
                      " is 0, expected no target of 0");
  }
  INFO("A prediction of 0 is nothing unusual: it is wrong by 100 percent.");
  CHECK_THAT(mean_absolute_percentage_error({0, 0, 0}, {5, 6, 7}), close_to(100.0));
}

TEST_CASE("3.5 equal targets are refused by R^2 alone", "[03][3.5]") {
  const std::string message =
      "r_squared: all targets are equal, expected at least two different ones";
  INFO("Whatever the predictions are: it is the targets that decide.");
  CHECK_REFUSED(r_squared({1, 2, 4}, {-3, -3, -3}), message);
  CHECK_REFUSED(r_squared({2, 2, 2}, {2, 2, 2}), message);
  CHECK_REFUSED(r_squared({2}, {3}), message);
  INFO("Equal predictions are allowed, and the other measures do not mind equal targets.");
  CHECK_THAT(1 - r_squared({5, 5, 5}, {1, 3, 5}), close_to(20.0 / 8));  // what is left over
  CHECK_THAT(mean_absolute_error({1, 2, 4}, {3, 3, 3}), close_to(4.0 / 3));
  CHECK_THAT(root_mean_squared_error({1, 2, 4}, {3, 3, 3}), close_to(std::sqrt(2.0)));
  CHECK_THAT(mean_absolute_percentage_error({1, 2, 4}, {4, 4, 4}), close_to(125.0 / 3));
}

TEST_CASE("3.5 each measure refuses in its own name", "[03][3.5]") {
  const auto check = [](const std::string& name, const auto& measure) {
    check_shapes<arma::rowvec>(name, measure, "targets", arma::SizeMat(1, 4),
                               {arma::SizeMat(1, 6)});
  };
  check("mean_absolute_error", mean_absolute_error);
  check("root_mean_squared_error", root_mean_squared_error);
  check("r_squared", r_squared);
  check("mean_absolute_percentage_error", mean_absolute_percentage_error);
}

// ---- 3.6 accuracy -------------------------------------------------------------------------------

TEST_CASE("3.6 the share of right samples, among few and many", "[03][3.6]") {
  Rng rng = test_rng("3.6 a");
  // No multiple of 2 or 3: then a share is not its complement, nor twice or half of it.
  for (const arma::uword count : {11, 301}) {
    arma::urowvec actual;
    arma::urowvec predicted;
    double right = 0.0;
    // What is right, what is wrong, what is right without class 0, and what is right once both are
    // sorted: again until all these counts differ, and none is 0.
    for (std::set<double> counts; counts.size() < 5;) {
      actual = random_classes(count, 4, rng);
      predicted = random_classes(count, 4, rng);
      const arma::urowvec hits = predicted == actual;
      right = arma::accu(hits);
      const double not_0 = arma::accu(hits % (actual != 0));
      const double sorted = arma::accu(arma::sort(predicted) == arma::sort(actual));
      counts = {0.0, right, static_cast<double>(count) - right, not_0, sorted};
    }
    INFO(right << " of " << count << " samples are right.");
    CHECK_THAT(accuracy(predicted, actual),
               accuracy_of(right / static_cast<double>(count), predicted, actual));
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
  check_shapes<arma::urowvec>("accuracy", accuracy, "actual", arma::SizeMat(1, 7),
                              {arma::SizeMat(1, 3), arma::SizeMat(1, 9)});
}

// ---- 3.7 confusion_matrix -----------------------------------------------------------------------

namespace {

/// The confusion matrix, after a look for numbers that cannot be counts.
arma::umat counted(const arma::urowvec& predicted, const arma::urowvec& actual,
                   arma::uword classes) {
  const arma::umat counts = confusion_matrix(predicted, actual, classes);
  INFO(actual.n_elem
       << " samples were counted, so no cell holds more: do all cells start from 0 and grow by 1?");
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
    INFO(
        "6 classes, of which classes 4 and 5 do not occur. Row: actual class, column: predicted "
        "one.");
    CHECK_THAT(counted(predicted, actual, 6), counts_of(expected));
  }
}

TEST_CASE("3.7 the last class fits and the next one does not, wherever it stands", "[03][3.7]") {
  Rng rng = test_rng("3.7 c");
  const arma::uword classes = between(3, 9, rng);
  const std::string range = " is outside 0 ... " + std::to_string(classes - 1);
  const arma::urowvec fine = {classes - 1, 0, classes - 1, 0, classes - 1};
  arma::umat expected(classes, classes, arma::fill::zeros);
  expected(0, 0) = 2;
  expected(classes - 1, classes - 1) = 3;
  UNSCOPED_INFO("The largest class is " << classes - 1 << " of " << classes << ".");
  CHECK_THAT(counted(fine, fine, classes), same_as(expected));
  for (const arma::uword place : {0, 2, 4}) {
    arma::urowvec bad = fine;
    bad(place) = classes + place;
    INFO("Sample " << place << " has class " << bad(place) << " among " << classes << ".");
    CHECK_REFUSED(confusion_matrix(bad, fine, classes),
                  "confusion_matrix: predicted class " + std::to_string(bad(place)) + range);
    CHECK_REFUSED(confusion_matrix(fine, bad, classes),
                  "confusion_matrix: actual class " + std::to_string(bad(place)) + range);
  }
}

TEST_CASE("3.7 whatever does not fit is refused", "[03][3.7]") {
  const auto of_two = [](const arma::urowvec& predicted, const arma::urowvec& actual) {
    return confusion_matrix(predicted, actual, 3);
  };
  check_shapes<arma::urowvec>("confusion_matrix", of_two, "actual", arma::SizeMat(1, 7),
                              {arma::SizeMat(1, 3), arma::SizeMat(1, 9)});
}
