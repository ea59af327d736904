#include "gradebook/collect.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "base/files.hpp"
#include "base/text.hpp"
#include "gradebook/contents_reader.hpp"
#include "gradebook/folder.hpp"
#include "gradebook/given_out.hpp"
#include "gradebook/handed_in.hpp"
#include "gradebook/names.hpp"
#include "gradebook/notes.hpp"
#include "gradebook/pick.hpp"
#include "gradebook/roster.hpp"
#include "gradebook/spool.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::gradebook {
namespace {

namespace fs = std::filesystem;
using judge::CannotJudge;

/// "class/" -> "class", "." -> the working folder's name.
std::string last_name(const fs::path& path) {
  const fs::path whole = fs::absolute(path).lexically_normal();
  return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

/// Two names for one and the same folder are found out by this.
using Identity = std::pair<std::uint64_t, std::uint64_t>;
Identity identity(const struct stat& status) {
  return {status.st_dev, status.st_ino};
}

class Collector {
 public:
  Collector(const judge::Course& course, const fs::path& out, const Limits& limits,
            sandbox::Policy policy, const WhenRead& when_read, bool each_attempt)
      : when_read_(when_read),
        each_attempt_(each_attempt),
        files_(lesson_files(course)),
        given_(course),
        limits_(limits),
        spool_(out),
        reader_(course, files_, limits_, policy, spool_) {
    struct stat status {};
    if (!out.empty() && ::stat(out.c_str(), &status) == 0) out_ = identity(status);
  }

  void path(const fs::path& path, bool alone) {
    require_path(path);
    struct stat status {};
    ::stat(path.c_str(), &status);
    if (identity(status) == out_) {
      throw CannotJudge(fmt::format("{}: is also --out; results belong into a folder of their own",
                                    path.string()));
    }
    if (S_ISDIR(status.st_mode)) {
      folder_path(path, alone);
    } else if (!S_ISREG(status.st_mode) || !file_path(path, alone)) {
      neither(path, alone,
              "neither a folder nor an archive (zip, tar.gz, ...) nor a lesson's file");
    }
  }

  Collection result() {
    for (auto& [parent, entries] : entries_) class_of(std::move(entries));
    // A folder that somebody handed in may hold folders with other people's names.
    for (const auto& [name, indices] : same_name_) {
      if (indices.size() < 2) continue;
      for (const std::size_t index : indices) {
        found_[index].notes.push_back("several submissions have this name; this one is from " +
                                      base::one_line(found_[index].from.string()));
      }
    }
    std::ranges::sort(found_, [](const Submission& a, const Submission& b) {
      return natural_less(a.name, b.name);
    });
    return {.submissions = std::move(found_), .lost = std::move(lost_), .notes = std::move(notes_)};
  }

 private:
  void neither(const fs::path& path, bool alone, const std::string& what) {
    if (alone) throw CannotJudge(fmt::format("{}: {}", path.string(), what));
    lose(path, what);
  }

  void lose(const fs::path& path, const std::string& why) { lost_.push_back(lost_line(path, why)); }

  void submit(const std::string& name, const fs::path& from, Contents contents,
              const std::string& attempt = "") {
    spool_.bring_back(contents);
    Choice choice = choose(std::move(contents), files_, given_);
    if (attempt.empty()) same_name_[base::one_line(name)].push_back(found_.size());
    found_.push_back({.name = names_.unique(name),
                      .from = from,
                      .answers = std::move(choice.answers),
                      .unreadable = std::move(choice.unreadable),
                      .notes = std::move(choice.notes),
                      .when = std::move(choice.when),
                      .called = name,
                      .attempt = attempt});
    if (when_read_) when_read_(found_.back());
  }

  /// Remembers an entry of a class whose entries are named one by one, as a shell does for class/*.
  void enter(const fs::path& path, bool file, Contents contents) {
    ClassEntry entry;
    entry.name = last_name(path);
    entry.file = file;
    entry.contents = put_away(std::move(contents));
    entry.from = path;
    entries_[(path / "..").lexically_normal()].push_back(std::move(entry));
  }

  void class_of(std::vector<ClassEntry> entries) {
    Roster roster = make_roster(std::move(entries), files_, each_attempt_);
    for (Person& person : roster.people) {
      submit(person.name, person.from, std::move(person.contents), person.attempt);
    }
    std::ranges::move(roster.lost, std::back_inserter(lost_));
    std::ranges::move(roster.notes, std::back_inserter(notes_));
  }

  Contents put_away(Contents contents) {
    for (Found& found : contents.files) spool_.put_away(found);
    return contents;
  }

  // ---- a path that is a file --------------------------------------------------------------------

  bool file_path(const fs::path& path, bool alone) {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    // The instructor names this folder: here, and only here, links are followed.
    const base::Descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!parent) throw CannotJudge(fmt::format("{}: {}", folder.string(), base::last_error()));
    const std::string name = path.filename().string();
    const std::optional<HandedIn> whose = by_system(name);
    if (could_answer(InnerPath(name), files_)) {
      Contents contents;
      contents.files.push_back(read_plain_file(parent.get(), name, name, limits_));
      if (whose || by_person(name, files_)) {
        enter(path, true, std::move(contents));
      } else {
        const bool has_folder = path.has_parent_path() && folder != "." && folder != "..";
        submit(has_folder ? last_name(folder) : path.stem().string(), path, std::move(contents));
      }
      return true;
    }
    const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!file) throw CannotJudge(fmt::format("{}: {}", path.string(), base::last_error()));
    std::optional<Contents> contents = reader_.archive(file.get(), name);
    if (contents && is_class(*contents, files_, alone ? Given::archive : Given::in_class)) {
      class_archive(file.get(), path);
    } else if (contents) {
      if (class_in(*contents, path)) return true;
      contents->came_at(modified_at(file.get()));
      if (whose) {
        enter(path, false, std::move(*contents));
      } else {
        submit(without_archive_ending(name).value_or(name), path, std::move(*contents));
      }
    } else if (whose) {
      enter(path, true, {.others = {name}});
    }
    return contents.has_value() || whose.has_value();
  }

