#include "sandbox/helper/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/memory.hpp"
#include "sandbox/helper/fail.hpp"
#include "sandbox/inside.hpp"

namespace gradus::sandbox::helper {

void keep_only_standard_files(bool channel) {
  for (int file = 0; file <= 2; ++file) {
    if (fcntl(file, F_GETFD) >= 0) continue;
    // The lowest free descriptor is taken, which is this one.
    if (open("/dev/null", O_RDWR) != file) {
      fail("/dev/null", last_error(), "that it can be opened", "mount /dev");
    }
  }
  if (channel && fcntl(3, F_GETFD) < 0) {
    fail("--channel", "file descriptor 3 closed", "it open",
         "start the helper with the program's end of the channel as 3");
  }
  closefrom(channel ? 4 : 3);
}

void reset_signals() {
  for (int signal_number = 1; signal_number < NSIG; ++signal_number) {
    signal(signal_number, SIG_DFL);  // SIGKILL, SIGSTOP and glibc's own two cannot be set: fine
  }
  signal(SIGXFSZ, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  if (sigprocmask(SIG_SETMASK, &none, nullptr) != 0) {
    fail("signals", last_error(), "that all can be unblocked", "report this as a bug");
  }
}

void leave_session() {
  if (getsid(0) == getpid() || setsid() > 0) return;
  // The leader of a process group, as under an interactive shell, cannot start a session. It has
  // its group already; giving up the terminal is what remains.
  const int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (terminal < 0) return;  // there is none
  if (ioctl(terminal, TIOCNOTTY) != 0) {
    fail("terminal", last_error(), "that it can be given up", "start this through setsid(1)");
  }
  close(terminal);
}

void tell_when_parent_ends(std::optional<int> parent, int signal_number) {
  if (!parent) return;
  if (prctl(PR_SET_PDEATHSIG, signal_number) != 0) {
    fail("--parent", last_error(), "a signal at the parent's end", "report this as a bug");
  }
  if (getppid() != *parent) {
    fail("--parent", "process " + std::to_string(getppid()) + " as the parent",
         std::to_string(*parent),
         "start the helper directly from the process that built its command");
  }
}

std::vector<std::string> environment(const Options& options) {
  std::vector<std::string> result = {"PATH=" + std::string(search_path_inside), "LANG=C.UTF-8",
                                     "HOME=/nonexistent", "OPENBLAS_NUM_THREADS=1",
                                     "OMP_NUM_THREADS=1"};
  const bool runs = options.confinement.profile == Profile::run;
  result.push_back(runs ? base::memory_of_a_worker : base::memory_of_a_compiler);
  const auto& write = options.confinement.write;
  if (!write.empty()) result.push_back("TMPDIR=" + std::filesystem::absolute(write[0]).string());
  return result;
}

}  // namespace gradus::sandbox::helper
