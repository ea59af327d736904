// A file without a name, for the texts of a class while they are put together: all of them do not
// fit into memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <utility>

#include "base/files.hpp"
#include "gradebook/contents.hpp"

namespace gradus::gradebook {

class Spool {
 public:
  /// The file is made in `folder` when the first text comes; or, if that is none, where
  /// temporary files are.
  explicit Spool(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Takes the text out of it. Throws CannotJudge, with the cause, when the disk does not take it.
  void put_away(Found& found);
  /// Gives all texts back. Throws CannotJudge when one cannot be read.
  void bring_back(Contents& contents) const;

 private:
  void open();
  void write(std::string_view text);
  std::string read(const Spooled& spooled) const;

  std::filesystem::path folder_;
  base::Descriptor file_;
  std::uint64_t end_ = 0;
};

}  // namespace gradus::gradebook
