// What all verdicts on a lesson have in common: its tasks and test cases. They stand in the file
// once, and a verdict names only what it says besides: what failed.
#pragma once

#include <cstdint>

#include "gradebook/database.hpp"
#include "judge/result.hpp"

namespace gradus::gradebook {

/// The id of the form that this result fills in; written, if it is the first.
std::int64_t form_of(Database& database, const judge::LessonResult& result);

/// Tasks and cases, all of them passed. None if there is no such form.
judge::LessonResult read_form(Database& database, std::int64_t id);

}  // namespace gradus::gradebook
