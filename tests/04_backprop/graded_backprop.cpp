// The graded tests of lesson 04. Inputs come from a seed that no submission knows. What is expected
// comes from a derivative that needs no formula, the complex step: for a function f of one number,
//
//   f(x + ih) = f(x) + ih f'(x) - h^2 f''(x)/2 - ...,   so   f'(x) = imag(f(x + ih)) / h
//
// with an h so small (1e-30) that the rest vanishes. No difference is taken, so no digit is lost,
// and the forward pass, one number at a time, is all that the tests have to write down.
#include <algorithm>
#include <armadillo>
#include <array>
#include <cmath>
#include <complex>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "04_backprop/backprop.hpp"
#include "common/contract.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/seed.hpp"

using namespace nn;

namespace {

using Complex = std::complex<double>;
constexpr double h = 1e-30;

/// d(f)/d(place), entry by entry; place is a matrix that f reads.
template <typename Matrix>
arma::mat complex_step(const std::function<Complex()>& f, Matrix& place) {
  arma::mat derivative(place.n_rows, place.n_cols);
  for (arma::uword i = 0; i < place.n_elem; ++i) {
    const Complex before = place(i);
    place(i) = before + Complex(0.0, h);
    derivative(i) = f().imag() / h;
    place(i) = before;
  }
  return derivative;
}

/// Uniform among low ... high.
arma::uword between(arma::uword low, arma::uword high, Rng& rng) {
  return low + uniform_index(high - low + 1, rng);
}

/// Between 0.3 and 1.5 in size, of either sign: no number is so near to 0 that an error hides.
double clear_of_zero(Rng& rng) {
  const double size = uniform(0.3, 1.5, rng);
  return uniform(rng) < 0.5 ? -size : size;
}

// ---- the network of nine parameters ---------------------------------------------------------

const std::vector<std::string> cache_names = {"x1", "x2", "z1", "z2", "h1", "h2", "y"};
const std::vector<std::string> parameter_names = {"w1", "w2", "w3", "w4", "w5",
                                                  "w6", "b1", "b2", "b3"};

arma::vec numbers(const NineCache& c) {
  return {c.x1, c.x2, c.z1, c.z2, c.h1, c.h2, c.y};
}

arma::vec numbers(const NineParameters& p) {
  return {p.w1, p.w2, p.w3, p.w4, p.w5, p.w6, p.b1, p.b2, p.b3};
}

NineParameters parameters_of(const arma::vec& n) {
  return {.w1 = n(0),
          .w2 = n(1),
          .w3 = n(2),
          .w4 = n(3),
          .w5 = n(4),
          .w6 = n(5),
          .b1 = n(6),
          .b2 = n(7),
          .b3 = n(8)};
}

double bend(double z) {
  return z > 0.0 ? z : 0.0;
}

NineCache loop_forward(const NineParameters& p, double x1, double x2,
                       double (*activation)(double) = bend) {
  NineCache c{.x1 = x1, .x2 = x2};
  c.z1 = p.w1 * x1 + p.w3 * x2 + p.b1;
  c.z2 = p.w2 * x1 + p.w4 * x2 + p.b2;
  c.h1 = activation(c.z1);
  c.h2 = activation(c.z2);
  c.y = p.w5 * c.h1 + p.w6 * c.h2 + p.b3;
  return c;
}

/// A network, a sample, what the one makes of the other, and what it should have made.
struct Nine {
  NineParameters parameters;
  NineCache cache;
  double target = 0.0;
};

/// One in which neuron 1 passes something on or not, and neuron 2 likewise.
Nine draw_nine(bool alive1, bool alive2, Rng& rng) {
  while (true) {
    arma::vec n(9);
    for (double& number : n) number = clear_of_zero(rng);
    const NineParameters parameters = parameters_of(n);
    const NineCache cache = loop_forward(parameters, clear_of_zero(rng), clear_of_zero(rng));
    const bool wanted = (cache.z1 > 0.0) == alive1 && (cache.z2 > 0.0) == alive2;
    if (!wanted || std::abs(cache.z1) < 0.05 || std::abs(cache.z2) < 0.05) continue;
    return {parameters, cache, cache.y + clear_of_zero(rng)};
  }
}

/// The four ways in which two neurons can be alive or dead.
std::vector<Nine> draw_all_four(Rng& rng) {
  return {draw_nine(true, true, rng), draw_nine(true, false, rng), draw_nine(false, true, rng),
          draw_nine(false, false, rng)};
}

/// f of each of them, one behind the other.
arma::vec stacked(const std::vector<Nine>& all, const std::function<arma::vec(const Nine&)>& f) {
  arma::vec result;
  for (const Nine& nine : all) result = arma::join_cols(result, f(nine));
  return result;
}

/// The loss (y - target)^2 of the parameters p = (w1, ..., w6, b1, b2, b3).
Complex nine_loss(const arma::cx_vec& p, double x1, double x2, double target) {
  const Complex z1 = p(0) * x1 + p(2) * x2 + p(6);
  const Complex z2 = p(1) * x1 + p(3) * x2 + p(7);
  const Complex h1 = z1.real() > 0.0 ? z1 : Complex(0.0);
  const Complex h2 = z2.real() > 0.0 ? z2 : Complex(0.0);
  const Complex error = p(4) * h1 + p(5) * h2 + p(8) - target;
  return error * error;
}

arma::vec expected_gradient(const NineParameters& parameters, double x1, double x2, double target) {
  arma::cx_vec p = arma::conv_to<arma::cx_vec>::from(numbers(parameters));
  return complex_step([&] { return nine_loss(p, x1, x2, target); }, p);
}

arma::vec expected_gradient(const Nine& nine) {
  return expected_gradient(nine.parameters, nine.cache.x1, nine.cache.x2, nine.target);
}

/// What one gets from other beginnings: dy at the output, and what each gate lets through.
arma::vec with_gates(const Nine& nine, double dy, double gate1, double gate2) {
  const NineParameters& p = nine.parameters;
  const NineCache& c = nine.cache;
  const double dz1 = gate1 * dy * p.w5;
  const double dz2 = gate2 * dy * p.w6;
  return {dz1 * c.x1, dz2 * c.x1, dz1 * c.x2, dz2 * c.x2, dy * c.h1, dy * c.h2, dz1, dz2, dy};
}

/// "Wrong: z1 of sample 0 (got 2, expected 1).", so that a number in a list has its name. The
/// numbers of one sample stand behind those of the other.
std::string wrong_ones(const std::vector<std::string>& names, const arma::vec& got,
                       const arma::vec& expected) {
  std::ostringstream text;
  for (arma::uword i = 0; i < got.n_elem; ++i) {
    if (std::abs(got(i) - expected(i)) <= 1e-10 * std::max(1.0, std::abs(expected(i)))) continue;
    text << (text.str().empty() ? "Wrong: " : ", ") << names[i % names.size()];
    if (got.n_elem > names.size()) text << " of sample " << i / names.size();
    text << " (got " << got(i) << ", expected " << expected(i) << ")";
  }
  return text.str() + ".";
}

// ---- layers and networks ------------------------------------------------------------------------

const std::vector<Activation> bending = {Activation::identity, Activation::sigmoid,
                                         Activation::tanh, Activation::relu,
                                         Activation::leaky_relu};

/// The name of an activation, so that a failing test does not print a number.
std::string name(Activation activation) {
  const std::vector<std::string> names = {"identity", "sigmoid",    "tanh",
                                          "relu",     "leaky_relu", "softmax"};
  return names.at(static_cast<std::size_t>(activation));
}

/// An activation, one number at a time. At a corner the left side counts, as in lesson 01.
Complex bend(Activation activation, Complex z) {
  if (activation == Activation::sigmoid) return 1.0 / (1.0 + std::exp(-z));
  if (activation == Activation::tanh) return std::tanh(z);
  if (activation == Activation::relu) return z.real() > 0.0 ? z : Complex(0.0);
  if (activation == Activation::leaky_relu) return z.real() > 0.0 ? z : leaky_slope * z;
  return z;  // identity
}

/// The activation, or its slope, of every entry of Z.
arma::mat activation_of(Activation activation, const arma::mat& Z) {
  arma::mat A = Z;
  for (double& entry : A) entry = bend(activation, entry).real();
  return A;
}

arma::mat slope_of(Activation activation, const arma::mat& Z) {
  arma::mat slope = Z;
  for (double& entry : slope) entry = bend(activation, Complex(entry, h)).imag() / h;
  return slope;
}

/// Z = W X + b, one number at a time, for real and for complex numbers.
template <typename Number>
arma::Mat<Number> loop_Z(const arma::Mat<Number>& W, const arma::Col<Number>& b,
                         const arma::Mat<Number>& X) {
  arma::Mat<Number> Z(W.n_rows, X.n_cols);
  for (arma::uword i = 0; i < Z.n_rows; ++i) {
    for (arma::uword s = 0; s < Z.n_cols; ++s) {
      Z(i, s) = b(i);
      for (arma::uword j = 0; j < X.n_rows; ++j) Z(i, s) += W(i, j) * X(j, s);
    }
  }
  return Z;
}

std::vector<DenseCache> loop_caches(const Network& network, const arma::mat& X) {
  std::vector<DenseCache> caches;
  for (const DenseLayer& layer : network.layers) {
    const arma::mat input = caches.empty() ? X : caches.back().A;
    const arma::mat Z = loop_Z(layer.weights, layer.bias, input);
    caches.push_back({.X = input, .Z = Z, .A = activation_of(layer.activation, Z)});
  }
  return caches;
}

/// The gradient of the sum of dA % A, where A is the network's output, with respect to the weights
/// and biases of every layer and to X (which stands in the first layer's gradient alone).
std::vector<DenseGradient> expected_gradients(const Network& network, const arma::mat& X,
                                              const arma::mat& dA) {
  std::vector<arma::cx_mat> W;
  std::vector<arma::cx_vec> b;
  for (const DenseLayer& layer : network.layers) {
    W.push_back(arma::conv_to<arma::cx_mat>::from(layer.weights));
    b.push_back(arma::conv_to<arma::cx_vec>::from(layer.bias));
  }
  arma::cx_mat input = arma::conv_to<arma::cx_mat>::from(X);
  const std::function<Complex()> weighted_output = [&] {
    arma::cx_mat A = input;
    for (std::size_t i = 0; i < W.size(); ++i) {
      A = loop_Z(W[i], b[i], A);
      for (Complex& entry : A) entry = bend(network.layers[i].activation, entry);
    }
    Complex sum = 0.0;
    for (arma::uword i = 0; i < A.n_elem; ++i) sum += dA(i) * A(i);
    return sum;
  };
  std::vector<DenseGradient> gradients(W.size());
  for (std::size_t i = 0; i < W.size(); ++i) {
    gradients[i].weights = complex_step(weighted_output, W[i]);
    gradients[i].bias = complex_step(weighted_output, b[i]);
  }
  gradients.front().X = complex_step(weighted_output, input);
  return gradients;
}

/// A layer, its cache and a dA. Of a layer with several outputs and samples, every row and every
/// column of Z has both signs: so no row or column of a gradient is right by accident.
struct LayerCase {
  DenseLayer layer;
  DenseCache cache;
  arma::mat dA;
};

bool both_signs(const arma::vec& numbers) {
  return numbers.n_elem == 1 || (numbers.min() < 0.0 && numbers.max() > 0.0);
}

LayerCase draw_layer(arma::uword inputs, arma::uword outputs, arma::uword samples,
                     Activation activation, Rng& rng) {
  while (true) {
    const DenseLayer layer{.weights = uniform_matrix(outputs, inputs, -1.0, 1.0, rng),
                           .bias = uniform_matrix(outputs, 1, -0.3, 0.3, rng),
                           .activation = activation};
    const arma::mat X = uniform_matrix(inputs, samples, -2.0, 2.0, rng);
    const arma::mat Z = loop_Z(layer.weights, layer.bias, X);
    bool mixed = arma::abs(Z).min() > 1e-3;
    for (arma::uword i = 0; i < outputs; ++i) mixed = mixed && both_signs(Z.row(i).t());
    for (arma::uword s = 0; s < samples; ++s) mixed = mixed && both_signs(Z.col(s));
    if (!mixed) continue;
    return {.layer = layer,
            .cache = {.X = X, .Z = Z, .A = activation_of(activation, Z)},
            .dA = uniform_matrix(outputs, samples, 0.3, 1.5, rng) %
                  arma::sign(uniform_matrix(outputs, samples, -1.0, 1.0, rng))};
  }
}

DenseGradient expected_gradient(const LayerCase& one) {
  return expected_gradients({.layers = {one.layer}}, one.cache.X, one.dA).front();
}

Network draw_network(const std::vector<arma::uword>& widths,
                     const std::vector<Activation>& activations, Rng& rng) {
  Network network;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    network.layers.push_back({.weights = uniform_matrix(widths[i], widths[i - 1], -1.0, 1.0, rng),
                              .bias = uniform_matrix(widths[i], 1, -0.5, 0.5, rng),
                              .activation = activations.at(i - 1)});
  }
  return network;
}

