#include "base/progress.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <thread>

#include "base/text.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace gradus::base;

namespace {

std::string content(std::FILE* file) {
  std::fflush(file);
  std::rewind(file);
  std::string text;
  for (int letter = std::fgetc(file); letter != EOF; letter = std::fgetc(file)) {
    text += static_cast<char>(letter);
  }
  return text;
}

// A terminal of our own, 60 columns wide: what a program writes to `screen`, written() returns.
struct Terminal {
  Terminal() {
    master = posix_openpt(O_RDWR | O_NOCTTY);
    REQUIRE(master >= 0);
    REQUIRE(grantpt(master) == 0);
    REQUIRE(unlockpt(master) == 0);
    winsize size{};
    size.ws_row = 24;
    size.ws_col = 60;
    const int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    REQUIRE(slave >= 0);
    REQUIRE(ioctl(slave, TIOCSWINSZ, &size) == 0);
    screen = fdopen(slave, "w");
    REQUIRE(screen != nullptr);
  }
  ~Terminal() {
    std::fclose(screen);
    close(master);
  }
  std::string written() {
    std::fflush(screen);
    fcntl(master, F_SETFL, O_NONBLOCK);
    std::string text;
    char buffer[4096];
    for (ssize_t n; (n = read(master, buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(n));
    }
    return text;
  }
  int master = -1;
  std::FILE* screen = nullptr;
};

void wait_for_redraw() {
  std::this_thread::sleep_for(std::chrono::milliseconds(120));
}

}  // namespace

TEST_CASE("a progress line has a bar, the share, the time left and the note", "[base]") {
  // Half of the work took 30 s, so the other half takes 30 s more.
  CHECK(progress_line("training", {.done = 50, .steps = 100, .note = "loss 0.31"}, 30, 80) ==
        "training [##########..........]  50%  30 s left  loss 0.31");
  CHECK(progress_line("training", {.done = 100, .steps = 100}, 60, 80) ==
        "training [####################] 100%  0 s left");
  CHECK(progress_line("training", {.done = 29, .steps = 50}, 29, 60) ==
        "training [#####.....]  58%  21 s left");
  CHECK(progress_line("training", {.done = 0, .steps = 100}, 0, 80) ==
        "training [....................]   0%");
}

TEST_CASE("a progress line is never wider than the terminal", "[base]") {
  const std::string note(200, 'n');
  for (const std::size_t width : {1U, 10U, 40U, 79U}) {
    CHECK(display_width(progress_line("σ-training", {.done = 1, .steps = 3, .note = note}, 1,
                                      width)) == width);
  }
}

TEST_CASE("a progress line counts when the number of steps is not known or exceeded", "[base]") {
  CHECK(progress_line("search", {.done = 7}, 1, 80) == "search  step 7");
  CHECK(progress_line("search", {.done = 7, .steps = 5}, 1, 80) == "search  step 7");
}

TEST_CASE("durations read as a clock does", "[base]") {
  CHECK(duration(0.4) == "0 s");
  CHECK(duration(59.4) == "59 s");
  CHECK(duration(185) == "3:05");
  CHECK(duration(3723) == "1:02:03");
}

TEST_CASE("without a terminal, short work is one plain line at its end", "[base]") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  {
    Progress progress("training", 1000, file);
    for (int i = 0; i < 1000; ++i) progress.step("loss " + std::to_string(i));
  }
  CHECK(content(file) == "training: 1000 steps in 0 s; loss 999\n");
  std::fclose(file);
}

TEST_CASE("work that ends early says so", "[base]") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  {
    Progress progress("training", 10, file);
    progress.step();
  }
  CHECK(content(file) == "training: 1 of 10 steps in 0 s\n");
  std::fclose(file);
}

TEST_CASE("a progress inside another one is silent", "[base]") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  {
    Progress outer("grid search", 1, file);
    {
      Progress inner("training", 1, file);
      inner.step();
    }
    outer.step();
  }
  CHECK(content(file) == "grid search: 1 steps in 0 s\n");
  std::fclose(file);
}

TEST_CASE("on a terminal the line is redrawn in its place and erased at the end", "[base]") {
  TemporaryVariable kind("TERM", "xterm");
  Terminal terminal;
  {
    Progress progress("training", 3, terminal.screen);
    wait_for_redraw();
    progress.step("one");
    wait_for_redraw();
    progress.step(std::string(100, 'x'));
  }
  const std::string written = terminal.written();
  CHECK(written.find('\n') == std::string::npos);
  CHECK(written.find("\r\x1b[Ktraining [###.......]  33%") == 0);
  CHECK(written.substr(written.size() - 4) == "\r\x1b[K");
  // The second line fits the 60 columns: 59, for some terminals break the line after the last.
  const std::size_t begin = written.find("\x1b[K", 5) + 3;
  const std::size_t end = written.rfind("\r\x1b[K");
  CHECK(display_width(written.substr(begin, end - begin)) == 59);
}

TEST_CASE("on a terminal many quick steps are drawn at most ten times a second", "[base]") {
  TemporaryVariable kind("TERM", "xterm");
  Terminal terminal;
  const auto begin = std::chrono::steady_clock::now();
  {
    Progress progress("training", 100000, terminal.screen);
    for (int i = 0; i < 100000; ++i) progress.step("loss");
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const std::string written = terminal.written();
  double drawn = 0;
  for (std::size_t at = written.find("training"); at != std::string::npos;
       at = written.find("training", at + 1)) {
    drawn += 1;
  }
  CHECK(drawn <= 10 * seconds + 1);
}

TEST_CASE("clearing the line leaves the terminal free for other output", "[base]") {
  TemporaryVariable kind("TERM", "xterm");
  Terminal terminal;
  Progress progress("training", 3, terminal.screen);
  wait_for_redraw();
  progress.step();
  clear_progress_line();
  const std::string written = terminal.written();
  CHECK(written.substr(written.size() - 4) == "\r\x1b[K");
  clear_progress_line();
  CHECK(terminal.written().empty());
}

TEST_CASE("a dumb terminal gets plain lines", "[base]") {
  TemporaryVariable kind("TERM", "dumb");
  Terminal terminal;
  { Progress progress("training", 0, terminal.screen); }
  CHECK(terminal.written().find('\x1b') == std::string::npos);
}

TEST_CASE("what was done before the work began tells nothing of its time", "[base]") {
  // Ten of the twelve were done in 30 s; twelve are left.
  CHECK(progress_line("grading", {.done = 12, .steps = 24, .known = 2}, 30, 80) ==
        "grading [##########..........]  50%  36 s left");
  CHECK(progress_line("grading", {.done = 2, .steps = 4, .known = 2}, 30, 80) ==
        "grading [##########..........]  50%");
}

TEST_CASE("a sentence stays above the line, and what others wrote in it does no harm", "[base]") {
  TemporaryVariable kind("TERM", "xterm");
  Terminal terminal;
  Progress progress("grading", 3, terminal.screen);
  wait_for_redraw();
  progress.show({.done = 1,
                 .steps = 3,
                 .note = "\x1b]0;evil\a"
                         "x\ny"});
  progress.say("anna: not\njudged");
  const std::string written = terminal.written();
  CHECK(written.find("evil") == std::string::npos);
  CHECK(written.find("x y\r\x1b[Kanna: not judged\r\n") != std::string::npos);
  CHECK(written.find("grading", written.find("judged")) != std::string::npos);
}
