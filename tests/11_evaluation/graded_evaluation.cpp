// The graded tests of lesson 11. Inputs come from a seed that no submission knows; what is expected
// comes from the formulas, or from what must hold for any input.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <cstdint>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "11_evaluation/evaluation.hpp"
#include "11_evaluation/misconceptions.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;
using support::between;
using support::random_classes;

namespace {

using Table = std::vector<std::vector<double>>;

// ---- grids --------------------------------------------------------------------------------------

/// Column j has the digits of j as places in the axes, the last digit fastest.
arma::mat all_combinations(const Table& axes) {
  std::size_t total = 1;
  for (const std::vector<double>& axis : axes) total *= axis.size();
  arma::mat matrix(axes.size(), total);
  for (std::size_t j = 0; j < total; ++j) {
    std::size_t rest = j;
    for (std::size_t i = axes.size(); i-- > 0; rest /= axes[i].size()) {
      matrix(i, j) = axes[i][rest % axes[i].size()];
    }
  }
  return matrix;
}

/// Axes of these lengths with random values, in no order.
Table random_axes(const std::vector<arma::uword>& lengths, Rng& rng) {
  Table axes;
  for (const arma::uword length : lengths) {
    axes.emplace_back();
    for (arma::uword i = 0; i < length; ++i) axes.back().push_back(uniform(-5.0, 5.0, rng));
  }
  return axes;
}

/// The ways in which a run can go.
enum class Way { well, throws_logic_error, throws_bad_alloc, not_a_number, infinite, too_good };

double go(Way way, double score) {
  switch (way) {
    case Way::well:
      return score;
    case Way::throws_logic_error:
      throw std::logic_error("this run has failed");
    case Way::throws_bad_alloc:
      throw std::bad_alloc();
    case Way::not_a_number:
      return not_a_number;
    case Way::infinite:
      return infinity;
    case Way::too_good:
      return -infinity;
  }
  return score;
}

/// Scores in which infinity, which cannot be compared, is -1000.
arma::rowvec comparable(std::vector<double> scores) {
  for (double& score : scores) {
    if (score == infinity) score = -1000.0;
  }
  return arma::rowvec(scores);
}

// ---- spreads ------------------------------------------------------------------------------------

/// runs, mean, deviation, standard error, smallest, largest.
arma::mat row(const Spread& s) {
  return {{as_double(s.runs), s.mean, s.deviation, s.standard_error, s.smallest, s.largest}};
}

arma::mat expected_row(const arma::vec& results) {
  const double deviation = arma::stddev(results);
  const double n = as_double(results.n_elem);
  return {
      {n, arma::mean(results), deviation, deviation / std::sqrt(n), results.min(), results.max()}};
}

// ---- budgets ------------------------------------------------------------------------------------

/// Counted layer by layer, from the list of all widths.
arma::uword parameters(arma::uword inputs, arma::uword outputs, arma::uword hidden_layers,
                       arma::uword h, bool residual) {
  std::vector<arma::uword> widths(hidden_layers + 2, h);
  widths.front() = inputs;
  widths.back() = outputs;
  arma::uword count = 0;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    count += widths[i] * widths[i - 1] + widths[i];
    const bool is_block = i > 1 && i + 1 < widths.size();
    if (residual && is_block) count += h * h;
  }
  return count;
}

// ---- selections ---------------------------------------------------------------------------------

/// Accuracies that are whole twentieths, so that some are equal; at least 0.3.
Table random_table(const std::vector<arma::uword>& lengths, Rng& rng) {
  Table table;
  for (const arma::uword length : lengths) {
    table.emplace_back();
    for (arma::uword k = 0; k < length; ++k) {
      table.back().push_back(as_double(between(6, 19, rng)) / 20.0);
    }
  }
  return table;
}

/// Run and epoch of the largest entry; of equal ones the first, or the last.
arma::mat largest(const Table& by, const Table& validation, const Table& test, bool first) {
  double best = -1.0;
  arma::mat chosen(1, 4);
  for (std::size_t r = 0; r < by.size(); ++r) {
    for (std::size_t k = 0; k < by[r].size(); ++k) {
      if (by[r][k] < best || (first && by[r][k] == best)) continue;
      best = by[r][k];
      chosen = {{static_cast<double>(r), static_cast<double>(k), validation[r][k], test[r][k]}};
    }
  }
  return chosen;
}

}  // namespace

// ---- 11.1 grid ----------------------------------------------------------------------------------

