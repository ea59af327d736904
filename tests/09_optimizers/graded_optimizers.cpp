// The graded tests of lesson 09. Inputs come from a seed that no submission knows; what is expected
// comes from loops over single numbers, or from what must hold whatever the numbers are: Adam's
// steps under a constant gradient, momentum's geometric sum, the closed form on a parabola.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "09_optimizers/optimizers.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/seed.hpp"

using namespace nn;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

arma::vec uniform_vec(arma::uword length, double low, double high, Rng& rng) {
  return uniform_matrix(length, 1, low, high, rng);
}

/// A gradient with no entry near 0: |g| in 0.5 ... 2.5, of both signs.
arma::vec clear_gradient(arma::uword length, Rng& rng) {
  arma::vec g = uniform_vec(length, 0.5, 2.5, rng);
  for (arma::uword i = uniform_index(2, rng); i < length; i += 2) g(i) = -g(i);
  return g;
}

/// Uniform among low ... high.
arma::uword between(arma::uword low, arma::uword high, Rng& rng) {
  return low + uniform_index(high - low + 1, rng);
}

/// x^n, one factor at a time.
double power(double x, arma::uword n) {
  double product = 1.0;
  for (arma::uword i = 0; i < n; ++i) product *= x;
  return product;
}

std::string refused(const std::string& function, const std::string& argument, arma::uword got,
                    arma::uword expected) {
  return function + ": " + argument + " is " + std::to_string(got) + "x1, expected " +
         std::to_string(expected) + "x1";
}

/// share * old + (1 - share) * added, entry by entry.
arma::vec mixed(double share, const arma::vec& old, const arma::vec& added) {
  arma::vec mean(old.n_elem);
  for (arma::uword i = 0; i < old.n_elem; ++i) mean(i) = share * old(i) + (1 - share) * added(i);
  return mean;
}

arma::vec squared(const arma::vec& v) {
  arma::vec squares(v.n_elem);
  for (arma::uword i = 0; i < v.n_elem; ++i) squares(i) = v(i) * v(i);
  return squares;
}

/// theta - rate * above / (root of below + epsilon), entry by entry.
arma::vec scaled_step(const arma::vec& theta, double rate, const arma::vec& above,
                      const arma::vec& below, double epsilon) {
  arma::vec stepped(theta.n_elem);
  for (arma::uword i = 0; i < theta.n_elem; ++i) {
    stepped(i) = theta(i) - rate * above(i) / (std::sqrt(below(i)) + epsilon);
  }
  return stepped;
}

/// An Adam in the middle of its work, with numbers among which no two mistakes agree.
Adam working_adam(arma::uword length, Rng& rng) {
  Adam state;
  state.beta1 = uniform(0.5, 0.8, rng);
  state.beta2 = uniform(0.85, 0.95, rng);
  state.epsilon = uniform(0.1, 0.5, rng);
  state.steps = between(2, 6, rng);
  state.mean = uniform_vec(length, -1.0, 1.0, rng);
  state.square = uniform_vec(length, 0.5, 2.0, rng);
  return state;
}

/// m, s, M, S and theta after one step of Adam from `before`.
struct AdamStep {
  arma::vec mean, square, corrected_mean, corrected_square, theta;
};

AdamStep loop_adam(const Adam& before, const arma::vec& theta, const arma::vec& g, double rate) {
  AdamStep step;
  const arma::uword n = theta.n_elem;
  const arma::vec zeros(n, arma::fill::zeros);
  const arma::uword t = before.steps + 1;
  step.mean = mixed(before.beta1, before.mean.is_empty() ? zeros : before.mean, g);
  step.square = mixed(before.beta2, before.square.is_empty() ? zeros : before.square, squared(g));
  step.corrected_mean = step.mean / (1.0 - power(before.beta1, t));
  step.corrected_square = step.square / (1.0 - power(before.beta2, t));
  step.theta = scaled_step(theta, rate, step.corrected_mean, step.corrected_square, before.epsilon);
  return step;
}

/// What a rate on a plateau may be taken for.
enum class Plateau {
  right,
  compares_with_last,
  counts_on_after_cut,
  counts_first,
  equal_improves,
  one_late,
  not_in_a_row,
  forgets_at_cut,
  cuts_once,
  takes_back,
  one_early,
  never_improves,
  nan_improves,
  nan_is_skipped
};

arma::vec loop_plateau(double rate, const std::vector<double>& losses, arma::uword patience,
                       double factor, Plateau kind = Plateau::right) {
  arma::vec rates(losses.size());
  double smallest = kind == Plateau::never_improves ? -infinite : infinite;
  arma::uword bad = 0;
  arma::uword cuts = 0;
  const arma::uword limit = kind == Plateau::one_late    ? patience + 1
                            : kind == Plateau::one_early ? patience - 1
                                                         : patience;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const double loss = losses[i];
    const bool first_is_bad = i == 0 && kind == Plateau::counts_first;
    const bool equal = loss == smallest && kind == Plateau::equal_improves;
    const bool nan = std::isnan(loss);
    if (nan && kind == Plateau::nan_is_skipped) {
      rates(i) = rate * power(factor, cuts);
      continue;
    }
    const bool improves =
        kind == Plateau::nan_improves ? !(loss >= smallest) : (loss < smallest || equal);
    if (improves && !first_is_bad) {
      if (kind != Plateau::not_in_a_row) bad = 0;
      if (kind == Plateau::takes_back) cuts = 0;
    } else {
      ++bad;
    }
    if (improves || kind == Plateau::compares_with_last) smallest = loss;
    const bool cut = kind == Plateau::counts_on_after_cut ? bad >= limit : bad == limit;
    if (cut && !(improves && !first_is_bad)) {
      ++cuts;
      if (kind != Plateau::counts_on_after_cut) bad = 0;
      if (kind == Plateau::forgets_at_cut) smallest = infinite;
    }
    const arma::uword counted = kind == Plateau::cuts_once ? std::min<arma::uword>(cuts, 1) : cuts;
    rates(i) = rate * power(factor, counted);
  }
  return rates;
}

/// The rate after the first loss, after the first two, and so on.
arma::vec plateau_rates(double rate, const std::vector<double>& losses, arma::uword patience,
                        double factor) {
  arma::vec rates(losses.size());
  for (std::size_t n = 1; n <= losses.size(); ++n) {
    const std::vector<double> so_far(losses.begin(), losses.begin() + static_cast<long>(n));
    rates(n - 1) = plateau_rate(rate, so_far, patience, factor);
  }
  return rates;
}

arma::vec cosine_rates(double rate, arma::uword count, arma::uword epochs, arma::uword warm_up) {
  arma::vec rates(count);
  for (arma::uword k = 0; k < count; ++k) rates(k) = cosine_rate(rate, k, epochs, warm_up);
  return rates;
}

/// The rates of epochs 0 ... count-1 for a rise of rise(k) and a fall in which the share fall(k) is
/// over; 0 from epoch `end` on. cos^2 (x/2) is (1 + cos x) / 2.
template <typename Rise, typename Fall>
arma::vec rise_and_fall(double rate, arma::uword count, arma::uword warm_up, arma::uword end,
                        Rise rise, Fall fall) {
  arma::vec rates(count);
  for (arma::uword i = 0; i < count; ++i) {
    const double k = static_cast<double>(i);
    const double half = std::cos(arma::datum::pi / 2.0 * fall(k));
    rates(i) = i < warm_up ? rate * rise(k) : i < end ? rate * half * half : 0.0;
  }
  return rates;
}

Optimizer with_method(Method method) {
  Optimizer optimizer;
  optimizer.method = method;
  return optimizer;
}

/// Samples are numbers d(0), d(1), ...; the loss of a batch is the mean of (theta - d)^2 / 2 with a
/// two-dimensional theta whose second entry has twice the slope.
struct Pull {
  arma::vec d;

  arma::vec operator()(const arma::vec& theta, const arma::uvec& batch) const {
    double mean = 0.0;
    for (const arma::uword sample : batch) mean += d(sample) / static_cast<double>(batch.n_elem);
    return {theta(0) - mean, 2.0 * (theta(1) - mean)};
  }
};

/// What minimise() asked for, in order.
struct Asked {
  std::vector<arma::uvec> batches;
  std::vector<arma::vec> thetas;
};

BatchGradient recording(const Pull& pull, Asked& asked) {
  return [&pull, &asked](const arma::vec& theta, const arma::uvec& batch) {
    asked.batches.push_back(batch);
    asked.thetas.push_back(theta);
    return pull(theta, batch);
  };
}

bool go_on(arma::uword, const arma::vec&) {
  return true;
}

double rate_of(arma::uword epoch) {
  return 0.3 / static_cast<double>(1 + epoch);
}

}  // namespace

// ---- 9.1 momentum_step --------------------------------------------------------------------------

