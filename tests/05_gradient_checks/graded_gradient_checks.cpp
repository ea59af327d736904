// The graded tests of lesson 05. Inputs come from a seed that no submission knows. The functions
// whose gradients are checked are polynomials, for which central differences and Taylor's remainder
// are known exactly; losses come from loops over single numbers.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "05_gradient_checks/gradient_checks.hpp"
#include "05_gradient_checks/misconceptions.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"
#include "support/networks.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;
using namespace support;

namespace {

arma::vec random_vec(arma::uword length, double low, double high, Rng& rng) {
  return uniform_matrix(length, 1, low, high, rng);
}

/// Entries between low and high in size, of either sign.
arma::vec signed_vec(arma::uword length, double low, double high, Rng& rng) {
  arma::vec entries = random_vec(length, low, high, rng);
  for (double& entry : entries) entry *= uniform(rng) < 0.5 ? -1.0 : 1.0;
  return entries;
}

arma::vec ones(arma::uword length) {
  return arma::ones(length);
}

// ---- functions whose derivatives are known ------------------------------------------------------

/// f(x) = x'Q x + c'x, with f(x + e d) - f(x) = e slope + e^2 bend, exactly.
struct Quadratic {
  arma::mat Q;
  arma::vec c;

  double operator()(const arma::vec& x) const {
    if (x.n_elem != c.n_elem) return arma::datum::nan;
    return arma::dot(x, Q * x) + arma::dot(c, x);
  }

  arma::vec gradient(const arma::vec& x) const { return Q * x + Q.t() * x + c; }
  double slope(const arma::vec& x, const arma::vec& d) const { return arma::dot(gradient(x), d); }
  double bend(const arma::vec& d) const { return arma::dot(d, Q * d); }
};

Quadratic random_quadratic(arma::uword length, Rng& rng) {
  return {.Q = uniform_matrix(length, length, -1.0, 1.0, rng),
          .c = random_vec(length, -1.0, 1.0, rng)};
}

/// The sum of cubes(i) x(i)^3, and a quadratic. Its central difference is the derivative plus
/// cubes(i) step^2: that is the whole error, whatever the step.
struct Cubic {
  arma::vec cubes;
  Quadratic rest;

  double operator()(const arma::vec& x) const {
    return rest(x) + (x.n_elem == cubes.n_elem ? arma::dot(cubes, x % x % x) : 0.0);
  }

  arma::vec central_difference(const arma::vec& x, double step) const {
    return rest.gradient(x) + 3.0 * cubes % x % x + cubes * step * step;
  }
};

Cubic random_cubic(arma::uword length, Rng& rng) {
  return {.cubes = random_vec(length, 0.5, 1.0, rng), .rest = random_quadratic(length, rng)};
}

/// F(x) = one quadratic an output.
struct Quadratics {
  std::vector<Quadratic> outputs;

  arma::vec operator()(const arma::vec& x) const {
    arma::vec y(outputs.size());
    for (arma::uword i = 0; i < y.n_elem; ++i) y(i) = outputs[i](x);
    return y;
  }

