#include "base/text.hpp"

#include <cstdlib>
#include <limits>

#include "support/catch.hpp"

using namespace nn;

TEST_CASE("the width of a text counts characters, not bytes", "[common][text]") {
  CHECK(display_width("") == 0);
  CHECK(display_width("abc") == 3);
  CHECK(display_width("σ(z) ∂²") == 7);
}

TEST_CASE("a shortened text has the width that was asked for and whole characters",
          "[common][text]") {
  CHECK(shorten("abc", 3) == "abc");
  CHECK(shorten("abcd", 3) == "ab…");
  CHECK(shorten("σσσσ", 3) == "σσ…");
  CHECK(shorten("abc", 1) == "…");
  CHECK(shorten("abc", 0) == "");
}

TEST_CASE("one_line turns control characters into spaces", "[common][text]") {
  CHECK(one_line("a\nb\tc\x1b[2J") == "a b c [2J");
}

TEST_CASE("wrapped lines are not longer than asked for, unless one word is", "[common][text]") {
  CHECK(wrap("one two three", 7) == "one two\nthree");
  CHECK(wrap("one two three", 6) == "one\ntwo\nthree");
  CHECK(wrap("  incomprehensibilities  a ", 5) == "incomprehensibilities\na");
  CHECK(wrap("", 5) == "");
}

TEST_CASE("the shortest decimal reads back as the same number", "[common][text]") {
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(-3) == "-3");
  CHECK(shortest(1e-5) == "1e-05");
  for (const double number : {1.0 / 3, 2.0 / 3 * 1e-200, 5e-324, 1.7976931348623157e308}) {
    CHECK(std::strtod(shortest(number).c_str(), nullptr) == number);
  }
}

TEST_CASE("values that are not finite have one spelling each", "[common][text]") {
  CHECK(shortest(std::numeric_limits<double>::infinity()) == "inf");
  CHECK(shortest(-std::numeric_limits<double>::infinity()) == "-inf");
  CHECK(shortest(std::numeric_limits<double>::quiet_NaN()) == "nan");
  CHECK(shortest(-std::numeric_limits<double>::quiet_NaN()) == "nan");
}
