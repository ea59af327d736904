#include "authoring/results_page.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "base/text.hpp"

namespace gradus::authoring {

using namespace judge;
namespace {

constexpr double surprising = 3.0;  // standard errors

// Of a conclusion that holds, in percent of its pairs of trainings.
constexpr double least_more = 50.0;
constexpr double most_less = 10.0;

/// The measurements of one name, by source.
std::map<std::string, Measured> of_name(const Measurements& all, const std::string& name) {
  std::map<std::string, Measured> found;
  for (const auto& [key, measured] : all) {
    if (key.first == name) found.emplace(key.second, measured);
  }
  return found;
}

/// Whether `decimals` would show nothing of `value` but zeros.
bool is_tiny(double value, int decimals) {
  return value != 0.0 && std::abs(value) < 0.5 * std::pow(10.0, -decimals);
}

/// "0.9711 ± 0.0006 (0.9704 to 0.9718)"
std::string printed(const Measured& one, int decimals) {
  const auto number = [&](double value) {
    return is_tiny(value, decimals) ? fmt::format("{:.1e}", value)
                                    : fmt::format("{:.{}f}", value, decimals);
  };
  if (one.runs < 2) return number(one.mean);
  return fmt::format("{} ± {} ({} to {})", number(one.mean), number(one.deviation),
                     number(one.smallest), number(one.largest));
}

/// What the last digit of `value` stands for, as it is printed.
double last_digit(double value, int decimals) {
  if (is_tiny(value, decimals))
    return 0.1 * std::pow(10.0, std::floor(std::log10(std::abs(value))));
  return std::pow(10.0, -decimals);
}

bool reached(const Target& target, double mean) {
  return target.more ? mean >= target.value : mean <= target.value;
}

/// Missed, but by less than its standard error: another test part might have told otherwise.
bool within_error(const Target& target, const ResultLine& line, double mean) {
  return std::abs(mean - target.value) <= line.error;
}

/// The target for results on this data, if there is one.
std::optional<Target> target_for(const ResultLine& line, const std::string& source) {
  if (line.original_only && !is_original(source)) return std::nullopt;
  return parse_target(line.target);
}

std::string verdict(const ResultLine& line, const std::string& source, double mean) {
  if (line.target.empty()) return "";
  const std::optional<Target> target = target_for(line, source);
  if (!target) return " on the original";
  if (reached(*target, mean)) return ", reached";
  if (within_error(*target, line, mean)) {
    return fmt::format(", within its error of {}", line.error);
  }
  return ", missed";
}

/// The rows of one line: one for each source of data that it was measured on.
std::string rows(const ResultLine& line, const Measurements& all) {
  const std::map<std::string, Measured> same = of_name(all, line.same);
  const std::map<std::string, Measured> best = of_name(all, line.best);
  std::set<std::string> sources;
  for (const auto& [source, measured] : same) sources.insert(source);
  for (const auto& [source, measured] : best) sources.insert(source);
  if (sources.empty()) sources.insert("not measured");
  std::string page;
  for (const std::string& source : sources) {
    const auto cell = [&](const std::map<std::string, Measured>& from) {
      const auto found = from.find(source);
      return found == from.end() ? std::string("–") : printed(found->second, line.decimals);
    };
    const auto seconds = [&](const std::map<std::string, Measured>& from) {
      const auto found = from.find(source);
      return found == from.end() ? std::string("–") : fmt::format("{:.1f}", found->second.seconds);
    };
    const auto mine = best.find(source);
    const std::string mark = mine == best.end() ? "" : verdict(line, source, mine->second.mean);
    page += fmt::format("| {} | {} | {} | {} | {} | {}{} | {} / {} | {} |\n",
                        base::markdown_cell(line.what), base::markdown_cell(line.measure),
                        base::markdown_cell(line.reported), cell(same), cell(best),
                        line.target.empty() ? "–" : line.target, mark, seconds(same), seconds(best),
                        base::markdown_cell(source));
  }
  return page;
}

/// The best settings of a report's lines. Those that several lines share are told once.
std::string best_settings(const std::vector<ResultLine>& lines, const std::string& report) {
  std::vector<std::pair<std::string, std::vector<std::string>>> all;  // settings; of what
  for (const ResultLine& line : lines) {
    if (line.report != report || line.settings.empty()) continue;
    auto one = std::ranges::find(all, line.settings, [](const auto& pair) { return pair.first; });
    if (one == all.end()) one = all.insert(one, {line.settings, {}});
    if (std::ranges::find(one->second, line.what) == one->second.end()) {
      one->second.push_back(line.what);
    }
  }
  std::string list = all.empty() ? "" : "\nBest settings:\n\n";
  for (const auto& [settings, what] : all) {
    list += fmt::format("- {}: {}\n", fmt::join(what, "; "), settings);
  }
  return list;
}

/// A figure with its caption: what it shows, and the command that draws it.
std::string picture(const ResultFigure& figure) {
  const std::string caption = fmt::format("\n{} (`./gradus run {} {}`):\n\n", figure.shows,
                                          figure.lesson, figure.experiment);
  if (figure.is_text()) return caption + base::trimmed(figure.text) + "\n";
  return fmt::format("{}![{}](results/{})\n", caption, figure.shows, figure.file_name());
}

/// What one experiment says of a conclusion, on one source of data.
struct Judgement {
  double more = 0.0;  // in percent of the pairs
  double less = 0.0;
  bool holds() const { return more >= least_more && less <= most_less; }
  bool opposite() const { return less >= least_more && more <= most_less; }
  std::string printed() const { return fmt::format("{:.0f}% / {:.0f}%", more, less); }
};

/// The judgements of EXPERIMENT.NAME, by source.
std::map<std::string, Judgement> judgements(const Measurements& all, const std::string& name) {
  std::map<std::string, Judgement> found;
  const std::map<std::string, Measured> less = of_name(all, name + ".less");
  for (const auto& [source, more] : of_name(all, name + ".more")) {
    const auto other = less.find(source);
    if (other != less.end()) found[source] = {more.mean, other->second.mean};
  }
  return found;
}

struct BothJudgements {
  Judgement same;
  Judgement right;
  std::string holds() const {
    if (same.holds() && right.holds()) return "yes";
    if (right.holds()) return "with the right settings alone";
    if (same.holds()) {
      return std::string("with its own settings alone") +
             (right.opposite() ? "; with the right ones the opposite" : "");
    }
    return right.opposite() ? "no; with the right settings the opposite" : "no";
  }
};

/// By source: those that both experiments had.
std::map<std::string, BothJudgements> judged(const Measurements& all,
                                             const ResultConclusion& conclusion) {
  std::map<std::string, BothJudgements> found;
  const auto right = judgements(all, conclusion.right + "." + conclusion.name);
  for (const auto& [source, same] : judgements(all, conclusion.same + "." + conclusion.name)) {
    const auto other = right.find(source);
    if (other != right.end()) found[source] = {same, other->second};
  }
  return found;
}

/// A report's conclusions, a row for each and for each source of data.
std::string conclusion_table(const std::vector<ResultConclusion>& conclusions,
                             const std::string& report, const Measurements& all) {
  std::string rows;
  for (const ResultConclusion& one : conclusions) {
    if (one.report != report) continue;
    const std::string begin = fmt::format("| {} | {} |", base::markdown_cell(one.says),
                                          base::markdown_cell(one.compared));
    const std::map<std::string, BothJudgements> found = judged(all, one);
    for (const auto& [source, both] : found) {
      rows += fmt::format("{} {} | {} | {} | {} |\n", begin, both.same.printed(),
                          both.right.printed(), both.holds(), base::markdown_cell(source));
    }
    if (found.empty()) rows += begin + " – | – | – | not measured |\n";
  }
  if (rows.empty()) return "";
  return fmt::format(
      "\n### The conclusions of report {}, one by one\n\n"
      "That one kind of training has more of something than another is judged by all pairs of\n"
      "trainings that differ in this alone: in how many percent of them there is more, and in how "
      "many\n"
      "less. It holds if there is more in at least {:.0f}% of the pairs, and less in at most "
      "{:.0f}%.\n\n"
      "| conclusion | compared | same settings: more / less | right settings | holds | data "
      "|\n"
      "|---|---|---|---|---|---|\n{}",
      report, least_more, most_less, rows);
}

}  // namespace

std::string results_page(const std::vector<ResultLine>& lines, const Measurements& measurements,
                         const std::vector<ResultFigure>& figures,
                         const std::vector<ResultConclusion>& conclusions) {
  std::string page =
      "# Results\n\n"
      "What five student reports measured, and what the course's own code makes of the same task.\n"
      "`./gradus results` runs everything and writes this page; `./gradus results --check` "
      "measures\n"
      "again and fails when a number here is out of date. Nothing on it is typed.\n\n"
      "A measurement is mean ± standard deviation (smallest to largest) over runs with different\n"
      "seeds. *Same settings* are the report's own; *best settings* keep its constraint\n"
      "(architecture, parameters, epochs), and are listed below each table. Times are seconds of "
      "processor\n"
      "time of one run, same / best, and no promise. Behind the reports stands what a later lesson "
      "is\n"
      "measured by: there, \"report\" is what is known, and \"same settings\" what is to be "
      "beaten.\n";
  std::vector<std::string> reports;
  for (const ResultLine& line : lines) {
    if (std::ranges::find(reports, line.report) == reports.end()) reports.push_back(line.report);
  }
  for (const std::string& report : reports) {
    const bool number = report.find_first_not_of("0123456789") == std::string::npos;
    page += fmt::format(
        "\n## {}{}\n\n"
        "| | measure | report | same settings | best settings | to beat | time (s) | data |\n"
        "|---|---|---|---|---|---|---|---|\n",
        number ? "Report " : "", report);
    for (const ResultLine& line : lines) {
      if (line.report == report) page += rows(line, measurements);
    }
    page += best_settings(lines, report);
    page += conclusion_table(conclusions, report, measurements);
    for (const ResultFigure& figure : figures) {
      if (figure.report == report) page += picture(figure);
    }
  }
  return page;
}

std::vector<std::string> out_of_date(const std::vector<ResultLine>& lines,
                                     const Measurements& known, const Measurements& now) {
  std::vector<std::string> sentences;
  const auto say = [&](const std::string& sentence) {  // two lines may share a measurement
    if (std::ranges::find(sentences, sentence) == sentences.end()) sentences.push_back(sentence);
  };
  for (const ResultLine& line : lines) {
    for (const std::string& name : {line.same, line.best}) {
      if (name.empty()) continue;
      const std::map<std::string, Measured> measured = of_name(now, name);
      if (measured.empty()) {
        say(name + (of_name(known, name).empty() ? " is not measured" : " is no longer measured"));
      }
      for (const auto& [source, is] : measured) {
        const auto was = known.find({name, source});
        if (was == known.end()) {
          say(fmt::format("{} ({}) is not on the page", name, source));
          continue;
        }
        const double error = std::hypot(was->second.standard_error(), is.standard_error());
        const double least = last_digit(was->second.mean, line.decimals);
        const double moved = std::abs(is.mean - was->second.mean);
        if (moved <= std::max(surprising * error, least * (1.0 + 1e-6))) continue;
        say(fmt::format("{} ({}) is {}, the page says {}", name, source, printed(is, line.decimals),
                        printed(was->second, line.decimals)));
      }
    }
  }
  return sentences;
}

std::vector<std::string> judged_otherwise(const std::vector<ResultConclusion>& conclusions,
                                          const Measurements& known, const Measurements& now) {
  std::vector<std::string> sentences;
  for (const ResultConclusion& one : conclusions) {
    const std::string what = fmt::format("\"{}\" ({})", one.says, one.compared);
    const std::map<std::string, BothJudgements> was = judged(known, one);
    const std::map<std::string, BothJudgements> is = judged(now, one);
    if (is.empty()) sentences.push_back(what + " is not judged");
    for (const auto& [source, both] : is) {
      const auto before = was.find(source);
      const std::string said = before == was.end() ? "nothing" : before->second.holds();
      if (said == both.holds()) continue;
      sentences.push_back(fmt::format("whether {} holds ({}): {}, the page says {}", what, source,
                                      both.holds(), said));
    }
  }
  return sentences;
}

std::vector<std::string> missed_targets(const std::vector<ResultLine>& lines,
                                        const Measurements& measurements) {
  std::vector<std::string> sentences;
  for (const ResultLine& line : lines) {
    const std::optional<Target> target = parse_target(line.target);
    if (!target) continue;
    const std::map<std::string, Measured> best = of_name(measurements, line.best);
    if (best.empty()) {
      sentences.push_back(
          fmt::format("{}: {} is not measured, expected {}", line.what, line.best, line.target));
    }
    for (const auto& [source, measured] : best) {
      if (!target_for(line, source)) continue;
      if (reached(*target, measured.mean) || within_error(*target, line, measured.mean)) continue;
      sentences.push_back(fmt::format("{} ({}): {}, expected {}", line.what, source,
                                      printed(measured, line.decimals), line.target));
    }
  }
  return sentences;
}

}  // namespace gradus::authoring