TEST_CASE("11.1 axes of any lengths: one with one value adds no configurations, but its value",
          "[11][11.1]") {
  Rng rng = test_rng("11.1 b");
  const Table axes = random_axes({1, between(2, 5, rng), 1, 2, between(3, 4, rng), 1}, rng);
  INFO("Each configuration is a column; the last axis changes from each to the next.");
  CHECK_THAT(columns(grid(axes)), close_to(all_combinations(axes)));
}

TEST_CASE("11.1 the first axis without values is named", "[11][11.1]") {
  Rng rng = test_rng("11.1 c");
  Table axes = random_axes({2, 3, 2, 3}, rng);
  const arma::uword i = between(0, 2, rng);
  axes[i].clear();
  axes[3].clear();
  INFO("Axis " << i << " is without values, and axis 3, too.");
  CHECK_REFUSED(grid(axes),
                "grid: axes[" + std::to_string(i) + "] has length 0, expected at least 1");
  CHECK_ACCEPTED(grid(random_axes({2, 3}, rng)));
}

// ---- 11.2 grid_search ---------------------------------------------------------------------------

TEST_CASE("11.2 whatever goes wrong, the search ends with all scores", "[11][11.2]") {
  Rng rng = test_rng("11.2 a");
  const arma::uword count = between(12, 16, rng);
  std::vector<Configuration> configurations;
  std::vector<double> scores;
  std::vector<Way> ways(count, Way::well);
  for (arma::uword i = 0; i < count; ++i) {
    configurations.push_back({as_double(i), uniform(rng)});
    scores.push_back(uniform(-3.0, 5.0, rng));
  }
  const arma::uvec failing = permutation(count, rng);
  for (arma::uword i = 0; i < 5; ++i) ways[failing(i)] = static_cast<Way>(i + 1);

  std::vector<double> expected = scores;
  for (arma::uword i = 0; i < 5; ++i) expected[failing(i)] = infinity;
  std::size_t best = 0;
  std::size_t worst = 0;
  for (std::size_t i = 1; i < expected.size(); ++i) {
    if (expected[i] < expected[best]) best = i;
    if (expected[i] > expected[worst]) worst = i;
  }
  INFO(
      "Five of the runs fail: two throw (a logic_error and a bad_alloc), the scores of the others "
      "are NaN, infinity and -infinity. Each std::exception is caught, whatever its type.");
  const GridResult result = grid_search(configurations, [&](const Configuration& configuration) {
    const auto i = static_cast<std::size_t>(configuration.at(0));
    return go(ways.at(i), scores.at(i));
  });
  INFO("Below, infinity is printed as -1000.");
  CHECK_THAT(comparable(result.scores), close_to(comparable(expected)));
  CHECK_THAT(
      as_double(result.best),
      close_to(static_cast<double>(best), 0.0).mistake(largest_score, static_cast<double>(worst)));
  CHECK_THAT(columns(result.configurations), close_to(columns(configurations)));
}

TEST_CASE("11.2 each configuration is scored once, in turn", "[11][11.2]") {
  Rng rng = test_rng("11.2 b");
  const std::vector<Configuration> configurations = {
      {uniform(rng), uniform(rng)}, {uniform(rng)}, {}, {uniform(rng), uniform(rng), uniform(rng)}};
  std::vector<Configuration> asked;
  const GridResult result = grid_search(configurations, [&](const Configuration& configuration) {
    asked.push_back(configuration);
    return 4.0 - static_cast<double>(asked.size());
  });
  std::vector<Configuration> twice;
  for (const Configuration& one : configurations) twice.insert(twice.end(), 2, one);
  std::vector<Configuration> again = configurations;
  again.insert(again.end(), configurations.begin(), configurations.end());
  std::vector<Configuration> best_again = configurations;
  best_again.push_back(configurations.back());
  INFO("Below, each column is a configuration that was asked for; 999 fills up the short ones.");
  CHECK_THAT(columns(asked), close_to(columns(configurations))
                                 .mistake(misconceptions::asked_twice, columns(twice))
                                 .mistake(misconceptions::best_again, columns(best_again)));
  REQUIRE(result.configurations.size() == 4);
  CHECK(result.configurations[2].empty());
  CHECK_THAT(arma::rowvec(result.scores), close_to({{3, 2, 1, 0}}));
  CHECK_THAT(as_double(result.best), close_to(3.0, 0.0));
}

