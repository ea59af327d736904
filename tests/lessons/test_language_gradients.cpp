// The gradient of lesson 14's transformer, on the tape of lesson 12, against dual numbers.
#include <armadillo>
#include <cmath>
#include <vector>

#include "12_autodiff/autodiff.hpp"
#include "14_language/language.hpp"
#include "14_language/model.hpp"
#include "lessons/dual.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace dual;

namespace {

/// The positions of one text, each with the numbers of its column.
using Columns = std::vector<Duals>;

/// The parameters of a transformer, taken one after another out of theta.
struct Parameters {
  const Duals& theta;
  std::size_t next = 0;

  Columns matrix(std::size_t rows, std::size_t columns) {
    Columns all(columns, Duals(rows));
    for (Duals& column : all) {
      for (Dual& entry : column) entry = theta[next++];
    }
    return all;
  }
  Duals vector(std::size_t rows) { return matrix(rows, 1).front(); }
};

Duals times(const Columns& W, const Duals& x) {
  Duals z(W.front().size());
  for (std::size_t j = 0; j < x.size(); ++j) {
    for (std::size_t i = 0; i < z.size(); ++i) z[i] = z[i] + W[j][i] * x[j];
  }
  return z;
}

Duals plus(Duals a, const Duals& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = a[i] + b[i];
  return a;
}

Duals normed(Duals x, const Duals& gain, const Duals& shift) {
  const Dual count{static_cast<double>(x.size())};
  Dual mean, variance;
  for (const Dual& entry : x) mean = mean + entry / count;
  for (const Dual& entry : x) variance = variance + (entry - mean) * (entry - mean) / count;
  const Dual root = exp(Dual{0.5} * log(variance + Dual{1e-5}));
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = (x[i] - mean) / root * gain[i] + shift[i];
  return x;
}

/// What position t sees of the values up to itself, head by head.
Duals seen_from(std::size_t t, const Columns& q, const Columns& k, const Columns& v,
                std::size_t heads) {
  const std::size_t depth = q[t].size() / heads;
  const Dual root{std::sqrt(static_cast<double>(depth))};
  Duals seen(q[t].size());
  for (std::size_t first = 0; first < seen.size(); first += depth) {
    Dual sum;
    Duals parts(depth);
    for (std::size_t s = 0; s <= t; ++s) {
      Dual score;
      for (std::size_t i = first; i < first + depth; ++i) score = score + k[s][i] * q[t][i];
      const Dual weight = exp(score / root);
      sum = sum + weight;
      for (std::size_t i = 0; i < depth; ++i) parts[i] = parts[i] + weight * v[s][first + i];
    }
    for (std::size_t i = 0; i < depth; ++i) seen[first + i] = parts[i] / sum;
  }
  return seen;
}

/// The logits at each position of a text.
Columns logits_of(const TransformerShape& shape, const Duals& theta, const arma::uvec& letters) {
  Parameters parameters{theta};
  const std::size_t width = shape.width;
  const Columns table = parameters.matrix(width, shape.alphabet);
  const Columns positions = parameters.matrix(width, shape.longest);
  Columns x;
  for (std::size_t t = 0; t < letters.n_elem; ++t) {
    x.push_back(plus(table[letters(t)], positions[t]));
  }
  for (std::size_t block = 0; block < shape.blocks; ++block) {
    const Duals gain1 = parameters.vector(width), shift1 = parameters.vector(width);
    const Columns W_query = parameters.matrix(width, width),
                  W_key = parameters.matrix(width, width);
    const Columns W_value = parameters.matrix(width, width),
                  W_out = parameters.matrix(width, width);
    const Duals gain2 = parameters.vector(width), shift2 = parameters.vector(width);
    const Columns W1 = parameters.matrix(shape.inner, width);
    const Duals b1 = parameters.vector(shape.inner);
    const Columns W2 = parameters.matrix(width, shape.inner);
    const Duals b2 = parameters.vector(width);
    Columns q, k, v;
    for (const Duals& column : x) {
      const Duals n = normed(column, gain1, shift1);
      q.push_back(times(W_query, n));
      k.push_back(times(W_key, n));
      v.push_back(times(W_value, n));
    }
    for (std::size_t t = 0; t < x.size(); ++t) {
      const Duals a = plus(x[t], times(W_out, seen_from(t, q, k, v, shape.heads)));
      Duals inner = plus(times(W1, normed(a, gain2, shift2)), b1);
      for (Dual& entry : inner) entry = activation_of(Activation::relu, entry);
      x[t] = plus(a, plus(times(W2, inner), b2));
    }
  }
  const Duals gain = parameters.vector(width), shift = parameters.vector(width);
  const Columns W = parameters.matrix(shape.alphabet, width);
  const Duals b = parameters.vector(shape.alphabet);
  for (Duals& column : x) column = plus(times(W, normed(column, gain, shift)), b);
  return x;
}

}  // namespace

TEST_CASE("the gradient of a transformer on the tape agrees with dual numbers", "[gradients]") {
  Rng rng = test_rng("transformer");
  const TransformerShape shape{
      .alphabet = 5, .longest = 5, .width = 6, .blocks = 2, .heads = 3, .inner = 7};
  Transformer network = make_transformer(shape, rng);
  for (arma::mat* part : parts_of(network)) {
    *part += 0.3 * normal_matrix(part->n_rows, part->n_cols, rng);
  }
  arma::umat letters(4, 3), next(4, 3);
  for (arma::uword& letter : letters) letter = uniform_index(shape.alphabet, rng);
  for (arma::uword& letter : next) letter = uniform_index(shape.alphabet, rng);
  const arma::vec at = numbers_of(network);
  const arma::vec expected = dual_gradient(at, [&](const Duals& theta) {
    std::vector<Columns> logits;
    for (arma::uword b = 0; b < 3; ++b) logits.push_back(logits_of(shape, theta, letters.col(b)));
    return mean_loss(LossFunction::softmax_cross_entropy,
                     one_hot(arma::vectorise(next).t(), shape.alphabet),
                     [&](arma::uword s) { return logits[s / 4][s % 4]; });
  });
  const LossAndGradient taped =
      language_gradient(tape_transformer, network, letters, next)(at, arma::uvec{0, 1, 2});
  CHECK(difference(taped.gradient, expected) < 1e-10);
}
