// Lesson 05: how to prove that a gradient is right, without knowing the right gradient.
//
// f is any function of a vector, and g is claimed to be its gradient. No check knows where g comes
// from. What is refused throws std::invalid_argument, in the words of common/contract.hpp.
#pragma once

#include <armadillo>
#include <functional>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "03_losses/losses.hpp"

namespace nn {

using ScalarFunction = std::function<double(const arma::vec&)>;
using VectorFunction = std::function<arma::vec(const arma::vec&)>;

/// Central differences: entry i is (f(x + step e_i) - f(x - step e_i)) / (2 step).
/// Refuses a step that is not more than 0.
arma::vec numerical_gradient(const ScalarFunction& f, const arma::vec& x, double step);

/// |a - b| / max(|a|, |b|) with Euclidean norms, and 0 if both are zero vectors. Infinite if an
/// entry of either is not finite. Right for entries of any size, even 1e200, whose square is
/// infinite. Refuses a b that is not as long as a.
double relative_error(const arma::vec& a, const arma::vec& b);

/// What a relative error says, after CS231n: above 1e-2 wrong, above 1e-4 suspicious, above 1e-7
/// fine only where the function has kinks (ReLU), and right up to and with 1e-7. What is not a
/// number is wrong.
enum class Verdict { right, fine_with_kinks, suspicious, wrong };
Verdict judge_relative_error(double error);

/// The largest |analytic - numerical| among the parameters of each layer, first layer first. Both
/// are in the order of flatten() in lesson 04. Refuses either, if it has another length.
arma::vec layer_errors(const Network& network, const arma::vec& analytic,
                       const arma::vec& numerical);

/// The Taylor test. With d a direction, and entry k = 0, 1, ... for the step e = first_step / 2^k:
struct TaylorTest {
  arma::vec steps;   // e
  arma::vec zeroth;  // |f(x + e d) - f(x)|, which shrinks like e
  arma::vec first;   // |f(x + e d) - f(x) - e g'd|, which shrinks like e^2 only if g is right
};

/// Refuses a g or a d that is not as long as x.
TaylorTest taylor_test(const ScalarFunction& f, const arma::vec& g, const arma::vec& x,
                       const arma::vec& d, double first_step, arma::uword steps);

/// p, where errors is about c steps^p: the slope of the least-squares line through the points
/// (log steps, log errors). Points with an error below `floor`, which are rounding, do not count;
/// the floor is more than 0, because 0 has no logarithm.
/// Refuses fewer than two: "fitted_order: 1 error above the floor, expected at least 2".
double fitted_order(const arma::vec& steps, const arma::vec& errors, double floor);

/// The Jacobian-transposed test, for an F from vectors to vectors with Jacobian J: `product` is
/// claimed to be J'u. It is the gradient of x -> u'F(x), so this is the Taylor test of that
/// function. Refuses a u that is not as long as F(x).
TaylorTest jacobian_test(const VectorFunction& F, const arma::vec& product, const arma::vec& x,
                         const arma::vec& u, const arma::vec& d, double first_step,
                         arma::uword steps);

/// The loss of a network as a function of all its parameters, and its gradient by backpropagation,
/// both in the order of flatten().
double loss_at(const Network& network, const arma::vec& theta, LossFunction function,
               const arma::mat& X, const arma::mat& targets);
arma::vec loss_gradient(const Network& network, LossFunction function, const arma::mat& X,
                        const arma::mat& targets);

// Sources: CS231n, Gradient checks; Griewank and Walther, Evaluating Derivatives (2008), section
// 3.2.

}  // namespace nn
