// The public tests of lesson 12: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works the first ones out. The tapes are
// written down node by node, so that each task is tested for itself.
#include <armadillo>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "12_autodiff/autodiff.hpp"
#include "common/contract.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;

namespace {

/// The name of an operation, so that a failing test does not print a number.
std::string name(Operation operation) {
  const std::vector<std::string> names = {"leaf",     "add",  "multiply", "matrix_product",
                                          "add_bias", "relu", "tanh",     "softmax_cross_entropy"};
  const auto number = static_cast<std::size_t>(operation);
  return number < names.size() ? names[number] : "none of the eight";
}

Node leaf(const arma::mat& value) {
  return {.operation = Operation::leaf, .inputs = {}, .value = value};
}

Node made(Operation operation, const std::vector<NodeIndex>& inputs, const arma::mat& value) {
  return {.operation = operation, .inputs = inputs, .value = value};
}

bool same(const Node& a, const Node& b) {
  return a.operation == b.operation && a.inputs == b.inputs &&
         arma::size(a.value) == arma::size(b.value) &&
         arma::approx_equal(a.value, b.value, "absdiff", 0.0);
}

/// Whether the first nodes of `after` are the nodes of `before`.
bool begins_with(const Tape& after, const Tape& before) {
  if (after.nodes.size() < before.nodes.size()) return false;
  for (std::size_t k = 0; k < before.nodes.size(); ++k) {
    if (!same(after.nodes[k], before.nodes[k])) return false;
  }
  return true;
}

/// One node was appended to `before`: this one, with a value that `value` matches.
void check_recorded(const Tape& before, const Tape& after, NodeIndex index, Operation operation,
                    const std::vector<NodeIndex>& inputs, const support::CloseTo& value) {
  const std::size_t place = before.nodes.size();
  INFO("The tape had " << place << " nodes, number 0 to " << place - 1 << ".");
  {
    INFO("Each call appends one node.");
    REQUIRE(after.nodes.size() == place + 1);
  }
  {
    INFO("What is returned is the new node's place on the tape, counted from 0.");
    CHECK(index == place);
  }
  const Node& node = after.nodes.back();
  {
    INFO("The node remembers which operation made it.");
    CHECK(name(node.operation) == name(operation));
  }
  {
    INFO("The node remembers its inputs, in the order of the arguments.");
    CHECK(node.inputs == inputs);
  }
  CHECK_THAT(node.value, value);
  INFO("The nodes before the new one stay as they were.");
  CHECK(begins_with(after, before));
}

/// What the error tests look at afterwards.
void check_unchanged(const Tape& after, const Tape& before) {
  INFO("What is refused leaves the tape as it was: look before you append.");
  CHECK(after.nodes.size() == before.nodes.size());
  CHECK(begins_with(after, before));
}

/// Three leaves: 2x3, 2x3, 2x3.
const Tape three_leaves{.nodes = {leaf({{9, 8, 7}, {6, 5, 4}}), leaf({{1, 2, 3}, {4, 5, -6}}),
                                  leaf({{10, 20, 30}, {-1, 0, 2}})}};

/// (w x)^2 + x at x = 3 and w = 2, as README.md records it.
const Tape square_tape{.nodes = {leaf(arma::mat{3.0}), leaf(arma::mat{2.0}),          // x, w
                                 made(Operation::multiply, {1, 0}, arma::mat{6.0}),   // w x
                                 made(Operation::multiply, {2, 2}, arma::mat{36.0}),  // (w x)^2
                                 made(Operation::add, {3, 0}, arma::mat{39.0})}};     // the output

/// The nine parameters of lesson 04 at its sample A, with the target 0.34: loss 0.0625.
const Tape nine_tape{
    .nodes = {leaf({{0.4, 0.5}, {-0.6, 1.0}}),                               // 0: w1 w3, w2 w4
              leaf(arma::vec{0.1, -0.1}),                                    // 1: b1, b2
              leaf({{0.9, -0.6}}),                                           // 2: w5 w6
              leaf(arma::mat{0.2}),                                          // 3: b3
              leaf(arma::vec{0.5, 0.8}),                                     // 4: x1, x2
              leaf(arma::mat{-0.34}),                                        // 5: -target
              made(Operation::matrix_product, {0, 4}, arma::vec{0.6, 0.5}),  // 6
              made(Operation::add_bias, {6, 1}, arma::vec{0.7, 0.4}),        // 7: z1, z2
              made(Operation::relu, {7}, arma::vec{0.7, 0.4}),               // 8: h1, h2
              made(Operation::matrix_product, {2, 8}, arma::mat{0.39}),      // 9
              made(Operation::add_bias, {9, 3}, arma::mat{0.59}),            // 10: y
              made(Operation::add, {10, 5}, arma::mat{0.25}),                // 11: y - target
              made(Operation::multiply, {11, 11}, arma::mat{0.0625})}};      // 12: the loss

/// One input, one block of width 2, two outputs: 20 parameters.
const ResidualNetwork small{
    .first = {.weights = arma::vec{1, -1}, .bias = {0, 1}, .activation = Activation::relu},
    .blocks = {{.W1 = {{1, 0}, {2, -1}},
                .b = {-1, 0},
                .W2 = {{1, 1}, {0, -1}},
                .activation = Activation::relu}},
    .last = {.weights = {{1, 2}, {0, -1}}, .bias = {-1, 2}, .activation = Activation::identity}};
const arma::mat small_X = {{2, -1}};
const arma::mat small_T = {{1, 0}, {0, 1}};

}  // namespace

