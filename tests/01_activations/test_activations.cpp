// Lesson 01, the public tests. Every expected number here can be checked on paper. The entries of Z
// are logarithms, as e^(log 3) is 3: the sigmoid of log 3 is 1 / (1 + 1/3) = 0.75.
#include <cmath>

#include "01_activations/activations.hpp"
#include "01_activations/misconceptions.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;
using namespace misconceptions;

namespace {

const double ln2 = std::log(2.0);
const double ln3 = std::log(3.0);
const double ln4 = std::log(4.0);
const double ln9 = std::log(9.0);

// 2 rows, 3 samples; negative, zero, positive.
const arma::mat corner = {{-2, 0, 3}, {1.5, -0.5, -4}};

}  // namespace

// ---- 1.1 sigmoid -------------------------------------------------------------------------------

TEST_CASE("1.1 sigmoid takes 0 to 0.5 and log 3 to 0.75", "[01][1.1]") {
  const arma::mat Z = {{0, ln3, ln9}, {-ln3, -ln9, ln4}};
  INFO("By hand, entry (0, 1): e^-(log 3) = 1/3, and 1 / (1 + 1/3) = 0.75.");
  CHECK_THAT(sigmoid(Z), sigmoid_of({{0.5, 0.75, 0.9}, {0.25, 0.1, 0.8}}, Z));
}

TEST_CASE("1.1 sigmoid is finite at -1000 and at 1000", "[01][1.1]") {
  const arma::mat Z = {{-1000, 1000, 0}};
  INFO("e^1000 is infinity in a double. 1 / infinity is 0, infinity / infinity is NaN.");
  INFO("A form that has the exponential below the fraction line only never ends in the latter.");
  CHECK_THAT(sigmoid(Z), sigmoid_far_out({{0, 1, 0.5}}, Z));
}

TEST_CASE("1.1 a second call knows nothing of the first", "[01][1.1]") {
  const arma::mat first = {{ln3, -ln3, 0}};
  const arma::mat second = {{-ln9, ln4, ln9}};
  CHECK_THAT(sigmoid(first), sigmoid_of({{0.75, 0.25, 0.5}}, first));
  INFO("First for (log 3, -log 3, 0), and then for (-log 9, log 4, log 9).");
  CHECK_THAT(sigmoid(second), close_to({{0.1, 0.8, 0.9}}).mistake(old_Z, {{0.75, 0.25, 0.5}}));
  CHECK_THAT(sigmoid_derivative(first),
             close_to({{0.1875, 0.1875, 0.25}}).mistake(old_Z, {{0.09, 0.16, 0.09}}));
  CHECK_THAT(sigmoid_derivative(second),
             close_to({{0.09, 0.16, 0.09}}).mistake(old_Z, {{0.1875, 0.1875, 0.25}}));
}

TEST_CASE("1.1 the sigmoid's derivative is A (1 - A), and is given Z", "[01][1.1]") {
  const arma::mat Z = {{0, ln3, ln9}, {-ln3, -ln9, ln4}};
  INFO("By hand, entry (0, 1): A = 0.75, so A (1 - A) = 0.75 * 0.25 = 0.1875.");
  INFO("In Armadillo % multiplies entry by entry; * is the matrix product.");
  const arma::mat A = {{0.5, 0.75, 0.9}, {0.25, 0.1, 0.8}};
  CHECK_THAT(sigmoid_derivative(Z),
             sigmoid_slope({{0.25, 0.1875, 0.09}, {0.1875, 0.09, 0.16}}, Z, A));
}

TEST_CASE("1.1 the sigmoid is flat at -1000 and at 1000: its derivative is 0", "[01][1.1]") {
  const arma::mat Z = {{-1000, 0, 1000}};
  INFO("Build the derivative from the sigmoid, which is finite, and not from e^Z or e^-Z.");
  CHECK_THAT(sigmoid_derivative(Z), sigmoid_slope({{0, 0.25, 0}}, Z, {{0, 0.5, 1}}));
}

// ---- 1.2 tanh ----------------------------------------------------------------------------------

