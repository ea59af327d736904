// What learners write in lesson 04 in place of what is asked, and what they are told. Each function
// makes the comparison for one result: the caller says what is expected, by hand in the public
// tests, by a formula in the graded ones.
#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "04_backprop/backprop.hpp"
#include "support/close_to.hpp"
#include "support/layers.hpp"

namespace misconceptions {

using support::CloseTo;
using support::name;
using support::SameAs;
using support::slope_of;

// ---- what several comparisons name --------------------------------------------------------------

inline constexpr Misconception w2_w3_swapped{
    "w2_w3_swapped",
    "w2 and w3 have changed places: look at the drawing, which of them starts at x1?"};
inline constexpr Misconception upper_end{"upper_end",
                                         "h stops growing at some size: a ReLU has no upper end."};
inline constexpr Misconception other_bend{
    "other_bend", "h is made by another activation: the neurons of this network are ReLUs."};
inline constexpr Misconception no_slope{
    "no_slope",
    "This is made of dA: the slope of the activation is missing on the way from A back to Z."};
inline constexpr Misconception copied_line{"copied_line",
                                           "Two lines are alike that should differ in a name: was "
                                           "one copied, and not changed to its end?"};
inline constexpr Misconception clipped{
    "clipped", "A derivative was cut off at some size: the formulas know no such bound."};
inline constexpr Misconception other_rate{"other_rate",
                                          "A learning rate was typed in: is the argument used?"};
inline constexpr Misconception gate_is_h{
    "gate_is_h", "The gate is h or z itself: a ReLU has a slope of 0 or 1."};
inline constexpr Misconception gate_elsewhere{
    "gate_elsewhere", "A gate looks at something else than the z of its own neuron."};
inline constexpr Misconception bias_with_input{
    "bias_with_input", "An input is in the derivatives of b1 and b2: what does a bias multiply?"};
inline constexpr Misconception dy_missing{
    "dy_missing", "dy is missing somewhere: each of the nine paths begins at the loss."};
inline constexpr Misconception weight_itself{
    "weight_itself",
    "The derivative of a weight is made of the weight itself: what does the weight multiply?"};
inline constexpr Misconception left_out{"left_out",
                                        "Some derivatives were never set: there are nine."};
inline constexpr Misconception one_sample{"one_sample",
                                          "Only one sample is in it: W and b serve all samples."};
inline constexpr Misconception itself{
    "itself", "This is the matrix itself, and not the gradient with respect to it."};
inline constexpr Misconception remembers{
    "remembers", "A second call knows nothing of the first: is something kept between calls?"};
inline constexpr Misconception added_up{
    "added_up",
    "This is the sum over this call and those before it: each call starts from nothing."};
inline constexpr Misconception cache_of_another{
    "cache_of_another", "A layer was given the cache of another one: layer i has the cache i."};
inline constexpr Misconception others_activation{
    "others_activation", "A layer was treated with the activation of another one."};
inline constexpr Misconception dX_dropped{
    "dX_dropped", "This layer's dX is missing: each gradient keeps all three of its members."};
inline constexpr Misconception layer_left_out{
    "layer_left_out", "This layer's gradient was never set: which is the last layer of the loop?"};
inline constexpr Misconception added_to_old{
    "added_to_old", "theta was added to the numbers of the network: it takes their place."};
inline constexpr Misconception kept_numbers{
    "kept_numbers", "These are the numbers of the network: those of theta go in their place."};

// ---- the network of nine parameters -------------------------------------------------------------

/// A sample in a network of nine parameters, and what the one makes of the other.
struct Nine {
  nn::NineParameters parameters;
  nn::NineCache cache;
  double target = 0.0;
};

inline arma::vec numbers(const nn::NineCache& c) {
  return {c.x1, c.x2, c.z1, c.z2, c.h1, c.h2, c.y};
}

inline arma::vec numbers(const nn::NineParameters& p) {
  return {p.w1, p.w2, p.w3, p.w4, p.w5, p.w6, p.b1, p.b2, p.b3};
}

/// f of each sample, one behind the other.
template <typename F>
arma::vec stacked(const std::vector<Nine>& samples, const F& f) {
  arma::vec all;
  for (const Nine& sample : samples) all = arma::join_cols(all, arma::vec(f(sample)));
  return all;
}

/// "Wrong: z1 of B (got 2, expected 1).", so that a number in a list has its name. `samples` has a
/// letter for each sample, whose numbers stand one behind the other.
inline std::string wrong_ones(const std::string& samples, const arma::vec& got,
                              const arma::vec& expected) {
  const std::vector<std::string> names =
      got.n_elem == 7 * samples.size()
          ? std::vector<std::string>{"x1", "x2", "z1", "z2", "h1", "h2", "y"}
          : std::vector<std::string>{"w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3"};
  constexpr int shown = 6;  // a list of all of them would hide the first
  std::ostringstream text;
  int wrong = 0;
  for (arma::uword i = 0; i < got.n_elem; ++i) {
    if (std::abs(got(i) - expected(i)) <= 1e-10 * std::max(1.0, std::abs(expected(i)))) continue;
    if (++wrong > shown) continue;
    text << (wrong == 1 ? "Wrong: " : ", ") << names[i % names.size()] << " of "
         << samples[i / names.size()] << " (got " << got(i) << ", expected " << expected(i) << ")";
  }
  if (wrong > shown) text << ", and " << wrong - shown << " more";
  return text.str() + ".";
}

inline double relu_of(double z) {
  return z > 0 ? z : 0;
}

/// The numbers of a cache, from p = (w1, ..., w6, b1, b2, b3).
inline arma::vec forward_with(const arma::vec& p, const nn::NineCache& sample,
                              double (*bend)(double)) {
  const arma::vec x = {sample.x1, sample.x2};
  const arma::vec z = arma::reshape(p.head(4), 2, 2) * x + p.subvec(6, 7);
  const arma::vec h = {bend(z(0)), bend(z(1))};
  return arma::join_cols(x, z, h, arma::vec{arma::dot(p.subvec(4, 5), h) + p(8)});
}

inline CloseTo nine_cache(const arma::vec& expected, const std::vector<Nine>& samples) {
  const auto bent = [&](double (*bend)(double)) {
    return stacked(
        samples, [&](const Nine& n) { return forward_with(numbers(n.parameters), n.cache, bend); });
  };
  const auto with_parameters = [&](void (*change)(arma::vec&)) {
    return stacked(samples, [&](const Nine& n) {
      arma::vec p = numbers(n.parameters);
      change(p);
      return forward_with(p, n.cache, relu_of);
    });
  };
  const auto with_numbers = [&](const std::function<void(const Nine&, arma::vec&)>& change) {
    return stacked(samples, [&](const Nine& n) {
      arma::vec c = numbers(n.cache);
      change(n, c);
      return c;
    });
  };
  CloseTo as_expected = close_to(expected);
  if (arma::abs(expected).max() < 100) {  // further out, sigmoid and tanh are 1
    as_expected.mistake(upper_end, bent([](double z) { return std::clamp(z, 0.0, 1.0); }))
        .mistake(upper_end, bent([](double z) { return std::clamp(z, 0.0, 6.0); }))
        .mistake(other_bend, bent([](double z) { return 1 / (1 + std::exp(-z)); }))
        .mistake(other_bend, bent([](double z) { return std::tanh(z); }));
  }
  return as_expected
      .mistake(w2_w3_swapped, with_parameters([](arma::vec& p) { p.swap_rows(1, 2); }))
      .mistake({"inputs_swapped", "x1 and x2 have changed places."},
               with_numbers([](const Nine& n, arma::vec& c) {
                 const nn::NineCache turned{.x1 = n.cache.x2, .x2 = n.cache.x1};
                 c.tail(5) = forward_with(numbers(n.parameters), turned, relu_of).tail(5);
               }))
      .mistake({"w5_w6_swapped", "w5 and w6 have changed places."},
               with_parameters([](arma::vec& p) { p.swap_rows(4, 5); }))
      .mistake({"b1_b2_swapped", "b1 and b2 have changed places."},
               with_parameters([](arma::vec& p) { p.swap_rows(6, 7); }))
      .mistake(copied_line, with_parameters([](arma::vec& p) { p(7) = p(6); }))
      .mistake(copied_line, with_numbers([](const Nine& n, arma::vec& c) {
                 c(5) = c(4);
                 c(6) = (n.parameters.w5 + n.parameters.w6) * c(4) + n.parameters.b3;
               }))
      .mistake(copied_line, with_numbers([](const Nine& n, arma::vec& c) {
                 c(6) = (n.parameters.w5 + n.parameters.w6) * c(4) + n.parameters.b3;
               }))
      .mistake({"neurons_swapped", "Neuron 1 and neuron 2 have changed places."},
               with_parameters([](arma::vec& p) {
                 p.swap_rows(0, 1);
                 p.swap_rows(2, 3);
                 p.swap_rows(6, 7);
               }))
      .mistake({"sums_without_bias", "The sums z1 and z2 have no bias."},
               with_parameters([](arma::vec& p) { p.subvec(6, 7).zeros(); }))
      .mistake({"output_without_bias", "The output has no bias."},
               with_parameters([](arma::vec& p) { p(8) = 0; }))
      .mistake({"no_bend", "h1 and h2 are z1 and z2: the bend between them is missing."},
               bent([](double z) { return z; }))
      .mistake({"absolute", "This is the absolute value of z: what does a ReLU do below 0?"},
               bent([](double z) { return std::abs(z); }))
      .mistake({"leaky", "This is a leaky ReLU: what does a ReLU do below 0?"},
               bent([](double z) { return z > 0 ? z : nn::leaky_slope * z; }))
      .mistake(
          {"min_for_max", "What is positive became 0: what does a ReLU do below 0, and above?"},
          bent([](double z) { return std::min(z, 0.0); }))
      .mistake({"one_bend_missing", "One of the two neurons has no bend: h2 is z2."},
               with_numbers([](const Nine& n, arma::vec& c) {
                 c(5) = c(3);
                 c(6) = n.parameters.w5 * c(4) + n.parameters.w6 * c(5) + n.parameters.b3;
               }))
      .mistake({"y_of_z", "y is made of z1 and z2: what leaves a neuron comes after the bend."},
               with_numbers([](const Nine& n, arma::vec& c) {
                 c(6) =
                     n.parameters.w5 * n.cache.z1 + n.parameters.w6 * n.cache.z2 + n.parameters.b3;
               }))
      .mistake({"h_for_z",
                "z1 and z2 are h1 and h2 in the cache: z is what stands before the bend, whatever "
                "its sign."},
               with_numbers([](const Nine&, arma::vec& c) { c.subvec(2, 3) = c.subvec(4, 5); }))
      .mistake({"bent_output", "The output has been bent, too: it may be negative."},
               with_numbers([](const Nine&, arma::vec& c) { c(6) = relu_of(c(6)); }))
      .mistake({"inputs_missing", "The inputs are missing in the cache: the way back needs them."},
               with_numbers([](const Nine&, arma::vec& c) { c.head(2).zeros(); }))
      .mistake({"cache_of_others",
                "Two numbers have changed places in the cache: each member has a name, use it."},
               with_numbers([](const Nine&, arma::vec& c) { c.swap_rows(0, 1); }));
}

// Of both neurons: inputs, sums, outputs, and the weights w5 and w6 that lead on to y.
inline arma::vec x_of(const Nine& n) {
  return {n.cache.x1, n.cache.x2};
}

inline arma::vec z_of(const Nine& n) {
  return {n.cache.z1, n.cache.z2};
}

inline arma::vec h_of(const Nine& n) {
  return {n.cache.h1, n.cache.h2};
}

inline arma::vec leads_on(const Nine& n) {
  return {n.parameters.w5, n.parameters.w6};
}

inline arma::vec ones_where(const arma::uvec& yes) {
  return arma::conv_to<arma::vec>::from(yes);
}

/// Nine derivatives, where dy is that of y, and the two gates are the slopes of the ReLUs.
inline arma::vec way_back(const Nine& n, double dy, const arma::vec& gates) {
  const arma::vec dz = dy * gates % leads_on(n);
  return arma::join_cols(arma::vectorise(dz * x_of(n).t()), dy * h_of(n), dz, arma::vec{dy});
}

/// 1 for each neuron whose sum is positive.
inline arma::vec gates_of(const Nine& n) {
  return ones_where(z_of(n) > 0);
}

inline CloseTo nine_derivatives(const arma::vec& expected, const std::vector<Nine>& samples) {
  using Derivatives = std::function<arma::vec(const Nine&, const arma::vec&)>;
  // f of each sample and of its right derivatives.
  const auto each = [&](const Derivatives& f) {
    arma::uword next = 0;
    return stacked(samples, [&](const Nine& n) {
      next += 9;
      return f(n, expected.subvec(next - 9, next - 1));
    });
  };
  const auto by = [&](const std::function<arma::vec(const Nine&)>& gates) {
    return each([&](const Nine& n, const arma::vec& g) { return way_back(n, g(8), gates(n)); });
  };
  // The gates are M times the right ones, and `more`.
  const auto gated = [&](const arma::mat& M, const arma::vec& more) {
    return by([&](const Nine& n) { return arma::vec(M * gates_of(n) + more); });
  };
  const auto from = [&](const std::function<double(const Nine&, double)>& dy) {
    return each(
        [&](const Nine& n, const arma::vec& g) { return way_back(n, dy(n, g(8)), gates_of(n)); });
  };
  const auto with_weights = [&](void (*change)(nn::NineParameters&)) {
    return each([&](Nine n, const arma::vec& g) {
      change(n.parameters);
      return way_back(n, g(8), gates_of(n));
    });
  };
  const auto changed = [&](const std::function<void(const Nine&, arma::vec&)>& change) {
    return each([&](const Nine& n, arma::vec g) {
      change(n, g);
      return g;
    });
  };
  CloseTo as_expected = close_to(expected);
  const arma::uvec of_y = arma::regspace<arma::uvec>(8, 9, expected.n_elem - 1);
  if (arma::abs(expected.elem(of_y)).min() < 1) {  // otherwise sign_alone gives the same
    as_expected.mistake(clipped,
                        from([](const Nine&, double dy) { return std::clamp(dy, -1.0, 1.0); }));
  }
  return as_expected
      .mistake({"neuron_2_by_1",
                "Neuron 2 is switched by the sum of neuron 1: which z decides whether h2 moves?"},
               gated({{1, 0}, {1, 0}}, {0, 0}))
      .mistake({"neuron_1_by_2",
                "Neuron 1 is switched by the sum of neuron 2: which z decides whether h1 moves?"},
               gated({{0, 1}, {0, 1}}, {0, 0}))
      .mistake({"gates_swapped", "Each neuron is switched by the sum of the other one."},
               gated({{0, 1}, {1, 0}}, {0, 0}))
      .mistake({"no_gates",
                "A neuron whose sum is negative learns here: what is the slope of its ReLU?"},
               gated({{0, 0}, {0, 0}}, {1, 1}))
      .mistake({"gates_inverted", "The gates are the wrong way round: for which z is the slope 1?"},
               gated({{-1, 0}, {0, -1}}, {1, 1}))
      .mistake({"both_or_none",
                "One dead neuron keeps the other one from learning: each has a gate of its own."},
               by([](const Nine& n) { return arma::vec(gates_of(n).min() * arma::ones(2)); }))
      .mistake(gate_is_h, by(h_of))
      .mistake(gate_is_h, by(z_of))
      .mistake({"one_gate_missing", "One of the two neurons has no gate."},
               gated({{1, 0}, {0, 0}}, {0, 1}))
      .mistake({"either_gate",
                "Both neurons learn as soon as one of them is alive: each has a gate of its own."},
               by([](const Nine& n) { return arma::vec(gates_of(n).max() * arma::ones(2)); }))
      .mistake({"leaky_gate", "A dead neuron learns a little: that is the slope of a leaky ReLU."},
               gated((1 - nn::leaky_slope) * arma::eye(2, 2), {nn::leaky_slope, nn::leaky_slope}))
      .mistake({"sigmoid_gate", "h (1 - h) is the slope of a sigmoid: these neurons are ReLUs."},
               by([](const Nine& n) { return arma::vec(h_of(n) % (1 - h_of(n))); }))
      .mistake(gate_elsewhere, by([](const Nine& n) { return ones_where(x_of(n) > 0); }))
      .mistake(gate_elsewhere, each([](const Nine& n, const arma::vec& g) {
                 const arma::vec dh = g(8) * leads_on(n);
                 return way_back(n, g(8), ones_where(dh > 0));
               }))
      .mistake({"open_at_0", "The gate is open at 0: is it z > 0 or z >= 0?"},
               by([](const Nine& n) { return ones_where(z_of(n) >= 0); }))
      .mistake({"output_of_z",
                "The derivatives of w5 and w6 are made of z: what do these two weights multiply?"},
               changed([](const Nine& n, arma::vec& g) { g.subvec(4, 5) = g(8) * z_of(n); }))
      .mistake({"output_of_x",
                "The derivatives of w5 and w6 are made of x: what do these two weights multiply?"},
               changed([](const Nine& n, arma::vec& g) { g.subvec(4, 5) = g(8) * x_of(n); }))
      .mistake({"h_swapped", "h1 and h2 have changed places in the derivatives of w5 and w6."},
               changed([](const Nine&, arma::vec& g) { g.swap_rows(4, 5); }))
      .mistake(copied_line, changed([](const Nine&, arma::vec& g) { g(5) = g(4); }))
      .mistake(copied_line, changed([](const Nine&, arma::vec& g) { g.subvec(2, 3) = g.head(2); }))
      .mistake(copied_line, with_weights([](nn::NineParameters& p) { p.w6 = p.w5; }))
      .mistake(weight_itself,
               changed([](const Nine& n, arma::vec& g) { g.subvec(4, 5) = g(8) * leads_on(n); }))
      .mistake(weight_itself, changed([](const Nine& n, arma::vec& g) {
                 g.head(4) = arma::repmat(g.subvec(6, 7), 2, 1) % numbers(n.parameters).head(4);
               }))
      .mistake(
          {"inputs_are_h", "The derivatives of w1 to w4 are made of h: what do they multiply?"},
          changed([](const Nine& n, arma::vec& g) {
            g.head(4) = arma::vectorise(g.subvec(6, 7) * h_of(n).t());
          }))
      .mistake({"no_inputs", "The inputs are missing in the derivatives of w1 to w4."},
               changed([](const Nine&, arma::vec& g) {
                 g.head(4) = arma::repmat(g.subvec(6, 7), 2, 1);
               }))
      .mistake({"neurons_swapped_back", "dz1 and dz2 have changed places in w1 to w4."},
               changed([](const Nine&, arma::vec& g) {
                 g.swap_rows(0, 1);
                 g.swap_rows(2, 3);
               }))
      .mistake({"biases_swapped_back", "The derivatives of b1 and b2 have changed places."},
               changed([](const Nine&, arma::vec& g) { g.swap_rows(6, 7); }))
      .mistake({"biases_are_dy", "b1 and b2 have dy itself: what lies between them and y?"},
               changed([](const Nine&, arma::vec& g) { g.subvec(6, 7).fill(g(8)); }))
      .mistake(left_out, changed([](const Nine&, arma::vec& g) { g.head(4).zeros(); }))
      .mistake(left_out, changed([](const Nine&, arma::vec& g) { g.subvec(4, 5).zeros(); }))
      .mistake(left_out, changed([](const Nine&, arma::vec& g) { g.tail(3).zeros(); }))
      .mistake(dy_missing, changed([](const Nine&, arma::vec& g) { g(8) = 1; }))
      .mistake(dy_missing, changed([](const Nine& n, arma::vec& g) { g.subvec(4, 5) = h_of(n); }))
      .mistake(dy_missing, each([](const Nine& n, const arma::vec& g) {
                 arma::vec result = way_back(n, 1, gates_of(n));
                 result.subvec(4, 5) = g.subvec(4, 5);
                 result(8) = g(8);
                 return result;
               }))
      .mistake({"ungated_bias", "b1 and b2 sit behind their gates, too: a bias is a part of z."},
               changed([](const Nine& n, arma::vec& g) { g.subvec(6, 7) = g(8) * leads_on(n); }))
      .mistake({"bias_as_weight",
                "The biases of the neurons are taken for weights: what do they multiply?"},
               changed([](const Nine& n, arma::vec& g) {
                 g.subvec(6, 7) %= numbers(n.parameters).subvec(6, 7);
               }))
      .mistake(bias_with_input,
               changed([](const Nine& n, arma::vec& g) { g.subvec(6, 7) %= x_of(n); }))
      .mistake(
          {"inputs_swapped_back", "x1 and x2 have changed places: what does each weight multiply?"},
          changed([](const Nine&, arma::vec& g) {
            g.swap_rows(0, 2);
            g.swap_rows(1, 3);
          }))
      .mistake(w2_w3_swapped, changed([](const Nine&, arma::vec& g) { g.swap_rows(1, 2); }))
      .mistake(
          {"w5_w6_swapped_back", "w5 and w6 have changed places on the way back to the neurons."},
          with_weights([](nn::NineParameters& p) { std::swap(p.w5, p.w6); }))
      .mistake({"no_w5_w6",
                "w5 and w6 are missing on the way back: how much of a change of h reaches y?"},
               with_weights([](nn::NineParameters& p) { p.w5 = p.w6 = 1; }))
      .mistake({"no_target", "This begins with 2 y: where is the target?"},
               from([](const Nine& n, double) { return 2 * n.cache.y; }))
      .mistake({"target_added", "The target was added: the loss is (y - target)^2."},
               from([](const Nine& n, double) { return 2 * (n.cache.y + n.target); }))
      .mistake({"loss_itself", "This begins with the loss itself: what is its derivative?"},
               from([](const Nine&, double dy) { return dy * dy / 4; }))
      .mistake({"square_kept", "This begins with 2 (y - target)^2: what does the square become?"},
               from([](const Nine&, double dy) { return dy * dy / 2; }))
      .mistake(
          {"sign_alone", "Only the sign of y - target is in it: how far off y is counts, too."},
          from([](const Nine&, double dy) { return dy > 0 ? 1.0 : -1.0; }))
      .mistake({"only_too_large", "An output that is too small has nothing to learn here."},
               from([](const Nine&, double dy) { return std::max(dy, 0.0); }))
      .mistake(
          {"sign_lost", "The sign of y - target is lost: an output that is too small has to grow."},
          from([](const Nine&, double dy) { return std::abs(dy); }));
}

/// The nine derivatives at any parameters, for the inputs and the target of a sample.
inline arma::vec gradient_at(const arma::vec& p, const nn::NineCache& inputs, double target) {
  const arma::vec c = forward_with(p, inputs, relu_of);
  const Nine there{{.w5 = p(4), .w6 = p(5)}, {c(0), c(1), c(2), c(3), c(4), c(5), c(6)}, target};
  return way_back(there, 2 * (c(6) - target), gates_of(there));
}

inline CloseTo nine_after_step(const arma::vec& expected, const std::vector<Nine>& samples,
                               double rate) {
  const arma::vec start = stacked(samples, [](const Nine& n) { return numbers(n.parameters); });
  const arma::vec gradient = (start - expected) / rate;
  // Of each sample, the parameters at these places stay where they were.
  const auto without = [&](const std::vector<arma::uword>& places) {
    arma::vec result = expected;
    for (arma::uword first = 0; first < start.n_elem; first += 9) {
      for (const arma::uword place : places) result(first + place) = start(first + place);
    }
    return result;
  };
  // The step that starts at p, where f of a sample is what is taken for its gradient.
  const auto led_by = [&](const arma::vec& p, const std::function<arma::vec(const Nine&)>& f) {
    return arma::vec(p - rate * stacked(samples, f));
  };
  arma::uword next = 0;
  const arma::vec second = led_by(expected, [&](const Nine& n) {
    next += 9;
    return gradient_at(expected.subvec(next - 9, next - 1), n.cache, n.target);
  });
  // The derivatives of neuron 1 are proportional to w5, those of neuron 2 to w6.
  arma::vec early = gradient;
  for (arma::uword first = 0; first < start.n_elem; first += 9) {
    for (const arma::uword place : {0, 2, 6}) {
      early(first + place) *= expected(first + 4) / start(first + 4);
      early(first + place + 1) *= expected(first + 5) / start(first + 5);
    }
  }
  return close_to(expected)
      .mistake(
          {"uphill", "This step goes uphill: the loss grows in the direction of its gradient."},
          start + rate * gradient)
      .mistake({"new_w5_w6",
                "The gradients of the two neurons were taken with the new w5 and w6: keep the old "
                "ones until all nine derivatives are known."},
               start - rate * early)
      .mistake({"biases_kept", "The biases have not moved: they are parameters, too."},
               without({6, 7, 8}))
      .mistake({"neurons_kept", "Only the parameters of the output have moved."},
               without({0, 1, 2, 3, 6, 7}))
      .mistake({"output_kept", "The parameters of the output have not moved."}, without({4, 5, 8}))
      .mistake({"gradient_alone", "This is the gradient: which parameters does the step lead to?"},
               gradient)
      .mistake({"step_alone", "This is the step alone: which parameters does it lead to?"},
               -rate * gradient)
      .mistake({"no_rate", "The learning rate is not in it."}, start - gradient)
      .mistake({"rate_twice", "The learning rate is in it twice."}, start - rate * rate * gradient)
      .mistake(other_rate, start - 0.01 * gradient)
      .mistake(other_rate, start - 0.001 * gradient)
      .mistake({"half_a_step", "The step is half as long as it should be."},
               start - rate / 2 * gradient)
      .mistake({"second_step", "This is where two steps lead: one was asked for."}, second)
      .mistake({"inputs_swapped_forward", "x1 and x2 have changed places on the way forward."},
               led_by(start,
                      [](const Nine& n) {
                        const nn::NineCache turned{.x1 = n.cache.x2, .x2 = n.cache.x1};
                        return gradient_at(numbers(n.parameters), turned, n.target);
                      }))
      .mistake({"target_not_used", "This is a step towards 0: is the target used?"},
               led_by(start,
                      [](const Nine& n) { return gradient_at(numbers(n.parameters), n.cache, 0); }))
      .mistake(clipped, start - rate * arma::clamp(gradient, -1.0, 1.0))
      .mistake({"nothing_moved", "Nothing has moved: is it the new parameters that you return?"},
               start);
}

// ---- layers and networks ------------------------------------------------------------------------

/// A product, or nothing where the shapes do not fit: then Armadillo refuses it to the student,
/// too.
inline arma::mat product(const arma::mat& left, const arma::mat& right) {
  return left.n_cols == right.n_rows ? arma::mat(left * right) : arma::mat();
}

/// A layer, what it made of its input, and the gradient at its output.
struct LayerCase {
  nn::DenseLayer layer;
  nn::DenseCache cache;
  arma::mat dA;
};

inline CloseTo dense_weights(const arma::mat& expected, const LayerCase& one) {
  const auto& [X, Z, A] = one.cache;
  const arma::mat dZ = one.dA % slope_of(one.layer.activation, Z);
  const auto with_slope = [&](const arma::mat& slope) {
    return arma::mat(one.dA % slope * one.cache.X.t());
  };
  CloseTo as_expected = close_to(expected);
  if (Z.min() < 0) {  // otherwise a ReLU has no other slope than no activation at all
    as_expected.mistake(
        {"relu_slope", "This is the slope of a ReLU: each layer has an activation of its own."},
        with_slope(slope_of(nn::Activation::relu, Z)));
  }
  if (one.layer.activation != nn::Activation::identity) {  // otherwise A is Z
    as_expected
        .mistake({"formula_given_Z",
                  "1 - Z^2 is no slope: the formula 1 - A^2 was given Z. Lesson 01 has a function "
                  "that knows what to take."},
                 with_slope(1 - Z % Z))
        .mistake({"made_of_Z", "dW is made of the layer's sums Z: what do the weights multiply?"},
                 dZ * Z.t());
  }
  return as_expected.samples(X.n_cols)
      .mistake(no_slope, one.dA * X.t())
      .mistake({"slope_at_A", "The slope was taken at A: what is activation_derivative given?"},
               with_slope(slope_of(one.layer.activation, A)))
      .mistake({"activation_for_slope",
                "dA was multiplied by the activation: it is its slope that says how much A moves "
                "with Z."},
               with_slope(A))
      .mistake({"sigmoid_slope",
                "A (1 - A) is the slope of a sigmoid: each layer has an activation of its own."},
               with_slope(A % (1 - A)))
      .mistake({"tanh_slope",
                "1 - A^2 is the slope of a tanh: each layer has an activation of its own."},
               with_slope(1 - A % A))
      .mistake({"slope_alone", "dA is missing: this is made of the slope alone."},
               slope_of(one.layer.activation, Z) * X.t())
      .mistake({"slope_1_at_0", "The slope of ReLU at 0 is taken for 1: is it Z > 0 or Z >= 0?"},
               one.layer.activation == nn::Activation::relu
                   ? with_slope(arma::conv_to<arma::mat>::from(Z >= 0))
                   : arma::mat())
      .mistake(one_sample, dZ.col(0) * X.col(0).t())
      .mistake(one_sample, dZ.tail_cols(1) * X.tail_cols(1).t())
      .mistake({"sums_multiplied",
                "dZ and X were added up over the samples before they were multiplied: each sample "
                "has its own product."},
               arma::sum(dZ, 1) * arma::sum(X, 1).t())
      .mistake(itself, one.layer.weights)
      .mistake({"made_of_A", "dW is made of the layer's output: what do the weights multiply?"},
               dZ * A.t())
      .mistake({"X_not_turned",
                "X is not turned round: both factors have a column for each sample, and the sum is "
                "to run over the samples."},
               product(dZ, X))
      .mistake({"dZ_turned", "It is dZ that is turned round, and not X."}, product(dZ.t(), X));
}

inline CloseTo dense_bias(const arma::vec& expected, const LayerCase& one) {
  const arma::mat dZ = one.dA % slope_of(one.layer.activation, one.cache.Z);
  CloseTo as_expected = close_to(expected);
  if (dZ.n_cols > 1) {  // of one sample, outputs_added is the same
    as_expected.mistake(
        {"one_number", "arma::accu adds up all entries to one number: db has one for each output."},
        arma::mat{arma::accu(dZ)});
  }
  return as_expected.samples(dZ.n_cols)
      .mistake(no_slope, arma::sum(one.dA, 1))
      .mistake(one_sample, dZ.col(0))
      .mistake(one_sample, dZ.tail_cols(1))
      .mistake(itself, one.layer.bias)
      .mistake({"sizes_added", "Sizes were added up, without their signs."},
               arma::sum(arma::abs(dZ), 1))
      .mistake({"bias_without_dZ", "The slope for b is 1: where is dZ?"}, arma::ones(dZ.n_rows))
      .mistake({"outputs_added",
                "This adds up the outputs and keeps the samples apart: db has one number for each "
                "output."},
               arma::sum(dZ, 0).t())
      .mistake(
          {"all_added", "All outputs were added up: db has a number of its own for each output."},
          arma::vec(dZ.n_rows, arma::fill::value(arma::accu(dZ))));
}

inline CloseTo dense_input(const arma::mat& expected, const LayerCase& one) {
  const arma::mat& W = one.layer.weights;
  const arma::mat dZ = one.dA % slope_of(one.layer.activation, one.cache.Z);
  return close_to(expected)
      .samples(dZ.n_cols)
      .mistake(no_slope, W.t() * one.dA)
      .mistake({"W_not_turned",
                "W was not turned round: on the way back, each input collects from all outputs "
                "that it leads to."},
               product(W, dZ))
      .mistake({"W_on_the_right", "W stands on the wrong side."}, product(dZ, W))
      .mistake({"second_slope",
                "dX has met a second slope: the one that belongs to the layer before is that "
                "layer's own affair."},
               expected % slope_of(one.layer.activation, one.cache.X))
      .mistake(itself, one.cache.X)
      .mistake({"dZ_for_dX", "This is dZ: dX goes one step further, through the weights."}, dZ)
      .mistake({"times_X", "dX was multiplied by X: what does X multiply in Z = W X + b?"},
               expected % one.cache.X)
      .mistake({"samples_added", "The samples were added up: each has a column of its own in dX."},
               arma::sum(expected, 1));
}

/// A network, what it made of its input, and the gradient at its output.
struct NetworkCase {
  nn::Network network;
  std::vector<nn::DenseCache> caches;
  arma::mat dA;
};

/// The dW of each layer, where `given(i, dZ)` is what layer i is given, and dZ[k] is the dZ of each
/// layer that came before it. Layers whose gradient does not fit have none.
using Given = std::function<arma::mat(std::size_t i, const std::vector<arma::mat>& dA,
                                      const std::vector<arma::mat>& dZ)>;

inline std::vector<arma::mat> weights_with(const NetworkCase& one,
                                           const std::vector<nn::DenseCache>& caches,
                                           const Given& given, bool forwards = false) {
  const std::size_t count = one.network.layers.size();
  std::vector<arma::mat> weights(count), dA(count), dZ(count);
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t i = forwards ? k : count - 1 - k;
    dA[i] = k == 0 ? one.dA : given(i, dA, dZ);
    if (arma::size(dA[i]) != arma::size(caches[i].Z)) break;
    dZ[i] = dA[i] % slope_of(one.network.layers[i].activation, caches[i].Z);
    weights[i] = dZ[i] * caches[i].X.t();
  }
  return weights;
}

