// A transformer as the loop of lesson 07 sees it: first parameters, one vector of numbers, the loss
// over some texts with its gradient, and what it makes of one text. For the experiments.
#pragma once

#include <armadillo>
#include <cmath>
#include <vector>

#include "00_warm_up/warm_up.hpp"
#include "07_training/training.hpp"
#include "12_autodiff/autodiff.hpp"
#include "14_language/language.hpp"
#include "common/random.hpp"

namespace nn {

struct TransformerShape {
  arma::uword alphabet = 2;
  arma::uword longest = 8;
  arma::uword width = 8;
  arma::uword blocks = 1;
  arma::uword heads = 1;
  arma::uword inner = 32;
};

/// Normal numbers: 0.1 in the tables, 1/sqrt(inputs) in weights; what is added to the residual
/// stream begins smaller, the more blocks there are. Gains are 1, shifts and biases 0.
inline Transformer make_transformer(const TransformerShape& shape, Rng& rng) {
  const arma::uword width = shape.width;
  const auto drawn = [&](arma::uword rows, arma::uword columns, double factor) -> arma::mat {
    return factor / std::sqrt(static_cast<double>(columns)) * normal_matrix(rows, columns, rng);
  };
  const double less = 1.0 / std::sqrt(2.0 * static_cast<double>(shape.blocks));
  Transformer network{.table = 0.1 * normal_matrix(width, shape.alphabet, rng),
                      .positions = 0.1 * normal_matrix(width, shape.longest, rng),
                      .blocks = {},
                      .gain = arma::ones(width),
                      .shift = arma::zeros(width),
                      .W = {},
                      .b = arma::zeros(shape.alphabet),
                      .heads = shape.heads};
  for (arma::uword i = 0; i < shape.blocks; ++i) {
    network.blocks.push_back({.gain1 = arma::ones(width),
                              .shift1 = arma::zeros(width),
                              .W_query = drawn(width, width, 1.0),
                              .W_key = drawn(width, width, 1.0),
                              .W_value = drawn(width, width, 1.0),
                              .W_out = drawn(width, width, less),
                              .gain2 = arma::ones(width),
                              .shift2 = arma::zeros(width),
                              .W1 = drawn(shape.inner, width, std::sqrt(2.0)),
                              .b1 = arma::zeros(shape.inner),
                              .W2 = drawn(width, shape.inner, less),
                              .b2 = arma::zeros(width)});
  }
  network.W = drawn(shape.alphabet, width, 1.0);
  return network;
}

/// All parameters, in the order in which tape_transformer puts them on the tape.
inline std::vector<arma::mat*> parts_of(Transformer& network) {
  std::vector<arma::mat*> parts = {&network.table, &network.positions};
  for (TransformerBlock& block : network.blocks) {
    parts.insert(parts.end(), {&block.gain1, &block.shift1, &block.W_query, &block.W_key,
                               &block.W_value, &block.W_out, &block.gain2, &block.shift2, &block.W1,
                               &block.b1, &block.W2, &block.b2});
  }
  parts.insert(parts.end(), {&network.gain, &network.shift, &network.W, &network.b});
  return parts;
}

inline std::vector<arma::mat*> parts_of(Predictor& network) {
  return {&network.table, &network.W1, &network.b1, &network.W2, &network.b2};
}

/// All parameters, one below another, each matrix column by column.
template <typename Network>
arma::vec numbers_of(Network network) {
  arma::uword count = 0;
  for (const arma::mat* part : parts_of(network)) count += part->n_elem;
  arma::vec theta(count);
  arma::uword next = 0;
  for (const arma::mat* part : parts_of(network)) {
    for (const double entry : *part) theta(next++) = entry;
  }
  return theta;
}

/// The network with these numbers in place of its own.
template <typename Network>
Network with_numbers(Network network, const arma::vec& theta) {
  arma::uword next = 0;
  for (arma::mat* part : parts_of(network)) {
    for (double& entry : *part) entry = theta(next++);
  }
  return network;
}

/// What the loop of lesson 07 asks for. A sample is a column of `letters`: a text for
/// tape_transformer, a context for tape_predictor. The same column of `next` has the letters that
/// come after. The loss is in nats a letter.
template <typename Network>
Gradient language_gradient(NodeIndex (*logits_of)(Tape&, const Network&, const arma::umat&),
                           const Network& network, const arma::umat& letters,
                           const arma::umat& next) {
  return [logits_of, network, letters, next](const arma::vec& theta, const arma::uvec& batch) {
    Tape tape;
    const NodeIndex logits = logits_of(tape, with_numbers(network, theta), letters.cols(batch));
    const arma::urowvec labels = arma::vectorise(next.cols(batch)).t();
    const arma::mat targets = one_hot(labels, tape_value(tape, logits).n_rows);
    return taped_gradient(tape, tape_loss(tape, logits, targets));
  };
}

}  // namespace nn
