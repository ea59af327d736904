// The public tests of lesson 15: read them, run them, break your code and see what they say. Every
// expected number can be checked on paper, or is computed in another way (misconceptions.hpp). No
// test looks at a clock: the machine that is timed here is made up.
#include <armadillo>
#include <cmath>
#include <string>
#include <vector>

#include "15_fast/fast.hpp"
#include "15_fast/misconceptions.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;
using namespace misconceptions;

namespace {

constexpr LoopOrder all_orders[] = {LoopOrder::textbook, LoopOrder::columns, LoopOrder::blocks};

const char* const names_of_orders[] = {"textbook", "columns", "blocks"};

/// The network of README.md's example: 2-3-2. For the sample (2, 1) its third hidden unit is 0, and
/// both logits are 3.
Network example_network() {
  return {.layers = {{.weights = {{1, -1}, {0, 2}, {-1, 0}},
                      .bias = {0, 1, 0},
                      .activation = Activation::relu},
                     {.weights = {{3, 0, 5}, {0, 1, -5}},
                      .bias = {0, 0},
                      .activation = Activation::identity}}};
}

/// Buffers for up to `capacity` samples, full of what another batch has left.
Workspace used_buffers(const Network& network, arma::uword capacity) {
  Workspace space;
  double next = 0.0;
  const auto full = [&](arma::uword rows, arma::uword cols) {
    arma::mat M(rows, cols);
    for (double& number : M) number = 7.0 + 0.25 * ++next;
    return M;
  };
  for (const DenseLayer& layer : network.layers) {
    space.A.push_back(full(layer.weights.n_rows, capacity));
    space.dZ.push_back(full(layer.weights.n_rows, capacity));
    space.dW.push_back(full(layer.weights.n_rows, layer.weights.n_cols));
    space.db.push_back(full(layer.bias.n_elem, 1));
  }
  return space;
}

}  // namespace

// ---- 15.1 loops ---------------------------------------------------------------------------------

TEST_CASE("15.1 all orders add up the same product", "[15][15.1]") {
  const arma::mat A = {{1, 0, 2, -1, 3}, {0, 1, -2, 4, 1}, {2, 5, 0, 1, -3}};
  const arma::mat B = {{1, 2, 0, 1}, {-1, 0, 3, 2}, {2, 1, 1, 0}, {0, 4, -1, 5}, {1, -2, 2, 3}};
  INFO("C(0, 0) by hand: 1 + 0 + 4 + 0 + 3 = 8.");
  const arma::mat expected = {{8, -6, 9, 5}, {-4, 12, -1, 25}, {-6, 14, 8, 8}};
  for (int k = 0; k < 3; ++k) {
    INFO("The order is " << names_of_orders[k] << ", a block is 2.");
    CHECK_THAT(loop_product(A, B, all_orders[k], 2), looped(expected, A, B, all_orders[k], 2));
  }
  INFO("A block of 100 holds everything.");
  CHECK_THAT(loop_product(A, B, LoopOrder::blocks, 100), close_to(expected));
}

TEST_CASE("15.1 what the textbook's loops touch, as README.md lists it", "[15][15.1]") {
  INFO("2x2 times 2x2: A has the places 0 to 3, B 4 to 7, C 8 to 11. Of each product: A, B, C.");
  CHECK_THAT(arma::umat(loop_visits(2, 2, 2, LoopOrder::textbook, 1)),
             same_as(arma::uvec{0, 4, 8, 2, 5, 8, 0, 6, 10, 2, 7, 10,
                                1, 4, 9, 3, 5, 9, 1, 6, 11, 3, 7, 11}));
}

TEST_CASE("15.1 what the loops along columns touch", "[15][15.1]") {
  INFO("2x2 times 2x2: i is innermost, so A and C are walked through as they lie in memory.");
  CHECK_THAT(arma::umat(loop_visits(2, 2, 2, LoopOrder::columns, 1)),
             same_as(arma::uvec{0, 4, 8,  1, 4, 9,  2, 5, 8,  3, 5, 9,
                                0, 6, 10, 1, 6, 11, 2, 7, 10, 3, 7, 11}));
}

