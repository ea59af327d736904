// What one person has handed in, when it came in several parts: attempts, and hand-ins of a group.
#pragma once

#include <string>
#include <vector>

#include "gradebook/collect.hpp"
#include "gradebook/rules.hpp"

namespace gradus::gradebook {

/// Leaves each person one row. Who is the same person is known by the roster, or by the system that
/// numbered the attempts; a group (a column of the roster) is one hand-in, which counts for each of
/// its members. With Attempts::last a row has each lesson's last answer; where it is not known
/// which that is, and they differ, the lesson is not judged. With Attempts::best all are judged, as
/// submissions that are `extra`, and apply_rules (late.hpp) chooses. When `decided` is false,
/// nobody has said what several attempts count: then they keep their rows, and notes say so.
void join_attempts(const Rules& rules, bool decided, Collection& collection);

/// Takes what the roster says of the times.
void take_times_of_roster(const judge::Course& course, Collection& collection);

/// Replaces what grading.toml calls people by the names of their rows. Who is nobody, or several,
/// is an error in it, one line each (CannotJudge); unless the class is not `known`, where it is a
/// note.
void find_people(Rules& rules, const std::vector<Submission>& submissions, bool known,
                 std::vector<std::string>& notes);

}  // namespace gradus::gradebook
