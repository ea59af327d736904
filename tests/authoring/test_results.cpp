// docs/results.md: what is read, what the page shows, and when it is out of date.
#include <filesystem>
#include <string>
#include <vector>

#include "authoring/results_page.hpp"
#include "base/files.hpp"
#include "judge/compile.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

namespace {

using namespace gradus::authoring;
using namespace gradus::judge;

/// A folder with a results.toml and measurements, as far as read_result_lines() needs a course.
class Files {
 public:
  std::vector<ResultLine> lines(const std::string& toml) const {
    return read(toml, read_result_lines);
  }
  std::vector<ResultFigure> figures(const std::string& toml) const {
    return read(toml, read_result_figures);
  }
  std::vector<ResultConclusion> conclusions(const std::string& toml) const {
    return read(toml, read_result_conclusions);
  }
  std::vector<LongExperiment> long_ones(const std::string& toml) const {
    return read(toml, read_long_experiments);
  }

  Measurements measurements(const std::vector<std::string>& contents) const {
    std::vector<std::filesystem::path> paths;
    for (const std::string& content : contents) {
      paths.push_back(scratch_.path() / ("measurements" + std::to_string(paths.size()) + ".csv"));
      gradus::base::write_file(paths.back(), content);
    }
    return read_measurements(paths);
  }

 private:
  template <typename Entry>
  std::vector<Entry> read(const std::string& toml,
                          std::vector<Entry> (*read)(const Course&, const Lesson&)) const {
    std::filesystem::create_directories(scratch_.path() / "lessons" / "11_evaluation");
    gradus::base::write_file(scratch_.path() / "lessons" / "11_evaluation" / "results.toml", toml);
    return read({.root = scratch_.path()},
                {.id = "11", .name = "evaluation", .folder = "11_evaluation"});
  }

  gradus::base::TemporaryFolder scratch_;
};

const std::string columns = "name,source,seed,value,seconds\n";

const std::string good_line = R"([[line]]
report = "003"
what = "GMM"
experiment = "gmm"
)";

Measured measured(double mean, double deviation = 0.0, std::size_t runs = 4) {
  return {.runs = runs,
          .mean = mean,
          .deviation = deviation,
          .smallest = mean - deviation,
          .largest = mean + deviation,
          .seconds = 1.5};
}

ResultLine line(const std::string& what, const std::string& target = "") {
  return {.report = "003",
          .what = what,
          .measure = "accuracy",
          .experiment = "gmm",
          .reported = "0.97",
          .same = what + " same",
          .best = what + " best",
          .target = target};
}

const ResultConclusion deep_nets_fail = {.report = "003",
                                         .name = "depth",
                                         .says = "Deep networks fail",
                                         .compared = "[10] with [10] x 5",
                                         .lesson = "11",
                                         .same = "reported",
                                         .right = "right"};

/// Measurements that judge deep_nets_fail: more and less with each of the two settings.
Measurements judging(double same_more, double same_less, double right_more, double right_less,
                     const std::string& source = "generated") {
  return {{{"reported.depth.more", source}, measured(same_more)},
          {{"reported.depth.less", source}, measured(same_less)},
          {{"right.depth.more", source}, measured(right_more)},
          {{"right.depth.less", source}, measured(right_less)}};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string joined(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& sentence : sentences) text += sentence + "\n";
  return text;
}

}  // namespace

TEST_CASE("results.toml: every field of a line is read, and what is left out has its default",
          "[authoring][results]") {
  const Files files;
  const std::vector<ResultLine> lines = files.lines(good_line + R"([[line]]
report = "004"
what = "peaks"
measure = "MSE"
experiment = "peaks"
reported = "1.9"
same = "peaks, as reported"
best = "peaks, best"
settings = "Adam"
target = "at most 1.30"
lesson = "07"
error = 0.02
decimals = 2
)");
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].report == "003");
  CHECK(lines[0].reported == "–");
  CHECK(lines[0].lesson == "11");  // the one that results.toml stands in
  CHECK(lines[0].error == 0.0);
  CHECK(lines[0].target.empty());
  CHECK(lines[0].decimals == 4);
  CHECK(lines[1].measure == "MSE");
  CHECK(lines[1].reported == "1.9");
  CHECK(lines[1].same == "peaks, as reported");
  CHECK(lines[1].best == "peaks, best");
  CHECK(lines[1].settings == "Adam");
  CHECK(lines[1].target == "at most 1.30");
  CHECK(lines[1].decimals == 2);
  CHECK(lines[1].lesson == "07");
  CHECK(lines[1].error == 0.02);
}

