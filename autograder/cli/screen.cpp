#include "cli/screen.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <vector>

#include "base/text.hpp"

namespace gradus::cli {
namespace {

// What terminals have understood since the VT100 and xterm.
constexpr const char* other_screen = "\x1b[?1049h\x1b[?25l\x1b[?7l";  // no cursor, no line wrapped
constexpr const char* first_screen = "\x1b[?7h\x1b[?25h\x1b[?1049l";
constexpr const char* clear = "\x1b[H\x1b[2J";
constexpr const char* inverse = "\x1b[7m";
constexpr const char* plain = "\x1b[0m";

struct Size {
  std::size_t columns = 80;
  std::size_t lines = 24;
};

volatile std::sig_atomic_t resized = 0;

Size size_now() {
  struct winsize size = {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) return {};
  return {.columns = size.ws_col, .lines = size.ws_row};
}

void put(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

}  // namespace

Screen::Screen() {
  terminal_ = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1 &&
              ::tcgetattr(STDIN_FILENO, &before_) == 0;
  if (!terminal_) return;
  struct sigaction action = {};
  action.sa_handler = [](int) { resized = 1; };
  ::sigaction(SIGWINCH, &action, nullptr);
  take();
}

Screen::~Screen() {
  leave();
}

void Screen::take() {
  if (!terminal_ || taken_) return;
  struct termios raw = before_;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  raw.c_cc[VSUSP] = _POSIX_VDISABLE;  // Ctrl-Z would leave this screen behind
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
  put(other_screen);
  taken_ = true;
}

void Screen::leave() {
  if (!taken_) return;
  put(first_screen);
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
  taken_ = false;
}

void Screen::show(const std::string& text, const std::string& bar) {
  if (!terminal_) return put(text + "\n");
  Size size = size_now();
  size.lines -= std::min<std::size_t>(size.lines, 1);  // the bar's
  put(clear + fitting(text, size.lines));
  show_bar(bar);
}

void Screen::show_bar(const std::string& bar) const {
  if (!terminal_) return;
  const Size size = size_now();
  const std::string line = base::shorten(" " + bar, size.columns);
  put(fmt::format("\x1b[{};1H{}{}{}{}", size.lines, inverse, line,
                  base::padding(line, size.columns), plain));
}

bool Screen::was_resized() {
  const bool answer = resized != 0;
  resized = 0;
  return answer;
}

std::size_t screen_columns() {
  return size_now().columns;
}

std::string fitting(const std::string& text, std::size_t most) {
  const std::vector<std::string> lines = base::lines_of(text);
  std::string shown;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool fits = lines.size() <= most || (i == 0 && most > 1);
    if (fits || lines.size() - i < most) shown += lines[i] + "\r\n";
  }
  return shown;
}

}  // namespace gradus::cli
