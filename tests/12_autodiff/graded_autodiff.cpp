// The graded tests of lesson 12. Inputs come from a seed that no submission knows, and what a
// gradient should be from the complex step (misconceptions.hpp), which needs no derivative and no
// sweep.
#include <armadillo>
#include <complex>
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
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;

namespace {

/// Numbers of size 0.3 to 1, of both signs: none of them, nor a product of them, is near 0.
arma::mat numbers(arma::uword rows, arma::uword cols, Rng& rng) {
  arma::mat M = uniform_matrix(rows, cols, 0.3, 1.0, rng);
  for (double& x : M) x = uniform(rng) < 0.5 ? x : -x;
  M(0) = std::abs(M(0));  // at least one of each sign
  M(M.n_elem - 1) = -std::abs(M(M.n_elem - 1));
  return M;
}

arma::mat one_hot_targets(arma::uword rows, arma::uword cols, Rng& rng) {
  arma::mat T = arma::zeros(rows, cols);
  for (arma::uword s = 0; s < cols; ++s) T(uniform_index(rows, rng), s) = 1.0;
  return T;
}

// ---- tapes that are computed again --------------------------------------------------------------

/// A tape of random operations on 2x3 matrices, and how each node was made.
struct Program {
  enum class Kind { parameter, constant, add, multiply, exp, total };
  struct Step {
    Kind kind;
    NodeIndex a = 0;
    NodeIndex b = 0;
  };

  std::vector<Step> steps;
  Tape tape;

  NodeIndex leaf(Kind kind, const arma::mat& value) {
    steps.push_back({kind});
    return kind == Kind::parameter ? put_parameter(tape, value) : put_constant(tape, value);
  }

  NodeIndex make(Kind kind, NodeIndex a, NodeIndex b = 0) {
    steps.push_back({kind, a, b});
    switch (kind) {
      case Kind::add:
        return put_add(tape, a, b);
      case Kind::multiply:
        return put_multiply(tape, a, b);
      case Kind::exp:
        return put_exp(tape, a);
      default:
        return put_total(tape, a);
    }
  }

  /// The value of `output` if i h is added to one entry of one node.
  Complex replayed(NodeIndex output, NodeIndex moved, arma::uword entry, double h) const {
    std::vector<arma::cx_mat> values;
    for (std::size_t k = 0; k < steps.size(); ++k) {
      const auto& [kind, a, b] = steps[k];
      switch (kind) {
        case Kind::parameter:
        case Kind::constant: {
          const arma::mat& value = tape.nodes[k].value;
          values.emplace_back(value, arma::zeros(arma::size(value)));
          break;
        }
        case Kind::add:
          values.emplace_back(values[a] + values[b]);
          break;
        case Kind::multiply:
          values.emplace_back(values[a] % values[b]);
          break;
        case Kind::exp:
          values.emplace_back(arma::exp(values[a]));
          break;
        case Kind::total:
          values.push_back(arma::cx_mat(1, 1, arma::fill::value(arma::accu(values[a]))));
          break;
      }
      if (k == moved) values[k](entry) += Complex(0.0, h);
    }
    return values[output](0, 0);
  }

