// The tests' side: starts a worker for each test case, asks it, and says why there is no answer.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "remote/codec.hpp"

namespace gradus::remote {

/// What the trusted test process is told by whoever starts it, as JSON in the file that the
/// environment variable GRADUS_SESSION names.
struct Session {
  std::vector<std::string> worker = {};  // the command that starts a worker, sandbox included
  std::string log = {};                  // where the worker's own output goes; empty: nowhere
  std::string report = {};               // where the report of the test cases goes
  double call_seconds = 5.0;             // how long one call may take
};

/// The session of this process. Throws std::runtime_error if GRADUS_SESSION names no readable file.
const Session& session();

/// How a worker ended without an answer. The words for it are the engine's.
struct Ending {
  enum class Kind { none, crashed, exited, time_limit, protocol };
  Kind kind = Kind::none;
  int signal = 0;             // crashed: the signal
  int exit_status = 0;        // exited: the status
  std::string function = {};  // the function that was being called
  std::string detail = {};    // protocol: what was wrong
};

/// Thrown by a proxy when the student's process gave no answer. No lesson's exception derives from
/// it, so no test for an error passes by a crash.
class WorkerEnded : public std::exception {
 public:
  explicit WorkerEnded(Ending ending);
  const char* what() const noexcept override { return message_.c_str(); }
  const Ending& ending() const noexcept { return ending_; }

 private:
  Ending ending_;
  std::string message_ = {};
};

/// Thrown by a proxy when the student's file does not define the function.
class FunctionMissing : public std::exception {
 public:
  explicit FunctionMissing(const std::string& function) : message_(function + " is not defined") {}
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  std::string message_ = {};
};

/// An exception of a type that does not cross, or of no std::exception type at all.
class ForeignException : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What the student's code calls when it calls a std::function argument.
using Callback = std::function<void(Reader&, Writer&)>;

/// How often one call may call back: a gradient check of a whole network needs some thousands.
inline constexpr std::size_t most_callbacks = 1'000'000;

/// Sends a call and returns the bytes of its result, answering callbacks in between. Starts a
/// worker if this test case has none yet.
std::vector<std::byte> ask_worker(const std::string& function, const Writer& call,
                                  const std::vector<Callback>& callbacks);

/// Ends the worker, so that the next call starts a fresh one: called at the start of a test case.
void start_afresh();

/// How this test case's worker ended, if it did.
const Ending& last_ending();

/// The kind of exception that the student's code threw last: "not_implemented", "missing" or
/// "exception".
const std::string& last_thrown();

/// Ends the worker because an answer was not as it must be, and throws WorkerEnded.
[[noreturn]] void refuse_answer(const std::string& function, const ProtocolError& error);

/// Runs `take_apart`; an answer that cannot be taken apart ends the worker.
template <typename TakeApart>
auto checked(const std::string& function, TakeApart take_apart) {
  try {
    return take_apart();
  } catch (const ProtocolError& error) {
    refuse_answer(function, error);
  }
}

}  // namespace gradus::remote
