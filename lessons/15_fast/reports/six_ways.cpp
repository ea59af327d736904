// One step of training in six ways, each timed by the benchmark of task 15.4, against the machine's
// limit, which is measured as well.
#include <algorithm>
#include <armadillo>
#include <chrono>
#include <cmath>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "15_fast/fast.hpp"
#include "15_fast/reports/reports.hpp"
#include "lab/experiment.hpp"

// OpenBLAS takes all cores for a product, if nobody tells it to take one; other libraries lack
// this.
extern "C" __attribute__((weak)) void openblas_set_num_threads(int threads);

namespace nn {

Samples random_samples(arma::uword count, Rng& rng) {
  Samples samples{.X = uniform_matrix(400, count, 0.0, 1.0, rng), .T = arma::zeros(10, count)};
  for (arma::uword s = 0; s < count; ++s) samples.T(uniform_index(10, rng), s) = 1.0;
  return samples;
}

Network digit_network(Rng& rng) {
  return make_network(digit_widths, Activation::relu, Activation::identity, Initialiser::he, rng);
}

void gradient_of_parts(std::vector<Workspace>& spaces, const std::vector<Part>& parts,
                       const Network& network, const std::vector<Samples>& data, bool together) {
  const auto one = [&](std::size_t k) { gradient_into(spaces[k], network, data[k].X, data[k].T); };
  std::vector<std::thread> others;
  for (std::size_t k = 1; k < spaces.size(); ++k) {
    if (together) {
      others.emplace_back(one, k);
    } else {
      one(k);
    }
  }
  one(0);
  for (std::thread& other : others) other.join();
  join_parts(spaces, parts);
}

std::vector<Samples> parted(const Samples& all, const std::vector<Part>& parts) {
  std::vector<Samples> data;
  for (const Part& part : parts) {
    const arma::span own(part.first, part.first + part.count - 1);
    data.push_back({.X = all.X.cols(own), .T = all.T.cols(own)});
  }
  return data;
}

Series roof(const std::string& name, const Machine& machine) {
  const arma::vec intensity = arma::exp10(arma::linspace(-1.5, 3, 91));
  arma::vec flops(intensity.n_elem);
  for (arma::uword k = 0; k < flops.n_elem; ++k) {
    flops(k) = attainable_flops(machine, {.flops = intensity(k), .bytes = 1.0}) / 1e9;
  }
  return {.name = name, .x = intensity, .y = flops, .mark = Mark::line};
}

namespace {

double steady_seconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

/// One step with lessons 03 and 04.
void plain_step(Network& network, const arma::mat& X, const arma::mat& T, double rate) {
  const std::vector<DenseCache> caches = network_forward(network, X);
  const Loss loss = evaluate_loss(softmax_loss, caches.back().A, T);
  const std::vector<DenseGradient> gradients = backward(network, caches, loss.gradient);
  for (std::size_t l = 0; l < gradients.size(); ++l) {
    network.layers[l].weights -= rate * gradients[l].weights;
    network.layers[l].bias -= rate * gradients[l].bias;
  }
}

/// The same with products by loops.
void looped_step(Network& network, const arma::mat& X, const arma::mat& T, double rate,
                 LoopOrder order) {
  const auto product = [&](const arma::mat& A, const arma::mat& B) {
    return loop_product(A, B, order, 64);
  };
  DenseLayer& first = network.layers[0];
  DenseLayer& second = network.layers[1];
  arma::mat H = product(first.weights, X);
  H.each_col() += first.bias;
  H.clamp(0.0, arma::datum::inf);
  arma::mat Z = product(second.weights, H);
  Z.each_col() += second.bias;
  const arma::mat dZ = evaluate_loss(softmax_loss, Z, T).gradient;
  arma::mat dH = product(second.weights.t(), dZ);
  dH.elem(arma::find(H == 0.0)).zeros();
  second.weights -= rate * product(dZ, H.t());
  second.bias -= rate * arma::sum(dZ, 1);
  first.weights -= rate * product(dH, X.t());
  first.bias -= rate * arma::sum(dH, 1);
}

struct Way {
  std::string name;
  std::function<void()> step;
  Work work;
  double cores = 1.0;
};

/// What this machine can do, by two measurements.
Machine measured_machine(const BenchmarkSettings& settings, Rng& rng) {
  const arma::uword n = 500;
  const arma::mat A = normal_matrix(n, n, rng), B = normal_matrix(n, n, rng);
  arma::mat C(n, n);
  const arma::vec long_one = arma::ones(1 << 22);  // 32 MB: beyond most caches
  double sum = 0.0;
  const double product = seconds_a_call([&] { C = A * B; }, steady_seconds, settings).median;
  const double reading =
      seconds_a_call([&] { sum += arma::accu(long_one); }, steady_seconds, settings).median;
  return {.flops = product_work(n, n, n).flops / product,
          .bytes = 8.0 * static_cast<double>(long_one.n_elem) / reading};
}

}  // namespace

void six_ways(Run& run) {
  if (openblas_set_num_threads != nullptr) openblas_set_num_threads(1);
  Rng rng = run.rng("step");
  const arma::uword m = 256;
  const double rate = 1e-3;
  const Samples samples = random_samples(m, rng);
  Network network = digit_network(rng);
  Workspace space = make_workspace(network, m);
  const std::vector<Part> parts = cut_batch(m, 2);
  const std::vector<Samples> data = parted(samples, parts);
  std::vector<Workspace> spaces(2, make_workspace(network, m / 2));
  std::vector<Samples> single;
  for (arma::uword s = 0; s < m; ++s) {
    single.push_back({.X = samples.X.col(s), .T = samples.T.col(s)});
  }

  const Work batch = training_work(digit_widths, m);
  Work one_by_one = training_work(digit_widths, 1);
  one_by_one.flops *= static_cast<double>(m);
  one_by_one.bytes *= static_cast<double>(m);
  const std::vector<Way> ways = {
      {.name = "1 loops",
       .step = [&] { looped_step(network, samples.X, samples.T, rate, LoopOrder::textbook); },
       .work = batch},
      {.name = "2 columns",
       .step = [&] { looped_step(network, samples.X, samples.T, rate, LoopOrder::columns); },
       .work = batch},
      {.name = "3 BLAS",
       .step =
           [&] {
             for (const Samples& one : single) plain_step(network, one.X, one.T, rate / m);
           },
       .work = one_by_one},
      {.name = "4 batches",
       .step = [&] { plain_step(network, samples.X, samples.T, rate); },
       .work = batch},
      {.name = "5 buffers",
       .step =
           [&] {
             gradient_into(space, network, samples.X, samples.T);
             take_step(network, space, rate);
           },
       .work = batch},
      {.name = "6 two cores",
       .step =
           [&] {
             gradient_of_parts(spaces, parts, network, data, true);
             take_step(network, spaces[0], rate);
           },
       .work = batch,
       .cores = 2.0}};

  const BenchmarkSettings settings{.warm_up = 2, .rounds = 7, .least_seconds = 0.05};
  const Machine machine = measured_machine(settings, rng);
  Table limit{.columns = {{"this machine, one core"}, {"a second", "", 1}}};
  limit.rows.push_back({"Gflop, in a product of 500x500", machine.flops / 1e9});
  limit.rows.push_back({"GB, in a sum of 32 MB", machine.bytes / 1e9});
  run.print(limit);

  Table table{.columns = {{"way"},
                          {"a step", "ms", 3},
                          {"from", "ms", 3},
                          {"to", "ms", 3},
                          {"Gflop/s", "", 2},
                          {"of the limit", "%", 0}}};
  Series bars{.name = "measured", .mark = Mark::bars};
  Series limits{.name = "the roof above it", .mark = Mark::points};
  Panel points{.title = "The roof of one core",
               .x_label = "flops a byte",
               .y_label = "Gflop/s",
               .series = {roof("the roof", machine)},
               .log_x = true,
               .log_y = true};
  Panel heights{.title = "A step of 400-64-10, 256 samples", .y_label = "Gflop/s"};
  for (const Way& way : ways) {
    const Spread seconds = seconds_a_call(way.step, steady_seconds, settings);
    const Machine cores{.flops = way.cores * machine.flops, .bytes = way.cores * machine.bytes};
    const double flops = way.work.flops / seconds.median;
    const double most = attainable_flops(cores, way.work);
    table.rows.push_back({way.name, 1e3 * seconds.median, 1e3 * seconds.low, 1e3 * seconds.high,
                          flops / 1e9, 100.0 * flops / most});
    bars.y = arma::join_cols(bars.y, arma::vec{flops / 1e9});
    limits.y = arma::join_cols(limits.y, arma::vec{most / 1e9});
    points.series.push_back({.name = way.name,
                             .x = {way.work.flops / way.work.bytes},
                             .y = {flops / 1e9},
                             .mark = Mark::points});
    heights.x_names.push_back(way.name);
  }
  heights.series = {bars, limits};
  run.print(table);
  run.save({.name = "six_ways", .panels = {heights, points}, .columns = 2});
}

}  // namespace nn
