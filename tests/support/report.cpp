// The report of a trusted test process: one line of JSON for each test case, written when the case
// ends, so that whatever happens later, what was judged stays judged. It also gives each case a
// fresh worker. Linked only into the tests that the engine starts.
#define CATCH_CONFIG_EXTERNAL_INTERFACES
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "remote/client.hpp"
#include "support/catch.hpp"
#include "support/diagnosis.hpp"

#if GRADUS_CATCH2_VERSION == 3
#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>
#endif

namespace {

#if GRADUS_CATCH2_VERSION == 3
using ListenerBase = Catch::EventListenerBase;
using Stored = void;
#else
using ListenerBase = Catch::TestEventListenerBase;
using Stored = bool;  // "has the assertion been stored?": this listener keeps none
#endif

const char* name(gradus::remote::Ending::Kind kind) {
  using Kind = gradus::remote::Ending::Kind;
  switch (kind) {
    case Kind::crashed:
      return "crashed";
    case Kind::exited:
      return "exited";
    case Kind::time_limit:
      return "time_limit";
    case Kind::protocol:
      return "protocol";
    case Kind::none:
      break;
  }
  return "none";
}

class Report : public ListenerBase {
 public:
  using ListenerBase::ListenerBase;

  void testCaseStarting(const Catch::TestCaseInfo& info) override {
    gradus::remote::start_afresh();
    support::take_diagnoses();
    line_ = {{"case", std::string(info.name)},
             {"tags", info.tagsAsString()},
             {"file", info.lineInfo.file},
             {"line", info.lineInfo.line},
             {"failures", nlohmann::json::array()}};
    started_ = std::chrono::steady_clock::now();
  }

  Stored assertionEnded(const Catch::AssertionStats& stats) override {
    const Catch::AssertionResult& result = stats.assertionResult;
    if (result.isOk()) return Stored();
    const bool nothing_thrown = result.getResultType() == Catch::ResultWas::DidntThrowException;
    nlohmann::json failure = {
        {"line", result.getSourceInfo().line},
        {"expression", nothing_thrown ? result.getExpression() : result.getExpressionInMacro()},
        {"nothing_thrown", nothing_thrown},
        {"thrown", result.getResultType() == Catch::ResultWas::ThrewException
                       ? gradus::remote::last_thrown()
                       : ""},
        {"diagnosed", support::take_explained()},
        {"message",
         result.hasMessage() ? std::string(result.getMessage()) : result.getExpandedExpression()},
        {"diagnosis", support::take_diagnoses()},
        {"info", nlohmann::json::array()}};
    for (const Catch::MessageInfo& info : stats.infoMessages) {
      if (info.type == Catch::ResultWas::Info) failure["info"].push_back(info.message);
    }
    line_["failures"].push_back(failure);
    return Stored();
  }

  void testCaseEnded(const Catch::TestCaseStats& stats) override {
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - started_;
    const gradus::remote::Ending& ending = gradus::remote::last_ending();
    // A case that asserts nothing proves nothing.
    line_["passed"] = stats.totals.assertions.total() > 0 && stats.totals.assertions.allOk();
    line_["seconds"] = taken.count();
    line_["ending"] = {{"kind", name(ending.kind)},
                       {"signal", ending.signal},
                       {"exit_status", ending.exit_status},
                       {"function", ending.function},
                       {"detail", ending.detail}};
    gradus::remote::start_afresh();
    write(line_);
  }

  // Without this line the report is not complete, and nothing is judged by it.
  void testRunEnded(const Catch::TestRunStats&) override { write({{"done", true}}); }

 private:
  static void write(const nlohmann::json& line) {
    std::ofstream report(gradus::remote::session().report, std::ios::app);
    // What a submission wrote may be no UTF-8: such bytes are replaced.
    report << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << std::endl;
  }

  nlohmann::json line_;
  std::chrono::steady_clock::time_point started_;
};

}  // namespace

CATCH_REGISTER_LISTENER(Report)
