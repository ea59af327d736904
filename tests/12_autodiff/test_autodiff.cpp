// The public tests of lesson 12: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works the first ones out. Each task is
// tested for itself: the rules that you record are asked by the tests' own sweep, and your sweep
// gets tapes that the tests write down (misconceptions.hpp).
#include <armadillo>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "12_autodiff/autodiff.hpp"
#include "12_autodiff/misconceptions.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"

using namespace nn;
using namespace misconceptions;

// ---- 12.1 the tape ------------------------------------------------------------------------------

TEST_CASE("12.1 constants, parameters and what is made of them have their places", "[12][12.1]") {
  Tape tape;
  const auto check = [&](NodeIndex index, const arma::mat& value, bool wants_gradient) {
    UNSCOPED_INFO("Each call appends one node. " << counted_from_1);
    CHECK(index == tape.nodes.size() - 1);
    REQUIRE_FALSE(tape.nodes.empty());
    CHECK_THAT(tape.nodes.back().value, close_to(value));
    INFO(other_wants);
    CHECK(tape.nodes.back().wants_gradient == wants_gradient);
  };
  const PlainRule rule{.g = 1};
  check(tape_constant(tape, {{1, 2, 3}}), {{1, 2, 3}}, false);
  check(tape_parameter(tape, {{4, 5}, {6, 7}}), {{4, 5}, {6, 7}}, true);
  check(tape_record(tape, {{8, 9}}, {{0, rule}}), {{8, 9}}, false);
  check(tape_record(tape, {{1, 1}}, {{2, rule}, {1, rule}}), {{1, 1}}, true);
  check(tape_record(tape, {{2, 2}}, {{3, rule}, {0, rule}}), {{2, 2}}, true);
  INFO("Node 0 holds the value that the first call was given.");
  CHECK_THAT(tape.nodes.at(0).value, close_to({{1, 2, 3}}));
}

TEST_CASE("12.1 a node remembers its inputs and their rules", "[12][12.1]") {
  Tape tape;
  put_parameter(tape, {{1, 2}});
  put_parameter(tape, {{3, 4}});
  put_parameter(tape, {{5, 6}});
  const Tape before = tape;
  tape_record(tape, {{10, 20}}, {{2, PlainRule{.g = 3}}, {0, PlainRule{.g = 5}}});
  REQUIRE(tape.nodes.size() == 4);
  UNSCOPED_INFO(changed_before);
  CHECK(begins_with(tape, before));
  INFO(other_inputs);
  const std::vector<Input>& inputs = tape.nodes.back().inputs;
  REQUIRE(inputs.size() == 2);
  CHECK(inputs[0].node == 2);
  CHECK(inputs[1].node == 0);
  const std::vector<arma::mat> shares = swept(tape, {{1, 10}});
  INFO("The first rule adds 3 G, the second one 5 G, and G is (1, 10).");
  CHECK_THAT(shares[2], close_to({{3, 30}}));
  CHECK_THAT(shares[0], close_to({{5, 50}}));
}

TEST_CASE("12.1 a tape without room to spare grows as well", "[12][12.1]") {
  Tape before;
  const auto record = [&] {
    Tape tape = before;
    tape_record(tape, arma::ones(5, 5), {{0, PlainRule{.g = 1}}, {1, PlainRule{.g = 1}}});
    REQUIRE(tape.nodes.size() == before.nodes.size() + 1);
    return tape;
  };
  for (int i = 0; i < 3; ++i) put_constant(before, (i + 2.0) * arma::ones(5, 5));
  const Tape of_three = record();
  REQUIRE(begins_with(of_three, before));
  REQUIRE_FALSE(of_three.nodes.back().wants_gradient);
  INFO("With four nodes in place of three: " << dangling);
  put_constant(before, arma::ones(5, 5));
  const Tape of_four = record();
  CHECK(begins_with(of_four, before));
  CHECK_FALSE(of_four.nodes.back().wants_gradient);
  CHECK_THAT(of_four.nodes.back().value, close_to(of_three.nodes.back().value));
}

