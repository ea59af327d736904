// The reference solutions' gradients against dual numbers. Nothing here uses a function of a lesson
// except those under test.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <string>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "05_gradient_checks/gradient_checks.hpp"
#include "08_regularization/regularization.hpp"
#include "10_resnet/resnet.hpp"
#include "common/random.hpp"
#include "lessons/dual.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace dual;

namespace {

/// Reads theta from front to back.
class Reader {
 public:
  explicit Reader(const Duals& theta) : next_(theta.begin()) {}
  Dual next() { return *next_++; }

  /// W x, where W comes next, column by column.
  Duals product(std::size_t outputs, const Duals& x) {
    Duals z(outputs);
    for (const Dual& entry : x) {
      for (Dual& sum : z) sum = sum + next() * entry;
    }
    return z;
  }
  void add_next(Duals& z) {
    for (Dual& entry : z) entry = entry + next();
  }
  Duals layer(const DenseLayer& shape, const Duals& x) {
    Duals z = product(shape.weights.n_rows, x);
    add_next(z);
    for (Dual& entry : z) entry = activation_of(shape.activation, entry);
    return z;
  }

 private:
  Duals::const_iterator next_;
};

/// The output for one sample; masks[l](i, sample) scales unit i of hidden layer l, if there is one.
Duals output_of(const Network& shape, const Duals& theta, Duals x,
                const std::vector<arma::mat>& masks, arma::uword sample) {
  Reader reader(theta);
  for (std::size_t l = 0; l < shape.layers.size(); ++l) {
    x = reader.layer(shape.layers[l], x);
    if (l >= masks.size()) continue;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = x[i] * Dual{masks[l](i, sample)};
  }
  return x;
}

Duals output_of(const ResidualNetwork& shape, const Duals& theta, const Duals& input) {
  Reader reader(theta);
  Duals x = reader.layer(shape.first, input);
  for (const ResidualBlock& block : shape.blocks) {
    Duals a = reader.product(x.size(), x);
    reader.add_next(a);
    for (Dual& entry : a) entry = activation_of(block.activation, entry);
    const Duals added = reader.product(x.size(), a);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = x[i] + added[i];
  }
  return reader.layer(shape.last, x);
}

/// The parameters layer by layer, weights column by column, then the bias.
arma::vec parameters_of(const Network& network) {
  arma::vec theta;
  for (const DenseLayer& layer : network.layers) {
    theta = arma::join_cols(theta, arma::vectorise(layer.weights), layer.bias);
  }
  return theta;
}

arma::vec dual_gradient(const Network& network, LossFunction function, const arma::mat& X,
                        const arma::mat& T) {
  return dual::dual_gradient(parameters_of(network), [&](const Duals& theta) {
    return mean_loss(function, T, [&](arma::uword s) {
      return output_of(network, theta, duals_of(X.col(s)), {}, s);
    });
  });
}

}  // namespace

TEST_CASE("backpropagation agrees with dual numbers, for every activation and loss",
          "[gradients]") {
  Rng rng = test_rng("dual numbers");
  for (const Activation hidden : {Activation::sigmoid, Activation::tanh, Activation::relu,
                                  Activation::leaky_relu, Activation::identity}) {
    for (const LossFunction function :
         {LossFunction::mean_squared_error, LossFunction::binary_cross_entropy,
          LossFunction::softmax_cross_entropy}) {
      const arma::uword width = 2 + uniform_index(4, rng);
      const Network network =
          make_network({3, width, 4, 3}, hidden, Activation::identity, Initialiser::xavier, rng);
      const arma::mat X = normal_matrix(3, 5, rng);
      const arma::mat T = one_hot_columns(3, 5, rng);
      INFO("activation " << static_cast<int>(hidden) << ", loss " << static_cast<int>(function));
      CHECK(difference(loss_gradient(network, function, X, T),
                       dual_gradient(network, function, X, T)) < 1e-10);
    }
  }
}

