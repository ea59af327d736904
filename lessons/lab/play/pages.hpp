// The open pages, and what they hear. Threads of the server share it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "lab/play/mailbox.hpp"

namespace nn::play {

class Pages {
 public:
  /// A page has come: what it hears from now on, and first the last status and the last tasks.
  std::shared_ptr<Mailbox> open(const std::string& page);
  void close(const std::string& page, const std::shared_ptr<Mailbox>& box);
  /// The server ends: no page waits any longer.
  void close_all();

  /// This page sent the last message: it is answered from now on, and the one before hears that.
  void set_owner(const std::string& page);

  /// A line of the engine: the tasks are for every page, all else for the one that is answered.
  void hear(const std::string& line);
  /// For every page; kept for those that come later.
  void say_status(const std::string& line);
  /// For every page that is open.
  void tell_all(const std::string& line);

 private:
  void put(const std::string& page, const std::string& line, bool picture);
  void put_to_all(const std::string& line);

  std::mutex mutex_;
  std::map<std::string, std::vector<std::shared_ptr<Mailbox>>> boxes_;
  std::string owner_, status_, tasks_;
};

}  // namespace nn::play
