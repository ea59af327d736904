// What both tests of lesson 12 share: the misconceptions, each named once; the operations, each
// with what it computes in complex numbers and with what learners write in its place.
#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <complex>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "12_autodiff/autodiff.hpp"
#include "12_autodiff/tapes.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/layers.hpp"
#include "support/misconception.hpp"

namespace misconceptions {

using namespace nn;
using support::bent;
using support::with_bias;

// ---- 12.1 the tape ------------------------------------------------------------------------------

inline constexpr Misconception counted_from_1{
    "counted_from_1", "What is returned is the new node's place on the tape, counted from 0."};
inline constexpr Misconception other_inputs{
    "other_inputs", "The node remembers its inputs, in the order of the arguments."};
inline constexpr Misconception other_wants{
    "other_wants",
    "A node wants a gradient if it is a parameter, or if one of its inputs wants one."};
inline constexpr Misconception changed_before{"changed_before",
                                              "The nodes before the new one stay as they were."};

inline constexpr Misconception dangling{
    "dangling",
    "A vector that grows may move all its nodes: a reference to a node, or to its value, that was "
    "taken before then points to where it was."};

// ---- 12.2 the sweep -----------------------------------------------------------------------------

inline constexpr Misconception overwritten{
    "overwritten",
    "A share was assigned where another one had come in before: all shares of a node count."};
inline constexpr Misconception forwards{"forwards",
                                        "The nodes handed on what they had not got yet: who sends "
                                        "to node k, earlier nodes or later ones?"};
inline constexpr Misconception no_seed{"no_seed",
                                       "Nothing came back at all: what is d(output)/d(output)?"};
inline constexpr Misconception seed_value{
    "seed_value", "The sweep began with the output's own value: what is d(output)/d(output)?"};
inline constexpr Misconception handed_on_again{
    "handed_on_again",
    "A node handed on again what it had handed on before: each share goes on once."};
inline constexpr Misconception stopped{
    "stopped", "The sweep ended at a node that nothing came back to: others may stand before it."};
inline constexpr Misconception from_last_node{
    "from_last_node",
    "This is the gradient of the last node: the argument says which one is asked for."};
inline constexpr Misconception not_from_output{
    "not_from_output", "The output handed nothing on: the sweep begins with its own node."};
inline constexpr Misconception leaves_alone{
    "leaves_alone", "Nodes in the middle lost their gradient: every node that wants one has one."};
inline constexpr Misconception inputs_swapped{
    "inputs_swapped", "A is the value of the first input of the node, B that of the last one."};
inline constexpr Misconception same_once{
    "same_once", "A node that is both inputs of an operation gets both shares."};
inline constexpr Misconception first_input_only{
    "first_input_only", "Only the first input of each node got its share: each input has a rule."};
inline constexpr Misconception ones_everywhere{
    "ones_everywhere",
    "Every gradient began at 1: only d(output)/d(output) is 1 before anything has come back."};
inline constexpr Misconception value_for_gradient{
    "value_for_gradient",
    "V and G have changed places: V is the node's value, G what came back to it."};
inline constexpr Misconception no_shape{"no_shape",
                                        "A rule adds to the gradient of its input: that has the "
                                        "input's shape before the first share comes."};
inline constexpr Misconception rule_of_constant{
    "rule_of_constant",
    "The input that wants no gradient has no rule on this tape: nobody may call it."};
inline constexpr Misconception for_each_node{
    "for_each_node", "There is one gradient for each node of the tape, in the order of the nodes."};
inline constexpr Misconception unwanted{
    "unwanted", "Nobody asked for the gradient of a constant: its matrix is empty."};

// ---- 12.3 to 12.5 the operations ----------------------------------------------------------------

inline constexpr Misconception assigned{
    "assigned", "The rule replaced what stood in dA: it adds its share to what came before."};
inline constexpr Misconception share_order{
    "share_order", "In a matrix product, the factors of the shares stand in the wrong order."};
inline constexpr Misconception multiplied{"multiplied",
                                          "These are the entries' products: this is a sum."};
inline constexpr Misconception own_factor{
    "own_factor",
    "Each factor got its own value: what does a product grow by, when one factor grows?"};
inline constexpr Misconception no_factor{
    "no_factor", "multiply handed its gradient on as it was: that is the rule of add."};
inline constexpr Misconception derivative_recorded{
    "derivative_recorded", "This is the derivative: the tape records the value."};
inline constexpr Misconception relu_of_gradient{
    "relu_of_gradient", "relu looked at what came back: its slope depends on what went in."};
inline constexpr Misconception tanh_overflow{
    "tanh_overflow", "tanh is 1 and -1 far from 0. A quotient of exponentials overflows there."};
inline constexpr Misconception times_input{
    "times_input", "This multiplies by what went in: what is the derivative of this function?"};

// ---- 12.6 and 12.7 the network ------------------------------------------------------------------

inline constexpr Misconception other_parameters{
    "other_parameters",
    "The parameters on the tape are those of the network, each once, in the order of "
    "flatten_resnet; X is none."};
inline constexpr Misconception row_by_row{"row_by_row",
                                          "A matrix goes into the vector column by column."};
inline constexpr Misconception values_themselves{
    "values_themselves", "These are the parameters themselves: asked for are their gradients."};
inline constexpr Misconception idle_left_out{
    "idle_left_out",
    "A parameter that the loss does not depend on is missing: it has its place, with zeros."};
inline constexpr Misconception off_the_tape{
    "off_the_tape",
    "The loss is right, and the gradient is not. If 12.3 to 12.5 pass: something was computed off "
    "the tape, or stands on it as a constant."};
inline constexpr Misconception all_that_want{
    "all_that_want",
    "Other nodes than the parameters are in the vector: they were made from them."};

// ---- operations ---------------------------------------------------------------------------------

using Complex = std::complex<double>;

/// What a learner gets in place of a value or a share.
struct Wrong {
  Misconception what;
  std::function<arma::mat(const Visit& at)> value;
};

struct Operation {
  std::string name;
  std::function<NodeIndex(Tape& tape, NodeIndex a, NodeIndex b)> record;
  std::function<arma::cx_mat(const arma::cx_mat& A, const arma::cx_mat& B)> compute;
  std::vector<Wrong> values = {};
  std::vector<Wrong> to_a = {};
  std::vector<Wrong> to_b = {};
  bool has_b = false;  // otherwise there is one input
};

/// B as it stands in A + B.
template <typename Matrix>
Matrix spread(const Matrix& B, const Matrix& A) {
  Matrix all = A;
  for (arma::uword i = 0; i < A.n_rows; ++i) {
    for (arma::uword j = 0; j < A.n_cols; ++j) {
      all(i, j) = B(B.n_rows == 1 ? 0 : i, B.n_cols == 1 ? 0 : j);
    }
  }
  return all;
}

/// The sums of the places that each entry of B stands for.
inline arma::mat folded(const arma::mat& G, const arma::mat& B) {
  arma::mat sums = arma::zeros(arma::size(B));
  for (arma::uword i = 0; i < G.n_rows; ++i) {
    for (arma::uword j = 0; j < G.n_cols; ++j) {
      sums(B.n_rows == 1 ? 0 : i, B.n_cols == 1 ? 0 : j) += G(i, j);
    }
  }
  return sums;
}

inline const Operation product{
    .name = "tape_product",
    .record = tape_product,
    .compute = [](const arma::cx_mat& A, const arma::cx_mat& B) -> arma::cx_mat { return A * B; },
    .values = {{{"entry_by_entry",
                 "These are products entry by entry: this is the product of matrices."},
                [](const Visit& at) -> arma::mat { return at.A % at.B; }},
               {{"other_side", "This is B A: the first argument stands on the left."},
                [](const Visit& at) -> arma::mat { return at.B * at.A; }}},
    .to_a = {{{"left_share",
               "In a matrix product, the share of the left factor lacks a transpose: write its "
               "shapes down."},
              [](const Visit& at) -> arma::mat { return at.G * at.B; }},
             {share_order, [](const Visit& at) -> arma::mat { return at.B.t() * at.G; }}},
    .to_b = {{{"right_share",
               "In a matrix product, the share of the right factor lacks a transpose: write its "
               "shapes down."},
              [](const Visit& at) -> arma::mat { return at.A * at.G; }},
             {share_order, [](const Visit& at) -> arma::mat { return at.G * at.A.t(); }}},
    .has_b = true};

inline const Operation add{
    .name = "tape_add",
    .record = tape_add,
    .compute = [](const arma::cx_mat& A, const arma::cx_mat& B) -> arma::cx_mat {
      return A + spread(B, A);
    },
    .values = {{multiplied, [](const Visit& at) -> arma::mat { return at.A % at.B; }},
               {{"b_left_out", "This is A alone: where is b?"},
                [](const Visit& at) { return at.A; }},
               {{"first_column", "Only the first column has b: one column stands for each column."},
                [](const Visit& at) {
                  arma::mat sum = at.A;
                  sum.col(0) += at.B;
                  return sum;
                }}},
    .to_b =
        {{{"first_column_back", "b heard of the first column alone: it was added to every column."},
          [](const Visit& at) -> arma::mat { return at.G.col(0); }},
         {{"mean_back",
           "The share of b is a mean over its places: where does 1/m stand in this course?"},
          [](const Visit& at) -> arma::mat {
            return arma::sum(at.G, 1) / static_cast<double>(at.G.n_cols);
          }},
         {{"total_back", "Each entry of b got the sum over all entries: it was added to one row."},
          [](const Visit& at) -> arma::mat {
            return arma::accu(at.G) * arma::ones(arma::size(at.B));
          }}},
    .has_b = true};

inline const Operation multiply{
    .name = "tape_multiply",
    .record = tape_multiply,
    .compute = [](const arma::cx_mat& A, const arma::cx_mat& B) -> arma::cx_mat {
      return A % spread(B, A);
    },
    .values =
        {{{"matrix_product",
           "This is the product of matrices: here, each entry meets the entry in its own place."},
          [](const Visit& at) -> arma::mat { return at.A * at.B; }}},
    .to_a = {{own_factor, [](const Visit& at) -> arma::mat { return at.G % at.A; }},
             {no_factor, [](const Visit& at) { return at.G; }}},
    .to_b =
        {{own_factor, [](const Visit& at) -> arma::mat { return at.G % at.B; }},
         {no_factor, [](const Visit& at) { return at.G; }},
         {{"summed_before",
           "G and A were summed first and multiplied then: each place has a product of its own."},
          [](const Visit& at) -> arma::mat {
            if (arma::size(at.A) == arma::size(at.B)) throw std::logic_error("nothing to sum");
            return folded(at.G, at.B) % folded(at.A, at.B);
          }},
         {{"no_factor_folded",
           "b got the sum of G: in a product it is what the other factor makes of it."},
          [](const Visit& at) -> arma::mat {
            if (arma::size(at.A) == arma::size(at.B)) throw std::logic_error("nothing to sum");
            return folded(at.G, at.B);
          }}},
    .has_b = true};

/// An operation that is a function of each entry.
inline Operation entrywise(const std::string& name, NodeIndex (*record)(Tape&, NodeIndex),
                           std::function<Complex(Complex)> function, std::vector<Wrong> values = {},
                           std::vector<Wrong> shares = {}) {
  shares.push_back({{"no_slope", "All of the gradient went through: where is the slope?"},
                    [](const Visit& at) { return at.G; }});
  return {.name = name,
          .record = [record](Tape& tape, NodeIndex a, NodeIndex) { return record(tape, a); },
          .compute =
              [function](const arma::cx_mat& A, const arma::cx_mat&) {
                arma::cx_mat V = A;
                V.transform(function);
                return V;
              },
          .values = std::move(values),
          .to_a = std::move(shares)};
}

inline const Operation bent_by_relu = entrywise(
    "tape_relu", tape_relu, [](Complex z) { return std::real(z) > 0.0 ? z : Complex(0.0); },
    {{derivative_recorded,
      [](const Visit& at) { return arma::conv_to<arma::mat>::from(at.A > 0.0); }},
     {{"largest_of_columns",
       "These are the largest entries of the columns: in arma::max(A, 0), 0 is the dimension."},
      [](const Visit& at) -> arma::mat { return arma::max(at.A, 0); }},
     {{"sizes_alone", "These are the sizes without the signs: ReLU makes negative numbers 0."},
      [](const Visit& at) -> arma::mat { return arma::abs(at.A); }}},
    {{{"slope_at_zero", "The slope of ReLU at 0 is 0 in this course."},
      [](const Visit& at) -> arma::mat {
        return at.G % arma::conv_to<arma::mat>::from(at.A >= 0.0);
      }},
     {{"relu_by_value", "relu multiplied by its value: its slope is asked for, which is 0 or 1."},
      [](const Visit& at) -> arma::mat { return at.G % at.V; }},
     {relu_of_gradient,
      [](const Visit& at) -> arma::mat { return arma::clamp(at.G, 0.0, arma::datum::inf); }}});

inline const Operation bent_by_tanh = entrywise(
    "tape_tanh", tape_tanh, [](Complex z) { return std::tanh(z); },
    {{derivative_recorded,
      [](const Visit& at) -> arma::mat { return 1.0 - arma::square(arma::tanh(at.A)); }}},
    {{{"tanh_at_output",
       "The slope of tanh was taken at its output by a formula that is meant for its input."},
      [](const Visit& at) -> arma::mat { return at.G % (1.0 - arma::square(arma::tanh(at.V))); }},
     {{"tanh_at_input",
       "The slope of tanh was taken at its input by a formula that is meant for its output."},
      [](const Visit& at) -> arma::mat { return at.G % (1.0 - arma::square(at.A)); }},
     {{"tanh_not_squared", "The slope of tanh has the square of what came out."},
      [](const Visit& at) -> arma::mat { return at.G % (1.0 - at.V); }},
     {{"sigmoid_slope", "This is the slope of the sigmoid, made with tanh."},
      [](const Visit& at) -> arma::mat { return at.G % at.V % (1.0 - at.V); }}});

inline const Operation exponential =
    entrywise("tape_exp", tape_exp, [](Complex z) { return std::exp(z); },
              {{{"power_of_two", "This is 2 to the power of A: exp has the base e."},
                [](const Visit& at) -> arma::mat { return arma::exp2(at.A); }}},
              {{times_input, [](const Visit& at) -> arma::mat { return at.G % at.A; }},
               {{"exp_twice", "exp was taken once more on the way back: V has it already."},
                [](const Visit& at) -> arma::mat { return at.G % arma::exp(at.V); }}});

inline const Operation logarithm = entrywise(
    "tape_log", tape_log, [](Complex z) { return std::log(z); },
    {{{"other_base", "This logarithm has another base: in this course log has the base e."},
      [](const Visit& at) -> arma::mat { return arma::log10(at.A); }},
     {{"other_base", "This logarithm has another base: in this course log has the base e."},
      [](const Visit& at) -> arma::mat { return arma::log2(at.A); }}},
    {{times_input, [](const Visit& at) -> arma::mat { return at.G % at.A; }},
     {{"log_by_value", "This divides by what came out: what is the slope of log?"},
      [](const Visit& at) -> arma::mat { return at.G / at.V; }},
     {{"log_times_value", "This multiplies by what came out: what is the slope of log?"},
      [](const Visit& at) -> arma::mat { return at.G % at.V; }}});

inline Operation sum_over(arma::uword dimension) {
  return {
      .name = "tape_sum over dimension " + std::to_string(dimension),
      .record = [dimension](Tape& tape, NodeIndex a,
                            NodeIndex) { return tape_sum(tape, a, dimension); },
      .compute = [dimension](const arma::cx_mat& A, const arma::cx_mat&) -> arma::cx_mat {
        return arma::sum(A, dimension);
      },
      .values =
          {{{"other_dimension",
             "The other dimension was summed: 0 goes down the columns, as arma::sum does."},
            [dimension](const Visit& at) -> arma::mat { return arma::sum(at.A, 1 - dimension); }},
           {{"sum_of_all", "All entries were added up: asked for is a sum of each line."},
            [](const Visit& at) { return arma::mat{arma::accu(at.A)}; }},
           {{"mean_of_each", "These are means: a sum is not divided by anything."},
            [dimension](const Visit& at) -> arma::mat { return arma::mean(at.A, dimension); }}},
      .to_a = {{{"mean_of_sum", "A mean was sent back: each entry of a sum counts in full."},
                [](const Visit& at) -> arma::mat {
                  return spread(at.G, at.A) * static_cast<double>(at.G.n_elem) /
                         static_cast<double>(at.A.n_elem);
                }}}};
}

inline Operation gather_of(const arma::umat& at_places) {
  return {
      .name = "tape_gather",
      .record = [at_places](Tape& tape, NodeIndex a,
                            NodeIndex) { return tape_gather(tape, a, at_places); },
      .compute =
          [at_places](const arma::cx_mat& A, const arma::cx_mat&) {
            arma::cx_mat V(arma::size(at_places));
            for (arma::uword i = 0; i < V.n_elem; ++i) V(i) = A(at_places(i));
            return V;
          },
      .values = {{{"by_rows", "Places are counted column by column."},
                  [at_places](const Visit& at) {
                    const arma::mat turned = at.A.t();
                    arma::mat V(arma::size(at_places));
                    for (arma::uword i = 0; i < V.n_elem; ++i) V(i) = turned(at_places(i));
                    return V;
                  }},
                 {{"one_column", "The entries stand in one column: `places` has a shape."},
                  [at_places](const Visit& at) -> arma::mat {
                    return at.A.elem(arma::uvec(arma::vectorise(at_places)));
                  }}},
      .to_a =
          {{{"last_of_place", "A place that was taken twice gets both shares."},
            [at_places](const Visit& at) {
              arma::mat dA(arma::size(at.A), arma::fill::zeros);
              for (arma::uword i = 0; i < at.G.n_elem; ++i) dA(at_places(i)) = at.G(i);
              return dA;
            }},
           {{"in_order",
             "The shares went back in their own order: each belongs to the place it came from."},
            [](const Visit& at) {
              arma::mat dA(arma::size(at.A), arma::fill::zeros);
              for (arma::uword i = 0; i < at.G.n_elem; ++i) dA(i) += at.G(i);
              return dA;
            }}}};
}

inline arma::mat softmax_of(arma::mat Z) {
  for (arma::uword s = 0; s < Z.n_cols; ++s) {
    Z.col(s) = arma::exp(Z.col(s) - Z.col(s).max());
    Z.col(s) /= arma::accu(Z.col(s));
  }
  return Z;
}

/// -(1/m) sum of T log(softmax(Z)).
inline Complex cross_entropy(const arma::cx_mat& Z, const arma::mat& T) {
  Complex total = 0.0;
  for (arma::uword s = 0; s < Z.n_cols; ++s) {
    const double largest = arma::real(Z.col(s)).max();
    const Complex log_sum = largest + std::log(arma::accu(arma::exp(Z.col(s) - largest)));
    for (arma::uword i = 0; i < Z.n_rows; ++i) total += T(i, s) * (log_sum - Z(i, s));
  }
  return total / static_cast<double>(Z.n_cols);
}

inline Operation loss_against(const arma::mat& T) {
  const double m = static_cast<double>(T.n_cols);
  const auto loss = [T](const arma::mat& Z) {
    return std::real(cross_entropy(arma::cx_mat(Z, arma::zeros(arma::size(Z))), T));
  };
  return {.name = "tape_loss",
          .record = [T](Tape& tape, NodeIndex a, NodeIndex) { return tape_loss(tape, a, T); },
          .compute =
              [T](const arma::cx_mat& Z, const arma::cx_mat&) {
                return arma::cx_mat(1, 1, arma::fill::value(cross_entropy(Z, T)));
              },
          .values = {{{"mean_of_entries", "This is the mean over all entries: 1/m counts samples."},
                      [T, loss](const Visit& at) {
                        return arma::mat{loss(at.A) / static_cast<double>(T.n_rows)};
                      }},
                     {{"softmax_twice",
                       "Softmax was taken twice: the loss takes it itself, of the logits."},
                      [loss](const Visit& at) { return arma::mat{loss(softmax_of(at.A))}; }}},
          .to_a = {{{"not_above", "The loss did not multiply by what came to it from above."},
                    [T, m](const Visit& at) -> arma::mat { return (softmax_of(at.A) - T) / m; }},
                   {{"mean_of_entries_back",
                     "The gradient is that of a mean over all entries: 1/m counts samples."},
                    [T, m](const Visit& at) -> arma::mat {
                      return at.G(0) * (softmax_of(at.A) - T) / (m * static_cast<double>(T.n_rows));
                    }},
                   {{"logits_minus_targets",
                     "The gradient of the loss takes the logits for probabilities."},
                    [T, m](const Visit& at) -> arma::mat { return at.G(0) * (at.A - T) / m; }},
                   {{"softmax_alone",
                     "The gradient of the loss is softmax alone: where are the targets?"},
                    [m](const Visit& at) -> arma::mat { return at.G(0) * softmax_of(at.A) / m; }}}};
}

/// What is right, with the wrong ones that could be meant here.
inline support::CloseTo among(const arma::mat& right, const std::vector<Wrong>& wrong,
                              const Visit& at) {
  support::CloseTo expected = close_to(right);
  expected.samples(at.A.n_cols);
  for (const Wrong& one : wrong) {
    try {
      expected.mistake(one.what, one.value(at));
    } catch (const std::logic_error&) {
      // The shapes do not fit here: nobody gets this.
    }
  }
  return expected;
}

/// What an operation makes of A and B, and what it sends back if G comes to it.
struct Numbers {
  arma::mat A;
  arma::mat B;
  arma::mat V;
  arma::mat G;
  arma::mat dA;
  arma::mat dB;
};

/// Records the operation and asks its rules.
inline void check_operation(const Operation& operation, const Numbers& numbers) {
  Tape before;
  put_parameter(before, numbers.A);
  put_parameter(before, operation.has_b ? numbers.B : arma::mat{7.0});
  put_constant(before, {{5.0, 6.0}});
  Tape tape = before;
  INFO(operation.name << ": node 0 is A, node 1 is B, if there is one.");
  const NodeIndex made = operation.record(tape, 0, 1);
  {
    INFO("Each operation appends one node. " << counted_from_1);
    REQUIRE(tape.nodes.size() == 4);
    CHECK(made == 3);
    INFO(changed_before);
    CHECK(begins_with(tape, before));
  }
  const Node& node = tape.nodes.back();
  const Visit at{.A = numbers.A, .B = numbers.B, .V = numbers.V, .G = numbers.G};
  {
    INFO("The value of the new node:");
    CHECK_THAT(node.value, among(numbers.V, operation.values, at));
    INFO(other_wants);
    CHECK(node.wants_gradient);
  }
  if (arma::size(node.value) != arma::size(numbers.V)) return;
  INFO("G = d(output)/dV is " << numbers.G.n_rows << "x" << numbers.G.n_cols << ".");
  const std::vector<arma::mat> shares = swept(tape, numbers.G);
  {
    INFO("What comes back to A:");
    CHECK_THAT(shares[0], among(numbers.dA, operation.to_a, at));
  }
  if (operation.has_b) {
    INFO("What comes back to B:");
    CHECK_THAT(shares[1], among(numbers.dB, operation.to_b, at));
  }
  for (const Input& input : node.inputs) {
    const arma::mat& A = tape.nodes[node.inputs.front().node].value;
    const arma::mat& B = tape.nodes[node.inputs.back().node].value;
    arma::mat twice = shares[input.node];
    input.rule({.A = A, .B = B, .V = node.value, .G = numbers.G}, twice);
    INFO("The rule is asked a second time, and dA holds something already:");
    CHECK_THAT(twice, close_to(2.0 * shares[input.node]).mistake(assigned, shares[input.node]));
  }
}

/// The operation on a tape with room for one node more, and on one that has to move.
inline void check_as_the_tape_grows(const Operation& operation, const arma::mat& A,
                                    const arma::mat& B) {
  INFO(operation.name << ", with matrices of " << A.n_elem << " entries.");
  Tape roomy;
  for (const arma::mat& value : {A, B, B}) put_constant(roomy, value);
  roomy.nodes.reserve(8);
  Tape before = roomy;
  put_constant(before, B);
  Tape full = before;  // four nodes, and no room to spare, on this side of the border and beyond
  operation.record(roomy, 0, 1);
  REQUIRE(roomy.nodes.size() == 4);
  REQUIRE(roomy.nodes.back().value.is_finite());
  INFO(dangling);
  operation.record(full, 0, 1);
  REQUIRE(full.nodes.size() == 5);
  CHECK(begins_with(full, before));
  CHECK_THAT(full.nodes.back().value, close_to(roomy.nodes.back().value));
  CHECK(full.nodes.back().wants_gradient == roomy.nodes.back().wants_gradient);
  INFO("With room to spare, too, these are not the numbers of " << operation.name << ".");
  const arma::mat zeros = arma::zeros(arma::size(A));
  const arma::cx_mat V = operation.compute(arma::cx_mat(A, zeros), arma::cx_mat(B, zeros));
  CHECK_THAT(roomy.nodes.back().value, close_to(arma::real(V)));
}

/// The same with numbers of which V, dA and dB are found by the complex step: with A + i h in place
/// of A, the imaginary part of a function is h times its derivative, exact to the last digit.
inline void check_operation(const Operation& operation, const arma::mat& A, const arma::mat& B,
                            Rng& rng) {
  const auto complex = [](const arma::mat& M) {
    return arma::cx_mat(M, arma::zeros(arma::size(M)));
  };
  const arma::mat V = arma::real(operation.compute(complex(A), complex(B)));
  const arma::mat G = normal_matrix(V.n_rows, V.n_cols, rng);
  const double h = 1e-30;
  arma::mat dA = arma::zeros(arma::size(A));
  arma::mat dB = arma::zeros(arma::size(B));
  for (arma::uword i = 0; i < A.n_elem; ++i) {
    arma::cx_mat moved = complex(A);
    moved(i) += Complex(0.0, h);
    dA(i) = arma::accu(G % arma::imag(operation.compute(moved, complex(B)))) / h;
  }
  for (arma::uword i = 0; operation.has_b && i < B.n_elem; ++i) {
    arma::cx_mat moved = complex(B);
    moved(i) += Complex(0.0, h);
    dB(i) = arma::accu(G % arma::imag(operation.compute(complex(A), moved))) / h;
  }
  check_operation(operation, {.A = A, .B = B, .V = V, .G = G, .dA = dA, .dB = dB});
}

// ---- the residual network -----------------------------------------------------------------------

/// One input, one block of width 2, two outputs: 20 parameters.
inline const ResidualNetwork small{
    .first = {.weights = arma::vec{1, -1}, .bias = {0, 1}, .activation = Activation::relu},
    .blocks = {{.W1 = {{1, 0}, {2, -1}},
                .b = {-1, 0},
                .W2 = {{1, 1}, {0, -1}},
                .activation = Activation::relu}},
    .last = {.weights = {{1, 2}, {0, -1}}, .bias = {-1, 2}, .activation = Activation::identity}};
inline const arma::mat small_X = {{2, -1, 3}};
inline const arma::mat small_T = {{1, 0, 1}, {0, 1, 0}};

/// What a learner may record in place of the network, told from the values of its parts.
struct Recorded {
  std::function<arma::mat(const ResidualBlock& block, const arma::mat& x)> block;
  bool first_bends = true;
  bool last_bends = true;
  bool biases = true;         // of the plain layers
  bool last_block = true;     // or it is left out
  bool one_bend = false;      // every part bends as the first one does
  bool from_the_end = false;  // the blocks, from the last to the first
};

inline arma::mat right_block(const ResidualBlock& block, const arma::mat& x) {
  return x + block.W2 * bent(block.activation, with_bias(block.W1 * x, block.b));
}

inline double loss_of(ResidualNetwork network, const arma::mat& X, const arma::mat& T,
                      const Recorded& how) {
  if (how.one_bend) {
    for (ResidualBlock& block : network.blocks) block.activation = network.first.activation;
    network.last.activation = network.first.activation;
  }
  if (!how.last_block) network.blocks.pop_back();
  if (how.from_the_end) std::reverse(network.blocks.begin(), network.blocks.end());
  const auto plain = [&](const DenseLayer& layer, const arma::mat& x, bool bends) {
    const arma::mat Z = layer.weights * x;
    return bent(bends ? layer.activation : Activation::identity,
                how.biases ? with_bias(Z, layer.bias) : Z);
  };
  arma::mat x = plain(network.first, X, how.first_bends);
  for (const ResidualBlock& block : network.blocks) x = how.block(block, x);
  x = plain(network.last, x, how.last_bends);
  return std::real(cross_entropy(arma::cx_mat(x, 0.0 * x), T));
}

/// The loss of `network`, with what learners record in its place.
inline support::CloseTo recorded_loss(const arma::mat& expected, const ResidualNetwork& network,
                                      const arma::mat& X, const arma::mat& T) {
  const auto with_block = [&](auto block) {
    return arma::mat{loss_of(network, X, T, {.block = block})};
  };
  const auto with = [&](Recorded how) {
    how.block = right_block;
    return arma::mat{loss_of(network, X, T, how)};
  };
  const auto inner = [](const ResidualBlock& block, const arma::mat& x) {
    return with_bias(block.W1 * x, block.b);
  };
  using Block = ResidualBlock;
  using arma::mat;
  support::CloseTo result = close_to(expected);
  result.samples(X.n_cols)
      .mistake({"no_skip", "The skip is missing: a block adds something to its input."},
               with_block([&](const Block& block, const mat& x) -> mat {
                 return block.W2 * bent(block.activation, inner(block, x));
               }))
      .mistake({"no_W2", "W2 is missing: it stands between the bent numbers and the sum."},
               with_block([&](const Block& block, const mat& x) -> mat {
                 return x + bent(block.activation, inner(block, x));
               }))
      .mistake({"W1_twice", "W1 stands where W2 should be."},
               with_block([&](const Block& block, const mat& x) -> mat {
                 return x + block.W1 * bent(block.activation, inner(block, x));
               }))
      .mistake({"W2_twice", "W2 stands where W1 should be."},
               with_block([&](const Block& block, const mat& x) -> mat {
                 return x + block.W2 * bent(block.activation, with_bias(block.W2 * x, block.b));
               }))
      .mistake({"block_without_bias", "b is missing in the block."},
               with_block([&](const Block& block, const mat& x) -> mat {
                 return x + block.W2 * bent(block.activation, block.W1 * x);
               }))
      .mistake({"b_behind_W2", "b came after W2: it stands before the activation."},
               with_block([&](const Block& block, const mat& x) -> mat {
                 return x + with_bias(block.W2 * bent(block.activation, block.W1 * x), block.b);
               }))
      .mistake({"straight_block", "The block does not bend: where is its activation?"},
               with_block([&](const Block& block, const mat& x) -> mat {
                 return x + block.W2 * inner(block, x);
               }))
      .mistake(
          {"bent_after_W2", "The activation came after W2: it stands between W1 x + b and W2."},
          with_block([&](const Block& block, const mat& x) -> mat {
            return x + bent(block.activation, block.W2 * inner(block, x));
          }))
      .mistake({"bent_sum", "The sum was bent once more: x goes around the activation."},
               with_block([&](const Block& block, const mat& x) -> mat {
                 return bent(block.activation, right_block(block, x));
               }))
      .mistake({"skip_inside", "x was added before the activation: the skip leads around it."},
               with_block([&](const Block& block, const mat& x) -> mat {
                 return block.W2 * bent(block.activation, inner(block, x) + x);
               }))
      .mistake({"skip_from_Z", "W1 x + b was added to what W2 makes: the skip carries x itself."},
               with_block([&](const Block& block, const mat& x) -> mat {
                 return inner(block, x) + block.W2 * bent(block.activation, inner(block, x));
               }))
      .mistake({"one_activation",
                "Every part bends as the first layer does: each has its own activation."},
               with({.one_bend = true}))
      .mistake({"first_straight", "The first layer has an activation, too."},
               with({.first_bends = false}))
      .mistake({"last_straight", "The last layer's activation is missing."},
               with({.last_bends = false}))
      .mistake({"no_plain_biases", "The biases of the plain layers are missing."},
               with({.biases = false}));
  if (!network.blocks.empty()) {
    result.mistake({"last_block_left_out", "The last block is missing."},
                   with({.last_block = false}));
  }
  if (network.blocks.size() > 1) {
    result.mistake({"blocks_backwards", "The blocks run from the last to the first."},
                   with({.from_the_end = true}));
  }
  return result;
}

/// All parameters, in the order of flatten_resnet.
inline std::vector<arma::mat*> parameters_of(ResidualNetwork& network) {
  std::vector<arma::mat*> all = {&network.first.weights, &network.first.bias};
  for (ResidualBlock& block : network.blocks) {
    all.insert(all.end(), {&block.W1, &block.b, &block.W2});
  }
  all.insert(all.end(), {&network.last.weights, &network.last.bias});
  return all;
}

/// The leaves of a tape that want a gradient.
inline std::vector<NodeIndex> parameter_nodes(const Tape& tape) {
  std::vector<NodeIndex> nodes;
  for (NodeIndex k = 0; k < tape.nodes.size(); ++k) {
    if (tape.nodes[k].wants_gradient && tape.nodes[k].inputs.empty()) nodes.push_back(k);
  }
  return nodes;
}

inline void check_parameters(const Tape& tape, ResidualNetwork network) {
  INFO(other_parameters);
  const std::vector<arma::mat*> expected = parameters_of(network);
  const std::vector<NodeIndex> nodes = parameter_nodes(tape);
  REQUIRE(nodes.size() == expected.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    INFO("Parameter " << i << " on the tape:");
    CHECK_THAT(tape.nodes[nodes[i]].value, close_to(*expected[i]));
  }
}

/// The network itself is taken, and with other activations in any of its parts it is refused.
inline void check_activations_refused(const ResidualNetwork& network, const arma::mat& X,
                                      const arma::mat& T) {
  INFO("The enumeration Activation: identity is 0, sigmoid 1, tanh 2, relu 3, leaky_relu 4.");
  for (const Activation activation :
       {Activation::sigmoid, Activation::leaky_relu, Activation::softmax}) {
    std::vector<ResidualNetwork> others(3, network);
    others[0].first.activation = activation;
    others[1].blocks.back().activation = activation;
    others[2].last.activation = activation;
    const std::string message = "tape_resnet: activation " +
                                std::to_string(static_cast<int>(activation)) +
                                " is not on the tape";
    INFO("This is refused, in the first layer, in a block and in the last layer: " << message);
    for (const ResidualNetwork& other : others) {
      Tape tape;
      CHECK_REFUSED(tape_resnet(tape, other, X, T), message);
    }
  }
  Tape tape;
  CHECK_ACCEPTED(tape_resnet(tape, network, X, T));
}

}  // namespace misconceptions
