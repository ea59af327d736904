// The graded tests of lesson 13. Inputs come from a seed that no submission knows; what is right is
// computed with cubes, and its slopes by the complex step (misconceptions.hpp).
#include <armadillo>
#include <string>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "13_convolution/convolution.hpp"
#include "13_convolution/misconceptions.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;
using support::between;

namespace {

/// No side is as long as another, and no step fits exactly everywhere.
struct Setting {
  ImageShape image;
  Window window;
  arma::uword filters;
};
std::vector<Setting> settings() {
  return {{.image = {.height = 4, .width = 6, .channels = 3}, .window = {.size = 2}, .filters = 4},
          {.image = {.height = 7, .width = 5, .channels = 2},
           .window = {.size = 3, .stride = 3, .padding = 2},
           .filters = 3},
          {.image = {.height = 5, .width = 8, .channels = 2},
           .window = {.size = 4, .stride = 2, .padding = 1},
           .filters = 2}};
}

Correlation random_correlation(const Setting& setting, Rng& rng) {
  const arma::uword weights = setting.window.size * setting.window.size * setting.image.channels;
  return {.X = normal_matrix(pixel_count(setting.image), 3, rng),
          .image = setting.image,
          .filters = normal_matrix(setting.filters, weights, rng),
          .bias = normal_matrix(setting.filters, 1, rng),
          .window = setting.window};
}

Compute computed(const Correlation& of) {
  return [of](const Many& all) { return correlated(all[0], of.image, all[1], all[2], of.window); };
}

std::string text(arma::uword number) {
  return std::to_string(number);
}

}  // namespace

TEST_CASE("13.1 shapes of any images and windows", "[13][13.1]") {
  Rng rng = test_rng("13.1 a");
  for (int k = 0; k < 5; ++k) {
    const ImageShape image{.height = between(5, 12, rng),
                           .width = between(13, 20, rng),
                           .channels = between(1, 4, rng)};
    const Window window{
        .size = between(2, 5, rng), .stride = between(1, 4, rng), .padding = between(0, 2, rng)};
    const arma::uword filters = between(5, 9, rng);
    // How often the window can be moved until it reaches beyond the end.
    const auto count = [&](arma::uword length) {
      arma::uword steps = 0;
      for (arma::uword at = 0; at + window.size <= length + 2 * window.padding;
           at += window.stride) {
        ++steps;
      }
      return steps;
    };
    check_made(convolved_shape(image, window, filters),
               {{count(image.height), count(image.width), filters}}, image, window, filters);
  }
}

TEST_CASE("13.1 random filters on random images", "[13][13.1]") {
  Rng rng = test_rng("13.1 b");
  for (const Setting& setting : settings()) {
    const Correlation of = random_correlation(setting, rng);
    CHECK_THAT(correlate(of.X, of.image, of.filters, of.bias, of.window),
               correlated_images(of.right(), of));
  }
}

TEST_CASE("13.1 refusals name what was got and what was expected", "[13][13.1]") {
  Rng rng = test_rng("13.1 c");
  const arma::uword size = between(3, 5, rng);
  const ImageShape image{.height = size + 1, .width = size - 1, .channels = 3};
  CHECK_REFUSED(convolved_shape(image, {.size = size}, 2),
                "window.size is " + text(size) + ", expected at most " + text(size - 1));
  const Window window{.size = size, .stride = 1, .padding = 1};
  const arma::mat X = normal_matrix(pixel_count(image), 2, rng);
  const arma::mat filters = normal_matrix(size, 3 * size * size, rng);
  const arma::vec bias = normal_matrix(size, 1, rng);
  CHECK_REFUSED(correlate(X.head_rows(size), image, filters, bias, window),
                "correlate: X is " + text(size) + "x2, expected " + text(X.n_rows) + "x2");
  CHECK_REFUSED(correlate(X, image, filters.head_cols(size), bias, window),
                "correlate: filters is " + text(size) + "x" + text(size));
  CHECK_REFUSED(correlate(X, image, filters, bias.head(1), window),
                "correlate: bias has length 1, expected " + text(size));
  CHECK_ACCEPTED(correlate(X, image, filters, bias, window));
}