/// The gradients of the weights that one gets, last layer first, if `hand_on(i, dA, dZ)` is what
/// layer i gives to the layer before it. All layers are of one width.
std::vector<arma::mat> weights_with(
    const Network& network, const std::vector<DenseCache>& caches, arma::mat dA,
    const std::function<arma::mat(std::size_t, const arma::mat&, const arma::mat&)>& hand_on) {
  std::vector<arma::mat> weights(network.layers.size());
  for (std::size_t i = weights.size(); i-- > 0;) {
    const arma::mat dZ = dA % slope_of(network.layers[i].activation, caches[i].Z);
    weights[i] = dZ * caches[i].X.t();
    dA = hand_on(i, dA, dZ);
  }
  return weights;
}

const char* const no_slope =
    "This is made of dA: the slope of the activation is missing on the way from A back to Z.";
const char* const one_sample = "Only the first sample is in it: W and b serve all samples.";
const char* const uphill =
    "This step goes uphill: the loss grows in the direction of its gradient.";

}  // namespace

// ---- 4.1 nine_forward ---------------------------------------------------------------------------

TEST_CASE("4.1 two neurons, alive or dead, in all four ways", "[04][4.1]") {
  Rng rng = test_rng("4.1 a");
  const std::vector<Nine> all = draw_all_four(rng);
  const auto forward_by = [&](const std::function<NineCache(const Nine&)>& f) {
    return stacked(all, [&](const Nine& nine) { return numbers(f(nine)); });
  };
  const arma::vec expected = forward_by([](const Nine& nine) { return nine.cache; });
  const arma::vec got = forward_by(
      [](const Nine& nine) { return nine_forward(nine.parameters, nine.cache.x1, nine.cache.x2); });
  const auto with = [&](const std::function<void(NineParameters&)>& change) {
    return forward_by([&](const Nine& nine) {
      NineParameters p = nine.parameters;
      change(p);
      return loop_forward(p, nine.cache.x1, nine.cache.x2);
    });
  };
  const auto changed = [&](const std::function<void(const Nine&, NineCache&)>& change) {
    return forward_by([&](const Nine& nine) {
      NineCache c = nine.cache;
      change(nine, c);
      return c;
    });
  };
  INFO("Four samples, each in a network of its own: look at the signs of z1 and z2.");
  INFO(wrong_ones(cache_names, got, expected));
  CHECK_THAT(
      got,
      close_to(expected)
          .mistake(
              "w2 and w3 have changed places: look at the drawing, which of them starts at x1?",
              with([](NineParameters& p) { std::swap(p.w2, p.w3); }))
          .mistake("w5 and w6 have changed places.",
                   with([](NineParameters& p) { std::swap(p.w5, p.w6); }))
          .mistake("b1 and b2 have changed places.",
                   with([](NineParameters& p) { std::swap(p.b1, p.b2); }))
          .mistake("The sums z1 and z2 have no bias.",
                   with([](NineParameters& p) { p.b1 = p.b2 = 0.0; }))
          .mistake("The output has no bias.", with([](NineParameters& p) { p.b3 = 0.0; }))
          .mistake("h1 and h2 are z1 and z2: the bend between them is missing.",
                   forward_by([](const Nine& nine) {
                     return loop_forward(nine.parameters, nine.cache.x1, nine.cache.x2,
                                         [](double z) { return z; });
                   }))
          .mistake("This is the absolute value of z: what does a ReLU do below 0?",
                   forward_by([](const Nine& nine) {
                     return loop_forward(nine.parameters, nine.cache.x1, nine.cache.x2,
                                         [](double z) { return std::abs(z); });
                   }))
          .mistake("This is a leaky ReLU: what does a ReLU do below 0?",
                   forward_by([](const Nine& nine) {
                     return loop_forward(nine.parameters, nine.cache.x1, nine.cache.x2,
                                         [](double z) { return z > 0.0 ? z : leaky_slope * z; });
                   }))
          .mistake("y is made of z1 and z2: what leaves a neuron comes after the bend.",
                   changed([](const Nine& nine, NineCache& c) {
                     const NineParameters& p = nine.parameters;
                     c.y = p.w5 * c.z1 + p.w6 * c.z2 + p.b3;
                   }))
          .mistake("z1 and z2 are h1 and h2 in the cache: z is what stands before the bend, "
                   "whatever its sign.",
                   changed([](const Nine&, NineCache& c) {
                     c.z1 = c.h1;
                     c.z2 = c.h2;
                   }))
          .mistake("The output has been bent, too: it may be negative.",
                   changed([](const Nine&, NineCache& c) { c.y = bend(c.y); }))
          .mistake("The inputs are missing in the cache: the way back needs them.",
                   changed([](const Nine&, NineCache& c) { c.x1 = c.x2 = 0.0; })));
}