/// How many gradients backward() returned: a 1x1 matrix.
inline SameAs layer_count(arma::uword expected) {
  return same_as(arma::umat{expected})
      .mistake({"added_behind",
                "Twice as many gradients as layers: a vector that has n places already grows with "
                "push_back."},
               arma::umat{2 * expected})
      .mistake({"one_gradient", "One gradient alone was returned: each layer has one."},
               arma::umat{arma::uword{1}});
}

/// The dW of layer i.
inline CloseTo layer_weights(std::size_t i, const std::vector<nn::DenseGradient>& expected,
                             const NetworkCase& one) {
  using Matrices = std::vector<arma::mat>;
  const std::vector<nn::DenseLayer>& layers = one.network.layers;
  const double m = static_cast<double>(one.dA.n_cols);
  const auto back = [&](std::size_t above, const arma::mat& at) {
    return arma::mat(layers[above].weights.t() * at);
  };
  const auto with = [&](const Given& given) { return weights_with(one, one.caches, given)[i]; };
  // All as it should be, but for the activations of the layers, or for the caches.
  const Given own_dX = [&](std::size_t k, const Matrices&, const Matrices& dZ) {
    return back(k + 1, dZ[k + 1]);
  };
  const auto with_activations = [&](const std::function<std::size_t(std::size_t)>& of) {
    NetworkCase changed = one;
    for (std::size_t k = 0; k < layers.size(); ++k) {
      changed.network.layers[k].activation = layers[of(k)].activation;
    }
    return weights_with(changed, one.caches, own_dX)[i];
  };
  NetworkCase last_is_straight = one;
  last_is_straight.network.layers.back().activation = nn::Activation::identity;
  CloseTo as_expected = close_to(expected[i].weights);
  if (i + 1 == layers.size()) {
    as_expected.samples(one.dA.n_cols)
        .mistake({"last_slope_missing",
                  "The slope of the last layer was left out: dA is the gradient at its A, not at "
                  "its Z."},
                 weights_with(last_is_straight, one.caches, own_dX)[i]);
  }
  if (i > 0) {  // of the first layer, output_gradient is the same
    as_expected.mistake(
        {"forwards",
         "The layers were visited from the first to the last: a gradient comes from behind."},
        weights_with(
            one, one.caches,
            [&](std::size_t k, const Matrices&, const Matrices& dZ) {
              return back(k - 1, dZ[k - 1]);
            },
            true)[i]);
  }
  const bool bends = i + 1 < layers.size() && layers[i + 1].activation != nn::Activation::identity;
  if (bends) {  // otherwise the dZ above is its dA
    as_expected.mistake(
        {"handed_dZ",
         "The layer above has handed on its dZ: which of its three gradients belongs to this "
         "layer's output?"},
        with([&](std::size_t k, const Matrices&, const Matrices& dZ) { return dZ[k + 1]; }));
  }
  return as_expected
      .mistake({"output_gradient",
                "This layer was given the gradient at the network's output: what is the gradient "
                "at its own?"},
               with([&](std::size_t, const Matrices&, const Matrices&) { return one.dA; }))
      .mistake({"last_dX",
                "This layer was given the dX of the last layer: each layer hands its own dX on."},
               with([&](std::size_t, const Matrices&, const Matrices& dZ) {
                 return back(layers.size() - 1, dZ.back());
               }))
      .mistake({"past_the_slopes",
                "The gradient has come past the layers above without meeting their slopes."},
               with([&](std::size_t k, const Matrices& dA, const Matrices&) {
                 return back(k + 1, dA[k + 1]);
               }))
      .mistake({"slope_twice",
                "The slope of this layer was met twice: once on the way here, and once in "
                "dense_backward."},
               with([&](std::size_t k, const Matrices&, const Matrices& dZ) {
                 return arma::mat(back(k + 1, dZ[k + 1]) %
                                  slope_of(layers[k].activation, one.caches[k].Z));
               }))
      .mistake({"W_above_not_turned",
                "The weights of the layer above were not turned round on the way here."},
               with([&](std::size_t k, const Matrices&, const Matrices& dZ) {
                 return product(layers[k + 1].weights, dZ[k + 1]);
               }))
      .mistake({"mean_once_more", "1/m was taken once more on the way here: it is in dA already."},
               with([&](std::size_t k, const Matrices&, const Matrices& dZ) {
                 return arma::mat(back(k + 1, dZ[k + 1]) / m);
               }))
      .mistake(cache_of_another,
               weights_with(one, {one.caches.rbegin(), one.caches.rend()}, own_dX)[i])
      .mistake(cache_of_another,
               weights_with(one, std::vector(layers.size(), one.caches.front()), own_dX)[i])
      .mistake(others_activation,
               with_activations([](std::size_t k) { return k == 0 ? k : k - 1; }))
      .mistake(others_activation, with_activations([](std::size_t) { return std::size_t{0}; }))
      .mistake({"visited_order",
                "The layers stand in the order in which they were visited: the first layer's "
                "gradient comes first."},
               expected[layers.size() - 1 - i].weights);
}

