// Runs a program that the user watches: it has the terminal, and Ctrl-C goes to it alone.
#pragma once

#include <string>
#include <vector>

namespace gradus::judge {

/// Waits for the end, and returns the exit status; 128 + the signal, if one ended the program.
/// `quiet_output` sends its standard output to standard error: it is progress, not a result.
/// The program is told to end (SIGTERM) when this process is killed.
/// Throws CannotJudge when the program cannot be started.
int run_in_foreground(const std::vector<std::string>& command, bool quiet_output);

}  // namespace gradus::judge