// ---- 12.1 tape_leaf, tape_add, tape_multiply ----------------------------------------------------

TEST_CASE("12.1 the first leaf is node 0, the next one is node 1", "[12][12.1]") {
  Tape tape;
  {
    INFO("The tape is empty: its first node is number 0.");
    CHECK(tape_leaf(tape, {{1, 2, 3}}) == 0);
  }
  REQUIRE(tape.nodes.size() == 1);
  const Tape before = tape;
  const NodeIndex second = tape_leaf(tape, {{4, 5}, {6, 7}});
  check_recorded(before, tape, second, Operation::leaf, {}, close_to({{4, 5}, {6, 7}}));
  INFO("Node 0 holds the value that the first call was given.");
  CHECK_THAT(tape.nodes.at(0).value, close_to({{1, 2, 3}}));
}

TEST_CASE("12.1 a sum is recorded with its operation, its inputs and its value", "[12][12.1]") {
  Tape tape = three_leaves;
  const NodeIndex sum = tape_add(tape, 2, 1);
  check_recorded(
      three_leaves, tape, sum, Operation::add, {2, 1},
      close_to({{11, 22, 33}, {3, 5, -4}})
          .mistake("These are the entries' products: this is a sum.", {{10, 40, 90}, {-4, 0, -12}})
          .mistake("These are nodes 0 and 1: the arguments say which nodes to take.",
                   {{10, 10, 10}, {10, 10, -2}}));
}

TEST_CASE("12.1 multiply goes entry by entry", "[12][12.1]") {
  Tape tape{.nodes = {leaf({{1, 2}, {3, 4}}), leaf({{5, -6}, {7, 8}})}};
  const Tape before = tape;
  const NodeIndex product = tape_multiply(tape, 0, 1);
  check_recorded(before, tape, product, Operation::multiply, {0, 1},
                 close_to({{5, -12}, {21, 32}})
                     .mistake("This is the product of matrices: here, each entry meets the entry "
                              "in its own place.",
                              {{19, 10}, {43, 14}})
                     .mistake("This is the sum.", {{6, -4}, {10, 12}}));
}

TEST_CASE("12.1 a node may meet itself", "[12][12.1]") {
  Tape tape = three_leaves;
  const NodeIndex square = tape_multiply(tape, 1, 1);
  INFO("The same node stands on both sides: its inputs are {1, 1}.");
  check_recorded(three_leaves, tape, square, Operation::multiply, {1, 1},
                 close_to({{1, 4, 9}, {16, 25, 36}}));
}

TEST_CASE("12.1 what does not fit is refused, and the tape stays as it was", "[12][12.1]") {
  Tape before = three_leaves;
  before.nodes.push_back(leaf({{1, 2}, {3, 4}, {5, 6}}));
  Tape tape = before;
  INFO("Nodes 0 to 2 are 2x3, node 3 is 3x2. Is each index less than the number of nodes?");
  CHECK_THROWS_MATCHES(tape_add(tape, 0, 3), std::invalid_argument,
                       says("tape_add: b is 3x2, expected 2x3"));
  CHECK_THROWS_MATCHES(tape_multiply(tape, 3, 1), std::invalid_argument,
                       says("tape_multiply: b is 2x3, expected 3x2"));
  CHECK_THROWS_MATCHES(tape_add(tape, 4, 0), std::invalid_argument,
                       says("tape_add: node 4 is not on the tape, which has 4 nodes"));
  CHECK_THROWS_MATCHES(tape_multiply(tape, 0, 7), std::invalid_argument,
                       says("tape_multiply: node 7 is not on the tape, which has 4 nodes"));
  check_unchanged(tape, before);
  INFO("What fits is not refused.");
  CHECK_NOTHROW(tape_add(tape, 0, 1));
  CHECK_NOTHROW(tape_multiply(tape, 0, 1));
}

