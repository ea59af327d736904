#include "lab/play/answers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "01_activations/activations.hpp"
#include "02_forward_pass/forward_pass.hpp"
#include "04_backprop/backprop.hpp"
#include "09_optimizers/optimizers.hpp"
#include "10_resnet/resnet.hpp"
#include "12_autodiff/autodiff.hpp"
#include "common/contract.hpp"
#include "lab/play/settings.hpp"

namespace nn::play {
namespace {

json matrix_of(const arma::mat& values) {
  json rows = json::array();
  for (arma::uword i = 0; i < values.n_rows; ++i) {
    rows.push_back(numbers_of(arma::rowvec(values.row(i))));
  }
  return rows;
}

std::vector<double> reals(const json& question, const char* name,
                          const std::vector<double>& otherwise) {
  const auto found = question.find(name);
  std::vector<double> values;
  if (found == question.end() || !found->is_array()) return otherwise;
  for (const json& one : *found) values.push_back(one.is_number() ? one.get<double>() : 0.0);
  return values.empty() ? otherwise : values;
}

}  // namespace

json answer_activations(const json& question, Link& link) {
  const double most = std::clamp(real(question, "range", 6.0), 1.0, 2000.0);
  const double slope = real(question, "slope", leaky_slope);
  const arma::rowvec Z = arma::linspace<arma::rowvec>(-most, most, 201);
  const arma::mat at{real(question, "z", 1.0)};
  const double h = 1e-6 * std::max(1.0, std::abs(at(0)));

  struct Curve {
    std::string name, task;
    std::function<arma::mat(const arma::mat&)> A, slope;
  };
  const std::vector<Curve> curves = {
      {"sigmoid", "1.1", sigmoid, sigmoid_derivative},
      {"tanh_activation", "1.2", tanh_activation, tanh_derivative},
      {"relu", "1.3", relu, relu_derivative},
      {"leaky_relu", "1.4", [&](const arma::mat& V) { return leaky_relu(V, slope); },
       [&](const arma::mat& V) { return leaky_relu_derivative(V, slope); }}};
  json all = {{"kind", "activations"}, {"Z", numbers_of(Z)}, {"z", at(0)}};
  for (const Curve& curve : curves) {
    json one = {{"name", curve.name}, {"task", curve.task}};
    try {
      const Link::In in = link.in(curve.task + " " + curve.name);
      one["A"] = numbers_of(curve.A(Z));
      one["at"] = number_of(curve.A(at).eval().at(0));
      const arma::mat ahead = curve.A(at + h), behind = curve.A(at - h);
      one["numeric"] = number_of((ahead.at(0) - behind.at(0)) / (2 * h));
    } catch (...) {
      one["trouble"] = trouble(curve.task + " " + curve.name);
    }
    try {
      const Link::In in = link.in(curve.task + " derivative of " + curve.name);
      one["slopes"] = numbers_of(curve.slope(Z));
      one["slope"] = number_of(curve.slope(at).eval().at(0));
    } catch (...) {
      one["slope_trouble"] = trouble(curve.task + " derivative of " + curve.name);
    }
    all["curves"].push_back(one);
  }
  json soft = {{"name", "softmax"}};
  try {
    const Link::In in = link.in("1.5 softmax");
    const double temperature = std::clamp(real(question, "temperature", 1.0), 1e-3, 1e3);
    const arma::vec logits = arma::vec(reals(question, "logits", {2.0, 1.0, 0.0})) / temperature;
    soft["A"] = numbers_of(softmax(logits));
  } catch (...) {
    soft["trouble"] = trouble("1.5 softmax");
  }
  all["softmax"] = soft;
  return all;
}

json answer_forward(const json& question, Link& link) {
  const Settings settings = settings_of(question);
  const std::vector<double> given = reals(question, "inputs", {1.0, -0.5});
  std::vector<arma::uword> widths = {given.size()};
  widths.insert(widths.end(), settings.widths.begin(), settings.widths.end());
  widths.push_back(2);
  Rng rng(settings.seed);
  json all = {{"kind", "forward"}};
  Network network;
  {
    const Link::In in = link.in("2.4 make_network");
    network =
        make_network(widths, settings.activation, Activation::identity, settings.initialiser, rng);
  }
  const Link::In in = link.in("2.5 network_forward");
  const std::vector<DenseCache> caches = network_forward(network, arma::vec(given));
  require_length("network_forward", "caches", caches.size(), network.layers.size());
  for (std::size_t k = 0; k < caches.size(); ++k) {
    all["layers"].push_back({{"W", matrix_of(network.layers[k].weights)},
                             {"b", numbers_of(network.layers[k].bias)},
                             {"Z", numbers_of(caches[k].Z)},
                             {"A", numbers_of(caches[k].A)}});
  }
  all["X"] = given;
  // How wide the activations spread, layer by layer, over 200 random samples.
  Rng noise(7);
  const arma::mat X = normal_matrix(widths.front(), 200, noise);
  for (const DenseCache& cache : network_forward(network, X)) {
    all["spread"].push_back(number_of(arma::stddev(arma::vectorise(cache.A))));
  }
  try {
    const Link::In counted = link.in("2.7 parameter_count");
    all["parameters"] = parameter_count(network);
  } catch (...) {
    all["parameters_trouble"] = trouble("2.7 parameter_count");
  }
  try {
    const Link::In asked = link.in("2.2 weight_deviation");
    for (std::size_t k = 0; k + 1 < widths.size(); ++k) {
      all["deviations"].push_back(
          number_of(weight_deviation(settings.initialiser, widths[k], widths[k + 1])));
    }
  } catch (...) {
    all["deviations_trouble"] = trouble("2.2 weight_deviation");
  }
  return all;
}

namespace {

constexpr std::array<double NineParameters::*, 9> nine = {
    &NineParameters::w1, &NineParameters::w2, &NineParameters::w3,
    &NineParameters::w4, &NineParameters::w5, &NineParameters::w6,
    &NineParameters::b1, &NineParameters::b2, &NineParameters::b3};

json nine_of(const NineParameters& parameters) {
  json list = json::array();
  for (const auto member : nine) list.push_back(number_of(parameters.*member));
  return list;
}

}  // namespace

json answer_nine(const json& question, Link& link) {
  NineParameters parameters;
  const std::vector<double> given =
      reals(question, "parameters", {1.0, -1.0, 0.5, 1.0, 1.0, 2.0, 0.0, 1.0, 0.5});
  for (std::size_t i = 0; i < nine.size() && i < given.size(); ++i) parameters.*nine[i] = given[i];
  const double x1 = real(question, "x1", 1.0), x2 = real(question, "x2", 2.0);
  const double target = real(question, "target", 1.0), rate = real(question, "rate", 0.05);
  json all = {{"kind", "nine"}, {"parameters", nine_of(parameters)}};
  NineCache cache;
  {
    const Link::In in = link.in("4.1 nine_forward");
    cache = nine_forward(parameters, x1, x2);
  }
  all["forward"] = {{"z1", number_of(cache.z1)},
                    {"z2", number_of(cache.z2)},
                    {"h1", number_of(cache.h1)},
                    {"h2", number_of(cache.h2)},
                    {"y", number_of(cache.y)}};
  all["loss"] = number_of((cache.y - target) * (cache.y - target));
  try {
    const Link::In in = link.in("4.2 nine_gradient");
    all["gradient"] = nine_of(nine_gradient(parameters, cache, target));
  } catch (...) {
    all["gradient_trouble"] = trouble("4.2 nine_gradient");
  }
  try {
    const Link::In in = link.in("4.3 nine_step");
    const NineParameters next = nine_step(parameters, x1, x2, target, rate);
    all["next"] = nine_of(next);
    const double y = nine_forward(next, x1, x2).y;
    all["next_loss"] = number_of((y - target) * (y - target));
  } catch (...) {
    all["step_trouble"] = trouble("4.3 nine_step");
  }
  return all;
}

json answer_valley(const json& question, Link& link) {
  const arma::uword steps =
      static_cast<arma::uword>(std::clamp(real(question, "steps", 120), 1.0, 2000.0));
  const double steepness = std::clamp(real(question, "steepness", 20.0), 1.0, 1000.0);
  json all = {{"kind", "valley"}, {"steepness", steepness}};
  for (const auto& [name, method] : methods()) {
    json one = {{"name", name}};
    const double rate = question.contains("rates") ? real(question.at("rates"), name.c_str(), 0.05)
                                                   : real(question, "rate", 0.05);
    one["rate"] = rate;
    try {
      const Link::In in = link.in("9.7 optimizer_step, " + name);
      Optimizer optimizer;
      optimizer.method = method;
      optimizer.adam.weight_decay = method == Method::adamw ? 0.1 : 0.0;
      arma::vec theta = {real(question, "x", -4.0), real(question, "y", 1.5)};
      json x = json::array(), y = json::array(), heights = json::array();
      for (arma::uword i = 0; i <= steps; ++i) {
        x.push_back(number_of(theta(0)));
        y.push_back(number_of(theta(1)));
        heights.push_back(number_of((theta(0) * theta(0) + steepness * theta(1) * theta(1)) / 2.0));
        const arma::vec slope = {theta(0), steepness * theta(1)};
        optimizer_step(theta, slope, rate, optimizer);
        require_shape("optimizer_step", "theta", theta, 2, 1);
      }
      one["x"] = x;
      one["y"] = y;
      one["heights"] = heights;
    } catch (...) {
      one["trouble"] = trouble("9.7 optimizer_step");
    }
    all["methods"].push_back(one);
  }
  return all;
}

namespace {

bool alike(const arma::mat& a, const arma::mat& b) {
  return arma::size(a) == arma::size(b) &&
         (a.is_empty() || arma::abs(a - b).max() <= 1e-9 * (1.0 + arma::abs(a).max()));
}

/// b in a's shape where it is one column, one row or one number.
std::optional<arma::mat> stretched(const arma::mat& b, const arma::mat& a) {
  if (b.is_empty() || (b.n_rows != 1 && b.n_rows != a.n_rows) ||
      (b.n_cols != 1 && b.n_cols != a.n_cols)) {
    return std::nullopt;
  }
  return arma::repmat(b, a.n_rows / b.n_rows, a.n_cols / b.n_cols);
}

/// A node does not say what it computes: it is told from its value.
std::string operation_of(const Tape& tape, const Node& node) {
  if (node.inputs.empty()) return node.wants_gradient ? "tape_parameter" : "tape_constant";
  const arma::mat& A = tape.nodes.at(node.inputs.front().node).value;
  const arma::mat& B = tape.nodes.at(node.inputs.back().node).value;
  const arma::mat& V = node.value;
  if (node.inputs.size() == 2) {
    if (A.n_cols == B.n_rows && alike(V, A * B)) return "tape_product";
    if (const auto b = stretched(B, A)) {
      if (alike(V, A + *b)) return "tape_add";
      if (alike(V, A % *b)) return "tape_multiply";
    }
    return "tape_record";
  }
  if (alike(V, arma::tanh(A))) return "tape_tanh";
  if (alike(V, arma::clamp(A, 0.0, arma::datum::inf))) return "tape_relu";
  if (alike(V, arma::exp(A))) return "tape_exp";
  if (alike(V, arma::sum(A, 0)) || alike(V, arma::sum(A, 1))) return "tape_sum";
  if (A.min() > 0.0 && alike(V, arma::log(A))) return "tape_log";
  return V.n_elem == 1 ? "tape_loss" : "tape_gather";
}

}  // namespace

json answer_tape(const json& question, Link& link) {
  const arma::uword samples =
      static_cast<arma::uword>(std::clamp(real(question, "count", 3), 1.0, 8.0));
  const arma::uword width =
      static_cast<arma::uword>(std::clamp(real(question, "width", 3), 1.0, 6.0));
  const arma::uword blocks =
      static_cast<arma::uword>(std::clamp(real(question, "blocks", 1), 1.0, 4.0));
  const std::string what = question.value("network", "layer");
  Rng rng(static_cast<std::uint64_t>(real(question, "seed", 1)));
  const arma::mat X = normal_matrix(2, samples, rng);
  arma::mat T(2, samples, arma::fill::zeros);
  for (arma::uword i = 0; i < samples; ++i) T(i % 2, i) = 1.0;

  Tape tape;
  NodeIndex loss = 0;
  if (what == "residual") {
    std::vector<arma::uword> widths(blocks + 1, width);
    widths.insert(widths.begin(), 2);
    widths.push_back(2);
    const Link::In in = link.in("12.6 tape_resnet");
    loss = tape_resnet(
        tape, make_residual_network(widths, Activation::tanh, Initialiser::xavier, rng), X, T);
  } else {
    const Link::In in = link.in("12.3 tape_product, tape_add");
    NodeIndex at = tape_constant(tape, X);
    for (const auto& [outputs, inputs] :
         {std::pair{width, arma::uword{2}}, std::pair{arma::uword{2}, width}}) {
      const NodeIndex W = tape_parameter(tape, normal_matrix(outputs, inputs, rng));
      const NodeIndex b = tape_parameter(tape, 0.1 * normal_matrix(outputs, 1, rng));
      at = tape_add(tape, tape_product(tape, W, at), b);
      if (outputs == width && inputs == 2) at = tape_tanh(tape, at);
    }
    loss = tape_loss(tape, at, T);
  }
  json all = {{"kind", "tape"}, {"loss", loss}};
  std::vector<arma::mat> gradients;
  try {
    const Link::In in = link.in("12.2 tape_gradients");
    gradients = tape_gradients(tape, loss);
    require_length("tape_gradients", "the result", gradients.size(), tape.nodes.size());
  } catch (...) {
    all["gradient_trouble"] = trouble("12.2 tape_gradients");
    gradients.assign(tape.nodes.size(), {});
  }
  for (std::size_t k = 0; k < tape.nodes.size(); ++k) {
    const Node& node = tape.nodes[k];
    json one = {{"operation", operation_of(tape, node)},
                {"shape", shape(node.value.n_rows, node.value.n_cols)},
                {"value", matrix_of(node.value)},
                {"gradient", matrix_of(gradients[k])},
                {"inputs", json::array()}};
    for (const Input& input : node.inputs) one["inputs"].push_back(input.node);
    all["nodes"].push_back(one);
  }
  return all;
}

}  // namespace nn::play
