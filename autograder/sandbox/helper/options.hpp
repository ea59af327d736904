// The helper's command line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sandbox/sandbox.hpp"

namespace gradus::sandbox::helper {

struct Options {
  Confinement confinement;   // with --parent any, its parent is whoever started us
  bool best_effort = false;  // go on where the kernel lacks Landlock or seccomp
  bool status = false;       // only tell what this kernel gives
  std::vector<std::string> command;
};

// Ends the process with a message when the command line is not as it should be.
Options parse(int argc, char** argv);

extern const std::string_view usage;

}  // namespace gradus::sandbox::helper
