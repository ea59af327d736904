// The public tests of lesson 05: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works most of them out.
#include <algorithm>
#include <armadillo>
#include <cmath>

#include "05_gradient_checks/gradient_checks.hpp"
#include "05_gradient_checks/misconceptions.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;
using namespace misconceptions;

namespace {

/// The function that README.md works by hand: f(1, 2) = 5, and its gradient there is (7, 4).
double hand_f(const arma::vec& x) {
  return x(0) * x(0) * x(0) + x(0) * x(1) * x(1);
}

/// 3 inputs, 2 hidden neurons, 1 output: layer 0 has 8 parameters, layer 1 has 3.
Network uneven_network() {
  return {.layers = {{.weights = arma::zeros(2, 3), .bias = {0, 0}},
                     {.weights = arma::zeros(1, 2), .bias = {0}}}};
}

/// 2 inputs, 2 hidden ReLU neurons, 1 output: layer 0 has 6 parameters, layer 1 has 3.
Network small_network() {
  return {.layers = {{.weights = {{0, 0}, {0, 0}}, .bias = {0, 0}, .activation = Activation::relu},
                     {.weights = {{0, 0}}, .bias = {0}, .activation = Activation::identity}}};
}

// One weight 2 and one bias 1: the outputs are 3, 7, 5, and so the residuals are 1, 4, -2.
const LossCase straight_line{.network = {.layers = {{.weights = arma::mat{2.0}, .bias = {1.0}}}},
                             .function = LossFunction::mean_squared_error,
                             .X = {{1, 3, 2}},
                             .targets = {{2, 3, 7}}};

// Two outputs, of which the second gets log 3 for x = 2: after a softmax they are 1/4 and 3/4.
const LossCase two_classes{
    .network = {.layers = {{.weights = arma::vec{0, std::log(3.0) / 2}, .bias = {0, 0}}}},
    .function = LossFunction::softmax_cross_entropy,
    .X = arma::mat{2.0},
    .targets = arma::vec{1, 0}};

}  // namespace

// ---- 5.1 numerical_gradient ---------------------------------------------------------------------

TEST_CASE("5.1 central differences of x0^3 + x0 x1^2, with a step to check on paper", "[05][5.1]") {
  INFO("x = (1, 2), step 3. Entry 0: f(4, 2) = 80 and f(-2, 2) = -16, which are 6 apart in x0.");
  INFO("Entry 1: f(1, 5) = 26 and f(1, -1) = 2. And f(1, 2) = 5 is needed for neither.");
  CHECK_THAT(numerical_gradient(hand_f, {1, 2}, 3.0), central({16, 4}, hand_f, {1, 2}, 3.0));
}

TEST_CASE("5.1 every entry moves by the step, however large the entry is", "[05][5.1]") {
  const ScalarFunction f = [](const arma::vec& x) {
    return x(0) * x(0) * x(0) + x(1) * x(1) * x(1);
  };
  INFO("x = (2, -3), step 3. Entry 0: (125 + 1) / 6. Entry 1: (0 + 216) / 6.");
  CHECK_THAT(numerical_gradient(f, {2, -3}, 3.0), central({21, 36}, f, {2, -3}, 3.0));
}

TEST_CASE("5.1 f is asked next to x, with one entry moved at a time", "[05][5.1]") {
  const arma::vec x = {1, 2, 4};
  int most_moved = 0;
  const ScalarFunction f = [](const arma::vec& point) {
    return point(0) + 10.0 * point(1) * point(2);
  };
  const ScalarFunction watched = [&](const arma::vec& point) {
    if (point.n_elem != x.n_elem) return arma::datum::nan;
    most_moved = std::max(most_moved, static_cast<int>(arma::accu(arma::abs(point - x) > 1e-9)));
    return f(point);
  };
  const arma::vec gradient = numerical_gradient(watched, x, 0.75);
  UNSCOPED_INFO("Most entries in which a point that f was asked for differs from x:");
  UNSCOPED_INFO(
      "A partial derivative moves one entry: is each entry put back before the next moves?");
  CHECK(most_moved == 1);
  CHECK_THAT(gradient, central({1, 40, 20}, f, x, 0.75));
}