TEST_CASE("15.1 what loops in blocks touch", "[15][15.1]") {
  INFO("3x1 times 1x2 in blocks of 2: rows 0 and 1 with both columns, then row 2 with both.");
  CHECK_THAT(arma::umat(loop_visits(3, 1, 2, LoopOrder::blocks, 2)),
             same_as(arma::uvec{0, 3, 5, 1, 3, 6, 0, 4, 8, 1, 4, 9, 2, 3, 7, 2, 4, 10}));
}

TEST_CASE("15.1 the visits of larger products, one number of the list after another",
          "[15][15.1]") {
  for (int k = 0; k < 3; ++k) {
    INFO("5x4 times 4x7, the order is " << names_of_orders[k]
                                        << ", a block is 3. Look at the first");
    INFO("place that differs: three places a product, A's 0 to 19, B's 20 to 47, C's 48 to 82.");
    const arma::umat expected = visits_in_order(5, 4, 7, {.key = key_of(all_orders[k], 3)});
    CHECK_THAT(arma::umat(loop_visits(5, 4, 7, all_orders[k], 3)),
               visited(expected, 5, 4, 7, all_orders[k], 3));
  }
}

TEST_CASE("15.1 what does not fit is refused", "[15][15.1]") {
  const arma::mat A = arma::ones(2, 4);
  CHECK_REFUSED(loop_product(A, arma::ones(3, 5), LoopOrder::columns, 2),
                "loop_product: B is 3x5, expected 4x5");
  CHECK_REFUSED(loop_product(A, arma::ones(4, 5), LoopOrder::blocks, 0),
                "loop_product: block is 0, expected at least 1");
  CHECK_REFUSED(loop_visits(2, 3, 4, LoopOrder::blocks, 0),
                "loop_visits: block is 0, expected at least 1");
  CHECK_ACCEPTED(loop_product(A, arma::ones(4, 5), LoopOrder::blocks, 1));
  CHECK_ACCEPTED(loop_visits(2, 3, 4, LoopOrder::blocks, 1));
}

// ---- 15.2 a cache -------------------------------------------------------------------------------

TEST_CASE("15.2 misses, as README.md counts them", "[15][15.2]") {
  INFO("Lines of 2, two of them: 0 1 4 0 8 5 are in the lines 0 0 2 0 4 2. Line 2 has to go");
  INFO("when line 4 comes, and is missing afterwards: four misses.");
  CHECK(cache_misses({0, 1, 4, 0, 8, 5}, {.numbers = 2, .lines = 2}) == 4);
}

TEST_CASE("15.2 misses of four lists of visits", "[15][15.2]") {
  const std::vector<arma::uvec> visits = {{0, 1, 4, 0, 8, 5},
                                          {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 5, 0},
                                          {0, 10, 20, 30, 0, 10, 20, 30},
                                          {0, 1, 2, 3, 0}};
  const std::vector<Cache> caches = {{.numbers = 2, .lines = 2},
                                     {.numbers = 4, .lines = 3},
                                     {.numbers = 10, .lines = 3},
                                     {.numbers = 1, .lines = 2}};
  arma::uvec counts(4);
  for (int k = 0; k < 4; ++k) counts(k) = cache_misses(visits[k], caches[k]);
  INFO("0 1 4 0 8 5, lines of 2, two of them; 0 to 9 in lines of 4: three are touched, and three");
  INFO("fit, so 0 5 0 hit; four lines in a circle, of which three fit: each comes too late;");
  INFO("0 1 2 3 0 with room for two.");
  CHECK_THAT(arma::umat(counts), missed({4, 3, 8, 5}, visits, caches));
}