TEST_CASE("12.1 an input that is not on the tape is refused", "[12][12.1]") {
  Tape before;
  put_parameter(before, {{1, 2}});
  Tape tape = before;
  CHECK_REFUSED(tape_record(tape, {{3, 3}}, {{0, PlainRule{}}, {1, PlainRule{}}}),
                "node 1 is not on the tape, which has 1 nodes");
  check_unchanged(tape, before);
  INFO("What is on the tape is not refused.");
  CHECK_NOTHROW(tape_record(tape, {{3, 3}}, {{0, PlainRule{}}}));
}

// ---- 12.2 the sweep -----------------------------------------------------------------------------

TEST_CASE("12.2 the gradient of (w x)^2 + x, as README.md works it out", "[12][12.2]") {
  Tape tape;
  const NodeIndex x = put_parameter(tape, arma::mat{3.0});
  const NodeIndex w = put_parameter(tape, arma::mat{2.0});
  const NodeIndex wx = put_multiply(tape, w, x);
  const NodeIndex output = put_add(tape, put_multiply(tape, wx, wx), x);
  const std::vector<arma::mat> gradients = [&] {
    INFO(no_shape);
    return tape_gradients(tape, output);
  }();
  INFO("Nodes: 0 is x = 3, 1 is w = 2, 2 is w x, 3 is (w x)^2, 4 is the output.");
  UNSCOPED_INFO(for_each_node);
  REQUIRE(gradients.size() == 5);
  arma::vec all(5);
  for (arma::uword k = 0; k < 5; ++k) {
    REQUIRE(arma::size(gradients[k]) == arma::SizeMat(1, 1));
    all(k) = gradients[k](0, 0);
  }
  INFO("d/dx is 2 w w x + 1 = 25, d/dw is 2 w x x = 36. Entry k is the gradient of node k:");
  CHECK_THAT(all, close_to(arma::vec{25, 36, 12, 1, 1})
                      .mistake(overwritten, arma::vec{12, 18, 6, 1, 1})
                      .mistake(forwards, arma::vec{1, 0, 0, 1, 1})
                      .mistake(no_seed, arma::vec{0, 0, 0, 0, 0})
                      .mistake(seed_value, arma::vec{975, 1404, 468, 39, 39})
                      .mistake(handed_on_again, arma::vec{37, 54, 12, 1, 1})
                      .mistake(leaves_alone, arma::vec{25, 36, 0, 0, 0})
                      .mistake(not_from_output, arma::vec{0, 0, 0, 0, 1})
                      .mistake(first_input_only, arma::vec{0, 18, 6, 1, 1})
                      .mistake(ones_everywhere, arma::vec{52, 76, 25, 2, 1})
                      .mistake(value_for_gradient, arma::vec{51, 18, 432, 39, 1})
                      .mistake(inputs_swapped, arma::vec{37, 24, 12, 1, 1})
                      .mistake(same_once, arma::vec{13, 18, 6, 1, 1}));
}

TEST_CASE("12.2 a matrix gets a gradient of its shape, a constant none", "[12][12.2]") {
  Tape tape;
  const NodeIndex C = put_constant(tape, {{1, 2, 3}, {10, 20, 30}});
  const NodeIndex P = put_parameter(tape, {{0, 1, 0}, {1, 0, 2}});
  const NodeIndex E = put_exp(tape, P);
  const NodeIndex output = put_total(tape, put_multiply(tape, C, E));
  const std::vector<arma::mat> gradients = [&] {
    INFO(rule_of_constant);
    return tape_gradients(tape, output);
  }();
  REQUIRE(gradients.size() == 5);
  const double e = std::exp(1.0);
  INFO(
      "The output is the sum of C % exp(P). Node 0 is the constant C, node 1 is P, node 2 exp(P).");
  CHECK_THAT(gradients[E], close_to({{1, 2, 3}, {10, 20, 30}}));
  CHECK_THAT(gradients[P], close_to({{1, 2 * e, 3}, {10 * e, 20, 30 * e * e}}));
  INFO(unwanted);
  CHECK(gradients[C].is_empty());
  const NodeIndex total = put_total(tape, C);
  const std::vector<arma::mat> of_constant = tape_gradients(tape, total);
  REQUIRE(of_constant.size() == 6);
  INFO("The sum of C was made of a constant alone.");
  CHECK(of_constant[total].is_empty());
}