TEST_CASE("5.1 with a small step the derivative is right to nine digits", "[05][5.1]") {
  const ScalarFunction f = [](const arma::vec& x) { return 1.0 / x(0) + x(1) * x(1); };
  UNSCOPED_INFO("f = 1/x0 + x1^2 at (1/2, 3): the derivatives are -4 and 6.");
  CHECK_THAT(numerical_gradient(f, {0.5, 3}, 1e-5), central({-4, 6}, f, {0.5, 3}, 1e-5, 1e-8));
  INFO("The same f at (1/4, -2), where they are -16 and -4: nothing is kept from the call before.");
  CHECK_THAT(numerical_gradient(f, {0.25, -2}, 1e-6),
             central({-16, -4}, f, {0.25, -2}, 1e-6, 1e-8));
}

TEST_CASE("5.1 a step that is not more than 0 is refused", "[05][5.1]") {
  INFO("With step 0 the difference is 0 / 0. number() from common/contract.hpp prints the step.");
  CHECK_REFUSED(numerical_gradient(hand_f, {1, 2}, 0.0),
                "numerical_gradient: step is 0, expected more than 0");
  CHECK_REFUSED(numerical_gradient(hand_f, {1, 2}, -0.5),
                "numerical_gradient: step is -0.5, expected more than 0");
  INFO("NaN is not more than 0 either: every comparison with it is false.");
  CHECK_REFUSED(numerical_gradient(hand_f, {1, 2}, arma::datum::nan),
                "numerical_gradient: step is nan, expected more than 0");
  const ScalarFunction plane = [](const arma::vec& x) { return 3.0 * x(0) - 2.0 * x(1); };
  const double tiny = std::ldexp(1.0, -60);  // about 1e-18; at x = 0 nothing is rounded
  INFO("Any step above 0 will do, even 2^-60. The function is 3 x0 - 2 x1, at (0, 0).");
  CHECK_THAT(numerical_gradient(plane, {0, 0}, tiny), close_to(arma::vec{3, -2}));
}

// ---- 5.2 relative_error -------------------------------------------------------------------------

TEST_CASE("5.2 the difference is measured against the longer of the two vectors", "[05][5.2]") {
  const arma::vec a = {15, 20};
  const arma::vec b = {-15, 4};
  INFO("|a| = 25, |b| is about 15.5, and a - b = (30, 16) has the length 34.");
  INFO("The relative error is 34/25, from both sides.");
  CHECK_THAT(relative_error(a, b), error_between(1.36, a, b));
  CHECK_THAT(relative_error(b, a), error_between(1.36, b, a));
}

TEST_CASE("5.2 the size of the gradients does not matter", "[05][5.2]") {
  const arma::vec a = {15, 20};
  const arma::vec b = {-15, 4};
  UNSCOPED_INFO(
      "As before, but ten billion times smaller. The error is relative: it is 34/25 again.");
  CHECK_THAT(relative_error(1e-10 * a, 1e-10 * b), error_between(1.36, 1e-10 * a, 1e-10 * b));
  INFO("And 1e200 times as large: arma::norm() stays finite, a square of 1e200 does not.");
  CHECK_THAT(relative_error(1e200 * a, 1e200 * b), close_to(1.36));
}

TEST_CASE("5.2 two zero vectors agree, and one of them alone does not", "[05][5.2]") {
  UNSCOPED_INFO(
      "The derivatives of a dead ReLU are 0, and 0 is then the right answer. 0 / 0 is NaN.");
  CHECK_THAT(relative_error({0, 0, 0}, {0, 0, 0}), error_between(0.0, {0, 0, 0}, {0, 0, 0}));
  INFO("Now (3, 4) against (0, 0): the difference is as large as the larger of the two.");
  CHECK_THAT(relative_error({3, 4}, {0, 0}), error_between(1.0, {3, 4}, {0, 0}));
  CHECK_THAT(relative_error({0, 0}, {3, 4}), error_between(1.0, {0, 0}, {3, 4}));
}