TEST_CASE("4.1 numbers of any size go through", "[04][4.1]") {
  Rng rng = test_rng("4.1 b");
  for (const double size : {1e-3, 1.0, 1e3}) {
    const NineParameters parameters =
        parameters_of(size * arma::vec(uniform_matrix(9, 1, -1.0, 1.0, rng)));
    const NineCache cache =
        loop_forward(parameters, uniform(-size, size, rng), uniform(-size, size, rng));
    const arma::vec got = numbers(nine_forward(parameters, cache.x1, cache.x2));
    INFO("All parameters and inputs are about " << size << " in size.");
    INFO(wrong_ones(cache_names, got, numbers(cache)));
    CHECK_THAT(got, close_to(numbers(cache)));
  }
}

// ---- 4.2 nine_gradient --------------------------------------------------------------------------

TEST_CASE("4.2 nine derivatives with two neurons, alive or dead, in all four ways", "[04][4.2]") {
  Rng rng = test_rng("4.2 a");
  const std::vector<Nine> all = draw_all_four(rng);
  const auto by = [&](const std::function<arma::vec(const Nine&)>& f) { return stacked(all, f); };
  const auto gated = [&](double gate1_by_1, double gate1_by_2, double gate2_by_1, double gate2_by_2,
                         double always) {
    return by([=](const Nine& nine) {
      const double alive1 = nine.cache.z1 > 0.0;
      const double alive2 = nine.cache.z2 > 0.0;
      return with_gates(nine, 2.0 * (nine.cache.y - nine.target),
                        always + gate1_by_1 * alive1 + gate1_by_2 * alive2,
                        always + gate2_by_1 * alive1 + gate2_by_2 * alive2);
    });
  };
  /// The right derivatives, and then something else is done to them.
  const auto changed = [&](const std::function<void(const Nine&, arma::vec&)>& change) {
    return by([&](const Nine& nine) {
      arma::vec gradient = expected_gradient(nine);
      change(nine, gradient);
      return gradient;
    });
  };
  const auto with_dy = [&](const std::function<double(const Nine&)>& dy) {
    return by([&](const Nine& nine) {
      return with_gates(nine, dy(nine), nine.cache.z1 > 0.0, nine.cache.z2 > 0.0);
    });
  };
  const arma::vec expected = by([](const Nine& nine) { return expected_gradient(nine); });
  const arma::vec got = by([](const Nine& nine) {
    return numbers(nine_gradient(nine.parameters, nine.cache, nine.target));
  });
  INFO("Four samples, each in a network of its own: both neurons alive, only 1, only 2, none.");
  INFO(wrong_ones(parameter_names, got, expected));
  CHECK_THAT(
      got,
      close_to(expected)
          .mistake("Neuron 2 is switched by the sum of neuron 1: which z decides whether h2 moves?",
                   gated(1, 0, 1, 0, 0))
          .mistake("Neuron 1 is switched by the sum of neuron 2: which z decides whether h1 moves?",
                   gated(0, 1, 0, 1, 0))
          .mistake("Each neuron is switched by the sum of the other one.", gated(0, 1, 1, 0, 0))
          .mistake("A neuron whose sum is negative learns here: what is the slope of its ReLU?",
                   gated(0, 0, 0, 0, 1))
          .mistake("The gates are the wrong way round: for which z is the slope 1?",
                   gated(-1, 0, 0, -1, 1))
          .mistake("One dead neuron keeps the other one from learning: each has a gate of its own.",
                   by([](const Nine& nine) {
                     const double both = nine.cache.z1 > 0.0 && nine.cache.z2 > 0.0;
                     return with_gates(nine, 2.0 * (nine.cache.y - nine.target), both, both);
                   }))
          .mistake("The gate is h itself: a ReLU has a slope of 0 or 1.", by([](const Nine& nine) {
                     return with_gates(nine, 2.0 * (nine.cache.y - nine.target), nine.cache.h1,
                                       nine.cache.h2);
                   }))
          .mistake("The derivatives of w5 and w6 are made of z: what do these two weights "
                   "multiply?",
                   changed([](const Nine& nine, arma::vec& g) {
                     g(4) = g(8) * nine.cache.z1;
                     g(5) = g(8) * nine.cache.z2;
                   }))
          .mistake("b1 and b2 sit behind their gates, too: a bias is a part of z.",
                   changed([](const Nine& nine, arma::vec& g) {
                     g(6) = g(8) * nine.parameters.w5;
                     g(7) = g(8) * nine.parameters.w6;
                   }))
          .mistake("x1 and x2 have changed places: what does each weight multiply?",
                   changed([](const Nine&, arma::vec& g) {
                     std::swap(g(0), g(2));
                     std::swap(g(1), g(3));
                   }))
          .mistake(
              "w2 and w3 have changed places: look at the drawing, which of them starts at x1?",
              changed([](const Nine&, arma::vec& g) { std::swap(g(1), g(2)); }))
          .mistake("w5 and w6 have changed places on the way back to the neurons.",
                   by([](const Nine& nine) {
                     Nine other = nine;
                     std::swap(other.parameters.w5, other.parameters.w6);
                     return with_gates(other, 2.0 * (nine.cache.y - nine.target),
                                       nine.cache.z1 > 0.0, nine.cache.z2 > 0.0);
                   }))
          .mistake("w5 and w6 are missing on the way back: how much of a change of h reaches y?",
                   by([](const Nine& nine) {
                     Nine other = nine;
                     other.parameters.w5 = other.parameters.w6 = 1.0;
                     return with_gates(other, 2.0 * (nine.cache.y - nine.target),
                                       nine.cache.z1 > 0.0, nine.cache.z2 > 0.0);
                   }))
          .mistake("The biases of the neurons are taken for weights: what do they multiply?",
                   changed([](const Nine& nine, arma::vec& g) {
                     g(6) *= nine.parameters.b1;
                     g(7) *= nine.parameters.b2;
                   }))
          .mistake("This begins with 2 y: where is the target?",
                   with_dy([](const Nine& nine) { return 2.0 * nine.cache.y; }))
          .mistake("This begins with the loss itself: what is its derivative?",
                   with_dy([](const Nine& nine) {
                     return (nine.cache.y - nine.target) * (nine.cache.y - nine.target);
                   })));
}