TEST_CASE("9.1 velocity and theta after a step from any state", "[09][9.1]") {
  Rng rng = test_rng("9.1 a");
  const arma::uword n = between(3, 6, rng);
  const double beta = uniform(0.3, 0.8, rng);
  const double rate = uniform(0.05, 0.3, rng);
  const arma::vec theta = uniform_vec(n, -2.0, 2.0, rng);
  const arma::vec old = uniform_vec(n, -1.0, 1.0, rng);
  const arma::vec g = clear_gradient(n, rng);
  arma::vec v(n);
  for (arma::uword i = 0; i < n; ++i) v(i) = beta * old(i) + g(i);

  Momentum state{.beta = beta, .velocity = old};
  const arma::vec moved = momentum_step(state, theta, g, rate);
  {
    INFO("v(i) = beta times the old v(i), plus g(i); state.velocity holds it after the step.");
    CHECK_THAT(
        state.velocity,
        close_to(v)
            .mistake("This is the gradient alone: the velocity from before is lost.", g)
            .mistake("This is the old velocity: the new one has to be kept.", old)
            .mistake("The old velocity has its full weight: where is beta?", old + g)
            .mistake("The gradient was multiplied by 1 - beta: in this form of momentum the "
                     "velocity is a sum, not a mean.",
                     mixed(beta, old, g))
            .mistake("The learning rate is in the velocity: it belongs to the step alone.",
                     beta * old + rate * g)
            .mistake("The learning rate is in the velocity: it belongs to the step alone.",
                     beta * old - rate * g)
            .mistake("The gradient was subtracted from the velocity.", beta * old - g)
            .mistake("beta is 0.9 here: the state says which beta.", 0.9 * old + g)
            .mistake("beta belongs to the old velocity, not to the gradient.", old + beta * g)
            .mistake("beta belongs to the old velocity alone.", beta * (old + g)));
  }
  INFO("theta less rate times the new velocity.");
  CHECK_THAT(
      moved,
      close_to(theta - rate * v)
          .mistake("This step goes uphill: look at its sign.", theta + rate * v)
          .mistake("This is a step with the old velocity: first the velocity, then theta.",
                   theta - rate * old)
          .mistake("This is a step with the gradient alone.", theta - rate * g)
          .mistake("beta times the velocity was added once more: that is Nesterov's method, "
                   "a cousin of this one.",
                   theta - rate * (beta * v + g))
          .mistake("The learning rate is missing.", theta - v)
          .mistake("This is the step: the new theta is the old one with the step.", -rate * v)
          .mistake("The gradient is in the step twice, once in the velocity and once beside "
                   "it.",
                   theta - rate * (v + g))
          .mistake("The old velocity is in the step twice.", theta - rate * (v + old))
          .mistake("This is the old theta.", theta));
}

TEST_CASE("9.1 under a constant gradient the velocity is a geometric sum", "[09][9.1]") {
  Rng rng = test_rng("9.1 b");
  const double beta = uniform(0.3, 0.9, rng);
  const double rate = uniform(0.01, 0.1, rng);
  const arma::vec g = clear_gradient(3, rng);
  const arma::vec start = uniform_vec(3, -2.0, 2.0, rng);
  Momentum state;
  state.beta = beta;
  arma::vec theta = start;
  arma::vec sum_of_velocities(3, arma::fill::zeros);
  for (arma::uword k = 1; k <= 30; ++k) {
    theta = momentum_step(state, theta, g, rate);
    INFO("Step " << k << ": v = (1 + beta + beta^2 + ...) g with " << k << " terms.");
    const arma::vec v = (1.0 - power(beta, k)) / (1.0 - beta) * g;
    sum_of_velocities += v;
    REQUIRE_THAT(state.velocity, close_to(v));
    REQUIRE_THAT(theta, close_to(start - rate * sum_of_velocities));
  }
}

TEST_CASE("9.1 on a parabola with the best beta theta has a closed form", "[09][9.1]") {
  Rng rng = test_rng("9.1 c");
  // f(x) = c x^2 / 2. With r = 1 - sqrt(rate c) and beta = r^2: x_k = x_0 (1 + k (1 - r)) r^k.
  const double r = uniform(0.4, 0.8, rng);
  const double rate = uniform(0.05, 0.5, rng);
  const double c = (1.0 - r) * (1.0 - r) / rate;
  const double x = uniform(1.0, 3.0, rng);
  Momentum state;
  state.beta = r * r;
  arma::vec theta = {x};
  INFO("f(x) = c x^2 / 2 from x = " << x << ": each gradient is taken at the theta of before.");
  for (arma::uword k = 1; k <= 20; ++k) {
    theta = momentum_step(state, theta, c * theta, rate);
    REQUIRE_THAT(theta,
                 close_to(arma::vec{x * (1.0 + static_cast<double>(k) * (1.0 - r)) * power(r, k)}));
  }
}

TEST_CASE("9.1 two states know nothing of each other", "[09][9.1]") {
  Rng rng = test_rng("9.1 d");
  const arma::vec g = clear_gradient(4, rng);
  const arma::vec h = clear_gradient(4, rng);
  const arma::vec zeros(4, arma::fill::zeros);
  Momentum one{.beta = 0.5, .velocity = {}};
  Momentum other{.beta = 0.25, .velocity = {}};
  momentum_step(one, zeros, g, 0.1);
  momentum_step(other, zeros, h, 0.1);
  momentum_step(one, zeros, g, 0.1);
  momentum_step(other, zeros, h, 0.1);
  INFO("Steps in turn with two states, whose betas are 0.5 and 0.25.");
  CHECK_THAT(one.velocity, close_to(1.5 * g));
  CHECK_THAT(other.velocity, close_to(1.25 * h));
}

TEST_CASE("9.1 the message of a refusal names both lengths", "[09][9.1]") {
  Rng rng = test_rng("9.1 e");
  const arma::uword n = between(4, 9, rng);
  for (const arma::uword wrong : {n - 1, n + 1, arma::uword{1}}) {
    Momentum empty;
    Momentum filled{.beta = 0.9, .velocity = arma::ones(wrong)};
    INFO("theta has " << n << " entries, and something else has " << wrong << ".");
    CHECK_THROWS_MATCHES(momentum_step(empty, arma::ones(n), arma::ones(wrong), 0.1),
                         std::invalid_argument,
                         says(refused("momentum_step", "gradient", wrong, n)));
    CHECK_THROWS_MATCHES(momentum_step(filled, arma::ones(n), arma::ones(n), 0.1),
                         std::invalid_argument,
                         says(refused("momentum_step", "velocity", wrong, n)));
  }
  INFO("What fits is not refused.");
  Momentum fitting;
  CHECK_NOTHROW(momentum_step(fitting, arma::ones(n), arma::ones(n), 0.1));
}

// ---- 9.2 rms_prop_step --------------------------------------------------------------------------

TEST_CASE("9.2 s and theta after a step from any state", "[09][9.2]") {
  Rng rng = test_rng("9.2 a");
  const arma::uword n = between(3, 6, rng);
  const double rho = uniform(0.6, 0.8, rng);
  const double epsilon = uniform(0.1, 0.5, rng);
  const double rate = uniform(0.05, 0.3, rng);
  const arma::vec theta = uniform_vec(n, -2.0, 2.0, rng);
  const arma::vec old = uniform_vec(n, 0.5, 2.0, rng);
  const arma::vec g = clear_gradient(n, rng);
  const arma::vec s = mixed(rho, old, squared(g));
  const arma::vec root = arma::sqrt(s);
  const double norm = arma::accu(squared(g));

  RmsProp state{.rho = rho, .epsilon = epsilon, .square = old};
  const arma::vec moved = rms_prop_step(state, theta, g, rate);
  {
    INFO("s(i) = rho times the old s(i), plus (1 - rho) times g(i)^2.");
    CHECK_THAT(
        state.square,
        close_to(s)
            .mistake("The gradient was not squared.", mixed(rho, old, g))
            .mistake("This is the square of a mean: a mean of the squares was asked for.",
                     squared(mixed(rho, arma::sqrt(old), g)))
            .mistake("The square of the new gradient has its full weight: a mean shares.",
                     rho * old + squared(g))
            .mistake("This sums up all squares: that is AdaGrad, and its steps only ever become "
                     "shorter.",
                     old + squared(g))
            .mistake("rho and 1 - rho have changed places.", mixed(1.0 - rho, old, squared(g)))
            .mistake("This is the old s: the new one has to be kept.", old)
            .mistake("rho is 0.9 here: the state says which rho.", mixed(0.9, old, squared(g)))
            .mistake("1 - rho was squared together with the gradient.",
                     rho * old + (1 - rho) * (1 - rho) * squared(g))
            .mistake("This is the square of the new gradient alone: the old s is lost.", squared(g))
            .mistake("This is the square of the new gradient alone: the old s is lost.",
                     (1 - rho) * squared(g))
            .mistake("The squares of all entries were summed: each entry has an s of its own.",
                     rho * old + (1 - rho) * norm)
            .mistake("The state holds the root: the next step needs s itself.", root));
  }
  INFO("theta less rate times g over (root of s, plus epsilon), entry by entry.");
  CHECK_THAT(
      moved,
      close_to(scaled_step(theta, rate, g, s, epsilon))
          .mistake("This step goes uphill: look at its sign.",
                   scaled_step(theta, -rate, g, s, epsilon))
          .mistake("Epsilon is inside of the root.", theta - rate * g / arma::sqrt(s + epsilon))
          .mistake("The root is missing.", theta - rate * g / (s + epsilon))
          .mistake("Epsilon was not used.", theta - rate * g / root)
          .mistake("Epsilon is 1e-8 here: the state says which epsilon.",
                   scaled_step(theta, rate, g, s, 1e-8))
          .mistake("A division comes before an addition: mind the brackets.",
                   theta - rate * (g / root + epsilon))
          .mistake("A division comes before an addition: mind the brackets.",
                   theta - (rate * g / root + epsilon))
          .mistake("A division comes before an addition: mind the brackets.",
                   theta - rate * g / root + epsilon)
          .mistake("This divides by the s of before.", scaled_step(theta, rate, g, old, epsilon))
          .mistake("This is gradient descent's step: nothing was divided.", theta - rate * g)
          .mistake("This multiplies by the root: a steep direction needs shorter steps.",
                   theta - rate * g % (root + epsilon))
          .mistake("The learning rate is missing.", scaled_step(theta, 1.0, g, s, epsilon))
          .mistake("This corrects s as Adam does: RMSProp has no correction.",
                   scaled_step(theta, rate, g, s / (1 - rho), epsilon))
          .mistake("This is the step: the new theta is the old one with the step.",
                   scaled_step(arma::zeros(n), rate, g, s, epsilon))
          .mistake("This is the old theta.", theta));
}

