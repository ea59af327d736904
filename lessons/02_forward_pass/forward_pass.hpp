// Lesson 02: from an input to an output. One dense layer, its first weights, and layers in a row.
//
// X holds one sample a column. No function changes its arguments, except that a draw moves rng on.
// What does not fit is refused, in the words of common/contract.hpp.
#pragma once

#include <armadillo>
#include <vector>

#include "01_activations/activations.hpp"
#include "common/random.hpp"

namespace nn {

/// Every output is connected to every input.
struct DenseLayer {
  arma::mat weights;  // W: outputs x inputs, W(i, j) leads from input j to output i
  arma::vec bias;     // b: outputs
  Activation activation = Activation::identity;
};

/// What one layer was given and what it made of it. Lesson 04 needs all three to go back.
struct DenseCache {
  arma::mat X;  // inputs x samples
  arma::mat Z;  // outputs x samples
  arma::mat A;  // outputs x samples
};

/// Z = W X + b, with b added to every column, and A = activation(Z), for any number of samples.
/// Refuses X unless it has a row for each of W's columns.
DenseCache dense_forward(const DenseLayer& layer, const arma::mat& X);

/// How the weights of a new layer are chosen. All but the first two draw each weight for itself
/// from a normal distribution with mean 0 and standard deviation s.
enum class Initialiser {
  zeros,         // every weight is 0
  constant,      // every weight is 1
  small_normal,  // s = 0.01
  one_over_n,    // s = 1 / outputs
  xavier,        // s = sqrt(2 / (inputs + outputs))
  he             // s = sqrt(2 / inputs)
};

/// The s of the list above; 0 for zeros and constant, whose weights do not differ.
/// inputs and outputs are at least 1, here and in make_layer.
double weight_deviation(Initialiser initialiser, arma::uword inputs, arma::uword outputs);

/// A layer with the weights that `initialiser` names, drawn from rng, and with every bias 0.
DenseLayer make_layer(arma::uword inputs, arma::uword outputs, Activation activation,
                      Initialiser initialiser, Rng& rng);

/// Layers in a row: the output of each is the input of the next.
struct Network {
  std::vector<DenseLayer> layers;
};

/// widths = {784, 128, 10} makes two layers, 784 -> 128 and 128 -> 10: the inputs come first, the
/// outputs last, and all between are hidden. The last layer has output_activation, the others have
/// hidden_activation. Refuses fewer than two widths ("widths has length 1, expected at least 2")
/// and a width of 0 ("widths[1] is 0, expected at least 1").
Network make_network(const std::vector<arma::uword>& widths, Activation hidden_activation,
                     Activation output_activation, Initialiser initialiser, Rng& rng);

/// The cache of every layer, first layer first. The network's output is the last one's A.
/// Refuses a network without layers ("network has 0 layers, expected at least 1") and, in the words
/// of dense_forward, an X that does not fit.
std::vector<DenseCache> network_forward(const Network& network, const arma::mat& X);

/// The class of each sample: the row, counted from 0, of the largest entry in its column of the
/// network's output; the first such row, if several are equal. Refuses what network_forward
/// refuses, and a single output ("network has 1 output, expected at least 2").
arma::urowvec predict_classes(const Network& network, const arma::mat& X);

/// How many numbers training will change: all weights and all biases.
arma::uword parameter_count(const Network& network);

// Sources: Goodfellow, Bengio and Courville, Deep Learning (2016), sections 6.1 to 6.4; Glorot and
// Bengio, Understanding the Difficulty of Training Deep Feedforward Neural Networks (2010); He,
// Zhang, Ren and Sun, Delving Deep into Rectifiers (2015).

}  // namespace nn
