// Lesson 11: what a result is worth. Searching settings, repeating runs, choosing without peeking,
// and saying no more than the numbers do. What does not fit is refused, in the words of
// common/contract.hpp.
#pragma once

#include <armadillo>
#include <cstdint>
#include <functional>
#include <vector>

namespace nn {

/// One number for each setting that is searched: {0.1, 32} is a learning rate and a batch size.
using Configuration = std::vector<double>;

/// Every combination of one value from each axis; the last axis changes fastest:
/// {{0.1, 0.01}, {32, 64}} gives {0.1, 32}, {0.1, 64}, {0.01, 32}, {0.01, 64}. No axis gives one
/// empty configuration. Refuses an axis without values ("axes[1] has length 0, expected at least
/// 1").
std::vector<Configuration> grid(const std::vector<std::vector<double>>& axes);

struct GridResult {
  std::vector<Configuration> configurations;
  std::vector<double> scores;  // one for each; infinity for a run that failed
  arma::uword best = 0;        // the smallest score's place; of equal ones the first
};

/// The score of each configuration, asked for once, in turn. Small is good (a validation loss). A
/// run that throws a std::exception, or whose score is not finite, has failed: its score is
/// +infinity, and the search goes on. Refuses an empty list ("got 0 configurations, expected at
/// least 1").
GridResult grid_search(const std::vector<Configuration>& configurations,
                       const std::function<double(const Configuration&)>& score);

/// What several runs say together.
struct Spread {
  arma::uword runs = 0;
  double mean = 0.0;
  double deviation = 0.0;       // of the runs, with 1/(runs - 1): they are a sample; 0 for one run
  double standard_error = 0.0;  // of the mean: deviation / sqrt(runs)
  double smallest = 0.0;
  double largest = 0.0;
};

/// Refuses an empty list ("got 0 results, expected at least 1").
Spread spread(const std::vector<double>& results);

/// The spread of run(first_seed), run(first_seed + 1), ...: `runs` calls, in this order. spread()
/// refuses 0 runs.
Spread repeat_seeds(const std::function<double(std::uint64_t seed)>& run, arma::uword runs,
                    std::uint64_t first_seed);

/// The standard error of an accuracy p that was measured on n samples: sqrt(p (1 - p) / n). Refuses
/// what is no accuracy, a NaN, too ("accuracy is 1.2, expected 0 to 1"), and 0 samples ("got 0
/// samples, expected at least 1").
double accuracy_error(double accuracy, arma::uword samples);

enum class Comparison { better, worse, no_difference };

/// What may be said of a against b, two accuracies on independent test parts of `samples` samples
/// each: a difference of at most two standard errors is none, and its standard error is
/// sqrt(error_a^2 + error_b^2). accuracy_error refuses what does not fit.
Comparison compare_accuracies(double a, double b, arma::uword samples);

/// The largest width h for which a network from `inputs` over `hidden_layers` layers of width h to
/// `outputs` has at most `budget` parameters, weights and biases; 0 if none has. A residual network
/// has h^2 more for each hidden layer but the first (lesson 10). inputs and outputs are at least 1.
/// Refuses too few hidden layers ("hidden_layers is 0, expected at least 1", 2 if residual).
arma::uword widest_in_budget(arma::uword inputs, arma::uword outputs, arma::uword hidden_layers,
                             arma::uword budget, bool residual);

/// A run and an epoch, chosen by validation alone, and what the test part then says about it.
struct Selection {
  arma::uword run = 0;
  arma::uword epoch = 0;
  double validation = 0.0;
  double test = 0.0;
};

/// Entry [r][k] is the accuracy of run r after epoch k; runs may differ in length. The largest
/// validation accuracy decides, of equal ones the first run, and in it the first epoch. Refuses a
/// `test`, and a row test[r], of another length than validation's, and tables without any epoch
/// ("got 0 results, expected at least 1").
Selection select_run(const std::vector<std::vector<double>>& validation,
                     const std::vector<std::vector<double>>& test);

/// The indices of the samples whose predicted class is not the actual one, ascending. Refuses an
/// `actual` of another shape.
arma::uvec misclassified(const arma::urowvec& predicted, const arma::urowvec& actual);

/// How many samples of each actual class were misclassified: 1 x classes. A predicted class may be
/// any number. Refuses an `actual` of another shape, and an actual class outside of the count, of
/// any sample ("actual class 7 is outside 0 ... 4").
arma::urowvec errors_per_class(const arma::urowvec& predicted, const arma::urowvec& actual,
                               arma::uword classes);

// Sources: report 000 (failed runs score infinity), report 003 (budget), report 004 (digits);
// Dietterich, Approximate Statistical Tests for Comparing Supervised Classification Learning
// Algorithms (1998); Cawley and Talbot, On Over-fitting in Model Selection (2010).

}  // namespace nn
