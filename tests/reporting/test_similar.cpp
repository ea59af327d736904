
#include <algorithm>

#include "base/process.hpp"
#include "gradebook/support.hpp"
#include "reporting/similar.hpp"
#include "support/catch.hpp"

using namespace gradus::reporting;

namespace {

const std::string stub =
    "#include \"x.hpp\"\nnamespace nn {\n// Task 1.1 the sum\n// Task 1.2 the mean\n}\n";

const std::string given_page =
    "double helper(const std::vector<double>& v) { return v.at(0) * 3 + v.at(1); }";

std::set<std::string> given() {
  std::set<std::string> lines;
  for (std::string line : gradus::base::lines_of(stub + given_page)) {
    std::erase(line, ' ');
    lines.insert(line);
  }
  return lines;
}

/// Somebody's own way: a loop over an index that keeps what it has seen in a map.
const std::string original =
    "#include \"x.hpp\"\nnamespace nn {\n// Task 1.1 the sum\n"
    "double sum(const std::vector<double>& values) {\n  double total = 0;\n"
    "  for (std::size_t i = values.size(); i-- > 0;) {\n    if (values[i] != 0.0) total += "
    "values[i];\n"
    "    else continue;\n  }\n  return total;\n}\n"
    "// Task 1.2 the mean\ndouble mean(const std::vector<double>& values) {\n"
    "  const double n = values.empty() ? 1.0 : values.size();\n"
    "  double kept = sum(values);\n  while (kept > 1e300) kept /= 2;\n"
    "  return kept / n;  // devide it\n}\n}\n";

std::string renamed(std::string text) {
  for (const auto& [from, to] : {std::pair{"values", "xs"}, {"total", "acc"}, {"kept", "s"}}) {
    gradus::base::replace_all(text, from, to);
  }
  gradus::base::replace_all(text, "  // devide it", "");
  return text;
}

/// The two functions have changed places.
std::string reordered(const std::string& text) {
  const std::size_t one = text.find("// Task 1.1");
  const std::size_t two = text.find("// Task 1.2");
  const std::size_t end = text.rfind('}');
  return text.substr(0, one) + text.substr(two, end - two) + text.substr(one, two - one) +
         text.substr(end);
}

const std::string head = "#include \"x.hpp\"\nnamespace nn {\n// Task 1.1 the sum\n";

const std::vector<std::string> honest{
    head +
        "double sum(const std::vector<double>& v) {\n  return std::accumulate(v.begin(), v.end(), "
        "0.0);\n}\n// Task 1.2 the mean\ndouble mean(const std::vector<double>& v) {\n  if "
        "(v.empty()) throw std::invalid_argument(\"mean\");\n  return sum(v) / v.size();\n}\n}\n",
    head +
        "double sum(const std::vector<double>& values) {\n  double s = 0;\n  for (double x : "
        "values) s "
        "+= x;\n  return s;\n}\n// Task 1.2 the mean\ndouble mean(const std::vector<double>& "
        "values) "
        "{\n  return sum(values) / static_cast<double>(values.size());\n}\n}\n",
    head +
        "double sum(const std::vector<double>& data) {\n  double result{};\n  "
        "std::for_each(data.begin(), "
        "data.end(), [&](double d) { result += d; });\n  return result;\n}\n// Task 1.2 the "
        "mean\ndouble mean(const std::vector<double>& data) {\n  const auto count = data.size();\n "
        " "
        "return count == 0 ? 0.0 : sum(data) / count;\n}\n}\n",
    head + given_page +
        "\ndouble sum(const std::vector<double>& a) {\n  double s = 0;\n  for (double x : a) s "
        "+= x;\n  return s;\n}\n}\n",
    head + given_page +
        "\ndouble sum(const std::vector<double>& a) {\n  arma::vec b(a);\n  return "
        "arma::accu(b);\n}\n}\n"};

bool is_pair(const Alike& pair, std::size_t a, std::size_t b) {
  return pair.a == std::min(a, b) && pair.b == std::max(a, b);
}

}  // namespace

TEST_CASE("copied, renamed and reordered answers rank above every honest pair", "[similar]") {
  if (gradus::base::find_command("sim_c++").empty()) {
    FAIL("install similarity-tester");
  }
  const std::vector<std::pair<std::string, std::string>> ways{
      {"as it was", original},
      {"renamed", renamed(original)},
      {"reordered", reordered(original)},
      {"renamed and reordered", reordered(renamed(original))}};
  for (const auto& [how, copy] : ways) {
    INFO(how);
    std::vector<Answer> answers;
    for (const std::string& text : honest) answers.push_back({"honest", text});
    answers.push_back({"source", original});
    answers.push_back({"copy", copy});
    const std::vector<Alike> pairs = find_alike(answers, given());
    REQUIRE_FALSE(pairs.empty());
    CHECK(is_pair(pairs[0], 5, 6));
    CHECK(pairs[0].likeness > 0.6);
    if (pairs.size() > 1) CHECK(pairs[1].likeness < pairs[0].likeness - 0.2);
  }
}

TEST_CASE("what everybody was given makes nobody alike", "[similar]") {
  const std::vector<Answer> answers{{"a", stub}, {"b", stub}, {"c", honest[3]}, {"d", honest[4]}};
  for (const Alike& pair : find_alike(answers, given())) {
    INFO(pair.a << " and " << pair.b);
    CHECK(pair.likeness < 0.4);
  }
}

TEST_CASE("the pages show both sides, and nothing of them is markup", "[similar]") {
  const gradebook_test::TemporaryFolder folder;
  const std::vector<Answer> answers{{"<b>anna</b>", original + "// <script>1</script>\n"},
                                    {"bert", original}};
  const std::vector<Alike> pairs = find_alike(answers, given());
  REQUIRE(pairs.size() == 1);
  write_alike_pages("01 Sums", answers, pairs, 10, folder / "similar");
  const std::string index = gradebook_test::read(folder / "similar/index.html");
  CHECK(index.find("href=\"001.html\"") != std::string::npos);
  CHECK(index.find("<b>anna") == std::string::npos);
  const std::string one = gradebook_test::read(folder / "similar/001.html");
  CHECK(one.find("<script") == std::string::npos);
  CHECK(one.find("class=\"same rare\"") != std::string::npos);
  CHECK(one.find("devide it") != std::string::npos);
}