TEST_CASE("9.2 the step does not depend on the gradient's scale", "[09][9.2]") {
  Rng rng = test_rng("9.2 b");
  const double rho = uniform(0.5, 0.9, rng);
  const double rate = uniform(0.05, 0.3, rng);
  const arma::vec theta = uniform_vec(3, -2.0, 2.0, rng);
  const arma::vec g = clear_gradient(3, rng);
  const arma::vec h = clear_gradient(3, rng);
  const arma::vec first = theta - rate / std::sqrt(1.0 - rho) * arma::sign(g);
  const arma::vec s = mixed(rho, (1.0 - rho) * squared(g), squared(h));
  const arma::vec second = scaled_step(first, rate, h, s, 0.0);
  for (const double scale : {1.0, 1e-4, 1e5}) {
    RmsProp state{.rho = rho, .epsilon = 0.0, .square = {}};
    INFO("The same two gradients times " << scale << ", with epsilon 0.");
    CHECK_THAT(
        rms_prop_step(state, theta, scale * g, rate),
        close_to(first)
            .mistake("The step is one rate long: either s was corrected, as in Adam, or it is the "
                     "square of this gradient alone.",
                     theta - rate * arma::sign(g))
            .mistake("The gradient was not squared, or the root is missing.",
                     theta - rate / (1.0 - rho) / scale / g));
    CHECK_THAT(rms_prop_step(state, first, scale * h, rate), close_to(second));
  }
}

TEST_CASE("9.2 a constant gradient fills s little by little", "[09][9.2]") {
  Rng rng = test_rng("9.2 c");
  const double rho = uniform(0.5, 0.95, rng);
  const arma::vec g = clear_gradient(4, rng);
  RmsProp state;
  state.rho = rho;
  RmsProp bystander;
  arma::vec theta = uniform_vec(4, -1.0, 1.0, rng);
  for (arma::uword k = 1; k <= 20; ++k) {
    theta = rms_prop_step(state, theta, g, 0.01);
    rms_prop_step(bystander, theta, 3.0 * g, 0.01);
    INFO("Step " << k << ": s = (1 - rho^" << k << ") g^2, whatever another state does.");
    REQUIRE_THAT(state.square, close_to((1.0 - power(rho, k)) * squared(g)));
  }
}

TEST_CASE("9.2 an entry without a gradient stays, and its s fades", "[09][9.2]") {
  Rng rng = test_rng("9.2 d");
  const arma::vec theta = uniform_vec(3, 1.0, 2.0, rng);
  arma::vec g = clear_gradient(3, rng);
  g(1) = 0.0;
  RmsProp state;
  const arma::vec moved = rms_prop_step(state, theta, g, 0.1);
  REQUIRE(moved.n_elem == 3);
  INFO("The gradient of entry 1 is 0, and so is its s: epsilon keeps 0/0 away.");
  CHECK_THAT(moved(1), close_to(theta(1)));
  RmsProp later{.rho = 0.8, .epsilon = 1e-8, .square = {2, 3, 4}};
  CHECK_THAT(rms_prop_step(later, theta, arma::zeros(3), 0.1), close_to(theta));
  CHECK_THAT(later.square, close_to(arma::vec{1.6, 2.4, 3.2}));
}

TEST_CASE("9.2 the message of a refusal names both lengths", "[09][9.2]") {
  Rng rng = test_rng("9.2 e");
  const arma::uword n = between(4, 9, rng);
  for (const arma::uword wrong : {n - 1, n + 1, arma::uword{1}}) {
    RmsProp empty;
    RmsProp filled{.rho = 0.9, .epsilon = 1e-8, .square = arma::ones(wrong)};
    INFO("theta has " << n << " entries, and something else has " << wrong << ".");
    CHECK_THROWS_MATCHES(rms_prop_step(empty, arma::ones(n), arma::ones(wrong), 0.1),
                         std::invalid_argument,
                         says(refused("rms_prop_step", "gradient", wrong, n)));
    CHECK_THROWS_MATCHES(rms_prop_step(filled, arma::ones(n), arma::ones(n), 0.1),
                         std::invalid_argument, says(refused("rms_prop_step", "square", wrong, n)));
  }
  INFO("What fits is not refused.");
  RmsProp fitting;
  CHECK_NOTHROW(rms_prop_step(fitting, arma::ones(n), arma::ones(n), 0.1));
}

// ---- 9.3 adam_step ------------------------------------------------------------------------------

TEST_CASE("9.3 m, s, t and theta after a step from any state", "[09][9.3]") {
  Rng rng = test_rng("9.3 a");
  const arma::uword n = between(3, 6, rng);
  const Adam before = working_adam(n, rng);
  const double rate = uniform(0.05, 0.3, rng);
  const arma::vec theta = uniform_vec(n, -2.0, 2.0, rng);
  const arma::vec g = clear_gradient(n, rng);
  const AdamStep step = loop_adam(before, theta, g, rate);
  const arma::vec& m = step.mean;
  const arma::vec& s = step.square;
  const arma::vec& M = step.corrected_mean;
  const arma::vec& S = step.corrected_square;
  const double epsilon = before.epsilon;
  const auto corrected_for = [&](arma::uword t) {
    return scaled_step(theta, rate, m / (1.0 - power(before.beta1, t)),
                       s / (1.0 - power(before.beta2, t)), epsilon);
  };

  Adam state = before;
  const arma::vec moved = adam_step(state, theta, g, rate);
  {
    INFO("m(i) = beta1 times the old m(i), plus (1 - beta1) times g(i).");
    CHECK_THAT(
        state.mean,
        close_to(m)
            .mistake("The gradient has its full weight in m: a mean shares.",
                     before.beta1 * before.mean + g)
            .mistake("beta1 and beta2 have changed places.", mixed(before.beta2, before.mean, g))
            .mistake("beta1 and 1 - beta1 have changed places.",
                     mixed(1.0 - before.beta1, before.mean, g))
            .mistake("The state holds the corrected mean: the next step needs the plain one.", M)
            .mistake("This is the old m: the new one has to be kept.", before.mean)
            .mistake("This is the gradient's share alone: the old m is lost.",
                     (1.0 - before.beta1) * g)
            .mistake("beta1 is 0.9 here: the state says which beta1.", mixed(0.9, before.mean, g))
            .mistake("The gradient was squared here: that is for s.",
                     mixed(before.beta1, before.mean, squared(g))));
  }
  {
    INFO("s(i) = beta2 times the old s(i), plus (1 - beta2) times g(i)^2.");
    CHECK_THAT(
        state.square,
        close_to(s)
            .mistake("The gradient was not squared.", mixed(before.beta2, before.square, g))
            .mistake("This uses m in place of the gradient: s is a mean of the gradient's squares.",
                     mixed(before.beta2, before.square, squared(m)))
            .mistake("This is the square of a mean: a mean of the squares was asked for.",
                     squared(m))
            .mistake("The square has its full weight in s: a mean shares.",
                     before.beta2 * before.square + squared(g))
            .mistake("beta1 is in s: s has a beta of its own.",
                     mixed(before.beta1, before.square, squared(g)))
            .mistake("beta2 and 1 - beta2 have changed places.",
                     mixed(1.0 - before.beta2, before.square, squared(g)))
            .mistake("1 - beta2 was squared together with the gradient.",
                     before.beta2 * before.square +
                         (1.0 - before.beta2) * (1.0 - before.beta2) * squared(g))
            .mistake("The state holds the corrected s: the next step needs the plain one.", S)
            .mistake("This is the old s: the new one has to be kept.", before.square)
            .mistake("beta2 is 0.999 here: the state says which beta2.",
                     mixed(0.999, before.square, squared(g))));
  }
  {
    INFO("state.steps was " << before.steps << ". How many steps were counted in this call?");
    CHECK_THAT(static_cast<double>(state.steps) - static_cast<double>(before.steps),
               close_to(1.0, 0.0)
                   .mistake("The step was not counted.", 0.0)
                   .mistake("One step was counted twice.", 2.0)
                   .mistake("The count began anew: it has to outlive the call.",
                            1.0 - static_cast<double>(before.steps)));
  }
  INFO("theta less rate times M over (root of S, plus epsilon); t is " << before.steps + 1 << ".");
  CHECK_THAT(
      moved,
      close_to(step.theta)
          .mistake("Nothing was corrected: m and s began at 0 and are too small.",
                   scaled_step(theta, rate, m, s, epsilon))
          .mistake("S was corrected and m was not.", scaled_step(theta, rate, m, S, epsilon))
          .mistake("m was corrected and s was not.", scaled_step(theta, rate, M, s, epsilon))
          .mistake("The correction is that of the step before: this step counts, too.",
                   corrected_for(before.steps))
          .mistake("The correction is that of the step after this one.",
                   corrected_for(before.steps + 2))
          .mistake("The correction is that of step 1, and this is a later one.", corrected_for(1))
          .mistake("The two corrections have changed places.",
                   scaled_step(theta, rate, m / (1.0 - power(before.beta2, before.steps + 1)),
                               s / (1.0 - power(before.beta1, before.steps + 1)), epsilon))
          .mistake("Both corrections have beta1: s has a beta of its own.",
                   scaled_step(theta, rate, M, s / (1.0 - power(before.beta1, before.steps + 1)),
                               epsilon))
          .mistake("Both corrections have beta2: m has a beta of its own.",
                   scaled_step(theta, rate, m / (1.0 - power(before.beta2, before.steps + 1)), S,
                               epsilon))
          .mistake("This multiplies by the correction: m and s are too small, not too large.",
                   scaled_step(theta, rate, m * (1.0 - power(before.beta1, before.steps + 1)),
                               s * (1.0 - power(before.beta2, before.steps + 1)), epsilon))
          .mistake("This step goes uphill: look at its sign.",
                   scaled_step(theta, -rate, M, S, epsilon))
          .mistake("Epsilon is inside of the root.", theta - rate * M / arma::sqrt(S + epsilon))
          .mistake("Epsilon was added before the correction: first S is complete, then comes its "
                   "root, then epsilon.",
                   theta - rate * M * std::sqrt(1.0 - power(before.beta2, before.steps + 1)) /
                               (arma::sqrt(s) + epsilon))
          .mistake("The root is missing.", theta - rate * M / (S + epsilon))
          .mistake("Epsilon was not used.", theta - rate * M / arma::sqrt(S))
          .mistake("Epsilon is 1e-8 here: the state says which epsilon.",
                   scaled_step(theta, rate, M, S, 1e-8))
          .mistake("The gradient stands above the line: M belongs there.",
                   scaled_step(theta, rate, g, S, epsilon))
          .mistake(
              "The step was taken with the m and s of before.",
              scaled_step(theta, rate, before.mean / (1.0 - power(before.beta1, before.steps + 1)),
                          before.square / (1.0 - power(before.beta2, before.steps + 1)), epsilon))
          .mistake("The learning rate is missing.", scaled_step(theta, 1.0, M, S, epsilon))
          .mistake("A division comes before an addition: mind the brackets.",
                   theta - rate * (M / arma::sqrt(S) + epsilon))
          .mistake("A division comes before an addition: mind the brackets.",
                   theta - rate * M / arma::sqrt(S) + epsilon)
          .mistake("This is the old theta.", theta));
}