TEST_CASE("15.2 a cache without lines, or with empty ones, is refused", "[15][15.2]") {
  CHECK_REFUSED(cache_misses({1, 2}, {.numbers = 8, .lines = 0}),
                "cache_misses: cache.lines is 0, expected at least 1");
  CHECK_REFUSED(cache_misses({1, 2}, {.numbers = 0, .lines = 8}),
                "cache_misses: cache.numbers is 0, expected at least 1");
  INFO("Two numbers of two lines, in a cache of one:");
  CHECK(cache_misses({1, 2, 1}, {.numbers = 2, .lines = 1}) == 3);
}

// ---- 15.3 work ----------------------------------------------------------------------------------

TEST_CASE("15.3 flops and bytes of a product", "[15][15.3]") {
  INFO("2x3 times 3x4: 2 times 24 flops; 6 + 12 + 8 numbers of 8 bytes.");
  CHECK_THAT(numbers_of(product_work(2, 3, 4)), product_needs({48, 208}, 2, 3, 4));
  INFO("A large one: 2 times 10^15 flops.");
  CHECK_THAT(numbers_of(product_work(100000, 100000, 100000)),
             close_to(arma::vec{2e15, 2.4e11}).names({"flops", "bytes"}));
}

TEST_CASE("15.3 flops and bytes of a step of training", "[15][15.3]") {
  INFO("Widths 3, 4, 2 and five samples. First layer: two products of 120 flops and 376 bytes.");
  INFO("Second layer: three products of 80 flops and 304 bytes.");
  CHECK_THAT(numbers_of(training_work({3, 4, 2}, 5)), step_needs({480, 1664}, {3, 4, 2}, 5));
  CHECK_REFUSED(training_work({3}, 5), "training_work: widths has length 1, expected at least 2");
}

TEST_CASE("15.3 what is attainable, by memory or by the processor", "[15][15.3]") {
  const Machine machine{.flops = 100, .bytes = 20};
  {
    const Work work{.flops = 60, .bytes = 30};
    INFO("100 flops and 20 bytes a second; 2 flops a byte: 20 bytes are 40 flops.");
    CHECK_THAT(attainable_flops(machine, work), attained(40, machine, work));
  }
  const Work work{.flops = 750, .bytes = 30};
  INFO("25 flops a byte would be 500 flops a second: more than 100.");
  CHECK_THAT(attainable_flops(machine, work), attained(100, machine, work));
}

// ---- 15.4 a benchmark ---------------------------------------------------------------------------

TEST_CASE("15.4 median, least and greatest", "[15][15.4]") {
  {
    const std::vector<double> values = {5, 1, 2, 9, 3};
    CHECK_THAT(numbers_of(spread_of(values)), spread({3, 1, 9}, values));
  }
  {
    const std::vector<double> values = {8, 1, 4, 2};
    INFO("1, 2, 4, 8: in the middle are 2 and 4.");
    CHECK_THAT(numbers_of(spread_of(values)), spread({3, 1, 8}, values));
  }
  CHECK_REFUSED(spread_of({}), "spread_of: values has length 0, expected at least 1");
}

TEST_CASE("15.4 seconds a call, on a machine that is made up", "[15][15.4]") {
  // Warm-up, trials of 1, 2 and 4 calls, then three rounds of four; the second one is disturbed.
  FakeMachine machine{.task = {1.0, 0.5}, .base = {}};
  machine.task.resize(21, 0.125);
  machine.task[14] = 1.125;
  const FakeMachine fresh = machine;
  const BenchmarkSettings settings{.warm_up = 2, .rounds = 3, .least_seconds = 0.4};
  const Spread seconds = seconds_a_call(machine.run_task(), machine.clock(), settings);
  const arma::uvec four = {0, 1, 1, 1, 1, 0};
  arma::uvec log = {1, 1, 0, 1, 0, 0, 1, 1, 0};
  for (int k = 0; k < 4; ++k) log = arma::join_cols(log, four);
  INFO("Two calls to warm up, 1 and 0.5 s; all others take 0.125 s but one, in the second round.");
  UNSCOPED_INFO(
      "What was called, in turn (0: the clock, 1: the task): two calls; trials of 1, 2 and 4,");
  UNSCOPED_INFO("as 4 times 0.125 s is at least 0.4 s; three rounds of 4.");
  CHECK_THAT(arma::umat(arma::uvec(machine.log)), log_of(arma::umat(log), fresh, settings));
  INFO("The rounds took 0.5, 1.5 and 0.5 s, for four calls each.");
  CHECK_THAT(numbers_of(seconds), timing({0.125, 0.125, 0.375}, fresh, settings));
}

