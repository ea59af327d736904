// The graded tests of lesson 05. Inputs come from a seed that no submission knows. The functions
// whose gradients are checked are polynomials, for which central differences and Taylor's remainder
// are known exactly; losses come from loops over single numbers.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "05_gradient_checks/gradient_checks.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/seed.hpp"

using namespace nn;

namespace {

// ---- vectors ------------------------------------------------------------------------------------

arma::vec random_vec(arma::uword length, double low, double high, Rng& rng) {
  return uniform_matrix(length, 1, low, high, rng);
}

/// Entries between low and high in size, of either sign.
arma::vec signed_vec(arma::uword length, double low, double high, Rng& rng) {
  arma::vec entries = random_vec(length, low, high, rng);
  for (double& entry : entries) entry *= uniform(rng) < 0.5 ? -1.0 : 1.0;
  return entries;
}

double length_of(const arma::vec& v) {
  double sum = 0.0;
  for (const double entry : v) sum += entry * entry;
  return std::sqrt(sum);
}

double sum_of(const arma::vec& a, const arma::vec& b) {  // a'b
  double sum = 0.0;
  for (arma::uword i = 0; i < a.n_elem; ++i) sum += a(i) * b(i);
  return sum;
}

/// `steps` steps, each half of the one before.
arma::vec halves(double first_step, arma::uword steps) {
  arma::vec e(steps);
  for (arma::uword k = 0; k < steps; ++k) {
    e(k) = first_step / std::pow(2.0, static_cast<double>(k));
  }
  return e;
}

/// What kind of number it is, so that a failing test says it in words.
std::string kind(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "infinite" : "minus infinite";
  return "finite: " + std::to_string(number);
}

/// The name of a verdict, so that a failing test does not print a number.
std::string name(Verdict verdict) {
  const std::vector<std::string> names = {"right", "fine_with_kinks", "suspicious", "wrong"};
  const auto index = static_cast<std::size_t>(verdict);
  return index < names.size() ? names[index] : "none of the four";
}

// ---- functions whose derivatives are known ------------------------------------------------------

/// f(x) = the sum of cubes(i) x(i)^3 + x(i) (B x)(i) + c(i) x(i). Its central difference is the
/// derivative plus cubes(i) step^2: that is the whole error, whatever the step.
struct Cubic {
  arma::vec cubes;
  arma::mat B;
  arma::vec c;

  double operator()(const arma::vec& x) const {
    if (x.n_elem != c.n_elem) return arma::datum::nan;
    double sum = 0.0;
    for (arma::uword i = 0; i < x.n_elem; ++i) {
      sum += cubes(i) * x(i) * x(i) * x(i) + c(i) * x(i);
      for (arma::uword j = 0; j < x.n_elem; ++j) sum += x(i) * B(i, j) * x(j);
    }
    return sum;
  }

  arma::vec gradient(const arma::vec& x) const {
    arma::vec g(x.n_elem);
    for (arma::uword i = 0; i < x.n_elem; ++i) {
      g(i) = 3.0 * cubes(i) * x(i) * x(i) + c(i);
      for (arma::uword j = 0; j < x.n_elem; ++j) g(i) += (B(i, j) + B(j, i)) * x(j);
    }
    return g;
  }
};

Cubic random_cubic(arma::uword length, Rng& rng) {
  return {.cubes = random_vec(length, 0.5, 1.0, rng),
          .B = uniform_matrix(length, length, -1.0, 1.0, rng),
          .c = random_vec(length, -1.0, 1.0, rng)};
}

/// x, with entry i moved by `by`.
arma::vec with_moved(arma::vec x, arma::uword i, double by) {
  x(i) += by;
  return x;
}

/// (f(x + up e_i) - f(x + down e_i)) / over, for each i.
arma::vec differences(const Cubic& f, const arma::vec& x, const arma::vec& up,
                      const arma::vec& down, const arma::vec& over) {
  arma::vec result(x.n_elem);
  for (arma::uword i = 0; i < x.n_elem; ++i) {
    result(i) = (f(with_moved(x, i, up(i))) - f(with_moved(x, i, down(i)))) / over(i);
  }
  return result;
}

/// f(x) = x'Q x + c'x, with f(x + e d) - f(x) = e slope + e^2 bend, exactly.
struct Quadratic {
  arma::mat Q;
  arma::vec c;

  double operator()(const arma::vec& x) const {
    if (x.n_elem != c.n_elem) return arma::datum::nan;
    double sum = sum_of(c, x);
    for (arma::uword i = 0; i < x.n_elem; ++i) {
      for (arma::uword j = 0; j < x.n_elem; ++j) sum += x(i) * Q(i, j) * x(j);
    }
    return sum;
  }

  arma::vec gradient(const arma::vec& x) const {
    arma::vec g = c;
    for (arma::uword i = 0; i < x.n_elem; ++i) {
      for (arma::uword j = 0; j < x.n_elem; ++j) g(i) += (Q(i, j) + Q(j, i)) * x(j);
    }
    return g;
  }

  double slope(const arma::vec& x, const arma::vec& d) const { return sum_of(gradient(x), d); }
  double bend(const arma::vec& d) const { return (*this)(d)-sum_of(c, d); }
};

Quadratic random_quadratic(arma::uword length, Rng& rng) {
  return {.Q = uniform_matrix(length, length, -1.0, 1.0, rng),
          .c = random_vec(length, -1.0, 1.0, rng)};
}

/// F(x) = one quadratic an output.
struct Quadratics {
  std::vector<Quadratic> outputs;

  arma::vec operator()(const arma::vec& x) const {
    arma::vec y(outputs.size());
    for (arma::uword i = 0; i < y.n_elem; ++i) y(i) = outputs[i](x);
    return y;
  }

  /// u'F.
  Quadratic along(const arma::vec& u) const {
    Quadratic sum{.Q = 0.0 * outputs[0].Q, .c = 0.0 * outputs[0].c};
    for (arma::uword i = 0; i < outputs.size(); ++i) {
      sum.Q += u(i) * outputs[i].Q;
      sum.c += u(i) * outputs[i].c;
    }
    return sum;
  }
};

Quadratics random_quadratics(arma::uword inputs, arma::uword outputs, Rng& rng) {
  Quadratics F;
  for (arma::uword i = 0; i < outputs; ++i) F.outputs.push_back(random_quadratic(inputs, rng));
  return F;
}

// ---- networks, one number at a time -------------------------------------------------------------

Network random_network(const std::vector<arma::uword>& widths, Activation hidden, Activation output,
                       Rng& rng) {
  Network network;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    network.layers.push_back({.weights = uniform_matrix(widths[i], widths[i - 1], -1.0, 1.0, rng),
                              .bias = random_vec(widths[i], -1.0, 1.0, rng),
                              .activation = i + 1 == widths.size() ? output : hidden});
  }
  return network;
}

/// Every parameter, in the order of flatten(): for each layer the weights column by column, then
/// the bias.
std::vector<double*> parameters_of(Network& network) {
  std::vector<double*> all;
  for (DenseLayer& layer : network.layers) {
    for (arma::uword j = 0; j < layer.weights.n_cols; ++j) {
      for (arma::uword i = 0; i < layer.weights.n_rows; ++i) all.push_back(&layer.weights(i, j));
    }
    for (double& entry : layer.bias) all.push_back(&entry);
  }
  return all;
}

arma::vec theta_of(Network network) {
  const std::vector<double*> parameters = parameters_of(network);
  arma::vec theta(parameters.size());
  for (arma::uword i = 0; i < theta.n_elem; ++i) theta(i) = *parameters[i];
  return theta;
}

double activated(Activation activation, double z) {
  if (activation == Activation::sigmoid) return 1.0 / (1.0 + std::exp(-z));
  if (activation == Activation::tanh) return std::tanh(z);
  if (activation == Activation::relu) return std::max(z, 0.0);
  return z;  // identity: the tests use no other
}

/// The output for each sample. `bend_last` false leaves the last activation out: a mistake.
arma::mat loop_output(const Network& network, const arma::mat& X, bool bend_last = true) {
  arma::mat A = X;
  for (const DenseLayer& layer : network.layers) {
    arma::mat next(layer.weights.n_rows, X.n_cols);
    for (arma::uword s = 0; s < X.n_cols; ++s) {
      for (arma::uword i = 0; i < next.n_rows; ++i) {
        double z = layer.bias(i);
        for (arma::uword j = 0; j < A.n_rows; ++j) z += layer.weights(i, j) * A(j, s);
        const bool bends = bend_last || &layer != &network.layers.back();
        next(i, s) = bends ? activated(layer.activation, z) : z;
      }
    }
    A = next;
  }
  return A;
}

