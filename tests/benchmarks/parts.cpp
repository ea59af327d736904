// An epoch of each way to train, and the matrix products in it, for ./gradus bench: Google
// Benchmark measures the processor's time.
#include <benchmark/benchmark.h>

#include "00_warm_up/warm_up.hpp"
#include "04_backprop/backprop.hpp"
#include "07_training/training.hpp"
#include "09_optimizers/optimizers.hpp"
#include "10_resnet/model.hpp"
#include "12_autodiff/autodiff.hpp"
#include "15_fast/fast.hpp"
#include "base/memory.hpp"
#include "benchmarks/work.hpp"
#include "lab/helpers.hpp"

namespace nn::bench {
namespace {

using benchmark::State;

constexpr arma::uword samples_of_epoch = 3200;
constexpr arma::uword batch = 32;
constexpr arma::uword digits = 4000;

const std::vector<arma::uword> residual_widths = {2, 50, 50, 50, 5};

TrainingSettings one_epoch(arma::uword batch_size = batch, double rate = 0.1) {
  return {.epochs = 1, .batch_size = batch_size, .learning_rate = rate};
}

// ---- Peaks, 2-50-50-50-5, batches of 32 ---------------------------------------------------------

void products_of(State& state, std::vector<arma::mat> weights, arma::uword samples,
                 arma::uword steps) {
  Rng rng(1);
  Products products(std::move(weights), samples, rng);
  for (auto _ : state) {
    for (arma::uword step = 0; step < steps; ++step) {
      products.forward();
      products.backward();
    }
  }
}

std::vector<arma::mat> weights_of(const Network& network) {
  std::vector<arma::mat> weights;
  for (const DenseLayer& layer : network.layers) weights.push_back(layer.weights);
  return weights;
}

void peaks_products(State& state) {
  Rng rng(1);
  products_of(state, weights_of(plain_network(rng)), batch, samples_of_epoch / batch);
}
BENCHMARK(peaks_products);

void peaks_plain(State& state) {
  Rng rng(1);
  const Samples samples = peaks_like(samples_of_epoch, rng);
  const Network network = plain_network(rng);
  arma::vec theta = flatten(network);
  double loss = 0.0;
  for (auto _ : state) {
    for (const arma::uvec& chosen : mini_batches(samples_of_epoch, batch, rng)) {
      const LossAndGradient here =
          network_gradient(network, theta, softmax, samples.X.cols(chosen), samples.T.cols(chosen));
      sgd_step(theta, here.gradient, 0.1);
      loss = here.loss;
    }
  }
  state.counters["loss"] = loss;
}
BENCHMARK(peaks_plain);

/// The same step by lesson 15, into buffers that are kept.
void peaks_buffers(State& state) {
  Rng rng(1);
  const Samples samples = peaks_like(samples_of_epoch, rng);
  Network network = plain_network(rng);
  Workspace space = make_workspace(network, batch);
  double loss = 0.0;
  for (auto _ : state) {
    for (const arma::uvec& chosen : mini_batches(samples_of_epoch, batch, rng)) {
      loss = gradient_into(space, network, samples.X.cols(chosen), samples.T.cols(chosen));
      take_step(network, space, 0.1);
    }
  }
  state.counters["loss"] = loss;
}
BENCHMARK(peaks_buffers);

/// The loop of lesson 07, which records losses and accuracies of both parts, each as many samples
/// as Peaks has for the other four fifths and the last.
void peaks_measured(State& state) {
  Rng rng(1);
  const Samples training = peaks_like(samples_of_epoch, rng);
  const Samples validation = peaks_like(samples_of_epoch / 4, rng);
  const Network network = plain_network(rng);
  arma::vec theta = flatten(network);
  const Gradient gradient = [&](const arma::vec& at, const arma::uvec& chosen) {
    return network_gradient(network, at, softmax, training.X.cols(chosen), training.T.cols(chosen));
  };
  bool begun = false;  // the watch is asked before training, too
  const Watch watch = [&](const arma::vec& at) -> std::optional<double> {
    if (!begun) {
      begun = true;
      return arma::datum::nan;
    }
    const Network now = unflatten(at, network);
    double loss = 0.0;
    for (const Samples* part : {&training, &validation}) {
      const arma::mat output = in_blocks(
          part->X, [&](const arma::mat& block) { return network_forward(now, block).back().A; });
      loss = evaluate_loss(softmax, output, part->T).value;
      benchmark::DoNotOptimize(accuracy(most_likely(output), most_likely(part->T)));
    }
    return loss;
  };
  for (auto _ : state) {
    begun = false;
    train(theta, gradient, sgd_step, samples_of_epoch, one_epoch(), rng, watch);
  }
}
BENCHMARK(peaks_measured);

void peaks_adam(State& state) {
  Rng rng(1);
  const Samples samples = peaks_like(samples_of_epoch, rng);
  Network network = plain_network(rng);
  Optimizer optimizer{.method = Method::adam};
  const TrainingData data{.X = samples.X, .T = samples.T};
  for (auto _ : state) train_with(network, data, softmax, optimizer, one_epoch(batch, 0.01), rng);
}
BENCHMARK(peaks_adam);

// ---- the residual network of the same widths, as lesson 10 and as lesson 12 trains it -----------

void residual_products(State& state) {
  Rng rng(1);
  const ResidualNetwork network =
      make_residual_network(residual_widths, Activation::tanh, Initialiser::xavier, rng);
  std::vector<arma::mat> weights = {network.first.weights};
  for (const ResidualBlock& block : network.blocks) {
    weights.push_back(block.W1);
    weights.push_back(block.W2);
  }
  weights.push_back(network.last.weights);
  products_of(state, weights, batch, samples_of_epoch / batch);
}
BENCHMARK(residual_products);

void residual(State& state) {
  Rng rng(1);
  const Samples samples = peaks_like(samples_of_epoch, rng);
  Model model = make_model(residual_widths, {.residual = true}, rng);
  for (auto _ : state) {
    train(
        model.theta,
        [&](const arma::vec& theta, const arma::uvec& chosen) {
          return model.gradient(theta, samples.X.cols(chosen), samples.T.cols(chosen));
        },
        sgd_step, samples_of_epoch, one_epoch(), rng);
  }
}
BENCHMARK(residual);

void residual_by_tape(State& state) {
  Rng rng(1);
  const Samples samples = peaks_like(samples_of_epoch, rng);
  const ResidualNetwork network =
      make_residual_network(residual_widths, Activation::relu, Initialiser::xavier, rng);
  arma::vec theta = flatten_resnet(network);
  const Gradient gradient = [&](const arma::vec& at, const arma::uvec& chosen) {
    Tape tape;
    const NodeIndex loss = tape_resnet(tape, unflatten_resnet(at, network), samples.X.cols(chosen),
                                       samples.T.cols(chosen));
    return taped_gradient(tape, loss);
  };
  for (auto _ : state) train(theta, gradient, sgd_step, samples_of_epoch, one_epoch(), rng);
}
BENCHMARK(residual_by_tape);

// ---- digits, 400-64-10, all samples in one batch ------------------------------------------------

void digits_products(State& state) {
  Rng rng(1);
  products_of(state, weights_of(digits_network(rng)), digits, 1);
}
BENCHMARK(digits_products);

void digits_full_batch(State& state) {
  Rng rng(1);
  const Samples samples = digits_like(digits, rng);
  const Network network = digits_network(rng);
  arma::vec theta = flatten(network);
  for (auto _ : state) {
    sgd_step(theta, network_gradient(network, theta, softmax, samples.X, samples.T).gradient, 0.1);
  }
}
BENCHMARK(digits_full_batch);

}  // namespace
}  // namespace nn::bench

int main(int argc, char** argv) {
  gradus::base::keep_freed_memory();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
