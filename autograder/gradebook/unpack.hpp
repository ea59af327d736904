// Reads a submission that is an archive: zip, 7z, tar, and tar compressed by gzip, bzip2, xz or
// zstd, known by their content. Nothing is written to the disk. An archive is not trusted, and a
// library that unpacks has bugs: so a program of its own does this, gradus-archive (archive.hpp),
// confined in the sandbox like a submission that runs. It reads the archive from stdin and writes
// messages (message.hpp) to stdout.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "gradebook/limits.hpp"
#include "gradebook/message.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::gradebook {

/// How gradus-archive is started.
struct ArchiveReader {
  std::filesystem::path sandbox;  // gradus-sandbox
  std::filesystem::path program;  // gradus-archive
  sandbox::Policy policy = sandbox::Policy::required;
  std::optional<unsigned> uid;  // as root: the user that it becomes
};

/// Reads the archive that `descriptor` is open for, from its beginning. Whatever it holds and does
/// (a bomb, damage, a bug in the library that it sets off), this returns, with what was found until
/// then and a gap for what was not. Each file goes through `on_file` as it comes. Throws
/// CannotJudge when the program cannot be started.
Unpacked unpack(int descriptor, const std::vector<LessonFile>& files, const Limits& limits,
                const ArchiveReader& reader, Holds holds = Holds::submission,
                const OnFile& on_file = {});

}  // namespace gradus::gradebook
