// A lesson's file changed as people change it, without a change of what it computes.
#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace class_of {

/// The same draws on every machine, whatever its standard library.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  /// 0 ... count-1.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <typename T>
  const T& pick(const std::vector<T>& list) {
    return list[below(list.size())];
  }

 private:
  std::mt19937_64 engine_;
};

/// What stands under one marker line, `// Task 1.2 ...`, and that line.
struct Part {
  std::string task;
  std::string text;
};

/// A file as what stands above the first task, the tasks, and what closes the namespace.
struct Parts {
  std::string top;
  std::vector<Part> tasks;
  std::string end;

  explicit Parts(const std::string& text);
  std::string text() const;
  Part& part(const std::string& task);
};

/// A few functions that nobody calls, as only their author would write them, behind the top.
std::string with_own_helpers(const std::string& text, Dice& dice);

/// All that is declared in the file and known to nobody else gets another name; comments and
/// literals stay.
std::string renamed(const std::string& text, const std::set<std::string>& keep,
                    const std::string& ending);

/// The functions in another order, as far as none of them stands on a helper's place.
std::string reordered(const std::string& text);

/// What is defined at the beginning of a line: functions, types, constants.
std::set<std::string> defined_in(const std::string& text);

/// Every word that stands in code or comments.
std::set<std::string> words_of(const std::string& text);

}  // namespace class_of
