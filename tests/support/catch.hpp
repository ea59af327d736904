// Catch2 under one name: Debian 12 has 2.13 (one header), other systems have 3.x (a library).
// Tests include this file, never Catch2's own, and use what both versions share.
#pragma once

#define CATCH_CONFIG_EXTERNAL_INTERFACES  // for report.cpp, which listens to what the tests find
#if __has_include(<catch2/catch_all.hpp>)
#define GRADUS_CATCH2_VERSION 3
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#define GRADUS_CATCH2_VERSION 2
#include <catch2/catch.hpp>
#endif

#include <armadillo>
#include <string>
#include <type_traits>
#include <vector>

namespace support {

#if GRADUS_CATCH2_VERSION == 3
template <typename T>
using Matcher = Catch::Matchers::MatcherBase<T>;
#else
template <typename T>
using Matcher = Catch::MatcherBase<T>;
#endif

/// "3x4 matrix": how a failing test prints a matrix. The diagnosis shows the entries that matter.
std::string brief(arma::uword rows, arma::uword cols);

/// "{ 1, 2, 3, and 97 more }": how a failing test prints a list of which it has printed the first.
std::string brief_list(const std::vector<std::string>& first, std::size_t size);

}  // namespace support

template <typename Entry>
struct Catch::StringMaker<arma::Mat<Entry>> {
  static std::string convert(const arma::Mat<Entry>& matrix) {
    return support::brief(matrix.n_rows, matrix.n_cols);
  }
};

template <typename Entry>
struct Catch::StringMaker<arma::Col<Entry>> : Catch::StringMaker<arma::Mat<Entry>> {};

template <typename Entry>
struct Catch::StringMaker<arma::Row<Entry>> : Catch::StringMaker<arma::Mat<Entry>> {};

/// A submission may return a list that is longer than anybody wants to print, or to wait for.
/// Catch2 prints all of what it takes for a range.
template <typename T, typename Allocator>
struct Catch::is_range<std::vector<T, Allocator>> : std::false_type {};

template <typename T, typename Allocator>
struct Catch::StringMaker<std::vector<T, Allocator>> {
  static std::string convert(const std::vector<T, Allocator>& values) {
    constexpr std::size_t most = 16;
    std::vector<std::string> first;
    for (std::size_t i = 0; i < values.size() && i < most; ++i) {
      first.push_back(Catch::Detail::stringify<T>(values[i]));
    }
    return support::brief_list(first, values.size());
  }
};
