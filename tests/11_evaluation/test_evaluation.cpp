// The public tests of lesson 11: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works most of them out.
#include <armadillo>
#include <cmath>
#include <cstdint>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "11_evaluation/evaluation.hpp"
#include "11_evaluation/misconceptions.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;
using namespace misconceptions;

namespace {

/// What is special about each score, as a number that can be compared (infinity cannot).
constexpr arma::uword a_number = 0, plus_infinity = 1, minus_infinity = 2, nan = 3, huge = 4;

arma::urowvec kinds(const std::vector<double>& scores) {
  arma::urowvec kinds(scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    kinds(i) = std::isnan(scores[i])         ? nan
               : scores[i] == infinity       ? plus_infinity
               : scores[i] == -infinity      ? minus_infinity
               : std::abs(scores[i]) > 1e300 ? huge
                                             : a_number;
  }
  return kinds;
}

/// The five configurations of the tests of 11.2: {0}, {1}, {2}, {3}, {4}.
const std::vector<Configuration> five = {{0}, {1}, {2}, {3}, {4}};

/// scores[c] for configuration {c}; where fails[c] is true the run throws.
std::function<double(const Configuration&)> scored(const std::vector<double>& scores,
                                                   const std::vector<bool>& fails) {
  return [=](const Configuration& configuration) {
    const auto c = static_cast<std::size_t>(configuration.at(0));
    if (fails.at(c)) throw std::logic_error("the loss is not finite in epoch 3");
    return scores.at(c);
  };
}

/// In words, so that nobody has to know the numbers.
std::string verdict(arma::uword said) {
  const std::vector<std::string> words = {"better", "worse", "no_difference"};
  return said < words.size() ? words[said] : "none of the three";
}

// Eight samples of four classes, five of them misclassified: the tests of 11.7.
const arma::urowvec predicted = {2, 0, 1, 1, 3, 0, 2, 3};
const arma::urowvec actual = {2, 1, 1, 0, 3, 3, 1, 0};

}  // namespace

// ---- 11.1 grid ----------------------------------------------------------------------------------

TEST_CASE("11.1 every value of one axis meets every value of the other", "[11][11.1]") {
  UNSCOPED_INFO("Nothing came out: how many configurations are in the list before the first axis?");
  REQUIRE_FALSE(grid({{1, 2}, {10, 20, 30}}).empty());
  INFO(
      "By hand: 2 values and 3 values make 6 configurations: 1 with 10, 20, 30, then 2 with them.");
  INFO("Below, each configuration is a column.");
  CHECK_THAT(columns(grid({{1, 2}, {10, 20, 30}})),
             of_two_axes({{1, 1, 1, 2, 2, 2}, {10, 20, 30, 10, 20, 30}}));
}

TEST_CASE("11.1 three axes, one of them with one value", "[11][11.1]") {
  INFO(
      "By hand: 2 times 1 times 3 configurations, and the last axis changes from each to the "
      "next.");
  CHECK_THAT(columns(grid({{1, 2}, {7}, {30, 10, 20}})),
             of_three_axes({{1, 1, 1, 2, 2, 2}, {7, 7, 7, 7, 7, 7}, {30, 10, 20, 30, 10, 20}}));
}

TEST_CASE("11.1 one axis gives its values, and no axis one empty configuration", "[11][11.1]") {
  CHECK_THAT(columns(grid({{0.3, 0.1, 0.2}})),
             close_to({{0.3, 0.1, 0.2}}).mistake(values_sorted, {{0.1, 0.2, 0.3}}));
  const std::vector<Configuration> none = grid({});
  INFO("There is one way to choose nothing: one configuration, without values.");
  REQUIRE(none.size() == 1);
  CHECK(none[0].empty());
}

TEST_CASE("11.1 an axis without values is refused", "[11][11.1]") {
  INFO("No value of this axis can be chosen, so there would be no configuration at all.");
  CHECK_REFUSED(grid({{1, 2}, {}}), "grid: axes[1] has length 0, expected at least 1");
  CHECK_REFUSED(grid({{}, {1}}), "grid: axes[0] has length 0, expected at least 1");
  CHECK_ACCEPTED(grid({{1, 2}, {3}}));
}

// ---- 11.2 grid_search ---------------------------------------------------------------------------

