// gradus-sandbox: confines itself, then becomes the program. The order matters, so it stands here
// in one piece: what needs the caller's rights comes first, the filter that forbids the rest comes
// last.
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <exception>

#include "sandbox/helper/fail.hpp"
#include "sandbox/helper/identity.hpp"
#include "sandbox/helper/landlock.hpp"
#include "sandbox/helper/limits.hpp"
#include "sandbox/helper/options.hpp"
#include "sandbox/helper/process.hpp"
#include "sandbox/helper/status.hpp"
#include "sandbox/helper/supervise.hpp"
#include "sandbox/helper/syscall_filter.hpp"

namespace gradus::sandbox::helper {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

[[noreturn]] void confine_and_become(const Options& options) {
  keep_only_standard_files(options.confinement.channel);
  require_fitting_user(options);
  reset_signals();
  leave_session();
  std::optional<int> parent = options.confinement.parent;
  if (options.confinement.profile == Profile::compile) parent = leave_supervisor(parent);
  umask(077);

  // Relative paths are the caller's: they are looked up before chdir.
  const std::string program = std::filesystem::absolute(options.command.front());
  std::vector<std::string> arguments = options.command;
  std::vector<std::string> variables = environment(options);
  const FileRules rules(options);
  const ExecSecret secret = make_exec_secret();

  set_limits(options.confinement);
  give_up_privileges(options);
  tell_when_parent_ends(parent, SIGKILL);
  if (options.confinement.profile == Profile::run && chdir("/") != 0) {
    fail("chdir", last_error(), "that / can be entered", "report this as a bug");
  }
  rules.enforce();
  load_syscall_filter(options, secret);

  // Not execve(): the secret goes into the fourth and fifth argument, which the kernel ignores.
  syscall(SYS_execve, program.c_str(), pointers(arguments).data(), pointers(variables).data(),
          secret.first, secret.second);
  fail("PROGRAM", program + " (" + last_error() + ")", "a program that can be executed",
       "check its permissions and those of the folders above it", exit_not_executed);
}

}  // namespace
}  // namespace gradus::sandbox::helper

int main(int argc, char** argv) {
  using namespace gradus::sandbox::helper;
  try {
    const Options options = parse(argc, argv);
    if (options.status) return print_status() ? 0 : 1;
    confine_and_become(options);
  } catch (const std::exception& error) {
    fail("confinement", error.what(), "no error", "check the paths and the memory limit");
  }
}
