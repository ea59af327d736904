// A student's file taken apart: which lines belong to which task, and what is broken.
#include <algorithm>
#include <ctime>

#include "judge/mask.hpp"
#include "judge/source.hpp"
#include "support/catch.hpp"

namespace {

using gradus::judge::Item;
using gradus::judge::Region;
using gradus::judge::Source;

const std::string whole = R"(#include "01_activations/activations.hpp"

namespace nn {
namespace {
int helper() { return 1; }
}  // namespace

// Task 1.1  The sigmoid.
//   a. What to do.
arma::mat sigmoid(const arma::mat& Z) {
  if (Z.empty()) { return Z; }
  const char brace = '{';
  return 1'0.0 * Z;  // a comment with a brace }
}

// Task 1.2  Two functions.
const auto twice = [](double x) { return 2 * x; };

struct Pair {
  int first;
};

arma::mat relu(const arma::mat& Z,
               double slope = 0.0) {
  return Z;
}

}  // namespace nn
)";

std::vector<std::string> broken_tasks(const std::string& text) {
  std::vector<std::string> tasks;
  const Source source(text);
  for (const Region& region : source.regions()) {
    if (region.broken) tasks.push_back(region.task);
  }
  return tasks;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t place = text.find(from);
  REQUIRE(place != std::string::npos);
  return text.replace(place, from.size(), to);
}

using Tasks = std::vector<std::string>;

}  // namespace

TEST_CASE("a file falls into items, each of its own task", "[judge]") {
  const Source source(whole);
  std::vector<std::string> found;
  for (const Item& item : source.items()) {
    found.push_back(item.task + ":" + item.function + ":" + std::to_string(item.first_line) + "-" +
                    std::to_string(item.last_line));
  }
  CHECK(found == std::vector<std::string>{"::1-1", ":helper:5-5", "1.1:sigmoid:10-14", "1.2::17-17",
                                          "1.2::19-21", "1.2:relu:23-26"});
  CHECK(broken_tasks(whole).empty());
}

TEST_CASE("a brace too few or too many is the matter of its own task", "[judge]") {
  CHECK(broken_tasks(replaced(whole, "return Z; }", "return Z; ")) == Tasks{"1.1"});
  CHECK(broken_tasks(replaced(whole, "return Z; }", "return Z; }}}")) == Tasks{"1.1"});
  CHECK(broken_tasks(replaced(whole, "  return Z;\n}\n", "  return Z;\n")) == Tasks{"1.2"});
  CHECK(broken_tasks(replaced(whole, "int helper() {", "int helper() {{")) == Tasks{""});
}

TEST_CASE("a comment, raw string or #if that is not closed is the matter of its own task",
          "[judge]") {
  CHECK(broken_tasks(replaced(whole, "// a comment with", "/* a comment with")) == Tasks{"1.1"});
  CHECK(broken_tasks(replaced(whole, "const char brace = '{';", "const char* s = R\"x(;")) ==
        Tasks{"1.1"});
  CHECK(broken_tasks(replaced(whole, "arma::mat sigmoid", "#if 0\narma::mat sigmoid")) ==
        Tasks{"1.1"});
}

TEST_CASE("braces in strings, comments and character literals do not count", "[judge]") {
  const std::string text = replaced(whole, "const char brace = '{';",
                                    "const char* a = \"{\\\"{\"; /* {{ */ auto b = R\"(}}})\";");
  CHECK(broken_tasks(text).empty());
}

TEST_CASE("what looks like a brace and is none does not count", "[judge]") {
  const std::string place = "const char brace = '{';";
  for (const char* line : {
           "switch (0) { case'{': case 0x7b: case'a': ; }",
           "int x = 1'000; char y = '{'; long z = 0x1'f'f;",
           "const char* s = \"{ \\\n {\";",
           "// a comment that goes on \\\n { {",
           "// ... with blanks behind the backslash \\  \n { {",
           "int i = 0; /\\\n* { *\\\n/ i = 1;",
           "auto r = R\"(\\)\"; auto q = u8R\"x(}})x\"; auto t = LR\"ab({)a\" {)ab\";",
           "auto n = FOO_R\"(\"; char c = '}';",
           "#define OPEN {\n",
           "#define OPEN \\\n {\n int i = 0;",
           "if (true) <% int i = 0; %>",
           "#error don't {\n",
       }) {
    INFO(line);
    CHECK(broken_tasks(replaced(whole, place, line)).empty());
  }
  CHECK(broken_tasks(replaced(whole, place, "if (true) <% int i = 0;")) == Tasks{"1.1"});
  CHECK(broken_tasks(replaced(whole, place, "int i = 0; \\\n {")) == Tasks{"1.1"});
}

