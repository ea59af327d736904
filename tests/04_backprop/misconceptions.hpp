// What learners write in lesson 04 in place of what is asked, and what they are told. Each function
// makes the comparison for one result: the caller says what is expected, by hand in the public
// tests, by another way of computing it in the graded ones.
#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <complex>
#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "04_backprop/backprop.hpp"
#include "support/close_to.hpp"

namespace misconceptions {

using support::CloseTo;

// ---- what several comparisons name --------------------------------------------------------------

inline constexpr Misconception w2_w3_swapped{
    "w2_w3_swapped",
    "w2 and w3 have changed places: look at the drawing, which of them starts at x1?"};
inline constexpr Misconception no_slope{
    "no_slope",
    "This is made of dA: the slope of the activation is missing on the way from A back to Z."};
inline constexpr Misconception one_sample{
    "one_sample", "Only the first sample is in it: W and b serve all samples."};
inline constexpr Misconception added_up{
    "added_up",
    "This is the sum over this call and those before it: each call starts from nothing."};
inline constexpr Misconception layer_left_out{
    "layer_left_out", "This layer's gradient was never set: which is the last layer of the loop?"};
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
  std::ostringstream text;
  for (arma::uword i = 0; i < got.n_elem; ++i) {
    if (std::abs(got(i) - expected(i)) <= 1e-10 * std::max(1.0, std::abs(expected(i)))) continue;
    text << (text.str().empty() ? "Wrong: " : ", ") << names[i % names.size()] << " of "
         << samples[i / names.size()] << " (got " << got(i) << ", expected " << expected(i) << ")";
  }
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
  return close_to(expected)
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
               with_numbers([](const Nine&, arma::vec& c) { c.head(2).zeros(); }));
}

/// Nine derivatives, where dy is that of y, and the two gates are the slopes of the ReLUs.
inline arma::vec way_back(const Nine& n, double dy, const arma::vec& gates) {
  const arma::vec x = {n.cache.x1, n.cache.x2};
  const arma::vec h = {n.cache.h1, n.cache.h2};
  const arma::vec leads_on = {n.parameters.w5, n.parameters.w6};
  const arma::vec dz = dy * gates % leads_on;
  return arma::join_cols(arma::vectorise(dz * x.t()), dy * h, dz, arma::vec{dy});
}