// ---- all parameters in one vector ---------------------------------------------------------------

/// What of a network, or of its gradient, goes into one vector.
using Parts = std::vector<nn::DenseGradient>;

inline Parts parts_of(const nn::Network& network) {
  Parts parts;
  for (const nn::DenseLayer& layer : network.layers) {
    parts.push_back({.weights = layer.weights, .bias = layer.bias, .X = {}});
  }
  return parts;
}

inline CloseTo flat(const arma::vec& expected, const Parts& parts) {
  arma::vec row_by_row, bias_first, last_first, weights, biases, with_dX, dX_for_dW, by_neuron;
  for (const auto& [W, b, X] : parts) {
    row_by_row = arma::join_cols(row_by_row, arma::vectorise(W.t()), b);
    bias_first = arma::join_cols(bias_first, b, arma::vectorise(W));
    last_first = arma::join_cols(arma::vectorise(W), b, last_first);
    weights = arma::join_cols(weights, arma::vectorise(W));
    biases = arma::join_cols(biases, b);
    with_dX = arma::join_cols(with_dX, arma::vectorise(W), b, arma::vectorise(X));
    dX_for_dW = arma::join_cols(dX_for_dW, arma::vectorise(X), b);
    by_neuron = arma::join_cols(by_neuron, arma::vectorise(arma::mat(arma::join_rows(W, b).t())));
  }
  const arma::uword first = parts.front().weights.n_elem + parts.front().bias.n_elem;
  const arma::uword last = parts.back().weights.n_elem + parts.back().bias.n_elem;
  CloseTo as_expected = close_to(expected, 0.0);
  if (parts.size() > 2) {  // of two layers, no_last_layer is the same
    as_expected.mistake({"only_first_layer", "Only the first layer is there."},
                        expected.head(first));
  }
  return as_expected
      .mistake({"row_by_row", "The weights of a layer stand row by row: down the columns first."},
               row_by_row)
      .mistake({"bias_first", "The bias of a layer stands before its weights."}, bias_first)
      .mistake({"last_layer_first", "The last layer comes first."}, last_first)
      .mistake({"biases_last", "All weights stand before all biases: a layer is to stay together."},
               arma::join_cols(weights, biases))
      .mistake({"no_biases", "The biases are missing."}, weights)
      .mistake({"no_last_layer", "The last layer is missing."},
               expected.head(expected.n_elem - last))
      .mistake({"only_last_layer",
                "Only the last layer is there: does each layer go behind what is there already?"},
               expected.tail(last))
      .mistake({"with_dX", "dX is among them: is it the gradient of a parameter?"}, with_dX)
      .mistake({"dX_for_dW", "dX stands in the place of dW: which of them is that of a parameter?"},
               dX_for_dW)
      .mistake({"by_neuron",
                "Each neuron's weights stand beside its bias: all weights of a layer come first."},
               by_neuron)
      .mistake({"zeros_first",
                "There are zeros in front: theta had its full size before the first layer was put "
                "behind it."},
               arma::join_cols(arma::zeros(expected.n_elem), expected));
}