TEST_CASE("11.2 a single run that did not fail is the best", "[11][11.2]") {
  Rng rng = test_rng("11.2 c");
  const arma::uword survivor = between(1, 5, rng);
  const double score = uniform(1e6, 1e7, rng);
  const std::vector<Configuration> configurations = {{0}, {1}, {2}, {3}, {4}, {5}};
  INFO("Run " << survivor << " has a large score, all others throw or are NaN.");
  const GridResult result = grid_search(configurations, [&](const Configuration& configuration) {
    const auto i = static_cast<arma::uword>(configuration.at(0));
    if (i == survivor) return score;
    return go(i % 2 == 0 ? Way::not_a_number : Way::throws_logic_error, 0.0);
  });
  CHECK_THAT(as_double(result.best), close_to(as_double(survivor), 0.0).mistake(not_moved, 0.0));
  REQUIRE(result.scores.size() == 6);
  CHECK_THAT(result.scores[survivor], close_to(score));
}

// ---- 11.3 spread, repeat_seeds ------------------------------------------------------------------

TEST_CASE("11.3 results that are all moved or stretched", "[11][11.3]") {
  Rng rng = test_rng("11.3 b");
  std::vector<double> results(between(4, 9, rng));
  for (double& result : results) result = uniform(0.0, 1.0, rng);
  std::vector<double> moved = results;
  const double stretch = uniform(1.5, 3.0, rng);
  for (double& result : moved) result = 4.0 - stretch * result;
  const arma::mat before = expected_row(arma::vec(results));
  INFO("Below: runs, mean, deviation, standard error, smallest, largest.");
  CHECK_THAT(row(spread(results)), close_to(before));
  INFO("Each result r has become 4 - " << stretch << " r: the smallest is now the largest.");
  CHECK_THAT(
      row(spread(moved)),
      close_to({{before(0), 4.0 - stretch * before(1), stretch * before(2), stretch * before(3),
                 4.0 - stretch * before(5), 4.0 - stretch * before(4)}}));
}

TEST_CASE("11.3 results that are all equal, or large and close together", "[11][11.3]") {
  Rng rng = test_rng("11.3 d");
  const double number = uniform(0.1, 0.9, rng);
  const arma::uword runs = between(5, 9, rng);
  REQUIRE_THAT(spread({0.0, 3.0, 6.0}).deviation, close_to(3.0));
  INFO(one_pass);
  INFO(runs << " results of " << number << " do not differ.");
  CHECK_THAT(spread(std::vector<double>(runs, number)).deviation, close_to(0.0).derived());
  const double offset = as_double(between(100000000, 900000000, rng));
  INFO("Three results: " << offset << ", 3 more, 6 more.");
  CHECK_THAT(spread({offset, offset + 3, offset + 6}).deviation, close_to(3.0).derived());
}

TEST_CASE("11.3 seeds that need all 64 bits", "[11][11.3]") {
  Rng rng = test_rng("11.3 c");
  const std::uint64_t first_seed = (std::uint64_t{1} << 40) + between(1, 1000, rng);
  const arma::uword runs = between(5, 9, rng);
  std::vector<double> results(runs);
  for (double& result : results) result = uniform(rng);
  std::vector<double> asked;
  const Spread s = repeat_seeds(
      [&](std::uint64_t seed) {
        const std::uint64_t place = seed - first_seed;
        asked.push_back(static_cast<double>(place));
        return place < runs ? results[place] : 1000.0;
      },
      runs, first_seed);
  INFO("Below, seeds less first_seed, in the order in which they were asked for.");
  CHECK_THAT(arma::rowvec(asked), close_to(arma::regspace(0, as_double(runs) - 1).t()));
  INFO("Below: runs, mean, deviation, standard error, smallest, largest.");
  CHECK_THAT(row(s), close_to(expected_row(arma::vec(results))));
}

// ---- 11.4 accuracy_error, compare_accuracies ----------------------------------------------------

TEST_CASE("11.4 the standard error of any accuracy", "[11][11.4]") {
  Rng rng = test_rng("11.4 a");
  for (int i = 0; i < 10; ++i) {
    const double p = uniform(0.05, 0.45, rng);
    const arma::uword n = between(5, 400, rng);
    const double error = std::sqrt((p - p * p) / as_double(n));
    INFO("Accuracy " << p << " on " << n << " samples.");
    CHECK_THAT(accuracy_error(p, n), close_to(error)
                                         .mistake(no_root, error * error)
                                         .mistake(same_for_any, 0.5 / std::sqrt(as_double(n))));
    INFO("Being right in " << p << " of all cases is as sure as being wrong in as many.");
    CHECK_THAT(accuracy_error(1.0 - p, n), close_to(error));
    INFO("Four times the samples.");
    CHECK_THAT(accuracy_error(p, 4 * n), close_to(error / 2));
  }
}

