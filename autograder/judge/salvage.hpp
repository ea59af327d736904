// What can be saved of a file that does not compile: the largest part of it that does. Items with
// errors are left out, round by round, and whole tasks when that goes on for long; what was only
// drawn in by another's error comes back.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "judge/course.hpp"
#include "judge/diagnostics.hpp"

namespace gradus::judge {

/// One run of the compiler.
struct Attempt {
  bool ok = false;
  std::vector<Diagnostic> said;
};

using CompileText = std::function<Attempt(const std::string& text)>;

struct Salvaged {
  Attempt last;  // the attempt whose object is to be used; not ok: nothing could be saved
  // Why items were left out, by task; under "" what belongs to no task.
  std::map<std::string, std::vector<std::string>> left_out;
  // All that the compiler said of them, by task, in its own words.
  std::map<std::string, std::vector<std::string>> compiler_raw = {};
};

/// How often a text is compiled at most, for a lesson with that many tasks.
std::size_t most_attempts(std::size_t tasks);

/// `first` is the failed attempt at the whole text; `compile` compiles another text, and its last
/// call is the one whose object counts.
Salvaged salvage(const Lesson& lesson, const std::string& text, const Attempt& first,
                 const CompileText& compile);

}  // namespace gradus::judge