TEST_CASE("results.toml: whatever is wrong is one error that says where, and what was expected",
          "[authoring][results]") {
  const Files files;
  const auto refused = [&](const std::string& toml, const std::string& says_this) {
    INFO(toml);
    CHECK_THROWS_MATCHES(files.lines(toml), CannotJudge, says("results.toml: ", says_this));
  };
  refused("[[line]\n", "line 1: ");
  refused("", "there is no [[line]]");
  refused("line = 3\n", "there is no [[line]]");
  refused("line = []\n", "there is no [[line]]");
  refused("line = [3]\n", "[[line]] 1: it is no table");
  refused("[[line]]\nreport = \"003\"\nwhat = \"GMM\"\n", "it needs report, what and experiment");
  refused(good_line + "[[line]]\nwhat = \"GMM\"\n", "[[line]] 2: it needs report");
  refused(good_line + "measure = 3\n", "[[line]] 1: `measure` is no text in quotes");
  for (const char* decimals : {"-1", "13", "2.5", "\"2\""}) {
    refused(good_line + "decimals = " + decimals + "\n", "not a whole number from 0 to 12");
  }
  for (const char* error : {"-1", "nan", "\"0.1\""}) {
    refused(good_line + "error = " + error + "\n", "`error` is no number from 0 on");
  }
  for (const char* target : {"0.97", "at least", "at least ", "at least much", "at most 1.3 or so",
                             "more than 3", "at least nan", "at most inf", "At least 3"}) {
    refused(good_line + "best = \"b\"\ntarget = \"" + target + "\"\n",
            std::string("the target is `") + target +
                "`, expected `at least NUMBER` or `at most NUMBER`");
  }
  refused(good_line + "target = \"at least 0.97\"\n", "no measurement `best`");
}

TEST_CASE("results.toml: figures are read, and what is wrong with one says where",
          "[authoring][results]") {
  const Files files;
  const std::string figure =
      "[[figure]]\nreport = \"004\"\nexperiment = \"digits\"\nfile = \"confusion\"\n";
  const std::vector<ResultFigure> figures =
      files.figures(figure + "shows = \"what is taken for what\"\n");
  REQUIRE(figures.size() == 1);
  CHECK(figures[0].report == "004");
  CHECK(figures[0].lesson == "11");
  CHECK(figures[0].experiment == "digits");
  CHECK(figures[0].file_name() == "confusion.svg");
  CHECK(figures[0].shows == "what is taken for what");
  CHECK(files.figures(good_line).empty());
  CHECK_THROWS_MATCHES(files.figures(figure), CannotJudge,
                       says("results.toml: [[figure]] 1: ", "experiment, file and shows"));
  CHECK_THROWS_MATCHES(files.figures(figure + "shows = 3\n"), CannotJudge,
                       says("results.toml: [[figure]] 1: ", "`shows` is no text in quotes"));
}

