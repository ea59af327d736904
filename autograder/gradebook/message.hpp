// What the process that reads an archive says to the grader: a kind, a lesson, a length, then
// bytes. The grader believes none of it: a hostile archive may have taken that process over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "gradebook/archive.hpp"
#include "gradebook/limits.hpp"
#include "gradebook/names.hpp"

namespace gradus::gradebook {

enum class MessageKind : std::uint32_t {
  recognised,  // it is an archive
  file,        // the text of a lesson's file; replaces what was sent before
  note,        // for the submission
  end,         // that was all
};

/// Throws std::runtime_error when nobody listens any more.
void send(int pipe, MessageKind kind, std::size_t lesson = 0, const std::string& bytes = "");

/// Puts together what was said, as far as it can be meant.
class Listener {
 public:
  Listener(const std::vector<LessonFile>& files, const Limits& limits)
      : files_(files), limits_(limits) {}

  /// Takes bytes as they arrive. False when this cannot be what a reader says: stop listening.
  bool hear(const std::string& bytes);

  bool ended() const { return ended_; }
  Unpacked& result() { return result_; }

 private:
  std::uint64_t longest(MessageKind kind) const;
  bool take(MessageKind kind, std::size_t lesson, const std::string& bytes);

  const std::vector<LessonFile>& files_;
  const Limits& limits_;
  std::uint64_t heard_ = 0;
  std::string pending_;
  bool ended_ = false;
  Unpacked result_;
};

}  // namespace gradus::gradebook
