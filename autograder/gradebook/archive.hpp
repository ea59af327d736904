// Reads a submission that is an archive: zip, 7z, tar, and tar compressed by gzip, bzip2, xz or
// zstd, known by their content. Nothing is written to the disk. unpack() is what others call: it
// does this in a process of its own, because the archive is not trusted, and a library that unpacks
// has bugs.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/judge.hpp"
#include "gradebook/folder.hpp"
#include "gradebook/limits.hpp"
#include "gradebook/names.hpp"
#include "gradebook/notes.hpp"
#include "gradebook/pick.hpp"

namespace gradus::gradebook {

/// What was found in an archive.
struct Unpacked {
  bool is_archive = false;
  engine::Answers answers;
  std::vector<std::string> notes;
};

/// Reads the archive that `descriptor` stands at the beginning of. Whatever it holds and does (a
/// bomb, damage, a bug in the library that it sets off), this returns in little more than
/// limits.seconds with what was found until then. As root, the reading process becomes `reader`.
/// Throws CannotJudge when a process cannot be started.
Unpacked unpack(int descriptor, const std::vector<LessonFile>& files, const Limits& limits,
                std::optional<unsigned> reader);

/// The reading itself, in the calling process. `recognised` is called once it is an archive.
void read_archive(int descriptor, Pick& pick, const Deliver& deliver,
                  const std::function<void()>& recognised, Notes& notes, const Limits& limits);

}  // namespace gradus::gradebook
