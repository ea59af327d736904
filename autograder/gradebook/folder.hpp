// Reads a submission that is a folder. Nothing in it is trusted: no link is followed, nothing but
// a plain file is opened, and how much is looked at is limited.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "gradebook/contents.hpp"
#include "gradebook/limits.hpp"

namespace gradus::gradebook {

/// Opens a folder that lies in another one, a link never. Without descriptor: errno says why.
base::Descriptor open_folder(int parent, const std::string& name);

/// Opens a plain file that lies in `folder`; a link, a pipe, a device or a socket never.
base::Descriptor open_plain_file(int folder, const std::string& name);

/// Reads a plain file in `folder` that could answer a lesson, as the file at `path`.
Found read_plain_file(int folder, const std::string& name, const std::string& path,
                      const Limits& limits);

/// The names in a folder, at most `most` of them, sorted; without "." and "..".
std::vector<std::string> names_in(int folder, std::size_t most, bool& complete);

/// What is in a folder, and the archives in it that are plain files, as paths: they are not opened
/// here.
struct FolderContents {
  Contents contents;
  std::vector<std::string> archives;
};
FolderContents read_folder(int folder, const std::vector<LessonFile>& files, const Limits& limits);

/// Opens a plain file somewhere below `folder`, one of those that read_folder() returned.
base::Descriptor open_below(int folder, const std::string& path);

/// The time of an open file's last change.
Time modified_at(int descriptor);

}  // namespace gradus::gradebook