// ---- 12.2 tape_product, tape_add_bias -----------------------------------------------------------

TEST_CASE("12.2 a product of matrices is recorded", "[12][12.2]") {
  Tape tape{.nodes = {leaf({{1, 2}, {3, 4}}), leaf({{5, -6}, {7, 8}})}};
  const Tape before = tape;
  const NodeIndex product = tape_product(tape, 0, 1);
  INFO("Entry (0, 0) by hand: 1 times 5, plus 2 times 7, is 19.");
  check_recorded(
      before, tape, product, Operation::matrix_product, {0, 1},
      close_to({{19, 10}, {43, 14}})
          .mistake("This is B A: the first argument stands on the left.", {{-13, -14}, {31, 46}})
          .mistake("These are products entry by entry: this is the product of matrices.",
                   {{5, -12}, {21, 32}})
          .mistake("The left factor is transposed.", {{26, 18}, {38, 20}})
          .mistake("The right factor is transposed.", {{-7, 23}, {-9, 53}}));
}

TEST_CASE("12.2 a bias is added to every column", "[12][12.2]") {
  Tape tape{.nodes = {leaf({{1, 2, 3}, {4, 5, 6}}), leaf(arma::vec{10, -20})}};
  const Tape before = tape;
  const NodeIndex sum = tape_add_bias(tape, 0, 1);
  check_recorded(
      before, tape, sum, Operation::add_bias, {0, 1},
      close_to({{11, 12, 13}, {-16, -15, -14}})
          .mistake("Only the first column has the bias: it belongs to each column.",
                   {{11, 2, 3}, {-16, 5, 6}})
          .mistake("The bias was subtracted.", {{-9, -8, -7}, {24, 25, 26}})
          .mistake("This is the matrix alone: where is the bias?", {{1, 2, 3}, {4, 5, 6}}));
}

TEST_CASE("12.2 factors and biases that do not fit are refused", "[12][12.2]") {
  const Tape before{.nodes = {leaf(arma::ones(4, 3)), leaf(arma::ones(2, 5)),
                              leaf(arma::ones(2, 1)), leaf(arma::ones(1, 4))}};
  Tape tape = before;
  INFO("Node 0 is 4x3, node 1 is 2x5, node 2 is 2x1, node 3 is 1x4.");
  CHECK_THROWS_MATCHES(tape_product(tape, 0, 1), std::invalid_argument,
                       says("tape_product: b is 2x5, expected 3x5"));
  CHECK_THROWS_MATCHES(tape_product(tape, 0, 9), std::invalid_argument,
                       says("tape_product: node 9 is not on the tape, which has 4 nodes"));
  CHECK_THROWS_MATCHES(tape_add_bias(tape, 0, 2), std::invalid_argument,
                       says("tape_add_bias: b is 2x1, expected 4x1"));
  CHECK_THROWS_MATCHES(tape_add_bias(tape, 0, 3), std::invalid_argument,
                       says("tape_add_bias: b is 1x4, expected 4x1"));
  CHECK_THROWS_MATCHES(tape_add_bias(tape, 4, 2), std::invalid_argument,
                       says("tape_add_bias: node 4 is not on the tape, which has 4 nodes"));
  check_unchanged(tape, before);
  INFO("What fits is not refused.");
  CHECK_NOTHROW(tape_product(tape, 3, 0));
  CHECK_NOTHROW(tape_add_bias(tape, 1, 2));
}

// ---- 12.3 tape_relu, tape_tanh ------------------------------------------------------------------

TEST_CASE("12.3 relu keeps what is positive", "[12][12.3]") {
  const Tape before{.nodes = {leaf(arma::mat{7.0}), leaf({{-2, 0, 3}, {4, -5, -0.5}})}};
  Tape tape = before;
  const NodeIndex bent = tape_relu(tape, 1);
  check_recorded(
      before, tape, bent, Operation::relu, {1},
      close_to({{0, 0, 3}, {4, 0, 0}})
          .mistake("This is the derivative: the tape records the value.", {{0, 0, 1}, {1, 0, 0}})
          .mistake("This is the leaky ReLU.", {{-0.02, 0, 3}, {4, -0.05, -0.005}})
          .mistake("This is the absolute value: what is negative becomes 0.",
                   {{2, 0, 3}, {4, 5, 0.5}}));
}

