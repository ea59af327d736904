// How each function of lesson 15 crosses the process border. Clocks and tasks stay with the tests.
#include "15_fast/fast.hpp"
#include "remote/remote.hpp"

REMOTE_STRUCT(nn::DenseLayer, it.weights, it.bias, it.activation)
REMOTE_STRUCT(nn::Network, it.layers)
REMOTE_STRUCT(nn::Cache, it.numbers, it.lines)
REMOTE_STRUCT(nn::Work, it.flops, it.bytes)
REMOTE_STRUCT(nn::Machine, it.flops, it.bytes)
REMOTE_STRUCT(nn::Spread, it.median, it.low, it.high)
REMOTE_STRUCT(nn::BenchmarkSettings, it.warm_up, it.rounds, it.least_seconds)
REMOTE_STRUCT(nn::Workspace, it.A, it.dZ, it.dW, it.db)
REMOTE_STRUCT(nn::Part, it.first, it.count)
REMOTE_STRUCT(nn::Quantised, it.values, it.scales)

REMOTE(arma::mat, nn::loop_product,
       (const arma::mat& A, const arma::mat& B, nn::LoopOrder order, arma::uword block),
       (A, B, order, block))
REMOTE(arma::uvec, nn::loop_visits,
       (arma::uword rows, arma::uword inner, arma::uword cols, nn::LoopOrder order,
        arma::uword block),
       (rows, inner, cols, order, block))

REMOTE(arma::uword, nn::cache_misses, (const arma::uvec& visits, const nn::Cache& cache),
       (visits, cache))

REMOTE(nn::Work, nn::product_work, (arma::uword rows, arma::uword inner, arma::uword cols),
       (rows, inner, cols))
REMOTE(nn::Work, nn::training_work, (const std::vector<arma::uword>& widths, arma::uword samples),
       (widths, samples))
REMOTE(double, nn::attainable_flops, (const nn::Machine& machine, const nn::Work& work),
       (machine, work))

REMOTE(nn::Spread, nn::spread_of, (std::vector<double> values), (values))
REMOTE(nn::Spread, nn::seconds_a_call,
       (const std::function<void()>& task, const nn::Clock& clock,
        const nn::BenchmarkSettings& settings),
       (task, clock, settings))
REMOTE(nn::Spread, nn::time_ratio,
       (const std::function<void()>& task, const std::function<void()>& base,
        const nn::Clock& clock, const nn::BenchmarkSettings& settings),
       (task, base, clock, settings))

REMOTE(nn::Workspace, nn::make_workspace, (const nn::Network& network, arma::uword capacity),
       (network, capacity))
REMOTE(double, nn::gradient_into,
       (nn::Workspace & space, const nn::Network& network, const arma::mat& X, const arma::mat& T),
       (space, network, X, T))
REMOTE(void, nn::take_step, (nn::Network & network, const nn::Workspace& space, double rate),
       (network, space, rate))

REMOTE(std::vector<nn::Part>, nn::cut_batch, (arma::uword samples, arma::uword parts),
       (samples, parts))
REMOTE(void, nn::join_parts,
       (std::vector<nn::Workspace> & spaces, const std::vector<nn::Part>& parts), (spaces, parts))

REMOTE(nn::Quantised, nn::quantise_rows, (const arma::mat& W, arma::uword bits), (W, bits))
REMOTE(arma::mat, nn::quantised_product, (const nn::Quantised& W, const arma::mat& X), (W, X))