TEST_CASE("9.3 the corrected means are weighted means of all gradients", "[09][9.3]") {
  Rng rng = test_rng("9.3 b");
  Adam state;
  state.beta1 = uniform(0.5, 0.8, rng);
  state.beta2 = uniform(0.85, 0.95, rng);
  state.epsilon = 0.1;
  arma::vec theta = uniform_vec(3, -1.0, 1.0, rng);
  std::vector<arma::vec> gradients;
  for (arma::uword t = 1; t <= 8; ++t) {
    gradients.push_back(clear_gradient(3, rng));
    arma::vec M(3, arma::fill::zeros);
    arma::vec S(3, arma::fill::zeros);
    double weights1 = 0.0;
    double weights2 = 0.0;
    for (arma::uword i = 0; i < t; ++i) {
      const double w1 = power(state.beta1, t - 1 - i);
      const double w2 = power(state.beta2, t - 1 - i);
      M += w1 * gradients[i];
      S += w2 * squared(gradients[i]);
      weights1 += w1;
      weights2 += w2;
    }
    const arma::vec expected = scaled_step(theta, 0.1, M / weights1, S / weights2, 0.1);
    theta = adam_step(state, theta, gradients.back(), 0.1);
    INFO("Step " << t << ". The weight of a gradient that is k steps old is beta^k, and M is the");
    INFO("weighted sum over the sum of the weights.");
    REQUIRE_THAT(theta, close_to(expected));
    theta = expected;
  }
}

TEST_CASE("9.3 the first step is the learning rate times the sign", "[09][9.3]") {
  Rng rng = test_rng("9.3 c");
  const double rate = uniform(0.01, 0.1, rng);
  const arma::vec theta = uniform_vec(4, -1.0, 1.0, rng);
  const arma::vec g = clear_gradient(4, rng);
  for (const double scale : {1.0, 1e-3, 1e4}) {
    Adam state;
    state.epsilon = 0.0;
    INFO("The gradient times " << scale << ", with beta1 = 0.9, beta2 = 0.999 and epsilon 0.");
    CHECK_THAT(
        adam_step(state, theta, scale * g, rate),
        close_to(theta - rate * arma::sign(g))
            .mistake("Nothing was corrected: m and s began at 0 and are too small.",
                     theta - rate * 0.1 / std::sqrt(0.001) * arma::sign(g))
            .mistake("This step goes uphill: look at its sign.", theta + rate * arma::sign(g)));
    CHECK_THAT(static_cast<double>(state.steps), close_to(1.0, 0.0));
  }
}

TEST_CASE("9.3 under a constant gradient every step is alike", "[09][9.3]") {
  Rng rng = test_rng("9.3 d");
  const double rate = uniform(0.01, 0.1, rng);
  Adam state;  // with the usual betas
  state.epsilon = uniform(0.1, 0.5, rng);
  const arma::vec g = clear_gradient(3, rng);
  const arma::vec start = uniform_vec(3, -1.0, 1.0, rng);
  arma::vec theta = start;
  for (arma::uword k = 1; k <= 40; ++k) {
    theta = adam_step(state, theta, g, rate);
    arma::vec expected = start;
    for (arma::uword i = 0; i < 3; ++i) {
      expected(i) -= static_cast<double>(k) * rate * g(i) / (std::abs(g(i)) + state.epsilon);
    }
    INFO("After " << k << " steps. Corrected, a mean of equal gradients is this gradient.");
    REQUIRE_THAT(theta, close_to(expected));
  }
}

TEST_CASE("9.3 the corrections are powers, and the state is all that is remembered", "[09][9.3]") {
  Rng rng = test_rng("9.3 e");
  const arma::vec theta = uniform_vec(3, -1.0, 1.0, rng);
  const arma::vec g = clear_gradient(3, rng);
  Adam state;
  state.beta1 = 0.25;
  state.beta2 = 0.375;
  state.epsilon = 0.2;
  state.steps = 1;
  state.mean = uniform_vec(3, -1.0, 1.0, rng);
  state.square = uniform_vec(3, 0.5, 2.0, rng);
  Adam bystander;
  const AdamStep step = loop_adam(state, theta, g, 0.1);
  adam_step(bystander, theta, 2.0 * g, 0.1);
  adam_step(bystander, theta, 2.0 * g, 0.1);
  INFO("This is step 2 of this state, whatever another state has done before.");
  CHECK_THAT(adam_step(state, theta, g, 0.1),
             close_to(step.theta)
                 .mistake("1 - beta times t stands below m and s: it should be beta to the power "
                          "of t.",
                          scaled_step(theta, 0.1, step.mean / 0.5, step.square / 0.25, 0.2)));
}

TEST_CASE("9.3 adam_step does not decay, whatever weight_decay says", "[09][9.3]") {
  Rng rng = test_rng("9.3 f");
  const arma::vec theta = uniform_vec(3, 1.0, 2.0, rng);
  const arma::vec g = clear_gradient(3, rng);
  Adam state = working_adam(3, rng);
  state.weight_decay = uniform(0.3, 0.6, rng);
  state.decays = {1, 0, 1};
  const AdamStep step = loop_adam(state, theta, g, 0.1);
  const arma::vec masked = 0.1 * state.weight_decay * (state.decays % theta);
  INFO("weight_decay and decays are for adamw_step alone.");
  CHECK_THAT(adam_step(state, theta, g, 0.1),
             close_to(step.theta)
                 .mistake("This decays: weight_decay is for adamw_step.", step.theta - masked)
                 .mistake("This decays: weight_decay is for adamw_step.",
                          step.theta - 0.1 * state.weight_decay * theta));
  CHECK_THAT(state.mean, close_to(step.mean));
}

TEST_CASE("9.3 the message of a refusal names both lengths", "[09][9.3]") {
  Rng rng = test_rng("9.3 g");
  const arma::uword n = between(4, 9, rng);
  for (const arma::uword wrong : {n - 1, n + 1, arma::uword{1}}) {
    Adam empty;
    Adam mean;
    mean.mean = arma::ones(wrong);
    Adam square;
    square.square = arma::ones(wrong);
    INFO("theta has " << n << " entries, and something else has " << wrong << ".");
    CHECK_THROWS_MATCHES(adam_step(empty, arma::ones(n), arma::ones(wrong), 0.1),
                         std::invalid_argument, says(refused("adam_step", "gradient", wrong, n)));
    CHECK_THROWS_MATCHES(adam_step(mean, arma::ones(n), arma::ones(n), 0.1), std::invalid_argument,
                         says(refused("adam_step", "mean", wrong, n)));
    CHECK_THROWS_MATCHES(adam_step(square, arma::ones(n), arma::ones(n), 0.1),
                         std::invalid_argument, says(refused("adam_step", "square", wrong, n)));
  }
  INFO("What fits is not refused.");
  Adam fitting;
  CHECK_NOTHROW(adam_step(fitting, arma::ones(n), arma::ones(n), 0.1));
}

// ---- 9.4 adamw_step -----------------------------------------------------------------------------