TEST_CASE("12.3 tanh of half the logarithms of 3 and 9", "[12][12.3]") {
  const Tape before{
      .nodes = {leaf(arma::mat{7.0}), leaf({{std::log(3.0) / 2.0, 0.0, -std::log(9.0) / 2.0}})}};
  Tape tape = before;
  const NodeIndex bent = tape_tanh(tape, 1);
  INFO("tanh(z) is (q - 1) / (q + 1) with q = e^(2z). Here q is 3, 1 and 1/9.");
  check_recorded(
      before, tape, bent, Operation::tanh, {1},
      close_to({{0.5, 0.0, -0.8}})
          .mistake("This is the derivative: the tape records the value.", {{0.75, 1.0, 0.36}})
          .mistake("This is the sigmoid: tanh lies between -1 and 1.",
                   {{1.0 / (1.0 + 1.0 / std::sqrt(3.0)), 0.5, 0.25}}));
}

TEST_CASE("12.3 both are finite at 1000", "[12][12.3]") {
  const Tape before{.nodes = {leaf({{-1000, 0, 1000}})}};
  Tape tape = before;
  const NodeIndex relu = tape_relu(tape, 0);
  REQUIRE(relu == 1);
  REQUIRE(tape.nodes.size() == 2);
  CHECK_THAT(tape.nodes[1].value, close_to({{0, 0, 1000}}));
  tape_tanh(tape, 0);
  REQUIRE(tape.nodes.size() == 3);
  INFO("tanh is 1 and -1 far from 0. A quotient of exponentials overflows there.");
  CHECK_THAT(tape.nodes[2].value, close_to({{-1, 0, 1}}));
}

TEST_CASE("12.3 a node that is not on the tape cannot be bent", "[12][12.3]") {
  const Tape before{.nodes = {leaf(arma::mat{7.0}), leaf({{1, 2}})}};
  Tape tape = before;
  CHECK_THROWS_MATCHES(tape_relu(tape, 2), std::invalid_argument,
                       says("tape_relu: node 2 is not on the tape, which has 2 nodes"));
  CHECK_THROWS_MATCHES(tape_tanh(tape, 5), std::invalid_argument,
                       says("tape_tanh: node 5 is not on the tape, which has 2 nodes"));
  check_unchanged(tape, before);
  INFO("A node that is there is not refused.");
  CHECK_NOTHROW(tape_relu(tape, 1));
  CHECK_NOTHROW(tape_tanh(tape, 0));
}

// ---- 12.4 tape_loss -----------------------------------------------------------------------------

TEST_CASE("12.4 the loss of three samples by hand", "[12][12.4]") {
  // e^Z is (1, 3), (1, 7) and (15, 1): the targets have the probabilities 3/4, 1/8 and 15/16.
  const arma::mat Z = {{0, 0, std::log(15.0)}, {std::log(3.0), std::log(7.0), 0}};
  const arma::mat T = {{0, 1, 1}, {1, 0, 0}};
  const Tape before{.nodes = {leaf(T), leaf(Z)}};
  Tape tape = before;
  const NodeIndex loss = tape_loss(tape, 1, 0);
  const double sum = std::log(4.0 / 3.0) + std::log(8.0) + std::log(16.0 / 15.0);
  // The probabilities 1/4 and 3/4, 1/8 and 7/8, 15/16 and 1/16, taken for logits.
  const double twice = std::log1p(std::exp(-1.0 / 2.0)) + std::log1p(std::exp(3.0 / 4.0)) +
                       std::log1p(std::exp(-7.0 / 8.0));
  INFO("(log(4/3) + log(8) + log(16/15)) / 3. The logits are node 1, the targets node 0.");
  check_recorded(
      before, tape, loss, Operation::softmax_cross_entropy, {1, 0},
      close_to(arma::mat{sum / 3.0})
          .samples(3)
          .mistake("This is the mean over all entries: 1/m counts samples.", arma::mat{sum / 6.0})
          .mistake("Softmax was taken twice: the loss takes it itself, of the logits.",
                   arma::mat{twice / 3.0})
          .mistake("The sum of the exponentials is missing: this is the targets' own "
                   "logits alone.",
                   arma::mat{-arma::accu(T % Z) / 3.0}));
}

TEST_CASE("12.4 logits of 1000 make no infinite loss", "[12][12.4]") {
  const Tape before{
      .nodes = {leaf({{1000, -1000}, {-1000, 1000}, {0, 1000}}), leaf({{1, 1}, {0, 0}, {0, 0}})}};
  Tape tape = before;
  const NodeIndex loss = tape_loss(tape, 0, 1);
  INFO("Sample 0 is right, and its loss is 0. Sample 1: 2000 + log(2).");
  check_recorded(before, tape, loss, Operation::softmax_cross_entropy, {0, 1},
                 close_to(arma::mat{(2000.0 + std::log(2.0)) / 2.0}));
}