TEST_CASE("5.2 what is not finite has an infinite error", "[05][5.2]") {
  const double nan = arma::datum::nan;
  const double inf = arma::datum::inf;
  INFO("The error has to be infinite, so that no bound lets it pass. What it is:");
  CHECK(kind(relative_error({1, nan}, {1, 2})) == "infinite");
  CHECK(kind(relative_error({1, 2}, {nan, 2})) == "infinite");
  CHECK(kind(relative_error({inf, 1}, {2, 1})) == "infinite");
  INFO("The same infinity on both sides: inf - inf is NaN.");
  CHECK(kind(relative_error({1, inf}, {1, inf})) == "infinite");
}

TEST_CASE("5.2 vectors of different lengths are refused", "[05][5.2]") {
  INFO("The second argument is the one that does not fit: require_shape() makes the message.");
  CHECK_REFUSED(relative_error({1, 2, 3, 4}, {1, 2, 3}), "relative_error: b is 3x1, expected 4x1");
  CHECK_ACCEPTED(relative_error({1, 2, 3}, {1, 2, 4}));
}

// ---- 5.3 judge_relative_error -------------------------------------------------------------------

TEST_CASE("5.3 each band has its verdict", "[05][5.3]") {
  INFO("The smaller the error, the better the verdict. The bounds are 1e-2, 1e-4 and 1e-7.");
  CHECK(name(judge_relative_error(0.5)) == "wrong");
  CHECK(name(judge_relative_error(2e-3)) == "suspicious");
  CHECK(name(judge_relative_error(3e-6)) == "fine_with_kinks");
  CHECK(name(judge_relative_error(1e-9)) == "right");
  CHECK(name(judge_relative_error(0.0)) == "right");
}

TEST_CASE("5.3 a bound belongs to the better of its two verdicts", "[05][5.3]") {
  UNSCOPED_INFO("1e-2 is not above 1e-2.");
  CHECK(name(judge_relative_error(1e-2)) == "suspicious");
  UNSCOPED_INFO("1e-4 is not above 1e-4.");
  CHECK(name(judge_relative_error(1e-4)) == "fine_with_kinks");
  INFO("1e-7 is not above 1e-7.");
  CHECK(name(judge_relative_error(1e-7)) == "right");
}

TEST_CASE("5.3 a little above a bound is above it", "[05][5.3]") {
  INFO("A billionth more than a bound, which a float cannot tell from the bound itself.");
  CHECK(name(judge_relative_error(1.000000001e-2)) == "wrong");
  CHECK(name(judge_relative_error(1.000000001e-4)) == "suspicious");
  CHECK(name(judge_relative_error(1.000000001e-7)) == "fine_with_kinks");
}

TEST_CASE("5.3 what is not a number is wrong", "[05][5.3]") {
  UNSCOPED_INFO("Every comparison with NaN is false: which return does NaN reach?");
  CHECK(name(judge_relative_error(arma::datum::nan)) == "wrong");
  INFO("An infinite error is larger than any bound.");
  CHECK(name(judge_relative_error(arma::datum::inf)) == "wrong");
  INFO("An error of 0 is a number, and as good as can be.");
  CHECK(name(judge_relative_error(0.0)) == "right");
}

// ---- 5.4 layer_errors ---------------------------------------------------------------------------

TEST_CASE("5.4 the largest difference of each layer, by hand", "[05][5.4]") {
  const arma::vec analytic = {2, 0, 4, 3, 5, -1, 2, 1, -1, -5, 1};
  const arma::vec numerical = {1, 2, 4, -2, 6, 3, 8, -1, 3, 5, -2};
  INFO("The differences are (1, -2, 0, 5, -1, -4, -6, 2) in layer 0 and (-4, -10, 3) in layer 1.");
  INFO("Layer 0 is 3 -> 2: six weights and two biases. Layer 1 is 2 -> 1: two and one.");
  CHECK_THAT(layer_errors(uneven_network(), analytic, numerical),
             largest_of_layers({6, 10}, uneven_network(), analytic, numerical));
}

