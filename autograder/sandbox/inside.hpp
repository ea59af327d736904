// What holds inside the sandbox, as both the helper and the grader's side have to know it.
#pragma once

#include <sys/resource.h>

#include <array>

#include "sandbox/sandbox.hpp"

namespace gradus::sandbox {

// $PATH of every confined program: here the compiler looks for the assembler and the linker.
inline constexpr const char* search_path_inside = "/usr/bin:/bin";

// Above what a compilation starts; the uid belongs to one program alone. For a user of their own
// only, as this limit counts all processes of a user.
inline constexpr rlim_t processes_inside = 64;

struct Limit {
  int resource;
  const char* name;  // as in getrlimit(2)
  rlim_t soft, hard;
};

// What one confined process may use up, at most.
inline std::array<Limit, 9> limits_inside(const Confinement& confinement) {
  constexpr rlim_t kib = 1024, mib = 1024 * kib;
  const auto same = [](int resource, const char* name, rlim_t value) {
    return Limit{resource, name, value, value};
  };
  return {same(RLIMIT_CORE, "RLIMIT_CORE", 0),
          Limit{RLIMIT_CPU, "RLIMIT_CPU", confinement.cpu_seconds, confinement.cpu_seconds + 1},
          same(RLIMIT_AS, "RLIMIT_AS", confinement.memory_mib * mib),
          same(RLIMIT_STACK, "RLIMIT_STACK", 64 * mib),
          same(RLIMIT_FSIZE, "RLIMIT_FSIZE", confinement.file_size_kib * kib),
          same(RLIMIT_NOFILE, "RLIMIT_NOFILE", confinement.open_files),
          same(RLIMIT_MEMLOCK, "RLIMIT_MEMLOCK", 0),
          same(RLIMIT_MSGQUEUE, "RLIMIT_MSGQUEUE", 0),
          same(RLIMIT_RTPRIO, "RLIMIT_RTPRIO", 0)};
}

}  // namespace gradus::sandbox
