// The graded tests of lesson 15. Inputs come from a seed that no submission knows; what is right is
// computed in another way (misconceptions.hpp).
#include <armadillo>
#include <string>
#include <vector>

#include "15_fast/fast.hpp"
#include "15_fast/misconceptions.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;
using support::between;

namespace {

constexpr LoopOrder all_orders[] = {LoopOrder::textbook, LoopOrder::columns, LoopOrder::blocks};

std::string text(arma::uword number) {
  return std::to_string(number);
}

Network random_network(const std::vector<arma::uword>& widths, Rng& rng) {
  Network network;
  for (std::size_t l = 1; l < widths.size(); ++l) {
    network.layers.push_back(
        {.weights = normal_matrix(widths[l], widths[l - 1], rng),
         .bias = normal_matrix(widths[l], 1, rng),
         .activation = l + 1 < widths.size() ? Activation::relu : Activation::identity});
  }
  return network;
}

/// Buffers full of what another batch has left.
Workspace random_buffers(const Network& network, arma::uword capacity, Rng& rng) {
  Workspace space;
  for (const DenseLayer& layer : network.layers) {
    space.A.push_back(normal_matrix(layer.weights.n_rows, capacity, rng));
    space.dZ.push_back(normal_matrix(layer.weights.n_rows, capacity, rng));
    space.dW.push_back(normal_matrix(layer.weights.n_rows, layer.weights.n_cols, rng));
    space.db.push_back(normal_matrix(layer.bias.n_elem, 1, rng));
  }
  return space;
}

std::vector<double> random_seconds(arma::uword count, Rng& rng) {
  std::vector<double> seconds(count);
  for (double& one : seconds) one = uniform(0.1, 0.3, rng);
  return seconds;
}

}  // namespace

TEST_CASE("15.1 random products in all orders", "[15][15.1]") {
  Rng rng = test_rng("15.1 a");
  const arma::mat A = normal_matrix(7, 5, rng);
  const arma::mat B = normal_matrix(5, 11, rng);
  for (const LoopOrder order : all_orders) {
    const arma::uword block = between(3, 4, rng);
    CHECK_THAT(loop_product(A, B, order, block), looped(A * B, A, B, order, block));
  }
}

TEST_CASE("15.1 visits of random shapes", "[15][15.1]") {
  Rng rng = test_rng("15.1 b");
  for (const LoopOrder order : all_orders) {
    const arma::uword rows = between(5, 7, rng), inner = between(8, 9, rng);
    const arma::uword cols = between(10, 12, rng), block = between(3, 4, rng);
    INFO(text(rows) << "x" << inner << " times " << inner << "x" << cols << ", block " << block);
    CHECK_THAT(arma::umat(loop_visits(rows, inner, cols, order, block)),
               visited(visits_in_order(rows, inner, cols, {.key = key_of(order, block)}), rows,
                       inner, cols, order, block));
  }
}

TEST_CASE("15.1 refusals name what was got and what was expected", "[15][15.1]") {
  Rng rng = test_rng("15.1 c");
  const arma::uword size = between(3, 6, rng);
  const arma::mat A = normal_matrix(2, size, rng);
  CHECK_REFUSED(loop_product(A, normal_matrix(size + 1, 3, rng), LoopOrder::textbook, 2),
                "B is " + text(size + 1) + "x3, expected " + text(size) + "x3");
  const arma::mat B = normal_matrix(size, 3, rng);
  CHECK_REFUSED(loop_product(A, B, LoopOrder::textbook, 0), "block is 0, expected at least 1");
  CHECK_THAT(loop_product(A, B, LoopOrder::textbook, 1), close_to(arma::mat(A * B)));
}

