// The terminal, taken for a while: an empty screen, keys without Enter. It is left as it was found.
#pragma once

#include <termios.h>

#include <cstddef>
#include <string>

namespace gradus::cli {

class Screen {
 public:
  /// Takes the terminal, if standard input and output are one; otherwise show() prints, one text
  /// after another, and there are no keys.
  Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  ~Screen();

  bool is_terminal() const { return terminal_; }

  /// What fits of `text`, in place of what was there: the first line, then the last ones, with
  /// `bar` as the last line of the screen.
  void show(const std::string& text, const std::string& bar);
  /// Another last line.
  void show_bar(const std::string& bar) const;

  /// Whether the terminal has another size since this was last asked.
  bool was_resized();

  /// Gives the terminal back, for a program that needs it, and takes it again.
  void leave();
  void take();

 private:
  bool terminal_ = false;
  bool taken_ = false;
  struct termios before_ = {};
};

/// How wide the terminal is; 80 where there is none.
std::size_t screen_columns();

/// The lines of `text` that a screen of `most` lines can show: all of them, or the first one and as
/// many of the last ones. Each ends as a terminal in raw mode wants it.
std::string fitting(const std::string& text, std::size_t most);

}  // namespace gradus::cli