TEST_CASE("9.4 Adam's step and the decay, from any state", "[09][9.4]") {
  Rng rng = test_rng("9.4 a");
  const arma::uword n = between(4, 6, rng);
  Adam before = working_adam(n, rng);
  before.weight_decay = uniform(0.3, 0.6, rng);
  before.decays = arma::ones(n);
  before.decays(uniform_index(n, rng)) = 0.0;
  const double rate = uniform(0.1, 0.3, rng);
  const double decay = before.weight_decay;
  const arma::vec theta = uniform_vec(n, 1.0, 2.0, rng);
  const arma::vec g = clear_gradient(n, rng);
  const arma::vec kept = before.decays % theta;
  const AdamStep step = loop_adam(before, theta, g, rate);
  const AdamStep penalised = loop_adam(before, theta, g + decay * kept, rate);

  Adam state = before;
  const arma::vec moved = adamw_step(state, theta, g, rate);
  {
    const char* const in_gradient = "The decay is in the gradient: AdamW keeps the two apart.";
    INFO("m is what Adam makes of the gradient as it is.");
    CHECK_THAT(state.mean,
               close_to(step.mean)
                   .mistake(in_gradient, penalised.mean)
                   .mistake(in_gradient, loop_adam(before, theta, g + decay * theta, rate).mean)
                   .mistake(in_gradient, loop_adam(before, theta, g + 2 * decay * kept, rate).mean)
                   .mistake("m did not change: was Adam's step taken with a copy of the state?",
                            before.mean)
                   .mistake("Adam's step was taken twice.", mixed(before.beta1, step.mean, g)));
  }
  {
    INFO("One call is one step.");
    CHECK_THAT(static_cast<double>(state.steps),
               close_to(static_cast<double>(before.steps + 1), 0.0));
  }
  INFO("What Adam's step gives, less rate times weight_decay times theta, where decays is 1.");
  CHECK_THAT(
      moved,
      close_to(step.theta - rate * decay * kept)
          .mistake("This is Adam's step alone: where is the decay?", step.theta)
          .mistake("All entries decay: look at decays.", step.theta - rate * decay * theta)
          .mistake("The wrong entry decays: 1 means that it does.",
                   step.theta - rate * decay * (theta - kept))
          .mistake("The learning rate is missing in the decay.", step.theta - decay * kept)
          .mistake("The weight decay is missing in the decay.", step.theta - rate * kept)
          .mistake("The decay was added.", step.theta + rate * decay * kept)
          .mistake("The decay was taken at the new theta.",
                   step.theta - rate * decay * (before.decays % step.theta))
          .mistake("The decay has a factor 2 too many.", step.theta - 2 * rate * decay * kept)
          .mistake("The decay was divided by the root: only Adam's step is.",
                   step.theta -
                       rate * decay * kept / (arma::sqrt(step.corrected_square) + before.epsilon)));
}

TEST_CASE("9.4 without a gradient theta shrinks by one factor a step", "[09][9.4]") {
  Rng rng = test_rng("9.4 b");
  const double rate = uniform(0.05, 0.3, rng);
  Adam state;
  state.weight_decay = uniform(0.2, 0.8, rng);
  const arma::vec start = uniform_vec(4, 1.0, 3.0, rng);
  const double factor = 1.0 - rate * state.weight_decay;
  arma::vec theta = start;
  INFO("decays is empty: every entry decays. The gradient is 0 all the time.");
  for (arma::uword k = 1; k <= 10; ++k) {
    theta = adamw_step(state, theta, arma::zeros(4), rate);
    REQUIRE_THAT(theta, close_to(power(factor, k) * start)
                            .mistake("Nothing decays: empty decays mean every entry.", start)
                            .mistake("The decay went through Adam's root, which makes all entries "
                                     "move alike: it has to stay out of the gradient.",
                                     start - static_cast<double>(k) * rate));
  }
}

TEST_CASE("9.4 with weight_decay 0 it is Adam", "[09][9.4]") {
  Rng rng = test_rng("9.4 c");
  Adam state = working_adam(4, rng);
  state.decays = {1, 0, 1, 1};
  arma::vec theta = uniform_vec(4, -2.0, 2.0, rng);
  for (int k = 0; k < 4; ++k) {
    const arma::vec g = clear_gradient(4, rng);
    const AdamStep step = loop_adam(state, theta, g, 0.2);
    theta = adamw_step(state, theta, g, 0.2);
    INFO("Nothing is subtracted, and the state goes on as Adam's does.");
    REQUIRE_THAT(theta, close_to(step.theta));
    REQUIRE_THAT(state.mean, close_to(step.mean));
    REQUIRE_THAT(state.square, close_to(step.square));
  }
}

TEST_CASE("9.4 what does not fit is refused", "[09][9.4]") {
  Rng rng = test_rng("9.4 d");
  const arma::uword n = between(4, 9, rng);
  for (const arma::uword wrong : {n - 1, n + 1, arma::uword{1}}) {
    Adam state;
    state.decays = arma::ones(wrong);
    INFO("theta has " << n << " entries, and something else has " << wrong << ".");
    CHECK_THROWS_MATCHES(adamw_step(state, arma::ones(n), arma::ones(n), 0.1),
                         std::invalid_argument, says(refused("adamw_step", "decays", wrong, n)));
    Adam empty;
    CHECK_THROWS_MATCHES(
        adamw_step(empty, arma::ones(n), arma::ones(wrong), 0.1), std::invalid_argument,
        says("gradient is " + std::to_string(wrong) + "x1, expected " + std::to_string(n) + "x1"));
  }
  INFO("What fits is not refused.");
  Adam fitting;
  CHECK_NOTHROW(adamw_step(fitting, arma::ones(n), arma::ones(n), 0.1));
}

// ---- 9.5 cosine_rate ----------------------------------------------------------------------------

TEST_CASE("9.5 every epoch of a rise and a fall", "[09][9.5]") {
  Rng rng = test_rng("9.5 a");
  const double rate = uniform(0.5, 3.0, rng);
  const arma::uword warm_up = between(3, 6, rng);
  const arma::uword epochs = warm_up + between(5, 12, rng);
  const arma::uword count = epochs + 4;
  const double w = static_cast<double>(warm_up);
  const double n = static_cast<double>(epochs);
  const auto rise = [&](double k) { return (k + 1) / (w + 1); };
  const auto fall = [&](double k) { return (k - w) / (n - w); };
  const auto rates = [&](const auto& risen, const auto& fallen) {
    return rise_and_fall(rate, count, warm_up, epochs, risen, fallen);
  };
  const auto no_rise = [](double) { return 0.0; };
  const auto no_fall = [](double) { return 0.0; };
  const char* const from_zero = "The warm-up begins at 0: its first epoch would be wasted.";
  const char* const whole = "Whole numbers were divided: 1 / 3 is 0 in C++.";
  arma::vec degrees = rates(rise, fall);
  for (arma::uword k = warm_up; k < epochs; ++k) {
    degrees(k) = rate * (1.0 + std::cos(180.0 * fall(static_cast<double>(k)))) / 2.0;
  }
  arma::vec not_halved = rates(rise, fall);
  for (arma::uword k = warm_up; k < epochs; ++k) not_halved(k) *= 2.0;
  arma::vec upwards = rates(rise, fall);
  for (arma::uword k = warm_up; k < epochs; ++k) upwards(k) = rate - upwards(k);
  const arma::vec full(count, arma::fill::value(rate));

  INFO("Rate " << rate << ", " << epochs << " epochs, of which " << warm_up << " are warm-up.");
  CHECK_THAT(
      cosine_rates(rate, count, epochs, warm_up),
      close_to(rates(rise, fall))
          .mistake("std::cos wants radians, and this looks like degrees.", degrees)
          .mistake(from_zero, rates([&](double k) { return k / (w + 1); }, fall))
          .mistake(from_zero, rates([&](double k) { return k / w; }, fall))
          .mistake("The warm-up reaches the full rate one epoch too early.",
                   rates([&](double k) { return (k + 1) / w; }, fall))
          .mistake("The warm-up rises along a cosine: a straight line was asked for.",
                   rates(
                       [&](double k) {
                         const double half = std::sin(arma::datum::pi / 2 * rise(k));
                         return half * half;
                       },
                       fall))
          .mistake("There is no warm-up: the first epochs have the full rate.",
                   rates([](double) { return 1.0; }, fall))
          .mistake("After the last epoch the rate rises again: a cosine never ends by itself.",
                   rise_and_fall(rate, count, warm_up, count, rise, fall))
          .mistake("The rate reaches 0 one epoch too early, in the last epoch.",
                   rates(rise, [&](double k) { return (k - w) / (n - w - 1); }))
          .mistake("The fall begins one epoch too early: the epoch after the warm-up has the full "
                   "rate.",
                   rates(rise, [&](double k) { return (k - w + 1) / (n - w); }))
          .mistake("The fall takes as long as all epochs together: the warm-up is no part of it.",
                   rates(rise, [&](double k) { return (k - w) / n; }))
          .mistake("The fall is counted from epoch 0: it begins after the warm-up.",
                   rates(rise, [&](double k) { return k / n; }))
          .mistake("The fall is counted from epoch 0: it begins after the warm-up.",
                   rates(rise, [&](double k) { return k / (n - w); }))
          .mistake("The cosine was not halved: 1 + cos is between 0 and 2.", not_halved)
          .mistake("The cosine runs upwards: which sign does it have?", upwards)
          .mistake(whole, rates(no_rise, fall))
          .mistake(whole, rates(rise, no_fall))
          .mistake(whole, rates(no_rise, no_fall))
          .mistake("This is the full rate all the time.", full));
}

