// Exceptions cross the border as a kind and a message. Only the standard's own types and
// NotImplemented cross as themselves, a derived type as the nearest of them: a test for
// invalid_argument sees an invalid_argument, and nothing else can be thrown into the tests.
#pragma once

#include <exception>

#include "remote/codec.hpp"

namespace gradus::remote {

/// Writes the exception that is being handled: to be called inside a catch block.
void write_current_exception(Writer& writer);

/// Throws the exception that was written. Throws ProtocolError if it is none.
[[noreturn]] void throw_written_exception(Reader& reader);

/// The exception that was written. Throws ProtocolError if it is none.
std::exception_ptr read_exception(Reader& reader);

}  // namespace gradus::remote
