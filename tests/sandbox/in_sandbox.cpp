#include "sandbox/in_sandbox.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

namespace gradus::sandbox::test {
namespace {

// The build folder may be one that another user cannot enter, such as one below /root.
fs::path copy_for_all(const char* program) {
  static const Folder folder;
  fs::path copy = folder / fs::path(program).filename().string();
  fs::copy_file(program, copy);
  fs::permissions(copy, static_cast<fs::perms>(0755));
  return copy;
}

}  // namespace

const fs::path& helper() {
  static const fs::path path = copy_for_all(SANDBOX_HELPER);
  return path;
}

const fs::path& outside() {
  static const fs::path path = copy_for_all(SANDBOX_OUTSIDE);
  return path;
}

const fs::path& probe() {
  static const fs::path path = copy_for_all(SANDBOX_PROBE);
  return path;
}

const fs::path& armadillo_program() {
  static const fs::path path = copy_for_all(SANDBOX_ARMADILLO);
  return path;
}

Folder::Folder() : base::TemporaryFolder("gradus-sandbox-test-") {
  fs::permissions(path(), fs::perms::all);
}

fs::path Folder::file(const std::string& name, const std::string& text) const {
  base::write_file(path() / name, text);
  fs::permissions(path() / name, fs::perms::all);
  return path() / name;
}

Confinement confined(Profile profile) {
  static const std::optional<UidLease> lease = UidLease::take_if_root();
  Confinement confinement{.profile = profile, .cpu_seconds = 10};
  if (lease) confinement.uid = lease->uid();
  return confinement;
}

Finished run_in(const Confinement& confinement, const std::vector<std::string>& command,
                const RunOptions& options) {
  return run(wrap(helper(), confinement, Policy::required, command), options);
}

std::string probe_in(const Confinement& confinement, std::vector<std::string> action) {
  action.insert(action.begin(), probe().string());
  std::string output = run_in(confinement, action).output;
  if (!output.empty() && output.back() == '\n') output.pop_back();
  return output;
}

int running(const std::string& text) {
  int count = 0;
  for (const auto& process : fs::directory_iterator("/proc")) {
    std::string command = text_of(process.path() / "cmdline");  // of the dead: empty
    std::replace(command.begin(), command.end(), '\0', ' ');
    if (contains(command, text)) ++count;
  }
  return count;
}

int running(const std::string& text, int expected) {
  for (int attempt = 0; attempt < 500 && running(text) != expected; ++attempt) usleep(10000);
  return running(text);
}

bool is_root() {
  return geteuid() == 0;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string text_of(const fs::path& path) {
  const base::Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return base::read_all(file.get()).value_or("");  // a process may end while it is looked at
}

}  // namespace gradus::sandbox::test
