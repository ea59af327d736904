#include "common/random.hpp"

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <utility>

namespace nn {

Rng::Rng(std::uint64_t seed, std::uint64_t draws) : seed_(seed), draws_(draws), engine_(seed) {
  engine_.discard(draws);
}

std::uint64_t Rng::next() {
  ++draws_;
  return engine_();
}

double uniform(Rng& rng) {
  return static_cast<double>(rng.next() >> 11) * 0x1p-53;
}

double uniform(double low, double high, Rng& rng) {
  return low + (high - low) * uniform(rng);
}

double normal(Rng& rng) {
  // 1 - u lies in (0, 1], so that the logarithm is finite.
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform(rng)));
  const double angle = 2.0 * std::numbers::pi * uniform(rng);
  return radius * std::cos(angle);
}

arma::uword uniform_index(arma::uword count, Rng& rng) {
  // Without require(), which makes its words for each draw, and a shuffle makes many draws.
  if (count == 0) throw std::invalid_argument("uniform_index: count is 0, expected at least 1");
  // The largest multiple of count: draws beyond it would make small numbers more likely.
  constexpr std::uint64_t most = std::mt19937_64::max();
  const std::uint64_t limit = most - most % count;
  std::uint64_t draw = rng.next();
  while (draw >= limit) draw = rng.next();
  return draw % count;
}

arma::mat uniform_matrix(arma::uword rows, arma::uword cols, double low, double high, Rng& rng) {
  arma::mat numbers(rows, cols);
  for (double& number : numbers) number = uniform(low, high, rng);
  return numbers;
}

arma::mat normal_matrix(arma::uword rows, arma::uword cols, Rng& rng) {
  arma::mat numbers(rows, cols);
  for (double& number : numbers) number = normal(rng);
  return numbers;
}

arma::uvec permutation(arma::uword count, Rng& rng) {
  arma::uvec order(count);
  for (arma::uword i = 0; i < count; ++i) order(i) = i;
  for (arma::uword i = count; i > 1; --i) {
    std::swap(order(i - 1), order(uniform_index(i, rng)));
  }
  return order;
}

}  // namespace nn
