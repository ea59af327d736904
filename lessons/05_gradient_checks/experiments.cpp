// What lesson 05's checks say about gradients that are right, and about two published ones that are
// wrong; and how far the checks themselves can be trusted.
#include <fmt/format.h>

#include <algorithm>
#include <armadillo>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "04_backprop/backprop.hpp"
#include "05_gradient_checks/gradient_checks.hpp"
#include "lab/experiment.hpp"

namespace nn {
namespace {

/// "1.2e-11": errors of rounding have no digits worth more.
std::string brief(double number) {
  return fmt::format("{:.1e}", number);
}

std::string name(Verdict verdict) {
  switch (verdict) {
    case Verdict::right:
      return "right";
    case Verdict::fine_with_kinks:
      return "fine with kinks";
    case Verdict::suspicious:
      return "suspicious";
    case Verdict::wrong:
      return "wrong";
  }
  return "none of the four";
}

/// A random direction of length 1.
arma::vec direction(arma::uword length, Rng& rng) {
  const arma::vec d = normal_matrix(length, 1, rng);
  return d / arma::norm(d);
}

/// outputs x samples: one class a sample, at random.
arma::mat random_one_hot(arma::uword outputs, arma::uword samples, Rng& rng) {
  arma::mat targets(outputs, samples);
  for (arma::uword s = 0; s < samples; ++s) targets(uniform_index(outputs, rng), s) = 1.0;
  return targets;
}

/// A network, what it is given, and how it is judged: all that a check of its gradient needs.
struct Problem {
  Network network;
  LossFunction function;
  arma::mat X;
  arma::mat targets;
};

/// The loss of the problem as a function of the network's parameters.
ScalarFunction loss_of(const Problem& problem) {
  return [problem](const arma::vec& theta) {
    return loss_at(problem.network, theta, problem.function, problem.X, problem.targets);
  };
}

arma::vec gradient_of(const Problem& problem) {
  return loss_gradient(problem.network, problem.function, problem.X, problem.targets);
}

// What is smaller is taken for rounding, and not fitted.
constexpr double rounding = 1e-11;

/// The points of a Taylor test that are above rounding, against the step.
Series curve(const std::string& what, const arma::vec& steps, const arma::vec& errors) {
  const arma::uvec shown = arma::find(errors >= rounding);
  return {
      .name = what, .x = steps.elem(shown), .y = errors.elem(shown), .mark = Mark::line_and_points};
}

// ---- central_differences ------------------------------------------------------------------------

/// 3-[2,2,3]-1, sigmoids, and five samples: the network of report 004.
Problem small_problem(Rng& rng) {
  const arma::mat X = normal_matrix(3, 5, rng);
  const arma::mat targets = {{1, 0, 0, 1, 1}};
  // The last sigmoid is in the loss, which is given the logits.
  const Network network = make_network({3, 2, 2, 3, 1}, Activation::sigmoid, Activation::identity,
                                       Initialiser::xavier, rng);
  return {network, LossFunction::binary_cross_entropy, X, targets};
}

void central_differences(Run& run) {
  constexpr double step = 1e-5;
  constexpr int networks = 20;
  Rng rng = run.rng("networks");
  arma::mat errors(4, networks);  // of each layer, in each network
  double relative = 0.0;
  Problem problem;
  for (int i = 0; i < networks; ++i) {
    problem = small_problem(rng);
    const arma::vec theta = flatten(problem.network);
    const arma::vec numerical = numerical_gradient(loss_of(problem), theta, step);
    const arma::vec analytic = gradient_of(problem);
    errors.col(i) = layer_errors(problem.network, analytic, numerical);
    relative = std::max(relative, relative_error(analytic, numerical));
  }
  Table table{.columns = {{"layer"}, {"widths"}, {"parameters"}, {"max|E|"}, {"of 20 networks"}}};
  for (arma::uword i = 0; i < 4; ++i) {
    const DenseLayer& layer = problem.network.layers[i];
    const std::string widths =
        std::to_string(layer.weights.n_cols) + " -> " + std::to_string(layer.weights.n_rows);
    table.rows.push_back({i, widths, layer.weights.n_elem + layer.bias.n_elem, brief(errors(i, 0)),
                          brief(errors.row(i).max())});
  }
  run.print(table);
  run.say("The largest relative error of the 20 networks is " + brief(relative) + ": " +
          name(judge_relative_error(relative)) + ".");
}

// ---- taylor -------------------------------------------------------------------------------------

void taylor(Run& run) {
  Rng rng = run.rng("data");
  const arma::mat X = normal_matrix(20, 100, rng);
  const arma::mat targets = random_one_hot(5, 100, rng);
  // Softmax regression: one layer, and the softmax is in the loss.
  const Network network =
      make_network({20, 5}, Activation::identity, Activation::identity, Initialiser::xavier, rng);
  const Problem problem{network, LossFunction::softmax_cross_entropy, X, targets};
  const arma::vec theta = flatten(network);
  const arma::vec d = direction(theta.n_elem, rng);
  const TaylorTest test = taylor_test(loss_of(problem), gradient_of(problem), theta, d, 0.1, 9);

  Table table{
      .columns = {
          {"halvings"}, {"e", "", 6}, {"zeroth"}, {"ratio", "", 3}, {"first"}, {"ratio", "", 3}}};
  for (arma::uword k = 0; k < test.steps.n_elem; ++k) {
    std::vector<Cell> row = {k, test.steps(k), brief(test.zeroth(k)), "", brief(test.first(k)), ""};
    if (k > 0) row[3] = test.zeroth(k) / test.zeroth(k - 1);
    if (k > 0) row[5] = test.first(k) / test.first(k - 1);
    table.rows.push_back(row);
  }
  run.print(table);
  const double slope_0 = fitted_order(test.steps, test.zeroth, rounding);
  const double slope_1 = fitted_order(test.steps, test.first, rounding);
  run.say(fmt::format("Fitted slopes: zeroth {:.2f}, first {:.2f}.", slope_0, slope_1));

  Series zeroth = curve(fmt::format("zeroth: slope {:.2f}", slope_0), test.steps, test.zeroth);
  Series first = curve(fmt::format("first: slope {:.2f}", slope_1), test.steps, test.first);
  zeroth.x.reset();  // against 0, 1, 2, ... halvings: each step down has the same width
  first.x.reset();
  run.save({.name = "taylor",
            .panels = {{.title = "softmax regression, 100 samples, 20 features, 5 classes",
                        .x_label = "halvings of e",
                        .y_label = "distance",
                        .series = {zeroth, first},
                        .log_y = true}}});
}

// ---- jacobian -----------------------------------------------------------------------------------

/// A right and a wrong product in the test: the curves, and the slopes as a row of the table.
Panel jacobian_panel(const std::string& title, const VectorFunction& F, const arma::vec& right,
                     const arma::vec& wrong, const arma::vec& x, const arma::vec& u,
                     const arma::vec& d, Table& table) {
  const TaylorTest good = jacobian_test(F, right, x, u, d, 0.1, 11);
  const TaylorTest bad = jacobian_test(F, wrong, x, u, d, 0.1, 11);
  table.rows.push_back({title, fitted_order(good.steps, good.zeroth, rounding),
                        fitted_order(good.steps, good.first, rounding),
                        fitted_order(bad.steps, bad.first, rounding)});
  return {
      .title = title,
      .x_label = "step e",
      .y_label = "distance",
      .series = {curve("zeroth", good.steps, good.zeroth), curve("first", good.steps, good.first),
                 curve("first, without tanh'", bad.steps, bad.first)},
      .log_x = true,
      .log_y = true};
}

void jacobian(Run& run) {
  Rng rng = run.rng("layer");
  const arma::mat X = normal_matrix(2, 4, rng);
  const DenseLayer layer{.weights = normal_matrix(3, 2, rng),
                         .bias = normal_matrix(3, 1, rng),
                         .activation = Activation::tanh};
  const DenseCache cache = dense_forward(layer, X);
  const arma::mat U = normal_matrix(3, 4, rng);  // in place of dA
  const DenseGradient right = dense_backward(layer, cache, U);
  // The mistake to compare with: dZ = dA, as if the layer had no activation.
  DenseLayer straight = layer;
  straight.activation = Activation::identity;
  const DenseGradient wrong = dense_backward(straight, cache, U);

  const VectorFunction of_weights = [&](const arma::vec& w) {
    DenseLayer moved = layer;
    moved.weights = arma::reshape(w, 3, 2);
    return arma::vec(arma::vectorise(dense_forward(moved, X).A));
  };
  const VectorFunction of_bias = [&](const arma::vec& b) {
    DenseLayer moved = layer;
    moved.bias = b;
    return arma::vec(arma::vectorise(dense_forward(moved, X).A));
  };
  const arma::vec u = arma::vectorise(U);
  Table table{.columns = {{"test of"},
                          {"slope of zeroth", "", 2},
                          {"of first", "", 2},
                          {"of first, without tanh'", "", 2}}};
  const Panel weights = jacobian_panel("dW", of_weights, arma::vectorise(right.weights),
                                       arma::vectorise(wrong.weights),
                                       arma::vectorise(layer.weights), u, direction(6, rng), table);
  const Panel bias = jacobian_panel("db", of_bias, right.bias, wrong.bias, layer.bias, u,
                                    direction(3, rng), table);
  run.print(table);
  run.save({.name = "jacobian", .panels = {weights, bias}, .columns = 2, .share_y = true});
}

// ---- whole_network ------------------------------------------------------------------------------

/// The mistake in report 003: the gradients of the hidden layers are divided by the number of
/// samples, although the loss has done that.
arma::vec divided_twice(const Problem& problem) {
  const std::vector<DenseCache> caches = network_forward(problem.network, problem.X);
  const Loss loss = evaluate_loss(problem.function, caches.back().A, problem.targets);
  std::vector<DenseGradient> gradients = backward(problem.network, caches, loss.gradient);
  const double m = static_cast<double>(problem.X.n_cols);
  for (std::size_t i = 0; i + 1 < gradients.size(); ++i) {
    gradients[i].weights /= m;
    gradients[i].bias /= m;
  }
  return flatten_gradients(gradients);
}

void whole_network(Run& run) {
  Rng rng = run.rng("problem");
  const arma::uword samples = 20;
  const arma::mat X = normal_matrix(2, samples, rng);
  const arma::mat targets = random_one_hot(5, samples, rng);
  const Network network = make_network({2, 10, 10, 5}, Activation::tanh, Activation::identity,
                                       Initialiser::xavier, rng);
  const Problem all{network, LossFunction::softmax_cross_entropy, X, targets};
  const Problem one{network, LossFunction::softmax_cross_entropy, X.head_cols(1),
                    targets.head_cols(1)};
  const arma::vec theta = flatten(network);
  const arma::vec d = direction(theta.n_elem, rng);

  Table table{.columns = {{"gradient"}, {"samples"}, {"slope of first", "", 2}, {"it looks"}}};
  Figure figure{.name = "whole_network", .columns = 2, .share_y = true};
  for (const Problem& problem : {all, one}) {
    const auto test = [&](const std::string& what, const arma::vec& g) {
      const TaylorTest result = taylor_test(loss_of(problem), g, theta, d, 1.0, 21);
      const double slope = fitted_order(result.steps, result.first, rounding);
      table.rows.push_back({what, problem.X.n_cols, slope, slope > 1.5 ? "right" : "wrong"});
      return result;
    };
    const TaylorTest right = test("backpropagation", gradient_of(problem));
    const TaylorTest twice = test("hidden layers divided by m twice", divided_twice(problem));
    figure.panels.push_back(
        {.title = "m = " + std::to_string(problem.X.n_cols),
         .x_label = "step e",
         .y_label = "distance",
         .series = {curve("zeroth", right.steps, right.zeroth),
                    curve("first", right.steps, right.first),
                    curve("first, divided by m twice", twice.steps, twice.first)},
         .log_x = true,
         .log_y = true});
  }
  run.print(table);
  run.save(figure);
}

// ---- step_size ----------------------------------------------------------------------------------

// A function of one number whose derivative has no rounding error worth speaking of.
double bell(double x) {
  return 1.0 / (1.0 + x * x);
}

double bell_derivative(double x) {
  return -2.0 * x / ((1.0 + x * x) * (1.0 + x * x));
}

void step_size(Run& run) {
  Rng rng = run.rng("points");
  const arma::vec points = uniform_matrix(201, 1, 0.5, 2.0, rng);
  const ScalarFunction f = [](const arma::vec& x) { return bell(x(0)); };

  arma::vec steps(48);  // 1/2, 1/4, ...
  for (arma::uword k = 0; k < steps.n_elem; ++k)
    steps(k) = std::ldexp(1.0, -1 - static_cast<int>(k));
  arma::vec forward(steps.n_elem);
  arma::vec central(steps.n_elem);
  for (arma::uword k = 0; k < steps.n_elem; ++k) {
    const double h = steps(k);
    arma::vec forward_errors(points.n_elem);
    arma::vec central_errors(points.n_elem);
    for (arma::uword i = 0; i < points.n_elem; ++i) {
      const double x = points(i);
      const arma::vec exact = {bell_derivative(x)};
      forward_errors(i) = relative_error({(bell(x + h) - bell(x)) / h}, exact);
      central_errors(i) = relative_error(numerical_gradient(f, {x}, h), exact);
    }
    forward(k) = arma::median(forward_errors);
    central(k) = arma::median(central_errors);
  }
  const double best_forward = steps(forward.index_min());
  const double best_central = steps(central.index_min());
  const double eps = std::numeric_limits<double>::epsilon();
  Table table{.columns = {{"differences"}, {"best step"}, {"by the formula"}, {"error there"}}};
  table.rows = {{"forward", brief(best_forward), brief(std::sqrt(eps)), brief(forward.min())},
                {"central", brief(best_central), brief(std::cbrt(eps)), brief(central.min())}};
  run.print(table);
  run.save({.name = "step_size",
            .panels = {{.x_label = "step",
                        .y_label = "relative error (median of 201 points)",
                        .series = {{.name = "forward differences",
                                    .x = steps,
                                    .y = forward,
                                    .mark = Mark::line_and_points},
                                   {.name = "central differences",
                                    .x = steps,
                                    .y = central,
                                    .mark = Mark::line_and_points}},
                        .vertical = {{best_forward, "best step, forward"},
                                     {best_central, "best step, central"}},
                        .log_x = true,
                        .log_y = true}}});
}

// ---- kinks --------------------------------------------------------------------------------------

/// 2-10-10-1 with 100 samples and the squared error.
Problem kink_problem(const Run& run, Activation activation) {
  Rng rng = run.rng("problem");  // the same numbers for every activation
  const arma::mat X = normal_matrix(2, 100, rng);
  const arma::mat targets = normal_matrix(1, 100, rng);
  const Network network =
      make_network({2, 10, 10, 1}, activation, Activation::identity, Initialiser::he, rng);
  return {network, LossFunction::mean_squared_error, X, targets};
}

/// How often a hidden Z has one sign at theta - step e_i and another at theta + step e_i, over all
/// i.
arma::uword kinks_inside(const Problem& problem, double step) {
  const arma::vec theta = flatten(problem.network);
  arma::uword count = 0;
  for (arma::uword i = 0; i < theta.n_elem; ++i) {
    arma::vec above = theta;
    arma::vec below = theta;
    above(i) += step;
    below(i) -= step;
    const auto up = network_forward(unflatten(above, problem.network), problem.X);
    const auto down = network_forward(unflatten(below, problem.network), problem.X);
    for (std::size_t l = 0; l + 1 < up.size(); ++l) {
      count += arma::accu((up[l].Z > 0.0) != (down[l].Z > 0.0));
    }
  }
  return count;
}

void kinks(Run& run) {
  const Problem with_tanh = kink_problem(run, Activation::tanh);
  const Problem with_relu = kink_problem(run, Activation::relu);
  Table table{
      .columns = {{"step"}, {"tanh"}, {"verdict"}, {"kinks inside"}, {"ReLU"}, {"verdict"}}};
  arma::vec steps = {1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6};
  for (const double step : steps) {
    const auto error = [&](const Problem& problem) {
      const arma::vec theta = flatten(problem.network);
      return relative_error(gradient_of(problem),
                            numerical_gradient(loss_of(problem), theta, step));
    };
    const double smooth = error(with_tanh);
    const double kinked = error(with_relu);
    table.rows.push_back({brief(step), brief(smooth), name(judge_relative_error(smooth)),
                          kinks_inside(with_relu, step), brief(kinked),
                          name(judge_relative_error(kinked))});
  }
  run.print(table);

  // One ReLU, with step 1: a point nearer to the kink than the step sees both sides.
  const ScalarFunction one_relu = [](const arma::vec& x) {
    return activate(Activation::relu, x).at(0);
  };
  const arma::vec x = arma::linspace(-2.0, 2.0, 81);
  arma::vec numerical(x.n_elem);
  for (arma::uword i = 0; i < x.n_elem; ++i)
    numerical(i) = numerical_gradient(one_relu, {x(i)}, 1.0)(0);
  run.save(
      {.name = "kinks",
       .panels = {{.x_label = "distance from the kink (steps)",
                   .y_label = "derivative",
                   .series = {{.name = "derivative of ReLU", .x = {-2, 0, 0, 2}, .y = {0, 0, 1, 1}},
                              {.name = "central difference", .x = x, .y = numerical}}}}});
}

// ---- wrong_gradient -----------------------------------------------------------------------------

struct NamedMember {
  std::string name;
  double NineParameters::*member;
};

const std::array<NamedMember, 9> nine_members = {{{"w1", &NineParameters::w1},
                                                  {"w2", &NineParameters::w2},
                                                  {"w3", &NineParameters::w3},
                                                  {"w4", &NineParameters::w4},
                                                  {"w5", &NineParameters::w5},
                                                  {"w6", &NineParameters::w6},
                                                  {"b1", &NineParameters::b1},
                                                  {"b2", &NineParameters::b2},
                                                  {"b3", &NineParameters::b3}}};

NineParameters nine_from(const arma::vec& theta) {
  NineParameters parameters;
  for (arma::uword i = 0; i < 9; ++i) parameters.*nine_members[i].member = theta(i);
  return parameters;
}

arma::vec nine_numbers(const NineParameters& parameters) {
  arma::vec theta(9);
  for (arma::uword i = 0; i < 9; ++i) theta(i) = parameters.*nine_members[i].member;
  return theta;
}

/// The gradient with which report 002 was made: what flows back into the second hidden neuron asks
/// whether the first one is on.
NineParameters published_gradient(const NineParameters& parameters, const NineCache& cache,
                                  double target) {
  const double dy = 2.0 * (cache.y - target);
  const double first_is_on = cache.z1 > 0.0 ? 1.0 : 0.0;
  const double dz1 = dy * parameters.w5 * first_is_on;
  const double dz2 = dy * parameters.w6 * first_is_on;
  return {.w1 = dz1 * cache.x1,
          .w2 = dz2 * cache.x1,
          .w3 = dz1 * cache.x2,
          .w4 = dz2 * cache.x2,
          .w5 = dy * cache.h1,
          .w6 = dy * cache.h2,
          .b1 = dz1,
          .b2 = dz2,
          .b3 = dy};
}

/// Checks the nine published derivatives for one sample, one by one.
void check_nine(Run& run, double x1, double x2, double target) {
  const NineParameters base{
      .w1 = 1, .w2 = 0.5, .w3 = 1, .w4 = -0.5, .w5 = 1, .w6 = 1, .b1 = 0.5, .b2 = 0, .b3 = 0.5};
  const arma::vec theta = nine_numbers(base);
  const ScalarFunction loss = [&](const arma::vec& point) {
    const double y = nine_forward(nine_from(point), x1, x2).y;
    return (y - target) * (y - target);
  };
  const NineCache cache = nine_forward(base, x1, x2);
  const arma::vec published = nine_numbers(published_gradient(base, cache, target));
  const arma::vec numerical = numerical_gradient(loss, theta, 1e-5);

  Table table{.columns = {{"derivative"},
                          {"published", "", 4},
                          {"central differences", "", 4},
                          {"relative error"},
                          {"verdict"}}};
  for (arma::uword i = 0; i < 9; ++i) {
    const double error = relative_error({published(i)}, {numerical(i)});
    table.rows.push_back({nine_members[i].name, published(i), numerical(i), brief(error),
                          name(judge_relative_error(error))});
  }
  run.print(table);
}

void wrong_gradient(Run& run) {
  run.say("The sample (0.2, 0.8), for which z1 is 1.5 and z2 is -0.3:");
  check_nine(run, 0.2, 0.8, 0.6);
  run.say("The sample (0.8, 0.2), for which z1 is 1.5 and z2 is 0.3:");
  check_nine(run, 0.8, 0.2, 0.6);
}

}  // namespace

const std::vector<Experiment> experiments = {{"central_differences", central_differences},
                                             {"taylor", taylor},
                                             {"jacobian", jacobian},
                                             {"whole_network", whole_network},
                                             {"step_size", step_size},
                                             {"kinks", kinks},
                                             {"wrong_gradient", wrong_gradient}};

}  // namespace nn
