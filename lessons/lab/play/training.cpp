#include "lab/play/training.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "01_activations/activations.hpp"
#include "lab/play/answers.hpp"
#include "lab/play/code.hpp"
#include "lab/play/learner.hpp"
#include "lab/play/picture.hpp"
#include "lab/play/samples.hpp"
#include "lab/play/settings.hpp"

namespace nn::play {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr double pictures_a_second = 33.0;  // at most
constexpr double share = 0.09;              // of the processor's time, for pictures
constexpr double share_of_slow = 0.7;       // the same while training waits for the page's speed
constexpr std::size_t most_kept_bytes = 96u << 20;  // of states to go back to
constexpr std::size_t most_kept = 1000;

/// What this process has used.
double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

struct Leave {  // the epoch: a message came that ends or changes the training
};

class Training {
 public:
  Training(const json& message, const OwnFile& file, Link& link)
      : link_(link),
        run_(message.value("run", 0)),
        settings_(settings_of(message)),
        samples_(choose_samples(settings_, file.path, file.name, link)),
        painter_(samples_, settings_) {
    if (message.contains("want")) painter_.set_wants(message.at("want"));
    if (samples_.classes == 0) settings_.loss = LossFunction::mean_squared_error;
    json about = message_of(samples_, settings_);
    const Plane& plane = painter_.plane();
    about["run"] = run_;
    about["range"] = {plane.low_x, plane.high_x, plane.low_y, plane.high_y};
    about["plane"] = plane.there;
    const std::vector<std::pair<std::string, Settings>> variants = variants_of(message);
    for (const auto& [name, settings] : variants) {
      about["codes"].push_back({{"name", name}, {"code", code_of(settings, samples_)}});
    }
    link_.send(about);
    if (samples_.X.n_cols == 0) return;

    for (const auto& [name, settings] : variants) {
      learners_.push_back(std::make_unique<Learner>(settings, samples_, link_));
    }
    paused_ = message.value("paused", true);
    kept_.push_back(states());
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
  /// The networks that learn side by side, by name; one without a name where none are asked for.
  std::vector<std::pair<std::string, Settings>> variants_of(const json& message) const {
    std::vector<json> given = {json::object()};
    if (message.contains("variants")) given = message.at("variants").get<std::vector<json>>();
    if (given.size() > 8) throw std::invalid_argument("more than 8 networks side by side");
    std::vector<std::pair<std::string, Settings>> variants;
    for (const json& variant : given) {
      json one = message;
      one.update(variant);
      Settings settings = settings_of(one);
      if (samples_.classes == 0) settings.loss = LossFunction::mean_squared_error;
      variants.emplace_back(variant.value("name", ""), settings);
    }
    return variants;
  }

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
    if (what == "want") painter_.set_wants(message.at("want"));
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
    if (stands || picture_is_due()) picture();
    if (speed() <= 0.0 || stands) return;
    const auto due = begin + Seconds(1.0 / speed());
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
    next_look_ = now + std::chrono::milliseconds(2);
    if (!stands) {
      if (picture_is_due()) picture();
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

  /// A state of each epoch; where they become too many, of every second one, of every fourth, ...
  void keep() {
    const arma::uword now = epoch_now();
    while (kept_.size() > 1 && most_epochs(kept_.back()) >= now) kept_.pop_back();
    if (now % every_ != 0) return;
    kept_.push_back(states());
    std::size_t bytes = 0;
    for (const LearnerState& state : kept_.back()) bytes += 8 * 3 * state.theta.n_elem + 1024;
    if (kept_.size() * bytes < most_kept_bytes && kept_.size() < most_kept) return;
    every_ *= 2;
    std::erase_if(kept_, [&](const auto& states) { return most_epochs(states) % every_ != 0; });
  }

  /// To the last kept state of this epoch or an earlier one.
  void restore(arma::uword epoch) {
    std::size_t at = kept_.size() - 1;
    while (at > 0 && most_epochs(kept_[at]) > epoch) --at;
    for (std::size_t i = 0; i < learners_.size(); ++i) learners_[i]->restore(kept_[at][i]);
  }

  arma::uword epoch_now() const {
    arma::uword most = 0;
    for (const auto& learner : learners_) most = std::max(most, learner->state().epoch);
    return most;
  }

  static arma::uword most_epochs(const std::vector<LearnerState>& states) {
    arma::uword most = 0;
    for (const LearnerState& state : states) most = std::max(most, state.epoch);
    return most;
  }

  // ---- pictures ----

  bool picture_is_due() const {
    return Clock::now() >= next_picture_ && processor_seconds() >= next_painting_;
  }

  void picture() {
    const bool moving = !paused_ && !is_over();
    const auto begin = Clock::now();
    const double used = processor_seconds();
    json all = {{"kind", "picture"},
                {"run", run_},
                {"paused", paused_ && epochs_ == 0 && steps_ == 0},
                {"networks", json::array()}};
    for (const auto& learner : learners_) {
      all["networks"].push_back(painter_.network(*learner, moving, batch_));
    }
    if (painter_.wants("digits") && begin >= next_digits_) {
      all["misclassified"] = painter_.misclassified(*learners_.front());
      next_digits_ = begin + std::chrono::milliseconds(500);
    }
    if (paused_ && batch_ && learners_.size() == 1) {
      all["batch"] = std::vector<arma::uword>(batch_->begin(), batch_->end());
    }
    link_.send(all);
    const double now = processor_seconds();
    const double part = speed() > 0.0 ? share_of_slow : share;
    next_painting_ = now + (now - used) * (1.0 / part - 1.0);
    next_picture_ =
        begin + std::chrono::duration_cast<Clock::duration>(Seconds(1.0 / pictures_a_second));
  }

  double speed() const { return speed_.value_or(settings_.speed); }

  // ---- digits ----

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
  Samples samples_;
  Painter painter_;
  std::vector<std::unique_ptr<Learner>> learners_;

  bool paused_ = true;
  int steps_ = 0, epochs_ = 0;  // to be done though it is paused
  std::optional<double> speed_;
  std::optional<arma::uword> go_back_;
  std::optional<json> next_;
  std::optional<arma::uvec> batch_;
  std::vector<std::vector<LearnerState>> kept_;
  arma::uword every_ = 1;  // so many epochs lie between them
  Clock::time_point next_picture_{}, next_look_{}, next_digits_{};
  double next_painting_ = 0.0;  // of the processor's time
};

}  // namespace

json train_for_page(const json& message, const OwnFile& file, Link& link) {
  return Training(message, file, link).run();
}

}  // namespace nn::play