TEST_CASE("11.2 each configuration has a score, and the smallest is the best", "[11][11.2]") {
  const std::vector<bool> all_well(5, false);
  const GridResult result = grid_search(five, scored({2.1, 0.5, 4, 0.25, 3}, all_well));
  UNSCOPED_INFO(
      "No run fails here. Below: 0 is a number, 1 is infinity, 2 is -infinity, 3 is NaN.");
  CHECK_THAT(
      kinds(result.scores),
      same_as(arma::urowvec{0, 0, 0, 0, 0})
          .mistake({"last_score", "The last configuration has no score: where does the loop end?"},
                   arma::urowvec{0, 0, 0, 0}));
  CHECK_THAT(arma::rowvec(result.scores),
             close_to({{2.1, 0.5, 4, 0.25, 3}})
                 .mistake({"scores_sorted",
                           "The scores were sorted: each stands at its configuration's place."},
                          {{0.25, 0.5, 2.1, 3, 4}}));
  INFO("By hand: 0.25 is the smallest of 2.1, 0.5, 4, 0.25 and 3, and its place is 3.");
  CHECK_THAT(as_double(result.best),
             close_to(3.0, 0.0).mistake(largest_score, 2.0).mistake(not_moved, 0.0));
  UNSCOPED_INFO("The result also holds the configurations themselves, in their order.");
  CHECK_THAT(columns(result.configurations), close_to(columns(five)));
}

TEST_CASE("11.2 scores may have any size", "[11][11.2]") {
  const std::vector<bool> all_well(5, false);
  INFO("Scores -2, -5, -3, -4, -1.");
  REQUIRE(grid_search(five, scored({-2, -5, -3, -4, -1}, all_well)).best == 1);
  INFO("Scores 9e9, 8e9, 3e9, 5e9, 4e9. " << from_a_constant);
  CHECK(grid_search(five, scored({9e9, 8e9, 3e9, 5e9, 4e9}, all_well)).best == 2);
}

TEST_CASE("11.2 each configuration is asked for once, in turn", "[11][11.2]") {
  std::vector<double> asked;
  grid_search(five, [&](const Configuration& configuration) {
    asked.push_back(configuration.at(0));
    return 10.0 - configuration.at(0);
  });
  INFO(
      "The five configurations are 0, 1, 2, 3, 4. Below: which ones were asked for, in this "
      "order.");
  CHECK_THAT(arma::rowvec(asked), close_to({{0, 1, 2, 3, 4}})
                                      .mistake(asked_twice, {{0, 0, 1, 1, 2, 2, 3, 3, 4, 4}})
                                      .mistake(asked_twice, {{0, 1, 2, 3, 4, 0, 1, 2, 3, 4}})
                                      .mistake(best_again, {{0, 1, 2, 3, 4, 4}}));
}

TEST_CASE("11.2 a run that fails scores infinity, and the search goes on", "[11][11.2]") {
  INFO("Scores 2, (throws), 0.5, NaN, -infinity: three runs have failed, and 0.5 is the best.");
  INFO("Each std::exception is caught, whatever its type.");
  INFO("If the test stops with \"the loss is not finite in epoch 3\": nobody has caught it.");
  const GridResult result = grid_search(
      five, scored({2, 1, 0.5, not_a_number, -infinity}, {false, true, false, false, false}));
  INFO("Below: 0 is a number, 1 is infinity, 2 is -infinity, 3 is NaN, 4 is a huge number.");
  CHECK_THAT(kinds(result.scores), kinds_of_scores({0, 1, 0, 1, 1}));
  CHECK_THAT(as_double(result.best),
             close_to(2.0, 0.0)
                 .mistake({"minus_infinity_best",
                           "This is the run whose score is -infinity: it has failed."},
                          4.0)
                 .mistake(not_moved, 0.0));
}

TEST_CASE("11.2 of equal scores the first is the best", "[11][11.2]") {
  const std::vector<bool> all_well(5, false);
  INFO("Scores 3, 1, 2, 1, 1.");
  CHECK_THAT(as_double(grid_search(five, scored({3, 1, 2, 1, 1}, all_well)).best),
             close_to(1.0, 0.0).mistake(last_of_equals, 4.0));
  INFO("If all runs have failed, it is the first one.");
  const double n = not_a_number;
  CHECK_THAT(as_double(grid_search(five, scored({n, n, n, n, n}, all_well)).best),
             close_to(0.0, 0.0).mistake(last_of_equals, 4.0).mistake(below_0, below_zero));
}