TEST_CASE("15.2 misses of random visits", "[15][15.2]") {
  Rng rng = test_rng("15.2 a");
  std::vector<arma::uvec> visits;
  std::vector<Cache> caches;
  arma::uvec counts(6), expected(6);
  for (int k = 0; k < 6; ++k) {
    caches.push_back({.numbers = between(2, 5, rng), .lines = between(6, 9, rng)});
    arma::uvec list(150);
    for (arma::uword& place : list) place = uniform_index(60, rng);
    visits.push_back(list);
    counts(k) = cache_misses(list, caches.back());
    expected(k) = misses_by_distance(list, caches.back());
  }
  CHECK_THAT(arma::umat(counts), missed(expected, visits, caches));
}

TEST_CASE("15.2 misses of the loops themselves", "[15][15.2]") {
  Rng rng = test_rng("15.2 b");
  const arma::uword n = between(9, 12, rng);
  const Cache cache{.numbers = 3, .lines = between(10, 14, rng)};
  for (const LoopOrder order : all_orders) {
    const arma::uvec visits =
        arma::vectorise(visits_in_order(n, n + 1, n - 1, {.key = key_of(order, 4)}));
    CHECK(cache_misses(visits, cache) == misses_by_distance(visits, cache));
  }
}

TEST_CASE("15.3 flops and bytes of random products", "[15][15.3]") {
  Rng rng = test_rng("15.3 a");
  const arma::uword rows = between(20, 30, rng), inner = between(31, 50, rng);
  const arma::uword cols = between(51, 70, rng);
  const double numbers = static_cast<double>(rows * inner + inner * cols + rows * cols);
  CHECK_THAT(numbers_of(product_work(rows, inner, cols)),
             product_needs({2.0 * static_cast<double>(rows * inner * cols), 8.0 * numbers}, rows,
                           inner, cols));
}

TEST_CASE("15.3 flops and bytes of random networks", "[15][15.3]") {
  Rng rng = test_rng("15.3 b");
  const std::vector<arma::uword> widths = {between(30, 40, rng), between(20, 29, rng),
                                           between(10, 19, rng), between(3, 9, rng)};
  const arma::uword samples = between(50, 60, rng);
  CHECK_THAT(numbers_of(training_work(widths, samples)),
             step_needs(step_work(widths, samples), widths, samples));
}

TEST_CASE("15.3 the roof of random machines", "[15][15.3]") {
  Rng rng = test_rng("15.3 c");
  const Machine machine{.flops = uniform(50, 60, rng), .bytes = uniform(5, 6, rng)};
  for (const double flops : {uniform(30, 50, rng), uniform(500, 900, rng)}) {
    const Work work{.flops = flops, .bytes = uniform(20, 29, rng)};
    const double seconds = std::max(work.flops / machine.flops, work.bytes / machine.bytes);
    CHECK_THAT(attainable_flops(machine, work), attained(work.flops / seconds, machine, work));
  }
}

TEST_CASE("15.4 the spread of random values", "[15][15.4]") {
  Rng rng = test_rng("15.4 a");
  for (const arma::uword count : {9, 12}) {
    const std::vector<double> values = random_seconds(count, rng);
    CHECK_THAT(numbers_of(spread_of(values)), spread(spread_by_counting(values), values));
  }
}

TEST_CASE("15.4 seconds a call, with random seconds", "[15][15.4]") {
  Rng rng = test_rng("15.4 b");
  const FakeMachine fresh{.task = random_seconds(40, rng), .base = {}};
  const BenchmarkSettings settings{
      .warm_up = between(1, 3, rng), .rounds = between(4, 5, rng), .least_seconds = 0.62};
  FakeMachine machine = fresh;
  const Spread seconds = seconds_a_call(machine.run_task(), machine.clock(), settings);
  CHECK_THAT(arma::umat(arma::uvec(machine.log)),
             log_of(right_log(fresh, settings), fresh, settings));
  CHECK_THAT(numbers_of(seconds), timing(timed(fresh, settings), fresh, settings));
}

