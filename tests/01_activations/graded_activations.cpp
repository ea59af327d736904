// Lesson 01, the graded tests: other numbers, other shapes, another seed each time. What is
// expected comes from the formulas, mostly from another one than the one the lesson teaches.
#include "01_activations/activations.hpp"
#include "01_activations/misconceptions.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;

namespace {

/// A Z that is not square, so that rows and columns cannot be confused unnoticed.
arma::mat random_Z(double bound, Rng& rng) {
  const arma::uword rows = 2 + uniform_index(4, rng);
  const arma::uword cols = rows + 1 + uniform_index(4, rng);
  return uniform_matrix(rows, cols, -bound, bound, rng);
}

/// The same with a 0 in a random place of each row: the corner of ReLU.
arma::mat random_Z_with_zeros(double bound, Rng& rng) {
  arma::mat Z = random_Z(bound, rng);
  for (arma::uword row = 0; row < Z.n_rows; ++row) Z(row, uniform_index(Z.n_cols, rng)) = 0.0;
  return Z;
}

arma::mat logistic(const arma::mat& Z) {
  return 0.5 + 0.5 * arma::tanh(Z / 2);
}

arma::mat slope_of_logistic(const arma::mat& Z) {
  return 1 / (2 + arma::exp(Z) + arma::exp(-Z));
}

arma::mat slope_of_tanh(const arma::mat& Z) {
  return 1 / arma::square(arma::cosh(Z));
}

/// With slope 0 those of ReLU.
arma::mat ramp(const arma::mat& Z, double slope = 0.0) {
  return arma::max(Z, slope * Z);
}

arma::mat step(const arma::mat& Z, double slope = 0.0) {
  return slope + (1 - slope) * arma::conv_to<arma::mat>::from(Z > 0);
}

/// Column by column, without overflow.
arma::mat shares(const arma::mat& Z) {
  return arma::normalise(arma::exp(Z.each_row() - arma::max(Z, 0)), 1, 0);
}

}  // namespace

// ---- 1.1 sigmoid -------------------------------------------------------------------------------

TEST_CASE("1.1 sigmoid agrees with 1/2 + 1/2 tanh(Z/2)", "[01][1.1]") {
  Rng rng = test_rng("1.1 a");
  for (const double bound : {1.0, 8.0, 30.0}) {
    const arma::mat Z = random_Z(bound, rng);
    INFO("Z runs from " << -bound << " to " << bound << ".");
    CHECK_THAT(sigmoid(Z), sigmoid_of(logistic(Z), Z));
  }
}

TEST_CASE("1.1 sigmoid saturates without overflow, and works for a single entry", "[01][1.1]") {
  Rng rng = test_rng("1.1 b");
  const arma::mat far = uniform_matrix(3, 2, 700, 1000, rng);
  INFO("Each Z is larger than 700 or smaller than -700: e^710 is infinity in a double.");
  CHECK_THAT(sigmoid(far), close_to(arma::ones(3, 2)));
  CHECK_THAT(sigmoid(arma::join_rows(-far, far)),
             close_to(arma::join_rows(arma::zeros(3, 2), arma::ones(3, 2))));

  const double z = uniform(-3, 3, rng);
  INFO("A single entry, Z is 1x1.");
  CHECK_THAT(sigmoid(arma::mat(1, 1, arma::fill::value(z))),
             close_to(logistic(arma::mat(1, 1, arma::fill::value(z)))));
}

TEST_CASE("1.1 the sigmoid's derivative agrees with 1 / (2 + e^Z + e^-Z)", "[01][1.1]") {
  Rng rng = test_rng("1.1 c");
  for (const double bound : {1.0, 8.0, 30.0}) {
    const arma::mat Z = random_Z(bound, rng);
    const arma::mat A = logistic(Z);
    INFO("Z runs from " << -bound << " to " << bound << ".");
    CHECK_THAT(sigmoid_derivative(Z), sigmoid_slope(slope_of_logistic(Z), Z, A));
  }
}