  /// u'F.
  Quadratic along(const arma::vec& u) const {
    Quadratic sum{.Q = 0.0 * outputs[0].Q, .c = 0.0 * outputs[0].c};
    for (arma::uword i = 0; i < outputs.size(); ++i) {
      sum.Q += u(i) * outputs[i].Q;
      sum.c += u(i) * outputs[i].c;
    }
    return sum;
  }
};

Quadratics random_quadratics(arma::uword inputs, arma::uword outputs, Rng& rng) {
  Quadratics F;
  for (arma::uword i = 0; i < outputs; ++i) F.outputs.push_back(random_quadratic(inputs, rng));
  return F;
}

// ---- networks -----------------------------------------------------------------------------------

const std::vector<std::pair<LossFunction, std::string>> all_losses = {
    {LossFunction::mean_squared_error, "mean_squared_error"},
    {LossFunction::binary_cross_entropy, "binary_cross_entropy"},
    {LossFunction::softmax_cross_entropy, "softmax_cross_entropy"}};

/// Five samples of each loss, and a squared error behind sigmoids; targets that fit any of them.
std::vector<std::pair<LossCase, std::string>> draw_losses(Rng& rng) {
  std::vector<std::pair<LossCase, std::string>> cases;
  for (const auto& [function, name] : all_losses) {
    const LossCase one{.network = random_network({2, 4, 3}, rng),
                       .function = function,
                       .X = uniform_matrix(2, 5, -1.0, 1.0, rng),
                       .targets = random_probabilities(arma::SizeMat(3, 5), rng)};
    cases.push_back({one, name + " of five samples, 2 -> 4 -> 3:"});
  }
  LossCase sigmoids{.network = random_network({2, 3, 2, 2}, rng),
                    .function = LossFunction::mean_squared_error,
                    .X = uniform_matrix(2, 3, -1.0, 1.0, rng),
                    .targets = uniform_matrix(2, 3, 0.0, 1.0, rng)};
  for (DenseLayer& layer : sigmoids.network.layers) layer.activation = Activation::sigmoid;
  cases.push_back(
      {sigmoids,
       "The squared error of sigmoids, 2 -> 3 -> 2 -> 2: the last layer has an activation, too."});
  return cases;
}

}  // namespace

// ---- 5.1 numerical_gradient ---------------------------------------------------------------------

TEST_CASE("5.1 the central difference of a cubic is its derivative and a term in step^2",
          "[05][5.1]") {
  Rng rng = test_rng("5.1 a");
  for (const arma::uword length : {4, 1, 12}) {
    const Cubic f = random_cubic(length, rng);
    const arma::vec x = signed_vec(length, 1.5, 2.5, rng);
    const double step = uniform(0.3, 0.6, rng);
    INFO(length << " variables. The step is " << step << ", so that mistakes show. Expected is the "
                << "formula of the contract, not the derivative.");
    CHECK_THAT(numerical_gradient(f, x, step),
               central(f.central_difference(x, step), f, x, step, 1e-9));
  }
}

TEST_CASE("5.1 no step is refused but those that are not more than 0", "[05][5.1]") {
  Rng rng = test_rng("5.1 e");
  // Whole numbers and powers of 2: there is no rounding, however small the step is.
  arma::vec c(3);
  for (double& entry : c) entry = static_cast<double>(between(1, 9, rng));
  const ScalarFunction f = [&](const arma::vec& x) { return arma::dot(c, x); };
  const arma::vec x = {2, -4, 0.5};
  INFO("A straight line is the same for every step above 0, be it small or large.");
  for (const double step : {std::pow(2.0, -30), 8.0}) {
    CHECK_THAT(numerical_gradient(f, x, step), close_to(c));
  }
  INFO("0 and below are refused.");
  const double negative = -uniform(0.1, 2.0, rng);
  CHECK_REFUSED(numerical_gradient(f, x, 0.0),
                "numerical_gradient: step is 0, expected more than 0");
  CHECK_REFUSED(numerical_gradient(f, x, negative),
                "numerical_gradient: step is " + number(negative) + ", expected more than 0");
}

// ---- 5.2 relative_error -------------------------------------------------------------------------

TEST_CASE("5.2 the larger norm stands below, and the size does not matter", "[05][5.2]") {
  Rng rng = test_rng("5.2 a");
  const arma::vec first = signed_vec(5, 0.5, 1.0, rng);
  const arma::vec second = signed_vec(5, 2.0, 4.0, rng);
  for (const double size : {1.0, 1e6, 1e-6, 1e-12}) {
    const arma::vec a = size * first;
    const arma::vec b = size * second;
    const double expected = length_of(first - second) / length_of(second);
    INFO("|a| = " << length_of(a) << ", |b| = " << length_of(b)
                  << ", |a - b| = " << length_of(a - b) << "; and then with a and b swapped.");
    CHECK_THAT(relative_error(a, b), error_between(expected, a, b));
    CHECK_THAT(relative_error(b, a), error_between(expected, b, a));
  }
  const arma::vec near = second + 1e-6 * first;
  INFO("The vectors differ by a millionth. The relative error times a million:");
  CHECK_THAT(relative_error(near, second) * 1e6,
             close_to(length_of(near - second) * 1e6 / std::max(length_of(near), length_of(second)),
                      1e-7));
  CHECK_THAT(relative_error(near, near), close_to(0.0, 0.0));
}

