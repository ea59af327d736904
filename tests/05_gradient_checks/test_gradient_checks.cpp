// The public tests of lesson 05: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works most of them out.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "05_gradient_checks/gradient_checks.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;

namespace {

/// The function that README.md works by hand: f(1, 2) = 5, and its gradient there is (7, 4).
double hand_f(const arma::vec& x) {
  return x(0) * x(0) * x(0) + x(0) * x(1) * x(1);
}

/// In how many entries two points differ by more than rounding.
int entries_moved(const arma::vec& point, const arma::vec& x) {
  int moved = 0;
  for (arma::uword i = 0; i < x.n_elem; ++i) moved += std::abs(point(i) - x(i)) > 1e-9;
  return moved;
}

/// What kind of number it is, so that a failing test says it in words.
std::string kind(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "infinite" : "minus infinite";
  return "finite: " + std::to_string(number);
}

/// The name of a verdict, so that a failing test does not print a number.
std::string name(Verdict verdict) {
  const std::vector<std::string> names = {"right", "fine_with_kinks", "suspicious", "wrong"};
  const auto index = static_cast<std::size_t>(verdict);
  return index < names.size() ? names[index] : "none of the four";
}

/// 2 inputs, 2 hidden ReLU neurons, 1 output: layer 0 has 6 parameters, layer 1 has 3.
Network small_network() {
  return {.layers = {{.weights = {{0, 0}, {0, 0}}, .bias = {0, 0}, .activation = Activation::relu},
                     {.weights = {{0, 0}}, .bias = {0}, .activation = Activation::identity}}};
}

/// One weight 2 and one bias 1: the output is 2 x + 1.
Network straight_line() {
  return {
      .layers = {
          {.weights = arma::mat{2.0}, .bias = arma::vec{1.0}, .activation = Activation::identity}}};
}

// For the straight line: the outputs are 3, 7, 5, and so the residuals are 1, 4, -2.
const arma::mat line_X = {{1, 3, 2}};
const arma::mat line_targets = {{2, 3, 7}};

const LossFunction squared = LossFunction::mean_squared_error;

}  // namespace

// ---- 5.1 numerical_gradient ---------------------------------------------------------------------

TEST_CASE("5.1 central differences of x0^3 + x0 x1^2, with a step to check on paper", "[05][5.1]") {
  INFO("x = (1, 2), step 3. Entry 0: f(4, 2) = 80 and f(-2, 2) = -16, which are 6 apart in x0.");
  INFO("Entry 1: f(1, 5) = 26 and f(1, -1) = 2. And f(1, 2) = 5 is needed for neither.");
  CHECK_THAT(
      numerical_gradient(hand_f, {1, 2}, 3.0),
      close_to(arma::vec{16, 4})
          .mistake("This is a forward difference: look on both sides of x.", arma::vec{25, 7})
          .mistake("This is a backward difference: look on both sides of x.", arma::vec{7, 1})
          .mistake("The difference of the two sides was divided by one step: how far apart are "
                   "the two points?",
                   arma::vec{32, 8})
          .mistake("The difference was divided by 2 alone: where is the step?", arma::vec{48, 12})
          .mistake("The difference was not divided at all.", arma::vec{96, 24})
          .mistake("This is the difference / 2 * step: division and multiplication go from left "
                   "to right, so look at the brackets.",
                   arma::vec{144, 36})
          .mistake("The lower of the two points is x itself: from x + step e_i it is two steps "
                   "to x - step e_i.",
                   arma::vec{12.5, 3.5})
          .mistake("Entry 0 was still moved when entry 1 was measured: put it back first.",
                   arma::vec{16, -8})
          .mistake("Entry 0 was still moved when entry 1 was measured: put it back first.",
                   arma::vec{16, 29})
          .mistake("The step was multiplied by the entry: it is the same for all entries.",
                   arma::vec{16, 8})
          .mistake("All entries moved at once: a partial derivative moves one.", arma::vec{29, 29})
          .mistake("Entry 0 is missing: entries are counted from 0.", arma::vec{0, 4})
          .mistake("The last entry is missing: look at where the loop ends.", arma::vec{16, 0}));
}

