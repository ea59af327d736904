// How the helper ends when it cannot do what it was asked: one line on stderr, then an exit status
// that the caller knows. Nothing runs unconfined because something went wrong.
#pragma once

#include <string>
#include <string_view>

namespace gradus::sandbox::helper {

inline constexpr int exit_not_confined = 125;
inline constexpr int exit_not_executed = 127;

// fail("--uid", "the user id 1000 as caller", "root", "start the grader as root, or leave --uid
// out") prints "gradus-sandbox: --uid: got the user id 1000 as caller, expected root; start the
// grader ..."
[[noreturn]] void fail(std::string_view what, std::string_view got, std::string_view expected,
                       std::string_view advice, int status = exit_not_confined);

// The words for errno: "Permission denied".
std::string last_error();

}  // namespace gradus::sandbox::helper