TEST_CASE("11.2 a search needs a configuration", "[11][11.2]") {
  INFO("Of nothing there is no best.");
  CHECK_REFUSED(grid_search({}, scored({}, {})),
                "grid_search: got 0 configurations, expected at least 1");
  INFO("One is enough.");
  CHECK_NOTHROW(grid_search({{0}}, scored({0.5}, {false})));
}

// ---- 11.3 spread, repeat_seeds ------------------------------------------------------------------

TEST_CASE("11.3 mean, deviation and standard error of five results", "[11][11.3]") {
  const Spread five_runs = spread({0.80, 0.68, 0.64, 0.68, 0.70});
  UNSCOPED_INFO("By hand: the sum is 3.5.");
  CHECK_THAT(five_runs.mean, mean_of_five(0.70));
  UNSCOPED_INFO("By hand: off by 0.1, -0.02, -0.06, -0.02, 0; the squares sum to 0.0144.");
  CHECK_THAT(five_runs.deviation, deviation_of_five(0.06));
  INFO("By hand: 0.06 divided by the root of 5.");
  CHECK_THAT(five_runs.standard_error, error_of_five(0.06 / std::sqrt(5.0)));
}

TEST_CASE("11.3 results that are large and close together, or equal", "[11][11.3]") {
  INFO("4, 7, 13 and 16: off by -6, -3, 3 and 6, so the squares sum to 90.");
  REQUIRE_THAT(spread({4, 7, 13, 16}).deviation, close_to(std::sqrt(30.0)));
  INFO("The same with 1e9 more each: " << one_pass);
  CHECK_THAT(spread({1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16}).deviation,
             close_to(std::sqrt(30.0)).derived());
  INFO("Six results of 0.85, and three of 0.1: they do not differ.");
  CHECK_THAT(spread(std::vector<double>(6, 0.85)).deviation, close_to(0.0).derived());
  CHECK_THAT(spread(std::vector<double>(3, 0.1)).deviation, close_to(0.0).derived());
}

TEST_CASE("11.3 how many, the smallest and the largest", "[11][11.3]") {
  const Spread losses = spread({4.0, 2.5, 8.5, 5.0});
  CHECK_THAT(as_double(losses.runs), close_to(4.0, 0.0));
  CHECK_THAT(
      losses.smallest,
      close_to(2.5)
          .mistake({"from_0", "No result is 0: what was the smallest before the first one?"}, 0.0)
          .mistake({"from_1", "No result is 1: what was the smallest before the first one?"}, 1.0)
          .mistake({"is_largest", "This is the largest."}, 8.5)
          .mistake({"first_result", "This is the first result."}, 4.0));
  CHECK_THAT(losses.largest, close_to(8.5)
                                 .mistake({"is_smallest", "This is the smallest."}, 2.5)
                                 .mistake({"last_result", "This is the last result."}, 5.0));
  UNSCOPED_INFO("All results are below 0: what was the largest before the first one?");
  CHECK_THAT(spread({-3.0, -1.5, -2.0}).largest, close_to(-1.5));
  INFO("Results may be as large as they like: what was there before the first one?");
  CHECK_THAT(spread({9e9, 7e9, 8e9}).smallest, close_to(7e9));
  CHECK_THAT(spread({-9e9, -7e9, -8e9}).largest, close_to(-7e9));
}

TEST_CASE("11.3 one run has a mean and no deviation, none is refused", "[11][11.3]") {
  const Spread one = spread({0.75});
  CHECK_THAT(one.mean, close_to(0.75));
  {
    INFO("One run says nothing about how runs differ: 0 / 0 is no answer, the contract has 0.");
    CHECK_THAT(one.deviation, close_to(0.0));
    CHECK_THAT(one.standard_error, close_to(0.0));
  }
  INFO("Of nothing there is no mean.");
  CHECK_REFUSED(spread({}), "spread: got 0 results, expected at least 1");
}

