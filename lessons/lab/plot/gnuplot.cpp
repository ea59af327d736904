// The only file that runs gnuplot.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "base/text.hpp"
#include "lab/plot/parts.hpp"

namespace nn::plot {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// gnuplot repeats the faulty line and points below it before it says what is wrong.
std::string last_line(const std::string& messages) {
  std::istringstream lines(messages);
  std::string last = "it crashed, or was ended after two minutes";
  for (std::string line; std::getline(lines, line);) {
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin != std::string::npos) last = one_line(line.substr(begin));
  }
  return last;
}

}  // namespace

GnuplotRun run_gnuplot(const Figure& figure, const std::string& png, const std::string& svg) {
  // A file without a name, which is gone when it is closed.
  const std::unique_ptr<std::FILE, CloseFile> script(std::tmpfile());
  const int own = script ? dup(fileno(script.get())) : -1;
  if (own < 0) {
    throw std::runtime_error(std::string("save: no room for a temporary file: ") +
                             std::strerror(errno));
  }
  compose(figure, png, svg, fdopen(own, "w"));

  // timeout gives gnuplot a process group of its own, so that Ctrl-C stops the experiment and not
  // the picture; with -d the user's own ~/.gnuplot does not change it.
  const std::string command =
      "timeout 120 gnuplot -d /dev/fd/" + std::to_string(fileno(script.get())) + " 2>&1 </dev/null";
  std::FILE* said = popen(command.c_str(), "r");
  if (said == nullptr) return {"gnuplot does not start, so no pictures", ""};
  std::string messages;
  std::array<char, 1024> buffer;
  while (std::fgets(buffer.data(), buffer.size(), said) != nullptr) messages += buffer.data();
  const int status = pclose(said);  // -1: nobody can say, so the pictures have to
  if (status == 0 || status == -1) return {"", messages};
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
    return {
        "gnuplot is not installed, so no pictures: sudo apt-get install "
        "gnuplot-nox",
        messages};
  }
  return {"gnuplot could not draw the picture: " + last_line(messages), messages};
}

}  // namespace nn::plot
