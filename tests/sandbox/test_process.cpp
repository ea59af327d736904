// What a confined process is: its user, its limits, what it inherits; and that the helper refuses
// to start anything that it cannot confine.
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <set>
#include <sstream>
#include <thread>

#include "base/memory.hpp"
#include "sandbox/in_sandbox.hpp"
#include "support/catch.hpp"

using namespace gradus::sandbox;
using namespace gradus::sandbox::test;

namespace {

// What the kernel tells about a confined process that spins; `first` is a command that starts it.
std::string observed(Confinement confinement, const std::vector<std::string>& first = {}) {
  confinement.cpu_seconds = 7;
  std::vector<std::string> command =
      wrap(helper(), confinement, Policy::required, {probe(), "spin"});
  command.insert(command.begin(), {outside().string(), "observe"});
  command.insert(command.begin(), first.begin(), first.end());
  const Finished finished = run(command, {.wall_seconds = 20});
  INFO(finished.output);
  REQUIRE(finished.ok());
  return finished.output;
}

// The rest of the line that starts with `name`, with runs of blanks made one.
std::string line_of(const std::string& text, const std::string& name) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(name)) continue;
    std::istringstream words(line.substr(name.size()));
    std::string result;
    for (std::string word; words >> word;) result += (result.empty() ? "" : " ") + word;
    return result;
  }
  return "no line " + name;
}

// Runs the helper with these arguments as they are.
Finished helper_says(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), helper().string());
  return run(arguments, {.wall_seconds = 20});
}

// The same, with a good profile and user before them.
Finished helper_says_confined(const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {"--profile", "run"};
  if (const auto uid = confined().uid) all.insert(all.end(), {"--uid", std::to_string(*uid)});
  all.insert(all.end(), arguments.begin(), arguments.end());
  return helper_says(all);
}

std::vector<std::string> without(const std::string& what, Policy policy) {
  std::vector<std::string> command = wrap(helper(), confined(), policy, {probe(), "hello"});
  command.insert(command.begin(), {outside().string(), "without", what});
  return command;
}

bool is_running(const std::string& pid) {
  const std::string state = line_of(text_of("/proc/" + pid + "/status"), "State:");
  return !state.starts_with("no line") && !state.starts_with("Z") && !state.starts_with("X");
}

}  // namespace

TEST_CASE("A confined process has no privilege and can get none", "[sandbox]") {
  std::vector<std::string> with_groups;
  if (is_root()) with_groups = {"setpriv", "--groups", "4,24"};
  const std::string process = observed(confined(), with_groups);
  CHECK(line_of(process, "NoNewPrivs:") == "1");
  CHECK(line_of(process, "Seccomp:") == "2");
  for (const char* set : {"CapInh:", "CapPrm:", "CapEff:", "CapAmb:"}) {
    CHECK(line_of(process, set) == "0000000000000000");
  }
  if (is_root()) {
    const std::string uid = std::to_string(*confined().uid);
    CHECK(line_of(process, "CapBnd:") == "0000000000000000");
    CHECK(line_of(process, "Uid:") == uid + " " + uid + " " + uid + " " + uid);
    CHECK(line_of(process, "Gid:") == uid + " " + uid + " " + uid + " " + uid);
    CHECK(line_of(process, "Groups:") == "");
  } else {
    CHECK(line_of(process, "Uid:").starts_with(std::to_string(getuid()) + " "));
  }
}

TEST_CASE("A set-user-id program gives its owner's rights to nobody", "[sandbox]") {
  const Folder folder;
  const fs::path program = folder / "set-user-id";
  fs::copy_file(probe(), program);
  REQUIRE(chmod(program.c_str(), 06755) == 0);
  const std::string uid = std::to_string(confined().uid.value_or(geteuid()));
  CHECK(run_in(confined(), {program, "user"}).output == uid + " " + uid + "\n");
}

