// Lesson 09, optimizers: the file that you edit. README.md beside it explains every task,
// optimizers.hpp says what each function promises.
//
// Check your work with      ./gradus check 09
// or one task of it with    ./gradus check 9.1
#include "09_optimizers/optimizers.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <string>

#include "04_backprop/backprop.hpp"
#include "05_gradient_checks/gradient_checks.hpp"
#include "08_regularization/regularization.hpp"
#include "common/contract.hpp"

namespace nn {

// Task 9.1  Momentum.
//   a. Refuse a gradient that is not as long as theta: require_shape() from common/contract.hpp.
//   b. An empty velocity stands for zeros: v.zeros(n) makes v a vector of n zeros. Any other length
//      than theta's is refused. Tasks 9.2 and 9.3 do the same: you may want a function for it.
//   c. First the new velocity, from the old one and the gradient. It is kept in the state.
//   d. Then the new theta, from the new velocity.
void momentum_step(arma::vec& theta, const arma::vec& gradient, double rate, Momentum& state) {
  todo("9.1 momentum_step", theta, gradient, rate, state);
}

// Task 9.2  RMSProp.
//   a. Refuse what does not fit, as in 9.1; here the state's vector is called square.
//   b. The new s is a mean of the old s and of g^2, entry by entry: arma::square(g).
//   c. The step is the gradient divided by a root, entry by entry. What is under the root, and what
//      is added after it?
void rms_prop_step(arma::vec& theta, const arma::vec& gradient, double rate, RmsProp& state) {
  todo("9.2 rms_prop_step", theta, gradient, rate, state);
}

// Task 9.3  Adam.
//   a. Refuse what does not fit; the state has two vectors here, mean and square.
//   b. Count the step. In the first step, t is 1.
//   c. New m and new s, kept in the state.
//   d. M and S are m and s, divided by 1 less a power: std::pow(x, t). They are for this step
//      alone, and are not kept.
//   e. The new theta. weight_decay and decays are for task 9.4.
void adam_step(arma::vec& theta, const arma::vec& gradient, double rate, Adam& state) {
  todo("9.3 adam_step", theta, gradient, rate, state);
}

// Task 9.4  AdamW.
//   a. Refuse decays that are neither empty nor as long as theta.
//   b. The decay is of theta as it is now: take it first. Three numbers are multiplied, and for
//      each entry of theta `decays` says whether it takes part.
//   c. Take Adam's step, with the gradient as it is, and then subtract the decay.
void adamw_step(arma::vec& theta, const arma::vec& gradient, double rate, Adam& state) {
  todo("9.4 adamw_step", theta, gradient, rate, state);
}

// Task 9.5  Cosine with warm-up.
//   a. Refuse a warm-up that is not shorter than the whole.
//   b. Three parts: the rise (epoch < warm_up), the fall, and what comes after the last epoch.
//   c. All counts are whole numbers. What is 1 / 3 in C++? What is 2 - 5, for an arma::uword?
//   d. std::cos wants radians; half a turn is std::numbers::pi.
double cosine_rate(double learning_rate, arma::uword epoch, arma::uword epochs,
                   arma::uword warm_up) {
  todo("9.5 cosine_rate", learning_rate, epoch, epochs, warm_up);
}

// Task 9.6  Decay on a plateau.
//   a. Refuse a patience of 0.
//   b. Go through the losses and remember two things: the smallest loss so far, and how many epochs
//      in a row brought none below it. Before the first loss, what should "smallest" be? The header
//      <limits> knows an infinite number.
//   c. When is it time for a cut, and which of the two starts anew then?
//   d. Every comparison with a NaN is false. Is that what you want in yours?
double plateau_rate(double learning_rate, const std::vector<double>& losses, arma::uword patience,
                    double factor) {
  todo("9.6 plateau_rate", learning_rate, losses, patience, factor);
}

// Task 9.7  The step of the chosen method.
//   a. A switch over optimizer.method, with a case for each of the five.
//   b. Each method has its own state inside of `optimizer`, which it changes: hand on the state
//      itself, not a copy. adam and adamw share one.
void optimizer_step(arma::vec& theta, const arma::vec& gradient, double rate,
                    Optimizer& optimizer) {
  todo("9.7 optimizer_step", theta, gradient, rate, optimizer);
}

// Task 9.8  A network learns, with Adam.
//   a. Empty decays become the mask of lesson 08.
//   b. As train_network in lesson 07. The step is a lambda that calls optimizer_step; its state
//      lives on in `optimizer`.
//   c. Hand the schedule on as it is.
History train_with(Network& network, const TrainingData& data, LossFunction loss,
                   Optimizer& optimizer, const TrainingSettings& settings, Rng& rng,
                   const Schedule& schedule) {
  todo("9.8 train_with", network, data, loss, optimizer, settings, rng, schedule);
}

}  // namespace nn
