#include "gradebook/contents_reader.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/files.hpp"
#include "base/text.hpp"
#include "gradebook/folder.hpp"
#include "gradebook/names.hpp"

namespace gradus::gradebook {
namespace {

/// Whether it is worth starting the program that reads archives.
bool begins_like_archive(int descriptor) {
  std::string start(512, '\0');
  const ssize_t got = ::pread(descriptor, start.data(), start.size(), 0);
  start.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  const auto marks = {"PK\x03\x04",
                      "PK\x05\x06",
                      "7z\xbc\xaf",
                      "Rar!",
                      "\x1f\x8b",
                      "BZh",
                      "\xfd"
                      "7zXZ",
                      "\x28\xb5\x2f\xfd"};
  return std::ranges::any_of(marks, [&](const char* mark) { return start.starts_with(mark); }) ||
         (start.size() > 262 && start.compare(257, 5, "ustar") == 0);
}

}  // namespace

ContentsReader::ContentsReader(const judge::Course& course, const std::vector<LessonFile>& files,
                               const Limits& limits, sandbox::Policy policy, Spool& spool)
    : files_(files),
      limits_(limits),
      spool_(spool),
      user_(sandbox::UidLease::take_if_root()),
      reader_{.sandbox = course.tools.sandbox,
              .program = course.tools.archive_reader,
              .policy = policy} {
  if (user_) reader_.uid = user_->uid();
}

Unpacked ContentsReader::unpacked(int descriptor, Holds holds) {
  return unpack(descriptor, files_, limits_, reader_, holds,
                [this](Found& found) { spool_.put_away(found); });
}

std::optional<Contents> ContentsReader::archive(int descriptor, const std::string& name) {
  const bool named = without_archive_ending(name).has_value();
  if (!named && !begins_like_archive(descriptor)) return std::nullopt;
  Unpacked read = unpacked(descriptor, Holds::submission);
  if (!read.is_archive && !named) return std::nullopt;
  return std::move(read.contents);
}

Contents ContentsReader::folder(int descriptor) const {
  FolderContents found = read_folder(descriptor, files_, limits_);
  std::size_t count = 0;
  for (const std::string& path : found.archives) {
    const base::Descriptor file = open_below(descriptor, path);
    if (!file) {
      found.contents.gaps.push_back(
          {.why = "a file cannot be read (" + base::last_error() + ")", .where = path});
    } else if (++count > limits_.archives) {
      found.contents.gaps.push_back(
          {.why = fmt::format("more than {} archives: not opened", limits_.archives),
           .where = path});
    } else {
      archive_in_folder(file.get(), path, found.contents);
    }
  }
  return std::move(found.contents);
}

void ContentsReader::archive_in_folder(int descriptor, const std::string& path,
                                       Contents& contents) const {
  Unpacked unpacked = unpack(descriptor, files_, limits_, reader_);
  const bool data = is_compressed_file(path) && !lesson_in(InnerPath(path).parts.back(), files_);
  if (!unpacked.is_archive && data) return;
  if (!unpacked.contents.files.empty()) {
    contents.notes.push_back("read from the archive in it: " + base::one_line(path, 80));
  }
  contents.others.push_back(path + "/");
  unpacked.contents.came_at(modified_at(descriptor));
  contents.add(std::move(unpacked.contents), path);
}

}  // namespace gradus::gradebook
