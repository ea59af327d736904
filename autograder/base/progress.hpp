// What long work shows while it runs.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <mutex>
#include <string>

namespace gradus::base {

/// How far some work has come.
struct Stand {
  std::size_t done = 0;
  std::size_t steps = 0;  // in all; 0: nobody knows
  std::size_t known = 0;  // of those done: before the work began, so they tell nothing of its time
  std::string note;       // how it goes
};

/// Shows how far some work has come:
///
///   Progress progress("training", epochs);
///   for (...) { ...; progress.step("loss 0.31, accuracy 87%"); }
///
/// On a terminal this is one line with a bar, the share done, the time left and the note. It is
/// redrawn at most ten times a second and erased at the end. Elsewhere (a file, a pipe) it is a
/// line every five seconds, and one at the end. While one Progress lives, others stay silent.
/// Several threads may call one Progress.
class Progress {
 public:
  /// `steps` is how often step() will be called. `out` is for tests.
  explicit Progress(std::string what, std::size_t steps = 0, std::FILE* out = stderr);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// One step is done; `note` says how it went.
  void step(const std::string& note = "");
  /// So far it has come.
  void show(const Stand& stand);
  /// A line that stays.
  void say(const std::string& sentence);

 private:
  using Clock = std::chrono::steady_clock;
  void draw();

  std::mutex mutex_;
  std::string what_;
  Stand stand_;
  std::FILE* out_;
  bool silent_;
  bool terminal_;
  Clock::time_point begin_;
  Clock::time_point shown_;
};

/// The line that a terminal `width` columns wide shows:
/// "training [####....] 50%  12 s left  note".
std::string progress_line(const std::string& what, const Stand& stand, double seconds,
                          std::size_t width);

/// "4 s", "3:05", "1:02:03".
std::string duration(double seconds);
double seconds_since(std::chrono::steady_clock::time_point begin);

/// Erases the line of the living Progress, if there is one on the terminal, so that other output
/// begins on a free line. The next step draws it again.
void clear_progress_line();

}  // namespace gradus::base

// The lab and the data sets use these as if they were their own.
namespace nn {
using gradus::base::clear_progress_line;
using gradus::base::Progress;
}  // namespace nn
