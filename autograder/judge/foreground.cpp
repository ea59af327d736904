#include "judge/foreground.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "judge/course.hpp"
#include "sandbox/start.hpp"

namespace gradus::judge {
namespace {

/// While it exists, a signal is handled in this way.
class Handling {
 public:
  Handling(int number, void (*handler)(int)) : number_(number) {
    struct sigaction now {};
    now.sa_handler = handler;
    ::sigaction(number_, &now, &before_);
  }
  ~Handling() { ::sigaction(number_, &before_, nullptr); }
  Handling(const Handling&) = delete;
  Handling& operator=(const Handling&) = delete;

 private:
  int number_;
  struct sigaction before_ {};
};

}  // namespace

int run_in_foreground(const std::vector<std::string>& command, bool quiet_output) {
  // Ctrl-C goes to the program in the foreground alone. Whoever started us may ignore SIGCHLD, and
  // then nobody would learn how the program ended.
  const Handling interrupt(SIGINT, SIG_IGN), child(SIGCHLD, SIG_DFL);
  pid_t process = 0;
  try {
    // SIGTERM at our end, and not SIGKILL: ninja then ends the compilers that it has started.
    process = sandbox::start(
        {.command = command, .output = quiet_output ? STDERR_FILENO : -1, .at_our_end = SIGTERM});
  } catch (const std::system_error& error) {
    throw CannotJudge("cannot start " + command[0] + ": " + error.code().message());
  }
  int status = 0;
  while (::waitpid(process, &status, 0) < 0) {
    if (errno == EINTR) continue;
    throw CannotJudge("nobody knows how " + command[0] + " ended: " + std::strerror(errno));
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace gradus::judge
