#include "gradebook/pick.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "gradebook/notes.hpp"
#include "gradebook/text.hpp"

namespace gradus::gradebook {
namespace {

/// A file that could be the answer to one lesson.
struct Candidate {
  const Found* file = nullptr;
  Guess guess;
  bool stub = false;
  bool at_home = false;  // in the lesson's own folder
};

bool better(const Candidate& a, const Candidate& b) {
  const auto rank = [](const Candidate& c) {
    return std::tuple(c.guess.fit, c.stub, !c.at_home, ~c.guess.number, ~c.file->received,
                      c.file->path.parts.size());
  };
  if (a.file->attempt != b.file->attempt) return a.file->attempt > b.file->attempt;
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  const auto path = [](const Candidate& c) {
    return std::pair(c.file->path.text(), c.file->shown);
  };
  // Of two with one path in an archive the later one is what unpacking leaves.
  return path(a) != path(b) ? path(a) < path(b) : a.file > b.file;
}

When when_of(const Found& file) {
  return {.told = time_in(file.attempt), .late = file.late, .modified = file.modified};
}

/// A name that its owner may well have meant: activations.txt may be anything.
bool sure(const Candidate& one) {
  return one.guess.fit != Fit::ending;
}

bool exact(const Candidate& one) {
  return one.guess.fit <= Fit::capitals;
}

/// The folders of a whole course: beside `lessons`, in these, lies what is not the student's.
class CourseTree {
 public:
  explicit CourseTree(const Contents& contents) {
    for (const Found& one : contents.files) look_at(one.path);
    for (const std::string& path : contents.others) look_at(InnerPath(path));
  }

  bool owns(const InnerPath& path) const {
    static constexpr std::array<std::string_view, 5> others{"solutions", "tests", "autograder",
                                                            "datasets", "docs"};
    for (std::size_t i = 0; i < path.parts.size(); ++i) {
      if (std::ranges::find(others, path.parts[i]) != others.end() &&
          roots_.contains({path.parts.begin(), path.parts.begin() + std::ptrdiff_t(i)})) {
        return true;
      }
    }
    return false;
  }

 private:
  void look_at(const InnerPath& path) {
    const auto place = std::ranges::find(path.parts, "lessons");
    if (place != path.parts.end()) roots_.insert({path.parts.begin(), place});
  }

  std::set<std::vector<std::string>> roots_;
};

class Chooser {
 public:
  Chooser(Contents& contents, const std::vector<LessonFile>& files, const GivenOut& given)
      : contents_(contents), files_(files), given_(given), tree_(contents), all_(files.size()) {}

  Choice run() {
    for (Found& one : contents_.files) candidate(one);
    for (std::size_t lesson = 0; lesson < files_.size(); ++lesson) {
      std::ranges::sort(all_[lesson], better);
      decide(lesson);
    }
    remark();
    choice_.notes = contents_.notes;
    for (std::string& note : notes_.all()) choice_.notes.push_back(std::move(note));
    return std::move(choice_);
  }

 private:
  void candidate(Found& one) {
    const std::optional<Guess> guessed = guess(one.path.parts.back(), files_);
    if (!guessed) contents_.others.push_back(one.shown);
    if (!guessed || tree_.owns(one.path)) return;
    const LessonFile& file = files_[guessed->lesson];
    const std::size_t depth = one.path.parts.size();
    const bool at_home = depth > 1 && one.path.parts[depth - 2] == file.folder;
    if (!at_home && given_.has(one.path)) return;
    if (one.trouble.empty()) {
      Text text = as_text(one.text);
      one.trouble = text.why_not.empty() ? "" : "a file is not taken, because " + text.why_not;
      one.text = std::move(text.text);
    }
    if (one.trouble.empty() && given_.is_given(one.text)) return;
    all_[guessed->lesson].push_back({.file = &one,
                                     .guess = *guessed,
                                     .stub = given_.is_stub(file.lesson, one.text),
                                     .at_home = at_home});
  }