TEST_CASE("results.toml: conclusions and long experiments are read, and what is wrong says where",
          "[authoring][results]") {
  const Files files;
  const std::string conclusion =
      "[[conclusion]]\nreport = \"003\"\nname = \"depth\"\nsays = \"Deep networks fail\"\n"
      "compared = \"[10] with [10] x 5\"\nsame = \"reported\"\n";
  const std::vector<ResultConclusion> conclusions =
      files.conclusions(conclusion + "right = \"right\"\n");
  REQUIRE(conclusions.size() == 1);
  CHECK(conclusions[0].report == "003");
  CHECK(conclusions[0].name == "depth");
  CHECK(conclusions[0].says == "Deep networks fail");
  CHECK(conclusions[0].compared == "[10] with [10] x 5");
  CHECK(conclusions[0].lesson == "11");
  CHECK(conclusions[0].same == "reported");
  CHECK(conclusions[0].right == "right");
  CHECK_THROWS_MATCHES(files.conclusions(conclusion), CannotJudge,
                       says("results.toml: [[conclusion]] 1: ", "compared, same and right"));

  const std::vector<LongExperiment> long_ones =
      files.long_ones("[[long]]\nlesson = \"14\"\nexperiment = \"tales\"\nseeds = 2\n");
  REQUIRE(long_ones.size() == 1);
  CHECK(long_ones[0].lesson == "14");
  CHECK(long_ones[0].experiment == "tales");
  CHECK(long_ones[0].seeds == 2);
  CHECK(seeds_of(long_ones, "14", "tales") == 2);
  CHECK(seeds_of(long_ones, "14", "others") > 1000);
  CHECK(seeds_of(long_ones, "11", "tales") > 1000);
  for (const char* rest : {"", "seeds = 0\n", "seeds = -1\n", "seeds = 1.5\n", "seeds = \"1\"\n"}) {
    CHECK_THROWS_MATCHES(files.long_ones(std::string("[[long]]\nexperiment = \"tales\"\n") + rest),
                         CannotJudge,
                         says("results.toml: [[long]] 1: ", "seeds, a whole number from 1 on"));
  }
}

TEST_CASE("measurements: runs of one name and source are put together, over all files",
          "[authoring][results]") {
  const Files files;
  const Measurements all = files.measurements(
      {columns + "gmm,generated,1,0.5,2.000\ngmm,\"original, a, b.mat\",1,0.25,1.000\n",
       columns + "gmm,generated,2,0.75,4.000\ngmm,generated,3,1,3.000\n", columns});
  REQUIRE(all.size() == 2);
  const Measured& generated = all.at({"gmm", "generated"});
  CHECK(generated.runs == 3);
  CHECK_THAT(generated.mean, close_to(0.75));
  CHECK_THAT(generated.deviation, close_to(0.25));  // sqrt((1/16 + 0 + 1/16) / 2)
  CHECK_THAT(generated.standard_error(), close_to(0.25 / std::sqrt(3.0)));
  CHECK(generated.smallest == 0.5);
  CHECK(generated.largest == 1.0);
  CHECK_THAT(generated.seconds, close_to(3.0));
  const Measured& original = all.at({"gmm", "\"original, a, b.mat\""});
  CHECK(original.runs == 1);
  CHECK(original.mean == 0.25);
  CHECK(original.deviation == 0.0);
  CHECK(files.measurements({}).empty());
}

TEST_CASE("measurements: a damaged line is one error that names file, line and what was expected",
          "[authoring][results]") {
  const Files files;
  const std::vector<std::string> damaged = {
      "",
      "gmm",
      ",",
      ",,,,",
      "gmm,1,0.5,2",             // no source
      "gmm,,1,0.5,2",            // an empty one
      ",generated,1,0.5,2",      // no name
      "gmm,generated,1,,2",      // no value
      "gmm,generated,1,0.5,",    // cut off: the disk was full
      "gmm,generated,1,0.5x,2",  // not all of it is a number
      "gmm,generated,1,much,2",
      "gmm,generated,1,nan,2",  // a run that diverged has no mean
      "gmm,generated,1,inf,2",
      "gmm,generated,1,1e999,2",
      "gmm,generated,one,0.5,2",
      "gmm,generated,-1,0.5,2",
  };
  for (const std::string& one : damaged) {
    INFO(one);
    CHECK_THROWS_MATCHES(files.measurements({columns + "gmm,generated,1,0.5,2\n" + one + "\n"}),
                         CannotJudge,
                         says("measurements0.csv: line 3: `" + one + "` is no measurement",
                              "expected `name,source,seed,value,seconds`"));
  }
  CHECK_THROWS_MATCHES(files.measurements({"gmm,generated,1,0.5,2\n"}), CannotJudge,
                       says("the first line is `gmm,generated,1,0.5,2`, expected `name,source"));
  CHECK_THROWS_MATCHES(files.measurements({""}), CannotJudge, says("the first line is ``"));
  CHECK_THROWS_MATCHES(read_measurements({"/no/such/file.csv"}), std::runtime_error,
                       says("/no/such/file.csv"));
}

