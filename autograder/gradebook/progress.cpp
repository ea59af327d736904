#include "gradebook/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "gradebook/columns.hpp"
#include "gradebook/descriptor.hpp"
#include "gradebook/notes.hpp"

namespace gradus::gradebook {
namespace {

constexpr std::size_t bar_width = 24;
constexpr std::chrono::milliseconds between_drawings{100};
constexpr std::chrono::seconds between_lines{5};
constexpr const char* clear_line = "\r\x1B[K";

/// "about 3 min left"; empty while nothing was judged that an estimate could stand on.
std::string time_left(const Progress& progress, double seconds) {
  const std::size_t judged = progress.done - std::min(progress.reused, progress.done);
  const std::size_t open = progress.total - std::min(progress.done, progress.total);
  if (judged == 0 || open == 0) return "";
  const double left = seconds / static_cast<double>(judged) * static_cast<double>(open);
  if (left < 90) return fmt::format("about {:.0f} s left", std::ceil(left));
  if (left < 90 * 60) return fmt::format("about {:.0f} min left", std::ceil(left / 60));
  return fmt::format("about {:.1f} h left", left / 3600);
}

}  // namespace

Screen Screen::standard_error() {
  const char* kind = std::getenv("TERM");
  Screen screen{.terminal = ::isatty(STDERR_FILENO) == 1 && kind != nullptr &&
                            std::string_view(kind) != "dumb",
                .width = 80,
                .write = [](const std::string& text) { write_all(STDERR_FILENO, text); }};
  winsize size{};
  if (screen.terminal && ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    screen.width = std::min<std::size_t>(size.ws_col, 80);
  }
  return screen;
}

std::string progress_line(const Progress& progress, double seconds, std::size_t width) {
  const std::size_t done = std::min(progress.done, progress.total);
  const std::size_t filled = progress.total == 0 ? 0 : done * bar_width / progress.total;
  std::string line = fmt::format("[{}{}]  {}/{}", std::string(filled, '#'),
                                 std::string(bar_width - filled, '-'), done, progress.total);
  const std::string left = time_left(progress, seconds);
  if (!left.empty()) line += "  " + left;
  const std::string current = one_line(progress.current);
  if (!current.empty()) line += "  " + current;
  return shorten(line, width);
}

ProgressBar::ProgressBar(Screen screen) : screen_(std::move(screen)) {}

ProgressBar::~ProgressBar() {
  if (line_is_there_) screen_.write(clear_line);
}

void ProgressBar::operator()(const Progress& progress) {
  const Clock::time_point now = Clock::now();
  if (!started_) started_ = now;
  std::string text;
  if (!progress.message.empty()) {
    text = (line_is_there_ ? clear_line : "") + one_line(progress.message, 1000) + "\n";
    line_is_there_ = false;
  }
  const double seconds = std::chrono::duration<double>(now - *started_).count();
  const bool last = progress.done == progress.total;
  if (screen_.terminal) {
    if (last || !text.empty() || now - drawn_ >= between_drawings) {
      // One column stays free: some terminals break the line when the last one is written.
      text +=
          (line_is_there_ ? clear_line : "") + progress_line(progress, seconds, screen_.width - 1);
      line_is_there_ = true;
      drawn_ = now;
    }
  } else if (last || now - drawn_ >= between_lines) {
    text += progress_line(progress, seconds, screen_.width) + "\n";
    drawn_ = now;
  }
  if (!text.empty()) screen_.write(text);
}

}  // namespace gradus::gradebook
