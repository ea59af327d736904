// Lesson 13: networks that see. A small filter looks at every place of an image with the same few
// weights: first by loops, then as one product of matrices on the tape of lesson 12; pooling; two
// ways to normalise; LeNet.
//
// Samples are columns, as ever. An image stands in its column pixel by pixel, each of its columns
// from top to bottom, and channel after channel. Refusals are in the words of common/contract.hpp;
// what a tape_ function refuses leaves the tape as it was.
#pragma once

#include <armadillo>
#include <vector>

#include "12_autodiff/autodiff.hpp"
#include "common/random.hpp"

namespace nn {

struct ImageShape {
  arma::uword height = 0, width = 0, channels = 1;
};
inline arma::uword pixel_count(const ImageShape& image) {
  return image.height * image.width * image.channels;
}
/// Where a pixel stands in the column of its image.
inline arma::uword pixel(const ImageShape& image, arma::uword row, arma::uword column,
                         arma::uword channel) {
  return row + image.height * (column + image.width * channel);
}

/// What is seen at once: size x size pixels. It moves by `stride` pixels, over an image with
/// `padding` zeros added on each of its four sides.
struct Window {
  arma::uword size = 1, stride = 1, padding = 0;
};

/// What `filters` filters make of an image: a channel each, of (height + 2 padding - size) / stride
/// + 1 rows, rounded down, and columns likewise. Refuses a size or stride of 0 ("convolved_shape:
/// window.stride is 0, expected at least 1") and a size that does not fit into the padded image
/// ("convolved_shape: window.size is 7, expected at most 5").
ImageShape convolved_shape(const ImageShape& image, const Window& window, arma::uword filters);

/// Each row of `filters` is a filter: the pixels of an image of size x size x channels, in order.
/// Pixel (row, column, f) of the result is bias(f) plus the sum over all pixels (i, j, c) of filter
/// f times the image's pixel (row stride + i - padding, column stride + j - padding, c), which is 0
/// outside of the image. Refuses an X, then filters, then a bias that does not fit.
arma::mat correlate(const arma::mat& X, const ImageShape& image, const arma::mat& filters,
                    const arma::vec& bias, const Window& window);

/// The places (lesson 12) in X, pixels x samples, of all that the window sees: column p + positions
/// s has those of sample s at position p, in the order of a filter's pixels. The positions are the
/// pixels of convolved_shape, counted as pixel() does. Refuses a padding ("patch_places:
/// window.padding is 2, expected 0") and what convolved_shape refuses.
arma::umat patch_places(const ImageShape& image, const Window& window, arma::uword samples);

/// The images with `padding` zeros added on each side; x itself if padding is 0.
NodeIndex tape_pad(Tape& tape, NodeIndex x, const ImageShape& image, arma::uword padding);

/// correlate() on the tape, as one product of matrices; the bias is a column. Refuses what it does.
NodeIndex tape_convolution(Tape& tape, NodeIndex x, const ImageShape& image, NodeIndex filters,
                           NodeIndex bias, const Window& window);

struct CorrelationGradient {
  arma::mat X, filters;
  arma::vec bias;
};
/// The gradient of correlate() by hand: dY is d(loss)/dY. Refuses an X, filters, or a dY that does
/// not fit.
CorrelationGradient correlate_backward(const arma::mat& X, const ImageShape& image,
                                       const arma::mat& filters, const Window& window,
                                       const arma::mat& dY);

/// The largest of what the window sees in each channel; of equal ones, the first sends the gradient
/// on. Refuses an x that does not fit, and what patch_places refuses.
NodeIndex tape_max_pool(Tape& tape, NodeIndex x, const ImageShape& image, const Window& window);

/// Each column of x gets mean 0 and variance 1 (entries over sqrt(variance + 1e-5)); then row i is
/// multiplied by gain(i), and shift(i) is added. Refuses gain, then shift, unless features x 1.
NodeIndex tape_layer_norm(Tape& tape, NodeIndex x, NodeIndex gain, NodeIndex shift);

struct RunningStatistics {
  arma::vec mean, variance;  // of each feature; empty before the first batch: zeros and ones
};
/// The same with each row of x in place of each column: a feature's mean and variance over the
/// batch. `running` becomes 0.9 running + 0.1 (that mean, the variance with 1 / (samples - 1)).
/// Refuses a single sample ("tape_batch_norm: samples is 1, expected at least 2"), then gain,
/// shift, running.mean and running.variance, unless they have a number for each feature.
NodeIndex tape_batch_norm(Tape& tape, NodeIndex x, NodeIndex gain, NodeIndex shift,
                          RunningStatistics& running);
/// In use: with the running mean and variance, so that no sample depends on another.
NodeIndex tape_batch_norm_in_use(Tape& tape, NodeIndex x, NodeIndex gain, NodeIndex shift,
                                 const RunningStatistics& running);

/// Convolution, max pooling, ReLU; the same once more; a dense layer, ReLU; a dense layer.
struct LeNet {
  ImageShape image{.height = 20, .width = 20, .channels = 1};
  Window first{.size = 5, .stride = 1, .padding = 2}, second{.size = 5};
  Window pool{.size = 2, .stride = 2};
  arma::uword maps1 = 6, maps2 = 16, hidden = 120, classes = 10;
};
/// Filters and bias, filters and bias, weights and bias, weights and bias. Weights are drawn from
/// rng in this order with make_layer of lesson 02, by He; a filter has size^2 channels inputs.
std::vector<arma::mat> make_lenet(const LeNet& net, Rng& rng);
/// The logits. The parameters stand on the tape in their order. Refuses other than eight of them,
/// and an X that does not fit.
NodeIndex tape_lenet(Tape& tape, const LeNet& net, const std::vector<arma::mat>& parameters,
                     const arma::mat& X);

// Sources: LeCun, Bottou, Bengio and Haffner, Gradient-Based Learning Applied to Document
// Recognition (1998); Ioffe and Szegedy, Batch Normalization (2015); Ba, Kiros and Hinton, Layer
// Normalization (2016).

}  // namespace nn