TEST_CASE("4.2 a gate is shut where z is exactly 0", "[04][4.2]") {
  Rng rng = test_rng("4.2 b");
  // Small whole numbers: every sum is exact in whatever order it is taken.
  const auto whole = [&] { return static_cast<double>(between(1, 9, rng)); };
  NineParameters first{.w1 = whole(),
                       .w2 = whole(),
                       .w3 = -whole(),
                       .w4 = whole(),
                       .w5 = whole(),
                       .w6 = whole(),
                       .b1 = 0,
                       .b2 = whole()};
  const double x1 = whole();
  const double x2 = whole();
  first.b1 = -(first.w1 * x1 + first.w3 * x2);
  NineParameters second = first;  // the two neurons in each other's place
  std::swap(second.w1, second.w2);
  std::swap(second.w3, second.w4);
  std::swap(second.w5, second.w6);
  std::swap(second.b1, second.b2);
  const auto sample = [&](const NineParameters& parameters) {
    const NineCache cache = loop_forward(parameters, x1, x2);
    return Nine{parameters, cache, cache.y - 1.0};
  };
  // The last two have no 0: who is wrong there, too, has made another mistake.
  const std::vector<Nine> all = {sample(first), sample(second), draw_nine(true, false, rng),
                                 draw_nine(false, true, rng)};
  const arma::vec expected = stacked(all, [](const Nine& nine) { return expected_gradient(nine); });
  const arma::vec open = stacked(all, [](const Nine& nine) {
    return with_gates(nine, 2.0 * (nine.cache.y - nine.target), nine.cache.z1 >= 0.0,
                      nine.cache.z2 >= 0.0);
  });
  const arma::vec got = stacked(all, [](const Nine& nine) {
    return numbers(nine_gradient(nine.parameters, nine.cache, nine.target));
  });
  INFO(
      "In sample 0, z1 is exactly 0, and in sample 1 it is z2. The course takes 0 for the "
      "derivative of ReLU there.");
  INFO(wrong_ones(parameter_names, got, expected));
  CHECK_THAT(got,
             close_to(expected).mistake("The gate is open at 0: is it z > 0 or z >= 0?", open));
}

TEST_CASE("4.2 where the output is the target there is nothing to learn", "[04][4.2]") {
  Rng rng = test_rng("4.2 c");
  const Nine nine = draw_nine(true, true, rng);
  const arma::vec got = numbers(nine_gradient(nine.parameters, nine.cache, nine.cache.y));
  INFO("The loss is 0, and it cannot be less: every derivative is 0. Their sizes, added up:");
  CHECK_THAT(
      arma::accu(arma::abs(got)),
      close_to(0.0).mistake("This begins with 2 y: where is the target?",
                            arma::accu(arma::abs(with_gates(nine, 2.0 * nine.cache.y, 1, 1)))));
  INFO("The same with a target of 1 more: there is something to learn.");
  CHECK(arma::accu(arma::abs(
            numbers(nine_gradient(nine.parameters, nine.cache, nine.cache.y + 1.0)))) > 0.0);
}

// ---- 4.3 nine_step ------------------------------------------------------------------------------

TEST_CASE("4.3 one step, for any sample and any learning rate", "[04][4.3]") {
  Rng rng = test_rng("4.3 a");
  const std::vector<Nine> all = draw_all_four(rng);
  const double rate = uniform(0.2, 0.6, rng);
  const auto leads_to = [&](const std::function<arma::vec(const Nine&, const arma::vec&)>& f) {
    return stacked(all, [&](const Nine& nine) { return f(nine, expected_gradient(nine)); });
  };
  const arma::vec expected = leads_to([&](const Nine& nine, const arma::vec& g) {
    return arma::vec(numbers(nine.parameters) - rate * g);
  });
  const arma::vec got = stacked(all, [&](const Nine& nine) {
    return numbers(nine_step(nine.parameters, nine.cache.x1, nine.cache.x2, nine.target, rate));
  });
  /// The step, in which some parameters (by their places) stay where they were.
  const auto without = [&](const std::vector<arma::uword>& places) {
    return leads_to([&](const Nine& nine, arma::vec g) {
      for (const arma::uword place : places) g(place) = 0.0;
      return arma::vec(numbers(nine.parameters) - rate * g);
    });
  };
  INFO("All nine derivatives are taken at the old parameters. The learning rate is " << rate
                                                                                     << ".");
  INFO(wrong_ones(parameter_names, got, expected));
  CHECK_THAT(
      got,
      close_to(expected)
          .mistake(uphill, leads_to([&](const Nine& nine, const arma::vec& g) {
                     return arma::vec(numbers(nine.parameters) + rate * g);
                   }))
          .mistake("The gradients of the two neurons were taken with the new w5 and w6: keep "
                   "the old ones until all nine derivatives are known.",
                   leads_to([&](const Nine& nine, const arma::vec& g) {
                     Nine later = nine;
                     later.parameters.w5 -= rate * g(4);
                     later.parameters.w6 -= rate * g(5);
                     const arma::vec mixed =
                         with_gates(later, g(8), nine.cache.z1 > 0.0, nine.cache.z2 > 0.0);
                     return arma::vec(numbers(nine.parameters) - rate * mixed);
                   }))
          .mistake("The biases have not moved: they are parameters, too.", without({6, 7, 8}))
          .mistake("Only the parameters of the output have moved.", without({0, 1, 2, 3, 6, 7}))
          .mistake("The parameters of the output have not moved.", without({4, 5, 8}))
          .mistake("This is the gradient: which parameters does the step lead to?",
                   leads_to([&](const Nine&, const arma::vec& g) { return g; }))
          .mistake("This is the step alone: which parameters does it lead to?",
                   leads_to([&](const Nine&, const arma::vec& g) { return arma::vec(-rate * g); }))
          .mistake("The learning rate is not in it.",
                   leads_to([&](const Nine& nine, const arma::vec& g) {
                     return arma::vec(numbers(nine.parameters) - g);
                   }))
          .mistake("The learning rate is in it twice.",
                   leads_to([&](const Nine& nine, const arma::vec& g) {
                     return arma::vec(numbers(nine.parameters) - rate * rate * g);
                   }))
          .mistake("Nothing has moved: is it the new parameters that you return?",
                   leads_to([&](const Nine& nine, const arma::vec&) {
                     return numbers(nine.parameters);
                   })));
}