TEST_CASE("11.3 repeat_seeds makes one run for each seed, in turn", "[11][11.3]") {
  std::vector<double> seeds;
  const auto run = [&](std::uint64_t seed) {
    seeds.push_back(static_cast<double>(seed));
    return seed == 12 ? 0.2 : 0.5;
  };
  INFO("Four runs from seed 10 on: their seeds are 10, 11, 12 and 13. (`runs` is how many.)");
  const Spread four_runs = repeat_seeds(run, 4, 10);
  REQUIRE_THAT(arma::rowvec(seeds), four_seeds({{10, 11, 12, 13}}));
  INFO("Their results are 0.5, 0.5, 0.2 and 0.5.");
  CHECK_THAT(as_double(four_runs.runs), close_to(4.0, 0.0));
  CHECK_THAT(
      four_runs.mean,
      close_to(0.425).mistake(
          {"seeds_themselves", "These are the seeds: what counts is what run() returns."}, 11.5));
  CHECK_THAT(four_runs.deviation, close_to(0.15));
  CHECK_THAT(four_runs.smallest, close_to(0.2));
  seeds.clear();
  repeat_seeds(run, 2, 5000000000);
  INFO(seed_cut);
  CHECK_THAT(arma::rowvec(seeds), close_to({{5000000000.0, 5000000001.0}}));
}

TEST_CASE("11.3 repeat_seeds needs a run", "[11][11.3]") {
  const auto run = [](std::uint64_t) { return 1.0; };
  INFO("spread() refuses an empty list: there is nothing to do here but to call it.");
  CHECK_REFUSED(repeat_seeds(run, 0, 1), "spread: got 0 results, expected at least 1");
  INFO("One is enough.");
  CHECK_NOTHROW(repeat_seeds(run, 1, 1));
}

// ---- 11.4 accuracy_error, compare_accuracies ----------------------------------------------------

TEST_CASE("11.4 the standard error of an accuracy", "[11][11.4]") {
  INFO("By hand: 0.8 times 0.2 is 0.16. Divided by 100 that is 0.0016, and its root is 0.04.");
  CHECK_THAT(accuracy_error(0.8, 100), error_of_accuracy(0.04));
  INFO("By hand: 0.5 times 0.5 by 25 is 0.01.");
  CHECK_THAT(accuracy_error(0.5, 25), close_to(0.1));
  INFO("One sample is little, and enough for the formula: the root of 0.25.");
  CHECK_THAT(accuracy_error(0.5, 1), close_to(0.5));
  INFO("p (1 - p) is 0 for an accuracy of 1, and for one of 0: both are accuracies.");
  CHECK_THAT(accuracy_error(1.0, 7), close_to(0.0));
  CHECK_THAT(accuracy_error(0.0, 7), close_to(0.0));
}

TEST_CASE("11.4 what is no accuracy is refused", "[11][11.4]") {
  INFO("An accuracy is a share, from 0 to 1, both included.");
  CHECK_REFUSED(accuracy_error(1.2, 100), "accuracy_error: accuracy is 1.2, expected 0 to 1");
  CHECK_REFUSED(accuracy_error(-0.5, 100), "accuracy_error: accuracy is -0.5, expected 0 to 1");
  UNSCOPED_INFO("Without samples there is a division by 0.");
  CHECK_REFUSED(accuracy_error(0.5, 0), "accuracy_error: got 0 samples, expected at least 1");
  INFO("A NaN: every comparison with it is false. Which question do you ask?");
  CHECK_THROWS_MATCHES(accuracy_error(not_a_number, 100), std::invalid_argument,
                       says("accuracy_error: accuracy is ", "expected 0 to 1"));
  INFO("1/2 is an accuracy.");
  CHECK_NOTHROW(accuracy_error(0.5, 100));
}