TEST_CASE("12.2 a node that leads nowhere gets zeros, and so do nodes after the output",
          "[12][12.2]") {
  Tape tape;
  const NodeIndex x = put_parameter(tape, arma::mat{3.0});
  const NodeIndex square = put_multiply(tape, x, x);
  put_exp(tape, x);
  const NodeIndex cube = put_multiply(tape, x, square);
  const NodeIndex output = put_add(tape, cube, x);
  const NodeIndex matrix = put_parameter(tape, {{1, 2, 3}, {4, 5, 6}});
  put_multiply(tape, output, x);
  const std::vector<arma::mat> gradients = tape_gradients(tape, output);
  UNSCOPED_INFO(for_each_node);
  REQUIRE(gradients.size() == 7);
  INFO("The output is node 4, x^3 + x at x = 3. Node 2, exp(x), is not used; 5 and 6 come later.");
  UNSCOPED_INFO("Node 5 is a 2x3 parameter.");
  CHECK_THAT(gradients[matrix], close_to(arma::zeros(2, 3)));
  const std::vector<NodeIndex> numbers = {0, 1, 2, 3, 4, 6};
  arma::vec all(6);
  for (arma::uword i = 0; i < 6; ++i) {
    const arma::mat& gradient = gradients[numbers[i]];
    REQUIRE(arma::size(gradient) == arma::SizeMat(1, 1));
    all(i) = gradient(0, 0);
  }
  INFO(
      "Node 0 is x, 1 is x^2, 3 is x^3. d/dx is 27 + 1. The gradients of nodes 0, 1, 2, 3, 4 and "
      "6:");
  CHECK_THAT(all, close_to(arma::vec{28, 3, 0, 1, 1, 0})
                      .mistake(stopped, arma::vec{10, 3, 0, 1, 1, 0})
                      .mistake(overwritten, arma::vec{9, 3, 0, 1, 1, 0})
                      .mistake(same_once, arma::vec{19, 3, 0, 1, 1, 0})
                      .mistake(forwards, arma::vec{1, 0, 0, 1, 1, 0})
                      .mistake(no_seed, arma::vec{0, 0, 0, 0, 0, 0})
                      .mistake(not_from_output, arma::vec{0, 0, 0, 0, 1, 0})
                      .mistake(seed_value, arma::vec{840, 90, 0, 30, 30, 0})
                      .mistake(leaves_alone, arma::vec{28, 0, 0, 0, 0, 0})
                      .mistake(first_input_only, arma::vec{9, 0, 0, 1, 1, 0})
                      .mistake(from_last_node, arma::vec{114, 9, 0, 3, 3, 1}));
}

TEST_CASE("12.2 only a single number has a gradient", "[12][12.2]") {
  Tape tape;
  put_parameter(tape, arma::vec{1, 2});
  put_parameter(tape, arma::mat{1.0});
  CHECK_REFUSED(tape_gradients(tape, 0), "tape_gradients: output is 2x1, expected 1x1");
  CHECK_REFUSED(tape_gradients(tape, 2), "node 2 is not on the tape, which has 2 nodes");
  INFO("Node 1 is a single number.");
  CHECK_NOTHROW(tape_gradients(tape, 1));
}

// ---- 12.3 products and sums ---------------------------------------------------------------------

TEST_CASE("12.3 a product of matrices, and what it sends back", "[12][12.3]") {
  INFO("Entry (0, 0) by hand: 1 times 5, plus 2 times 7, is 19.");
  check_operation(product, {.A = {{1, 2}, {3, 4}},
                            .B = {{5, -6}, {7, 8}},
                            .V = {{19, 10}, {43, 14}},
                            .G = {{1, 0}, {0, 10}},
                            .dA = {{5, 7}, {-60, 80}},
                            .dB = {{1, 30}, {2, 40}}});
  check_operation(product, {.A = {{1, 2, 3}},
                            .B = arma::vec{4, 5, 6},
                            .V = arma::mat{32.0},
                            .G = arma::mat{10.0},
                            .dA = {{40, 50, 60}},
                            .dB = arma::vec{10, 20, 30}});
}