TEST_CASE("15.4 a ratio, round by round", "[15][15.4]") {
  FakeMachine machine{.task = {0.5, 0.5, 0.5, 1.0, 1.5},
                      .base = {0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.5, 0.5, 0.25}};
  const FakeMachine fresh = machine;
  const BenchmarkSettings settings{.warm_up = 1, .rounds = 3, .least_seconds = 0.4};
  const Spread ratio =
      time_ratio(machine.run_task(), machine.run_base(), machine.clock(), settings);
  {
    INFO("What was called (0: the clock, 1: task, 2: base). Task takes 0.5 s, so a round is one");
    INFO("call; base takes 0.25 s, so a round is two.");
    const arma::uvec log = {1, 0, 1, 0, 2, 0, 2, 0, 0, 2, 2, 0, 0, 1, 0, 0, 2,
                            2, 0, 0, 1, 0, 0, 2, 2, 0, 0, 1, 0, 0, 2, 2, 0};
    CHECK_THAT(arma::umat(arma::uvec(machine.log)), log_of(arma::umat(log), fresh, settings));
  }
  INFO("In the second round all is twice as slow, in the third one only task is: 0.5 / 0.25,");
  INFO("1 / 0.5 and 1.5 / 0.25.");
  CHECK_THAT(numbers_of(ratio), timing({2, 2, 6}, fresh, settings));
}

TEST_CASE("15.4 no rounds are refused", "[15][15.4]") {
  FakeMachine machine{.task = {1.0}, .base = {1.0}};
  const BenchmarkSettings none{.warm_up = 1, .rounds = 0, .least_seconds = 0.5};
  CHECK_REFUSED(seconds_a_call(machine.run_task(), machine.clock(), none),
                "seconds_a_call: settings.rounds is 0, expected at least 1");
  CHECK_REFUSED(time_ratio(machine.run_task(), machine.run_base(), machine.clock(), none),
                "time_ratio: settings.rounds is 0, expected at least 1");
  INFO("One round of one call that takes a second:");
  const BenchmarkSettings one{.warm_up = 0, .rounds = 1, .least_seconds = 0.5};
  CHECK_THAT(seconds_a_call(machine.run_task(), machine.clock(), one).high, close_to(1.0));
}

// ---- 15.5 a step into buffers -------------------------------------------------------------------

TEST_CASE("15.5 buffers for a network and a batch", "[15][15.5]") {
  const Workspace space = make_workspace(example_network(), 5);
  INFO("Layers of 3 and 2 units, up to five samples.");
  REQUIRE(space.A.size() == 2);
  REQUIRE(space.dZ.size() == 2);
  REQUIRE(space.dW.size() == 2);
  REQUIRE(space.db.size() == 2);
  CHECK_THAT(space.A[0], close_to(arma::zeros(3, 5)));
  CHECK_THAT(space.A[1], close_to(arma::zeros(2, 5)));
  CHECK_THAT(space.dZ[0], close_to(arma::zeros(3, 5)));
  CHECK_THAT(space.dZ[1], close_to(arma::zeros(2, 5)));
  CHECK_THAT(space.dW[0], close_to(arma::zeros(3, 2)));
  CHECK_THAT(space.dW[1], close_to(arma::zeros(2, 3)));
  CHECK_THAT(arma::mat(space.db[0]), close_to(arma::zeros(3, 1)));
  CHECK_THAT(arma::mat(space.db[1]), close_to(arma::zeros(2, 1)));
}