TEST_CASE("a function-try-block is one item", "[judge]") {
  const Source source(
      "// Task 1.1\nint f() try {\n  return 1;\n} catch (...) {\n  return 2;\n}\nint g();\n");
  REQUIRE(source.items().size() == 2);
  CHECK(source.items()[0].first_line == 2);
  CHECK(source.items()[0].last_line == 6);
  CHECK(source.items()[0].function == "f");
}

TEST_CASE("directives that move errors elsewhere are taken out, and nothing else", "[judge]") {
  using gradus::judge::without_line_directives;
  for (const char* directive :
       {"#line 12 \"a.cpp\"", "  #  line 12", "# 12 \"a.cpp\" 2", "%:line 3", "%: 3 \"x\"",
        "/* x */ # /* y */ line 7", "#li\\\nne 12 \\\n \"a.cpp\"", "#\\\n12", "#line M",
        "\t#\tline\t12\r", "\f#line 4", "#if A\n#line 5\n#endif"}) {
    INFO(directive);
    const std::string text = "int a;\n" + std::string(directive) + "\nint b;\n";
    const std::string result = without_line_directives(text);
    CHECK(result.size() == text.size());
    CHECK(std::ranges::count(result, '\n') == std::ranges::count(text, '\n'));
    CHECK(result.starts_with("int a;\n"));
    CHECK(result.ends_with("\nint b;\n"));
    CHECK(result.find("12") == std::string::npos);
    CHECK(result.find("line") == std::string::npos);
  }
  CHECK(without_line_directives("#line 3 // a \\\n comment\n") == "        // a \\\n comment\n");
  for (const char* text :
       {"// #line 12\n", "/*\n#line 12\n*/\n", "const char* s = R\"(\n#line 12\n)\";\n",
        "#define S \"#line 12\"\n", "// a comment \\\n#line 12\n", "#if 12\n#endif\n",
        "#pragma once\n#include <line>\n#liner 4\n", "int x = a\n%b;\n", ""}) {
    INFO(text);
    CHECK(without_line_directives(text) == text);
  }
}

TEST_CASE("a text that is hard to take apart takes no longer than any other", "[judge]") {
  // 200 kB each; with a step back for each byte these would take minutes.
  const auto seconds = [](const std::string& one) {
    std::string text;
    while (text.size() < 200'000) text += one;
    const std::clock_t start = std::clock();
    const Source source(text);
    gradus::judge::without_line_directives(text);
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  };
  const double usual = seconds("int f(int a) { return a; }\n") + 0.01;
  for (const char* one : {"{}", "auto x = {}", "\\\n", "\\ ", "R\"", "/*", "'", "#",
                          "// Task 1.1\n", "namespace {", "a = {", "%:\\\n", "int a;"}) {
    INFO(one);
    CHECK(seconds(one) < 60 * usual);
  }
}

TEST_CASE("the lines that are left out are emptied, and the others keep their numbers", "[judge]") {
  const Source source("one\ntwo\nthree");
  CHECK(source.without({2}) == "one\n\nthree\n");
}

TEST_CASE("a marker line names its task, and nothing else is one", "[judge]") {
  using gradus::judge::marker;
  CHECK(marker("// Task 1.2  Softmax.") == "1.2");
  CHECK(marker("// Task 10.11") == "10.11");
  CHECK(marker("// Task 1.2. Softmax.") == "1.2");
  CHECK(marker("  // Task 1.2").empty());
  CHECK(marker("// Tasks of this lesson").empty());
  CHECK(marker("// Task one").empty());
}

TEST_CASE("any bytes can be taken apart", "[judge]") {
  for (const char* text :
       {"", "\n", "}", "{", "\"", "/*", "R\"(", "#", "\\", "// Task 1.1\n}\n}\n}"}) {
    CHECK(Source(text).without({}).size() <= std::string(text).size() + 1);
  }
}