  /// An archive that holds a class: read once more, with limits for each of its people.
  void class_archive(int descriptor, const fs::path& path) {
    Contents contents = reader_.unpacked(descriptor, Holds::people).contents;
    for (const Gap& gap : contents.gaps) {
      if (gap.where.empty()) lose(path, gap.why + ": people may be missing");
    }
    class_of(split(std::move(contents), path));
  }

  /// The same for one in a class, or one whose only folder is the class.
  bool class_in(Contents& contents, const fs::path& path) {
    if (!contents.gaps.empty() && contents.gaps.front().where.empty()) return false;
    std::vector<ClassEntry> entries = split(contents, path);
    if (entries.size() != 1 || entries.front().file) return false;
    if (!is_class(entries.front().contents, files_, Given::in_class)) return false;
    class_of(split(std::move(entries.front().contents), entries.front().from));
    return true;
  }

  // ---- a path that is a folder ------------------------------------------------------------------

  void folder_path(const fs::path& path, bool alone) {
    const base::Descriptor opened(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened) throw CannotJudge(fmt::format("{}: {}", path.string(), base::last_error()));
    bool complete = true;
    std::vector<std::string> names = names_in(opened.get(), SIZE_MAX, complete);
    if (!complete) throw CannotJudge(fmt::format("{}: {}", path.string(), base::last_error()));
    const std::string own_name = last_name(path);
    const bool marked =
        std::ranges::any_of(names, [&](const auto& n) { return marks_submission(n, files_); });
    const bool entry = !alone && by_system(own_name);  // class/* as a shell writes it out
    if (marked || entry) {
      Contents contents = reader_.folder(opened.get());
      if (entry) {
        enter(path, false, std::move(contents));
        return;
      }
      if (!is_class(contents, files_, Given::folder)) {
        submit(own_name, path, std::move(contents));
        return;
      }
    }
    const std::size_t before = found_.size();
    class_folder(opened.get(), std::move(names), path);
    if (found_.size() > before) return;
    const std::string what = "neither a submission (no lesson file) nor a folder of submissions";
    if (alone) neither(path, alone, what);
    submit(own_name, path, {.notes = {what}});
  }

  void class_folder(int folder, std::vector<std::string> names, const fs::path& path) {
    std::ranges::sort(names, natural_less);
    // Who really has a name keeps it, whatever else is printed alike.
    std::ranges::stable_partition(
        names, [](const std::string& name) { return base::one_line(name) == name; });
    std::vector<ClassEntry> entries;
    for (const std::string& name : names) {
      ClassEntry entry{.name = name, .from = path / name};
      if (is_nobody(name) ? hides_something(folder, entry) : class_entry(folder, entry)) {
        entry.contents = put_away(std::move(entry.contents));
        entries.push_back(std::move(entry));
      }
    }
    class_of(std::move(entries));
  }

