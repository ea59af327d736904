// Lesson 06, data: a solution. Yours may differ and be as good: read it once your own passes.
#include "06_data/data.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <string>

#include "common/contract.hpp"

namespace nn {

// Task 6.1  A random division into parts.
std::vector<arma::uvec> split_samples(arma::uword samples, const std::vector<double>& fractions,
                                      Rng& rng) {
  for (std::size_t k = 0; k < fractions.size(); ++k) {
    const std::string got = "fractions[" + std::to_string(k) + "] is " + number(fractions[k]);
    require(fractions[k] > 0.0, "split_samples", got + ", expected more than 0");
  }
  const double sum = std::accumulate(fractions.begin(), fractions.end(), 0.0);
  // Not sum == 1.0: ten times 0.1 adds up to a little less than 1.
  require(std::abs(sum - 1.0) <= 1e-9, "split_samples",
          "fractions sum to " + number(sum) + ", expected 1");

  const arma::uvec shuffled = permutation(samples, rng);
  std::vector<arma::uvec> parts;
  double share = 0.0;  // of all samples, up to the end of this part
  arma::uword begin = 0;
  for (const double fraction : fractions) {
    share += fraction;
    const auto end = static_cast<arma::uword>(std::lround(share * static_cast<double>(samples)));
    // subvec includes its last index, so it has no way to say "none".
    parts.push_back(begin < end ? arma::uvec(shuffled.subvec(begin, end - 1)) : arma::uvec());
    begin = end;
  }
  return parts;
}

// Task 6.2  Every sample once.
arma::uvec distinct_samples(const arma::mat& X) {
  std::set<std::vector<double>> seen;
  std::vector<arma::uword> first;
  for (arma::uword sample = 0; sample < X.n_cols; ++sample) {
    const std::vector<double> column(X.begin_col(sample), X.end_col(sample));
    const bool is_new = seen.insert(column).second;  // false if the set holds this column already
    if (is_new) first.push_back(sample);
  }
  return arma::uvec(first);
}

// Task 6.3  Mean 0 and deviation 1.
Standardisation fit_standardisation(const arma::mat& X_training) {
  arma::vec deviation = arma::stddev(X_training, 1, 1);  // the first 1 asks for 1/m
  // Rounding can give a row of equal numbers a deviation of 1e-17, so we ask for its range.
  deviation.elem(arma::find(arma::range(X_training, 1) == 0.0)).ones();
  return {.mean = arma::mean(X_training, 1), .deviation = deviation};
}

arma::mat apply_standardisation(const Standardisation& scaling, const arma::mat& X) {
  require_shape("apply_standardisation", "X", X, scaling.mean.n_elem, X.n_cols);
  arma::mat scaled = X.each_col() - scaling.mean;
  scaled.each_col() /= scaling.deviation;
  return scaled;
}

// Task 6.4  From 0 to 1, and back.
MinMax fit_min_max(const arma::mat& X_training) {
  return {.low = arma::min(X_training, 1), .high = arma::max(X_training, 1)};
}

arma::mat apply_min_max(const MinMax& scaling, const arma::mat& X) {
  require_shape("apply_min_max", "X", X, scaling.low.n_elem, X.n_cols);
  arma::mat scaled(arma::size(X), arma::fill::zeros);
  for (arma::uword i = 0; i < X.n_rows; ++i) {
    const double range = scaling.high(i) - scaling.low(i);
    if (range > 0.0) scaled.row(i) = (X.row(i) - scaling.low(i)) / range;
  }
  return scaled;
}

arma::mat undo_min_max(const MinMax& scaling, const arma::mat& scaled) {
  require_shape("undo_min_max", "scaled", scaled, scaling.low.n_elem, scaled.n_cols);
  arma::mat X = scaled.each_col() % (scaling.high - scaling.low);
  X.each_col() += scaling.low;
  return X;
}

// Task 6.5  Functions that have an answer to everything.
arma::rowvec safe_ratio(const arma::rowvec& x, const arma::rowvec& z, double limit) {
  require_shape("safe_ratio", "z", z, 1, x.n_elem);
  require(limit > 0.0, "safe_ratio", "limit is " + number(limit) + ", expected more than 0");
  arma::rowvec ratio = arma::clamp(x / z, -limit, limit);
  const arma::uvec zeros = arma::find(z == 0.0);
  ratio.elem(zeros) = limit * arma::sign(x.elem(zeros));
  return ratio;
}

arma::rowvec safe_log(const arma::rowvec& x) {
  return arma::sign(x) % arma::log1p(arma::abs(x));  // log1p(a) is log(1 + a)
}

arma::rowvec safe_root(const arma::rowvec& x) {
  return arma::sign(x) % arma::sqrt(arma::abs(x));
}

// Task 6.6  Quarters.
arma::vec quartiles(const arma::rowvec& values) {
  require(!values.is_empty(), "quartiles", "got 0 values, expected at least 1");
  const arma::rowvec v = arma::sort(values);
  arma::vec result(3);
  for (arma::uword q = 1; q <= 3; ++q) {
    const double position = static_cast<double>(q * (v.n_elem - 1)) / 4.0;
    const auto below = static_cast<arma::uword>(position);  // cuts the fraction off
    const arma::uword above = std::min(below + 1, v.n_elem - 1);
    const double weight = position - static_cast<double>(below);
    result(q - 1) = v(below) + weight * (v(above) - v(below));
  }
  return result;
}

arma::mat quartile_one_hot(const arma::rowvec& values, const arma::vec& bounds) {
  require_shape("quartile_one_hot", "bounds", bounds, 3, 1);
  arma::mat Y(4, values.n_elem, arma::fill::zeros);
  for (arma::uword sample = 0; sample < values.n_elem; ++sample) {
    const arma::uword quarter = arma::accu(bounds < values(sample));  // how many lie below it
    Y(quarter, sample) = 1.0;
  }
  return Y;
}

// Task 6.7  New features out of two.
Features engineer_features(const arma::rowvec& x, const arma::rowvec& z, const arma::vec& bounds,
                           Rng& rng) {
  require_shape("engineer_features", "z", z, 1, x.n_elem);
  const arma::mat powers_of_x = arma::join_cols(arma::square(x), arma::pow(x, 3));
  const arma::mat powers_of_z = arma::join_cols(arma::square(z), arma::pow(z, 3));
  const arma::mat pairs = arma::join_cols(x % z, safe_ratio(x, z, 10.0));
  const arma::mat curves = arma::join_cols(safe_log(x), safe_root(x), arma::sin(x), arma::cos(z));
  const arma::mat noise = normal_matrix(1, x.n_elem, rng);
  const arma::mat quarters = quartile_one_hot(z, bounds);
  const arma::mat inputs = arma::join_cols(x, z, powers_of_x, powers_of_z);
  const arma::mat all = arma::join_cols(inputs, pairs, arma::join_cols(curves, noise), quarters);

  std::vector<std::string> names = {"x",   "z",     "x^2",    "x^3",   "z^2",   "z^3",  "x z",
                                    "x/z", "log x", "root x", "sin x", "cos z", "noise"};
  for (int k = 1; k <= 4; ++k) names.push_back("z in quarter " + std::to_string(k));
  return {.names = names, .X = all};
}

// Task 6.8  What goes with what.
arma::mat correlation_matrix(const arma::mat& X) {
  // Once every row has mean 0 and deviation 1, a correlation is the mean of a product.
  const arma::mat S = apply_standardisation(fit_standardisation(X), X);
  arma::mat R = S * S.t() / static_cast<double>(X.n_cols);
  R.diag().ones();  // also where a feature never changes, and its row of S is 0
  return R;
}

}  // namespace nn
