// How far grading is: one line that is drawn again and again on a terminal, and elsewhere (a log,
// a CI job) a plain line every few seconds.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "gradebook/grade.hpp"

namespace gradus::gradebook {

/// Where progress goes to.
struct Screen {
  bool terminal = false;
  std::size_t width = 80;
  std::function<void(const std::string&)> write;

  static Screen standard_error();
};

/// "[#######-----]  14/24  about 3 min left  anna, 01_activations", at most `width` columns.
std::string progress_line(const Progress& progress, double seconds, std::size_t width);

/// An observer for grade(); give it as std::ref(bar).
class ProgressBar {
 public:
  explicit ProgressBar(Screen screen = Screen::standard_error());
  /// Takes the line away, so that the table starts on a clean one.
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void operator()(const Progress& progress);

 private:
  using Clock = std::chrono::steady_clock;
  Screen screen_;
  std::optional<Clock::time_point> started_;  // at the first call
  Clock::time_point drawn_;
  bool line_is_there_ = false;
};

}  // namespace gradus::gradebook
