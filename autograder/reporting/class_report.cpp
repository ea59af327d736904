#include "reporting/class_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "base/text.hpp"
#include "gradebook/verdicts.hpp"
#include "judge/mask.hpp"
#include "judge/source.hpp"
#include "reporting/page.hpp"
#include "reporting/told.hpp"

namespace gradus::reporting {
namespace {

using judge::CaseResult;
using judge::Category;
using judge::TaskResult;

constexpr std::size_t most_misconceptions = 10;
constexpr std::size_t most_slow = 10;
constexpr std::size_t most_examples = 2;
constexpr std::size_t lines_of_example = 25;

/// A task of the course, as it is counted through.
struct Column {
  const judge::Lesson* lesson;
  const judge::Task* task;
};

struct Row {
  std::string name;
  double share = 0.0;          // of the points of what was judged
  std::vector<double> shares;  // one a column; < 0: not handed in, < -1: not judged
  std::size_t stopped = 0;     // the last column with something written, counted from 1
};

struct Misconception {
  std::string sentence;
  std::string name;  // as misconceptions.hpp has it; empty: a general guess
  std::string lesson;
  std::string task;
  std::vector<std::string> people;
};

struct Seen {
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::map<std::string, Misconception> misconceptions;
  std::vector<std::vector<double>> seconds;  // one a column, one a person
  std::vector<double> totals;                // shares of the maximum
  std::size_t not_judged = 0;                // people without a total
  std::string decided;                       // rows of a table: what counts beside the tests
};

/// What stays of a sentence when the numbers of this submission go: what it is counted by.
std::string kind_of(const std::string& sentence) {
  std::string kind;
  for (const char letter : sentence) {
    if (!judge::is_digit(letter)) {
      kind += letter;
    } else if (kind.empty() || kind.back() != '#') {
      kind += '#';
    }
  }
  return kind;
}

bool is_written(const TaskResult& task) {
  const Category state = judge::state_of(task);
  if (state == Category::not_written) return false;
  return std::ranges::any_of(task.cases, [](const CaseResult& one) {
    return one.category != Category::missing && one.category != Category::not_written;
  });
}

std::string decided_row(const Person& person, const judge::Lesson& lesson, const Work& work) {
  return fmt::format(
      "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td></tr>\n",
      as_html(base::one_line(person.shown())), as_html(lesson.id),
      judge::points_text(work.earned, "?"), judge::points_text(work.points, "?"),
      as_html(base::one_line(work.remark)));
}

void look_at(const Person& person, const ClassBook& book, Seen& seen) {
  Row row{.name = person.shown()};
  double earned = 0.0;
  double possible = 0.0;
  for (std::size_t i = 0; i < person.works.size(); ++i) {
    const judge::Lesson& lesson = *book.lessons()[i];
    const Work& work = person.works[i];
    if (work.points) {
      earned += *work.points;
      possible += work.possible;
    }
    if (!work.remark.empty()) seen.decided += decided_row(person, lesson, work);
    for (const judge::Task& task : lesson.tasks) {
      const auto found = std::ranges::find(work.result.tasks, task.id, &TaskResult::id);
      const std::size_t column = row.shares.size();
      if (found == work.result.tasks.end()) {
        row.shares.push_back(work.handed_in || !work.points ? -2.0 : -1.0);
        continue;
      }
      row.shares.push_back(!work.handed_in         ? -1.0
                           : found->possible > 0.0 ? found->earned / found->possible
                                                   : 0.0);
      if (!work.handed_in) continue;
      if (is_written(*found)) row.stopped = column + 1;
      std::set<std::string> kinds;
      for (const CaseResult& one : found->cases) {
        if (one.category == Category::passed) continue;
        for (std::size_t k = 0; k < one.diagnosis.size(); ++k) {
          const std::string& sentence = one.diagnosis[k];
          const std::string kind = lesson.id + task.id + kind_of(sentence);
          if (!kinds.insert(kind).second) continue;
          Misconception& all = seen.misconceptions[kind];
          if (all.sentence.empty()) {
            const bool named = one.told.size() == one.diagnosis.size();
            all = {sentence, named ? one.told[k] : "", lesson.id, task.id, {}};
          }
          all.people.push_back(person.name);
        }
      }
      seen.seconds[column].push_back(found->seconds());
    }
  }
  row.share = possible > 0.0 ? earned / possible : 0.0;
  if (person.total && person.maximum > 0.0) {
    seen.totals.push_back(*person.total / person.maximum);
  } else {
    ++seen.not_judged;
  }
  seen.rows.push_back(std::move(row));
}

double median(std::vector<double> values) {
  if (values.empty()) return 0.0;
  std::ranges::sort(values);
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2.0;
}

std::string summary(const Seen& seen, std::size_t lessons) {
  const std::size_t people = seen.rows.size();
  const auto nothing = std::ranges::count_if(seen.rows, [](const Row& row) {
    return std::ranges::all_of(row.shares, [](double share) { return share < 0.0; });
  });
  std::string text =
      fmt::format("<p>{} {}, {} tasks in {} {}. Median {}, mean {} of the points.</p>\n", people,
                  people == 1 ? "person" : "people", seen.columns.size(), lessons,
                  lessons == 1 ? "lesson" : "lessons", base::percent(median(seen.totals)),
                  seen.totals.empty()
                      ? "-"
                      : base::percent(std::accumulate(seen.totals.begin(), seen.totals.end(), 0.0) /
                                      static_cast<double>(seen.totals.size())));
  if (nothing > 0) text += fmt::format("<p>{} handed in nothing of these lessons.</p>\n", nothing);
  if (seen.not_judged > 0) {
    text += fmt::format(
        "<p class=\"bad\">{} of them have a lesson that could not be judged, and "
        "are not in the distribution.</p>\n",
        seen.not_judged);
  }
  return text;
}

std::string distribution(const Seen& seen) {
  constexpr std::size_t bins = 10;
  std::array<std::size_t, bins> counts{};
  for (const double share : seen.totals) {
    const auto bin = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * bins);
    ++counts[std::min(bin, bins - 1)];
  }
  const std::size_t most = std::max<std::size_t>(1, *std::ranges::max_element(counts));
  constexpr int width = 56;
  constexpr int height = 140;
  std::string svg = fmt::format(
      "<svg viewBox=\"0 0 {} {}\" width=\"100%\" style=\"max-width:38rem\" role=\"img\" "
      "aria-label=\"how many people have how many points\">\n",
      width * static_cast<int>(bins) + 10, height + 40);
  for (std::size_t i = 0; i < bins; ++i) {
    const int tall =
        static_cast<int>(static_cast<double>(counts[i]) / static_cast<double>(most) * height);
    const int left = static_cast<int>(i) * width + 5;
    svg += fmt::format(
        "<rect class=\"bar\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{} people have {} "
        "to {}% of the points</title></rect>\n<text x=\"{}\" y=\"{}\" "
        "text-anchor=\"middle\">{}</text>\n<text x=\"{}\" y=\"{}\" "
        "text-anchor=\"middle\">{}-{}%</text>\n",
        left, height - tall + 18, width - 4, tall, counts[i], i * 10, (i + 1) * 10,
        left + width / 2, height - tall + 13, counts[i], left + width / 2, height + 34, i * 10,
        (i + 1) * 10);
  }
  svg += fmt::format("<line x1=\"5\" x2=\"{0}\" y1=\"{1}\" y2=\"{1}\"/>\n</svg>\n",
                     width * static_cast<int>(bins) + 5, height + 18);
  return "<h2 id=\"points\">How the points are distributed</h2>\n" + svg;
}

std::string misconceptions(const Seen& seen, const ClassBook& book) {
  std::vector<const Misconception*> all;
  for (const auto& [kind, one] : seen.misconceptions) all.push_back(&one);
  std::ranges::stable_sort(all, [](const Misconception* a, const Misconception* b) {
    return a->people.size() > b->people.size();
  });
  if (all.size() > most_misconceptions) all.resize(most_misconceptions);
  std::string text =
      "<h2 id=\"misconceptions\">What was understood otherwise, most frequent first</h2>\n";
  if (all.empty()) return text + "<p>No misconception was recognised.</p>\n";
  text += "<ol>\n";
  for (const Misconception* one : all) {
    const judge::Lesson& lesson = book.course().lesson(one->lesson);
    const judge::Task* task = lesson.find_task(one->task);
    text += fmt::format(
        "<li><h3>{}</h3>\n<p class=\"soft\">{}task {}{}, {}; {} of {} people</p>\n",
        as_html(one->sentence),
        one->name.empty() ? "" : "<code>" + as_html(one->name) + "</code>, ", as_html(one->task),
        task == nullptr ? "" : as_html(fmt::format(" {}", fmt::join(task->functions, ", "))),
        as_html(lesson.title), one->people.size(), seen.rows.size());
    std::set<std::string> shown;
    for (const std::string& person : one->people) {
      if (shown.size() == most_examples) break;
      const std::optional<std::string> answer = book.answer(person, lesson);
      const std::string code = answer ? anonymous_code(*answer, one->task, lines_of_example) : "";
      if (code.empty() || !shown.insert(code).second) continue;
      text += "<pre>" + as_html(code) + "</pre>\n";
    }
    text += "</li>\n";
  }
  return text + "</ol>\n";
}

std::string heat_map(Seen& seen) {
  std::ranges::stable_sort(seen.rows, [](const Row& a, const Row& b) { return a.share > b.share; });
  std::string text =
      "<h2 id=\"map\">Tasks and people</h2>\n<p class=\"soft\">One row a person, the most points "
      "first; one column a task. Of its points: <span class=\"key s0\"></span>none <span "
      "class=\"key s1\"></span>a third <span class=\"key s2\"></span>two thirds <span class=\"key "
      "s3\"></span>nearly all <span class=\"key s4\"></span>all; · not handed in, ? not "
      "judged.</p>\n"
      "<div class=\"wide\"><table class=\"heat\">\n<thead><tr>"
      "<th class=\"who\"></th>";
  for (const Column& column : seen.columns) {
    const bool first = &column != &seen.columns.front() && column.lesson != (&column - 1)->lesson;
    text += fmt::format("<th class=\"task{}\" title=\"{}\">{}</th>", first ? " first" : "",
                        as_html(fmt::format("{}", fmt::join(column.task->functions, ", "))),
                        as_html(column.task->id));
  }
  text += "</tr></thead>\n<tbody>\n";
  for (const Row& row : seen.rows) {
    text += "<tr><td class=\"who\">" + as_html(base::one_line(row.name)) + "</td>";
    for (std::size_t i = 0; i < row.shares.size(); ++i) {
      const double share = row.shares[i];
      const char* first =
          i > 0 && seen.columns[i].lesson != seen.columns[i - 1].lesson ? " first" : "";
      if (share < 0.0) {
        text += fmt::format("<td class=\"none{}\">{}</td>", first, share < -1.5 ? "?" : "·");
        continue;
      }
      const char level = share <= 0.0     ? '0'
                         : share < 0.34   ? '1'
                         : share < 0.67   ? '2'
                         : share < 0.9999 ? '3'
                                          : '4';
      text += fmt::format("<td class=\"s{}{}\" title=\"{}: {}\"></td>", level, first,
                          as_html(seen.columns[i].task->id), base::percent(share));
    }
    text += "</tr>\n";
  }
  return text + "</tbody></table></div>\n";
}

std::string stops(const Seen& seen) {
  std::map<std::size_t, std::vector<std::string>> at;
  for (const Row& row : seen.rows) at[row.stopped].push_back(base::one_line(row.name));
  std::string text =
      "<h2 id=\"stops\">Who stopped where</h2>\n<p class=\"soft\">The last task for which somebody "
      "has written anything.</p>\n<table><tr><th>last task</th><th class=\"n\">people</th>"
      "<th></th></tr>\n";
  for (const auto& [stop, names] : at) {
    const std::string where =
        stop == 0 ? "nothing written"
                  : fmt::format("{} {}", seen.columns[stop - 1].task->id,
                                fmt::join(seen.columns[stop - 1].task->functions, ", "));
    text += fmt::format(
        "<tr><td>{}{}</td><td class=\"n\">{}</td><td><details><summary>names</summary>{}</details>"
        "</td></tr>\n",
        as_html(where), stop == seen.columns.size() ? " (the end)" : "", names.size(),
        as_html(fmt::format("{}", fmt::join(names, ", "))));
  }
  return text + "</table>\n";
}

std::string decided(const Seen& seen) {
  if (seen.decided.empty()) return "";
  return "<h2 id=\"decided\">Late, or set by hand</h2>\n<table><tr><th>person</th><th>lesson</th>"
         "<th class=\"n\">by the tests</th><th class=\"n\">counts</th><th>why</th></tr>\n" +
         seen.decided + "</table>\n";
}

std::string slowest(const Seen& seen) {
  std::vector<std::size_t> order(seen.columns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto longest = [&](std::size_t i) {
    return seen.seconds[i].empty() ? 0.0 : *std::ranges::max_element(seen.seconds[i]);
  };
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return longest(a) > longest(b); });
  if (order.size() > most_slow) order.resize(most_slow);
  std::string text =
      "<h2 id=\"slow\">Slowest tasks</h2>\n<table><tr><th>task</th><th class=\"n\">median, s</th>"
      "<th class=\"n\">longest, s</th></tr>\n";
  for (const std::size_t i : order) {
    text += fmt::format(
        "<tr><td>{} {}</td><td class=\"n\">{:.2f}</td><td class=\"n\">{:.2f}</td></tr>\n",
        as_html(seen.columns[i].task->id),
        as_html(fmt::format("{}", fmt::join(seen.columns[i].task->functions, ", "))),
        median(seen.seconds[i]), longest(i));
  }
  return text + "</table>\n";
}

}  // namespace

