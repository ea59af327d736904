// How each function of lesson 03 crosses the process border.
#include "03_losses/losses.hpp"
#include "remote/remote.hpp"

REMOTE_STRUCT(nn::Loss, it.value, it.gradient)

REMOTE(nn::Loss, nn::mean_squared_error, (const arma::mat& predictions, const arma::mat& targets),
       (predictions, targets))
REMOTE(nn::Loss, nn::binary_cross_entropy, (const arma::mat& logits, const arma::mat& targets),
       (logits, targets))
REMOTE(nn::Loss, nn::softmax_cross_entropy, (const arma::mat& logits, const arma::mat& targets),
       (logits, targets))
REMOTE(nn::Loss, nn::evaluate_loss,
       (nn::LossFunction function, const arma::mat& outputs, const arma::mat& targets),
       (function, outputs, targets))
REMOTE(double, nn::mean_absolute_error,
       (const arma::rowvec& predictions, const arma::rowvec& targets), (predictions, targets))
REMOTE(double, nn::root_mean_squared_error,
       (const arma::rowvec& predictions, const arma::rowvec& targets), (predictions, targets))
REMOTE(double, nn::r_squared, (const arma::rowvec& predictions, const arma::rowvec& targets),
       (predictions, targets))
REMOTE(double, nn::mean_absolute_percentage_error,
       (const arma::rowvec& predictions, const arma::rowvec& targets), (predictions, targets))
REMOTE(double, nn::accuracy, (const arma::urowvec& predicted, const arma::urowvec& actual),
       (predicted, actual))
REMOTE(arma::umat, nn::confusion_matrix,
       (const arma::urowvec& predicted, const arma::urowvec& actual, arma::uword classes),
       (predicted, actual, classes))