/// Lesson 03's formulas, for outputs of moderate size.
double loop_loss(LossFunction function, const arma::mat& output, const arma::mat& targets) {
  double sum = 0.0;
  for (arma::uword s = 0; s < output.n_cols; ++s) {
    double total = 0.0;
    for (arma::uword i = 0; i < output.n_rows; ++i) total += std::exp(output(i, s));
    for (arma::uword i = 0; i < output.n_rows; ++i) {
      const double y = output(i, s);
      const double t = targets(i, s);
      if (function == LossFunction::mean_squared_error) sum += (y - t) * (y - t);
      if (function == LossFunction::binary_cross_entropy) {
        sum += t * std::log(1.0 + std::exp(-y)) + (1.0 - t) * std::log(1.0 + std::exp(y));
      }
      if (function == LossFunction::softmax_cross_entropy) sum -= t * std::log(std::exp(y) / total);
    }
  }
  return sum / static_cast<double>(output.n_cols);
}

/// Central differences of the loss in every parameter.
arma::vec loop_gradient(Network network, LossFunction function, const arma::mat& X,
                        const arma::mat& targets) {
  const std::vector<double*> parameters = parameters_of(network);
  const double step = 1e-5;
  arma::vec gradient(parameters.size());
  for (arma::uword i = 0; i < gradient.n_elem; ++i) {
    const double kept = *parameters[i];
    *parameters[i] = kept + step;
    const double above = loop_loss(function, loop_output(network, X), targets);
    *parameters[i] = kept - step;
    const double below = loop_loss(function, loop_output(network, X), targets);
    *parameters[i] = kept;
    gradient(i) = (above - below) / (2.0 * step);
  }
  return gradient;
}

/// Targets that fit any loss: the entries of each column are positive and sum to 1.
arma::mat random_targets(arma::uword outputs, arma::uword samples, Rng& rng) {
  arma::mat targets = uniform_matrix(outputs, samples, 0.1, 1.0, rng);
  for (arma::uword s = 0; s < samples; ++s) targets.col(s) /= arma::accu(targets.col(s));
  return targets;
}

struct NamedLoss {
  LossFunction function;
  std::string name;
};

const std::vector<NamedLoss> all_losses = {
    {LossFunction::mean_squared_error, "mean_squared_error"},
    {LossFunction::binary_cross_entropy, "binary_cross_entropy"},
    {LossFunction::softmax_cross_entropy, "softmax_cross_entropy"}};

const LossFunction squared = LossFunction::mean_squared_error;

}  // namespace

// ---- 5.1 numerical_gradient ---------------------------------------------------------------------

TEST_CASE("5.1 the central difference of a cubic is its derivative and a term in step^2",
          "[05][5.1]") {
  Rng rng = test_rng("5.1 a");
  const Cubic f = random_cubic(4, rng);
  const arma::vec x = signed_vec(4, 1.5, 2.5, rng);
  const double step = uniform(0.3, 0.6, rng);

  const arma::vec one(4, arma::fill::ones);
  const arma::vec h = step * one;
  const arma::vec scaled = step * x;
  arma::vec left_down(4);  // the entries before i were left at x - step
  arma::vec left_both(4);  // two copies of x, one left above and one left below
  arma::vec all_at_once(4);
  for (arma::uword i = 0; i < 4; ++i) {
    arma::vec below = x;
    arma::vec above = x;
    for (arma::uword j = 0; j < i; ++j) {
      below(j) -= step;
      above(j) += step;
    }
    const double down = f(with_moved(below, i, -step));
    left_down(i) = (f(with_moved(below, i, step)) - down) / (2.0 * step);
    left_both(i) = (f(with_moved(above, i, step)) - down) / (2.0 * step);
    all_at_once(i) = (f(x + h) - f(x - h)) / (2.0 * step);
  }
  INFO("The step is " << step
                      << ", so that mistakes show. Expected is the formula of the contract, "
                         "not the derivative.");
  CHECK_THAT(
      numerical_gradient(f, x, step),
      close_to(f.gradient(x) + f.cubes * step * step, 1e-9)
          .mistake("This is a forward difference: look on both sides of x.",
                   differences(f, x, h, 0.0 * h, h))
          .mistake("This is a backward difference: look on both sides of x.",
                   differences(f, x, 0.0 * h, -h, h))
          .mistake("The lower of the two points is x itself: from x + step e_i it is two steps to "
                   "x - step e_i.",
                   differences(f, x, h, 0.0 * h, 2.0 * h))
          .mistake("The difference of the two sides was divided by one step: how far apart are "
                   "the two points?",
                   differences(f, x, h, -h, h))
          .mistake("The difference was divided by 2 alone: where is the step?",
                   differences(f, x, h, -h, 2.0 * one))
          .mistake("The difference was not divided at all.", differences(f, x, h, -h, one))
          .mistake("This is the difference / 2 * step: division and multiplication go from left to "
                   "right, so look at the brackets.",
                   differences(f, x, h, -h, 2.0 / h))
          .mistake("This was divided by step^2.", differences(f, x, h, -h, h % h))
          .mistake("The step was multiplied by the entry: it is the same for all entries.",
                   differences(f, x, scaled, -scaled, 2.0 * scaled))
          .mistake("The step was multiplied by the entry: it is the same for all entries.",
                   differences(f, x, arma::abs(scaled), -arma::abs(scaled), 2.0 * h))
          .mistake("The step was multiplied by the entry: it is the same for all entries.",
                   differences(f, x, scaled, -scaled, 2.0 * h))
          .mistake("This is what a tiny step gives: is the argument step used?", f.gradient(x))
          .mistake("An entry was still moved when the next was measured: put it back first.",
                   left_down)
          .mistake("An entry was still moved when the next was measured: put it back first.",
                   left_both)
          .mistake("All entries moved at once: a partial derivative moves one.", all_at_once));
}

TEST_CASE("5.1 f is asked one step above and one step below, in each entry", "[05][5.1]") {
  Rng rng = test_rng("5.1 b");
  const Cubic f = random_cubic(5, rng);
  const arma::vec x = signed_vec(5, 1.5, 2.5, rng);
  const double step = uniform(0.1, 0.3, rng);
  int most_moved = 0;
  arma::vec highest(5, arma::fill::zeros);  // how far each entry was moved up
  arma::vec lowest(5, arma::fill::zeros);   // and how far down
  const ScalarFunction watched = [&](const arma::vec& point) {
    if (point.n_elem != x.n_elem) return arma::datum::nan;
    int moved = 0;
    for (arma::uword i = 0; i < x.n_elem; ++i) {
      moved += std::abs(point(i) - x(i)) > 1e-9;
      highest(i) = std::max(highest(i), point(i) - x(i));
      lowest(i) = std::min(lowest(i), point(i) - x(i));
    }
    most_moved = std::max(most_moved, moved);
    return f(point);
  };
  const arma::vec gradient = numerical_gradient(watched, x, step);
  {
    INFO("Most entries in which a point that f was asked for differs from x:");
    INFO("A partial derivative moves one entry: is each entry put back before the next moves?");
    CHECK(most_moved == 1);
  }
  for (arma::uword i = 0; i < 5; ++i) {
    INFO("Entry " << i << ": how far it was moved up, and then how far down.");
    const double scaled = step * std::abs(x(i));
    CHECK_THAT(highest(i),
               close_to(step)
                   .mistake("f was not asked above x in this entry.", 0.0)
                   .mistake("The step was multiplied by the entry: it is the same for all entries.",
                            scaled));
    CHECK_THAT(-lowest(i),
               close_to(step)
                   .mistake("f was not asked below x in this entry.", 0.0)
                   .mistake("The step was multiplied by the entry: it is the same for all entries.",
                            scaled));
  }
  CHECK_THAT(gradient, close_to(f.gradient(x) + f.cubes * step * step, 1e-9));
}

TEST_CASE("5.1 with step 1e-5 the derivatives of a smooth function are right to eight digits",
          "[05][5.1]") {
  Rng rng = test_rng("5.1 c");
  const arma::vec a = signed_vec(3, 0.5, 1.0, rng);
  const arma::vec x = random_vec(3, -1.0, 1.0, rng);
  // f = sin(a'x) + 1 / (1 + x'x)
  const ScalarFunction f = [&](const arma::vec& point) {
    return std::sin(sum_of(a, point)) + 1.0 / (1.0 + sum_of(point, point));
  };
  const double below = 1.0 + sum_of(x, x);
  const arma::vec derivative = std::cos(sum_of(a, x)) * a - 2.0 / (below * below) * x;
  const double step = 1e-5;
  arma::vec forward(3);
  for (arma::uword i = 0; i < 3; ++i) forward(i) = (f(with_moved(x, i, step)) - f(x)) / step;
  CHECK_THAT(
      numerical_gradient(f, x, step),
      close_to(derivative, 1e-8)
          .mistake("This is a forward difference: its error is as large as the step.", forward)
          .mistake("This is a backward difference: its error is as large as the step.",
                   2.0 * derivative - forward));
}