TEST_CASE("12.4 targets of another shape are refused", "[12][12.4]") {
  const Tape before{.nodes = {leaf(arma::ones(3, 5)), leaf(arma::ones(2, 5))}};
  Tape tape = before;
  INFO("The message names tape_loss, not a function that it calls.");
  CHECK_THROWS_MATCHES(tape_loss(tape, 0, 1), std::invalid_argument,
                       says("tape_loss: targets is 2x5, expected 3x5"));
  CHECK_THROWS_MATCHES(tape_loss(tape, 0, 2), std::invalid_argument,
                       says("tape_loss: node 2 is not on the tape, which has 2 nodes"));
  check_unchanged(tape, before);
  INFO("What fits is not refused.");
  CHECK_NOTHROW(tape_loss(tape, 0, 0));
}

// ---- 12.5 tape_gradients ------------------------------------------------------------------------

TEST_CASE("12.5 the gradient of (w x)^2 + x, as README.md works it out", "[12][12.5]") {
  const std::vector<arma::mat> gradients = tape_gradients(square_tape, 4);
  INFO("Nodes: 0 is x = 3, 1 is w = 2, 2 is w x, 3 is (w x)^2, 4 is the output.");
  REQUIRE(gradients.size() == 5);
  arma::vec all(5);
  for (arma::uword k = 0; k < 5; ++k) {
    REQUIRE(arma::size(gradients[k]) == arma::SizeMat(1, 1));
    all(k) = gradients[k](0, 0);
  }
  INFO("d/dx is 2 w w x + 1 = 25, d/dw is 2 w x x = 36. Entry k is the gradient of node k:");
  CHECK_THAT(
      all, close_to(arma::vec{25, 36, 12, 1, 1})
               .mistake("A share was assigned where another one had come in before: all shares "
                        "of a node count.",
                        arma::vec{12, 18, 6, 1, 1})
               .mistake("The nodes handed on what they had not got yet: who sends to node k, "
                        "earlier nodes or later ones?",
                        arma::vec{1, 0, 0, 1, 1})
               .mistake("Nothing came back at all: what is d(output)/d(output)?",
                        arma::vec{0, 0, 0, 0, 0})
               .mistake("The sweep began with the output's own value: what is "
                        "d(output)/d(output)?",
                        arma::vec{975, 1404, 468, 39, 39})
               .mistake("A node handed on again what it had handed on before: each share goes "
                        "on once.",
                        arma::vec{37, 54, 12, 1, 1})
               .mistake("Nodes in the middle lost their gradient: every node of the tape has one.",
                        arma::vec{25, 36, 0, 0, 0})
               .mistake("The output handed nothing on: the sweep begins with its own node.",
                        arma::vec{0, 0, 0, 0, 1})
               .mistake("Each factor got its own value: what does w x grow by, when x grows?",
                        arma::vec{37, 24, 12, 1, 1})
               .mistake("A node that is both inputs of an operation gets both shares.",
                        arma::vec{13, 18, 6, 1, 1}));
}

TEST_CASE("12.5 the nine derivatives of lesson 04, without a derivation", "[12][12.5]") {
  const std::vector<arma::mat> gradients = tape_gradients(nine_tape, 12);
  REQUIRE(gradients.size() == 13);
  INFO("Lesson 04 has these numbers by hand, for its sample A.");
  {
    INFO("Node 2: dw5 dw6");
    CHECK_THAT(gradients[2],
               close_to({{0.35, 0.2}})
                   .mistake("The shares of a square count twice: both inputs are the same node.",
                            {{0.175, 0.1}}));
  }
  {
    INFO("Node 3: db3");
    CHECK_THAT(gradients[3], close_to(arma::mat{0.5}));
  }
  {
    INFO("Node 0: dw1 dw3, dw2 dw4");
    CHECK_THAT(gradients[0],
               close_to({{0.225, 0.36}, {-0.15, -0.24}})
                   .mistake("relu looked at what came back: its slope depends on what went in.",
                            {{0.225, 0.36}, {0, 0}}));
  }
  {
    INFO("Node 1: db1, db2");
    CHECK_THAT(gradients[1], close_to(arma::vec{0.45, -0.3}));
  }
  INFO("Node 4: the input has a gradient, too: W' (0.45, -0.3)");
  CHECK_THAT(gradients[4], close_to(arma::vec{0.36, -0.075}));
}

