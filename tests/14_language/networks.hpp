// Networks with random numbers in them, none of which is near what a fresh network has.
#pragma once

#include <armadillo>

#include "14_language/language.hpp"
#include "common/random.hpp"

namespace misconceptions {

inline Predictor random_predictor(arma::uword alphabet, arma::uword width, arma::uword n,
                                  arma::uword hidden, Rng& rng) {
  return {.table = normal_matrix(width, alphabet, rng),
          .W1 = normal_matrix(hidden, n * width, rng),
          .b1 = normal_matrix(hidden, 1, rng),
          .W2 = normal_matrix(alphabet, hidden, rng),
          .b2 = normal_matrix(alphabet, 1, rng)};
}

inline TransformerBlock random_block(arma::uword width, arma::uword inner, Rng& rng) {
  return {.gain1 = uniform_matrix(width, 1, 0.8, 1.6, rng),
          .shift1 = 0.5 * normal_matrix(width, 1, rng),
          .W_query = normal_matrix(width, width, rng),
          .W_key = normal_matrix(width, width, rng),
          .W_value = normal_matrix(width, width, rng),
          .W_out = normal_matrix(width, width, rng),
          .gain2 = uniform_matrix(width, 1, 0.8, 1.6, rng),
          .shift2 = 0.5 * normal_matrix(width, 1, rng),
          .W1 = normal_matrix(inner, width, rng),
          .b1 = normal_matrix(inner, 1, rng),
          .W2 = normal_matrix(width, inner, rng),
          .b2 = normal_matrix(width, 1, rng)};
}

/// Two blocks.
inline Transformer random_transformer(arma::uword alphabet, arma::uword width, arma::uword inner,
                                      arma::uword heads, Rng& rng) {
  return {.table = normal_matrix(width, alphabet, rng),
          .positions = normal_matrix(width, 4, rng),
          .blocks = {random_block(width, inner, rng), random_block(width, inner, rng)},
          .gain = uniform_matrix(width, 1, 0.8, 1.6, rng),
          .shift = 0.5 * normal_matrix(width, 1, rng),
          .W = normal_matrix(alphabet, width, rng),
          .b = normal_matrix(alphabet, 1, rng),
          .heads = heads};
}

}  // namespace misconceptions