TEST_CASE("12.3 a sum of two matrices, or with one column, one row, one number", "[12][12.3]") {
  const arma::mat A = {{1, 2, 3}, {4, 5, 6}};
  const arma::mat G = {{1, 2, 3}, {10, 20, 30}};
  const auto check = [&](const arma::mat& B, const arma::mat& V, const arma::mat& dB) {
    INFO("b is " << B.n_rows << "x" << B.n_cols << ", A is 2x3.");
    check_operation(add, {.A = A, .B = B, .V = V, .G = G, .dA = G, .dB = dB});
  };
  check({{10, 20, 30}, {-1, 0, 2}}, {{11, 22, 33}, {3, 5, 8}}, G);
  check(arma::vec{10, -20}, {{11, 12, 13}, {-16, -15, -14}}, arma::vec{6, 60});
  check({{10, 20, 30}}, {{11, 22, 33}, {14, 25, 36}}, {{11, 22, 33}});
  check(arma::mat{7.0}, {{8, 9, 10}, {11, 12, 13}}, arma::mat{66.0});
}

TEST_CASE("12.3 multiply goes entry by entry", "[12][12.3]") {
  const arma::mat A = {{1, 2}, {3, 4}};
  const arma::mat G = {{1, 10}, {100, 1000}};
  const auto check = [&](const arma::mat& B, const arma::mat& V, const arma::mat& dA,
                         const arma::mat& dB) {
    INFO("b is " << B.n_rows << "x" << B.n_cols << ", A is 2x2.");
    check_operation(multiply, {.A = A, .B = B, .V = V, .G = G, .dA = dA, .dB = dB});
  };
  check({{5, -6}, {7, 8}}, {{5, -12}, {21, 32}}, {{5, -60}, {700, 8000}}, {{1, 20}, {300, 4000}});
  check(arma::vec{2, 3}, {{2, 4}, {9, 12}}, {{2, 20}, {300, 3000}}, arma::vec{21, 4300});
  check({{2, 3}}, {{2, 6}, {6, 12}}, {{2, 30}, {200, 3000}}, {{301, 4020}});
  check(arma::mat{-1.0}, -A, -G, arma::mat{4321.0});
}

TEST_CASE("12.3 on a tape without room to spare the values are the same", "[12][12.3]") {
  const arma::mat A = arma::reshape(arma::regspace(1, 25), 5, 5);
  const arma::mat B = arma::reshape(arma::regspace(25, -1, 1), 5, 5);
  for (const Operation& operation : {product, add, multiply}) {
    check_as_the_tape_grows(operation, A, B);
  }
}

TEST_CASE("12.3 a node may meet itself", "[12][12.3]") {
  Tape tape;
  const NodeIndex x = put_parameter(tape, {{3, -4}});
  tape_multiply(tape, x, x);
  REQUIRE(tape.nodes.size() == 2);
  CHECK_THAT(tape.nodes.back().value, close_to({{9, 16}}));
  INFO("The square grows by 2 x G: it has the same node on both sides.");
  CHECK_THAT(swept(tape, {{1, 10}})[0], close_to({{6, -80}}).mistake(same_once, {{3, -40}}));
}

TEST_CASE("12.3 the nine derivatives of lesson 04, without a derivation", "[12][12.3]") {
  Tape tape;
  const NodeIndex x = put_constant(tape, arma::vec{0.5, 0.8});
  const NodeIndex W = put_parameter(tape, {{0.4, 0.5}, {-0.6, 1.0}});
  const NodeIndex b = put_parameter(tape, arma::vec{0.1, -0.1});
  const NodeIndex w = put_parameter(tape, {{0.9, -0.6}});
  const NodeIndex b3 = put_parameter(tape, arma::mat{0.2});
  const NodeIndex target = put_constant(tape, arma::mat{-0.34});
  const NodeIndex z = tape_add(tape, tape_product(tape, W, x), b);
  const NodeIndex y = tape_add(tape, tape_product(tape, w, z), b3);
  const NodeIndex error = tape_add(tape, y, target);
  const NodeIndex loss = tape_multiply(tape, error, error);
  INFO(
      "Lesson 04 has these numbers by hand, for its sample A, whose z are positive: relu is left "
      "out.");
  CHECK_THAT(tape_value(tape, loss), close_to(arma::mat{0.0625}));
  const std::vector<arma::mat> gradients = swept(tape, arma::mat{1.0});
  REQUIRE(gradients.size() == 12);
  CHECK_THAT(gradients[W], close_to({{0.225, 0.36}, {-0.15, -0.24}}));
  CHECK_THAT(gradients[b], close_to(arma::vec{0.45, -0.3}));
  CHECK_THAT(gradients[w], close_to({{0.35, 0.2}}));
  CHECK_THAT(gradients[b3], close_to(arma::mat{0.5}));
}