TEST_CASE("results.json holds measurements to the last digit", "[authoring][results]") {
  const Measurements all = {{{"gmm", "generated"}, measured(0.1 + 0.2, 1e-17)},
                            {{"gmm", "original, \"a\".mat"}, measured(-1.0 / 3.0, 0.0, 1)}};
  const Measurements read = from_json(to_json(all));
  REQUIRE(read.size() == 2);
  for (const auto& [key, one] : all) {
    const Measured& again = read.at(key);
    CHECK(again.runs == one.runs);
    CHECK(again.mean == one.mean);
    CHECK(again.deviation == one.deviation);
    CHECK(again.smallest == one.smallest);
    CHECK(again.largest == one.largest);
    CHECK(again.seconds == one.seconds);
  }
  CHECK(to_json(read) == to_json(all));
  CHECK(from_json(to_json({})).empty());
}

TEST_CASE("a damaged results.json is one error, wherever it is damaged", "[authoring][results]") {
  const std::string good = to_json({{{"gmm", "generated"}, measured(0.5, 0.25)}});
  const auto changed = [&](const std::string& was, const std::string& is) {
    std::string text = good;
    const std::size_t place = text.find(was);
    REQUIRE(place != std::string::npos);
    return text.replace(place, was.size(), is);
  };
  const std::vector<std::string> damaged = {
      "",
      "[]",
      "3",
      "{}",
      good.substr(0, good.size() / 2),
      "{\"version\": 1, \"measurements\": 3}",
      "{\"version\": 1, \"measurements\": [3]}",
      changed("\"version\": 1", "\"version\": 2"),
      changed("\"mean\": 0.5", "\"mean\": null"),
      changed("\"mean\": 0.5", "\"mean\": \"0.5\""),
      changed("\"mean\": 0.5", "\"man\": 0.5"),
      changed("\"runs\": 4", "\"runs\": -4"),
      changed("\"name\": \"gmm\"", "\"name\": 3"),
  };
  for (const std::string& one : damaged) {
    INFO(one);
    CHECK_THROWS_MATCHES(from_json(one), CannotJudge,
                         says("docs/results.json is damaged", "remove it, and say"));
  }
}

TEST_CASE("the page has a row for each source, and says what was not measured",
          "[authoring][results]") {
  const std::vector<ResultLine> lines = {line("GMM", "at least 0.97"), line("digits")};
  const std::string page =
      results_page(lines, {{{"GMM same", "generated"}, measured(0.95, 0.01)},
                           {{"GMM best", "generated"}, measured(0.98, 0.005)},
                           {{"GMM best", "original, a.mat"}, measured(0.96, 0.0, 1)}});
  CHECK(contains(page,
                 "| GMM | accuracy | 0.97 | 0.9500 ± 0.0100 (0.9400 to 0.9600) | "
                 "0.9800 ± 0.0050 (0.9750 to 0.9850) | at least 0.97, reached | 1.5 / 1.5 | "
                 "generated |\n"));
  CHECK(contains(page,
                 "| GMM | accuracy | 0.97 | – | 0.9600 | at least 0.97, missed | – / 1.5 | "
                 "original, a.mat |\n"));
  CHECK(contains(page, "| digits | accuracy | 0.97 | – | – | – | – / – | not measured |\n"));
}

TEST_CASE("a target that is missed by less than its error is neither reached nor missed",
          "[authoring][results]") {
  std::vector<ResultLine> lines = {line("GMM", "at least 0.97")};
  lines[0].error = 0.005;
  for (const auto& [mean, mark] : {std::pair(0.97, ", reached"),
                                   {0.966, ", within its error of 0.005"},
                                   {0.964, ", missed"}}) {
    const Measurements all = {{{"GMM best", "generated"}, measured(mean)}};
    CHECK(contains(results_page(lines, all), std::string("at least 0.97") + mark + " |"));
    CHECK(missed_targets(lines, all).size() == (mean == 0.964 ? 1 : 0));
  }
}

