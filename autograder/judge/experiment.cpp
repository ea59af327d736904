#include "judge/experiment.hpp"

#include <fmt/format.h>

namespace gradus::judge {
namespace {

namespace fs = std::filesystem;

constexpr double longest_run = 1800;  // seconds, for all experiments of a lesson

/// The numbers in a text must come out the same on every processor. OpenBLAS and the C library
/// choose their code by the processor's age, and round differently; training makes that visible.
const std::vector<std::string> same_everywhere = {
    "OPENBLAS_NUM_THREADS=1", "OPENBLAS_CORETYPE=Prescott",
    "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX2_Usable,-FMA_Usable,-FMA4_Usable"};

/// Compiles a student's file for speed: an experiment may train for minutes. It needs the whole
/// file.
fs::path compile_own(const Course& course, const Lesson& lesson, const fs::path& folder) {
  const fs::path object = folder / (lesson.name + ".o");
  const sandbox::Finished finished =
      sandbox::run({course.compiler, "-std=c++20", "-O2", "-I" + course.headers.string(), "-c",
                    course.student_file(lesson).string(), "-o", object.string()});
  if (finished.ok()) return object;
  throw CannotJudge(
      fmt::format("lessons/{}/{} does not compile; what is wrong says ./gradus check {}",
                  lesson.folder, lesson.file_name(), lesson.id));
}

std::vector<const Lesson*> up_to(const Course& course, const Lesson& lesson) {
  std::vector<const Lesson*> lessons = course.before(lesson);
  lessons.push_back(&lesson);
  return lessons;
}

}  // namespace

fs::path make_experiment(const Course& course, const Lesson& lesson, bool solution,
                         const fs::path& folder) {
  const fs::path program = folder / "experiment";
  std::vector<std::string> command = {course.compiler, "-o", program.string()};
  for (const fs::path& object : lesson.experiment_objects) command.push_back(object.string());
  for (const Lesson* one : up_to(course, lesson)) {
    if (!solution) command.push_back(compile_own(course, *one, folder).string());
    for (const fs::path& object : one->reference) {
      if (solution) command.push_back(object.string());
    }
  }
  for (const fs::path& part : course.experiment_parts) command.push_back(part.string());
  command.insert(command.end(), course.experiment_link_flags.begin(),
                 course.experiment_link_flags.end());
  const sandbox::Finished finished = sandbox::run(command);
  if (!finished.ok()) {
    throw CannotJudge("the experiment cannot be linked: is a function missing?\n" +
                      finished.output);
  }
  return program;
}

std::vector<std::string> light_experiments(const Lesson& lesson) {
  std::vector<std::string> names;
  for (const Experiment& one : lesson.experiments) {
    if (!one.heavy) names.push_back(one.name);
  }
  return names;
}

fs::path run_experiments(const Course& course, const Lesson& lesson, const fs::path& folder) {
  const fs::path made = folder / "made";
  const std::vector<std::string> names = light_experiments(lesson);
  if (names.empty()) {
    fs::create_directories(made);
    return made;
  }
  std::vector<std::string> command = {make_experiment(course, lesson, true, folder).string()};
  command.insert(command.end(), names.begin(), names.end());
  command.insert(command.end(), {"--seed", "1", "--out", made.string()});
  const sandbox::Finished finished =
      sandbox::run(command, {.environment = same_everywhere, .wall_seconds = longest_run});
  if (!finished.ok()) {
    throw CannotJudge("the experiments of " + lesson.folder + " fail:\n" + finished.output);
  }
  return made;
}

std::vector<std::string> experiment_targets(const Course& course, const Lesson& lesson,
                                            bool solution) {
  std::vector<std::string> targets = {"precompiled", "run_kit_" + lesson.id};
  for (const Lesson* one : up_to(course, lesson)) {
    if (solution) targets.push_back("reference_" + one->id);
  }
  return targets;
}

}  // namespace gradus::judge
