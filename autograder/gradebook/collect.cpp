#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "gradebook/archive.hpp"
#include "gradebook/descriptor.hpp"
#include "gradebook/folder.hpp"
#include "gradebook/names.hpp"
#include "gradebook/notes.hpp"
#include "gradebook/pick.hpp"
#include "gradebook/submission.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::gradebook {
namespace {

namespace fs = std::filesystem;
using engine::CannotJudge;

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
  Collector(const engine::Course& course, const fs::path& out, const Limits& limits)
      : files_(lesson_files(course)), limits_(limits), reader_(sandbox::UidLease::take_if_root()) {
    struct stat status {};
    if (!out.empty() && ::stat(out.c_str(), &status) == 0) out_ = identity(status);
  }

  void path(const fs::path& path, bool alone) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
      throw CannotJudge(
          fmt::format("{}: {}. Give the folder or the archive of a submission, or a "
                      "folder of submissions",
                      path.string(), last_error()));
    }
    if (identity(status) == out_) {
      throw CannotJudge(fmt::format("{}: is also --out; results belong into a folder of their own",
                                    path.string()));
    }
    if (S_ISDIR(status.st_mode)) {
      folder_path(path, alone);
    } else if (!S_ISREG(status.st_mode) || !file_path(path)) {
      neither(path, alone,
              "neither a folder nor an archive (zip, tar.gz, ...) nor a lesson's file");
    }
  }

  Collection result() {
    // A folder that somebody handed in may hold folders with other people's names.
    for (const auto& [name, indices] : same_name_) {
      if (indices.size() < 2) continue;
      for (const std::size_t index : indices) {
        found_[index].notes.push_back("several submissions have this name; this one is from " +
                                      one_line(found_[index].from.string()));
      }
    }
    std::ranges::sort(found_, [](const Submission& a, const Submission& b) {
      return natural_less(a.name, b.name);
    });
    return {.submissions = std::move(found_), .notes = notes_.all()};
  }

 private:
  void neither(const fs::path& path, bool alone, const std::string& what) {
    if (alone) throw CannotJudge(fmt::format("{}: {}", path.string(), what));
    notes_.add("skipped: " + what, path.string());
  }

  Submission& add(const std::string& name, const fs::path& from) {
    same_name_[one_line(name)].push_back(found_.size());
    return found_.emplace_back(
        Submission{.name = names_.unique(name), .from = from, .answers = {}, .notes = {}});
  }

  // ---- a path that is a file
  // ---------------------------------------------------------------------

  bool file_path(const fs::path& path) {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    // The instructor names this folder: here, and only here, links are followed.
    const Descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!parent) throw CannotJudge(fmt::format("{}: {}", folder.string(), last_error()));
    const std::string name = path.filename().string();
    for (const LessonFile& file : files_) {
      if (!same_ignoring_case(name, file.name)) continue;
      const bool has_folder = path.has_parent_path() && folder != "." && folder != "..";
      Submission& one = add(has_folder ? last_name(folder) : path.stem().string(), path);
      Notes notes;
      if (auto text = read_plain_file(parent.get(), name, name, limits_.file_bytes, notes)) {
        one.answers[file.lesson] = std::move(*text);
      }
      one.notes = notes.all();
      return true;
    }
    if (const std::optional<LooseFile> loose = loose_file(name, files_)) {
      loose_files(parent.get(), {{loose->person, {{name, loose->lesson}}}}, folder);
      return true;
    }
    Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!file) throw CannotJudge(fmt::format("{}: {}", path.string(), last_error()));
    return archive(file.get(), name, path);
  }

  /// False if the file is no archive, neither by its content nor by its name.
  bool archive(int descriptor, const std::string& name, const fs::path& from) {
    Unpacked unpacked = unpack_file(descriptor);
    const std::optional<std::string> stem = without_archive_ending(name);
    if (!unpacked.is_archive && !stem) return false;
    Submission& one = add(stem.value_or(name), from);
    one.answers = std::move(unpacked.answers);
    one.notes = std::move(unpacked.notes);
    return true;
  }

  Unpacked unpack_file(int descriptor) const {
    Unpacked unpacked = unpack(descriptor, files_, limits_,
                               reader_ ? std::optional(reader_->uid()) : std::optional<unsigned>());
    if (!unpacked.is_archive) {
      unpacked.notes.emplace_back(
          "not an archive that can be read: expected zip, tar.gz, or the like");
    }
    return unpacked;
  }

  // ---- a path that is a folder
  // -------------------------------------------------------------------

  void folder_path(const fs::path& path, bool alone) {
    const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder) throw CannotJudge(fmt::format("{}: {}", path.string(), last_error()));
    bool complete = true;
    std::vector<std::string> names = names_in(folder.get(), SIZE_MAX, complete);
    if (std::ranges::any_of(names,
                            [&](const std::string& name) { return marks_submission(name); })) {
      read(folder.get(), add(last_name(path), path));
      return;
    }
    std::ranges::sort(names, natural_less);
    // Who really has a name keeps it, whatever else is printed alike.
    std::ranges::stable_partition(names,
                                  [](const std::string& name) { return one_line(name) == name; });
    const std::size_t before = found_.size();
    std::map<std::string, std::vector<std::pair<std::string, std::size_t>>> loose;
    for (const std::string& name : names) {
      if (is_hidden(name)) continue;
      if (const std::optional<LooseFile> one = loose_file(name, files_)) {
        loose[one->person].emplace_back(name, one->lesson);
      } else {
        class_entry(folder.get(), name, path / name);
      }
    }
    loose_files(folder.get(), loose, path);
    if (found_.size() > before) return;
    const std::string what = "neither a submission (no lesson file) nor a folder of submissions";
    if (alone) neither(path, alone, what);
    add(last_name(path), path).notes.push_back(what);
  }

  bool marks_submission(const std::string& name) const {
    return name == "lessons" || std::ranges::any_of(files_, [&](const LessonFile& file) {
             return name == file.folder || same_ignoring_case(name, file.name);
           });
  }

  void class_entry(int folder, const std::string& name, const fs::path& from) {
    struct stat status {};
    if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return;
    if (identity(status) == out_) return;
    if (S_ISDIR(status.st_mode)) {
      Submission& one = add(name, from);
      const Descriptor opened = open_folder(folder, name);
      if (opened) {
        read(opened.get(), one);
      } else {
        one.notes.push_back("the folder cannot be read (" + last_error() + ")");
      }
    } else if (S_ISREG(status.st_mode)) {
      const Descriptor opened = open_plain_file(folder, name);
      const bool taken = opened ? archive(opened.get(), name, from) : unreadable(name, from);
      if (!taken) notes_.add("skipped: neither a folder nor an archive", from.string());
    } else if (S_ISLNK(status.st_mode)) {
      // It gets a row, so that nobody is lost from the list without a word.
      add(without_archive_ending(name).value_or(name), from)
          .notes.emplace_back("a link, which is not followed");
    } else {
      notes_.add("skipped: neither a file nor a folder", from.string());
    }
  }

  bool unreadable(const std::string& name, const fs::path& from) {
    const std::string why = "cannot be read (" + last_error() + ")";
    const std::optional<std::string> stem = without_archive_ending(name);
    if (stem) add(*stem, from).notes.push_back(why);
    return stem.has_value();
  }

  void loose_files(
      int folder,
      const std::map<std::string, std::vector<std::pair<std::string, std::size_t>>>& people,
      const fs::path& from) {
    for (const auto& [person, names] : people) {
      Submission& one = add(person, from / names.front().first);
      Notes notes;
      for (const auto& [name, lesson] : names) {
        auto text = read_plain_file(folder, name, name, limits_.file_bytes, notes);
        if (!text) continue;
        if (one.answers.contains(files_[lesson].lesson)) {
          notes.add(files_[lesson].name + " is there more than once, this one is graded", name);
        }
        one.answers[files_[lesson].lesson] = std::move(*text);
      }
      one.notes = notes.all();
    }
  }

  // ---- a submission that is a folder
  // -------------------------------------------------------------

  void read(int folder, Submission& one) const {
    Notes notes;
    Pick pick(files_);
    const Deliver deliver = [&](std::size_t lesson, std::string text) {
      one.answers[files_[lesson].lesson] = std::move(text);
    };
    const std::vector<std::string> archives = read_folder(folder, pick, deliver, notes, limits_);
    pick.explain(notes);
    one.notes = notes.all();
    if (archives.empty()) return;
    // Learning systems make a folder for each person, and in it lies the archive that was handed
    // in.
    const Descriptor only =
        pick.empty() && archives.size() == 1 ? open_below(folder, archives.front()) : Descriptor();
    if (!only) {
      one.notes.push_back("an archive inside the folder is not opened: " +
                          one_line(archives.front(), 80));
      return;
    }
    one.notes.push_back("read from the archive in it: " + one_line(archives.front(), 80));
    Unpacked unpacked = unpack_file(only.get());
    one.answers = std::move(unpacked.answers);
    one.notes.insert(one.notes.end(), unpacked.notes.begin(), unpacked.notes.end());
  }

  std::vector<LessonFile> files_;
  Limits limits_;
  std::optional<sandbox::UidLease> reader_;
  std::optional<Identity> out_;
  NameRegister names_;
  std::map<std::string, std::vector<std::size_t>> same_name_;  // indices into found_
  std::vector<Submission> found_;
  Notes notes_;
};

}  // namespace

Collection collect(const engine::Course& course, const std::vector<fs::path>& paths,
                   const fs::path& out, const Limits& limits) {
  if (paths.empty()) throw CannotJudge("grade: name at least one submission or folder of them");
  Collector collector(course, out, limits);
  for (const fs::path& path : paths) collector.path(path, paths.size() == 1);
  Collection collection = collector.result();
  if (collection.submissions.empty()) {
    throw CannotJudge("grade: there is no submission in what was named");
  }
  return collection;
}

}  // namespace gradus::gradebook
