// gradebook_scale PEOPLE [LESSONS [FOLDER]]: what the gradebook alone costs, without judging
// anybody: each answer is another text of 5 KB, and each verdict is made up, as long as real ones
// are (24 cases, of which a third fail, half of these with a message that others have, too). Prints
// times, memory and bytes a verdict.
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "gradebook/grade.hpp"
#include "judge/course.hpp"

namespace {

namespace fs = std::filesystem;
namespace judge = gradus::judge;
using gradus::gradebook::GradeOptions;

constexpr int tasks_of_a_lesson = 6;
constexpr int cases_of_a_task = 4;
constexpr std::size_t answer_bytes = 5000;

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

std::string two_digits(int number) {
  return fmt::format("{:02}", number);
}

judge::Course make_course(const fs::path& root, int lessons) {
  judge::Course course;
  course.root = root;
  course.headers = root / "lessons";
  course.tools.sandbox = GRADUS_SANDBOX;
  course.tools.archive_reader = GRADUS_ARCHIVE;
  course.tools.versions = "a compiler 1.0";
  for (int i = 0; i < lessons; ++i) {
    judge::Lesson lesson{.id = two_digits(i), .name = "lesson" + two_digits(i)};
    lesson.folder = lesson.id + "_" + lesson.name;
    lesson.judge = root / "build" / ("judge_" + lesson.id);
    write(lesson.judge, lesson.id);
    for (int task = 1; task <= tasks_of_a_lesson; ++task) {
      lesson.tasks.push_back(
          {.id = fmt::format("{}.{}", i, task), .functions = {"f"}, .points = 10});
    }
    course.lessons.push_back(lesson);
  }
  return course;
}

judge::LessonResult make_up(const judge::Lesson& lesson, const std::string& answer) {
  judge::LessonResult result{.lesson = lesson.id, .stack = "reference", .seconds = 1.5};
  const std::uint64_t dice = gradus::base::Sha256().add(answer).number();
  for (const judge::Task& task : lesson.tasks) {
    judge::TaskResult& marks = result.tasks.emplace_back();
    marks.id = task.id;
    marks.possible = task.points;
    for (int number = 0; number < cases_of_a_task; ++number) {
      const std::uint64_t roll = gradus::base::fnv1a(fmt::format("{}{}{}", dice, task.id, number));
      judge::CaseResult one{
          .name = fmt::format("{} a fact that holds for case {}", task.id, number),
          .task = task.id,
          .graded = number % 2 == 1,
          .category = judge::Category::passed,
          .seconds = 0.001 * static_cast<double>(roll % 50)};
      if (roll % 3 == 0) {
        one.category = judge::Category::wrong;
        one.told = {"no_slope"};
        one.diagnosis = {"This is made of dA: the slope is missing on the way from A back to Z."};
        const bool shared = roll % 2 == 0;
        for (int line = 0; line < 12; ++line) {
          one.message += fmt::format("entry ({}, {}): got {}, expected 1.25\n", line, number,
                                     shared ? roll % 40 : roll);
        }
      } else {
        marks.earned += marks.possible / cases_of_a_task;
      }
      marks.cases.push_back(one);
    }
  }
  return result;
}

struct Cost {
  double seconds = 0.0;    // of the clock
  double processor = 0.0;  // seconds of it
};

double processor_time() {
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Cost cost_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  const double before = processor_time();
  work();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
          processor_time() - before};
}

long peak_mb() {
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

}  // namespace

int main(int argc, char** argv) {
  const int people = argc > 1 ? std::atoi(argv[1]) : 1000;
  const int lessons = argc > 2 ? std::atoi(argv[2]) : 13;
  const gradus::base::TemporaryFolder temporary("gradebook-scale-");
  const fs::path folder = argc > 3 ? fs::path(argv[3]) : temporary.path();
  const judge::Course course = make_course(folder / "course", lessons);
  for (int i = 0; i < people; ++i) {
    for (int lesson = 0; lesson < lessons; ++lesson) {
      write(folder / "class" / fmt::format("person{}", i) / fmt::format("lesson{:02}.cpp", lesson),
            fmt::format("// {} {}\n{}", i, lesson, std::string(answer_bytes, 'x')));
    }
  }
  GradeOptions options;
  options.paths = {folder / "class"};
  options.out = folder / "out";
  options.jobs = 2;
  options.control = false;
  options.judge = [](const judge::Lesson& lesson, const judge::Answers& answers,
                     const judge::JudgeOptions&) { return make_up(lesson, answers.at(lesson.id)); };
  const double verdicts = 1.0 * people * lessons;
  const Cost first = cost_of([&] { grade(course, options); });
  fmt::print("{} people, {} lessons\n", people, lessons);
  fmt::print("first run:  {:.1f} s ({:.1f} s of processor), {:.2f} ms a verdict; at most {} MB\n",
             first.seconds, first.processor, 1000 * first.seconds / verdicts, peak_mb());
  std::fflush(stdout);
  const Cost again = cost_of([&] {
    if (grade(course, options).judged != 0) throw std::runtime_error("something was judged again");
  });
  fmt::print("run again:  {:.1f} s ({:.1f} s of processor); at most {} MB\n", again.seconds,
             again.processor, peak_mb());
  double bytes = 0;
  for (const auto& file : fs::directory_iterator(folder / "out")) {
    if (file.path().filename().string().starts_with("results")) {
      bytes += static_cast<double>(file.file_size());
    }
  }
  const double answers = fs::exists(folder / "out/results.sqlite") ? answer_bytes : 0.0;
  fmt::print("results:    {:.0f} MB, {:.0f} bytes a verdict beside the answer itself\n",
             bytes / 1e6, bytes / verdicts - answers);
}
