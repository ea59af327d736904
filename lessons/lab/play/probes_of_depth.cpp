#include "lab/play/probes.hpp"

#include <cmath>

#include "10_resnet/resnet.hpp"
#include "12_autodiff/autodiff.hpp"
#include "13_convolution/convolution.hpp"
#include "14_language/language.hpp"

namespace nn::play {
namespace {

ResidualBlock small_block() {  // x + 2 (3 x + 1)
  return {.W1 = scalar(3.0), .b = {1.0}, .W2 = scalar(2.0), .activation = Activation::identity};
}
ResidualNetwork small_residual() {  // first: 1 x, last: 1 x
  const DenseLayer pass{.weights = scalar(1.0), .bias = {0.0}, .activation = Activation::identity};
  return {.first = pass, .blocks = {small_block()}, .last = pass};
}

}  // namespace

std::vector<Probe> probes_of_depth() {
  return {
      {"10.1", "residual_forward",
       [] {
         expect("residual_forward: output", residual_forward(small_block(), scalar(1.0)).output,
                scalar(9.0));
       }},
      {"10.2", "residual_backward",
       [] {
         const ResidualCache cache{
             .X = scalar(1.0), .Z = scalar(4.0), .A = scalar(4.0), .output = scalar(9.0)};
         const ResidualGradient gradient = residual_backward(small_block(), cache, scalar(1.0));
         expect("residual_backward: X", gradient.X, scalar(7.0));
         expect("residual_backward: W2", gradient.W2, scalar(4.0));
       }},
      {"10.3", "make_residual_network",
       [] {
         Rng rng(1);
         const ResidualNetwork network =
             make_residual_network({2, 3, 3, 3, 1}, Activation::tanh, Initialiser::xavier, rng);
         expect("make_residual_network: blocks", static_cast<double>(network.blocks.size()), 2);
       }},
      {"10.4", "resnet_forward",
       [] {
         expect("resnet_forward: the output", resnet_forward(small_residual(), scalar(1.0)).last.A,
                scalar(9.0));
       }},
      {"10.5", "resnet_backward",
       [] {
         const ResidualNetwork network = small_residual();
         const ResidualNetworkGradient gradient =
             resnet_backward(network, resnet_forward(network, scalar(1.0)), scalar(1.0));
         expect("resnet_backward: the first layer's weights", gradient.first.weights, scalar(7.0));
       }},
      {"10.6", "flatten_resnet, flatten_resnet_gradient",
       [] {
         expect("flatten_resnet", flatten_resnet(small_residual()), arma::vec{1, 0, 3, 1, 2, 1, 0});
       }},
      {"10.7", "unflatten_resnet",
       [] {
         expect("unflatten_resnet: W2",
                unflatten_resnet(arma::vec{1, 0, 3, 1, 5, 1, 0}, small_residual()).blocks.at(0).W2,
                scalar(5.0));
       }},
      {"12.1", "tape_constant, tape_parameter, tape_record",
       [] {
         Tape tape;
         tape_constant(tape, scalar(1.0));
         expect("tape_parameter: the node's place",
                static_cast<double>(tape_parameter(tape, scalar(1.0))), 1);
       }},
      {"12.2", "tape_gradients",
       [] {
         Tape tape;
         const NodeIndex a = tape_parameter(tape, scalar(3.0));
         const NodeIndex b = tape_record(
             tape, scalar(6.0),
             {{.node = a, .rule = [](const Visit& at, arma::mat& dA) { dA += 2.0 * at.G; }}});
         expect("tape_gradients", tape_gradients(tape, b).at(a), scalar(2.0));
       }},
      {"12.3", "tape_product, tape_add, tape_multiply",
       [] {
         Tape tape;
         const NodeIndex a = tape_parameter(tape, scalar(3.0));
         const NodeIndex b = tape_parameter(tape, scalar(4.0));
         tape_add(tape, a, b);
         tape_multiply(tape, a, b);
         const NodeIndex c = tape_product(tape, a, b);
         expect("tape_product: the gradient", tape_gradients(tape, c).at(a), scalar(4.0));
       }},
      {"12.4", "tape_relu, tape_tanh, tape_exp, tape_log",
       [] {
         Tape tape;
         const NodeIndex a = tape_parameter(tape, scalar(1.0));
         tape_relu(tape, a);
         tape_tanh(tape, a);
         tape_exp(tape, a);
         expect("tape_log: the gradient", tape_gradients(tape, tape_log(tape, a)).at(a),
                scalar(1.0));
       }},
      {"12.5", "tape_sum, tape_gather, tape_loss",
       [] {
         Tape tape;
         const NodeIndex a = tape_parameter(tape, arma::vec{0.0, 0.0});
         tape_sum(tape, a, 0);
         const NodeIndex loss = tape_loss(tape, a, arma::vec{1.0, 0.0});
         expect("tape_loss: the gradient", tape_gradients(tape, loss).at(a), arma::vec{-0.5, 0.5});
       }},
      {"12.6", "tape_resnet",
       [] {
         Tape tape;
         const NodeIndex loss = tape_resnet(tape, small_residual(), scalar(1.0), scalar(1.0));
         expect("tape_resnet: the loss of one class", tape_value(tape, loss), scalar(0.0));
       }},
      {"12.7", "taped_gradient",
       [] {
         Tape tape;
         const NodeIndex a = tape_parameter(tape, arma::vec{0.0, 0.0});
         const NodeIndex loss = tape_loss(tape, a, arma::vec{1.0, 0.0});
         expect("taped_gradient", taped_gradient(tape, loss).gradient, arma::vec{-0.5, 0.5});
       }},
      {"13.1", "convolved_shape, correlate",
       [] {
         const ImageShape image{.height = 2, .width = 3, .channels = 1};
         expect("convolved_shape: the width",
                static_cast<double>(convolved_shape(image, {.size = 2}, 1).width), 2);
         expect("correlate",  // 1 + 2 * 3 + 10 and 5 + 2 * 7 + 10
                correlate(arma::vec{1, 2, 5, 3, 9, 7}, image, {{1, 0, 0, 2}}, {10}, {.size = 2}),
                arma::vec{17, 29});
       }},
      {"13.2", "patch_places, tape_pad, tape_convolution",
       [] {
         const ImageShape image{.height = 2, .width = 3, .channels = 1};
         Tape tape;
         const NodeIndex x = tape_constant(tape, arma::vec{1, 2, 5, 3, 9, 7});
         const NodeIndex filters = tape_parameter(tape, {{1, 0, 0, 2}});
         const NodeIndex bias = tape_parameter(tape, scalar(10.0));
         expect("tape_convolution",
                tape_value(tape, tape_convolution(tape, x, image, filters, bias, {.size = 2})),
                arma::vec{17, 29});
       }},
      {"13.4", "tape_max_pool",
       [] {
         Tape tape;
         const NodeIndex x = tape_constant(tape, arma::vec{-1, -3, -5, -2});
         expect("tape_max_pool",
                tape_value(tape, tape_max_pool(tape, x, {.height = 2, .width = 2, .channels = 1},
                                               {.size = 2})),
                scalar(-1.0));
       }},
      {"14.1", "ngram_counts, smoothed",
       [] {
         const arma::mat counts = ngram_counts(arma::uvec{0, 1, 1, 0, 1}, 2, 1);
         expect("ngram_counts", counts, {{0, 1}, {2, 1}});
         expect("smoothed", smoothed({{0, 1}, {2, 1}}, 1.0), {{0.25, 0.5}, {0.75, 0.5}});
       }},
      {"14.2", "bits_per_letter, entropy_rate",
       [] {
         expect("bits_per_letter",  // 2 bits and 1 bit
                bits_per_letter({{0.25, 0.5}, {0.75, 0.5}}, arma::uvec{0, 1}), 1.5);
         const Slot first{.words = {"a", "b"}, .chances = {0.5, 0.5}};
         const Slot same{.words = {"c", "d"}, .chances = {}, .follows = 0};
         expect("entropy_rate", entropy_rate({first, same}), 0.5);
       }},
      {"14.4", "tape_softmax, tape_look",
       [] {
         Tape tape;
         const NodeIndex q = tape_constant(tape, arma::rowvec{5.0, std::log(3.0)});
         const NodeIndex k = tape_constant(tape, arma::rowvec{1.0, 0.0});
         expect("tape_look", tape_value(tape, tape_look(tape, q, k)), {{1, 0.75}, {0, 0.25}});
       }},
      {"14.7", "next_chances, draw_letter, write_on",
       [] {
         expect("next_chances", next_chances({0.0, 2.0 * std::log(3.0), -1.0}, 2.0, 2),
                arma::vec{0.25, 0.75, 0.0});
         Rng rng(1);
         expect("draw_letter", static_cast<double>(draw_letter({0.0, 1.0}, rng)), 1);
         const NextLogits other = [](const arma::uvec& text) {  // than the last letter
           return arma::vec{text.tail(1)(0) == 1 ? 100.0 : -100.0, 0.0};
         };
         expect("write_on", arma::conv_to<arma::vec>::from(write_on({0}, 3, other, 1.0, 0, rng)),
                arma::vec{0, 1, 0, 1});
       }},
  };
}

}  // namespace nn::play
