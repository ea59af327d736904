// One call, derived from the function's signature: call() on the side of the tests, serve() on the
// side of the student's code. What is written by the one is read by the other in the same order:
// the arguments there; then the result, or what was thrown in its place, and after either of them
// each argument that is a reference. A non-const one is a value that the tests go on with; of a
// const one, which must stay as it came, only whether it has.
#pragma once

#include <array>
#include <exception>
#include <functional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "remote/client.hpp"
#include "remote/compare.hpp"
#include "remote/exceptions.hpp"
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

/// What the function gets by value is its own, and a closure stays where it is.
template <typename Argument>
inline constexpr bool comes_back =
    std::is_lvalue_reference_v<Argument> && !is_function<std::decay_t<Argument>>;

// ---- std::function arguments: the closure stays with the tests, a number crosses ---------------

inline constexpr std::uint64_t empty_function = ~std::uint64_t{0};  // in place of a number

/// What a closure changes through a non-const reference comes after its result.
template <typename Argument>
void write_changed(Writer& writer, const std::decay_t<Argument>& argument) {
  if constexpr (is_in_out<Argument>) write<std::decay_t<Argument>>(writer, argument);
}

template <typename Argument>
void read_changed(Reader& reader, std::remove_reference_t<Argument>& argument) {
  if constexpr (is_in_out<Argument>) argument = read<std::decay_t<Argument>>(reader);
}