TEST_CASE("5.1 one variable, and twelve", "[05][5.1]") {
  Rng rng = test_rng("5.1 d");
  for (const arma::uword length : {1, 12}) {
    const Cubic f = random_cubic(length, rng);
    const arma::vec x = random_vec(length, -1.0, 1.0, rng);
    const double step = uniform(0.01, 0.02, rng);
    const arma::vec expected = f.gradient(x) + f.cubes * step * step;
    arma::vec without_first = expected;
    arma::vec without_last = expected;
    without_first(0) = 0.0;
    without_last(length - 1) = 0.0;
    INFO(length << " variables:");
    if (length == 1) {
      CHECK_THAT(numerical_gradient(f, x, step),
                 close_to(expected, 1e-9)
                     .mistake("The only entry is missing: look at where the loop begins and ends.",
                              without_last));
    } else {
      CHECK_THAT(
          numerical_gradient(f, x, step),
          close_to(expected, 1e-9)
              .mistake("The last entry is missing: look at where the loop ends.", without_last)
              .mistake("Entry 0 is missing: entries are counted from 0.", without_first));
    }
  }
}

TEST_CASE("5.1 no step is refused but those that are not more than 0", "[05][5.1]") {
  Rng rng = test_rng("5.1 e");
  // Whole numbers and powers of 2: there is no rounding, however small the step is.
  arma::vec c(3);
  for (double& entry : c) entry = 1.0 + static_cast<double>(uniform_index(9, rng));
  const ScalarFunction f = [&](const arma::vec& x) { return sum_of(c, x); };
  const arma::vec x = {2, -4, 0.5};
  INFO("A straight line is the same for every step above 0, be it small or large.");
  for (const double step : {std::pow(2.0, -30), 8.0}) {
    CHECK_THAT(numerical_gradient(f, x, step),
               close_to(c).mistake(
                   "The step was multiplied by the entry: it is the same for all entries.", c % x));
  }
  INFO("0 and below are refused.");
  CHECK_THROWS_MATCHES(numerical_gradient(f, x, 0.0), std::invalid_argument,
                       says("numerical_gradient: step is 0", ", expected more than 0"));
  const double negative = -uniform(0.1, 2.0, rng);
  const std::string shown = std::to_string(negative).substr(0, 4);
  CHECK_THROWS_MATCHES(numerical_gradient(f, x, negative), std::invalid_argument,
                       says("numerical_gradient: step is " + shown, ", expected more than 0"));
}

// ---- 5.2 relative_error -------------------------------------------------------------------------

TEST_CASE("5.2 the larger norm stands below, whichever of the two it is", "[05][5.2]") {
  Rng rng = test_rng("5.2 a");
  const arma::vec a = signed_vec(5, 0.5, 1.0, rng);
  const arma::vec b = signed_vec(5, 2.0, 4.0, rng);
  const double difference = length_of(a - b);
  const double shorter = length_of(a);
  const double longer = length_of(b);
  double entrywise = 0.0;
  for (arma::uword i = 0; i < 5; ++i) {
    entrywise =
        std::max(entrywise, std::abs(a(i) - b(i)) / std::max(std::abs(a(i)), std::abs(b(i))));
  }
  const auto expected = [&] {
    return close_to(difference / longer)
        .mistake("This is |a - b|, the absolute error: what is it measured against?", difference)
        .mistake("The sum of the two norms stands below, not the larger one.",
                 difference / (shorter + longer))
        .mistake("The mean of the two norms stands below, not the larger one.",
                 2.0 * difference / (shorter + longer))
        .mistake("The smaller of the two norms stands below.", difference / shorter)
        .mistake("The norm of the sum stands below.", difference / length_of(a + b))
        .mistake("The vectors were added: the norm of their difference stands above.",
                 length_of(a + b) / longer)
        .mistake(
            "The largest entry alone was looked at: a Euclidean norm adds up the squares of "
            "all.",
            arma::abs(a - b).max() / arma::abs(b).max())
        .mistake("These are sums of |entry|: a Euclidean norm adds up squares.",
                 arma::accu(arma::abs(a - b)) / arma::accu(arma::abs(b)))
        .mistake("Every entry was judged for itself: one norm is taken of the whole vector.",
                 entrywise)
        .mistake("The square roots are missing: these are squared norms.",
                 difference * difference / (longer * longer))
        .mistake(
            "Norms were subtracted: the difference of the vectors comes first, its norm "
            "after.",
            (longer - shorter) / longer);
  };
  INFO("|a| = " << shorter << ", |b| = " << longer << ", |a - b| = " << difference);
  CHECK_THAT(relative_error(a, b), expected());
  INFO("And with a and b swapped.");
  CHECK_THAT(relative_error(b, a), expected());
}

TEST_CASE("5.2 small and large gradients are judged alike", "[05][5.2]") {
  Rng rng = test_rng("5.2 b");
  const arma::vec a = signed_vec(5, 1.0, 2.0, rng);
  const arma::vec b = signed_vec(5, 1.0, 2.0, rng);
  const double expected = length_of(a - b) / std::max(length_of(a), length_of(b));
  INFO("Whatever both vectors are multiplied by, the error stays as it is.");
  {
    INFO("Both vectors times 1e6:");
    CHECK_THAT(relative_error(1e6 * a, 1e6 * b),
               close_to(expected).mistake(
                   "This is |a - b|, the absolute error: what is it measured against?",
                   1e6 * length_of(a - b)));
  }
  {
    INFO("Both vectors times 1e-6:");
    CHECK_THAT(relative_error(1e-6 * a, 1e-6 * b),
               close_to(expected).mistake(
                   "Something stands below the fraction line as a least value, and it outweighs "
                   "small gradients.",
                   1e-6 * length_of(a - b)));
  }
  INFO("Both vectors times 1e-12:");
  CHECK_THAT(relative_error(1e-12 * a, 1e-12 * b),
             close_to(expected).mistake("A small gradient is judged as if it were zero.", 0.0));
}

TEST_CASE("5.2 an error of a millionth is seen", "[05][5.2]") {
  Rng rng = test_rng("5.2 c");
  const arma::vec a = signed_vec(6, 1.0, 2.0, rng);
  const arma::vec b = a + 1e-6 * signed_vec(6, 0.5, 1.0, rng);
  const double expected = length_of(a - b) / std::max(length_of(a), length_of(b));
  INFO("The relative error times a million:");
  CHECK_THAT(relative_error(a, b) * 1e6,
             close_to(expected * 1e6, 1e-7)
                 .mistake("What stands below the fraction line is twice as large as the larger "
                          "norm.",
                          expected * 0.5e6));
  INFO("A vector against itself:");
  CHECK_THAT(relative_error(a, a), close_to(0.0, 0.0));
}

TEST_CASE("5.2 zero vectors agree with each other and with nothing else", "[05][5.2]") {
  Rng rng = test_rng("5.2 d");
  const arma::vec zero(5, arma::fill::zeros);
  const arma::vec tiny = 1e-9 * signed_vec(5, 1.0, 2.0, rng);
  INFO("Two zero vectors:");
  CHECK_THAT(relative_error(zero, zero),
             close_to(0.0).mistake("Two zero vectors agree completely.", 1.0));
  INFO("A zero vector and one with entries of about 1e-9, which is not the same:");
  CHECK_THAT(relative_error(tiny, zero),
             close_to(1.0)
                 .mistake("Being small is not being zero.", 0.0)
                 .mistake("The mean of the two norms stands below, not the larger one.", 2.0));
  CHECK_THAT(relative_error(zero, tiny),
             close_to(1.0)
                 .mistake("Being small is not being zero.", 0.0)
                 .mistake("The mean of the two norms stands below, not the larger one.", 2.0));
}

TEST_CASE("5.2 one entry that is not finite makes the error infinite, wherever it stands",
          "[05][5.2]") {
  Rng rng = test_rng("5.2 e");
  const arma::vec good = signed_vec(4, 1.0, 2.0, rng);
  for (const double bad : {arma::datum::nan, arma::datum::inf, -arma::datum::inf}) {
    for (arma::uword i = 0; i < 4; ++i) {
      arma::vec spoilt = good;
      spoilt(i) = bad;
      INFO("Entry " << i << " is " << bad << ", in the first vector, the second, or both.");
      INFO("The error has to be infinite, so that no bound lets it pass. What it is:");
      CHECK(kind(relative_error(spoilt, good)) == "infinite");
      CHECK(kind(relative_error(good, spoilt)) == "infinite");
      CHECK(kind(relative_error(spoilt, spoilt)) == "infinite");
    }
  }
}