TEST_CASE("12.5 what the output does not depend on gets zeros of its shape", "[12][12.5]") {
  Tape tape = square_tape;
  tape.nodes.insert(tape.nodes.end(), {leaf({{1, 2, 3}, {4, 5, 6}}),                           // 5
                                       made(Operation::tanh, {4}, arma::mat{1.0}),             // 6
                                       made(Operation::multiply, {4, 0}, arma::mat{117.0})});  // 7
  const std::vector<arma::mat> gradients = tape_gradients(tape, 4);
  {
    INFO("There is one gradient for each node of the tape, also for those after the output.");
    REQUIRE(gradients.size() == 8);
  }
  INFO("The output is node 4. Nodes 6 and 7 use it: it does not depend on them, nor on node 5.");
  CHECK_THAT(gradients[0], close_to(arma::mat{25.0})
                               .mistake("This is the gradient of the last node: `output` says "
                                        "which one is asked for.",
                                        arma::mat{39.0 + 3.0 * 25.0}));
  CHECK_THAT(gradients[4], close_to(arma::mat{1.0}));
  CHECK_THAT(gradients[5], close_to(arma::zeros(2, 3)));
  CHECK_THAT(gradients[6], close_to(arma::mat{0.0}));
  CHECK_THAT(gradients[7], close_to(arma::mat{0.0}));
}

TEST_CASE("12.5 the loss sends back softmax minus targets over m", "[12][12.5]") {
  // One class has the probabilities 3/4, 7/8 and 1/16, the other one what is left.
  const arma::mat Z = {{0, 0, std::log(15.0)}, {std::log(3.0), std::log(7.0), 0}};
  const arma::mat T = {{0, 1, 1}, {1, 0, 0}};
  const arma::mat P = {{1.0 / 4, 1.0 / 8, 15.0 / 16}, {3.0 / 4, 7.0 / 8, 1.0 / 16}};
  const double loss = (std::log(4.0 / 3.0) + std::log(8.0) + std::log(16.0 / 15.0)) / 3.0;
  const Tape tape{
      .nodes = {leaf(Z), leaf(T), made(Operation::softmax_cross_entropy, {0, 1}, arma::mat{loss}),
                leaf(arma::mat{5.0}), made(Operation::multiply, {2, 3}, arma::mat{5.0 * loss})}};
  const std::vector<arma::mat> gradients = tape_gradients(tape, 4);
  REQUIRE(gradients.size() == 5);
  INFO("The output is 5 times the loss.");
  CHECK_THAT(
      gradients[0],
      close_to(5.0 * (P - T) / 3.0)
          .samples(3)
          .mistake("The loss did not multiply by what came to it from above.", (P - T) / 3.0)
          .mistake("This is the gradient of a mean over all entries: 1/m counts samples.",
                   5.0 * (P - T) / 6.0)
          .mistake("This takes the logits for probabilities.", 5.0 * (Z - T) / 3.0)
          .mistake("These are the probabilities alone: where are the targets?", 5.0 * P / 3.0));
  INFO("The targets are constant.");
  CHECK_THAT(gradients[1], close_to(arma::zeros(2, 3)));
}

