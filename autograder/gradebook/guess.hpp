// What a file's name says: which lesson it could answer, and how sure that is. Learning systems,
// browsers and people rename files; no name that they make should cost anybody points.
//
// The grader and gradus-archive share this file, so it knows nothing but names.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gradus::gradebook {

// Whatever the locale says: of bytes outside of ASCII neither holds.
inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
inline char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The file that answers a lesson: {"01", "01_activations", "activations.cpp"}.
struct LessonFile {
  std::string lesson;
  std::string folder;
  std::string name;
};

/// How a name fits, best first.
enum class Fit {
  exact,     // activations.cpp
  capitals,  // Activations.CPP
  renamed,   // activations (1).cpp, activations-1.cc, 01_activations.cpp, Kopie von activations.cpp
  extended,  // cosic_activations.cpp, activations_final.cpp
  ending,    // activations.txt, activations
};

struct Guess {
  std::size_t lesson = 0;  // index into `files`
  Fit fit = Fit::exact;
  unsigned number = 0;  // 2 in "activations (2).cpp": the highest one is the latest
  std::string whose;    // other words in the name: "cosic"
};

/// The lesson that a file of this name could answer; nothing for activations.hpp,
/// activations.cpp.pdf, or the course's own test_activations.cpp.
std::optional<Guess> guess(const std::string& name, const std::vector<LessonFile>& files);

/// The lesson whose name stands in this name, whatever its ending: nobody may take
/// activations.docx for an answer, but somebody should be told that it is there.
std::optional<std::size_t> lesson_in(const std::string& name, const std::vector<LessonFile>& files);

bool same_ignoring_case(std::string_view a, std::string_view b);
bool ends_with_ignoring_case(std::string_view text, std::string_view ending);

/// activations.cpp, main.cc, x.cxx: C++ by its ending.
bool is_source(std::string_view name);

/// Hidden files, and what macOS and Windows add to folders and archives.
bool is_hidden(std::string_view name);

/// Folders that programs fill: build, node_modules, CMakeFiles, venv, ... Nobody writes an answer
/// there, and they can hold more files than any limit allows for.
bool is_passed_over(std::string_view folder);

/// "anna.zip" -> "anna"; nothing if the name does not end as an archive's does.
std::optional<std::string> without_archive_ending(const std::string& name);

/// train-images.gz: a single compressed file, which need be no archive.
bool is_compressed_file(std::string_view name);

}  // namespace gradus::gradebook