/// How many numbers the layers before layer i have.
inline arma::uword flat_size(const nn::Network& network, std::size_t i) {
  arma::uword size = 0;
  for (std::size_t k = 0; k < i; ++k) {
    size += network.layers[k].weights.n_elem + network.layers[k].bias.n_elem;
  }
  return size;
}

/// Layer i of a network that was filled with the numbers `theta`, and had those of `before`.
inline CloseTo filled_weights(std::size_t i, const nn::Network& expected, const arma::vec& theta,
                              const nn::Network& before) {
  const arma::mat& W = expected.layers[i].weights;
  const arma::uword begin = flat_size(expected, i);
  arma::uword biases_before = 0;
  for (std::size_t k = 0; k < i; ++k) biases_before += expected.layers[k].bias.n_elem;
  const auto read = [&](arma::uword from, arma::uword rows, arma::uword cols) {
    return arma::mat(arma::reshape(theta.subvec(from, from + rows * cols - 1), rows, cols));
  };
  CloseTo as_expected = close_to(W, 0.0);
  if (i == 0 && W.n_rows > 1) {
    as_expected.mistake(
        {"from_second", "theta was read from its second entry on: entries are counted from 0."},
        read(1, W.n_rows, W.n_cols));
  }
  if (i + 1 < expected.layers.size()) {
    as_expected.mistake(
        {"last_read_first", "The last layer was read first: theta begins with layer 0."},
        read(flat_size(expected, expected.layers.size()) - flat_size(expected, i + 1), W.n_rows,
             W.n_cols));
  }
  return as_expected
      .mistake({"filled_row_by_row", "The weights were filled row by row: down the columns first."},
               read(begin, W.n_cols, W.n_rows).t())
      .mistake({"bias_before_weights", "The bias was taken from before the weights."},
               read(begin + W.n_rows, W.n_rows, W.n_cols))
      .mistake(
          {"start_of_theta",
           "Each layer was read from the start of theta: it begins where the one before ended."},
          read(0, W.n_rows, W.n_cols))
      .mistake({"biases_not_passed",
                "This layer was read from too early a place: the biases of the layers before it "
                "stand in front of it, too."},
               read(begin - biases_before, W.n_rows, W.n_cols))
      .mistake(
          {"read_by_neuron",
           "A bias was read behind the weights of its neuron: all weights of a layer come first."},
          read(begin, W.n_cols + 1, W.n_rows).t().eval().head_cols(W.n_cols))
      .mistake({"not_reshaped", "The weights are one long column: they need the shape of W again."},
               read(begin, W.n_elem, 1))
      .mistake(kept_numbers, before.layers[i].weights)
      .mistake(added_to_old, W + before.layers[i].weights);
}

inline CloseTo filled_bias(std::size_t i, const nn::Network& expected, const arma::vec& theta,
                           const nn::Network& before) {
  const arma::vec& b = expected.layers[i].bias;
  const arma::uword begin = flat_size(expected, i);
  CloseTo as_expected = close_to(b, 0.0);
  if (i > 0) {
    as_expected.mistake({"bias_at_weights",
                         "The bias was read from where the weights begin: it stands behind them."},
                        theta.subvec(begin, begin + b.n_elem - 1));
  }
  return as_expected
      .mistake({"bias_from_start", "The bias was read from the start of theta."},
               theta.head(b.n_elem))
      .mistake(kept_numbers, before.layers[i].bias)
      .mistake(added_to_old, b + before.layers[i].bias);
}

}  // namespace misconceptions