TEST_CASE("5.2 zero vectors agree with each other and with nothing else", "[05][5.2]") {
  Rng rng = test_rng("5.2 d");
  const arma::vec zero(5, arma::fill::zeros);
  const arma::vec tiny = 1e-9 * signed_vec(5, 1.0, 2.0, rng);
  INFO("Two zero vectors, and then one with entries of about 1e-9, which is not the same:");
  CHECK_THAT(relative_error(zero, zero), error_between(0.0, zero, zero));
  CHECK_THAT(relative_error(tiny, zero), error_between(1.0, tiny, zero));
  CHECK_THAT(relative_error(zero, tiny), error_between(1.0, zero, tiny));
}

TEST_CASE("5.2 one entry that is not finite makes the error infinite, wherever it stands",
          "[05][5.2]") {
  Rng rng = test_rng("5.2 e");
  const arma::vec good = signed_vec(4, 1.0, 2.0, rng);
  for (const double bad : {arma::datum::nan, arma::datum::inf, -arma::datum::inf}) {
    for (arma::uword i = 0; i < 4; ++i) {
      arma::vec spoilt = good;
      spoilt(i) = bad;
      INFO("Entry " << i << " is " << bad << ", in the first vector, the second, or both.");
      INFO("The error has to be infinite, so that no bound lets it pass. What it is:");
      CHECK(kind(relative_error(spoilt, good)) == "infinite");
      CHECK(kind(relative_error(good, spoilt)) == "infinite");
      CHECK(kind(relative_error(spoilt, spoilt)) == "infinite");
    }
  }
}

TEST_CASE("5.2 a second vector of another length is refused", "[05][5.2]") {
  Rng rng = test_rng("5.2 f");
  const arma::uword length = between(3, 7, rng);
  for (const arma::uword other : {length - 1, length + 1}) {
    CHECK_REFUSED(relative_error(ones(length), ones(other)),
                  "relative_error: b is " + std::to_string(other) + "x1, expected " +
                      std::to_string(length) + "x1");
  }
  CHECK_ACCEPTED(relative_error(ones(length), ones(length)));
}

// ---- 5.3 judge_relative_error -------------------------------------------------------------------

TEST_CASE("5.3 the verdict changes between a bound and the next number above it", "[05][5.3]") {
  Rng rng = test_rng("5.3 a");
  INFO("The smaller the error, the better the verdict. A bound is not above itself. The smallest");
  INFO("double above it is.");
  const double bounds[] = {1e-7, 1e-4, 1e-2};
  const std::string verdicts[] = {"right", "fine_with_kinks", "suspicious", "wrong"};
  for (std::size_t i = 0; i < 3; ++i) {
    const double above = uniform(1.01, 90.0, rng);
    INFO("The bound is " << bounds[i] << ", and a larger error " << above * bounds[i] << ".");
    CHECK(name(judge_relative_error(bounds[i])) == verdicts[i]);
    CHECK(name(judge_relative_error(std::nextafter(bounds[i], 1.0))) == verdicts[i + 1]);
    CHECK(name(judge_relative_error(above * bounds[i])) == verdicts[i + 1]);
  }
  CHECK(name(judge_relative_error(uniform(0.0, 1e-7, rng))) == "right");
}

// ---- 5.4 layer_errors ---------------------------------------------------------------------------