TEST_CASE("1.2 tanh takes log 2 to 0.6 and log 3 to 0.8", "[01][1.2]") {
  const arma::mat Z = {{0, ln2, ln3}, {-ln2, -ln3, ln3 / 2}};
  INFO("By hand, entry (0, 1): (2 - 1/2) / (2 + 1/2) = 1.5 / 2.5 = 0.6.");
  CHECK_THAT(tanh_activation(Z), tanh_of({{0, 0.6, 0.8}, {-0.6, -0.8, 0.5}}, Z));
}

TEST_CASE("1.2 tanh is finite at -1000 and at 1000", "[01][1.2]") {
  const arma::mat Z = {{-1000, 1000, 0}};
  INFO("e^1000 is infinity in a double, and infinity / infinity is NaN.");
  CHECK_THAT(tanh_activation(Z), close_to({{-1, 1, 0}}));
}

TEST_CASE("1.2 the derivative of tanh is 1 - A^2, and is given Z", "[01][1.2]") {
  const arma::mat Z = {{0, ln2, ln3}, {-ln2, -ln3, ln3 / 2}};
  INFO("By hand, entry (0, 1): A = 0.6, so 1 - A^2 = 1 - 0.36 = 0.64.");
  const arma::mat A = {{0, 0.6, 0.8}, {-0.6, -0.8, 0.5}};
  CHECK_THAT(tanh_derivative(Z), tanh_slope({{1, 0.64, 0.36}, {0.64, 0.36, 0.75}}, Z, A));
}

TEST_CASE("1.2 tanh is flat at -1000 and at 1000: its derivative is 0", "[01][1.2]") {
  const arma::mat Z = {{-1000, 0, 1000}};
  INFO("Build the derivative from tanh, which is finite, and not from e^Z or e^-Z.");
  CHECK_THAT(tanh_derivative(Z), tanh_slope({{0, 1, 0}}, Z, {{-1, 0, 1}}));
}

// ---- 1.3 ReLU ----------------------------------------------------------------------------------

TEST_CASE("1.3 relu keeps what is positive and makes the rest 0", "[01][1.3]") {
  CHECK_THAT(
      relu(corner),
      relu_of({{0, 0, 3}, {1.5, 0, 0}}, corner).mistake(fraction_lost, {{0, 0, 3}, {1, 0, 0}}));
}

TEST_CASE("1.3 relu keeps what is large, and what is small", "[01][1.3]") {
  const arma::mat Z = {{-100, 1e8, 0.001}, {7, -0.001, 6}};
  CHECK_THAT(relu(Z),
             relu_of({{0, 1e8, 0.001}, {7, 0, 6}}, Z).mistake(cut_off, {{0, 1, 0.001}, {1, 0, 1}}));
  INFO("1e-9 is above 0, and -1e-9 is not. " << threshold);
  CHECK_THAT(relu({{1e-9, -1e-9, 3e-12}}), close_to({{1e-9, 0, 3e-12}}, 1e-18));
}

TEST_CASE("1.3 the derivative of relu is 1 right of 0, and 0 at 0 and left of it", "[01][1.3]") {
  INFO("Entry (0, 1) is the corner, Z = 0. activations.hpp says which slope counts there.");
  CHECK_THAT(relu_derivative(corner), relu_slope({{0, 0, 1}, {1, 0, 0}}, corner));
  INFO("1e-12 is right of 0, and -1e-12 is left of it.");
  CHECK_THAT(relu_derivative({{1e-12, -1e-12, 2}}),
             close_to({{1, 0, 1}}).mistake(threshold, {{0, 0, 1}}));
}

// ---- 1.4 leaky ReLU ----------------------------------------------------------------------------

TEST_CASE("1.4 leaky_relu multiplies by the slope what is not positive", "[01][1.4]") {
  INFO("By hand, with slope 0.2: -2 becomes -0.4, and 3 stays 3.");
  CHECK_THAT(leaky_relu(corner, 0.2),
             leaky_relu_of({{-0.4, 0, 3}, {1.5, -0.1, -0.8}}, corner, 0.2));
}

