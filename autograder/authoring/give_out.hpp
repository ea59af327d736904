// Writes the students' copy to a folder, and brings a copy that somebody works in up to date.
//
// The copy keeps a list, `.release.json`: for each file, the hashes of all texts that the course
// has ever given out under this name. A file with one of them is the course's; any other is its
// student's, and is never written to. The list is written before the files, and each file is
// replaced as a whole: whoever is interrupted says the same again.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "authoring/students_copy.hpp"

namespace gradus::authoring {

/// Throws CannotJudge, before anything is written, when the folder cannot take a copy.
void give_out(const StudentsCopy& copy, const std::filesystem::path& folder);

struct Update {
  std::vector<std::string> written;  // new, or newer than before
  std::vector<std::string> removed;  // no longer of the course
  std::vector<std::string> kept;     // the student's, of which the course has a newer one
};

/// What is in `kept` is left as it is, and the course's file is put beside it, with `beside` behind
/// its name. Throws CannotJudge when the folder is no copy.
Update bring_up_to_date(const StudentsCopy& copy, const std::filesystem::path& folder);

constexpr const char* beside = ".course";

}  // namespace gradus::authoring