TEST_CASE("4.3 twenty steps in a row, on two samples in turn", "[04][4.3]") {
  Rng rng = test_rng("4.3 b");
  const Nine one = draw_nine(true, true, rng);
  const Nine other = draw_nine(true, false, rng);
  NineParameters got = one.parameters;
  arma::vec expected = numbers(one.parameters);
  for (int step = 0; step < 20; ++step) {
    const Nine& sample = step % 2 == 0 ? one : other;
    const double x1 = sample.cache.x1;
    const double x2 = sample.cache.x2;
    expected -= 0.02 * expected_gradient(parameters_of(expected), x1, x2, sample.target);
    got = nine_step(got, x1, x2, sample.target, 0.02);
    INFO("After step " << step + 1 << ". Each one begins where the last one ended, and takes its "
                       << "derivatives there.");
    INFO(wrong_ones(parameter_names, numbers(got), expected));
    REQUIRE_THAT(numbers(got), close_to(expected, 1e-8));
  }
}

// ---- 4.4 dense_backward -------------------------------------------------------------------------

TEST_CASE("4.4 the three gradients of a layer, for every activation", "[04][4.4]") {
  Rng rng = test_rng("4.4 a");
  for (const Activation activation : bending) {
    const LayerCase one = draw_layer(4, 3, 5, activation, rng);
    const DenseGradient expected = expected_gradient(one);
    const DenseGradient got = dense_backward(one.layer, one.cache, one.dA);
    const arma::mat& X = one.cache.X;
    const arma::mat dZ = one.dA % slope_of(activation, one.cache.Z);
    const arma::mat at_A = one.dA % slope_of(activation, one.cache.A);
    const arma::mat not_a_slope = one.dA % one.cache.A;
    const arma::mat always_relu = one.dA % slope_of(Activation::relu, one.cache.Z);
    INFO("4 inputs, 3 outputs and 5 samples; the activation is " << name(activation) << ".");
    {
      INFO("dW is outputs x inputs, and every sample adds to it.");
      CHECK_THAT(
          got.weights,
          close_to(expected.weights)
              .samples(5)
              .mistake(no_slope, one.dA * X.t())
              .mistake("The slope was taken at A: what is activation_derivative given?",
                       at_A * X.t())
              .mistake("dA was multiplied by the activation: it is its slope that says how much A "
                       "moves with Z.",
                       not_a_slope * X.t())
              .mistake("This is the slope of a ReLU: each layer has an activation of its own.",
                       always_relu * X.t())
              .mistake(one_sample, dZ.col(0) * X.col(0).t())
              .mistake("dW is made of the layer's output: what do the weights multiply?",
                       dZ * one.cache.A.t()));
    }
    {
      INFO("db has one number for each output, and every sample adds to it.");
      CHECK_THAT(got.bias, close_to(expected.bias)
                               .samples(5)
                               .mistake(no_slope, arma::sum(one.dA, 1))
                               .mistake(one_sample, dZ.col(0)));
    }
    INFO("dX has the shape of X, and no sample adds to another.");
    CHECK_THAT(got.X, close_to(expected.X)
                          .samples(5)
                          .mistake(no_slope, one.layer.weights.t() * one.dA)
                          .mistake("dX has met a second slope: the one that belongs to the layer "
                                   "before is that layer's own affair.",
                                   expected.X % slope_of(activation, X)));
  }
}

TEST_CASE("4.4 every matrix keeps its place when all of them are square", "[04][4.4]") {
  Rng rng = test_rng("4.4 b");
  const LayerCase one = draw_layer(4, 4, 4, Activation::tanh, rng);
  const DenseGradient expected = expected_gradient(one);
  const DenseGradient got = dense_backward(one.layer, one.cache, one.dA);
  const arma::mat& X = one.cache.X;
  const arma::mat& W = one.layer.weights;
  const arma::mat dZ = one.dA % slope_of(Activation::tanh, one.cache.Z);
  {
    INFO("All matrices are 4x4 here, so that a wrong order does not show in the shape of dW.");
    CHECK_THAT(
        got.weights,
        close_to(expected.weights)
            .samples(4)
            .mistake("X is not turned round: both factors have a column for each sample, and "
                     "the sum is to run over the samples.",
                     dZ * X)
            .mistake("It is dZ that is turned round, and not X.", dZ.t() * X)
            .mistake("dW is made of the layer's output: what do the weights multiply?",
                     dZ * one.cache.A.t())
            .mistake("dW is made of the layer's sums Z: what do the weights multiply?",
                     dZ * one.cache.Z.t())
            .mistake(no_slope, one.dA * X.t()));
  }
  {
    INFO("All matrices are 4x4 here, so that a sum the wrong way does not show in the size of db.");
    CHECK_THAT(got.bias,
               close_to(expected.bias)
                   .samples(4)
                   .mistake("This adds up the outputs and keeps the samples apart: db has one "
                            "number for each output.",
                            arma::sum(dZ, 0).t())
                   .mistake(no_slope, arma::sum(one.dA, 1)));
  }
  INFO("All matrices are 4x4 here, so that a wrong order does not show in the shape of dX.");
  CHECK_THAT(got.X, close_to(expected.X)
                        .samples(4)
                        .mistake("W was not turned round: on the way back, each input collects "
                                 "from all outputs that it leads to.",
                                 W * dZ)
                        .mistake("W stands on the wrong side.", dZ * W)
                        .mistake("W stands on the wrong side.", dZ * W.t())
                        .mistake(no_slope, W.t() * one.dA));
}

TEST_CASE("4.4 one number, one sample and many samples all work", "[04][4.4]") {
  Rng rng = test_rng("4.4 c");
  const std::vector<std::vector<arma::uword>> sizes = {
      {1, 1, 1}, {3, 4, 1}, {1, 4, 4}, {5, 1, 6}, {2, 3, 60}};
  for (const std::vector<arma::uword>& size : sizes) {
    LayerCase one;
    if (size[2] == 60) {  // too many samples for each of them to have both signs
      one = draw_layer(size[0], size[1], 1, Activation::leaky_relu, rng);
      one.cache.X = uniform_matrix(size[0], 60, -2.0, 2.0, rng);
      one.cache.Z = loop_Z(one.layer.weights, one.layer.bias, one.cache.X);
      one.cache.A = activation_of(Activation::leaky_relu, one.cache.Z);
      one.dA = uniform_matrix(size[1], 60, -1.0, 1.0, rng);
    } else {
      one = draw_layer(size[0], size[1], size[2], Activation::sigmoid, rng);
    }
    const DenseGradient expected = expected_gradient(one);
    const DenseGradient got = dense_backward(one.layer, one.cache, one.dA);
    INFO("Inputs: " << size[0] << ", outputs: " << size[1] << ", samples: " << size[2] << ".");
    CHECK_THAT(got.weights, close_to(expected.weights).samples(size[2] > 2 ? size[2] : 0));
    CHECK_THAT(got.bias, close_to(expected.bias).samples(size[2] > 2 ? size[2] : 0));
    CHECK_THAT(got.X, close_to(expected.X).samples(size[2] > 2 ? size[2] : 0));
  }
}

