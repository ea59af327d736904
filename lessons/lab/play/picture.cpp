#include "lab/play/picture.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace nn::play {
namespace {

constexpr arma::uword fine_side = 48, coarse_side = 32;  // of the grid of a picture
constexpr arma::uword small_side = 16;                   // of a neuron's picture: divides both
constexpr arma::uword most_drawn = 8;  // neurons of a layer, and weights between them
constexpr arma::uword most_scored = 150;
constexpr arma::uword bins = 24;
constexpr arma::uword most_masked = 32;  // neurons and samples of a mask

std::pair<double, double> range_of(const arma::mat& X, arma::uword feature) {
  double low = X.row(feature).min();
  double high = X.row(feature).max();
  if (!(low < high)) low -= 1, high += 1;
  const double room = 0.06 * (high - low);
  return {low - room, high + room};
}

arma::mat grid_of(const Plane& plane, arma::uword side) {
  arma::mat X = arma::repmat(plane.middle, 1, side * side);
  const auto part = [&](arma::uword i) {
    return (static_cast<double>(i) + 0.5) / static_cast<double>(side);
  };
  for (arma::uword i = 0; i < side * side; ++i) {
    X(plane.y, i) = plane.high_y - part(i / side) * (plane.high_y - plane.low_y);
    X(plane.x, i) = plane.low_x + part(i % side) * (plane.high_x - plane.low_x);
  }
  return X;
}

unsigned char byte_of(double part) {  // 0 ... 1
  return static_cast<unsigned char>(std::clamp(part, 0.0, 1.0) * 255.0 + 0.5);
}

double rounded3(double value) {
  if (value == 0.0 || !std::isfinite(value)) return value;
  const double scale = std::pow(10.0, 2.0 - std::floor(std::log10(std::abs(value))));
  return std::isfinite(scale) && scale > 0 ? std::round(value * scale) / scale : value;
}

json histogram_of(const arma::vec& values, const Part& part) {
  if (part.count == 0 || part.begin + part.count > values.n_elem) return nullptr;
  const arma::vec all = values.subvec(part.begin, part.begin + part.count - 1);
  const double most = arma::abs(all).max();
  if (!std::isfinite(most)) return {{"name", part.name}, {"most", number_of(most)}};
  std::vector<unsigned> counts(bins, 0);
  for (const double value : all) {
    const double place = most > 0.0 ? (value / most + 1.0) / 2.0 : 0.5;
    counts[std::min<std::size_t>(bins - 1, static_cast<std::size_t>(place * bins))] += 1;
  }
  return {
      {"name", part.name},
      {"most", number_of(rounded3(most))},
      {"rms", number_of(rounded3(arma::norm(all) / std::sqrt(static_cast<double>(part.count))))},
      {"counts", counts}};
}

/// -most ... most becomes 0 ... 1.
arma::vec centred(const arma::vec& values) {
  const double most = std::max(1e-12, arma::abs(values).max());
  return 0.5 + values / most / 2.0;
}

/// What each neuron gives over the plane: orange above 0, blue below.
json maps_of(const std::vector<arma::mat>& hidden, arma::uword side) {
  const arma::uword every = side / small_side;
  arma::uvec places(small_side * small_side);
  for (arma::uword i = 0; i < places.n_elem; ++i) {
    const arma::uword row = i / small_side * every + every / 2;
    places(i) = row * side + i % small_side * every + every / 2;
  }
  json layers = json::array();
  for (const arma::mat& layer : hidden) {
    json list = json::array();
    for (arma::uword n = 0; n < std::min(most_drawn, layer.n_rows); ++n) {
      arma::vec values(places.n_elem);
      for (arma::uword i = 0; i < places.n_elem; ++i) values(i) = layer(n, places(i));
      list.push_back(bytes_of(centred(values)));
    }
    layers.push_back(list);
  }
  return layers;
}

/// For each point the class, and how sure the network is of it: two bytes.
std::string classes_of(const arma::mat& outputs) {
  std::vector<unsigned char> bytes(2 * outputs.n_cols);
  for (arma::uword i = 0; i < outputs.n_cols; ++i) {
    const double* column = outputs.colptr(i);
    arma::uword best = 0;
    for (arma::uword k = 1; k < outputs.n_rows; ++k) best = column[k] > column[best] ? k : best;
    double sum = 0.0;
    for (arma::uword k = 0; k < outputs.n_rows; ++k) sum += std::exp(column[k] - column[best]);
    const bool known = std::isfinite(sum);
    bytes[2 * i] = known ? static_cast<unsigned char>(best) : 255;
    bytes[2 * i + 1] = known ? byte_of(1.0 / sum) : 0;
  }
  return base64(bytes);
}

void add_weights(json& one, const Samples& samples, const Learner& learner) {
  json edges = json::array(), widths = json::array();
  widths.push_back(samples.X.n_rows);
  for (const arma::mat& W : learner.weights()) {
    widths.push_back(W.n_rows);
    json rows = json::array();
    for (arma::uword i = 0; i < std::min(most_drawn, W.n_rows); ++i) {
      json row = json::array();
      for (arma::uword k = 0; k < std::min(most_drawn, W.n_cols); ++k) {
        row.push_back(number_of(rounded3(W(i, k))));
      }
      rows.push_back(row);
    }
    edges.push_back(rows);
  }
  one["widths"] = widths;
  one["edges"] = edges;
}

void add_histograms(json& one, const Learner& learner) {
  json weights = json::array(), gradients = json::array();
  for (const Part& part : learner.parts()) {
    if (!part.weights) continue;
    weights.push_back(histogram_of(learner.state().theta, part));
    gradients.push_back(histogram_of(learner.gradient(), part));
  }
  one["weights"] = weights;
  one["gradients"] = gradients;
}

/// A row a neuron, '1' where it is kept for that sample.
json masks_of(const Learner& learner, const arma::uvec& batch) {
  json all = json::array();
  for (const arma::mat& mask : learner.masks(batch)) {
    json rows = json::array();
    for (arma::uword i = 0; i < std::min(most_masked, mask.n_rows); ++i) {
      std::string row;
      for (arma::uword k = 0; k < std::min(most_masked, mask.n_cols); ++k) {
        row += mask(i, k) > 0.0 ? '1' : '0';
      }
      rows.push_back(row);
    }
    all.push_back(rows);
  }
  return all;
}

/// What the first layer's neurons look for, where the features are the pixels of an image.
void add_images(json& one, const Learner& learner) {
  const std::vector<arma::mat> layers = learner.weights();
  if (layers.empty() || layers.front().n_cols != image_pixels) return;
  json images = json::array();
  for (arma::uword n = 0; n < std::min<arma::uword>(16, layers.front().n_rows); ++n) {
    images.push_back(bytes_of(centred(layers.front().row(n).t())));
  }
  one["images"] = images;
}

json score_of(const Learner& learner, const arma::mat& X, const arma::mat& T) {
  const Learner::Score score = learner.score(X, T);
  return {number_of(score.loss), number_of(score.accuracy)};
}

}  // namespace

