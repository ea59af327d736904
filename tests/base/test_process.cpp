// How programs end is told as it was, and they end with whoever started them.
#include "base/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "base/run.hpp"
#include "support/catch.hpp"

using namespace gradus::base;

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

TEST_CASE("The exit status of a program in the foreground is its own", "[base]") {
  CHECK(shell("exit 0") == 0);
  CHECK(shell("exit 7") == 7);
  CHECK(shell("kill -KILL $$") == 128 + SIGKILL);
  CHECK_THROWS_AS(run_in_foreground({"/no-such-place/program"}, true), std::system_error);
}

TEST_CASE("A failure is no success where SIGCHLD is ignored", "[base]") {
  const IgnoreChildren ignore;
  CHECK(shell("exit 7") == 7);
  CHECK(shell("kill -KILL $$") == 128 + SIGKILL);
  CHECK(signal(SIGCHLD, SIG_IGN) == SIG_IGN);  // as it was before
}

TEST_CASE("Ctrl-C reaches the program in the foreground, and not the one that waits", "[base]") {
  CHECK(shell("kill -INT $PPID; kill -INT $$") == 128 + SIGINT);
}

TEST_CASE("A program in the foreground ends when the one that waits is killed", "[base]") {
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

TEST_CASE("What ninja has started ends when the one that waits is killed", "[base]") {
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

// Runs `work` without standard input, output and error, as a daemon may have started us.
bool works_without_files(bool (*work)()) {
  const pid_t child = fork();
  if (child == 0) {
    for (const int file : {0, 1, 2}) close(file);
    _exit(work() ? 0 : 1);
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && status == 0;
}

TEST_CASE("A program's output comes even where 0, 1 and 2 are closed", "[base]") {
  CHECK(works_without_files([] { return run({"echo", "one"}).output == "one\n"; }));
  CHECK(works_without_files([] { return run({"sh", "-c", "cat; echo end"}).output == "end\n"; }));
}

TEST_CASE("A channel becomes descriptor 3, and nothing else stays open", "[base]") {
  const bool worked = works_without_files([] {
    int ends[2];
    if (pipe(ends) != 0) return false;  // 0 and 1
    const pid_t program = start({.command = {"sh", "-c", "echo hello >&3; [ ! -e /dev/fd/4 ]"},
                                 .input = "/dev/null",
                                 .channel = ends[1],
                                 .own_session = true});
    close(ends[1]);
    return read_all(ends[0]) == "hello\n" && wait_for(program) == 0;
  });
  CHECK(worked);
}

TEST_CASE("What one end of a line writes is read at the other", "[base]") {
  Line line = make_line();
  std::string there(5, ' ');
  REQUIRE(write_all(line.ours.get(), "there"));
  REQUIRE(::read(line.theirs.get(), there.data(), there.size()) == 5);
  CHECK(there == "there");
  REQUIRE(write_all(line.theirs.get(), "and back"));
  line.theirs.close();
  CHECK(read_all(line.ours.get()) == "and back");
}

TEST_CASE("A program sees the environment that it is given", "[base]") {
  setenv("GRADUS_A", "a", 1);
  const auto said = [](bool alone) {
    const gradus::base::TemporaryFolder folder;
    const Descriptor out(open((folder / "said").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    wait_for(start({.command = {"/bin/sh", "-c", "echo $GRADUS_A $GRADUS_B"},
                    .environment = {"GRADUS_B=b"},
                    .nothing_inherited = alone,
                    .output = out.get()}));
    return read_file(folder / "said");
  };
  CHECK(said(false) == "a b\n");
  CHECK(said(true) == "b\n");
}
