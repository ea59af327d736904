// Which of a submission's files is the answer to which lesson. A file is known by its name,
// wherever it lies; of several with one name, the one in the lesson's own folder is taken, then the
// one that lies highest, then the first in the alphabet.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "gradebook/names.hpp"
#include "gradebook/notes.hpp"

namespace gradus::gradebook {

/// A path inside a submission, as names. Folders in an archive that Windows made may be separated
/// by backslashes. Nothing is ever looked up or created by such a path.
struct InnerPath {
  explicit InnerPath(const std::string& text);

  std::vector<std::string> parts;
  bool climbs = false;  // it has a part ".."
  bool hidden = false;  // it has a part that is_hidden()

  std::string text() const;  // the parts, joined by '/'
};

class Pick {
 public:
  explicit Pick(const std::vector<LessonFile>& files) : files_(files), slots_(files.size()) {}

  /// The lesson that the file at `path` would answer better than what was taken so far.
  std::optional<std::size_t> wants(const InnerPath& path);
  /// The file was read, and is the answer until a better one is found.
  void take(std::size_t lesson, const InnerPath& path);

  bool empty() const;
  /// Says which file was taken where there was a choice.
  void explain(Notes& notes) const;

 private:
  // Smaller is better: other capitals, not in the lesson's folder, depth, path.
  using Rank = std::tuple<bool, bool, std::size_t, std::string>;
  struct Slot {
    std::size_t seen = 0;
    std::optional<Rank> best;
  };
  Rank rank(const LessonFile& file, const InnerPath& path) const;

  const std::vector<LessonFile>& files_;
  std::vector<Slot> slots_;
};

}  // namespace gradus::gradebook
