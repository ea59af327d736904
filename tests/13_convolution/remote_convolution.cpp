// How each function of lesson 13 crosses the process border; 12_autodiff/remote_tape.hpp says how a
// tape does.
#include "12_autodiff/remote_tape.hpp"
#include "13_convolution/convolution.hpp"

REMOTE_STRUCT(nn::ImageShape, it.height, it.width, it.channels)
REMOTE_STRUCT(nn::Window, it.size, it.stride, it.padding)
REMOTE_STRUCT(nn::CorrelationGradient, it.X, it.filters, it.bias)
REMOTE_STRUCT(nn::RunningStatistics, it.mean, it.variance)
REMOTE_STRUCT(nn::LeNet, it.image, it.first, it.second, it.pool, it.maps1, it.maps2, it.hidden,
              it.classes)

REMOTE(nn::ImageShape, nn::convolved_shape,
       (const nn::ImageShape& image, const nn::Window& window, arma::uword filters),
       (image, window, filters))
REMOTE(arma::mat, nn::correlate,
       (const arma::mat& X, const nn::ImageShape& image, const arma::mat& filters,
        const arma::vec& bias, const nn::Window& window),
       (X, image, filters, bias, window))

REMOTE(arma::umat, nn::patch_places,
       (const nn::ImageShape& image, const nn::Window& window, arma::uword samples),
       (image, window, samples))
REMOTE(nn::NodeIndex, nn::tape_pad,
       (nn::Tape & tape, nn::NodeIndex x, const nn::ImageShape& image, arma::uword padding),
       (tape, x, image, padding))
REMOTE(nn::NodeIndex, nn::tape_convolution,
       (nn::Tape & tape, nn::NodeIndex x, const nn::ImageShape& image, nn::NodeIndex filters,
        nn::NodeIndex bias, const nn::Window& window),
       (tape, x, image, filters, bias, window))

REMOTE(nn::CorrelationGradient, nn::correlate_backward,
       (const arma::mat& X, const nn::ImageShape& image, const arma::mat& filters,
        const nn::Window& window, const arma::mat& dY),
       (X, image, filters, window, dY))

REMOTE(nn::NodeIndex, nn::tape_max_pool,
       (nn::Tape & tape, nn::NodeIndex x, const nn::ImageShape& image, const nn::Window& window),
       (tape, x, image, window))

REMOTE(nn::NodeIndex, nn::tape_layer_norm,
       (nn::Tape & tape, nn::NodeIndex x, nn::NodeIndex gain, nn::NodeIndex shift),
       (tape, x, gain, shift))
REMOTE(nn::NodeIndex, nn::tape_batch_norm,
       (nn::Tape & tape, nn::NodeIndex x, nn::NodeIndex gain, nn::NodeIndex shift,
        nn::RunningStatistics& running),
       (tape, x, gain, shift, running))
REMOTE(nn::NodeIndex, nn::tape_batch_norm_in_use,
       (nn::Tape & tape, nn::NodeIndex x, nn::NodeIndex gain, nn::NodeIndex shift,
        const nn::RunningStatistics& running),
       (tape, x, gain, shift, running))

REMOTE(std::vector<arma::mat>, nn::make_lenet, (const nn::LeNet& net, nn::Rng& rng), (net, rng))
REMOTE(nn::NodeIndex, nn::tape_lenet,
       (nn::Tape & tape, const nn::LeNet& net, const std::vector<arma::mat>& parameters,
        const arma::mat& X),
       (tape, net, parameters, X))
