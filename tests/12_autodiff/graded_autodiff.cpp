// The graded tests of lesson 12. Inputs come from a seed that no submission knows. What a gradient
// should be comes from the complex step (misconceptions.hpp), which needs no derivative, or from
// the tests' own sweep (tapes.hpp).
#include <armadillo>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "03_losses/losses.hpp"
#include "10_resnet/resnet.hpp"
#include "12_autodiff/autodiff.hpp"
#include "12_autodiff/misconceptions.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;
using support::random_one_hot;

namespace {

/// Numbers of size 0.3 to 1, of both signs: none of them, nor a product of them, is near 0.
arma::mat numbers(arma::uword rows, arma::uword cols, Rng& rng) {
  arma::mat M = uniform_matrix(rows, cols, 0.3, 1.0, rng);
  for (double& x : M) x = uniform(rng) < 0.5 ? x : -x;
  M(0) = std::abs(M(0));  // at least one of each sign
  M(M.n_elem - 1) = -std::abs(M(M.n_elem - 1));
  return M;
}

// ---- tapes --------------------------------------------------------------------------------------

/// Two parameters, a constant, and `size` operations on what was there before them.
Tape random_tape(std::size_t size, Rng& rng) {
  Tape tape;
  put_parameter(tape, numbers(2, 3, rng));
  put_constant(tape, numbers(2, 3, rng));
  put_parameter(tape, numbers(2, 3, rng));
  for (std::size_t i = 0; i < size; ++i) {
    const NodeIndex last = tape.nodes.size() - 1;
    const NodeIndex other = uniform_index(last + 1, rng);
    if (uniform(rng) < 0.5) {
      put_multiply(tape, last, other);
    } else if (arma::abs(tape.nodes[last].value).max() > 1.0) {
      put_add(tape, last, other);
    } else {
      put_exp(tape, other);
    }
  }
  return tape;
}

/// For each node of the tape: those after the output have zeros.
std::vector<arma::mat> expected_gradients(const Tape& tape, NodeIndex output) {
  Tape until = tape;
  until.nodes.resize(output + 1);
  std::vector<arma::mat> gradients = swept(until, arma::mat{1.0});
  for (NodeIndex k = output + 1; k < tape.nodes.size(); ++k) {
    gradients.push_back(arma::zeros(arma::size(tape.nodes[k].value)));
  }
  return gradients;
}

// ---- residual networks --------------------------------------------------------------------------

/// activations: of the first layer, of each block, of the last layer.
ResidualNetwork random_network(const std::vector<Activation>& activations, arma::uword inputs,
                               arma::uword width, arma::uword outputs, Rng& rng) {
  ResidualNetwork network;
  network.first = {.weights = numbers(width, inputs, rng),
                   .bias = numbers(width, 1, rng),
                   .activation = activations.front()};
  for (std::size_t i = 1; i + 1 < activations.size(); ++i) {
    network.blocks.push_back({.W1 = numbers(width, width, rng),
                              .b = numbers(width, 1, rng),
                              .W2 = numbers(width, width, rng),
                              .activation = activations[i]});
  }
  network.last = {.weights = numbers(outputs, width, rng),
                  .bias = numbers(outputs, 1, rng),
                  .activation = activations.back()};
  return network;
}

/// Of the first layer, of each block and of the last layer; once without blocks.
const std::vector<std::vector<Activation>> choices = {
    {Activation::tanh, Activation::relu, Activation::identity, Activation::tanh,
     Activation::identity},
    {Activation::identity, Activation::tanh, Activation::tanh},
    {Activation::relu, Activation::identity, Activation::relu},
    {Activation::tanh, Activation::relu, Activation::relu, Activation::identity},
    {Activation::tanh, Activation::identity}};

double loss_of_network(const ResidualNetwork& network, const arma::mat& X, const arma::mat& T) {
  return softmax_cross_entropy(resnet_forward(network, X).last.A, T).value;
}

arma::vec gradient_by_hand(const ResidualNetwork& network, const arma::mat& X, const arma::mat& T) {
  const ResidualPass pass = resnet_forward(network, X);
  const arma::mat dA = softmax_cross_entropy(pass.last.A, T).gradient;
  return flatten_resnet_gradient(resnet_backward(network, pass, dA));
}

}  // namespace