TEST_CASE("1.1 the sigmoid's derivative vanishes far out and is never NaN", "[01][1.1]") {
  Rng rng = test_rng("1.1 d");
  const arma::mat far = uniform_matrix(2, 3, 700, 1000, rng);
  INFO("Each Z is larger than 700 or smaller than -700: e^710 is infinity in a double.");
  const arma::mat middle(2, 1);  // zeros: keeps the expected matrix from being all 0
  CHECK_THAT(sigmoid_derivative(arma::join_rows(-far, middle, far)),
             close_to(arma::join_rows(arma::zeros(2, 3), middle + 0.25, arma::zeros(2, 3))));
}

// ---- 1.2 tanh ----------------------------------------------------------------------------------

TEST_CASE("1.2 tanh of any Z, also far out", "[01][1.2]") {
  Rng rng = test_rng("1.2 a");
  for (const double bound : {1.0, 8.0, 1000.0}) {
    const arma::mat Z = random_Z(bound, rng);
    INFO("Z runs from " << -bound << " to " << bound << ".");
    CHECK_THAT(tanh_activation(Z), tanh_of(arma::tanh(Z), Z));
  }
}

TEST_CASE("1.2 tanh is odd and passes through 0, one sample or many", "[01][1.2]") {
  Rng rng = test_rng("1.2 b");
  const arma::mat one = uniform_matrix(4, 1, 0.1, 3, rng);
  const arma::mat expected = arma::tanh(one);
  CHECK_THAT(tanh_activation(one), close_to(expected));
  const arma::mat Z = arma::join_rows(one, arma::zeros(4, 1), -one);
  CHECK_THAT(tanh_activation(Z), close_to(arma::join_rows(expected, arma::zeros(4, 1), -expected)));
}

TEST_CASE("1.2 the derivative of tanh agrees with 1 / cosh^2", "[01][1.2]") {
  Rng rng = test_rng("1.2 c");
  for (const double bound : {1.0, 8.0, 300.0}) {
    const arma::mat Z = random_Z(bound, rng);
    INFO("Z runs from " << -bound << " to " << bound << ".");
    const arma::mat A = arma::tanh(Z);
    CHECK_THAT(tanh_derivative(Z), tanh_slope(slope_of_tanh(Z), Z, A));
  }
}

TEST_CASE("1.2 the derivative of tanh is 1 at 0 and vanishes at 1000", "[01][1.2]") {
  Rng rng = test_rng("1.2 d");
  const double far = uniform(720, 1000, rng);
  INFO("Z is " << -far << ", 0 and " << far << ": e^710 is infinity in a double.");
  CHECK_THAT(tanh_derivative(arma::mat{{-far, 0, far}}), close_to({{0, 1, 0}}));
  CHECK_THAT(tanh_derivative(arma::mat(1, 1)), close_to(arma::ones(1, 1)));
}

// ---- 1.3 ReLU ----------------------------------------------------------------------------------

TEST_CASE("1.3 relu of small and of large Z", "[01][1.3]") {
  Rng rng = test_rng("1.3 a");
  for (const double bound : {1000.0, 3.0, 0.001}) {
    const arma::mat Z = random_Z_with_zeros(bound, rng);
    INFO("Z runs from " << -bound << " to " << bound << ".");
    CHECK_THAT(relu(Z), relu_of(ramp(Z), Z));
  }
}

TEST_CASE("1.3 relu treats every entry by itself, one sample or many", "[01][1.3]") {
  Rng rng = test_rng("1.3 b");
  const arma::mat one = uniform_matrix(5, 1, 0.5, 2, rng);
  CHECK_THAT(relu(one), close_to(one));
  const arma::mat row = arma::join_rows(one.t(), -one.t());
  CHECK_THAT(relu(row), close_to(arma::join_rows(one.t(), arma::zeros(1, 5))));
  INFO("However small a positive entry is, it is kept.");
  CHECK_THAT(relu(1e-9 * row), close_to(1e-9 * arma::join_rows(one.t(), arma::zeros(1, 5)), 1e-18));
}

TEST_CASE("1.3 the derivative of relu is a step, with 0 at the corner", "[01][1.3]") {
  Rng rng = test_rng("1.3 c");
  for (const double bound : {0.001, 3.0, 1000.0}) {
    const arma::mat Z = random_Z_with_zeros(bound, rng);
    INFO("Z runs from " << -bound << " to " << bound << ", and each row has one Z = 0.");
    CHECK_THAT(relu_derivative(Z), relu_slope(step(Z), Z));
  }
}

