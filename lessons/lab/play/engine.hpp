// The engine as the server sees it: a process, the line to it, and where it is.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "base/files.hpp"
#include "lab/play/place.hpp"

namespace nn::play {

class Engine {
 public:
  /// Starts this program (engine_main.cpp). `folder` is for the memory that both see. Throws
  /// std::runtime_error or std::system_error when it cannot be started.
  Engine(const std::filesystem::path& program, const std::filesystem::path& folder);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Kills what is left, and returns the status, as of waitpid.
  int end();
  /// The same for one whose line is closed, and which is about to end by itself: its own status.
  int wait();

  /// Never blocks.
  int line() const { return line_.get(); }
  pid_t process() const { return process_; }
  /// The function in which it is (place.hpp).
  std::string words() const;
  unsigned beats() const { return place_->beats.load(std::memory_order_relaxed); }

 private:
  gradus::base::Descriptor line_;
  Place* place_ = nullptr;
  pid_t process_ = -1;
};

}  // namespace nn::play