TEST_CASE("5.1 every entry moves by the step, however large the entry is", "[05][5.1]") {
  const ScalarFunction f = [](const arma::vec& x) {
    return x(0) * x(0) * x(0) + x(1) * x(1) * x(1);
  };
  INFO("x = (2, -3), step 3. Entry 0: (125 + 1) / 6. Entry 1: (0 + 216) / 6.");
  CHECK_THAT(numerical_gradient(f, {2, -3}, 3.0),
             close_to(arma::vec{21, 36})
                 .mistake("The step was multiplied by the entry: it is the same for all entries.",
                          arma::vec{48, 108})
                 .mistake("The step was multiplied by the entry: it is the same for all entries.",
                          arma::vec{96, -324})
                 .mistake("This is what a tiny step gives: is the argument step used?",
                          arma::vec{12, 27}));
}

TEST_CASE("5.1 f is asked next to x, with one entry moved at a time", "[05][5.1]") {
  const arma::vec x = {1, 2, 4};
  int most_moved = 0;
  const ScalarFunction f = [&](const arma::vec& point) {
    if (point.n_elem != x.n_elem) return arma::datum::nan;
    most_moved = std::max(most_moved, entries_moved(point, x));
    return point(0) + 10.0 * point(1) * point(2);
  };
  const arma::vec gradient = numerical_gradient(f, x, 0.75);
  {
    INFO("Most entries in which a point that f was asked for differs from x:");
    INFO("A partial derivative moves one entry: is each entry put back before the next moves?");
    CHECK(most_moved == 1);
  }
  CHECK_THAT(gradient, close_to(arma::vec{1, 40, 20}));
}

TEST_CASE("5.1 with a small step the derivative is right to nine digits", "[05][5.1]") {
  const ScalarFunction f = [](const arma::vec& x) { return 1.0 / x(0) + x(1) * x(1); };
  INFO("f = 1/x0 + x1^2 at (1/2, 3): the derivatives are -4 and 6.");
  CHECK_THAT(numerical_gradient(f, {0.5, 3}, 1e-5),
             close_to(arma::vec{-4, 6}, 1e-8)
                 .mistake("This is a forward difference: its error is as large as the step.",
                          arma::vec{-4 + 8e-5, 6 + 1e-5})
                 .mistake("This is a backward difference: its error is as large as the step.",
                          arma::vec{-4 - 8e-5, 6 - 1e-5}));
}

TEST_CASE("5.1 a step that is not more than 0 is refused", "[05][5.1]") {
  INFO("With step 0 the difference is 0 / 0. The message stands in gradient_checks.hpp.");
  CHECK_THROWS_MATCHES(numerical_gradient(hand_f, {1, 2}, 0.0), std::invalid_argument,
                       says("numerical_gradient: step is 0", ", expected more than 0"));
  CHECK_THROWS_MATCHES(numerical_gradient(hand_f, {1, 2}, -0.5), std::invalid_argument,
                       says("numerical_gradient: step is -0.5", ", expected more than 0"));
}

// ---- 5.2 relative_error -------------------------------------------------------------------------

TEST_CASE("5.2 the difference is measured against the longer of the two vectors", "[05][5.2]") {
  const arma::vec a = {15, 20};
  const arma::vec b = {15, -8};
  INFO("|a| = 25, |b| = 17, a - b = (0, 28): the relative error is 28/25, from both sides.");
  const auto expected = [] {
    return close_to(1.12)
        .mistake("This is |a - b|, the absolute error: what is it measured against?", 28.0)
        .mistake("The sum of the two norms stands below, not the larger one.", 28.0 / 42)
        .mistake("The mean of the two norms stands below, not the larger one.", 28.0 / 21)
        .mistake("The smaller of the two norms stands below.", 28.0 / 17)
        .mistake("The norm of the sum stands below.", 28.0 / std::sqrt(1044.0))
        .mistake("The vectors were added: the norm of their difference stands above.",
                 std::sqrt(1044.0) / 25)
        .mistake(
            "The largest entry alone was looked at: a Euclidean norm adds up the squares of "
            "all.",
            28.0 / 20)
        .mistake("Every entry was judged for itself: one norm is taken of the whole vector.", 0.7)
        .mistake("These are percent: the contract asks for the fraction itself.", 112.0)
        .mistake("These are sums of |entry|: a Euclidean norm adds up squares.", 28.0 / 35)
        .mistake("The square roots are missing: these are squared norms.", 784.0 / 625)
        .mistake(
            "Norms were subtracted: the difference of the vectors comes first, its norm "
            "after.",
            8.0 / 25);
  };
  CHECK_THAT(relative_error(a, b), expected());
  CHECK_THAT(relative_error(b, a), expected());
}

