// What a page sees of a network that learns: numbers and small maps, as parts of a message.
#pragma once

#include <armadillo>
#include <optional>
#include <string>
#include <vector>

#include "lab/play/learner.hpp"
#include "lab/play/link.hpp"
#include "lab/play/samples.hpp"
#include "lab/play/settings.hpp"

namespace nn::play {

/// The rectangle of two features that a picture shows; the others stand at their means.
struct Plane {
  bool there = false;  // not for images, nor for one feature
  double low_x = 0, high_x = 1, low_y = 0, high_y = 1;
  arma::uword x = 0, y = 1;  // the features
  arma::vec middle;
};

Plane plane_of(const Samples& samples, const Settings& settings);

class Painter {
 public:
  /// `samples` live as long as this. `wants`: "network", "histograms", "masks", "images".
  Painter(const Samples& samples, const Settings& settings);

  const Plane& plane() const { return plane_; }
  void set_wants(const std::vector<std::string>& wants) { wants_ = wants; }
  bool wants(const std::string& what) const;

  /// One network. `moving`: the next picture comes at once, so this one has fewer points. `batch`:
  /// the samples of the next step, for the masks.
  json network(const Learner& learner, bool moving, const std::optional<arma::uvec>& batch) const;
  /// At most 24 of the validation images that it takes for something else.
  json misclassified(const Learner& learner) const;

 private:
  void add_regions(json& one, const Learner& learner, arma::uword side) const;

  const Samples& samples_;
  Plane plane_;
  std::vector<std::string> wants_;
  arma::mat fine_, coarse_;  // the plane's points: features x side^2, row by row from the top
  arma::mat scored_X_, scored_T_, watched_X_, watched_T_;  // the first samples of each part
};

/// Values of 0 ... 1 as bytes for a page.
std::string bytes_of(const arma::vec& values);

constexpr arma::uword image_pixels = 400;

}  // namespace nn::play
