// What does not compile costs its own task alone. The compiler here is a made-up one: a line with
// the word "wrong" is an error, and so is a use of "helper" where no line defines it.
#include <sstream>

#include "judge/diagnostics.hpp"
#include "judge/salvage.hpp"
#include "support/catch.hpp"

namespace {

using gradus::judge::Attempt;
using gradus::judge::Lesson;
using gradus::judge::Salvaged;

Lesson lesson() {
  Lesson result;
  result.id = "01";
  result.name = "activations";
  result.tasks = {{.id = "1.1", .functions = {"first"}, .points = 1},
                  {.id = "1.2", .functions = {"second"}, .points = 1},
                  {.id = "1.3", .functions = {"third"}, .points = 1}};
  return result;
}

struct Compiler {
  std::string last;  // the text of the last attempt
  int attempts = 0;

  Attempt operator()(const std::string& text) {
    last = text;
    ++attempts;
    Attempt attempt{.ok = true};
    const bool defined = text.find("int helper()") != std::string::npos;
    std::istringstream lines(text);
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      const bool uses = line.find("= helper()") != std::string::npos && !defined;
      const bool silent = line.find("bomb") != std::string::npos;
      if (!uses && !silent && line.find("wrong") == std::string::npos) continue;
      attempt.ok = false;
      if (!silent) attempt.said.push_back({.line = number, .error = true, .message = "an error"});
    }
    return attempt;
  }
};

Salvaged salvage(const std::string& text, Compiler& compiler) {
  const Attempt first = compiler(text);
  return gradus::judge::salvage(lesson(), text, first, std::ref(compiler));
}

std::string file(const std::string& first, const std::string& second, const std::string& third) {
  return "#include <x>\nnamespace nn {\n\n// Task 1.1\n" + first + "\n\n// Task 1.2\n" + second +
         "\n\n// Task 1.3\n" + third + "\n\n}  // namespace nn\n";
}

const std::string a = "int first() { return 1; }";
const std::string b = "int second() { return 2; }";
const std::string c = "int third() { return 3; }";

}  // namespace

TEST_CASE("a task with an error is left out, and the others are kept", "[judge]") {
  Compiler compiler;
  const Salvaged saved = salvage(file(a, "int second() { wrong }", c), compiler);
  CHECK(saved.last.ok);
  REQUIRE(saved.left_out.size() == 1);
  CHECK(saved.left_out.at("1.2").front() == "line 8: an error");
  CHECK(compiler.last.find("first") != std::string::npos);
  CHECK(compiler.last.find("second") == std::string::npos);
  CHECK(compiler.last.find("third") != std::string::npos);
}

TEST_CASE("whoever uses a helper that does not compile is left out as well", "[judge]") {
  Compiler compiler;
  const Salvaged saved = salvage(
      file("int helper() { wrong }\n" + a, "int second() { int x = helper(); }", c), compiler);
  CHECK(saved.last.ok);
  CHECK(saved.left_out.count("1.1") == 1);
  CHECK(saved.left_out.count("1.2") == 1);
  CHECK(saved.left_out.count("1.3") == 0);
  CHECK(compiler.last.find("int first()") != std::string::npos);
}

TEST_CASE("a missing brace costs its task, wherever the compiler sees the error", "[judge]") {
  Compiler compiler;
  const Salvaged saved = salvage(file("int first() { if (1) { return 1; }", "wrong", c), compiler);
  CHECK(saved.last.ok);
  CHECK(saved.left_out.count("1.1") == 1);
  CHECK(saved.left_out.at("1.1").front().find("a brace") != std::string::npos);
  CHECK(saved.left_out.count("1.3") == 0);
}

TEST_CASE("an error that names no line is found by compiling each task for itself", "[judge]") {
  Compiler compiler;
  const Salvaged saved = salvage(file(a, "int second() { bomb }", c), compiler);
  CHECK(saved.last.ok);
  CHECK(saved.left_out.count("1.2") == 1);
  CHECK(saved.left_out.size() == 1);
  CHECK(compiler.last.find("first") != std::string::npos);
  CHECK(compiler.last.find("third") != std::string::npos);
}

TEST_CASE("an error in a line of the preprocessor costs its task", "[judge]") {
  Compiler compiler;
  const Salvaged saved =
      salvage(file(a, "#if wrong\n" + b + "\n#else\n" + b + "\n#endif", c), compiler);
  CHECK(saved.last.ok);
  CHECK(saved.left_out.size() == 1);
  CHECK(saved.left_out.count("1.2") == 1);
  CHECK(compiler.last.find("#endif") == std::string::npos);
  CHECK(compiler.last.find("third") != std::string::npos);
}