TEST_CASE("a target for the original data says nothing of generated data", "[authoring][results]") {
  std::vector<ResultLine> lines = {line("GMM", "at least 0.97")};
  lines[0].original_only = true;
  const Measurements all = {{{"GMM best", "generated"}, measured(0.9)},
                            {{"GMM best", "original, a.mat"}, measured(0.96)}};
  const std::string page = results_page(lines, all);
  CHECK(contains(page, "at least 0.97 on the original | – / 1.5 | generated |"));
  CHECK(contains(page, "at least 0.97, missed | – / 1.5 | original, a.mat |"));
  CHECK(missed_targets(lines, all).size() == 1);
}

TEST_CASE("the page keeps the lines of a report together, with their settings below",
          "[authoring][results]") {
  std::vector<ResultLine> lines = {line("first"), line("second"), line("a|b")};
  lines[1].report = "004";
  lines[2].settings = "Adam";
  const std::string page = results_page(lines, {});
  const std::size_t first = page.find("| first |");
  const std::size_t other = page.find("| a\\|b |");  // a bar would end the cell
  const std::size_t settings = page.find("Best settings:\n\n- a|b: Adam\n");
  const std::size_t second = page.find("## Report 004");
  REQUIRE(second != std::string::npos);
  CHECK(first < other);
  CHECK(other < settings);
  CHECK(settings < second);
  CHECK(page.find("## Report 003") == page.rfind("## Report 003"));
}

TEST_CASE("what no report measured stands below a heading of its own", "[authoring][results]") {
  std::vector<ResultLine> lines = {line("first"), line("tales")};
  lines[1].report = "Lesson 14: language";
  const std::string page = results_page(lines, {});
  CHECK(contains(page, "## Report 003\n"));
  CHECK(contains(page, "## Lesson 14: language\n"));
}

TEST_CASE("settings that several lines share are told once, with all of these lines",
          "[authoring][results]") {
  std::vector<ResultLine> lines = {line("GMM"), line("Peaks"), line("GMM"), line("chips")};
  for (const std::size_t i : {0, 1, 2}) lines[i].settings = "Adam";
  lines[3].settings = "RMSProp";
  CHECK(results_page(lines, {}).find("settings:\n\n- GMM; Peaks: Adam\n- chips: RMSProp\n") !=
        std::string::npos);
}

TEST_CASE("a figure stands below the lines of its report, with the command that draws it",
          "[authoring][results]") {
  ResultLine other = line("chips");
  other.report = "004";
  const ResultFigure figure{.report = "003",
                            .lesson = "11",
                            .experiment = "swiss_roll",
                            .file = "plane",
                            .shows = "Two spirals."};
  const std::string page = results_page({line("GMM"), other}, {}, {figure});
  const std::size_t picture = page.find("\n![Two spirals.](results/plane.svg)\n");
  REQUIRE(picture != std::string::npos);
  CHECK(page.find("`./gradus run 11 swiss_roll`") < picture);
  CHECK(page.find("| GMM |") < picture);
  CHECK(picture < page.find("## Report 004"));
}

TEST_CASE("what an experiment prints stands on the page as it is", "[authoring][results]") {
  const ResultFigure figure{.report = "003",
                            .lesson = "11",
                            .experiment = "grid",
                            .file = "grid.md",
                            .shows = "Four tables",
                            .text = "Best: 0.97.\n\n| rate |\n|-----:|\n|  0.1 |\n"};
  CHECK(figure.file_name() == "grid.md");
  CHECK(contains(results_page({line("GMM")}, {}, {figure}),
                 "\nFour tables (`./gradus run 11 grid`):\n\n"
                 "Best: 0.97.\n\n| rate |\n|-----:|\n|  0.1 |\n"));
}