// ---- 12.1 the tape ------------------------------------------------------------------------------

TEST_CASE("12.1 a node wants a gradient if any of its inputs does", "[12][12.1]") {
  Rng rng = test_rng("12.1 a");
  Tape tape;
  std::vector<bool> wants;
  for (int i = 0; i < 12; ++i) {
    const Tape before = tape;
    const arma::mat value = numbers(1 + uniform_index(3, rng), 2, rng);
    std::vector<Input> inputs;
    NodeIndex made = 0;
    if (i < 2 || uniform(rng) < 0.3) {
      const bool parameter = i == 0 || (i > 1 && uniform(rng) < 0.5);
      made = parameter ? tape_parameter(tape, value) : tape_constant(tape, value);
      wants.push_back(parameter);
    } else {
      for (int k = 0; k < 2; ++k) inputs.push_back({uniform_index(wants.size(), rng), PlainRule{}});
      made = tape_record(tape, value, inputs);
      wants.push_back(wants[inputs[0].node] || wants[inputs[1].node]);
    }
    INFO(counted_from_1);
    CHECK(made == static_cast<NodeIndex>(i));
    Tape expected = before;
    put(expected, value, inputs, wants.back());
    INFO(changed_before << " " << other_inputs << " " << other_wants);
    CHECK(begins_with(tape, expected));
    REQUIRE(tape.nodes.size() == wants.size());
  }
}

TEST_CASE("12.1 any input that is not on the tape is refused", "[12][12.1]") {
  Rng rng = test_rng("12.1 b");
  Tape before;
  const NodeIndex size = 2 + uniform_index(4, rng);
  while (before.nodes.size() < size) put_constant(before, numbers(2, 2, rng));
  const std::string missing = " is not on the tape, which has " + std::to_string(size) + " nodes";
  Tape tape = before;
  CHECK_REFUSED(tape_record(tape, {{1, 1}}, {{size, PlainRule{}}, {0, PlainRule{}}}),
                "node " + std::to_string(size) + missing);
  CHECK_REFUSED(tape_record(tape, {{1, 1}}, {{1, PlainRule{}}, {size + 3, PlainRule{}}}),
                "node " + std::to_string(size + 3) + missing);
  check_unchanged(tape, before);
  INFO("What is on the tape is not refused.");
  CHECK_NOTHROW(tape_record(tape, {{1, 1}}, {{0, PlainRule{}}, {size - 1, PlainRule{}}}));
}

// ---- 12.2 the sweep -----------------------------------------------------------------------------

TEST_CASE("12.2 the gradients of random tapes", "[12][12.2]") {
  Rng rng = test_rng("12.2 a");
  for (int i = 0; i < 4; ++i) {
    Tape tape = random_tape(4 + 3 * i, rng);
    const NodeIndex output = put_total(tape, tape.nodes.size() - 1);
    put_multiply(tape, output, output);  // the tape goes on
    const std::vector<arma::mat> expected = expected_gradients(tape, output);
    const std::vector<arma::mat> gradients = tape_gradients(tape, output);
    REQUIRE(gradients.size() == tape.nodes.size());
    for (NodeIndex k = 0; k < gradients.size(); ++k) {
      INFO("Node " << k << " of " << gradients.size() << ", the output is node " << output << ".");
      if (tape.nodes[k].wants_gradient) {
        CHECK_THAT(gradients[k], close_to(expected[k]));
      } else {
        INFO(unwanted);
        CHECK(gradients[k].is_empty());
      }
    }
  }
}

TEST_CASE("12.2 the refusals name the shape", "[12][12.2]") {
  Rng rng = test_rng("12.2 c");
  Tape tape;
  const arma::uword rows = 2 + uniform_index(4, rng);
  put_parameter(tape, numbers(rows, 1, rng));
  put_parameter(tape, numbers(1, rows, rng));
  put_parameter(tape, arma::mat{1.0});
  const std::string n = std::to_string(rows);
  CHECK_REFUSED(tape_gradients(tape, 0), "tape_gradients: output is " + n + "x1, expected 1x1");
  CHECK_REFUSED(tape_gradients(tape, 1), "tape_gradients: output is 1x" + n + ", expected 1x1");
  CHECK_REFUSED(tape_gradients(tape, 3), "node 3 is not on the tape, which has 3 nodes");
  CHECK_ACCEPTED(tape_gradients(tape, 2));
}