std::string anonymous_code(const std::string& answer, const std::string& task,
                           std::size_t most_lines) {
  const judge::Masked masked = judge::mask(answer);
  std::string bare;  // every line stays where it is
  for (std::size_t i = 0; i < answer.size(); ++i) {
    const bool code = masked.kinds[i] == judge::Kind::code || answer[i] == '\n';
    const bool literal = masked.kinds[i] == judge::Kind::literal;
    if (code) {
      bare += answer[i];
    } else if (literal && (i == 0 || masked.kinds[i - 1] != judge::Kind::literal)) {
      bare += answer[i] == '"' || answer[i] == 'R' ? "\"...\"" : std::string(1, answer[i]);
    } else if (literal && bare.back() != '"') {
      bare += answer[i];  // a number or a character goes on
    }
  }
  const judge::Source source(answer);
  const std::vector<std::string> lines = base::lines_of(bare);
  std::string text;
  std::size_t count = 0;
  for (const judge::Item& item : source.items()) {
    if (item.task != task) continue;
    for (std::size_t line = item.first_line; line <= item.last_line && line <= lines.size();
         ++line) {
      std::string code = lines[line - 1];
      while (!code.empty() && code.back() == ' ') code.pop_back();
      if (code.empty()) continue;
      if (count++ == most_lines) return text + "...\n";
      text += code + "\n";
    }
  }
  return text;
}

std::string class_report(const ClassBook& book) {
  Seen seen;
  for (const judge::Lesson* lesson : book.lessons()) {
    for (const judge::Task& task : lesson->tasks) seen.columns.push_back({lesson, &task});
  }
  seen.seconds.resize(seen.columns.size());
  book.for_each([&](const Person& person) { look_at(person, book, seen); });
  std::string body = "<h1>Class report</h1>\n" + summary(seen, book.lessons().size());
  body +=
      "<p><a href=\"#points\">Points</a> · <a href=\"#misconceptions\">Misconceptions</a> · <a "
      "href=\"#map\">Tasks and people</a> · <a href=\"#stops\">Who stopped where</a> · ";
  if (!seen.decided.empty()) body += "<a href=\"#decided\">Late, or set by hand</a> · ";
  body += "<a href=\"#slow\">Slowest tasks</a></p>\n";
  body += distribution(seen) + misconceptions(seen, book) + heat_map(seen) + stops(seen) +
          decided(seen) + slowest(seen);
  body += fmt::format(
      "<p class=\"soft\">Made {} by gradus export report. Not for students: it has names, and "
      "sentences from graded tests.</p>\n",
      gradebook::now_utc());
  return page("Class report", body);
}

}  // namespace gradus::reporting