TEST_CASE("1.4 every call has a slope of its own, and 0 is one, too", "[01][1.4]") {
  INFO("The slope is 0.75: -2 becomes -1.5.");
  CHECK_THAT(leaky_relu(corner, 0.75),
             leaky_relu_of({{-1.5, 0, 3}, {1.5, -0.375, -3}}, corner, 0.75));
  INFO("The slope is 0, after 0.75: the left side is flat.");
  CHECK_THAT(leaky_relu(corner, 0.0),
             close_to({{0, 0, 3}, {1.5, 0, 0}})
                 .mistake(slope_unused, {{-0.02, 0, 3}, {1.5, -0.005, -0.04}})
                 .mistake(slope_unused, {{-1.5, 0, 3}, {1.5, -0.375, -3}}));
  CHECK_THAT(leaky_relu_derivative(corner, 0.75),
             leaky_relu_slope({{0.75, 0.75, 1}, {1, 0.75, 0.75}}, corner, 0.75));
  CHECK_THAT(leaky_relu_derivative(corner, 0.0),
             close_to({{0, 0, 1}, {1, 0, 0}})
                 .mistake(slope_unused, {{0.01, 0.01, 1}, {1, 0.01, 0.01}})
                 .mistake(slope_unused, {{0.75, 0.75, 1}, {1, 0.75, 0.75}}));
}

TEST_CASE("1.4 the derivative of leaky_relu is 1 right of 0, else the slope", "[01][1.4]") {
  INFO("Entry (0, 1) is the corner, Z = 0. activations.hpp says which slope counts there.");
  CHECK_THAT(leaky_relu_derivative(corner, 0.2),
             leaky_relu_slope({{0.2, 0.2, 1}, {1, 0.2, 0.2}}, corner, 0.2));
  INFO("1e-12 is right of 0, and -1e-12 is left of it.");
  CHECK_THAT(leaky_relu_derivative({{1e-12, -1e-12, 2}}, 0.2),
             close_to({{1, 0.2, 1}}).mistake(threshold, {{0.2, 0.2, 1}}));
}

// ---- 1.5 softmax -------------------------------------------------------------------------------

TEST_CASE("1.5 softmax turns each column into probabilities", "[01][1.5]") {
  // e^Z, so that Z = log(powers): 3 classes x 4 samples, whose columns add up to 8, 5, 10 and 4.
  const arma::mat powers = {{1, 3, 6, 1}, {2, 1, 3, 1}, {5, 1, 1, 2}};
  const arma::mat Z = arma::log(powers);
  INFO("By hand, column 0: e^Z = (1, 2, 5), their sum is 8, so (1/8, 2/8, 5/8).");
  CHECK_THAT(
      softmax(Z),
      softmax_of({{0.125, 0.6, 0.6, 0.25}, {0.25, 0.2, 0.3, 0.25}, {0.625, 0.2, 0.1, 0.5}}, Z));
}

TEST_CASE("1.5 softmax is finite at -1000 and at 1000", "[01][1.5]") {
  // Each column is 1, 3 and nearly nothing, moved up or down: its softmax is 1/4, 3/4, 0.
  const arma::mat Z = {
      {-1000, 1000, -2000}, {-1000 + ln3, 1000 + ln3, -2000 + ln3}, {-2000, -2000, -9000}};
  INFO("e^1000 is infinity and e^-1000 is 0: neither can be divided by itself.");
  INFO("On paper: what happens to a column's softmax if you subtract one number from all of it?");
  INFO("If only one column is NaN, look at which maximum was subtracted from it.");
  INFO("After the subtraction no exponent may be above 0: what has to be subtracted for that?");
  CHECK_THAT(
      softmax(Z),
      softmax_far_out({{0.25, 0.25, 0.25}, {0.75, 0.75, 0.75}, {0, 0, 0}},
                      {{1.0 / 3, 0.5, 1.0 / 3}, {1.0 / 3, 0.5, 1.0 / 3}, {1.0 / 3, 0, 1.0 / 3}}));
}

TEST_CASE("1.5 softmax works for one sample, one class, and equal entries", "[01][1.5]") {
  const arma::vec one_sample = {0, ln2, std::log(5.0)};
  INFO("One sample, by hand: e^Z = (1, 2, 5), their sum is 8.");
  CHECK_THAT(softmax(one_sample), softmax_of(arma::vec{0.125, 0.25, 0.625}, one_sample));
  INFO("One class: its probability is 1, whatever Z is.");
  CHECK_THAT(softmax({{3, -1000, 1000, 0}}), close_to({{1, 1, 1, 1}}));
  INFO("Five equal entries share the 1.");
  CHECK_THAT(softmax(arma::mat(5, 3, arma::fill::value(-7))),
             close_to(arma::mat(5, 3, arma::fill::value(0.2))));
}

