// Counts what an Armadillo expression refers to, for the check of dangling `auto` in
// autograder/judge/recipes.hpp, which writes the assertions that use this:
//
//   auto E = 1.0 + arma::exp(-Z);
//   static_assert(refers_to<decltype(E)> <= named<decltype((Z))>(0), "...");   // 3 <= 1 fails
//
// E refers to what exp() and - returned, and to Z. Of these three only Z has a name, and lives on.
#pragma once

#include <armadillo>
#include <concepts>
#include <string>
#include <type_traits>

namespace gradus_recipes {

inline constexpr int many = 1000;  // of a type that nothing is known about: nobody is accused

template <typename T>
concept Matrix = std::derived_from<T, arma::Mat<typename T::elem_type>>;

template <typename T>
concept Expression = !Matrix<T> && (std::derived_from<T, arma::Base<typename T::elem_type, T>> ||
                                    std::derived_from<T, arma::subview<typename T::elem_type>>);

template <typename T>
constexpr int count();

/// A member: a reference counts, and so does what is behind it; a value counts for what it holds.
template <typename Member>
constexpr int held() {
  using T = std::remove_cvref_t<Member>;
  if constexpr (requires { sizeof(decltype(T::Q)); } && !Expression<T>) {
    return held<decltype(T::Q)>();  // Armadillo's Proxy
  } else {
    return (std::is_reference_v<Member> ? 1 : 0) + count<T>();
  }
}

template <typename T>
struct Behind {
  using type = T;
};
template <typename Entry, typename Derived>
struct Behind<arma::Base<Entry, Derived>> {
  using type = Derived;
};

// Armadillo's own names of what an expression is made of.
template <typename T>
constexpr int members() {
  int sum = 0;
  if constexpr (requires { sizeof(decltype(T::P)); }) sum += held<decltype(T::P)>();    // eOp
  if constexpr (requires { sizeof(decltype(T::P1)); }) sum += held<decltype(T::P1)>();  // eGlue
  if constexpr (requires { sizeof(decltype(T::P2)); }) sum += held<decltype(T::P2)>();
  if constexpr (requires { sizeof(decltype(T::m)); }) sum += held<decltype(T::m)>();  // Op, subview
  if constexpr (requires { sizeof(decltype(T::A)); }) sum += held<decltype(T::A)>();  // Glue
  if constexpr (requires { sizeof(decltype(T::B)); }) sum += held<decltype(T::B)>();
  if constexpr (requires { sizeof(decltype(T::X)); }) sum += held<decltype(T::X)>();  // a transpose
  if constexpr (requires { sizeof(decltype(T::a)); }) sum += held<decltype(T::a)>();  // elem(a)
  // rows(a) keeps its argument as both: counted once.
  if constexpr (requires { sizeof(decltype(T::base_ri)); }) sum += held<decltype(T::base_ri)>();
  return sum;
}

template <typename T>
constexpr int count() {
  using Type = typename Behind<T>::type;
  if constexpr (Expression<Type>) {
    return members<Type>();
  } else {
    return 0;
  }
}

template <typename T>
inline constexpr int refers_to = count<std::remove_cvref_t<T>>();

template <typename T>
constexpr bool is_unknown() {
  return std::is_pointer_v<T> ||
         (std::is_class_v<T> && !std::same_as<T, std::string> && !Matrix<T> && !Expression<T>);
}

/// What a part of an expression gives: something with a name is 1 and what it refers to; a result
/// that is an expression gives what its arguments gave (`inside`), any other result nothing.
template <typename T>
constexpr int named(int inside) {
  using Type = std::remove_cvref_t<T>;
  if constexpr (is_unknown<Type>()) {
    return many;
  } else if constexpr (std::is_reference_v<T>) {
    return Matrix<Type> || Expression<Type> ? 1 + refers_to<Type> : 0;
  } else {
    return Expression<Type> ? inside : 0;
  }
}

/// A member of an object: gone with it, unless it has a name.
template <typename T>
constexpr int member(int) {
  return std::is_lvalue_reference_v<T> || is_unknown<std::remove_cvref_t<T>>() ? named<T>(0) : 0;
}

template <typename T>
inline constexpr bool is_view = false;
template <Expression T>
inline constexpr bool is_view<T> = std::derived_from<T, arma::subview<typename T::elem_type>>;
template <typename Entry, typename A>
inline constexpr bool is_view<arma::subview_elem1<Entry, A>> = true;
template <typename Entry, typename A, typename B>
inline constexpr bool is_view<arma::subview_elem2<Entry, A, B>> = true;

/// NAME(arguments): of a function, or of a matrix when it gives a part of it.
template <typename T>
constexpr int called(int inside) {
  return named<T>(inside + (is_view<std::remove_cvref_t<T>> ? 1 : 0));
}

/// A variable that ends with the function whose return statement this is.
template <typename T>
constexpr int local(int) {
  using Type = std::remove_cvref_t<T>;
  return is_unknown<Type>() ? many : refers_to<Type>;
}

}  // namespace gradus_recipes