TEST_CASE("5.2 the size of the gradients does not matter", "[05][5.2]") {
  INFO("As before, but ten billion times smaller. The error is relative: it is 28/25 again.");
  const std::string added =
      "Something is added below the fraction line, or stands there as a least value, and it "
      "outweighs small gradients.";
  CHECK_THAT(
      relative_error({15e-10, 20e-10}, {15e-10, -8e-10}),
      close_to(1.12)
          .mistake("This is |a - b|, the absolute error: what is it measured against?", 28e-10)
          .mistake("Being small is not being zero.", 0.0)
          .mistake(added, 28e-10 / (25e-10 + 1e-8))
          .mistake(added, 28e-10 / (25e-10 + 1e-10))
          .mistake(added, 28e-10 / (25e-10 + 1e-12))
          .mistake(added, 28e-10 / 1e-8));
}

TEST_CASE("5.2 two zero vectors agree, and one of them alone does not", "[05][5.2]") {
  INFO("The derivatives of a dead ReLU are 0, and 0 is then the right answer. 0 / 0 is NaN.");
  CHECK_THAT(relative_error({0, 0, 0}, {0, 0, 0}),
             close_to(0.0).mistake("Two zero vectors agree completely.", 1.0));
  INFO("Now (3, 4) against (0, 0): the difference is as large as the larger of the two.");
  const auto expected = [] {
    return close_to(1.0)
        .mistake("The mean of the two norms stands below, not the larger one.", 2.0)
        .mistake("Only two zero vectors agree, not every pair with one.", 0.0);
  };
  CHECK_THAT(relative_error({3, 4}, {0, 0}), expected());
  CHECK_THAT(relative_error({0, 0}, {3, 4}), expected());
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
  CHECK_THROWS_MATCHES(relative_error({1, 2, 3, 4}, {1, 2, 3}), std::invalid_argument,
                       says("relative_error: b is 3x1, expected 4x1"));
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
  {
    INFO("1e-2 is not above 1e-2.");
    CHECK(name(judge_relative_error(1e-2)) == "suspicious");
  }
  {
    INFO("1e-4 is not above 1e-4.");
    CHECK(name(judge_relative_error(1e-4)) == "fine_with_kinks");
  }
  INFO("1e-7 is not above 1e-7.");
  CHECK(name(judge_relative_error(1e-7)) == "right");
}

TEST_CASE("5.3 what is not a number is wrong", "[05][5.3]") {
  {
    INFO("Every comparison with NaN is false: which return does NaN reach?");
    CHECK(name(judge_relative_error(arma::datum::nan)) == "wrong");
  }
  INFO("An infinite error is larger than any bound.");
  CHECK(name(judge_relative_error(arma::datum::inf)) == "wrong");
  INFO("An error of 0 is a number, and as good as can be.");
  CHECK(name(judge_relative_error(0.0)) == "right");
}

// ---- 5.4 layer_errors ---------------------------------------------------------------------------

TEST_CASE("5.4 the largest difference of each layer, by hand", "[05][5.4]") {
  const arma::vec analytic = {2, 0, 4, 1, -4, 2, -1, 5, -5};
  const arma::vec numerical = {1, 2, 4, -2, 0, 8, 3, 3, 5};
  INFO("The differences are (1, -2, 0, 3, -4, -6) in layer 0 and (-4, 2, -10) in layer 1.");
  INFO("Layer 0 is 2 -> 2: four weights and two biases. Layer 1 is 2 -> 1: two and one.");
  CHECK_THAT(
      layer_errors(small_network(), analytic, numerical),
      close_to(arma::vec{6, 10})
          .mistake("A negative difference is as bad as a positive one.", arma::vec{3, 2})
          .mistake("These are the smallest differences with their signs: how far from 0 are they?",
                   arma::vec{-6, -10})
          .mistake("Layer 0 has six parameters, not four: its biases count.", arma::vec{3, 6})
          .mistake("The biases are left out: they are parameters, too.", arma::vec{3, 4})
          .mistake("Layer 0 ends one too early: its last bias belongs to it.", arma::vec{4, 10})
          .mistake("The first layer comes first.", arma::vec{10, 6})
          .mistake("The signs were dropped before the difference was taken.", arma::vec{6, 2})
          .mistake("These are the smallest differences, not the largest.", arma::vec{0, 2})
          .mistake("These are means: the largest difference is asked for.",
                   arma::vec{16.0 / 6, 16.0 / 3})
          .mistake("These are sums: the largest difference is asked for.", arma::vec{16, 16})
          .mistake("These are norms: the largest difference is asked for.",
                   arma::vec{std::sqrt(66.0), std::sqrt(120.0)})
          .mistake("These are squares.", arma::vec{36, 100})
          .mistake("This is the largest of all layers, for each of them.", arma::vec{10, 10}));
}

