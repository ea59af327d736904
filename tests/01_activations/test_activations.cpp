// Lesson 01, the public tests. Every expected number here can be checked on paper. The entries of Z
// are logarithms, as e^(log 3) is 3: the sigmoid of log 3 is 1 / (1 + 1/3) = 0.75.
#include <cmath>

#include "01_activations/activations.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;

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
  CHECK_THAT(sigmoid(Z),
             close_to({{0.5, 0.75, 0.9}, {0.25, 0.1, 0.8}})
                 .mistake("The results fall where Z grows: look at the sign in the exponent.",
                          {{0.5, 0.25, 0.1}, {0.75, 0.9, 0.2}})
                 .mistake("This is e^Z, which grows without end: look at what else stands in the "
                          "denominator.",
                          {{1, 3, 9}, {1.0 / 3, 1.0 / 9, 4}})
                 .mistake("This is 1 + e^-Z: division comes before addition, so look at the "
                          "brackets.",
                          {{2, 4.0 / 3, 10.0 / 9}, {4, 10, 1.25}})
                 .mistake("This is the hyperbolic tangent, which runs from -1 to 1: the sigmoid "
                          "runs from 0 to 1.",
                          {{0, 0.8, 80.0 / 82}, {-0.8, -80.0 / 82, 15.0 / 17}})
                 .mistake("This is the derivative: sigmoid returns A itself.",
                          {{0.25, 0.1875, 0.09}, {0.1875, 0.09, 0.16}}));
}

TEST_CASE("1.1 sigmoid is finite at -1000 and at 1000", "[01][1.1]") {
  const arma::mat Z = {{-1000, 1000, 0}};
  INFO("e^1000 is infinity in a double. 1 / infinity is 0, infinity / infinity is NaN.");
  INFO("So look for a form that has the exponential below the fraction line only.");
  CHECK_THAT(sigmoid(Z), close_to({{0, 1, 0.5}}));
}

TEST_CASE("1.1 the sigmoid's derivative is A (1 - A), and is given Z", "[01][1.1]") {
  const arma::mat Z = {{0, ln3, ln9}, {-ln3, -ln9, ln4}};
  INFO("By hand, entry (0, 1): A = 0.75, so A (1 - A) = 0.75 * 0.25 = 0.1875.");
  INFO("In Armadillo % multiplies entry by entry; * is the matrix product.");
  CHECK_THAT(
      sigmoid_derivative(Z),
      close_to({{0.25, 0.1875, 0.09}, {0.1875, 0.09, 0.16}})
          .mistake("This is Z (1 - Z): the argument is what went into the sigmoid, and the formula "
                   "asks for what came out.",
                   Z % (1 - Z))
          .mistake("This is the sigmoid itself: the derivative is the slope of its graph.",
                   {{0.5, 0.75, 0.9}, {0.25, 0.1, 0.8}})
          .mistake("This is 1 - A: one factor of the formula is missing.",
                   {{0.5, 0.25, 0.1}, {0.75, 0.9, 0.2}})
          .mistake("This is 1 - A^2, the derivative of another function: the sigmoid has its own.",
                   {{0.75, 7.0 / 16, 0.19}, {15.0 / 16, 0.99, 0.36}}));
}

TEST_CASE("1.1 the sigmoid is flat at -1000 and at 1000: its derivative is 0", "[01][1.1]") {
  const arma::mat Z = {{-1000, 0, 1000}};
  INFO("Build the derivative from the sigmoid, which is finite, and not from e^Z or e^-Z.");
  CHECK_THAT(sigmoid_derivative(Z),
             close_to({{0, 0.25, 0}})
                 .mistake("This is Z (1 - Z): the argument is what went into the sigmoid, and the "
                          "formula asks for what came out.",
                          Z % (1 - Z)));
}

// ---- 1.2 tanh ----------------------------------------------------------------------------------