TEST_CASE("1.3 the derivative of relu is 1 however little Z is above 0", "[01][1.3]") {
  Rng rng = test_rng("1.3 d");
  const double little = uniform(1e-12, 1e-9, rng);
  INFO("Z is " << -little << ", 0 and " << little << ".");
  CHECK_THAT(relu_derivative(arma::mat{{-little, 0, little}}), close_to({{0, 0, 1}}));
  CHECK_THAT(relu_derivative(arma::mat(1, 1, arma::fill::value(little))),
             close_to(arma::ones(1, 1)));
}

// ---- 1.4 leaky ReLU ----------------------------------------------------------------------------

TEST_CASE("1.4 leaky_relu of any Z, whatever the slope", "[01][1.4]") {
  Rng rng = test_rng("1.4 a");
  for (const double slope : {0.01, uniform(0.05, 0.4, rng), uniform(0.6, 0.95, rng)}) {
    const arma::mat Z = random_Z_with_zeros(1000, rng);
    INFO("The slope is " << slope << ".");
    CHECK_THAT(leaky_relu(Z, slope), leaky_relu_of(ramp(Z, slope), Z, slope));
  }
}

TEST_CASE("1.4 leaky_relu with slope 0 is ReLU", "[01][1.4]") {
  Rng rng = test_rng("1.4 b");
  const arma::mat Z = random_Z_with_zeros(5, rng);
  CHECK_THAT(leaky_relu(Z, 0.0), close_to(ramp(Z)));
  const arma::mat below = -uniform_matrix(1, 1, 1, 2, rng);
  CHECK_THAT(leaky_relu(below, 0.5), close_to(below / 2));
  INFO("However small an entry is, it is treated like a large one.");
  CHECK_THAT(leaky_relu(arma::join_rows(1e-9 * below, -1e-9 * below), 0.5),
             close_to(1e-9 * arma::join_rows(below / 2, -below), 1e-18));
}

TEST_CASE("1.4 the derivative of leaky_relu has two values, whatever the slope", "[01][1.4]") {
  Rng rng = test_rng("1.4 c");
  for (const double slope : {0.01, uniform(0.05, 0.4, rng), uniform(0.6, 0.95, rng)}) {
    const arma::mat Z = random_Z_with_zeros(1000, rng);
    INFO("The slope is " << slope << ", and each row has one Z = 0.");
    CHECK_THAT(leaky_relu_derivative(Z, slope), leaky_relu_slope(step(Z, slope), Z, slope));
  }
}

TEST_CASE("1.4 the derivative of leaky_relu with slope 0 is that of ReLU", "[01][1.4]") {
  Rng rng = test_rng("1.4 d");
  const arma::mat Z = random_Z_with_zeros(5, rng);
  CHECK_THAT(leaky_relu_derivative(Z, 0.0), close_to(step(Z)));
  const double little = uniform(1e-12, 1e-9, rng);
  INFO("Z is " << -little << ", 0 and " << little << ", and the slope is 0.25.");
  CHECK_THAT(leaky_relu_derivative(arma::mat{{-little, 0, little}}, 0.25),
             close_to({{0.25, 0.25, 1}}));
}

// ---- 1.5 softmax -------------------------------------------------------------------------------

TEST_CASE("1.5 softmax agrees with its definition, column by column", "[01][1.5]") {
  Rng rng = test_rng("1.5 a");
  for (const double bound : {1.0, 6.0, 40.0}) {
    const arma::mat Z = random_Z(bound, rng);
    INFO("Z runs from " << -bound << " to " << bound << ".");
    CHECK_THAT(softmax(Z), softmax_of(shares(Z), Z));
  }
}

