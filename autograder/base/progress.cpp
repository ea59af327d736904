#include "base/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/text.hpp"

namespace gradus::base {
namespace {

constexpr std::chrono::milliseconds redraw_pause(100);
constexpr std::chrono::seconds line_pause(5);

std::atomic<int> living = 0;    // Progress objects; only the first one shows anything
std::FILE* drawn_on = nullptr;  // the terminal that has a line to be erased

bool is_terminal(std::FILE* out) {
  const char* kind = std::getenv("TERM");
  return isatty(fileno(out)) != 0 && (kind == nullptr || std::string_view(kind) != "dumb");
}

std::size_t terminal_width(std::FILE* out) {
  winsize size{};
  if (ioctl(fileno(out), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return std::max<std::size_t>(size.ws_col, 2);
}

}  // namespace

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string duration(double seconds) {
  const long long whole = std::llround(std::clamp(seconds, 0.0, 1e9));
  if (whole < 60) return fmt::format("{} s", whole);
  const long long minutes = whole / 60;
  if (minutes < 60) return fmt::format("{}:{:02}", minutes, whole % 60);
  return fmt::format("{}:{:02}:{:02}", minutes / 60, minutes % 60, whole % 60);
}

std::string progress_line(const std::string& what, const Stand& stand, double seconds,
                          std::size_t width) {
  const auto& [done, steps, known, note] = stand;
  std::string line = one_line(what);
  if (steps == 0 || done > steps) {
    line += fmt::format("  step {}", done);
  } else {
    const std::size_t bar = width < 79 ? 10 : 20;
    const std::size_t full = bar * done / steps;
    line += fmt::format(" [{}{}] {:3}%", std::string(full, '#'), std::string(bar - full, '.'),
                        100 * done / steps);
    if (done > known) {
      const double each = seconds / static_cast<double>(done - known);
      line += "  " + duration(each * static_cast<double>(steps - done)) + " left";
    }
  }
  if (!note.empty()) line += "  " + one_line(note);
  return shorten(line, width);
}

Progress::Progress(std::string what, std::size_t steps, std::FILE* out)
    : what_(std::move(what)),
      stand_{.steps = steps},
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
  const auto& [done, steps, known, note] = stand_;
  fmt::print(out_, "{}: {}{} steps in {}{}{}\n", what_, done,
             done < steps ? fmt::format(" of {}", steps) : "", duration(seconds_since(begin_)),
             note.empty() ? "" : "; ", note);
  std::fflush(out_);
}

void Progress::step(const std::string& note) {
  const std::lock_guard guard(mutex_);
  ++stand_.done;
  stand_.note = note;
  draw();
}

void Progress::show(const Stand& stand) {
  const std::lock_guard guard(mutex_);
  stand_ = stand;
  draw();
}

void Progress::say(const std::string& sentence) {
  const std::lock_guard guard(mutex_);
  if (silent_) return;
  clear_progress_line();
  fmt::print(out_, "{}\n", one_line(sentence));
  shown_ = {};
  draw();
}

void Progress::draw() {
  const Clock::time_point now = Clock::now();
  const Clock::duration pause = terminal_ ? Clock::duration(redraw_pause) : line_pause;
  if (silent_ || now - shown_ < pause) return;
  shown_ = now;
  if (terminal_) {
    // \r goes to the beginning of the line, ESC [ K erases it. The last column stays free: a
    // terminal may begin a new line after it.
    const std::size_t width = terminal_width(out_) - 1;
    fmt::print(out_, "\r\033[K{}", progress_line(what_, stand_, seconds_since(begin_), width));
    drawn_on = out_;
  } else {
    fmt::print(out_, "{}\n", progress_line(what_, stand_, seconds_since(begin_), 80));
  }
  std::fflush(out_);
}

void clear_progress_line() {
  if (drawn_on == nullptr) return;
  fmt::print(drawn_on, "\r\033[K");
  std::fflush(drawn_on);
  drawn_on = nullptr;
}

}  // namespace gradus::base