  void decide(std::size_t lesson) {
    const std::vector<Candidate>& candidates = all_[lesson];
    const Candidate* taken = nullptr;
    const Candidate* unread = nullptr;  // the best one that cannot be read
    for (const Candidate& one : candidates) {
      if (one.file->trouble.empty()) {
        // Behind what cannot be read only its equal counts: nobody put a copy there by chance.
        const bool equal = unread == nullptr ||
                           (exact(one) && !one.stub && one.file->attempt == unread->file->attempt);
        if (taken == nullptr && equal) taken = &one;
      } else {
        notes_.add(one.file->trouble, one.file->shown);
        if (unread == nullptr && taken == nullptr && sure(one)) unread = &one;
      }
    }
    const std::string& id = files_[lesson].lesson;
    const bool earlier = taken != nullptr && taken->file->attempt < contents_.last_attempt;
    if (taken != nullptr && !(earlier && !contents_.gaps.empty())) {
      if (earlier) {
        notes_.add("from an earlier attempt, as the last one has no " + files_[lesson].name,
                   taken->file->shown);
      }
      choice_.answers[id] = taken->file->text;
      choice_.when[id] = when_of(*taken->file);
      explain(lesson, *taken);
    } else if (unread != nullptr) {
      choice_.unreadable[id] =
          fmt::format("{}: {}", unread->file->trouble, base::one_line(unread->file->shown, 80));
    } else if (!contents_.gaps.empty()) {
      const Gap& gap = contents_.gaps.front();
      choice_.unreadable[id] =
          gap.why + (gap.where.empty() ? "" : ": " + base::one_line(gap.where, 80));
    }
  }

  /// Says which file was taken where there was a choice, and what else could have been meant.
  void explain(std::size_t lesson, const Candidate& taken) {
    const std::string& name = files_[lesson].name;
    std::set<std::string> equals{taken.file->text};
    std::size_t times = 1;
    for (const Candidate& one : all_[lesson]) {
      const bool matters = !one.stub && one.file->trouble.empty() && sure(one);
      if (!matters || !equals.insert(one.file->text).second) continue;
      if (exact(one) == exact(taken)) {
        ++times;
      } else {
        notes_.add("not taken, as there is a better name for " + name, one.file->shown);
      }
    }
    if (!exact(taken) && times > 1) {
      notes_.add(fmt::format("{} files could be meant for {}, this one is graded", times, name),
                 taken.file->shown);
    } else if (times > 1) {
      notes_.add(fmt::format("{} is there {} times, this one is graded", name, times),
                 taken.file->shown);
    } else if (taken.guess.fit != Fit::exact) {
      notes_.add("taken for " + name, taken.file->shown);
    }
  }

  void remark() {
    for (const Gap& gap : contents_.gaps) notes_.add(gap.why, gap.where);
    for (const Gap& gap : contents_.remarks) notes_.add(gap.why, gap.where);
    if (choice_.answers.size() == files_.size()) return;
    for (const std::string& path : contents_.others) remark_other(InnerPath(path), path);
  }

  /// lessons/lab/table.cpp: whoever hands in the whole course hands in that, too.
  static bool is_of_lessons(const InnerPath& path) {
    const auto place = std::ranges::find(path.parts, "lessons");
    if (path.parts.end() - place < 3) return false;
    const std::string& folder = *(place + 1);  // that of a lesson begins with its number
    return !(folder.size() > 2 && folder[2] == '_' && folder[0] >= '0' && folder[0] <= '9');
  }

  /// A file that answers nothing, in a submission where answers are missing.
  void remark_other(const InnerPath& path, const std::string& shown) {
    if (shown.ends_with('/') || tree_.owns(path) || given_.has(path)) return;
    const std::string& name = path.parts.back();
    const std::optional<std::size_t> lesson = lesson_in(name, files_);
    if (lesson && !choice_.answers.contains(files_[*lesson].lesson)) {
      notes_.add("not taken for " + files_[*lesson].name, shown);
    } else if (choice_.answers.empty() || (is_source(name) && !is_of_lessons(path))) {
      notes_.add("not taken, as no lesson has a file of that name", shown);
    }
  }

  Contents& contents_;
  const std::vector<LessonFile>& files_;
  const GivenOut& given_;
  CourseTree tree_;
  std::vector<std::vector<Candidate>> all_;  // for each lesson, the best first
  Notes notes_;
  Choice choice_;
};

}  // namespace

Choice choose(Contents contents, const std::vector<LessonFile>& files, const GivenOut& given) {
  return Chooser(contents, files, given).run();
}

}  // namespace gradus::gradebook
