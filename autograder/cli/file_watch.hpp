// Waits until a file is written, a key comes, or somebody stops us.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/files.hpp"

namespace gradus::cli {

enum class Woken { nothing, file, key, stop };

/// Looks at files several times a second, which works on every file system; where the kernel tells
/// of a change (inotify), it is seen at once.
class FileWatch {
 public:
  explicit FileWatch(const std::vector<std::filesystem::path>& files);

  /// Returns at the first of: a file is another than at the last call (and has been quiet for a
  /// moment, as editors write in steps), `key` or `stop` can be read, a quarter of a second is
  /// over. Descriptors of -1 are not looked at.
  Woken wait(int key, int stop);

 private:
  bool changed();

  std::map<std::filesystem::path, std::string> stamps_;
  base::Descriptor notices_;
};

}  // namespace gradus::cli
