#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

#include "sandbox/sandbox.hpp"

namespace gradus::sandbox {
namespace {

namespace fs = std::filesystem;

// Where the command is, as a shell would find it; empty when it is nowhere.
fs::path find_command(const std::string& name, const std::string& search_path) {
  if (name.find('/') != std::string::npos) {
    return access(name.c_str(), X_OK) == 0 ? fs::absolute(name) : fs::path();
  }
  std::istringstream folders(search_path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    const fs::path candidate = fs::path(folder) / name;
    if (access(candidate.c_str(), X_OK) == 0) return fs::absolute(candidate);
  }
  return {};
}

std::vector<std::string> lines_of(const fs::path& compiler, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), compiler.string());
  // English, because the lines are searched for words. No LIBRARY_PATH: inside there is none.
  const RunOptions options{
      .environment = {"LC_ALL=C", "LIBRARY_PATH=", "CPLUS_INCLUDE_PATH=", "CPATH="},
      .wall_seconds = 20};
  const Finished finished = run(arguments, options);
  if (!finished.ok()) {
    throw std::runtime_error("find_toolchain: " + arguments[0] + " " + arguments[1] + " " +
                             describe_end(finished.signal, finished.exit_code) + ":\n" +
                             finished.output);
  }
  std::vector<std::string> lines;
  std::istringstream output(finished.output);
  for (std::string line; std::getline(output, line);) lines.push_back(line);
  return lines;
}

void add_folder(std::vector<fs::path>& folders, const fs::path& folder) {
  // An empty CPATH or LIBRARY_PATH stands for the current folder, which is none of the compiler's.
  if (folder.is_relative()) return;
  std::error_code error;
  const fs::path canonical = fs::canonical(folder, error);
  if (error || !fs::is_directory(canonical, error) || canonical == "/") return;
  if (std::find(folders.begin(), folders.end(), canonical) == folders.end()) {
    folders.push_back(canonical);
  }
}

// The list that -v prints between these two lines, one folder a line.
void add_headers(std::vector<fs::path>& folders, const std::vector<std::string>& lines) {
  bool inside = false;
  for (const std::string& line : lines) {
    if (line == "End of search list.") inside = false;
    if (inside && line.starts_with(' ')) add_folder(folders, line.substr(1));
    if (line == "#include <...> search starts here:") inside = true;
  }
}

// "libraries: =/usr/lib/gcc/x86_64-linux-gnu/12/:/usr/lib/..."
void add_libraries(std::vector<fs::path>& folders, const std::vector<std::string>& lines) {
  constexpr std::string_view start = "libraries: =";
  for (const std::string& line : lines) {
    if (!line.starts_with(start)) continue;
    std::istringstream list(line.substr(start.size()));
    for (std::string folder; std::getline(list, folder, ':');) {
      if (!folder.empty()) add_folder(folders, folder);
    }
  }
}

}  // namespace

Toolchain find_toolchain(const std::string& compiler) {
  const char* path = std::getenv("PATH");
  Toolchain toolchain;
  toolchain.compiler = find_command(compiler, path != nullptr ? path : "/usr/bin:/bin");
  if (toolchain.compiler.empty()) {
    throw std::runtime_error("find_toolchain: got '" + compiler +
                             "', expected a compiler that can be executed; is it installed?");
  }
  // A name that comes back without a folder is one that the compiler looks up in $PATH.
  for (const char* program : {"cc1plus", "collect2", "as", "ld", "ld.gold"}) {
    const auto answer = lines_of(toolchain.compiler, {"-print-prog-name=" + std::string(program)});
    const fs::path found =
        answer.empty() ? fs::path() : find_command(answer.front(), "/usr/bin:/bin");
    if (!found.empty()) toolchain.execute.push_back(fs::canonical(found));
  }
  add_headers(toolchain.read, lines_of(toolchain.compiler, {"-E", "-v", "-x", "c++", "/dev/null"}));
  add_libraries(toolchain.read, lines_of(toolchain.compiler, {"-print-search-dirs"}));
  return toolchain;
}

}  // namespace gradus::sandbox
