#include "gradebook/journal.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "base/hash.hpp"
#include "judge/course.hpp"

namespace gradus::gradebook {
namespace {

using judge::CannotJudge;
using nlohmann::json;

CannotJudge trouble(const std::filesystem::path& file, const std::string& what) {
  return CannotJudge(fmt::format("{}: {}", file.string(), what));
}

/// Calls visit(line, offset) for each line that ends in a newline. Returns the size of these lines
/// together; what is behind them was not finished.
std::uint64_t for_each_line(
    int file, const std::filesystem::path& path,
    const std::function<void(const std::string& line, std::uint64_t offset)>& visit) {
  ::lseek(file, 0, SEEK_SET);
  const std::optional<std::string> text = base::read_all(file);
  if (!text) throw trouble(path, "cannot be read: " + base::last_error());
  std::size_t start = 0;
  for (std::size_t end; (end = text->find('\n', start)) != std::string::npos; start = end + 1) {
    visit(text->substr(start, end - start), start);
  }
  return start;
}

constexpr std::string_view seal = ",\"checksum\":\"";  // stands at a line's end, with its digits
constexpr std::size_t digits = 16;

std::string checksum(std::string_view text) {
  return base::Sha256().add(text).hex().substr(0, digits);
}

/// `{...}` -> `{..., "checksum": ".."}`: a bit that flips anywhere in the line is noticed.
std::string sealed(const std::string& object) {
  const std::string open = object.substr(0, object.size() - 1);
  return fmt::format("{}{}{}\"}}\n", open, seal, checksum(open));
}

bool is_whole(const std::string& line) {
  const std::size_t end = seal.size() + digits + 2;
  if (line.size() < end) return false;
  const std::string_view open = std::string_view(line).substr(0, line.size() - end);
  return line.substr(open.size()) == fmt::format("{}{}\"}}", seal, checksum(open));
}

}  // namespace

std::string to_line(const Entry& entry) {
  json result;
  to_json(result, entry.result);
  const json line = {{"version", judge::json_version},
                     {"submission", entry.submission},
                     {"lesson", entry.lesson},
                     {"stack", entry.stack},
                     {"key", entry.key},
                     {"submission_hash", entry.submission_hash},
                     {"lesson_hash", entry.lesson_hash},
                     {"toolchain", entry.toolchain},
                     {"result", result},
                     {"notes", entry.notes},
                     {"when", entry.when}};
  return sealed(line.dump(-1, ' ', false, json::error_handler_t::replace));
}

std::optional<Entry> from_line(const std::string& line) {
  try {
    if (!is_whole(line.ends_with('\n') ? line.substr(0, line.size() - 1) : line)) {
      return std::nullopt;
    }
    const json read = json::parse(line);
    if (read.at("version") != judge::json_version) return std::nullopt;
    Entry entry{.submission = read.at("submission"),
                .lesson = read.at("lesson"),
                .stack = read.at("stack"),
                .key = read.at("key"),
                .submission_hash = read.at("submission_hash"),
                .lesson_hash = read.at("lesson_hash"),
                .toolchain = read.at("toolchain"),
                .result = {},
                .notes = read.at("notes"),
                .when = read.at("when")};
    from_json(read.at("result"), entry.result);
    return entry;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::string now_utc() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

Journal::Journal(const std::filesystem::path& file) : path_(file) {
  load();
}

void Journal::load() {
  // Not for everybody's eyes: the messages of graded tests show what they expect.
  file_ = base::Descriptor(::open(
      path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600));
  struct stat status {};
  if (!file_ || ::fstat(file_.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    throw trouble(path_, "cannot be opened as a journal: " +
                             (file_ ? std::string("it is not a plain file") : base::last_error()));
  }
  std::size_t number = 0;
  size_ = for_each_line(file_.get(), path_, [&](const std::string& line, std::uint64_t offset) {
    ++number;
    if (const std::optional<Entry> entry = from_line(line)) {
      remember(*entry, {.offset = offset, .size = line.size() + 1});
    } else {
      problems_.push_back(
          fmt::format("{}: line {} is damaged, or of another version: ignored, and graded again",
                      path_.string(), number));
    }
  });
  if (size_ < static_cast<std::uint64_t>(status.st_size)) {
    problems_.push_back(fmt::format(
        "{}: the last line was not finished, the grader was probably killed: graded again",
        path_.string()));
    if (::ftruncate(file_.get(), static_cast<off_t>(size_)) != 0) {
      throw trouble(path_, "its unfinished last line cannot be cut off: " + base::last_error());
    }
  }
  if (status.st_size == 0) base::sync_folder(path_.parent_path());  // it may be new
}

void Journal::remember(const Entry& entry, Line line) {
  by_key_[{entry.submission, entry.lesson, entry.key}] = line;
  by_stack_[{entry.submission, entry.lesson, entry.stack}] = line;
}

std::string Journal::read(Line line) const {
  std::string text(line.size, '\0');
  for (std::size_t have = 0; have < text.size();) {
    const ssize_t got = ::pread(file_.get(), text.data() + have, text.size() - have,
                                static_cast<off_t>(line.offset + have));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw trouble(path_, "changed while it was in use");
    have += static_cast<std::size_t>(got);
  }
  return text;
}

std::optional<Entry> Journal::find(const std::string& submission, const std::string& lesson,
                                   const std::string& key) const {
  const std::lock_guard guard(mutex_);
  const auto place = by_key_.find({submission, lesson, key});
  if (place == by_key_.end()) return std::nullopt;
  return from_line(read(place->second));
}

void Journal::append(const Entry& entry) {
  const std::string line = to_line(entry);
  const std::lock_guard guard(mutex_);
  if (!base::write_all(file_.get(), line) || ::fdatasync(file_.get()) != 0) {
    const std::string why = base::last_error();
    // Half a line must not stay, or the next one would be glued to it.
    const bool restored = ::ftruncate(file_.get(), static_cast<off_t>(size_)) == 0;
    throw trouble(path_, "a result cannot be written: " + why +
                             (restored ? "; what was written before is safe" : ""));
  }
  remember(entry, {.offset = size_, .size = line.size()});
  size_ += line.size();
}

void Journal::compact(const std::vector<Wanted>& order) {
  const std::lock_guard guard(mutex_);
  std::vector<Line> lines;
  std::set<Place> settled;
  for (const Wanted& wanted : order) {
    const auto place = by_key_.find({wanted.submission, wanted.lesson, wanted.key});
    if (place != by_key_.end()) lines.push_back(place->second);
    settled.insert({wanted.submission, wanted.lesson, wanted.stack});
  }
  std::vector<Line> others;
  for (const auto& [place, line] : by_stack_) {
    if (!settled.contains(place)) others.push_back(line);
  }
  std::ranges::sort(others, {}, &Line::offset);
  lines.insert(lines.end(), others.begin(), others.end());

  std::string text;
  for (const Line& line : lines) text += read(line);
  base::write_atomically(path_, text, 0600);
  by_key_.clear();
  by_stack_.clear();
  load();  // what is at path_ is another file now
}

}  // namespace gradus::gradebook
