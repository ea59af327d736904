// Searching by regular expressions.
#pragma once

#include <regex.h>

#include <cstddef>
#include <optional>
#include <string>

namespace gradus::base {

/// A POSIX extended regular expression. (A file that uses std::regex takes two seconds longer to
/// compile, and a student waits for it.)
class Pattern {
 public:
  struct Match {
    std::size_t begin = 0;
    std::size_t size = 0;

    std::size_t end() const { return begin + size; }
  };

  /// Throws std::invalid_argument for what is none: Pattern "(": Unmatched ( or \(.
  explicit Pattern(const std::string& expression);
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  /// The first place at or behind `from` where it fits, else nothing.
  std::optional<Match> find(const std::string& text, std::size_t from = 0) const;

 private:
  regex_t compiled_{};
};

}  // namespace gradus::base