TEST_CASE("15.5 one sample by hand, in buffers for three", "[15][15.5]") {
  const Network network = example_network();
  const arma::mat X = arma::vec{2, 1};
  const arma::mat T = arma::vec{1, 0};
  const Workspace before = used_buffers(network, 3);
  Workspace space = before;
  const double loss = gradient_into(space, network, X, T);
  Workspace expected = before;  // the columns 1 and 2 are not of this batch
  expected.A[0].col(0) = arma::vec{1, 3, 0};
  expected.A[1].col(0) = arma::vec{3, 3};
  expected.dZ[1].col(0) = arma::vec{-0.5, 0.5};
  expected.dW[1] = {{-0.5, -1.5, 0}, {0.5, 1.5, 0}};
  expected.db[1] = {-0.5, 0.5};
  expected.dZ[0].col(0) = arma::vec{-1.5, 0.5, 0};
  expected.dW[0] = {{-3, -1.5}, {1, 0.5}, {0, 0}};
  expected.db[0] = {-1.5, 0.5, 0};
  INFO(
      "Hidden: (1, 3, -2) becomes (1, 3, 0); both logits are 3, so both classes have 1/2, and the");
  INFO("loss is log 2. Back: (-0.5, 0.5), times W' (-1.5, 0.5, -5); ReLU stops the third.");
  CHECK_THAT(loss, close_to(std::log(2.0)));
  check_step(space, expected, before, network, X, T);
}

TEST_CASE("15.5 three samples, in buffers for five", "[15][15.5]") {
  Network network = example_network();
  network.layers[0].bias = {-0.5, 0.25, 1};
  network.layers[1].bias = {-4, 0.5};
  const arma::mat X = {{2, -1, 0.5}, {1, 0.5, -1}};
  const arma::mat T = {{1, 0, 1}, {0, 1, 0}};
  const Workspace before = used_buffers(network, 5);
  Workspace space = before;
  const double loss = gradient_into(space, network, X, T);
  const Step expected = stepped_into(before, network, X, T);
  INFO("Three samples: 1/m is 1/3.");
  CHECK_THAT(
      loss, step_loss(expected.loss, stepped_into(before, network, X, T, {.sum_of_losses = true})));
  check_step(space, expected.space, before, network, X, T);
}

TEST_CASE("15.5 logits of a thousand", "[15][15.5]") {
  const Network network{.layers = {{.weights = {{1000, 0}, {0, -1000}}, .bias = {0, 0}}}};
  Workspace space = used_buffers(network, 2);
  INFO("Logits (1000, -1000), and class 1 is right: the loss is 2000, and no exp may overflow.");
  CHECK_THAT(gradient_into(space, network, arma::vec{1, 1}, arma::vec{0, 1}), close_to(2000.0));
  REQUIRE(space.dW.size() == 1);
  CHECK_THAT(space.dW[0], close_to(arma::mat{{1, 1}, {-1, -1}}));
}

TEST_CASE("15.5 what does not fit is refused, and nothing is written", "[15][15.5]") {
  const Network network = example_network();
  const Workspace before = used_buffers(network, 3);
  Workspace space = before;
  CHECK_REFUSED(gradient_into(space, network, arma::ones(3, 2), arma::ones(2, 2)),
                "gradient_into: X is 3x2, expected 2x2");
  CHECK_REFUSED(gradient_into(space, network, arma::ones(2, 2), arma::ones(2, 3)),
                "gradient_into: T is 2x3, expected 2x2");
  CHECK_REFUSED(gradient_into(space, network, arma::ones(2, 4), arma::ones(2, 4)),
                "gradient_into: samples is 4, expected at most 3");
  INFO("What is refused leaves the buffers as they were.");
  REQUIRE(space.A.size() == 2);
  CHECK_THAT(space.A[0], close_to(before.A[0]));
  INFO("Three samples fit into buffers for three.");
  CHECK_NOTHROW(gradient_into(space, network, arma::ones(2, 3), arma::ones(2, 3) / 2));
}