TEST_CASE("12.5 what a bias, relu and tanh send back", "[12][12.5]") {
  // The output is (1, 10) V (1, 2, 3)', a sum over V with other weights for each entry: these are
  // G.
  const arma::mat left = {{1, 10}};
  const arma::mat right = arma::vec{1, 2, 3};
  const arma::mat G = {{1, 2, 3}, {10, 20, 30}};
  const auto share = [&](Operation operation, const arma::mat& A, const arma::mat& V,
                         const std::vector<Node>& more, NodeIndex of) {
    Tape tape{.nodes = {leaf(A), leaf(left), leaf(right)}};
    std::vector<NodeIndex> inputs = {0};
    for (const Node& node : more) {
      inputs.push_back(tape.nodes.size());
      tape.nodes.push_back(node);
    }
    const NodeIndex bent = tape.nodes.size();
    tape.nodes.push_back(made(operation, inputs, V));
    tape.nodes.push_back(made(Operation::matrix_product, {1, bent}, left * V));
    tape.nodes.push_back(made(Operation::matrix_product, {bent + 1, 2}, left * V * right));
    const std::vector<arma::mat> gradients = tape_gradients(tape, bent + 2);
    return of < gradients.size() ? gradients[of] : arma::mat();
  };
  INFO("The gradient of V, which the operation made, is 1, 2, 3 in row 0 and 10, 20, 30 in row 1.");
  {
    INFO("A bias moves every column: its share is the sum of each row.");
    CHECK_THAT(share(Operation::add_bias, arma::zeros(2, 3), {{4, 4, 4}, {5, 5, 5}},
                     {leaf(arma::vec{4, 5})}, 3),
               close_to(arma::vec{6, 60})
                   .mistake("The bias got a mean over the columns: where does 1/m stand in this "
                            "course?",
                            arma::vec{2, 20}));
  }
  {
    INFO("relu: what went in is 1, 0, -1 in row 0 and -2, 3, 0 in row 1. Its slope at 0 is 0.");
    CHECK_THAT(
        share(Operation::relu, {{1, 0, -1}, {-2, 3, 0}}, {{1, 0, 0}, {0, 3, 0}}, {}, 0),
        close_to({{1, 0, 0}, {0, 20, 0}})
            .mistake("The slope of relu at 0 is 0 in this course.", {{1, 2, 0}, {0, 20, 30}}));
  }
  INFO(
      "tanh: what came out is 0.5, 0, -0.5 in row 0 and 0, 0.6, 0.8 in row 1. Its slope is 1 - "
      "V^2.");
  const arma::mat V = {{0.5, 0, -0.5}, {0, 0.6, 0.8}};
  const arma::mat slope_of_V = 1.0 - arma::square(arma::tanh(V));
  CHECK_THAT(share(Operation::tanh, arma::atanh(V), V, {}, 0),
             close_to({{0.75, 2, 2.25}, {10, 12.8, 10.8}})
                 .mistake("The slope of tanh was taken at its output by a formula that is meant "
                          "for its input.",
                          G % slope_of_V)
                 .mistake("This is 1 - V: where is the square?", G % (1.0 - V)));
}

TEST_CASE("12.5 only a single number has a gradient", "[12][12.5]") {
  CHECK_THROWS_MATCHES(tape_gradients(nine_tape, 7), std::invalid_argument,
                       says("tape_gradients: node 7 is 2x1, expected 1x1"));
  CHECK_THROWS_MATCHES(tape_gradients(nine_tape, 13), std::invalid_argument,
                       says("tape_gradients: node 13 is not on the tape, which has 13 nodes"));
  INFO("Node 12 is a single number.");
  CHECK_NOTHROW(tape_gradients(nine_tape, 12));
}

// ---- 12.6 tape_resnet ---------------------------------------------------------------------------

TEST_CASE("12.6 every parameter has a leaf, in the order of flatten_resnet", "[12][12.6]") {
  Tape tape = three_leaves;
  const TapedNetwork taped = tape_resnet(tape, small, small_X, small_T);
  INFO("first weights, first bias, W1, b, W2, last weights, last bias.");
  REQUIRE(taped.parameters.size() == 7);
  const std::vector<arma::mat> values = {
      small.first.weights, small.first.bias,   small.blocks[0].W1, small.blocks[0].b,
      small.blocks[0].W2,  small.last.weights, small.last.bias};
  for (std::size_t i = 0; i < 7; ++i) {
    INFO("Parameter " << i << " is said to be node " << taped.parameters[i] << ".");
    REQUIRE(taped.parameters[i] < tape.nodes.size());
    const Node& node = tape.nodes[taped.parameters[i]];
    CHECK(name(node.operation) == "leaf");
    CHECK_THAT(node.value, close_to(values[i]));
  }
  INFO("The tape may hold something before: it stays.");
  CHECK(begins_with(tape, three_leaves));
}

