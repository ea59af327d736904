// Report 001: 784-128-10 on digits of 28 x 28 pixels. It has no result of its own; its settings are
// run here to their end, beside its network with the loss that fits ten classes.
#include "11_evaluation/reports/reports.hpp"
#include "11_evaluation/reports/trainer.hpp"

namespace nn {
namespace {

constexpr arma::uword small_side = 20;  // of the course's digits
constexpr arma::uword large_side = 28;  // of MNIST's

/// Each image of 20 x 20 pixels in the middle of one of 28 x 28: 784 x samples. So was MNIST made.
arma::mat with_margin(const arma::mat& X) {
  constexpr arma::uword margin = (large_side - small_side) / 2;
  arma::mat large(large_side * large_side, X.n_cols, arma::fill::zeros);
  for (arma::uword column = 0; column < small_side; ++column) {
    const arma::uword to = (column + margin) * large_side + margin;
    large.rows(to, to + small_side - 1) =
        X.rows(column * small_side, (column + 1) * small_side - 1);
  }
  return large;
}

}  // namespace

void adam_on_digits(Run& run) {
  const Dataset data = load_dataset("digits");
  Rng split = run.rng("split");
  const TrainingData parts = split_parts(with_margin(data.X), data.T, 0.8, split);
  const double m = static_cast<double>(parts.X.n_cols);

  Recipe reported;  // lambda / 2m times the sum of W^2, all samples in one batch
  reported.model.initialiser = Initialiser::small_normal;
  reported.model.loss = LossFunction::binary_cross_entropy;
  reported.learning_rate = 0.01;
  reported.batch_size = parts.X.n_cols;
  reported.epochs = 1000;
  reported.l2 = 0.1 / (2.0 * m);
  Recipe best;
  best.model.initialiser = Initialiser::he;
  best.method = Method::adam;
  best.learning_rate = 0.003;
  best.cosine = true;
  best.epochs = 20;
  best.l2 = 5e-4;

  const Widths widths = {large_side * large_side, 128, 10};
  Table table{
      .columns = {{"784-128-10"}, {"epochs"}, {"test loss", "", 3}, {"test accuracy", "", 4}}};
  Figure figure{.name = "adam_on_digits", .columns = 2};
  Progress progress = run.progress("784-128-10", reported.epochs + best.epochs);
  for (const bool is_best : {false, true}) {
    const Recipe& recipe = is_best ? best : reported;
    const std::string name = is_best ? "softmax, Adam" : "sigmoid, descent";
    const Record record = is_best ? Record::each_epoch : Record::last_epoch;  // 1,000 epochs
    const Trained trained = train_model(run, name, parts, widths, recipe, record,
                                        [&](const Trained&) { progress.step(name); });
    if (run.stopped()) return;
    run.measure(is_best ? "adam_on_digits.best" : "adam_on_digits.same", data.source,
                trained.validation_accuracy.back(), trained.seconds);
    table.rows.push_back(
        {name, recipe.epochs, trained.validation_loss.back(), trained.validation_accuracy.back()});
    if (is_best) figure.panels = curve_panels(name, trained);
  }
  run.say(source_of(data) + " With a margin of 4 pixels, as MNIST has:");
  run.print(table);
  run.save(figure);
}

}  // namespace nn