TEST_CASE("12.3 what does not fit is refused, and the tape stays as it was", "[12][12.3]") {
  Tape before;
  put_parameter(before, arma::ones(4, 3));
  put_parameter(before, arma::ones(2, 5));
  put_parameter(before, arma::ones(2, 1));
  put_parameter(before, arma::ones(1, 4));
  put_parameter(before, arma::ones(3, 4));
  Tape tape = before;
  INFO("Node 0 is 4x3, node 1 is 2x5, node 2 is 2x1, node 3 is 1x4, node 4 is 3x4.");
  CHECK_REFUSED(tape_product(tape, 0, 1), "tape_product: b is 2x5, expected 3x5");
  CHECK_REFUSED(tape_add(tape, 0, 1), "tape_add: b is 2x5, expected 4x3");
  CHECK_REFUSED(tape_add(tape, 0, 2), "tape_add: b is 2x1, expected 4x1");
  CHECK_REFUSED(tape_multiply(tape, 1, 3), "tape_multiply: b is 1x4, expected 1x5");
  CHECK_REFUSED(tape_multiply(tape, 0, 4), "tape_multiply: b is 3x4, expected 4x3");
  check_unchanged(tape, before);
  CHECK_REFUSED(tape_product(tape, 0, 9), "node 9 is not on the tape, which has 5 nodes");
  CHECK_REFUSED(tape_add(tape, 5, 2), "node 5 is not on the tape, which has 5 nodes");
  check_unchanged(tape, before);
  CHECK_ACCEPTED(tape_product(tape, 3, 0));
  CHECK_ACCEPTED(tape_add(tape, 1, 2));
  CHECK_ACCEPTED(tape_multiply(tape, 1, 2));
}

// ---- 12.4 entry by entry ------------------------------------------------------------------------

TEST_CASE("12.4 relu, tanh, exp and log, and what they send back", "[12][12.4]") {
  const arma::mat G = {{1, 2, -3}, {10, 20, 30}};
  const auto check = [&](const Operation& operation, const arma::mat& A, const arma::mat& V,
                         const arma::mat& dA) {
    check_operation(operation, {.A = A, .B = {}, .V = V, .G = G, .dA = dA, .dB = {}});
  };
  {
    INFO("The slope of relu is 1 where the input is positive, else 0.");
    check(bent_by_relu, {{1, 0, -1}, {-2, 3, 0}}, {{1, 0, 0}, {0, 3, 0}}, {{1, 0, 0}, {0, 20, 0}});
  }
  {
    INFO("tanh: what came out is 0.5, 0, -0.5 and 0, 0.6, 0.8. Its slope is 1 - V^2.");
    const arma::mat V = {{0.5, 0, -0.5}, {0, 0.6, 0.8}};
    check(bent_by_tanh, arma::atanh(V), V, {{0.75, 2, -2.25}, {10, 12.8, 10.8}});
  }
  {
    INFO("exp: its slope is its value, here 1, 2, 4 and 8, 1, 0.5.");
    const arma::mat V = {{1, 2, 4}, {8, 1, 0.5}};
    check(exponential, arma::log(V), V, {{1, 4, -12}, {80, 20, 15}});
  }
  INFO("log: its slope is 1 over what went in, here 2, 4, 0.5 and 8, 16, 0.25.");
  const arma::mat A = {{2, 4, 0.5}, {8, 16, 0.25}};
  check(logarithm, A, arma::log(A), {{0.5, 0.5, -6}, {1.25, 1.25, 120}});
}

TEST_CASE("12.4 on a tape without room to spare the values are the same", "[12][12.4]") {
  const arma::mat A = arma::reshape(arma::linspace(0.1, 2.5, 25), 5, 5);
  for (const Operation& operation : {bent_by_relu, bent_by_tanh, exponential, logarithm}) {
    check_as_the_tape_grows(operation, A, A);
  }
}

