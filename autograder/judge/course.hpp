// judge/: from a student's file to a verdict.
//
//   course.hpp      the lessons, their tasks and points, and the files that were built for them;
//                   read_toml.hpp: how their TOML is read
//   build.hpp       builds what a command needs (ninja)
//   judge.hpp       the whole way of one answer: links the worker, makes tasks out of cases
//   compile.hpp     compiles the student's file, confined (box.hpp, in a folder of scratch.hpp)
//     source.hpp      the file as items that belong to tasks; mask.hpp: its code without literals
//     recipes.hpp     a dangling auto; expression.hpp: what an expression of it names
//     salvage.hpp     what does not compile is left out, and costs its own task alone
//     diagnostics.hpp what the compiler said of it, and compiler_words.hpp, compiler_kinds.hpp,
//                     plain_types.hpp: in words for beginners
//   test_run.hpp    runs the trusted tests
//   report.hpp      what they say, as cases, tasks and points
//   waits.hpp       which task fails because of which other
//   result.hpp      the verdict, and its form as JSON
//   words.hpp       how a verdict is said to a beginner
//   kept.hpp        what a student's own check need not make again
//   experiment.hpp  the programs behind ./gradus run
//
// This file: what the course consists of. The build writes course.json, each lesson has a
// lesson.toml; both are read here and checked, with one clear error for whatever is wrong.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace gradus::judge {

/// Something that makes judging impossible and is not the student's: a usage error, a damaged
/// course, a tool that is missing. The message says what was got, what was expected, what to do.
class CannotJudge : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Thrown when JudgeOptions::stop became readable: nobody wants this verdict any more.
class Stopped : public CannotJudge {
 public:
  Stopped() : CannotJudge("stopped") {}
};

struct Task {
  std::string id;                      // "1.2"
  std::vector<std::string> functions;  // {"tanh_derivative"}, without nn::
  int points = 0;
  std::vector<std::string> hints;  // mildest first
};

struct Experiment {
  std::string name;
  std::string shows;
  bool heavy = false;  // takes minutes: runs only when it is named, and the text does not quote it
  // Of what the field remembers, and the experiment does again: "1986", and whose paper it was.
  std::string year;
  std::string paper;
};

struct Lesson {
  std::string id;         // "01"
  std::string name;       // "activations"
  std::string folder;     // "01_activations"
  std::string title;      // "Activations"
  std::string milestone;  // what the student's code can do once it is finished: "it learns"
  int seconds = 1;        // CPU time that one test case may take
  std::vector<Task> tasks;
  std::vector<Experiment> experiments;

  // What the build made, as absolute paths. `reference` is empty in a course without solutions.
  std::filesystem::path judge;
  std::filesystem::path trivial;  // built for an audit alone (trivial.hpp)
  std::vector<std::filesystem::path> entries;
  std::vector<std::filesystem::path> reference;

  std::string file_name() const { return name + ".cpp"; }
  int points() const;

  /// The task with this id, or nullptr.
  const Task* find_task(const std::string& task_id) const;
  /// The task that asks for this function ("softmax" or "nn::softmax"), or nullptr.
  const Task* task_of_function(const std::string& function) const;
};

/// What compiles, links and confines a student's file.
struct Tools {
  std::string compiler;
  std::vector<std::string> compile_flags;  // as the precompiled header was compiled
  std::vector<std::string> link_flags;
  std::filesystem::path precompiled;                // to be given to -include
  std::filesystem::path compiled_header;            // what the compiler then takes instead
  std::vector<std::filesystem::path> worker_parts;  // worker_main first, then libraries
  std::filesystem::path sandbox;                    // gradus-sandbox
  std::filesystem::path archive_reader;             // gradus-archive
  std::string versions;                             // of the compiler and the libraries
};

/// What is taught, where it lies, and what was built of it.
struct Course {
  std::filesystem::path root;     // the project's folder
  std::filesystem::path build;    // the build folder: the one that course.json lies in
  std::filesystem::path headers;  // lessons/: all that a student's file may include
  Tools tools;
  std::vector<Lesson> lessons;

  bool has_solutions() const;

  std::filesystem::path student_file(const Lesson& lesson) const;
  std::filesystem::path solution_file(const Lesson& lesson) const;
  std::filesystem::path test_folder(const Lesson& lesson) const;

  /// The lesson called "1", "01", "activations" or "01_activations"; the lesson of task "1.2".
  /// Throws CannotJudge, naming the lessons there are.
  const Lesson& lesson(const std::string& called) const;
  /// The lessons before this one, in order.
  std::vector<const Lesson*> before(const Lesson& lesson) const;
  /// The same, and this one.
  std::vector<const Lesson*> up_to(const Lesson& lesson) const;
};

/// Reads course.json in `build` and every lesson's lesson.toml. Throws CannotJudge.
Course read_course(const std::filesystem::path& build);

}  // namespace gradus::judge
