#include <csignal>

#include "sandbox/sandbox.hpp"

namespace gradus::sandbox {
namespace {

std::string describe_signal(int signal) {
  switch (signal) {
    case SIGSEGV:
      return "crashed: it read or wrote memory that is not its own, or called itself without end "
             "(segmentation fault)";
    case SIGBUS:
      return "crashed: it read or wrote memory that is not there (bus error)";
    case SIGABRT:
      return "stopped itself: an exception that nobody caught, a failed assertion, or memory that "
             "was freed twice or written past its end (abort)";
    case SIGFPE:
      return "crashed: an integer was divided by zero, also with % (arithmetic error)";
    case SIGILL:
      return "crashed: it came to an instruction that does not exist, often the end of a function "
             "that should have returned a value (illegal instruction)";
    case SIGTRAP:
      return "crashed: it came to a breakpoint, often the end of a function that should have "
             "returned a value (trap)";
    case SIGXCPU:
      return "ran out of time: it used more than its share of the processor; is there a loop that "
             "never ends?";
    case SIGKILL:
      return "was stopped: its time was over, or it took too much memory; is there a loop that "
             "never "
             "ends?";
    case SIGSYS:
      return "was stopped: it asked the system for something that is not allowed here";
    case SIGPIPE:
      return "stopped: nobody was reading what it wrote";
    case SIGTERM:
    case SIGINT:
    case SIGHUP:
      return "was stopped from outside";
    default:
      return "was ended by signal " + std::to_string(signal);
  }
}

}  // namespace

std::string describe_end(int signal, int exit_code) {
  if (signal != 0) return describe_signal(signal);
  if (exit_code == 0) return "ended normally";
  return "ended by itself with exit(" + std::to_string(exit_code) + ")";
}

}  // namespace gradus::sandbox