TEST_CASE("12.4 relu and tanh are finite at 1000", "[12][12.4]") {
  Tape tape;
  put_parameter(tape, {{-1000, 0, 1000}});
  const NodeIndex relu = tape_relu(tape, 0);
  const NodeIndex tanh = tape_tanh(tape, 0);
  REQUIRE(tape.nodes.size() == 3);
  CHECK_THAT(tape_value(tape, relu), close_to({{0, 0, 1000}}));
  INFO(tanh_overflow);
  CHECK_THAT(tape_value(tape, tanh), close_to({{-1, 0, 1}}));
}

// ---- 12.5 sums, places and the loss -------------------------------------------------------------

TEST_CASE("12.5 the sum of each column, and of each row", "[12][12.5]") {
  const arma::mat A = {{1, 2, 3}, {4, 5, 6}};
  check_operation(sum_over(0), {.A = A,
                                .B = {},
                                .V = {{5, 7, 9}},
                                .G = {{1, 10, 100}},
                                .dA = {{1, 10, 100}, {1, 10, 100}},
                                .dB = {}});
  check_operation(sum_over(1), {.A = A,
                                .B = {},
                                .V = arma::vec{6, 15},
                                .G = arma::vec{1, 10},
                                .dA = {{1, 1, 1}, {10, 10, 10}},
                                .dB = {}});
}

TEST_CASE("12.5 gather takes entries by their places, and brings their shares back", "[12][12.5]") {
  INFO("The places of a 2x3 matrix are 0, 2, 4 in row 0 and 1, 3, 5 in row 1.");
  const arma::mat A = {{1, 2, 3}, {4, 5, 6}};
  CHECK(arma::all(arma::vectorise(places(A)) == arma::regspace<arma::uvec>(0, 5)));
  {
    INFO("Columns 2, 0 and 2: what an embedding does. Column 2 is taken twice.");
    check_operation(gather_of(places(A).eval().cols(arma::uvec{2, 0, 2})),
                    {.A = A,
                     .B = {},
                     .V = {{3, 1, 3}, {6, 4, 6}},
                     .G = {{1, 2, 3}, {10, 20, 30}},
                     .dA = {{2, 0, 4}, {20, 0, 40}},
                     .dB = {}});
  }
  INFO("The transpose:");
  check_operation(gather_of(places(A).t()), {.A = A,
                                             .B = {},
                                             .V = A.t(),
                                             .G = {{1, 2}, {3, 4}, {5, 6}},
                                             .dA = {{1, 3, 5}, {2, 4, 6}},
                                             .dB = {}});
}

TEST_CASE("12.5 the loss, and its softmax minus targets over m", "[12][12.5]") {
  // One class has the probabilities 3/4, 7/8 and 1/16, the other one what is left.
  const arma::mat Z = {{0, 0, std::log(15.0)}, {std::log(3.0), std::log(7.0), 0}};
  const arma::mat T = {{0, 1, 1}, {1, 0, 0}};
  const arma::mat P = {{1.0 / 4, 1.0 / 8, 15.0 / 16}, {3.0 / 4, 7.0 / 8, 1.0 / 16}};
  INFO("(log(4/3) + log(8) + log(16/15)) / 3. What comes to it from above is 5.");
  const double sum = std::log(4.0 / 3.0) + std::log(8.0) + std::log(16.0 / 15.0);
  check_operation(loss_against(T), {.A = Z,
                                    .B = {},
                                    .V = arma::mat{sum / 3.0},
                                    .G = arma::mat{5.0},
                                    .dA = 5.0 * (P - T) / 3.0,
                                    .dB = {}});
}

TEST_CASE("12.5 on a tape without room to spare the values are the same", "[12][12.5]") {
  const arma::mat A = arma::reshape(arma::linspace(-1.2, 1.2, 25), 5, 5);
  for (const Operation& operation :
       {sum_over(0), sum_over(1), gather_of(places(A).t()), loss_against(arma::eye(5, 5))}) {
    check_as_the_tape_grows(operation, A, A);
  }
}