TEST_CASE("9.5 the fall is the same from both ends", "[09][9.5]") {
  Rng rng = test_rng("9.5 b");
  const double rate = uniform(0.01, 1.0, rng);
  const arma::uword warm_up = between(0, 20, rng);
  const arma::uword length = between(30, 90, rng);
  const arma::uword epochs = warm_up + length;
  INFO("Rate " << rate << ", " << epochs << " epochs, of which " << warm_up << " are warm-up.");
  for (arma::uword k = 0; k <= length; ++k) {
    INFO("k epochs before the end, the rate is the full one, less what it is k epochs after the");
    INFO("warm-up. Here k = " << k << ".");
    REQUIRE_THAT(cosine_rate(rate, epochs - k, epochs, warm_up),
                 close_to(rate - cosine_rate(rate, warm_up + k, epochs, warm_up)));
  }
  CHECK_THAT(cosine_rate(rate, warm_up, epochs, warm_up), close_to(rate));
}

TEST_CASE("9.5 from the last epoch on it is 0, and one epoch is enough", "[09][9.5]") {
  Rng rng = test_rng("9.5 c");
  const double rate = uniform(0.5, 1.0, rng);
  const arma::uword epochs = between(5, 40, rng);
  INFO(epochs << " epochs without a warm-up, and what comes after.");
  for (const arma::uword after : {epochs, epochs + 1, 2 * epochs, 1000 * epochs + 1}) {
    CHECK_THAT(cosine_rate(rate, after, epochs, 0),
               close_to(0.0).mistake("After the last epoch the rate rises again: a cosine never "
                                     "ends by itself.",
                                     rate));
  }
  CHECK_THAT(cosine_rate(rate, 0, 1, 0), close_to(rate));
  CHECK_THAT(cosine_rate(rate, 0, epochs, epochs - 1),
             close_to(rate / static_cast<double>(epochs)));
}

TEST_CASE("9.5 the warm-up has to be shorter than the whole", "[09][9.5]") {
  Rng rng = test_rng("9.5 d");
  const arma::uword epochs = between(2, 30, rng);
  for (const arma::uword warm_up : {epochs, epochs + 1, 3 * epochs}) {
    INFO("In the warm-up, after it, and when all is over.");
    for (const arma::uword epoch : {arma::uword{0}, epochs, 4 * epochs}) {
      CHECK_THROWS_MATCHES(cosine_rate(0.1, epoch, epochs, warm_up), std::invalid_argument,
                           says("cosine_rate: warm_up is " + std::to_string(warm_up) +
                                ", expected less than epochs, " + std::to_string(epochs)));
    }
  }
  INFO("A shorter one is not refused.");
  CHECK_NOTHROW(cosine_rate(0.1, 0, epochs, epochs - 1));
}

// ---- 9.6 plateau_rate ---------------------------------------------------------------------------

TEST_CASE("9.6 losses that never improve bring a cut each time patience is over", "[09][9.6]") {
  Rng rng = test_rng("9.6 a");
  const double rate = uniform(1.0, 4.0, rng);
  const double factor = uniform(0.3, 0.8, rng);
  const arma::uword patience = between(3, 5, rng);
  std::vector<double> losses;
  arma::vec expected(4 * patience);
  for (arma::uword i = 0; i < expected.n_elem; ++i) {
    losses.push_back(1.0 + 0.1 * static_cast<double>(i));
    expected(i) = rate * power(factor, i / patience);
  }
  INFO("Patience " << patience << ", losses 1.0, 1.1, 1.2, ...: after the first, all are bad.");
  CHECK_THAT(
      plateau_rates(rate, losses, patience, factor),
      close_to(expected)
          .mistake("There is no cut at all.", arma::vec(4 * patience, arma::fill::value(rate)))
          .mistake("The first loss was counted as bad: there is none before it to be below.",
                   loop_plateau(rate, losses, patience, factor, Plateau::counts_first))
          .mistake("The cut comes one epoch too early.",
                   loop_plateau(rate, losses, patience, factor, Plateau::one_early))
          .mistake("The rate rises where it should fall: it is multiplied by the factor.",
                   arma::vec(rate * rate / expected))
          .mistake("The cut comes one epoch too late.",
                   loop_plateau(rate, losses, patience, factor, Plateau::one_late))
          .mistake("After a cut the count went on: it starts anew, so that the new rate has time.",
                   loop_plateau(rate, losses, patience, factor, Plateau::counts_on_after_cut))
          .mistake("A cut does not make the losses before it forgotten: the smallest so far "
                   "stays.",
                   loop_plateau(rate, losses, patience, factor, Plateau::forgets_at_cut))
          .mistake("There was only one cut.",
                   loop_plateau(rate, losses, patience, factor, Plateau::cuts_once)));
}

TEST_CASE("9.6 losses that go up and down", "[09][9.6]") {
  Rng rng = test_rng("9.6 b");
  const double rate = uniform(1.0, 4.0, rng);
  const double factor = uniform(0.3, 0.8, rng);
  // Down, up and down without a new smallest loss, an equal one, and down again at the end.
  std::vector<double> losses = {9, 9.5, 8, 8.6, 8.3, 8.5, 8.2, 7, 7, 7.4, 7.2, 7.3};
  losses.insert(losses.end(), {6, 6.2, 6.1, 6.3, 6.05, 5});
  const double unit = uniform(0.1, 10.0, rng);
  for (double& loss : losses) loss *= unit;
  for (const arma::uword patience : {2, 3}) {
    const auto flawed = [&](Plateau kind) {
      return loop_plateau(rate, losses, patience, factor, kind);
    };
    INFO("Patience " << patience << ". The losses, in units of " << unit
                     << ": 9, 9.5, 8, 8.6, 8.3,");
    INFO("8.5, 8.2, 7, 7, 7.4, 7.2, 7.3, 6, 6.2, 6.1, 6.3, 6.05, 5. The rate after each of them:");
    CHECK_THAT(
        plateau_rates(rate, losses, patience, factor),
        close_to(flawed(Plateau::right))
            .mistake("Each loss was compared to the one before it, not to the smallest so far.",
                     flawed(Plateau::compares_with_last))
            .mistake("After a cut the count went on: it starts anew, so that the new rate has "
                     "time.",
                     flawed(Plateau::counts_on_after_cut))
            .mistake("The first loss was counted as bad: there is none before it to be below.",
                     flawed(Plateau::counts_first))
            .mistake("An equal loss was taken for an improvement.", flawed(Plateau::equal_improves))
            .mistake("The cut comes one epoch too late.", flawed(Plateau::one_late))
            .mistake("The cut comes one epoch too early.", flawed(Plateau::one_early))
            .mistake("No loss was an improvement: what is the first one compared with?",
                     flawed(Plateau::never_improves))
            .mistake("The bad epochs are not in a row: an improvement starts the count anew.",
                     flawed(Plateau::not_in_a_row))
            .mistake("A cut does not make the losses before it forgotten: the smallest so far "
                     "stays.",
                     flawed(Plateau::forgets_at_cut))
            .mistake("An improvement takes the cuts back: a cut is for good.",
                     flawed(Plateau::takes_back))
            .mistake("There was only one cut.", flawed(Plateau::cuts_once)));
  }
}

TEST_CASE("9.6 losses of any kind, some of them not a number", "[09][9.6]") {
  Rng rng = test_rng("9.6 c");
  for (int i = 0; i < 6; ++i) {
    const arma::uword patience = between(1, 4, rng);
    std::vector<double> losses = {20.0};
    for (arma::uword k = 1; k < 24; ++k) {
      // Whole numbers, so that some are equal; slowly falling, so that some are improvements.
      const double loss =
          20.0 - std::floor(0.5 * static_cast<double>(k)) + static_cast<double>(between(0, 6, rng));
      losses.push_back(between(0, 5, rng) == 0 ? not_a_number : loss);
    }
    losses[2] = not_a_number;
    const auto flawed = [&](Plateau kind) {
      return loop_plateau(1.0, losses, patience, 0.3, kind);
    };
    INFO("Patience " << patience << "; loss 2 and others are NaN, which is never an improvement.");
    CHECK_THAT(
        plateau_rates(1.0, losses, patience, 0.3),
        close_to(flawed(Plateau::right))
            .mistake("The NaN was taken for an improvement: every comparison with a NaN is false.",
                     flawed(Plateau::nan_improves))
            .mistake("The NaN was not counted as a bad epoch.", flawed(Plateau::nan_is_skipped)));
  }
  INFO("The first loss is NaN, the others fall: from the second on, all are improvements.");
  CHECK_THAT(plateau_rates(2.0, {not_a_number, 5, 4, 3, 2, 1}, 2, 0.3),
             close_to(arma::vec{2, 2, 2, 2, 2, 2})
                 .mistake("After the NaN no loss was an improvement: what is compared with it?",
                          arma::vec{2, 2, 0.6, 0.6, 0.18, 0.18})
                 .mistake("After the NaN no loss was an improvement: what is compared with it?",
                          arma::vec{2, 0.6, 0.6, 0.18, 0.18, 0.054}));
}

TEST_CASE("9.6 negative losses can improve, and patience 1 forgives nothing", "[09][9.6]") {
  Rng rng = test_rng("9.6 d");
  const double rate = uniform(1.0, 4.0, rng);
  INFO("The losses 3, 0, -1, -2: each is below all before it.");
  CHECK_THAT(plateau_rates(rate, {3, 0, -1, -2}, 1, 0.3),
             close_to(arma::vec{rate, rate, rate, rate}));
  INFO("Patience 1, losses 3, 4, 2, 2, 1: a cut at 4 and a cut at the second 2.");
  CHECK_THAT(plateau_rates(rate, {3, 4, 2, 2, 1}, 1, 0.3),
             close_to(arma::vec{rate, 0.3 * rate, 0.3 * rate, 0.09 * rate, 0.09 * rate}));
  CHECK_THAT(plateau_rate(rate, {}, 1, 0.5), close_to(rate));
}