  arma::mat derivative(NodeIndex output, NodeIndex node) const {
    const double h = 1e-30;
    arma::mat result = arma::zeros(arma::size(tape.nodes[node].value));
    for (arma::uword entry = 0; entry < result.n_elem; ++entry) {
      result(entry) = std::imag(replayed(output, node, entry, h)) / h;
    }
    return result;
  }
};

using Kind = Program::Kind;

/// Two parameters, a constant, and `size` operations on what was there before them.
Program random_program(std::size_t size, Rng& rng) {
  Program program;
  program.leaf(Kind::parameter, numbers(2, 3, rng));
  program.leaf(Kind::constant, numbers(2, 3, rng));
  program.leaf(Kind::parameter, numbers(2, 3, rng));
  for (std::size_t i = 0; i < size; ++i) {
    const NodeIndex last = program.tape.nodes.size() - 1;
    const NodeIndex other = uniform_index(last + 1, rng);
    const bool large = arma::abs(program.tape.nodes[last].value).max() > 1.0;
    const bool often = uniform(rng) < 0.5;
    if (large || often) {
      program.make(often ? Kind::multiply : Kind::add, last, other);
    } else {
      program.make(Kind::exp, other);
    }
  }
  return program;
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

const std::vector<Activation> mixed = {Activation::tanh, Activation::relu, Activation::identity,
                                       Activation::tanh, Activation::identity};

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

TEST_CASE("12.2 the gradients of random tapes are those of the complex step", "[12][12.2]") {
  Rng rng = test_rng("12.2 a");
  for (int i = 0; i < 4; ++i) {
    Program program = random_program(4 + 3 * i, rng);
    const NodeIndex output = program.make(Kind::total, program.tape.nodes.size() - 1);
    program.make(Kind::multiply, output, output);  // the tape goes on
    const std::vector<arma::mat> gradients = tape_gradients(program.tape, output);
    REQUIRE(gradients.size() == program.tape.nodes.size());
    for (NodeIndex k = 0; k < gradients.size(); ++k) {
      INFO("Node " << k << " of " << gradients.size() << ", the output is node " << output << ".");
      if (program.tape.nodes[k].wants_gradient) {
        CHECK_THAT(gradients[k], close_to(program.derivative(output, k)));
      } else {
        INFO(unwanted);
        CHECK(gradients[k].is_empty());
      }
    }
  }
}

TEST_CASE("12.2 a long tape and many ways back", "[12][12.2]") {
  Rng rng = test_rng("12.2 b");
  const double x = uniform(0.5, 1.5, rng);
  Tape chain;
  NodeIndex last = put_parameter(chain, arma::mat{x});
  put_parameter(chain, arma::mat{1.0});
  for (int i = 0; i < 200; ++i) last = put_add(chain, last, 1);
  const std::vector<arma::mat> of_chain = tape_gradients(chain, last);
  REQUIRE(of_chain.size() == 202);
  INFO("200 times a 1 is added: d/dx is 1, and the node that is used 200 times gets 200.");
  CHECK_THAT(of_chain[0], close_to(arma::mat{1.0}));
  CHECK_THAT(of_chain[1], close_to(arma::mat{200.0}).mistake(overwritten, arma::mat{1.0}));

  Tape tree;
  last = put_parameter(tree, arma::mat{x});
  for (int i = 0; i < 10; ++i) last = put_add(tree, last, last);
  const std::vector<arma::mat> of_tree = tape_gradients(tree, last);
  REQUIRE(of_tree.size() == 11);
  INFO("Ten doublings: 1024 ways lead from the output to node 0.");
  CHECK_THAT(of_tree[0], close_to(arma::mat{1024.0}));
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

TEST_CASE("12.4 a constant that was bent is still a constant", "[12][12.4]") {
  Rng rng = test_rng("12.4 b");
  Tape tape;
  NodeIndex made = put_constant(tape, numbers(2, 3, rng));
  made = tape_exp(tape, tape_relu(tape, tape_tanh(tape, made)));
  INFO(other_wants);
  REQUIRE(made < tape.nodes.size());
  CHECK_FALSE(tape.nodes[made].wants_gradient);
  CHECK_REFUSED(tape_relu(tape, 9), "node 9 is not on the tape");
}

TEST_CASE("12.5 sums, places and losses of random numbers", "[12][12.5]") {
  Rng rng = test_rng("12.5 a");
  const arma::mat A = 3.0 * numbers(3, 5, rng);
  check_operation(sum_over(0), A, {}, rng);
  check_operation(sum_over(1), A, {}, rng);
  arma::umat some(4, 6);
  for (arma::uword& place : some) place = uniform_index(15, rng);  // 24 of 15: some are repeated
  check_operation(gather_of(some), A, {}, rng);
  check_operation(loss_against(one_hot_targets(3, 5, rng)), A, {}, rng);
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
  const ResidualNetwork network = random_network(mixed, 3, 4, 3, rng);
  const arma::mat X = numbers(3, 6, rng);
  const arma::mat T = one_hot_targets(3, 6, rng);
  Tape tape;
  put_constant(tape, numbers(2, 2, rng));
  const NodeIndex loss = tape_resnet(tape, network, X, T);
  UNSCOPED_INFO("A network of three blocks, with tanh, relu, identity and tanh:");
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

TEST_CASE("12.6 each layer and block has its own activation", "[12][12.6]") {
  Rng rng = test_rng("12.6 b");
  const std::vector<std::vector<Activation>> choices = {
      {Activation::identity, Activation::tanh, Activation::tanh},
      {Activation::relu, Activation::identity, Activation::relu},
      {Activation::tanh, Activation::relu, Activation::relu, Activation::identity},
      {Activation::tanh, Activation::identity}};
  for (const std::vector<Activation>& activations : choices) {
    const ResidualNetwork network = random_network(activations, 3, 2, 2, rng);
    const arma::mat X = numbers(3, 4, rng);
    const arma::mat T = one_hot_targets(2, 4, rng);
    Tape tape;
    const NodeIndex loss = tape_resnet(tape, network, X, T);
    INFO("A network with " << activations.size() << " activations.");
    CHECK_THAT(tape_value(tape, loss),
               recorded_loss(arma::mat{loss_of_network(network, X, T)}, network, X, T));
    check_parameters(tape, network);
  }
}

TEST_CASE("12.6 other activations are refused wherever they stand", "[12][12.6]") {
  Rng rng = test_rng("12.6 c");
  const ResidualNetwork network = random_network(mixed, 3, 4, 3, rng);
  const arma::mat X = numbers(3, 6, rng);
  const arma::mat T = one_hot_targets(3, 6, rng);
  INFO("Activation counts identity 0, sigmoid 1, tanh 2, relu 3, leaky_relu 4, softmax 5.");
  for (const auto& [activation, number] : std::vector<std::pair<Activation, std::string>>{
           {Activation::sigmoid, "1"}, {Activation::leaky_relu, "4"}, {Activation::softmax, "5"}}) {
    std::vector<ResidualNetwork> refused(3, network);
    refused[0].first.activation = activation;
    refused[1].blocks[2].activation = activation;
    refused[2].last.activation = activation;
    for (const ResidualNetwork& one : refused) {
      Tape tape;
      CHECK_REFUSED(tape_resnet(tape, one, X, T),
                    "tape_resnet: activation " + number + " is not on the tape");
    }
  }
  INFO("The network itself is not refused.");
  Tape tape;
  CHECK_NOTHROW(tape_resnet(tape, network, X, T));
}

// ---- 12.7 taped_gradient ------------------------------------------------------------------------

TEST_CASE("12.7 one vector for all parameters of a random tape", "[12][12.7]") {
  Rng rng = test_rng("12.7 a");
  for (int i = 0; i < 3; ++i) {
    Program program = random_program(6, rng);
    const NodeIndex idle = program.leaf(Kind::parameter, numbers(3, 2, rng));
    const NodeIndex loss = program.make(Kind::total, idle - 1);
    program.make(Kind::multiply, loss, loss);  // the tape goes on after the loss
    arma::vec expected, last, turned, values;
    for (const NodeIndex k : {NodeIndex{0}, NodeIndex{2}, idle}) {
      const arma::mat dV = program.derivative(loss, k);
      expected = arma::join_cols(expected, arma::vectorise(dV));
      turned = arma::join_cols(turned, arma::vectorise(arma::mat(dV.t())));
      last = arma::join_cols(last, arma::vectorise(program.derivative(loss + 1, k)));
      values = arma::join_cols(values, arma::vectorise(program.tape.nodes[k].value));
    }
    INFO("Nodes 0, 2 and " << idle << " are parameters, node " << loss << " is the loss.");
    const LossAndGradient taped = taped_gradient(program.tape, loss);
    CHECK_THAT(taped.loss, close_to(program.tape.nodes[loss].value(0, 0)));
    CHECK_THAT(taped.gradient, close_to(expected)
                                   .mistake(row_by_row, turned)
                                   .mistake(from_last_node, last)
                                   .mistake(values_themselves, values));
  }
}