TEST_CASE("5.4 the last bias of a layer and the first weight of the next keep apart", "[05][5.4]") {
  const arma::vec zero(11, arma::fill::zeros);
  INFO("Layer 0 has the parameters 0 to 7, layer 1 has 8 to 10.");
  const arma::vec falling = {0, 1, 0, 0, 0, 0, 6, 8, 3, 0, 0};
  CHECK_THAT(layer_errors(uneven_network(), falling, zero),
             largest_of_layers({8, 3}, uneven_network(), falling, zero));
  const arma::vec rising = {0, 1, 0, 0, 0, 0, 2, 3, 7, 0, 9};
  CHECK_THAT(layer_errors(uneven_network(), rising, zero),
             largest_of_layers({3, 9}, uneven_network(), rising, zero));
}

TEST_CASE("5.4 a gradient of the wrong length is refused", "[05][5.4]") {
  const arma::vec right(11, arma::fill::ones);
  INFO("The network has 6 + 2 + 2 + 1 = 11 parameters.");
  CHECK_REFUSED(layer_errors(uneven_network(), arma::ones(9), right),
                "layer_errors: analytic has length 9, expected 11");
  CHECK_REFUSED(layer_errors(uneven_network(), right, arma::ones(10)),
                "layer_errors: numerical has length 10, expected 11");
  INFO("Two gradients of the same wrong length are wrong as well.");
  CHECK_REFUSED(layer_errors(uneven_network(), arma::ones(12), arma::ones(12)),
                "has length 12, expected 11");
  CHECK_ACCEPTED(layer_errors(uneven_network(), right, right));
}

// ---- 5.5 taylor_test ----------------------------------------------------------------------------

TEST_CASE("5.5 steps and both distances of x0^2 + 4 x1, by hand", "[05][5.5]") {
  // Gradient (2, 4) at (1, 2). Along d = (2, 1): f(x + e d) - f(x) = 8e + 4e^2, and g'd = 8.
  const TaylorCase one{.f = [](const arma::vec& x) { return x(0) * x(0) + 4.0 * x(1); },
                       .g = {2, 4},
                       .x = {1, 2},
                       .d = {2, 1},
                       .first_step = 6.0};
  INFO("x = (1, 2), d = (2, 1), g = (2, 4), first_step 6, three steps: three entries each.");
  const TaylorTest test = taylor_test(one.f, one.g, one.x, one.d, one.first_step, 3);
  UNSCOPED_INFO("steps (in C++, 2 ^ k is no power of 2):");
  CHECK_THAT(test.steps, taylor_steps({6, 3, 1.5}, 6.0));
  UNSCOPED_INFO("zeroth, |f(x + e d) - f(x)| = 8e + 4e^2:");
  CHECK_THAT(test.zeroth, taylor_zeroth({192, 60, 21}, one));
  INFO("first, |f(x + e d) - f(x) - e g'd| = 4e^2:");
  CHECK_THAT(test.first, taylor_first({144, 36, 9}, one));
}

TEST_CASE("5.5 no distance is negative", "[05][5.5]") {
  // Gradient (-2, 5) at (1, 2). Along d = (3, 1): f(x + e d) - f(x) = -e - 9e^2, and g'd = -1.
  const TaylorCase one{.f = [](const arma::vec& x) { return 5.0 * x(1) - x(0) * x(0); },
                       .g = {-2, 5},
                       .x = {1, 2},
                       .d = {3, 1},
                       .first_step = 4.0};
  taylor_test([](const arma::vec& x) { return x(0) + 7.0; }, {1, 0}, {5, 5}, {1, 1}, 1.0, 3);
  const TaylorTest test = taylor_test(one.f, one.g, one.x, one.d, one.first_step, 3);
  INFO("Here f falls along d, and faster than its gradient says.");
  INFO("(Another function was tested before it: a call knows nothing of the one before.)");
  CHECK_THAT(test.zeroth, taylor_zeroth({148, 38, 10}, one));
  CHECK_THAT(test.first, taylor_first({144, 36, 9}, one));
}

