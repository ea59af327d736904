// Lesson 13: a filter over a digit.
#include <armadillo>

#include "12_autodiff/autodiff.hpp"
#include "13_convolution/convolution.hpp"
#include "datasets/loader/dataset.hpp"
#include "lab/play/answers.hpp"

namespace nn::play {
namespace {

/// Nine weights, row by row on the page, as a filter of the course.
arma::mat filter_of(const json& question) {
  arma::mat weights(3, 3, arma::fill::zeros);
  const json given = question.value("filter", json::array());
  for (arma::uword i = 0; i < 9 && i < given.size(); ++i) {
    if (given[i].is_number()) weights(i / 3, i % 3) = given[i].get<double>();
  }
  return arma::vectorise(weights).t();
}

}  // namespace

json answer_images(const json& question, Link& link) {
  const ImageShape image{.height = 20, .width = 20, .channels = 1};
  const Window window{.size = 3,
                      .stride = whole(question, "stride", 1, 4),
                      .padding = whole(question, "padding", 0, 3)};
  const arma::mat filter = filter_of(question);
  arma::mat digit;
  {
    const Link::In in = link.in("the data set digits");
    const Dataset digits = load_dataset("digits");
    const arma::uvec own = arma::find(digits.T.row(whole(question, "digit", 0, 9)) > 0.5);
    digit = digits.X.col(own.at(whole(question, "which", 1, own.n_elem) - 1));
  }
  const Link::In in = link.in("13.1 convolved_shape, correlate");
  const ImageShape made = convolved_shape(image, window, 1);
  const arma::mat map = correlate(digit, image, filter, arma::zeros(1), window);
  require_shape("correlate", "the map", map, pixel_count(made), 1);
  json all = {{"kind", "images"},
              {"height", image.height},
              {"width", image.width},
              {"stride", window.stride},
              {"padding", window.padding},
              {"pixels", numbers_of(digit)},
              {"made", {made.height, made.width}},
              {"map", numbers_of(map)}};
  try {
    const Link::In taping = link.in("13.2 tape_convolution");
    Tape tape;
    const NodeIndex x = tape_constant(tape, digit);
    const NodeIndex weights = tape_parameter(tape, filter);
    const NodeIndex bias = tape_parameter(tape, arma::zeros(1, 1));
    const arma::mat taped =
        tape_value(tape, tape_convolution(tape, x, image, weights, bias, window));
    all["tape"]["equal"] =
        arma::size(taped) == arma::size(map) && arma::abs(taped - map).max() < 1e-9;
  } catch (...) {
    all["tape"]["trouble"] = trouble("13.2 tape_convolution");
  }
  try {
    const Link::In pooling = link.in("13.4 tape_max_pool");
    const Window two{.size = 2, .stride = 2};
    const ImageShape small = convolved_shape(made, two, 1);
    Tape tape;
    const arma::mat pooled =
        tape_value(tape, tape_max_pool(tape, tape_constant(tape, map), made, two));
    require_shape("tape_max_pool", "the result", pooled, pixel_count(small), 1);
    all["pooled"] = {{"made", {small.height, small.width}}, {"map", numbers_of(pooled)}};
  } catch (...) {
    all["pooled"]["trouble"] = trouble("13.4 tape_max_pool");
  }
  return all;
}

}  // namespace nn::play
