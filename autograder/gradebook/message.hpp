// What gradus-archive, the program that reads archives, says to the grader: a kind, a detail, a
// length, then bytes. The grader believes none of it: a hostile archive may have taken that program
// over. So it says what it saw in numbers, and the words are the grader's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gradebook/contents.hpp"
#include "gradebook/limits.hpp"

namespace gradus::gradebook {

enum class MessageKind : std::uint32_t {
  recognised,  // it is an archive
  entry,       // a path; of a folder if it ends in '/'
  file,        // the path and the content of a file that could answer a lesson, with \0 between;
               // the detail is its time
  unread,      // the path of something that could not be read; the detail is a Trouble
  end,         // that was all
};

constexpr std::size_t longest_path = 4096;

/// Why something could not be read.
enum class Trouble : std::uint32_t {
  encrypted,
  damaged,
  damaged_archive,
  too_long,
  link,
  special,
  climbs,
  too_deep,
  unnamed,
  nested,
  no_archive,
  rar,
  empty,
  entries,
  bytes,
  kept,
  time,
};
constexpr std::uint32_t troubles = static_cast<std::uint32_t>(Trouble::time) + 1;

/// The trouble in words: "a link is not followed".
std::string words(Trouble trouble, const Limits& limits);

/// Throws std::runtime_error when nobody listens any more.
void send(int pipe, MessageKind kind, std::uint32_t detail = 0, const std::string& bytes = "");

/// What was found in an archive.
struct Unpacked {
  bool is_archive = false;
  Contents contents;
};

/// Called with each file as soon as it was said.
using OnFile = std::function<void(Found&)>;

/// Puts together what was said, as far as it can be meant.
class Listener {
 public:
  Listener(const std::vector<LessonFile>& files, const Limits& limits, OnFile on_file = {})
      : files_(files), limits_(limits), on_file_(std::move(on_file)) {}

  /// The next piece of it. False when this cannot be what the program says: then what it said
  /// before is all there is, and nothing more is heard.
  bool hear(std::string_view bytes);

  bool ended() const { return ended_ && !lost_ && rest_.empty(); }
  Unpacked& result() { return result_; }

 private:
  bool hear_message(std::string_view& bytes);
  std::uint64_t longest(MessageKind kind) const;
  bool take(MessageKind kind, std::uint32_t detail, const std::string& bytes);
  bool take_file(Time modified, const std::string& bytes);

  const std::vector<LessonFile>& files_;
  const Limits& limits_;
  OnFile on_file_;
  std::string rest_;   // the beginning of a message
  bool lost_ = false;  // what came was none
  bool ended_ = false;
  Unpacked result_;
};

}  // namespace gradus::gradebook