TEST_CASE("13.2 places of any windows", "[13][13.2]") {
  for (Setting setting : settings()) {
    setting.window.padding = 0;
    CHECK_THAT(
        patch_places(setting.image, setting.window, 3),
        patches(places_of(setting.image, setting.window, 3), setting.image, setting.window, 3));
  }
}

TEST_CASE("13.2 frames of any width", "[13][13.2]") {
  Rng rng = test_rng("13.2 a");
  const ImageShape image{.height = 2, .width = 3, .channels = 2};
  const arma::mat X = normal_matrix(12, 3, rng);
  for (const arma::uword padding : {1, 3}) {
    const arma::mat expected = framed(X, image, padding);
    const arma::mat G = normal_matrix(expected.n_rows, 3, rng);
    const arma::uvec inside = arma::find(framed(arma::ones(12, 1), image, padding) > 0.0);
    check_recorded({.inputs = {X},
                    .record = [&](Tape& tape) { return tape_pad(tape, 0, image, padding); },
                    .value = padded_images(expected, X, image, padding),
                    .G = G,
                    .shares = {close_to(G.rows(inside))}});
  }
}

TEST_CASE("13.2 random filters on the tape, and what comes back", "[13][13.2]") {
  Rng rng = test_rng("13.2 b");
  for (const Setting& setting : settings()) {
    const Correlation of = random_correlation(setting, rng);
    const std::vector<arma::mat> inputs = {of.X, of.filters, of.bias};
    const arma::mat expected = of.right();
    const arma::mat G = normal_matrix(expected.n_rows, 3, rng);
    check_recorded(
        {.inputs = inputs,
         .record = [&](Tape& tape) { return tape_convolution(tape, 0, of.image, 1, 2, of.window); },
         .value = correlated_images(expected, of),
         .G = G,
         .shares = {close_to(share_of(computed(of), inputs, 0, G)),
                    close_to(share_of(computed(of), inputs, 1, G)),
                    close_to(share_of(computed(of), inputs, 2, G))}});
  }
}

TEST_CASE("13.2 any shape that does not fit is refused", "[13][13.2]") {
  Rng rng = test_rng("13.2 c");
  const Correlation of = random_correlation(settings()[between(0, 2, rng)], rng);
  Tape before;
  put_parameter(before, of.X);
  put_parameter(before, of.filters);
  put_parameter(before, of.bias);
  put_parameter(before, of.bias.head(1));
  Tape tape = before;
  const std::string maps = text(of.filters.n_rows);
  CHECK_REFUSED(tape_convolution(tape, 0, of.image, 0, 2, of.window),
                "tape_convolution: filters is " + text(of.X.n_rows) + "x3");
  CHECK_REFUSED(tape_convolution(tape, 0, of.image, 1, 3, of.window),
                "tape_convolution: bias is 1x1, expected " + maps + "x1");
  CHECK_REFUSED(tape_pad(tape, 2, of.image, 1), "tape_pad: x is " + maps + "x1");
  check_unchanged(tape, before);
  INFO(refused_after);
  CHECK_NOTHROW(tape_convolution(tape, 0, of.image, 1, 2, of.window));
}

TEST_CASE("13.3 random filters by hand, against the complex step", "[13][13.3]") {
  Rng rng = test_rng("13.3 a");
  for (const Setting& setting : settings()) {
    const Correlation of = random_correlation(setting, rng);
    const std::vector<arma::mat> inputs = {of.X, of.filters, of.bias};
    const arma::mat dY = normal_matrix(of.right().n_rows, 3, rng);
    check_sent_back(correlate_backward(of.X, of.image, of.filters, of.window, dY),
                    {.X = share_of(computed(of), inputs, 0, dY),
                     .filters = share_of(computed(of), inputs, 1, dY),
                     .bias = share_of(computed(of), inputs, 2, dY)},
                    of, dY);
  }
}

TEST_CASE("13.3 any shape that does not fit is refused", "[13][13.3]") {
  Rng rng = test_rng("13.3 b");
  const Correlation of = random_correlation(settings()[between(0, 2, rng)], rng);
  const arma::mat dY = of.right();
  CHECK_REFUSED(correlate_backward(of.X, of.image, of.filters, of.window, dY.head_rows(1)),
                "correlate_backward: dY is 1x3, expected " + text(dY.n_rows) + "x3");
  CHECK_REFUSED(correlate_backward(dY.head_rows(1), of.image, of.filters, of.window, dY),
                "correlate_backward: X is 1x3, expected " + text(of.X.n_rows) + "x3");
  CHECK_ACCEPTED(correlate_backward(of.X, of.image, of.filters, of.window, dY));
}