// ---- 1.6 by name -------------------------------------------------------------------------------

TEST_CASE("1.6 activate calls the function that its argument names", "[01][1.6]") {
  const arma::mat Z = {{-ln3, 0, ln3}, {ln2, -ln2, ln9}};
  INFO("If only these tests fail and those of 1.1 to 1.5 pass, look at the cases of your switch.");

  const arma::mat sigmoids = {{0.25, 0.5, 0.75}, {2.0 / 3, 1.0 / 3, 0.9}};
  const arma::mat tanhs = {{-0.8, 0, 0.8}, {0.6, -0.6, 80.0 / 82}};
  const arma::mat relus = {{0, 0, ln3}, {ln2, 0, ln9}};
  CHECK_THAT(activate(Activation::identity, Z), by_name(Z, arma::ones(2, 3)));
  CHECK_THAT(activate(Activation::sigmoid, Z), by_name(sigmoids, tanhs));
  CHECK_THAT(activate(Activation::tanh, Z), by_name(tanhs, sigmoids));
  CHECK_THAT(activate(Activation::relu, Z),
             by_name(relus, {{-0.01 * ln3, 0, ln3}, {ln2, -0.01 * ln2, ln9}}));
  CHECK_THAT(activate(Activation::leaky_relu, Z),
             by_name({{-0.01 * ln3, 0, ln3}, {ln2, -0.01 * ln2, ln9}}, relus)
                 .mistake(wrong_leak, {{-0.1 * ln3, 0, ln3}, {ln2, -0.1 * ln2, ln9}}));
  CHECK_THAT(activate(Activation::softmax, Z),
             by_name({{1.0 / 7, 2.0 / 3, 0.25}, {6.0 / 7, 1.0 / 3, 0.75}}, sigmoids));
}

TEST_CASE("1.6 activation_derivative calls the derivative of the function named", "[01][1.6]") {
  const arma::mat Z = {{-ln3, 0, ln3}, {ln2, -ln2, ln9}};
  INFO("If only these tests fail and those of 1.1 to 1.4 pass, look at the cases of your switch.");

  const arma::mat sigmoids = {{0.25, 0.5, 0.75}, {2.0 / 3, 1.0 / 3, 0.9}};
  const arma::mat tanhs = {{-0.8, 0, 0.8}, {0.6, -0.6, 80.0 / 82}};
  const arma::mat steps = {{0, 0, 1}, {1, 0, 1}};
  CHECK_THAT(activation_derivative(Activation::identity, Z), identity_slope(Z));
  CHECK_THAT(activation_derivative(Activation::sigmoid, Z),
             sigmoid_slope({{0.1875, 0.25, 0.1875}, {2.0 / 9, 2.0 / 9, 0.09}}, Z, sigmoids));
  CHECK_THAT(activation_derivative(Activation::tanh, Z),
             tanh_slope({{0.36, 1, 0.36}, {0.64, 0.64, 1 - 6400.0 / 6724}}, Z, tanhs));
  CHECK_THAT(activation_derivative(Activation::relu, Z),
             by_name(steps, {{0.01, 0.01, 1}, {1, 0.01, 1}}));
  CHECK_THAT(activation_derivative(Activation::leaky_relu, Z),
             by_name({{0.01, 0.01, 1}, {1, 0.01, 1}}, steps)
                 .mistake(wrong_leak, {{0.1, 0.1, 1}, {1, 0.1, 1}}));
}

TEST_CASE("1.6 activation_derivative refuses softmax and says why", "[01][1.6]") {
  INFO("The words of the error stand in activations.hpp, above activation_derivative.");
  CHECK_REFUSED(
      activation_derivative(Activation::softmax, corner),
      "activation_derivative: activation is softmax, expected one that acts entry by entry");
  INFO("A sigmoid does act entry by entry.");
  CHECK_NOTHROW(activation_derivative(Activation::sigmoid, corner));
}
