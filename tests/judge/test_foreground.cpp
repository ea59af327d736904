// Programs that the user watches: how they end is told as it was, and they end with the grader.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "judge/course.hpp"
#include "judge/foreground.hpp"
#include "support/catch.hpp"

using namespace gradus::judge;

namespace {

int shell(const std::string& command) {
  return run_in_foreground({"sh", "-c", command}, true);
}

// While it exists, SIGCHLD is ignored, as after a parent that ignored it.
struct IgnoreChildren {
  IgnoreChildren() : before(signal(SIGCHLD, SIG_IGN)) {}
  ~IgnoreChildren() { signal(SIGCHLD, before); }
  void (*before)(int);
};

bool is_running(pid_t process) {
  std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
  std::string number, name, state;
  return stat >> number >> name >> state && state != "Z" && state != "X";
}

}  // namespace

TEST_CASE("The exit status of a program in the foreground is its own", "[judge]") {
  CHECK(shell("exit 0") == 0);
  CHECK(shell("exit 7") == 7);
  CHECK(shell("kill -KILL $$") == 128 + SIGKILL);
  CHECK_THROWS_AS(run_in_foreground({"/no-such-place/program"}, true), CannotJudge);
}

TEST_CASE("A failure is no success where SIGCHLD is ignored", "[judge]") {
  const IgnoreChildren ignore;
  CHECK(shell("exit 7") == 7);
  CHECK(shell("kill -KILL $$") == 128 + SIGKILL);
  CHECK(signal(SIGCHLD, SIG_IGN) == SIG_IGN);  // as it was before
}

TEST_CASE("Ctrl-C reaches the program in the foreground, and not the one that waits", "[judge]") {
  CHECK(shell("kill -INT $PPID; kill -INT $$") == 128 + SIGINT);
}

TEST_CASE("A program in the foreground ends when the one that waits is killed", "[judge]") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t grader = fork();
  if (grader == 0) {
    dup2(ends[1], STDERR_FILENO);  // where its standard output goes
    shell("echo $$; exec sleep 1000");
    _exit(0);
  }
  char text[32] = {};
  REQUIRE(read(ends[0], text, sizeof text - 1) > 0);
  const pid_t program = std::stoi(text);
  CHECK(is_running(program));
  REQUIRE(kill(grader, SIGKILL) == 0);
  REQUIRE(waitpid(grader, nullptr, 0) == grader);
  for (int attempt = 0; attempt < 500 && is_running(program); ++attempt) usleep(10000);
  CHECK_FALSE(is_running(program));
}

TEST_CASE("What ninja has started ends when the one that waits is killed", "[judge]") {
  std::string folder = (std::filesystem::temp_directory_path() / "gradus-ninja-XXXXXX").string();
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  std::ofstream(folder + "/build.ninja") << "rule compile\n  command = echo $$$$ > number; exec "
                                            "sleep 1000\nbuild object: compile\n";
  const pid_t grader = fork();
  if (grader == 0) {
    run_in_foreground({"ninja", "--quiet", "-C", folder}, true);
    _exit(0);
  }
  pid_t compiler = 0;
  for (int attempt = 0; attempt < 500 && compiler == 0; ++attempt) {
    usleep(10000);
    std::ifstream(folder + "/number") >> compiler;
  }
  CHECK(is_running(compiler));
  REQUIRE(kill(grader, SIGKILL) == 0);
  REQUIRE(waitpid(grader, nullptr, 0) == grader);
  for (int attempt = 0; attempt < 500 && is_running(compiler); ++attempt) usleep(10000);
  CHECK_FALSE(is_running(compiler));
  std::filesystem::remove_all(folder);
}
