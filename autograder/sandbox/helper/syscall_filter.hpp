// seccomp: which system calls the program may make. What is not allowed answers EPERM, so that an
// honest program sees an ordinary error; another architecture's calls end the process.
#pragma once

#include <cstdint>

#include "sandbox/helper/options.hpp"

namespace gradus::sandbox::helper {

// In the run profile execve works only with this secret in two arguments that the kernel ignores.
// The helper knows it; the program that takes the helper's place in memory does not, and 128 random
// bits cannot be guessed. So exactly one execve can happen.
struct ExecSecret {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
};
ExecSecret make_exec_secret();

// Loads the filter for the calling process. Its process id is compiled in: prlimit64 and tgkill
// work on itself alone. With --best-effort, a kernel that has no seccomp is accepted.
void load_syscall_filter(const Options& options, const ExecSecret& secret);

// The same without the program: whether a filter can be loaded. Used by --status, at its very end.
bool try_syscall_filter();

}  // namespace gradus::sandbox::helper