TEST_CASE("5.2 a second vector of another length is refused", "[05][5.2]") {
  Rng rng = test_rng("5.2 f");
  const arma::uword length = 3 + uniform_index(5, rng);
  const arma::vec a(length, arma::fill::ones);
  for (const arma::uword other : {length - 1, length + 1}) {
    const arma::vec b(other, arma::fill::ones);
    CHECK_THROWS_MATCHES(relative_error(a, b), std::invalid_argument,
                         says("relative_error: b is " + std::to_string(other) + "x1, expected " +
                              std::to_string(length) + "x1"));
  }
}

// ---- 5.3 judge_relative_error -------------------------------------------------------------------

TEST_CASE("5.3 errors anywhere in a band have its verdict", "[05][5.3]") {
  Rng rng = test_rng("5.3 a");
  for (int round = 0; round < 5; ++round) {
    const double wrong = std::pow(10.0, uniform(-1.99, 2.0, rng));
    const double suspicious = std::pow(10.0, uniform(-3.99, -2.01, rng));
    const double kinks = std::pow(10.0, uniform(-6.99, -4.01, rng));
    const double right = std::pow(10.0, uniform(-16.0, -7.01, rng));
    INFO("The smaller the error, the better the verdict. The bounds are 1e-2, 1e-4 and 1e-7.");
    {
      INFO("An error of " << wrong);
      CHECK(name(judge_relative_error(wrong)) == "wrong");
    }
    {
      INFO("An error of " << suspicious);
      CHECK(name(judge_relative_error(suspicious)) == "suspicious");
    }
    {
      INFO("An error of " << kinks);
      CHECK(name(judge_relative_error(kinks)) == "fine_with_kinks");
    }
    {
      INFO("An error of " << right);
      CHECK(name(judge_relative_error(right)) == "right");
    }
  }
}

TEST_CASE("5.3 the verdict changes between a bound and the next number above it", "[05][5.3]") {
  const auto next = [](double bound) { return std::nextafter(bound, 1.0); };
  INFO("A bound is not above itself. The smallest double above it is.");
  {
    INFO("1e-2, and the next number:");
    CHECK(name(judge_relative_error(1e-2)) == "suspicious");
    CHECK(name(judge_relative_error(next(1e-2))) == "wrong");
  }
  {
    INFO("1e-4, and the next number:");
    CHECK(name(judge_relative_error(1e-4)) == "fine_with_kinks");
    CHECK(name(judge_relative_error(next(1e-4))) == "suspicious");
  }
  INFO("1e-7, and the next number:");
  CHECK(name(judge_relative_error(1e-7)) == "right");
  CHECK(name(judge_relative_error(next(1e-7))) == "fine_with_kinks");
}

TEST_CASE("5.3 no error at all is right, and one without bounds is wrong", "[05][5.3]") {
  Rng rng = test_rng("5.3 b");
  CHECK(name(judge_relative_error(0.0)) == "right");
  const double tiny = uniform(1e-12, 1e-9, rng);
  const double large = uniform(0.5, 2.0, rng);
  {
    INFO("An error of " << tiny << ", and one of " << large << ".");
    CHECK(name(judge_relative_error(tiny)) == "right");
    CHECK(name(judge_relative_error(large)) == "wrong");
  }
  {
    INFO("Two gradients that have nothing in common have an error of about 1, opposite ones of 2.");
    CHECK(name(judge_relative_error(1.0)) == "wrong");
    CHECK(name(judge_relative_error(2.0)) == "wrong");
  }
  {
    INFO("An infinite error is larger than any bound.");
    CHECK(name(judge_relative_error(arma::datum::inf)) == "wrong");
  }
  INFO("Every comparison with NaN is false: which return does NaN reach?");
  CHECK(name(judge_relative_error(arma::datum::nan)) == "wrong");
}

// ---- 5.4 layer_errors ---------------------------------------------------------------------------

TEST_CASE("5.4 each layer has its own largest difference", "[05][5.4]") {
  Rng rng = test_rng("5.4 a");
  const Network network = random_network({3, 2, 4, 2}, Activation::tanh, Activation::identity, rng);
  const std::vector<arma::uword> ends = {0, 8, 20, 30};  // 2x3 + 2, 4x2 + 4, 2x4 + 2
  const std::vector<arma::uword> weights = {6, 8, 8};
  const arma::vec numerical = random_vec(30, -1.0, 1.0, rng);
  // In layer 0 a positive difference is the largest, in layers 1 and 2 a negative one.
  arma::vec E = random_vec(30, -0.5, 0.5, rng);
  E(uniform_index(8, rng)) = uniform(1.0, 2.0, rng);
  E(8 + uniform_index(12, rng)) = uniform(-3.0, -2.0, rng);
  E(20 + uniform_index(10, rng)) = uniform(-2.0, -1.0, rng);
  const arma::vec analytic = numerical + E;

  arma::vec largest(3, arma::fill::zeros);
  arma::vec with_sign(3, arma::fill::value(-10.0));
  arma::vec sum(3, arma::fill::zeros);
  arma::vec squares(3, arma::fill::zeros);
  arma::vec relative(3, arma::fill::zeros);
  arma::vec relative_to_larger(3, arma::fill::zeros);
  arma::vec count(3);
  for (arma::uword l = 0; l < 3; ++l) {
    for (arma::uword i = ends[l]; i < ends[l + 1]; ++i) {
      largest(l) = std::max(largest(l), std::abs(E(i)));
      with_sign(l) = std::max(with_sign(l), E(i));
      sum(l) += std::abs(E(i));
      squares(l) += E(i) * E(i);
      relative(l) = std::max(relative(l), std::abs(E(i) / numerical(i)));
      const double larger = std::max(std::abs(analytic(i)), std::abs(numerical(i)));
      relative_to_larger(l) = std::max(relative_to_larger(l), std::abs(E(i)) / larger);
    }
    count(l) = static_cast<double>(ends[l + 1] - ends[l]);
  }
  arma::vec without_bias(3, arma::fill::zeros);  // of each layer, its weights alone
  arma::vec packed(3, arma::fill::zeros);        // as if theta had no biases
  arma::uword at = 0;
  for (arma::uword l = 0; l < 3; ++l) {
    for (arma::uword i = 0; i < weights[l]; ++i) {
      without_bias(l) = std::max(without_bias(l), std::abs(E(ends[l] + i)));
      packed(l) = std::max(packed(l), std::abs(E(at++)));
    }
  }
  INFO("Layers 3 -> 2, 2 -> 4 and 4 -> 2: 8, 12 and 10 parameters, biases counted.");
  CHECK_THAT(
      layer_errors(network, analytic, numerical),
      close_to(largest)
          .mistake("A negative difference is as bad as a positive one.", with_sign)
          .mistake("The biases are left out: they are parameters, too.", without_bias)
          .mistake("Later layers begin further on: how many parameters has each layer, with its "
                   "biases?",
                   packed)
          .mistake("The first layer comes first.", arma::reverse(largest))
          .mistake("These are sums: the largest difference is asked for.", sum)
          .mistake("These are means: the largest difference is asked for.", sum / count)
          .mistake("These are norms: the largest difference is asked for.", arma::sqrt(squares))
          .mistake("These are squares.", largest % largest)
          .mistake("These are relative errors: the contract asks for differences.", relative)
          .mistake("These are relative errors: the contract asks for differences.",
                   relative_to_larger)
          .mistake("This is the largest of all layers, for each of them.",
                   arma::vec(3, arma::fill::value(largest.max()))));
}

TEST_CASE("5.4 a single wrong parameter shows in its own layer and in no other", "[05][5.4]") {
  Rng rng = test_rng("5.4 b");
  const Network network = random_network({2, 3, 1, 2}, Activation::relu, Activation::identity, rng);
  const std::vector<arma::uword> ends = {0, 9, 13, 17};
  const std::vector<arma::uword> weights = {6, 3, 2};
  const arma::vec numerical = random_vec(17, -1.0, 1.0, rng);
  // All others are a little off: by 0.1 in layer 0, 0.2 in layer 1, 0.3 in layer 2.
  const arma::vec little = {0.1, 0.2, 0.3};
  arma::vec almost = numerical;
  for (arma::uword l = 0; l < 3; ++l) almost.subvec(ends[l], ends[l + 1] - 1) += little(l);
  for (arma::uword l = 0; l < 3; ++l) {
    for (arma::uword i = ends[l]; i < ends[l + 1]; ++i) {
      const bool weight = i < ends[l] + weights[l];
      const double by = uniform(1.0, 2.0, rng) * (uniform(rng) < 0.5 ? -1.0 : 1.0);
      arma::vec expected = little;
      expected(l) = std::abs(by);
      arma::vec before = expected;  // parameter i counted to the layer before, as well or instead
      arma::vec after = expected;   // and to the layer after
      if (l > 0) before(l - 1) = std::abs(by);
      if (l < 2) after(l + 1) = std::abs(by);
      arma::vec only_before = before;
      arma::vec only_after = after;
      if (l > 0) only_before(l) = little(l);
      if (l < 2) only_after(l) = little(l);
      arma::vec analytic = almost;
      analytic(i) = numerical(i) + by;
      const std::string parameter = "Parameter " + std::to_string(i);
      INFO("Layers 2 -> 3, 3 -> 1 and 1 -> 2: 9, 4 and 4 parameters. "
           << parameter << " differs by " << by << ", and it is "
           << (weight ? "a weight" : "a bias") << " of layer " << l << ".");
      CHECK_THAT(
          layer_errors(network, analytic, numerical),
          close_to(expected)
              .mistake(parameter + " was counted to the layer before: where does that one end?",
                       only_before)
              .mistake(parameter + " was counted to the layer after: where does that one begin?",
                       only_after)
              .mistake(parameter + " was counted to two layers.", before)
              .mistake(parameter + " was counted to two layers.", after)
              .mistake(parameter +
                           " does not show: does every parameter of its layer count, whatever the "
                           "sign of its difference, and is the largest taken?",
                       little));
    }
  }
}

