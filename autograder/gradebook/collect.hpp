// The paths on the command line as submissions: one text for each lesson.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "gradebook/limits.hpp"
#include "gradebook/member.hpp"
#include "gradebook/when.hpp"
#include "judge/course.hpp"
#include "judge/judge.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::gradebook {

/// An answer that was put away (store.hpp).
struct KeptAnswer {
  std::int64_t id = 0;
  std::string digest;  // SHA-256 of the text, 32 bytes
};

struct Submission {
  std::string name;            // unique, on one line, fit for a terminal
  std::filesystem::path from;  // where it was read
  judge::Answers answers;      // until they are put away
  std::map<std::string, KeptAnswer> kept;
  /// Lessons that cannot be judged, and why: there may be an answer that could not be read.
  std::map<std::string, std::string> unreadable;
  std::vector<std::string> notes;
  Member member;                     // by the roster
  std::map<std::string, When> when;  // by lesson: when its answer was handed in
  // attempts.hpp puts together what one person has handed in.
  std::string called;              // the name before it was made unique
  std::string attempt;             // one of several by somebody who is called so; empty: not known
  bool extra = false;              // an attempt that is judged for others, and has no row
  std::vector<std::string> turns;  // names of the attempts of which the best counts
};

/// Whether there is, or may be, an answer to this lesson in it.
inline bool holds(const Submission& one, const std::string& lesson) {
  return one.kept.contains(lesson) || one.unreadable.contains(lesson);
}

/// Called with each submission once it is read, in no order.
using WhenRead = std::function<void(Submission&)>;

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
/// Every entry of a class is a submission, or is named in `lost`. With `each_attempt`, what a
/// person handed in several times (Blackboard) is so many submissions; else the last counts.
/// `out` is never taken for a submission. Throws CannotJudge for a path that does not exist or is
/// nothing of this kind (among several paths, one of the latter kind is lost), and when archives
/// cannot be read under this policy.
Collection collect(const judge::Course& course, const std::vector<std::filesystem::path>& paths,
                   const std::filesystem::path& out = {}, const Limits& limits = {},
                   sandbox::Policy policy = sandbox::Policy::required,
                   const WhenRead& when_read = {}, bool each_attempt = false);

}  // namespace gradus::gradebook
