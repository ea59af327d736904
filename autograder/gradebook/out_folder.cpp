#include "gradebook/out_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <system_error>
#include <thread>

#include "judge/course.hpp"
#include "judge/result.hpp"

namespace gradus::gradebook {
namespace {

using judge::CannotJudge;

constexpr std::chrono::milliseconds patience{2000};
constexpr std::chrono::milliseconds pause{50};

constexpr const char* about =
    "The seed from which the graded tests draw their inputs. Kept so that grading can be resumed: "
    "with another seed, everything is graded again. Keep it secret until the grades are out.";

/// 128 bits that nobody can guess, as 32 digits.
std::string draw() {
  std::random_device source;
  std::string secret;
  for (int i = 0; i < 4; ++i) secret += fmt::format("{:08x}", source());
  return secret;
}

bool is_secret(const std::string& text) {
  return !text.empty() && text.size() <= 32 &&
         text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// Nothing if there is no such file.
std::optional<std::string> kept_seed(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return std::nullopt;
  const std::string content = base::read_file(file);
  try {
    const std::string text = nlohmann::json::parse(content).at("seed");
    if (is_secret(text)) return text;
  } catch (const std::exception&) {  // said below
  }
  throw CannotJudge(
      fmt::format("{}: is damaged. Delete it, or give --seed: a new seed is drawn, and "
                  "everything is graded again",
                  file.string()));
}

}  // namespace

OutFolder::OutFolder(const std::filesystem::path& folder) : folder_(folder) {
  if (folder.empty()) throw CannotJudge("--out: name a folder for the results");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!std::filesystem::is_directory(folder)) {
    throw CannotJudge(fmt::format("--out {}: cannot be created: {}", folder.string(),
                                  error ? error.message() : "there is a file of that name"));
  }
  const std::filesystem::path file = folder / "grading.lock";
  lock_ = base::Descriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!lock_) {
    throw CannotJudge(
        fmt::format("--out {}: cannot be written to: {}", folder.string(), base::last_error()));
  }
  // The kernel gives the lock back when its holder ends, however that comes about; of one that was
  // killed a moment ago, a thread or a child may still be on its way out.
  auto tries = patience / pause;
  while (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0 && tries-- > 0) {
    std::this_thread::sleep_for(pause);
  }
  if (tries < 0) {
    throw CannotJudge(fmt::format(
        "--out {}: another grader is at work in this folder; wait for it, or name another folder",
        folder.string()));
  }
}

std::string OutFolder::seed(const std::string& given) const {
  const std::filesystem::path file = folder_ / "grading.json";
  if (given.empty()) {
    if (const std::optional<std::string> kept = kept_seed(file)) return *kept;
  } else if (!is_secret(given)) {
    throw CannotJudge("--seed is " + given + ", expected at most 32 digits 0-9, a-f");
  }
  const std::string seed = given.empty() ? draw() : given;
  const nlohmann::json content = {
      {"version", judge::json_version}, {"seed", seed}, {"about", about}};
  base::write_atomically(file, content.dump(2) + "\n", 0600);
  return seed;
}

}  // namespace gradus::gradebook
