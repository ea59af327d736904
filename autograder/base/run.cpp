#include "base/run.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>

#include "base/process.hpp"
#include "base/progress.hpp"

namespace gradus::base {
namespace {

using Clock = std::chrono::steady_clock;

// Keeps the first bytes, or hands them on, and counts the rest.
class Capture {
 public:
  explicit Capture(const RunOptions& options) : options_(options) {}

  // Reads what is there. False at the end of the output.
  bool read_from(const Descriptor& file) {
    const ssize_t count = ::read(file.get(), buffer_.data(), buffer_.size());
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    const auto got = static_cast<std::size_t>(count);
    const std::size_t kept = std::min(got, options_.output_limit - kept_);
    kept_ += kept;
    if (options_.on_output) {
      options_.on_output({buffer_.data(), kept});
    } else {
      text_.append(buffer_.data(), kept);
    }
    cut_ += got - kept;
    last_ = got;
    return got > 0;
  }

  // What is still in the pipe after the end. A process that left the group may hold it open and
  // write on, so no more is read than a pipe can hold.
  void drain(const Descriptor& file) {
    constexpr std::size_t largest_pipe = 1 << 20;
    for (std::size_t total = 0; total < largest_pipe; total += last_) {
      last_ = 0;
      if (!read_from(file) || last_ == 0) return;
    }
  }

  std::string result() && {
    if (cut_ > 0 && !options_.on_output)
      text_ += "\n[" + std::to_string(cut_) + " more bytes of output are not shown]\n";
    return std::move(text_);
  }

 private:
  const RunOptions& options_;
  std::string text_;
  std::size_t kept_ = 0;
  std::size_t cut_ = 0;
  std::size_t last_ = 0;  // bytes that came at the last read
  std::array<char, 65536> buffer_;
};

bool is_readable(int file) {
  pollfd news{file, POLLIN, 0};
  return file >= 0 && poll(&news, 1, 0) == 1;
}

// Sleeps until there is output, the process ends, the time is over, or somebody says stop.
void wait_for_news(const Child& child, double seconds_left, int stop) {
  std::array<pollfd, 3> news = {
      {{child.output().get(), POLLIN, 0}, {child.end().get(), POLLIN, 0}, {stop, POLLIN, 0}}};
  // Without a descriptor that tells the end, look for it now and then.
  const double longest = child.end() ? 1000 : 0.01;
  const double seconds = std::clamp(seconds_left, 0.0, longest);
  poll(news.data(), news.size(), static_cast<int>(std::ceil(seconds * 1000)));
}

// Waits until the process has ended, or has to be.
void watch(Child& child, const RunOptions& options, Clock::time_point start, Capture& capture,
           Finished& finished) {
  while (!child.has_ended()) {
    const double seconds_left = options.wall_seconds - seconds_since(start);
    finished.stopped = is_readable(options.stop);
    finished.timed_out = !finished.stopped && seconds_left <= 0;
    if (finished.stopped || finished.timed_out) return;
    wait_for_news(child, seconds_left, options.stop);
    if (child.output() && !capture.read_from(child.output())) child.close_output();
  }
}

}  // namespace

Finished run(const std::vector<std::string>& command, const RunOptions& options) {
  const Clock::time_point start = Clock::now();
  Capture capture(options);
  Finished finished;

  Child child({.command = command,
               .environment = options.environment,
               .working_directory = options.working_directory,
               .input = options.input_descriptor ? "" : options.input.value_or("/dev/null"),
               .input_file = options.input_descriptor.value_or(-1)});
  watch(child, options, start, capture, finished);
  const bool cut_short = finished.stopped || finished.timed_out;
  const double of_group = cut_short ? child.group_cpu_seconds() : 0;
  const End end = child.finish();
  if (child.output()) capture.drain(child.output());

  finished.seconds = seconds_since(start);
  finished.cpu_seconds = std::max(end.cpu_seconds, of_group);
  if (WIFEXITED(end.status)) finished.exit_code = WEXITSTATUS(end.status);
  if (WIFSIGNALED(end.status)) finished.signal = WTERMSIG(end.status);
  finished.output = std::move(capture).result();
  return finished;
}

}  // namespace gradus::base