TEST_CASE("5.4 one layer, and a difference of 1e-6 beside large derivatives", "[05][5.4]") {
  Rng rng = test_rng("5.4 c");
  const Network network = random_network({2, 2}, Activation::tanh, Activation::identity, rng);
  const arma::vec numerical = signed_vec(6, 10.0, 20.0, rng);
  arma::vec analytic = numerical;
  const arma::uword place = uniform_index(6, rng);
  analytic(place) += 1e-6;
  INFO("The largest difference times a million:");
  CHECK_THAT(arma::vec(1e6 * layer_errors(network, analytic, numerical)),
             close_to(arma::vec{1.0}, 1e-7)
                 .mistake("This is a relative error: the contract asks for the difference.",
                          arma::vec{1.0 / std::abs(numerical(place))}));
}

TEST_CASE("5.4 each of the two gradients must have one entry a parameter", "[05][5.4]") {
  Rng rng = test_rng("5.4 d");
  const Network network =
      random_network({2, 3, 2}, Activation::tanh, Activation::identity, rng);  // 9 + 8
  const arma::vec good(17, arma::fill::ones);
  INFO("The network has 6 + 3 + 6 + 2 = 17 parameters.");
  for (const arma::uword length : {12, 16, 18}) {
    const arma::vec bad(length, arma::fill::ones);
    const std::string rest = " has length " + std::to_string(length) + ", expected 17";
    CHECK_THROWS_MATCHES(layer_errors(network, bad, good), std::invalid_argument,
                         says("layer_errors: analytic" + rest));
    CHECK_THROWS_MATCHES(layer_errors(network, good, bad), std::invalid_argument,
                         says("layer_errors: numerical" + rest));
    INFO("Two gradients of the same wrong length are wrong as well.");
    CHECK_THROWS_MATCHES(layer_errors(network, bad, bad), std::invalid_argument,
                         says("layer_errors: ", rest));
  }
}

// ---- 5.5 taylor_test ----------------------------------------------------------------------------

TEST_CASE("5.5 for a quadratic and its gradient, first is a pure e^2", "[05][5.5]") {
  Rng rng = test_rng("5.5 a");
  const Quadratic f = random_quadratic(4, rng);
  const arma::vec x = random_vec(4, -1.0, 1.0, rng);
  const arma::vec d = signed_vec(4, 0.5, 1.5, rng);
  const double first_step = uniform(2.5, 3.5, rng);
  const arma::vec e = halves(first_step, 6);
  const double slope = f.slope(x, d);
  const double bend = f.bend(d);
  const TaylorTest test = taylor_test(f, f.gradient(x), x, d, first_step, 6);

  arma::vec one_over(6);
  arma::vec moved_on(6);
  double far = 0.0;
  for (arma::uword k = 0; k < 6; ++k) {
    one_over(k) = first_step / (1.0 + static_cast<double>(k));
    far += e(k);
    moved_on(k) = std::abs(far * slope + far * far * bend);
  }
  const double norm = length_of(d);
  {
    INFO("steps, " << first_step << " and then always half:");
    CHECK_THAT(test.steps,
               close_to(e)
                   .mistake("The first step is first_step itself: halve after it.", e / 2.0)
                   .mistake("These steps begin at 1: is first_step used?", e / first_step)
                   .mistake("These are first_step / (k + 1): each step is half of the one before.",
                            one_over)
                   .mistake("The steps grow: they are to shrink.", 32.0 * arma::reverse(e)));
  }
  {
    INFO("zeroth, |f(x + e d) - f(x)|:");
    CHECK_THAT(
        test.zeroth,
        close_to(arma::abs(e * slope + e % e * bend))
            .mistake("A distance has no sign.", e * slope + e % e * bend)
            .mistake("A distance has no sign.", -e * slope - e % e * bend)
            .mistake("f was asked at half of each step: when is e halved?",
                     arma::abs(e / 2.0 * slope + e % e / 4.0 * bend))
            .mistake("d was scaled to length 1: the direction is taken as it is.",
                     arma::abs(e / norm * slope + e % e / (norm * norm) * bend))
            .mistake("x itself moved on from step to step: each one starts from x.", moved_on)
            .mistake("This is the difference of f(x + e d) and f(x - e d): the test looks one way.",
                     arma::abs(2.0 * e * slope))
            .mistake("This was divided by e.", arma::abs(slope + e * bend))
            .mistake("f was asked at x - e d.", arma::abs(-e * slope + e % e * bend))
            .mistake("e g'd is taken off already: that is for first.", arma::abs(e % e * bend)));
  }
  INFO("first, |f(x + e d) - f(x) - e g'd|:");
  CHECK_THAT(
      test.first,
      close_to(arma::abs(e % e * bend))
          .mistake("A distance has no sign.", e % e * bend)
          .mistake("A distance has no sign.", -e % e * bend)
          .mistake("|change| less |e g'd| is not |change - e g'd|.",
                   arma::abs(arma::abs(e * slope + e % e * bend) - arma::abs(e * slope)))
          .mistake("g'd was subtracted without e: a step of e changes f by about e g'd.",
                   arma::abs(e * slope + e % e * bend - slope))
          .mistake("g'd was multiplied by e^2: a step of e changes f by about e g'd.",
                   arma::abs(e * slope + e % e * bend - e % e * slope))
          .mistake("d was scaled to length 1: the direction is taken as it is.",
                   arma::abs(e * slope + e % e * bend - e * slope / norm))
          .mistake("g was multiplied by x: it is d along which x moves.",
                   arma::abs(e * slope + e % e * bend - e * sum_of(f.gradient(x), x)))
          .mistake("e g'd was added: look at its sign.", arma::abs(2.0 * e * slope + e % e * bend))
          .mistake("The entries of g were added up: where is the direction d?",
                   arma::abs(e * slope + e % e * bend - e * arma::accu(f.gradient(x))))
          .mistake("This is zeroth again: where does g come in?",
                   arma::abs(e * slope + e % e * bend))
          .mistake("This was divided by e.", arma::abs(e * bend))
          .mistake("This was divided by e^2.", arma::vec(6, arma::fill::value(std::abs(bend)))));
}

TEST_CASE("5.5 what a wrong gradient leaves over is seen in first", "[05][5.5]") {
  Rng rng = test_rng("5.5 b");
  for (const double off : {-0.5, 0.5}) {
    const Quadratic f = random_quadratic(3, rng);
    const arma::vec x = random_vec(3, -1.0, 1.0, rng);
    const arma::vec d = signed_vec(3, 0.5, 1.5, rng);
    const arma::vec g = f.gradient(x) + off * random_vec(3, 0.5, 1.0, rng);
    const arma::vec e = halves(0.25, 5);
    const arma::vec change = e * f.slope(x, d) + e % e * f.bend(d);
    const TaylorTest test = taylor_test(f, g, x, d, 0.25, 5);
    INFO("zeroth does not depend on g:");
    CHECK_THAT(test.zeroth, close_to(arma::abs(change))
                                .mistake("A distance has no sign.", change)
                                .mistake("A distance has no sign.", -change));
    INFO("g is wrong here: the test has to show it, not to repair it.");
    CHECK_THAT(test.first, close_to(arma::abs(change - e * sum_of(g, d)))
                               .mistake("A distance has no sign.", change - e * sum_of(g, d))
                               .mistake("A distance has no sign.", e * sum_of(g, d) - change)
                               .mistake("|change| less |e g'd| is not |change - e g'd|.",
                                        arma::abs(arma::abs(change) - arma::abs(e * sum_of(g, d))))
                               .mistake("g is not used: this is what the right gradient gives.",
                                        arma::abs(e % e * f.bend(d))));
  }
}

