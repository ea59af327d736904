// Lesson 11, evaluation: a solution. Read it once your own passes.
#include "11_evaluation/evaluation.hpp"

#include <cmath>
#include <exception>
#include <string>

#include "common/contract.hpp"

namespace nn {

// Task 11.1  Every combination.
std::vector<Configuration> grid(const std::vector<std::vector<double>>& axes) {
  std::vector<Configuration> all(1);  // one configuration, which has no values yet
  for (std::size_t i = 0; i < axes.size(); ++i) {
    require(!axes[i].empty(), "grid",
            "axes[" + std::to_string(i) + "] has length 0, expected at least 1");
    std::vector<Configuration> longer;
    for (const Configuration& begun : all) {
      for (const double value : axes[i]) {
        longer.push_back(begun);
        longer.back().push_back(value);
      }
    }
    all = longer;
  }
  return all;
}

// Task 11.2  A search that survives its failures.
GridResult grid_search(const std::vector<Configuration>& configurations,
                       const std::function<double(const Configuration&)>& score) {
  require(!configurations.empty(), "grid_search", "got 0 configurations, expected at least 1");

  GridResult result{.configurations = configurations, .scores = {}, .best = 0};
  for (std::size_t i = 0; i < configurations.size(); ++i) {
    double got = arma::datum::inf;
    try {
      got = score(configurations[i]);
    } catch (const std::exception&) {
      // This run has failed. The others still have their turn.
    }
    result.scores.push_back(std::isfinite(got) ? got : arma::datum::inf);
    if (result.scores[i] < result.scores[result.best]) result.best = i;
  }
  return result;
}

// Task 11.3  What several runs say together.
Spread spread(const std::vector<double>& results) {
  require(!results.empty(), "spread", "got 0 results, expected at least 1");

  const arma::vec values(results);
  const double n = static_cast<double>(results.size());
  const double mean = arma::mean(values);
  const double squares = arma::accu(arma::square(values - mean));
  const double deviation = results.size() == 1 ? 0.0 : std::sqrt(squares / (n - 1.0));
  return {.runs = results.size(),
          .mean = mean,
          .deviation = deviation,
          .standard_error = deviation / std::sqrt(n),
          .smallest = values.min(),
          .largest = values.max()};
}

Spread repeat_seeds(const std::function<double(std::uint64_t seed)>& run, arma::uword runs,
                    std::uint64_t first_seed) {
  std::vector<double> results;
  for (arma::uword i = 0; i < runs; ++i) results.push_back(run(first_seed + i));
  return spread(results);
}

// Task 11.4  How sure is an accuracy?
double accuracy_error(double accuracy, arma::uword samples) {
  require(accuracy >= 0.0 && accuracy <= 1.0, "accuracy_error",
          "accuracy is " + number(accuracy) + ", expected 0 to 1");
  require(samples > 0, "accuracy_error", "got 0 samples, expected at least 1");
  return std::sqrt(accuracy * (1.0 - accuracy) / static_cast<double>(samples));
}

Comparison compare_accuracies(double a, double b, arma::uword samples) {
  const double error_a = accuracy_error(a, samples);
  const double error_b = accuracy_error(b, samples);
  const double error = std::sqrt(error_a * error_a + error_b * error_b);
  if (a - b > 2.0 * error) return Comparison::better;
  if (b - a > 2.0 * error) return Comparison::worse;
  return Comparison::no_difference;
}

// Task 11.5  The same number of parameters for everybody.
arma::uword widest_in_budget(arma::uword inputs, arma::uword outputs, arma::uword hidden_layers,
                             arma::uword budget, bool residual) {
  const arma::uword least = residual ? 2 : 1;
  require(hidden_layers >= least, "widest_in_budget",
          "hidden_layers is " + std::to_string(hidden_layers) + ", expected at least " +
              std::to_string(least));

  const auto parameters = [&](arma::uword h) {
    const arma::uword step = h * h + h + (residual ? h * h : 0);  // from a hidden layer to the next
    return (inputs * h + h) + (hidden_layers - 1) * step + (h * outputs + outputs);
  };
  arma::uword width = 0;
  while (parameters(width + 1) <= budget) ++width;
  return width;
}

// Task 11.6  Choosing without peeking.
Selection select_run(const std::vector<std::vector<double>>& validation,
                     const std::vector<std::vector<double>>& test) {
  require_length("select_run", "test", test.size(), validation.size());

  Selection chosen;
  chosen.validation = -1.0;  // below every accuracy
  for (std::size_t r = 0; r < validation.size(); ++r) {
    const std::string row = "test[" + std::to_string(r) + "]";
    require_length("select_run", row, test[r].size(), validation[r].size());
    for (std::size_t k = 0; k < validation[r].size(); ++k) {
      if (validation[r][k] > chosen.validation) chosen = {r, k, validation[r][k], test[r][k]};
    }
  }
  require(chosen.validation >= 0.0, "select_run", "got 0 results, expected at least 1");
  return chosen;
}

// Task 11.7  Which samples, and of which class?
arma::uvec misclassified(const arma::urowvec& predicted, const arma::urowvec& actual) {
  require_shape("misclassified", "actual", actual, 1, predicted.n_elem);
  return arma::find(predicted != actual);
}

arma::urowvec errors_per_class(const arma::urowvec& predicted, const arma::urowvec& actual,
                               arma::uword classes) {
  require_shape("errors_per_class", "actual", actual, 1, predicted.n_elem);

  arma::urowvec errors(classes, arma::fill::zeros);
  for (arma::uword i = 0; i < actual.n_elem; ++i) {
    require(actual(i) < classes, "errors_per_class",
            "actual class " + std::to_string(actual(i)) + " is outside 0 ... " +
                std::to_string(classes - 1));
    if (predicted(i) != actual(i)) ++errors(actual(i));
  }
  return errors;
}

}  // namespace nn