TEST_CASE("4.4 a ReLU whose Z is exactly 0 passes nothing back", "[04][4.4]") {
  Rng rng = test_rng("4.4 d");
  // Whole numbers, and a bias that makes Z(0, 0) exactly 0; the rest is 1 or more in size.
  const double w = static_cast<double>(between(2, 9, rng));
  const double x = static_cast<double>(between(2, 9, rng));
  const DenseLayer layer{
      .weights = {{w, 0}, {w, 1}}, .bias = {-w * x, 1}, .activation = Activation::relu};
  const arma::mat X = {{x, x + 1, 1, x + 2}, {1, 2, 3, 4}};
  const arma::mat Z = loop_Z(layer.weights, layer.bias, X);
  const LayerCase one{.layer = layer,
                      .cache = {.X = X, .Z = Z, .A = activation_of(Activation::relu, Z)},
                      .dA = uniform_matrix(2, 4, 0.5, 1.5, rng)};
  const DenseGradient expected = expected_gradient(one);
  const DenseGradient got = dense_backward(layer, one.cache, one.dA);
  const arma::mat open = one.dA % arma::mat{{1, 1, 0, 1}, {1, 1, 1, 1}};
  const char* const open_at_0 = "The slope of ReLU at 0 is taken for 1: is it Z > 0 or Z >= 0?";
  INFO("Z(0, 0) is exactly 0. The course takes 0 for the derivative of ReLU there.");
  CHECK_THAT(got.weights, close_to(expected.weights).mistake(open_at_0, open * X.t()));
  CHECK_THAT(got.bias, close_to(expected.bias).mistake(open_at_0, arma::sum(open, 1)));
  CHECK_THAT(got.X, close_to(expected.X).mistake(open_at_0, layer.weights.t() * open));
}

TEST_CASE("4.4 a second call knows nothing of the first", "[04][4.4]") {
  Rng rng = test_rng("4.4 e");
  DenseGradient sum{.weights = arma::zeros(3, 4), .bias = arma::zeros(3), .X = arma::zeros(4, 5)};
  const char* const added =
      "This is the sum over this call and those before it: each call starts from nothing.";
  for (int call = 1; call <= 3; ++call) {
    const LayerCase one = draw_layer(4, 3, 5, Activation::sigmoid, rng);
    const DenseGradient expected = expected_gradient(one);
    const DenseGradient got = dense_backward(one.layer, one.cache, one.dA);
    sum.weights += expected.weights;
    sum.bias += expected.bias;
    sum.X += expected.X;
    INFO("Call " << call << ", with other numbers each time:");
    CHECK_THAT(got.weights, close_to(expected.weights).samples(5).mistake(added, sum.weights));
    CHECK_THAT(got.bias, close_to(expected.bias).samples(5).mistake(added, sum.bias));
    CHECK_THAT(got.X, close_to(expected.X).samples(5).mistake(added, sum.X));
  }
}

TEST_CASE("4.4 the message of a refused dA names both shapes", "[04][4.4]") {
  Rng rng = test_rng("4.4 f");
  LayerCase one = draw_layer(4, 3, 5, Activation::tanh, rng);
  INFO("The layer has 4 inputs and 3 outputs and was given 5 samples: dA has the shape of A.");
  const std::vector<std::pair<arma::uword, arma::uword>> shapes = {{2, 5}, {4, 5}, {3, 4}, {3, 1},
                                                                   {3, 6}, {5, 3}, {1, 5}, {4, 3}};
  for (const auto& [rows, cols] : shapes) {
    CHECK_THROWS_MATCHES(dense_backward(one.layer, one.cache, arma::ones(rows, cols)),
                         std::invalid_argument,
                         says("dense_backward: dA is " + shape(rows, cols) + ", expected 3x5"));
  }
}

TEST_CASE("4.4 a softmax layer is refused, whatever its size", "[04][4.4]") {
  Rng rng = test_rng("4.4 g");
  for (const arma::uword outputs : {1, 2, 5}) {
    LayerCase one = draw_layer(3, outputs, outputs == 1 ? 1 : 4, Activation::identity, rng);
    one.layer.activation = Activation::softmax;
    one.cache.A = arma::exp(one.cache.Z);
    one.cache.A.each_row() /= arma::sum(one.cache.A, 0);
    INFO(
        "An entry of a softmax depends on its whole column: its derivative belongs into the loss.");
    CHECK_THROWS_MATCHES(dense_backward(one.layer, one.cache, one.dA), std::invalid_argument,
                         says("activation_derivative: activation is softmax"));
  }
}

// ---- 4.5 backward -------------------------------------------------------------------------------

TEST_CASE("4.5 networks of one to four layers, of any widths and activations", "[04][4.5]") {
  Rng rng = test_rng("4.5 a");
  for (arma::uword count = 1; count <= 4; ++count) {
    std::vector<arma::uword> widths = {between(2, 5, rng)};
    std::vector<Activation> activations;
    for (arma::uword i = 0; i < count; ++i) {
      widths.push_back(between(2, 5, rng));
      activations.push_back(bending[uniform_index(bending.size(), rng)]);
    }
    const Network network = draw_network(widths, activations, rng);
    const arma::mat X = uniform_matrix(widths.front(), 5, -2.0, 2.0, rng);
    const arma::mat dA = uniform_matrix(widths.back(), 5, -1.0, 1.0, rng);
    const std::vector<DenseGradient> expected = expected_gradients(network, X, dA);
    const std::vector<DenseGradient> got = backward(network, loop_caches(network, X), dA);
    INFO("One gradient for each of the " << count << " layers, first layer first.");
    REQUIRE(got.size() == count);
    for (std::size_t i = count; i-- > 0;) {
      INFO("Layer " << i << " of 0 to " << count - 1 << ", activation "
                    << name(network.layers[i].activation) << ":");
      REQUIRE_THAT(got[i].weights,
                   close_to(expected[i].weights)
                       .samples(5)
                       .mistake("The layers stand in the order in which they were visited: the "
                                "first layer's gradient comes first.",
                                expected[count - 1 - i].weights));
      REQUIRE_THAT(got[i].bias, close_to(expected[i].bias).samples(5));
    }
    INFO("The first layer has a dX, too: how the loss changes with the input of the network.");
    REQUIRE_THAT(got.front().X, close_to(expected.front().X).samples(5));
  }
}

TEST_CASE("4.5 what a layer hands on, when all matrices are square", "[04][4.5]") {
  Rng rng = test_rng("4.5 b");
  const Network network =
      draw_network({4, 4, 4, 4}, {Activation::sigmoid, Activation::tanh, Activation::sigmoid}, rng);
  const arma::mat X = uniform_matrix(4, 4, -2.0, 2.0, rng);
  const arma::mat dA = uniform_matrix(4, 4, -1.0, 1.0, rng);
  const std::vector<DenseCache> caches = loop_caches(network, X);
  const std::vector<DenseGradient> expected = expected_gradients(network, X, dA);
  const std::vector<DenseGradient> got = backward(network, caches, dA);
  const auto back = [&](std::size_t i, const arma::mat& dZ) {
    return arma::mat(network.layers[i].weights.t() * dZ);
  };
  const auto output_gradient = weights_with(
      network, caches, dA, [&](std::size_t, const arma::mat&, const arma::mat&) { return dA; });
  const auto handed_dZ = weights_with(
      network, caches, dA, [&](std::size_t, const arma::mat&, const arma::mat& dZ) { return dZ; });
  const auto no_slopes = weights_with(
      network, caches, dA,
      [&](std::size_t i, const arma::mat& at_A, const arma::mat&) { return back(i, at_A); });
  const auto two_slopes = weights_with(
      network, caches, dA, [&](std::size_t i, const arma::mat&, const arma::mat& dZ) -> arma::mat {
        if (i == 0) return back(i, dZ);
        return back(i, dZ) % slope_of(network.layers[i - 1].activation, caches[i - 1].Z);
      });
  const auto untransposed = weights_with(
      network, caches, dA, [&](std::size_t i, const arma::mat&, const arma::mat& dZ) -> arma::mat {
        return network.layers[i].weights * dZ;
      });
  const auto means = weights_with(
      network, caches, dA, [&](std::size_t i, const arma::mat&, const arma::mat& dZ) -> arma::mat {
        return back(i, dZ) / 4.0;
      });
  const auto other_caches = weights_with(
      network, {caches.rbegin(), caches.rend()}, dA,
      [&](std::size_t i, const arma::mat&, const arma::mat& dZ) { return back(i, dZ); });
  INFO("All matrices are 4x4 here, so that a mistake does not show in a shape.");
  REQUIRE(got.size() == 3);
  for (std::size_t i = 3; i-- > 0;) {
    INFO("Layer " << i << " of 0 to 2:");
    CHECK_THAT(
        got[i].weights,
        close_to(expected[i].weights)
            .samples(i == 2 ? 4 : 0)
            .mistake("This layer was given the gradient at the network's output: what is the "
                     "gradient at its own?",
                     output_gradient[i])
            .mistake("The layer above has handed on its dZ: which of its three gradients belongs "
                     "to this layer's output?",
                     handed_dZ[i])
            .mistake("The gradient has come past the layers above without meeting their slopes.",
                     no_slopes[i])
            .mistake("The slope of this layer was met twice: once on the way here, and once in "
                     "dense_backward.",
                     two_slopes[i])
            .mistake("The weights of the layer above were not turned round on the way here.",
                     untransposed[i])
            .mistake("1/m was taken once more on the way here: it is in dA already.", means[i])
            .mistake("The caches are taken in the other order: layer i has the cache i.",
                     other_caches[i])
            .mistake("The layers stand in the order in which they were visited: the first layer's "
                     "gradient comes first.",
                     expected[2 - i].weights));
  }
  CHECK_THAT(got.front().X, close_to(expected.front().X));
}

