// The only file that runs gnuplot.
#include <cstdio>
#include <system_error>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#include <gnuplot-iostream.h>
#pragma GCC diagnostic pop

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/run.hpp"
#include "base/text.hpp"
#include "lab/plot/parts.hpp"

namespace nn::plot {
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

GnuplotRun run_gnuplot(const std::string& script) {
  const std::filesystem::path program = find_command("gnuplot");
  if (program.empty()) {
    return {"gnuplot is not installed, so no pictures: sudo apt-get install gnuplot-nox", ""};
  }
  // gnuplot reads the script from a file, not from a pipe, so that there is no broken pipe if it
  // ends early. Ctrl-C stops the experiment and not the picture; with -d, the user's own
  // ~/.gnuplot does not change it.
  const TemporaryFolder folder;
  {
    gnuplotio::Gnuplot gnuplot(std::fopen((folder / "script").c_str(), "w"));
    gnuplot << script;
  }
  try {
    const Finished finished =
        run({program.string(), "-d"}, {.wall_seconds = 120, .input = folder / "script"});
    if (finished.ok()) return {"", finished.output};
    return {"gnuplot could not draw the picture: " + last_line(finished.output), finished.output};
  } catch (const std::system_error&) {
    return {"gnuplot does not start, so no pictures: " + program.string(), ""};
  }
}

}  // namespace nn::plot
