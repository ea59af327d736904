// How each function of lesson 12 crosses the process border; remote_tape.hpp says how a tape does.
#include "12_autodiff/remote_tape.hpp"

REMOTE_STRUCT(nn::DenseLayer, it.weights, it.bias, it.activation)
REMOTE_STRUCT(nn::ResidualBlock, it.W1, it.b, it.W2, it.activation)
REMOTE_STRUCT(nn::ResidualNetwork, it.first, it.blocks, it.last)
REMOTE_STRUCT(nn::LossAndGradient, it.loss, it.gradient)

REMOTE(nn::NodeIndex, nn::tape_constant, (nn::Tape & tape, arma::mat value), (tape, value))
REMOTE(nn::NodeIndex, nn::tape_parameter, (nn::Tape & tape, arma::mat value), (tape, value))
REMOTE(nn::NodeIndex, nn::tape_record,
       (nn::Tape & tape, arma::mat value, std::vector<nn::Input> inputs), (tape, value, inputs))
REMOTE(std::vector<arma::mat>, nn::tape_gradients, (const nn::Tape& tape, nn::NodeIndex output),
       (tape, output))

REMOTE(nn::NodeIndex, nn::tape_product, (nn::Tape & tape, nn::NodeIndex a, nn::NodeIndex b),
       (tape, a, b))
REMOTE(nn::NodeIndex, nn::tape_add, (nn::Tape & tape, nn::NodeIndex a, nn::NodeIndex b),
       (tape, a, b))
REMOTE(nn::NodeIndex, nn::tape_multiply, (nn::Tape & tape, nn::NodeIndex a, nn::NodeIndex b),
       (tape, a, b))
REMOTE(nn::NodeIndex, nn::tape_relu, (nn::Tape & tape, nn::NodeIndex a), (tape, a))
REMOTE(nn::NodeIndex, nn::tape_tanh, (nn::Tape & tape, nn::NodeIndex a), (tape, a))
REMOTE(nn::NodeIndex, nn::tape_exp, (nn::Tape & tape, nn::NodeIndex a), (tape, a))
REMOTE(nn::NodeIndex, nn::tape_log, (nn::Tape & tape, nn::NodeIndex a), (tape, a))
REMOTE(nn::NodeIndex, nn::tape_sum, (nn::Tape & tape, nn::NodeIndex a, arma::uword dimension),
       (tape, a, dimension))
REMOTE(nn::NodeIndex, nn::tape_gather, (nn::Tape & tape, nn::NodeIndex a, const arma::umat& places),
       (tape, a, places))
REMOTE(nn::NodeIndex, nn::tape_loss,
       (nn::Tape & tape, nn::NodeIndex logits, const arma::mat& targets), (tape, logits, targets))

REMOTE(nn::NodeIndex, nn::tape_resnet,
       (nn::Tape & tape, const nn::ResidualNetwork& network, const arma::mat& X,
        const arma::mat& targets),
       (tape, network, X, targets))
REMOTE(nn::LossAndGradient, nn::taped_gradient, (const nn::Tape& tape, nn::NodeIndex loss),
       (tape, loss))
