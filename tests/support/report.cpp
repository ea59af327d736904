// The report of a trusted test process: a line of JSON when a test case starts, and one with all
// about it when it ends, so that whatever happens later, what was judged stays judged, and it is
// known which case it happened in. It also gives each case a fresh worker, and sees that what a
// submission returns costs nobody much time. Linked only into the tests that the engine starts.
#include <signal.h>
#include <sys/time.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "remote/client.hpp"
#include "support/catch.hpp"
#include "support/diagnosis.hpp"
#include "support/misconception.hpp"
#include "support/seed.hpp"

#if GRADUS_CATCH2_VERSION == 3
#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>
#include <catch2/reporters/catch_reporter_streaming_base.hpp>
#endif

namespace {

#if GRADUS_CATCH2_VERSION == 3
using ListenerBase = Catch::EventListenerBase;
using Stored = void;
#else
using ListenerBase = Catch::TestEventListenerBase;
using Stored = bool;  // "has the assertion been stored?": this listener keeps none
#endif

constexpr int most_processor_seconds = 20;  // of this process, for one test case
constexpr std::size_t most_failures = 20;   // of a case
constexpr std::size_t most_text = 4000;     // bytes of each text

/// This process dies by SIGPROF when it has computed for so long. 0: it may go on.
void limit_processor_time(int seconds) {
  const itimerval timer{.it_interval = {}, .it_value = {.tv_sec = seconds, .tv_usec = 0}};
  ::setitimer(ITIMER_PROF, &timer, nullptr);
}

/// Catch2 catches signals, to report them. But nothing that a process does in which one has come
/// can be believed: it must not go on to the end of a report.
[[noreturn]] void die() {
  ::signal(SIGABRT, SIG_DFL);
  std::abort();
}

std::string cut(const std::string& text) {
  if (text.size() <= most_text) return text;
  return text.substr(0, most_text) + "... (" + std::to_string(text.size()) + " characters)";
}

std::vector<std::string> cut(std::vector<std::string> texts) {
  if (texts.size() > most_failures) texts.resize(most_failures);
  for (std::string& text : texts) text = cut(text);
  return texts;
}

class Report : public ListenerBase {
 public:
  using ListenerBase::ListenerBase;

  void testRunStarting(const Catch::TestRunInfo&) override {
    gradus::remote::confine_tests();
    const std::string& seed = gradus::remote::session().seed;
    if (!seed.empty()) support::set_secret(seed);
  }

  void testCaseStarting(const Catch::TestCaseInfo& info) override {
    gradus::remote::start_afresh();
    support::take_explanation();
    support::take_origins();
    line_ = {{"case", std::string(info.name)},
             {"tags", info.tagsAsString()},
             {"file", info.lineInfo.file},
             {"line", info.lineInfo.line},
             {"failures", nlohmann::json::array()}};
    write({{"start", line_["case"]}, {"tags", line_["tags"]}, {"file", line_["file"]}});
    started_ = std::chrono::steady_clock::now();
    limit_processor_time(most_processor_seconds);
  }

  Stored assertionEnded(const Catch::AssertionStats& stats) override {
    const Catch::AssertionResult& result = stats.assertionResult;
    const auto explanation = support::take_explanation();
    if (result.getResultType() == Catch::ResultWas::FatalErrorCondition) die();
    if (result.isOk() || line_["failures"].size() >= most_failures) return Stored();
    const bool nothing_thrown = result.getResultType() == Catch::ResultWas::DidntThrowException;
    const std::string macro(result.getTestMacroName());
    const bool threw = result.getResultType() == Catch::ResultWas::ThrewException;
    const std::string message =
        result.hasMessage() ? std::string(result.getMessage()) : result.getExpandedExpression();
    std::vector<std::string> infos;
    for (const Catch::MessageInfo& info : stats.infoMessages) {
      if (info.type == Catch::ResultWas::Info) infos.push_back(info.message);
    }
    std::string said = message;
    for (const std::string& text : infos) said += "\n" + text;
    nlohmann::json failure = new_failure(result.getSourceInfo().line, cut(message));
    failure["expression"] = cut(result.getExpression());
    failure["negated"] = macro.ends_with("_FALSE");
    failure["wants_error"] = macro.find("_THROWS") != std::string::npos;
    failure["nothing_thrown"] = nothing_thrown;
    failure["thrown"] = threw ? gradus::remote::last_thrown() : "";
    failure["named"] = support::named_in(said);
    failure["info"] = cut(infos);
    if (explanation) {
      failure["explained"] = true;
      failure["diagnosis"] = cut(explanation->diagnosis.named);
      failure["general"] = cut(explanation->diagnosis.general);
      failure["message"] = cut(explanation->numbers);
    }
    line_["failures"].push_back(failure);
    return Stored();
  }