std::string bytes_of(const arma::vec& values) {
  std::vector<unsigned char> bytes(values.n_elem);
  for (arma::uword i = 0; i < values.n_elem; ++i) bytes[i] = byte_of(values(i));
  return base64(bytes);
}

Plane plane_of(const Samples& samples, const Settings& settings) {
  const bool is_drawn = settings.data == "points";
  if (samples.X.n_rows < 2 || samples.X.n_rows == image_pixels) return {};
  if (samples.X.is_empty() && !is_drawn) return {};
  Plane plane{.there = true,
              .x = std::min(settings.x, samples.X.n_rows - 1),
              .y = std::min(settings.y, samples.X.n_rows - 1)};
  if (is_drawn) {  // also before the first point is set
    plane.low_x = plane.low_y = -1.0;
    plane.middle.zeros(samples.X.n_rows);
  } else {
    std::tie(plane.low_x, plane.high_x) = range_of(samples.X, plane.x);
    std::tie(plane.low_y, plane.high_y) = range_of(samples.X, plane.y);
    plane.middle = arma::mean(samples.X, 1);
  }
  return plane;
}

Painter::Painter(const Samples& samples, const Settings& settings)
    : samples_(samples), plane_(plane_of(samples, settings)) {
  if (plane_.there) {
    fine_ = grid_of(plane_, fine_side);
    coarse_ = grid_of(plane_, coarse_side);
  }
  scored_X_ = samples.X.head_cols(std::min(most_scored, samples.X.n_cols));
  scored_T_ = samples.T.head_cols(scored_X_.n_cols);
  watched_X_ = samples.X_validation.head_cols(std::min(most_scored, samples.X_validation.n_cols));
  watched_T_ = samples.T_validation.head_cols(watched_X_.n_cols);
}

bool Painter::wants(const std::string& what) const {
  return std::ranges::find(wants_, what) != wants_.end();
}

json Painter::network(const Learner& learner, bool moving,
                      const std::optional<arma::uvec>& batch) const {
  const LearnerState& state = learner.state();
  json one = {{"epoch", state.epoch},
              {"step", state.step},
              {"rate", number_of(learner.rate())},
              {"parameters", learner.parameters()},
              {"over", learner.over()},
              {"training", score_of(learner, scored_X_, scored_T_)},
              {"validation", score_of(learner, watched_X_, watched_T_)}};
  if (!learner.breakdown().is_null()) one["breakdown"] = learner.breakdown();
  if (!learner.losses().empty()) one["epoch_loss"] = number_of(learner.losses().back());
  if (plane_.there) {
    add_regions(one, learner, moving ? coarse_side : fine_side);
  }
  if (wants("network")) add_weights(one, samples_, learner);
  if (wants("histograms")) add_histograms(one, learner);
  if (wants("masks") && batch) one["masks"] = masks_of(learner, *batch);
  if (wants("images")) add_images(one, learner);
  return one;
}

void Painter::add_regions(json& one, const Learner& learner, arma::uword side) const {
  const Learner::Outputs out = learner.forward(side == fine_side ? fine_ : coarse_);
  if (samples_.classes > 0) {
    one["regions"] = classes_of(out.outputs);
  } else {
    const double low = samples_.T.min(), high = samples_.T.max();
    one["targets"] = {low, high};
    one["regions"] = bytes_of((out.outputs.row(0).t() - low) / (high - low));
  }
  if (wants("network")) one["neurons"] = maps_of(out.hidden, side);
}

json Painter::misclassified(const Learner& learner) const {
  json list = json::array();
  if (watched_X_.n_rows != image_pixels) return list;
  const arma::mat outputs = learner.forward(watched_X_).outputs;
  for (arma::uword i = 0; i < watched_X_.n_cols && list.size() < 24; ++i) {
    const arma::uword taken = outputs.col(i).index_max();
    const arma::uword is = watched_T_.col(i).index_max();
    if (taken == is) continue;
    list.push_back({{"image", bytes_of(watched_X_.col(i))}, {"is", is}, {"taken", taken}});
  }
  return list;
}

}  // namespace nn::play
