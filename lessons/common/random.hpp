// Random numbers that are the same with every compiler and every standard library: the generator is
// the standard's mt19937_64, whose output is fixed to the bit, and the distributions are the few
// lines of random.cpp. (std::normal_distribution may differ from one library to the next.)
#pragma once

#include <armadillo>
#include <cstdint>
#include <random>

namespace nn {

/// A source of randomness. Pass it by reference (`Rng& rng`): each draw moves it on.
/// Its state is its seed and the number of draws so far, so a copy goes on with the same numbers.
class Rng {
 public:
  explicit Rng(std::uint64_t seed, std::uint64_t draws = 0);

  std::uint64_t next();  // 64 random bits

  std::uint64_t seed() const { return seed_; }
  std::uint64_t draws() const { return draws_; }

 private:
  std::uint64_t seed_;
  std::uint64_t draws_ = 0;
  std::mt19937_64 engine_;
};

/// Uniform in [0, 1), from the upper 53 bits of one draw.
double uniform(Rng& rng);

/// Uniform in [low, high).
double uniform(double low, double high, Rng& rng);

/// Standard normal N(0, 1), by Box and Muller's transform of two uniform numbers.
double normal(Rng& rng);

/// A whole number 0 ... count-1, each equally likely. Throws std::invalid_argument if count is 0.
arma::uword uniform_index(arma::uword count, Rng& rng);

/// rows x cols matrices of independent numbers, filled column by column.
arma::mat uniform_matrix(arma::uword rows, arma::uword cols, double low, double high, Rng& rng);
arma::mat normal_matrix(arma::uword rows, arma::uword cols, Rng& rng);

/// The numbers 0 ... count-1 in random order (Fisher and Yates' shuffle).
arma::uvec permutation(arma::uword count, Rng& rng);

}  // namespace nn
