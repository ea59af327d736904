// The grader's side of the sandbox: running commands, lending user ids, and the words for an end.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "sandbox/in_sandbox.hpp"
#include "support/catch.hpp"

using namespace gradus::sandbox;
using namespace gradus::sandbox::test;

namespace {

std::vector<std::string> shell(const std::string& script) {
  return {"/bin/sh", "-c", script};
}

std::size_t open_files() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

}  // namespace

TEST_CASE("A run tells output, exit code and signal", "[sandbox]") {
  const Finished both = run(shell("echo out; echo err >&2; exit 3"));
  CHECK(both.output == "out\nerr\n");
  CHECK(both.exit_code == 3);
  CHECK(both.signal == 0);
  CHECK_FALSE(both.ok());

  const Finished crashed = run(shell("kill -SEGV $$"));
  CHECK(crashed.signal == SIGSEGV);
  CHECK(crashed.exit_code == -1);
  CHECK_FALSE(crashed.ok());
  CHECK(run({"true"}).ok());
}

TEST_CASE("A run finds its folder, its input and its environment", "[sandbox]") {
  const Folder folder;
  const fs::path input = folder.file("input", "typed\n");
  CHECK(run({"pwd"}, {.working_directory = folder.path()}).output == folder.path().string() + "\n");
  CHECK(run({"cat"}).output == "");
  CHECK(run({"cat"}, {.input = input}).output == "typed\n");
  setenv("GRADUS_TEST", "old", 1);
  CHECK(run(shell("echo $GRADUS_TEST")).output == "old\n");
  CHECK(run(shell("echo $GRADUS_TEST $MORE"), {.environment = {"GRADUS_TEST=new", "MORE=a=b"}})
            .output == "new a=b\n");
  unsetenv("GRADUS_TEST");
}

TEST_CASE("Output past its limit is thrown away and counted", "[sandbox]") {
  const Finished finished = run({probe(), "flood", "20"}, {.output_limit = 10});
  CHECK(finished.ok());
  CHECK(finished.output == "xxxxxxxxxx\n[20971510 more bytes of output are not shown]\n");
  CHECK(run(shell("printf 0123456789"), {.output_limit = 10}).output == "0123456789");
  CHECK(run(shell("printf 0"), {.output_limit = 0}).output ==
        "\n[1 more bytes of output are not shown]\n");
}

TEST_CASE("When the time is up the whole group is killed, and what was printed is kept",
          "[sandbox]") {
  const Finished finished = run(shell("sleep 1000 & echo $!; wait"), {.wall_seconds = 0.3});
  CHECK(finished.timed_out);
  CHECK(finished.signal == SIGKILL);
  CHECK_FALSE(finished.ok());
  CHECK(finished.seconds < 10);
  const pid_t sleeper = std::stoi(finished.output);
  const std::string status = "/proc/" + std::to_string(sleeper) + "/status";
  for (int attempt = 0; attempt < 500 && contains(text_of(status), "sleep"); ++attempt) {
    if (contains(text_of(status), "Z (zombie)")) break;
    usleep(10000);
  }
  CHECK((!fs::exists(status) || contains(text_of(status), "Z (zombie)")));
}

TEST_CASE("A run ends with its program, whatever the program leaves behind", "[sandbox]") {
  INFO("A process in the group is killed; one that left it can hold the output open in vain.");
  const Finished in_group = run(shell("sleep 1000 & echo done"), {.wall_seconds = 20});
  CHECK(in_group.output == "done\n");
  CHECK(in_group.seconds < 10);
  const Finished escaped = run(shell("setsid sleep 5 & echo done"), {.wall_seconds = 20});
  CHECK(escaped.output == "done\n");
  CHECK(escaped.seconds < 4);
  INFO("A program may close its output long before it ends.");
  const Finished silent = run(shell("exec >&- 2>&-; sleep 0.3; exit 4"), {.wall_seconds = 20});
  CHECK(silent.exit_code == 4);
  CHECK(silent.seconds >= 0.3);
}

