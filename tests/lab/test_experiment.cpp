#include "lab/experiment.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <string>

#include "common/contract.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace nn;

namespace {

void loss(Run& run) {
  run.save({.name = "loss", .panels = {{.series = {{.y = {3, 2, 1}}}}}});
  run.print({.columns = {{"epoch"}, {"loss"}}, .rows = {{1, 3}, {2, 2}, {3, 1}}});
  run.say("The loss falls.");
}

void draw(Run& run) {
  Rng rng = run.rng("numbers");
  run.print({.columns = {{"seed"}, {"number"}}, .rows = {{run.seed(), uniform(rng)}}});
}

void unfinished(Run&) {
  todo("1.3 softmax");
}
void broken(Run&) {
  throw std::invalid_argument("dense_forward: X is 5x4,\nexpected 3x4");
}
void throws_a_number(Run&) {
  throw 42;
}
void interrupted(Run& run) {
  raise(SIGINT);
  if (run.stopped()) run.say("Saved what there was.");
}

const std::vector<Experiment> all = {{"loss", loss}, {"draw", draw}};

struct Outcome {
  int status;
  std::string out;
  std::string errors;
};

Outcome run(const std::vector<Experiment>& experiments, std::vector<std::string> arguments,
            const TemporaryFolder& folder) {
  arguments.insert(arguments.end(), {"--out", folder.path().string()});
  std::ostringstream out;
  std::ostringstream errors;
  const int status = run_experiments(experiments, arguments, out, errors);
  return {status, out.str(), errors.str()};
}

std::size_t count_lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

bool has(const std::string& text, const std::string& part) {
  INFO("looking for: " << part << "\nin: " << text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("without a name all experiments run in order, and it says where the files are",
          "[common][experiment]") {
  TemporaryFolder folder;
  const Outcome outcome = run(all, {}, folder);
  CHECK(outcome.status == 0);
  CHECK(outcome.out.find("## loss") < outcome.out.find("## draw"));
  CHECK(folder.has("loss.csv"));
  CHECK(folder.has("loss.md"));
  CHECK(folder.has("draw.md"));
  CHECK(has(outcome.out, "Written to "));
  CHECK(has(outcome.out, "loss.csv"));
  CHECK(has(outcome.out, "draw.md"));
}

TEST_CASE("with names only these run, in the order of the names", "[common][experiment]") {
  TemporaryFolder folder;
  const Outcome one = run(all, {"draw"}, folder);
  CHECK(one.status == 0);
  CHECK_FALSE(folder.has("loss.csv"));
  const Outcome two = run(all, {"draw", "loss"}, folder);
  CHECK(two.out.find("## draw") < two.out.find("## loss"));
}

TEST_CASE("the option --list prints the names and runs nothing", "[common][experiment]") {
  TemporaryFolder folder;
  const Outcome outcome = run(all, {"--list"}, folder);
  CHECK(outcome.status == 0);
  CHECK(outcome.out == "loss\ndraw\n");
  CHECK_FALSE(folder.has("loss.csv"));
}

TEST_CASE("an unknown name is one line that lists what there is, and status 2",
          "[common][experiment]") {
  TemporaryFolder folder;
  const Outcome outcome = run(all, {"loss", "lost"}, folder);
  CHECK(outcome.status == 2);
  CHECK(outcome.errors == "There is no experiment \"lost\" here. There are: loss, draw.\n");
  CHECK_FALSE(folder.has("loss.csv"));
}

TEST_CASE("arguments that make no sense are status 2", "[common][experiment]") {
  TemporaryFolder folder;
  CHECK(run(all, {"--sed", "2"}, folder).status == 2);
  CHECK(run(all, {"--seed", "one"}, folder).status == 2);
  CHECK(run(all, {"--seed", "-1"}, folder).status == 2);
}

TEST_CASE("--help explains the arguments and is status 0", "[common][experiment]") {
  TemporaryFolder folder;
  const Outcome outcome = run(all, {"--help"}, folder);
  CHECK(outcome.status == 0);
  CHECK(has(outcome.out, "--seed"));
}

TEST_CASE("an experiment's page holds exactly the tables and sentences that it printed",
          "[common][experiment]") {
  TemporaryFolder folder;
  const Outcome outcome = run(all, {"loss"}, folder);
  const std::string page = folder.read("loss.md");
  CHECK(page ==
        "| epoch | loss |\n"
        "|------:|-----:|\n"
        "|     1 |    3 |\n"
        "|     2 |    2 |\n"
        "|     3 |    1 |\n"
        "\n"
        "The loss falls.\n");
  CHECK(outcome.out.find(page) == 0);
}

TEST_CASE("the same seed repeats a run, another seed changes it, and 1 is the default",
          "[common][experiment]") {
  TemporaryFolder folder;
  run(all, {"draw"}, folder);
  const std::string first = folder.read("draw.md");
  run(all, {"draw", "--seed", "1"}, folder);
  CHECK(folder.read("draw.md") == first);
  run(all, {"draw", "--seed", "2"}, folder);
  CHECK(folder.read("draw.md") != first);
}

TEST_CASE("each stream of a run has numbers of its own", "[common][experiment]") {
  std::ostringstream out;
  TemporaryFolder folder;
  const Run one("one", 1, folder.path(), out);
  const Run other("other", 1, folder.path(), out);
  CHECK(one.rng("weights").next() == one.rng("weights").next());
  CHECK(one.rng("weights").next() == other.rng("weights").next());
  CHECK(one.rng("weights").next() != one.rng("shuffle").next());
}

TEST_CASE("an unfinished task is named, the other experiments still run, and the status is 1",
          "[common][experiment]") {
  TemporaryFolder folder;
  const Outcome outcome = run({{"curves", unfinished}, {"draw", draw}}, {}, folder);
  CHECK(outcome.status == 1);
  CHECK(has(outcome.errors, "First write Task 1.3 softmax: open test_experiment.cpp, line "));
  CHECK(has(outcome.errors, "the earlier ones, too"));
  CHECK(count_lines(outcome.errors) == 2);  // one of its own, and one for all that are unfinished
  CHECK(folder.has("draw.md"));
}

TEST_CASE("any other error is one line with the experiment's name, and status 1",
          "[common][experiment]") {
  TemporaryFolder folder;
  const Outcome outcome = run({{"broken", broken}}, {}, folder);
  CHECK(outcome.status == 1);
  CHECK(outcome.errors == "Experiment \"broken\" failed: dense_forward: X is 5x4, expected 3x4\n");
  CHECK(run({{"odd", throws_a_number}}, {}, folder).status == 1);
}

TEST_CASE("Ctrl-C lets the experiment save what it has, starts no other, and is status 1",
          "[common][experiment]") {
  TemporaryFolder folder;
  std::signal(SIGINT, SIG_DFL);
  const Outcome outcome = run({{"long", interrupted}, {"draw", draw}}, {}, folder);
  std::signal(SIGINT, SIG_DFL);
  CHECK(outcome.status == 1);
  CHECK(folder.has("long.md"));
  CHECK_FALSE(folder.has("draw.md"));
  CHECK(has(outcome.errors, "Stopped by Ctrl-C"));
}

TEST_CASE("without gnuplot an experiment succeeds and says once what is missing",
          "[common][experiment]") {
  TemporaryFolder folder;
  TemporaryVariable path("PATH", "");
  const Outcome outcome = run({{"one", loss}, {"two", loss}}, {}, folder);
  CHECK(outcome.status == 0);
  CHECK(outcome.errors ==
        "gnuplot is not installed, so no pictures: sudo apt-get install gnuplot-nox\n");
  CHECK(folder.has("loss.csv"));
}

TEST_CASE("a folder that cannot be written is one line with its path, and status 1",
          "[common][experiment]") {
  TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "in the way";
  std::ostringstream out;
  std::ostringstream errors;
  const std::string target = (folder.path() / "file" / "deeper").string();
  CHECK(run_experiments(all, {"loss", "--out", target}, out, errors) == 1);
  CHECK(has(errors.str(), target));
  CHECK(count_lines(errors.str()) == 1);
}
