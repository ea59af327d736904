// A student's file, taken apart far enough to leave out what does not compile: into items (a
// function, a declaration, a directive), each of which belongs to the task whose marker line,
// `// Task 1.2 ...`, stands above it.
//
// This is no C++ parser. It knows braces in what mask.hpp leaves of the text, and starts anew at
// each marker line, so that a brace too few or too many stays the matter of its own task.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace gradus::judge {

struct Item {
  std::size_t first_line = 0;  // counted from 1
  std::size_t last_line = 0;
  std::string task;      // "1.2"; empty: before the first marker
  std::string function;  // the name that is followed by the first parenthesis, if any
};

/// A part of the file between two marker lines.
struct Region {
  std::size_t first_line = 0;
  std::size_t last_line = 0;
  std::string task;     // empty: before the first marker
  bool broken = false;  // a brace, comment, string or #if that it opens or closes alone
  bool open = false;    // a comment or raw string that it does not close
};

class Source {
 public:
  explicit Source(const std::string& text);

  const std::vector<Item>& items() const { return items_; }
  const std::vector<Region>& regions() const { return regions_; }

  /// A line's text, counted from 1.
  const std::string& line(std::size_t number) const { return lines_.at(number - 1); }

  /// The lines `first` to `last`, counted from 1, each with its end.
  std::string lines(std::size_t first, std::size_t last) const;

  /// An item's text as mask.hpp leaves it: without comments and literals.
  std::string code(const Item& item) const;

  /// The item that holds this line, or nullptr: an empty line, or the braces of a namespace.
  const Item* item_at(std::size_t line) const;

  /// The region of a task that holds this line, as one item, or nullptr: before the first marker,
  /// or the line that closes the namespace.
  const Item* region_at(std::size_t line) const;

  /// The text with these lines emptied; all other lines keep their numbers.
  std::string without(const std::set<std::size_t>& lines) const;

 private:
  void take_apart();

  std::vector<std::string> lines_;
  std::vector<std::string> code_;  // the same, masked
  std::vector<Item> items_;
  std::vector<Region> regions_;
  std::vector<Item> whole_regions_;  // those of tasks, each as one item
};

/// The task id of a marker line, `// Task 1.2  Softmax.`, or nothing.
std::string marker(const std::string& line);

}  // namespace gradus::judge