TEST_CASE("the nine derivatives by hand agree with dual numbers", "[gradients]") {
  Rng rng = test_rng("nine");
  for (int i = 0; i < 100; ++i) {
    const arma::vec p = normal_matrix(9, 1, rng);
    const arma::vec x = normal_matrix(2, 1, rng);
    const double target = normal(rng);
    const NineParameters by_name{p(0), p(1), p(2), p(3), p(4), p(5), p(6), p(7), p(8)};
    const NineParameters g = nine_gradient(by_name, nine_forward(by_name, x(0), x(1)), target);
    // As a network: w1 and w2 lead from x1, w3 and w4 from x2, w5 and w6 to the output.
    const Network network{
        .layers = {
            {.weights = {{p(0), p(2)}, {p(1), p(3)}},
             .bias = {p(6), p(7)},
             .activation = Activation::relu},
            {.weights = {{p(4), p(5)}}, .bias = {p(8)}, .activation = Activation::identity}}};
    const arma::vec expected =
        dual_gradient(network, LossFunction::mean_squared_error, x, arma::mat(1, 1).fill(target));
    const arma::vec in_order = {g.w1, g.w2, g.w3, g.w4, g.b1, g.b2, g.w5, g.w6, g.b3};
    CHECK(arma::abs(in_order - expected).max() <= 1e-10 * std::max(1.0, arma::abs(expected).max()));
  }
}

TEST_CASE("the gradient with penalties and dropout agrees with dual numbers", "[gradients]") {
  Rng rng = test_rng("penalties");
  for (const double keep : {1.0, 0.6}) {
    for (const Activation hidden : {Activation::tanh, Activation::relu}) {
      Network network =
          make_network({3, 5, 4, 3}, hidden, Activation::identity, Initialiser::xavier, rng);
      for (DenseLayer& layer : network.layers) {
        layer.bias = normal_matrix(layer.bias.n_elem, 1, rng);  // which no penalty sees
      }
      const arma::mat X = normal_matrix(3, 6, rng);
      const arma::mat T = one_hot_columns(3, 6, rng);
      const Regularisation regularisation{.l1 = 0.03, .l2 = 0.2, .keep = keep};

      Rng same = rng;  // the masks are drawn in the order of the layers, each column by column
      const arma::vec gradient =
          regularised_gradient(network, parameters_of(network), LossFunction::softmax_cross_entropy,
                               X, T, regularisation, rng)
              .gradient;
      std::vector<arma::mat> masks;
      for (const arma::uword width : {5, 4}) {
        if (keep == 1.0) break;
        masks.emplace_back(width, X.n_cols);
        for (double& entry : masks.back()) entry = uniform(same) < keep ? 1.0 / keep : 0.0;
      }
      const arma::vec at = parameters_of(network);
      const arma::vec expected = dual_gradient(at, [&](const Duals& theta) {
        Dual loss = mean_loss(LossFunction::softmax_cross_entropy, T, [&](arma::uword s) {
          return output_of(network, theta, duals_of(X.col(s)), masks, s);
        });
        std::size_t k = 0;
        for (const DenseLayer& layer : network.layers) {
          for (const std::size_t end = k + layer.weights.n_elem; k < end; ++k) {
            const Dual w = theta[k];
            const Dual size = w.value < 0.0 ? Dual{} - w : w;
            loss = loss + Dual{regularisation.l1} * size + Dual{regularisation.l2} * w * w;
          }
          k += layer.bias.n_elem;
        }
        return loss;
      });
      INFO("keep " << keep << ", activation " << static_cast<int>(hidden));
      CHECK(difference(gradient, expected) < 1e-10);
    }
  }
}

TEST_CASE("the gradient of a residual network agrees with dual numbers", "[gradients]") {
  Rng rng = test_rng("residual");
  for (const Activation hidden : {Activation::sigmoid, Activation::tanh, Activation::relu,
                                  Activation::leaky_relu, Activation::identity}) {
    for (const arma::uword layers : {2, 3, 5}) {
      std::vector<arma::uword> widths(layers + 2, 4);
      widths.front() = 3;
      const ResidualNetwork zero_bias =
          make_residual_network(widths, hidden, Initialiser::xavier, rng);
      const arma::vec at = 0.5 * normal_matrix(resnet_parameter_count(zero_bias), 1, rng);
      const ResidualNetwork network = unflatten_resnet(at, zero_bias);
      const arma::mat X = normal_matrix(3, 5, rng);
      const arma::mat T = one_hot_columns(4, 5, rng);
      const ResidualPass pass = resnet_forward(network, X);
      const Loss loss = softmax_cross_entropy(pass.last.A, T);
      const arma::vec gradient =
          flatten_resnet_gradient(resnet_backward(network, pass, loss.gradient));
      const arma::vec expected = dual_gradient(at, [&](const Duals& theta) {
        return mean_loss(LossFunction::softmax_cross_entropy, T, [&](arma::uword s) {
          return output_of(network, theta, duals_of(X.col(s)));
        });
      });
      INFO("activation " << static_cast<int>(hidden) << ", hidden layers " << layers);
      CHECK(difference(gradient, expected) < 1e-10);
    }
  }
}