TEST_CASE("15.5 a step down the gradient, in place", "[15][15.5]") {
  const Network before = example_network();
  Network network = before;
  Workspace space = used_buffers(before, 1);
  take_step(network, space, 0.5);
  REQUIRE(network.layers.size() == 2);
  for (std::size_t l = 0; l < 2; ++l) {
    const DenseLayer& was = before.layers[l];
    INFO("Layer " << l << ", at the rate 1/2:");
    CHECK_THAT(network.layers[l].weights,
               moved(was.weights - space.dW[l] / 2, was.weights, space.dW[l], 0.5));
    CHECK_THAT(arma::mat(network.layers[l].bias),
               moved(was.bias - space.db[l] / 2, was.bias, space.db[l], 0.5));
  }
}

// ---- 15.6 parts ---------------------------------------------------------------------------------

TEST_CASE("15.6 ten samples in four parts, seven in three", "[15][15.6]") {
  INFO("A part a column: where it begins, and how many it has. 3 + 3 + 2 + 2 = 10.");
  CHECK_THAT(table_of(cut_batch(10, 4)), cut({{0, 3, 6, 8}, {3, 3, 2, 2}}, 10, 4));
  INFO("3 + 2 + 2 = 7.");
  CHECK_THAT(table_of(cut_batch(7, 3)), cut({{0, 3, 5}, {3, 2, 2}}, 7, 3));
  INFO("One part has all.");
  CHECK_THAT(table_of(cut_batch(6, 1)), same_as(arma::uvec{0, 6}));
}

TEST_CASE("15.6 no parts, and more parts than samples, are refused", "[15][15.6]") {
  CHECK_REFUSED(cut_batch(3, 0), "cut_batch: parts is 0, expected at least 1");
  CHECK_REFUSED(cut_batch(3, 5), "cut_batch: parts is 5, expected at most 3");
  INFO("As many parts as samples: one each.");
  CHECK_THAT(table_of(cut_batch(3, 3)), same_as(arma::umat{{0, 1, 2}, {1, 1, 1}}));
}

TEST_CASE("15.6 the gradient of the whole from those of its parts", "[15][15.6]") {
  const Network network = example_network();
  const std::vector<Part> parts = {
      {.first = 0, .count = 5}, {.first = 5, .count = 2}, {.first = 7, .count = 1}};
  std::vector<Workspace> before;
  for (const arma::uword capacity : {5, 6, 7}) before.push_back(used_buffers(network, capacity));
  std::vector<Workspace> spaces = before;
  join_parts(spaces, parts);
  REQUIRE(spaces.size() == 3);
  for (std::size_t l = 0; l < 2; ++l) {
    INFO("Layer " << l << ": parts of 5, 2 and 1 samples have the shares 5/8, 1/4 and 1/8.");
    REQUIRE(spaces[0].dW.size() == 2);
    REQUIRE(spaces[0].db.size() == 2);
    std::vector<arma::mat> weights, biases;
    for (const Workspace& one : before) {
      weights.push_back(one.dW[l]);
      biases.push_back(one.db[l]);
    }
    CHECK_THAT(spaces[0].dW[l],
               joined(5 * weights[0] / 8 + weights[1] / 4 + weights[2] / 8, weights, parts));
    CHECK_THAT(arma::mat(spaces[0].db[l]),
               joined(5 * biases[0] / 8 + biases[1] / 4 + biases[2] / 8, biases, parts));
    INFO(others_stay);
    REQUIRE(spaces[0].A.size() == 2);
    CHECK_THAT(spaces[0].A[l], close_to(before[0].A[l]));
    REQUIRE(spaces[1].dW.size() == 2);
    CHECK_THAT(spaces[1].dW[l], close_to(before[1].dW[l]));
  }
}

