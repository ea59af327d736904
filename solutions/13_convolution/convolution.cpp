// Lesson 13, convolution: a solution. Read it once your own passes.
#include "13_convolution/convolution.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "common/contract.hpp"

namespace nn {

// Task 13.1  One filter at every place, by loops.
namespace {

void require_at_least(const std::string& function, const std::string& argument, arma::uword number,
                      arma::uword least) {
  require(
      number >= least, function,
      argument + " is " + std::to_string(number) + ", expected at least " + std::to_string(least));
}

/// A filter's pixels, as an image.
ImageShape filter_shape(const ImageShape& image, const Window& window) {
  return {.height = window.size, .width = window.size, .channels = image.channels};
}

/// Calls visit(s, f, row, column) for each pixel of what the filters f make of the samples s.
void for_each_result(const ImageShape& made, arma::uword samples, const auto& visit) {
  for (arma::uword s = 0; s < samples; ++s) {
    for (arma::uword f = 0; f < made.channels; ++f) {
      for (arma::uword column = 0; column < made.width; ++column) {
        for (arma::uword row = 0; row < made.height; ++row) visit(s, f, row, column);
      }
    }
  }
}

/// Calls visit(weight, place) for each pixel of a filter and the image's pixel that it lies on,
/// when pixel (row, column) of the result is made.
void for_each_seen(const ImageShape& image, const Window& window, arma::uword row,
                   arma::uword column, const auto& visit) {
  const ImageShape seen = filter_shape(image, window);
  for (arma::uword c = 0; c < image.channels; ++c) {
    for (arma::uword j = 0; j < window.size; ++j) {
      for (arma::uword i = 0; i < window.size; ++i) {
        // Above and left of the image, the difference wraps around to a huge number.
        const arma::uword y = row * window.stride + i - window.padding;
        const arma::uword x = column * window.stride + j - window.padding;
        if (y >= image.height || x >= image.width) continue;
        visit(pixel(seen, i, j, c), pixel(image, y, x, c));
      }
    }
  }
}

}  // namespace

ImageShape convolved_shape(const ImageShape& image, const Window& window, arma::uword filters) {
  require_at_least("convolved_shape", "window.size", window.size, 1);
  require_at_least("convolved_shape", "window.stride", window.stride, 1);
  const arma::uword most = std::min(image.height, image.width) + 2 * window.padding;
  require(window.size <= most, "convolved_shape",
          "window.size is " + std::to_string(window.size) + ", expected at most " +
              std::to_string(most));

  const auto steps = [&](arma::uword length) {
    return (length + 2 * window.padding - window.size) / window.stride + 1;
  };
  return {.height = steps(image.height), .width = steps(image.width), .channels = filters};
}

arma::mat correlate(const arma::mat& X, const ImageShape& image, const arma::mat& filters,
                    const arma::vec& bias, const Window& window) {
  const ImageShape made = convolved_shape(image, window, filters.n_rows);
  require_shape("correlate", "X", X, pixel_count(image), X.n_cols);
  require_shape("correlate", "filters", filters, filters.n_rows,
                pixel_count(filter_shape(image, window)));
  require_length("correlate", "bias", bias.n_elem, filters.n_rows);

  arma::mat Y(pixel_count(made), X.n_cols);
  for_each_result(
      made, X.n_cols, [&](arma::uword s, arma::uword f, arma::uword row, arma::uword column) {
        double sum = bias(f);
        for_each_seen(image, window, row, column, [&](arma::uword weight, arma::uword place) {
          sum += filters(f, weight) * X(place, s);
        });
        Y(pixel(made, row, column, f), s) = sum;
      });
  return Y;
}

// Task 13.2  The same as one product of matrices.
arma::umat patch_places(const ImageShape& image, const Window& window, arma::uword samples) {
  require(window.padding == 0, "patch_places",
          "window.padding is " + std::to_string(window.padding) + ", expected 0");
  const ImageShape seen = filter_shape(image, window);
  const ImageShape made = convolved_shape(image, window, 1);

  arma::umat places(pixel_count(seen), pixel_count(made) * samples);
  arma::uword column = 0;
  for (arma::uword s = 0; s < samples; ++s) {
    for (arma::uword left = 0; left < made.width; ++left) {
      for (arma::uword top = 0; top < made.height; ++top, ++column) {
        // The window's first pixel; the others stand at the same distances from it everywhere.
        const arma::uword corner =
            pixel_count(image) * s + pixel(image, top * window.stride, left * window.stride, 0);
        arma::uword* place = places.colptr(column);
        for (arma::uword c = 0; c < image.channels; ++c) {
          for (arma::uword j = 0; j < window.size; ++j) {
            for (arma::uword i = 0; i < window.size; ++i) {
              *place++ = corner + pixel(image, i, j, c);
            }
          }
        }
      }
    }
  }
  return places;
}

NodeIndex tape_pad(Tape& tape, NodeIndex x, const ImageShape& image, arma::uword padding) {
  const arma::mat& X = tape_value(tape, x);
  require_shape("tape_pad", "x", X, pixel_count(image), X.n_cols);
  if (padding == 0) return x;

  const ImageShape padded{.height = image.height + 2 * padding,
                          .width = image.width + 2 * padding,
                          .channels = image.channels};
  // A pixel of the frame may take any place of X: it is multiplied by 0.
  arma::umat places(pixel_count(padded), X.n_cols, arma::fill::zeros);
  arma::vec inside(pixel_count(padded), arma::fill::zeros);
  for (arma::uword c = 0; c < image.channels; ++c) {
    for (arma::uword column = 0; column < image.width; ++column) {
      for (arma::uword row = 0; row < image.height; ++row) {
        const arma::uword to = pixel(padded, row + padding, column + padding, c);
        inside(to) = 1.0;
        for (arma::uword s = 0; s < X.n_cols; ++s) {
          places(to, s) = pixel(image, row, column, c) + X.n_rows * s;
        }
      }
    }
  }
  return tape_multiply(tape, tape_gather(tape, x, places), tape_constant(tape, inside));
}

NodeIndex tape_convolution(Tape& tape, NodeIndex x, const ImageShape& image, NodeIndex filters,
                           NodeIndex bias, const Window& window) {
  const arma::uword samples = tape_value(tape, x).n_cols;
  const arma::uword maps = tape_value(tape, filters).n_rows;
  const ImageShape made = convolved_shape(image, window, maps);
  require_shape("tape_convolution", "x", tape_value(tape, x), pixel_count(image), samples);
  require_shape("tape_convolution", "filters", tape_value(tape, filters), maps,
                pixel_count(filter_shape(image, window)));
  require_shape("tape_convolution", "bias", tape_value(tape, bias), maps, 1);

  const ImageShape padded{.height = image.height + 2 * window.padding,
                          .width = image.width + 2 * window.padding,
                          .channels = image.channels};
  const arma::umat seen =
      patch_places(padded, {.size = window.size, .stride = window.stride}, samples);
  const NodeIndex whole = tape_pad(tape, x, image, window.padding);
  const NodeIndex patches = tape_gather(tape, whole, seen);
  // Row f holds map f: all positions of sample 0, then those of sample 1, ...
  const NodeIndex rows = tape_add(tape, tape_product(tape, filters, patches), bias);

  const arma::uword positions = made.height * made.width;
  arma::umat columns(pixel_count(made), samples);
  for (arma::uword s = 0; s < samples; ++s) {
    for (arma::uword f = 0; f < maps; ++f) {
      for (arma::uword p = 0; p < positions; ++p) {
        columns(p + positions * f, s) = f + maps * (p + positions * s);
      }
    }
  }
  return tape_gather(tape, rows, columns);
}

// Task 13.3  The gradient by hand.
CorrelationGradient correlate_backward(const arma::mat& X, const ImageShape& image,
                                       const arma::mat& filters, const Window& window,
                                       const arma::mat& dY) {
  const ImageShape made = convolved_shape(image, window, filters.n_rows);
  require_shape("correlate_backward", "X", X, pixel_count(image), X.n_cols);
  require_shape("correlate_backward", "filters", filters, filters.n_rows,
                pixel_count(filter_shape(image, window)));
  require_shape("correlate_backward", "dY", dY, pixel_count(made), X.n_cols);

  CorrelationGradient gradient{.X = arma::zeros(arma::size(X)),
                               .filters = arma::zeros(arma::size(filters)),
                               .bias = arma::zeros(filters.n_rows)};
  for_each_result(
      made, X.n_cols, [&](arma::uword s, arma::uword f, arma::uword row, arma::uword column) {
        const double g = dY(pixel(made, row, column, f), s);
        gradient.bias(f) += g;
        for_each_seen(image, window, row, column, [&](arma::uword weight, arma::uword place) {
          gradient.filters(f, weight) += g * X(place, s);
          gradient.X(place, s) += g * filters(f, weight);
        });
      });
  return gradient;
}

// Task 13.4  Pooling.
NodeIndex tape_max_pool(Tape& tape, NodeIndex x, const ImageShape& image, const Window& window) {
  const arma::mat& X = tape_value(tape, x);
  require_shape("tape_max_pool", "x", X, pixel_count(image), X.n_cols);
  // The channels of all samples lie in memory one after another, like images of one channel.
  const ImageShape plane{.height = image.height, .width = image.width, .channels = 1};
  const arma::umat seen = patch_places(plane, window, image.channels * X.n_cols);

  arma::umat largest(pixel_count(convolved_shape(image, window, image.channels)), X.n_cols);
  for (arma::uword k = 0; k < largest.n_elem; ++k) {
    arma::uword best = seen(0, k);
    for (const arma::uword place : seen.col(k)) {
      if (X(place) > X(best)) best = place;
    }
    largest(k) = best;
  }
  return tape_gather(tape, x, largest);
}

// Task 13.5  Layer norm.
namespace {

constexpr double epsilon = 1e-5;  // keeps a feature that never changes from a division by 0

NodeIndex times(Tape& tape, NodeIndex a, double number) {
  return tape_multiply(tape, a, tape_constant(tape, arma::mat{number}));
}

/// x over the root of (variance + epsilon): the square root is exp(log / 2).
NodeIndex over_deviation(Tape& tape, NodeIndex x, NodeIndex variance) {
  const NodeIndex above_0 = tape_add(tape, variance, tape_constant(tape, arma::mat{epsilon}));
  return tape_multiply(tape, x, tape_exp(tape, times(tape, tape_log(tape, above_0), -0.5)));
}

/// Mean 0 and variance 1 for each column (dimension 0) or each row (dimension 1).
NodeIndex normed(Tape& tape, NodeIndex x, arma::uword dimension) {
  const arma::mat& X = tape_value(tape, x);
  const double share = 1.0 / static_cast<double>(dimension == 0 ? X.n_rows : X.n_cols);
  const NodeIndex mean = times(tape, tape_sum(tape, x, dimension), share);
  const NodeIndex centred = tape_add(tape, x, times(tape, mean, -1.0));
  const NodeIndex squares = tape_multiply(tape, centred, centred);
  return over_deviation(tape, centred, times(tape, tape_sum(tape, squares, dimension), share));
}

void require_gain_and_shift(const std::string& function, const Tape& tape, NodeIndex x,
                            NodeIndex gain, NodeIndex shift) {
  const arma::uword features = tape_value(tape, x).n_rows;
  require_shape(function, "gain", tape_value(tape, gain), features, 1);
  require_shape(function, "shift", tape_value(tape, shift), features, 1);
}

}  // namespace

NodeIndex tape_layer_norm(Tape& tape, NodeIndex x, NodeIndex gain, NodeIndex shift) {
  require_gain_and_shift("tape_layer_norm", tape, x, gain, shift);
  return tape_add(tape, tape_multiply(tape, normed(tape, x, 0), gain), shift);
}

// Task 13.6  Batch norm, in training and in use.
namespace {

/// The statistics with a number for each feature, also before the first batch.
RunningStatistics filled(const std::string& function, const RunningStatistics& running,
                         arma::uword features) {
  RunningStatistics all = running;
  if (all.mean.is_empty()) all.mean = arma::zeros(features);
  if (all.variance.is_empty()) all.variance = arma::ones(features);
  require_length(function, "running.mean", all.mean.n_elem, features);
  require_length(function, "running.variance", all.variance.n_elem, features);
  return all;
}

}  // namespace

NodeIndex tape_batch_norm(Tape& tape, NodeIndex x, NodeIndex gain, NodeIndex shift,
                          RunningStatistics& running) {
  const arma::mat& X = tape_value(tape, x);
  require_at_least("tape_batch_norm", "samples", X.n_cols, 2);
  require_gain_and_shift("tape_batch_norm", tape, x, gain, shift);
  const RunningStatistics before = filled("tape_batch_norm", running, X.n_rows);

  running.mean = 0.9 * before.mean + 0.1 * arma::mean(X, 1);
  running.variance = 0.9 * before.variance + 0.1 * arma::var(X, 0, 1);
  return tape_add(tape, tape_multiply(tape, normed(tape, x, 1), gain), shift);
}

NodeIndex tape_batch_norm_in_use(Tape& tape, NodeIndex x, NodeIndex gain, NodeIndex shift,
                                 const RunningStatistics& running) {
  require_gain_and_shift("tape_batch_norm_in_use", tape, x, gain, shift);
  const RunningStatistics kept =
      filled("tape_batch_norm_in_use", running, tape_value(tape, x).n_rows);
  const NodeIndex centred = tape_add(tape, x, tape_constant(tape, -kept.mean));
  const NodeIndex normed_x = over_deviation(tape, centred, tape_constant(tape, kept.variance));
  return tape_add(tape, tape_multiply(tape, normed_x, gain), shift);
}

// Task 13.7  LeNet.
std::vector<arma::mat> make_lenet(const LeNet& net, Rng& rng) {
  std::vector<arma::mat> parameters;
  const auto draw = [&](arma::uword inputs, arma::uword outputs) {
    const DenseLayer layer = make_layer(inputs, outputs, Activation::relu, Initialiser::he, rng);
    parameters.push_back(layer.weights);
    parameters.push_back(layer.bias);
  };
  ImageShape image = net.image;
  draw(pixel_count(filter_shape(image, net.first)), net.maps1);
  image = convolved_shape(convolved_shape(image, net.first, net.maps1), net.pool, net.maps1);
  draw(pixel_count(filter_shape(image, net.second)), net.maps2);
  image = convolved_shape(convolved_shape(image, net.second, net.maps2), net.pool, net.maps2);
  draw(pixel_count(image), net.hidden);
  draw(net.hidden, net.classes);
  return parameters;
}

NodeIndex tape_lenet(Tape& tape, const LeNet& net, const std::vector<arma::mat>& parameters,
                     const arma::mat& X) {
  require_length("tape_lenet", "parameters", parameters.size(), 8);
  require_shape("tape_lenet", "X", X, pixel_count(net.image), X.n_cols);
  std::vector<NodeIndex> P;
  for (const arma::mat& parameter : parameters) P.push_back(tape_parameter(tape, parameter));

  ImageShape image = net.image;
  NodeIndex x = tape_constant(tape, X);
  const auto stage = [&](const Window& window, std::size_t k) {
    x = tape_convolution(tape, x, image, P[k], P[k + 1], window);
    image = convolved_shape(image, window, parameters[k].n_rows);
    x = tape_relu(tape, tape_max_pool(tape, x, image, net.pool));
    image = convolved_shape(image, net.pool, image.channels);
  };
  const auto dense = [&](std::size_t k) {
    x = tape_add(tape, tape_product(tape, P[k], x), P[k + 1]);
  };
  stage(net.first, 0);
  stage(net.second, 2);
  dense(4);
  x = tape_relu(tape, x);
  dense(6);
  return x;
}

}  // namespace nn
