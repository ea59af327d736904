#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <set>
#include <thread>

#include "authoring/benchmarks.hpp"
#include "base/files.hpp"
#include "base/progress.hpp"
#include "base/run.hpp"
#include "base/text.hpp"
#include "judge/build.hpp"
#include "staff/commands.hpp"

namespace gradus::staff {
namespace {

namespace fs = std::filesystem;
using authoring::Round;

constexpr double longest = 4 * 3600;  // seconds, of one program

/// A program that measures, and what reads what it says.
struct Program {
  std::string name;
  std::vector<std::string> command;
  bool google = false;  // its report is Google Benchmark's
  bool peer = false;    // it may fail: then it is left out
};

std::vector<Program> own_programs(const fs::path& build, bool tiny) {
  const auto program = [&](const char* name) { return (build / "bench" / name).string(); };
  const std::string whole = program("bench_whole");
  const std::string time = tiny ? "--benchmark_min_time=0.001" : "--benchmark_min_time=0.3";
  const std::string epochs = tiny ? "1" : "60";
  return {{"parts", {program("bench_parts"), time}, true},
          {"border", {program("bench_border"), time}, true},
          {"1,000 samples", {whole, "samples", "few", "1000"}},
          {"1,000,000 samples", {whole, "samples", "many", tiny ? "2000" : "1000000"}},
          {"digits on one core", {whole, "digits", "one_core", epochs, "1"}},
          {"digits on two cores", {whole, "digits", "two_cores", epochs, "2"}}};
}

/// Other people's programs that are here, or can be built.
std::vector<Program> peers(const judge::Course& course, const fs::path& build) {
  std::vector<Program> all;
  const fs::path folder = course.root / "tests" / "benchmarks" / "peers";
  // Debian's packages are those of the system's Python, whatever $PATH has first.
  const std::string python = fs::exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
  for (const fs::directory_entry& file : fs::directory_iterator(folder)) {
    const std::string name = file.path().stem().string();
    if (file.path().extension() == ".py" && name != "work") {
      all.push_back({name, {python, "-B", file.path().string()}, false, true});
    }
    if (file.path().extension() == ".cpp" && judge::build_silently(course, {name}).empty()) {
      all.push_back({name, {(build / "bench" / name).string()}, false, true});
    }
  }
  std::ranges::sort(all, {}, &Program::name);
  return all;
}

/// What the program measures. Nothing if it is a peer that is not here. Throws CannotJudge.
std::optional<Round> run(const Program& program, bool tiny) {
  const base::TemporaryFolder scratch;
  const fs::path report = scratch.path() / "report.json";
  std::vector<std::string> command = program.command;
  if (program.google) {
    command.push_back("--benchmark_out_format=json");
    command.push_back("--benchmark_out=" + report.string());
  }
  base::RunOptions options{.environment = {"OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1"},
                           .wall_seconds = longest};
  if (tiny) options.environment.push_back("GRADUS_BENCH_TINY=1");
  const base::Finished finished = base::run(command, options);
  if (program.peer && !finished.ok()) return std::nullopt;
  if (!finished.ok()) {
    throw judge::CannotJudge(fmt::format("{} failed: {}", program.name, finished.output));
  }
  return program.google ? authoring::read_google(base::read_file(report))
                        : authoring::read_lines(finished.output);
}

/// What `bench --long` measures beside: whole commands, by the clock.
void measure_commands(Round& round) {
  const std::string self = fs::read_symlink("/proc/self/exe").string();
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"audit"}, {"results", "--check"}}) {
    std::vector<std::string> command = {self};
    std::ranges::copy(words, std::back_inserter(command));
    fmt::print("{} ...\n", fmt::join(words, " "));
    std::fflush(stdout);
    const base::Finished finished = base::run(command, {.wall_seconds = longest});
    round[words.front() + ".clock"] = finished.seconds;
  }
}

/// "AMD EPYC, 2 cores, 32 MiB of cache".
std::string machine() {
  std::ifstream info("/proc/cpuinfo");
  std::string model = "a processor that does not say its name";
  std::string cache;
  for (std::string line; std::getline(info, line);) {
    const std::string value = base::trimmed(line.substr(std::min(line.find(':') + 1, line.size())));
    if (line.starts_with("model name")) model = value;
    if (line.starts_with("cache size")) cache = value;
  }
  return fmt::format("{}, {} cores{}", model, std::thread::hardware_concurrency(),
                     cache.empty() ? "" : ", " + cache + " of cache each");
}

/// As base::Progress, one step a program.
std::vector<Round> measure(const std::vector<Program>& programs, const BenchCommand& options,
                           std::set<std::string>& missing) {
  std::vector<Round> rounds(options.rounds);
  base::Progress progress("bench", options.rounds * programs.size());
  for (Round& round : rounds) {
    for (const Program& program : programs) {
      progress.step(program.name);
      if (missing.contains(program.name)) continue;
      const std::optional<Round> measured = run(program, options.tiny);
      if (measured) {
        round.insert(measured->begin(), measured->end());
      } else {
        missing.insert(program.name);
      }
    }
  }
  return rounds;
}

}  // namespace

int bench(const judge::Course& course, const BenchCommand& options) {
  if (!course.has_solutions()) {
    throw judge::CannotJudge("this course has no solutions/, which are what is measured");
  }
  const std::vector<authoring::BenchmarkTable> tables =
      authoring::read_benchmarks(course.root / "tests" / "benchmarks" / "benchmarks.toml");
  const fs::path build = course.build;
  judge::build(course, {"bench_parts", "bench_whole", "bench_border"});
  std::vector<Program> programs = own_programs(build, options.tiny);
  if (!options.tiny) std::ranges::copy(peers(course, build), std::back_inserter(programs));

  std::set<std::string> missing;
  std::vector<Round> rounds = measure(programs, options, missing);
  if (options.whole_commands) measure_commands(rounds.front());
  const authoring::Benchmarks now = authoring::evaluate(tables, rounds);

  std::vector<std::string> others;
  for (const Program& program : programs) {
    if (program.peer && !missing.contains(program.name)) others.push_back(program.name);
  }
  const authoring::BenchmarkSetting setting{
      .machine = machine(),
      .tools = course.tools.versions,
      .peers = others.empty() ? "none" : fmt::format("{}", fmt::join(others, ", ")),
      .rounds = rounds.size()};
  const std::string page = authoring::benchmarks_page(tables, now, setting);
  const fs::path json = course.root / "docs" / "benchmarks.json";
  authoring::Benchmarks known;
  if (fs::exists(json)) known = authoring::read_benchmarks_json(base::read_file(json));

  std::vector<std::string> problems;
  if (options.check) {
    problems = authoring::worse_than(tables, known, now);
  } else if (options.tiny) {
    fmt::print("{}", page);
  } else {
    // What was not measured now (whole commands, a peer that is not here) stays on the page.
    for (const auto& [what, one] : now) known[what] = one;
    base::write_file(json, authoring::benchmarks_json(known));
    base::write_file(course.root / "docs" / "benchmarks.md",
                     authoring::benchmarks_page(tables, known, setting));
    fmt::print("written to docs/benchmarks.md and docs/benchmarks.json\n");
    problems = authoring::missed(tables, now);
  }
  for (const std::string& problem : problems) fmt::print("  ! {}\n", problem);
  return problems.empty() ? 0 : 1;
}

}  // namespace gradus::staff
