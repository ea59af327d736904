// What the compiler said, reduced to what concerns the student's file.
//
// Its words are not to be trusted: they quote the student's text, which may be made to look like
// more of them, or to take long to read. So each byte is read a bounded number of times, and no
// more is kept than anybody reads.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gradus::judge {

struct Diagnostic {
  std::size_t line = 0;            // in the student's file; 0: not to be found there
  bool error = false;              // else a warning
  std::string message;             // without place and option
  std::size_t column = 0;          // of that line, from 1, in bytes; 0: not told
  std::vector<std::string> notes;  // what it adds: candidates, and why they do not fit
  std::string option;              // "-Wunused-variable"
  bool recipe = false;             // a check of recipes.hpp failed; the message is its sentence
};

inline constexpr std::size_t longest_said = 2000;  // bytes of a line that are read
inline constexpr std::size_t most_lines = 20000;   // lines that are read
inline constexpr std::size_t most_said = 500;      // errors that are kept, and as many warnings
inline constexpr std::size_t most_added = 12;      // notes that are kept of each
inline constexpr std::size_t longest_added = 600;  // bytes of a note

/// Reads g++'s (or clang++'s) text about the file called `file`. An error inside a header counts
/// for the line of the file that led there.
std::vector<Diagnostic> read_diagnostics(std::string_view output, const std::string& file);

/// Where clang++ says too little without the line it would show below ("expected expression", which
/// operator), adds the sign or word that stands at its place in `text`, what was compiled:
/// " at '%'".
void say_what_stands_there(std::vector<Diagnostic>& diagnostics, std::string_view text);

/// The first line that tells of the machine (no memory, a full disk, a compiler that was killed or
/// cannot start) and is no error in a text; empty if there is none.
std::string words_of_the_machine(std::string_view output);

}  // namespace gradus::judge
