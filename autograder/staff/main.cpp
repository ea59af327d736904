// The program of those who teach: the commands of students, and more.
#include <CLI/CLI.hpp>

#include <string>

#include "cli/command_line.hpp"
#include "staff/commands.hpp"

namespace gradus::staff {
namespace {

void add_grade(CLI::App& app, cli::Chosen& chosen) {
  static GradeCommand options;
  CLI::App* command = app.add_subcommand("grade", "Grade submissions: folders or archives");
  command->add_option("path", options.paths, "submissions, or folders of them")->required();
  command->add_option("--out", options.out, "the folder for grades.csv and results.sqlite")
      ->required();
  command->add_option("--lessons", options.lessons, "only these lessons, such as 00,01")
      ->delimiter(',');
  command
      ->add_option("--roster", options.roster,
                   "a CSV file of the class, with the column name and any of id, login, email, "
                   "canvas_id, moodle_id, section, group, handed_in, or as Canvas, Moodle or "
                   "Blackboard give it out: says who is missing")
      ->check(CLI::ExistingFile);
  command
      ->add_option("--rules", options.rules,
                   "dates, late days, weights, extensions, overrides; without it, grading.toml "
                   "beside the roster, if it is there")
      ->check(CLI::ExistingFile);
  command->add_option("--only", options.only,
                      "judge this person afresh, and touch nobody else: a row's name, or a name "
                      "or ID of the roster");
  command->add_option("--jobs", options.jobs, "how many submissions at once; 0: one a processor");
  command->add_option("--stack", options.stack, "whose earlier lessons to build on")
      ->check(CLI::IsMember({"own", "reference", "both"}))
      ->capture_default_str();
  command->add_option("--seed", options.seed,
                      "the seed of the graded tests; without it, a secret one");
  command->add_flag_callback(
      "--unsafe-no-sandbox", [] { options.policy = sandbox::Policy::off; },
      "grade although this system cannot confine submissions: they can then do anything you can");
  auto* slurm = command->add_flag("--slurm", options.slurm,
                                  "have the work done by a Slurm cluster, which sees this folder "
                                  "and --out");
  command
      ->add_option("--slurm-options", options.slurm_options,
                   "options for sbatch, such as \"--partition=long --cpus-per-task=4\"")
      ->needs(slurm);
  command->add_flag("--built", options.built)->group("");  // what --slurm starts says it
  command->callback([&] { chosen = [](const judge::Course& c) { return grade(c, options); }; });
}

void add_export(CLI::App& app, cli::Chosen& chosen) {
  static ExportCommand options;
  CLI::App* command = app.add_subcommand("export", "Write grades and feedback for other systems");
  command->add_option("format", options.format, "one of those below")->required();
  command->add_option("folder", options.folder, "the folder that grade wrote (--out)")->required();
  command->add_option("--to", options.to,
                      "the file or folder to write; without it, in that folder");
  command
      ->add_option("--gradebook", options.gradebook,
                   "the system's own table, exported there, to be filled in")
      ->check(CLI::ExistingFile);
  command->add_option("--only", options.only, "one person, by the name in grades.csv");
  command->add_option("--lessons", options.lessons, "only these lessons, such as 00,01")
      ->delimiter(',');
  command->footer("Formats:\n" + export_formats());
  command->callback(
      [&] { chosen = [](const judge::Course& c) { return export_grades(c, options); }; });
}

void add_similar(CLI::App& app, cli::Chosen& chosen) {
  static SimilarCommand options;
  CLI::App* command = app.add_subcommand("similar", "List answers that are too alike");
  command->add_option("folder", options.folder, "the folder that grade wrote (--out)")->required();
  command->add_option("--lessons", options.lessons, "only these lessons, such as 00,01")
      ->delimiter(',');
  command->add_option("--to", options.to,
                      "the folder of the pages; without it, similar in that folder");
  command->add_option("--most", options.most, "how many pairs of a lesson get a page")
      ->capture_default_str();
  command->callback([&] { chosen = [](const judge::Course& c) { return similar(c, options); }; });
}

void add_serve(CLI::App& app, cli::Chosen& chosen) {
  static ServeCommand options;
  CLI::App* command =
      app.add_subcommand("serve", "A page with grades and answers, on this machine");
  command->add_option("folder", options.folder, "the folder that grade wrote (--out)")->required();
  command->add_option("--port", options.port, "the port; 0: any that is free")
      ->check(CLI::Range(0, 65535));
  command->callback([&] { chosen = [](const judge::Course& c) { return serve(c, options); }; });
}

void add_gradescope(CLI::App& app, cli::Chosen& chosen) {
  static GraderCommand options;
  CLI::App* command =
      app.add_subcommand("gradescope", "Make a grader for Gradescope, PrairieLearn, GitHub");
  command->add_option("--for", options.system, "the system")
      ->check(CLI::IsMember({"gradescope", "prairielearn", "github"}))
      ->capture_default_str();
  command->add_option("--lessons", options.lessons, "only these lessons, such as 00,01")
      ->delimiter(',');
  command->add_option("--to", options.to, "the .zip; without it, one in this folder");
  command->callback(
      [&] { chosen = [](const judge::Course& c) { return gradescope(c, options); }; });
}

void add_audit(CLI::App& app, cli::Chosen& chosen) {
  static AuditCommand options;
  CLI::App* command = app.add_subcommand("audit", "Prove that a lesson holds together");
  command->add_option("lesson", options.lesson, "a lesson (01); without it, all");
  command->add_option("--jobs", options.jobs, "how many judgements at once; 0: one a processor");
  command->add_flag("--update", options.update, "write the texts' tables and figures anew");
  command->add_flag("--mutate", options.mutate,
                    "change one operator, number, name or statement of the solution at a time, and "
                    "list the changes that no test notices");
  command->add_flag("--points", options.points,
                    "only look for points that constants, echoes and empty answers would earn");
  command->add_option("--json", options.json, "also write the result to this file");
  command->callback([&] { chosen = [](const judge::Course& c) { return audit(c, options); }; });
}

void add_results(CLI::App& app, cli::Chosen& chosen) {
  static ResultsCommand options;
  CLI::App* command =
      app.add_subcommand("results", "Measure what the reports did: docs/results.md");
  command->add_option("experiment", options.experiments, "only these; without any, all");
  command->add_option("--seeds", options.seeds, "how many runs of each")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--seed", options.seed, "the first run's seed")->capture_default_str();
  command->add_option("--jobs", options.jobs, "how many runs at once; 0: one a processor");
  command->add_flag("--check", options.check,
                    "write nothing: fail when a number on the page is out of date");
  command->add_flag("--page", options.page,
                    "measure nothing: the page anew (with --check: as it is) from what is known");
  command->add_option("--runs", options.runs,
                      "keep the runs in this folder; those that are there are not made again");
  command->callback([&] { chosen = [](const judge::Course& c) { return results(c, options); }; });
}

void add_bench(CLI::App& app, cli::Chosen& chosen) {
  static BenchCommand options;
  CLI::App* command = app.add_subcommand("bench", "Measure how fast the course's code is");
  command->add_option("--rounds", options.rounds, "how often each program measures")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command->add_flag("--check", options.check,
                    "write nothing: fail when a ratio is worse than on the page by 15%");
  command->add_flag("--long", options.whole_commands,
                    "the times of audit and of results as well: most of an hour");
  command->add_flag("--tiny", options.tiny,
                    "only try whether it works: the least of each, and no other programs");
  command->callback([&] { chosen = [](const judge::Course& c) { return bench(c, options); }; });
}

void add_release(CLI::App& app, cli::Chosen& chosen) {
  static ReleaseCommand options;
  CLI::App* command = app.add_subcommand("release", "Write the students' copy of the course");
  command->add_option("folder", options.folder, "a new or empty folder outside the course")
      ->required();
  command->add_flag(
      "--update", options.update,
      "the folder holds a copy: bring it up to date, and leave what its student wrote");
  command->callback([&] { chosen = [](const judge::Course& c) { return release(c, options); }; });
}

}  // namespace
}  // namespace gradus::staff

int main(int argc, char** argv) {
  using namespace gradus::staff;
  return gradus::cli::command_line(
      argc, argv,
      [](CLI::App& app, const gradus::judge::Course&, gradus::cli::Chosen& chosen) {
        add_grade(app, chosen);
        add_export(app, chosen);
        add_similar(app, chosen);
        add_serve(app, chosen);
        add_gradescope(app, chosen);
        add_release(app, chosen);
        add_audit(app, chosen);
        add_results(app, chosen);
        add_bench(app, chosen);
      },
      "Also: ./gradus test runs the tests of the project, test 04 those of lesson 04.\n");
}
