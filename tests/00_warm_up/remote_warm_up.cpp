// How each function of lesson 00 crosses the border to the process that runs the student's code.
#include "00_warm_up/warm_up.hpp"
#include "remote/remote.hpp"

REMOTE(arma::mat, nn::weighted_sums, (const arma::mat& W, const arma::mat& X), (W, X))
REMOTE(arma::mat, nn::add_to_columns, (const arma::mat& Z, const arma::vec& b), (Z, b))
REMOTE(arma::vec, nn::feature_means, (const arma::mat& X), (X))
REMOTE(arma::mat, nn::standardise, (const arma::mat& X), (X))
REMOTE(arma::urowvec, nn::most_likely, (const arma::mat& P), (P))
REMOTE(arma::mat, nn::one_hot, (const arma::urowvec& labels, arma::uword classes),
       (labels, classes))
