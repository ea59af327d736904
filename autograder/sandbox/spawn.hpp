// Inner part of run(): a child process that cannot be forgotten.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/sandbox.hpp"

namespace gradus::sandbox {

// Owns a file descriptor.
class File {
 public:
  explicit File(int descriptor = -1) : descriptor_(descriptor) {}
  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~File() { reset(); }

  int get() const { return descriptor_; }
  void reset();

 private:
  int descriptor_;
};

// How a process ended.
struct End {
  int status = 0;          // as of waitpid
  double cpu_seconds = 0;  // of the process and of those it waited for
};

// A running process that leads a session and a process group of its own. Destroying it kills the
// group and waits for the process.
class Child {
 public:
  Child(const std::vector<std::string>& command, const RunOptions& options);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  const File& output() const { return output_; }
  void close_output() { output_.reset(); }
  // Readable when the process has ended; get() is -1 where the kernel has no such thing.
  const File& end() const { return end_; }

  bool has_ended() const;
  // Processor time of every process in the group, and of those they waited for: what finish()
  // cannot know of processes that it kills. 0 without /proc.
  double group_cpu_seconds() const;
  // Kills the group, waits for the process, and returns how it went; nothing when someone else
  // waited for it.
  std::optional<End> finish();

 private:
  pid_t pid_ = -1;  // -1 when it is over
  File output_;     // what it writes to stdout and stderr; reading never blocks
  File end_;
};

}  // namespace gradus::sandbox
