// How each function of lesson 11 crosses the process border.
#include "11_evaluation/evaluation.hpp"
#include "remote/remote.hpp"

REMOTE_STRUCT(nn::GridResult, it.configurations, it.scores, it.best)
REMOTE_STRUCT(nn::Spread, it.runs, it.mean, it.deviation, it.standard_error, it.smallest,
              it.largest)
REMOTE_STRUCT(nn::Selection, it.run, it.epoch, it.validation, it.test)

REMOTE(std::vector<nn::Configuration>, nn::grid, (const std::vector<std::vector<double>>& axes),
       (axes))
REMOTE(nn::GridResult, nn::grid_search,
       (const std::vector<nn::Configuration>& configurations,
        const std::function<double(const nn::Configuration&)>& score),
       (configurations, score))
REMOTE(nn::Spread, nn::spread, (const std::vector<double>& results), (results))
REMOTE(nn::Spread, nn::repeat_seeds,
       (const std::function<double(std::uint64_t seed)>& run, arma::uword runs,
        std::uint64_t first_seed),
       (run, runs, first_seed))
REMOTE(double, nn::accuracy_error, (double accuracy, arma::uword samples), (accuracy, samples))
REMOTE(nn::Comparison, nn::compare_accuracies, (double a, double b, arma::uword samples),
       (a, b, samples))
REMOTE(arma::uword, nn::widest_in_budget,
       (arma::uword inputs, arma::uword outputs, arma::uword hidden_layers, arma::uword budget,
        bool residual),
       (inputs, outputs, hidden_layers, budget, residual))
REMOTE(nn::Selection, nn::select_run,
       (const std::vector<std::vector<double>>& validation,
        const std::vector<std::vector<double>>& test),
       (validation, test))
REMOTE(arma::uvec, nn::misclassified, (const arma::urowvec& predicted, const arma::urowvec& actual),
       (predicted, actual))
REMOTE(arma::urowvec, nn::errors_per_class,
       (const arma::urowvec& predicted, const arma::urowvec& actual, arma::uword classes),
       (predicted, actual, classes))
