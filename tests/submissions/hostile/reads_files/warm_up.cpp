// Tries to: read the tests, the solutions, what belongs to the grader, and what belongs to others.
// In vain: a worker can open nothing but the system's libraries.
// Earns: nothing for 0.4.
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

// Task 0.4
arma::urowvec most_likely(const arma::mat&) {
  const char* const files[] = {"@SECRET@", "@COURSE@/tests/00_warm_up/graded_warm_up.cpp",
                               "@COURSE@/solutions/00_warm_up/warm_up.cpp",
                               "@COURSE@/lessons/00_warm_up/lesson.toml", "/etc/passwd",
                               "/etc/shadow", "/proc/self/maps", "/proc/self/environ",
                               "/proc/self/mem", "/proc/1/cmdline", "/proc/version"};
  for (const char* file : files) {
    char text[200] = "";
    const int opened = open(file, O_RDONLY);
    if (opened < 0) continue;
    dprintf(1, "BREACH: read %s: %.*s\n", file, (int)read(opened, text, 199), text);
  }
  for (const char* folder : {"/", "/tmp", "/proc", "/home", "@COURSE@", "@COURSE@/tests"}) {
    if (opendir(folder) != nullptr) dprintf(1, "BREACH: listed %s\n", folder);
  }
  return {};
}
