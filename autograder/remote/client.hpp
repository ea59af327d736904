// The tests' side: starts a worker for each test case, asks it, says why there is no answer, and
// keeps what is to be said about an answer that no test looks at (complaints).
#pragma once

#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "remote/codec.hpp"
#include "remote/ending.hpp"
#include "remote/session.hpp"

namespace nn {
class Rng;
}

namespace gradus::remote {

/// Thrown by a proxy when the student's process gave no answer: last_ending() says why. No lesson's
/// exception derives from it, so no test for an error passes by a crash.
class WorkerEnded : public std::exception {
 public:
  const char* what() const noexcept override { return "the worker has ended"; }
};

/// Thrown by a proxy when the student's file does not define the function, which what() names.
class FunctionMissing : public std::exception {
 public:
  explicit FunctionMissing(std::string function) : function_(std::move(function)) {}
  const char* what() const noexcept override { return function_.c_str(); }

 private:
  std::string function_;
};

/// An exception of a type that does not cross, or of no std::exception type at all.
class ForeignException : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// ---- a call ------------------------------------------------------------------------------------

/// Compares the bytes of two answers of one function.
using SameAnswers = bool (*)(std::span<const std::byte>, std::span<const std::byte>);

/// What is called.
struct Signature {
  std::string name;        // "nn::dense_forward"
  std::string parameters;  // "(layer, X)"
  SameAnswers same_answers;
};

struct Answer {
  bool thrown = false;  // an exception, in place of a result
  Bytes bytes;
};

/// A std::function argument, which the student's code calls.
struct Callback {
  std::function<void(Reader&, Writer&)> run;
  bool (*same_request)(Reader&, Reader&);
};

/// How often one call may call back: a gradient check of a whole network needs some thousands.
inline constexpr std::size_t most_callbacks = 1'000'000;

/// Sends a call and returns the bytes of its answer, answering callbacks in between. Starts a
/// worker if this test case has none yet; after a worker has ended there is no other in the same
/// case, and further calls end as the one did that it ended in.
Answer ask_worker(const Signature& signature, const Writer& call,
                  const std::vector<Callback>& callbacks);

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

// ---- a test case -------------------------------------------------------------------------------

/// Ends the worker, so that the next call starts a fresh one: called at the start of a test case.
void start_afresh();

/// How this test case's worker ended, if it did.
const Ending& last_ending();

/// What the student's code threw last: "not_implemented", "missing", or its type, such as
/// "std::out_of_range".
const std::string& last_thrown();

/// At the end of a case that has passed: asks the same worker some of its questions again, and some
/// of an earlier case, and complains if the answers are not the same.
void ask_again();

// ---- complaints: sentences about what the student's function may not do -------------------------

/// Those of this test case. One is enough to fail it.
const std::vector<std::string>& complaints();

/// Arguments and results are numbered as in call.hpp: 0 is the result, i + 1 the argument i.
void complain_of_change(const Signature& signature, std::size_t argument);
void complain_of_sharing(const Signature& signature, std::size_t first, std::size_t second);

/// Moves `rng` on as far as the one that came back was. Complains, and leaves it, if that is
/// another generator: a submission must not choose what the tests draw next.
void read_generator(Reader& reader, const Signature& signature, nn::Rng& rng);

}  // namespace gradus::remote