TEST_CASE("A confined process has its limits, its session, and / as its folder", "[sandbox]") {
  Confinement confinement = confined();
  confinement.memory_mib = 100;
  confinement.file_size_kib = 3;
  confinement.open_files = 33;
  const std::string process = observed(confinement);
  CHECK(line_of(process, "session") == line_of(process, "process"));
  CHECK(line_of(process, "folder") == "/");
  CHECK(line_of(process, "Umask:") == "0077");
  CHECK(line_of(process, "Max cpu time") == "7 8 seconds");
  CHECK(line_of(process, "Max address space") == "104857600 104857600 bytes");
  CHECK(line_of(process, "Max file size") == "3072 3072 bytes");
  CHECK(line_of(process, "Max open files") == "33 33 files");
  CHECK(line_of(process, "Max stack size") == "67108864 67108864 bytes");
  CHECK(line_of(process, "Max core file size") == "0 0 bytes");
  CHECK(line_of(process, "Max locked memory") == "0 0 bytes");
  CHECK(line_of(process, "Max msgqueue size") == "0 0 bytes");
  if (is_root()) CHECK(line_of(process, "Max processes") == "64 64 processes");
}

TEST_CASE("A confined process ends when the one that started it ends", "[sandbox]") {
  const std::string pid = line_of(observed(confined()), "process");
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (is_running(pid) && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  CHECK_FALSE(is_running(pid));
}

TEST_CASE("A program does not start under another parent than was said", "[sandbox]") {
  Confinement confinement = confined();
  confinement.parent = getpid();
  CHECK(run_in(confinement, {probe(), "hello"}).ok());
  confinement.parent = getpid() + 1;
  const Finished orphan = run_in(confinement, {probe(), "hello"});
  CHECK(orphan.exit_code == 125);
  CHECK(contains(orphan.output, "--parent: got process"));
}

TEST_CASE("The environment is the same whoever runs the grader", "[sandbox]") {
  const Folder folder;
  const RunOptions options{.environment = {"SECRET=42", "LD_PRELOAD=/nowhere.so"}};
  const std::string fixed =
      "PATH=/usr/bin:/bin\nLANG=C.UTF-8\nHOME=/nonexistent\nOPENBLAS_NUM_THREADS=1\n"
      "OMP_NUM_THREADS=1\n" +
      std::string(gradus::base::memory_of_a_worker) + "\n";
  Confinement confinement = confined();
  CHECK(run_in(confinement, {probe(), "environment"}, options).output == fixed);
  confinement.write = {folder.path()};
  CHECK(run_in(confinement, {probe(), "environment"}, options).output ==
        fixed + "TMPDIR=" + folder.path().string() + "\n");
  confinement.profile = Profile::compile;
  CHECK(contains(run_in(confinement, {probe(), "environment"}, options).output,
                 gradus::base::memory_of_a_compiler));
}

TEST_CASE("No open file is inherited but 0, 1, 2 and, when asked for, the channel", "[sandbox]") {
  // The shell opens the files that a careless caller would leave open.
  const auto with_open_files = [](const Confinement& confinement, const std::string& action) {
    std::vector<std::string> command =
        wrap(helper(), confinement, Policy::required, {probe(), action});
    command.insert(command.begin(), {"/bin/sh", "-c", "exec \"$@\" 3>&1 7</dev/null 9>&2", "sh"});
    return run(command).output;
  };
  Confinement confinement = confined();
  CHECK(with_open_files(confinement, "files") == "0 1 2 \n");
  confinement.channel = true;
  CHECK(with_open_files(confinement, "files") == "0 1 2 3 \n");
  CHECK(contains(with_open_files(confinement, "write-channel"), "done"));
  CHECK(with_open_files(confinement, "send-descriptor") == "refused EPERM\n");
  const Finished closed = run_in(confinement, {probe(), "files"});
  CHECK(closed.exit_code == 125);
  CHECK(contains(closed.output, "--channel: got file descriptor 3 closed, expected it open"));
}

TEST_CASE("Standard files that the caller closed are /dev/null, not the next file opened",
          "[sandbox]") {
  std::vector<std::string> command =
      wrap(helper(), confined(), Policy::required, {probe(), "files"});
  command.insert(command.begin(), {"/bin/sh", "-c", "exec \"$@\" <&- 2>&-", "sh"});
  CHECK(run(command).output == "0 1 2 \n");
}

TEST_CASE("Signals are as for a new process, and only SIGXFSZ is ignored", "[sandbox]") {
  std::vector<std::string> command =
      wrap(helper(), confined(), Policy::required, {probe(), "signals"});
  command.insert(command.begin(),
                 {"/bin/sh", "-c", "trap '' TERM USR1 XCPU CHLD; exec \"$@\"", "sh"});
  CHECK(run(command).output == "ignored XFSZ\n");
}

TEST_CASE("Addresses stay random", "[sandbox]") {
  std::set<std::string> addresses;
  for (int attempt = 0; attempt < 5; ++attempt) addresses.insert(probe_in(confined(), {"address"}));
  CHECK(addresses.size() > 1);
}

TEST_CASE("Where the kernel lacks Landlock or seccomp, grading is refused", "[sandbox]") {
  for (const auto& [what, message] : {std::pair("landlock", "gradus-sandbox: Landlock: got"),
                                      std::pair("seccomp", "gradus-sandbox: seccomp: got")}) {
    const Finished refused = run(without(what, Policy::required));
    CHECK(refused.exit_code == 125);
    CHECK(contains(refused.output, message));
    CHECK_FALSE(contains(refused.output, "hello"));

    const Finished status = run({outside(), "without", what, helper(), "--status"});
    CHECK(status.exit_code == 1);
    CHECK(contains(status.output, "cannot be graded here"));

    const Finished best_effort = run(without(what, Policy::best_effort));
    CHECK(best_effort.ok());
    CHECK(best_effort.output == "hello\n");
  }
}

TEST_CASE("This machine gives everything that grading needs", "[sandbox]") {
  const Finished status = helper_says({"--status"});
  INFO(status.output);
  CHECK(status.exit_code == 0);
  CHECK(contains(status.output, "Submissions can be graded here."));
  const Support support = gradus::sandbox::probe(helper());
  INFO(support.text);
  CHECK(support.full);
}

TEST_CASE("Root must name a user for the program, and others must not", "[sandbox]") {
  if (is_root()) {
    const Finished as_root = helper_says({"--profile", "run", "--", probe(), "hello"});
    CHECK(as_root.exit_code == 125);
    CHECK(contains(as_root.output, "--uid: got root without it"));
    CHECK(helper_says({"--best-effort", "--profile", "run", "--", probe(), "hello"}).ok());
  } else {
    const Finished another = helper_says({"--profile", "run", "--uid", "62001", "--", probe()});
    CHECK(another.exit_code == 125);
    CHECK(contains(another.output, "expected root"));
  }
}

TEST_CASE("A command line that cannot be meant is refused with what to do", "[sandbox]") {
  const Folder folder;
  const fs::path file = folder.file("file", "");
  const auto refusal = [](const std::vector<std::string>& arguments) {
    const Finished finished = helper_says_confined(arguments);
    return finished.exit_code == 125 ? finished.output : "was not refused: " + finished.output;
  };
  CHECK(contains(refusal({"--nonsense"}), "options: got '--nonsense', expected an option"));
  CHECK(contains(refusal({"--cpu", "12s", "--", probe()}), "--cpu: got '12s', expected a number"));
  CHECK(contains(refusal({"--cpu", "-1", "--", probe()}), "--cpu: got '-1'"));
  CHECK(contains(refusal({"--cpu", "0", "--", probe()}), "--cpu: got '0'"));
  CHECK(contains(refusal({"--memory"}), "--memory: got nothing after it"));
  CHECK(contains(refusal({"--profile", "walk"}), "expected run or compile"));
  CHECK(contains(refusal({"--uid", "0", "--", probe()}), "--uid: got '0'"));
  CHECK(contains(refusal({}), "PROGRAM: got none"));
  CHECK(contains(helper_says({"--", probe()}).output, "--profile: got none"));
  for (const char* option : {"--read", "--execute", "--write"}) {
    CHECK(contains(refusal({option, "/no-such-place", "--", probe()}), "/no-such-place"));
  }
  CHECK(contains(refusal({"--write", file, "--", probe()}), "expected a directory"));
  INFO("What is written must never be executed.");
  fs::create_directory(folder / "below");
  for (const auto& [write, execute] :
       {std::pair(folder.path(), folder / "below"), std::pair(folder / "below", folder.path()),
        std::pair(folder.path(), folder.path())}) {
    CHECK(contains(refusal({"--write", write, "--execute", execute, "--", probe()}), "apart"));
  }
  CHECK(contains(refusal({"--write", "/usr/bin", "--", "/usr/bin/true"}), "expected it elsewhere"));
}

TEST_CASE("A program that cannot be executed is told apart: exit status 127", "[sandbox]") {
  const Folder folder;
  const fs::path text = folder.file("text", "not a program");
  for (const fs::path& program : {fs::path("/no-such-place"), text, folder.path()}) {
    const Finished finished = helper_says_confined({"--", program});
    CHECK(finished.exit_code == 127);
    CHECK(contains(finished.output, "gradus-sandbox: PROGRAM: got " + program.string()));
  }
}
