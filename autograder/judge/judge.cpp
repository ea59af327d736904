#include "judge/judge.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/progress.hpp"
#include "base/text.hpp"
#include "judge/compile.hpp"
#include "judge/kept.hpp"
#include "judge/report.hpp"
#include "judge/test_run.hpp"
#include "judge/waits.hpp"

namespace gradus::judge {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr double longest_link = 600;  // seconds: a machine that hardly moves links in the end

/// The folder that whoever runs in the sandbox may write to.
fs::path make_box(const fs::path& scratch, const std::optional<unsigned>& uid) {
  const fs::path box = scratch / "box";
  std::error_code error;
  fs::remove_all(box, error);
  fs::create_directories(box, error);
  const bool given = !uid || ::chown(box.c_str(), *uid, *uid) == 0;
  if (error || !given) {
    throw CannotJudge(fmt::format("{} cannot be made: {}", box.string(),
                                  error ? error.message() : base::last_error()));
  }
  if (uid) {
    // The box's user has to get through to it, and has no business elsewhere.
    fs::permissions(scratch, fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
    fs::permissions(box, fs::perms::owner_all);
  }
  return box;
}

/// Links the program in which the student's functions run. The first definition of a symbol wins:
/// the worker's own main(), then the student's functions, then what stands in for missing ones.
fs::path link(const Course& course, const Lesson& lesson, const std::vector<fs::path>& objects,
              Stack stack, const Box& box) {
  std::vector<fs::path> parts = {course.tools.worker_parts.front()};
  parts.insert(parts.end(), objects.begin(), objects.end());
  parts.insert(parts.end(), lesson.entries.begin(), lesson.entries.end());
  for (const Lesson* earlier : course.before(lesson)) {
    if (stack == Stack::reference) {
      parts.insert(parts.end(), earlier->reference.begin(), earlier->reference.end());
    }
    parts.insert(parts.end(), earlier->entries.begin(), earlier->entries.end());
  }
  parts.insert(parts.end(), course.tools.worker_parts.begin() + 1, course.tools.worker_parts.end());

  const fs::path worker = box.folder / "worker";
  const std::vector<std::string> options = {
      "-z", "muldefs",
      // A helper that is declared and never defined costs the task that calls it, when it calls it.
      "--warn-unresolved-symbols", "-z", "lazy",
      // Only what is used: there are a hundred starts.
      "--gc-sections", "-s", "--as-needed"};
  const sandbox::Finished finished = sandbox::run(boxed_link(course, box, worker, options, parts),
                                                  {.wall_seconds = longest_link, .stop = box.stop});
  if (finished.stopped) throw Stopped();
  if (finished.ok()) return worker;
  if (objects.empty())
    throw CannotJudge("the worker cannot be linked:\n" + base::clean(finished.output));
  return {};
}

struct Program {
  fs::path worker;
  Compiled own;                                              // this lesson's file
  std::map<std::string, std::vector<std::string>> left_out;  // of all files, by task
  std::vector<std::string> notes;                            // about earlier lessons' files
  std::vector<Doubt> doubts;
};

/// As compile(), or what it made of the same text the last time.
Compiled compile_or_find(const Course& course, const Lesson& lesson, const std::string& text,
                         const Box& box, const Kept& kept, const std::string& with) {
  const std::string key = with + text;
  if (const std::optional<std::string> found = kept.find(lesson.name + ".o", key)) {
    const std::size_t end = found->find('\n');
    const json said = json::parse(found->substr(0, end));
    Compiled compiled{.object = box.folder / (lesson.name + ".o"),
                      .left_out = said.at("left_out"),
                      .compiler_raw = said.at("compiler_raw"),
                      .notes = said.at("notes"),
                      .suspicion = {}};
    base::write_file(compiled.object, found->substr(end + 1));
    return compiled;
  }
  Compiled compiled = compile(course, lesson, text, box);
  if (!compiled.object.empty() && compiled.suspicion.empty()) {
    const json said = {{"left_out", compiled.left_out},
                       {"compiler_raw", compiled.compiler_raw},
                       {"notes", compiled.notes}};
    kept.keep(lesson.name + ".o", key, said.dump() + "\n" + base::read_file(compiled.object));
  }
  return compiled;
}

/// Compiles the student's files and links the worker. A file that cannot even be linked is left out
/// as a whole. Nothing is made where a worker is given.
Program make_program(const Course& course, const Lesson& lesson, const Answers& answers,
                     const JudgeOptions& options, const Box& box) {
  const Stack stack = options.stack;
  Program program;
  if (!options.worker.empty()) {
    program.worker = options.worker;
    return program;
  }
  const Kept kept(options.kept);
  const std::string with = options.kept.empty() ? "" : compiled_with(course);
  std::vector<fs::path> objects;
  const auto add = [&](const Lesson& one) {
    const auto found = answers.find(one.id);
    if (found == answers.end()) return Compiled{};
    Compiled compiled = compile_or_find(course, one, found->second, box, kept, with);
    if (!compiled.object.empty()) objects.push_back(compiled.object);
    if (!compiled.suspicion.empty()) program.doubts.push_back({compiled.suspicion, true});
    return compiled;
  };
  program.own = add(lesson);
  if (stack == Stack::own) {
    for (const Lesson* earlier : course.before(lesson)) {
      for (const auto& [task, messages] : add(*earlier).left_out) {
        if (!task.empty()) program.left_out[task] = messages;
        program.notes.push_back(fmt::format("{}: {}", earlier->file_name(), messages.front()));
      }
    }
  }
  program.worker = link(course, lesson, objects, stack, box);
  if (program.worker.empty()) {
    program.doubts.push_back({lesson.file_name() + " compiles, but cannot be linked", true});
    program.own.left_out[""].push_back("the file compiles, but cannot be linked");
    for (const Task& task : lesson.tasks)
      program.own.left_out[task.id].push_back("cannot be linked");
    program.worker = link(course, lesson, {}, stack, box);
  }
  program.left_out.insert(program.own.left_out.begin(), program.own.left_out.end());
  return program;
}

std::vector<CaseResult> cases_of(const LessonResult& result) {
  std::vector<CaseResult> cases;
  for (const TaskResult& task : result.tasks) {
    cases.insert(cases.end(), task.cases.begin(), task.cases.end());
  }
  return cases;
}

/// The endings that a machine without memory, processor time or libraries could bring about, too.
void add_doubt(std::vector<Doubt>& doubts, const CaseResult& one) {
  switch (one.category) {
    case Category::crashed:
    case Category::exited:
    case Category::time_limit:
    case Category::protocol:
      // A loop without end is the same at the second time, and takes as long.
      doubts.push_back({one.message.substr(0, one.message.find('\n')), one.machine_may});
      return;
    case Category::threw:
      if (one.machine_may) doubts.push_back({one.message.substr(0, one.message.find('\n')), true});
      return;
    default:
      return;
  }
}

/// The sandbox opens the system's folders to the compiler, so the course must not lie in one.
void require_safe_place(const Course& course) {
  for (const char* open : {"/usr/", "/lib/", "/lib64/", "/etc/"}) {
    if (course.root.string().starts_with(open) || course.build.string().starts_with(open)) {
      throw CannotJudge(
          fmt::format("the course lies in {}, which submissions may read: move it, "
                      "to /home or /srv for example",
                      open));
    }
  }
}

/// All that decides this verdict.
std::string key_of(const Course& course, const Lesson& lesson, const Answers& answers,
                   const JudgeOptions& options) {
  std::string key =
      fmt::format("{}\n{} {} {} {}\n", judged_with(course, lesson), stack_name(options.stack),
                  static_cast<int>(options.policy), options.graded, options.seed);
  for (const Lesson* one : course.up_to(lesson)) {
    const auto found = answers.find(one->id);
    if (one != &lesson && options.stack == Stack::reference) continue;
    if (found == answers.end()) continue;
    key += fmt::format("{} {}\n{}", one->id, found->second.size(), found->second);
  }
  return key;
}

/// The lessons whose functions are the student's own.
std::vector<const Lesson*> own_lessons(const Course& course, const Lesson& lesson,
                                       const JudgeOptions& options) {
  if (options.stack == Stack::own) return course.up_to(lesson);
  return {&lesson};
}

LessonResult judge_now(const Course& course, const Lesson& lesson, const Answers& answers,
                       const JudgeOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  if (options.policy == sandbox::Policy::required) require_safe_place(course);
  const Box box{.policy = options.policy,
                .uid = options.uid,
                .folder = make_box(options.scratch, options.uid),
                .stop = options.stop};
  const Program program = make_program(course, lesson, answers, options, box);
  const std::string report = run_tests(course, lesson, program.worker, box, options);

  const std::vector<CaseResult> cases =
      read_report(report, lesson, program.left_out, course.before(lesson));
  LessonResult result = award(lesson, cases, options.only_task);
  result.stack = stack_name(options.stack);
  result.doubts = program.doubts;
  for (const CaseResult& one : cases_of(result)) add_doubt(result.doubts, one);
  for (TaskResult& task : result.tasks) {
    const auto found = program.own.left_out.find(task.id);
    if (found != program.own.left_out.end()) task.compiler = found->second;
    const auto raw = program.own.compiler_raw.find(task.id);
    if (raw != program.own.compiler_raw.end()) task.compiler_raw = raw->second;
  }
  TaskStates states;
  for (const auto& [task, messages] : program.left_out) states[task] = Category::not_compiled;
  add_waits(result, own_lessons(course, lesson, options), answers, states);
  settle_guesses(result);
  if (!answers.contains(lesson.id)) {
    result.notes.push_back(lesson.file_name() + " was not handed in");
  }
  const auto of_no_task = program.own.left_out.find("");
  if (of_no_task != program.own.left_out.end()) {
    for (const std::string& message : of_no_task->second) {
      result.notes.push_back("left out, as it does not compile: " + message);
    }
  }
  result.notes.insert(result.notes.end(), program.own.notes.begin(), program.own.notes.end());
  result.notes.insert(result.notes.end(), program.notes.begin(), program.notes.end());
  result.output = base::clean(base::read_file(options.scratch / "output.txt"));
  result.seconds = base::seconds_since(started);
  return result;
}

constexpr const char* whole_lesson = ".all";  // what its verdict is kept as

/// What kept verdicts say of these lessons' tasks as they are now.
TaskStates kept_states(const Course& course, const std::vector<const Lesson*>& lessons,
                       const Answers& answers, const JudgeOptions& options, const Kept& kept) {
  TaskStates states;
  for (const Lesson* one : lessons) {
    const auto found = kept.find(one->name + whole_lesson, key_of(course, *one, answers, options));
    if (!found) continue;
    for (const TaskResult& task : json::parse(*found).get<LessonResult>().tasks) {
      states[task.id] = state_of(task);
    }
  }
  return states;
}

}  // namespace

std::string stack_name(Stack stack) {
  return stack == Stack::own ? "own" : "reference";
}

fs::path link_worker(const Course& course, const Lesson& lesson,
                     const std::vector<fs::path>& objects, const Box& box) {
  return link(course, lesson, objects, Stack::reference, box);
}

LessonResult judge_answers(const Course& course, const Lesson& lesson, const Answers& answers,
                           const JudgeOptions& options) {
  if (options.kept.empty()) return judge_now(course, lesson, answers, options);
  const Kept kept(options.kept);
  const std::string name =
      lesson.name + (options.only_task.empty() ? whole_lesson : "." + options.only_task);
  const std::string key = key_of(course, lesson, answers, options);
  LessonResult result;
  if (const auto found = kept.find(name, key)) {
    result = json::parse(*found).get<LessonResult>();
  } else {
    result = judge_now(course, lesson, answers, options);
    if (result.complete() && result.doubts.empty()) kept.keep(name, key, json(result).dump());
  }
  if (result.passed()) return result;  // it waits for nothing
  const std::vector<const Lesson*> lessons = own_lessons(course, lesson, options);
  add_waits(result, lessons, answers, kept_states(course, lessons, answers, options, kept));
  return result;
}

}  // namespace gradus::judge
