// Lesson 05, gradient checks: the file that you edit. README.md beside it explains every task,
// gradient_checks.hpp says what each function promises.
//
// Check your work with      ./gradus check 05
// or one task of it with    ./gradus check 5.1
#include "05_gradient_checks/gradient_checks.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "04_backprop/backprop.hpp"
#include "common/contract.hpp"

namespace nn {

// Task 5.1  Central differences.
//   a. Refuse a step that is not more than 0, with require() and number() from common/contract.hpp,
//      where the form of the message stands, too.
//   b. x is const, so work on a copy. Move one entry up by step and ask f; move it down and ask f.
//   c. Put the entry back before the next one moves. What is it otherwise that entry 1 measures?
//   d. How far apart are the two points? That is what the difference is divided by.
arma::vec numerical_gradient(const ScalarFunction& f, const arma::vec& x, double step) {
  todo("5.1 numerical_gradient", f, x, step);
}

// Task 5.2  The relative error.
//   a. Refuse a b that is not as long as a, with require_shape().
//   b. arma::norm(v) is the Euclidean norm |v|.
//   c. Which number does the formula give for two zero vectors, and which should it be?
//   d. If an entry is NaN or infinite, nothing may pass: a.is_finite() tells. Why not leave it to
//      the formula? Because NaN > 1e-2 is false.
double relative_error(const arma::vec& a, const arma::vec& b) {
  todo("5.2 relative_error", a, b);
}

// Task 5.3  The verdict.
//   a. The three bounds stand in gradient_checks.hpp. To which side does each bound itself belong?
//   b. Every comparison with NaN is false. Which of the four verdicts does your code reach then?
Verdict judge_relative_error(double error) {
  todo("5.3 judge_relative_error", error);
}

// Task 5.4  Layer by layer.
//   a. Refuse a gradient that is too short or too long for the network, each of the two, with
//      require_length().
//   b. flatten() puts the layers in a row, and each layer's weights before its bias. So where does
//      layer 0 end, and where does layer 1 begin?
//   c. The largest difference is the one that is furthest from 0, on either side.
arma::vec layer_errors(const Network& network, const arma::vec& analytic,
                       const arma::vec& numerical) {
  todo("5.4 layer_errors", network, analytic, numerical);
}

// Task 5.5  The Taylor test.
//   a. Refuse a g or a d that is not as long as x.
//   b. The first step is first_step itself, and each further one is half of the one before.
//   c. For each step e: how far is f(x + e d) from f(x), and how far from what g foretells,
//      f(x) + e g'd? g'd is one number, arma::dot(g, d). Neither distance is negative.
TaylorTest taylor_test(const ScalarFunction& f, const arma::vec& g, const arma::vec& x,
                       const arma::vec& d, double first_step, arma::uword steps) {
  todo("5.5 taylor_test", f, g, x, d, first_step, steps);
}

// Task 5.6  The slope of the errors.
//   a. Keep the points whose error is not below the floor, each with its own step. With fewer than
//      two of them there is no line: refuse.
//   b. Take the logarithm of both, of steps and of errors.
//   c. The slope of the least-squares line through points (s, t) is the sum of
//      (s - mean of s)(t - mean of t), divided by the sum of (s - mean of s)^2.
double fitted_order(const arma::vec& steps, const arma::vec& errors, double floor) {
  todo("5.6 fitted_order", steps, errors, floor);
}

// Task 5.7  The Jacobian-transposed test.
//   a. Refuse a u that is not as long as F(x).
//   b. Make a function of x with one number as its value, u'F(x). A lambda does that:
//      const ScalarFunction f = [&](const arma::vec& point) { return ...; };
//   c. Of which function is `product` the gradient? You have a test for that.
TaylorTest jacobian_test(const VectorFunction& F, const arma::vec& product, const arma::vec& x,
                         const arma::vec& u, const arma::vec& d, double first_step,
                         arma::uword steps) {
  todo("5.7 jacobian_test", F, product, x, u, d, first_step, steps);
}

// Task 5.8  The loss of a whole network.
//   a. loss_at: the network lends its shape and its activations, theta holds the parameters:
//      unflatten() brings them together. Then forward, and evaluate_loss() on the output.
//   b. loss_gradient: forward, the loss with its gradient, backward, and all of it in one vector.
//      Each of these steps is a function that you have written. Where does 1/m stand?
double loss_at(const Network& network, const arma::vec& theta, LossFunction function,
               const arma::mat& X, const arma::mat& targets) {
  todo("5.8 loss_at", network, theta, function, X, targets);
}

arma::vec loss_gradient(const Network& network, LossFunction function, const arma::mat& X,
                        const arma::mat& targets) {
  todo("5.8 loss_gradient", network, function, X, targets);
}

}  // namespace nn
