#include "gradebook/cluster.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/run.hpp"
#include "base/stop.hpp"
#include "base/text.hpp"
#include "gradebook/out_folder.hpp"
#include "gradebook/plan.hpp"
#include "gradebook/verdicts.hpp"

namespace gradus::gradebook {
namespace {

namespace fs = std::filesystem;
using judge::CannotJudge;

// Verdicts of a shard: a few, so that nodes share a small class, and some minutes of work.
constexpr std::size_t least_size = 4;
constexpr std::size_t most_size = 40;
constexpr std::size_t good_shards = 16;
constexpr std::size_t most_shards = 1000;  // of an array, where nobody has set another limit
constexpr int attempts = 3;
constexpr double slurm_patience = 60;  // seconds for one of its commands

/// One task's part of the work.
struct Shard {
  fs::path folder;
  std::vector<std::size_t> items;
};

std::string entry_of(std::size_t item) {
  return fmt::format("answer{}", item);
}

/// As one word of a shell.
std::string quoted(const std::string& text) {
  std::string word = text;
  base::replace_all(word, "'", "'\\''");
  return "'" + word + "'";
}

base::Finished slurm(const std::vector<std::string>& command) {
  return base::run(command, {.wall_seconds = slurm_patience});
}

void pause(double seconds) {
  pollfd news{base::StopSignals::descriptor(), POLLIN, 0};
  ::poll(&news, 1, static_cast<int>(1000 * seconds));
}

/// A job array, from its submission to its last task.
class Job {
 public:
  Job(const ClusterOptions& options, const fs::path& folder, std::size_t tasks) {
    std::vector<std::string> command{"sbatch",
                                     "--parsable",
                                     "--no-requeue",
                                     "--job-name=gradus",
                                     "--output=log-%a",
                                     "--chdir=" + folder.string(),
                                     fmt::format("--array=0-{}", tasks - 1)};
    for (const std::string& word : base::split(options.sbatch, ' ')) {
      if (!word.empty()) command.push_back(word);
    }
    command.push_back((folder / "task.sh").string());
    const base::Finished finished = slurm(command);
    for (const std::string& line : base::lines_of(finished.output)) {
      const std::string id = line.substr(0, line.find(';'));
      if (!id.empty() && id.find_first_not_of("0123456789") == std::string::npos) id_ = id;
    }
    if (!finished.ok() || id_.empty()) {
      throw CannotJudge("--slurm: sbatch refuses the job: " + base::one_line(finished.output, 500));
    }
    base::write_file(folder / "job", id_ + "\n");
  }

  /// The tasks that wait or run; nothing while Slurm does not answer.
  static std::optional<std::map<std::size_t, std::string>> tasks(const std::string& id) {
    const base::Finished finished =
        slurm({"squeue", "--noheader", "--array", "--me", "--format=%F %K %t"});
    if (!finished.ok()) return std::nullopt;
    std::map<std::size_t, std::string> tasks;
    for (const std::string& line : base::lines_of(finished.output)) {
      const std::vector<std::string> words = base::split(base::trimmed(line), ' ');
      std::size_t task = 0;
      if (words.size() != 3 || words[0] != id || words[2] == "CG") continue;
      std::from_chars(words[1].data(), words[1].data() + words[1].size(), task);
      tasks[task] = words[2];
    }
    return tasks;
  }

  static void cancel(const std::string& id) { slurm({"scancel", id}); }

  const std::string& id() const { return id_; }

 private:
  std::string id_;
};

class Cluster {
 public:
  Cluster(const ClusterOptions& options, const ClusterWork& work) : options_(options), work_(work) {
    for (std::size_t item = 0; item < work.items.size(); ++item) due_.insert(item);
  }

  void run() {
    take_over_from_before();
    for (int attempt = 1; attempt <= attempts && !due_.empty(); ++attempt) {
      if (attempt > 1) {
        work_.say(fmt::format("Slurm: {} verdicts are missing; their tasks are handed in again",
                              due_.size()));
      }
      const fs::path folder = work_.folder / fmt::format("attempt-{}", ++last_attempt_);
      const std::vector<Shard> shards = cut(folder);
      write_script(folder);
      const Job job(options_, folder, shards.size());
      follow(job, shards);
      if (base::StopSignals::requested()) return Job::cancel(job.id());
    }
    const bool all = due_.empty();
    for (const std::size_t item : due_) work_.not_judged(item, why_[item]);
    std::error_code error;  // where something failed, the logs tell more
    if (all) fs::remove_all(work_.folder, error);
  }

 private:
  // ---- what is handed in ------------------------------------------------------------------------

  /// Few lessons a shard: each costs the control answers once.
  std::vector<Shard> cut(const fs::path& folder) const {
    std::map<std::pair<judge::Stack, std::string>, std::vector<std::size_t>> by_lesson;
    for (const std::size_t item : due_) {
      by_lesson[{work_.items[item].stack, work_.items[item].lesson->id}].push_back(item);
    }
    const std::size_t size = std::max(std::clamp(due_.size() / good_shards, least_size, most_size),
                                      due_.size() / (most_shards / 2) + 1);
    std::vector<Shard> shards;
    for (const auto& [lesson, items] : by_lesson) {
      for (std::size_t at = 0; at < items.size(); at += size) {
        Shard& shard = shards.emplace_back();
        shard.folder = folder / fmt::format("shard-{}", shards.size() - 1);
        shard.items.assign(items.begin() + std::ptrdiff_t(at),
                           items.begin() + std::ptrdiff_t(std::min(at + size, items.size())));
        write(shard);
      }
    }
    return shards;
  }

