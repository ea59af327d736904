// How each function of lesson 05 crosses the process border. A function that is an argument stays
// with the tests, and the student's code calls back: each call is a round trip.
#include "05_gradient_checks/gradient_checks.hpp"
#include "remote/remote.hpp"

REMOTE_STRUCT(nn::DenseLayer, it.weights, it.bias, it.activation)
REMOTE_STRUCT(nn::Network, it.layers)
REMOTE_STRUCT(nn::TaylorTest, it.steps, it.zeroth, it.first)

REMOTE(arma::vec, nn::numerical_gradient,
       (const nn::ScalarFunction& f, const arma::vec& x, double step), (f, x, step))
REMOTE(double, nn::relative_error, (const arma::vec& a, const arma::vec& b), (a, b))
REMOTE(nn::Verdict, nn::judge_relative_error, (double error), (error))
REMOTE(arma::vec, nn::layer_errors,
       (const nn::Network& network, const arma::vec& analytic, const arma::vec& numerical),
       (network, analytic, numerical))
REMOTE(nn::TaylorTest, nn::taylor_test,
       (const nn::ScalarFunction& f, const arma::vec& g, const arma::vec& x, const arma::vec& d,
        double first_step, arma::uword steps),
       (f, g, x, d, first_step, steps))
REMOTE(double, nn::fitted_order, (const arma::vec& steps, const arma::vec& errors, double floor),
       (steps, errors, floor))
REMOTE(nn::TaylorTest, nn::jacobian_test,
       (const nn::VectorFunction& F, const arma::vec& product, const arma::vec& x,
        const arma::vec& u, const arma::vec& d, double first_step, arma::uword steps),
       (F, product, x, u, d, first_step, steps))
REMOTE(double, nn::loss_at,
       (const nn::Network& network, const arma::vec& theta, nn::LossFunction function,
        const arma::mat& X, const arma::mat& targets),
       (network, theta, function, X, targets))
REMOTE(arma::vec, nn::loss_gradient,
       (const nn::Network& network, nn::LossFunction function, const arma::mat& X,
        const arma::mat& targets),
       (network, function, X, targets))
