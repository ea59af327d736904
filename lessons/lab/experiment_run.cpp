#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <ostream>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "common/contract.hpp"
#include "lab/experiment.hpp"

namespace nn {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> names;
  std::uint64_t seed = 1;
  std::string folder = "build/experiments";
  bool list = false;
};

std::vector<std::string> names_of(const std::vector<Experiment>& all) {
  std::vector<std::string> names;
  for (const Experiment& experiment : all) names.push_back(experiment.name);
  return names;
}

// The experiments of these names, in the order of the names.
std::vector<Experiment> chosen(const std::vector<Experiment>& all, const Options& options) {
  if (options.names.empty()) return all;
  std::vector<Experiment> result;
  for (const std::string& name : options.names) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Experiment& e) { return e.name == name; });
    if (found == all.end()) {
      throw std::invalid_argument(fmt::format("There is no experiment \"{}\" here. There are: {}.",
                                              one_line(name), fmt::join(names_of(all), ", ")));
    }
    result.push_back(*found);
  }
  return result;
}

// As seen from the current folder, where that is shorter.
std::string short_path(const fs::path& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error).lexically_normal();
  const fs::path relative = fs::relative(absolute, error);
  const bool shorter =
      !error && !relative.empty() && relative.string().size() < absolute.string().size();
  return shorter ? relative.string() : absolute.string();
}

std::string after(const std::string& text, const std::string& mark) {
  const std::size_t at = text.find(mark);
  return at == std::string::npos ? text : text.substr(at + mark.size());
}

// Why an experiment did not finish, in one line; empty if it did.
struct Failure {
  std::string text;
  bool unwritten = false;  // a task that it needs is not written yet
};

Failure attempt(const Experiment& experiment, Run& run) {
  try {
    experiment.run(run);
    return {};
  } catch (const NotImplemented& missing) {
    return {fmt::format("First write Task {}: {}", missing.task(),
                        after(missing.what(), "is not written yet: ")),
            true};
  } catch (const std::exception& error) {
    return {fmt::format("Experiment \"{}\" failed: {}", experiment.name, one_line(error.what()))};
  } catch (...) {
    return {fmt::format("Experiment \"{}\" failed: it threw something that is no std::exception",
                        experiment.name)};
  }
}

void tell_files(const std::vector<fs::path>& files, const std::string& folder, std::ostream& out) {
  if (files.empty()) return;
  std::vector<std::string> names;
  for (const fs::path& file : files) names.push_back(file.filename().string());
  out << wrap(fmt::format("Written to {}: {}", short_path(folder), fmt::join(names, ", ")), 80)
      << '\n';
}

int run_all(const std::vector<Experiment>& experiments, const Options& options, std::ostream& out,
            std::ostream& errors) {
  const gradus::base::StopSignals signals(
      "\nStopping after this step; Ctrl-C again ends the program at once.\n");
  int status = 0;
  std::vector<fs::path> files;
  std::string problem;
  bool unwritten = false;
  for (const Experiment& experiment : experiments) {
    if (experiments.size() > 1) out << "## " << experiment.name << "\n\n" << std::flush;
    Run run(experiment.name, options.seed, options.folder, out);
    const Failure failure = attempt(experiment, run);
    clear_progress_line();
    files.insert(files.end(), run.files().begin(), run.files().end());
    if (!run.problem().empty()) problem = run.problem();
    if (!failure.text.empty()) {
      errors << failure.text << std::endl;
      unwritten = unwritten || failure.unwritten;
      status = 1;
    }
    if (gradus::base::StopSignals::requested()) {
      errors << "Stopped by Ctrl-C: what is written shows the work up to there." << std::endl;
      status = 1;
      break;
    }
  }
  if (unwritten) {
    errors << "Experiments run on your own lessons, the earlier ones, too." << std::endl;
  }
  tell_files(files, options.folder, out);
  if (!problem.empty()) errors << problem << std::endl;
  return status;
}

}  // namespace

int run_experiments(const std::vector<Experiment>& all, const std::vector<std::string>& arguments,
                    std::ostream& out, std::ostream& errors) {
  Options options;
  CLI::App app("Runs this lesson's experiments on your own code, all of them or those you name.");
  app.add_option("NAME", options.names, "an experiment; none: all in order");
  app.add_option("--seed", options.seed, "where the random numbers begin")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--out", options.folder, "the folder for pictures and tables")
      ->capture_default_str();
  app.add_flag("--list", options.list, "print the names of the experiments, and run none");
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    if (options.list) {
      for (const std::string& name : names_of(all)) out << name << '\n';
      return 0;
    }
    return run_all(chosen(all, options), options, out, errors);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, errors) == 0 ? 0 : 2;
  } catch (const std::invalid_argument& error) {
    errors << error.what() << '\n';
    return 2;
  }
}

}  // namespace nn
