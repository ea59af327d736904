// How each function of lesson 12 crosses the process border. The tape is plain data, so all of it
// crosses; after a call, the tape that the student's function wrote to comes back.
#include "12_autodiff/autodiff.hpp"
#include "remote/remote.hpp"

REMOTE_STRUCT(nn::DenseLayer, it.weights, it.bias, it.activation)
REMOTE_STRUCT(nn::ResidualBlock, it.W1, it.b, it.W2, it.activation)
REMOTE_STRUCT(nn::ResidualNetwork, it.first, it.blocks, it.last)
REMOTE_STRUCT(nn::Node, it.operation, it.inputs, it.value)
REMOTE_STRUCT(nn::Tape, it.nodes)
REMOTE_STRUCT(nn::TapedNetwork, it.parameters, it.loss)

REMOTE(nn::NodeIndex, nn::tape_leaf, (nn::Tape & tape, const arma::mat& value), (tape, value))
REMOTE(nn::NodeIndex, nn::tape_add, (nn::Tape & tape, nn::NodeIndex a, nn::NodeIndex b),
       (tape, a, b))
REMOTE(nn::NodeIndex, nn::tape_multiply, (nn::Tape & tape, nn::NodeIndex a, nn::NodeIndex b),
       (tape, a, b))
REMOTE(nn::NodeIndex, nn::tape_product, (nn::Tape & tape, nn::NodeIndex a, nn::NodeIndex b),
       (tape, a, b))
REMOTE(nn::NodeIndex, nn::tape_add_bias, (nn::Tape & tape, nn::NodeIndex a, nn::NodeIndex b),
       (tape, a, b))
REMOTE(nn::NodeIndex, nn::tape_relu, (nn::Tape & tape, nn::NodeIndex a), (tape, a))
REMOTE(nn::NodeIndex, nn::tape_tanh, (nn::Tape & tape, nn::NodeIndex a), (tape, a))
REMOTE(nn::NodeIndex, nn::tape_loss, (nn::Tape & tape, nn::NodeIndex logits, nn::NodeIndex targets),
       (tape, logits, targets))
REMOTE(std::vector<arma::mat>, nn::tape_gradients, (const nn::Tape& tape, nn::NodeIndex output),
       (tape, output))
REMOTE(nn::TapedNetwork, nn::tape_resnet,
       (nn::Tape & tape, const nn::ResidualNetwork& network, const arma::mat& X,
        const arma::mat& targets),
       (tape, network, X, targets))
REMOTE(arma::vec, nn::taped_gradient, (const nn::Tape& tape, const nn::TapedNetwork& network),
       (tape, network))