TEST_CASE("1.5 the columns of softmax add up to 1, and none is negative", "[01][1.5]") {
  Rng rng = test_rng("1.5 b");
  const arma::mat Z = random_Z(1000, rng);
  const arma::mat P = softmax(Z);
  REQUIRE(P.n_rows == Z.n_rows);
  REQUIRE(P.n_cols == Z.n_cols);
  REQUIRE(P.is_finite());
  CHECK(P.min() >= 0);
  CHECK_THAT(arma::mat(arma::sum(P, 0)), close_to(arma::ones(1, Z.n_cols)));
  CHECK_THAT(P, close_to(shares(Z)));
}

TEST_CASE("1.5 each column of softmax is safe even where the others are far away", "[01][1.5]") {
  Rng rng = test_rng("1.5 c");
  const arma::mat near = uniform_matrix(4, 3, -2, 2, rng);
  arma::mat Z = near;
  Z.col(0) += 1000;
  Z.col(2) -= 1000;
  INFO("Column 0 lies around 1000, column 1 around 0, column 2 around -1000.");
  INFO("If only one column is NaN, look at which maximum was subtracted from it.");
  const arma::vec alike(4, arma::fill::value(0.25));
  CHECK_THAT(softmax(Z),
             softmax_far_out(shares(near), arma::join_rows(alike, shares(near.col(1)), alike)));
}

TEST_CASE("1.5 softmax of one class is 1, and of equal entries is 1/classes", "[01][1.5]") {
  Rng rng = test_rng("1.5 d");
  INFO("One class: its probability is 1, whatever Z is.");
  CHECK_THAT(softmax(uniform_matrix(1, 5, -1000, 1000, rng)), close_to(arma::ones(1, 5)));
  const arma::uword classes = 3 + uniform_index(6, rng);
  const double level = uniform(-1000, 1000, rng);
  INFO(classes << " classes, all equal to " << level << ", one sample.");
  CHECK_THAT(
      softmax(arma::mat(classes, 1, arma::fill::value(level))),
      close_to(arma::mat(classes, 1, arma::fill::value(1.0 / static_cast<double>(classes)))));
}

// ---- 1.6 by name -------------------------------------------------------------------------------

TEST_CASE("1.6 identity returns Z, and its derivative is 1 everywhere", "[01][1.6]") {
  Rng rng = test_rng("1.6 a");
  const arma::mat Z = random_Z_with_zeros(1000, rng);
  CHECK_THAT(activate(Activation::identity, Z), close_to(Z));
  CHECK_THAT(activation_derivative(Activation::identity, Z), identity_slope(Z));
}

TEST_CASE("1.6 sigmoid and tanh are found by name, with their derivatives", "[01][1.6]") {
  Rng rng = test_rng("1.6 b");
  const arma::mat Z = random_Z(4, rng);
  const arma::mat A = arma::tanh(Z);
  const arma::mat sigmoids = logistic(Z);
  CHECK_THAT(activate(Activation::sigmoid, Z), by_name(sigmoids, A));
  CHECK_THAT(activate(Activation::tanh, Z), by_name(A, sigmoids));
  CHECK_THAT(activation_derivative(Activation::sigmoid, Z), close_to(slope_of_logistic(Z)));
  CHECK_THAT(activation_derivative(Activation::tanh, Z), close_to(slope_of_tanh(Z)));
}

TEST_CASE("1.6 relu and leaky_relu are found by name, with their derivatives", "[01][1.6]") {
  Rng rng = test_rng("1.6 c");
  const arma::mat Z = random_Z_with_zeros(1000, rng);
  CHECK_THAT(activate(Activation::relu, Z), close_to(ramp(Z)));
  CHECK_THAT(activate(Activation::leaky_relu, Z), close_to(ramp(Z, 0.01)));
  CHECK_THAT(activation_derivative(Activation::relu, Z), close_to(step(Z)));
  CHECK_THAT(activation_derivative(Activation::leaky_relu, Z), close_to(step(Z, 0.01)));
}

TEST_CASE("1.6 softmax is found by name, and has no derivative entry by entry", "[01][1.6]") {
  Rng rng = test_rng("1.6 d");
  const arma::mat Z = random_Z(1000, rng);
  CHECK_THAT(activate(Activation::softmax, Z), close_to(shares(Z)));
  CHECK_REFUSED(
      activation_derivative(Activation::softmax, Z),
      "activation_derivative: activation is softmax, expected one that acts entry by entry");
}
