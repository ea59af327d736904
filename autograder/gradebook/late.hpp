// What a late day costs, and what counts in the end: the tests' points, what was taken off, a mark
// that was set by hand.
#pragma once

#include <optional>
#include <string>

#include "gradebook/plan.hpp"
#include "gradebook/rules.hpp"
#include "gradebook/ruling.hpp"
#include "gradebook/when.hpp"

namespace gradus::gradebook {

/// How late an answer is.
struct Lateness {
  std::optional<int> days;  // begun; nothing: it is not known
  std::string unknown;      // then why
};
Lateness lateness(const Rules& rules, const std::string& lesson, Time due, const When& when);

/// `earned` of `possible` points; `free_days` are left.
Ruling rule(const Rules& rules, const Lateness& late, double earned, double possible,
            int free_days);

/// Notes on each row whose time of hand-in is not known where it would matter, and one on all.
void say_unknown_times(const Rules& rules, const std::vector<const judge::Lesson*>& lessons,
                       Collection& collection);

/// Gives the store, for each row, what was taken off and, of several attempts, the best; and what
/// grading.toml decided. Free days go to the lessons in the order of their dates.
void apply_rules(const Grading& grading, const Plan& plan, const GradeReport& report, Store& store);

}  // namespace gradus::gradebook
