// The only file that runs gnuplot.
#include <cstdio>
#include <stdexcept>
#include <system_error>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/run.hpp"
#include "base/text.hpp"
#include "lab/plot/parts.hpp"

namespace nn::plot {
using namespace gradus::base;

namespace {

// gnuplot repeats the faulty line and points below it before it says what is wrong.
std::string last_line(const std::string& messages) {
  std::string last = "it crashed, or was ended after two minutes";
  for (const std::string& line : lines_of(messages)) {
    if (!trimmed(line).empty()) last = one_line(trimmed(line));
  }
  return last;
}

}  // namespace

GnuplotRun run_gnuplot(const Figure& figure, const std::string& png, const std::string& svg) {
  const std::filesystem::path program = find_command("gnuplot");
  if (program.empty()) {
    return {"gnuplot is not installed, so no pictures: sudo apt-get install gnuplot-nox", ""};
  }
  const TemporaryFolder folder;
  std::FILE* script = std::fopen((folder / "script").c_str(), "w");
  if (script == nullptr) {
    throw std::runtime_error("save: no room for a temporary file: " + last_error());
  }
  compose(figure, png, svg, script);
  try {
    // In a process group of its own: Ctrl-C stops the experiment and not the picture. With -d the
    // user's own ~/.gnuplot does not change it.
    const Finished finished =
        run({program.string(), "-d"}, {.wall_seconds = 120, .input = folder / "script"});
    if (finished.ok()) return {"", finished.output};
    return {"gnuplot could not draw the picture: " + last_line(finished.output), finished.output};
  } catch (const std::system_error& error) {
    // Where SIGCHLD is ignored nobody can say how it ended, so the pictures have to.
    if (error.code() == std::errc::no_child_process) return {"", ""};
    return {"gnuplot does not start, so no pictures: " + program.string(), ""};
  }
}

}  // namespace nn::plot