TEST_CASE("1.2 tanh takes log 2 to 0.6 and log 3 to 0.8", "[01][1.2]") {
  const arma::mat Z = {{0, ln2, ln3}, {-ln2, -ln3, ln3 / 2}};
  INFO("By hand, entry (0, 1): (2 - 1/2) / (2 + 1/2) = 1.5 / 2.5 = 0.6.");
  CHECK_THAT(
      tanh_activation(Z),
      close_to({{0, 0.6, 0.8}, {-0.6, -0.8, 0.5}})
          .mistake("This is the sigmoid, which runs from 0 to 1: tanh runs from -1 to 1.",
                   1 / (1 + arma::exp(-Z)))
          .mistake("This is tanh of half of Z: tanh can be made of a sigmoid, but look at what "
                   "goes into that sigmoid.",
                   arma::tanh(Z / 2))
          .mistake("This is the tangent of an angle: the hyperbolic tangent is another function.",
                   arma::tan(Z))
          .mistake("This is sinh Z: its denominator is 2, that of tanh is another.", arma::sinh(Z))
          .mistake("This is the derivative: tanh_activation returns A itself.",
                   {{1, 0.64, 0.36}, {0.64, 0.36, 0.75}}));
}

TEST_CASE("1.2 tanh is finite at -1000 and at 1000", "[01][1.2]") {
  const arma::mat Z = {{-1000, 1000, 0}};
  INFO("e^1000 is infinity in a double, and infinity / infinity is NaN.");
  CHECK_THAT(tanh_activation(Z), close_to({{-1, 1, 0}}));
}

TEST_CASE("1.2 the derivative of tanh is 1 - A^2, and is given Z", "[01][1.2]") {
  const arma::mat Z = {{0, ln2, ln3}, {-ln2, -ln3, ln3 / 2}};
  INFO("By hand, entry (0, 1): A = 0.6, so 1 - A^2 = 1 - 0.36 = 0.64.");
  CHECK_THAT(
      tanh_derivative(Z),
      close_to({{1, 0.64, 0.36}, {0.64, 0.36, 0.75}})
          .mistake("This is 1 - Z^2: the argument is what went into tanh, and the formula asks for "
                   "what came out.",
                   1 - arma::square(Z))
          .mistake("This is 1 - A: look at the square.", {{1, 0.4, 0.2}, {1.6, 1.8, 0.5}})
          .mistake("This is A^2: something is subtracted in the formula.",
                   {{0, 0.36, 0.64}, {0.36, 0.64, 0.25}})
          .mistake("This is A (1 - A), the derivative of another function: tanh has its own.",
                   {{0, 0.24, 0.16}, {-0.96, -1.44, 0.25}})
          .mistake("This is tanh itself: the derivative is the slope of its graph.",
                   {{0, 0.6, 0.8}, {-0.6, -0.8, 0.5}})
          .mistake("tanh was applied twice: the argument is Z, so once is enough.",
                   1 - arma::square(arma::tanh(arma::tanh(Z)))));
}

// ---- 1.3 ReLU ----------------------------------------------------------------------------------

TEST_CASE("1.3 relu keeps what is positive and makes the rest 0", "[01][1.3]") {
  CHECK_THAT(relu(corner),
             close_to({{0, 0, 3}, {1.5, 0, 0}})
                 .mistake("This is the absolute value: what is negative was turned round, and not "
                          "made 0.",
                          arma::abs(corner))
                 .mistake("What is negative was kept and what is positive was lost: look at which "
                          "of the two is chosen.",
                          {{-2, 0, 0}, {0, -0.5, -4}})
                 .mistake("Nothing was done to the negative entries.", corner)
                 .mistake("Every positive entry has become 1: relu keeps its value.",
                          {{0, 0, 1}, {1, 0, 0}})
                 .mistake("Only column 0 is right: does a loop visit the other columns, too?",
                          {{0, 0, 0}, {1.5, 0, 0}}));
}