TEST_CASE("5.4 a single wrong parameter shows in its own layer and in no other", "[05][5.4]") {
  Rng rng = test_rng("5.4 b");
  const Network network = random_network({2, 3, 1, 2}, rng);
  const std::vector<arma::uword> ends = {0, 9, 13, 17};
  const arma::vec numerical = random_vec(17, -1.0, 1.0, rng);
  // All others are a little off: by 0.1 in layer 0, 0.2 in layer 1, 0.3 in layer 2.
  const arma::vec little = {0.1, 0.2, 0.3};
  arma::vec almost = numerical;
  for (arma::uword l = 0; l < 3; ++l) almost.subvec(ends[l], ends[l + 1] - 1) += little(l);
  for (arma::uword l = 0; l < 3; ++l) {
    for (arma::uword i = ends[l]; i < ends[l + 1]; ++i) {
      const double by = signed_vec(1, 1.0, 2.0, rng)(0);
      arma::vec expected = little;
      expected(l) = std::abs(by);
      arma::vec analytic = almost;
      analytic(i) = numerical(i) + by;
      INFO("Layers 2 -> 3, 3 -> 1 and 1 -> 2: 9, 4 and 4 parameters. Parameter "
           << i << " differs by " << by << ", and it is one of layer " << l << ".");
      CHECK_THAT(layer_errors(network, analytic, numerical), close_to(expected));
    }
  }
}

TEST_CASE("5.4 each of the two gradients must have one entry a parameter", "[05][5.4]") {
  Rng rng = test_rng("5.4 d");
  const Network network = random_network({2, 3, 2}, rng);
  INFO("The network has 6 + 3 + 6 + 2 = 17 parameters.");
  for (const arma::uword length : {12, 16, 18}) {
    const std::string rest = " has length " + std::to_string(length) + ", expected 17";
    CHECK_REFUSED(layer_errors(network, ones(length), ones(17)), "layer_errors: analytic" + rest);
    CHECK_REFUSED(layer_errors(network, ones(17), ones(length)), "layer_errors: numerical" + rest);
    INFO("Two gradients of the same wrong length are wrong as well.");
    CHECK_REFUSED(layer_errors(network, ones(length), ones(length)), rest);
  }
  CHECK_ACCEPTED(layer_errors(network, ones(17), ones(17)));
}

// ---- 5.5 taylor_test ----------------------------------------------------------------------------

TEST_CASE("5.5 for a quadratic and its gradient, first is a pure e^2", "[05][5.5]") {
  Rng rng = test_rng("5.5 a");
  for (const arma::uword steps : {6, 1, 21}) {
    const Quadratic f = random_quadratic(4, rng);
    const arma::vec x = random_vec(4, -1.0, 1.0, rng);
    const TaylorCase one{.f = f,
                         .g = f.gradient(x),
                         .x = x,
                         .d = signed_vec(4, 0.5, 1.5, rng),
                         .first_step = uniform(2.5, 3.5, rng)};
    const arma::vec e = halves(one.first_step, steps);
    const TaylorTest test = taylor_test(one.f, one.g, x, one.d, one.first_step, steps);
    INFO("steps is " << steps << ": so many entries have all three vectors.");
    UNSCOPED_INFO("steps, " << one.first_step << " and then always half:");
    CHECK_THAT(test.steps, taylor_steps(e, one.first_step));
    UNSCOPED_INFO("zeroth, |f(x + e d) - f(x)|:");
    CHECK_THAT(test.zeroth,
               taylor_zeroth(arma::abs(e * f.slope(x, one.d) + e % e * f.bend(one.d)), one));
    INFO("first, |f(x + e d) - f(x) - e g'd|:");
    CHECK_THAT(test.first, taylor_first(arma::abs(e % e * f.bend(one.d)), one));
  }
}

TEST_CASE("5.5 what a wrong gradient leaves over is seen in first", "[05][5.5]") {
  Rng rng = test_rng("5.5 b");
  for (const double off : {-0.5, 0.5}) {
    const Quadratic f = random_quadratic(3, rng);
    const arma::vec x = random_vec(3, -1.0, 1.0, rng);
    const TaylorCase one{.f = f,
                         .g = f.gradient(x) + off * random_vec(3, 0.5, 1.0, rng),
                         .x = x,
                         .d = signed_vec(3, 0.5, 1.5, rng),
                         .first_step = 0.25};
    const arma::vec e = halves(0.25, 5);
    const arma::vec change = e * f.slope(x, one.d) + e % e * f.bend(one.d);
    const TaylorTest test = taylor_test(one.f, one.g, x, one.d, 0.25, 5);
    INFO("zeroth does not depend on g:");
    CHECK_THAT(test.zeroth, taylor_zeroth(arma::abs(change), one));
    INFO("g is wrong here: the test has to show it, not to repair it.");
    CHECK_THAT(test.first, taylor_first(arma::abs(change - e * arma::dot(one.g, one.d)), one));
  }
}