// ---- 12.3 to 12.5 the operations ----------------------------------------------------------------

TEST_CASE("12.3 products of matrices of any shapes", "[12][12.3]") {
  Rng rng = test_rng("12.3 a");
  check_operation(product, numbers(3, 3, rng), numbers(3, 3, rng), rng);
  check_operation(product, numbers(2, 4, rng), numbers(4, 3, rng), rng);
  check_operation(product, numbers(4, 1, rng), numbers(1, 2, rng), rng);
}

TEST_CASE("12.3 sums and products with a matrix, a column, a row, a number", "[12][12.3]") {
  Rng rng = test_rng("12.3 b");
  const arma::mat A = numbers(3, 4, rng);
  for (const auto& [rows, cols] :
       std::vector<std::pair<arma::uword, arma::uword>>{{3, 4}, {3, 1}, {1, 4}, {1, 1}}) {
    INFO("b is " << rows << "x" << cols << ", A is 3x4.");
    check_operation(add, A, numbers(rows, cols, rng), rng);
    check_operation(multiply, A, numbers(rows, cols, rng), rng);
  }
}

TEST_CASE("12.3 what does not fit is refused, whatever the shapes", "[12][12.3]") {
  Rng rng = test_rng("12.3 c");
  const arma::uword n = 3 + uniform_index(3, rng);
  Tape before;
  put_parameter(before, numbers(n, 2, rng));
  put_parameter(before, numbers(2, n, rng));
  put_parameter(before, numbers(1, n, rng));
  Tape tape = before;
  const std::string N = std::to_string(n);
  CHECK_REFUSED(tape_add(tape, 0, 1), "tape_add: b is 2x" + N + ", expected " + N + "x2");
  CHECK_REFUSED(tape_multiply(tape, 0, 1), "tape_multiply: b is 2x" + N + ", expected " + N + "x2");
  CHECK_REFUSED(tape_multiply(tape, 0, 2), "tape_multiply: b is 1x" + N + ", expected 1x2");
  CHECK_REFUSED(tape_product(tape, 0, 2), "tape_product: b is 1x" + N + ", expected 2x" + N);
  CHECK_REFUSED(tape_multiply(tape, 3, 0), "node 3 is not on the tape, which has 3 nodes");
  check_unchanged(tape, before);
  CHECK_ACCEPTED(tape_add(tape, 1, 2));
  CHECK_ACCEPTED(tape_product(tape, 0, 1));
}

TEST_CASE("12.4 the four functions at random numbers", "[12][12.4]") {
  Rng rng = test_rng("12.4 a");
  for (const Operation& operation : {bent_by_relu, bent_by_tanh, exponential}) {
    check_operation(operation, 2.0 * numbers(3, 4, rng), {}, rng);
  }
  check_operation(logarithm, arma::abs(numbers(3, 4, rng)), {}, rng);
  Tape tape;
  put_parameter(tape, {{-1000.0 * uniform(0.8, 1.0, rng), 1000.0 * uniform(0.8, 1.0, rng)}});
  const NodeIndex tanh = tape_tanh(tape, 0);
  INFO(tanh_overflow);
  CHECK_THAT(tape_value(tape, tanh), close_to({{-1, 1}}));
}

TEST_CASE("12.5 sums, places and losses of random numbers", "[12][12.5]") {
  Rng rng = test_rng("12.5 a");
  const arma::mat A = 3.0 * numbers(3, 5, rng);
  check_operation(sum_over(0), A, {}, rng);
  check_operation(sum_over(1), A, {}, rng);
  arma::umat some(4, 6);
  for (arma::uword& place : some) place = uniform_index(15, rng);  // 24 of 15: some are repeated
  check_operation(gather_of(some), A, {}, rng);
  check_operation(loss_against(random_one_hot(arma::SizeMat(3, 5), rng)), A, {}, rng);
  check_operation(loss_against(softmax_of(numbers(3, 5, rng))), A, {}, rng);
}

