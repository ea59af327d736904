#include "remote/exceptions.hpp"

#include <array>
#include <new>
#include <stdexcept>
#include <string>

#include "common/contract.hpp"
#include "remote/client.hpp"
#include "remote/types.hpp"
#include "remote/worker.hpp"

namespace gradus::remote {
namespace {

enum class Thrown : std::uint8_t {
  not_implemented,
  missing,
  invalid_argument,
  domain_error,
  length_error,
  out_of_range,
  logic_error,
  range_error,
  overflow_error,
  runtime_error,
  bad_alloc,
  other_exception,  // derives from std::exception
  no_exception,     // any other type
};

/// What last_thrown() says of each.
constexpr std::array<const char*, 13> names{
    "not_implemented",    "missing",           "std::invalid_argument",
    "std::domain_error",  "std::length_error", "std::out_of_range",
    "std::logic_error",   "std::range_error",  "std::overflow_error",
    "std::runtime_error", "std::bad_alloc",    "std::exception",
    "no std::exception"};

constexpr std::size_t longest_text = 2000;  // characters of a message that cross

void write_text(Writer& writer, Thrown thrown, const std::string& text) {
  write(writer, thrown);
  write(writer, text.substr(0, longest_text));
}

std::string& last_kind() {
  static std::string kind;
  return kind;
}

}  // namespace

const std::string& last_thrown() {
  return last_kind();
}

void write_current_exception(Writer& writer) {
  // From the most derived to the most general: the first that fits is the nearest.
  try {
    throw;
  } catch (const nn::NotImplemented& error) {
    write_text(writer, Thrown::not_implemented, error.task());
    write(writer, error.file());
    write(writer, error.line());
  } catch (const Missing& missing) {
    write_text(writer, Thrown::missing, missing.function);
  } catch (const std::invalid_argument& error) {
    write_text(writer, Thrown::invalid_argument, error.what());
  } catch (const std::domain_error& error) {
    write_text(writer, Thrown::domain_error, error.what());
  } catch (const std::length_error& error) {
    write_text(writer, Thrown::length_error, error.what());
  } catch (const std::out_of_range& error) {
    write_text(writer, Thrown::out_of_range, error.what());
  } catch (const std::logic_error& error) {
    write_text(writer, Thrown::logic_error, error.what());
  } catch (const std::range_error& error) {
    write_text(writer, Thrown::range_error, error.what());
  } catch (const std::overflow_error& error) {
    write_text(writer, Thrown::overflow_error, error.what());
  } catch (const std::runtime_error& error) {
    write_text(writer, Thrown::runtime_error, error.what());
  } catch (const std::bad_alloc& error) {
    write_text(writer, Thrown::bad_alloc, error.what());
  } catch (const std::exception& error) {
    write_text(writer, Thrown::other_exception, error.what());
  } catch (...) {
    write_text(writer, Thrown::no_exception, "something that is no std::exception");
  }
}

void throw_written_exception(Reader& reader) {
  const auto thrown = read<Thrown>(reader);
  const auto text = read<std::string>(reader).substr(0, longest_text);
  const auto number = static_cast<std::size_t>(thrown);
  if (number >= names.size()) throw ProtocolError("an exception of an unknown kind");
  last_kind() = names[number];
  switch (thrown) {
    case Thrown::not_implemented: {
      const auto file = read<std::string>(reader).substr(0, longest_text);
      throw nn::NotImplemented(text, file, read<unsigned>(reader));
    }
    case Thrown::missing:
      throw FunctionMissing(text);
    case Thrown::invalid_argument:
      throw std::invalid_argument(text);
    case Thrown::domain_error:
      throw std::domain_error(text);
    case Thrown::length_error:
      throw std::length_error(text);
    case Thrown::out_of_range:
      throw std::out_of_range(text);
    case Thrown::logic_error:
      throw std::logic_error(text);
    case Thrown::range_error:
      throw std::range_error(text);
    case Thrown::overflow_error:
      throw std::overflow_error(text);
    case Thrown::runtime_error:
      throw std::runtime_error(text);
    case Thrown::bad_alloc:
      throw ForeignException("out of memory (std::bad_alloc)");
    case Thrown::other_exception:
    case Thrown::no_exception:
      throw ForeignException(text);
  }
  throw ProtocolError("an exception of an unknown kind");
}

std::exception_ptr read_exception(Reader& reader) {
  try {
    throw_written_exception(reader);
  } catch (const ProtocolError&) {
    throw;
  } catch (...) {
    return std::current_exception();
  }
}

}  // namespace gradus::remote