/// 1 for each neuron whose sum is positive.
inline arma::vec gates_of(const Nine& n) {
  return {n.cache.z1 > 0 ? 1.0 : 0.0, n.cache.z2 > 0 ? 1.0 : 0.0};
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
  const auto gated = [&](const std::function<arma::vec(const arma::vec& alive)>& gates) {
    return each(
        [&](const Nine& n, const arma::vec& g) { return way_back(n, g(8), gates(gates_of(n))); });
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
  return close_to(expected)
      .mistake({"neuron_2_by_1",
                "Neuron 2 is switched by the sum of neuron 1: which z decides whether h2 moves?"},
               gated([](const arma::vec& g) {
                 return arma::vec{g(0), g(0)};
               }))
      .mistake({"neuron_1_by_2",
                "Neuron 1 is switched by the sum of neuron 2: which z decides whether h1 moves?"},
               gated([](const arma::vec& g) {
                 return arma::vec{g(1), g(1)};
               }))
      .mistake({"gates_swapped", "Each neuron is switched by the sum of the other one."},
               gated([](const arma::vec& g) {
                 return arma::vec{g(1), g(0)};
               }))
      .mistake({"no_gates",
                "A neuron whose sum is negative learns here: what is the slope of its ReLU?"},
               gated([](const arma::vec&) {
                 return arma::vec{1, 1};
               }))
      .mistake({"gates_inverted", "The gates are the wrong way round: for which z is the slope 1?"},
               gated([](const arma::vec& g) { return arma::vec(1 - g); }))
      .mistake({"both_or_none",
                "One dead neuron keeps the other one from learning: each has a gate of its own."},
               gated([](const arma::vec& g) { return arma::vec(g * arma::prod(g)); }))
      .mistake({"gate_is_h", "The gate is h itself: a ReLU has a slope of 0 or 1."},
               each([](const Nine& n, const arma::vec& g) {
                 return way_back(n, g(8), {n.cache.h1, n.cache.h2});
               }))
      .mistake({"open_at_0", "The gate is open at 0: is it z > 0 or z >= 0?"},
               each([](const Nine& n, const arma::vec& g) {
                 const arma::vec open = {n.cache.z1 >= 0 ? 1.0 : 0.0, n.cache.z2 >= 0 ? 1.0 : 0.0};
                 return way_back(n, g(8), open);
               }))
      .mistake({"output_of_z",
                "The derivatives of w5 and w6 are made of z: what do these two weights multiply?"},
               changed([](const Nine& n, arma::vec& g) {
                 g(4) = g(8) * n.cache.z1;
                 g(5) = g(8) * n.cache.z2;
               }))
      .mistake({"ungated_bias", "b1 and b2 sit behind their gates, too: a bias is a part of z."},
               changed([](const Nine& n, arma::vec& g) {
                 g(6) = g(8) * n.parameters.w5;
                 g(7) = g(8) * n.parameters.w6;
               }))
      .mistake({"bias_as_weight",
                "The biases of the neurons are taken for weights: what do they multiply?"},
               changed([](const Nine& n, arma::vec& g) {
                 g(6) *= n.parameters.b1;
                 g(7) *= n.parameters.b2;
               }))
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
      .mistake({"loss_itself", "This begins with the loss itself: what is its derivative?"},
               from([](const Nine&, double dy) { return dy * dy / 4; }))
      .mistake(
          {"sign_lost", "The sign of y - target is lost: an output that is too small has to grow."},
          from([](const Nine&, double dy) { return std::abs(dy); }));
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
      .mistake({"other_rate", "The learning rate is 0.01 here, whatever was asked for."},
               start - 0.01 * gradient)
      .mistake({"nothing_moved", "Nothing has moved: is it the new parameters that you return?"},
               start);
}

// ---- layers and networks ------------------------------------------------------------------------

/// The name of an activation, so that a failing test does not print a number.
inline std::string name(nn::Activation activation) {
  const std::vector<std::string> names = {"identity", "sigmoid",    "tanh",
                                          "relu",     "leaky_relu", "softmax"};
  return names.at(static_cast<std::size_t>(activation));
}

using Complex = std::complex<double>;

/// An activation, one number at a time. At a corner the left side counts, as in lesson 01.
inline Complex bend(nn::Activation activation, Complex z) {
  using enum nn::Activation;
  if (activation == sigmoid) return 1.0 / (1.0 + std::exp(-z));
  if (activation == tanh) return std::tanh(z);
  if (activation == relu) return z.real() > 0.0 ? z : Complex(0.0);
  if (activation == leaky_relu) return z.real() > 0.0 ? z : nn::leaky_slope * z;
  return z;  // identity
}

/// f(x + ih) = f(x) + ih f'(x) - ..., with an h so small that no digit of f'(x) is lost.
inline constexpr double tiny = 1e-30;

inline arma::mat slope_of(nn::Activation activation, const arma::mat& Z) {
  arma::mat slope = Z;
  for (double& entry : slope) entry = bend(activation, Complex(entry, tiny)).imag() / tiny;
  return slope;
}

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
  return close_to(expected)
      .samples(X.n_cols)
      .mistake(no_slope, one.dA * X.t())
      .mistake({"slope_at_A", "The slope was taken at A: what is activation_derivative given?"},
               with_slope(slope_of(one.layer.activation, A)))
      .mistake({"activation_for_slope",
                "dA was multiplied by the activation: it is its slope that says how much A moves "
                "with Z."},
               with_slope(A))
      .mistake(
          {"relu_slope", "This is the slope of a ReLU: each layer has an activation of its own."},
          with_slope(slope_of(nn::Activation::relu, Z)))
      .mistake({"sigmoid_slope",
                "A (1 - A) is the slope of a sigmoid: each layer has an activation of its own."},
               with_slope(A % (1 - A)))
      .mistake({"slope_1_at_0", "The slope of ReLU at 0 is taken for 1: is it Z > 0 or Z >= 0?"},
               one.layer.activation == nn::Activation::relu
                   ? with_slope(arma::conv_to<arma::mat>::from(Z >= 0))
                   : arma::mat())
      .mistake(one_sample, dZ.col(0) * X.col(0).t())
      .mistake({"made_of_A", "dW is made of the layer's output: what do the weights multiply?"},
               dZ * A.t())
      .mistake({"made_of_Z", "dW is made of the layer's sums Z: what do the weights multiply?"},
               dZ * Z.t())
      .mistake({"X_not_turned",
                "X is not turned round: both factors have a column for each sample, and the sum is "
                "to run over the samples."},
               product(dZ, X))
      .mistake({"dZ_turned", "It is dZ that is turned round, and not X."}, product(dZ.t(), X));
}

