// What the compiler said, reduced to what concerns the student's file.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace gradus::engine {

struct Diagnostic {
  std::size_t line = 0;      // in the student's file; 0: not to be found there
  bool error = false;        // else a warning
  std::string message = {};  // without place and option
  std::string option = {};   // "-Wunused-variable"
};

/// Reads g++'s (or clang++'s) text about the file called `file`. An error inside a header counts
/// for the line of the file that led there.
std::vector<Diagnostic> read_diagnostics(const std::string& output, const std::string& file);

}  // namespace gradus::engine
