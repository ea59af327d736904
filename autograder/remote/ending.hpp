// How a test case ended without an answer. What is said of it to a student is in judge/words.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace gradus::remote {

struct Ending {
  enum class Kind { none, crashed, exited, time_limit, protocol, test_broke };
  Kind kind = Kind::none;
  int signal = 0;        // crashed, test_broke: the signal
  int exit_status = 0;   // exited: the status
  std::string function;  // the function that was being called
  std::string detail;    // protocol: what was wrong; crashed: what is known beside the signal
  bool waited = false;   // time_limit: it slept, and did not compute
  double seconds = 0;    // time_limit: the limit
};

/// The kinds as the report of the tests writes them, in their order.
inline constexpr std::array<std::string_view, 6> ending_names = {
    "none", "crashed", "exited", "time_limit", "protocol", "test_broke"};

}  // namespace gradus::remote
