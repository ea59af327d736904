#include "judge/box.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

#include "judge/kept.hpp"

namespace gradus::judge {
namespace {

namespace fs = std::filesystem;

constexpr unsigned compile_memory = 3072;       // MiB, of one process
constexpr unsigned largest_object = 64 * 1024;  // KiB

std::vector<std::string> texts(const std::vector<fs::path>& paths) {
  std::vector<std::string> result;
  for (const fs::path& path : paths) result.push_back(path.string());
  return result;
}

/// Changes when the compiler, what it starts, or how it is called does.
std::string version_of(const Course& course, const std::vector<std::string>& flags,
                       const std::vector<fs::path>& programs) {
  std::string version = course.tools.versions + "; " + stamp(course.tools.compiler);
  for (const fs::path& program : programs) version += stamp(program);
  return version + fmt::format("{}", fmt::join(flags, " "));
}

/// The answer that an earlier process got; nothing when there is none, or it is out of date.
std::optional<sandbox::Toolchain> read_answer(const Course& course, const fs::path& file,
                                              const std::vector<std::string>& flags) {
  try {
    std::ifstream known(file);
    const nlohmann::json json = nlohmann::json::parse(known);
    sandbox::Toolchain toolchain{
        .compiler = course.tools.compiler, .read = {}, .execute = {}, .link = json.at("link")};
    for (const std::string path : json.at("read")) toolchain.read.emplace_back(path);
    for (const std::string path : json.at("execute")) toolchain.execute.emplace_back(path);
    if (json.at("version") == version_of(course, flags, toolchain.execute)) return toolchain;
  } catch (const std::exception&) {
    // No file, a damaged one, or a program that is gone.
  }
  return std::nullopt;
}

/// Submissions may read what the compiler does, so the course must not lie there.
void require_course_elsewhere(const Course& course, const sandbox::Toolchain& toolchain) {
  for (const fs::path& folder : toolchain.read) {
    for (const fs::path& ours : {course.root, course.build}) {
      if ((ours.string() + "/").starts_with(folder.string() + "/")) {
        throw CannotJudge(fmt::format(
            "the course lies in {}, where the compiler looks for headers and libraries, so "
            "submissions may read it: move it, or leave that folder out of CXXFLAGS and LDFLAGS",
            folder.string()));
      }
    }
  }
}

/// What the compiler starts and reads. Asking it takes a tenth of a second, so the answer is kept
/// beside course.json until the compiler changes.
sandbox::Toolchain ask_compiler(const Course& course) {
  const fs::path file = course.build / "toolchain.json";
  std::vector<std::string> flags = course.tools.compile_flags;
  flags.insert(flags.end(), course.tools.link_flags.begin(), course.tools.link_flags.end());
  if (const auto known = read_answer(course, file, flags)) return *known;
  const sandbox::Toolchain toolchain = sandbox::find_toolchain(course.tools.compiler, flags);
  // A folder that cannot be written is no error: the next process asks again.
  std::ofstream(file) << nlohmann::json{{"version", version_of(course, flags, toolchain.execute)},
                                        {"read", texts(toolchain.read)},
                                        {"execute", texts(toolchain.execute)},
                                        {"link", toolchain.link}};
  return toolchain;
}

const sandbox::Toolchain& toolchain_of(const Course& course) {
  static std::mutex mutex;
  static std::map<fs::path, sandbox::Toolchain> known;  // by the course's build folder
  const std::lock_guard lock(mutex);
  try {
    const auto found = known.find(course.build);
    return found != known.end() ? found->second
                                : known.emplace(course.build, ask_compiler(course)).first->second;
  } catch (const std::exception& error) {
    throw CannotJudge(error.what());
  }
}

sandbox::Confinement limits_of_a_compilation() {
  return {.profile = sandbox::Profile::compile,
          .cpu_seconds = compile_seconds,
          .memory_mib = compile_memory,
          .file_size_kib = largest_object};
}

}  // namespace

void require_wide_limits() {
  const std::vector<std::string> narrow = sandbox::narrow_limits(limits_of_a_compilation());
  if (narrow.empty()) return;
  throw CannotJudge(
      fmt::format("this process may do too little to judge fairly: {}: raise it, or "
                  "start from a shell without it",
                  fmt::join(narrow, "; ")));
}

std::vector<std::string> boxed(const Course& course, const Box& box, std::vector<fs::path> read,
                               std::vector<std::string> command) {
  if (!sandbox::confines(course.tools.sandbox, box.policy)) return command;
  const sandbox::Toolchain& toolchain = toolchain_of(course);
  if (box.policy == sandbox::Policy::required) require_course_elsewhere(course, toolchain);
  read.insert(read.end(), toolchain.read.begin(), toolchain.read.end());
  sandbox::Confinement confinement = limits_of_a_compilation();
  confinement.read = std::move(read);
  confinement.execute = toolchain.execute;
  confinement.write = {box.folder};
  confinement.uid = box.uid;
  confinement.parent = ::getpid();
  return sandbox::wrap(course.tools.sandbox, confinement, box.policy, std::move(command));
}

std::vector<std::string> boxed_link(const Course& course, const Box& box, const fs::path& program,
                                    const std::vector<std::string>& options,
                                    const std::vector<fs::path>& parts) {
  const std::vector<std::string> in = texts(parts);
  std::vector<std::string> command;
  if (sandbox::confines(course.tools.sandbox, box.policy)) command = toolchain_of(course).link;
  if (command.empty()) {
    command = {course.tools.compiler, "-o", program.string()};
    for (const std::string& option : options) command.insert(command.end(), {"-Xlinker", option});
    command.insert(command.end(), in.begin(), in.end());
    command.insert(command.end(), course.tools.link_flags.begin(), course.tools.link_flags.end());
  } else {
    *std::ranges::find(command, "OUT") = program.string();
    auto place = command.erase(std::ranges::find(command, "IN"));
    place = command.insert(place, in.begin(), in.end());
    command.insert(place, options.begin(), options.end());
  }
  return boxed(course, box, parts, command);
}

}  // namespace gradus::judge