TEST_CASE("5.5 a wrong gradient leaves a part that shrinks only like e", "[05][5.5]") {
  // As in the first test, but with wrong gradients: of (1, 5) e (8 - 7) + 4e^2 is left, of
  // (5, 0.5) e (8 - 10.5) + 4e^2, which changes its sign on the way.
  TaylorCase one{.f = [](const arma::vec& x) { return x(0) * x(0) + 4.0 * x(1); },
                 .g = {1, 5},
                 .x = {1, 2},
                 .d = {2, 1},
                 .first_step = 1.0};
  UNSCOPED_INFO(
      "g = (1, 5) is wrong, and first is e + 4e^2. The test must show it, not repair it.");
  CHECK_THAT(taylor_test(one.f, one.g, one.x, one.d, 1.0, 4).first,
             taylor_first({5, 1.5, 0.5, 0.1875}, one));
  one.g = {5, 0.5};
  INFO("g = (5, 1/2) is wrong, and first is |4e^2 - 2.5e|.");
  CHECK_THAT(taylor_test(one.f, one.g, one.x, one.d, 1.0, 4).first,
             taylor_first({1.5, 0.25, 0.375, 0.25}, one));
  one.g = {-1, -2};
  INFO("g = (-1, -2) has the wrong sign, g'd is -4, and first is 12e + 4e^2.");
  CHECK_THAT(taylor_test(one.f, one.g, one.x, one.d, 1.0, 4).first,
             taylor_first({16, 7, 3.25, 1.5625}, one));
}

TEST_CASE("5.5 a g or a d that does not fit x is refused", "[05][5.5]") {
  const ScalarFunction f = [](const arma::vec& x) { return arma::accu(x); };
  const arma::vec three(3, arma::fill::ones);
  const arma::vec four(4, arma::fill::ones);
  INFO("x has 4 entries, and so must have g and d.");
  CHECK_REFUSED(taylor_test(f, three, four, four, 1.0, 2), "taylor_test: g is 3x1, expected 4x1");
  CHECK_REFUSED(taylor_test(f, four, four, three, 1.0, 2), "taylor_test: d is 3x1, expected 4x1");
  CHECK_ACCEPTED(taylor_test(f, four, four, four, 1.0, 2));
}

// ---- 5.6 fitted_order ---------------------------------------------------------------------------

TEST_CASE("5.6 the least-squares slope of four points, by hand", "[05][5.6]") {
  const arma::vec steps = {8, 4, 2, 1};
  const arma::vec errors = {1024, 32, 8, 4};
  INFO("As powers of 2, the steps are 3, 2, 1, 0 and the errors 10, 5, 3, 2.");
  INFO("Less their means: (1.5, 0.5, -0.5, -1.5) and (5, 0, -2, -3). The slope is 13/5.");
  CHECK_THAT(fitted_order(steps, errors, 1e-12), order(2.6, steps, errors, 1e-12));
}

TEST_CASE("5.6 the order of an exact power is its exponent", "[05][5.6]") {
  INFO("errors = 5 steps^3, and then errors = 7 steps.");
  CHECK_THAT(fitted_order({1, 0.5, 0.25}, {5, 0.625, 0.078125}, 1e-12), close_to(3.0));
  CHECK_THAT(fitted_order({1, 0.5, 0.25}, {7, 3.5, 1.75}, 1e-12), close_to(1.0));
  const arma::vec steps = {1e-3, 5e-4, 2.5e-4};
  const arma::vec errors = 5 * steps % steps % steps;
  INFO("And errors = 5 steps^3 again, for steps of 0.001 and below: the errors are about 1e-9.");
  CHECK_THAT(fitted_order(steps, errors, 1e-15),
             close_to(3.0, 1e-9).mistake(
                 {"small_added",
                  "Something small was added before the logarithm: these errors are small, too."},
                 line_slope(arma::log(steps), arma::log(errors + 1e-12))));
}

