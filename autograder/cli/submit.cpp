#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <memory>
#include <vector>

#include "base/files.hpp"
#include "cli/board.hpp"
#include "cli/commands.hpp"
#include "cli/show.hpp"
#include "cli/verdict.hpp"

namespace gradus::cli {
namespace {

namespace fs = std::filesystem;

/// A .zip file in the making. Throws CannotJudge with what libarchive says.
class Zip {
 public:
  explicit Zip(const fs::path& path) : archive_(::archive_write_new(), ::archive_write_free) {
    require(::archive_write_set_format_zip(archive_.get()));
    require(::archive_write_open_filename(archive_.get(), path.c_str()));
  }

  void add(const std::string& name, const std::string& text) {
    const std::unique_ptr<archive_entry, decltype(&::archive_entry_free)> entry(
        ::archive_entry_new(), ::archive_entry_free);
    ::archive_entry_set_pathname(entry.get(), name.c_str());
    ::archive_entry_set_filetype(entry.get(), AE_IFREG);
    ::archive_entry_set_perm(entry.get(), 0644);
    ::archive_entry_set_mtime(entry.get(), std::time(nullptr), 0);
    ::archive_entry_set_size(entry.get(), static_cast<la_int64_t>(text.size()));
    require(::archive_write_header(archive_.get(), entry.get()));
    if (::archive_write_data(archive_.get(), text.data(), text.size()) < 0) require(ARCHIVE_FATAL);
  }

  void finish() { require(::archive_write_close(archive_.get())); }

 private:
  void require(int status) {
    if (status == ARCHIVE_OK) return;
    const char* said = ::archive_error_string(archive_.get());
    throw judge::CannotJudge(std::string("the archive cannot be written: ") + (said ? said : "?"));
  }

  std::unique_ptr<archive, decltype(&::archive_write_free)> archive_;
};

/// "  04    60 of 100 in the tests that you can read; does not compile: 4.2"
std::string line(const Standing& one) {
  if (one.untouched) return fmt::format("  {}  nothing is written yet\n", one.lesson->id);
  std::string broken;
  for (const judge::TaskResult& task : one.result.tasks) {
    if (!task.compiler.empty())
      broken += (broken.empty() ? "; does not compile: " : ", ") + task.id;
  }
  return fmt::format("  {} {:>5} of {} in the tests that you can read{}\n", one.lesson->id,
                     points(one.result.earned()), points(one.result.possible()), broken);
}

}  // namespace

int submit(const judge::Course& course, const SubmitCommand& options) {
  std::vector<const judge::Lesson*> wanted;
  for (const std::string& called : options.lessons) wanted.push_back(&course.lesson(called));
  std::vector<Standing> handed_in;
  for (const Standing& one : look(course)) {
    const bool named = std::ranges::find(wanted, one.lesson) != wanted.end();
    if (wanted.empty() ? !one.untouched : named) handed_in.push_back(one);
  }
  if (handed_in.empty()) {
    throw judge::CannotJudge("nothing is written yet in any lesson: there is nothing to hand in");
  }
  const fs::path draft = options.out.string() + ".new";
  Zip zip(draft);
  for (const Standing& one : handed_in) {
    zip.add(judged_file(*one.lesson, false), base::read_file(course.student_file(*one.lesson)));
  }
  zip.finish();
  fs::rename(draft, options.out);

  for (const Standing& one : handed_in) fmt::print("{}", line(one));
  fmt::print("{} holds these files: hand it in as it is.\n", options.out.string());
  return 0;
}

}  // namespace gradus::cli