TEST_CASE("5.4 the last bias of a layer and the first weight of the next keep apart", "[05][5.4]") {
  const arma::vec zero(9, arma::fill::zeros);
  {
    INFO("Only parameters 5 and 6 differ, by 7 and 3: the last of layer 0, the first of layer 1.");
    CHECK_THAT(
        layer_errors(small_network(), {0, 0, 0, 0, 0, 7, 3, 0, 0}, zero),
        close_to(arma::vec{7, 3})
            .mistake("Layer 1 begins too early: parameter 5 belongs to layer 0.", arma::vec{7, 7})
            .mistake("Parameter 5 was not counted: it is the last bias of layer 0.",
                     arma::vec{0, 3})
            .mistake("Layer 1 begins too late: parameter 6 is its first.", arma::vec{7, 0})
            .mistake("Layer 0 ends too early: parameter 5 is its last bias.", arma::vec{0, 7}));
  }
  INFO("The same with 3 and 7.");
  CHECK_THAT(
      layer_errors(small_network(), {0, 0, 0, 0, 0, 3, 7, 0, 0}, zero),
      close_to(arma::vec{3, 7})
          .mistake("Layer 0 ends too late: parameter 6 belongs to layer 1.", arma::vec{7, 7})
          .mistake("Layer 0 ends too early: parameter 5 is its last bias.", arma::vec{0, 7}));
}

TEST_CASE("5.4 a gradient of the wrong length is refused", "[05][5.4]") {
  const arma::vec seven(7, arma::fill::ones);
  const arma::vec eight(8, arma::fill::ones);
  const arma::vec nine(9, arma::fill::ones);
  INFO("The network has 4 + 2 + 2 + 1 = 9 parameters.");
  CHECK_THROWS_MATCHES(layer_errors(small_network(), seven, nine), std::invalid_argument,
                       says("layer_errors: analytic has length 7, expected 9"));
  CHECK_THROWS_MATCHES(layer_errors(small_network(), nine, eight), std::invalid_argument,
                       says("layer_errors: numerical has length 8, expected 9"));
}

// ---- 5.5 taylor_test ----------------------------------------------------------------------------

