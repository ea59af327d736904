// What a process inherits, put into a known state: files, signals, session, parent, environment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sandbox/helper/options.hpp"

namespace gradus::sandbox::helper {

// Keeps 0, 1, 2 (as /dev/null where the caller gave none) and, with --channel, 3. Closes the rest.
void keep_only_standard_files(bool channel);

// Default handlers, nothing blocked. SIGXFSZ alone is ignored: a file that grows too long is then
// an error that the program sees (EFBIG), not its end.
void reset_signals();

// A process group of its own, so that the caller can kill everything in it, and no terminal.
void leave_session();

// This signal for us when the thread that started us ends; ends us when that is another process. A
// change of user forgets this: call it after.
void tell_when_parent_ends(std::optional<int> parent, int signal_number);

// The whole environment of the program, the same whoever runs the grader.
std::vector<std::string> environment(const Options& options);

}  // namespace gradus::sandbox::helper
