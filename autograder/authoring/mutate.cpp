#include "authoring/mutate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <mutex>
#include <regex>
#include <set>

#include "authoring/catalogue.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "judge/compile.hpp"
#include "judge/mask.hpp"
#include "judge/source.hpp"

namespace gradus::authoring {

using namespace judge;
namespace {

struct Swap {
  const char* pattern;  // found in the code, not in comments or strings
  const char* with;     // as std::regex_replace understands it
};

// Names that end a word are written with \b, so that n_rows is not found in n_rows_left.
const std::vector<Swap> swaps = {
    {R"( \+ )", " - "},
    {R"( - )", " + "},
    {R"( \* )", " / "},
    {R"( / )", " * "},
    {R"( % )", " + "},
    {R"( \+= )", " -= "},
    {R"( -= )", " += "},
    {R"( \*= )", " /= "},
    {R"( /= )", " *= "},
    {R"( < )", " <= "},
    {R"( <= )", " < "},
    {R"( > )", " >= "},
    {R"( >= )", " > "},
    {R"( == )", " != "},
    {R"( != )", " == "},
    {R"( && )", " || "},
    {R"( \|\| )", " && "},
    {R"(\bn_rows\b)", "n_cols"},
    {R"(\bn_cols\b)", "n_rows"},
    {R"(\beach_col\b)", "each_row"},
    {R"(\beach_row\b)", "each_col"},
    {R"(\bmax\()", "min("},
    {R"(\bmin\()", "max("},
    {R"(\bfront\(\))", "back()"},
    {R"(\bback\(\))", "front()"},
    {R"(\.t\(\))", ""},
    {R"(\btrue\b)", "false"},
    {R"(\bfalse\b)", "true"},
    {R"((arma|std)::(sqrt|square|abs|exp|log|log1p|sign|tanh|pow)\()", "("},
    {R"(\barma::sum\()", "arma::mean("},
    {R"(\barma::mean\()", "arma::sum("},
    {R"(\barma::zeros\()", "arma::ones("},
    {R"(\barma::zeros<)", "arma::ones<"},
    {R"(\bif \((.*)\) )", "if (!($1)) "},
};

/// A line with each place where a swap fits changed, one at a time.
void add_swaps(const std::string& line, const std::string& code,
               std::vector<std::string>& changed) {
  for (const Swap& swap : swaps) {
    const std::regex pattern(swap.pattern);
    for (std::sregex_iterator match(code.begin(), code.end(), pattern), end; match != end;
         ++match) {
      const auto place = static_cast<std::size_t>(match->position());
      const std::string found = line.substr(place, static_cast<std::size_t>(match->length()));
      changed.push_back(line.substr(0, place) + std::regex_replace(found, pattern, swap.with) +
                        line.substr(place + found.size()));
    }
  }
  // The minus of -x goes.
  const std::regex sign(R"([(\s{,]-(?=[\w(]))");
  for (std::sregex_iterator match(code.begin(), code.end(), sign), end; match != end; ++match) {
    const auto place = static_cast<std::size_t>(match->position()) + 1;
    changed.push_back(line.substr(0, place) + line.substr(place + 1));
  }
}

/// Each number, one more and (if it is not 0) one less.
void add_numbers(const std::string& line, const std::string& code,
                 std::vector<std::string>& changed) {
  const std::regex number(R"((^|[^\w.])(\d+)(\.\d+)?(?![\w.]))");
  for (std::sregex_iterator match(code.begin(), code.end(), number), end; match != end; ++match) {
    const auto place = static_cast<std::size_t>(match->position(2));
    const std::string whole = match->str(2);
    const long value = std::stol(whole);
    for (const long other : {value + 1, value - 1}) {
      if (other < 0) continue;
      changed.push_back(line.substr(0, place) + std::to_string(other) +
                        line.substr(place + whole.size()));
    }
  }
}

/// Is this a statement that the code around it still compiles without?
bool can_go(const std::string& code, const std::string& before) {
  static const std::regex declares(
      R"(^(const |static |using |return|break|continue|throw|if|for|while|else|case|switch|\}|\{).*|^[\w:<>]+ \w+( =.*|\(.*|\{.*)?;$)");
  const std::string statement = base::trimmed(code);
  if (statement.empty() || statement.back() != ';' || std::regex_match(statement, declares)) {
    return false;
  }
  const std::string last = base::trimmed(before);
  return last.empty() || last.back() == ';' || last.back() == '{' || last.back() == '}' ||
         last.back() == ':';
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

/// The code in the catalogue has line ends of its own.
std::string without_blanks(std::string text) {
  std::erase_if(text, [](unsigned char c) { return std::isspace(c) != 0; });
  return text;
}

}  // namespace

std::vector<Mutant> mutants(const std::string& solution) {
  const Source source(solution);
  const std::vector<std::string> lines = base::lines_of(solution);
  const std::vector<std::string> code = base::lines_of(code_only(solution));
  std::vector<Mutant> all;
  std::set<std::string> known = {solution};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Item* item = source.item_at(i + 1);
    if (item == nullptr || lines[i].starts_with('#')) continue;
    std::vector<std::string> changed;
    add_swaps(lines[i], code[i], changed);
    add_numbers(lines[i], code[i], changed);
    if (can_go(code[i], i > 0 ? code[i - 1] : "")) changed.emplace_back();
    for (const std::string& line : changed) {
      std::vector<std::string> other = lines;
      other[i] = line;
      const std::string text = joined(other);
      if (!known.insert(text).second) continue;
      all.push_back({.line = i + 1,
                     .was = base::trimmed(lines[i]),
                     .is = base::trimmed(line),
                     .task = item->task,
                     .text = text});
    }
  }
  return all;
}

SweepReport sweep(const Course& course, const Lesson& lesson, unsigned jobs,
                  base::Progress& progress) {
  SweepReport report;
  const std::string solution = base::read_file(course.solution_file(lesson));
  std::set<std::string> equivalent;
  for (const Change& one : read_catalogue(course, lesson).equivalents) {
    try {
      equivalent.insert(without_blanks(apply_change(solution, one)));
    } catch (const CannotJudge& error) {
      report.problems.emplace_back(error.what());
    }
  }
  const std::vector<Mutant> all = mutants(solution);
  report.all = all.size();
  std::mutex mutex;
  std::vector<Version> versions;
  for (const Mutant& mutant : all) {
    if (equivalent.contains(without_blanks(mutant.text))) {
      ++report.explained;
      continue;
    }
    versions.push_back(
        {.text = mutant.text, .only_task = mutant.task, .judged = [&](const LessonResult& result) {
           const std::lock_guard lock(mutex);
           const auto broken = [](const TaskResult& task) { return !task.compiler.empty(); };
           if (std::ranges::any_of(result.tasks, broken)) {
             ++report.not_compiled;
           } else if (!result.passed()) {
             ++report.killed;
           } else {
             report.survivors.push_back(mutant);
           }
         }});
  }
  judge_versions(course, lesson, solution, versions, jobs, progress,
                 [&](const std::string& message) {
                   const std::lock_guard lock(mutex);
                   report.problems.push_back(message);
                 });
  std::ranges::sort(report.survivors, {}, &Mutant::line);
  return report;
}

}  // namespace gradus::authoring
