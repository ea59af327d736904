// whole samples NAME COUNT | whole digits NAME EPOCHS CORES: a training in a process of its own,
// for what only a whole process shows: its memory, and its time by the clock with several cores.
// Prints what it measured, a name and a number on each line.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "04_backprop/backprop.hpp"
#include "07_training/training.hpp"
#include "15_fast/fast.hpp"
#include "base/memory.hpp"
#include "benchmarks/work.hpp"
#include "lab/helpers.hpp"

namespace nn::bench {
namespace {

double peak_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return 1024.0 * static_cast<double>(usage.ru_maxrss);
}

void print(const std::string& what, const std::string& measure, double value) {
  std::printf("%s.%s %.12g\n", what.c_str(), measure.c_str(), value);
}

/// An epoch of Peaks' network on so many samples.
void samples(const std::string& name, arma::uword count) {
  Rng rng(1);
  const Samples data = peaks_like(count, rng);
  Network network = plain_network(rng);
  const double before = peak_bytes();
  const TrainingSettings settings{.epochs = 1, .batch_size = 32, .learning_rate = 0.1};
  const Gradient gradient = [&](const arma::vec& theta, const arma::uvec& chosen) {
    return network_gradient(network, theta, softmax, data.X.cols(chosen), data.T.cols(chosen));
  };
  arma::vec theta = flatten(network);
  const arma::uword epochs = std::max<arma::uword>(1, 100000 / count);
  const Stopwatch watch;
  for (arma::uword epoch = 0; epoch < epochs; ++epoch) {
    train(theta, gradient, sgd_step, count, settings, rng);
  }
  print(name, "seconds", watch.seconds() / static_cast<double>(epochs * count));
  print(name, "data_bytes", 8.0 * static_cast<double>(data.X.n_elem + data.T.n_elem));
  print(name, "bytes_beside_data", peak_bytes() - before);
}

/// All digits in one batch, by lesson 15's step: as many parts as cores, each in a thread.
void digits(const std::string& name, arma::uword epochs, arma::uword cores) {
  Rng rng(1);
  const Samples data = digits_like(4000, rng);
  Network network =
      make_network({400, 64, 10}, Activation::relu, Activation::identity, Initialiser::he, rng);
  const std::vector<Part> parts = cut_batch(data.X.n_cols, cores);
  std::vector<Workspace> spaces;
  std::vector<Samples> part_of;
  for (const auto& [first, count] : parts) {
    const arma::span own(first, first + count - 1);
    part_of.push_back({.X = data.X.cols(own), .T = data.T.cols(own)});
    spaces.push_back(make_workspace(network, count));
  }
  std::vector<double> losses(cores);
  const auto one = [&](std::size_t k) {
    losses[k] = gradient_into(spaces[k], network, part_of[k].X, part_of[k].T);
  };
  const auto start = std::chrono::steady_clock::now();
  for (arma::uword epoch = 0; epoch < epochs; ++epoch) {
    std::vector<std::thread> others;
    for (std::size_t k = 1; k < parts.size(); ++k) others.emplace_back(one, k);
    one(0);
    for (std::thread& other : others) other.join();
    join_parts(spaces, parts);
    take_step(network, spaces.front(), 0.1);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  double loss = 0.0;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    loss += losses[k] * static_cast<double>(parts[k].count) / static_cast<double>(data.X.n_cols);
  }
  print(name, "clock", took.count());
  print(name, "loss", loss);
}

}  // namespace
}  // namespace nn::bench

int main(int argc, char** argv) {
  gradus::base::keep_freed_memory();
  const std::string what = argc >= 4 ? argv[1] : "";
  const arma::uword count = argc >= 4 ? std::strtoull(argv[3], nullptr, 10) : 0;
  const arma::uword cores = argc == 5 ? std::strtoull(argv[4], nullptr, 10) : 0;
  if (what == "samples" && count > 0 && argc == 4) {
    nn::bench::samples(argv[2], count);
  } else if (what == "digits" && count > 0 && cores > 0) {
    nn::bench::digits(argv[2], count, cores);
  } else {
    std::fprintf(stderr, "whole samples NAME COUNT | whole digits NAME EPOCHS CORES\n");
    return 2;
  }
  return 0;
}