TEST_CASE("Many threads run commands at once, and no output and no file goes astray", "[sandbox]") {
  const std::size_t before = open_files();
  std::vector<std::string> outputs(8);
  std::vector<std::thread> threads;
  for (std::size_t index = 0; index < outputs.size(); ++index) {
    threads.emplace_back([index, &outputs] {
      for (int round = 0; round < 25; ++round) {
        outputs[index] += run({"echo", std::to_string(index)}, {.wall_seconds = 30}).output;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t index = 0; index < outputs.size(); ++index) {
    std::string expected;
    for (int round = 0; round < 25; ++round) expected += std::to_string(index) + "\n";
    CHECK(outputs[index] == expected);
  }
  CHECK(open_files() == before);
}

TEST_CASE("A command that cannot be started is an exception, not a result", "[sandbox]") {
  CHECK_THROWS_AS(run({}), std::invalid_argument);
  CHECK_THROWS_AS(run({"/no-such-place/program"}), std::system_error);
  CHECK_THROWS_AS(run({"true"}, {.working_directory = "/no-such-place"}), std::system_error);
  CHECK_THROWS_AS(run({"true"}, {.input = "/no-such-place"}), std::system_error);
}

TEST_CASE("Without a policy a command stays as it is, and with one the helper comes first",
          "[sandbox]") {
  const std::vector<std::string> command = {"/bin/true", "--x", ""};
  CHECK(wrap("/helper", {}, Policy::off, command) == command);
  const auto required = wrap("/helper", {}, Policy::required, command);
  CHECK(required.front() == "/helper");
  CHECK(std::vector<std::string>(required.end() - 4, required.end()) ==
        std::vector<std::string>{"--", "/bin/true", "--x", ""});
  CHECK(std::find(required.begin(), required.end(), "--best-effort") == required.end());
  const auto best_effort = wrap("/helper", {}, Policy::best_effort, command);
  CHECK(std::find(best_effort.begin(), best_effort.end(), "--best-effort") != best_effort.end());
}

TEST_CASE("wrap refuses what cannot be meant", "[sandbox]") {
  CHECK_THROWS_AS(wrap("/helper", {}, Policy::required, {}), std::invalid_argument);
  CHECK_THROWS_AS(wrap("/helper", {.cpu_seconds = 0}, Policy::required, {"x"}),
                  std::invalid_argument);
  CHECK_THROWS_AS(wrap("/helper", {.memory_mib = 0}, Policy::required, {"x"}),
                  std::invalid_argument);
  CHECK_THROWS_AS(wrap("/helper", {.open_files = 4}, Policy::required, {"x"}),
                  std::invalid_argument);
}

TEST_CASE("No two graders hold one user id", "[sandbox]") {
  const Folder folder;
  std::vector<UidLease> leases;
  leases.push_back(UidLease::take(folder.path()));
  leases.push_back(UidLease::take(folder.path()));
  CHECK(leases[0].uid() == 62001);
  CHECK(leases[1].uid() == 62002);

  INFO("A lease that ends is given again; one that moves goes on.");
  {
    const UidLease moved = std::move(leases[0]);
    CHECK(UidLease::take(folder.path()).uid() == 62003);
  }
  leases[0] = UidLease::take(folder.path());
  CHECK(leases[0].uid() == 62001);

  INFO("Another process sees the lock.");
  CHECK(run({"flock", "-n", folder / "gradus-uid-62002", "true"}).exit_code == 1);
  CHECK(run({"flock", "-n", folder / "gradus-uid-62003", "true"}).ok());

  while (leases.size() < 256) leases.push_back(UidLease::take(folder.path()));
  CHECK(leases.back().uid() == 62256);
  CHECK_THROWS_AS(UidLease::take(folder.path()), std::runtime_error);
}

TEST_CASE("A lock file that somebody else could have prepared is passed over", "[sandbox]") {
  const Folder folder, elsewhere;
  fs::create_symlink(elsewhere / "target", folder / "gradus-uid-62001");
  folder.file("gradus-uid-62002", "open to all");
  fs::create_directory(folder / "gradus-uid-62003");
  REQUIRE(mkfifo((folder / "gradus-uid-62004").c_str(), 0600) == 0);
  const fs::path linked = elsewhere.file("linked", "");
  fs::permissions(linked, static_cast<fs::perms>(0600));
  fs::create_hard_link(linked, folder / "gradus-uid-62005");
  CHECK(UidLease::take(folder.path()).uid() == 62006);
  CHECK_FALSE(fs::exists(elsewhere / "target"));
  CHECK_THROWS_AS(UidLease::take("/no-such-place"), std::runtime_error);
}

TEST_CASE("Only root is lent a user id", "[sandbox]") {
  CHECK(UidLease::take_if_root().has_value() == is_root());
}

TEST_CASE("The ends of programs are told in words for a beginner", "[sandbox]") {
  CHECK(describe_end(SIGSEGV, -1) ==
        "crashed: it read or wrote memory that is not its own, or called itself without end "
        "(segmentation fault)");
  CHECK(contains(describe_end(SIGFPE, -1), "divided by zero"));
  CHECK(contains(describe_end(SIGABRT, -1), "abort"));
  CHECK(contains(describe_end(SIGXCPU, -1), "loop that never ends"));
  CHECK(contains(describe_end(SIGKILL, -1), "time was over"));
  CHECK(contains(describe_end(SIGILL, -1), "illegal instruction"));
  CHECK(contains(describe_end(SIGBUS, -1), "bus error"));
  CHECK(describe_end(0, 3) == "ended by itself with exit(3)");
  CHECK(describe_end(0, 0) == "ended normally");
  CHECK(describe_end(SIGUSR1, -1) == "was ended by signal " + std::to_string(SIGUSR1));
}

TEST_CASE("A compiler's folders never hold the folder that the grader was started in",
          "[sandbox]") {
  for (const std::filesystem::path& folder : find_toolchain("g++").read) {
    INFO(folder);
    CHECK(folder != std::filesystem::current_path());
    CHECK(folder.string().starts_with("/usr"));
  }
}

TEST_CASE("A helper that is missing or does not work is told, not thrown", "[sandbox]") {
  const Support missing = gradus::sandbox::probe("/no-such-place/gradus-sandbox");
  CHECK_FALSE(missing.full);
  CHECK(contains(missing.text, "could not be tried"));
  CHECK_FALSE(gradus::sandbox::probe("/bin/false").full);
}
