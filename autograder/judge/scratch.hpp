// Folders to judge in. What a submission leaves in one is as hostile as what it is made of: deep
// trees, links, folders without rights. All of it goes when the judgement is over.
#pragma once

#include <atomic>
#include <filesystem>

#include "base/files.hpp"

namespace gradus::judge {

/// Removes a folder and everything in it; follows no link, needs no recursion, and does not mind
/// missing rights. True if nothing is left of it: a submission that made a million folders must not
/// hold up the others, so this gives up after `seconds`.
bool remove_tree(const std::filesystem::path& folder, double seconds = 60);

/// The one folder of this run, below the system's folder for temporary files (TMPDIR). Others may
/// pass through it, but cannot see what is there.
class ScratchRoot {
 public:
  /// Also removes what graders left that were killed, except what was made in the last seconds:
  /// its maker may be about to claim it. Throws CannotJudge, also where nothing can be executed.
  explicit ScratchRoot(double young_seconds = 60);
  ~ScratchRoot();
  ScratchRoot(const ScratchRoot&) = delete;
  ScratchRoot& operator=(const ScratchRoot&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  friend class ScratchFolder;
  std::filesystem::path path_;
  base::Descriptor lock_;  // held while this grader lives: nobody else clears the folder away
  std::atomic<unsigned> count_ = 0;
};

/// A folder for one judgement, closed to others: judge() opens to the slot's user what that user is
/// to have. Removed at the end; what takes too long is left for the end of the run, and then for
/// the next one.
class ScratchFolder {
 public:
  /// Throws CannotJudge, also when there is too little room for what a judgement writes.
  explicit ScratchFolder(ScratchRoot& root);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace gradus::judge
