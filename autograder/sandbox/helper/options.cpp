#include "sandbox/helper/options.hpp"

#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdio>
#include <iterator>

#include "sandbox/helper/fail.hpp"

namespace gradus::sandbox::helper {

const std::string_view usage = R"(usage: gradus-sandbox [options] -- PROGRAM ARGUMENT...
       gradus-sandbox --status

Confines itself, then becomes PROGRAM (a path: $PATH is not searched).

  --profile run|compile  what the program may ask of the kernel (always needed)
  --read PATH            may be read, with everything below (repeatable)
  --execute PATH         may be read and executed, with everything below (repeatable)
  --write PATH           a directory for files to be made, written, renamed, removed (repeatable)
  --uid N                become user and group N (root only, and root must)
  --cpu SECONDS          of processor time for each process
  --memory MIB           of address space for each process
  --file-size KIB        for each file written
  --open-files N         at the same time
  --channel              keep file descriptor 3 open; all others above 2 are closed
  --parent PID|any       end when the process that started the helper is gone, and do not start
                         when that is another one
  --best-effort          go on where the kernel lacks Landlock or seccomp: not for grading
  --status               tell what this kernel gives; exit 0 when grading is possible

Exit status: the program's own; 125 it could not be confined; 127 it could not be executed.
)";

namespace {

constexpr std::string_view see_help = "see gradus-sandbox --help";

// Walks over the arguments and knows which option it is at.
class Arguments {
 public:
  Arguments(int argc, char** argv) : rest_(argv + 1, argv + argc) {}

  bool next() {
    if (position_ == rest_.size()) return false;
    option_ = rest_[position_++];
    return true;
  }

  const std::string& option() const { return option_; }

  std::string text() {
    if (position_ == rest_.size()) fail(option_, "nothing after it", "a value", see_help);
    return rest_[position_++];
  }

  unsigned number(unsigned smallest, unsigned largest) { return number(text(), smallest, largest); }

  unsigned number(const std::string& value, unsigned smallest, unsigned largest) const {
    unsigned result = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), result);
    const bool whole = error == std::errc() && end == value.data() + value.size();
    if (!whole || result < smallest || result > largest) {
      fail(option_, "'" + value + "'",
           "a number from " + std::to_string(smallest) + " to " + std::to_string(largest),
           see_help);
    }
    return result;
  }

  std::vector<std::string> all_that_is_left() const {
    return {std::next(rest_.begin(), static_cast<std::ptrdiff_t>(position_)), rest_.end()};
  }

 private:
  std::vector<std::string> rest_;
  std::size_t position_ = 0;
  std::string option_;
};

Profile to_profile(const std::string& name) {
  if (name == "run") return Profile::run;
  if (name == "compile") return Profile::compile;
  fail("--profile", "'" + name + "'", "run or compile", see_help);
}

}  // namespace

Options parse(int argc, char** argv) {
  // Below 4 MiB of memory or 8 open files not even the dynamic loader gets through.
  constexpr unsigned a_day = 86400, a_pebibyte_in_mib = 1u << 30, a_tebibyte_in_kib = 1u << 30;
  constexpr unsigned largest_id = 0x7fffffff;
  Options options;
  Confinement& confinement = options.confinement;
  bool has_profile = false;

  Arguments arguments(argc, argv);
  while (arguments.next()) {
    const std::string& option = arguments.option();
    if (option == "--") {
      options.command = arguments.all_that_is_left();
      break;
    }
    if (option == "--profile") {
      confinement.profile = to_profile(arguments.text());
      has_profile = true;
    } else if (option == "--read") {
      confinement.read.emplace_back(arguments.text());
    } else if (option == "--execute") {
      confinement.execute.emplace_back(arguments.text());
    } else if (option == "--write") {
      confinement.write.emplace_back(arguments.text());
    } else if (option == "--uid") {
      confinement.uid = arguments.number(1, largest_id);
    } else if (option == "--cpu") {
      confinement.cpu_seconds = arguments.number(1, a_day);
    } else if (option == "--memory") {
      confinement.memory_mib = arguments.number(4, a_pebibyte_in_mib);
    } else if (option == "--file-size") {
      confinement.file_size_kib = arguments.number(0, a_tebibyte_in_kib);
    } else if (option == "--open-files") {
      confinement.open_files = arguments.number(8, 65536);
    } else if (option == "--channel") {
      confinement.channel = true;
    } else if (option == "--parent") {
      const std::string value = arguments.text();
      confinement.parent =
          value == "any" ? getppid() : static_cast<int>(arguments.number(value, 1, largest_id));
    } else if (option == "--best-effort") {
      options.best_effort = true;
    } else if (option == "--status") {
      options.status = true;
    } else if (option == "--help") {
      std::fwrite(usage.data(), 1, usage.size(), stdout);
      std::fflush(stdout);
      _exit(0);
    } else {
      fail("options", "'" + option + "'", "an option, or -- before the program", see_help);
    }
  }

  if (options.status) return options;
  if (!has_profile) fail("--profile", "none", "run or compile", see_help);
  if (options.command.empty()) fail("PROGRAM", "none", "-- and a program's path", see_help);
  return options;
}

}  // namespace gradus::sandbox::helper