TEST_CASE("11.4 a difference of at most two standard errors is none", "[11][11.4]") {
  // The errors of 0.9 and 0.8 are 0.3 and 0.4 over the root of n, and that of their difference is
  // 0.5 over it: the difference of 0.1 is two of these errors for n = 100.
  const std::vector<Claim> claims = {
      {0.9, 0.8, 144}, {0.8, 0.9, 144}, {0.9, 0.8, 80}, {0.8, 0.9, 80}, {0.9, 0.8, 98},
      {0.9, 0.8, 101}, {0.9, 0.8, 210}, {0.9, 0.8, 45}, {0.8, 0.9, 45}, {0.9, 0.8, 30},
      {0.9, 0.8, 10},  {0.9, 0.8, 4},   {1.0, 0.5, 4},  {0.7, 0.7, 30}, {0.9, 0.8, 400}};
  const arma::urowvec right = {0, 1, 2, 2, 2, 0, 0, 2, 2, 2, 2, 2, 2, 2, 0};
  UNSCOPED_INFO("accuracy_error is wrong, and a comparison needs it: mend it first.");
  REQUIRE_THAT(accuracy_error(0.9, 144), close_to(0.025));

  arma::urowvec said(claims.size());
  std::ostringstream wrong;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const auto& [a, b, samples] = claims[i];
    said(i) = static_cast<arma::uword>(compare_accuracies(a, b, static_cast<arma::uword>(samples)));
    if (said(i) == right(i)) continue;
    wrong << "  " << a << " to " << b << " on " << samples << " samples (question " << i
          << "): " << verdict(said(i)) << ", expected " << verdict(right(i)) << "\n";
  }
  INFO(
      "By hand, 0.9 and 0.8 on 144 samples: the errors are 0.025 and 0.0333, that of the "
      "difference is 0.0417, and 0.1 is more than two of it.");
  INFO("What is wrong (below: 0 is better, 1 is worse, 2 is no_difference):\n" << wrong.str());
  CHECK_THAT(said, verdicts_on(right, claims));
}

TEST_CASE("11.4 accuracies that are equal do not differ, even without an error", "[11][11.4]") {
  INFO("Both are 1, so both errors are 0: a difference of 0 is at most twice 0.");
  CHECK((compare_accuracies(1.0, 1.0, 5) == Comparison::no_difference));
  INFO("Two networks of report 003, on 6,250 samples: [50, 50, 50] and R[13, 13] on GMM.");
  CHECK((compare_accuracies(0.97104, 0.9672, 6250) == Comparison::no_difference));
  INFO("What does not fit is refused by accuracy_error.");
  CHECK_REFUSED(compare_accuracies(0.5, 1.2, 10),
                "accuracy_error: accuracy is 1.2, expected 0 to 1");
  CHECK_REFUSED(compare_accuracies(0.5, 0.5, 0),
                "accuracy_error: got 0 samples, expected at least 1");
}

// ---- 11.5 widest_in_budget ----------------------------------------------------------------------

TEST_CASE("11.5 the widest networks of at most 500 parameters", "[11][11.5]") {
  const std::vector<Budget> budgets = {
      {2, 5, 1, 500, false}, {5, 5, 1, 500, false}, {2, 5, 2, 500, false}, {2, 5, 2, 500, true},
      {2, 5, 3, 500, true},  {5, 5, 9, 500, true},  {2, 5, 11, 500, false}};
  arma::urowvec widths(budgets.size());
  for (std::size_t i = 0; i < budgets.size(); ++i) {
    const Budget& b = budgets[i];
    const auto whole = [](double value) { return static_cast<arma::uword>(value); };
    widths(i) = widest_in_budget(whole(b.inputs), whole(b.outputs), whole(b.layers),
                                 whole(b.budget), b.residual);
  }
  INFO("By hand, one hidden layer from 2 to 5: 2 h + h + 5 h + 5 = 8 h + 5, and 61 makes 493.");
  INFO("Below: from 2 to 5 with one layer, from 5 to 5 with one (that is 11 h + 5, exactly 500),");
  INFO("from 2 to 5 with two, residual with two and with three, from 5 to 5 residual with nine,");
  INFO("from 2 to 5 with eleven.");
  CHECK_THAT(widths, widths_of({61, 45, 18, 13, 9, 5, 6}, budgets));
}

TEST_CASE("11.5 a large budget pays for a wide network", "[11][11.5]") {
  INFO("From 1 to 1 over one layer there are 3 h + 1 parameters.");
  REQUIRE_THAT(as_double(widest_in_budget(1, 1, 1, 31, false)), close_to(10.0, 0.0));
  INFO("Where does your search end?");
  CHECK_THAT(as_double(widest_in_budget(1, 1, 1, 30001, false)), close_to(10000.0, 0.0));
}

