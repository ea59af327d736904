#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

#include "sandbox/inside.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::sandbox {
namespace {

namespace fs = std::filesystem;

// How a limit is said to somebody who set it with ulimit.
struct Words {
  int resource;
  const char* what;
  rlim_t unit;  // of ulimit's number, but for memory and files, where it is KiB
  const char* unit_name;
  const char* option;
};
constexpr Words all_words[] = {
    {RLIMIT_CPU, "processor time", 1, " s", "-t"},
    {RLIMIT_AS, "memory of a process", 1024, " KiB", "-v"},
    {RLIMIT_STACK, "stack", 1024, " KiB", "-s"},
    {RLIMIT_FSIZE, "length of a file", 1024, " KiB", "-f"},
    {RLIMIT_NOFILE, "open files", 1, "", "-n"},
    {RLIMIT_NPROC, "processes of this user", 1, "", "-u"},
};

std::string line(const Words& words, rlim_t got, rlim_t needed) {
  return std::string(words.what) + ": at most " + std::to_string(got / words.unit) +
         words.unit_name + " (ulimit " + words.option + "), grading needs " +
         std::to_string(needed / words.unit);
}

// The kernel counts threads.
rlim_t processes_of_this_user() {
  rlim_t count = 0;
  std::error_code error;
  for (const auto& process : fs::directory_iterator("/proc", error)) {
    struct stat about {};
    if (stat(process.path().c_str(), &about) != 0 || about.st_uid != getuid()) continue;
    fs::directory_iterator tasks(process.path() / "task", error);
    if (!error) count += static_cast<rlim_t>(std::distance(begin(tasks), end(tasks)));
  }
  return count;
}

}  // namespace

std::vector<std::string> narrow_limits(const Confinement& confinement) {
  std::vector<std::string> lines;
  const auto compare = [&lines](int resource, rlim_t needed) {
    rlimit limit{};
    const auto words = std::ranges::find(all_words, resource, &Words::resource);
    if (getrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0) return;
    if (words == std::end(all_words) || limit.rlim_max >= needed) return;
    lines.push_back(line(*words, limit.rlim_max, needed));
  };
  for (const Limit& limit : limits_inside(confinement)) compare(limit.resource, limit.hard);
  // Root's programs get a user of their own, who has no process yet; root itself has no such limit.
  const rlim_t others = geteuid() == 0 ? 0 : processes_of_this_user();
  compare(RLIMIT_NPROC, others + processes_inside);
  return lines;
}

}  // namespace gradus::sandbox
