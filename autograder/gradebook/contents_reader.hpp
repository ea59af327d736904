// What lies in a folder or in an archive, as contents.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gradebook/contents.hpp"
#include "gradebook/limits.hpp"
#include "gradebook/spool.hpp"
#include "gradebook/unpack.hpp"
#include "judge/course.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::gradebook {

/// Archives are read by a program of its own in the sandbox, for root as a user who owns nothing.
/// Each function takes an open file or folder.
class ContentsReader {
 public:
  /// Keeps all references but the course's.
  ContentsReader(const judge::Course& course, const std::vector<LessonFile>& files,
                 const Limits& limits, sandbox::Policy policy, Spool& spool);

  /// An archive that may hold a class: each file is put away as it comes.
  Unpacked unpacked(int descriptor, Holds holds);
  /// Nothing if the file is no archive, neither by its content nor by its name.
  std::optional<Contents> archive(int descriptor, const std::string& name);
  /// A folder, with the archives in it.
  Contents folder(int descriptor) const;

 private:
  void archive_in_folder(int descriptor, const std::string& path, Contents& contents) const;

  const std::vector<LessonFile>& files_;
  const Limits& limits_;
  Spool& spool_;
  std::optional<sandbox::UidLease> user_;
  ArchiveReader reader_;
};

}  // namespace gradus::gradebook
