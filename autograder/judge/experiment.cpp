#include "judge/experiment.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.hpp"
#include "judge/build.hpp"
#include "judge/compiler_words.hpp"
#include "judge/diagnostics.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::judge {
namespace {

namespace fs = std::filesystem;

constexpr double longest_run = 1800;  // seconds, for all experiments of a lesson
constexpr std::size_t most_said_of_a_file = 3;

/// The numbers in a text must come out the same on every processor. OpenBLAS and the C library
/// choose their code by the processor's age, and round differently; training makes that visible.
const std::vector<std::string> same_everywhere = {
    "OPENBLAS_NUM_THREADS=1", "OPENBLAS_CORETYPE=Prescott",
    "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX2_Usable,-FMA_Usable,-FMA4_Usable"};

/// What the linker misses, each once: "nn::sigmoid(arma::Mat<double> const&)".
std::vector<std::string> missing_functions(const std::string& said) {
  const std::string before = "undefined reference to ";  // then a quote, ' or `
  std::vector<std::string> missing;
  for (std::size_t at = said.find(before); at != std::string::npos;
       at = said.find(before, at + 1)) {
    const std::size_t start = at + before.size() + 1;
    const std::string name = said.substr(start, said.find('\'', start) - start);
    if (std::ranges::find(missing, name) == missing.end()) missing.push_back(name);
  }
  if (missing.size() > most_said_of_a_file) missing.resize(most_said_of_a_file);
  return missing;
}

}  // namespace

std::string experiment_target(const Lesson& lesson, bool solution) {
  return (solution ? "run_solution_" : "run_") + lesson.id;
}

fs::path experiment_program(const Course& course, const Lesson& lesson, bool solution) {
  const fs::path program = course.build / "run" / experiment_target(lesson, solution);
  if (fs::exists(program)) return program;
  throw CannotJudge("there is no " + program.string() + ": was the whole course built?");
}

void build_own_experiments(const Course& course, const Lesson& lesson) {
  const std::string target = experiment_target(lesson, false);
  if (is_built(course, {target})) return;
  build(course, {"run_kit_" + lesson.id});
  fmt::print(stderr, "Compiling your files ...\n");
  const std::string said = build_silently(course, {target});
  if (!said.empty()) throw CannotJudge(why_not_built(course, lesson, said));
}

std::string why_not_built(const Course& course, const Lesson& lesson, const std::string& said) {
  for (const Lesson* one : course.up_to(lesson)) {
    const std::string file = one->folder + "/" + one->file_name();
    std::vector<Diagnostic> errors = read_diagnostics(said, file);
    std::erase_if(errors, [](const Diagnostic& found) { return !found.error || found.line == 0; });
    if (errors.empty()) continue;
    std::string text = fmt::format("lessons/{} does not compile:\n", file);
    text += base::clean(told(errors.front()), longest_told) + "\n";
    return text + "For more, say ./gradus check " + one->id;
  }
  const std::vector<std::string> missing = missing_functions(said);
  if (missing.empty())
    return "your files cannot be made into a program:\n" + base::clean(said, 2000);
  return fmt::format("a function is missing, or has other parameters than its header says:\n{}",
                     base::clean(fmt::format("{}", fmt::join(missing, "\n"))));
}

std::vector<std::string> light_experiments(const Lesson& lesson) {
  std::vector<std::string> names;
  for (const Experiment& one : lesson.experiments) {
    if (!one.heavy) names.push_back(one.name);
  }
  return names;
}

fs::path run_solution_experiments(const Course& course, const Lesson& lesson,
                                  const fs::path& folder) {
  const fs::path made = folder / "made";
  const std::vector<std::string> names = light_experiments(lesson);
  if (names.empty()) {
    fs::create_directories(made);
    return made;
  }
  std::vector<std::string> command = {experiment_program(course, lesson, true).string()};
  command.insert(command.end(), names.begin(), names.end());
  command.insert(command.end(), {"--seed", "1", "--out", made.string()});
  const sandbox::Finished finished =
      sandbox::run(command, {.environment = same_everywhere, .wall_seconds = longest_run});
  if (!finished.ok()) {
    throw CannotJudge("the experiments of " + lesson.folder + " fail:\n" + finished.output);
  }
  return made;
}

}  // namespace gradus::judge
