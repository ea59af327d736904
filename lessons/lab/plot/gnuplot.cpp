// The only file that runs gnuplot.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <thread>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#include <gnuplot-iostream.h>
#pragma GCC diagnostic pop

#include "base/text.hpp"
#include "lab/plot/parts.hpp"

namespace nn::plot {
namespace {

namespace fs = std::filesystem;

// The file of that name that the shell would run, or an empty path.
fs::path find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  std::string folder;
  while (std::getline(folders, folder, ':')) {
    const fs::path candidate = fs::path(folder) / name;
    if (!folder.empty() && fs::is_regular_file(candidate) && access(candidate.c_str(), X_OK) == 0) {
      return candidate;
    }
  }
  return {};
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// A file without a name, which is gone when it is closed.
File temporary_file() {
  File file(std::tmpfile());
  if (!file) {
    throw std::runtime_error(std::string("save: no room for a temporary file: ") +
                             std::strerror(errno));
  }
  return file;
}

// gnuplot reads the script from a file, not from a pipe, so that there is no broken pipe if it ends
// early. It gets its own process group, so that Ctrl-C stops the experiment and not the picture,
// and -d, so that the user's own ~/.gnuplot does not change the picture.
pid_t start(const fs::path& program, std::FILE* input, std::FILE* messages) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, fileno(input), STDIN_FILENO);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&files, fileno(messages), STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);

  std::string name = program.string();
  std::string option = "-d";
  char* const arguments[] = {name.data(), option.data(), nullptr};
  pid_t process = -1;
  const int error = posix_spawn(&process, name.c_str(), &files, &attributes, arguments, environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return error == 0 ? process : -1;
}

// True if it ended by itself, and well. After two minutes it is ended.
bool wait_for(pid_t process) {
  using std::chrono::steady_clock;
  const steady_clock::time_point deadline = steady_clock::now() + std::chrono::minutes(2);
  int status = 0;
  std::chrono::milliseconds pause(1);
  while (waitpid(process, &status, WNOHANG) == 0) {
    if (steady_clock::now() > deadline) {
      kill(process, SIGKILL);
      waitpid(process, &status, 0);
      return false;
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::milliseconds(20));
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::string read_all(std::FILE* file) {
  std::rewind(file);
  std::string content;
  char buffer[1024];
  while (std::fgets(buffer, sizeof buffer, file) != nullptr) content += buffer;
  return content;
}

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

GnuplotRun run_gnuplot(const std::string& script) {
  const fs::path program = find_program("gnuplot");
  if (program.empty()) {
    return {"gnuplot is not installed, so no pictures: sudo apt-get install gnuplot-nox", ""};
  }
  const File input = temporary_file();
  const File messages = temporary_file();
  {
    // The stream closes the FILE that it is given, so it gets its own.
    gnuplotio::Gnuplot gnuplot(fdopen(dup(fileno(input.get())), "w"));
    gnuplot << script;
  }
  lseek(fileno(input.get()), 0, SEEK_SET);
  const pid_t process = start(program, input.get(), messages.get());
  if (process < 0) return {"gnuplot does not start, so no pictures: " + program.string(), ""};
  const bool ended_well = wait_for(process);
  const std::string said = read_all(messages.get());
  if (ended_well) return {"", said};
  return {"gnuplot could not draw the picture: " + last_line(said), said};
}

}  // namespace nn::plot
