// gradebook/: from folders and archives to grades.
//
//   submission.hpp  the paths on the command line as submissions: one text for each lesson
//   names.hpp       names of files, of submissions, and in bulk downloads
//   pick.hpp        which of a submission's files answers which lesson
//   folder.hpp      reads a folder without following links or opening anything but plain files
//   archive.hpp     reads an archive, in a process of its own
//   message.hpp     what that process says
//   hash.hpp        what a verdict depends on, as one key
//   journal.hpp     results.jsonl: every verdict, written down at once
//   out_folder.hpp  the folder of results: one grader at a time, one seed
//   scratch.hpp     folders to judge in, and their removal
//   slots.hpp       several judgements at once
//   grade.hpp       all of it together: grades a class
//   notes.hpp       what is worth saying about a submission
//   csv.hpp         grades.csv
//   table.hpp       the grades as a table
//   progress.hpp    how far it is
//   descriptor.hpp, limits.hpp, columns.hpp: small things that the others share
//
// The way through: collect() reads every submission into memory. For each of them and each lesson,
// grade() looks into the journal under a key made of everything the verdict depends on; what is not
// there is judged by the engine, several at once, and written down. The grades are made from that.
//
// Everything that a submission contains is hostile: names, files, links, archives. What cannot be
// read becomes a note on that submission, and never stops the others.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/course.hpp"
#include "engine/judge.hpp"
#include "gradebook/limits.hpp"

namespace gradus::gradebook {

struct Submission {
  std::string name;            // unique, on one line, fit for a terminal
  std::filesystem::path from;  // where it was read
  engine::Answers answers;
  std::vector<std::string> notes;
};

struct Collection {
  std::vector<Submission> submissions;  // in the natural order of their names
  std::vector<std::string> notes;       // what was skipped, and why
};

/// Reads the submissions that `paths` stand for. A path is
///   - a submission: an archive; a lesson file; a folder that holds a lesson file, a lesson's
///     folder (01_activations), or `lessons`;
///   - otherwise a folder of submissions: each visible folder and archive in it is one, and so are
///     loose lesson files as a learning system names them (see loose_file()).
/// `out` is never taken for a submission. Throws CannotJudge for a path that does not exist or is
/// nothing of this kind; among several paths, one of the latter kind is only noted.
Collection collect(const engine::Course& course, const std::vector<std::filesystem::path>& paths,
                   const std::filesystem::path& out = {}, const Limits& limits = {});

}  // namespace gradus::gradebook
