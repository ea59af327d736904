// What the page's network learns: samples of a set of the course, of a user's own file, or points
// that were set with the mouse.
#pragma once

#include <armadillo>
#include <filesystem>
#include <string>
#include <vector>

#include "lab/play/link.hpp"
#include "lab/play/settings.hpp"

namespace nn::play {

struct Samples {
  std::string name, source;
  arma::uword classes = 0;  // 0: a regression
  std::vector<std::string> features;
  std::vector<std::string> class_names;  // one a class
  arma::mat X, T;                        // to learn from: features x samples, outputs x samples
  arma::mat X_validation, T_validation;  // to watch; may be empty

  arma::uword outputs() const { return T.n_rows; }
};

/// The samples that the settings choose; `file` is what the user gave last, under `file_name`.
/// Scaled by the student's functions of lesson 06 where that is asked for. Throws
/// std::runtime_error or std::invalid_argument: why there are none.
Samples choose_samples(const Settings& settings, const std::filesystem::path& file,
                       const std::string& file_name, Link& link);

/// A message of kind "samples": what a page draws, at most 1,000 points of each part.
json message_of(const Samples& samples, const Settings& settings);

}  // namespace nn::play