TEST_CASE("11.4 a comparison of any two accuracies, and the other way round", "[11][11.4]") {
  Rng rng = test_rng("11.4 b");
  arma::urowvec expected(60);
  arma::urowvec said(60);
  arma::urowvec opposite(60);
  arma::urowvec said_opposite(60);
  for (arma::uword i = 0; i < 60; ++i) {
    const double a = uniform(0.1, 0.9, rng);
    const arma::uword n = between(20, 3000, rng);
    // From 0.2 to 3.8 standard errors of a away: on both sides of two errors of the difference.
    const double step = uniform(0.2, 3.8, rng) * std::sqrt(a * (1.0 - a) / as_double(n));
    const double b = std::clamp(uniform(rng) < 0.5 ? a + step : a - step, 0.0, 1.0);
    const double errors = std::sqrt((a * (1.0 - a) + b * (1.0 - b)) / as_double(n));
    const bool close = std::abs(a - b) <= 2.0 * errors;
    expected(i) = close ? 2 : (a > b ? 0 : 1);
    opposite(i) = close ? 2 : (a > b ? 1 : 0);
    said(i) = static_cast<arma::uword>(compare_accuracies(a, b, n));
    said_opposite(i) = static_cast<arma::uword>(compare_accuracies(b, a, n));
  }
  INFO("Below, 0 is better, 1 is worse, 2 is no_difference, and each column is a comparison.");
  CHECK_THAT(said, same_as(expected).mistake(verdicts_swapped, opposite));
  INFO("The same comparisons with a and b in each other's place.");
  CHECK_THAT(said_opposite, same_as(opposite));
}

TEST_CASE("11.4 accuracies of 0 and 1, and what lies just outside", "[11][11.4]") {
  Rng rng = test_rng("11.4 c");
  const arma::uword n = between(2, 50, rng);
  INFO("All samples wrong against all samples right: no error, and a difference of 1.");
  CHECK((compare_accuracies(0.0, 1.0, n) == Comparison::worse));
  CHECK((compare_accuracies(1.0, 0.0, n) == Comparison::better));
  CHECK((compare_accuracies(0.0, 0.0, n) == Comparison::no_difference));
  CHECK_THAT(accuracy_error(0.0, n), close_to(0.0));
  const double beyond = uniform(0.01, 3.0, rng);
  CHECK_THROWS_MATCHES(accuracy_error(1.0 + beyond, n), std::invalid_argument,
                       says("accuracy_error: accuracy is ", "expected 0 to 1"));
  CHECK_THROWS_MATCHES(compare_accuracies(-beyond, 0.5, n), std::invalid_argument,
                       says("accuracy_error: accuracy is -", "expected 0 to 1"));
}

// ---- 11.5 widest_in_budget ----------------------------------------------------------------------

TEST_CASE("11.5 a budget that is used up to the last parameter", "[11][11.5]") {
  Rng rng = test_rng("11.5 a");
  for (int i = 0; i < 8; ++i) {
    const bool residual = i % 2 == 1;
    const arma::uword inputs = between(1, 30, rng);
    const arma::uword outputs = between(1, 30, rng);
    const arma::uword layers = between(residual ? 2 : 1, 9, rng);
    const arma::uword h = between(2, 20, rng);
    const arma::uword exactly = parameters(inputs, outputs, layers, h, residual);
    INFO((residual ? "Residual, " : "Plain, ")
         << inputs << " inputs, " << layers << " hidden layers, " << outputs
         << " outputs: a width of " << h << " has " << exactly << " parameters.");
    CHECK_THAT(as_double(widest_in_budget(inputs, outputs, layers, exactly, residual)),
               close_to(as_double(h), 0.0).mistake(first_too_large, as_double(h + 1)));
    INFO("With a budget of one parameter less.");
    CHECK_THAT(as_double(widest_in_budget(inputs, outputs, layers, exactly - 1, residual)),
               close_to(as_double(h - 1), 0.0));
  }
}

TEST_CASE("11.5 a budget that does not even pay for the outputs gives 0", "[11][11.5]") {
  Rng rng = test_rng("11.5 c");
  const arma::uword outputs = between(10, 20, rng);
  const arma::uword layers = between(2, 4, rng);
  for (const bool residual : {false, true}) {
    INFO(outputs << " outputs have as many biases, and the budget is 1 less.");
    CHECK_THAT(as_double(widest_in_budget(3, outputs, layers, outputs - 1, residual)),
               close_to(0.0, 0.0));
  }
  INFO("A budget of 10,000 pays for some width.");
  CHECK(widest_in_budget(3, outputs, layers, 10000, false) > 0);
}

// ---- 11.6 select_run ----------------------------------------------------------------------------

