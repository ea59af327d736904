// What is in a submission, before anybody decides what of it answers which lesson: read from a
// folder (folder.hpp) or from an archive (archive.hpp), hostile in every byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gradebook/guess.hpp"
#include "gradebook/inner_path.hpp"
#include "gradebook/when.hpp"

namespace gradus::gradebook {

/// Where a text lies that was put away (spool.hpp).
struct Spooled {
  std::uint64_t place = 0;
  std::uint64_t size = 0;
};

/// A file that could answer a lesson.
struct Found {
  InnerPath path;     // in the submission
  std::string shown;  // as it is called in notes
  std::string text;   // its bytes as they came, unless they are put away:
  Spooled spooled;
  std::string trouble;         // why they could not be had: "a link is not followed"
  std::string attempt;         // when it was handed in; the last attempt wins
  std::uint64_t received = 0;  // of files with one name the one received last wins
  std::optional<bool> late;    // says Canvas
  Time modified = 0;           // the file's own time, or its archive's; 0: not known
};

/// Something that could not be looked at. What was not found may be there.
struct Gap {
  std::string why;
  std::string where;
};

struct Contents {
  std::vector<Found> files;
  /// Other paths that could matter to a person: C++, names of lessons, and the two highest levels.
  std::vector<std::string> others;
  std::vector<Gap> gaps;
  std::vector<Gap> remarks;  // could not be looked at either, but cannot hide an answer
  std::vector<std::string> notes;
  std::string last_attempt;  // see Found::attempt

  /// Something at `path` could not be read.
  void unread(const std::string& why, const std::string& path,
              const std::vector<LessonFile>& files);
  /// Something that is no answer; it is kept if it could matter.
  void other(const InnerPath& path, bool folder, const std::vector<LessonFile>& files);
  /// Everything in `more`, as if it lay in a folder of that name; "" for none.
  void add(Contents more, const std::string& folder);
  /// All of it came in one file, an archive of this time.
  void came_at(Time modified);
};

/// Could the file at this path answer a lesson? Hidden files never can.
bool could_answer(const InnerPath& path, const std::vector<LessonFile>& files);

/// Whether a path is worth mentioning to the grader at all.
bool could_matter(const InnerPath& path, const std::vector<LessonFile>& files);

}  // namespace gradus::gradebook