TEST_CASE("15.4 a ratio on a machine that becomes slower", "[15][15.4]") {
  Rng rng = test_rng("15.4 c");
  const FakeMachine fresh{
      .task = random_seconds(40, rng), .base = random_seconds(40, rng), .drift = 0.05};
  const BenchmarkSettings settings{
      .warm_up = between(1, 2, rng), .rounds = between(3, 4, rng), .least_seconds = 0.7};
  FakeMachine machine = fresh;
  const Spread ratio =
      time_ratio(machine.run_task(), machine.run_base(), machine.clock(), settings);
  CHECK_THAT(arma::umat(arma::uvec(machine.log)),
             log_of(right_log(fresh, settings), fresh, settings));
  CHECK_THAT(numbers_of(ratio), timing(timed(fresh, settings), fresh, settings));
}

TEST_CASE("15.5 random networks and batches", "[15][15.5]") {
  Rng rng = test_rng("15.5 a");
  for (const arma::uword samples : {3, 5}) {
    const Network network = random_network({4, 6, 5, 3}, rng);
    const arma::mat X = normal_matrix(4, samples, rng);
    const arma::mat T = support::random_one_hot(arma::SizeMat(3, samples), rng);
    const Workspace before = random_buffers(network, 7, rng);
    Workspace space = before;
    const double loss = gradient_into(space, network, X, T);
    const Step expected = stepped_into(before, network, X, T);
    CHECK_THAT(loss, step_loss(expected.loss,
                               stepped_into(before, network, X, T, {.sum_of_losses = true})));
    check_step(space, expected.space, before, network, X, T);
  }
}

TEST_CASE("15.5 one batch after another, into the same buffers", "[15][15.5]") {
  Rng rng = test_rng("15.5 b");
  const Network network = random_network({3, 5, 4}, rng);
  Workspace space = make_workspace(network, 6);
  REQUIRE(space.A.size() == 2);
  REQUIRE(space.dZ.size() == 2);
  REQUIRE(space.dW.size() == 2);
  REQUIRE(space.db.size() == 2);
  Workspace expected = space;
  for (std::size_t l = 0; l < 2; ++l) {
    REQUIRE(arma::size(space.A[l]) == arma::SizeMat(5 - l, 6));
    REQUIRE(arma::size(space.dZ[l]) == arma::SizeMat(5 - l, 6));
    REQUIRE(arma::size(space.dW[l]) == arma::SizeMat(5 - l, 3 + 2 * l));
    REQUIRE(space.db[l].n_elem == 5 - l);
  }
  for (const arma::uword samples : {6, 3, 5}) {
    const arma::mat X = normal_matrix(3, samples, rng);
    const arma::mat T = support::random_one_hot(arma::SizeMat(4, samples), rng);
    const Workspace before = expected;
    gradient_into(space, network, X, T);
    expected = stepped_into(before, network, X, T).space;
    check_step(space, expected, before, network, X, T);
  }
}

TEST_CASE("15.5 a random step", "[15][15.5]") {
  Rng rng = test_rng("15.5 c");
  const Network before = random_network({4, 5, 3}, rng);
  const Workspace space = random_buffers(before, 2, rng);
  const double rate = uniform(0.1, 0.4, rng);
  Network network = before;
  take_step(network, space, rate);
  REQUIRE(network.layers.size() == 2);
  for (std::size_t l = 0; l < 2; ++l) {
    const DenseLayer& was = before.layers[l];
    CHECK_THAT(network.layers[l].weights,
               moved(was.weights - rate * space.dW[l], was.weights, space.dW[l], rate));
    CHECK_THAT(arma::mat(network.layers[l].bias),
               moved(was.bias - rate * space.db[l], was.bias, space.db[l], rate));
  }
}

TEST_CASE("15.6 random batches in parts", "[15][15.6]") {
  Rng rng = test_rng("15.6 a");
  for (int k = 0; k < 4; ++k) {
    const arma::uword parts = between(5, 9, rng);
    const arma::uword samples = parts * between(2, 5, rng) + between(2, parts - 2, rng);
    // Dealt like cards, one after the other.
    std::vector<arma::uword> counts(parts, 0);
    for (arma::uword s = 0; s < samples; ++s) ++counts[s % parts];
    INFO(samples << " samples in " << parts << " parts:");
    CHECK_THAT(table_of(cut_batch(samples, parts)), cut(in_a_row(counts), samples, parts));
  }
}