TEST_CASE("5.5 g and d must each be as long as x", "[05][5.5]") {
  Rng rng = test_rng("5.5 e");
  const Quadratic f = random_quadratic(5, rng);
  for (const arma::uword length : {1, 4, 6}) {
    const std::string rest = " is " + std::to_string(length) + "x1, expected 5x1";
    CHECK_REFUSED(taylor_test(f, ones(length), ones(5), ones(5), 1.0, 2), "taylor_test: g" + rest);
    CHECK_REFUSED(taylor_test(f, ones(5), ones(5), ones(length), 1.0, 2), "taylor_test: d" + rest);
  }
  CHECK_ACCEPTED(taylor_test(f, ones(5), ones(5), ones(5), 1.0, 2));
}

// ---- 5.6 fitted_order ---------------------------------------------------------------------------

TEST_CASE("5.6 points below the floor do not count, wherever they stand", "[05][5.6]") {
  Rng rng = test_rng("5.6 c");
  const arma::vec s = {-2, 0, -5, -1, -7, -3, -6, -4};  // in any order
  arma::vec t = uniform(0.8, 2.2, rng) * s + random_vec(8, -1.0, 1.0, rng) - 8.0;
  const arma::uvec kept = {0, 2, 3, 5, 6};
  t.elem(arma::uvec{1, 4, 7}).fill(uniform(-36.0, -30.0, rng));  // rounding, far too small
  const double floor = std::exp(-27.0);
  const arma::vec steps = arma::exp(s);
  const arma::vec errors = arma::exp(t);
  INFO("The floor is " << floor << ", and points 1, 4 and 7 of 0 ... 7 are below it.");
  CHECK_THAT(fitted_order(steps, errors, floor),
             close_to(line_slope(s.elem(kept), t.elem(kept)), 1e-9));
}

TEST_CASE("5.6 an error of exactly the floor counts", "[05][5.6]") {
  Rng rng = test_rng("5.6 d");
  // Powers of 2 are exact, and so is the comparison.
  const double top = std::floor(uniform(0.0, 6.0, rng));
  const arma::vec steps = {8, 4, 2, 1};
  const arma::vec errors = {std::ldexp(1.0, static_cast<int>(top)), 1.0 / 8, 1.0 / 16, 1.0 / 1024};
  INFO("The last error is the floor itself, which is not below it.");
  CHECK_THAT(fitted_order(steps, errors, 1.0 / 1024),
             close_to(line_slope({3, 2, 1, 0}, {top, -3, -4, -10}), 1e-9));
}

TEST_CASE("5.6 two points make a line, one and none are refused", "[05][5.6]") {
  Rng rng = test_rng("5.6 f");
  const double p = uniform(0.5, 3.0, rng);
  INFO("Two points above the floor are enough.");
  CHECK_THAT(fitted_order({4, 2, 1}, {std::pow(4.0, p), std::pow(2.0, p), 1e-20}, 1e-9),
             close_to(p, 1e-9));
  INFO("The message counts the errors that are not below the floor.");
  CHECK_REFUSED(fitted_order({1, 0.5, 0.25}, {1e-20, 1, 1e-20}, 1e-9),
                "fitted_order: 1 error above the floor, expected at least 2");
  CHECK_REFUSED(fitted_order({1, 0.5, 0.25}, {1e-20, 1e-21, 1e-20}, 1e-9),
                "fitted_order: 0 errors above the floor, expected at least 2");
}

// ---- 5.7 jacobian_test --------------------------------------------------------------------------

