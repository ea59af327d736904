// The gradient of a LeNet, which lesson 13 records on the tape of lesson 12, against dual numbers.
#include <armadillo>
#include <cmath>
#include <vector>

#include "12_autodiff/autodiff.hpp"
#include "13_convolution/convolution.hpp"
#include "lessons/dual.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace dual;

namespace {

/// Matrices of duals, cut out of theta in the shapes of these.
struct Cut {
  const std::vector<arma::mat>& shapes;
  const Duals& theta;

  Dual at(std::size_t matrix, arma::uword row, arma::uword column) const {
    std::size_t begin = 0;
    for (std::size_t k = 0; k < matrix; ++k) begin += shapes[k].n_elem;
    return theta[begin + row + shapes[matrix].n_rows * column];
  }
};

/// Channels of rows of pixels.
using DualImage = std::vector<std::vector<Duals>>;

DualImage correlated(const DualImage& image, const Cut& cut, std::size_t k, int padding) {
  const int size = static_cast<int>(std::lround(std::sqrt(cut.shapes[k].n_cols / image.size())));
  const int height = static_cast<int>(image[0].size()),
            width = static_cast<int>(image[0][0].size());
  DualImage made(cut.shapes[k].n_rows);
  for (std::size_t f = 0; f < made.size(); ++f) {
    made[f].assign(height + 2 * padding - size + 1, Duals(width + 2 * padding - size + 1));
    for (int r = 0; r < static_cast<int>(made[f].size()); ++r) {
      for (int c = 0; c < static_cast<int>(made[f][0].size()); ++c) {
        Dual sum = cut.at(k + 1, f, 0);
        for (arma::uword w = 0; w < cut.shapes[k].n_cols; ++w) {
          const int row = r + static_cast<int>(w) % size - padding;
          const int column = c + static_cast<int>(w) / size % size - padding;
          if (row < 0 || column < 0 || row >= height || column >= width) continue;
          sum = sum + cut.at(k, f, w) * image[w / (size * size)][row][column];
        }
        made[f][r][c] = sum;
      }
    }
  }
  return made;
}

/// The largest of 2x2, where it is positive.
DualImage pooled_and_bent(const DualImage& image) {
  DualImage made;
  for (const std::vector<Duals>& channel : image) {
    std::vector<Duals> rows(channel.size() / 2, Duals(channel[0].size() / 2));
    for (std::size_t r = 0; r < rows.size(); ++r) {
      for (std::size_t c = 0; c < rows[0].size(); ++c) {
        Dual largest;
        for (const std::size_t k : {0, 1, 2, 3}) {
          const Dual one = channel[2 * r + k % 2][2 * c + k / 2];
          if (one.value > largest.value) largest = one;
        }
        rows[r][c] = largest;
      }
    }
    made.push_back(rows);
  }
  return made;
}

Duals lenet_of(const LeNet& net, const Cut& cut, const arma::vec& pixels) {
  DualImage image(net.image.channels);
  for (arma::uword k = 0; k < net.image.channels; ++k) {
    image[k].assign(net.image.height, Duals(net.image.width));
    for (arma::uword r = 0; r < net.image.height; ++r) {
      for (arma::uword c = 0; c < net.image.width; ++c) {
        image[k][r][c] = {pixels(r + net.image.height * (c + net.image.width * k))};
      }
    }
  }
  image = pooled_and_bent(correlated(image, cut, 0, static_cast<int>(net.first.padding)));
  image = pooled_and_bent(correlated(image, cut, 2, static_cast<int>(net.second.padding)));
  Duals x;
  for (const std::vector<Duals>& channel : image) {
    for (std::size_t c = 0; c < channel[0].size(); ++c) {
      for (const Duals& row : channel) x.push_back(row[c]);
    }
  }
  for (const std::size_t k : {4, 6}) {
    Duals z(cut.shapes[k].n_rows);
    for (std::size_t i = 0; i < z.size(); ++i) {
      z[i] = cut.at(k + 1, i, 0);
      for (std::size_t j = 0; j < x.size(); ++j) z[i] = z[i] + cut.at(k, i, j) * x[j];
      if (k == 4) z[i] = activation_of(Activation::relu, z[i]);
    }
    x = z;
  }
  return x;
}

}  // namespace

TEST_CASE("the gradient of a LeNet on the tape agrees with dual numbers", "[gradients]") {
  Rng rng = test_rng("LeNet");
  const LeNet net{.image = {.height = 9, .width = 7, .channels = 2},
                  .first = {.size = 3, .stride = 1, .padding = 1},
                  .second = {.size = 2},
                  .pool = {.size = 2, .stride = 2},
                  .maps1 = 3,
                  .maps2 = 4,
                  .hidden = 5,
                  .classes = 3};
  std::vector<arma::mat> parameters = make_lenet(net, rng);
  arma::vec at;
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    if (k % 2 == 1) parameters[k] = 0.1 * normal_matrix(parameters[k].n_rows, 1, rng);
    at = arma::join_cols(at, arma::vectorise(parameters[k]));
  }
  const arma::mat X = normal_matrix(126, 4, rng);
  const arma::mat T = one_hot_columns(3, 4, rng);
  Tape tape;
  const NodeIndex loss = tape_loss(tape, tape_lenet(tape, net, parameters, X), T);
  const arma::vec expected = dual_gradient(at, [&](const Duals& theta) {
    return mean_loss(LossFunction::softmax_cross_entropy, T, [&](arma::uword s) {
      return lenet_of(net, Cut{parameters, theta}, X.col(s));
    });
  });
  CHECK(difference(taped_gradient(tape, loss).gradient, expected) < 1e-10);
}