  void write(const Shard& shard) const {
    const ShardItem& first = work_.items[shard.items.front()];
    const bool own = first.stack == judge::Stack::own;
    const OutFolder out(shard.folder / "out");
    out.seed(work_.seed);
    fs::permissions(shard.folder, fs::perms::owner_all);
    base::write_file(shard.folder / "lesson", first.lesson->id + "\n");
    base::write_file(shard.folder / "stack", stack_name(first.stack) + "\n");
    for (const std::size_t item : shard.items) {
      const fs::path entry = shard.folder / "class" / entry_of(item);
      for (const auto& [lesson, text] : work_.answers(item)) {
        if (own ? lesson > first.lesson->id : lesson != first.lesson->id) continue;
        fs::create_directories(entry);
        base::write_file(entry / work_.course->lesson(lesson).file_name(), text);
      }
    }
  }

  void write_script(const fs::path& folder) const {
    std::string arguments;
    for (const std::string& argument : options_.arguments) arguments += " " + quoted(argument);
    base::write_file(
        folder / "task.sh",
        fmt::format("#!/bin/sh\ncd {}/shard-\"$SLURM_ARRAY_TASK_ID\" || exit 2\n"
                    "exec {} grade class --out out --lessons \"$(cat lesson)\" --stack \"$(cat "
                    "stack)\" --jobs \"${{SLURM_CPUS_PER_TASK:-1}}\" --built{}\n",
                    quoted(folder.string()), quoted(options_.tool.string()), arguments));
  }

  // ---- what comes back --------------------------------------------------------------------------

  void follow(const Job& job, const std::vector<Shard>& shards) {
    std::set<std::size_t> open;
    for (std::size_t task = 0; task < shards.size(); ++task) open.insert(task);
    for (double wait = 0.5; !open.empty() && !base::StopSignals::requested();
         wait = std::min(1.3 * wait, 10.0)) {
      pause(wait);
      const auto tasks = Job::tasks(job.id());
      if (!tasks) {
        work_.progress("Slurm does not answer");
        continue;
      }
      const auto is_over = [&](std::size_t task) { return !tasks->contains(task); };
      for (const std::size_t task : std::set(open)) {
        if (!is_over(task)) continue;
        take_over(shards[task]);
        open.erase(task);
      }
      const auto running =
          std::ranges::count(*tasks, "R", [](const auto& one) { return one.second; });
      work_.progress(fmt::format("Slurm: {} of {} tasks run", running, tasks->size()));
    }
  }

  /// What a front process that was killed has not seen any more.
  void take_over_from_before() {
    std::error_code error;
    for (const auto& attempt : fs::directory_iterator(work_.folder, error)) {
      ++last_attempt_;
      const fs::path job = attempt.path() / "job";
      if (fs::exists(job)) Job::cancel(base::trimmed(base::read_file(job)));
      const std::vector<std::size_t> all(due_.begin(), due_.end());
      for (const auto& shard : fs::directory_iterator(attempt.path(), error)) {
        if (shard.is_directory()) take_over({.folder = shard.path(), .items = all});
      }
    }
  }

  void take_over(const Shard& shard) try {
    const fs::path file = shard.folder / "out" / database_name;
    if (!fs::exists(file)) return complain(shard, "it has not begun" + last_words(shard));
    Database database(file, Access::read);
    Verdicts verdicts(database);
    for (const std::size_t item : shard.items) {
      const ShardItem& wanted = work_.items[item];
      const std::int64_t id = verdicts.find(wanted.lesson->id, wanted.key);
      const std::optional<Verdict> verdict = id == 0 ? std::nullopt : verdicts.read(id);
      if (verdict && verdict->result.complete()) {
        if (due_.erase(item) > 0) work_.judged(item, verdict->result);
      } else {
        why_[item] = why_not(database, item).value_or("its task has not ended" + last_words(shard));
      }
    }
  } catch (const CannotJudge& error) {  // the results of a task that was killed as it made them
    complain(shard, error.what());
  }

  void complain(const Shard& shard, const std::string& why) {
    for (const std::size_t item : shard.items) why_[item] = why;
  }

  static std::optional<std::string> why_not(Database& database, std::size_t item) {
    const Lent row = database.query(
        "SELECT m.not_judged FROM marks m JOIN people p ON p.id = m.person WHERE p.name = ? AND "
        "m.not_judged NOTNULL AND m.not_judged <> 'not reached'");
    row->add(entry_of(item));
    return row->step() ? std::optional(row->text(0)) : std::nullopt;
  }

  /// ": ..." as its log ends.
  static std::string last_words(const Shard& shard) {
    const std::string number =
        shard.folder.filename().string().substr(std::string("shard-").size());
    const fs::path log = shard.folder.parent_path() / ("log-" + number);
    if (!fs::exists(log)) return "";
    std::vector<std::string> lines = base::lines_of(base::read_file(log));
    std::erase_if(lines, [](const std::string& line) { return base::trimmed(line).empty(); });
    return lines.empty() ? "" : ": " + base::one_line(lines.back(), 300);
  }

  const ClusterOptions& options_;
  const ClusterWork& work_;
  std::set<std::size_t> due_;
  std::map<std::size_t, std::string> why_;  // by item: what was in the way
  int last_attempt_ = 0;
};

}  // namespace

void require_slurm() {
  for (const char* command : {"sbatch", "squeue", "scancel"}) {
    if (!base::find_command(command).empty()) continue;
    throw CannotJudge(fmt::format(
        "--slurm: {} is not on this machine. Say it where jobs can be handed in (Debian: "
        "slurm-client), or leave --slurm out",
        command));
  }
}

void judge_on_cluster(const ClusterOptions& options, const ClusterWork& work) {
  Cluster(options, work).run();
}

}  // namespace gradus::gradebook
