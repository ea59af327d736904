// docs/benchmarks.md: what is read, what is made of it, and when it is worse than it was.
#include <filesystem>
#include <string>
#include <vector>

#include "authoring/benchmarks.hpp"
#include "base/files.hpp"
#include "judge/compile.hpp"
#include "support/catch.hpp"

namespace {

using namespace gradus::authoring;
using gradus::judge::CannotJudge;

const std::string rows = R"([[table]]
title = "Training"
[[table.row]]
what = "loop"
of = "loop"
over = "products"
target = "at most 1.5"
[[table.row]]
what = "other"
of = "other"
over = "loop"
target = "at least 2"
[[table.row]]
what = "call"
of = "call"
minus = "direct"
unit = "ms"
units = 1e3
)";

std::vector<BenchmarkTable> tables(const std::string& toml = rows) {
  const gradus::base::TemporaryFolder scratch;
  gradus::base::write_file(scratch.path() / "benchmarks.toml", toml);
  return read_benchmarks(scratch.path() / "benchmarks.toml");
}

const std::vector<Round> rounds = {
    {{"loop", 2.0}, {"products", 1.0}, {"call", 0.005}, {"direct", 0.001}},
    {{"loop", 3.0}, {"products", 2.0}, {"call", 0.004}, {"direct", 0.001}},
    {{"loop", 7.0}, {"products", 7.0}, {"call", 0.009}, {"direct", 0.001}}};

TEST_CASE("a ratio is made in each round, and the page has the median of them") {
  const Benchmarks now = evaluate(tables(), rounds);
  CHECK(now.at("loop").median == 1.5);
  CHECK(now.at("loop").least == 1.0);
  CHECK(now.at("loop").greatest == 2.0);
  CHECK(now.at("call").median == Approx(4.0));  // of 4, 3 and 8 ms
  CHECK_FALSE(now.contains("other"));
  CHECK(missed(tables(), now).empty());
  const std::string page = benchmarks_page(tables(), now, {.rounds = 3});
  CHECK(page.find("| loop | **1.50 x** | 1.00 | 2.00 | at most 1.5 | reached |") !=
        std::string::npos);
  CHECK(page.find("| call | **4.00 ms** |") != std::string::npos);
  CHECK(page.find("| other | not measured here |") != std::string::npos);
}

TEST_CASE("a ratio that is worse by more than 15% is told, in the direction of its target") {
  const Benchmarks known = {
      {"loop", {1.0, 1.0, 1.0}}, {"other", {3.0, 3.0, 3.0}}, {"call", {1, 1, 1}}};
  CHECK(worse_than(tables(), known,
                   {{"loop", {1.14, 1, 1}}, {"other", {2.7, 1, 1}}, {"call", {9, 9, 9}}})
            .empty());
  CHECK(worse_than(tables(), known, {{"loop", {1.16, 1, 1}}, {"other", {2.5, 1, 1}}}) ==
        std::vector<std::string>{"loop: 1.16 x, it was 1.00 x", "other: 2.50 x, it was 3.00 x"});
  CHECK(missed(tables(), {{"other", {1.9, 1, 1}}}) ==
        std::vector<std::string>{"other: 1.90 x, to reach: at least 2"});
}

TEST_CASE("what programs print is read, and nothing else") {
  CHECK(read_lines("a 1\nb 2e-3\n") == Round{{"a", 1.0}, {"b", 0.002}});
  CHECK_THROWS_AS(read_lines("a 1\nWARNING: b\n"), CannotJudge);
  CHECK(read_google(R"({"benchmarks": [
    {"name": "loop", "cpu_time": 2e9, "real_time": 5e9, "time_unit": "ns"},
    {"name": "call/32/iterations:9/real_time", "cpu_time": 1, "real_time": 3e9, "time_unit": "ns"}
  ]})") == Round{{"loop", 2.0}, {"call/32", 3.0}});
  CHECK_THROWS_AS(read_google("nothing"), CannotJudge);
  const Benchmarks known = {{"loop", {1.25, 1.0, 1.5}}};
  CHECK(read_benchmarks_json(benchmarks_json(known)).at("loop").greatest == 1.5);
  CHECK_THROWS_AS(read_benchmarks_json("{}"), CannotJudge);
}

TEST_CASE("a table that says too little is refused") {
  CHECK_THROWS_AS(tables("[[table]]\ntitle = \"Training\"\n"), CannotJudge);
  CHECK_THROWS_AS(tables("[[table]]\ntitle = \"A\"\n[[table.row]]\nwhat = \"a\"\nof = \"b\"\n"),
                  CannotJudge);
}

}  // namespace
