// A .zip file in the making.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/files.hpp"

struct archive;

namespace gradus::cli {

/// Each function throws CannotJudge with what libarchive says. The file is there after finish(),
/// whole, with this mode.
class ZipFile {
 public:
  explicit ZipFile(const std::filesystem::path& path, unsigned mode = 0666);

  void add(const std::string& name, const std::string& text, bool program = false);
  void finish();

 private:
  void require(int status);

  base::Draft draft_;
  std::unique_ptr<archive, int (*)(archive*)> archive_;
};

}  // namespace gradus::cli