TEST_CASE("5.6 what is below the floor does not count", "[05][5.6]") {
  {
    const arma::vec steps = {8, 4, 2, 0.25, 1};
    const arma::vec errors = {1024, 32, 8, 1.0 / 1024, 4};
    INFO("The four points of the first test, and in their middle an error of 1/1024.");
    INFO("The floor is 1/2, so that the slope is 13/5 again.");
    CHECK_THAT(fitted_order(steps, errors, 0.5), order(2.6, steps, errors, 0.5));
  }
  INFO("An error of exactly the floor is not below it: with floor 4 the last point counts.");
  const arma::vec steps = {8, 4, 2, 1};
  const arma::vec errors = {1024, 32, 8, 4};
  CHECK_THAT(fitted_order(steps, errors, 4.0), order(2.6, steps, errors, 4.0));
}

TEST_CASE("5.6 a line needs two points", "[05][5.6]") {
  {
    INFO("Only what is not below the floor counts.");
    CHECK_REFUSED(fitted_order({1, 0.5, 0.25}, {1e-3, 1e-18, 1e-19}, 1e-12),
                  "fitted_order: 1 error above the floor, expected at least 2");
    CHECK_REFUSED(fitted_order({1, 0.5}, {1e-17, 1e-18}, 1e-12),
                  "fitted_order: 0 errors above the floor, expected at least 2");
  }
  INFO("Two are enough: from a step of 1/2 to 1 the error grows from 1/8 to 1.");
  CHECK_THAT(fitted_order({1, 0.5, 0.25}, {1, 0.125, 1e-18}, 1e-12), close_to(3.0));
}

// ---- 5.7 jacobian_test --------------------------------------------------------------------------

TEST_CASE("5.7 the test of u'F, by hand", "[05][5.7]") {
  // At x = (1, 2), J = (2 1; 2 0; 0 1). With u = (1, 2, -1), J'u = (6, 0).
  const JacobianCase one{.F =
                             [](const arma::vec& x) {
                               return arma::vec{x(0) * x(1), x(0) * x(0), x(1)};
                             },
                         .product = {6, 0},
                         .x = {1, 2},
                         .u = {1, 2, -1},
                         .d = {1, 1},
                         .first_step = 4.0};
  const TaylorTest test = jacobian_test(one.F, one.product, one.x, one.u, one.d, 4.0, 3);
  INFO("u'F(x) = x0 x1 + 2 x0^2 - x1. Along d = (1, 1) it changes by 6e + 3e^2, and 6e is right.");
  UNSCOPED_INFO("steps:");
  CHECK_THAT(test.steps, taylor_steps({4, 2, 1}, 4.0));
  UNSCOPED_INFO("zeroth, 6e + 3e^2:");
  CHECK_THAT(test.zeroth, jacobian_zeroth({72, 24, 9}, one));
  INFO("first, 3e^2:");
  CHECK_THAT(test.first, jacobian_first({48, 12, 3}, one));
}

TEST_CASE("5.7 u belongs to the outputs and d to the inputs", "[05][5.7]") {
  // Two inputs and two outputs: u and d have the same length, and a mix-up goes unnoticed.
  // At (1, 2), J = (2 1; 2 0). With u = (1, 2), J'u = (6, 1).
  JacobianCase one{.F =
                       [](const arma::vec& x) {
                         return arma::vec{x(0) * x(1), x(0) * x(0)};
                       },
                   .product = {6, 1},
                   .x = {1, 2},
                   .u = {1, 2},
                   .d = {3, 1},
                   .first_step = 1.0};
  {
    jacobian_test(one.F, one.product, one.x, {5, -3}, one.d, 1.0, 3);  // nothing is kept of it
    const TaylorTest test = jacobian_test(one.F, one.product, one.x, one.u, one.d, 1.0, 3);
    INFO("u'F(x) = x0 x1 + 2 x0^2. Along d = (3, 1) it changes by 19e + 21e^2.");
    CHECK_THAT(test.zeroth, jacobian_zeroth({40, 14.75, 6.0625}, one));
    INFO("And 6 times 3 and 1 times 1 make 19, so that first is 21e^2.");
    CHECK_THAT(test.first, jacobian_first({21, 5.25, 1.3125}, one));
  }
  // J u = (4, 2): a backward pass that forgot to transpose. (4, 2)'(3, 1) = 14, and 19 is right.
  one.product = {4, 2};
  INFO("The product is J u here, which is wrong: first is 5e + 21e^2, and must show it.");
  CHECK_THAT(jacobian_test(one.F, one.product, one.x, one.u, one.d, 1.0, 3).first,
             jacobian_first({26, 7.75, 2.5625}, one));
}