TEST_CASE("15.6 random gradients of random parts", "[15][15.6]") {
  Rng rng = test_rng("15.6 b");
  const Network network = random_network({3, 4, 2}, rng);
  std::vector<Workspace> spaces;
  std::vector<Part> parts;
  double samples = 0.0;
  for (int k = 0; k < 4; ++k) {
    spaces.push_back(random_buffers(network, 3, rng));
    parts.push_back({.first = static_cast<arma::uword>(samples), .count = between(3, 12, rng)});
    samples += static_cast<double>(parts.back().count);
  }
  const std::vector<Workspace> before = spaces;
  join_parts(spaces, parts);
  REQUIRE(spaces.size() == 4);
  REQUIRE(spaces[0].dW.size() == 2);
  REQUIRE(spaces[0].db.size() == 2);
  for (std::size_t l = 0; l < 2; ++l) {
    std::vector<arma::mat> weights, biases;
    arma::mat of_weights = arma::zeros(arma::size(before[0].dW[l]));
    arma::mat of_biases = arma::zeros(before[0].db[l].n_elem, 1);
    for (std::size_t k = 0; k < 4; ++k) {
      weights.push_back(before[k].dW[l]);
      biases.push_back(before[k].db[l]);
      for (arma::uword s = 0; s < parts[k].count; ++s) {
        of_weights += weights[k] / samples;
        of_biases += biases[k] / samples;
      }
    }
    CHECK_THAT(spaces[0].dW[l], joined(of_weights, weights, parts));
    CHECK_THAT(arma::mat(spaces[0].db[l]), joined(of_biases, biases, parts));
    INFO(others_stay);
    REQUIRE(spaces[3].dW.size() == 2);
    CHECK_THAT(spaces[3].dW[l], close_to(before[3].dW[l]));
  }
}

TEST_CASE("15.7 random rows in 2 to 8 bits", "[15][15.7]") {
  Rng rng = test_rng("15.7 a");
  for (const arma::uword bits : {4, 6, 8}) {
    const arma::mat W = normal_matrix(4, 9, rng);
    INFO(bits << " bits: the values of each row, and its scale.");
    CHECK_THAT(numbers_of(quantise_rows(W, bits)), quantised_rows(quantised(W, bits), W, bits));
  }
}

TEST_CASE("15.7 random products of whole numbers", "[15][15.7]") {
  Rng rng = test_rng("15.7 b");
  Quantised W{.values = arma::zeros<arma::imat>(4, 6), .scales = arma::vec(4)};
  for (arma::sword& value : W.values)
    value = static_cast<arma::sword>(uniform_index(255, rng)) - 127;
  for (double& scale : W.scales) scale = uniform(0.01, 0.02, rng);
  const arma::mat X = normal_matrix(6, 5, rng);
  const arma::mat columns = quantised(X.t(), 8);
  const arma::mat expected = arma::diagmat(W.scales) *
                             (whole(W.values) * columns.head_cols(6).t()) *
                             arma::diagmat(arma::vec(columns.tail_cols(1)));
  CHECK_THAT(quantised_product(W, X), product_of_bytes(expected, W, X));
}

TEST_CASE("15.7 the refusal names both numbers", "[15][15.7]") {
  Rng rng = test_rng("15.7 c");
  const arma::uword bits = between(9, 20, rng);
  const arma::mat W = normal_matrix(3, 4, rng);
  CHECK_REFUSED(quantise_rows(W, bits), "bits is " + text(bits) + ", expected at most 8");
  CHECK_THAT(numbers_of(quantise_rows(W, 7)), quantised_rows(quantised(W, 7), W, 7));
}