TEST_CASE("5.5 f is asked at x and along d, and nowhere else", "[05][5.5]") {
  Rng rng = test_rng("5.5 c");
  const Quadratic f = random_quadratic(3, rng);
  const arma::vec x = random_vec(3, -1.0, 1.0, rng);
  const arma::vec d = signed_vec(3, 0.5, 1.5, rng);
  const arma::vec e = halves(2.0, 4);
  double furthest = 0.0;  // of the points that f was asked for, from the nearest that fits
  arma::vec nearest(5, arma::fill::value(1e9));  // and of x, x + e d, ... from the nearest of them
  const ScalarFunction watched = [&](const arma::vec& point) {
    if (point.n_elem != x.n_elem) return arma::datum::nan;
    double away = length_of(point - x);
    nearest(0) = std::min(nearest(0), away);
    for (arma::uword k = 0; k < 4; ++k) {
      const double distance = length_of(point - x - e(k) * d);
      nearest(k + 1) = std::min(nearest(k + 1), distance);
      away = std::min(away, distance);
    }
    furthest = std::max(furthest, away);
    return f(point);
  };
  const TaylorTest test = taylor_test(watched, f.gradient(x), x, d, 2.0, 4);
  {
    INFO("How far at most f was asked from the nearest of x, x + 2d, x + d, x + d/2, x + d/4:");
    CHECK_THAT(furthest, close_to(0.0, 1e-9));
  }
  {
    INFO("How far at most one of these points is from where f was asked:");
    CHECK_THAT(nearest.max(), close_to(0.0, 1e-9));
  }
  CHECK_THAT(test.first, close_to(arma::abs(e % e * f.bend(d))));
}

TEST_CASE("5.5 there are as many entries as steps", "[05][5.5]") {
  Rng rng = test_rng("5.5 d");
  const Quadratic f = random_quadratic(2, rng);
  const arma::vec x = random_vec(2, -1.0, 1.0, rng);
  const arma::vec d = signed_vec(2, 0.5, 1.5, rng);
  for (const arma::uword steps : {1, 2, 9, 21}) {
    const TaylorTest test = taylor_test(f, f.gradient(x), x, d, 1.0, steps);
    const arma::vec e = halves(1.0, steps);
    INFO("steps is " << steps << ": so many entries have all three vectors.");
    CHECK_THAT(test.steps, close_to(e, 1e-14));
    CHECK_THAT(test.zeroth, close_to(arma::abs(e * f.slope(x, d) + e % e * f.bend(d))));
    CHECK_THAT(test.first, close_to(arma::abs(e % e * f.bend(d))));
  }
}

TEST_CASE("5.5 g and d must each be as long as x", "[05][5.5]") {
  Rng rng = test_rng("5.5 e");
  const Quadratic f = random_quadratic(5, rng);
  const arma::vec five = random_vec(5, -1.0, 1.0, rng);
  for (const arma::uword length : {1, 4, 6}) {
    const arma::vec bad(length, arma::fill::ones);
    const std::string rest = " is " + std::to_string(length) + "x1, expected 5x1";
    CHECK_THROWS_MATCHES(taylor_test(f, bad, five, five, 1.0, 2), std::invalid_argument,
                         says("taylor_test: g" + rest));
    CHECK_THROWS_MATCHES(taylor_test(f, five, five, bad, 1.0, 2), std::invalid_argument,
                         says("taylor_test: d" + rest));
  }
}

// ---- 5.6 fitted_order ---------------------------------------------------------------------------

