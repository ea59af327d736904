#include "base/stop.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

#include "support/catch.hpp"

using namespace gradus::base;

namespace {

// Signals would end the test program, so a child process receives them. How it ended, as of
// waitpid.
int in_child(const std::function<int()>& work) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    _exit(work());
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return status;
}

bool can_be_read(int file) {
  pollfd news{file, POLLIN, 0};
  return poll(&news, 1, 0) == 1;
}

}  // namespace

TEST_CASE("the first signal asks to stop, the second ends the program", "[base]") {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    const int status = in_child([&] {
      std::signal(number, SIG_DFL);
      const StopSignals signals("Stopping.\n");
      if (StopSignals::requested() || can_be_read(StopSignals::descriptor())) return 1;
      raise(number);
      if (!StopSignals::requested() || !can_be_read(StopSignals::descriptor())) return 2;
      raise(number);
      return 3;
    });
    INFO("exit status " << (WIFEXITED(status) ? WEXITSTATUS(status) : -1)
                        << "; 1: stopped before the signal, 2: not stopped by it, 3: not ended");
    REQUIRE(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == number);
  }
}

TEST_CASE("a program that was started with Ctrl-C ignored keeps ignoring it", "[base]") {
  const int status = in_child([] {
    std::signal(SIGINT, SIG_IGN);
    const StopSignals signals;
    raise(SIGINT);
    raise(SIGINT);
    return StopSignals::requested() ? 1 : 0;
  });
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("afterwards signals do what they did before", "[base]") {
  const int status = in_child([] {
    std::signal(SIGTERM, SIG_DFL);
    { const StopSignals signals; }
    raise(SIGTERM);
    return 0;
  });
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGTERM);
}