TEST_CASE("5.7 a u that does not fit F(x) is refused", "[05][5.7]") {
  const VectorFunction F = [](const arma::vec& x) {
    return arma::vec{x(0), x(1), x(0) * x(1), x(0) + x(1)};
  };
  INFO("F(x) has 4 entries, x has 2, and u has 3.");
  CHECK_REFUSED(jacobian_test(F, {1, 1}, {1, 2}, {1, 1, 1}, {1, 1}, 1.0, 2),
                "jacobian_test: u is 3x1, expected 4x1");
  INFO("This time u has 2 entries, as x has: what counts is F(x).");
  CHECK_REFUSED(jacobian_test(F, {1, 1}, {1, 2}, {1, 1}, {1, 1}, 1.0, 2),
                "jacobian_test: u is 2x1, expected 4x1");
  CHECK_ACCEPTED(jacobian_test(F, {1, 1}, {1, 2}, {1, 1, 1, 1}, {1, 1}, 1.0, 2));
}

// ---- 5.8 loss_at and loss_gradient --------------------------------------------------------------

TEST_CASE("5.8 loss_at takes the parameters from theta", "[05][5.8]") {
  const LossCase& one = straight_line;
  INFO("The network is 2 x + 1, theta makes it -x + 1. Its outputs are 0, -2, -1.");
  INFO("Less the targets 2, 3, 7: the residuals -2, -5, -8, so the loss is 93/3.");
  CHECK_THAT(loss_at(one.network, {-1, 1}, one.function, one.X, one.targets),
             loss_value(31.0, one, {-1, 1}));
}

TEST_CASE("5.8 theta fills the layers in the order of flatten", "[05][5.8]") {
  const LossCase one{.network = small_network(),
                     .function = LossFunction::mean_squared_error,
                     .X = arma::vec{-6, 1},  // 2 features x 1 sample
                     .targets = arma::mat{21.0}};
  const arma::vec theta = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  INFO("theta = 1 ... 9: W is (1 3; 2 4) with bias (5, 6), and then (7 8) with bias 9.");
  INFO("For x = (-6, 1) the hidden sums are 2 and -2, ReLU makes 2 and 0 of them, and the output");
  INFO("is 7 x 2 + 9 = 23. The target is 21.");
  CHECK_THAT(loss_at(one.network, theta, one.function, one.X, one.targets),
             loss_value(4.0, one, theta));
}

TEST_CASE("5.8 the loss is the one that was asked for, of what the network puts out", "[05][5.8]") {
  {
    const LossCase& one = two_classes;
    const arma::vec theta = {0, std::log(3.0), 0, 0};
    INFO("theta makes the outputs 0 and log 9: the right class has the probability 1/10.");
    CHECK_THAT(loss_at(one.network, theta, one.function, one.X, one.targets),
               loss_value(std::log(10.0), one, theta));
  }
  {
    LossCase one = two_classes;
    one.function = LossFunction::binary_cross_entropy;
    const arma::vec theta = {0, std::log(3.0), 0, 0};
    INFO("The same outputs as logits of two yes-or-no questions: 1/2 and 9/10, where 1 and 0 are");
    INFO("right. The loss is log 2 + log 10.");
    CHECK_THAT(loss_at(one.network, theta, one.function, one.X, one.targets),
               loss_value(std::log(20.0), one, theta));
  }
  LossCase sigmoid = straight_line;
  sigmoid.network.layers[0].activation = Activation::sigmoid;
  sigmoid.X = {{-1, 0, 1}};
  sigmoid.targets = {{0.5, 0.5, 0.5}};
  const arma::vec theta = {std::log(3.0), 0};
  INFO("A sigmoid at the end, and Z = -log 3, 0, log 3: A is 1/4, 1/2, 3/4, and the loss 1/24.");
  CHECK_THAT(loss_at(sigmoid.network, theta, sigmoid.function, sigmoid.X, sigmoid.targets),
             loss_value(1.0 / 24, sigmoid, theta));
}

