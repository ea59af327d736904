// Judges many versions of one solution, several at a time.
#pragma once

#include <functional>
#include <string>
#include <vector>

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

/// Called from several threads as work is finished.
using WorkProgress = std::function<void(std::size_t done, std::size_t all)>;

/// How many pieces of work are done at a time: as many as were asked for; 0: one a processor.
unsigned jobs_for(unsigned asked);

/// Does all of `work`, `jobs` pieces at a time. What one throws is given to `failed`, one call at a
/// time; the others go on.
void do_all(const std::vector<Work>& work, unsigned jobs, const WorkProgress& progress,
            const std::function<void(const std::string& message)>& failed);

/// Judges every version of `solution`, as do_all does.
void judge_versions(const Course& course, const Lesson& lesson, const std::string& solution,
                    const std::vector<Version>& versions, unsigned jobs,
                    const WorkProgress& progress,
                    const std::function<void(const std::string& message)>& failed);

}  // namespace gradus::authoring
