// Nothing outlives whoever started it, and what was started can be ended at once.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <thread>

#include "sandbox/in_sandbox.hpp"
#include "support/catch.hpp"

using namespace gradus::sandbox;
using namespace gradus::sandbox::test;

namespace {

constexpr unsigned somebody = 1234;  // a user without any rights

// A grader that waits for a command, as root or as an ordinary user.
pid_t start_grader(const std::function<void()>& work, bool as_user) {
  const pid_t grader = fork();
  if (grader != 0) return grader;
  if (as_user && (setgid(somebody) != 0 || setuid(somebody) != 0)) _exit(3);
  work();
  _exit(0);
}

void kill_now(pid_t grader) {
  REQUIRE(kill(grader, SIGKILL) == 0);
  REQUIRE(waitpid(grader, nullptr, 0) == grader);
}

Confinement compiling(bool as_user) {
  Confinement confinement = confined(Profile::compile);
  if (as_user) confinement.uid.reset();
  return confinement;
}

// Who may be a grader here: root, and the ordinary user that root can become; or ourselves.
std::vector<bool> users() {
  return is_root() ? std::vector<bool>{false, true} : std::vector<bool>{false};
}

// A pipe into which one byte is written after a while, by another thread.
class Stop {
 public:
  Stop() { REQUIRE(pipe(ends_) == 0); }
  ~Stop() {
    if (later_.joinable()) later_.join();
    close(ends_[0]);
    close(ends_[1]);
  }
  void after(std::chrono::milliseconds time) {
    later_ = std::thread([this, time] {
      std::this_thread::sleep_for(time);
      (void)!write(ends_[1], "x", 1);
    });
  }
  int descriptor() const { return ends_[0]; }

 private:
  int ends_[2];
  std::thread later_;
};

}  // namespace

TEST_CASE("When the grader is killed, every process of a compilation ends", "[sandbox]") {
  for (const bool as_user : users()) {
    INFO((as_user ? "an ordinary user's grader" : "this user's grader"));
    const std::string mark = "killed-grader-" + std::to_string(getpid());
    const pid_t grader = start_grader(
        [&] {
          Confinement confinement = compiling(as_user);
          confinement.parent = getpid();
          run_in(confinement, {probe(), "fork-and-spin", mark}, {.wall_seconds = 100});
        },
        as_user);
    CHECK(running(mark, 3) == 3);  // the one that stays beside it, the program, and its child
    kill_now(grader);
    CHECK(running(mark, 0) == 0);
  }
}

TEST_CASE("When the grader is killed, g++ and cc1plus end", "[sandbox]") {
  static const Toolchain toolchain = find_toolchain("g++");
  for (const bool as_user : users()) {
    const Folder sources, results;
    const std::string source =
        sources.file("endless.cpp",
                     "constexpr int f() { for (long i = 0; i < 1L << 60; ++i) {} return 0; }\n"
                     "constexpr int x = f();\n");
    const pid_t grader = start_grader(
        [&] {
          Confinement confinement = compiling(as_user);
          confinement.cpu_seconds = 60;
          confinement.read = toolchain.read;
          confinement.read.push_back(sources.path());
          confinement.execute = toolchain.execute;
          confinement.write = {results.path()};
          run_in(confinement,
                 {toolchain.compiler, "-std=c++20", "-fconstexpr-loop-limit=2147483647",
                  "-fconstexpr-ops-limit=9223372036854775807", "-c", source, "-o",
                  results / "endless.o"},
                 {.wall_seconds = 100});
        },
        as_user);
    CHECK(running(source, 3) == 3);  // gradus-sandbox, g++, cc1plus
    kill_now(grader);
    CHECK(running(source, 0) == 0);
  }
}

TEST_CASE("When the grader is killed, what is not confined ends, too", "[sandbox]") {
  const std::string seconds = "1000." + std::to_string(getpid());
  const pid_t grader = start_grader([&] { run({"sleep", seconds}, {.wall_seconds = 100}); }, false);
  CHECK(running(seconds, 1) == 1);
  kill_now(grader);
  CHECK(running(seconds, 0) == 0);
}

TEST_CASE("A compilation that is told to stop ends with all its processes", "[sandbox]") {
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
    const std::string mark = "told-to-stop-" + std::to_string(getpid());
    const std::vector<std::string> command =
        wrap(helper(), compiling(false), Policy::required, {probe(), "fork-and-spin", mark});
    Finished finished;
    std::thread waiting([&] { finished = run(command, {.wall_seconds = 100}); });
    CHECK(running(mark, 3) == 3);
    const std::string group = run({"pgrep", "-o", "-f", mark}).output;  // the oldest of them
    kill(std::stoi(group), number);
    waiting.join();
    CHECK(finished.signal == SIGKILL);
    CHECK(running(mark, 0) == 0);
  }
}

