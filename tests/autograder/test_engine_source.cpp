// A student's file taken apart: which lines belong to which task, and what is broken.
#include <algorithm>

#include "engine/source.hpp"
#include "support/catch.hpp"

namespace {

using gradus::engine::Item;
using gradus::engine::Region;
using gradus::engine::Source;

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

TEST_CASE("a file falls into items, each of its own task", "[engine]") {
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

TEST_CASE("a brace too few or too many is the matter of its own task", "[engine]") {
  CHECK(broken_tasks(replaced(whole, "return Z; }", "return Z; ")) == Tasks{"1.1"});
  CHECK(broken_tasks(replaced(whole, "return Z; }", "return Z; }}}")) == Tasks{"1.1"});
  CHECK(broken_tasks(replaced(whole, "  return Z;\n}\n", "  return Z;\n")) == Tasks{"1.2"});
  CHECK(broken_tasks(replaced(whole, "int helper() {", "int helper() {{")) == Tasks{""});
}

TEST_CASE("a comment, raw string or #if that is not closed is the matter of its own task",
          "[engine]") {
  CHECK(broken_tasks(replaced(whole, "// a comment with", "/* a comment with")) == Tasks{"1.1"});
  CHECK(broken_tasks(replaced(whole, "const char brace = '{';", "const char* s = R\"x(;")) ==
        Tasks{"1.1"});
  CHECK(broken_tasks(replaced(whole, "arma::mat sigmoid", "#if 0\narma::mat sigmoid")) ==
        Tasks{"1.1"});
}

TEST_CASE("braces in strings, comments and character literals do not count", "[engine]") {
  const std::string text = replaced(whole, "const char brace = '{';",
                                    "const char* a = \"{\\\"{\"; /* {{ */ auto b = R\"(}}})\";");
  CHECK(broken_tasks(text).empty());
}

TEST_CASE("the lines that are left out are emptied, and the others keep their numbers",
          "[engine]") {
  const Source source("one\ntwo\nthree");
  CHECK(source.without({2}) == "one\n\nthree\n");
}

TEST_CASE("a marker line names its task, and nothing else is one", "[engine]") {
  using gradus::engine::marker;
  CHECK(marker("// Task 1.2  Softmax.") == "1.2");
  CHECK(marker("// Task 10.11") == "10.11");
  CHECK(marker("// Task 1.2. Softmax.") == "1.2");
  CHECK(marker("  // Task 1.2").empty());
  CHECK(marker("// Tasks of this lesson").empty());
  CHECK(marker("// Task one").empty());
}

TEST_CASE("any bytes can be taken apart", "[engine]") {
  for (const char* text :
       {"", "\n", "}", "{", "\"", "/*", "R\"(", "#", "\\", "// Task 1.1\n}\n}\n}"}) {
    CHECK(Source(text).without({}).size() <= std::string(text).size() + 1);
  }
}
