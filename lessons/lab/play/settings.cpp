#include "lab/play/settings.hpp"

#include <cmath>
#include <stdexcept>

#include "common/contract.hpp"

namespace nn::play {
namespace {

template <typename Value>
Value value_of(const json& message, const char* name, Value otherwise) {
  const auto found = message.find(name);
  if (found == message.end()) return otherwise;
  try {
    return found->get<Value>();
  } catch (const json::exception&) {
    throw std::invalid_argument(std::string(name) + " is " + found->dump() +
                                ", expected a value of another kind");
  }
}

double real_of(const json& message, const char* name, double otherwise, double least, double most) {
  const double value = value_of(message, name, otherwise);
  if (value >= least && value <= most) return value;  // false for a NaN
  throw std::invalid_argument(std::string(name) + " is " + number(value) + ", expected " +
                              number(least) + " ... " + number(most));
}

arma::uword whole_of(const json& message, const char* name, arma::uword otherwise,
                     arma::uword least, arma::uword most) {
  return static_cast<arma::uword>(real_of(message, name, static_cast<double>(otherwise),
                                          static_cast<double>(least), static_cast<double>(most)));
}

std::string word_of(const json& message, const char* name, const std::string& otherwise,
                    const std::vector<std::string>& words) {
  std::vector<std::pair<std::string, std::string>> choices;
  for (const std::string& word : words) choices.emplace_back(word, word);
  return choice_of(choices, value_of(message, name, otherwise), name);
}

constexpr std::size_t most_layers = 12;
constexpr arma::uword widest = 200;

}  // namespace

const std::vector<std::pair<std::string, Activation>>& activations() {
  static const std::vector<std::pair<std::string, Activation>> all = {
      {"identity", Activation::identity},
      {"sigmoid", Activation::sigmoid},
      {"tanh", Activation::tanh},
      {"relu", Activation::relu},
      {"leaky_relu", Activation::leaky_relu}};
  return all;
}

const std::vector<std::pair<std::string, Initialiser>>& initialisers() {
  static const std::vector<std::pair<std::string, Initialiser>> all = {
      {"zeros", Initialiser::zeros},
      {"constant", Initialiser::constant},
      {"small_normal", Initialiser::small_normal},
      {"one_over_n", Initialiser::one_over_n},
      {"xavier", Initialiser::xavier},
      {"he", Initialiser::he}};
  return all;
}

const std::vector<std::pair<std::string, LossFunction>>& losses() {
  static const std::vector<std::pair<std::string, LossFunction>> all = {
      {"softmax_cross_entropy", LossFunction::softmax_cross_entropy},
      {"binary_cross_entropy", LossFunction::binary_cross_entropy},
      {"mean_squared_error", LossFunction::mean_squared_error}};
  return all;
}

const std::vector<std::pair<std::string, Method>>& methods() {
  static const std::vector<std::pair<std::string, Method>> all = {
      {"gradient_descent", Method::gradient_descent},
      {"momentum", Method::momentum},
      {"rms_prop", Method::rms_prop},
      {"adam", Method::adam},
      {"adamw", Method::adamw}};
  return all;
}

Settings settings_of(const json& message) {
  const Settings usual;
  Settings all;
  all.data = value_of(message, "data", usual.data);
  all.points = value_of(message, "points", usual.points);
  all.samples = whole_of(message, "samples", usual.samples, 10, 50000);
  all.x = whole_of(message, "x", usual.x, 0, 10000);
  all.y = whole_of(message, "y", usual.y, 0, 10000);
  all.scaling = word_of(message, "scaling", usual.scaling, {"none", "standardise", "min_max"});
  all.widths.clear();
  for (const double width : value_of(message, "widths", std::vector<double>{8, 8})) {
    if (!(width >= 1 && width <= static_cast<double>(widest))) {
      throw std::invalid_argument("a width is " + number(width) + ", expected 1 ... " +
                                  std::to_string(widest));
    }
    all.widths.push_back(static_cast<arma::uword>(width));
  }
  if (all.widths.size() > most_layers) {
    throw std::invalid_argument("there are " + std::to_string(all.widths.size()) +
                                " hidden layers, expected at most " + std::to_string(most_layers));
  }
  all.activation =
      choice_of(activations(), value_of<std::string>(message, "activation", "tanh"), "activation");
  all.initialiser = choice_of(
      initialisers(), value_of<std::string>(message, "initialiser", "xavier"), "initialiser");
  all.skips = value_of(message, "skips", usual.skips);
  all.loss =
      choice_of(losses(), value_of<std::string>(message, "loss", "softmax_cross_entropy"), "loss");
  all.method =
      choice_of(methods(), value_of<std::string>(message, "method", "gradient_descent"), "method");
  all.rate = real_of(message, "rate", usual.rate, 1e-9, 1e9);
  all.schedule =
      word_of(message, "schedule", usual.schedule, {"constant", "step", "cosine", "plateau"});
  all.batch = whole_of(message, "batch", usual.batch, 1, 100000);
  all.l1 = real_of(message, "l1", usual.l1, 0.0, 1e6);
  all.l2 = real_of(message, "l2", usual.l2, 0.0, 1e6);
  all.keep = real_of(message, "keep", usual.keep, 0.01, 1.0);
  all.decay = real_of(message, "decay", usual.decay, 0.0, 1e6);
  all.patience = whole_of(message, "patience", usual.patience, 0, 100000);
  all.epochs = whole_of(message, "epochs", usual.epochs, 1, 1000000);
  all.speed = real_of(message, "speed", usual.speed, 0.0, 1e6);
  all.seed = whole_of(message, "seed", usual.seed, 0, 1000000000);
  return all;
}

}  // namespace nn::play