TEST_CASE("11.5 a budget that pays for no width gives 0", "[11][11.5]") {
  INFO("From 2 to 5 over one layer there are 8 h + 5 parameters: 13 with h = 1.");
  CHECK_THAT(as_double(widest_in_budget(2, 5, 1, 13, false)), close_to(1.0, 0.0));
  CHECK_THAT(as_double(widest_in_budget(2, 5, 1, 12, false)),
             close_to(0.0, 0.0).mistake({"not_12", "12 do not even pay for a width of 1."}, 1.0));
  INFO("A budget of 3: smaller than the five biases of the outputs. 3 - 5 is a huge arma::uword.");
  CHECK_THAT(as_double(widest_in_budget(2, 5, 1, 3, false)),
             close_to(0.0, 0.0)
                 .mistake({"not_3", "3 do not even pay for a width of 1."}, 1.0)
                 .mistake(below_0, below_zero));
  CHECK_THAT(as_double(widest_in_budget(2, 5, 2, 0, true)),
             close_to(0.0, 0.0).mistake(below_0, below_zero));
}

TEST_CASE("11.5 too few hidden layers are refused", "[11][11.5]") {
  INFO("Without a hidden layer there is no width.");
  CHECK_REFUSED(widest_in_budget(2, 5, 0, 500, false),
                "widest_in_budget: hidden_layers is 0, expected at least 1");
  INFO("A residual network has a plain layer first: with one hidden layer it has no block.");
  CHECK_REFUSED(widest_in_budget(2, 5, 1, 500, true),
                "widest_in_budget: hidden_layers is 1, expected at least 2");
  CHECK_REFUSED(widest_in_budget(2, 5, 0, 500, true),
                "widest_in_budget: hidden_layers is 0, expected at least 2");
  INFO("One hidden layer is enough for a plain network, and two for a residual one.");
  CHECK_NOTHROW(widest_in_budget(2, 5, 1, 500, false));
  CHECK_NOTHROW(widest_in_budget(2, 5, 2, 500, true));
}

// ---- 11.6 select_run ----------------------------------------------------------------------------

TEST_CASE("11.6 the validation part chooses, the test part only tells", "[11][11.6]") {
  const std::vector<std::vector<double>> validation = {{0.5, 0.7, 0.6},
                                                       {0.77, 0.775, 0.772},
                                                       {0.4, 0.3, 0.35, 0.8, 0.8, 0.8, 0.2},
                                                       {0.75, 0.78, 0.2},
                                                       {0.1, 0.6, 0.3}};
  const std::vector<std::vector<double>> test = {{0.9, 0.55, 0.65},
                                                 {0.5, 0.52, 0.71},
                                                 {0.85, 0.21, 0.25, 0.62, 0.73, 0.58, 0.31},
                                                 {0.41, 0.53, 0.66},
                                                 {0.45, 0.58, 0.61}};
  INFO("0.8 is the largest validation accuracy: run 2 after epoch 3, and again after 4 and 5.");
  INFO("Below: run, epoch, validation accuracy, test accuracy.");
  CHECK_THAT(row(select_run(validation, test)), among_five_runs({{2, 3, 0.8, 0.62}}));
}

TEST_CASE("11.6 of equal ones the first run, and in it the first epoch", "[11][11.6]") {
  INFO("Validation: 0.5, 0.8 in run 0, and 0.8, 0.8 in run 1.");
  CHECK_THAT(row(select_run({{0.5, 0.8}, {0.8, 0.8}}, {{0.1, 0.2}, {0.3, 0.4}})),
             close_to({{0, 1, 0.8, 0.2}}).mistake(last_of_equal_runs, {{1, 1, 0.8, 0.4}}));
  INFO("Validation: 0.8, and a billionth more. A larger accuracy is larger, however little.");
  CHECK(select_run({{0.8, 0.8 + 1e-9}}, {{0.1, 0.2}}).epoch == 1);
}

TEST_CASE("11.6 an accuracy of 0 can be the largest, and a run may have no epochs", "[11][11.6]") {
  UNSCOPED_INFO("The only validation accuracy is 0: what was the largest before the first one?");
  CHECK_THAT(row(select_run({{0}}, {{0.3}})), close_to({{0, 0, 0, 0.3}}));
  INFO("Run 0 has no epochs, run 1 has one.");
  CHECK_THAT(row(select_run({{}, {0.5}}, {{}, {0.25}})), close_to({{1, 0, 0.5, 0.25}}));
}

