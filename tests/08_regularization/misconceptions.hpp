// What learners write in lesson 08 in place of what is asked, and what they are told. Each function
// makes the comparison for one result: the caller says what is expected, by hand in the public
// tests, by another way of computing it in the graded ones.
#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <vector>

#include "08_regularization/regularization.hpp"
#include "support/close_to.hpp"
#include "support/networks.hpp"

namespace misconceptions {

using support::CloseTo;
using support::CloseToNumber;

// ---- 8.1 weight_mask ----------------------------------------------------------------------------

inline CloseTo masked(const arma::vec& expected, const nn::Network& network) {
  const arma::vec theta = support::parameters_of(network);
  arma::vec turned;  // of each layer the bias first
  for (const nn::DenseLayer& layer : network.layers) {
    turned =
        arma::join_cols(turned, arma::zeros(layer.bias.n_elem), arma::ones(layer.weights.n_elem));
  }
  return close_to(expected)
      .mistake({"biases_masked", "The biases have a 1 as well: which parameters are penalised?"},
               arma::ones(theta.n_elem))
      .mistake({"only_biases",
                "The biases have a 1, and the weights a 0: it is the other way "
                "round."},
               1 - expected)
      .mistake({"no_mask", "These are the parameters themselves: a mask holds 1 and 0."}, theta)
      .mistake({"biases_first",
                "The places of the biases stand before those of the weights: look up the order of "
                "flatten()."},
               turned);
}

// ---- 8.2 l2_penalty, l1_penalty -----------------------------------------------------------------

inline constexpr Misconception biases_penalised{
    "biases_penalised", "Parameters whose mask is 0 are penalised as well: look at the mask."};
inline constexpr Misconception lambda_missing{"lambda_missing", "lambda is missing."};
inline constexpr Misconception lambda_twice{"lambda_twice", "lambda was multiplied in twice."};
inline constexpr Misconception averaged_penalty{"averaged_penalty",
                                                "This is a mean: a penalty is a sum."};
inline constexpr Misconception absolute_for_square{
    "absolute_for_square", "These are absolute values: this penalty has squares."};
inline constexpr Misconception square_for_absolute{
    "square_for_absolute", "These are squares: this penalty has absolute values."};

inline CloseToNumber l2_value(double expected, const arma::vec& theta, const arma::vec& mask,
                              double lambda) {
  const arma::vec w = theta % mask;
  return close_to(expected)
      .mistake(biases_penalised, lambda * arma::accu(arma::square(theta)))
      .mistake(absolute_for_square, lambda * arma::accu(arma::abs(w)))
      .mistake(lambda_missing, expected / lambda)
      .mistake(lambda_twice, lambda * expected)
      .mistake(averaged_penalty, expected / static_cast<double>(theta.n_elem))
      .mistake({"root_of_penalty", "The root was taken: the penalty is the sum of squares itself."},
               lambda * arma::norm(w));
}

inline CloseTo l2_slope(const arma::vec& expected, const arma::vec& theta, const arma::vec& mask,
                        double lambda) {
  return close_to(expected)
      .mistake(biases_penalised, 2 * lambda * theta)
      .mistake(lambda_missing, expected / lambda)
      .mistake(absolute_for_square, lambda * arma::sign(theta % mask));
}

inline CloseToNumber l1_value(double expected, const arma::vec& theta, const arma::vec& mask,
                              double lambda) {
  return close_to(expected)
      .mistake(biases_penalised, lambda * arma::accu(arma::abs(theta)))
      .mistake(square_for_absolute, lambda * arma::accu(arma::square(theta % mask)))
      .mistake(lambda_missing, expected / lambda)
      .mistake({"signs_cancel", "Positive and negative weights cancel: look at what is added up."},
               lambda * arma::accu(theta % mask));
}

inline CloseTo l1_slope(const arma::vec& expected, const arma::vec& theta, const arma::vec& mask,
                        double lambda) {
  const arma::vec w = theta % mask;
  arma::vec pushed = expected;
  for (arma::uword i = 0; i < w.n_elem; ++i) pushed(i) = w(i) > 0 ? lambda : -lambda;
  const Misconception zero_pushed{
      "zero_pushed", "What is 0 is pushed away from 0: the slope of |w| there is taken as 0."};
  return close_to(expected)
      .mistake(biases_penalised, lambda * arma::sign(theta))
      .mistake(lambda_missing, expected / lambda)
      .mistake(square_for_absolute, 2 * lambda * w)
      .mistake({"slope_grows", "This grows with the weight: how steep is |w| at 3, and at 4?"},
               lambda * w)
      .mistake(
          {"slope_positive", "Every slope is positive: which sign has the slope of |w| left of 0?"},
          arma::abs(expected))
      .mistake(zero_pushed, pushed);
}

// ---- 8.3 soft_threshold -------------------------------------------------------------------------

inline CloseTo shrunk(const arma::vec& expected, const arma::vec& theta, const arma::vec& mask,
                      double amount) {
  const arma::vec signs = arma::sign(theta);
  const arma::vec sizes = arma::abs(theta);
  const arma::vec left = arma::clamp(sizes - amount, 0, arma::datum::inf);
  const auto where_masked = [&](const arma::vec& changed) {
    return arma::vec(mask % changed + (1 - mask) % theta);
  };
  return close_to(expected)
      .mistake({"nothing_shrunk", "Nothing has changed: theta itself has to shrink."}, theta)
      .mistake({"crossed_zero",
                "Small weights have crossed 0 and changed their sign: where do they stop?"},
               where_masked(signs % (sizes - amount)))
      .mistake({"amount_subtracted",
                "The amount was subtracted from negative numbers as well, which moves those away "
                "from 0."},
               where_masked(theta - amount))
      .mistake(
          {"negative_cut", "Negative weights have become 0: they are at a distance from 0, too."},
          where_masked(arma::clamp(theta - amount, 0, arma::datum::inf)))
      .mistake({"hard_threshold", "Small weights are 0, but the large ones have not moved."},
               where_masked(signs % arma::sign(left) % sizes))
      .mistake({"signs_lost", "The signs are lost."}, where_masked(left))
      .mistake({"biases_shrunk", "Parameters whose mask is 0 were moved as well."}, signs % left)
      .mistake({"in_proportion",
                "Every weight lost a share of its size: what goes is an amount, the same for all."},
               where_masked((1 - amount) * theta));
}

// ---- 8.4 dropout --------------------------------------------------------------------------------

/// The mask that one number an entry gives, column by column.
inline arma::mat drawn(arma::uword rows, arma::uword cols, double keep, nn::Rng& rng) {
  arma::mat mask(rows, cols);
  for (arma::uword j = 0; j < cols; ++j) {
    for (arma::uword i = 0; i < rows; ++i) mask(i, j) = nn::uniform(rng) < keep ? 1 / keep : 0;
  }
  return mask;
}

/// The masks of all layers but the last.
inline support::Masks drawn_masks(const nn::Network& network, arma::uword samples, double keep,
                                  nn::Rng& rng) {
  support::Masks masks;
  for (std::size_t k = 0; k + 1 < network.layers.size(); ++k) {
    masks.push_back(drawn(network.layers[k].bias.n_elem, samples, keep, rng));
  }
  return masks;
}

/// `rng` is as it was before the draw.
inline CloseTo mask_of(const arma::mat& expected, double keep, nn::Rng rng) {
  arma::mat by_neuron(arma::size(expected));
  nn::Rng again = rng;
  for (arma::uword i = 0; i < expected.n_rows; ++i) {
    by_neuron.row(i).fill(nn::uniform(again) < keep ? 1 / keep : 0);
  }
  const arma::mat turned = drawn(expected.n_cols, expected.n_rows, keep, rng).t();
  const arma::mat kept = arma::sign(expected);
  return close_to(expected)
      .mistake({"mask_not_scaled",
                "What is kept is 1 here: then the next layer gets less than without dropout."},
               kept)
      .mistake({"keep_turned",
                "What should stay has gone and the other way round: keep is the probability of "
                "staying."},
               1 / keep - expected)
      .mistake({"scaled_by_keep",
                "What is kept became smaller: the next layer should get as much as without "
                "dropout."},
               keep * kept)
      .mistake({"scaled_by_going",
                "What is kept is divided by the probability of going, and not by that of staying."},
               kept / (1 - keep))
      .mistake({"by_neuron",
                "A neuron stays or goes for the whole batch here: each entry is drawn by itself."},
               by_neuron)
      .mistake(
          {"row_by_row", "The entries were drawn row by row: the contract goes column by column."},
          turned);
}

/// What layer k was given: A of the layer before, through its mask.
inline CloseTo given_to_next(const arma::mat& A, const arma::mat& mask) {
  return close_to(A % mask).mistake(
      {"mask_unused", "The mask was drawn, but the next layer was given all of A."}, A);
}

inline CloseTo kept_in_cache(const arma::mat& A, const arma::mat& mask) {
  return close_to(A).mistake(
      {"cache_after_dropout",
       "The cache has A after dropout: the contract wants it as it was before."},
      A % mask);
}

inline constexpr Misconception output_masked{
    "output_masked",
    "The output layer has no mask: without some of its entries there is no loss to "
    "compute."};

inline CloseTo second_mask(const arma::mat& expected, const arma::mat& first) {
  return close_to(expected).mistake(
      {"mask_shared", "This is the mask of layer 0 once more: each layer draws one for itself."},
      first);
}

/// The gradient of a network of three layers, in the order of flatten(), where the output of layer
/// k goes through masks[k]. `with` computes it for other masks on the way back.
template <typename With>
CloseTo gradient_through(const arma::vec& expected, const support::Masks& masks, const With& with) {
  const auto each = [&](const auto& change) {
    support::Masks changed;
    for (const arma::mat& mask : masks) changed.push_back(change(mask));
    return changed;
  };
  support::Masks reversed = masks;
  std::ranges::reverse(reversed);
  return close_to(expected, 1e-7)
      .mistake({"around_mask",
                "The gradient went around the mask: a neuron that was dropped has no part in the "
                "loss."},
               with(each([](const arma::mat& M) { return arma::mat(arma::ones(arma::size(M))); })))
      .mistake({"back_not_scaled",
                "The gradient was cut where entries were dropped, but not scaled: the mask holds "
                "1/keep."},
               with(each([](const arma::mat& M) { return arma::mat(arma::sign(M)); })))
      .mistake({"mask_twice", "The masks were applied twice."},
               with(each([](const arma::mat& M) { return arma::mat(arma::square(M)); })))
      .mistake({"masks_exchanged",
                "The masks have changed places: pass.masks[k] belongs to layer k's output."},
               with(reversed));
}

// ---- 8.5 regularised_gradient -------------------------------------------------------------------

inline constexpr Misconception drawn_for_nothing{
    "drawn_for_nothing", "Without dropout nothing is drawn, so rng stays where it is."};

/// What is added up: of the loss alone, and of both penalties.
struct Parts {
  arma::vec plain, l1, l2;    // gradients
  arma::vec without_dropout;  // of the loss; the same as plain if there is none
  double keep = 1.0;
  arma::uword samples = 1;
};

inline CloseTo regularised(const Parts& of) {
  const arma::vec expected = of.plain + of.l1 + of.l2;
  return close_to(expected, 1e-7)
      .mistake({"no_penalties", "The penalties are missing: their gradients have to be added."},
               of.plain)
      .mistake({"penalties_subtracted", "The penalties were subtracted."}, of.plain - of.l1 - of.l2)
      .mistake({"loss_forgotten", "The gradient of the loss is missing."}, of.l1 + of.l2)
      .mistake({"penalty_averaged",
                "A penalty was divided by the number of samples: it has nothing to do with them."},
               of.plain + of.l1 + of.l2 / static_cast<double>(of.samples))
      .mistake({"penalty_by_keep", "A penalty was multiplied by keep: it is of all weights."},
               of.plain + of.keep * of.l1 + of.l2)
      .mistake({"no_dropout", "This is the gradient without dropout: look at keep."},
               of.without_dropout + of.l1 + of.l2);
}

inline CloseToNumber regularised_loss(double plain, double l1, double l2) {
  return close_to(plain + l1 + l2)
      .mistake({"loss_without_penalties",
                "The penalties are missing in the loss: the gradient has them."},
               plain);
}

inline constexpr Misconception lambdas_exchanged{
    "lambdas_exchanged", "l1 and l2 have changed places, or both penalties are of one kind."};

// ---- 8.6 keep_best ------------------------------------------------------------------------------

inline constexpr Misconception equal_is_no_better{
    "equal_is_no_better",
    "Nothing changes: an equal or a larger loss, and a NaN, are no better. "
    "What does your comparison say of a NaN?"};

// ---- 8.7 train_regularised ----------------------------------------------------------------------

/// The parameters of the trained network: those after the best epoch.
inline CloseTo held_back(const arma::vec& expected, const arma::vec& last, const arma::vec& start) {
  return close_to(expected, 1e-6)
      .mistake({"last_weights",
                "These are the last weights: the network ends with those of the smallest "
                "validation loss."},
               last)
      .mistake(
          {"start_weights", "The network is as before: what was learnt has to come back into it."},
          start);
}

inline CloseTo learnt_with_penalty(const arma::vec& expected, const arma::vec& without) {
  return close_to(expected, 1e-6)
      .mistake({"penalty_not_learnt",
                "There is no penalty in what was learnt: which gradient goes down here?"},
               without);
}

/// What was watched.
inline CloseTo watched_plainly(const arma::vec& expected, const arma::vec& with_penalty) {
  return close_to(expected, 1e-6)
      .mistake({"penalty_watched",
                "There is a penalty in what is watched: validation judges the network, not its "
                "weights."},
               with_penalty);
}

inline constexpr Misconception dropout_unused{
    "dropout_unused",
    "How many random numbers dropout drew: one for each hidden neuron, sample and "
    "epoch."};

}  // namespace misconceptions