namespace {

/// The slope of the least-squares line through (x, y), by the normal equations.
double line_slope(const arma::vec& x, const arma::vec& y) {
  const double n = static_cast<double>(x.n_elem);
  double sx = 0.0;
  double sy = 0.0;
  double sxx = 0.0;
  double sxy = 0.0;
  for (arma::uword i = 0; i < x.n_elem; ++i) {
    sx += x(i);
    sy += y(i);
    sxx += x(i) * x(i);
    sxy += x(i) * y(i);
  }
  return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

}  // namespace

TEST_CASE("5.6 errors that do not lie on a line have the slope of least squares", "[05][5.6]") {
  Rng rng = test_rng("5.6 a");
  const arma::vec s = arma::sort(random_vec(7, -4.0, 1.0, rng), "descend");
  const arma::vec t = uniform(0.8, 2.2, rng) * s + random_vec(7, -1.0, 1.0, rng) + 2.0;
  const arma::vec steps = arma::exp(s);
  const arma::vec errors = arma::exp(t);
  const double slope = line_slope(s, t);
  const double means_s = arma::mean(s);
  const double means_t = arma::mean(t);
  CHECK_THAT(
      fitted_order(steps, errors, 1e-12),
      close_to(slope, 1e-9)
          .mistake("This is the slope between the first two points: all points count.",
                   (t(1) - t(0)) / (s(1) - s(0)))
          .mistake("This is the slope between the last two points: all points count.",
                   (t(6) - t(5)) / (s(6) - s(5)))
          .mistake("This is the slope from the first point to the last: all points count.",
                   (t(6) - t(0)) / (s(6) - s(0)))
          .mistake("This line goes through (0, 0): the means must be subtracted first.",
                   sum_of(s, t) / sum_of(s, s))
          .mistake("This is the quotient of the means: look at the formula of the slope.",
                   means_t / means_s)
          .mistake("Steps and errors are swapped.", line_slope(t, s))
          .mistake("No logarithms were taken.", line_slope(steps, errors))
          .mistake("Only the errors have a logarithm: the steps need one, too.",
                   line_slope(steps, t))
          .mistake("Only the steps have a logarithm: the errors need one, too.",
                   line_slope(s, errors))
          .mistake("Two different logarithms were taken, log and log10.", slope * std::log(10.0))
          .mistake("Two different logarithms were taken, log and log10.", slope / std::log(10.0))
          .mistake("This is the slope against the number of the point, not against its step.",
                   line_slope(arma::regspace(0, 6), t))
          .mistake("This is a correlation: it is divided by the spread of the errors, too.",
                   arma::as_scalar(arma::cor(s, t))));
}

TEST_CASE("5.6 a power law has its exponent as order, whatever the factor", "[05][5.6]") {
  Rng rng = test_rng("5.6 b");
  for (int round = 0; round < 4; ++round) {
    const double p = uniform(0.5, 3.0, rng);
    const double c = std::pow(10.0, uniform(-3.0, 3.0, rng));
    const arma::vec steps = halves(uniform(0.1, 1.0, rng), 6);
    INFO("errors = " << c << " steps^" << p);
    CHECK_THAT(fitted_order(steps, c * arma::pow(steps, p), 1e-12), close_to(p, 1e-9));
  }
}

TEST_CASE("5.6 points below the floor do not count, wherever they stand", "[05][5.6]") {
  Rng rng = test_rng("5.6 c");
  const arma::vec s = {0, -1, -2, -3, -4, -5, -6, -7};
  arma::vec t = 2.0 * s + random_vec(8, -0.5, 0.5, rng);
  const arma::uvec low = {1, 4, 7};  // rounding made these errors far too small
  const arma::uvec kept = {0, 2, 3, 5, 6};
  for (const arma::uword i : low) t(i) = uniform(-32.0, -28.0, rng);
  const double log_floor = -20.0;
  arma::vec raised = t;
  for (const arma::uword i : low) raised(i) = log_floor;
  const arma::vec first_steps = s.head(5);
  INFO("The floor is " << std::exp(log_floor)
                       << ", and points 1, 4 and 7 of 0 ... 7 are below it.");
  CHECK_THAT(fitted_order(arma::exp(s), arma::exp(t), std::exp(log_floor)),
             close_to(line_slope(s.elem(kept), t.elem(kept)), 1e-9)
                 .mistake("The points below the floor were counted.", line_slope(s, t))
                 .mistake("The errors below the floor were raised to it: they do not count at all.",
                          line_slope(s, raised))
                 .mistake("Each error that is kept needs its own step: some have a neighbour's.",
                          line_slope(first_steps, t.elem(kept)))
                 .mistake("Only the points below the floor were counted.",
                          line_slope(s.elem(low), t.elem(low))));
}

TEST_CASE("5.6 an error of exactly the floor counts", "[05][5.6]") {
  Rng rng = test_rng("5.6 d");
  // Powers of 2 are exact, and so is the comparison. Large steps with errors below the floor count
  // as little as small ones.
  const double floor = std::pow(2.0, -10);
  const double top = std::floor(uniform(0.0, 6.0, rng));
  const arma::vec s = {3, 2, 1, 0};
  const arma::vec t = {top, -3, -4, -10};
  const auto power = [](const arma::vec& exponents) {
    arma::vec result(exponents.n_elem);
    for (arma::uword i = 0; i < result.n_elem; ++i) result(i) = std::pow(2.0, exponents(i));
    return result;
  };
  INFO("The last error is the floor itself, which is not below it.");
  CHECK_THAT(
      fitted_order(power(s), power(t), floor),
      close_to(line_slope(s, t), 1e-9)
          .mistake("The point on the floor was left out.", line_slope(s.head(3), t.head(3))));
}

TEST_CASE("5.6 the order in which the points come does not matter", "[05][5.6]") {
  Rng rng = test_rng("5.6 e");
  const arma::vec s = random_vec(6, -4.0, 1.0, rng);
  const arma::vec t = 1.5 * s + random_vec(6, -1.0, 1.0, rng);
  const arma::uvec order = permutation(6, rng);
  const arma::vec steps = arma::exp(s);
  const arma::vec errors = arma::exp(t);
  INFO("The same six points in two orders: each time the slope of the line through all of them.");
  CHECK_THAT(fitted_order(steps, errors, 1e-12), close_to(line_slope(s, t), 1e-8));
  CHECK_THAT(fitted_order(steps.elem(order), errors.elem(order), 1e-12),
             close_to(line_slope(s, t), 1e-8));
}

TEST_CASE("5.6 two points make a line, one and none are refused", "[05][5.6]") {
  Rng rng = test_rng("5.6 f");
  const double p = uniform(0.5, 3.0, rng);
  INFO("Two points above the floor are enough.");
  CHECK_THAT(fitted_order({4, 2, 1}, {std::pow(4.0, p), std::pow(2.0, p), 1e-20}, 1e-9),
             close_to(p, 1e-9));
  INFO("The message counts the errors that are not below the floor.");
  CHECK_THROWS_MATCHES(fitted_order({1, 0.5, 0.25}, {1e-20, 1, 1e-20}, 1e-9), std::invalid_argument,
                       says("fitted_order: 1 error above the floor, expected at least 2"));
  CHECK_THROWS_MATCHES(fitted_order({1, 0.5, 0.25}, {1e-20, 1e-21, 1e-20}, 1e-9),
                       std::invalid_argument,
                       says("fitted_order: 0 errors above the floor, expected at least 2"));
}

// ---- 5.7 jacobian_test --------------------------------------------------------------------------

TEST_CASE("5.7 with the right product, first is a pure e^2", "[05][5.7]") {
  Rng rng = test_rng("5.7 a");
  const Quadratics F = random_quadratics(3, 5, rng);
  const arma::vec x = random_vec(3, -1.0, 1.0, rng);
  const arma::vec u = signed_vec(5, 0.5, 1.5, rng);
  const arma::vec d = signed_vec(3, 0.5, 1.5, rng);
  const Quadratic f = F.along(u);
  const Quadratic plain = F.along(arma::vec(5, arma::fill::ones));
  const double first_step = uniform(1.5, 2.5, rng);
  const arma::vec e = halves(first_step, 5);
  const TaylorTest test = jacobian_test(F, f.gradient(x), x, u, d, first_step, 5);

  arma::vec distance(5);
  for (arma::uword k = 0; k < 5; ++k) distance(k) = length_of(F(x + e(k) * d) - F(x));
  {
    INFO("steps:");
    CHECK_THAT(test.steps, close_to(e));
  }
  {
    INFO("zeroth, |u'F(x + e d) - u'F(x)|:");
    CHECK_THAT(test.zeroth,
               close_to(arma::abs(e * f.slope(x, d) + e % e * f.bend(d)))
                   .mistake("The entries of F were added up: where is u?",
                            arma::abs(e * plain.slope(x, d) + e % e * plain.bend(d)))
                   .mistake("This is how far F moved: the test is about the number u'F.", distance)
                   .mistake("A distance has no sign.", e * f.slope(x, d) + e % e * f.bend(d)));
  }
  INFO("first, |u'F(x + e d) - u'F(x) - e product'd|:");
  CHECK_THAT(test.first, close_to(arma::abs(e % e * f.bend(d)))
                             .mistake("This is zeroth again: where does product come in?",
                                      arma::abs(e * f.slope(x, d) + e % e * f.bend(d)))
                             .mistake("The entries of F were added up: where is u?",
                                      arma::abs(e * plain.slope(x, d) + e % e * plain.bend(d) -
                                                e * f.slope(x, d))));
}

TEST_CASE("5.7 u and d keep their places when both have the same length", "[05][5.7]") {
  Rng rng = test_rng("5.7 b");
  const Quadratics F = random_quadratics(4, 4, rng);
  const arma::vec x = random_vec(4, -1.0, 1.0, rng);
  const arma::vec u = signed_vec(4, 0.5, 1.5, rng);
  const arma::vec d = signed_vec(4, 0.5, 1.5, rng);
  const Quadratic f = F.along(u);
  const Quadratic swapped = F.along(d);
  const arma::vec e = halves(1.0, 4);
  const TaylorTest test = jacobian_test(F, f.gradient(x), x, u, d, 1.0, 4);
  INFO("F has as many outputs as inputs here. u belongs to F(x), d to x.");
  CHECK_THAT(test.zeroth,
             close_to(arma::abs(e * f.slope(x, d) + e % e * f.bend(d)))
                 .mistake("u and d are swapped.",
                          arma::abs(e * swapped.slope(x, u) + e % e * swapped.bend(u)))
                 .mistake("x moved along u: that is what d is for.",
                          arma::abs(e * f.slope(x, u) + e % e * f.bend(u)))
                 .mistake("F was multiplied by d: that is what u is for.",
                          arma::abs(e * swapped.slope(x, d) + e % e * swapped.bend(d))));
  CHECK_THAT(test.first, close_to(arma::abs(e % e * f.bend(d))));
}

TEST_CASE("5.7 a product that was not transposed leaves a part in e", "[05][5.7]") {
  Rng rng = test_rng("5.7 c");
  const Quadratics F = random_quadratics(3, 3, rng);
  const arma::vec x = random_vec(3, -1.0, 1.0, rng);
  const arma::vec u = signed_vec(3, 0.5, 1.5, rng);
  const arma::vec d = signed_vec(3, 0.5, 1.5, rng);
  const Quadratic f = F.along(u);
  arma::vec J_u(3);  // in place of J'u
  for (arma::uword i = 0; i < 3; ++i) J_u(i) = F.outputs[i].slope(x, u);
  const arma::vec e = halves(1.0, 5);
  const arma::vec change = e * f.slope(x, d) + e % e * f.bend(d);
  const TaylorTest test = jacobian_test(F, J_u, x, u, d, 1.0, 5);
  INFO("The product is wrong here: the test has to show it, not to repair it.");
  CHECK_THAT(test.first, close_to(arma::abs(change - e * sum_of(J_u, d)))
                             .mistake("Is product used? This is what the right one gives.",
                                      arma::abs(e % e * f.bend(d)))
                             .mistake("A distance has no sign.", change - e * sum_of(J_u, d)));
}

TEST_CASE("5.7 one output, and one input", "[05][5.7]") {
  Rng rng = test_rng("5.7 d");
  for (const auto& [inputs, outputs] : {std::pair<arma::uword, arma::uword>{1, 4}, {4, 1}}) {
    const Quadratics F = random_quadratics(inputs, outputs, rng);
    const arma::vec x = random_vec(inputs, -1.0, 1.0, rng);
    const arma::vec u = signed_vec(outputs, 0.5, 1.5, rng);
    const arma::vec d = signed_vec(inputs, 0.5, 1.5, rng);
    const Quadratic f = F.along(u);
    const arma::vec e = halves(1.0, 3);
    INFO(inputs << " inputs, " << outputs << " outputs:");
    const TaylorTest test = jacobian_test(F, f.gradient(x), x, u, d, 1.0, 3);
    CHECK_THAT(test.zeroth, close_to(arma::abs(e * f.slope(x, d) + e % e * f.bend(d))));
    CHECK_THAT(test.first, close_to(arma::abs(e % e * f.bend(d))));
  }
}

TEST_CASE("5.7 u must have one entry for each entry of F(x)", "[05][5.7]") {
  Rng rng = test_rng("5.7 e");
  const Quadratics F = random_quadratics(2, 4, rng);
  const arma::vec two = random_vec(2, -1.0, 1.0, rng);
  INFO("x has 2 entries, F(x) has 4.");
  for (const arma::uword length : {2, 3, 5}) {
    const arma::vec u(length, arma::fill::ones);
    CHECK_THROWS_MATCHES(
        jacobian_test(F, two, two, u, two, 1.0, 2), std::invalid_argument,
        says("jacobian_test: u is " + std::to_string(length) + "x1, expected 4x1"));
  }
}

// ---- 5.8 loss_at and loss_gradient --------------------------------------------------------------

namespace {

/// theta, with each layer's blocks in another order: the ways to get flatten() wrong.
struct OtherOrders {
  arma::vec by_rows;     // the weights row by row
  arma::vec bias_first;  // the bias before the weights
  arma::vec last_first;  // the last layer before the first
  arma::vec weights;     // no biases
};

OtherOrders other_orders(const Network& network, const arma::vec& theta) {
  OtherOrders other;
  arma::uword at = 0;
  for (const DenseLayer& layer : network.layers) {
    const arma::uword rows = layer.weights.n_rows;
    const arma::uword cols = layer.weights.n_cols;
    const arma::mat W(theta.subvec(at, at + rows * cols - 1));
    const arma::vec b = theta.subvec(at + rows * cols, at + rows * cols + rows - 1);
    const arma::vec w = arma::vectorise(W);
    const arma::vec w_rows = arma::vectorise(arma::reshape(W, rows, cols).t());
    other.by_rows = arma::join_cols(other.by_rows, w_rows, b);
    other.bias_first = arma::join_cols(other.bias_first, b, w);
    other.last_first = arma::join_cols(w, b, other.last_first);
    other.weights = arma::join_cols(other.weights, w);
    at += rows * cols + rows;
  }
  return other;
}

/// A network of the shape of `network` that has `theta` as its parameters.
Network with_theta(Network network, const arma::vec& theta) {
  const std::vector<double*> parameters = parameters_of(network);
  for (arma::uword i = 0; i < theta.n_elem; ++i) *parameters[i] = theta(i);
  return network;
}

}  // namespace

TEST_CASE("5.8 loss_at is the loss of the network with the parameters in theta", "[05][5.8]") {
  Rng rng = test_rng("5.8 a");
  const Network network = random_network({3, 4, 2}, Activation::tanh, Activation::identity, rng);
  const arma::mat X = uniform_matrix(3, 5, -1.0, 1.0, rng);
  const arma::mat targets = random_targets(2, 5, rng);
  const arma::vec theta = random_vec(26, -1.0, 1.0, rng);
  const Network filled = with_theta(network, theta);
  Network without_activations = filled;
  without_activations.layers[0].activation = Activation::identity;
  for (const NamedLoss& loss : all_losses) {
    const auto with = [&](const Network& other) {
      return loop_loss(loss.function, loop_output(other, X), targets);
    };
    // The same theta, put in place in another order.
    Network by_rows = network;
    Network bias_first = network;
    arma::uword at = 0;
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      arma::mat& W = by_rows.layers[l].weights;
      for (arma::uword i = 0; i < W.n_rows; ++i) {
        for (arma::uword j = 0; j < W.n_cols; ++j) W(i, j) = theta(at + i * W.n_cols + j);
      }
      for (arma::uword i = 0; i < W.n_rows; ++i) {
        by_rows.layers[l].bias(i) = theta(at + W.n_elem + i);
        bias_first.layers[l].bias(i) = theta(at + i);
      }
      for (arma::uword k = 0; k < W.n_elem; ++k) {
        bias_first.layers[l].weights(k) = theta(at + W.n_rows + k);
      }
      at += W.n_elem + W.n_rows;
    }
    INFO(loss.name << " of five samples:");
    CHECK_THAT(loss_at(network, theta, loss.function, X, targets),
               close_to(with(filled))
                   .samples(5)
                   .mistake("This is the loss with the network's own parameters: theta has others.",
                            with(network))
                   .mistake("The weights were filled row by row: flatten() goes column by column.",
                            with(by_rows))
                   .mistake("The biases were filled before the weights.", with(bias_first))
                   .mistake("Targets and outputs are swapped.",
                            loop_loss(loss.function, targets, loop_output(filled, X)))
                   .mistake("The activations were lost: the new network needs those of `network`.",
                            with(without_activations))
                   .mistake("This is another loss: is the argument function used?",
                            loop_loss(squared, loop_output(filled, X), targets)));
  }
}