TEST_CASE("11.6 tables that do not fit together are refused", "[11][11.6]") {
  INFO("Each run has a row in both tables, and each epoch an entry in both rows.");
  CHECK_REFUSED(select_run({{0.5}, {0.6}}, {{0.5}}), "select_run: test has length 1, expected 2");
  CHECK_REFUSED(select_run({{0.5}}, {{0.5}, {0.6}}), "select_run: test has length 2, expected 1");
  CHECK_REFUSED(select_run({{0.5}, {0.6, 0.7, 0.8, 0.9}}, {{0.5}, {0.6, 0.7, 0.8}}),
                "select_run: test[1] has length 3, expected 4");
  CHECK_REFUSED(select_run({{0.5}}, {{0.5, 0.6}}), "select_run: test[0] has length 2, expected 1");
  CHECK_ACCEPTED(select_run({{0.5}, {0.6}}, {{0.5}, {0.4}}));
}

TEST_CASE("11.6 without a result there is no choice", "[11][11.6]") {
  INFO("No run at all, or runs without epochs.");
  CHECK_REFUSED(select_run({}, {}), "select_run: got 0 results, expected at least 1");
  CHECK_REFUSED(select_run({{}, {}}, {{}, {}}), "select_run: got 0 results, expected at least 1");
  INFO("One is enough.");
  CHECK_NOTHROW(select_run({{0.5}}, {{0.5}}));
}

// ---- 11.7 misclassified, errors_per_class -------------------------------------------------------

TEST_CASE("11.7 the places where prediction and truth differ", "[11][11.7]") {
  INFO("By hand: 0 for 1 at place 1, 1 for 0 at 3, 0 for 3 at 5, 2 for 1 at 6, 3 for 0 at 7.");
  CHECK_THAT(misclassified(predicted, actual), error_places({1, 3, 5, 6, 7}));
  INFO("Nothing is wrong here.");
  CHECK(misclassified(actual, actual).n_elem == 0);
}

TEST_CASE("11.7 errors are counted for the class that the sample really has", "[11][11.7]") {
  INFO("By hand: the samples that are wrong are of class 1, 0, 3, 1 and 0. Class 4 has no sample.");
  CHECK_THAT(errors_per_class(predicted, actual, 5), errors_of_classes({2, 2, 0, 1, 0}));
  INFO("A second call counts from 0 again.");
  CHECK_THAT(errors_per_class({0, 1, 2}, {0, 1, 1}, 5), same_as(arma::urowvec{0, 1, 0, 0, 0}));
}

TEST_CASE("11.7 vectors of different lengths are refused, under each function's own name",
          "[11][11.7]") {
  INFO("Task 11.7 a: require_shape() makes the message from the names you give it.");
  CHECK_REFUSED(misclassified({0, 1, 2, 3, 4}, {0, 1, 2, 3}),
                "misclassified: actual is 1x4, expected 1x5");
  CHECK_REFUSED(errors_per_class({0, 1, 2}, {0, 1, 2, 3}, 5),
                "errors_per_class: actual is 1x4, expected 1x3");
  CHECK_ACCEPTED(misclassified({0, 1, 2}, {0, 1, 3}));
  CHECK_ACCEPTED(errors_per_class({0, 1, 2}, {0, 1, 3}, 5));
}

TEST_CASE("11.7 an actual class without a count is refused, whatever was predicted", "[11][11.7]") {
  INFO("With 5 classes, 4 is the last one.");
  CHECK_REFUSED(errors_per_class({0, 1, 2}, {0, 1, 7}, 5),
                "errors_per_class: actual class 7 is outside 0 ... 4");
  CHECK_REFUSED(errors_per_class({0, 1, 5}, {0, 1, 5}, 5),
                "errors_per_class: actual class 5 is outside 0 ... 4");
  INFO("A predicted class may be any number: it is wrong, and that is all.");
  CHECK_THAT(errors_per_class({0, 9, 2}, {0, 1, 2}, 3), same_as(arma::urowvec{0, 1, 0}));
}
