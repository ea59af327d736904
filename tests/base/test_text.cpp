#include "base/text.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

using namespace gradus::base;

TEST_CASE("the width of a text is counted in columns of a terminal", "[base]") {
  CHECK(display_width("") == 0);
  CHECK(display_width("abc") == 3);
  CHECK(display_width("σ(z) ∂²") == 7);
  CHECK(display_width("李雷") == 4);
  CHECK(display_width("Jo\xcc\x88rg") == 4);  // o and a combining diaeresis
  CHECK(display_width("\xff\xc3") == 2);
}

TEST_CASE("a shortened text has the width that was asked for and whole characters", "[base]") {
  CHECK(shorten("abc", 3) == "abc");
  CHECK(shorten("abcd", 3) == "ab…");
  CHECK(shorten("σσσσ", 3) == "σσ…");
  CHECK(shorten("李雷李", 4) == "李…");
  CHECK(shorten("abc", 1) == "…");
  CHECK(shorten("abc", 0) == "");
}

TEST_CASE("what somebody else wrote reaches no terminal as a command", "[base]") {
  CHECK(clean("a\x1b[31mred\x1b[0m b") == "ared b");
  CHECK(clean("title\x1b]0;evil\x07!") == "title!");
  CHECK(clean("cut \x1b[31") == "cut ");
  CHECK(clean("one\ntwo\tthree\r") == "one\ntwo\tthree");
  CHECK(clean("Ä \u202Eright to left\u202C") == "Ä right to left");
  CHECK(clean("\xff\xc3") == "\uFFFD\uFFFD");
  CHECK(clean("\xc0\x80") == "\uFFFD");
  CHECK(clean("\xed\xa0\x80 half of a pair") == "\uFFFD half of a pair");
  CHECK(clean("äöü", 4) == "äö…");
  CHECK(clean(std::string("a\0b", 3)) == "ab");
  CHECK(one_line("a\nb\tc\x1b[2J") == "a b c");
}

TEST_CASE("text is wrapped at words, and what is set out in columns is left alone", "[base]") {
  CHECK(wrap("one two three", 7) == "one two\nthree");
  CHECK(wrap("one two three", 6) == "one\ntwo\nthree");
  CHECK(wrap("one two three", 7, 2) == "one two\n  three");
  CHECK(wrap("incomprehensibilities  a ", 5) == "incomprehensibilities\na");
  CHECK(wrap("a\n  1   2\n\nb", 80) == "a\n  1   2\n\nb");
  CHECK(wrap("ä ö ü", 5) == "ä ö ü");
  CHECK(wrap("", 5) == "");
}

TEST_CASE("lines and parts are as many as their ends and separators say", "[base]") {
  CHECK(lines_of("a\n\nb") == std::vector<std::string>{"a", "", "b"});
  CHECK(lines_of("a\n") == std::vector<std::string>{"a"});
  CHECK(lines_of("").empty());
  CHECK(split("a::b", ':') == std::vector<std::string>{"a", "", "b"});
  CHECK(split("", ':') == std::vector<std::string>{""});
  CHECK(trimmed(" \ta b\r\n") == "a b");
  CHECK(trimmed(" \n").empty());
  std::string text = "a|b||";
  replace_all(text, "|", "\\|");
  CHECK(text == "a\\|b\\|\\|");
}

TEST_CASE("a text is a number as a whole, or none", "[base]") {
  CHECK(to_number("0.5") == 0.5);
  CHECK(to_number("-1e-3") == -1e-3);
  CHECK(to_number("5.") == 5.0);
  CHECK(to_number("-.5E+2") == -50.0);
  CHECK(to_number("4.9406564584124654e-324") == std::numeric_limits<double>::denorm_min());
  CHECK(to_number("-Inf") == -std::numeric_limits<double>::infinity());
  CHECK(std::isnan(to_number("nan").value()));
  CHECK(to_number(std::string_view("12.5,7").substr(0, 4)) == 12.5);
  for (const char* none :
       {"",    " 1",  "1 ",  "1x", "0x10", "1,5",     "one", "+1",    "-",      ".",
        "- 1", "-+1", "--1", "1e", "1e+",  "infinit", "1_0", "1e400", "-1e400", "1e-400"}) {
    INFO(none);
    CHECK_FALSE(to_number(none).has_value());
  }
  CHECK_FALSE(to_number(std::string_view("1\0", 2)).has_value());
}

TEST_CASE("a cell of a table keeps to its place", "[base]") {
  CHECK(markdown_cell("|x|\ny") == "\\|x\\| y");
  CHECK(csv_cell("anna") == "anna");
  CHECK(csv_cell("O'Neil, \"Jo\"") == "\"O'Neil, \"\"Jo\"\"\"");
  CHECK(csv_cell("two\nlines") == "\"two\nlines\"");
  CHECK(csv_cell("") == "");
  CHECK(padding("李", 3) == " ");
  CHECK(padding("abc", 2).empty());
}

TEST_CASE("a share in percent is rounded", "[base]") {
  CHECK(percent(0.829) == "83%");
  CHECK(percent(0) == "0%");
  CHECK(percent(1) == "100%");
}

TEST_CASE("the shortest decimal reads back as the same number", "[base]") {
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(-3) == "-3");
  CHECK(shortest(1e-5) == "1e-05");
  for (const double number : {1.0 / 3, 2.0 / 3 * 1e-200, 5e-324, 1.7976931348623157e308}) {
    CHECK(std::strtod(shortest(number).c_str(), nullptr) == number);
  }
}

TEST_CASE("values that are not finite have one spelling each", "[base]") {
  CHECK(shortest(std::numeric_limits<double>::infinity()) == "inf");
  CHECK(shortest(-std::numeric_limits<double>::infinity()) == "-inf");
  CHECK(shortest(std::numeric_limits<double>::quiet_NaN()) == "nan");
  CHECK(shortest(-std::numeric_limits<double>::quiet_NaN()) == "nan");
}

TEST_CASE("what stands in a page is text", "[base]") {
  CHECK(html("<b a=\"1\" c='2'>&amp;</b>") ==
        "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;");
}
