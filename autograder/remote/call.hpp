// One call, derived from the function's signature: call() on the side of the tests, serve() on the
// side of the student's code. What is written by the one is read by the other in the same order:
// the arguments there; the result, then the in-out arguments back.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "remote/client.hpp"
#include "remote/frame.hpp"
#include "remote/types.hpp"
#include "remote/worker.hpp"

namespace gradus::remote {

/// A non-const reference: the function may change it, so its value also travels back.
template <typename Argument>
inline constexpr bool is_in_out =
    std::is_lvalue_reference_v<Argument> && !std::is_const_v<std::remove_reference_t<Argument>>;

template <typename T>
inline constexpr bool is_function = false;
template <typename R, typename... A>
inline constexpr bool is_function<std::function<R(A...)>> = true;

// ---- std::function arguments: the closure stays with the tests, a number crosses ---------------

inline constexpr std::uint64_t empty_function = ~std::uint64_t{0};  // in place of a number

/// On the side of the tests: what runs when the student's code calls argument number `id`.
template <typename Result, typename... Arguments>
Callback make_callback(const std::function<Result(Arguments...)>& function) {
  return [&function](Reader& reader, Writer& writer) {
    std::tuple<std::decay_t<Arguments>...> arguments{read<std::decay_t<Arguments>>(reader)...};
    reader.expect_end();
    if constexpr (std::is_void_v<Result>) {
      std::apply(function, arguments);
    } else {
      write<std::decay_t<Result>>(writer, std::apply(function, arguments));
    }
  };
}

/// On the side of the student's code: a function that asks the tests.
template <typename Function>
struct Asking;

template <typename Result, typename... Arguments>
struct Asking<std::function<Result(Arguments...)>> {
  static std::function<Result(Arguments...)> make(std::uint64_t id) {
    return [id](Arguments... arguments) -> Result {
      Writer writer;
      writer.number(id);
      (write<std::decay_t<Arguments>>(writer, arguments), ...);
      const std::vector<std::byte> answer = ask_tests(writer);
      Reader reader(answer);
      if constexpr (!std::is_void_v<Result>) return read<std::decay_t<Result>>(reader);
    };
  }
};

// ---- arguments ---------------------------------------------------------------------------------

template <typename Argument>
void write_argument(Writer& writer, std::vector<Callback>& callbacks, const Argument& argument) {
  if constexpr (is_function<Argument>) {
    writer.number(argument ? callbacks.size() : empty_function);
    if (argument) callbacks.push_back(make_callback(argument));
  } else {
    write<Argument>(writer, argument);
  }
}

template <typename Argument>
Argument read_argument(Reader& reader) {
  if constexpr (is_function<Argument>) {
    const std::uint64_t id = reader.number();
    return id == empty_function ? Argument() : Asking<Argument>::make(id);
  } else {
    return read<Argument>(reader);
  }
}

// ---- the two sides of a function ---------------------------------------------------------------

template <auto function>
struct Function;

template <typename Result, typename... Arguments, Result (*function)(Arguments...)>
struct Function<function> {
  using Value = std::decay_t<Result>;

  /// The tests' side: sends the arguments, answers callbacks, returns what came back. Throws what
  /// the student's function threw, or one of client.hpp's exceptions when there is no answer.
  static Result call(const std::string& name, Arguments... arguments) {
    Writer writer;
    std::vector<Callback> callbacks;
    write(writer, name);
    (write_argument<std::decay_t<Arguments>>(writer, callbacks, arguments), ...);
    return checked(name, [&] {
      const std::vector<std::byte> answer = ask_worker(name, writer, callbacks);
      Reader reader(answer);
      if constexpr (std::is_void_v<Result>) {
        (read_back<Arguments>(reader, arguments), ...);
        reader.expect_end();
      } else {
        Value result = read<Value>(reader);
        (read_back<Arguments>(reader, arguments), ...);
        reader.expect_end();
        return result;
      }
    });
  }

  /// The worker's side: reads the arguments, calls the student's function, writes the result.
  static void serve(Reader& reader, Writer& writer) {
    std::tuple<std::decay_t<Arguments>...> arguments{
        read_argument<std::decay_t<Arguments>>(reader)...};
    reader.expect_end();
    if constexpr (std::is_void_v<Result>) {
      std::apply(function, arguments);
    } else {
      write<Value>(writer, std::apply(function, arguments));
    }
    std::apply([&](auto&... argument) { (write_back<Arguments>(writer, argument), ...); },
               arguments);
  }

 private:
  template <typename Argument>
  static void write_back(Writer& writer, const std::decay_t<Argument>& argument) {
    if constexpr (is_in_out<Argument>) write<std::decay_t<Argument>>(writer, argument);
  }

  template <typename Argument>
  static void read_back(Reader& reader, std::remove_reference_t<Argument>& argument) {
    if constexpr (is_in_out<Argument>) argument = read<std::decay_t<Argument>>(reader);
  }
};

}  // namespace gradus::remote