TEST_CASE("1.3 the derivative of relu is 1 right of 0, and 0 at 0 and left of it", "[01][1.3]") {
  INFO("Entry (0, 1) is the corner, Z = 0. activations.hpp says which slope counts there.");
  CHECK_THAT(
      relu_derivative(corner),
      close_to({{0, 0, 1}, {1, 0, 0}})
          .mistake("Only the entries where Z is exactly 0 are wrong: look up which slope the "
                   "course chooses at the corner.",
                   {{0, 1, 1}, {1, 0, 0}})
          .mistake("Only the entries where Z is exactly 0 are wrong: look up which slope the "
                   "course chooses at the corner.",
                   {{0, 0.5, 1}, {1, 0, 0}})
          .mistake("Left of 0 the slope is -1, which is that of the absolute value.",
                   {{-1, 0, 1}, {1, -1, -1}})
          .mistake("This is relu itself: the slope of its graph does not grow with Z.",
                   {{0, 0, 3}, {1.5, 0, 0}})
          .mistake("The two sides are swapped: look at which side of 0 the graph is flat.",
                   {{1, 1, 0}, {0, 1, 1}})
          .mistake("The two sides are swapped: look at which side of 0 the graph is flat.",
                   {{1, 0, 0}, {0, 1, 1}})
          .mistake("Every entry is 1: is the test made on Z, or on what relu has made of it?",
                   {{1, 1, 1}, {1, 1, 1}}));
}

// ---- 1.4 leaky ReLU ----------------------------------------------------------------------------

TEST_CASE("1.4 leaky_relu multiplies by the slope what is not positive", "[01][1.4]") {
  INFO("By hand, with slope 0.1: -2 becomes -0.2, and 3 stays 3.");
  CHECK_THAT(
      leaky_relu(corner, 0.1),
      close_to({{-0.2, 0, 3}, {1.5, -0.05, -0.4}})
          .mistake("This is leaky ReLU with the slope 0.01: is the argument `slope` used?",
                   {{-0.02, 0, 3}, {1.5, -0.005, -0.04}})
          .mistake("This is plain ReLU: nothing leaks where Z is negative.",
                   {{0, 0, 3}, {1.5, 0, 0}})
          .mistake("Both sides are multiplied by the slope: look at what happens right of 0.",
                   0.1 * corner)
          .mistake("The two sides are swapped: which side of 0 is multiplied by the slope?",
                   {{-2, 0, 0.3}, {0.15, -0.5, -4}})
          .mistake("The negative entries have become positive: look at the sign of the leak.",
                   {{0.2, 0, 3}, {1.5, 0.05, 0.4}})
          .mistake("The slope itself stands where Z is not positive: a slope is to be multiplied "
                   "by something.",
                   {{0.1, 0.1, 3}, {1.5, 0.1, 0.1}})
          .mistake("The slope itself stands where Z is negative: a slope is to be multiplied by "
                   "something.",
                   {{0.1, 0, 3}, {1.5, 0.1, 0.1}}));
}

TEST_CASE("1.4 the derivative of leaky_relu is 1 right of 0, else the slope", "[01][1.4]") {
  INFO("Entry (0, 1) is the corner, Z = 0. activations.hpp says which slope counts there.");
  CHECK_THAT(
      leaky_relu_derivative(corner, 0.1),
      close_to({{0.1, 0.1, 1}, {1, 0.1, 0.1}})
          .mistake("Only the entries where Z is exactly 0 are wrong: look up which slope "
                   "the course chooses at the corner.",
                   {{0.1, 1, 1}, {1, 0.1, 0.1}})
          .mistake("Only the entries where Z is exactly 0 are wrong: look up which slope "
                   "the course chooses at the corner.",
                   {{0.1, 0, 1}, {1, 0.1, 0.1}})
          .mistake("This is the derivative for the slope 0.01: is the argument `slope` used?",
                   {{0.01, 0.01, 1}, {1, 0.01, 0.01}})
          .mistake("This is the derivative of plain ReLU: the left side is not flat here.",
                   {{0, 0, 1}, {1, 0, 0}})
          .mistake("The two sides are swapped: look at which side of 0 is the steep one.",
                   {{1, 1, 0.1}, {0.1, 1, 1}})
          .mistake("The slope is multiplied by Z: that is leaky_relu, and not the slope of "
                   "its graph.",
                   {{-0.2, 0, 1}, {1, -0.05, -0.4}})
          .mistake("This is leaky_relu itself: the slope of its graph does not grow with Z.",
                   {{-0.2, 0, 3}, {1.5, -0.05, -0.4}})
          .mistake("The left side slopes down: look at the sign of the slope.",
                   {{-0.1, -0.1, 1}, {1, -0.1, -0.1}}));
}

