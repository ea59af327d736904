// The program that proves that nothing is given for nothing: the lesson's cases, with proxies that
// can answer without a thought (trivial.hpp). GRADUS_TRIVIAL names a plan:
//
//   {"found": "FILE", "runs": [{"kind": "zeros", "functions": ["nn::relu"], "tests": ["[#test_x]"],
//                               "seed": 1, "brief": false}, ...]}
//
// Each run is a process of its own, because one that meets an empty vector may crash; FILE gets a
// line for each case that passes, for a case at which a run ended, and for the end of all. Then all
// cases run once with right answers, as in any judgement.
#define CATCH_CONFIG_RUNNER  // with Catch2 2, all of it is compiled here
#define CATCH_CONFIG_EXTERNAL_INTERFACES
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "remote/trivial.hpp"
#include "support/catch.hpp"

#if GRADUS_CATCH2_VERSION == 3
#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>
#endif

namespace gradus::remote {
namespace {

constexpr unsigned longest_run = 60;  // seconds

#if GRADUS_CATCH2_VERSION == 3
using ListenerBase = Catch::EventListenerBase;
using Stored = void;
std::string name_of(const Catch::TestCaseStats& stats) {
  return stats.testInfo->name;
}
#else
using ListenerBase = Catch::TestEventListenerBase;
using Stored = bool;  // "has the assertion been stored?": this listener keeps none
std::string name_of(const Catch::TestCaseStats& stats) {
  return stats.testInfo.name;
}
#endif

/// The run that this process is, and where it says what passed. -1: none, right answers only.
int run_number = -1;
unsigned cases_judged = 0;
std::string found_file;

void say(const std::string& name, const char* what) {
  std::ofstream(found_file, std::ios::app)
      << nlohmann::json{{"run", run_number}, {"case", name}, {"what", what}}.dump() << std::endl;
}

/// The case that a run is at, for the parent, should the run end there.
std::string place_file() {
  return found_file + ".place";
}

class Passed : public ListenerBase {
 public:
  using ListenerBase::ListenerBase;

  void testCaseStarting(const Catch::TestCaseInfo& info) override {
    const std::string file = std::filesystem::path(info.lineInfo.file).filename();
    answering().graded = file.starts_with("graded_");
    answering().failed = false;
    if (run_number >= 0) std::ofstream(place_file()) << std::string(info.name);
  }

  Stored assertionEnded(const Catch::AssertionStats& stats) override {
    if (!stats.assertionResult.isOk()) answering().failed = true;
    return Stored();
  }

  void testCaseEnded(const Catch::TestCaseStats& stats) override {
    if (run_number < 0) return;
    ++cases_judged;
    const auto& assertions = stats.totals.assertions;
    if (assertions.total() > 0 && assertions.allOk()) {
      say(name_of(stats), "passed");
    }
  }
};

CATCH_REGISTER_LISTENER(Passed)

int run_tests(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "trivial");
  std::vector<const char*> pointers;
  for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
  static Catch::Session session;
  const int wrong = session.applyCommandLine(static_cast<int>(pointers.size()), pointers.data());
  return wrong != 0 ? wrong : session.run();
}

/// A run's own report is nobody's, and its seed its own: the session is read by the first who asks,
/// so not before fork().
void change_session(unsigned seed) {
  std::ifstream file(std::getenv("GRADUS_SESSION"));
  nlohmann::json session = nlohmann::json::parse(file);
  session["report"] = "/dev/null";
  session["seed"] = std::to_string(seed);
  session["parent"] = 0;  // the process that forks is not the one that is named there
  const std::string own = found_file + ".session";
  std::ofstream(own) << session.dump();
  ::setenv("GRADUS_SESSION", own.c_str(), 1);
}

[[noreturn]] void be_run(const nlohmann::json& run, int number) {
  run_number = number;
  const std::vector<std::string> functions = run.at("functions");
  answering().kind = trivial_named(run.at("kind").get<std::string>());
  answering().functions = {functions.begin(), functions.end()};
  answering().brief = run.at("brief").get<bool>();
  ::alarm(longest_run);
  change_session(run.at("seed"));
  std::vector<std::string> arguments = run.at("tests");
  arguments.insert(arguments.begin(), {"--filenames-as-tags", "--reporter", "silent"});
  run_tests(arguments);
  start_afresh();                        // ends the worker
  std::_Exit(cases_judged > 0 ? 0 : 1);  // a run that judges nothing proves nothing
}

void do_runs(const nlohmann::json& plan) {
  found_file = plan.at("found");
  int number = 0;
  for (const nlohmann::json& run : plan.at("runs")) {
    const pid_t process = ::fork();
    if (process == 0) be_run(run, number);
    int status = 0;
    ::waitpid(process, &status, 0);
    run_number = number++;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) continue;
    std::ifstream place(place_file());
    std::string name;
    std::getline(place, name);
    say(name, "ended");
  }
  std::ofstream(found_file, std::ios::app) << nlohmann::json{{"runs", number}}.dump() << std::endl;
  run_number = -1;
}

}  // namespace
}  // namespace gradus::remote

int main(int count, char** arguments) {
  if (const char* plan = std::getenv("GRADUS_TRIVIAL"); plan != nullptr) {
    std::ifstream file(plan);
    gradus::remote::do_runs(nlohmann::json::parse(file));
  }
  return gradus::remote::run_tests({arguments + 1, arguments + count});
}
