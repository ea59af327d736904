// What compilers say to the mistakes of beginners (compiler_said.txt), and what a student reads.
#include <fstream>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "judge/compiler_kinds.hpp"
#include "judge/compiler_words.hpp"
#include "judge/plain_types.hpp"
#include "support/catch.hpp"

namespace {

using namespace gradus;
using judge::Diagnostic;
using judge::in_plain_types;

struct Said {
  std::string code;
  std::string by;
  std::string output;
  std::string means;
};

std::vector<Said> all_said() {
  std::vector<Said> all(1);
  for (const std::string& line :
       base::lines_of(base::read_file(GRADUS_TESTS "/judge/compiler_said.txt"))) {
    Said& now = all.back();
    const auto after = [&](std::string_view word) { return line.substr(word.size()); };
    if (line.starts_with("#") || line.empty()) continue;
    if (line.starts_with("code: ")) {
      now.code = after("code: ");
    } else if (line.starts_with("by: ")) {
      now.by = after("by: ");
    } else if (line.starts_with("means: ")) {
      now.means = after("means: ");
      all.emplace_back();
    } else {
      now.output += line + "\n";
    }
  }
  all.pop_back();
  return all;
}

Diagnostic first_of(const Said& said) {
  const std::vector<Diagnostic> found = judge::read_diagnostics(said.output, "a.cpp");
  REQUIRE_FALSE(found.empty());
  return found.front();
}

}  // namespace

TEST_CASE("what a compiler says has a sentence that says what to do", "[judge]") {
  std::set<std::string> by_gcc, by_clang;
  for (const Said& said : all_said()) {
    INFO(said.code << "\n" << said.by << "\n" << said.output);
    const std::string means = judge::meaning_of_complaint(first_of(said));
    CHECK(means == said.means);
    (said.by.starts_with("g++") ? by_gcc : by_clang).insert(means);
  }
  CHECK(by_gcc.size() >= 80);
  CHECK(by_clang.size() >= 70);
}

TEST_CASE("a student reads the sentence, the line, and the compiler's first line", "[judge]") {
  for (const Said& said : all_said()) {
    const Diagnostic diagnostic = first_of(said);
    const std::vector<std::string> lines = base::lines_of(judge::told(diagnostic));
    INFO(judge::told(diagnostic));
    REQUIRE(lines.size() == 2);
    CHECK(lines[1].starts_with("line 7: "));
    CHECK(base::display_width(lines[1]) < 140);
    CHECK(lines[1].find("enable_if") == std::string::npos);
    CHECK(judge::told_in_full(diagnostic).find(diagnostic.message) != std::string::npos);
  }
}

TEST_CASE("what no sentence is known for is shown as it was said", "[judge]") {
  const Diagnostic strange{.line = 3, .error = true, .message = "something new"};
  CHECK(judge::meaning_of_complaint(strange).empty());
  CHECK(judge::told(strange) == "line 3: something new");
}

TEST_CASE("no sentence is longer than two lines", "[judge]") {
  for (const judge::ErrorKind& kind : judge::kinds()) {
    INFO(kind.sentence);
    CHECK(std::string(kind.sentence).size() <= 150);
  }
}

TEST_CASE("types are written as people write them", "[judge]") {
  CHECK(in_plain_types("'const arma::mat' {aka 'const arma::Mat<double>'}") == "'const arma::mat'");
  CHECK(in_plain_types("'arma::Col<long long unsigned int>'") == "'arma::uvec'");
  CHECK(in_plain_types("'std::vector<double, std::allocator<double> >'") ==
        "'std::vector<double>'");
  CHECK(in_plain_types("'const arma::eGlue<arma::Mat<double>, arma::Mat<double>, "
                       "arma::eglue_plus>'") == "'an Armadillo expression'");
  CHECK(in_plain_types("'std::function<arma::Mat<double>(const arma::Col<double>&)>'") ==
        "'std::function<arma::mat(const arma::vec&)>'");
  CHECK(in_plain_types("no match for 'operator=' in 'x = y [with T = a](0)' (operand types are 'a' "
                       "and 'b')") == "no match for 'operator=' (operand types are 'a' and 'b')");
}

TEST_CASE("words that are no types, or never end, are left alone", "[judge]") {
  for (const char* words : {"", "a < b", "Mat<", "Mat<>", "Mat<Mat<Mat<", "arma::", "operator<",
                            "<", ">", "a->b<c", "expected '(' before 'x'"}) {
    INFO(words);
    CHECK_NOTHROW(in_plain_types(words));
  }
  CHECK(in_plain_types("a < b") == "a < b");
  CHECK(in_plain_types(std::string(2000, '<')).size() == 2000);
  std::string deep;
  for (int i = 0; i < 600; ++i) deep += "a<";
  for (int i = 0; i < 600; ++i) deep += ">";
  CHECK(in_plain_types(deep).size() <= deep.size() + 1200);
}
