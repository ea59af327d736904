// The command line of a program that has the commands of cli/, and perhaps more.
#pragma once

#include <functional>

#include "judge/course.hpp"

namespace CLI {
class App;
}

namespace gradus::cli {

/// What was asked for; returns the exit status.
using Chosen = std::function<int(const judge::Course&)>;

/// Adds commands: their options, and what `chosen` becomes when one of them is called.
using AddCommands = std::function<void(CLI::App& app, const judge::Course& course, Chosen& chosen)>;

/// Reads the command line, does what it asks for, and returns the exit status. What goes wrong is
/// said in one line. `more` are commands beside those of cli/; `also`, the last lines of --help.
int command_line(int argc, char** argv, const AddCommands& more, const std::string& also);

}  // namespace gradus::cli
