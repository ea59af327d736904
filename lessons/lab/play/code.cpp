#include "lab/play/code.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/contract.hpp"

namespace nn::play {
namespace {

std::string data_part(const Settings& settings, const Samples& samples) {
  const double part = 0.3;
  if (settings.data == "points") {
    std::string x, y, labels;
    for (arma::uword i = 0; i < samples.X.n_cols; ++i) {
      const char* comma = i == 0 ? "" : ", ";
      x += fmt::format("{}{:.17g}", comma, samples.X(0, i));
      y += fmt::format("{}{:.17g}", comma, samples.X(1, i));
      labels += fmt::format("{}{}", comma, samples.T.col(i).index_max());
    }
    return fmt::format(
        "  TrainingData data;\n"
        "  data.X = {{{{{}}},\n            {{{}}}}};\n"
        "  data.T = one_hot({{{}}}, {});\n",
        x, y, labels, samples.classes);
  }
  std::string text;
  if (settings.data == "file") {
    text += fmt::format(
        "  Dataset set;  // {}: fill in X (features x samples) and T (outputs x samples)\n",
        samples.source);
  } else {
    text += fmt::format("  const Dataset set = load_dataset(\"{}\");\n", settings.data);
  }
  text += fmt::format(
      "  Rng chosen({});\n"
      "  const arma::uvec order = permutation(set.X.n_cols, chosen);\n"
      "  TrainingData data;\n",
      settings.seed);
  const arma::uword learnt = samples.X.n_cols;
  const arma::uword watched = samples.X_validation.n_cols;
  text += fmt::format(
      "  data.X = set.X.cols(order.head({0}));\n"
      "  data.T = set.T.cols(order.head({0}));\n",
      learnt);
  // The sets that come divided keep their parts.
  const bool divided =
      settings.data == "peaks" || settings.data == "gmm" || settings.data == "swiss_roll";
  if (divided) {
    text += fmt::format(
        "  const arma::uvec second = permutation(set.X_validation.n_cols, chosen);\n"
        "  data.X_validation = set.X_validation.cols(second.head({0}));\n"
        "  data.T_validation = set.T_validation.cols(second.head({0}));\n",
        watched);
  } else {
    text += fmt::format(
        "  const arma::uvec second = order.subvec({0}, {1});  // {2} in a hundred\n"
        "  data.X_validation = set.X.cols(second);\n"
        "  data.T_validation = set.T.cols(second);\n",
        learnt, learnt + watched - 1, part * 100);
  }
  if (settings.scaling == "none") return text;
  const std::string fit = settings.scaling == "standardise" ? "fit_standardisation" : "fit_min_max";
  const std::string apply =
      settings.scaling == "standardise" ? "apply_standardisation" : "apply_min_max";
  const auto scaled = [&](const std::string& what) {
    return fmt::format(
        "  const auto scaling_{0} = {1}(data.{0});\n"
        "  data.{0}_validation = {2}(scaling_{0}, data.{0}_validation);\n"
        "  data.{0} = {2}(scaling_{0}, data.{0});\n",
        what, fit, apply);
  };
  return text + scaled("X") + (samples.classes == 0 ? scaled("T") : "");
}

std::string network_part(const Settings& settings, const Samples& samples) {
  std::vector<arma::uword> widths = {samples.X.n_rows};
  widths.insert(widths.end(), settings.widths.begin(), settings.widths.end());
  widths.push_back(samples.outputs());
  const std::string widths_text = fmt::format("{}", fmt::join(widths, ", "));
  const std::string activation = name_of(activations(), settings.activation);
  const std::string initialiser = name_of(initialisers(), settings.initialiser);
  if (settings.skips) {
    return fmt::format(
        "  Rng rng({});\n"
        "  const ResidualNetwork network = make_residual_network(\n"
        "      {{{}}}, Activation::{}, Initialiser::{}, rng);\n"
        "  arma::vec theta = flatten_resnet(network);\n",
        settings.seed, widths_text, activation, initialiser);
  }
  return fmt::format(
      "  Rng rng({});\n"
      "  const Network network = make_network(\n"
      "      {{{}}}, Activation::{}, Activation::identity, Initialiser::{}, rng);\n"
      "  arma::vec theta = flatten(network);\n",
      settings.seed, widths_text, activation, initialiser);
}

std::string gradient_part(const Settings& settings) {
  const std::string loss = "LossFunction::" + name_of(losses(), settings.loss);
  std::string body;
  if (settings.skips) {
    body = fmt::format(
        "    const ResidualNetwork moved = unflatten_resnet(theta, network);\n"
        "    const ResidualPass pass = resnet_forward(moved, data.X.cols(batch));\n"
        "    const Loss loss = evaluate_loss({}, pass.last.A, data.T.cols(batch));\n"
        "    LossAndGradient all{{\n"
        "        .loss = loss.value,\n"
        "        .gradient = flatten_resnet_gradient(resnet_backward(moved, pass, "
        "loss.gradient))}};\n",
        loss);
    for (const auto& [name, lambda] :
         {std::pair{"l1_penalty", settings.l1}, std::pair{"l2_penalty", settings.l2}}) {
      if (lambda <= 0.0) continue;
      body += fmt::format(
          "    const LossAndGradient {0} = nn::{0}(theta, mask, {1});\n"
          "    all.loss += {0}.loss;\n"
          "    all.gradient += {0}.gradient;\n",
          name, number(lambda));
    }
    body += "    return all;\n";
  } else if (settings.penalised()) {
    body = fmt::format(
        "    return regularised_gradient(network, theta, {}, data.X.cols(batch),\n"
        "                                data.T.cols(batch), {{.l1 = {}, .l2 = {}, .keep = {}}}, "
        "rng);\n",
        loss, number(settings.l1), number(settings.l2), number(settings.keep));
  } else {
    body = fmt::format(
        "    return network_gradient(network, theta, {}, data.X.cols(batch),\n"
        "                            data.T.cols(batch));\n",
        loss);
  }
  std::string before;
  const bool residual_mask = settings.skips && (settings.l1 > 0.0 || settings.l2 > 0.0 ||
                                                settings.method == Method::adamw);
  if (residual_mask) {
    before =
        "  ResidualNetwork ones = network;  // 1 for each weight, 0 for each bias\n"
        "  ones.first.weights.ones(), ones.first.bias.zeros();\n"
        "  for (ResidualBlock& block : ones.blocks) {\n"
        "    block.W1.ones(), block.b.zeros(), block.W2.ones();\n"
        "  }\n"
        "  ones.last.weights.ones(), ones.last.bias.zeros();\n"
        "  const arma::vec mask = flatten_resnet(ones);\n";
  }
  return before +
         "  const Gradient gradient = [&](const arma::vec& theta, const arma::uvec& batch) {\n" +
         body + "  };\n";
}

std::string step_part(const Settings& settings) {
  if (settings.method == Method::gradient_descent) return "  const Step step = sgd_step;\n";
  std::string text = fmt::format("  Optimizer optimizer{{.method = Method::{}}};\n",
                                 name_of(methods(), settings.method));
  if (settings.method == Method::adamw) {
    text += fmt::format(
        "  optimizer.adam.weight_decay = {};\n"
        "  optimizer.adam.decays = {};\n",
        number(settings.decay), settings.skips ? "mask" : "weight_mask(network)");
  }
  return text +
         "  const Step step = [&](arma::vec& theta, const arma::vec& gradient, double rate) {\n"
         "    optimizer_step(theta, gradient, rate, optimizer);\n"
         "  };\n";
}

std::string training_part(const Settings& settings) {
  std::string text = fmt::format(
      "  TrainingSettings settings;\n"
      "  settings.epochs = {};\n"
      "  settings.batch_size = {};\n"
      "  settings.learning_rate = {};\n",
      settings.epochs, settings.batch, number(settings.rate));
  if (settings.schedule == "step") {
    text += fmt::format("  settings.decay_every = {};\n",
                        std::max<arma::uword>(1, settings.epochs / 4));
  }
  if (settings.patience > 0) text += fmt::format("  settings.patience = {};\n", settings.patience);
  const bool watched = settings.patience > 0 || settings.schedule == "plateau";
  text += "  Watch watch;\n";
  if (watched) {
    const std::string outputs =
        settings.skips
            ? "resnet_forward(unflatten_resnet(theta, network), data.X_validation).last.A"
            : "network_forward(unflatten(theta, network), data.X_validation).back().A";
    text += fmt::format(
        "  watch = [&](const arma::vec& theta) {{\n"
        "    return evaluate_loss(LossFunction::{}, {},\n"
        "                         data.T_validation)\n"
        "        .value;\n"
        "  }};\n",
        name_of(losses(), settings.loss), outputs);
  }
  text += "  Schedule schedule;\n";
  if (settings.schedule == "cosine") {
    text += fmt::format(
        "  schedule = [&](arma::uword epoch, const std::vector<double>&) {{\n"
        "    return cosine_rate(settings.learning_rate, epoch, settings.epochs, {});\n"
        "  }};\n",
        settings.epochs / 20);
  } else if (settings.schedule == "plateau") {
    text +=
        "  schedule = [&](arma::uword, const std::vector<double>& watched) {\n"
        "    return plateau_rate(settings.learning_rate, watched, 10, 0.5);\n"
        "  };\n";
  }
  return text +
         "  const History history =\n"
         "      train(theta, gradient, step, data.X.n_cols, settings, rng, watch, schedule);\n"
         "  for (const double loss : history.losses) std::cout << loss << '\\n';\n";
}

}  // namespace

std::string code_of(const Settings& settings, const Samples& samples) {
  return "#include <iomanip>\n"
         "#include <iostream>\n"
         "\n"
         "#include \"00_warm_up/warm_up.hpp\"\n"
         "#include \"02_forward_pass/forward_pass.hpp\"\n"
         "#include \"03_losses/losses.hpp\"\n"
         "#include \"04_backprop/backprop.hpp\"\n"
         "#include \"06_data/data.hpp\"\n"
         "#include \"07_training/training.hpp\"\n"
         "#include \"08_regularization/regularization.hpp\"\n"
         "#include \"09_optimizers/optimizers.hpp\"\n"
         "#include \"10_resnet/resnet.hpp\"\n"
         "#include \"datasets/loader/dataset.hpp\"\n"
         "\n"
         "using namespace nn;\n"
         "\n"
         "int main() {\n"
         "  std::cout << std::setprecision(12);\n" +
         data_part(settings, samples) + "\n" + network_part(settings, samples) + "\n" +
         gradient_part(settings) + step_part(settings) + training_part(settings) + "}\n";
}

}  // namespace nn::play
