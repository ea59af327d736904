// A lesson's experiments: programs that run on the student's own code (or the reference) and show
// what it does, in pictures and small tables.
//
//   void spread(Run& run) {
//     Rng rng = run.rng("weights");
//     ...
//     run.print(table);
//     run.say("With He's initialisation the spread stays near 1 through all ten layers.");
//     run.save(figure);
//   }
//   const std::vector<Experiment> nn::experiments = {{"spread", spread}};
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "base/stop.hpp"
#include "common/random.hpp"
#include "lab/plot.hpp"
#include "lab/table.hpp"

namespace nn {

/// What an experiment is given.
class Run {
 public:
  /// Files go to `folder`; what is printed goes to `out` and into the page folder/EXPERIMENT.md.
  Run(std::string experiment, std::uint64_t seed, std::filesystem::path folder, std::ostream& out);

  /// A source of randomness of its own for each `stream` ("weights", "shuffle"): using more of one
  /// changes nothing in another. The same seed and stream give the same numbers in every run.
  Rng rng(const std::string& stream) const;
  std::uint64_t seed() const { return seed_; }  // --seed

  void save(const Figure& figure);  // as nn::save, into the folder of this run
  void print(const Table& table);
  void say(const std::string& sentence);  // no times of the clock in it: pages quote it

  /// One number of the page of results: what `name` ("gmm_50.best") came to with
  /// this run's seed, on which data (Dataset::source), and how long it took, in seconds of
  /// processor time.
  void measure(const std::string& name, const std::string& source, double value, double seconds);

  /// Progress progress = run.progress("training", epochs);
  Progress progress(const std::string& what, arma::uword steps) const;

  /// True after Ctrl-C: end the loop, and save what there is.
  bool stopped() const { return gradus::base::StopSignals::requested(); }

  const std::vector<std::filesystem::path>& files() const { return files_; }
  const std::string& problem() const { return problem_; }  // why there are no pictures, or empty

 private:
  void write(const std::string& text);

  std::string experiment_;
  std::uint64_t seed_;
  std::filesystem::path folder_;
  std::ostream& out_;
  std::string page_;
  std::vector<std::filesystem::path> files_;
  std::string problem_;
};

struct Experiment {
  std::string name;
  void (*run)(Run& run);
};

/// Each lesson's experiments.cpp defines this; experiment_main.cpp runs it.
extern const std::vector<Experiment> experiments;

/// The program: [NAME...] [--seed N] [--out DIR] [--list]; without a name, all in order. Returns
/// its exit status: 0 all well, 1 an experiment did not finish, 2 the arguments make no sense.
int run_experiments(const std::vector<Experiment>& all, const std::vector<std::string>& arguments,
                    std::ostream& out, std::ostream& errors);

}  // namespace nn