TEST_CASE("5.5 steps and both distances of x0^2 + 4 x1, by hand", "[05][5.5]") {
  const ScalarFunction f = [](const arma::vec& x) { return x(0) * x(0) + 4.0 * x(1); };
  // Gradient (2, 4) at (1, 2). Along d = (2, 1): f(x + e d) - f(x) = 8e + 4e^2, and g'd = 8.
  const TaylorTest test = taylor_test(f, {2, 4}, {1, 2}, {2, 1}, 6.0, 3);
  INFO("x = (1, 2), d = (2, 1), g = (2, 4), first_step 6, three steps.");
  {
    INFO("steps:");
    CHECK_THAT(
        test.steps,
        close_to(arma::vec{6, 3, 1.5})
            .mistake("The first step is first_step itself: halve after it.",
                     arma::vec{3, 1.5, 0.75})
            .mistake("These steps begin at 1: is first_step used?", arma::vec{1, 0.5, 0.25})
            .mistake("These are first_step / (k + 1): each step is half of the one before.",
                     arma::vec{6, 3, 2})
            .mistake("The first step is there twice.", arma::vec{6, 6, 3})
            .mistake("Each step is half of the one before, not a tenth.", arma::vec{6, 0.6, 0.06})
            .mistake("The steps grow: they are to shrink.", arma::vec{6, 12, 24}));
  }
  {
    INFO("zeroth, |f(x + e d) - f(x)| = 8e + 4e^2:");
    CHECK_THAT(
        test.zeroth,
        close_to(arma::vec{192, 60, 21})
            .mistake("f was asked at half of each step: when is e halved?", arma::vec{60, 21, 8.25})
            .mistake("x itself moved on from step to step: each one starts from x.",
                     arma::vec{192, 396, 525})
            .mistake("This is the difference of f(x + e d) and f(x - e d): the test looks one way.",
                     arma::vec{96, 48, 24})
            .mistake("f was asked at x - e d.", arma::vec{96, 12, 3})
            .mistake("Every entry of x moved by e: where is the direction d?",
                     arma::vec{72, 27, 11.25})
            .mistake("This was divided by e.", arma::vec{32, 20, 14})
            .mistake("This is f(x + e d): how far is it from f(x)?", arma::vec{201, 69, 30})
            .mistake("e g'd is taken off already: that is for first.", arma::vec{144, 36, 9}));
  }
  INFO("first, |f(x + e d) - f(x) - e g'd| = 4e^2:");
  CHECK_THAT(
      test.first,
      close_to(arma::vec{144, 36, 9})
          .mistake("g'd was subtracted without e: a step of e changes f by about e g'd.",
                   arma::vec{184, 52, 13})
          .mistake("g'd was multiplied by e^2: a step of e changes f by about e g'd.",
                   arma::vec{96, 12, 3})
          .mistake("e g'd was added: look at its sign.", arma::vec{240, 84, 33})
          .mistake("g was multiplied by x: it is d along which x moves.", arma::vec{132, 30, 6})
          .mistake("The entries of g were added up: where is the direction d?",
                   arma::vec{156, 42, 12})
          .mistake("This is zeroth again: where does g come in?", arma::vec{192, 60, 21})
          .mistake("This was divided by e.", arma::vec{24, 12, 6})
          .mistake("This was divided by e^2.", arma::vec{4, 4, 4}));
}

TEST_CASE("5.5 no distance is negative", "[05][5.5]") {
  const ScalarFunction f = [](const arma::vec& x) { return 3.0 * x(1) - x(0) * x(0); };
  // Gradient (-2, 3) at (1, 2). Along d = (2, 1): f(x + e d) - f(x) = -e - 4e^2, and g'd = -1.
  const TaylorTest test = taylor_test(f, {-2, 3}, {1, 2}, {2, 1}, 4.0, 3);
  INFO("Here f falls along d, and faster than its gradient says.");
  CHECK_THAT(
      test.zeroth,
      close_to(arma::vec{68, 18, 5}).mistake("A distance has no sign.", arma::vec{-68, -18, -5}));
  CHECK_THAT(
      test.first,
      close_to(arma::vec{64, 16, 4}).mistake("A distance has no sign.", arma::vec{-64, -16, -4}));
}

TEST_CASE("5.5 a wrong gradient leaves a part that shrinks only like e", "[05][5.5]") {
  const ScalarFunction f = [](const arma::vec& x) { return x(0) * x(0) + 4.0 * x(1); };
  // As in the first test, but g = (1, 5): g'd = 7, so that e (8 - 7) + 4e^2 is left.
  const TaylorTest test = taylor_test(f, {1, 5}, {1, 2}, {2, 1}, 1.0, 4);
  INFO("g = (1, 5) is wrong, and first is e + 4e^2. The test must show it, not repair it.");
  CHECK_THAT(test.first, close_to(arma::vec{5, 1.5, 0.5, 0.1875})
                             .mistake("g is not used: this is what the right gradient gives.",
                                      arma::vec{4, 1, 0.25, 0.0625}));
}

TEST_CASE("5.5 a g or a d that does not fit x is refused", "[05][5.5]") {
  const ScalarFunction f = [](const arma::vec& x) { return arma::accu(x); };
  const arma::vec three(3, arma::fill::ones);
  const arma::vec four(4, arma::fill::ones);
  INFO("x has 4 entries, and so must have g and d.");
  CHECK_THROWS_MATCHES(taylor_test(f, three, four, four, 1.0, 2), std::invalid_argument,
                       says("taylor_test: g is 3x1, expected 4x1"));
  CHECK_THROWS_MATCHES(taylor_test(f, four, four, three, 1.0, 2), std::invalid_argument,
                       says("taylor_test: d is 3x1, expected 4x1"));
}