TEST_CASE("13.4 random images, pooled by windows of any size", "[13][13.4]") {
  Rng rng = test_rng("13.4 a");
  const ImageShape image{.height = 7, .width = 6, .channels = 2};
  for (const Window& window : {Window{.size = 3, .stride = 2}, Window{.size = 2, .stride = 2}}) {
    arma::mat X = normal_matrix(84, 3, rng) - 0.5;
    const Compute compute = [&](const Many& all) {
      return pooled(all[0], image, window, largest_of);
    };
    const arma::mat V = value_of(compute, {X});
    const arma::mat G = normal_matrix(V.n_rows, 3, rng);
    check_recorded(pooling(X, image, window, V, G, share_of(compute, {X}, 0, G)));
  }
}

TEST_CASE("13.4 of equal pixels the first one gets it", "[13][13.4]") {
  Rng rng = test_rng("13.4 b");
  const ImageShape image{.height = 4, .width = 6, .channels = 2};
  const Window window{.size = 2, .stride = 2};
  arma::mat X(48, 3);
  for (double& x : X) x = 2.0 * static_cast<double>(uniform_index(2, rng)) - 0.5;  // many equal
  const Compute compute = [&](const Many& all) {
    return pooled(all[0], image, window, largest_of);
  };
  const arma::mat V = value_of(compute, {X});
  const arma::mat G = normal_matrix(V.n_rows, 3, rng);
  check_recorded(pooling(X, image, window, V, G, share_of(compute, {X}, 0, G)));
}

TEST_CASE("13.5 random columns, gains and shifts", "[13][13.5]") {
  Rng rng = test_rng("13.5 a");
  for (const auto& [features, samples] : {std::pair{5, 3}, std::pair{4, 7}}) {
    const std::vector<arma::mat> inputs = {3.0 * normal_matrix(features, samples, rng) + 1.0,
                                           normal_matrix(features, 1, rng),
                                           normal_matrix(features, 1, rng)};
    const arma::mat expected =
        value_of([](const Many& all) { return normed(all, {.dimension = 0}); }, inputs);
    check_recorded(norm(
        0, inputs, [](Tape& tape) { return tape_layer_norm(tape, 0, 1, 2); }, expected,
        normal_matrix(features, samples, rng)));
  }
}

TEST_CASE("13.5 other gains and shifts are refused", "[13][13.5]") {
  Rng rng = test_rng("13.5 b");
  const arma::uword features = between(3, 6, rng);
  Tape before;
  put_parameter(before, normal_matrix(features, 2, rng));
  put_parameter(before, normal_matrix(features, 1, rng));
  Tape tape = before;
  const std::string n = text(features);
  CHECK_REFUSED(tape_layer_norm(tape, 0, 0, 1),
                "tape_layer_norm: gain is " + n + "x2, expected " + n + "x1");
  CHECK_REFUSED(tape_layer_norm(tape, 0, 1, 0),
                "tape_layer_norm: shift is " + n + "x2, expected " + n + "x1");
  check_unchanged(tape, before);
  CHECK_ACCEPTED(tape_layer_norm(tape, 0, 1, 1));
}

TEST_CASE("13.6 random batches, and what is kept of them", "[13][13.6]") {
  Rng rng = test_rng("13.6 a");
  for (const auto& [features, samples] : {std::pair{3, 5}, std::pair{4, 7}}) {
    const std::vector<arma::mat> inputs = {3.0 * normal_matrix(features, samples, rng) + 1.0,
                                           normal_matrix(features, 1, rng),
                                           normal_matrix(features, 1, rng)};
    const arma::mat expected =
        value_of([](const Many& all) { return normed(all, {.dimension = 1}); }, inputs);
    const RunningStatistics before{.mean = normal_matrix(features, 1, rng),
                                   .variance = uniform_matrix(features, 1, 0.5, 2.0, rng)};
    RunningStatistics running = before;
    check_recorded(norm(
        1, inputs, [&](Tape& tape) { return tape_batch_norm(tape, 0, 1, 2, running); }, expected,
        normal_matrix(features, samples, rng)));
    const arma::vec variance = variance_of_rows(inputs[0], samples - 1.0);
    check_running(running, before,
                  {.mean = 0.9 * before.mean + 0.1 * mean_of_rows(inputs[0]),
                   .variance = 0.9 * before.variance + 0.1 * variance},
                  inputs[0]);
  }
}