TEST_CASE("4.5 a network of nine parameters has the derivatives of nine scalars", "[04][4.5]") {
  Rng rng = test_rng("4.5 c");
  const NineParameters p = draw_nine(true, true, rng).parameters;
  const Network network{.layers = {{.weights = {{p.w1, p.w3}, {p.w2, p.w4}},
                                    .bias = {p.b1, p.b2},
                                    .activation = Activation::relu},
                                   {.weights = {{p.w5, p.w6}}, .bias = {p.b3}}}};
  const arma::mat X = uniform_matrix(2, 5, -2.0, 2.0, rng);
  const arma::mat targets = uniform_matrix(1, 5, -2.0, 2.0, rng);
  const std::vector<DenseCache> caches = loop_caches(network, X);
  arma::vec sum = arma::zeros(9);
  for (arma::uword s = 0; s < 5; ++s) sum += expected_gradient(p, X(0, s), X(1, s), targets(s));
  const std::vector<DenseGradient> got =
      backward(network, caches, 2.0 * (caches.back().A - targets));
  INFO("The derivatives of the nine parameters, added up over five samples.");
  REQUIRE(got.size() == 2);
  CHECK_THAT(got[1].weights, close_to({{sum(4), sum(5)}}).samples(5));
  CHECK_THAT(got[1].bias, close_to(arma::vec{sum(8)}).samples(5));
  CHECK_THAT(got[0].weights, close_to({{sum(0), sum(2)}, {sum(1), sum(3)}}).samples(5));
  CHECK_THAT(got[0].bias, close_to(arma::vec{sum(6), sum(7)}).samples(5));
}

TEST_CASE("4.5 caches that are not one for each layer are refused", "[04][4.5]") {
  Rng rng = test_rng("4.5 d");
  const Network network =
      draw_network({3, 3, 3, 3}, {Activation::tanh, Activation::tanh, Activation::tanh}, rng);
  const arma::mat X = uniform_matrix(3, 4, -1.0, 1.0, rng);
  const std::vector<DenseCache> caches = loop_caches(network, X);
  const DenseCache& any = caches.front();
  const arma::mat dA = arma::ones(3, 4);
  {
    INFO("Three layers, and fewer caches or more of them.");
    CHECK_THROWS_MATCHES(backward(network, {}, dA), std::invalid_argument,
                         says("backward: caches has length 0, expected 3"));
    CHECK_THROWS_MATCHES(backward(network, {any, any}, dA), std::invalid_argument,
                         says("backward: caches has length 2, expected 3"));
    CHECK_THROWS_MATCHES(backward(network, {any, any, any, any}, dA), std::invalid_argument,
                         says("backward: caches has length 4, expected 3"));
  }
  INFO("Without layers there is no gradient.");
  CHECK_THROWS_MATCHES(backward(Network{}, {}, dA), std::invalid_argument,
                       says("backward: network has 0 layers, expected at least 1"));
}

TEST_CASE("4.5 what dense_backward refuses, backward refuses", "[04][4.5]") {
  Rng rng = test_rng("4.5 e");
  Network network = draw_network({3, 4, 2}, {Activation::tanh, Activation::identity}, rng);
  const arma::mat X = uniform_matrix(3, 5, -1.0, 1.0, rng);
  std::vector<DenseCache> caches = loop_caches(network, X);
  {
    INFO("The network's output is 2x5, and so is a dA that fits.");
    for (const auto& [rows, cols] :
         std::vector<std::pair<arma::uword, arma::uword>>{{4, 5}, {3, 5}, {2, 4}, {5, 2}, {2, 1}}) {
      CHECK_THROWS_MATCHES(backward(network, caches, arma::ones(rows, cols)), std::invalid_argument,
                           says("dense_backward: dA is " + shape(rows, cols) + ", expected 2x5"));
    }
  }
  network.layers.back().activation = Activation::softmax;
  caches.back().A = arma::exp(caches.back().Z);
  caches.back().A.each_row() /= arma::sum(caches.back().A, 0);
  INFO("The last layer is a softmax: the gradient of such a network begins at its Z, in the loss.");
  CHECK_THROWS_MATCHES(backward(network, caches, arma::ones(2, 5)), std::invalid_argument,
                       says("activation_derivative: activation is softmax"));
}

// ---- 4.6 flatten and flatten_gradients ----------------------------------------------------------

namespace {

/// The order of the contract, one number at a time.
arma::vec loop_flatten(const Network& network) {
  std::vector<double> theta;
  for (const DenseLayer& layer : network.layers) {
    for (arma::uword j = 0; j < layer.weights.n_cols; ++j) {
      for (arma::uword i = 0; i < layer.weights.n_rows; ++i) theta.push_back(layer.weights(i, j));
    }
    for (arma::uword i = 0; i < layer.bias.n_elem; ++i) theta.push_back(layer.bias(i));
  }
  return arma::vec(theta);
}

/// What one gets if every layer is changed before the numbers are read off.
arma::vec flatten_with(Network network, const std::function<void(DenseLayer&)>& change) {
  for (DenseLayer& layer : network.layers) change(layer);
  return loop_flatten(network);
}

arma::vec row_by_row(const Network& network) {
  return flatten_with(network,
                      [](DenseLayer& layer) { layer.weights = arma::mat(layer.weights.t()); });
}

arma::vec last_layer_first(Network network) {
  std::reverse(network.layers.begin(), network.layers.end());
  return loop_flatten(network);
}

arma::vec bias_first(const Network& network) {
  arma::vec theta;
  for (const DenseLayer& layer : network.layers) {
    theta = arma::join_cols(theta, layer.bias, arma::vectorise(layer.weights));
  }
  return theta;
}

arma::vec no_bias(const Network& network) {
  arma::vec theta;
  for (const DenseLayer& layer : network.layers) {
    theta = arma::join_cols(theta, arma::vectorise(layer.weights));
  }
  return theta;
}

arma::vec weights_then_biases(const Network& network) {
  arma::vec theta = no_bias(network);
  for (const DenseLayer& layer : network.layers) theta = arma::join_cols(theta, layer.bias);
  return theta;
}

const char* const says_row_by_row =
    "The weights of a layer stand row by row: down the columns first.";
const char* const says_bias_first = "The bias of a layer stands before its weights.";
const char* const says_last_first = "The last layer comes first.";
const char* const says_biases_last =
    "All weights stand before all biases: a layer is to stay together.";

/// Networks of one to four layers, with widths that differ from layer to layer.
std::vector<Network> draw_shapes(Rng& rng) {
  const std::vector<Activation> activations(4, Activation::tanh);
  return {draw_network({3, 2}, activations, rng), draw_network({2, 4, 3}, activations, rng),
          draw_network({5, 1, 3, 2}, activations, rng),
          draw_network({between(2, 4, rng), between(5, 7, rng), between(2, 4, rng),
                        between(5, 7, rng), between(2, 4, rng)},
                       activations, rng)};
}

}  // namespace

