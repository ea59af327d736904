// Lesson 07, training: the file that you edit. README.md beside it explains every task,
// training.hpp says what each function promises.
//
// Check your work with      ./gradus check 07
// or one task of it with    ./gradus check 7.1
#include "07_training/training.hpp"

#include <algorithm>
#include <cmath>
#include <string>

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
//   a. Refuse a list of gradients that does not have one for each layer.
//   b. The gradient points uphill. In which direction does each weight have to move?
//   c. Training changes more than the weights: see parameter_count in lesson 02.
void sgd_step(Network& network, const std::vector<DenseGradient>& gradients, double learning_rate) {
  todo("7.2 sgd_step", network, gradients, learning_rate);
}

// Task 7.3  A rate that falls.
//   a. How many times `every` epochs are over, when epoch 0, 49, 50, 99, 100 begins and every is
//      50? Here the division of whole numbers, which cuts off the fraction, is what you need.
//   b. Nothing may be divided by every = 0.
double step_decay(double learning_rate, arma::uword epoch, arma::uword every, double factor) {
  todo("7.3 step_decay", learning_rate, epoch, every, factor);
}

// Task 7.4  When it is enough.
//   a. Which epoch had the smallest loss? Of equal ones the first. A NaN is never the smallest,
//      and note what C++ makes of NaN < 3 and of 3 < NaN.
//   b. How many epochs ago was that? The last epoch in the list was 0 epochs ago.
//   c. Think of the empty list, and of patience 0, before you compute with either.
bool should_stop(const std::vector<double>& losses, arma::uword patience) {
  todo("7.4 should_stop", losses, patience);
}

// Task 7.5  Where it broke.
//   a. Not finite means infinite or NaN. M.is_finite() asks all entries of a matrix at once.
//   b. Look at Z as well as at A. (The sigmoid of an infinite Z is 1, and looks healthy.)
//   c. Return the number of the layer as it is, or std::nullopt.
std::optional<arma::uword> first_broken_layer(const std::vector<DenseCache>& caches) {
  todo("7.5 first_broken_layer", caches);
}

// Task 7.6  The loop.
//   a. Refuse targets that do not fit, before anything else.
//   b. Write a function that adds one entry to a History: the loss and the accuracy of all training
//      samples, the same for the validation samples if there are any, and no accuracy for a single
//      output. It is needed before the first epoch and after each one.
//   c. One epoch: the rate (7.3), new batches (7.1), and for each batch, with X.cols(batch), the
//      forward pass, the loss, the backward pass (lesson 04) and a step (7.2).
//   d. Before each step: is the forward pass finite (7.5), and is the loss? If not, fill in the
//      breakdown and return the history as it is.
//   e. After each entry: ask each_epoch, unless it is empty, and should_stop (7.4). Does your loop
//      ask them after entry 0, and after the last one?
History train(Network& network, const TrainingData& data, const TrainingSettings& settings,
              Rng& rng, const EachEpoch& each_epoch) {
  todo("7.6 train", network, data, settings, rng, each_epoch);
}

// Task 7.7  Least squares, in one go.
//   a. Refuse a y that does not have one target for each column of X.
//   b. arma::solve(A, c) is the w with A w = c. arma::eye(n, n) is I.
//   c. The gradient: derive it term by term, or look it up in README.md. Where does 1/m stand?
arma::vec ridge_solution(const arma::mat& X, const arma::vec& y, double lambda) {
  todo("7.7 ridge_solution", X, y, lambda);
}

arma::vec ridge_gradient(const arma::vec& w, const arma::mat& X, const arma::vec& y,
                         double lambda) {
  todo("7.7 ridge_gradient", w, X, y, lambda);
}

}  // namespace nn