// ---- 5.6 fitted_order ---------------------------------------------------------------------------

TEST_CASE("5.6 the least-squares slope of four points, by hand", "[05][5.6]") {
  INFO("As powers of 2, the steps are 3, 2, 1, 0 and the errors 10, 5, 3, 2.");
  INFO("Less their means: (1.5, 0.5, -0.5, -1.5) and (5, 0, -2, -3). The slope is 13/5.");
  CHECK_THAT(
      fitted_order({8, 4, 2, 1}, {1024, 32, 8, 4}, 1e-12),
      close_to(2.6)
          .mistake("This is the slope between the first two points: all points count.", 5.0)
          .mistake("This is the slope between the last two points: all points count.", 1.0)
          .mistake("The first and the last point alone decide here: all points count.", 8.0 / 3)
          .mistake("This line goes through (0, 0): the means must be subtracted first.", 43.0 / 14)
          .mistake(
              "Above the fraction line the mean is subtracted from the steps, below it is not.",
              13.0 / 14)
          .mistake("This is the quotient of the means: look at the formula of the slope.", 10.0 / 3)
          .mistake("This is where the line crosses the axis: the slope is asked for.",
                   1.1 * std::log(2.0))
          .mistake("Steps and errors are swapped.", 13.0 / 38)
          .mistake("No logarithms were taken.", 4335 / 28.75)
          .mistake("Only the errors have a logarithm: the steps need one, too.",
                   33.0 * std::log(2.0) / 28.75)
          .mistake("Only the steps have a logarithm: the errors need one, too.",
                   1542.0 / (5.0 * std::log(2.0)))
          .mistake("Two different logarithms were taken, log and log10.", 2.6 * std::log(10.0))
          .mistake("Two different logarithms were taken, log and log10.", 2.6 / std::log(10.0))
          .mistake("This is the slope against the number of the point, not against its step.",
                   -2.6 * std::log(2.0))
          .mistake("This is a correlation: it is divided by the spread of the errors, too.",
                   13.0 / std::sqrt(190.0)));
}

TEST_CASE("5.6 the order of an exact power is its exponent", "[05][5.6]") {
  INFO("errors = 5 steps^3, and then errors = 7 steps.");
  CHECK_THAT(fitted_order({1, 0.5, 0.25}, {5, 0.625, 0.078125}, 1e-12), close_to(3.0));
  CHECK_THAT(fitted_order({1, 0.5, 0.25}, {7, 3.5, 1.75}, 1e-12), close_to(1.0));
}

TEST_CASE("5.6 what is below the floor does not count", "[05][5.6]") {
  {
    INFO("The four points of the first test, and in their middle an error of 1/1024.");
    INFO("The floor is 1/2, so that the slope is 13/5 again.");
    CHECK_THAT(
        fitted_order({8, 4, 0.5, 2, 1}, {1024, 32, 1.0 / 1024, 8, 4}, 0.5),
        close_to(2.6)
            .mistake("The point below the floor was counted.", 4.3)
            .mistake("The error below the floor was raised to it: it does not count at all.", 2.5)
            .mistake("The points after the one below the floor are missing.", 5.0)
            .mistake("Each error that is kept needs its own step: some have a neighbour's.", 1.6));
  }
  INFO("An error of exactly the floor is not below it: with floor 4 the last point counts.");
  CHECK_THAT(fitted_order({8, 4, 2, 1}, {1024, 32, 8, 4}, 4.0),
             close_to(2.6)
                 .mistake("The point on the floor was left out.", 3.5)
                 .mistake("The floor is for the errors, not for the steps.", 5.0));
}

TEST_CASE("5.6 a line needs two points", "[05][5.6]") {
  INFO("Only what is not below the floor counts.");
  CHECK_THROWS_MATCHES(fitted_order({1, 0.5, 0.25}, {1e-3, 1e-18, 1e-19}, 1e-12),
                       std::invalid_argument,
                       says("fitted_order: 1 error above the floor, expected at least 2"));
  CHECK_THROWS_MATCHES(fitted_order({1, 0.5}, {1e-17, 1e-18}, 1e-12), std::invalid_argument,
                       says("fitted_order: 0 errors above the floor, expected at least 2"));
}

// ---- 5.7 jacobian_test --------------------------------------------------------------------------

