#include "gradebook/roster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "gradebook/handed_in.hpp"
#include "gradebook/notes.hpp"

namespace gradus::gradebook {
namespace {

bool is_lesson_folder(const std::string& name, const std::vector<LessonFile>& files) {
  return name == "lessons" ||
         std::ranges::any_of(files, [&](const LessonFile& file) { return name == file.folder; });
}

/// Canvas's names have nothing that only Canvas writes: they count where an answer or an archive
/// has one.
bool is_believed(const HandedIn& one, const std::vector<LessonFile>& files) {
  return one.system != System::canvas || guess(one.file, files) ||
         without_archive_ending(one.file).has_value();
}

/// What systems put beside the submissions: a page that shows them, a sheet for the grades.
bool is_of_system(const std::string& name) {
  static constexpr std::array<std::string_view, 4> sheets{".csv", ".xlsx", ".xls", ".ods"};
  if (same_ignoring_case(name, "index.html") || same_ignoring_case(name, "index.htm")) return true;
  std::string_view start = name;
  start = start.substr(0, 5);
  return (same_ignoring_case(start, "grade") || same_ignoring_case(start.substr(0, 3), "gc_")) &&
         std::ranges::any_of(sheets,
                             [&](auto sheet) { return ends_with_ignoring_case(name, sheet); });
}

/// One person, while entries are put together.
struct Draft {
  Person person;
  bool named = false;  // by something that was handed in, not by an aside
  bool has_file = false;
  std::set<std::string> attempts;                // with files
  std::map<std::string, std::vector<Gap>> gaps;  // by attempt
  Notes notes;
};

class RosterMaker {
 public:
  RosterMaker(const std::vector<LessonFile>& files, bool each_attempt)
      : files_(files), each_attempt_(each_attempt) {}

  Roster make(std::vector<ClassEntry> entries) {
    std::vector<std::optional<HandedIn>> whose;
    bool canvas = false;
    for (const ClassEntry& entry : entries) {
      whose.push_back(by_system(entry.name));
      std::optional<HandedIn>& one = whose.back();
      // Canvas makes no folders.
      const bool fits = entry.file || without_archive_ending(entry.name);
      if (one && one->system == System::canvas && !fits) one.reset();
      canvas = canvas || (one && one->system == System::canvas && is_believed(*one, files_));
    }
    name_blackboard(whose);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (whose[i] && (whose[i]->system != System::canvas || canvas)) {
        handed_in(entries[i], *whose[i]);
      } else {
        other(entries[i]);
      }
    }
    for (Draft& draft : drafts_) finish(draft);
    return std::move(roster_);
  }

 private:
  static void name_blackboard(std::vector<std::optional<HandedIn>>& whose) {
    std::vector<std::string> heads;
    for (const auto& one : whose) {
      if (one && one->system == System::blackboard) heads.push_back(one->person);
    }
    std::vector<std::string> people = without_assignment(heads);
    auto next = people.begin();
    for (auto& one : whose) {
      if (one && one->system == System::blackboard) one->person = one->shown = *next++;
    }
  }

  Draft& draft_of(const HandedIn& one, const ClassEntry& entry) {
    const auto [place, is_new] = by_key_.try_emplace(
        {one.system, one.person, each_attempt_ ? one.attempt : ""}, drafts_.size());
    if (is_new) drafts_.push_back({.person = {.name = one.shown, .from = entry.from}});
    Draft& draft = drafts_[place->second];
    if (!one.aside && !std::exchange(draft.named, true)) draft.person.name = one.shown;
    return draft;
  }

  void handed_in(ClassEntry& entry, const HandedIn& one) {
    Draft& draft = draft_of(one, entry);
    for (Found& found : entry.contents.files) {
      found.attempt = one.attempt;
      found.received = one.received;
      if (one.system == System::canvas) found.late = one.late;
      if (entry.file) found.path = InnerPath(one.file);
    }
    if (!one.aside) {
      draft.has_file = true;
      draft.attempts.insert(one.attempt);
      if (one.late) draft.notes.add("handed in late, says the learning system", entry.name);
    } else if (one.system != System::blackboard) {
      draft.notes.add("a text that was typed online is not read", entry.name);
    }
    if (one.aside) entry.contents.others.clear();
    auto& gaps = draft.gaps[one.attempt];
    for (Gap& gap : entry.contents.gaps) gaps.push_back(std::move(gap));
    entry.contents.gaps.clear();
    draft.has_file = draft.has_file || !entry.contents.files.empty();
    const bool in_folder = !entry.file && !one.file.empty();
    draft.person.contents.add(std::move(entry.contents), in_folder ? one.file : "");
  }