TEST_CASE("5.7 with the right product, first is a pure e^2", "[05][5.7]") {
  Rng rng = test_rng("5.7 a");
  // u and d have the same length in the second case, so that a mix-up does not show in a length.
  for (const auto& [inputs, outputs] :
       std::vector<std::pair<arma::uword, arma::uword>>{{3, 5}, {4, 4}, {1, 4}, {4, 1}}) {
    const Quadratics F = random_quadratics(inputs, outputs, rng);
    const arma::vec x = random_vec(inputs, -1.0, 1.0, rng);
    const arma::vec u = signed_vec(outputs, 0.5, 1.5, rng);
    const Quadratic f = F.along(u);
    const JacobianCase one{.F = F,
                           .product = f.gradient(x),
                           .x = x,
                           .u = u,
                           .d = signed_vec(inputs, 0.5, 1.5, rng),
                           .first_step = uniform(1.5, 2.5, rng)};
    const arma::vec e = halves(one.first_step, 5);
    const TaylorTest test = jacobian_test(F, one.product, x, u, one.d, one.first_step, 5);
    INFO(inputs << " inputs, " << outputs << " outputs. u belongs to F(x), d to x.");
    UNSCOPED_INFO("steps:");
    CHECK_THAT(test.steps, close_to(e));
    UNSCOPED_INFO("zeroth, |u'F(x + e d) - u'F(x)|:");
    CHECK_THAT(test.zeroth,
               jacobian_zeroth(arma::abs(e * f.slope(x, one.d) + e % e * f.bend(one.d)), one));
    INFO("first, |u'F(x + e d) - u'F(x) - e product'd|:");
    CHECK_THAT(test.first, jacobian_first(arma::abs(e % e * f.bend(one.d)), one));
  }
}

TEST_CASE("5.7 a product that was not transposed leaves a part in e", "[05][5.7]") {
  Rng rng = test_rng("5.7 c");
  const Quadratics F = random_quadratics(3, 3, rng);
  const arma::vec x = random_vec(3, -1.0, 1.0, rng);
  const arma::vec u = signed_vec(3, 0.5, 1.5, rng);
  const Quadratic f = F.along(u);
  arma::vec J_u(3);  // in place of J'u
  for (arma::uword i = 0; i < 3; ++i) J_u(i) = F.outputs[i].slope(x, u);
  const JacobianCase one{
      .F = F, .product = J_u, .x = x, .u = u, .d = signed_vec(3, 0.5, 1.5, rng), .first_step = 1};
  const arma::vec e = halves(1.0, 5);
  const arma::vec change = e * f.slope(x, one.d) + e % e * f.bend(one.d);
  INFO("The product is wrong here: the test has to show it, not to repair it.");
  CHECK_THAT(jacobian_test(F, J_u, x, u, one.d, 1.0, 5).first,
             jacobian_first(arma::abs(change - e * arma::dot(J_u, one.d)), one));
}

TEST_CASE("5.7 u must have one entry for each entry of F(x)", "[05][5.7]") {
  Rng rng = test_rng("5.7 e");
  const Quadratics F = random_quadratics(2, 4, rng);
  INFO("x has 2 entries, F(x) has 4.");
  for (const arma::uword length : {2, 3, 5}) {
    CHECK_REFUSED(jacobian_test(F, ones(2), ones(2), ones(length), ones(2), 1.0, 2),
                  "jacobian_test: u is " + std::to_string(length) + "x1, expected 4x1");
  }
  CHECK_ACCEPTED(jacobian_test(F, ones(2), ones(2), ones(4), ones(2), 1.0, 2));
}

// ---- 5.8 loss_at and loss_gradient --------------------------------------------------------------

TEST_CASE("5.8 loss_at is the loss of the network with the parameters in theta", "[05][5.8]") {
  Rng rng = test_rng("5.8 a");
  for (const auto& [one, which] : draw_losses(rng)) {
    const arma::vec theta = random_vec(parameters_of(one.network).n_elem, -1.0, 1.0, rng);
    const double expected = misconceptions::loss_of(one, with_parameters(one.network, theta));
    INFO(which);
    CHECK_THAT(loss_at(one.network, theta, one.function, one.X, one.targets),
               loss_value(expected, one, theta));
  }
}

TEST_CASE("5.8 loss_gradient agrees with central differences, for every loss", "[05][5.8]") {
  Rng rng = test_rng("5.8 c");
  for (const auto& [one, which] : draw_losses(rng)) {
    INFO(which);
    CHECK_THAT(loss_gradient(one.network, one.function, one.X, one.targets),
               loss_slopes(loop_gradient(one), one, 1e-7));
  }
}
