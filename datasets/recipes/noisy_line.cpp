// The noisy line of report 000: y = 2 x + 3 + N(0, 1). Its numbers are those that NumPy gives after
// numpy.random.seed(42), to the last bit, so that the report's table can be compared.
#include <cmath>
#include <cstdint>
#include <optional>
#include <random>
#include <utility>

#include "base/progress.hpp"
#include "datasets/recipes/recipes.hpp"

namespace nn::datasets {
namespace {

/// NumPy's legacy generator: the 32-bit Mersenne twister, two words for a number of 53 bits.
class NumpyRandom {
 public:
  explicit NumpyRandom(std::uint32_t seed) : engine_(seed) {}

  double uniform() {
    const double high = static_cast<double>(engine_() >> 5);
    const double low = static_cast<double>(engine_() >> 6);
    return (high * 0x1p26 + low) / 0x1p53;
  }

  // Marsaglia's polar method. It makes two numbers: the second is given out first.
  double normal() {
    if (kept_) return *std::exchange(kept_, std::nullopt);
    double a = 0;
    double b = 0;
    double square = 0;
    while (square >= 1 || square == 0) {
      a = 2 * uniform() - 1;
      b = 2 * uniform() - 1;
      square = a * a + b * b;
    }
    const double factor = std::sqrt(-2 * std::log(square) / square);
    kept_ = factor * a;
    return factor * b;
  }

 private:
  std::mt19937 engine_;
  std::optional<double> kept_;
};

}  // namespace

Samples make_noisy_line() {
  constexpr arma::uword rows = 200;
  Progress progress("making the data set noisy_line", 1);
  NumpyRandom random(42);
  arma::mat xz(rows, 2);  // all x are drawn first, then all z, then the noise
  for (double& one : xz) one = -5 + 10 * random.uniform();
  arma::rowvec y(rows);
  for (arma::uword i = 0; i < rows; ++i) y(i) = 2 * xz(i, 0) + 3 + random.normal();
  progress.step();
  return {.X = xz.t(), .T = y};
}

}  // namespace nn::datasets
