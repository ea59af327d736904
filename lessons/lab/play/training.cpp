#include "lab/play/training.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <deque>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "01_activations/activations.hpp"
#include "lab/play/answers.hpp"
#include "lab/play/code.hpp"
#include "lab/play/learner.hpp"
#include "lab/play/samples.hpp"
#include "lab/play/settings.hpp"

namespace nn::play {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr arma::uword side = 48;       // of the grid of a picture
constexpr arma::uword every = 3;       // of a neuron's small picture: side / every
constexpr arma::uword most_drawn = 8;  // neurons of a layer, and weights between them
constexpr arma::uword most_scored = 250;
constexpr arma::uword bins = 24;
constexpr double pictures_a_second = 32.0;
constexpr double share = 0.09;                      // of the time that goes to pictures
constexpr std::size_t most_kept_bytes = 96u << 20;  // of states to go back to
constexpr arma::uword image_pixels = 400;

struct Leave {  // the epoch: a message came that ends or changes the training
};

/// The plane that a picture shows, as samples.
struct Plane {
  double low_x = 0, high_x = 1, low_y = 0, high_y = 1;
  arma::mat X;  // features x side^2, row by row from the top
};

std::pair<double, double> range_of(const arma::mat& X, arma::uword feature) {
  double low = X.row(feature).min();
  double high = X.row(feature).max();
  if (!(low < high)) low -= 1, high += 1;
  const double room = 0.06 * (high - low);
  return {low - room, high + room};
}

Plane plane_of(const Samples& samples, const Settings& settings) {
  Plane plane;
  const bool is_drawn = settings.data == "points";
  if (samples.X.n_rows < 2 || samples.X.n_rows == image_pixels) return plane;
  if (samples.X.is_empty() && !is_drawn) return plane;
  const arma::uword x = std::min(settings.x, samples.X.n_rows - 1);
  const arma::uword y = std::min(settings.y, samples.X.n_rows - 1);
  arma::vec middle(samples.X.n_rows);
  if (is_drawn) {  // also before the first point is set
    plane.low_x = plane.low_y = -1.0;
    plane.high_x = plane.high_y = 1.0;
  } else {
    std::tie(plane.low_x, plane.high_x) = range_of(samples.X, x);
    std::tie(plane.low_y, plane.high_y) = range_of(samples.X, y);
    middle = arma::mean(samples.X, 1);
  }
  plane.X = arma::repmat(middle, 1, side * side);
  for (arma::uword row = 0; row < side; ++row) {
    for (arma::uword column = 0; column < side; ++column) {
      const arma::uword i = row * side + column;
      const double right = (static_cast<double>(column) + 0.5) / side;
      const double up = 1.0 - (static_cast<double>(row) + 0.5) / side;
      plane.X(y, i) = plane.low_y + up * (plane.high_y - plane.low_y);
      plane.X(x, i) = plane.low_x + right * (plane.high_x - plane.low_x);
    }
  }
  return plane;
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

class Training {
 public:
  Training(const json& message, const OwnFile& file, Link& link)
      : link_(link), run_(message.value("run", 0)), settings_(settings_of(message)) {
    if (message.contains("want")) want_ = message.at("want");
    samples_ = choose_samples(settings_, file.path, file.name, link);
    if (samples_.classes == 0) settings_.loss = LossFunction::mean_squared_error;
    json about = message_of(samples_, settings_);
    plane_ = plane_of(samples_, settings_);
    about["run"] = run_;
    about["range"] = {plane_.low_x, plane_.high_x, plane_.low_y, plane_.high_y};
    about["plane"] = !plane_.X.is_empty();
    about["code"] = code_of(settings_, samples_);
    link_.send(about);
    scored_X_ = samples_.X.head_cols(std::min(most_scored, samples_.X.n_cols));
    scored_T_ = samples_.T.head_cols(scored_X_.n_cols);
    watched_X_ = samples_.X_validation.head_cols(
        std::min<arma::uword>(most_scored, samples_.X_validation.n_cols));
    watched_T_ = samples_.T_validation.head_cols(watched_X_.n_cols);
    if (samples_.X.n_cols == 0) return;

    std::vector<json> variants = {json::object()};
    if (message.contains("variants")) variants = message.at("variants").get<std::vector<json>>();
    if (variants.size() > 8) throw std::invalid_argument("more than 8 networks side by side");
    for (const json& variant : variants) {
      json one = message;
      one.update(variant);
      Settings settings = settings_of(one);
      if (samples_.classes == 0) settings.loss = settings_.loss;
      learners_.push_back(std::make_unique<Learner>(settings, samples_, link_));
    }
    paused_ = message.value("paused", true);
    kept_.push_back(states());
    if (const arma::uword until = message.value("until", arma::uword{0}); until > 0)
      skip_to_ = until;
  }

  json run() {
    if (learners_.empty()) return wait_for_another();
    picture();
    while (!next_) {
      try {
        listen();
        if (!next_ && (!paused_ || steps_ > 0 || epochs_ > 0)) epoch();
      } catch (const Leave&) {
        batch_.reset();
        if (go_back_) {
          restore(*go_back_);
          go_back_.reset();
          picture();
        }
      }
    }
    return *next_;
  }

 private:
  std::vector<LearnerState> states() const {
    std::vector<LearnerState> all;
    for (const auto& learner : learners_) all.push_back(learner->state());
    return all;
  }

  json wait_for_another() {
    std::optional<json> message;
    while (!message || is_ours(*message)) message = link_.next(-1);
    return *message;
  }

  static bool is_ours(const json& message) {
    const std::string what = message.value("do", "");
    return what == "pause" || what == "play" || what == "step" || what == "epoch" ||
           what == "rewind" || what == "speed" || what == "want" || what == "digit" ||
           what == "look" || what == "valley";
  }

  /// Takes in a message; throws Leave where the epoch cannot go on.
  void take(const json& message) {
    const std::string what = message.value("do", "");
    if (!is_ours(message)) {
      next_ = message;
      throw Leave{};
    }
    if (what == "valley") return link_.send(answer_valley(message, link_));
    if (message.value("run", run_) != run_) return;  // of an earlier training
    if (what == "pause") paused_ = true;
    if (what == "play") paused_ = false;
    if (what == "step") paused_ = true, steps_ = 1;
    if (what == "epoch") paused_ = true, epochs_ = 1;
    if (what == "speed") speed_ = settings_of(message).speed;
    if (what == "want") want_ = message.at("want");
    if (what == "digit") return show_digit(message);
    if (what == "rewind") {
      go_back_ = message.value("epoch", arma::uword{0});
      paused_ = true;
      throw Leave{};
    }
    if (what == "pause" || what == "want" || what == "look") picture();
  }

  /// All messages that are there; while paused, it waits for them.
  void listen() {
    while (!next_) {
      const bool wait = paused_ && steps_ == 0 && epochs_ == 0;
      std::optional<json> message;
      if (wait) {
        const Link::In idle = link_.in("");
        message = link_.next(-1);
      } else {
        message = link_.next(0);
      }
      if (message) take(*message);
      if (!message && !wait) return;
    }
  }

  bool is_over() const {
    return std::ranges::all_of(learners_,
                               [](const auto& learner) { return !learner->over().empty(); });
  }

  void epoch() {
    if (is_over()) {
      paused_ = true;
      return picture();
    }
    const auto begin = Clock::now();
    for (const auto& learner : learners_) {
      learner->epoch([&](const arma::uvec& batch) { before_step(batch); });
    }
    keep();
    if (epochs_ > 0) --epochs_;
    const bool stands = (paused_ && epochs_ == 0) || is_over();
    if (stands || Clock::now() >= next_picture_) picture();
    const double speed = speed_.value_or(settings_.speed);
    if (speed <= 0.0 || stands) return;
    const auto due = begin + Seconds(1.0 / speed);
    while (!next_ && !paused_ && Clock::now() < due) {
      const Link::In idle = link_.in("");
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(due - Clock::now());
      if (const auto message = link_.next(static_cast<int>(std::max<long>(1, left.count())))) {
        take(*message);
      }
    }
  }

  /// Inside of an epoch, before a step.
  void before_step(const arma::uvec& batch) {
    batch_ = batch;
    const auto now = Clock::now();
    const bool stands = paused_ && epochs_ == 0;
    if (!stands && now < next_look_) return;
    next_look_ = now + std::chrono::milliseconds(4);
    if (!stands) {
      if (now >= next_picture_) picture();
      while (const auto message = link_.next(0)) take(*message);
    }
    if (!(paused_ && epochs_ == 0)) return;
    // Single steps: each shows the batch that it takes, and waits.
    if (learners_.size() == 1 && steps_ == 0) {
      picture();
      while (paused_ && steps_ == 0 && epochs_ == 0) {
        const Link::In idle = link_.in("");
        if (const auto message = link_.next(-1)) take(*message);
      }
    }
    if (steps_ > 0) --steps_;
  }

  void keep() {
    const arma::uword now = most_epochs(states());
    while (kept_.size() > 1 && most_epochs(kept_.back()) >= now) kept_.pop_back();
    kept_.push_back(states());
    std::size_t bytes = 0;
    for (const LearnerState& state : kept_.back()) {
      bytes += 8 * (3 * state.theta.n_elem + 2 * state.losses.size()) + 4096;
    }
    // Every second one of the older half goes.
    if (kept_.size() * bytes < most_kept_bytes && kept_.size() < 1000) return;
    std::deque<std::vector<LearnerState>> fewer;
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      if (i % 2 == 0 || i > kept_.size() / 2) fewer.push_back(std::move(kept_[i]));
    }
    kept_ = std::move(fewer);
  }

  /// To the last kept state of this epoch or an earlier one.
  void restore(arma::uword epoch) {
    std::size_t at = kept_.size() - 1;
    while (at > 0 && most_epochs(kept_[at]) > epoch) --at;
    for (std::size_t i = 0; i < learners_.size(); ++i) learners_[i]->restore(kept_[at][i]);
  }

  static arma::uword most_epochs(const std::vector<LearnerState>& states) {
    arma::uword most = 0;
    for (const LearnerState& state : states) most = std::max(most, state.epoch);
    return most;
  }

  bool wants(const char* what) const { return std::ranges::find(want_, what) != want_.end(); }

  // ---- pictures ----

  void picture() {
    const auto begin = Clock::now();
    if (skip_to_ > most_epochs(states()) && !paused_ && !is_over()) return;
    skip_to_ = 0;
    json all = {{"kind", "picture"},
                {"run", run_},
                {"paused", paused_ && epochs_ == 0 && steps_ == 0},
                {"networks", json::array()}};
    for (const auto& learner : learners_) all["networks"].push_back(network_of(*learner));
    if (wants("digits") && begin >= next_digits_) {
      all["misclassified"] = misclassified();
      next_digits_ = begin + std::chrono::milliseconds(500);
    }
    if (paused_ && batch_ && learners_.size() == 1)
      all["batch"] = std::vector<arma::uword>(batch_->begin(), batch_->end());
    link_.send(all);
    const Seconds took = Clock::now() - begin;
    // Where it has to wait for the page's speed anyway, pictures take nothing away.
    const double part = speed_.value_or(settings_.speed) > 0.0 ? 0.7 : share;
    const double wait = std::max(1.0 / pictures_a_second - took.count(), took.count() / part);
    next_picture_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(Seconds(wait));
  }

  json network_of(const Learner& learner) {
    const LearnerState& state = learner.state();
    json one = {{"epoch", state.epoch},
                {"step", state.step},
                {"rate", number_of(learner.rate())},
                {"parameters", learner.parameters()},
                {"over", learner.over()}};
    if (!learner.breakdown().is_null()) one["breakdown"] = learner.breakdown();
    if (!state.losses.empty()) one["epoch_loss"] = number_of(state.losses.back());
    const Learner::Score seen = learner.score(scored_X_, scored_T_);
    one["training"] = {number_of(seen.loss), number_of(seen.accuracy)};
    const Learner::Score watched = learner.score(watched_X_, watched_T_);
    one["validation"] = {number_of(watched.loss), number_of(watched.accuracy)};
    if (!plane_.X.is_empty()) add_regions(one, learner);
    if (wants("network")) add_weights(one, learner);
    if (wants("histograms")) {
      json weights = json::array(), gradients = json::array();
      for (const Part& part : learner.parts()) {
        if (!part.weights) continue;
        weights.push_back(histogram_of(state.theta, part));
        gradients.push_back(histogram_of(learner.gradient(), part));
      }
      one["weights"] = weights;
      one["gradients"] = gradients;
    }
    if (wants("masks") && batch_) add_masks(one, learner);
    if (wants("images")) add_images(one, learner);
    return one;
  }

  void add_regions(json& one, const Learner& learner) {
    const Learner::Outputs out = learner.forward(plane_.X);
    std::vector<unsigned char> bytes(side * side * (samples_.classes > 0 ? 2 : 1));
    if (samples_.classes > 0) {
      for (arma::uword i = 0; i < side * side; ++i) {
        const double* column = out.outputs.colptr(i);
        const arma::uword count = out.outputs.n_rows;
        arma::uword best = 0;
        for (arma::uword k = 1; k < count; ++k) best = column[k] > column[best] ? k : best;
        double sum = 0.0;
        for (arma::uword k = 0; k < count; ++k) sum += std::exp(column[k] - column[best]);
        const bool known = std::isfinite(sum);
        bytes[2 * i] = known ? static_cast<unsigned char>(best) : 255;
        bytes[2 * i + 1] = known ? byte_of(1.0 / sum) : 0;
      }
    } else {
      const double low = samples_.T.min();
      const double high = samples_.T.max();
      for (arma::uword i = 0; i < side * side; ++i) {
        bytes[i] = byte_of((out.outputs(0, i) - low) / (high - low));
      }
      one["targets"] = {low, high};
    }
    one["regions"] = base64(bytes);
    if (!wants("network")) return;
    // What each neuron gives over the plane: orange above 0, blue below.
    json neurons = json::array();
    for (const arma::mat& layer : out.hidden) {
      json list = json::array();
      for (arma::uword n = 0; n < std::min(most_drawn, layer.n_rows); ++n) {
        std::vector<double> values;
        double most = 1e-12;
        for (arma::uword row = every / 2; row < side; row += every) {
          for (arma::uword column = every / 2; column < side; column += every) {
            values.push_back(layer(n, row * side + column));
            most = std::max(most, std::abs(values.back()));
          }
        }
        std::vector<unsigned char> small;
        for (const double value : values) small.push_back(byte_of(0.5 + value / most / 2.0));
        list.push_back(base64(small));
      }
      neurons.push_back(list);
    }
    one["neurons"] = neurons;
  }

  void add_weights(json& one, const Learner& learner) {
    json edges = json::array(), widths = json::array();
    const std::vector<arma::mat> layers = learner.weights();
    widths.push_back(samples_.X.n_rows);
    for (const arma::mat& W : layers) {
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

  void add_masks(json& one, const Learner& learner) {
    json all = json::array();
    for (const arma::mat& mask : learner.masks(*batch_)) {
      json rows = json::array();
      const arma::uword columns = std::min<arma::uword>(32, mask.n_cols);
      for (arma::uword i = 0; i < std::min<arma::uword>(32, mask.n_rows); ++i) {
        std::string row;
        for (arma::uword k = 0; k < columns; ++k) row += mask(i, k) > 0.0 ? '1' : '0';
        rows.push_back(row);
      }
      all.push_back(rows);
    }
    one["masks"] = all;
  }

  /// What the first layer's neurons look for, where the features are the pixels of an image.
  void add_images(json& one, const Learner& learner) {
    const std::vector<arma::mat> layers = learner.weights();
    if (layers.empty() || layers.front().n_cols != image_pixels) return;
    json images = json::array();
    for (arma::uword n = 0; n < std::min<arma::uword>(16, layers.front().n_rows); ++n) {
      const arma::rowvec row = layers.front().row(n);
      const double most = std::max(1e-12, arma::abs(row).max());
      std::vector<unsigned char> bytes;
      for (const double weight : row) bytes.push_back(byte_of(0.5 + weight / most / 2.0));
      images.push_back(base64(bytes));
    }
    one["images"] = images;
  }

  // ---- digits ----

  json image_of(const arma::vec& pixels) const {
    std::vector<unsigned char> bytes;
    for (const double pixel : pixels) bytes.push_back(byte_of(pixel));
    return base64(bytes);
  }

  json misclassified() const {
    json list = json::array();
    if (watched_X_.n_rows != image_pixels) return list;
    const arma::mat outputs = learners_.front()->forward(watched_X_).outputs;
    for (arma::uword i = 0; i < watched_X_.n_cols && list.size() < 24; ++i) {
      const arma::uword taken = outputs.col(i).index_max();
      const arma::uword is = watched_T_.col(i).index_max();
      if (taken == is) continue;
      list.push_back({{"image", image_of(watched_X_.col(i))}, {"is", is}, {"taken", taken}});
    }
    return list;
  }

  void show_digit(const json& message) {
    const std::vector<unsigned char> bytes = from_base64(message.value("pixels", ""));
    const Learner& learner = *learners_.front();
    if (samples_.X.n_rows != image_pixels || bytes.size() != image_pixels) return;
    arma::mat X(image_pixels, 1);
    for (arma::uword i = 0; i < image_pixels; ++i) X(i) = bytes[i] / 255.0;
    const arma::mat outputs = learner.forward(X).outputs;
    const Link::In in = link_.in("1.5 softmax");
    link_.send({{"kind", "digit"},
                {"run", run_},
                {"taken", outputs.col(0).index_max()},
                {"probabilities", numbers_of(softmax(outputs))}});
  }

  Link& link_;
  int run_;
  Settings settings_;
  json want_ = json::array();
  Samples samples_;
  Plane plane_;
  arma::mat scored_X_, scored_T_, watched_X_, watched_T_;
  std::vector<std::unique_ptr<Learner>> learners_;

  bool paused_ = true;
  int steps_ = 0, epochs_ = 0;  // to be done though it is paused
  arma::uword skip_to_ = 0;     // no pictures before this epoch
  std::optional<double> speed_;
  std::optional<arma::uword> go_back_;
  std::optional<json> next_;
  std::optional<arma::uvec> batch_;
  std::deque<std::vector<LearnerState>> kept_;
  Clock::time_point next_picture_{}, next_look_{}, next_digits_{};
};

}  // namespace

json train_for_page(const json& message, const OwnFile& file, Link& link) {
  return Training(message, file, link).run();
}

}  // namespace nn::play
