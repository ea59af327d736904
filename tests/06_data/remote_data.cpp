// How each function of lesson 06 crosses the process border.
#include "06_data/data.hpp"
#include "remote/remote.hpp"

REMOTE_STRUCT(nn::Standardisation, it.mean, it.deviation)
REMOTE_STRUCT(nn::MinMax, it.low, it.high)
REMOTE_STRUCT(nn::Features, it.names, it.X)

REMOTE(std::vector<arma::uvec>, nn::split_samples,
       (arma::uword samples, const std::vector<double>& fractions, nn::Rng& rng),
       (samples, fractions, rng))
REMOTE(arma::uvec, nn::distinct_samples, (const arma::mat& X), (X))
REMOTE(nn::Standardisation, nn::fit_standardisation, (const arma::mat& X_training), (X_training))
REMOTE(arma::mat, nn::apply_standardisation,
       (const nn::Standardisation& scaling, const arma::mat& X), (scaling, X))
REMOTE(nn::MinMax, nn::fit_min_max, (const arma::mat& X_training), (X_training))
REMOTE(arma::mat, nn::apply_min_max, (const nn::MinMax& scaling, const arma::mat& X), (scaling, X))
REMOTE(arma::mat, nn::undo_min_max, (const nn::MinMax& scaling, const arma::mat& scaled),
       (scaling, scaled))
REMOTE(arma::rowvec, nn::safe_ratio, (const arma::rowvec& x, const arma::rowvec& z, double limit),
       (x, z, limit))
REMOTE(arma::rowvec, nn::safe_log, (const arma::rowvec& x), (x))
REMOTE(arma::rowvec, nn::safe_root, (const arma::rowvec& x), (x))
REMOTE(arma::vec, nn::quartiles, (const arma::rowvec& values), (values))
REMOTE(arma::mat, nn::quartile_one_hot, (const arma::rowvec& values, const arma::vec& bounds),
       (values, bounds))
REMOTE(nn::Features, nn::engineer_features,
       (const arma::rowvec& x, const arma::rowvec& z, const arma::vec& bounds, nn::Rng& rng),
       (x, z, bounds, rng))
REMOTE(arma::mat, nn::correlation_matrix, (const arma::mat& X), (X))