  void testCaseEnded(const Catch::TestCaseStats& stats) override {
    // A case that asserts nothing proves nothing.
    const bool passed = stats.totals.assertions.total() > 0 && stats.totals.assertions.allOk();
    if (passed) gradus::remote::ask_again();
    add_complaints();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - started_;
    const gradus::remote::Ending& ending = gradus::remote::last_ending();
    line_["passed"] = passed && gradus::remote::complaints().empty();
    line_["seconds"] = taken.count();
    const support::Origins origins = support::take_origins();
    line_["offered"] = origins.offered;
    line_["named"] = origins.named;
    line_["alike"] = origins.alike;
    line_["ending"] = {
        {"kind", gradus::remote::ending_names.at(static_cast<std::size_t>(ending.kind))},
        {"signal", ending.signal},
        {"exit_status", ending.exit_status},
        {"function", ending.function},
        {"detail", cut(ending.detail)},
        {"waited", ending.waited},
        {"seconds", ending.seconds}};
    gradus::remote::start_afresh();
    limit_processor_time(0);
    write(line_);
  }

  // Without this line the report is not complete, and nothing is judged by it.
  void testRunEnded(const Catch::TestRunStats&) override { write({{"done", true}}); }

 private:
  /// What judge/report reads of a failed assertion, as far as nothing is known of it yet.
  static nlohmann::json new_failure(std::size_t line, const std::string& message) {
    const nlohmann::json none = nlohmann::json::array();
    return {{"line", line},       {"expression", ""}, {"nothing_thrown", false}, {"thrown", ""},
            {"named", none},       // the misconceptions, by their names
            {"explained", false},  // the message is a comparison's own words, and the numbers
            {"diagnosis", none},  {"general", none},  {"message", message},      {"info", none}};
  }

  /// What no assertion can see comes first: it explains the rest.
  void add_complaints() {
    nlohmann::json failures = nlohmann::json::array();
    for (const std::string& sentence : gradus::remote::complaints()) {
      nlohmann::json failure = new_failure(line_["line"], "");
      failure["explained"] = true;
      failure["diagnosis"] = {sentence};
      failures.push_back(failure);
    }
    failures.insert(failures.end(), line_["failures"].begin(), line_["failures"].end());
    line_["failures"] = failures;
  }

  static void write(const nlohmann::json& line) {
    std::ofstream report(gradus::remote::session().report, std::ios::app);
    // What a submission wrote may be no UTF-8: such bytes are replaced.
    report << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << std::endl;
  }

  nlohmann::json line_;
  std::chrono::steady_clock::time_point started_;
};

/// Prints nothing. Catch2's own reporter prints for people, and for a long text without a blank it
/// takes the square of its length.
#if GRADUS_CATCH2_VERSION == 3
class Silent : public Catch::StreamingReporterBase {
 public:
  using Catch::StreamingReporterBase::StreamingReporterBase;
#else
class Silent : public Catch::StreamingReporterBase<Silent> {
 public:
  using Catch::StreamingReporterBase<Silent>::StreamingReporterBase;
  void assertionStarting(const Catch::AssertionInfo&) override {}
  Stored assertionEnded(const Catch::AssertionStats&) override { return Stored(); }
#endif
  static std::string getDescription() {
    return "prints nothing";
  }
};

}  // namespace

CATCH_REGISTER_LISTENER(Report)
CATCH_REGISTER_REPORTER("silent", Silent)
