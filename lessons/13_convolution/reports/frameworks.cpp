// What docs/frameworks/compare_images.py does again in PyTorch: a convolution, pooling, both
// norms, and a LeNet's gradient, all of shapes that are drawn from the seed.
#include <armadillo>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "12_autodiff/autodiff.hpp"
#include "13_convolution/convolution.hpp"
#include "13_convolution/reports/reports.hpp"
#include "lab/experiment.hpp"
#include "lab/settings.hpp"

namespace nn {
namespace {

/// low ... high.
arma::uword among(arma::uword low, arma::uword high, Rng& rng) {
  return low + uniform_index(high - low + 1, rng);
}

/// The numbers that a program reads: matrices column by column, and whole numbers.
class Written {
 public:
  explicit Written(const std::filesystem::path& folder)
      : matrices_(folder / "images_matrices.csv", "name,rows,columns,numbers"),
        settings_(folder / "images_settings.csv", "name,value") {}

  void matrix(const std::string& name, const arma::mat& M) {
    matrices_.row(name, M.n_rows, M.n_cols, listed(arma::vec(arma::vectorise(M)), " "));
  }
  void whole(const std::string& name, arma::uword value) { settings_.row(name, value); }
  void image(const std::string& name, const ImageShape& image) {
    whole(name + ".height", image.height);
    whole(name + ".width", image.width);
    whole(name + ".channels", image.channels);
  }
  void window(const std::string& name, const Window& window) {
    whole(name + ".size", window.size);
    whole(name + ".stride", window.stride);
    whole(name + ".padding", window.padding);
  }
  void close() {
    matrices_.close();
    settings_.close();
  }

 private:
  CsvFile matrices_;
  CsvFile settings_;
};

/// Writes inputs, the result, what comes to it, and what goes back to each input.
void write_recorded(Written& to, const std::string& name, const std::vector<arma::mat>& inputs,
                    const std::function<NodeIndex(Tape& tape)>& record, Rng& rng) {
  Tape tape;
  for (const arma::mat& input : inputs) tape_parameter(tape, input);
  const NodeIndex made = record(tape);
  const arma::mat value = tape_value(tape, made);
  const arma::mat G = normal_matrix(value.n_rows, value.n_cols, rng);
  const NodeIndex weighted = tape_multiply(tape, made, tape_constant(tape, G));
  const std::vector<arma::mat> gradients =
      tape_gradients(tape, tape_sum(tape, tape_sum(tape, weighted, 0), 1));
  to.matrix(name + ".value", value);
  to.matrix(name + ".G", G);
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    to.matrix(name + ".input" + std::to_string(k), inputs[k]);
    to.matrix(name + ".gradient" + std::to_string(k), gradients[k]);
  }
}

void write_images(Written& to, Rng& rng) {
  const ImageShape image{
      .height = among(6, 12, rng), .width = among(6, 12, rng), .channels = among(1, 4, rng)};
  const Window window{
      .size = among(1, 5, rng), .stride = among(1, 3, rng), .padding = among(0, 2, rng)};
  const arma::uword maps = among(1, 5, rng), samples = among(2, 6, rng);
  const arma::mat X = normal_matrix(pixel_count(image), samples, rng);
  to.image("convolution", image);
  to.window("convolution", window);
  write_recorded(
      to, "convolution",
      {X, normal_matrix(maps, window.size * window.size * image.channels, rng),
       normal_matrix(maps, 1, rng)},
      [&](Tape& tape) { return tape_convolution(tape, 0, image, 1, 2, window); }, rng);

  const Window pool{.size = among(1, 4, rng), .stride = among(1, 3, rng)};
  to.image("pool", image);
  to.window("pool", pool);
  write_recorded(
      to, "pool", {X}, [&](Tape& tape) { return tape_max_pool(tape, 0, image, pool); }, rng);
}

void write_norms(Written& to, Rng& rng) {
  const arma::uword features = among(2, 9, rng), samples = among(2, 12, rng);
  const std::vector<arma::mat> inputs = {3.0 * normal_matrix(features, samples, rng) + 1.0,
                                         normal_matrix(features, 1, rng),
                                         normal_matrix(features, 1, rng)};
  write_recorded(
      to, "layer_norm", inputs, [](Tape& tape) { return tape_layer_norm(tape, 0, 1, 2); }, rng);
  RunningStatistics running{.mean = normal_matrix(features, 1, rng),
                            .variance = uniform_matrix(features, 1, 0.5, 2.0, rng)};
  to.matrix("batch_norm.mean_before", running.mean);
  to.matrix("batch_norm.variance_before", running.variance);
  write_recorded(
      to, "batch_norm", inputs, [&](Tape& tape) { return tape_batch_norm(tape, 0, 1, 2, running); },
      rng);
  to.matrix("batch_norm.mean", running.mean);
  to.matrix("batch_norm.variance", running.variance);
  write_recorded(
      to, "batch_norm_in_use", inputs,
      [&](Tape& tape) { return tape_batch_norm_in_use(tape, 0, 1, 2, running); }, rng);
}

void write_lenet(Written& to, Rng& rng) {
  LeNet net;
  net.image = {.height = among(12, 20, rng), .width = among(12, 20, rng), .channels = 1};
  net.first = {.size = among(3, 5, rng), .stride = 1, .padding = among(0, 2, rng)};
  net.second = {.size = among(1, 3, rng)};
  net.maps1 = among(2, 6, rng);
  net.maps2 = among(2, 8, rng);
  net.hidden = among(3, 20, rng);
  to.image("lenet", net.image);
  to.window("lenet.first", net.first);
  to.window("lenet.second", net.second);
  to.window("lenet.pool", net.pool);
  const arma::uword samples = among(2, 8, rng);
  const arma::mat X = normal_matrix(pixel_count(net.image), samples, rng);
  arma::mat T = arma::zeros(net.classes, samples);
  for (arma::uword s = 0; s < samples; ++s) T(uniform_index(net.classes, rng), s) = 1.0;
  std::vector<arma::mat> parameters = make_lenet(net, rng);
  for (std::size_t k = 1; k < parameters.size(); k += 2) {
    parameters[k] = normal_matrix(parameters[k].n_rows, 1, rng);
  }
  Tape tape;
  const NodeIndex loss = tape_loss(tape, tape_lenet(tape, net, parameters, X), T);
  to.matrix("lenet.X", X);
  to.matrix("lenet.T", T);
  to.matrix("lenet.loss", tape_value(tape, loss));
  to.matrix("lenet.gradient", taped_gradient(tape, loss).gradient);
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    to.matrix("lenet.parameter" + std::to_string(k), parameters[k]);
  }
}

}  // namespace

void image_frameworks(Run& run) {
  Rng rng = run.rng("images");
  run.say("Numbers for docs/frameworks/compare_images.py: images_matrices.csv.");
  Written to(run.files().front().parent_path());
  write_images(to, rng);
  write_norms(to, rng);
  write_lenet(to, rng);
  to.close();
}

}  // namespace nn
