// Tries to: start itself, or a shell, with LD_PRELOAD set: outside of whatever confines it.
// In vain: after the worker has been started, nothing can be started in its place.
// Earns: nothing for 0.4.
#include <cstdlib>
#include <unistd.h>

// Task 0.4
arma::urowvec most_likely(const arma::mat&) {
  setenv("LD_PRELOAD", "/usr/lib/x86_64-linux-gnu/libarmadillo.so", 1);
  setenv("LD_LIBRARY_PATH", "/tmp", 1);
  execl("/proc/self/exe", "worker", nullptr);
  execl("/bin/sh", "sh", "-c", "echo BREACH: a shell; env", nullptr);
  execl("/lib64/ld-linux-x86-64.so.2", "ld.so", "/bin/echo", "BREACH: the loader", nullptr);
  return {};
}
