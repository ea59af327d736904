// What the reports' experiments share: a recipe for a training, and the training. All of it runs on
// the functions of the lessons before.
#pragma once

#include <armadillo>
#include <functional>
#include <string>
#include <vector>

#include "07_training/training.hpp"
#include "09_optimizers/optimizers.hpp"
#include "10_resnet/model.hpp"
#include "datasets/loader/dataset.hpp"
#include "lab/experiment.hpp"
#include "lab/helpers.hpp"

namespace nn {

using Widths = std::vector<arma::uword>;

/// How a network is made and trained. As it stands: softmax, ReLU, one_over_n, plain gradient
/// descent at 0.1 in batches of 32, as in report 003, with the right gradient.
struct Recipe {
  ModelChoice model;
  bool averaged_twice = false;  // as in report 003: see average_again
  Method method = Method::gradient_descent;
  double learning_rate = 0.1;
  bool cosine = false;      // down to 0 over the epochs; otherwise the rate never changes
  arma::uword warm_up = 0;  // epochs, with cosine
  arma::uword batch_size = 32;
  arma::uword epochs = 200;
  double l2 = 0.0;  // l2 times the sum of W^2 is added to the loss (lesson 08); adamw: its decay
};

/// Entry 0 of the curves is before training, entry k after epoch k.
struct Trained {
  Model model;  // with the last theta
  std::vector<double> training_loss = {}, validation_loss = {};
  std::vector<double> training_accuracy = {}, validation_accuracy = {};  // of classes
  double seconds = 0.0;   // of processor time, for training alone, without what is recorded
  bool diverged = false;  // a loss or a gradient was not finite, and ended it
};

/// What is recorded: all curves after each epoch, those of the validation part alone, or the
/// validation part after the last epoch alone.
enum class Record { each_epoch, validation, last_epoch };

/// Called after each epoch with what there is so far; may be empty.
using Tell = std::function<void(const Trained& so_far)>;

/// Trains a new network of these widths. Weights and batches are drawn from the run's streams
/// "weights" + name and "batches" + name. After Ctrl-C it ends early, with curves that are shorter;
/// a run that diverged is recorded once more where it ended.
Trained train_model(const Run& run, const std::string& name, const TrainingData& data,
                    const Widths& widths, const Recipe& recipe, Record record,
                    const Tell& tell = {});

/// {inputs, hidden..., outputs} for such data.
Widths widths_for(const Dataset& data, const Widths& hidden);

/// The training and validation samples as the set comes divided (peaks, gmm, swiss_roll).
TrainingData parts_of(const Dataset& data);

/// Trains on a shuffled `share` of the samples and validates on the rest; drawn from rng.
TrainingData split_parts(const arma::mat& X, const arma::mat& T, double share, Rng& rng);

/// "2-13-13-5", and "2-6x11-5" for many equal ones in a row.
std::string printed(const Widths& widths);

/// Loss and accuracy on both parts, in two panels, with curves that begin with epoch 0.
std::vector<Panel> curve_panels(const std::string& title, const Trained& trained);

}  // namespace nn
