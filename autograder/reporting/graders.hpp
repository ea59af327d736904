// One person's verdict in the forms that graders hand to the systems that started them.
//
// All of them reach students: they hold what told.hpp allows, a test a task.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "reporting/class_book.hpp"
#include "reporting/told.hpp"

namespace gradus::reporting {

/// Gradescope's results.json. A lesson that could not be judged has no score: `output` says so to
/// the person, and nobody has a 0 that nobody decided.
std::string gradescope(const ClassBook& book, const Person& person,
                       const KnownSentences& sentences);

/// PrairieLearn's results.json. What could not be judged is "gradable": false.
std::string prairielearn(const ClassBook& book, const Person& person,
                         const KnownSentences& sentences);

/// What a grader of GitHub Classroom's newer kind puts out as `result`: version 1, not yet in
/// base64 (github_output).
std::string github(const ClassBook& book, const Person& person, const KnownSentences& sentences);
/// The line for $GITHUB_OUTPUT: "result=eyJ2..."
std::string github_output(const std::string& result);

/// Classroom 50's result, "classroom50/result/v1"; what only a workflow knows (owner, commit, ...)
/// comes from GitHub's environment: GITHUB_REPOSITORY, GITHUB_SHA, ...
std::string classroom50(const ClassBook& book, const Person& person,
                        const KnownSentences& sentences);

/// JUnit XML of the class: a suite for each person and lesson, a case for each task.
std::string junit(const ClassBook& book, const KnownSentences& sentences);

}  // namespace gradus::reporting
