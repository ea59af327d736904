// How each type that a lesson's function takes or returns is written into a message and read back.
// Codec<T>::write and Codec<T>::read mirror each other line by line. A lesson adds its own structs
// with REMOTE_STRUCT (remote.hpp).
#pragma once

#include <armadillo>
#include <concepts>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "common/random.hpp"
#include "remote/codec.hpp"

namespace gradus::remote {

template <typename T>
struct Codec;

template <typename T>
void write(Writer& writer, const T& value) {
  Codec<T>::write(writer, value);
}

template <typename T>
T read(Reader& reader) {
  return Codec<T>::read(reader);
}

/// The fields of a lesson's struct, as a tuple of references; REMOTE_STRUCT specialises it.
template <typename T>
struct Fields;

template <typename T>
concept Listed = requires(T& value) {
  Fields<T>::tie(value);
};

// ---- what kind of type it is --------------------------------------------------------------------

template <typename T>
inline constexpr bool is_matrix = arma::is_Mat<T>::value;
template <typename T>
inline constexpr bool is_vector = false;
template <typename T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <typename T>
inline constexpr bool is_optional = false;
template <typename T>
inline constexpr bool is_optional<std::optional<T>> = true;

// ---- numbers -----------------------------------------------------------------------------------

template <typename T>
requires(std::is_arithmetic_v<T> && !std::same_as<T, bool> &&
         !std::same_as<T, long double>) struct Codec<T> {
  static void write(Writer& writer, T value) { writer.raw(&value, sizeof value); }
  static T read(Reader& reader) {
    T value{};
    reader.raw(&value, sizeof value);
    return value;
  }
};

template <>
struct Codec<bool> {
  static void write(Writer& writer, bool value) { remote::write(writer, std::uint8_t{value}); }
  static bool read(Reader& reader) {
    const auto value = remote::read<std::uint8_t>(reader);
    if (value > 1) throw ProtocolError("a bool is " + std::to_string(value));
    return value == 1;
  }
};

template <typename T>
requires std::is_enum_v<T>
struct Codec<T> {
  using Number = std::underlying_type_t<T>;
  static void write(Writer& writer, T value) { remote::write(writer, static_cast<Number>(value)); }
  static T read(Reader& reader) { return static_cast<T>(remote::read<Number>(reader)); }
};

// ---- matrices ----------------------------------------------------------------------------------

/// No side of a matrix is longer: an empty matrix takes no bytes, and must not take for ever to
/// walk through.
inline constexpr std::uint64_t longest_side = std::uint64_t{1} << 20;

inline std::uint64_t read_side(Reader& reader) {
  const std::uint64_t side = reader.number();
  if (side > longest_side) {
    throw ProtocolError("a matrix has a side of " + std::to_string(side) + ", at most " +
                        std::to_string(longest_side) + " can cross");
  }
  return side;
}

template <typename Matrix>
requires(arma::is_Mat<Matrix>::value) struct Codec<Matrix> {
  using Entry = typename Matrix::elem_type;

  static void write(Writer& writer, const Matrix& matrix) {
    writer.number(matrix.n_rows);
    writer.number(matrix.n_cols);
    writer.raw(matrix.memptr(), matrix.n_elem * sizeof(Entry));
  }

  static Matrix read(Reader& reader) {
    const std::uint64_t rows = read_side(reader);
    const std::uint64_t cols = read_side(reader);
    if ((arma::is_Col<Matrix>::value && cols != 1) || (arma::is_Row<Matrix>::value && rows != 1)) {
      throw ProtocolError("a vector has " + std::to_string(rows) + " rows and " +
                          std::to_string(cols) + " columns");
    }
    reader.reserve(rows * cols, sizeof(Entry), sizeof(Entry));
    Matrix matrix(rows, cols, arma::fill::none);
    reader.raw(matrix.memptr(), matrix.n_elem * sizeof(Entry));
    return matrix;
  }
};

// ---- what holds other values -------------------------------------------------------------------

template <>
struct Codec<std::string> {
  static void write(Writer& writer, const std::string& text) {
    writer.number(text.size());
    writer.raw(text.data(), text.size());
  }
  static std::string read(Reader& reader) {
    std::string text(reader.count(sizeof(char), sizeof(char)), '\0');
    reader.raw(text.data(), text.size());
    return text;
  }
};

template <typename T>
struct Codec<std::vector<T>> {
  /// Written at once, as they lie in memory: to the reader it is the same.
  static constexpr bool plain = std::is_arithmetic_v<T> && !std::same_as<T, bool>;

  static void write(Writer& writer, const std::vector<T>& values) {
    writer.number(values.size());
    if constexpr (plain) {
      writer.raw(values.data(), values.size() * sizeof(T));
    } else {
      for (const T& value : values) remote::write<T>(writer, value);
    }
  }
  static std::vector<T> read(Reader& reader) {
    // Every type that crosses takes at least one byte.
    const std::size_t size = reader.count(sizeof(T), plain ? sizeof(T) : 1);
    std::vector<T> values;
    if constexpr (plain) {
      values.resize(size);
      reader.raw(values.data(), size * sizeof(T));
    } else {
      for (std::size_t i = 0; i < size; ++i) values.push_back(remote::read<T>(reader));
    }
    return values;
  }
};

template <typename T>
struct Codec<std::optional<T>> {
  static void write(Writer& writer, const std::optional<T>& value) {
    remote::write(writer, value.has_value());
    if (value) remote::write(writer, *value);
  }
  static std::optional<T> read(Reader& reader) {
    if (!remote::read<bool>(reader)) return std::nullopt;
    return remote::read<T>(reader);
  }
};

template <Listed T>
struct Codec<T> {
  static void write(Writer& writer, const T& value) {
    const auto write_all = [&](const auto&... field) { (remote::write(writer, field), ...); };
    std::apply(write_all, Fields<T>::tie(value));
  }
  static T read(Reader& reader) {
    T value{};
    const auto read_all = [&]<typename... Field>(Field&... field) {
      ((field = remote::read<Field>(reader)), ...);
    };
    std::apply(read_all, Fields<T>::tie(value));
    return value;
  }
};

// ---- randomness --------------------------------------------------------------------------------

/// How many numbers one call may draw: the other side repeats the draws to reach the same state.
inline constexpr std::uint64_t most_draws = std::uint64_t{1} << 22;

/// An Rng crosses as its seed and its number of draws, never as its inner state: a forged state
/// could hold an index beyond the generator's table.
template <>
struct Codec<nn::Rng> {
  static void write(Writer& writer, const nn::Rng& rng) {
    writer.number(rng.seed());
    writer.number(rng.draws());
  }
  static nn::Rng read(Reader& reader) {
    const std::uint64_t seed = reader.number();
    const std::uint64_t draws = reader.number();
    if (draws > most_draws) {
      throw ProtocolError("an Rng has drawn " + std::to_string(draws) + " numbers, at most " +
                          std::to_string(most_draws) + " can cross");
    }
    return nn::Rng(seed, draws);
  }
};

}  // namespace gradus::remote