TEST_CASE("5.8 the loss is that of the network's output, after its last activation", "[05][5.8]") {
  Rng rng = test_rng("5.8 b");
  const Network network = random_network({2, 3, 3}, Activation::relu, Activation::sigmoid, rng);
  const arma::mat X = uniform_matrix(2, 4, -1.0, 1.0, rng);
  const arma::mat targets = random_targets(3, 4, rng);
  const Network other = random_network({2, 3, 3}, Activation::relu, Activation::sigmoid, rng);
  Network all_identity = other;
  for (DenseLayer& layer : all_identity.layers) layer.activation = Activation::identity;
  INFO("The hidden layer is ReLU and the output layer is sigmoid: the loss sees what comes out.");
  CHECK_THAT(loss_at(network, theta_of(other), squared, X, targets),
             close_to(loop_loss(squared, loop_output(other, X), targets))
                 .samples(4)
                 .mistake("This is the loss of Z of the last layer: the output is its A.",
                          loop_loss(squared, loop_output(other, X, false), targets))
                 .mistake("The activations were lost: the new network needs those of `network`.",
                          loop_loss(squared, loop_output(all_identity, X), targets))
                 .mistake("This is the loss with the network's own parameters: theta has others.",
                          loop_loss(squared, loop_output(network, X), targets)));
}

TEST_CASE("5.8 loss_gradient agrees with central differences, for every loss", "[05][5.8]") {
  Rng rng = test_rng("5.8 c");
  const Network network = random_network({2, 4, 3}, Activation::tanh, Activation::identity, rng);
  const arma::mat X = uniform_matrix(2, 5, -1.0, 1.0, rng);
  const arma::mat targets = random_targets(3, 5, rng);
  for (const NamedLoss& loss : all_losses) {
    const arma::vec expected = loop_gradient(network, loss.function, X, targets);
    const OtherOrders other = other_orders(network, expected);
    INFO(loss.name << " of five samples, 2 -> 4 -> 3, in the order of flatten():");
    CHECK_THAT(
        loss_gradient(network, loss.function, X, targets),
        close_to(expected, 1e-7)
            .samples(5)
            .mistake("The weights stand row by row: flatten() goes column by column.",
                     other.by_rows)
            .mistake("The biases stand before the weights.", other.bias_first)
            .mistake("The last layer comes first here: flatten() begins with the first.",
                     other.last_first)
            .mistake("These are the weights alone: biases are parameters, too.", other.weights)
            .mistake("This is the last layer alone.", expected.tail(15))
            .mistake("The hidden layer was divided by m once more: where does 1/m stand?",
                     arma::join_cols(expected.head(12) / 5.0, expected.tail(15)))
            .mistake("These are the parameters, not their derivatives.", theta_of(network))
            .mistake("This is the gradient of another loss: is the argument function used?",
                     loop_gradient(network, squared, X, targets)));
  }
}

TEST_CASE("5.8 three layers of sigmoids, each with its own derivative", "[05][5.8]") {
  Rng rng = test_rng("5.8 d");
  const Network network =
      random_network({2, 3, 2, 2}, Activation::sigmoid, Activation::sigmoid, rng);
  const arma::mat X = uniform_matrix(2, 3, -1.0, 1.0, rng);
  const arma::mat targets = uniform_matrix(2, 3, 0.0, 1.0, rng);
  Network linear_end = network;
  linear_end.layers.back().activation = Activation::identity;
  INFO("The squared error of sigmoid outputs: the last layer has an activation, too.");
  CHECK_THAT(loss_gradient(network, squared, X, targets),
             close_to(loop_gradient(network, squared, X, targets), 1e-7)
                 .samples(3)
                 .mistake("This is the gradient of a network whose output is Z: the loss sees A.",
                          loop_gradient(linear_end, squared, X, targets)));
}

TEST_CASE("5.8 each sample twice changes neither the loss nor its gradient", "[05][5.8]") {
  Rng rng = test_rng("5.8 e");
  const Network network = random_network({2, 3, 2}, Activation::tanh, Activation::identity, rng);
  const arma::mat X = uniform_matrix(2, 3, -1.0, 1.0, rng);
  const arma::mat targets = random_targets(2, 3, rng);
  const arma::mat XX = arma::join_rows(X, X);
  const arma::mat targets2 = arma::join_rows(targets, targets);
  for (const NamedLoss& loss : all_losses) {
    INFO(loss.name << ": a mean over the samples stays as it is. Where does 1/m stand, and how "
                      "often?");
    CHECK_THAT(loss_at(network, theta_of(network), loss.function, XX, targets2),
               close_to(loop_loss(loss.function, loop_output(network, X), targets)).samples(6));
    CHECK_THAT(loss_gradient(network, loss.function, XX, targets2),
               close_to(loop_gradient(network, loss.function, X, targets), 1e-7).samples(6));
  }
}
