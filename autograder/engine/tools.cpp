#include "engine/tools.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

namespace gradus::engine {
namespace {

namespace fs = std::filesystem;

constexpr unsigned compile_memory = 3072;       // MiB, of one process
constexpr unsigned largest_object = 64 * 1024;  // KiB

std::vector<std::string> texts(const std::vector<fs::path>& paths) {
  std::vector<std::string> result;
  for (const fs::path& path : paths) result.push_back(path.string());
  return result;
}

/// What the compiler starts and reads. Asking it takes a tenth of a second, so the answer is kept
/// beside course.json until the compiler changes.
sandbox::Toolchain ask_compiler(const Course& course) {
  const fs::path file = course.build / "toolchain.json";
  const std::string version =
      course.toolchain +
      std::to_string(fs::last_write_time(course.compiler).time_since_epoch().count());
  std::ifstream known(file);
  const nlohmann::json json = nlohmann::json::parse(known, nullptr, false);
  if (json.is_object() && json.value("version", "") == version) {
    sandbox::Toolchain toolchain{.compiler = course.compiler, .read = {}, .execute = {}};
    for (const std::string path : json.at("read")) toolchain.read.emplace_back(path);
    for (const std::string path : json.at("execute")) toolchain.execute.emplace_back(path);
    return toolchain;
  }
  const sandbox::Toolchain toolchain = sandbox::find_toolchain(course.compiler);
  // A folder that cannot be written is no error: the next process asks again.
  std::ofstream(file) << nlohmann::json{
      {"version", version}, {"read", texts(toolchain.read)}, {"execute", texts(toolchain.execute)}};
  return toolchain;
}

const sandbox::Toolchain& toolchain_of(const Course& course) {
  static std::mutex mutex;
  static std::optional<sandbox::Toolchain> known;
  const std::lock_guard lock(mutex);
  if (!known) {
    try {
      known = ask_compiler(course);
    } catch (const std::exception& error) {
      throw CannotJudge(error.what());
    }
  }
  return *known;
}

}  // namespace

std::vector<std::string> tool_command(const Course& course, const Box& box,
                                      std::vector<fs::path> read,
                                      std::vector<std::string> command) {
  if (box.policy == sandbox::Policy::off) return command;
  const sandbox::Toolchain& toolchain = toolchain_of(course);
  read.insert(read.end(), toolchain.read.begin(), toolchain.read.end());
  const sandbox::Confinement confinement{
      .profile = sandbox::Profile::compile,
      .read = std::move(read),
      .execute = toolchain.execute,
      .write = {box.folder},
      .uid = box.uid,
      .cpu_seconds = compile_seconds,
      .memory_mib = compile_memory,
      .file_size_kib = largest_object,
      .parent = ::getpid(),
  };
  return sandbox::wrap(course.sandbox, confinement, box.policy, std::move(command));
}

}  // namespace gradus::engine
