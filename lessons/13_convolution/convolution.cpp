// Lesson 13, convolution: the file that you edit. README.md beside it explains every task,
// convolution.hpp says what each function promises.
//
// Check your work with      ./gradus check 13
// or one task of it with    ./gradus check 13.1
#include "13_convolution/convolution.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "common/contract.hpp"

namespace nn {

// Task 13.1  One filter at every place, by loops.
//   a. convolved_shape: how often can the window move before it reaches the end? Refuse what does
//      not fit first: with numbers that have no sign, 5 - 7 is huge.
//   b. correlate: sample, filter, column and row of the result; for each of these the channel,
//      column and row within the filter. pixel() says where a pixel stands, also one of a filter.
//   c. What the window sees outside of the image is 0: pass over it.
ImageShape convolved_shape(const ImageShape& image, const Window& window, arma::uword filters) {
  todo("13.1 convolved_shape", image, window, filters);
}

arma::mat correlate(const arma::mat& X, const ImageShape& image, const arma::mat& filters,
                    const arma::vec& bias, const Window& window) {
  todo("13.1 correlate", X, image, filters, bias, window);
}

// Task 13.2  The same as one product of matrices.
//   a. patch_places: each column lists what the window sees at one position. The places of sample s
//      begin at s times the number of pixels.
//   b. tape_pad: gather the image into a larger one. There is no place that holds a 0, so take any
//      place for the frame, and multiply by a constant column that is 1 inside and 0 in the frame.
//   c. tape_convolution: pad, gather the patches, filters times patches, plus the bias. Now row f
//      has map f of all samples. One more gather puts each sample into its column.
//   d. Look at all shapes before you record anything.
arma::umat patch_places(const ImageShape& image, const Window& window, arma::uword samples) {
  todo("13.2 patch_places", image, window, samples);
}

NodeIndex tape_pad(Tape& tape, NodeIndex x, const ImageShape& image, arma::uword padding) {
  todo("13.2 tape_pad", tape, x, image, padding);
}

NodeIndex tape_convolution(Tape& tape, NodeIndex x, const ImageShape& image, NodeIndex filters,
                           NodeIndex bias, const Window& window) {
  todo("13.2 tape_convolution", tape, x, image, filters, bias, window);
}

// Task 13.3  The gradient by hand.
//   a. The loops of correlate once more. Where it added filter times pixel to the result, g, the
//      gradient of that result, comes back: what gets the filter, what the pixel, what the bias?
//   b. Begin with zeros, and add: a pixel is seen at several positions, a weight at all of them.
CorrelationGradient correlate_backward(const arma::mat& X, const ImageShape& image,
                                       const arma::mat& filters, const Window& window,
                                       const arma::mat& dY) {
  todo("13.3 correlate_backward", X, image, filters, window, dY);
}

// Task 13.4  Pooling.
//   a. Which place holds the largest number can be looked up: tape_value. Then it is a gather.
//   b. Each channel is pooled for itself. patch_places of an image with one channel helps: how many
//      such images are there in X?
NodeIndex tape_max_pool(Tape& tape, NodeIndex x, const ImageShape& image, const Window& window) {
  todo("13.4 tape_max_pool", tape, x, image, window);
}

// Task 13.5  Layer norm.
//   a. The mean is the sum of each column, times a constant. Take it away, square, sum again.
//   b. 1 / root is a power: exp(-0.5 log(...)). 1e-5 stands inside of the root.
//   c. Both are on the tape, not off it: mean and variance depend on x, and the gradient must know.
NodeIndex tape_layer_norm(Tape& tape, NodeIndex x, NodeIndex gain, NodeIndex shift) {
  todo("13.5 tape_layer_norm", tape, x, gain, shift);
}

// Task 13.6  Batch norm, in training and in use.
//   a. Training: layer norm with rows in place of columns. A helper that is told the dimension can
//      serve both: put it above tape_layer_norm, in a `namespace { }`.
//   b. The running statistics are no part of the gradient: compute them off the tape.
//   c. In use, the mean and variance are constants.
NodeIndex tape_batch_norm(Tape& tape, NodeIndex x, NodeIndex gain, NodeIndex shift,
                          RunningStatistics& running) {
  todo("13.6 tape_batch_norm", tape, x, gain, shift, running);
}

NodeIndex tape_batch_norm_in_use(Tape& tape, NodeIndex x, NodeIndex gain, NodeIndex shift,
                                 const RunningStatistics& running) {
  todo("13.6 tape_batch_norm_in_use", tape, x, gain, shift, running);
}

// Task 13.7  LeNet.
//   a. Follow the shape of the image: convolved_shape after each convolution and each pooling.
//   b. make_lenet: how many numbers does one output look at? These are the inputs of make_layer.
//   c. tape_lenet: X is a constant, the eight matrices are parameters, in their order. The last
//      layer is not bent.
std::vector<arma::mat> make_lenet(const LeNet& net, Rng& rng) {
  todo("13.7 make_lenet", net, rng);
}

NodeIndex tape_lenet(Tape& tape, const LeNet& net, const std::vector<arma::mat>& parameters,
                     const arma::mat& X) {
  todo("13.7 tape_lenet", tape, net, parameters, X);
}

}  // namespace nn