  /// A hidden entry is nobody's; unless somebody's work is in it, which then is lost.
  bool hides_something(int parent, const ClassEntry& entry) {
    const base::Descriptor opened = open_folder(parent, entry.name);
    const bool answers = opened ? !read_folder(opened.get(), files_, limits_).contents.files.empty()
                                : without_archive_ending(entry.name).has_value();
    const bool of_system = entry.name.starts_with(".git") || !entry.name.starts_with('.') ||
                           entry.name.starts_with("._");
    if (answers && !of_system) lose(entry.from, "hidden, and not looked into");
    return false;
  }

  /// Reads an entry of a class. False if that is all that has to be done with it.
  bool class_entry(int parent, ClassEntry& entry) {
    struct stat status {};
    if (::fstatat(parent, entry.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      entry.contents.gaps.push_back(
          {.why = "cannot be read (" + base::last_error() + ")", .where = ""});
      return true;
    }
    if (identity(status) == out_) return false;
    if (S_ISDIR(status.st_mode)) return folder_entry(parent, entry);
    if (S_ISREG(status.st_mode)) return file_entry(parent, entry);
    // It gets a row, so that nobody is lost from the list without a word.
    entry.file = !S_ISLNK(status.st_mode) || marks_submission(entry.name, files_);
    entry.contents.gaps.push_back(
        {.why = words(S_ISLNK(status.st_mode) ? Trouble::link : Trouble::special, limits_),
         .where = ""});
    return true;
  }

  bool folder_entry(int parent, ClassEntry& entry) {
    const base::Descriptor opened = open_folder(parent, entry.name);
    if (!opened) {
      entry.contents.gaps.push_back(
          {.why = "the folder cannot be read (" + base::last_error() + ")", .where = ""});
      return true;
    }
    if (is_passed_over(entry.name)) return true;
    entry.contents = reader_.folder(opened.get());
    if (!is_class(entry.contents, files_, Given::in_class)) return true;
    class_of(split(std::move(entry.contents), entry.from));
    return false;
  }

  bool file_entry(int parent, ClassEntry& entry) {
    entry.file = true;
    if (could_answer(InnerPath(entry.name), files_)) {
      entry.contents.files.push_back(read_plain_file(parent, entry.name, entry.name, limits_));
      return true;
    }
    const base::Descriptor opened = open_plain_file(parent, entry.name);
    if (!opened) {
      entry.file = !without_archive_ending(entry.name);
      entry.contents.gaps.push_back(
          {.why = "cannot be read (" + base::last_error() + ")", .where = ""});
      return true;
    }
    std::optional<Contents> contents = reader_.archive(opened.get(), entry.name);
    if (!contents) {
      entry.contents.others.push_back(entry.name);
      return true;
    }
    if (is_class(*contents, files_, Given::in_class)) {
      class_archive(opened.get(), entry.from);
      return false;
    }
    entry.file = false;
    entry.contents = std::move(*contents);
    entry.contents.came_at(modified_at(opened.get()));
    return true;
  }

  WhenRead when_read_;
  bool each_attempt_;
  std::vector<LessonFile> files_;
  GivenOut given_;
  Limits limits_;
  Spool spool_;  // all that is read of a class, until it is clear whose it is
  ContentsReader reader_;
  std::optional<Identity> out_;
  NameRegister names_;
  std::map<std::string, std::vector<std::size_t>> same_name_;  // indices into found_
  std::map<fs::path, std::vector<ClassEntry>>
      entries_;  // of classes whose entries are named one by one
  std::vector<Submission> found_;
  std::vector<std::string> lost_;
  std::vector<std::string> notes_;
};

}  // namespace

void require_path(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return;
  throw CannotJudge(
      fmt::format("{}: {}. Give the folder or the archive of a submission, or a folder of "
                  "submissions",
                  path.string(), base::last_error()));
}

Collection collect(const judge::Course& course, const std::vector<fs::path>& paths,
                   const fs::path& out, const Limits& limits, sandbox::Policy policy,
                   const WhenRead& when_read, bool each_attempt) {
  if (paths.empty()) throw CannotJudge("grade: name at least one submission or folder of them");
  Collector collector(course, out, limits, policy, when_read, each_attempt);
  for (const fs::path& path : paths) collector.path(path, paths.size() == 1);
  Collection collection = collector.result();
  if (collection.submissions.empty()) {
    throw CannotJudge("grade: there is no submission in what was named");
  }
  return collection;
}

}  // namespace gradus::gradebook
