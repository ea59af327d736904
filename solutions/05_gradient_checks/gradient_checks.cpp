// Lesson 05, gradient checks: a solution. Yours may differ and be as good: read it once your own
// passes.
#include "05_gradient_checks/gradient_checks.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "04_backprop/backprop.hpp"
#include "common/contract.hpp"

namespace nn {

// Task 5.1  Central differences.
arma::vec numerical_gradient(const ScalarFunction& f, const arma::vec& x, double step) {
  require(step > 0.0, "numerical_gradient", "step is " + number(step) + ", expected more than 0");

  arma::vec gradient(x.n_elem);
  arma::vec moved = x;  // x, but for one entry
  for (arma::uword i = 0; i < x.n_elem; ++i) {
    moved(i) = x(i) + step;
    const double above = f(moved);
    moved(i) = x(i) - step;
    const double below = f(moved);
    moved(i) = x(i);  // put back, before the next entry moves
    gradient(i) = (above - below) / (2.0 * step);
  }
  return gradient;
}

// Task 5.2  The relative error.
double relative_error(const arma::vec& a, const arma::vec& b) {
  require_shape("relative_error", "b", b, a.n_rows, 1);
  // NaN is neither above nor below any bound, so a check that asks "is it too large?" lets it pass.
  if (!a.is_finite() || !b.is_finite()) return arma::datum::inf;

  const double larger = std::max(arma::norm(a), arma::norm(b));
  if (larger == 0.0) return 0.0;  // two zero vectors agree, and 0 / 0 is NaN
  return arma::norm(a - b) / larger;
}

// Task 5.3  The verdict.
Verdict judge_relative_error(double error) {
  // NaN is not <= anything: it falls through to the last line.
  if (error <= 1e-7) return Verdict::right;
  if (error <= 1e-4) return Verdict::fine_with_kinks;
  if (error <= 1e-2) return Verdict::suspicious;
  return Verdict::wrong;
}

// Task 5.4  Layer by layer.
arma::vec layer_errors(const Network& network, const arma::vec& analytic,
                       const arma::vec& numerical) {
  const arma::uword parameters = parameter_count(network);
  require_length("layer_errors", "analytic", analytic.n_elem, parameters);
  require_length("layer_errors", "numerical", numerical.n_elem, parameters);

  const arma::vec errors = arma::abs(analytic - numerical);
  arma::vec largest(network.layers.size());
  arma::uword first = 0;  // where the layer begins in errors
  for (arma::uword i = 0; i < largest.n_elem; ++i) {
    const DenseLayer& layer = network.layers[i];
    const arma::uword next = first + layer.weights.n_elem + layer.bias.n_elem;
    largest(i) = errors.subvec(first, next - 1).max();  // subvec includes its last index
    first = next;
  }
  return largest;
}

// Task 5.5  The Taylor test.
TaylorTest taylor_test(const ScalarFunction& f, const arma::vec& g, const arma::vec& x,
                       const arma::vec& d, double first_step, arma::uword steps) {
  require_shape("taylor_test", "g", g, x.n_rows, 1);
  require_shape("taylor_test", "d", d, x.n_rows, 1);

  const double at_x = f(x);
  const double slope = arma::dot(g, d);  // of f along d, if g is right
  TaylorTest test{.steps = arma::vec(steps), .zeroth = arma::vec(steps), .first = arma::vec(steps)};
  double e = first_step;
  for (arma::uword k = 0; k < steps; ++k) {
    const double change = f(x + e * d) - at_x;
    test.steps(k) = e;
    test.zeroth(k) = std::abs(change);
    test.first(k) = std::abs(change - e * slope);
    e /= 2.0;
  }
  return test;
}

// Task 5.6  The slope of the errors.
double fitted_order(const arma::vec& steps, const arma::vec& errors, double floor) {
  const arma::uvec used = arma::find(errors >= floor);
  require(used.n_elem >= 2, "fitted_order",
          std::to_string(used.n_elem) + (used.n_elem == 1 ? " error" : " errors") +
              " above the floor, expected at least 2");

  const arma::vec log_steps = arma::log(steps.elem(used));
  const arma::vec log_errors = arma::log(errors.elem(used));
  const arma::vec u = log_steps - arma::mean(log_steps);
  const arma::vec v = log_errors - arma::mean(log_errors);
  return arma::dot(u, v) / arma::dot(u, u);
}

// Task 5.7  The Jacobian-transposed test.
TaylorTest jacobian_test(const VectorFunction& F, const arma::vec& product, const arma::vec& x,
                         const arma::vec& u, const arma::vec& d, double first_step,
                         arma::uword steps) {
  require_shape("jacobian_test", "u", u, F(x).n_elem, 1);

  const ScalarFunction f = [&](const arma::vec& point) { return arma::dot(u, F(point)); };
  return taylor_test(f, product, x, d, first_step, steps);
}

// Task 5.8  The loss of a whole network.
double loss_at(const Network& network, const arma::vec& theta, LossFunction function,
               const arma::mat& X, const arma::mat& targets) {
  const arma::mat output = network_forward(unflatten(theta, network), X).back().A;
  return evaluate_loss(function, output, targets).value;
}

arma::vec loss_gradient(const Network& network, LossFunction function, const arma::mat& X,
                        const arma::mat& targets) {
  const std::vector<DenseCache> caches = network_forward(network, X);
  const Loss loss = evaluate_loss(function, caches.back().A, targets);
  return flatten_gradients(backward(network, caches, loss.gradient));
}

}  // namespace nn