// ---- 1.5 softmax -------------------------------------------------------------------------------

TEST_CASE("1.5 softmax turns each column into probabilities", "[01][1.5]") {
  // e^Z, so that Z = log(powers): 3 classes x 4 samples, whose columns add up to 8, 5, 10 and 4.
  const arma::mat powers = {{1, 3, 6, 1}, {2, 1, 3, 1}, {5, 1, 1, 2}};
  const arma::mat Z = arma::log(powers);
  const arma::mat parts_of_largest = {
      {1.0 / 5, 1, 1, 0.5}, {2.0 / 5, 1.0 / 3, 0.5, 0.5}, {1, 1.0 / 3, 1.0 / 6, 1}};
  INFO("By hand, column 0: e^Z = (1, 2, 5), their sum is 8, so (1/8, 2/8, 5/8).");
  CHECK_THAT(softmax(Z),
             close_to({{0.125, 0.6, 0.6, 0.25}, {0.25, 0.2, 0.3, 0.25}, {0.625, 0.2, 0.1, 0.5}})
                 .samples(4)
                 .mistake("The rows add up to 1, and it is the columns that should: a sample is a "
                          "column. Look at the dimension you sum over.",
                          arma::normalise(powers, 1, 1))
                 .mistake("The rows add up to 1, and it is the columns that should: a sample is a "
                          "column. Look at the dimension you sum over.",
                          arma::normalise(parts_of_largest, 1, 1))
                 .mistake("All entries together add up to 1: each sample needs a sum of its own.",
                          powers / 27)
                 .mistake("These are the exponentials: they do not add up to 1 yet.", powers)
                 .mistake("The largest entry of each column is 1: what should be 1 is the sum.",
                          parts_of_largest)
                 .mistake("The largest Z gets the smallest probability: look at the sign in the "
                          "exponent.",
                          arma::normalise(1 / powers, 1, 0))
                 .mistake("These are sigmoids, entry by entry: the entries of a column must share "
                          "a sum.",
                          powers / (1 + powers))
                 .mistake("The maximum of each row was subtracted: only a number that is the same "
                          "for the whole sample cancels in the fraction.",
                          arma::normalise(arma::mat{{1.0 / 6, 3.0 / 6, 1, 1.0 / 6},
                                                    {2.0 / 3, 1.0 / 3, 1, 1.0 / 3},
                                                    {1, 1.0 / 5, 1.0 / 5, 2.0 / 5}},
                                          1, 0))
                 .mistake("The squares of a column add up to 1: it is the entries that should.",
                          arma::normalise(powers, 2, 0)));
}

TEST_CASE("1.5 softmax is finite at -1000 and at 1000", "[01][1.5]") {
  // Column 1 is column 0 moved up by 2000, so their softmax is the same: 1/4, 3/4, 0.
  const arma::mat Z = {{-1000, 1000}, {-1000 + ln3, 1000 + ln3}, {-2000, 0}};
  INFO("e^1000 is infinity and e^-1000 is 0: neither can be divided by itself.");
  INFO("On paper: what happens to a column's softmax if you subtract one number from all of it?");
  INFO("If only one column is NaN, look at which maximum was subtracted from it.");
  CHECK_THAT(softmax(Z), close_to({{0.25, 0.25}, {0.75, 0.75}, {0, 0}})
                             .mistake("Different entries of Z have the same probability: Z was "
                                      "cut off, and what was cut off is lost.",
                                      {{1.0 / 3, 0.5}, {1.0 / 3, 0.5}, {1.0 / 3, 0}}));
}

// ---- 1.6 by name -------------------------------------------------------------------------------

