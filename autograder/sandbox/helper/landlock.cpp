#include "sandbox/helper/landlock.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/helper/fail.hpp"
#include "sandbox/helper/landlock_rights.hpp"
#include "sandbox/helper/loader.hpp"

namespace gradus::sandbox::helper {
namespace {

constexpr const char* libraries[] = {"/usr/lib",
                                     "/lib",
                                     "/lib64",
                                     "/etc/ld.so.cache",
                                     "/etc/alternatives",  // Debian's link to the BLAS in use
                                     "/dev/urandom",
                                     "/sys/devices/system/cpu"};

// The kernel executes this one for every dynamically linked program; each architecture's rules fix
// its name. Called by hand, it loads a file that may be read anyway into a process that is confined
// anyway.
constexpr const char* loaders[] = {"/lib64/ld-linux-x86-64.so.2",
                                   "/lib/ld-linux-aarch64.so.1",
                                   "/lib/ld-linux-riscv64-lp64d.so.1",
                                   "/lib64/ld-linux-loongarch-lp64d.so.1",
                                   "/lib64/ld64.so.2",
                                   "/lib/ld64.so.1",
                                   "/lib/ld-linux-armhf.so.3"};

class RuleWriter {
 public:
  RuleWriter(int ruleset, Rights known) : ruleset_(ruleset), known_(known) {}

  void may(Rights rights, const std::filesystem::path& path, const char* option) const {
    const int file = open(path.c_str(), O_PATH | O_CLOEXEC);
    if (file < 0) {
      fail(option, path.string() + " (" + last_error() + ")", "a path that exists",
           "check the path, and that every folder above it may be entered");
    }
    add(rights, file, path);
  }

  void may_if_exists(Rights rights, const char* path) const {
    const int file = open(path, O_PATH | O_CLOEXEC);
    if (file >= 0) add(rights, file, path);
  }

 private:
  void add(Rights rights, int file, const std::filesystem::path& path) const {
    struct stat about {};
    bool done = fstat(file, &about) == 0;
    if (done && !S_ISDIR(about.st_mode)) rights &= for_files;
    landlock_path_beneath_attr rule{.allowed_access = rights & known_, .parent_fd = file};
    done =
        done && syscall(SYS_landlock_add_rule, ruleset_, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    if (!done)
      fail("Landlock rule", path.string() + " (" + last_error() + ")", "a rule for it",
           "report this as a bug");
    close(file);
  }

  int ruleset_;
  Rights known_;
};

bool lies_in(const std::filesystem::path& inner, const std::filesystem::path& outer) {
  const auto relative =
      std::filesystem::canonical(inner).lexically_relative(std::filesystem::canonical(outer));
  return !relative.empty() && *relative.begin() != "..";
}

// Rights add up on the way from a folder to what lies in it, so neither may lie in the other's.
void require_written_is_never_executed(const Options& options) {
  std::error_code error;
  for (const auto& write : options.confinement.write) {
    if (!std::filesystem::is_directory(write, error)) {
      fail("--write", write.string(), "a directory that exists", "make it first");
    }
    if (lies_in(options.command.front(), write)) {
      fail("PROGRAM", options.command.front() + " within --write " + write.string(), "it elsewhere",
           "what is written must not be executed");
    }
    for (const auto& execute : options.confinement.execute) {
      if (!std::filesystem::exists(execute, error)) continue;  // told later, with its option
      if (lies_in(write, execute) || lies_in(execute, write)) {
        fail("--write", write.string() + " together with --execute " + execute.string(),
             "folders apart from each other", "what is written must not be executed");
      }
    }
  }
}

void require_program(const std::string& program) {
  if (access(program.c_str(), F_OK) == 0) return;
  fail("PROGRAM", program + " (" + last_error() + ")", "a path that exists",
       "build it first, or check the path", exit_not_executed);
}

int create_ruleset(const RulesetAttributes* attributes, std::size_t size, unsigned flags) {
  return static_cast<int>(syscall(SYS_landlock_create_ruleset, attributes, size, flags));
}

}  // namespace

int landlock_version() {
  const int version = create_ruleset(nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version < 0 ? 0 : version;
}

FileRules::FileRules(const Options& options) {
  const Confinement& confinement = options.confinement;
  require_program(options.command.front());
  require_written_is_never_executed(options);

  const int version = landlock_version();
  if (version == 0) {
    if (options.best_effort) return;
    fail("Landlock", last_error(), "a kernel that has it",
         "use Linux 5.13 or later with landlock among its security modules (lsm=landlock,...)");
  }
  const RulesetAttributes all = all_rights(version);
  ruleset_ = create_ruleset(&all, sizeof all, 0);
  if (ruleset_ < 0) fail("Landlock", last_error(), "a set of rules", "report this as a bug");

  const RuleWriter rules(ruleset_, all.files);
  for (const char* path : libraries) rules.may_if_exists(reading, path);
  for (const std::string& path : folders_of_loader()) rules.may_if_exists(reading, path.c_str());
  for (const char* path : loaders) rules.may_if_exists(executing, path);
  rules.may_if_exists(reading | writing_a_file, "/dev/null");
  for (const auto& path : confinement.read) rules.may(reading, path, "--read");
  for (const auto& path : confinement.execute) rules.may(executing, path, "--execute");
  for (const auto& path : confinement.write) rules.may(writing, path, "--write");

  rules.may(executing, options.command.front(), "PROGRAM");
}

void FileRules::enforce() const {
  if (ruleset_ < 0) return;
  if (syscall(SYS_landlock_restrict_self, ruleset_, 0) != 0) {
    fail("Landlock", last_error(), "that the rules come into force", "report this as a bug");
  }
  close(ruleset_);
}

}  // namespace gradus::sandbox::helper
