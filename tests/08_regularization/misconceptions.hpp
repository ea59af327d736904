// What learners write in lesson 08 in place of what is asked, and what they are told. Each function
// makes the comparison for one result: the caller says what is expected, by hand in the public
// tests, by a formula in the graded ones.
#pragma once

#include <algorithm>
#include <armadillo>
#include <functional>
#include <string>
#include <vector>

#include "08_regularization/regularization.hpp"
#include "support/close_to.hpp"
#include "support/networks.hpp"

namespace misconceptions {

using support::CloseTo;
using support::CloseToNumber;
using support::SameAs;

// ---- 8.1 weight_mask ----------------------------------------------------------------------------

inline CloseTo masked(const arma::vec& expected, const nn::Network& network) {
  const arma::vec theta = support::parameters_of(network);
  const arma::vec spared = 1 - expected;
  const std::size_t count = network.layers.size();
  arma::vec turned;       // of each layer the bias first
  arma::vec first_only;   // 1 in the first layer alone
  arma::vec but_last;     // 0 in the whole last layer
  arma::vec weights;      // all weights of all layers
  arma::vec biases;       // all biases
  arma::vec first_layer;  // the places of one layer
  for (std::size_t k = 0; k < count; ++k) {
    const nn::DenseLayer& layer = network.layers[k];
    const arma::vec ones = arma::ones(layer.weights.n_elem);
    const arma::vec none = arma::zeros(layer.bias.n_elem);
    turned = arma::join_cols(turned, none, ones);
    first_only = arma::join_cols(first_only, k == 0 ? ones : arma::vec(0 * ones), none);
    but_last = arma::join_cols(but_last, k + 1 < count ? ones : arma::vec(0 * ones), none);
    weights = arma::join_cols(weights, ones);
    biases = arma::join_cols(biases, none);
    if (k == 0) first_layer = arma::join_cols(ones, none);
  }
  CloseTo comparison = close_to(expected);
  comparison
      .mistake({"biases_masked", "The biases have a 1 as well: which parameters are penalised?"},
               arma::ones(theta.n_elem))
      .mistake(
          {"only_biases", "The biases have a 1, and the weights a 0: it is the other way round."},
          spared)
      .mistake({"no_mask", "These are the parameters themselves: a mask holds 1 and 0."}, theta)
      .mistake({"biases_kept", "The weights have a 1, but the biases stand there as they are."},
               expected + spared % theta)
      .mistake({"weights_kept", "The biases have a 0, but the weights stand there as they are."},
               expected % theta)
      .mistake({"biases_first",
                "The places of the biases stand before those of the weights: look up the order of "
                "flatten()."},
               turned)
      .mistake({"weights_alone", "The biases have no place here: the mask is as long as theta."},
               weights);
  if (arma::abs(theta).min() == 0.0) {
    comparison.mistake(
        {"by_value", "There is a 1 where a parameter is not 0: its kind decides, not its value."},
        arma::abs(arma::sign(theta)));
  }
  if (count > 2) {
    comparison.mistake({"others_spared", "Only the weights of the first layer have a 1."},
                       first_only);
  }
  if (count < 2) return comparison;
  return comparison
      .mistake({"weights_together",
                "The weights of all layers come first here: look up the order of flatten()."},
               arma::join_cols(weights, biases))
      .mistake({"first_layer_alone", "This is the mask of the first layer alone."}, first_layer)
      .mistake(
          {"last_layer_spared", "The weights of the last layer have no 1: they are weights, too."},
          but_last);
}

// ---- 8.2 l2_penalty, l1_penalty -----------------------------------------------------------------

inline constexpr Misconception biases_penalised{
    "biases_penalised", "Parameters whose mask is 0 are penalised as well: look at the mask."};
inline constexpr Misconception lambda_missing{"lambda_missing", "lambda is missing."};
inline constexpr Misconception lambda_twice{"lambda_twice", "lambda was multiplied in twice."};
inline constexpr Misconception absolute_for_square{
    "absolute_for_square", "These are absolute values: this penalty has squares."};
inline constexpr Misconception square_for_absolute{
    "square_for_absolute", "These are squares: this penalty has absolute values."};
inline constexpr Misconception root_of_penalty{
    "root_of_penalty", "This is the root of a sum of squares: neither penalty has a root in it."};
inline constexpr Misconception minus_penalty{
    "minus_penalty", "The penalty is subtracted here: large weights would be a gain."};

/// The penalty divided by a number of entries: all of theta's, or the weights' alone.
inline CloseToNumber and_means(CloseToNumber comparison, double expected, const arma::vec& mask) {
  for (const double count : {static_cast<double>(mask.n_elem), arma::accu(mask)}) {
    comparison.mistake({"averaged_penalty", "This is a mean: a penalty is a sum."},
                       expected / count);
  }
  return comparison;
}

inline CloseToNumber l2_value(double expected, const arma::vec& theta, const arma::vec& mask,
                              double lambda) {
  const arma::vec w = theta % mask;
  return and_means(close_to(expected), expected, mask)
      .mistake(biases_penalised, lambda * arma::accu(arma::square(theta)))
      .mistake(absolute_for_square, lambda * arma::accu(arma::abs(w)))
      .mistake(lambda_missing, expected / lambda)
      .mistake(lambda_twice, lambda * expected)
      .mistake(root_of_penalty, lambda * arma::norm(w))
      .mistake({"halved", "The penalty is halved: other books have lambda / 2 here."}, expected / 2)
      .mistake({"square_of_sum", "The sum was squared: each weight has a square of its own."},
               lambda * arma::accu(w) * arma::accu(w));
}

inline CloseTo l2_slope(const arma::vec& expected, const arma::vec& theta, const arma::vec& mask,
                        double lambda) {
  return close_to(expected)
      .mistake(biases_penalised, 2 * lambda * theta)
      .mistake(lambda_missing, expected / lambda)
      .mistake(lambda_twice, lambda * expected)
      .mistake(minus_penalty, -expected)
      .mistake(absolute_for_square, lambda * arma::sign(theta % mask))
      .mistake({"slope_squared", "This has the square of each weight: what is the slope of w^2?"},
               2 * lambda * arma::square(theta % mask));
}

inline CloseToNumber l1_value(double expected, const arma::vec& theta, const arma::vec& mask,
                              double lambda) {
  const arma::vec w = theta % mask;
  return and_means(close_to(expected), expected, mask)
      .mistake(biases_penalised, lambda * arma::accu(arma::abs(theta)))
      .mistake(square_for_absolute, lambda * arma::accu(arma::square(w)))
      .mistake(lambda_missing, expected / lambda)
      .mistake(lambda_twice, lambda * expected)
      .mistake(root_of_penalty, lambda * arma::norm(w))
      .mistake({"largest_alone", "This is the largest absolute value: all of them are added up."},
               lambda * arma::abs(w).max())
      .mistake({"signs_cancel", "Positive and negative weights cancel: look at what is added up."},
               lambda * arma::accu(w));
}

inline CloseTo l1_slope(const arma::vec& expected, const arma::vec& theta, const arma::vec& mask,
                        double lambda) {
  const arma::vec w = theta % mask;
  const arma::vec zeros = 1 - arma::abs(arma::sign(w));
  CloseTo comparison = close_to(expected);
  // What is 0 may be pushed either way, and so may what the mask spares.
  for (const double way : {-lambda, lambda}) {
    for (const arma::vec& pushed : {zeros, arma::vec(zeros % mask)}) {
      comparison.mistake(
          {"zero_pushed", "What is 0 is pushed away from 0: the slope of |w| there is taken as 0."},
          expected + way * pushed);
    }
  }
  for (const arma::vec& all : {arma::vec(arma::abs(expected)), arma::vec(lambda * mask)}) {
    comparison.mistake(
        {"slope_positive", "Every slope is positive: which sign has the slope of |w| left of 0?"},
        all);
  }
  return comparison.mistake(biases_penalised, lambda * arma::sign(theta))
      .mistake(lambda_missing, expected / lambda)
      .mistake(lambda_twice, lambda * expected)
      .mistake(minus_penalty, -expected)
      .mistake(square_for_absolute, 2 * lambda * w)
      .mistake({"slope_grows", "This grows with the weight: how steep is |w| at 3, and at 4?"},
               lambda * w);
}

// ---- 8.3 soft_threshold -------------------------------------------------------------------------

inline CloseTo shrunk(const arma::vec& expected, const arma::vec& theta, const arma::vec& mask,
                      double amount) {
  const arma::vec signs = arma::sign(theta);
  const arma::vec sizes = arma::abs(theta);
  const arma::vec left = arma::clamp(sizes - amount, 0, arma::datum::inf);
  const arma::vec large = arma::sign(left);  // 1 where more than the amount is there to be taken
  const auto where_masked = [&](const arma::vec& changed) {
    return arma::vec(mask % changed + (1 - mask) % theta);
  };
  return close_to(expected)
      .mistake({"nothing_shrunk", "Nothing has changed: theta itself has to shrink."}, theta)
      .mistake({"crossed_zero",
                "Small weights have crossed 0 and changed their sign: where do they stop?"},
               where_masked(signs % (sizes - amount)))
      .mistake(
          {"small_left", "Large weights have moved, and small ones have stayed: those become 0."},
          where_masked(signs % (large % left + (1 - large) % sizes)))
      .mistake({"moved_away", "The weights have moved away from 0."},
               where_masked(signs % (sizes + amount)))
      .mistake({"amount_subtracted",
                "The amount was subtracted from negative numbers as well, which moves those away "
                "from 0."},
               where_masked(theta - amount))
      .mistake(
          {"negative_cut", "Negative weights have become 0: they are at a distance from 0, too."},
          where_masked(arma::clamp(theta - amount, 0, arma::datum::inf)))
      .mistake({"hard_threshold", "Small weights are 0, but the large ones have not moved."},
               where_masked(large % theta))
      .mistake(
          {"cut_off", "Large weights were cut down to the amount, and small ones have stayed."},
          where_masked(arma::clamp(theta, -amount, amount)))
      .mistake({"signs_lost", "The signs are lost."}, where_masked(left))
      .mistake({"biases_shrunk", "Parameters whose mask is 0 were moved as well."}, signs % left)
      .mistake({"biases_lost", "Parameters whose mask is 0 have become 0: they stay as they are."},
               mask % expected)
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

/// How many numbers a mask of this size has drawn from rng.
inline CloseToNumber draws_for(arma::uword rows, arma::uword cols) {
  const double each = static_cast<double>(rows * cols);
  return close_to(each, 0.0)
      .mistake(
          {"other_randomness",
           "Nothing was drawn from rng: neither a copy of it nor another generator moves it on."},
          0.0)
      .mistake({"one_draw", "One number was drawn for all entries: each has one of its own."}, 1.0)
      .mistake(
          {"by_neuron",
           "One number was drawn for each row: a neuron stays or goes for each sample by itself."},
          static_cast<double>(rows))
      .mistake({"by_sample",
                "One number was drawn for each column: the neurons of a sample do not stay or go "
                "together."},
               static_cast<double>(cols))
      .mistake({"two_draws",
                "Two numbers were drawn for each entry: normal() draws two, uniform(rng) one."},
               2 * each);
}

/// `rng` is as it was before the draw.
inline CloseTo mask_of(const arma::mat& expected, double keep, const nn::Rng& rng) {
  const auto again = [&](arma::uword rows, arma::uword cols, double probability) {
    nn::Rng from_there = rng;
    return drawn(rows, cols, probability, from_there);
  };
  const arma::mat kept = arma::sign(expected);
  CloseTo comparison = close_to(expected);
  // What stands where an entry should have gone; and 1 - keep in place of keep.
  for (const double put : {1 / keep, 1.0, 1 / (1 - keep)}) {
    comparison.mistake(
        {"keep_turned",
         "What should stay has gone and the other way round: keep is the probability of staying."},
        put * (1 - kept));
  }
  for (const double put : {1 / (1 - keep), 1 / keep, 1.0}) {
    comparison.mistake({"keep_exchanged",
                        "An entry stays with probability 1 - keep here: keep is that of staying."},
                       put * arma::sign(again(expected.n_rows, expected.n_cols, 1 - keep)));
  }
  return comparison
      .mistake({"mask_not_scaled",
                "What is kept is 1 here: then the next layer gets less than without dropout."},
               kept)
      .mistake(
          {"scaled_by_keep",
           "What is kept became smaller: the next layer should get as much as without dropout."},
          keep * kept)
      .mistake({"scaled_by_going",
                "What is kept is divided by the probability of going, and not by that of staying."},
               kept / (1 - keep))
      .mistake({"other_end",
                "The largest numbers stay here: an entry is kept if its number is less than keep."},
               (1 - arma::sign(again(expected.n_rows, expected.n_cols, 1 - keep))) / keep)
      .mistake(
          {"row_by_row", "The entries were drawn row by row: the contract goes column by column."},
          again(expected.n_cols, expected.n_rows, keep).t());
}

/// How many rows each mask of a pass has.
inline arma::umat rows_of(const std::vector<arma::mat>& masks) {
  arma::umat rows(masks.size(), 1);
  for (std::size_t k = 0; k < masks.size(); ++k) rows(k) = masks[k].n_rows;
  return rows;
}

inline SameAs rows_of_masks(const nn::Network& network) {
  arma::uvec all = {network.layers.front().weights.n_cols};
  for (const nn::DenseLayer& layer : network.layers) {
    all = arma::join_cols(all, arma::uvec{layer.bias.n_elem});
  }
  const arma::uword last = all.n_elem - 1;
  SameAs comparison = same_as(all.subvec(1, last - 1));
  comparison
      .mistake({"output_masked",
                "The output layer has a mask, too: without some of its entries there is no loss to "
                "compute."},
               all.tail(last))
      .mistake({"input_masked", "The input has a mask, too: here only hidden layers have one."},
               all.head(last));
  if (last < 3) return comparison;
  return comparison.mistake(
      {"first_mask_alone",
       "Only the first hidden layer has a mask: every layer but the last has one."},
      all.subvec(1, 1));
}

/// What layer k was given: A of the layer before, through its mask.
inline CloseTo given_to_next(const arma::mat& A, const arma::mat& mask) {
  return close_to(A % mask)
      .mistake({"mask_unused", "The mask was drawn, but the next layer was given all of A."}, A)
      .mistake(
          {"scaled_twice", "The factor 1/keep was multiplied in twice: the mask holds it already."},
          A % arma::square(mask))
      .mistake({"given_not_scaled",
                "What is dropped is 0, but what is kept is not scaled: the mask holds 1/keep."},
               A % arma::sign(mask));
}

inline CloseTo kept_in_cache(const arma::mat& A, const arma::mat& mask) {
  return close_to(A).mistake(
      {"cache_after_dropout",
       "The cache has A after dropout: the contract wants it as it was before."},
      A % mask);
}

inline CloseTo second_mask(const arma::mat& expected, const arma::mat& first) {
  return close_to(expected).mistake(
      {"mask_shared", "This is the mask of layer 0 once more: each layer draws one for itself."},
      first);
}

inline constexpr Misconception not_handed_on{
    "not_handed_on",
    "Every layer was given the gradient at the output: each hands one on to the layer before it."};

/// The gradient of a network of three layers, in the order of flatten(), where the output of layer
/// k goes through masks[k]. `with` computes it for other masks on the way back.
template <typename With>
CloseTo gradient_through(const arma::vec& expected, const support::Masks& masks, const With& with) {
  const auto each = [&](const auto& change) {
    support::Masks changed;
    for (const arma::mat& mask : masks) changed.push_back(change(mask));
    return changed;
  };
  CloseTo comparison = close_to(expected, 1e-7);
  comparison
      .mistake(
          {"around_mask",
           "The gradient went around the mask: a neuron that was dropped has no part in the loss."},
          with(each([](const arma::mat& M) { return arma::mat(arma::ones(arma::size(M))); })))
      .mistake({"back_not_scaled",
                "The gradient was cut where entries were dropped, but not scaled: the mask holds "
                "1/keep."},
               with(each([](const arma::mat& M) { return arma::mat(arma::sign(M)); })))
      .mistake(
          {"mask_twice",
           "The factor 1/keep was multiplied in twice on the way back: the mask holds it already."},
          with(each([](const arma::mat& M) { return arma::mat(arma::square(M)); })));
  if (masks.size() < 2) return comparison;
  support::Masks reversed = masks;
  std::ranges::reverse(reversed);
  support::Masks one_off = masks;  // layer k's output goes through the mask of layer k + 1
  std::ranges::rotate(one_off, one_off.begin() + 1);
  one_off.back().ones();
  support::Masks nearest = masks;  // one mask only, that before the last layer
  for (std::size_t k = 0; k + 1 < nearest.size(); ++k) nearest[k].ones();
  comparison.mistake(
      {"last_mask_alone",
       "Only the mask before the last layer was met on the way back: every mask is."},
      with(nearest));
  for (const support::Masks& wrong : {reversed, one_off}) {
    comparison.mistake(
        {"masks_exchanged",
         "The masks stand at the wrong layers: pass.masks[k] belongs to the output of layer k."},
        with(wrong));
  }
  return comparison;
}

/// `network` has two layers, and `pass` fits it.
inline void check_passes_refused(const nn::Network& network, const nn::DropoutPass& pass,
                                 const arma::mat& dA) {
  const auto refused = [&](std::size_t masks, std::size_t caches, const std::string& why) {
    nn::DropoutPass other = pass;
    other.masks.resize(masks, pass.masks.front());
    other.caches.resize(caches, pass.caches.front());
    const std::string message = "dropout_backward: pass." + why;
    INFO(
        "A pass has a cache for each layer, and a mask for each but the last: here one is "
        "missing,");
    INFO("or there is one too many. This is refused: " << message);
    CHECK_REFUSED(nn::dropout_backward(network, other, dA), message);
  };
  refused(0, 2, "masks has length 0, expected 1");
  refused(2, 2, "masks has length 2, expected 1");
  refused(1, 1, "caches has length 1, expected 2");
  CHECK_ACCEPTED(nn::dropout_backward(network, pass, dA));
  nn::Rng rng(1);
  INFO("A network without layers has nothing to compute, in either direction.");
  CHECK_REFUSED(nn::dropout_forward({}, pass.caches.front().X, 0.5, rng),
                "dropout_forward: network has 0 layers, expected at least 1");
  CHECK_REFUSED(nn::dropout_backward({}, {}, dA),
                "dropout_backward: network has 0 layers, expected at least 1");
}

// ---- 8.5 regularised_gradient -------------------------------------------------------------------

inline constexpr Misconception drawn_for_nothing{
    "drawn_for_nothing", "Without dropout nothing is drawn, so rng stays where it is."};
inline constexpr Misconception no_penalties{"no_penalties",
                                            "The penalties are missing: they have to be added."};
inline constexpr Misconception loss_forgotten{
    "loss_forgotten", "These are the penalties alone: what the loss itself gives is missing."};
inline constexpr Misconception penalty_averaged{
    "penalty_averaged",
    "A penalty was divided by the number of samples: it has nothing to do with them."};

/// What is added up, by whoever adds it up in the right way. `own`: the parameters of the network
/// that was given beside theta. The values are those of the loss alone.
struct Parts {
  arma::vec theta, own, mask;
  nn::Regularisation by{};
  arma::uword samples = 1;
};

/// Each way to go wrong with the penalties, for a loss or for a gradient: `l1` and `l2` make the
/// penalty of some parameters under some mask, with its lambda. V is a number or a vector.
template <typename Comparison, typename V, typename Penalty>
Comparison& with_penalties(Comparison& comparison, const V& plain, const Parts& of,
                           const Penalty& l1, const Penalty& l2) {
  const double m = static_cast<double>(of.samples);
  const V one = l1(of.theta, of.mask, of.by.l1);
  const V two = l2(of.theta, of.mask, of.by.l2);
  const arma::vec all = arma::ones(of.mask.n_elem);
  comparison.mistake(no_penalties, plain)
      .mistake({"l1_missing", "The L1 penalty is missing."}, plain + two)
      .mistake({"l2_missing", "The L2 penalty is missing."}, plain + one)
      .mistake({"penalties_subtracted", "The penalties were subtracted."}, plain - one - two)
      .mistake({"penalties_twice", "The penalties were added twice."}, plain + 2 * one + 2 * two)
      .mistake(loss_forgotten, one + two)
      .mistake({"lambdas_exchanged", "l1 and l2 have changed places."},
               plain + l1(of.theta, of.mask, of.by.l2) + l2(of.theta, of.mask, of.by.l1))
      .mistake({"all_penalised", "The biases are penalised as well: look at the mask."},
               plain + l1(of.theta, all, of.by.l1) + l2(of.theta, all, of.by.l2))
      .mistake({"old_penalised",
                "These are the penalties of the parameters that `network` has: theta is meant."},
               plain + l1(of.own, of.mask, of.by.l1) + l2(of.own, of.mask, of.by.l2));
  for (const V& averaged : {V(one / m + two), V(one + two / m), V((one + two) / m)}) {
    comparison.mistake(penalty_averaged, plain + averaged);
  }
  for (const V& same :
       {V(one + l1(of.theta, of.mask, of.by.l2)), V(two + l2(of.theta, of.mask, of.by.l1))}) {
    comparison.mistake({"two_of_a_kind", "Both penalties are of one kind: there are two."},
                       plain + same);
  }
  return comparison;
}

/// Of the loss and both penalties; `plain` is that of the loss.
inline CloseTo regularised(const arma::vec& expected, const arma::vec& plain, const Parts& of) {
  using Penalty = std::function<arma::vec(const arma::vec&, const arma::vec&, double)>;
  const Penalty l1 = [](const arma::vec& theta, const arma::vec& mask, double lambda) {
    return arma::vec(lambda * arma::sign(mask % theta));
  };
  const Penalty l2 = [](const arma::vec& theta, const arma::vec& mask, double lambda) {
    return arma::vec(2 * lambda * (mask % theta));
  };
  CloseTo comparison = close_to(expected, 1e-7);
  return with_penalties(comparison, plain, of, l1, l2);
}

inline CloseToNumber regularised_loss(double expected, double plain, const Parts& of) {
  using Penalty = std::function<double(const arma::vec&, const arma::vec&, double)>;
  const Penalty l1 = [](const arma::vec& theta, const arma::vec& mask, double lambda) {
    return lambda * arma::accu(arma::abs(mask % theta));
  };
  const Penalty l2 = [](const arma::vec& theta, const arma::vec& mask, double lambda) {
    return lambda * arma::accu(arma::square(mask % theta));
  };
  CloseToNumber comparison = close_to(expected);
  return with_penalties(comparison, plain, of, l1, l2);
}

inline CloseToNumber loss_asked_for(double expected, double squares) {
  return close_to(expected).mistake(
      {"always_squares", "This is the mean squared error: `loss` says which one it is."}, squares);
}

/// How many numbers a gradient with dropout has drawn: one for each hidden output.
inline CloseToNumber dropout_draws(double expected) {
  return close_to(expected, 0.0)
      .mistake({"no_dropout", "Nothing was drawn, so nothing was dropped: look at keep."}, 0.0)
      .mistake({"masks_drawn_again",
                "The masks were drawn twice: the way back goes through those of the way forward."},
               2 * expected);
}

/// The gradient with dropout. `around`: with masks on the way forward alone.
inline CloseTo dropped(const arma::vec& expected, const arma::vec& around,
                       const arma::vec& penalties, double keep) {
  return close_to(expected + penalties, 1e-7)
      .mistake({"plain_backward",
                "Nothing was dropped on the way back: dropout has a backward pass of its own."},
               around + penalties)
      .mistake(no_penalties, expected)
      .mistake({"penalty_by_keep",
                "The penalties were multiplied by keep: they are of the weights as they are."},
               expected + keep * penalties);
}

/// The loss with dropout, `plain`, and the penalties. `without`: that without dropout; `turned`:
/// with 1 - keep in place of keep.
inline CloseToNumber dropped_loss(double plain, double penalty, double without, double turned) {
  return close_to(plain + penalty)
      .mistake(no_penalties, plain)
      .mistake({"keep_for_going",
                "An output stays with probability 1 - keep here: keep is that of staying."},
               turned + penalty)
      .mistake({"loss_without_dropout",
                "This is the loss without dropout: the loss is that of the pass that the gradient "
                "belongs to."},
               without + penalty);
}

// ---- 8.6 keep_best ------------------------------------------------------------------------------

inline constexpr Misconception equal_is_no_better{
    "equal_is_no_better",
    "Nothing changes: an equal or a larger loss, and a NaN, are no better. What does your "
    "comparison say of a NaN?"};
inline constexpr Misconception small_gain{
    "small_gain", "A small improvement was taken for none: any smaller loss is smaller."};
inline constexpr Misconception first_is_best{
    "first_is_best", "This is no number below infinity: the first one has to be smaller, too."};

inline CloseTo best_theta(const arma::vec& expected, const arma::vec& before) {
  return close_to(expected).mistake(
      {"theta_not_replaced",
       "The loss is new, and theta is the one of before: they belong together."},
      before);
}

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
inline CloseTo watched_plainly(const arma::vec& expected, const arma::vec& with_penalty,
                               const arma::vec& of_training) {
  return close_to(expected, 1e-6)
      .mistake({"penalty_watched",
                "There is a penalty in what is watched: validation judges the network, not its "
                "weights."},
               with_penalty)
      .mistake({"training_watched", "This is the loss of the training samples."}, of_training);
}

inline constexpr Misconception dropout_unused{
    "dropout_unused",
    "How many random numbers dropout drew: one for each hidden neuron, sample and epoch."};
inline constexpr Misconception first_not_kept{
    "first_not_kept",
    "The first weights may be the best: the loss before training is a validation loss, too."};

}  // namespace misconceptions
