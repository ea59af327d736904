// gradebook/: from folders and archives to grades.
//
//   submission.hpp  the paths on the command line as submissions: one text for each lesson
//   roster.hpp      who is in a class
//   handed_in.hpp   what learning systems make of names
//   guess.hpp       which lesson a file's name could answer
//   pick.hpp        which of a submission's files answers which lesson
//   given_out.hpp   what the course gave out, which is nobody's answer
//   contents.hpp    what is in a submission, before that is decided
//   folder.hpp      reads a folder without following links or opening anything but plain files
//   archive.hpp     reads an archive, in a program of its own, in the sandbox
//   message.hpp     what that program says
//   text.hpp        a file's bytes as text
//   names.hpp       names of submissions
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
// read never stops the others, and is never a 0: the lessons that it could answer are not judged.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "gradebook/limits.hpp"
#include "judge/course.hpp"
#include "judge/judge.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::gradebook {

struct Submission {
  std::string name;            // unique, on one line, fit for a terminal
  std::filesystem::path from;  // where it was read
  judge::Answers answers;
  /// Lessons that cannot be judged, and why: there may be an answer that could not be read.
  std::map<std::string, std::string> unreadable;
  std::vector<std::string> notes;
};

struct Collection {
  std::vector<Submission> submissions;  // in the natural order of their names
  std::vector<std::string> lost;        // what belongs to nobody, each with its path: a person may
                                        // be missing from the grades
  std::vector<std::string> notes;       // what was skipped, and is certainly nobody's
};

/// Throws CannotJudge unless there is something at this path.
void require_path(const std::filesystem::path& path);

/// Reads the submissions that `paths` stand for. A path is
///   - a submission: an archive; a lesson file; a folder that holds a lesson file, a lesson's
///     folder (01_activations), or `lessons`, and not several other submissions as well;
///   - a class: an archive as a learning system makes it; any other folder. Each folder and archive
///     in it is a submission, and so are loose files as learning systems name them (handed_in.hpp).
/// Every entry of a class is a submission, or is named in `lost`.
/// `out` is never taken for a submission. Throws CannotJudge for a path that does not exist or is
/// nothing of this kind (among several paths, one of the latter kind is lost), and when archives
/// cannot be read under this policy.
Collection collect(const judge::Course& course, const std::vector<std::filesystem::path>& paths,
                   const std::filesystem::path& out = {}, const Limits& limits = {},
                   sandbox::Policy policy = sandbox::Policy::required);

}  // namespace gradus::gradebook