  void other(ClassEntry& entry) {
    if (entry.file) return single_file(entry);
    if (is_lesson_folder(entry.name, files_)) return lose(entry, "a lesson's folder in a class");
    if (is_passed_over(entry.name)) return lose(entry, "a folder that programs fill");
    drafts_.push_back({.person = {.name = without_archive_ending(entry.name).value_or(entry.name),
                                  .contents = std::move(entry.contents),
                                  .from = entry.from},
                       .named = true,
                       .has_file = true});
  }

  void single_file(ClassEntry& entry) {
    if (const std::optional<HandedIn> one = by_person(entry.name, files_)) {
      handed_in(entry, *one);
    } else if (guess(entry.name, files_)) {
      lose(entry, "a lesson's file that names nobody");
    } else if (is_of_system(entry.name)) {
      roster_.notes.push_back("no submission, and not looked at: " + entry.from.string());
    } else {
      const std::vector<Gap>& why = entry.contents.gaps;
      lose(entry, why.empty() ? "neither a folder nor an archive" : why.front().why);
    }
  }

  void lose(const ClassEntry& entry, const std::string& why) {
    roster_.lost.push_back(lost_line(entry.from, why));
  }

  void finish(Draft& draft) {
    Contents& contents = draft.person.contents;
    if (draft.attempts.size() > 1) {
      draft.notes.add(
          fmt::format("handed in {} times; the last attempt counts", draft.attempts.size()),
          *draft.attempts.rbegin());
    }
    // What could not be read in an attempt that does not count is nobody's trouble.
    const std::string last = draft.attempts.empty() ? "" : *draft.attempts.rbegin();
    for (Gap& gap : draft.gaps[last]) contents.gaps.push_back(std::move(gap));
    contents.last_attempt = draft.person.attempt = last;
    if (!draft.has_file) {
      contents.gaps.push_back(
          {.why = "no file was handed in, and what was typed online is not read", .where = ""});
    }
    for (std::string& note : draft.notes.all()) contents.notes.push_back(std::move(note));
    roster_.people.push_back(std::move(draft.person));
  }

  const std::vector<LessonFile>& files_;
  bool each_attempt_;
  std::map<std::tuple<System, std::string, std::string>, std::size_t>
      by_key_;  // indices into drafts_
  std::vector<Draft> drafts_;
  Roster roster_;
};

/// What a path's highest level shows, without a look at any text.
struct Top {
  bool folder = false;
  bool gap = false;
  std::set<std::size_t> lessons;  // that something in it could answer
};

std::map<std::string, Top> tops_of(const Contents& contents, const std::vector<LessonFile>& files) {
  std::map<std::string, Top> tops;
  for (const Found& one : contents.files) {
    Top& top = tops[one.path.parts.front()];
    top.folder = top.folder || one.path.parts.size() > 1;
    if (const auto guessed = guess(one.path.parts.back(), files))
      top.lessons.insert(guessed->lesson);
  }
  for (const std::string& path : contents.others) {
    const InnerPath inner(path);
    if (inner.parts.empty()) continue;
    Top& top = tops[inner.parts.front()];
    top.folder = top.folder || inner.parts.size() > 1 || path.ends_with('/');
  }
  for (const Gap& gap : contents.gaps) {
    const InnerPath inner(gap.where);
    if (!inner.parts.empty()) tops[inner.parts.front()].gap = true;
  }
  return tops;
}

std::size_t people_by_system(const std::map<std::string, Top>& tops,
                             const std::vector<LessonFile>& files) {
  std::set<std::pair<System, std::string>> people;
  for (const auto& [name, top] : tops) {
    const std::optional<HandedIn> one = by_system(name);
    if (!one || !is_believed(*one, files)) continue;
    if (one->system == System::canvas && top.folder && !without_archive_ending(name)) continue;
    people.emplace(one->system, one->person);
  }
  return people.size();
}

/// Folders that a person has beside the answers.
bool is_part(const std::string& name, const std::vector<LessonFile>& files) {
  static constexpr std::array<std::string_view, 24> parts{
      "solutions", "tests", "autograder", "datasets", "docs",   "old",     "backup",  "bak",
      "src",       "copy",  "include",    "data",     "plots",  "figures", "images",  "img",
      "results",   "out",   "output",     "notes",    "report", "Debug",   "Release", "bin"};
  return is_lesson_folder(name, files) || is_passed_over(name) ||
         std::ranges::find(parts, name) != parts.end();
}

/// Folders and archives, and loose files with a name in them, as far as they are not part of what
/// one person has; and the lessons that each could answer.
std::map<std::string, std::set<std::size_t>> possible_people(const std::map<std::string, Top>& tops,
                                                             const std::vector<LessonFile>& files) {
  std::map<std::string, std::set<std::size_t>> people;
  for (const auto& [name, top] : tops) {
    if (is_part(name, files)) continue;
    if (top.folder || without_archive_ending(name)) {
      people[name].insert(top.lessons.begin(), top.lessons.end());
    } else if (const std::optional<HandedIn> one = by_person(name, files)) {
      people[one->person].insert(top.lessons.begin(), top.lessons.end());
    }
  }
  return people;
}

/// Is this folder, with a lesson's file or folder in it, the class of people, where that is astray?
bool is_astray(const std::map<std::string, Top>& tops,
               const std::map<std::string, std::set<std::size_t>>& people,
               const std::vector<LessonFile>& files) {
  const bool answers =
      std::ranges::any_of(people, [](const auto& one) { return !one.second.empty(); });
  const bool hollow = std::ranges::none_of(tops, [&](const auto& top) {
    return marks_submission(top.first, files) && (top.second.gap || !top.second.lessons.empty());
  });
  return answers && people.size() + (hollow ? 1 : 0) > 1;
}

}  // namespace

