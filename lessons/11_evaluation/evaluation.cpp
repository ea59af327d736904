// Lesson 11, evaluation: the file that you edit. README.md beside it explains every task,
// evaluation.hpp says what each function promises.
//
// Check your work with      ./gradus check 11
// or one task of it with    ./gradus check 11.1
#include "11_evaluation/evaluation.hpp"

#include <cmath>
#include <exception>
#include <sstream>
#include <string>

#include "common/contract.hpp"

namespace nn {

// Task 11.1  Every combination.
//   a. Refuse an axis without values, with require() and the message in evaluation.hpp.
//   b. Begin with a list of one configuration that has no values yet. That is the answer if there
//      is no axis.
//   c. For each axis make a longer list: every configuration so far, once for each value of the
//      axis, with that value at its end.
std::vector<Configuration> grid(const std::vector<std::vector<double>>& axes) {
  todo("11.1 grid", axes);
}

// Task 11.2  A search that survives its failures.
//   a. Refuse an empty list, with the message in evaluation.hpp.
//   b. Ask for the score of each configuration in turn, once. A run may throw: try and catch
//      (const std::exception&) keep that from ending the search.
//   c. What failed scores arma::datum::inf, which is infinity. std::isfinite() asks about the
//      others. Each configuration has a score, failed or not.
//   d. The place of the smallest score; of equal ones the first.
GridResult grid_search(const std::vector<Configuration>& configurations,
                       const std::function<double(const Configuration&)>& score) {
  todo("11.2 grid_search", configurations, score);
}

// Task 11.3  What several runs say together.
//   a. Refuse an empty list. Then all six members of Spread.
//   b. The deviation has 1/(runs - 1). What would that be for one run, and what does the contract
//      want there?
//   c. repeat_seeds: one run for each seed, the results in a list, and spread() does the rest.
Spread spread(const std::vector<double>& results) {
  todo("11.3 spread", results);
}

Spread repeat_seeds(const std::function<double(std::uint64_t seed)>& run, arma::uword runs,
                    std::uint64_t first_seed) {
  todo("11.3 repeat_seeds", run, runs, first_seed);
}

// Task 11.4  How sure is an accuracy?
//   a. Refuse what is no accuracy. Every comparison with a NaN is false: ask so that it is refused.
//      A std::ostringstream prints a double for the message.
//   b. Refuse 0 samples. The formula stands in evaluation.hpp.
//   c. compare_accuracies: the error of the difference first, then which of three cases it is.
double accuracy_error(double accuracy, arma::uword samples) {
  todo("11.4 accuracy_error", accuracy, samples);
}

Comparison compare_accuracies(double a, double b, arma::uword samples) {
  todo("11.4 compare_accuracies", a, b, samples);
}

// Task 11.5  The same number of parameters for everybody.
//   a. Refuse too few hidden layers, with the message in evaluation.hpp: how many does each of the
//      two kinds need?
//   b. Write a function of your own (above, or a lambda) that counts the parameters for a width h.
//   c. A wider network has more of them. Which is the last width that the budget pays for?
arma::uword widest_in_budget(arma::uword inputs, arma::uword outputs, arma::uword hidden_layers,
                             arma::uword budget, bool residual) {
  todo("11.5 widest_in_budget", inputs, outputs, hidden_layers, budget, residual);
}

// Task 11.6  Choosing without peeking.
//   a. Refuse tables that do not fit together, with the messages in evaluation.hpp.
//   b. Go through all runs and all epochs. The largest validation accuracy decides.
//   c. The test accuracy is looked up when the choice is made, and not before.
Selection select_run(const std::vector<std::vector<double>>& validation,
                     const std::vector<std::vector<double>>& test) {
  todo("11.6 select_run", validation, test);
}

// Task 11.7  Which samples, and of which class?
//   a. Refuse vectors of different lengths, with require_shape(), in both functions under their own
//      names.
//   b. misclassified: the indices where the two differ. arma::find() may help.
//   c. errors_per_class: one count for each class, 0 at first. Refuse an actual class that has no
//      count, whatever was predicted.
arma::uvec misclassified(const arma::urowvec& predicted, const arma::urowvec& actual) {
  todo("11.7 misclassified", predicted, actual);
}

arma::urowvec errors_per_class(const arma::urowvec& predicted, const arma::urowvec& actual,
                               arma::uword classes) {
  todo("11.7 errors_per_class", predicted, actual, classes);
}

}  // namespace nn
