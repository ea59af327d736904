#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cctype>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <functional>

#include "base/process.hpp"
#include "base/progress.hpp"
#include "base/stop.hpp"
#include "cli/board.hpp"
#include "cli/commands.hpp"
#include "cli/file_watch.hpp"
#include "cli/hint.hpp"
#include "cli/screen.hpp"
#include "cli/show.hpp"
#include "cli/verdict.hpp"

namespace gradus::cli {
namespace {

constexpr const char* keys = "h hint   n next   r run   l lesson   q quit";

class Watch {
 public:
  Watch(const judge::Course& course, const judge::Lesson& lesson)
      : course_(course), lesson_(&lesson), files_(files_of(lesson)) {}

  int run() {
    judge_now();
    while (true) {
      const int key = screen_.is_terminal() ? STDIN_FILENO : -1;
      switch (files_.wait(key, base::StopSignals::descriptor())) {
        case Woken::stop:
          return status_;
        case Woken::file:
          judge_now();
          break;
        case Woken::key:
          if (!press()) return status_;
          break;
        case Woken::nothing:
          if (screen_.was_resized()) draw();
      }
    }
  }

 private:
  /// The lesson's file, and the earlier ones that it builds on.
  std::vector<std::filesystem::path> files_of(const judge::Lesson& lesson) const {
    std::vector<std::filesystem::path> files;
    for (const judge::Lesson* one : course_.up_to(lesson)) {
      if (one == &lesson || !course_.has_solutions()) files.push_back(course_.student_file(*one));
    }
    return files;
  }

  void judge_now() {
    screen_.show_bar("Compiling and testing your code ...");
    task_.clear();
    try {
      const judge::LessonResult result =
          verdict(course_, *lesson_, {.stop = base::StopSignals::descriptor()});
      task_ = task_to_mend(result);
      status_ = result.passed() ? 0 : 1;
      text_ =
          show(*lesson_, result, judged_file(*lesson_, false), {.colour = screen_.is_terminal()});
      if (result.passed()) {
        text_ += fmt::format("Lesson {} is finished: {}. See it: r   Go on: n\n", lesson_->id,
                             lesson_->milestone);
      }
    } catch (const judge::Stopped&) {
      return;  // the loop hears of it
    } catch (const std::exception& error) {
      status_ = 2;
      text_ = fmt::format("gradus: {}\n", error.what());
    }
    judged_ = fmt::format("{:%H:%M:%S}", fmt::localtime(std::time(nullptr)));
    draw();
  }

  void draw() { screen_.show(text_, fmt::format("{}   {}   {}", lesson_->id, judged_, keys)); }

  /// Shows this in place of the verdict.
  void say(const std::string& text) {
    text_ = text;
    draw();
  }

  /// A program has the whole terminal; with `pause`, a key brings the verdict back.
  void hand_over(const std::function<void()>& program, bool pause) {
    screen_.leave();
    try {
      program();
    } catch (const std::exception& error) {
      fmt::print(stderr, "gradus: {}\n", error.what());
      pause = true;
    }
    if (pause) {
      fmt::print("\nEnter brings the verdict back.");
      std::fflush(stdout);
      for (int c = std::getchar(); c != '\n' && c != EOF;) c = std::getchar();
    }
    screen_.take();
    draw();
  }

  void go_on() {
    screen_.show_bar("Looking at your lessons ...");
    const Next next = next_of(look(course_));
    if (next.lesson != nullptr && next.lesson != lesson_) {
      lesson_ = next.lesson;
      files_ = FileWatch(files_of(*lesson_));
    }
    judge_now();
  }

  /// Whether to go on.
  bool press() {
    char key = 0;
    if (::read(STDIN_FILENO, &key, 1) != 1) return false;
    switch (std::tolower(static_cast<unsigned char>(key))) {
      case 'q':
        return false;
      case 'h':
        if (!task_.empty()) say(text_ + "\n" + next_hint(course_, task_));
        return true;
      case 'n':
        go_on();
        return true;
      case 'r':
        hand_over([&] { cli::run(course_, {.lesson = lesson_->id}); }, true);
        return true;
      case 'l':
        read_lesson();
        return true;
      default:
        return true;
    }
  }

  void read_lesson() {
    const std::filesystem::path page = course_.root / "lessons" / lesson_->folder / "README.md";
    if (base::find_command("less").empty()) {
      return say(fmt::format("{}\nThe lesson: {}\n", text_, page.string()));
    }
    hand_over([&] { base::run_in_foreground({"less", page.string()}, false); }, false);
  }

  const judge::Course& course_;
  const judge::Lesson* lesson_;
  base::StopSignals stop_;  // before the screen, which must be given back when one comes
  FileWatch files_;
  Screen screen_;
  std::string text_;
  std::string task_;    // the first that does not pass
  std::string judged_;  // when
  int status_ = 0;
};

}  // namespace

int watch(const judge::Course& course, const std::string& called) {
  return Watch(course, called.empty() ? first_unfinished(course) : course.lesson(called)).run();
}

}  // namespace gradus::cli
