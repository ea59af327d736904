// The sandbox: how a program that nobody trusts is started, confined, limited and ended.
//
// Two parts work together. The helper `gradus-sandbox` is a small executable that confines itself
// and then becomes the program (execve in place, so its process id is the program's). This library
// is the grader's side: it builds the helper's command line, runs a command with limits on time and
// output, lends out user ids, and says in plain words how a program ended.
//
//   Confinement confinement{.profile = Profile::run, .cpu_seconds = 10};
//   const Finished finished = run(wrap(helper, confinement, Policy::required, {worker}));
//   if (!finished.ok()) fmt::print("{}\n", describe_end(finished.signal, finished.exit_code));
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/files.hpp"
#include "base/run.hpp"

namespace gradus::sandbox {

/// run: one thread, no new process, no sleep, no way to execute anything else.
/// compile: what a compiler and a linker need; processes may be started, the network stays closed.
enum class Profile { run, compile };

/// required: confined fully, or not started at all (grading).
/// best_effort: confined as far as this kernel can (students checking their own code).
/// off: not confined (the instructor's --unsafe-no-sandbox).
enum class Policy { required, best_effort, off };

/// What a confined program may do. Everything that is not named here is refused, except reading
/// what every dynamically linked program needs: the system's libraries, /dev/null, /dev/urandom,
/// and the number of processors. A path covers all that lies below it, and has to exist.
struct Confinement {
  Profile profile = Profile::run;
  std::vector<std::filesystem::path> read;
  std::vector<std::filesystem::path> execute;  // and read; the program itself need not be named
  /// Directories: regular files and folders may be created, written, renamed, removed; no links, no
  /// pipes, no set-user-id bits, and nothing in them can be executed. The first becomes $TMPDIR.
  std::vector<std::filesystem::path> write;
  std::optional<unsigned> uid;     // become this user and group; only for root, who must give one
  unsigned cpu_seconds = 20;       // per process; SIGXCPU at the limit, SIGKILL one second later
  unsigned memory_mib = 2048;      // address space per process
  unsigned file_size_kib = 65536;  // a longer file is refused (EFBIG), its writer is not killed
  unsigned open_files = 64;        // at least 8
  bool channel = false;            // keep file descriptor 3 open; others above 2 are closed
  // The process that will start the program; it refuses to start under another. None: any may.
  std::optional<int> parent;
};

/// Whether wrap() confines anything: not with Policy::off, and not by Policy::best_effort where the
/// tools were built without a helper (its path is empty).
bool confines(const std::filesystem::path& helper, Policy policy);

/// The command that runs `command` under `confinement`; where nothing confines, `command` itself.
/// command[0] is a path, $PATH is not searched. The program is killed (SIGKILL) when the thread
/// that started it ends. Exit status 125 means that the helper could not confine the program, 127
/// that it could not execute it; either way stderr says why. Throws std::invalid_argument when the
/// command is empty or a limit cannot be meant.
std::vector<std::string> wrap(const std::filesystem::path& helper, const Confinement& confinement,
                              Policy policy, std::vector<std::string> command);

// How a confined program is run: its command goes to the one that runs all others.
using base::Finished;
using base::run;
using base::RunOptions;

/// Which of the caller's own limits (ulimit) are lower than what `confinement` allows, one line
/// each: "length of a file: at most 400 KiB (ulimit -f), grading needs 65536". The helper cannot
/// raise a limit, so a program would meet the lower one, and it would look as if it were its own
/// fault.
std::vector<std::string> narrow_limits(const Confinement& confinement);

/// One user id out of 62001 ... 62256 that no account has and no other grader on this machine holds
/// at the same time, so that programs running side by side are strangers to each other. Held until
/// destroyed, and given back by the kernel when the holder is killed.
class UidLease {
 public:
  /// Nothing when the caller is not root, or root that cannot become another user. Throws
  /// std::runtime_error when every id is taken. What an earlier holder of the id has left running
  /// is killed.
  static std::optional<UidLease> take_if_root();
  /// The lock alone, for any caller, with the lock files in `directory`.
  static UidLease take(const std::filesystem::path& directory);

  unsigned uid() const { return uid_; }

 private:
  UidLease(unsigned uid, base::Descriptor lock) : uid_(uid), lock_(std::move(lock)) {}
  unsigned uid_;
  base::Descriptor lock_;
};

/// What a compilation needs besides its sources, for Confinement::read and Confinement::execute.
struct Toolchain {
  std::filesystem::path compiler;
  std::vector<std::filesystem::path> read;     // headers and libraries
  std::vector<std::filesystem::path> execute;  // cc1plus, collect2, as, linkers
  /// The linker's own command, where that is what the compiler starts: of clang++, finding it out
  /// takes a third of a link. "OUT" stands for the program, "IN" for what it is linked from.
  std::vector<std::string> link;
};

/// Asks the compiler ("clang++", or a path) what it starts and where it looks, when it compiles and
/// links with `flags`. Where the name is a link or a script that starts another (ccache), that one
/// is the compiler. Throws std::runtime_error when there is none, or it gives no answer.
Toolchain find_toolchain(const std::string& compiler, const std::vector<std::string>& flags = {});

/// Whether this machine can confine programs well enough for grading.
struct Support {
  bool full = false;
  std::string text;  // some lines in plain words, for a person
};

/// Asks the helper, then tries it: a program that does nothing, in the run profile. Never throws
/// because the sandbox does not work: that is the answer.
Support probe(const std::filesystem::path& helper);

/// How a program ended, in words for a beginner:
///   describe_end(SIGSEGV, -1) = "crashed: it read or wrote memory that is not its own, or called
///                                itself without end (segmentation fault)"
std::string describe_end(int signal, int exit_code);

}  // namespace gradus::sandbox
