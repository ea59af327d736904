// The side of the student's code: a table of the lesson's functions, and a loop that serves calls.
#pragma once

#include <cstdint>

#include "remote/codec.hpp"
#include "remote/frame.hpp"

namespace gradus::remote {

/// Reads the arguments, calls the student's function, writes what came of it, and says which of
/// Kind::result and Kind::thrown that is.
using Serve = Kind (*)(Reader&, Writer&);

/// Enters a function into the table; a REMOTE line does this before main() starts.
struct Register {
  Register(const char* function, Serve serve);
};

/// Thrown by the function that stands in for one that the student's file does not define.
struct Missing {
  const char* function;
};

/// Sends a callback to the tests and returns the bytes of its result. Throws what the tests' own
/// function threw.
Bytes ask_tests(const Writer& call);

/// Tells the tests that a container of length `size` was used beyond its end. `operation` is what
/// the compiler calls the function that found it.
void report_misuse(const char* operation, std::uint64_t index, std::uint64_t size);

/// Serves calls on file descriptor 3 until it is closed. Returns the exit status.
int serve_calls();

}  // namespace gradus::remote
