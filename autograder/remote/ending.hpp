// How a worker ended without an answer. The words for it are the engine's.
#pragma once

#include <string>

namespace gradus::remote {

struct Ending {
  enum class Kind { none, crashed, exited, time_limit, protocol };
  Kind kind = Kind::none;
  int signal = 0;          // crashed: the signal
  int exit_status = 0;     // exited: the status
  std::string function;    // the function that was being called
  std::string detail;      // protocol: what was wrong; crashed: what is known beside the signal
  bool waited = false;     // time_limit: it slept, and did not compute
  bool outlasted = false;  // time_limit: a call took longer than any may, whatever the reason
  double seconds = 0;      // time_limit: the limit
  bool silent = false;     // this worker never said a word: perhaps it could not even start
};

}  // namespace gradus::remote