TEST_CASE("4.6 the parameters of networks of any shape, in order", "[04][4.6]") {
  Rng rng = test_rng("4.6 a");
  for (const Network& network : draw_shapes(rng)) {
    INFO(network.layers.size()
         << " layers, first layer first: weights column by column, then bias.");
    CHECK_THAT(flatten(network), close_to(loop_flatten(network), 0.0)
                                     .mistake(says_row_by_row, row_by_row(network))
                                     .mistake(says_bias_first, bias_first(network))
                                     .mistake(says_last_first, last_layer_first(network))
                                     .mistake(says_biases_last, weights_then_biases(network))
                                     .mistake("The biases are missing.", no_bias(network))
                                     .mistake("Only the last layer is there: does each layer go "
                                              "behind what is there already?",
                                              loop_flatten({.layers = {network.layers.back()}}))
                                     .mistake("Only the first layer is there.",
                                              loop_flatten({.layers = {network.layers.front()}})));
  }
}

TEST_CASE("4.6 gradients of any shape go into the places of their parameters", "[04][4.6]") {
  Rng rng = test_rng("4.6 b");
  for (const Network& network : draw_shapes(rng)) {
    // Gradients whose numbers are those of the network, so that they must come out alike.
    std::vector<DenseGradient> gradients;
    arma::vec with_dX;
    for (const DenseLayer& layer : network.layers) {
      const arma::mat dX = uniform_matrix(layer.weights.n_cols, 3, -1.0, 1.0, rng);
      gradients.push_back({.weights = layer.weights, .bias = layer.bias, .X = dX});
      with_dX = arma::join_cols(arma::join_cols(with_dX, arma::vectorise(layer.weights)),
                                layer.bias, arma::vectorise(dX));
    }
    INFO(network.layers.size() << " layers. d(loss)/d(theta(i)) stands at place i.");
    CHECK_THAT(flatten_gradients(gradients),
               close_to(loop_flatten(network), 0.0)
                   .mistake(says_row_by_row, row_by_row(network))
                   .mistake(says_bias_first, bias_first(network))
                   .mistake(says_last_first, last_layer_first(network))
                   .mistake(says_biases_last, weights_then_biases(network))
                   .mistake("The biases are missing.", no_bias(network))
                   .mistake("dX is among them: is it the gradient of a parameter?", with_dX));
  }
}

TEST_CASE("4.6 a second call knows nothing of the first", "[04][4.6]") {
  Rng rng = test_rng("4.6 c");
  for (int call = 1; call <= 3; ++call) {
    const Network network = draw_network({3, 2}, {Activation::relu}, rng);
    const DenseLayer& layer = network.layers.front();
    INFO("Call " << call << ", with other numbers each time:");
    CHECK_THAT(flatten(network), close_to(loop_flatten(network), 0.0));
    CHECK_THAT(flatten_gradients({{.weights = layer.weights, .bias = layer.bias, .X = {}}}),
               close_to(loop_flatten(network), 0.0));
  }
}

// ---- 4.7 unflatten ------------------------------------------------------------------------------

TEST_CASE("4.7 theta fills networks of any shape", "[04][4.7]") {
  Rng rng = test_rng("4.7 a");
  const char* const kept =
      "These are the numbers of the network: those of theta go in their place.";
  for (const Network& wanted : draw_shapes(rng)) {
    Network other = wanted;  // the same shapes, other numbers
    for (DenseLayer& layer : other.layers) {
      layer.weights += 7.0;
      layer.bias -= 7.0;
    }
    const arma::vec theta = loop_flatten(wanted);
    const Network filled = unflatten(theta, other);
    REQUIRE(filled.layers.size() == wanted.layers.size());
    arma::uword begin = 0;  // of the layer in theta
    for (std::size_t i = 0; i < wanted.layers.size(); ++i) {
      const arma::mat& W = wanted.layers[i].weights;
      const arma::vec& b = wanted.layers[i].bias;
      const arma::vec part = theta.subvec(begin, begin + W.n_elem + b.n_elem - 1);
      INFO("Layer " << i << " of 0 to " << wanted.layers.size() - 1
                    << ": its weights column by column, then its bias.");
      REQUIRE_THAT(
          filled.layers[i].weights,
          close_to(W, 0.0)
              .mistake("The weights were filled row by row: down the columns first.",
                       arma::reshape(part.head(W.n_elem), W.n_cols, W.n_rows).t())
              .mistake("The bias was taken from before the weights.",
                       arma::reshape(part.tail(W.n_elem), W.n_rows, W.n_cols))
              .mistake("Each layer was read from the start of theta: it begins where the one "
                       "before ended.",
                       W.n_elem <= theta.n_elem
                           ? arma::mat(arma::reshape(theta.head(W.n_elem), W.n_rows, W.n_cols))
                           : W)
              .mistake(kept, other.layers[i].weights));
      REQUIRE_THAT(filled.layers[i].bias,
                   close_to(b, 0.0)
                       .mistake("The bias was read from the start of theta.", theta.head(b.n_elem))
                       .mistake("The bias was read from where the weights begin: it stands behind "
                                "them.",
                                part.head(b.n_elem))
                       .mistake(kept, other.layers[i].bias));
      begin += W.n_elem + b.n_elem;
    }
  }
}

TEST_CASE("4.7 each layer keeps its own activation", "[04][4.7]") {
  Rng rng = test_rng("4.7 b");
  std::vector<Activation> activations = bending;
  activations.push_back(Activation::softmax);
  const arma::uword first = uniform_index(activations.size(), rng);
  std::vector<Activation> chosen;
  for (std::size_t i = 0; i < 4; ++i) {
    chosen.push_back(activations[(first + i) % activations.size()]);
  }
  const Network network = draw_network({2, 2, 2, 2, 2}, chosen, rng);
  const Network filled = unflatten(arma::linspace(1, 24, 24), network);
  INFO("theta holds numbers alone: what each layer does with its Z comes from the network.");
  REQUIRE(filled.layers.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    INFO("Layer " << i << " of 0 to 3:");
    CHECK(name(filled.layers[i].activation) == name(chosen[i]));
  }
  INFO("The numbers come from theta: the last two of 1 ... 24 are the last bias.");
  CHECK_THAT(filled.layers[3].bias, close_to(arma::vec{23, 24}));
}

TEST_CASE("4.7 the message of a refused theta names both lengths", "[04][4.7]") {
  Rng rng = test_rng("4.7 c");
  for (const Network& network : draw_shapes(rng)) {
    const arma::uword right = loop_flatten(network).n_elem;
    INFO("A number for each weight and each bias: " << right << ".");
    for (const arma::uword length : {arma::uword{0}, right - 1, right + 1, 2 * right}) {
      CHECK_THROWS_MATCHES(unflatten(arma::ones(length), network), std::invalid_argument,
                           says("unflatten: theta has length " + std::to_string(length) +
                                ", expected " + std::to_string(right)));
    }
  }
}