TEST_CASE("12.5 other places and targets are refused", "[12][12.5]") {
  Rng rng = test_rng("12.5 b");
  const arma::uword n = 2 + uniform_index(4, rng);
  Tape before;
  put_parameter(before, numbers(n, 3, rng));
  Tape tape = before;
  const arma::uword beyond = 3 * n + uniform_index(2, rng);
  CHECK_REFUSED(tape_gather(tape, 0, arma::umat{{0, beyond, 1}}),
                "tape_gather: place " + std::to_string(beyond) + " is outside 0 ... " +
                    std::to_string(3 * n - 1));
  CHECK_REFUSED(
      tape_loss(tape, 0, numbers(n, 4, rng)),
      "tape_loss: targets is " + std::to_string(n) + "x4, expected " + std::to_string(n) + "x3");
  CHECK_REFUSED(tape_loss(tape, 1, numbers(n, 3, rng)),
                "node 1 is not on the tape, which has 1 nodes");
  check_unchanged(tape, before);
  CHECK_ACCEPTED(tape_gather(tape, 0, arma::umat{{0, 3 * n - 1}}));
}

// ---- 12.6 tape_resnet ---------------------------------------------------------------------------

TEST_CASE("12.6 loss, parameters and gradient are those of lesson 10's network", "[12][12.6]") {
  Rng rng = test_rng("12.6 a");
  for (const std::vector<Activation>& activations : choices) {
    const ResidualNetwork network = random_network(activations, 3, 4, 3, rng);
    const arma::mat X = numbers(3, 6, rng);
    const arma::mat T = random_one_hot(arma::SizeMat(3, 6), rng);
    Tape tape;
    put_constant(tape, numbers(2, 2, rng));
    const NodeIndex loss = tape_resnet(tape, network, X, T);
    UNSCOPED_INFO("A network of " << network.blocks.size() << " blocks, each part with its own "
                                  << "activation:");
    CHECK_THAT(tape_value(tape, loss),
               recorded_loss(arma::mat{loss_of_network(network, X, T)}, network, X, T));
    check_parameters(tape, network);
    REQUIRE(loss + 1 == tape.nodes.size());
    const std::vector<arma::mat> gradients = swept(tape, arma::mat{1.0});
    arma::vec by_tape;
    for (const NodeIndex k : parameter_nodes(tape)) {
      by_tape = arma::join_cols(by_tape, arma::vectorise(gradients[k]));
    }
    INFO(off_the_tape);
    CHECK_THAT(by_tape, close_to(gradient_by_hand(network, X, T), 1e-12));
  }
}

TEST_CASE("12.6 other activations are refused wherever they stand", "[12][12.6]") {
  Rng rng = test_rng("12.6 c");
  const ResidualNetwork network = random_network(choices.front(), 3, 4, 3, rng);
  const arma::mat X = numbers(3, 6, rng);
  const arma::mat T = random_one_hot(arma::SizeMat(3, 6), rng);
  check_activations_refused(network, X, T);
}

// ---- 12.7 taped_gradient ------------------------------------------------------------------------

TEST_CASE("12.7 one vector for all parameters of a random tape", "[12][12.7]") {
  Rng rng = test_rng("12.7 a");
  for (int i = 0; i < 3; ++i) {
    Tape tape = random_tape(6, rng);
    const NodeIndex idle = put_parameter(tape, numbers(3, 2, rng));
    const NodeIndex loss = put_total(tape, idle - 1);
    put_multiply(tape, loss, loss);  // the tape goes on after the loss
    const std::vector<arma::mat> right = expected_gradients(tape, loss);
    const std::vector<arma::mat> of_last = expected_gradients(tape, loss + 1);
    arma::vec expected, last, turned, values;
    for (const NodeIndex k : {NodeIndex{0}, NodeIndex{2}, idle}) {
      expected = arma::join_cols(expected, arma::vectorise(right[k]));
      turned = arma::join_cols(turned, arma::vectorise(right[k].t().eval()));
      last = arma::join_cols(last, arma::vectorise(of_last[k]));
      values = arma::join_cols(values, arma::vectorise(tape.nodes[k].value));
    }
    INFO("Nodes 0, 2 and " << idle << " are parameters, node " << loss << " is the loss.");
    const LossAndGradient taped = taped_gradient(tape, loss);
    CHECK_THAT(taped.loss, close_to(tape.nodes[loss].value(0, 0)));
    CHECK_THAT(taped.gradient, close_to(expected)
                                   .mistake(row_by_row, turned)
                                   .mistake(from_last_node, last)
                                   .mistake(values_themselves, values));
  }
}
