// What one open page has still to be told.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

namespace nn::play {

class Mailbox {
 public:
  /// `picture`: it stands in for the one that still waits, so a slow page is behind by one picture.
  void put(const std::string& line, bool picture);

  /// The next line, "" after a second without one; nothing when it is closed.
  std::optional<std::string> take();

  void close();

 private:
  struct Letter {
    std::string line;
    bool picture;
  };
  std::mutex mutex_;
  std::condition_variable news_;
  std::deque<Letter> letters_;
  bool closed_ = false;
};

}  // namespace nn::play