TEST_CASE("without marker lines a function's name tells its task", "[judge]") {
  Compiler compiler;
  const Salvaged saved =
      salvage("namespace nn {\n" + a + "\nint second() { wrong }\n" + c + "\n}\n", compiler);
  CHECK(saved.last.ok);
  CHECK(saved.left_out.count("1.2") == 1);
  CHECK(saved.left_out.size() == 1);
}

TEST_CASE("a file of which nothing compiles is given up, in a bounded number of attempts",
          "[judge]") {
  Compiler compiler;
  const Salvaged saved = salvage("bomb bomb bomb\n", compiler);
  CHECK(compiler.last.find("bomb") == std::string::npos);
  CHECK(compiler.attempts < 40);
}

TEST_CASE("errors that come up one after another cost their task alone, in a few rounds",
          "[judge]") {
  // Each helper is seen to be wrong only when the one above it is gone.
  std::string helpers;
  for (int i = 0; i < 40; ++i) helpers += "struct H" + std::to_string(i) + " { wrong };\n";
  const auto one_by_one = [](Compiler& compiler, const std::string& text) {
    Attempt attempt = compiler(text);
    if (attempt.said.size() > 1) attempt.said.resize(1);
    return attempt;
  };
  for (const bool markers : {true, false}) {
    std::string text = file(a, helpers + b, c);
    while (!markers && text.find("// Task") != std::string::npos) {
      text.erase(text.find("// Task"), 11);
    }
    Compiler compiler;
    const gradus::judge::CompileText compile = [&](const std::string& part) {
      return one_by_one(compiler, part);
    };
    const Salvaged saved = gradus::judge::salvage(lesson(), text, compile(text), compile);
    INFO(text);
    CHECK(saved.last.ok);
    CHECK(compiler.last.find("first") != std::string::npos);
    CHECK(compiler.last.find("third") != std::string::npos);
    CHECK(saved.left_out.size() == 1);
    CHECK(compiler.attempts < 10);
  }
}

TEST_CASE("many errors at once in one task are not tried again one by one", "[judge]") {
  std::string helpers;
  for (int i = 0; i < 40; ++i) helpers += "struct H" + std::to_string(i) + " { wrong };\n";
  Compiler compiler;
  const Salvaged saved = salvage(file(a, helpers + b, c), compiler);
  CHECK(saved.last.ok);
  CHECK(compiler.attempts < 6);
}

TEST_CASE("markers without end do not make rounds without end", "[judge]") {
  std::string text = "namespace nn {\n";
  for (int i = 0; i < 500; ++i) {
    text += "// Task 1." + std::to_string(i % 7) + "\nstruct H" + std::to_string(i) +
            (i % 5 == 0 ? " { bomb };\n" : " { wrong };\n");
  }
  Compiler compiler;
  const gradus::judge::CompileText compile = [&](const std::string& part) {
    Attempt attempt = compiler(part);
    if (attempt.said.size() > 1) attempt.said.resize(1);
    return attempt;
  };
  gradus::judge::salvage(lesson(), text + "}\n", compile(text), compile);
  CHECK(compiler.attempts <= 1 + static_cast<int>(gradus::judge::most_attempts(3)));
}

TEST_CASE("a task that was blamed for another's error comes back", "[judge]") {
  // The compiler names line 5, of task 1.1, for what is wrong in task 1.2.
  Compiler compiler;
  const gradus::judge::CompileText compile = [&](const std::string& part) {
    Attempt attempt = compiler(part);
    for (auto& one : attempt.said) one.line = 5;
    return attempt;
  };
  const std::string text = file(a, "int second() { wrong }", c);
  const Salvaged saved = gradus::judge::salvage(lesson(), text, compile(text), compile);
  CHECK(saved.last.ok);
  CHECK(compiler.last.find("first") != std::string::npos);
  CHECK(compiler.last.find("third") != std::string::npos);
  REQUIRE(saved.left_out.size() == 1);
  CHECK(saved.left_out.count("1.2") == 1);
}

TEST_CASE("a task whose braces only look wrong comes back", "[judge]") {
  const std::string both = "#if A\nint first() {\n#else\nint first() {\n#endif\n return 1; }";
  Compiler compiler;
  const Salvaged saved = salvage(file(both, "int second() { wrong }", c), compiler);
  CHECK(saved.last.ok);
  CHECK(compiler.last.find("int first") != std::string::npos);
  CHECK(saved.left_out.size() == 1);
  CHECK(saved.left_out.count("1.2") == 1);
}