TEST_CASE("11.6 a choice among runs of any lengths", "[11][11.6]") {
  Rng rng = test_rng("11.6 a");
  for (int i = 0; i < 10; ++i) {
    std::vector<arma::uword> lengths;
    for (int r = 0; r < 5; ++r) lengths.push_back(between(0, 9, rng));
    lengths[uniform_index(5, rng)] = 10;
    const Table validation = random_table(lengths, rng);
    const Table test = random_table(lengths, rng);
    INFO("Below: run, epoch, validation accuracy, test accuracy.");
    CHECK_THAT(row(select_run(validation, test)),
               close_to(largest(validation, validation, test, true))
                   .mistake(last_of_equal_runs, largest(validation, validation, test, false))
                   .mistake(peeking, largest(test, validation, test, true)));
  }
}

TEST_CASE("11.6 the row that does not fit is named", "[11][11.6]") {
  Rng rng = test_rng("11.6 c");
  const std::vector<arma::uword> lengths = {3, 4, 2, 5};
  const arma::uword r = uniform_index(4, rng);
  const Table validation = random_table(lengths, rng);
  Table test = random_table(lengths, rng);
  test[r].push_back(0.5);
  INFO("Each run has as many entries in the one table as in the other.");
  CHECK_REFUSED(select_run(validation, test), "select_run: test[" + std::to_string(r) +
                                                  "] has length " + std::to_string(lengths[r] + 1) +
                                                  ", expected " + std::to_string(lengths[r]));
  test[r].pop_back();
  test.push_back({0.5});
  CHECK_REFUSED(select_run(validation, test), "select_run: test has length 5, expected 4");
  test.pop_back();
  CHECK_ACCEPTED(select_run(validation, test));
}

// ---- 11.7 misclassified, errors_per_class -------------------------------------------------------

TEST_CASE("11.7 the misclassified samples of any prediction", "[11][11.7]") {
  Rng rng = test_rng("11.7 a");
  const arma::uword samples = between(30, 60, rng);
  arma::urowvec predicted = random_classes(samples, 3, rng);
  arma::urowvec actual = random_classes(samples, 3, rng);
  predicted.tail(2) = arma::urowvec{0, 2};  // the last one is wrong, and the one before is right
  actual.tail(2) = arma::urowvec{0, 1};
  std::vector<arma::uword> wrong;
  std::vector<arma::uword> right;
  for (arma::uword i = 0; i < samples; ++i) {
    (predicted(i) == actual(i) ? right : wrong).push_back(i);
  }
  CHECK_THAT(misclassified(predicted, actual),
             same_as(arma::uvec(wrong)).mistake(right_ones, arma::uvec(right)));
}

TEST_CASE("11.7 the errors of any prediction, class by class", "[11][11.7]") {
  Rng rng = test_rng("11.7 b");
  const arma::uword classes = between(4, 10, rng);
  const arma::uword samples = between(60, 120, rng);
  const arma::urowvec predicted = random_classes(samples, classes, rng);
  const arma::urowvec actual = random_classes(samples, classes, rng);
  arma::urowvec of_actual(classes + 2, arma::fill::zeros);
  arma::urowvec of_predicted(classes + 2, arma::fill::zeros);
  for (arma::uword i = 0; i < samples; ++i) {
    if (predicted(i) == actual(i)) continue;
    ++of_actual(actual(i));
    ++of_predicted(predicted(i));
  }
  INFO("Of " << classes + 2 << " classes the last two have no sample.");
  CHECK_THAT(errors_per_class(predicted, actual, classes + 2),
             same_as(of_actual).mistake(for_predicted, of_predicted));
}

TEST_CASE("11.7 all right, all wrong, and no sample at all", "[11][11.7]") {
  Rng rng = test_rng("11.7 c");
  const arma::uword samples = between(5, 20, rng);
  const arma::urowvec actual = random_classes(samples, 4, rng);
  const arma::urowvec other = actual + 1;
  const arma::urowvec none;
  {
    INFO("Each sample is taken for another class, some for one that does not exist.");
    CHECK(misclassified(other, actual).n_elem == samples);
    CHECK(arma::accu(errors_per_class(other, actual, 4)) == samples);
  }
  INFO("All samples are right, or there is none: then there is nothing wrong.");
  CHECK(misclassified(actual, actual).n_elem == 0);
  CHECK(misclassified(none, none).n_elem == 0);
  const arma::urowvec zeros = {0, 0, 0, 0};
  CHECK_THAT(errors_per_class(actual, actual, 4), same_as(zeros));
  CHECK_THAT(errors_per_class(none, none, 4), same_as(zeros));
}
