// Has verdicts made on a Slurm cluster (--slurm): what is due is cut into shards, and each task of
// a job array grades one of them as a small class of its own, into a folder of its own. No two
// machines ever write one file. What is done is taken over shard by shard; what a lost node has
// left undone is handed in again.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "judge/course.hpp"
#include "judge/judge.hpp"

namespace gradus::gradebook {

struct ClusterOptions {
  std::filesystem::path tool;          // gradus-staff, where every node finds it
  std::vector<std::string> arguments;  // of each task's `grade`: --unsafe-no-sandbox
  std::string sbatch;                  // options of sbatch, separated by spaces
};

/// One verdict that is due.
struct ShardItem {
  const judge::Lesson* lesson = nullptr;
  judge::Stack stack = judge::Stack::reference;
  std::string key;
};

struct ClusterWork {
  const judge::Course* course = nullptr;
  std::filesystem::path folder;  // where the shards lie; every node has to see it
  std::string seed;
  std::vector<ShardItem> items;
  std::function<judge::Answers(std::size_t item)> answers;
  std::function<void(std::size_t item, const judge::LessonResult& result)> judged;
  std::function<void(std::size_t item, const std::string& why)> not_judged;
  std::function<void(const std::string& sentence)> say;  // what should be seen at once
  std::function<void(const std::string& note)> progress;
};

/// Throws CannotJudge when this machine has no Slurm.
void require_slurm();

/// Returns when each item is judged or is not, or when a signal says stop: the tasks are then
/// cancelled. Called again after a kill, it takes over what the tasks of before have done. Throws
/// CannotJudge, with Slurm's own words, when the job is refused.
void judge_on_cluster(const ClusterOptions& options, const ClusterWork& work);

}  // namespace gradus::gradebook
