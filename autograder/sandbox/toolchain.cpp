#include <unistd.h>

#include <algorithm>
#include <initializer_list>
#include <stdexcept>

#include "base/process.hpp"
#include "base/text.hpp"
#include "sandbox/inside.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::sandbox {
namespace {

namespace fs = std::filesystem;

using Lines = std::vector<std::string>;

Lines lines_of(const std::vector<std::string>& command) {
  const Finished finished = run(command, {.wall_seconds = 20});
  if (!finished.ok()) {
    std::string words;
    for (const std::string& word : command) words += word + " ";
    throw std::runtime_error("find_toolchain: " + words +
                             describe_end(finished.signal, finished.exit_code) + ":\n" +
                             finished.output);
  }
  return base::lines_of(finished.output);
}

// Asks the compiler in the environment that it will have inside: no CPATH, no LIBRARY_PATH. In
// English, because the lines are searched for words.
class Compiler {
 public:
  Compiler(fs::path path, const std::vector<std::string>& flags) : path_(path), flags_(flags) {}

  Lines says(std::initializer_list<std::string> arguments) const {
    std::vector<std::string> command = {"env", "-i", "LC_ALL=C",
                                        "PATH=" + std::string(search_path_inside), path_.string()};
    command.insert(command.end(), arguments);
    command.insert(command.end(), flags_.begin(), flags_.end());
    return lines_of(command);
  }

 private:
  fs::path path_;
  std::vector<std::string> flags_;
};

// The compiler that answers when this one is asked: another one, where this is a link or a script
// that starts it, such as ccache.
fs::path real_compiler(const fs::path& compiler) {
  constexpr std::string_view start = "COLLECT_GCC=";
  for (const std::string& line : lines_of({"env", "LC_ALL=C", compiler.string(), "-v"})) {
    if (!line.starts_with(start)) continue;
    const fs::path found = line.substr(start.size());
    if (found.is_absolute() && access(found.c_str(), X_OK) == 0) return found;
  }
  return compiler;
}

void add(std::vector<fs::path>& paths, const fs::path& path) {
  if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(path);
}

void add_folder(std::vector<fs::path>& folders, const fs::path& folder) {
  if (folder.is_relative()) return;  // the folder that we were started in is none of the compiler's
  std::error_code error;
  const fs::path canonical = fs::canonical(folder, error);
  if (!error && fs::is_directory(canonical, error) && canonical != "/") add(folders, canonical);
}

void add_file(std::vector<fs::path>& files, const fs::path& file) {
  std::error_code error;
  const fs::path canonical = fs::canonical(file, error);
  if (file.is_absolute() && !error && fs::is_regular_file(canonical, error)) add(files, canonical);
}

void add_program(std::vector<fs::path>& programs, const std::string& name) {
  const fs::path found = base::find_command(name, search_path_inside);
  if (!found.empty()) add_file(programs, found);
}

// The list that -v prints between these two lines, one folder a line.
void add_headers(std::vector<fs::path>& folders, const Lines& lines) {
  bool inside = false;
  for (const std::string& line : lines) {
    if (line == "End of search list.") inside = false;
    if (inside && line.starts_with(' ')) add_folder(folders, line.substr(1));
    if (line == "#include <...> search starts here:") inside = true;
  }
}

// The words of a command as -### prints it: some in quotation marks, in which \ stands before " and
// before itself.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  bool quoted = false, new_word = true;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ' ' && !quoted) {
      new_word = true;
    } else {
      if (line[i] == '\\' && i + 1 < line.size()) ++i;
      if (new_word) words.emplace_back();
      new_word = false;
      words.back() += line[i];
    }
  }
  return words;
}

// What -### says would be started: " /usr/lib/../collect2 -plugin /usr/../liblto_plugin.so -L/lib".
void add_commands(Toolchain& toolchain, const Lines& lines) {
  for (const std::string& line : lines) {
    if (!line.starts_with(' ')) continue;
    const std::vector<std::string> words = words_of(line);
    if (words.empty()) continue;
    add_program(toolchain.execute, words.front());
    for (const std::string& word : words) {
      if (word.starts_with("-L")) add_folder(toolchain.read, word.substr(2));
      add_file(toolchain.read, word);
    }
  }
}

// The linker's command among them, if there is one: " /usr/bin/ld.lld ... -o /dev/null crti.o ...
// /tmp/null-8c1f.o ... crtn.o", where the object is one that would have been made.
std::vector<std::string> link_command(const Lines& lines) {
  for (const std::string& line : lines) {
    if (!line.starts_with(" \"/")) continue;
    std::vector<std::string> words = words_of(line);
    if (!fs::path(words.front()).filename().string().starts_with("ld")) continue;
    const auto out = std::ranges::find(words, "-o");
    const auto in = std::ranges::find_if(
        words, [](const std::string& word) { return word.ends_with(".o") && !fs::exists(word); });
    if (in == words.end() || out == words.end() || std::next(out) == words.end()) return {};
    *std::next(out) = "OUT";
    *in = "IN";
    return words;
  }
  return {};
}

bool lies_in_any(const fs::path& file, const std::vector<fs::path>& folders) {
  return std::any_of(folders.begin(), folders.end(), [&](const fs::path& folder) {
    return file.string().starts_with(folder.string() + "/");
  });
}

// The shared libraries of the compiler's own programs, as "libmpc.so.3 => /opt/lib/libmpc.so.3
// (0x7f..)". A compiler that was built by hand has some of its own.
void add_libraries(Toolchain& toolchain) {
  std::vector<std::string> command = {"env", "-i", "LC_ALL=C", "ldd"};
  for (const fs::path& program : toolchain.execute) command.push_back(program.string());
  for (const std::string& line : base::lines_of(run(command, {.wall_seconds = 20}).output)) {
    const std::size_t arrow = line.find("=> /"), end = line.find(" (");
    if (arrow == std::string::npos || end == std::string::npos) continue;
    add_file(toolchain.read, line.substr(arrow + 3, end - arrow - 3));
  }
}

}  // namespace

Toolchain find_toolchain(const std::string& compiler, const std::vector<std::string>& flags) {
  const fs::path named = base::find_command(compiler);
  if (named.empty()) {
    throw std::runtime_error("find_toolchain: got '" + compiler +
                             "', expected a compiler that can be executed; is it installed?");
  }
  Toolchain toolchain{.compiler = real_compiler(named), .read = {}, .execute = {}, .link = {}};
  const Compiler real(toolchain.compiler, flags);
  // A name that comes back without a folder is one that the compiler looks up in $PATH.
  for (const char* program : {"cc1plus", "collect2", "as", "ld", "ld.gold", "ld.lld"}) {
    const Lines answer = real.says({"-print-prog-name=" + std::string(program)});
    if (!answer.empty()) add_program(toolchain.execute, answer.front());
  }
  add_headers(toolchain.read, real.says({"-E", "-v", "-x", "c++", "/dev/null", "-x", "none"}));
  const Lines commands =
      real.says({"-###", "-x", "c++", "/dev/null", "-o", "/dev/null", "-x", "none"});
  add_commands(toolchain, commands);
  toolchain.link = link_command(commands);
  add_libraries(toolchain);
  const std::vector<fs::path> all = toolchain.read;
  std::erase_if(toolchain.read, [&](const fs::path& one) { return lies_in_any(one, all); });
  return toolchain;
}

}  // namespace gradus::sandbox
