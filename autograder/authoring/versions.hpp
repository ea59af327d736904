// Judges many versions of one solution, several at a time.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "judge/course.hpp"
#include "judge/result.hpp"

namespace gradus::authoring {

using judge::Course;
using judge::Lesson;
using judge::LessonResult;

struct Version {
  std::string text;       // the whole file
  std::string only_task;  // "1.2": judged by this task's cases alone; empty: by all
  std::function<void(const LessonResult& result)> judged;  // called from several threads
};

using Work = std::function<void()>;

/// Does all of `work`, `jobs` pieces at a time. What one throws is given to `failed`, one call at a
/// time; the others go on.
void do_all(const std::vector<Work>& work, unsigned jobs, base::Progress& progress,
            const std::function<void(const std::string& message)>& failed);

/// Judges every version of `solution`, as do_all does.
void judge_versions(const Course& course, const Lesson& lesson, const std::string& solution,
                    const std::vector<Version>& versions, unsigned jobs, base::Progress& progress,
                    const std::function<void(const std::string& message)>& failed);

}  // namespace gradus::authoring
