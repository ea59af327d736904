#include "base/progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <string_view>

#include "base/text.hpp"

namespace nn {
namespace {

constexpr std::chrono::milliseconds redraw_pause(100);
constexpr std::chrono::seconds line_pause(5);

int living = 0;                 // Progress objects; only the first one shows anything
std::FILE* drawn_on = nullptr;  // the terminal that has a line to be erased
volatile std::sig_atomic_t stop = 0;

bool is_terminal(std::FILE* out) {
  const char* kind = std::getenv("TERM");
  return isatty(fileno(out)) != 0 && (kind == nullptr || std::string_view(kind) != "dumb");
}

std::size_t terminal_width(std::FILE* out) {
  winsize size{};
  if (ioctl(fileno(out), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

double seconds_between(std::chrono::steady_clock::time_point a,
                       std::chrono::steady_clock::time_point b) {
  return std::chrono::duration<double>(b - a).count();
}

// Only what a signal handler may do: a flag, and write().
void on_ctrl_c(int) {
  stop = 1;
  constexpr std::string_view message =
      "\nStopping after this step; Ctrl-C again ends the program at once.\n";
  const ssize_t ignored = write(STDERR_FILENO, message.data(), message.size());
  static_cast<void>(ignored);
}

}  // namespace

std::string duration(double seconds) {
  const long long whole = std::llround(std::clamp(seconds, 0.0, 1e9));
  if (whole < 60) return std::to_string(whole) + " s";
  const auto two_digits = [](long long n) { return (n < 10 ? ":0" : ":") + std::to_string(n); };
  const long long minutes = whole / 60;
  if (minutes < 60) return std::to_string(minutes) + two_digits(whole % 60);
  return std::to_string(minutes / 60) + two_digits(minutes % 60) + two_digits(whole % 60);
}

std::string progress_line(const std::string& what, arma::uword done, arma::uword steps,
                          double seconds, const std::string& note, std::size_t width) {
  std::string line = one_line(what);
  if (steps == 0 || done > steps) {
    line += "  step " + std::to_string(done);
  } else {
    const double share = static_cast<double>(done) / static_cast<double>(steps);
    const std::size_t bar = width < 79 ? 10 : 20;
    const std::size_t full = bar * done / steps;
    const std::string percent = std::to_string(100 * done / steps);
    line += " [" + std::string(full, '#') + std::string(bar - full, '.') + "] " +
            std::string(3 - percent.size(), ' ') + percent + "%";
    if (done > 0) line += "  " + duration(seconds * (1 - share) / share) + " left";
  }
  if (!note.empty()) line += "  " + one_line(note);
  return shorten(line, width);
}

Progress::Progress(std::string what, arma::uword steps, std::FILE* out)
    : what_(std::move(what)),
      steps_(steps),
      out_(out),
      silent_(living > 0),
      terminal_(is_terminal(out)),
      begin_(Clock::now()),
      shown_(begin_) {
  ++living;
}

Progress::~Progress() {
  --living;
  if (silent_) return;
  if (terminal_) {
    clear_progress_line();
    return;
  }
  const bool early = done_ < steps_;
  std::fprintf(out_, "%s: %llu%s steps in %s%s%s\n", what_.c_str(),
               static_cast<unsigned long long>(done_),
               early ? (" of " + std::to_string(steps_)).c_str() : "",
               duration(seconds_between(begin_, Clock::now())).c_str(), note_.empty() ? "" : "; ",
               note_.c_str());
  std::fflush(out_);
}

void Progress::step(const std::string& note) {
  ++done_;
  if (silent_) return;
  note_ = note;
  const Clock::time_point now = Clock::now();
  const Clock::duration pause = terminal_ ? Clock::duration(redraw_pause) : line_pause;
  if (now - shown_ >= pause) show(now);
}

void Progress::show(Clock::time_point now) {
  shown_ = now;
  const double seconds = seconds_between(begin_, now);
  if (terminal_) {
    // \r goes to the beginning of the line, ESC [ K erases it. The last column stays free: a
    // terminal may begin a new line after it.
    const std::string line = progress_line(what_, done_, steps_, seconds, note_,
                                           std::max<std::size_t>(terminal_width(out_), 2) - 1);
    std::fprintf(out_, "\r\033[K%s", line.c_str());
    drawn_on = out_;
  } else {
    std::fprintf(out_, "%s\n", progress_line(what_, done_, steps_, seconds, note_, 80).c_str());
  }
  std::fflush(out_);
}

void clear_progress_line() {
  if (drawn_on == nullptr) return;
  std::fprintf(drawn_on, "\r\033[K");
  std::fflush(drawn_on);
  drawn_on = nullptr;
}

void catch_ctrl_c() {
  stop = 0;
  struct sigaction before {};
  // A program started with Ctrl-C ignored (nohup, a background job) keeps ignoring it.
  if (sigaction(SIGINT, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = on_ctrl_c;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);  // the second one ends it
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
}

bool stop_requested() {
  return stop != 0;
}

}  // namespace nn