inline CloseTo dense_bias(const arma::vec& expected, const LayerCase& one) {
  const arma::mat dZ = one.dA % slope_of(one.layer.activation, one.cache.Z);
  return close_to(expected)
      .samples(dZ.n_cols)
      .mistake(no_slope, arma::sum(one.dA, 1))
      .mistake(one_sample, dZ.col(0))
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
               expected % slope_of(one.layer.activation, one.cache.X));
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
  CloseTo as_expected = close_to(expected[i].weights);
  if (i + 1 == layers.size()) as_expected.samples(one.dA.n_cols);
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
      .mistake({"handed_dZ",
                "The layer above has handed on its dZ: which of its three gradients belongs to "
                "this layer's output?"},
               with([&](std::size_t k, const Matrices&, const Matrices& dZ) { return dZ[k + 1]; }))
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
      .mistake(
          {"caches_reversed", "The caches are taken in the other order: layer i has the cache i."},
          weights_with(one, {one.caches.rbegin(), one.caches.rend()},
                       [&](std::size_t k, const Matrices&, const Matrices& dZ) {
                         return back(k + 1, dZ[k + 1]);
                       })[i])
      .mistake(
          {"forwards",
           "The layers were visited from the first to the last: a gradient comes from behind."},
          weights_with(
              one, one.caches,
              [&](std::size_t k, const Matrices&, const Matrices& dZ) {
                return back(k - 1, dZ[k - 1]);
              },
              true)[i])
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
  arma::vec row_by_row, bias_first, last_first, weights, biases, with_dX;
  for (const auto& [W, b, X] : parts) {
    row_by_row = arma::join_cols(row_by_row, arma::vectorise(W.t()), b);
    bias_first = arma::join_cols(bias_first, b, arma::vectorise(W));
    last_first = arma::join_cols(arma::vectorise(W), b, last_first);
    weights = arma::join_cols(weights, arma::vectorise(W));
    biases = arma::join_cols(biases, b);
    with_dX = arma::join_cols(with_dX, arma::vectorise(W), b, arma::vectorise(X));
  }
  const arma::uword first = parts.front().weights.n_elem + parts.front().bias.n_elem;
  const arma::uword last = parts.back().weights.n_elem + parts.back().bias.n_elem;
  return close_to(expected, 0.0)
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
      .mistake({"only_first_layer", "Only the first layer is there."}, expected.head(first))
      .mistake({"with_dX", "dX is among them: is it the gradient of a parameter?"}, with_dX);
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
  const auto read = [&](arma::uword from, arma::uword rows, arma::uword cols) {
    return arma::mat(arma::reshape(theta.subvec(from, from + rows * cols - 1), rows, cols));
  };
  return close_to(W, 0.0)
      .mistake({"filled_row_by_row", "The weights were filled row by row: down the columns first."},
               read(begin, W.n_cols, W.n_rows).t())
      .mistake({"bias_before_weights", "The bias was taken from before the weights."},
               read(begin + W.n_rows, W.n_rows, W.n_cols))
      .mistake({"start_of_theta",
                "Each layer was read from the start of theta: it begins where the one before "
                "ended."},
               read(0, W.n_rows, W.n_cols))
      .mistake(kept_numbers, before.layers[i].weights);
}

inline CloseTo filled_bias(std::size_t i, const nn::Network& expected, const arma::vec& theta,
                           const nn::Network& before) {
  const arma::vec& b = expected.layers[i].bias;
  const arma::uword begin = flat_size(expected, i);
  return close_to(b, 0.0)
      .mistake({"bias_from_start", "The bias was read from the start of theta."},
               theta.head(b.n_elem))
      .mistake({"bias_at_weights",
                "The bias was read from where the weights begin: it stands behind them."},
               theta.subvec(begin, begin + b.n_elem - 1))
      .mistake(kept_numbers, before.layers[i].bias);
}

}  // namespace misconceptions
