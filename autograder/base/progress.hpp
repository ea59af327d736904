// What long work shows while it runs, and how it is stopped in good order.
#pragma once

#include <armadillo>
#include <chrono>
#include <cstdio>
#include <string>

namespace nn {

/// Shows how far some work has come:
///
///   Progress progress("training", epochs);
///   for (...) { ...; progress.step("loss 0.31, accuracy 87%"); }
///
/// On a terminal this is one line with a bar, the share done, the time left and the note. It is
/// redrawn at most ten times a second and erased at the end. Elsewhere (a file, a pipe) it is a
/// line every five seconds, and one at the end. While one Progress lives, others stay silent.
class Progress {
 public:
  /// `steps` is how often step() will be called. `out` is for tests.
  Progress(std::string what, arma::uword steps, std::FILE* out = stderr);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// One step is done; `note` says how it went.
  void step(const std::string& note = "");

 private:
  using Clock = std::chrono::steady_clock;
  void show(Clock::time_point now);

  std::string what_;
  arma::uword steps_;
  std::FILE* out_;
  bool silent_;
  bool terminal_;
  arma::uword done_ = 0;
  std::string note_;
  Clock::time_point begin_;
  Clock::time_point shown_;
};

/// The line that a terminal `width` characters wide shows: "training [####....] 50% 12 s left
/// note".
std::string progress_line(const std::string& what, arma::uword done, arma::uword steps,
                          double seconds, const std::string& note, std::size_t width);

/// "4 s", "3:05", "1:02:03".
std::string duration(double seconds);

/// Erases the line of the living Progress, if there is one on the terminal, so that other output
/// begins on a free line. The next step draws it again.
void clear_progress_line();

/// From now on, the first Ctrl-C only makes stop_requested() true: a loop that asks for it can end
/// early and still save what it has. A second Ctrl-C ends the program at once.
void catch_ctrl_c();
bool stop_requested();

}  // namespace nn