TEST_CASE("5.7 the test of u'F, by hand", "[05][5.7]") {
  // At x = (1, 2), J = (2 1; 2 0; 0 1). With u = (1, 2, -1), J'u = (6, 0).
  const VectorFunction F = [](const arma::vec& x) {
    return arma::vec{x(0) * x(1), x(0) * x(0), x(1)};
  };
  const TaylorTest test = jacobian_test(F, {6, 0}, {1, 2}, {1, 2, -1}, {1, 1}, 2.0, 3);
  INFO("u'F(x) = x0 x1 + 2 x0^2 - x1. Along d = (1, 1) it changes by 6e + 3e^2, and 6e is right.");
  {
    INFO("steps:");
    CHECK_THAT(test.steps, close_to(arma::vec{2, 1, 0.5}));
  }
  {
    INFO("zeroth, 6e + 3e^2:");
    CHECK_THAT(test.zeroth,
               close_to(arma::vec{24, 9, 3.75})
                   .mistake("The entries of F were added up: where is u?", arma::vec{20, 8, 3.5})
                   .mistake("This is how far F moved: the test is about the number u'F.",
                            arma::vec{std::sqrt(168.0), std::sqrt(26.0), std::sqrt(4.875)}));
  }
  INFO("first, 3e^2:");
  CHECK_THAT(
      test.first,
      close_to(arma::vec{12, 3, 0.75})
          .mistake("This is zeroth again: where does product come in?", arma::vec{24, 9, 3.75})
          .mistake("The entries of F were added up: where is u?", arma::vec{8, 2, 0.5}));
}

TEST_CASE("5.7 u belongs to the outputs and d to the inputs", "[05][5.7]") {
  // Two inputs and two outputs: u and d have the same length, and a mix-up goes unnoticed.
  const VectorFunction F = [](const arma::vec& x) { return arma::vec{x(0) * x(1), x(0) * x(0)}; };
  // At (1, 2), J = (2 1; 2 0). With u = (1, 2), J'u = (6, 1).
  const TaylorTest test = jacobian_test(F, {6, 1}, {1, 2}, {1, 2}, {3, 1}, 1.0, 3);
  INFO("u'F(x) = x0 x1 + 2 x0^2. Along d = (3, 1) it changes by 19e + 21e^2.");
  CHECK_THAT(
      test.zeroth,
      close_to(arma::vec{40, 14.75, 6.0625})
          .mistake("u and d are swapped.", arma::vec{21, 8.75, 3.9375})
          .mistake("x moved along u: that is what d is for.", arma::vec{12, 5, 2.25})
          .mistake("F was multiplied by d: that is what u is for.", arma::vec{45, 18, 7.875}));
  INFO("And 6 times 3 and 1 times 1 make 19, so that first is 21e^2.");
  CHECK_THAT(test.first, close_to(arma::vec{21, 5.25, 1.3125}));
}

TEST_CASE("5.7 J u in place of J'u does not pass for right", "[05][5.7]") {
  const VectorFunction F = [](const arma::vec& x) { return arma::vec{x(0) * x(1), x(0) * x(0)}; };
  // J u = (4, 2): a backward pass that forgot to transpose. (4, 2)'(3, 1) = 14, and 19 is right.
  const TaylorTest test = jacobian_test(F, {4, 2}, {1, 2}, {1, 2}, {3, 1}, 1.0, 3);
  INFO("The product is J u here, which is wrong: first is 5e + 21e^2, and must show it.");
  CHECK_THAT(test.first, close_to(arma::vec{26, 7.75, 2.5625})
                             .mistake("Is product used? This is what the right one gives.",
                                      arma::vec{21, 5.25, 1.3125}));
}

TEST_CASE("5.7 a u that does not fit F(x) is refused", "[05][5.7]") {
  const VectorFunction F = [](const arma::vec& x) {
    return arma::vec{x(0), x(1), x(0) * x(1), x(0) + x(1)};
  };
  INFO("F(x) has 4 entries, x has 2, and u has 3.");
  CHECK_THROWS_MATCHES(jacobian_test(F, {1, 1}, {1, 2}, {1, 1, 1}, {1, 1}, 1.0, 2),
                       std::invalid_argument, says("jacobian_test: u is 3x1, expected 4x1"));
  INFO("This time u has 2 entries, as x has: what counts is F(x).");
  CHECK_THROWS_MATCHES(jacobian_test(F, {1, 1}, {1, 2}, {1, 1}, {1, 1}, 1.0, 2),
                       std::invalid_argument, says("jacobian_test: u is 2x1, expected 4x1"));
}

