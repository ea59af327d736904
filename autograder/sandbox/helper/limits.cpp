#include "sandbox/helper/limits.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <string>

#include "sandbox/helper/fail.hpp"

namespace gradus::sandbox::helper {
namespace {

void lower(int resource, const char* name, rlim_t soft, rlim_t hard) {
  rlimit limit{};
  bool done = getrlimit(static_cast<__rlimit_resource>(resource), &limit) == 0;
  if (done) {
    limit.rlim_max = std::min(limit.rlim_max, hard);
    limit.rlim_cur = std::min(limit.rlim_max, soft);
    done = setrlimit(static_cast<__rlimit_resource>(resource), &limit) == 0;
  }
  if (!done) fail(name, last_error(), "that the limit can be set", "report this as a bug");
}

void lower(int resource, const char* name, rlim_t value) {
  lower(resource, name, value, value);
}

}  // namespace

void set_limits(const Confinement& confinement) {
  constexpr rlim_t kib = 1024, mib = 1024 * kib;
  // Above what a compilation starts; the caller's user id belongs to this program alone.
  constexpr rlim_t processes = 64;

  lower(RLIMIT_CORE, "RLIMIT_CORE", 0);
  lower(RLIMIT_CPU, "RLIMIT_CPU", confinement.cpu_seconds, confinement.cpu_seconds + 1);
  lower(RLIMIT_AS, "RLIMIT_AS", confinement.memory_mib * mib);
  lower(RLIMIT_STACK, "RLIMIT_STACK", 64 * mib);
  lower(RLIMIT_FSIZE, "RLIMIT_FSIZE", confinement.file_size_kib * kib);
  lower(RLIMIT_NOFILE, "RLIMIT_NOFILE", confinement.open_files);
  lower(RLIMIT_MEMLOCK, "RLIMIT_MEMLOCK", 0);
  lower(RLIMIT_MSGQUEUE, "RLIMIT_MSGQUEUE", 0);
  lower(RLIMIT_RTPRIO, "RLIMIT_RTPRIO", 0);
  // Counts all processes of a user: only fair where the user has no others.
  if (confinement.uid) lower(RLIMIT_NPROC, "RLIMIT_NPROC", processes);
}

}  // namespace gradus::sandbox::helper
