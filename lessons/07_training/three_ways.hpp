// One step of training, written three ways: the same numbers, in less and less time. Nothing is
// multiplied faster in the later ones; less is copied, and less is asked of the system. For
// ./gradus run 07 three_ways.
#pragma once

#include <armadillo>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"

namespace nn {

/// Each takes one step of gradient descent on the softmax cross-entropy of these samples.

/// 1. By copies, with the functions of lessons 02 to 05, which keep all that there is to see: theta
/// is copied into a network, each layer keeps a copy of its input, and the gradients are copied
/// into one vector.
void step_by_copies(const Network& network, arma::vec& theta, const arma::mat& X,
                    const arma::mat& T, double rate);

/// 2. In views: the layers are views of theta, and each dW and db is made where it stands in the
/// gradient. Of a layer, Z and A are kept. Nobody asks for the dX of the data.
void step_in_views(const Network& network, arma::vec& theta, const arma::mat& X, const arma::mat& T,
                   double rate);

/// A layer's numbers where they stand among all numbers of the network: no copy, the same memory.
struct LayerView {
  arma::mat weights;
  arma::vec bias;
};

/// 3. In memory that is kept: what a step needs is there from the step before, so nothing is asked
/// of the system, and what was just written is still in the cache. Of a ReLU, A says all that its
/// slope needs. For networks whose hidden layers have ReLU, and whose last has the identity.
class KeptStep {
 public:
  /// Steps for this theta, which has to stay where it is.
  KeptStep(const Network& network, arma::vec& theta);

  void step(const arma::mat& X, const arma::mat& T, double rate);

 private:
  arma::vec& theta_;
  arma::vec gradient_;
  std::vector<LayerView> layers_, gradients_;  // views of the two
  std::vector<arma::mat> A_, dZ_;              // of each layer
};

/// The matrix products of such a step, and nothing else.
class ProductsAlone {
 public:
  ProductsAlone(const Network& network, const arma::mat& X);
  void step();

 private:
  const Network& network_;
  const arma::mat& X_;
  std::vector<arma::mat> A_, dZ_, dW_;
};

}  // namespace nn