TEST_CASE("12.6 the loss of two samples by hand", "[12][12.6]") {
  Tape tape;
  const TapedNetwork taped = tape_resnet(tape, small, small_X, small_T);
  REQUIRE(taped.loss < tape.nodes.size());
  const Node& loss = tape.nodes[taped.loss];
  CHECK(name(loss.operation) == "softmax_cross_entropy");
  // Sample 0: the first layer makes (2, 0). W1 (2, 0) + b = (1, 4), W2 (1, 4) = (5, -4), and the
  // block makes (7, -4). The logits are (7 - 8 - 1, 4 + 2) = (-2, 6).
  // Sample 1: (0, 2); (-1, -2), bent (0, 0); (0, 2). The logits are (3, 0).
  const auto loss_of = [](double wrong_minus_right_0, double wrong_minus_right_1) {
    return arma::mat{
        (std::log1p(std::exp(wrong_minus_right_0)) + std::log1p(std::exp(wrong_minus_right_1))) /
        2.0};
  };
  INFO(
      "The logits are (-2, 6) and (3, 0), the classes 0 and 1: the other logit is larger by 8 and "
      "by 3. (log(1 + e^8) + log(1 + e^3)) / 2.");
  CHECK_THAT(
      loss.value,
      close_to(loss_of(8, 3))
          .samples(2)
          // Sample 0: (5, -4), logits (-4, 6). Sample 1: (0, 0), logits (-1, 2).
          .mistake("The skip is missing: a block adds something to its input.", loss_of(10, -3))
          // Sample 0: (2, 0) + (1, 4) = (3, 4), logits (10, -2). Sample 1: as it should be.
          .mistake("W2 is missing: it stands between the bent numbers and the sum.",
                   loss_of(-12, 3))
          // Sample 0: (7, 0), logits (6, 2). Sample 1: as it should be.
          .mistake("The sum was bent, too: the activation stands between W1 and W2 alone.",
                   loss_of(-4, 3))
          // Sample 0: W1 (1, 4) = (1, -2), (3, -2), logits (-2, 4). Sample 1: as it should be.
          .mistake("W1 stands where W2 should be.", loss_of(6, 3)));
}

TEST_CASE("12.6 an activation that has no operation is refused", "[12][12.6]") {
  ResidualNetwork network = small;
  network.blocks[0].activation = Activation::sigmoid;
  Tape tape;
  INFO("The enumeration Activation begins identity, sigmoid: sigmoid is number 1.");
  CHECK_THROWS_MATCHES(tape_resnet(tape, network, small_X, small_T), std::invalid_argument,
                       says("tape_resnet: activation 1 is not on the tape"));
  INFO("The network itself is not refused.");
  CHECK_NOTHROW(tape_resnet(tape, small, small_X, small_T));
}

// ---- 12.7 taped_gradient ------------------------------------------------------------------------

TEST_CASE("12.7 the gradients stand in the order of the parameters", "[12][12.7]") {
  // The nine parameters of lesson 04, asked for in another order than that of the tape.
  const TapedNetwork taped{.parameters = {2, 3, 0, 1}, .loss = 12};
  INFO("(dw5, dw6), db3, then dw1, dw2, dw3, dw4 column by column, then (db1, db2).");
  CHECK_THAT(taped_gradient(nine_tape, taped),
             close_to(arma::vec{0.35, 0.2, 0.5, 0.225, -0.15, 0.36, -0.24, 0.45, -0.3})
                 .mistake("A matrix goes into the vector column by column.",
                          arma::vec{0.35, 0.2, 0.5, 0.225, 0.36, -0.15, -0.24, 0.45, -0.3})
                 .mistake("The parameters are in the order of the tape: `parameters` says in which "
                          "order they are asked for.",
                          arma::vec{0.225, -0.15, 0.36, -0.24, 0.45, -0.3, 0.35, 0.2, 0.5})
                 .mistake("These are the parameters themselves: asked for are their gradients.",
                          arma::vec{0.9, -0.6, 0.2, 0.4, -0.6, 0.5, 1.0, 0.1, -0.1}));
}

TEST_CASE("12.7 data and targets are not among the parameters", "[12][12.7]") {
  const TapedNetwork taped{.parameters = {3, 1, 2}, .loss = 12};
  INFO("Only b3, (b1, b2) and (w5, w6) are asked for: five numbers.");
  CHECK_THAT(taped_gradient(nine_tape, taped),
             close_to(arma::vec{0.5, 0.45, -0.3, 0.35, 0.2})
                 .mistake("These are all leaves: data and targets are no parameters.",
                          arma::vec{0.225, -0.15, 0.36, -0.24, 0.45, -0.3, 0.35, 0.2, 0.5, 0.36,
                                    -0.075, 0.5})
                 .mistake("The parameters stand in reverse order.",
                          arma::vec{0.35, 0.2, 0.45, -0.3, 0.5}));
}

TEST_CASE("12.7 the gradient is that of the network's own loss", "[12][12.7]") {
  Tape tape = nine_tape;
  tape.nodes.push_back(made(Operation::multiply, {12, 3}, arma::mat{0.0125}));
  const TapedNetwork taped{.parameters = {1, 3, 2}, .loss = 12};
  INFO("The tape goes on after the loss, which is node 12.");
  CHECK_THAT(taped_gradient(tape, taped),
             close_to(arma::vec{0.45, -0.3, 0.5, 0.35, 0.2})
                 .mistake("This is the gradient of the last node: the network says which node is "
                          "its loss.",
                          arma::vec{0.09, -0.06, 0.0625 + 0.1, 0.07, 0.04}));
}