TEST_CASE("13.6 in use, the running statistics count", "[13][13.6]") {
  Rng rng = test_rng("13.6 b");
  const std::vector<arma::mat> inputs = {normal_matrix(3, 5, rng), normal_matrix(3, 1, rng),
                                         normal_matrix(3, 1, rng)};
  const RunningStatistics running{.mean = normal_matrix(3, 1, rng),
                                  .variance = uniform_matrix(3, 1, 0.5, 2.0, rng)};
  const Compute compute = [&](const Many& all) {
    arma::cx_mat result = all[0];
    for (arma::uword i = 0; i < 3; ++i) {
      result.row(i) -= running.mean(i);
      result.row(i) *= all[1](i) / std::sqrt(running.variance(i) + 1e-5);
      result.row(i) += all[2](i);
    }
    return result;
  };
  const arma::mat G = normal_matrix(3, 5, rng);
  check_recorded(
      {.inputs = inputs,
       .record = [&](Tape& tape) { return tape_batch_norm_in_use(tape, 0, 1, 2, running); },
       .value = close_to(value_of(compute, inputs)),
       .G = G,
       .shares = {close_to(share_of(compute, inputs, 0, G)),
                  close_to(share_of(compute, inputs, 1, G)),
                  close_to(share_of(compute, inputs, 2, G))}});
}

namespace {

LeNet random_lenet(Rng& rng) {
  return {.image = {.height = between(7, 9, rng), .width = between(7, 9, rng), .channels = 1},
          .first = {.size = 3},
          .second = {.size = 3, .stride = 1, .padding = 1},
          .pool = {.size = 2, .stride = 1},
          .maps1 = 3,
          .maps2 = 2,
          .hidden = between(3, 5, rng),
          .classes = 4};
}

/// The first window costs two rows and columns, each pooling one.
std::vector<arma::mat> random_parameters(const LeNet& net, Rng& rng) {
  const arma::uword height = net.image.height - 2 - 1 - 1;
  const arma::uword width = net.image.width - 2 - 1 - 1;
  return {normal_matrix(3, 9, rng),
          normal_matrix(3, 1, rng),
          normal_matrix(2, 27, rng),
          normal_matrix(2, 1, rng),
          normal_matrix(net.hidden, 2 * height * width, rng),
          normal_matrix(net.hidden, 1, rng),
          normal_matrix(4, net.hidden, rng),
          normal_matrix(4, 1, rng)};
}

}  // namespace

TEST_CASE("13.7 the weights are those that make_layer draws, in order", "[13][13.7]") {
  Rng rng = test_rng("13.7 a");
  const LeNet net = random_lenet(rng);
  const std::vector<arma::mat> shapes = random_parameters(net, rng);
  Rng drawn = test_rng("13.7 b");
  Rng expected = drawn;
  const std::vector<arma::mat> parameters = make_lenet(net, drawn);
  INFO(other_shapes);
  REQUIRE(parameters.size() == 8);
  for (std::size_t k = 0; k < 8; k += 2) {
    const DenseLayer layer =
        make_layer(shapes[k].n_cols, shapes[k].n_rows, Activation::relu, Initialiser::he, expected);
    INFO("Matrix " << k << ":");
    CHECK_THAT(parameters[k], close_to(layer.weights));
    CHECK_THAT(parameters[k + 1], close_to(arma::mat(layer.bias)));
  }
}

TEST_CASE("13.7 the logits of random networks, and their gradients", "[13][13.7]") {
  Rng rng = test_rng("13.7 c");
  const LeNet net = random_lenet(rng);
  const std::vector<arma::mat> parameters = random_parameters(net, rng);
  const arma::mat X = normal_matrix(pixel_count(net.image), 3, rng);
  check_lenet(net, parameters, X, normal_matrix(4, 3, rng));
}