/// On the side of the tests: what runs when the student's code calls argument number `id`.
template <typename Result, typename... Arguments>
Callback make_callback(const std::function<Result(Arguments...)>& function) {
  using Values = std::tuple<std::decay_t<Arguments>...>;
  const auto run = [&function](Reader& reader, Writer& writer) {
    Values arguments{read<std::decay_t<Arguments>>(reader)...};
    reader.expect_end();
    if constexpr (std::is_void_v<Result>) {
      std::apply(function, arguments);
    } else {
      write<std::decay_t<Result>>(writer, std::apply(function, arguments));
    }
    std::apply([&](const auto&... now) { (write_changed<Arguments>(writer, now), ...); },
               arguments);
  };
  const auto same_request = [](Reader& one, Reader& other) {
    return (same(read<std::decay_t<Arguments>>(one), read<std::decay_t<Arguments>>(other)) && ...);
  };
  return {.run = run, .same_request = same_request};
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
      const Bytes answer = ask_tests(writer);
      Reader reader(answer.span());
      if constexpr (std::is_void_v<Result>) {
        (read_changed<Arguments>(reader, arguments), ...);
      } else {
        std::decay_t<Result> result = read<std::decay_t<Result>>(reader);
        (read_changed<Arguments>(reader, arguments), ...);
        return result;
      }
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

/// Also remembers the bytes that it was read from.
template <typename Argument>
Argument read_argument(Reader& reader, std::span<const std::byte>& came) {
  came = reader.rest();
  if constexpr (is_function<Argument>) {
    const std::uint64_t id = reader.number();
    return id == empty_function ? Argument() : Asking<Argument>::make(id);
  } else {
    Argument argument = read<Argument>(reader);
    came = came.first(came.size() - reader.rest().size());
    return argument;
  }
}

// ---- the two sides of a function ---------------------------------------------------------------

/// Which part of a call something is: 0 the result, i + 1 the argument i.
inline constexpr std::size_t result_owner = 0;

template <auto function>
struct Function;

template <typename Result, typename... Arguments, Result (*function)(Arguments...)>
struct Function<function> {
  using Value = std::decay_t<Result>;
  using Values = std::tuple<std::decay_t<Arguments>...>;
  static constexpr auto all_arguments = std::index_sequence_for<Arguments...>();
  template <std::size_t i>
  using Argument = std::tuple_element_t<i, std::tuple<Arguments...>>;

  /// The tests' side: sends the arguments, answers callbacks, returns what came back. Throws what
  /// the student's function threw, or one of client.hpp's exceptions when there is no answer.
  static Result call(const char* name, const char* parameters, Arguments... arguments) {
    const Signature signature{name, parameters, &same_answers};
    Writer writer;
    std::vector<Callback> callbacks;
    write(writer, signature.name);
    (write_argument<std::decay_t<Arguments>>(writer, callbacks, arguments), ...);
    return checked(signature.name, [&] {
      const Answer answer = ask_worker(signature, writer, callbacks);
      Reader reader(answer.bytes.span());
      const auto read_arguments_back = [&]<std::size_t... i>(std::index_sequence<i...>) {
        (read_back<i>(reader, signature, arguments), ...);
        reader.expect_end();
      };
      if (answer.thrown) {
        const std::exception_ptr exception = read_exception(reader);
        if (!reader.at_end()) read_arguments_back(all_arguments);
        std::rethrow_exception(exception);
      }
      read_sharing(reader, signature);
      if constexpr (std::is_void_v<Result>) {
        read_arguments_back(all_arguments);
      } else {
        Value result = read<Value>(reader);
        read_arguments_back(all_arguments);
        return result;
      }
    });
  }

  /// The worker's side: reads the arguments, calls the student's function, writes the result.
  static Kind serve(Reader& reader, Writer& writer) {
    std::array<std::span<const std::byte>, sizeof...(Arguments)> came;
    std::size_t next = 0;
    Values arguments{read_argument<std::decay_t<Arguments>>(reader, came[next++])...};
    reader.expect_end();
    Kind kind = Kind::result;
    try {
      if constexpr (std::is_void_v<Result>) {
        std::apply(function, arguments);
        write_sharing(writer, arguments, 0);
      } else {
        const Value result = std::apply(function, arguments);
        write_sharing(writer, arguments, result);
        write<Value>(writer, result);
      }
    } catch (const MessageTooLarge&) {
      throw;
    } catch (...) {
      kind = Kind::thrown;
      writer.cut(0);
      write_current_exception(writer);
    }
    next = 0;
    std::apply(
        [&](auto&... argument) { (write_back<Arguments>(writer, argument, came[next++]), ...); },
        arguments);
    return kind;
  }

 private:
  // ---- the arguments' way back

  template <typename Argument>
  static void write_back(Writer& writer, const std::decay_t<Argument>& argument,
                         std::span<const std::byte> came) {
    if constexpr (is_in_out<Argument>) {
      write<std::decay_t<Argument>>(writer, argument);
    } else if constexpr (comes_back<Argument>) {
      Writer again(came);
      write<std::decay_t<Argument>>(again, argument);
      write(writer, again.is_as_expected());
    }
  }

  template <std::size_t i>
  static void read_back(Reader& reader, const Signature& signature,
                        std::remove_reference_t<Argument<i>>& argument) {
    using Plain = std::decay_t<Argument<i>>;
    if constexpr (!comes_back<Argument<i>>) {
      return;
    } else if constexpr (!is_in_out<Argument<i>>) {
      if (!read<bool>(reader)) complain_of_change(signature, i);
    } else if constexpr (std::same_as<Plain, nn::Rng>) {
      read_generator(reader, signature, argument);
    } else {
      argument = read<Plain>(reader);
    }
  }

  // ---- memory that two values share

  template <typename Returned>
  static void write_sharing(Writer& writer, const Values& arguments, const Returned& result) {
    std::vector<Range> ranges;
    add_ranges(result, result_owner, ranges);
    [&]<std::size_t... i>(std::index_sequence<i...>) {
      (add_ranges_of<Argument<i>>(std::get<i>(arguments), i + 1, ranges), ...);
    }
    (all_arguments);
    const Sharing none{~std::size_t{0}, ~std::size_t{0}};
    const Sharing sharing = find_sharing(std::move(ranges)).value_or(none);
    writer.number(sharing.first);
    writer.number(sharing.second);
  }

  template <typename Argument>
  static void add_ranges_of(const std::decay_t<Argument>& argument, std::size_t owner,
                            std::vector<Range>& ranges) {
    if constexpr (comes_back<Argument>) add_ranges(argument, owner, ranges);
  }

  static void read_sharing(Reader& reader, const Signature& signature) {
    const std::uint64_t first = reader.number();
    const std::uint64_t second = reader.number();
    if (first <= sizeof...(Arguments) && second <= sizeof...(Arguments)) {
      complain_of_sharing(signature, first, second);
    }
  }

  // ---- two answers to the same question

  static bool same_answers(std::span<const std::byte> one, std::span<const std::byte> other) {
    Reader a(one), b(other);
    a.take(2 * sizeof(std::uint64_t));  // see write_sharing
    b.take(2 * sizeof(std::uint64_t));
    if constexpr (!std::is_void_v<Result>) {
      if (!same(read<Value>(a), read<Value>(b))) return false;
    }
    return (same_back<Arguments>(a, b) && ...);
  }

  template <typename Argument>
  static bool same_back(Reader& one, Reader& other) {
    if constexpr (is_in_out<Argument>) {
      return same(read<std::decay_t<Argument>>(one), read<std::decay_t<Argument>>(other));
    } else if constexpr (comes_back<Argument>) {
      return read<bool>(one) == read<bool>(other);
    }
    return true;
  }
};

}  // namespace gradus::remote
