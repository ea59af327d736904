#include "sandbox/helper/supervise.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "sandbox/helper/fail.hpp"
#include "sandbox/helper/process.hpp"

namespace gradus::sandbox::helper {
namespace {

// SIGKILL cannot be held back, and reaches a process that is being started at this moment, too.
[[noreturn]] void kill_group() {
  while (true) kill(0, SIGKILL);
}

[[noreturn]] void end_as(int status) {
  if (WIFEXITED(status)) _exit(WEXITSTATUS(status));
  const int number = WTERMSIG(status);
  const rlimit none{0, 0};  // the program left a core file, if anybody wanted one
  setrlimit(RLIMIT_CORE, &none);
  signal(number, SIG_DFL);
  raise(number);  // is delivered when it is unblocked
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_UNBLOCK, &all, nullptr);
  _exit(128 + number);
}

[[noreturn]] void supervise(pid_t program, const sigset_t& news) {
  while (true) {
    const int number = sigwaitinfo(&news, nullptr);
    if (number == SIGTERM || number == SIGINT || number == SIGHUP) kill_group();
    int status = 0;
    if (waitpid(program, &status, WNOHANG) == program) end_as(status);
  }
}

}  // namespace

int leave_supervisor(std::optional<int> parent) {
  sigset_t news, before;
  sigemptyset(&news);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&news, number);
  sigprocmask(SIG_BLOCK, &news, &before);
  tell_when_parent_ends(parent, SIGTERM);

  const pid_t supervisor = getpid();
  const pid_t program = fork();
  if (program < 0) {
    fail("supervisor", last_error(), "one more process",
         "raise the limit on processes (ulimit -u)");
  }
  if (program > 0) supervise(program, news);
  sigprocmask(SIG_SETMASK, &before, nullptr);
  return supervisor;
}

}  // namespace gradus::sandbox::helper
