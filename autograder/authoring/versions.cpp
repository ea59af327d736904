#include "authoring/versions.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <mutex>

#include "authoring/compile_versions.hpp"
#include "base/files.hpp"
#include "base/parallel.hpp"
#include "judge/judge.hpp"

namespace gradus::authoring {

using namespace judge;
namespace {

constexpr std::size_t most_at_once = 40;  // versions that are compiled as one file

/// The workers of all versions, made in parts of equal size.
VersionWorkers compile_all(const Course& course, const Lesson& lesson, const std::string& solution,
                           const std::vector<Version>& versions, unsigned jobs,
                           const std::filesystem::path& folder) {
  const std::size_t share = (versions.size() + jobs - 1) / jobs;
  const std::size_t size = std::clamp<std::size_t>(share, 1, most_at_once);
  VersionWorkers workers(versions.size());
  std::vector<Work> work;
  for (std::size_t first = 0; first < versions.size(); first += size) {
    work.push_back([&, first] {
      const std::size_t last = std::min(first + size, versions.size());
      std::vector<std::string> texts;
      for (std::size_t i = first; i < last; ++i) texts.push_back(versions[i].text);
      const VersionWorkers made =
          compile_versions(course, lesson, solution, texts, folder / std::to_string(first));
      std::ranges::copy(made, workers.begin() + static_cast<std::ptrdiff_t>(first));
    });
  }
  // What cannot be compiled this way is compiled by itself, which is slower and no failure.
  base::Progress compiling("compiling");
  do_all(work, jobs, compiling, [](const std::string&) {});
  return workers;
}

}  // namespace

void do_all(const std::vector<Work>& work, unsigned jobs, base::Progress& progress,
            const std::function<void(const std::string& message)>& failed) {
  std::size_t done = 0;
  std::mutex mutex;  // for failed() and done
  base::run_in_slots(
      jobs, work.size(), [] { return false; },
      [&](unsigned, std::size_t i) {
        std::string message;
        try {
          work[i]();
        } catch (const std::exception& error) {
          message = error.what();
        }
        const std::lock_guard lock(mutex);
        if (!message.empty()) failed(message);
        progress.show({.done = ++done, .steps = work.size()});
      });
}

void judge_versions(const Course& course, const Lesson& lesson, const std::string& solution,
                    const std::vector<Version>& versions, unsigned jobs, base::Progress& progress,
                    const std::function<void(const std::string& message)>& failed) {
  const base::TemporaryFolder workers_folder;
  const VersionWorkers workers =
      compile_all(course, lesson, solution, versions, std::max(1U, jobs), workers_folder.path());
  std::vector<Work> work;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    work.push_back([&, i] {
      const base::TemporaryFolder scratch;
      versions[i].judged(judge_answers(course, lesson, {{lesson.id, versions[i].text}},
                                       {.policy = sandbox::Policy::best_effort,
                                        .only_task = versions[i].only_task,
                                        .scratch = scratch.path(),
                                        .worker = workers[i]}));
    });
  }
  do_all(work, jobs, progress, failed);
}

}  // namespace gradus::authoring
