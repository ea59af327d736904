// Two questions about values of the types that cross: are two of them the same, and which memory do
// they lie in?
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "remote/types.hpp"

namespace gradus::remote {

// ---- the same? ---------------------------------------------------------------------------------

/// Numbers may differ by rounding: a library may add them up in another order.
inline bool same_number(double a, double b) {
  constexpr double tolerance = 1e-9, smallest_scale = 1e-3;
  if (a == b || (std::isnan(a) && std::isnan(b))) return true;
  return std::abs(a - b) <= tolerance * std::max({std::abs(a), std::abs(b), smallest_scale});
}

template <typename T>
bool same(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>) {
    return same_number(a, b);
  } else if constexpr (is_matrix<T>) {
    return arma::size(a) == arma::size(b) &&
           std::equal(a.begin(), a.end(), b.begin(), same<typename T::elem_type>);
  } else if constexpr (std::same_as<T, std::vector<bool>>) {
    return a == b;
  } else if constexpr (is_vector<T>) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same<typename T::value_type>);
  } else if constexpr (is_optional<T>) {
    return a.has_value() == b.has_value() && (!a || same(*a, *b));
  } else if constexpr (std::same_as<T, nn::Rng>) {
    return a.seed() == b.seed() && a.draws() == b.draws();
  } else if constexpr (Listed<T>) {
    const auto left = Fields<T>::tie(a), right = Fields<T>::tie(b);
    return [&]<std::size_t... field>(std::index_sequence<field...>) {
      return (same(std::get<field>(left), std::get<field>(right)) && ...);
    }
    (std::make_index_sequence<std::tuple_size_v<std::remove_const_t<decltype(left)>>>());
  } else {
    return a == b;
  }
}

// ---- where? ------------------------------------------------------------------------------------

/// The memory of a matrix, or of a vector of numbers, and whose it is.
struct Range {
  const std::byte* begin = nullptr;
  const std::byte* end = nullptr;
  std::size_t owner = 0;
};

template <typename T>
void add_ranges(const T& value, std::size_t owner, std::vector<Range>& ranges) {
  const auto add = [&](const auto* from, std::size_t count) {
    if (count == 0) return;
    const auto* begin = reinterpret_cast<const std::byte*>(from);
    ranges.push_back({begin, begin + count * sizeof *from, owner});
  };
  if constexpr (is_matrix<T>) {
    add(value.memptr(), value.n_elem);
  } else if constexpr (std::same_as<T, std::vector<bool>>) {
    return;
  } else if constexpr (is_vector<T>) {
    if constexpr (std::is_arithmetic_v<typename T::value_type>) {
      add(value.data(), value.size());
    } else {
      for (const auto& one : value) add_ranges(one, owner, ranges);
    }
  } else if constexpr (is_optional<T>) {
    if (value) add_ranges(*value, owner, ranges);
  } else if constexpr (Listed<T>) {
    std::apply([&](const auto&... field) { (add_ranges(field, owner, ranges), ...); },
               Fields<T>::tie(value));
  }
}

struct Sharing {
  std::size_t first = 0;
  std::size_t second = 0;
};

/// Two owners whose memory overlaps, or one owner twice.
inline std::optional<Sharing> find_sharing(std::vector<Range> ranges) {
  std::ranges::sort(ranges, {}, &Range::begin);
  for (std::size_t i = 1; i < ranges.size(); ++i) {
    if (ranges[i].begin >= ranges[i - 1].end) continue;
    return Sharing{std::min(ranges[i - 1].owner, ranges[i].owner),
                   std::max(ranges[i - 1].owner, ranges[i].owner)};
  }
  return std::nullopt;
}

}  // namespace gradus::remote