TEST_CASE("5.8 loss_gradient of a straight line, by hand", "[05][5.8]") {
  const LossCase& one = straight_line;
  INFO("The residuals are 1, 4, -2, so dA = 2/3 (1, 4, -2). With X = (1, 3, 2):");
  INFO("dW = 2/3 (1 + 12 - 4) = 6, and db = 2/3 (1 + 4 - 2) = 2.");
  CHECK_THAT(
      loss_gradient(one.network, one.function, one.X, one.targets),
      loss_slopes({6, 2}, one)
          .mistake(
              {"outputs_less_targets",
               "dA is outputs less targets here: evaluate_loss() returns the loss's own gradient."},
              arma::vec{9, 3}));
}

TEST_CASE("5.8 loss_gradient belongs to the loss that was asked for", "[05][5.8]") {
  const LossCase& one = two_classes;
  INFO("The probabilities are 1/4 and 3/4, and class 0 is right: dA = (-3/4, 3/4). x is 2.");
  CHECK_THAT(loss_gradient(one.network, one.function, one.X, one.targets),
             loss_slopes({-1.5, 1.5, -0.75, 0.75}, one, 1e-7));
  LossCase questions = one;
  questions.function = LossFunction::binary_cross_entropy;
  INFO("As two yes-or-no questions, the probabilities are 1/2 and 3/4: dA = (-1/2, 3/4).");
  CHECK_THAT(loss_gradient(questions.network, questions.function, questions.X, questions.targets),
             loss_slopes({-1, 1.5, -0.5, 0.75}, questions, 1e-7));
}

TEST_CASE("5.8 loss_gradient goes through the activation of the last layer, too", "[05][5.8]") {
  const LossCase one{.network = {.layers = {{.weights = arma::mat{std::log(3.0)},
                                             .bias = {0.0},
                                             .activation = Activation::sigmoid}}},
                     .function = LossFunction::mean_squared_error,
                     .X = {{-1, 0, 1}},
                     .targets = {{0.5, 0, 0.5}}};
  INFO("A is 1/4, 1/2, 3/4, so dA = 2/3 (-1/4, 1/2, 1/4). The slopes are 3/16, 1/4, 3/16:");
  INFO("dZ = (-1/32, 1/12, 1/32), dW = 1/32 + 1/32, and db = 1/12.");
  CHECK_THAT(loss_gradient(one.network, one.function, one.X, one.targets),
             loss_slopes({1.0 / 16, 1.0 / 12}, one, 1e-7)
                 .mistake({"output_slope_twice",
                           "The slope of the last layer was met twice: backward() takes it."},
                          arma::vec{3.0 / 256, 1.0 / 48}));
}

TEST_CASE("5.8 loss_gradient of two layers stands in the order of flatten", "[05][5.8]") {
  const LossCase one{
      .network = support::with_parameters(small_network(), {1, 2, 3, 4, 5, 6, 7, 8, 9}),
      .function = LossFunction::mean_squared_error,
      .X = {{1, -1, 0}, {-1, 1, 0}},  // 2 features x 3 samples
      .targets = {{59, 128, 83}}};
  INFO(
      "Hidden: (3, 4), (7, 8), (5, 6). Outputs: 62, 122, 92. So dA = 2/3 (3, -6, 9) = (2, -4, 6).");
  INFO(
      "Layer 1: dW = (6 - 28 + 30, 8 - 32 + 36) = (8, 12), db = 4. Layer 0: ReLU lets all "
      "through,");
  INFO("dA = 7 (2, -4, 6) and 8 (2, -4, 6), dW = (42 -42; 48 -48), db = (28, 32).");
  CHECK_THAT(loss_gradient(one.network, one.function, one.X, one.targets),
             loss_slopes({42, 48, -42, -48, 28, 32, 8, 12, 4}, one));
}
