// What the compiler says is read to its end, in time that grows with its length, and tells what may
// be the machine's fault.
#include <ctime>

#include "judge/compile.hpp"
#include "judge/diagnostics.hpp"
#include "support/catch.hpp"

namespace {

using gradus::judge::Diagnostic;
using gradus::judge::read_diagnostics;
using gradus::judge::say_what_stands_there;
using gradus::judge::suspicion_of;
using gradus::sandbox::Finished;

/// Why a compiler that ended so, about a text of ten lines, may be the machine's fault.
std::string suspicion(const std::string& output, int exit_code = 1, int signal = 0) {
  const Finished finished{.exit_code = exit_code, .signal = signal, .output = output};
  return suspicion_of(finished, read_diagnostics(output, "a.cpp"), 10);
}

}  // namespace

TEST_CASE("an error inside a header counts for the line that led there", "[judge]") {
  const auto said = read_diagnostics(
      "In file included from /usr/include/armadillo:100,\n"
      "                 from a.cpp:1:\n"
      "/usr/include/armadillo_bits/x.hpp: In instantiation of 'f()':\n"
      "a.cpp:12:30:   required from here\n"
      "/usr/include/armadillo_bits/x.hpp:55:1: error: static assertion failed\n"
      "a.cpp:20:3: error: ‘foo’ was not declared in this scope\n"
      "a.cpp:21:3: warning: unused variable ‘x’ [-Wunused-variable]\n"
      "a.cpp:22:3: note: something\n"
      "/tmp/box/a.cpp:23: fatal error: x.h: No such file or directory\r\n"
      "ba.cpp:24:1: error: another file\n",
      "a.cpp");
  REQUIRE(said.size() == 5);
  CHECK(said[0].line == 12);
  CHECK(said[1].line == 20);
  CHECK(said[1].message == "'foo' was not declared in this scope");
  CHECK_FALSE(said[2].error);
  CHECK(said[2].option == "-Wunused-variable");
  CHECK(said[2].message == "unused variable 'x'");
  CHECK(said[3].line == 23);
  CHECK(said[3].message == "x.h: No such file or directory");
  CHECK(said[4].line == 0);
}

TEST_CASE("with a compiled header, the line that made the template is to blame", "[judge]") {
  const auto said = read_diagnostics(
      "In file included from a.cpp:1:\n"
      "/usr/include/c++/12/bits/stl_algobase.h:261:11: error: value is not convertible\n"
      "a.cpp:7:44: note: in instantiation of function template specialization requested here\n",
      "a.cpp");
  REQUIRE(said.size() == 1);
  CHECK(said[0].line == 7);
}

TEST_CASE("words that say too little are told what stands at their place", "[judge]") {
  auto said = read_diagnostics(
      "a.cpp:1:7: error: expected expression\n"
      "a.cpp:1:2: error: use of undeclared identifier 'x'\n"
      "a.cpp:2:1: error: expected ';' after expression\n"
      "a.cpp:2:4: error: expected expression\n"
      "a.cpp:3:1: error: expected expression\n"
      "a.cpp:3:2: error: expected expression\n"
      "a.cpp:3:99: error: expected expression\n"
      "a.cpp:9:1: error: expected expression\n"
      "b.cpp:1:1: error: expected expression\n",
      "a.cpp");
  say_what_stands_there(said, "f(x,y)@ z\n   const int\n'\xe2\x80\x9c");
  std::vector<std::string> messages;
  for (const Diagnostic& one : said) messages.push_back(one.message);
  const std::string alone = "expected expression";
  CHECK(messages == std::vector<std::string>{alone + " at '@'", "use of undeclared identifier 'x'",
                                             "expected ';' after expression at 'const'",
                                             alone + " at 'const'", alone + " at a quote", alone,
                                             alone, alone, alone});
}

TEST_CASE("any words can be read", "[judge]") {
  for (const char* words :
       {"", ":", "\n\n", "a.cpp", "a.cpp:", "a.cpp:1", "a.cpp:1:", "a.cpp:1:2", ":1: error: ",
        "a.cpp:1:2: error: ", "a.cpp:99999999999999999999:1: error: x", "from a.cpp:", "\xe2\x80",
        "a.cpp:1: warning: x [-W]", "a.cpp:1: warning: x [-W", "a.cpp:1: error: ]"}) {
    INFO(words);
    for (const Diagnostic& one : read_diagnostics(words, "a.cpp")) {
      CHECK(one.line <= 999'999'999);
    }
  }
  CHECK(read_diagnostics("a.cpp:7: warning: x [-Wa] y]", "a.cpp").front().option.empty());
}

