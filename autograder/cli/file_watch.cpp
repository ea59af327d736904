#include "cli/file_watch.hpp"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <thread>

#include "judge/kept.hpp"

namespace gradus::cli {
namespace {

using namespace std::chrono_literals;

constexpr int look_every = 250;            // milliseconds
constexpr auto quiet_after_change = 30ms;  // an editor empties a file before it fills it

}  // namespace

FileWatch::FileWatch(const std::vector<std::filesystem::path>& files)
    : notices_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  for (const std::filesystem::path& file : files) {
    stamps_[file] = judge::stamp(file);
    if (!notices_) continue;
    // Of the folder: many editors write another file, and give it this one's name.
    ::inotify_add_watch(notices_.get(), file.parent_path().c_str(), IN_CLOSE_WRITE | IN_MOVED_TO);
  }
}

bool FileWatch::changed() {
  bool any = false;
  for (auto& [file, stamp] : stamps_) {
    const std::string now = judge::stamp(file);
    any = any || now != stamp;
    stamp = now;
  }
  return any;
}

Woken FileWatch::wait(int key, int stop) {
  std::array<pollfd, 3> doors{{{.fd = stop, .events = POLLIN, .revents = 0},
                               {.fd = key, .events = POLLIN, .revents = 0},
                               {.fd = notices_.get(), .events = POLLIN, .revents = 0}}};
  ::poll(doors.data(), doors.size(), look_every);
  if (doors[0].revents != 0) return Woken::stop;
  if (doors[1].revents != 0) return Woken::key;
  if (doors[2].revents != 0) {
    std::array<char, 4096> unread;
    while (::read(notices_.get(), unread.data(), unread.size()) > 0) continue;
  }
  if (!changed()) return Woken::nothing;
  do std::this_thread::sleep_for(quiet_after_change);
  while (changed());
  return Woken::file;
}

}  // namespace gradus::cli
