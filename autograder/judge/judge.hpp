// Links a worker from a student's object, runs the trusted tests against it, and makes tasks and
// points out of what they report.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "judge/box.hpp"
#include "judge/course.hpp"
#include "judge/result.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::judge {

/// The text of a student's file for each lesson that the submission holds, by lesson id.
using Answers = std::map<std::string, std::string>;

enum class Stack {
  reference,  // lesson k runs on the reference solutions of lessons 0 ... k-1
  own,        // ... on the student's own
};

/// "reference" or "own".
std::string stack_name(Stack stack);

struct JudgeOptions {
  Stack stack = Stack::reference;
  sandbox::Policy policy = sandbox::Policy::required;
  std::optional<unsigned> uid;    // whom to become, when root
  std::string seed = "1";         // the secret that the graded tests' inputs are drawn from
  bool graded = true;             // false: public tests only, as a student sees them
  std::string only_task;          // "1.2": only this task's cases; empty: all
  std::filesystem::path scratch;  // an empty folder for this judgement alone
  int stop = -1;                  // a descriptor: when it is readable, Stopped is thrown
  std::filesystem::path kept;     // where what was made is kept (kept.hpp); empty: nowhere
  std::filesystem::path worker;   // instead of compiling the lesson's file (compile_versions.hpp)
  // Another test program than the lesson's own, and what it finds in its environment (trivial.hpp).
  std::filesystem::path program;
  std::vector<std::string> environment;
};

/// Links the program in which the student's functions run, on the reference of earlier lessons.
/// Where several objects define a symbol, the first one's counts. Empty: it cannot be linked.
std::filesystem::path link_worker(const Course& course, const Lesson& lesson,
                                  const std::vector<std::filesystem::path>& objects,
                                  const Box& box);

/// Judges one lesson. A lesson that `answers` does not hold scores nothing, each case `missing`.
/// What fails here may be the machine's fault: LessonResult::doubts says so, and control.hpp finds
/// out. Never throws because of anything a submission does; throws CannotJudge when judging itself
/// fails (a tool is missing, the sandbox cannot be had, the disk is full).
LessonResult judge_answers(const Course& course, const Lesson& lesson, const Answers& answers,
                           const JudgeOptions& options);

}  // namespace gradus::judge