TEST_CASE("1.6 activate calls the function that its argument names", "[01][1.6]") {
  const arma::mat Z = {{-ln3, 0, ln3}, {ln2, -ln2, ln9}};
  INFO("If only these tests fail and those of 1.1 to 1.5 pass, look at the cases of your switch.");

  CHECK_THAT(activate(Activation::identity, Z),
             close_to(Z).mistake("This is the derivative of identity: activate returns Z itself.",
                                 arma::ones(2, 3)));
  CHECK_THAT(activate(Activation::sigmoid, Z),
             close_to({{0.25, 0.5, 0.75}, {2.0 / 3, 1.0 / 3, 0.9}}));
  CHECK_THAT(activate(Activation::tanh, Z), close_to({{-0.8, 0, 0.8}, {0.6, -0.6, 80.0 / 82}}));
  CHECK_THAT(activate(Activation::relu, Z), close_to({{0, 0, ln3}, {ln2, 0, ln9}}));
  CHECK_THAT(
      activate(Activation::leaky_relu, Z),
      close_to({{-0.01 * ln3, 0, ln3}, {ln2, -0.01 * ln2, ln9}})
          .mistake("This leaks with the slope 0.1: activations.hpp has a name for the right one.",
                   {{-0.1 * ln3, 0, ln3}, {ln2, -0.1 * ln2, ln9}})
          .mistake("This is plain ReLU: look at which function this case calls.",
                   {{0, 0, ln3}, {ln2, 0, ln9}}));
  CHECK_THAT(activate(Activation::softmax, Z),
             close_to({{1.0 / 7, 2.0 / 3, 0.25}, {6.0 / 7, 1.0 / 3, 0.75}}));
}

TEST_CASE("1.6 activation_derivative calls the derivative of the function named", "[01][1.6]") {
  const arma::mat Z = {{-ln3, 0, ln3}, {ln2, -ln2, ln9}};
  INFO("If only these tests fail and those of 1.1 to 1.4 pass, look at the cases of your switch.");

  CHECK_THAT(activation_derivative(Activation::identity, Z),
             close_to(arma::ones(2, 3))
                 .mistake("This is Z: the derivative is the slope of the line A = Z.", Z)
                 .mistake("This is 0: A = Z is not flat. Look at the slope of that line.",
                          arma::zeros(2, 3))
                 .mistake("There are ones on the diagonal only: every entry has this slope.",
                          arma::eye(2, 3)));
  CHECK_THAT(activation_derivative(Activation::sigmoid, Z),
             close_to({{0.1875, 0.25, 0.1875}, {2.0 / 9, 2.0 / 9, 0.09}})
                 .mistake("This is the sigmoid itself: this case should call its derivative.",
                          {{0.25, 0.5, 0.75}, {2.0 / 3, 1.0 / 3, 0.9}}));
  CHECK_THAT(activation_derivative(Activation::tanh, Z),
             close_to({{0.36, 1, 0.36}, {0.64, 0.64, 1 - 6400.0 / 6724}})
                 .mistake("The function was applied first, and its derivative then: the derivative "
                          "is given Z as it is.",
                          1 - arma::square(arma::tanh(arma::tanh(Z)))));
  CHECK_THAT(activation_derivative(Activation::relu, Z), close_to({{0, 0, 1}, {1, 0, 1}}));
  CHECK_THAT(
      activation_derivative(Activation::leaky_relu, Z),
      close_to({{0.01, 0.01, 1}, {1, 0.01, 1}})
          .mistake("This leaks with the slope 0.1: activations.hpp has a name for the right one.",
                   {{0.1, 0.1, 1}, {1, 0.1, 1}})
          .mistake("This is the derivative of plain ReLU: look at which function this case calls.",
                   {{0, 0, 1}, {1, 0, 1}}));
}

TEST_CASE("1.6 activation_derivative refuses softmax and says why", "[01][1.6]") {
  INFO("The words of the error stand in activations.hpp, above activation_derivative.");
  CHECK_THROWS_MATCHES(
      activation_derivative(Activation::softmax, corner), std::invalid_argument,
      says("activation_derivative: activation is softmax, expected one that acts entry by entry"));
  INFO("A sigmoid does act entry by entry.");
  CHECK_NOTHROW(activation_derivative(Activation::sigmoid, corner));
}