TEST_CASE("A compilation ends as its program does, to the last bit", "[sandbox]") {
  const auto ended = [](const std::vector<std::string>& action) {
    std::vector<std::string> command = {probe()};
    command.insert(command.end(), action.begin(), action.end());
    const Finished finished = run_in(compiling(false), command);
    return std::pair(finished.exit_code, finished.signal);
  };
  for (const int code : {0, 1, 7, 125, 127, 255}) {
    CHECK(ended({"exit", std::to_string(code)}) == std::pair(code, 0));
  }
  CHECK(ended({"segfault"}) == std::pair(-1, SIGSEGV));
  CHECK(ended({"abort"}) == std::pair(-1, SIGABRT));
  for (const int number : {SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGXCPU}) {
    CHECK(ended({"raise", std::to_string(number)}) == std::pair(-1, number));
  }
}

TEST_CASE("A run is stopped at once, and says so", "[sandbox]") {
  Stop stop;
  stop.after(std::chrono::milliseconds(500));
  const std::string mark = "stopped-" + std::to_string(getpid());
  const Finished finished = run_in(compiling(false), {probe(), "fork-and-spin", mark},
                                   {.wall_seconds = 100, .stop = stop.descriptor()});
  CHECK(finished.stopped);
  CHECK_FALSE(finished.timed_out);
  CHECK_FALSE(finished.ok());
  CHECK(finished.signal == SIGKILL);
  CHECK(finished.seconds < 20);
  CHECK(running(mark, 0) == 0);
  INFO("The processor time of processes that were killed counts.");
  CHECK(finished.cpu_seconds > 0.05);

  INFO("Whoever has said stop once stops what comes after it, too.");
  CHECK(run({"sleep", "100"}, {.stop = stop.descriptor()}).stopped);
  CHECK(run({"true"}, {.stop = -1}).ok());
}

TEST_CASE("Processor time is that of all processes, and waiting costs none", "[sandbox]") {
  Confinement confinement = compiling(false);
  confinement.cpu_seconds = 1;
  const Finished spun = run_in(confinement, {probe(), "spin"});
  CHECK(spun.signal == SIGXCPU);
  CHECK(spun.cpu_seconds > 0.8);
  CHECK(spun.cpu_seconds < 3);
  CHECK(run({"sleep", "0.5"}).cpu_seconds < 0.2);
  const Finished late = run({"sh", "-c", "while :; do :; done"}, {.wall_seconds = 1});
  CHECK(late.timed_out);
  CHECK(late.cpu_seconds > 0.05);
  CHECK(late.cpu_seconds < 2);
}

TEST_CASE("What an earlier holder of a user id left running is killed", "[sandbox]") {
  if (!is_root()) {
    SUCCEED("only root is lent one");
    return;
  }
  std::optional<UidLease> lease = UidLease::take_if_root();
  const std::string uid = std::to_string(lease->uid());
  const std::string seconds = "2000." + std::to_string(getpid());
  const pid_t left_behind = fork();
  if (left_behind == 0) {
    execlp("setpriv", "setpriv", "--reuid", uid.c_str(), "--regid", uid.c_str(), "--clear-groups",
           "sleep", seconds.c_str(), nullptr);
    _exit(127);
  }
  CHECK(running("sleep " + seconds, 1) >= 1);
  lease.reset();
  INFO("Other tests take ids at the same time: its turn comes when those before it are taken.");
  std::vector<UidLease> taken;
  int status = 0;
  pid_t ended = 0;
  for (int i = 0; i < 64 && ended == 0; ++i) {
    taken.push_back(std::move(*UidLease::take_if_root()));
    ended = waitpid(left_behind, &status, WNOHANG);
  }
  REQUIRE(ended == left_behind);
  CHECK(WTERMSIG(status) == SIGKILL);
}

TEST_CASE("Limits that are too narrow for grading are told, each in one line", "[sandbox]") {
  const auto told = [](const std::string& ulimit) {
    return run({"sh", "-c", "ulimit " + ulimit + " && exec " + outside().string() + " limits"})
        .output;
  };
  CHECK(told("-t unlimited") == "");
  CHECK(told("-f 800") ==
        "length of a file: at most 400 KiB (ulimit -f), grading needs 65536\n");  // of 512 bytes
  CHECK(told("-v 300000") ==
        "memory of a process: at most 300000 KiB (ulimit -v), grading needs 2097152\n");
  CHECK(told("-n 20") == "open files: at most 20 (ulimit -n), grading needs 64\n");
  CHECK(told("-s 1024") == "stack: at most 1024 KiB (ulimit -s), grading needs 65536\n");
  CHECK(told("-t 10") == "processor time: at most 10 s (ulimit -t), grading needs 21\n");
  CHECK(contains(run({"prlimit", "--nproc=20:20", outside(), "limits"}).output,
                 "processes of this user: at most 20 (ulimit -u), grading needs "));
  INFO("A limit that can be raised again is none.");
  CHECK(told("-S -f 800") == "");
}
