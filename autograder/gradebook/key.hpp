// What a verdict depends on, as one key: as long as the key stays, nothing is graded again.
#pragma once

#include <string>

#include "gradebook/collect.hpp"
#include "judge/course.hpp"
#include "judge/judge.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::gradebook {

/// Of what decides a verdict on this lesson, as it was built: its trusted tests, what a worker is
/// linked from, the sandbox, the program that judges, the headers that a submission includes, and
/// lesson.toml. Not of anything else: a comment in a drawing changes no mark, and a mended grader
/// never hands out old ones. Throws CannotJudge when one of these files cannot be read.
std::string lesson_hash(const judge::Course& course, const judge::Lesson& lesson);

/// Of the submission's kept file for this lesson; with its own stack, of those for earlier lessons,
/// too.
std::string submission_hash(const judge::Course& course, const judge::Lesson& lesson,
                            const Submission& submission, judge::Stack stack);

struct KeyParts {
  std::string submission_hash;
  std::string lesson_hash;
  judge::Stack stack = judge::Stack::reference;
  sandbox::Policy policy = sandbox::Policy::required;  // what was judged unconfined stays apart
  std::string seed;
};
/// Of the above, of the compiler with its version and flags, and of the form of the results.
std::string verdict_key(const judge::Course& course, const KeyParts& parts);

}  // namespace gradus::gradebook
