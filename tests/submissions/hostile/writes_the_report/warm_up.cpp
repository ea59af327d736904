// Tries to: find the folder in which it is judged, by its own path; to read the session and the
//   other judgements there; to write into the report of the tests.
// In vain: a path is no permission.
// Earns: nothing for 0.4.
#include <fcntl.h>
#include <string>
#include <unistd.h>

// Task 0.4
arma::urowvec most_likely(const arma::mat&) {
  char own[4096] = "";
  if (readlink("/proc/self/exe", own, sizeof own - 1) < 0) return {};
  const std::string box = std::string(own).substr(0, std::string(own).rfind('/'));
  for (const char* file : {"/../report.jsonl", "/../session.json", "/../output.txt", "/../../0/session.json",
                           "/../../1/box/warm_up.cpp", "/warm_up.cpp", "/warm_up.o", "/new"}) {
    const std::string path = box + file;
    if (open(path.c_str(), O_RDONLY) >= 0) dprintf(1, "BREACH: read %s\n", file);
    const int report = open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (report < 0) continue;
    dprintf(1, "BREACH: wrote %s\n", file);
    dprintf(report, "{\"case\":\"0.4\",\"tags\":\"[00][0.4]\",\"file\":\"x\",\"passed\":true,\"seconds\":0}\n");
  }
  return {};
}
