// The plain loop by dlib's trainer, in single precision, the only one it has.
#include <dlib/dnn.h>

#include <numeric>

#include "benchmarks/peers/measure.hpp"

int main() {
  using namespace dlib;
  using Network =
      loss_multiclass_log<fc<5, relu<fc<50, relu<fc<50, relu<fc<50, input<matrix<float>>>>>>>>>>;
  const bench::Points points = bench::peaks_like();
  std::vector<matrix<float>> X;
  std::vector<unsigned long> labels(points.labels.begin(), points.labels.end());
  for (const auto& [x, y] : points.X) {
    X.emplace_back(2, 1);
    X.back() = x, y;
  }
  Network network;
  dnn_trainer<Network> trainer(network, sgd(0.0f, 0.0f));  // no decay, no momentum
  trainer.set_learning_rate(0.1);
  trainer.set_min_learning_rate(1e-9);
  trainer.set_iterations_without_progress_threshold(1000000000);
  std::mt19937 rng(1);
  std::vector<std::size_t> order(X.size());
  std::iota(order.begin(), order.end(), 0);
  std::vector<matrix<float>> batch(32);
  std::vector<unsigned long> batch_labels(32);
  bench::measure("dlib_peaks", [&] {
    std::shuffle(order.begin(), order.end(), rng);
    for (std::size_t first = 0; first < X.size(); first += 32) {
      for (std::size_t k = 0; k < 32; ++k) {
        batch[k] = X[order[first + k]];
        batch_labels[k] = labels[order[first + k]];
      }
      trainer.train_one_step(batch, batch_labels);
    }
    trainer.get_net(force_flush_to_disk::no);  // waits for its thread
  });
}
