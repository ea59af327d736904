// A result made leaf by leaf, a leaf being a matrix or a number: it is an argument of the same
// type, or has its shape, as often as there is one. The kinds stand in trivial_kinds.hpp.
#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <tuple>
#include <type_traits>
#include <typeindex>
#include <vector>

#include "common/random.hpp"
#include "remote/trivial_kinds.hpp"
#include "remote/types.hpp"

namespace gradus::remote {

template <typename T>
inline constexpr bool is_number = std::is_arithmetic_v<T>;

/// Calls `visit` with every matrix, number and enumeration in `value`, in order.
template <typename T, typename Visit>
void each_leaf(T& value, Visit&& visit) {
  using Plain = std::remove_const_t<T>;
  if constexpr (is_matrix<Plain> || is_number<Plain> || std::is_enum_v<Plain>) {
    visit(value);
  } else if constexpr (Listed<Plain>) {
    std::apply([&](auto&... field) { (each_leaf(field, visit), ...); }, Fields<Plain>::tie(value));
  } else if constexpr (is_vector<Plain>) {
    for (auto& element : value) each_leaf(element, visit);
  } else if constexpr (is_optional<Plain>) {
    if (value) each_leaf(*value, visit);
  }
}

/// Calls `visit` with every std::vector in `value`, the outermost first.
template <typename T, typename Visit>
void each_vector(T& value, Visit&& visit) {
  using Plain = std::remove_const_t<T>;
  if constexpr (Listed<Plain>) {
    std::apply([&](auto&... field) { (each_vector(field, visit), ...); },
               Fields<Plain>::tie(value));
  } else if constexpr (is_vector<Plain>) {
    visit(value);
  }
}

template <typename... Arguments>
class TrivialAnswer {
 public:
  TrivialAnswer(Trivial kind, const Arguments&... arguments)
      : kind_(kind), arguments_(arguments...) {}

  template <typename T>
  T make() {
    if (kind_ == Trivial::empty || kind_ == Trivial::cleared) return T{};
    if constexpr (std::is_same_v<T, arma::uword>) {
      if (kind_ == Trivial::repeated) return first_length().value_or(0);
    }
    if (std::optional<T> like = argument_of_type<T>(); like && kind_ != Trivial::small) {
      changed_as_a_whole(*like);
      each_leaf(*like, [&](auto& leaf) {
        using Leaf = std::decay_t<decltype(leaf)>;
        if constexpr (!std::is_enum_v<Leaf> || std::is_same_v<T, Leaf>) leaf = changed(leaf);
      });
      return *like;
    }
    if constexpr (is_matrix<T> || is_number<T>) {
      return changed(source<T>());
    } else if constexpr (std::is_enum_v<T>) {
      return static_cast<T>(constant<int>());
    } else {
      T value{};
      make_parts(value);
      return value;
    }
  }

 private:
  template <typename T>
  void make_parts(T& value) {
    if constexpr (Listed<T>) {
      std::apply([&](auto&... field) { ((field = make<std::decay_t<decltype(field)>>()), ...); },
                 Fields<T>::tie(value));
    } else if constexpr (is_vector<T>) {
      const std::size_t length = kind_ == Trivial::small ? 1 : first_length().value_or(1);
      for (std::size_t i = 0; i < length; ++i) value.push_back(make<typename T::value_type>());
    } else if constexpr (is_optional<T>) {
      value = make<typename T::value_type>();
    }
  }

  template <typename Visit>
  void each_argument(Visit&& visit) const {
    std::apply([&](const auto&... argument) { (visit(argument), ...); }, arguments_);
  }

  template <typename T>
  std::optional<T> argument_of_type() const {
    std::optional<T> found;
    each_argument([&](const auto& argument) {
      if constexpr (std::is_same_v<std::decay_t<decltype(argument)>, T>) {
        if (!found || kind_ == Trivial::last) found = argument;
      }
    });
    return found;
  }

  /// All leaves of the type T in the arguments: first what is an argument itself.
  template <typename T>
  std::deque<T> pool() const {
    std::deque<T> outer, inner;
    each_argument([&](const auto& argument) {
      each_leaf(argument, [&](const auto& leaf) {
        using Leaf = std::decay_t<decltype(leaf)>;
        if constexpr (std::is_same_v<Leaf, T>) {
          (std::is_same_v<std::decay_t<decltype(argument)>, T> ? outer : inner).push_back(leaf);
        }
      });
    });
    outer.insert(outer.end(), inner.begin(), inner.end());
    return outer;
  }

  std::optional<arma::mat> first_matrix() const {
    std::optional<arma::mat> found;
    each_argument([&](const auto& argument) {
      each_leaf(argument, [&](const auto& leaf) {
        if constexpr (is_matrix<std::decay_t<decltype(leaf)>>) {
          if (!found) found = arma::conv_to<arma::mat>::from(leaf);
        }
      });
    });
    return found;
  }

  std::optional<std::size_t> first_length() const {
    std::optional<std::size_t> found;
    each_argument([&](const auto& argument) {
      each_vector(argument, [&](const auto& vector) {
        if (!found) found = vector.size();
      });
    });
    return found;
  }

  arma::uword numbers() const {
    arma::uword count = 0;
    each_argument([&](const auto& argument) {
      each_leaf(argument, [&](const auto& leaf) {
        if constexpr (is_matrix<std::decay_t<decltype(leaf)>>) count += leaf.n_elem;
      });
    });
    return count;
  }