TEST_CASE("a conclusion holds with more in half of its pairs, and less in at most a tenth",
          "[authoring][results]") {
  const auto row = [](const Measurements& all) {
    const std::string page = results_page({line("GMM")}, all, {}, {deep_nets_fail});
    const std::size_t begin = page.find("| Deep networks fail | [10] with [10] x 5 |");
    REQUIRE(begin != std::string::npos);
    return page.substr(begin, page.find('\n', begin) - begin);
  };
  const std::string begin = "| Deep networks fail | [10] with [10] x 5 | ";
  CHECK(row(judging(50, 10, 100, 0)) == begin + "50% / 10% | 100% / 0% | yes | generated |");
  CHECK(row(judging(49.9, 0, 60, 0)) ==
        begin + "50% / 0% | 60% / 0% | with the right settings alone | generated |");
  CHECK(row(judging(90, 10, 90, 10.1)) ==
        begin + "90% / 10% | 90% / 10% | with its own settings alone | generated |");
  CHECK(row(judging(90, 0, 5, 90)) ==
        begin +
            "90% / 0% | 5% / 90% | with its own settings alone; with the right ones the opposite "
            "| generated |");
  CHECK(row(judging(20, 20, 20, 20)) == begin + "20% / 20% | 20% / 20% | no | generated |");
  CHECK(row(judging(0, 50, 10, 50)) ==
        begin + "0% / 50% | 10% / 50% | no; with the right settings the opposite | generated |");
  Measurements one_way = judging(90, 0, 90, 0);
  one_way.erase({"right.depth.less", "generated"});
  CHECK(row(one_way) == begin + "– | – | – | not measured |");
}

TEST_CASE("the conclusions of a report stand below its lines, a row for each source",
          "[authoring][results]") {
  ResultLine other = line("chips");
  other.report = "004";
  Measurements all = judging(90, 0, 0, 90);
  all.merge(judging(90, 0, 90, 0, "original, a.mat"));
  const std::string page = results_page({line("GMM"), other}, all, {}, {deep_nets_fail});
  const std::size_t heading = page.find("\n### The conclusions of report 003, one by one\n");
  REQUIRE(heading != std::string::npos);
  CHECK(page.find("| GMM |") < heading);
  CHECK(heading < page.find("## Report 004"));
  CHECK(contains(page, "the opposite | generated |\n"));
  CHECK(contains(page, "| yes | original, a.mat |\n"));
  CHECK_FALSE(contains(results_page({other}, all, {}, {deep_nets_fail}), "conclusions"));
}

TEST_CASE("a conclusion is out of date when it is judged otherwise, not when a number moves",
          "[authoring][results]") {
  const auto told = [](const Measurements& known, const Measurements& now) {
    return joined(judged_otherwise({deep_nets_fail}, known, now));
  };
  const std::string what = "\"Deep networks fail\" ([10] with [10] x 5)";
  CHECK(told(judging(90, 0, 0, 90), judging(70, 5, 5, 70)).empty());
  CHECK(told(judging(90, 0, 90, 0), judging(90, 0, 20, 0)) ==
        "whether " + what + " holds (generated): with its own settings alone, the page says yes\n");
  CHECK(told({}, judging(90, 0, 90, 0)) ==
        "whether " + what + " holds (generated): yes, the page says nothing\n");
  CHECK(told(judging(90, 0, 90, 0), {}) == what + " is not judged\n");
}

TEST_CASE("a number that would be printed as zeros is printed with its power of ten",
          "[authoring][results]") {
  const std::vector<ResultLine> lines = {line("tiny")};
  const auto page = [&](double mean) {
    return results_page(lines, {{{"tiny same", "generated"}, measured(mean, 0.0, 1)}});
  };
  CHECK(contains(page(2.34e-7), "| 2.3e-07 |"));
  CHECK(contains(page(-2.34e-7), "| -2.3e-07 |"));
  CHECK(contains(page(0.0), "| 0.0000 |"));
  CHECK(contains(page(0.00006), "| 0.0001 |"));
}