// ---- 5.8 loss_at and loss_gradient --------------------------------------------------------------

TEST_CASE("5.8 loss_at takes the parameters from theta", "[05][5.8]") {
  INFO("The network is 2 x + 1, theta makes it -x + 1. Its outputs are 0, -2, -1.");
  INFO("Less the targets 2, 3, 7: the residuals -2, -5, -8, so the loss is 93/3.");
  CHECK_THAT(
      loss_at(straight_line(), {-1, 1}, squared, line_X, line_targets),
      close_to(31.0)
          .samples(3)
          .mistake("This is the loss with the network's own parameters: theta has others.", 7.0)
          .mistake("Weight and bias are swapped: flatten() puts the weights first.", 41.0 / 3));
}

TEST_CASE("5.8 theta fills the layers in the order of flatten", "[05][5.8]") {
  const arma::mat X = arma::vec{1, -1};  // 2 features x 1 sample
  INFO("theta = 1 ... 9: W is (1 3; 2 4) with bias (5, 6), and then (7 8) with bias 9.");
  INFO("For x = (1, -1) the hidden layer makes 3 and 4, the output is 62. The target is 60.");
  CHECK_THAT(
      loss_at(small_network(), {1, 2, 3, 4, 5, 6, 7, 8, 9}, squared, X, arma::mat{60.0}),
      close_to(4.0)
          .mistake("The weights were filled row by row: flatten() goes column by column.", 289.0)
          .mistake("The biases were filled before the weights.", 2809.0)
          .mistake("This is the loss of the network as it came: its parameters are all 0.",
                   3600.0));
}

TEST_CASE("5.8 loss_gradient of a straight line, by hand", "[05][5.8]") {
  INFO("The residuals are 1, 4, -2, so dA = 2/3 (1, 4, -2). With X = (1, 3, 2):");
  INFO("dW = 2/3 (1 + 12 - 4) = 6, and db = 2/3 (1 + 4 - 2) = 2.");
  CHECK_THAT(loss_gradient(straight_line(), squared, line_X, line_targets),
             close_to(arma::vec{6, 2})
                 .samples(3)
                 .mistake("The bias comes after the weights.", arma::vec{2, 6})
                 .mistake("The bias was divided by m once more: where does 1/m stand?",
                          arma::vec{6, 2.0 / 3})
                 .mistake("dA is outputs less targets here: evaluate_loss() returns the loss's own "
                          "gradient.",
                          arma::vec{9, 3})
                 .mistake("These are the parameters, not their derivatives.", arma::vec{2, 1}));
}

TEST_CASE("5.8 loss_gradient of two layers stands in the order of flatten", "[05][5.8]") {
  const Network network{
      .layers = {{.weights = {{1, 3}, {2, 4}}, .bias = {5, 6}, .activation = Activation::relu},
                 {.weights = {{7, 8}}, .bias = {9}, .activation = Activation::identity}}};
  const arma::mat X = arma::vec{1, -1};  // 2 features x 1 sample
  INFO("The output is 62, the target 60: dA is 4. Layer 1: dW = 4 (3 4), db = 4.");
  INFO("Layer 0: dA = (28, 32), ReLU lets both through, dW = (28 -28; 32 -32), db = (28, 32).");
  CHECK_THAT(loss_gradient(network, squared, X, arma::mat{60.0}),
             close_to(arma::vec{28, 32, -28, -32, 28, 32, 12, 16, 4})
                 .mistake("The weights stand row by row: flatten() goes column by column.",
                          arma::vec{28, -28, 32, -32, 28, 32, 12, 16, 4})
                 .mistake("The last layer comes first here: flatten() begins with the first.",
                          arma::vec{12, 16, 4, 28, 32, -28, -32, 28, 32})
                 .mistake("The biases stand before the weights.",
                          arma::vec{28, 32, 28, 32, -28, -32, 4, 12, 16})
                 .mistake("This is the last layer alone.", arma::vec{12, 16, 4})
                 .mistake("These are the weights alone: biases are parameters, too.",
                          arma::vec{28, 32, -28, -32, 12, 16}));
}
