// Lesson 07, training: the file that you edit. README.md beside it explains every task,
// training.hpp says what each function promises.
//
// Check your work with      ./gradus check 07
// or one task of it with    ./gradus check 7.1
#include "07_training/training.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "04_backprop/backprop.hpp"
#include "05_gradient_checks/gradient_checks.hpp"
#include "common/contract.hpp"

namespace nn {

// Task 7.1  Mini-batches.
//   a. Refuse a batch_size of 0, with require() from common/contract.hpp.
//   b. permutation(samples, rng) from common/random.hpp is all samples in random order.
//   c. Cut it into pieces. v.subvec(first, last) holds the entries first ... last, both included.
//   d. What is left at the end is a batch too. How long is it?
std::vector<arma::uvec> mini_batches(arma::uword samples, arma::uword batch_size, Rng& rng) {
  todo("7.1 mini_batches", samples, batch_size, rng);
}

// Task 7.2  One step down the gradient.
//   a. Refuse a gradient that is not as long as theta: require_shape() from common/contract.hpp. A
//      vector has one column.
//   b. The gradient points uphill. In which direction does theta have to move?
void sgd_step(arma::vec& theta, const arma::vec& gradient, double rate) {
  todo("7.2 sgd_step", theta, gradient, rate);
}

// Task 7.3  A rate that falls.
//   a. How many times `every` epochs are over, when epoch 0, 49, 50, 99, 100 begins and every is
//      50? Here the division of whole numbers, which cuts off the fraction, is what you need.
//   b. Nothing may be divided by every = 0.
double step_decay(double learning_rate, arma::uword epoch, arma::uword every, double factor) {
  todo("7.3 step_decay", learning_rate, epoch, every, factor);
}

// Task 7.4  When it is enough.
//   a. Where is the smallest loss? Of equal ones take the first. A NaN is never the smallest, and
//      note what C++ makes of NaN < 3 and of 3 < NaN.
//   b. How old is it? The last entry of the list is 0 old.
//   c. Think of the empty list, and of patience 0, before you compute with either.
bool should_stop(const std::vector<double>& losses, arma::uword patience) {
  todo("7.4 should_stop", losses, patience);
}

// Task 7.5  The loop.
//   a. The smallest one first: for each epoch, new batches (7.1); for each batch, the gradient at
//      theta, and a step. gradient, step, watch and schedule are called like functions.
//   b. The rate, once an epoch: the schedule's if there is one (`if (schedule)`), else that of 7.3.
//   c. Before each step: are the loss and the gradient finite? If not, fill in the breakdown and
//      return the history as it is.
//   d. The mean loss of an epoch is that over its samples. Batches differ in length.
//   e. Ask the watch, if there is one, before training and after each epoch. Nothing ends the
//      training; a number goes into the history, and then should_stop (7.4) is asked.
History train(arma::vec& theta, const Gradient& gradient, const Step& step, arma::uword samples,
              const TrainingSettings& settings, Rng& rng, const Watch& watch,
              const Schedule& schedule) {
  todo("7.5 train", theta, gradient, step, samples, settings, rng, watch, schedule);
}

// Task 7.6  The gradient of a network.
//   a. unflatten of lesson 04 makes a network of theta; `network` has the shape for it.
//   b. Forward, loss, backward: network_forward, evaluate_loss, backward, in this order.
//   c. The gradients of the layers have to become one vector, as theta is one.
LossAndGradient network_gradient(const Network& network, const arma::vec& theta, LossFunction loss,
                                 const arma::mat& X, const arma::mat& T) {
  todo("7.6 network_gradient", network, theta, loss, X, T);
}

// Task 7.7  A network learns.
//   a. Refuse targets that do not fit, before anything else.
//   b. theta is flatten(network). The gradient is 7.6 on some columns: X.cols(samples). Write it as
//      a lambda, [&](const arma::vec& theta, const arma::uvec& samples) { return ...; }.
//   c. The watch, another lambda: loss_at of lesson 05. There is none without validation samples.
//   d. After the loop, the network has to get what theta has learnt.
History train_network(Network& network, const TrainingData& data, LossFunction loss,
                      const TrainingSettings& settings, Rng& rng) {
  todo("7.7 train_network", network, data, loss, settings, rng);
}

// Task 7.8  Least squares: another loss for the loop, and its minimum in one go.
//   a. Refuse a y that does not have one target for each column of X.
//   b. J and its gradient: derive it term by term, or look it up in README.md. Where does 1/m
//      stand?
//   c. arma::solve(A, c) is the w with A w = c. arma::eye(n, n) is I.
LossAndGradient ridge_gradient(const arma::vec& w, const arma::mat& X, const arma::vec& y,
                               double lambda) {
  todo("7.8 ridge_gradient", w, X, y, lambda);
}

arma::vec ridge_solution(const arma::mat& X, const arma::vec& y, double lambda) {
  todo("7.8 ridge_solution", X, y, lambda);
}

}  // namespace nn