TEST_CASE("9.6 a patience of 0 is refused, even where there is no loss", "[09][9.6]") {
  Rng rng = test_rng("9.6 e");
  const double rate = uniform(0.1, 1.0, rng);
  CHECK_THROWS_MATCHES(plateau_rate(rate, {3, 4, 5}, 0, 0.5), std::invalid_argument,
                       says("plateau_rate: patience is 0, expected at least 1"));
  CHECK_THROWS_MATCHES(plateau_rate(rate, {}, 0, 0.5), std::invalid_argument,
                       says("plateau_rate: patience is 0, expected at least 1"));
  INFO("A patience of 1 is not refused.");
  CHECK_NOTHROW(plateau_rate(rate, {3, 4, 5}, 1, 0.5));
}

// ---- 9.7 optimizer_step -------------------------------------------------------------------------

TEST_CASE("9.7 each method takes its own step and moves its own state on", "[09][9.7]") {
  Rng rng = test_rng("9.7 a");
  const arma::uword n = 4;
  const double rate = uniform(0.1, 0.3, rng);
  const arma::vec theta = uniform_vec(n, 1.0, 2.0, rng);
  const arma::vec g = clear_gradient(n, rng);
  Optimizer before;
  before.momentum = {.beta = uniform(0.4, 0.8, rng), .velocity = uniform_vec(n, -1.0, 1.0, rng)};
  before.rms_prop = {.rho = uniform(0.4, 0.8, rng),
                     .epsilon = uniform(0.1, 0.5, rng),
                     .square = uniform_vec(n, 0.5, 2.0, rng)};
  before.adam = working_adam(n, rng);
  before.adam.weight_decay = uniform(0.2, 0.4, rng);
  before.adam.decays = {1, 1, 0, 1};

  const arma::vec v = before.momentum.beta * before.momentum.velocity + g;
  const arma::vec s = mixed(before.rms_prop.rho, before.rms_prop.square, squared(g));
  const AdamStep adam = loop_adam(before.adam, theta, g, rate);
  const arma::vec descent = theta - rate * g;
  const arma::vec momentum = theta - rate * v;
  const arma::vec rms_prop = scaled_step(theta, rate, g, s, before.rms_prop.epsilon);
  const arma::vec adamw =
      adam.theta - rate * before.adam.weight_decay * (before.adam.decays % theta);

  struct Row {
    Method method;
    std::string name;
    arma::vec moved, velocity, square, mean;
  };
  const std::vector<Row> rows = {
      {Method::gradient_descent, "gradient_descent", descent, before.momentum.velocity,
       before.rms_prop.square, before.adam.mean},
      {Method::momentum, "momentum", momentum, v, before.rms_prop.square, before.adam.mean},
      {Method::rms_prop, "rms_prop", rms_prop, before.momentum.velocity, s, before.adam.mean},
      {Method::adam, "adam", adam.theta, before.momentum.velocity, before.rms_prop.square,
       adam.mean},
      {Method::adamw, "adamw", adamw, before.momentum.velocity, before.rms_prop.square, adam.mean}};
  for (const Row& row : rows) {
    Optimizer optimizer = before;
    optimizer.method = row.method;
    const arma::vec moved = optimizer_step(optimizer, theta, g, rate);
    INFO("The method is " << row.name << ":");
    CHECK_THAT(moved, close_to(row.moved)
                          .mistake("This is gradient descent's step.", descent)
                          .mistake("This step goes uphill: look at its sign.", theta + rate * g)
                          .mistake("This is momentum's step.", momentum)
                          .mistake("This is RMSProp's step.", rms_prop)
                          .mistake("This is Adam's step.", adam.theta)
                          .mistake("This is AdamW's step.", adamw)
                          .mistake("This is the old theta.", theta));
    const char* const copied =
        "The state did not change: was the step taken with a copy of it? A later step needs it.";
    INFO("After the step, the state of the chosen method has moved on, and no other.");
    CHECK_THAT(optimizer.momentum.velocity,
               close_to(row.velocity)
                   .mistake(copied, before.momentum.velocity)
                   .mistake("Momentum's state changed, and another method was chosen.", v));
    CHECK_THAT(optimizer.rms_prop.square,
               close_to(row.square)
                   .mistake(copied, before.rms_prop.square)
                   .mistake("RMSProp's state changed, and another method was chosen.", s));
    CHECK_THAT(optimizer.adam.mean,
               close_to(row.mean)
                   .mistake(copied, before.adam.mean)
                   .mistake("Adam's state changed, and another method was chosen.", adam.mean));
    const bool counted = row.method == Method::adam || row.method == Method::adamw;
    CHECK(optimizer.adam.steps == before.adam.steps + (counted ? 1 : 0));
    CHECK(optimizer.method == row.method);
  }
}

TEST_CASE("9.7 three steps in a row from the beginning, for each method", "[09][9.7]") {
  Rng rng = test_rng("9.7 b");
  const arma::vec start = uniform_vec(3, 1.0, 2.0, rng);
  const std::vector<arma::vec> gradients = {clear_gradient(3, rng), clear_gradient(3, rng),
                                            clear_gradient(3, rng)};
  const std::vector<Method> methods = {Method::gradient_descent, Method::momentum, Method::rms_prop,
                                       Method::adam, Method::adamw};
  for (const Method method : methods) {
    Optimizer optimizer = with_method(method);
    optimizer.adam.weight_decay = 0.25;
    arma::vec theta = start;
    arma::vec v(3, arma::fill::zeros);
    arma::vec s(3, arma::fill::zeros);
    Adam adam = optimizer.adam;
    for (const arma::vec& g : gradients) {
      v = 0.9 * v + g;
      s = mixed(0.9, s, squared(g));
      const AdamStep step = loop_adam(adam, theta, g, 0.1);
      adam.mean = step.mean;
      adam.square = step.square;
      adam.steps += 1;
      arma::vec expected = theta - 0.1 * g;
      if (method == Method::momentum) expected = theta - 0.1 * v;
      if (method == Method::rms_prop) expected = scaled_step(theta, 0.1, g, s, 1e-8);
      if (method == Method::adam) expected = step.theta;
      if (method == Method::adamw) expected = step.theta - 0.1 * 0.25 * theta;
      INFO("Method number " << static_cast<int>(method) << " of the list in optimizers.hpp, with");
      INFO("the usual settings, step " << adam.steps << ":");
      REQUIRE_THAT(optimizer_step(optimizer, theta, g, 0.1), close_to(expected));
      theta = expected;
    }
  }
}

TEST_CASE("9.7 a gradient of another length is refused by every method", "[09][9.7]") {
  Rng rng = test_rng("9.7 c");
  const arma::uword n = between(4, 9, rng);
  for (const Method method : {Method::gradient_descent, Method::momentum, Method::rms_prop,
                              Method::adam, Method::adamw}) {
    for (const arma::uword wrong : {n - 1, n + 1, arma::uword{1}}) {
      Optimizer optimizer = with_method(method);
      INFO("theta has " << n << " entries, and the gradient has " << wrong << ".");
      CHECK_THROWS_MATCHES(optimizer_step(optimizer, arma::ones(n), arma::ones(wrong), 0.1),
                           std::invalid_argument,
                           says("gradient is " + std::to_string(wrong) + "x1, expected " +
                                std::to_string(n) + "x1"));
    }
  }
  INFO("A gradient of the right length is no reason to refuse: theta moves.");
  Optimizer optimizer = with_method(Method::adam);
  const arma::vec moved = optimizer_step(optimizer, arma::ones(n), arma::ones(n), 0.1);
  REQUIRE(moved.n_elem == n);
  CHECK(moved.max() < 1.0);
}

// ---- 9.8 minimise -------------------------------------------------------------------------------

TEST_CASE("9.8 every gradient is taken at the theta of its moment", "[09][9.8]") {
  Rng rng = test_rng("9.8 a");
  const arma::uword samples = between(9, 13, rng);
  const arma::uword batch_size = between(3, 4, rng);
  const arma::uword per_epoch = (samples + batch_size - 1) / batch_size;
  const Pull pull{.d = uniform_vec(samples, 2.0, 8.0, rng)};
  const arma::vec start = uniform_vec(2, -2.0, 0.0, rng);
  Asked asked;
  std::vector<arma::uword> epochs_seen;
  std::vector<arma::vec> after;
  const AfterEpoch record = [&](arma::uword epoch, const arma::vec& theta) {
    epochs_seen.push_back(epoch);
    after.push_back(theta);
    return true;
  };
  Optimizer optimizer;
  const arma::vec result = minimise(start, recording(pull, asked), optimizer, samples, batch_size,
                                    6, rate_of, rng, record);
  {
    INFO(samples << " samples in batches of " << batch_size << ", 6 epochs: the number of steps.");
    REQUIRE_THAT(static_cast<double>(asked.batches.size()),
                 close_to(static_cast<double>(6 * per_epoch), 0.0)
                     .mistake("The last, shorter batch was left out.",
                              static_cast<double>(6 * (samples / batch_size)))
                     .mistake("There is one step an epoch: each batch has a step of its own.", 6.0)
                     .mistake("There was one epoch too few.", static_cast<double>(5 * per_epoch))
                     .mistake("There was one epoch too many.", static_cast<double>(7 * per_epoch))
                     .mistake("There was only one epoch.", static_cast<double>(per_epoch)));
  }
  arma::vec theta = start;
  for (std::size_t i = 0; i < asked.batches.size(); ++i) {
    const arma::vec before = theta;
    INFO("The theta that the gradient of step " << i << ", counted from 0, was asked for.");
    INFO("The rate is that of its epoch, " << i / per_epoch << ".");
    REQUIRE_THAT(asked.thetas[i],
                 close_to(theta).mistake("This is the first theta: a gradient is taken where the "
                                         "step before has led.",
                                         start));
    theta = before - rate_of(i / per_epoch) * pull(before, asked.batches[i]);
    if ((i + 1) % per_epoch != 0) continue;
    REQUIRE(after.size() > i / per_epoch);
    INFO("The theta that after_epoch was given.");
    REQUIRE_THAT(
        after[i / per_epoch],
        close_to(theta).mistake("This is the theta of before the epoch's last step.", before));
  }
  {
    INFO("after_epoch is called once an epoch, with 0, 1, 2, 3, 4, 5.");
    CHECK_THAT(arma::uvec(epochs_seen),
               same_as(arma::uvec{0, 1, 2, 3, 4, 5})
                   .mistake("Epochs are counted from 0.", arma::uvec{1, 2, 3, 4, 5, 6}));
  }
  INFO("What is returned is the last theta.");
  CHECK_THAT(result, close_to(theta).mistake("This is the first theta.", start));
}