TEST_CASE("a measurement is out of date when it moved by more than its spread",
          "[authoring][results]") {
  const std::vector<ResultLine> lines = {line("GMM")};
  const auto told = [&](const Measured& was, const Measured& is) {
    return joined(out_of_date(
        lines, {{{"GMM same", "generated"}, was}, {{"GMM best", "generated"}, measured(1.0)}},
        {{{"GMM same", "generated"}, is}, {{"GMM best", "generated"}, measured(1.0)}}));
  };
  // Standard errors of 0.03 / sqrt(4) and 0.04 / sqrt(4): 0.025 together, so 0.075 is the border.
  CHECK(told(measured(0.5, 0.03), measured(0.574, 0.04)).empty());
  CHECK(told(measured(0.5, 0.03), measured(0.426, 0.04)).empty());
  CHECK(told(measured(0.5, 0.03), measured(0.576, 0.04)) ==
        "GMM same (generated) is 0.5760 ± 0.0400 (0.5360 to 0.6160), "
        "the page says 0.5000 ± 0.0300 (0.4700 to 0.5300)\n");
  CHECK_FALSE(told(measured(0.5, 0.03), measured(0.424, 0.04)).empty());
  // Without a spread, the last printed digit decides.
  CHECK(told(measured(0.5), measured(0.5001)).empty());
  CHECK_FALSE(told(measured(0.5), measured(0.50011)).empty());
  CHECK(told(measured(0.0), measured(0.00009)).empty());
  // Of 2.3e-07 the last digit is 1e-08.
  CHECK(told(measured(2.3e-7), measured(2.39e-7)).empty());
  CHECK_FALSE(told(measured(2.3e-7), measured(4e-7)).empty());
}

TEST_CASE("a measurement that is new, or gone, is told once", "[authoring][results]") {
  const std::vector<ResultLine> lines = {line("GMM"), line("GMM")};
  const Measurements known = {{{"GMM same", "generated"}, measured(0.5)},
                              {{"GMM same", "original, a.mat"}, measured(0.6)}};
  CHECK(out_of_date(lines, known,
                    {{{"GMM same", "generated"}, measured(0.5)},
                     {{"GMM best", "generated"}, measured(0.5)}}) ==
        std::vector<std::string>{"GMM best (generated) is not on the page"});
  CHECK(joined(out_of_date(lines, known, {{{"GMM best", "generated"}, measured(0.5)}})) ==
        "GMM same is no longer measured\nGMM best (generated) is not on the page\n");
  CHECK(joined(out_of_date(lines, known, known)) == "GMM best is not measured\n");
  // A line without measurements asks for none.
  ResultLine only_reported = line("GMM");
  only_reported.same.clear();
  only_reported.best.clear();
  CHECK(out_of_date({only_reported}, {}, {}).empty());
}

TEST_CASE("a missed target is told with what was got and expected", "[authoring][results]") {
  const auto told = [](const std::string& target, double mean) {
    return joined(
        missed_targets({line("GMM", target)}, {{{"GMM best", "generated"}, measured(mean, 0.01)}}));
  };
  CHECK(told("at least 0.97", 0.97).empty());
  CHECK(told("at least 0.97", 0.9699) ==
        "GMM (generated): 0.9699 ± 0.0100 (0.9599 to 0.9799), expected at least 0.97\n");
  CHECK(told("at most 1.3", 1.3).empty());
  CHECK(contains(told("at most 1.3", 1.31), "expected at most 1.3"));
  CHECK(told("at most -2e-3", -0.01).empty());
  CHECK(told("", 0.0).empty());
  CHECK_THROWS_MATCHES(told("beat 3", 4.0), CannotJudge, says("the target is `beat 3`, expected"));
  // Nothing measured, nothing reached.
  CHECK(joined(missed_targets({line("GMM", "at least 0.97")}, {})) ==
        "GMM: GMM best is not measured, expected at least 0.97\n");
  // Each source has to reach it.
  CHECK(missed_targets({line("GMM", "at least 0.97")},
                       {{{"GMM best", "generated"}, measured(0.98)},
                        {{"GMM best", "original, a.mat"}, measured(0.9)}})
            .size() == 1);
}
