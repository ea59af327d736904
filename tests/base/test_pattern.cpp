#include "base/pattern.hpp"

#include <stdexcept>

#include "support/catch.hpp"

using gradus::base::Pattern;

TEST_CASE("A pattern is found with its place and size", "[pattern]") {
  const Pattern number("[0-9]+");
  const std::string text = "a12b345";
  const auto first = number.find(text);
  REQUIRE(first);
  CHECK(text.substr(first->begin, first->size) == "12");
  const auto second = number.find(text, first->end());
  REQUIRE(second);
  CHECK(second->begin == 4);
  CHECK(second->end() == text.size());
  CHECK_FALSE(number.find(text, second->end()));
  CHECK_FALSE(number.find(text, text.size() + 1));
  CHECK_FALSE(number.find("none"));
}

TEST_CASE("A search that begins later does not take its place for the text's begin", "[pattern]") {
  const Pattern at_begin("^a");
  CHECK(at_begin.find("aa"));
  CHECK_FALSE(at_begin.find("aa", 1));
  CHECK(Pattern("a$").find("ba"));
}

TEST_CASE("A text goes on behind a zero byte", "[pattern]") {
  const auto found = Pattern("b+").find(std::string("a\0bb", 4));
  REQUIRE(found);
  CHECK(found->begin == 2);
  CHECK(found->size == 2);
}

TEST_CASE("What is no pattern is refused with the reason", "[pattern]") {
  CHECK_THROWS_AS(Pattern("("), std::invalid_argument);
}
