// What the peers in C++ train, as work.hpp says it for ours, and how it is measured.
#pragma once

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <utility>
#include <vector>

namespace bench {

struct Points {
  std::vector<std::pair<float, float>> X;
  std::vector<unsigned> labels;
};

inline Points peaks_like(std::size_t count = 3200) {
  std::mt19937 rng(1);
  std::normal_distribution<float> normal(0.0f, 2.0f);
  Points points;
  for (std::size_t s = 0; s < count; ++s) {
    const float x = normal(rng);
    const float y = normal(rng);
    points.X.emplace_back(x, y);
    const float class_of = std::floor(1.3f * x) + 2.0f * std::floor(y);
    points.labels.push_back(static_cast<unsigned>(std::fmod(class_of + 500.0f, 5.0f)));
  }
  return points;
}

/// Prints the processor time of an epoch, after one that does not count.
template <typename Epoch>
void measure(const char* name, const Epoch& epoch) {
  const double least = std::getenv("GRADUS_BENCH_TINY") != nullptr ? 0.0 : 0.5;
  epoch();
  const std::clock_t start = std::clock();
  int epochs = 0;
  double seconds = 0.0;
  while (epochs == 0 || seconds < least) {
    epoch();
    ++epochs;
    seconds = static_cast<double>(std::clock() - start) / static_cast<double>(CLOCKS_PER_SEC);
  }
  std::printf("%s %.12g\n", name, seconds / epochs);
}

}  // namespace bench