TEST_CASE("12.5 logits of 1000 make no infinite loss", "[12][12.5]") {
  Tape tape;
  put_parameter(tape, {{1000, -1000}, {-1000, 1000}, {0, 1000}});
  const NodeIndex loss = tape_loss(tape, 0, {{1, 1}, {0, 0}, {0, 0}});
  INFO("Sample 0 is right, and its loss is 0. Sample 1: 2000 + log(2).");
  CHECK_THAT(tape_value(tape, loss), close_to(arma::mat{(2000.0 + std::log(2.0)) / 2.0}));
}

TEST_CASE("12.5 places and targets that do not fit are refused", "[12][12.5]") {
  Tape before;
  put_parameter(before, arma::ones(3, 5));
  Tape tape = before;
  INFO("Node 0 is 3x5: its places are 0 to 14.");
  CHECK_REFUSED(tape_gather(tape, 0, {{3, 15}}), "tape_gather: place 15 is outside 0 ... 14");
  INFO("The message names tape_loss, not a function that it calls.");
  CHECK_REFUSED(tape_loss(tape, 0, arma::ones(2, 5)), "tape_loss: targets is 2x5, expected 3x5");
  CHECK_REFUSED(tape_sum(tape, 2, 0), "node 2 is not on the tape, which has 1 nodes");
  check_unchanged(tape, before);
  CHECK_ACCEPTED(tape_gather(tape, 0, {{14, 0}}));
  CHECK_ACCEPTED(tape_loss(tape, 0, arma::ones(3, 5)));
}

// ---- 12.6 tape_resnet ---------------------------------------------------------------------------

TEST_CASE("12.6 the loss of three samples by hand", "[12][12.6]") {
  Tape tape;
  const NodeIndex loss = tape_resnet(tape, small, small_X, small_T);
  INFO(
      "Sample 0 by hand: the first layer makes (2, 0). W1 (2, 0) + b = (1, 4), W2 (1, 4) = (5, "
      "-4), and the block makes (7, -4). The logits are (7 - 8 - 1, 4 + 2) = (-2, 6).");
  INFO("Sample 1: (0, 2); (-1, -2), bent (0, 0); (0, 2). The logits are (3, 0).");
  INFO("Sample 2: (3, 0); (2, 6); (11, -6). The logits are (-2, 8).");
  INFO("The classes are 0, 1, 0: (log(1 + e^8) + log(1 + e^3) + log(1 + e^10)) / 3.");
  const double sum =
      std::log1p(std::exp(8.0)) + std::log1p(std::exp(3.0)) + std::log1p(std::exp(10.0));
  CHECK_THAT(tape_value(tape, loss), recorded_loss(arma::mat{sum / 3.0}, small, small_X, small_T));
}

TEST_CASE("12.6 each part has its own activation, and blocks follow one another", "[12][12.6]") {
  ResidualNetwork network = small;
  network.first.activation = Activation::tanh;
  network.blocks[0].activation = Activation::identity;
  network.blocks.push_back({.W1 = {{1, 1}, {0, 1}},
                            .b = {1, -1},
                            .W2 = {{0, 1}, {1, 1}},
                            .activation = Activation::relu});
  network.last.activation = Activation::relu;
  Tape tape;
  const NodeIndex loss = tape_resnet(tape, network, small_X, small_T);
  // The first layer, block 0, block 1 and the last layer.
  const arma::mat first = arma::tanh(arma::mat{{2, -1, 3}, {-1, 2, -2}});
  const arma::mat one = {{1, 0}, {2, -1}};
  const arma::mat inner = with_bias(one * first, {-1, 0});
  const arma::mat zero = first + arma::mat{{1, 1}, {0, -1}} * inner;
  const arma::mat upper = arma::clamp(with_bias(arma::mat{{1, 1}, {0, 1}} * zero, {1, -1}), 0, 1e9);
  const arma::mat second = zero + arma::mat{{0, 1}, {1, 1}} * upper;
  const arma::mat logits =
      arma::clamp(with_bias(arma::mat{{1, 2}, {0, -1}} * second, {-1, 2}), 0, 1e9);
  const double expected = std::real(cross_entropy(arma::cx_mat(logits, 0.0 * logits), small_T));
  INFO("First layer tanh, block 0 identity, block 1 relu, last layer relu:");
  CHECK_THAT(tape_value(tape, loss), recorded_loss(arma::mat{expected}, network, small_X, small_T));
  check_parameters(tape, network);
}

