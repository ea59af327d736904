// What the trusted test process is told by whoever starts it.
#pragma once

#include <string>
#include <vector>

namespace gradus::remote {

/// As JSON in the file that the environment variable GRADUS_SESSION names. The file is removed when
/// it has been read, as the seed is a secret.
struct Session {
  std::vector<std::string> worker;    // the command that starts a worker, sandbox included
  std::string log;                    // where the worker's own output goes; empty: nowhere
  std::string report;                 // where the report of the test cases goes
  std::string seed;                   // of the inputs of the graded tests; any text
  bool ahead = false;                 // the next worker starts while this one answers
  int parent = 0;                     // who started this process; it does not outlive that one
  double call_seconds = 60.0;         // how long one call may take, whatever the reason
  double case_wait_seconds = 2.0;     // how long the worker may sleep in one test case
  double lesson_wait_seconds = 10.0;  // ... and in all of them together
};

/// The session of this process. Throws std::runtime_error if GRADUS_SESSION names no readable file.
const Session& session();

/// To be called before the first test case: this process ends with the one that started it, takes
/// at most 4 GiB of memory, and nobody of the same user can look into it.
void confine_tests();

/// Nothing can be judged: says why, and ends the process, so that nobody is charged with it.
[[noreturn]] void give_up(const std::string& what);

}  // namespace gradus::remote