  /// The argument that this leaf of the result is made from.
  template <typename T>
  T source() {
    const std::deque<T> all = pool<T>();
    const std::size_t turn = turns_[typeid(T)]++;
    if constexpr (is_matrix<T>) {
      if constexpr (!arma::is_Mat_only<T>::value) {
        if (kind_ == Trivial::poured) return T(numbers(), arma::fill::zeros);
      }
      if (all.empty()) return converted<T>();
    } else {
      if (all.empty()) {
        const std::optional<arma::mat> matrix = first_matrix();
        if (!matrix || matrix->empty()) return T{};
        return static_cast<T>(std::is_floating_point_v<T> ? matrix->at(0) : matrix->n_cols);
      }
    }
    if (kind_ == Trivial::first) return all.front();
    if (kind_ == Trivial::last) return all.back();
    return all[std::min(turn, all.size() - 1)];
  }

  /// A matrix of another type than any argument: from the first matrix, or of the sizes given.
  template <typename T>
  T converted() const {
    if (const std::optional<arma::mat> matrix = first_matrix(); matrix && !matrix->empty()) {
      const arma::mat sound = arma::abs(arma::clamp(*matrix, -1e6, 1e6));
      const bool whole = std::is_integral_v<typename T::elem_type>;
      const arma::mat from = whole ? sound : *matrix;
      if constexpr (arma::is_Col<T>::value) {
        return arma::conv_to<T>::from(arma::vec(from.col(0)));
      } else if constexpr (arma::is_Row<T>::value) {
        return arma::conv_to<T>::from(arma::rowvec(from.row(0)));
      } else {
        return arma::conv_to<T>::from(from);
      }
    }
    const std::deque<arma::uword> sizes = pool<arma::uword>();
    arma::uword rows = sizes.empty() ? 1 : std::min<arma::uword>(sizes[0], 1000);
    arma::uword cols = sizes.size() < 2 ? rows : std::min<arma::uword>(sizes[1], 1000);
    if (kind_ == Trivial::blanks || kind_ == Trivial::random) std::swap(rows, cols);
    if constexpr (arma::is_Col<T>::value || arma::is_Row<T>::value) {
      return T(rows, arma::fill::zeros);
    } else {
      return T(rows, cols, arma::fill::zeros);
    }
  }

  template <typename T>
  T constant() {
    switch (kind_) {
      case Trivial::ones:
      case Trivial::small:
        return T(1);
      case Trivial::halves:
        return std::is_floating_point_v<T> ? T(0.5) : T(3);
      case Trivial::twos:
        return T(2);
      case Trivial::nans:
        return std::is_floating_point_v<T> ? std::numeric_limits<T>::quiet_NaN() : T(0);
      case Trivial::counting:
        return T(counted_++);
      case Trivial::random:
        return std::is_floating_point_v<T> ? T(nn::normal(generator()))
                                           : T(nn::uniform_index(3, generator()));
      default:
        return T(0);
    }
  }

  static bool keeps(Trivial kind) { return kind >= Trivial::first && kind <= Trivial::absolute; }

  template <typename T>
  T changed(const T& leaf) {
    if constexpr (is_matrix<T>) {
      return changed_matrix(leaf);
    } else if constexpr (is_number<T>) {
      if (!keeps(kind_)) return constant<T>();
      if constexpr (std::is_same_v<T, double>) {
        if (kind_ == Trivial::negated) return -leaf;
        if (kind_ == Trivial::reciprocal) return 1.0 / leaf;
        if (kind_ == Trivial::absolute) return std::abs(leaf);
      }
      return leaf;
    } else {
      return keeps(kind_) ? leaf : static_cast<T>(constant<int>());
    }
  }

  template <typename T>
  T changed_matrix(const T& leaf) {
    using Entry = typename T::elem_type;
    if (kind_ == Trivial::small) {
      T one = leaf;
      one.set_size(1, 1);
      one.ones();
      return one;
    }
    if (!keeps(kind_)) {
      T filled = leaf;
      counted_ = 0;
      for (Entry& entry : filled) entry = constant<Entry>();
      return filled;
    }
    if constexpr (std::is_same_v<Entry, double>) {
      if (kind_ == Trivial::negated) return -leaf;
      if (kind_ == Trivial::reciprocal) return 1.0 / leaf;
      if (kind_ == Trivial::absolute) return arma::abs(leaf);
    }
    if (kind_ == Trivial::sorted) {
      T sorted = leaf;
      std::sort(sorted.begin(), sorted.end());
      return sorted;
    }
    if (kind_ == Trivial::turned) {
      if constexpr (arma::is_Mat_only<T>::value) {
        return leaf.t();
      } else {
        return arma::reverse(leaf);
      }
    }
    return leaf;
  }

  /// A list of numbers is sorted and turned as a vector is.
  template <typename T>
  void changed_as_a_whole(T& value) const {
    if constexpr (is_vector<T>) {
      if constexpr (is_number<typename T::value_type>) {
        if (kind_ == Trivial::sorted) std::sort(value.begin(), value.end());
      }
      if (kind_ == Trivial::turned) std::reverse(value.begin(), value.end());
    }
  }

  nn::Rng& generator() {
    nn::Rng* found = nullptr;
    each_argument([&](const auto& argument) {
      if constexpr (std::is_same_v<std::decay_t<decltype(argument)>, nn::Rng>) {
        found = &const_cast<nn::Rng&>(argument);  // the caller's own, which may be changed
      }
    });
    return found != nullptr ? *found : own_generator_;
  }

  Trivial kind_;
  std::tuple<const Arguments&...> arguments_;
  std::map<std::type_index, std::size_t> turns_;  // how many leaves of a type were made
  std::size_t counted_ = 0;
  nn::Rng own_generator_{1};
};

}  // namespace gradus::remote