TEST_CASE("12.6 what the rules send back is the gradient of the loss", "[12][12.6]") {
  Tape before;
  put_constant(before, {{1, 2}});
  Tape tape = before;
  const NodeIndex loss = tape_resnet(tape, small, small_X, small_T);
  UNSCOPED_INFO("The tape may hold something before: it stays.");
  CHECK(begins_with(tape, before));
  UNSCOPED_INFO("The loss is wrong: mend it first.");
  REQUIRE_THAT(tape_value(tape, loss),
               close_to(arma::mat{loss_of(small, small_X, small_T, {.block = right_block})}));
  check_parameters(tape, small);
  REQUIRE(loss + 1 == tape.nodes.size());
  const std::vector<arma::mat> gradients = swept(tape, arma::mat{1.0});
  const std::vector<NodeIndex> nodes = parameter_nodes(tape);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    ResidualNetwork network = small;
    arma::mat& part = *parameters_of(network)[i];
    const arma::mat by_differences = support::slopes(
        [&](const arma::mat& moved) {
          part = moved;
          return loss_of(network, small_X, small_T, {.block = right_block});
        },
        arma::mat(part));
    INFO("Parameter " << i << ". " << off_the_tape);
    CHECK_THAT(gradients[nodes[i]], close_to(by_differences, 1e-7).samples(3));
  }
}

TEST_CASE("12.6 an activation that has no operation is refused", "[12][12.6]") {
  check_activations_refused(small, small_X, small_T);
}

// ---- 12.7 taped_gradient ------------------------------------------------------------------------

TEST_CASE("12.7 the loss, and the gradients of all parameters, column by column", "[12][12.7]") {
  Tape tape;
  const NodeIndex P = put_parameter(tape, {{1, 2}, {3, 4}});
  const NodeIndex C = put_constant(tape, {{10, 20}, {30, 40}});
  const NodeIndex q = put_parameter(tape, {{5, 6}, {7, 8}});
  put_parameter(tape, {{7, 7}});
  const NodeIndex loss = put_total(tape, put_multiply(tape, put_multiply(tape, P, C), q));
  put_multiply(tape, loss, loss);
  INFO(
      "The loss is node 6, the sum of P % C % q: dP is C % q, dq is P % C. C is a constant, and "
      "node 3 is a 1x2 parameter that the loss does not depend on.");
  const LossAndGradient taped = taped_gradient(tape, loss);
  CHECK_THAT(
      taped.loss,
      close_to(2200.0)
          .mistake({"place_for_loss", "This is the loss's place on the tape: where is its value?"},
                   6.0)
          .mistake({"loss_of_last_node",
                    "This is the value of the last node: the argument says which one is the loss."},
                   4840000.0));
  const arma::vec right = {50, 210, 120, 320, 10, 90, 40, 160, 0, 0};
  CHECK_THAT(taped.gradient,
             close_to(right)
                 .mistake(row_by_row, arma::vec{50, 120, 210, 320, 10, 40, 90, 160, 0, 0})
                 .mistake(values_themselves, arma::vec{1, 3, 2, 4, 5, 7, 6, 8, 7, 7})
                 .mistake(idle_left_out, right.head(8))
                 .mistake({"last_parameter_first",
                           "The parameters stand in the opposite order: they come as on the tape."},
                          arma::vec{0, 0, 10, 90, 40, 160, 50, 210, 120, 320})
                 .mistake(all_that_want, arma::vec{50, 210, 120, 320, 10, 90, 40, 160, 0, 0,
                                                   5,  7,   6,   8,   1,  1,  1,  1,   1, 0})
                 .mistake(from_last_node, 4400.0 * right));
}

TEST_CASE("12.7 a loss that is not a single number is refused", "[12][12.7]") {
  Tape tape;
  put_parameter(tape, {{1, 2}});
  INFO("taped_gradient asks tape_gradients, which refuses it.");
  CHECK_REFUSED(taped_gradient(tape, 0), "output is 1x2, expected 1x1");
  INFO("What is a single number is not refused.");
  CHECK_NOTHROW(taped_gradient(tape, put_total(tape, 0)));
}
