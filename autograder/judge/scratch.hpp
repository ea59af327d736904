// A private folder for the time of one piece of work.
#pragma once

#include <filesystem>

namespace gradus::judge {

/// The system's temporary folder (TMPDIR), as an absolute path. Throws CannotJudge if it is none.
std::filesystem::path temporary_folder();

/// A new folder in the system's temporary folder, removed with everything in it when this object
/// goes. Throws CannotJudge when it cannot be made.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

}  // namespace gradus::judge