TEST_CASE("15.6 spaces and parts belong together", "[15][15.6]") {
  std::vector<Workspace> none;
  CHECK_REFUSED(join_parts(none, {}), "join_parts: spaces has length 0, expected at least 1");
  std::vector<Workspace> two(2, used_buffers(example_network(), 1));
  CHECK_REFUSED(join_parts(two, {{.first = 0, .count = 1}}),
                "join_parts: parts has length 1, expected 2");
  INFO("Two that fit:");
  CHECK_NOTHROW(join_parts(two, {{.first = 0, .count = 1}, {.first = 1, .count = 1}}));
}

// ---- 15.7 weights of a byte ---------------------------------------------------------------------

TEST_CASE("15.7 rows in whole numbers, each with a scale of its own", "[15][15.7]") {
  {
    const arma::mat W = {{2.54, -1.013, 0.3}, {0.1, -0.381, 0.2}, {0, 0, 0}};
    INFO("8 bits: row 0 has the scale 2.54 / 127 = 0.02, row 1 0.381 / 127 = 0.003: 0.1 is 33 of");
    INFO("them, 0.2 is 67. Three values of each row, and its scale:");
    CHECK_THAT(numbers_of(quantise_rows(W, 8)),
               quantised_rows({{127, -51, 15, 0.02}, {33, -127, 67, 0.003}, {0, 0, 0, 0}}, W, 8));
  }
  const arma::mat W = {{3, -2.4, 1.4}, {0.7, -1.5, 0.1}};
  INFO("3 bits hold -3 to 3: row 0 has the scale 1, row 1 0.5.");
  CHECK_THAT(numbers_of(quantise_rows(W, 3)),
             quantised_rows({{3, -2, 1, 1}, {1, -3, 0, 0.5}}, W, 3));
}

TEST_CASE("15.7 numbers of 1 or 9 bits are refused", "[15][15.7]") {
  CHECK_REFUSED(quantise_rows({{1, 2}}, 1), "quantise_rows: bits is 1, expected at least 2");
  CHECK_REFUSED(quantise_rows({{1, 2}}, 9), "quantise_rows: bits is 9, expected at most 8");
  INFO("2 bits hold -1, 0 and 1.");
  CHECK_THAT(numbers_of(quantise_rows({{0.3, -4}}, 2)), close_to(arma::mat{{0, -1, 4}}));
}

TEST_CASE("15.7 a product of whole numbers, scaled once", "[15][15.7]") {
  const Quantised W{.values = {{1, -2}, {3, 0}, {2, 5}}, .scales = {0.5, 0.1, 1}};
  const arma::mat X = {{1.27, -0.254}, {-0.504, 0.1006}};
  INFO("Column 0: scale 0.01, values 127 and -50. Column 1: scale 0.002, values -127 and 50.");
  INFO("The sums of column 0 are 227, 381 and 4: the first is 227 times 0.5 times 0.01.");
  CHECK_THAT(quantised_product(W, X),
             product_of_bytes({{1.135, -0.227}, {0.381, -0.0762}, {0.04, -0.008}}, W, X));
}

TEST_CASE("15.7 a sample of zeros, and one that does not fit", "[15][15.7]") {
  const Quantised W{.values = {{1, -2, 4}, {3, 0, -1}}, .scales = {0.5, 0.25}};
  INFO("Column 0 is 0, column 1 has the scale 1: 127 - 2 times 10 + 0, and 3 times 127.");
  CHECK_THAT(quantised_product(W, {{0, 127}, {0, 10}, {0, 0}}),
             close_to(arma::mat{{0, 53.5}, {0, 95.25}}));
  CHECK_REFUSED(quantised_product(W, arma::ones(2, 4)),
                "quantised_product: X is 2x4, expected 3x4");
}