TEST_CASE("words that are made to be hard to read take no longer than others", "[judge]") {
  const auto seconds = [](const std::string& line) {
    std::string text;
    for (int i = 0; i < 100; ++i) text += line.substr(0, 1990) + "\r\n";
    const std::clock_t start = std::clock();
    for (int i = 0; i < 10; ++i) read_diagnostics(text, "warm_up.cpp");
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  };
  const auto many = [](const std::string& part, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += part;
    return text;
  };
  const double usual = seconds("warm_up.cpp:1:2: error: " + many("word ", 400)) + 0.002;
  // With an expression that goes back and forth, the first of these took 10,000 times as long.
  CHECK(seconds(many(":1: error: ", 60) + many(" [-W", 340)) < 50 * usual);
  CHECK(seconds(many(":1", 1000)) < 50 * usual);
  CHECK(seconds(many("1", 2000)) < 50 * usual);
  CHECK(seconds(many("warm_up.cpp:", 200)) < 50 * usual);
  CHECK(seconds(many("from warm_up.cpp:1", 120)) < 50 * usual);
  CHECK(seconds(many("‘", 700)) < 50 * usual);
}

TEST_CASE("no more is kept than anybody reads, and errors have their own room", "[judge]") {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "a.cpp:1:1: warning: w\n";
  text += "a.cpp:2:1: error: " + std::string(100'000, 'x') + "\n";
  const auto said = read_diagnostics(text, "a.cpp");
  CHECK(said.size() == gradus::judge::most_said + 1);
  CHECK(said.back().error);
  CHECK(said.back().message.size() < 2100);
}

TEST_CASE("a line of the text that is named clears the machine", "[judge]") {
  CHECK(suspicion("a.cpp:3:1: error: 'x' was not declared in this scope\n").empty());
  CHECK(suspicion("a.cpp:1:10: fatal error: x.h: No such file or directory\n"
                  "compilation terminated.\n")
            .empty());
  CHECK(suspicion("a.cpp:3:1: error: static assertion failed: No space left on device\n").empty());
}

TEST_CASE("what the machine may have done to the compiler is said in one line", "[judge]") {
  const std::string located = "a.cpp:3:1: error: x\n";
  for (const char* words :
       {"cc1plus: out of memory allocating 65536 bytes after a total of 1 bytes",
        "virtual memory exhausted: Cannot allocate memory",
        "c++: fatal error: Killed signal terminated program cc1plus",
        "c++: fatal error: CPU time limit exceeded signal terminated program cc1plus",
        "c++: fatal error: cannot execute 'cc1plus': execvp: No such file or directory",
        "/tmp/ccX.s: Assembler messages: Fatal error: can't write a.o: No space left on device",
        "a.cpp:9:1: fatal error: error writing to /tmp/cc.s: No space left on device",
        "as: a.o: File too large", "a.o: Read-only file system",
        "cc1plus: fatal error: p.hxx: not used because it is an invalid PCH file",
        "internal compiler error: Segmentation fault",
        "collect2: fatal error: cannot open shared object file: Permission denied"}) {
    INFO(words);
    CHECK_FALSE(suspicion(located + words + "\n").empty());
    CHECK(suspicion(located + words + "\n").find('\n') == std::string::npos);
  }
  CHECK_FALSE(suspicion("").empty());
  CHECK_FALSE(suspicion("cc1plus: error: one or more PCH files were found\n").empty());
  CHECK_FALSE(suspicion("a.cpp:11:1: error: a line that the text does not have\n").empty());
  CHECK_FALSE(suspicion("a.cpp:3:1: warning: x\n").empty());
  CHECK_FALSE(suspicion("{standard input}:5: Error: no such instruction\n").empty());
  CHECK_FALSE(suspicion(located, 4).empty());
  CHECK_FALSE(suspicion(located, -1, 9).empty());
  CHECK(suspicion_of({.timed_out = true, .seconds = 40, .output = located}, {}, 10) ==
        "the compiler gave no answer in 40 s");
}