TEST_CASE("9.8 each epoch visits every sample once, in an order of its own", "[09][9.8]") {
  Rng rng = test_rng("9.8 b");
  const arma::uword samples = between(25, 30, rng);
  const arma::uword batch_size = between(4, 8, rng);
  const Pull pull{.d = uniform_vec(samples, 0.0, 1.0, rng)};
  std::vector<arma::uvec> orders;
  Rng twin = rng;
  for (Rng* source : {&rng, &rng, &twin}) {
    Asked asked;
    Optimizer optimizer;
    const std::uint64_t draws = source->draws();
    minimise({0, 0}, recording(pull, asked), optimizer, samples, batch_size, 2, rate_of, *source,
             go_on);
    std::vector<arma::uword> order;
    for (const arma::uvec& batch : asked.batches) {
      INFO("No batch is larger than " << batch_size << ".");
      REQUIRE(batch.n_elem <= batch_size);
      order.insert(order.end(), batch.begin(), batch.end());
    }
    REQUIRE(order.size() == 2 * samples);
    orders.push_back(arma::uvec(order));
    INFO("rng itself has to move on: a copy of it moves on alone.");
    REQUIRE(source->draws() > draws);
  }
  const arma::uvec first = orders[0].head(samples);
  const arma::uvec second = orders[0].tail(samples);
  {
    INFO("The samples of one epoch, sorted.");
    CHECK_THAT(arma::uvec(arma::sort(first)),
               same_as(arma::regspace<arma::uvec>(0, samples - 1))
                   .mistake("Samples are counted from 0.", arma::regspace<arma::uvec>(1, samples)));
    CHECK_THAT(arma::uvec(arma::sort(second)), same_as(arma::regspace<arma::uvec>(0, samples - 1)));
  }
  {
    INFO("Both epochs have the same order: each one makes batches of its own, with rng itself.");
    CHECK(arma::any(first != second));
  }
  {
    INFO("The samples are not shuffled at all.");
    CHECK(arma::any(first != arma::regspace<arma::uvec>(0, samples - 1)));
  }
  INFO("Two generators in the same state give the same order, and one that moved on another.");
  CHECK(arma::all(orders[0] == orders[2]));
  CHECK(arma::any(orders[0] != orders[1]));
}

TEST_CASE("9.8 the optimizer's own state takes every step", "[09][9.8]") {
  Rng rng = test_rng("9.8 c");
  const arma::uword samples = between(8, 12, rng);
  const Pull pull{.d = uniform_vec(samples, 2.0, 8.0, rng)};
  Optimizer optimizer = with_method(Method::adam);
  arma::vec theta = uniform_vec(2, -1.0, 1.0, rng);
  Adam expected;
  for (const arma::uword epochs : {2, 1}) {  // the second call goes on where the first one ended
    Asked asked;
    const arma::vec result = minimise(
        theta, recording(pull, asked), optimizer, samples, 4, epochs,
        [](arma::uword) { return 0.05; }, rng, go_on);
    for (const arma::uvec& batch : asked.batches) {
      const AdamStep step = loop_adam(expected, theta, pull(theta, batch), 0.05);
      expected.mean = step.mean;
      expected.square = step.square;
      expected.steps += 1;
      theta = step.theta;
    }
    {
      INFO("Adam's steps are counted over all epochs, and over both calls.");
      CHECK_THAT(static_cast<double>(optimizer.adam.steps),
                 close_to(static_cast<double>(expected.steps), 0.0)
                     .mistake("No step was counted: was the optimizer copied?", 0.0));
    }
    INFO("theta after " << expected.steps << " steps of Adam in all.");
    CHECK_THAT(result, close_to(theta));
    INFO("How many batches the gradient was asked for:");
    CHECK(asked.batches.size() == epochs * ((samples + 3) / 4));
    REQUIRE(result.n_elem == 2);
    theta = result;
  }
}

TEST_CASE("9.8 after NaN or infinity in a gradient no step is taken", "[09][9.8]") {
  Rng rng = test_rng("9.8 d");
  Rng theirs = test_rng("9.8 d theirs");
  const Pull pull{.d = uniform_vec(6, 2.0, 8.0, rng)};
  for (const double broken : {not_a_number, infinite, -infinite}) {
    const arma::vec start = uniform_vec(2, -1.0, 0.0, rng);
    const std::size_t good = between(4, 5, rng);  // 3 steps an epoch: it breaks in the second
    Asked asked;
    const BatchGradient breaks = [&](const arma::vec& theta, const arma::uvec& batch) {
      asked.batches.push_back(batch);
      arma::vec g = pull(theta, batch);
      if (asked.batches.size() > good) g(1) = broken;
      return g;
    };
    std::size_t calls = 0;
    Optimizer optimizer = with_method(Method::momentum);
    const arma::vec result = minimise(start, breaks, optimizer, 6, 2, 4, rate_of, theirs,
                                      [&](arma::uword, const arma::vec&) { return ++calls > 0; });
    {
      INFO("6 samples in batches of 2 make 3 steps an epoch: it should come to step " << good);
      INFO("in the second epoch.");
      REQUIRE(asked.batches.size() > good);
    }
    arma::vec theta = start;
    arma::vec before = start;
    arma::vec v(2, arma::fill::zeros);
    for (std::size_t i = 0; i < good; ++i) {
      before = theta;
      v = 0.9 * v + pull(theta, asked.batches[i]);
      theta -= rate_of(i / 3) * v;
    }
    INFO("After " << good << " steps an entry of the gradient is " << broken << ".");
    CHECK_THAT(result, close_to(theta)
                           .mistake("This is the first theta.", start)
                           .mistake("This is the theta of one step before.", before));
    {
      INFO("The state is that of the last good step.");
      CHECK_THAT(optimizer.momentum.velocity, close_to(v));
    }
    {
      INFO("Nothing is asked after the broken gradient.");
      CHECK(asked.batches.size() == good + 1);
    }
    INFO("One epoch was finished: after_epoch is called once.");
    CHECK(calls == 1);
  }
}

TEST_CASE("9.8 after_epoch ends it with false, and without epochs nothing moves", "[09][9.8]") {
  Rng rng = test_rng("9.8 e");
  const Pull pull{.d = uniform_vec(6, 2.0, 8.0, rng)};
  const arma::vec start = uniform_vec(2, -1.0, 0.0, rng);
  const arma::uword last = between(1, 3, rng);
  Asked asked;
  Optimizer optimizer;
  arma::vec seen;
  const arma::vec result = minimise(start, recording(pull, asked), optimizer, 6, 2, 6, rate_of, rng,
                                    [&](arma::uword epoch, const arma::vec& theta) {
                                      seen = theta;
                                      return epoch < last;
                                    });
  {
    INFO("after_epoch returns false after epoch " << last << ": 3 steps for each epoch so far.");
    CHECK_THAT(static_cast<double>(asked.batches.size()),
               close_to(3.0 * static_cast<double>(last + 1), 0.0)
                   .mistake("It went on to the last epoch: what does after_epoch return?", 18.0)
                   .mistake("It went on when it should end, and ended when it should go on.", 3.0));
  }
  REQUIRE(seen.n_elem == 2);
  CHECK_THAT(result, close_to(seen));

  Asked nothing;
  INFO("0 epochs: theta comes back as it was, and no gradient is asked for.");
  CHECK_THAT(minimise(start, recording(pull, nothing), optimizer, 6, 2, 0, rate_of, rng, go_on),
             close_to(start));
  CHECK(nothing.batches.empty());
}

TEST_CASE("9.8 what mini_batches and optimizer_step refuse is refused", "[09][9.8]") {
  Rng rng = test_rng("9.8 f");
  const arma::vec start = uniform_vec(3, -1.0, 1.0, rng);
  Optimizer optimizer;
  const BatchGradient ones = [](const arma::vec&, const arma::uvec&) { return arma::ones(2); };
  CHECK_THROWS_MATCHES(minimise(start, ones, optimizer, 6, 0, 2, rate_of, rng, go_on),
                       std::invalid_argument, says("batch_size is 0, expected at least 1"));
  INFO("The gradient has 2 entries, theta has 3.");
  CHECK_THROWS_MATCHES(minimise(start, ones, optimizer, 6, 2, 2, rate_of, rng, go_on),
                       std::invalid_argument, says("gradient is 2x1, expected 3x1"));
  INFO("What fits is not refused.");
  const BatchGradient three = [](const arma::vec&, const arma::uvec&) { return arma::ones(3); };
  CHECK_NOTHROW(minimise(start, three, optimizer, 6, 2, 2, rate_of, rng, go_on));
}
