#include "lab/play/probe.hpp"

#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>
#include <string>
#include <vector>

#include "01_activations/activations.hpp"
#include "02_forward_pass/forward_pass.hpp"
#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "06_data/data.hpp"
#include "07_training/training.hpp"
#include "08_regularization/regularization.hpp"
#include "09_optimizers/optimizers.hpp"
#include "10_resnet/resnet.hpp"
#include "12_autodiff/autodiff.hpp"
#include "base/files.hpp"

namespace nn::play {
namespace {

struct Wrong {
  std::string says;
};

/// Throws Wrong unless it is what the contract says.
void expect(const std::string& what, const arma::mat& got, const arma::mat& expected) {
  if (arma::size(got) != arma::size(expected)) {
    throw Wrong{what + " is " + shape(got.n_rows, got.n_cols) + ", expected " +
                shape(expected.n_rows, expected.n_cols)};
  }
  for (arma::uword i = 0; i < got.n_elem; ++i) {
    const double limit = 1e-6 * std::max(1.0, std::abs(expected(i)));
    if (std::abs(got(i) - expected(i)) <= limit) continue;  // false for a NaN
    throw Wrong{what + ": got " + number(got(i)) + ", expected " + number(expected(i))};
  }
}
void expect(const std::string& what, double got, double expected) {
  expect(what, arma::mat{got}, arma::mat{expected});
}

struct Probe {
  const char* task;
  const char* functions;
  void (*run)();
};

arma::mat scalar(double value) {
  return arma::mat(1, 1).fill(value);
}

const arma::mat one_one = scalar(1.0);

/// 1 -> 1 -> 1 with weights 2 and 3, biases 0.5 and -1, the identity twice: y = 3 (2 x + 0.5) - 1.
Network small_network() {
  Network network;
  network.layers = {{.weights = scalar(2.0), .bias = {0.5}, .activation = Activation::identity},
                    {.weights = scalar(3.0), .bias = {-1.0}, .activation = Activation::identity}};
  return network;
}
const arma::vec small_theta = {2.0, 0.5, 3.0, -1.0};

// x = 1: z1 = 2.5, y = 6.5, target 6: loss 0.25, dy = 1: dW2 = 2.5, db2 = 1, dW1 = 3, db1 = 3.
const arma::vec small_gradient = {3.0, 3.0, 2.5, 1.0};

ResidualBlock small_block() {  // x + 2 (3 x + 1)
  return {.W1 = scalar(3.0), .b = {1.0}, .W2 = scalar(2.0), .activation = Activation::identity};
}
ResidualNetwork small_residual() {  // first: 1 x, last: 1 x
  const DenseLayer pass{.weights = scalar(1.0), .bias = {0.0}, .activation = Activation::identity};
  return {.first = pass, .blocks = {small_block()}, .last = pass};
}

void try_step(void (*step)(arma::vec& theta), const std::string& name, double expected) {
  arma::vec theta = {1.0};
  step(theta);
  expect(name, theta(0), expected);
}

const std::vector<Probe>& probes() {
  static const std::vector<Probe> all = {
      {"1.1", "sigmoid, sigmoid_derivative",
       [] {
         expect("sigmoid(0)", sigmoid(scalar(0.0)), scalar(0.5));
         expect("sigmoid_derivative(0)", sigmoid_derivative(scalar(0.0)), scalar(0.25));
       }},
      {"1.2", "tanh_activation, tanh_derivative",
       [] {
         expect("tanh_activation(0)", tanh_activation(scalar(0.0)), scalar(0.0));
         expect("tanh_derivative(0)", tanh_derivative(scalar(0.0)), scalar(1.0));
       }},
      {"1.3", "relu, relu_derivative",
       [] {
         expect("relu(-2, 3)", relu({{-2.0, 3.0}}), {{0.0, 3.0}});
         expect("relu_derivative(-2, 3)", relu_derivative({{-2.0, 3.0}}), {{0.0, 1.0}});
       }},
      {"1.4", "leaky_relu, leaky_relu_derivative",
       [] {
         expect("leaky_relu(-2, 3) with slope 0.5", leaky_relu({{-2.0, 3.0}}, 0.5), {{-1.0, 3.0}});
         expect("leaky_relu_derivative(-2, 3) with slope 0.5",
                leaky_relu_derivative({{-2.0, 3.0}}, 0.5), {{0.5, 1.0}});
       }},
      {"1.5", "softmax",
       [] {
         expect("softmax(0, 0)", softmax(arma::vec{0.0, 0.0}), arma::vec{0.5, 0.5});
       }},
      {"1.6", "activate, activation_derivative",
       [] {
         expect("activate(identity, 2)", activate(Activation::identity, scalar(2.0)), scalar(2.0));
         expect("activation_derivative(identity, 2)",
                activation_derivative(Activation::identity, scalar(2.0)), scalar(1.0));
       }},
      {"2.1", "dense_forward",
       [] {
         const DenseLayer layer{.weights = {{1.0, 2.0}}, .bias = {3.0}};
         expect("dense_forward: Z", dense_forward(layer, {{1.0, 0.0}, {1.0, 2.0}}).Z, {{6.0, 7.0}});
       }},
      {"2.2", "weight_deviation",
       [] { expect("weight_deviation(he, 2, 5)", weight_deviation(Initialiser::he, 2, 5), 1.0); }},
      {"2.3", "make_layer",
       [] {
         Rng rng(1);
         expect("make_layer(2, 1, identity, constant): weights",
                make_layer(2, 1, Activation::identity, Initialiser::constant, rng).weights,
                {{1.0, 1.0}});
       }},
      {"2.4", "make_network",
       [] {
         Rng rng(1);
         const Network network = make_network({2, 3, 1}, Activation::tanh, Activation::identity,
                                              Initialiser::xavier, rng);
         expect("make_network({2, 3, 1}): layers", static_cast<double>(network.layers.size()), 2);
       }},
      {"2.5", "network_forward",
       [] {
         const std::vector<DenseCache> caches = network_forward(small_network(), one_one);
         if (caches.size() != 2) {
           throw Wrong{"network_forward: got " + std::to_string(caches.size()) +
                       " caches, expected 2"};
         }
         expect("network_forward: the output", caches.back().A, scalar(6.5));
       }},
      {"2.7", "parameter_count",
       [] {
         expect("parameter_count of 1-1-1", static_cast<double>(parameter_count(small_network())),
                4);
       }},
      {"3.1", "mean_squared_error",
       [] {
         const Loss loss = mean_squared_error(scalar(6.5), scalar(6.0));
         expect("mean_squared_error(6.5, 6)", loss.value, 0.25);
         expect("mean_squared_error: gradient", loss.gradient, one_one);
       }},
      {"3.2", "binary_cross_entropy",
       [] {
         expect("binary_cross_entropy(0, 1)", binary_cross_entropy(scalar(0.0), scalar(1.0)).value,
                std::log(2.0));
       }},
      {"3.3", "softmax_cross_entropy",
       [] {
         const Loss loss = softmax_cross_entropy(arma::vec{0.0, 0.0}, arma::vec{1.0, 0.0});
         expect("softmax_cross_entropy(0, 0)", loss.value, std::log(2.0));
         expect("softmax_cross_entropy: gradient", loss.gradient, arma::vec{-0.5, 0.5});
       }},
      {"3.4", "evaluate_loss",
       [] {
         expect("evaluate_loss(mean_squared_error, 6.5, 6)",
                evaluate_loss(LossFunction::mean_squared_error, scalar(6.5), scalar(6.0)).value,
                0.25);
       }},
      {"4.1", "nine_forward",
       [] {
         const NineParameters p{.w1 = 1, .w4 = 1, .w5 = 2, .w6 = 3, .b3 = 1};
         expect("nine_forward: y", nine_forward(p, 1.0, -2.0).y, 3.0);
       }},
      {"4.2", "nine_gradient",
       [] {
         const NineParameters p{.w1 = 1, .w5 = 2};
         const NineCache cache{.x1 = 1, .z1 = 1, .h1 = 1, .y = 2};
         expect("nine_gradient: w1", nine_gradient(p, cache, 1.0).w1, 4.0);
         expect("nine_gradient: w5", nine_gradient(p, cache, 1.0).w5, 2.0);
       }},
      {"4.3", "nine_step",
       [] {
         const NineParameters p{.w1 = 1, .w5 = 2};
         expect("nine_step: w5", nine_step(p, 1.0, 0.0, 1.0, 0.1).w5, 1.8);
       }},
      {"4.4", "dense_backward",
       [] {
         const DenseLayer layer{.weights = scalar(2.0), .bias = {0.0}};
         const DenseCache cache{.X = {{1.0, 3.0}}, .Z = {{2.0, 6.0}}, .A = {{2.0, 6.0}}};
         const DenseGradient gradient = dense_backward(layer, cache, {{1.0, 1.0}});
         expect("dense_backward: weights", gradient.weights, scalar(4.0));
         expect("dense_backward: bias", gradient.bias, arma::vec{2.0});
       }},
      {"4.5", "backward",
       [] {
         const Network network = small_network();
         const std::vector<DenseCache> caches = {
             {.X = one_one, .Z = scalar(2.5), .A = scalar(2.5)},
             {.X = scalar(2.5), .Z = scalar(6.5), .A = scalar(6.5)}};
         const std::vector<DenseGradient> gradients = backward(network, caches, one_one);
         if (gradients.size() != 2) throw Wrong{"backward: not one gradient a layer"};
         expect("backward: the first layer's weights", gradients[0].weights, scalar(3.0));
       }},
      {"4.6", "flatten, flatten_gradients",
       [] { expect("flatten", flatten(small_network()), small_theta); }},
      {"4.7", "unflatten",
       [] {
         Network zeros = small_network();
         for (DenseLayer& layer : zeros.layers) layer.weights.zeros();
         expect("unflatten: the last weights", unflatten(small_theta, zeros).layers.at(1).weights,
                scalar(3.0));
       }},
      {"6.3", "fit_standardisation, apply_standardisation",
       [] {
         const arma::mat X = {{1.0, 3.0}};
         expect("apply_standardisation", apply_standardisation(fit_standardisation(X), X),
                {{-1.0, 1.0}});
       }},
      {"6.4", "fit_min_max, apply_min_max",
       [] {
         const arma::mat X = {{1.0, 3.0}};
         expect("apply_min_max", apply_min_max(fit_min_max(X), X), {{0.0, 1.0}});
       }},
      {"7.1", "mini_batches",
       [] {
         Rng rng(1);
         arma::uword samples = 0;
         for (const arma::uvec& batch : mini_batches(5, 2, rng)) samples += batch.n_elem;
         expect("mini_batches(5, 2): samples", static_cast<double>(samples), 5);
       }},
      {"7.2", "sgd_step",
       [] { try_step([](arma::vec& t) { sgd_step(t, arma::vec{2.0}, 0.1); }, "sgd_step", 0.8); }},
      {"7.3", "step_decay",
       [] { expect("step_decay(1, 100, 50, 0.5)", step_decay(1.0, 100, 50, 0.5), 0.25); }},
      {"7.4", "should_stop",
       [] {
         expect("should_stop(3, 2, 4, 5; patience 2)", should_stop({3.0, 2.0, 4.0, 5.0}, 2), 1);
       }},
      {"7.5", "train",
       [] {  // theta^2 / 2 with the rate 0.5: 1, 0.5, 0.25
         Rng rng(1);
         arma::vec theta = {1.0};
         train(
             theta,
             [](const arma::vec& t, const arma::uvec&) {
               return LossAndGradient{.loss = t(0) * t(0) / 2, .gradient = t};
             },
             [](arma::vec& t, const arma::vec& g, double rate) { t -= rate * g; }, 1,
             {.epochs = 2, .batch_size = 1, .learning_rate = 0.5}, rng);
         expect("train: theta after two epochs", theta(0), 0.25);
       }},
      {"7.6", "network_gradient",
       [] {
         const LossAndGradient here = network_gradient(
             small_network(), small_theta, LossFunction::mean_squared_error, one_one, scalar(6.0));
         expect("network_gradient: loss", here.loss, 0.25);
         expect("network_gradient: gradient", here.gradient, small_gradient);
       }},
      {"8.1", "weight_mask",
       [] {
         expect("weight_mask", weight_mask(small_network()), arma::vec{1, 0, 1, 0});
       }},
      {"8.2", "l2_penalty, l1_penalty",
       [] {
         const arma::vec mask = {1.0, 0.0};
         expect("l2_penalty", l2_penalty({3.0, 5.0}, mask, 0.1).loss, 0.9);
         expect("l1_penalty", l1_penalty({-3.0, 5.0}, mask, 0.1).loss, 0.3);
       }},
      {"8.4", "dropout_mask, dropout_forward, dropout_backward",
       [] {
         Rng rng(1);
         expect("dropout_mask with keep 1", dropout_mask(1, 2, 1.0, rng), {{1.0, 1.0}});
         const Network network = small_network();
         const DropoutPass pass = dropout_forward(network, one_one, 1.0, rng);
         if (pass.masks.size() != 1) throw Wrong{"dropout_forward: not one mask a hidden layer"};
         expect("dropout_forward: the output", pass.caches.back().A, scalar(6.5));
         expect("dropout_backward: the first layer's weights",
                dropout_backward(network, pass, one_one).front().weights, scalar(3.0));
       }},
      {"8.5", "regularised_gradient",
       [] {
         Rng rng(1);
         const LossAndGradient here =
             regularised_gradient(small_network(), small_theta, LossFunction::mean_squared_error,
                                  one_one, scalar(6.0), {.l2 = 0.1}, rng);  // 0.25 + 0.1 (4 + 9)
         expect("regularised_gradient: loss", here.loss, 1.55);
       }},
      {"9.1", "momentum_step",
       [] {
         try_step(
             [](arma::vec& t) {
               Momentum state;
               momentum_step(t, arma::vec{1.0}, 0.1, state);  // v = 1, then 1.9
               momentum_step(t, arma::vec{1.0}, 0.1, state);
             },
             "momentum_step, twice", 0.71);
       }},
      {"9.2", "rms_prop_step",
       [] {
         try_step(
             [](arma::vec& t) {
               RmsProp state{.rho = 0.75, .epsilon = 0.0};  // s = 0.25 g^2, so g / sqrt(s) = 2
               rms_prop_step(t, arma::vec{3.0}, 0.1, state);
             },
             "rms_prop_step", 0.8);
       }},
      {"9.3", "adam_step",
       [] {
         try_step(
             [](arma::vec& t) {
               Adam state;
               adam_step(t, arma::vec{5.0}, 0.1, state);  // the first step is the rate
             },
             "adam_step", 0.9);
       }},
      {"9.4", "adamw_step",
       [] {
         try_step(
             [](arma::vec& t) {
               Adam state{.weight_decay = 0.5};
               adamw_step(t, arma::vec{5.0}, 0.1, state);
             },
             "adamw_step", 0.85);
       }},
      {"9.5", "cosine_rate",
       [] { expect("cosine_rate(1, 5, 10, 0)", cosine_rate(1.0, 5, 10, 0), 0.5); }},
      {"9.6", "plateau_rate",
       [] {
         expect("plateau_rate", plateau_rate(1.0, {3.0, 4.0, 5.0}, 2, 0.1), 0.1);
       }},
      {"9.7", "optimizer_step",
       [] {
         try_step(
             [](arma::vec& t) {
               Optimizer optimizer;
               optimizer_step(t, arma::vec{2.0}, 0.1, optimizer);
             },
             "optimizer_step", 0.8);
       }},
      {"10.1", "residual_forward",
       [] {
         expect("residual_forward: output", residual_forward(small_block(), one_one).output,
                scalar(9.0));
       }},
      {"10.2", "residual_backward",
       [] {
         const ResidualCache cache{
             .X = one_one, .Z = scalar(4.0), .A = scalar(4.0), .output = scalar(9.0)};
         const ResidualGradient gradient = residual_backward(small_block(), cache, one_one);
         expect("residual_backward: X", gradient.X, scalar(7.0));
         expect("residual_backward: W2", gradient.W2, scalar(4.0));
       }},
      {"10.3", "make_residual_network",
       [] {
         Rng rng(1);
         const ResidualNetwork network =
             make_residual_network({2, 3, 3, 3, 1}, Activation::tanh, Initialiser::xavier, rng);
         expect("make_residual_network: blocks", static_cast<double>(network.blocks.size()), 2);
       }},
      {"10.4", "resnet_forward",
       [] {
         expect("resnet_forward: the output", resnet_forward(small_residual(), one_one).last.A,
                scalar(9.0));
       }},
      {"10.5", "resnet_backward",
       [] {
         const ResidualNetwork network = small_residual();
         const ResidualNetworkGradient gradient =
             resnet_backward(network, resnet_forward(network, one_one), one_one);
         expect("resnet_backward: the first layer's weights", gradient.first.weights, scalar(7.0));
       }},
      {"10.6", "flatten_resnet, flatten_resnet_gradient",
       [] {
         expect("flatten_resnet", flatten_resnet(small_residual()), arma::vec{1, 0, 3, 1, 2, 1, 0});
       }},
      {"10.7", "unflatten_resnet",
       [] {
         expect("unflatten_resnet: W2",
                unflatten_resnet(arma::vec{1, 0, 3, 1, 5, 1, 0}, small_residual()).blocks.at(0).W2,
                scalar(5.0));
       }},
      {"12.1", "tape_constant, tape_parameter, tape_record",
       [] {
         Tape tape;
         tape_constant(tape, one_one);
         expect("tape_parameter: the node's place",
                static_cast<double>(tape_parameter(tape, one_one)), 1);
       }},
      {"12.2", "tape_gradients",
       [] {
         Tape tape;
         const NodeIndex a = tape_parameter(tape, scalar(3.0));
         const NodeIndex b = tape_record(
             tape, scalar(6.0),
             {{.node = a, .rule = [](const Visit& at, arma::mat& dA) { dA += 2.0 * at.G; }}});
         expect("tape_gradients", tape_gradients(tape, b).at(a), scalar(2.0));
       }},
      {"12.3", "tape_product, tape_add, tape_multiply",
       [] {
         Tape tape;
         const NodeIndex a = tape_parameter(tape, scalar(3.0));
         const NodeIndex b = tape_parameter(tape, scalar(4.0));
         tape_add(tape, a, b);
         tape_multiply(tape, a, b);
         const NodeIndex c = tape_product(tape, a, b);
         expect("tape_product: the gradient", tape_gradients(tape, c).at(a), scalar(4.0));
       }},
      {"12.4", "tape_relu, tape_tanh, tape_exp, tape_log",
       [] {
         Tape tape;
         const NodeIndex a = tape_parameter(tape, scalar(1.0));
         tape_relu(tape, a);
         tape_tanh(tape, a);
         tape_exp(tape, a);
         expect("tape_log: the gradient", tape_gradients(tape, tape_log(tape, a)).at(a), one_one);
       }},
      {"12.5", "tape_sum, tape_gather, tape_loss",
       [] {
         Tape tape;
         const NodeIndex a = tape_parameter(tape, arma::vec{0.0, 0.0});
         tape_sum(tape, a, 0);
         const NodeIndex loss = tape_loss(tape, a, arma::vec{1.0, 0.0});
         expect("tape_loss: the gradient", tape_gradients(tape, loss).at(a), arma::vec{-0.5, 0.5});
       }},
      {"12.6", "tape_resnet",
       [] {
         Tape tape;
         const NodeIndex loss = tape_resnet(tape, small_residual(), one_one, one_one);
         expect("tape_resnet: the loss of one class", tape_value(tape, loss), scalar(0.0));
       }},
      {"12.7", "taped_gradient",
       [] {
         Tape tape;
         const NodeIndex a = tape_parameter(tape, arma::vec{0.0, 0.0});
         const NodeIndex loss = tape_loss(tape, a, arma::vec{1.0, 0.0});
         expect("taped_gradient", taped_gradient(tape, loss).gradient, arma::vec{-0.5, 0.5});
       }},
  };
  return all;
}

constexpr int most_seconds = 1;  // of processor time, for one task

json try_here(const Probe& probe) {
  try {
    probe.run();
    return {{"state", "works"}};
  } catch (const Wrong& wrong) {
    return {{"state", "wrong"}, {"says", wrong.says}};
  } catch (...) {
    return trouble(probe.functions);
  }
}

/// In a process of its own, as the function may do anything.
json try_one(const Probe& probe) {
  int ends[2];
  if (::pipe(ends) != 0) return {{"state", "threw"}, {"says", gradus::base::last_error()}};
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    const itimerval limit{.it_interval = {}, .it_value = {.tv_sec = most_seconds, .tv_usec = 0}};
    ::setitimer(ITIMER_PROF, &limit, nullptr);
    ::alarm(5 * most_seconds);  // of one that only waits
    const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    gradus::base::write_all(ends[1], try_here(probe).dump());
    std::_Exit(0);
  }
  ::close(ends[1]);
  const std::string said = gradus::base::read_all(ends[0]).value_or("");
  ::close(ends[0]);
  int status = 0;
  if (child > 0) ::waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    if (signal == SIGPROF || signal == SIGALRM) return {{"state", "hung"}};
    return {{"state", "crashed"}, {"says", ::strsignal(signal)}};
  }
  const json state = json::parse(said, nullptr, false);
  return state.is_object() ? state : json{{"state", "crashed"}, {"says", "it ended the program"}};
}

}  // namespace

json probe_tasks() {
  json tasks = json::object();
  for (const Probe& probe : probes()) {
    json state = try_one(probe);
    state["functions"] = probe.functions;
    state.erase("kind");
    tasks[probe.task] = state;
  }
  return {{"kind", "tasks"}, {"tasks", tasks}};
}

}  // namespace nn::play
