// A .zip file in the making.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

struct archive;

namespace gradus::cli {

/// Each function throws CannotJudge with what libarchive says.
class ZipFile {
 public:
  explicit ZipFile(const std::filesystem::path& path);

  void add(const std::string& name, const std::string& text, bool program = false);
  void finish();

 private:
  void require(int status);

  std::unique_ptr<archive, int (*)(archive*)> archive_;
};

}  // namespace gradus::cli