Roster make_roster(std::vector<ClassEntry> entries, const std::vector<LessonFile>& files,
                   bool each_attempt) {
  return RosterMaker(files, each_attempt).make(std::move(entries));
}

std::string lost_line(const std::filesystem::path& path, const std::string& why) {
  return fmt::format("{}: {} (in {})", base::one_line(path.filename().string()), why,
                     base::one_line(path.parent_path().string()));
}

std::vector<ClassEntry> split(Contents contents, const std::filesystem::path& from) {
  std::map<std::string, ClassEntry> entries;
  const auto entry_of = [&](const InnerPath& path, bool folder) -> ClassEntry& {
    const std::string& name = path.parts.front();
    const auto [place, is_new] = entries.try_emplace(name);
    ClassEntry& entry = place->second;
    if (is_new) entry = {.name = name, .file = true, .from = from / name};
    entry.file = entry.file && path.parts.size() == 1 && !folder;
    return entry;
  };
  const auto behind = [](const InnerPath& path) {
    InnerPath rest = path;
    if (rest.parts.size() > 1) rest.parts.erase(rest.parts.begin());
    return rest;
  };
  for (Found& one : contents.files) {
    ClassEntry& entry = entry_of(one.path, false);
    one.path = behind(one.path);
    if (!entry.file) one.shown = one.path.text();
    entry.contents.files.push_back(std::move(one));
  }
  for (const std::string& path : contents.others) {
    const InnerPath inner(path);
    ClassEntry& entry = entry_of(inner, path.ends_with('/'));
    const std::string slash = path.ends_with('/') ? "/" : "";
    if (inner.parts.size() > 1) entry.contents.others.push_back(behind(inner).text() + slash);
    if (entry.file) entry.contents.others.push_back(inner.text());
  }
  std::vector<Gap> for_all;
  for (std::vector<Gap>* gaps : {&contents.gaps, &contents.remarks}) {
    for (Gap& gap : *gaps) {
      const InnerPath inner(gap.where);
      if (inner.parts.empty()) {
        for_all.push_back(gap);
      } else {
        ClassEntry& entry = entry_of(inner, gaps == &contents.gaps);
        gap.where = inner.parts.size() > 1 ? behind(inner).text() : "";
        entry.contents.gaps.push_back(std::move(gap));
      }
    }
  }
  std::vector<ClassEntry> result;
  for (auto& [name, entry] : entries) {
    for (const Gap& gap : for_all) entry.contents.gaps.push_back(gap);
    result.push_back(std::move(entry));
  }
  return result;
}

bool marks_submission(const std::string& name, const std::vector<LessonFile>& files) {
  if (is_lesson_folder(name, files)) return true;
  const std::optional<Guess> guessed = guess(name, files);
  return guessed && guessed->whose.empty() && guessed->fit != Fit::ending && !by_system(name);
}

bool is_class(const Contents& contents, const std::vector<LessonFile>& files, Given given) {
  const std::map<std::string, Top> tops = tops_of(contents, files);
  const std::size_t by_a_system = people_by_system(tops, files);
  if (given == Given::in_class || by_a_system > 0) return by_a_system > (given == Given::in_class);
  const auto people = possible_people(tops, files);
  if (given == Given::folder) return is_astray(tops, people, files);
  if (std::ranges::any_of(tops,
                          [&](const auto& top) { return marks_submission(top.first, files); })) {
    return false;
  }
  // Of one person's folders each answers other lessons; in a class they answer the same.
  std::size_t sum = 0;
  std::set<std::size_t> lessons;
  for (const auto& [name, answers] : people) {
    sum += answers.size();
    lessons.insert(answers.begin(), answers.end());
  }
  return people.size() > 1 && sum > lessons.size();
}

bool is_nobody(const std::string& name) {
  return is_hidden(name) || name == "node_modules" || name == "CMakeFiles" || name == "__pycache__";
}

}  // namespace gradus::gradebook
