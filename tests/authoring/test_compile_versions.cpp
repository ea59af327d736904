// Many versions of a solution in one file, and the changes that the mutation sweep makes.
#include <algorithm>

#include "authoring/compile_versions.hpp"
#include "authoring/mutate.hpp"
#include "judge/course.hpp"
#include "support/catch.hpp"

namespace {

using gradus::authoring::Mutant;
using gradus::authoring::mutants;
using gradus::authoring::renamed_function;
using gradus::judge::Lesson;

const std::string solution = R"(#include "01_activations/activations.hpp"

namespace nn {
namespace {
double half(double x) { return 0.5 * x; }
}  // namespace

// Task 1.1  The sigmoid.
double sigmoid(double z) {
  return 1.0 / (1.0 + half(-z));
}

// Task 1.2  The ramp.
double relu(double z) {
  return z > 0.0 ? z : 0.0;
}

}  // namespace nn
)";

Lesson lesson() {
  Lesson one;
  one.id = "01";
  one.tasks = {{.id = "1.1", .functions = {"sigmoid"}}, {.id = "1.2", .functions = {"relu"}}};
  return one;
}

std::string with(const std::string& was, const std::string& is) {
  std::string text = solution;
  return text.replace(text.find(was), was.size(), is);
}

}  // namespace

TEST_CASE("a change within one function is written under a name of its own", "[variants]") {
  CHECK(renamed_function(lesson(), solution, with("z > 0.0", "z < 0.0"), 7) ==
        "namespace nn {\n#define relu relu__7\ndouble relu(double z) {\n"
        "  return z < 0.0 ? z : 0.0;\n}\n#undef relu\n}\n");
  CHECK(renamed_function(lesson(), solution,
                         with("  return z > 0.0", "  z *= 2;\n  return z > 0.0"), 0) ==
        "namespace nn {\n#define relu relu__0\ndouble relu(double z) {\n"
        "  z *= 2;\n  return z > 0.0 ? z : 0.0;\n}\n#undef relu\n}\n");
}

TEST_CASE("what changes more than one function, or none of the contract, is left to itself",
          "[variants]") {
  const std::string helper = with("0.5 * x", "0.25 * x");
  const std::string new_function =
      with("double relu(", "double ramp(double z) { return z; }\ndouble relu(");
  const std::string renamed = with("double relu(", "double ramp(");
  std::string both = with("z > 0.0", "z < 0.0");
  both.replace(both.find("1.0 /"), 5, "2.0 /");
  for (const std::string& text : {helper, new_function, renamed, both, solution}) {
    CHECK(renamed_function(lesson(), solution, text, 1).empty());
  }
}

TEST_CASE("the sweep changes operators, numbers and signs, and knows whose task it is",
          "[mutate]") {
  const std::vector<Mutant> all = mutants(solution);
  const auto find = [&](const std::string& is) {
    const auto found = std::ranges::find(all, is, &Mutant::is);
    return found == all.end() ? "not made" : found->task;
  };
  CHECK(find("return 1.0 * (1.0 + half(-z));") == "1.1");
  CHECK(find("return 1.0 / (1.0 - half(-z));") == "1.1");
  CHECK(find("return 1.0 / (1.0 + half(z));") == "1.1");
  CHECK(find("return 2.0 / (1.0 + half(-z));") == "1.1");
  CHECK(find("return 0.0 / (1.0 + half(-z));") == "1.1");
  CHECK(find("return z >= 0.0 ? z : 0.0;") == "1.2");
  CHECK(find("return z > 0.0 ? z : 1.0;") == "1.2");
  CHECK(find("double half(double x) { return 0.5 / x; }").empty());
}

TEST_CASE("the sweep changes no comment, no text and no directive", "[mutate]") {
  for (const Mutant& mutant : mutants("#include <a - 1>\n"
                                      "// Task 1.1  One - two.\n"
                                      "int f() {\n"
                                      "  say(\"a + 1\");  // a + 1\n"
                                      "  return 3;\n"
                                      "}\n")) {
    CHECK((mutant.line == 4 ? mutant.is.empty() : mutant.line == 5));
  }
}
