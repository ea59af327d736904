#include "reporting/similar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/run.hpp"
#include "base/text.hpp"
#include "judge/mask.hpp"
#include "reporting/page.hpp"

namespace gradus::reporting {
namespace {

namespace fs = std::filesystem;
using judge::CannotJudge;
using Lines = std::vector<std::string>;

constexpr int shortest_run = 12;           // tokens
constexpr double tokens_of_doubt = 30;     // an answer with fewer rare tokens proves less
constexpr std::size_t shortest_line = 12;  // letters of a line that tells anything by itself
constexpr double longest_search = 1800;    // seconds

std::string without_blanks(const std::string& line) {
  std::string text;
  for (const char letter : line) {
    if (letter != ' ' && letter != '\t') text += letter;
  }
  return text;
}

bool has_word(const std::string& line) {
  return std::ranges::any_of(line, judge::is_word);
}

/// An answer as it is compared.
struct Prepared {
  Lines code;                     // without comments and what was given; each line where it was
  std::vector<double> tokens;     // a line's share of them
  std::vector<std::size_t> with;  // how many others share the line
  std::set<std::string> letters;  // the longer lines, comments and all, without blanks
};

Prepared prepare(const std::string& text, const std::set<std::string>& given) {
  Prepared one;
  one.code = base::lines_of(judge::code_only(text));
  Lines raw = base::lines_of(text);
  raw.resize(one.code.size());
  const judge::Masked masked = judge::mask(text);
  std::size_t at = 0;
  for (std::size_t i = 0; i < one.code.size(); ++i) {
    const std::string bare = without_blanks(raw[i]);
    if (given.contains(bare)) {
      // Braces stay: the tester takes functions by them.
      if (has_word(bare)) one.code[i].clear();
    } else {
      // Literals come back: a number is a token as well.
      for (std::size_t k = 0; k < raw[i].size() && k < one.code[i].size(); ++k) {
        if (at + k < masked.kinds.size() && masked.kinds[at + k] == judge::Kind::literal) {
          one.code[i][k] = raw[i][k];
        }
      }
      if (bare.size() >= shortest_line) one.letters.insert(bare);
    }
    at += raw[i].size() + 1;
    double tokens = 0.0;
    bool in_word = false;
    for (const char letter : one.code[i]) {
      const bool word = judge::is_word(letter);
      if (letter != ' ' && (!word || !in_word)) ++tokens;
      in_word = word;
    }
    one.tokens.push_back(tokens);
  }
  one.with.resize(one.code.size());
  return one;
}

double tokens_of(const Prepared& one) {
  double sum = 0.0;
  for (std::size_t i = 0; i < one.code.size(); ++i) {
    if (has_word(one.code[i])) sum += one.tokens[i];
  }
  return sum;
}

std::string file_of(std::size_t number) {
  return fmt::format("{}.cpp", number);
}

using Pairs = std::map<std::pair<std::size_t, std::size_t>, Alike>;

/// "12.cpp: line 3-7   |40.cpp: line 9-13   [48]"
void read_runs(const std::string& said, std::size_t answers, Pairs& pairs) {
  for (const std::string& line : base::lines_of(said)) {
    std::size_t a = 0;
    std::size_t b = 0;
    Shared shared;
    const int read = std::sscanf(line.c_str(), "%zu.cpp: line %zu-%zu |%zu.cpp: line %zu-%zu [%zu]",
                                 &a, &shared.a.first, &shared.a.second, &b, &shared.b.first,
                                 &shared.b.second, &shared.tokens);
    if (read != 7) continue;
    if (a >= answers || b >= answers || a == b) continue;
    if (a > b) {
      std::swap(a, b);
      std::swap(shared.a, shared.b);
    }
    Alike& pair = pairs[{a, b}];
    pair.a = a;
    pair.b = b;
    pair.shared.push_back(shared);
  }
}

/// The lines of one side that the runs of a pair cover.
std::set<std::size_t> covered(const Alike& pair, std::pair<std::size_t, std::size_t> Shared::*side,
                              std::size_t lines) {
  std::set<std::size_t> all;
  for (const Shared& one : pair.shared) {
    for (std::size_t line = (one.*side).first; line <= (one.*side).second && line <= lines;
         ++line) {
      all.insert(line - 1);
    }
  }
  return all;
}

/// 1 for what nobody or one other has, 0 for what everybody has.
double rarity(std::size_t with, std::size_t answers) {
  if (with <= 1) return 1.0;
  const auto others = static_cast<double>(std::max<std::size_t>(answers - 1, 2));
  return std::max(0.0, 1.0 - std::log(static_cast<double>(with)) / std::log(others));
}

/// How much of what is rare in one answer the pair shares.
double rare_share(const Prepared& one, const std::set<std::size_t>& lines, std::size_t answers) {
  double shared = 0.0;
  double all = tokens_of_doubt;
  for (std::size_t i = 0; i < one.code.size(); ++i) {
    const double weight = one.tokens[i] * rarity(one.with[i], answers);
    all += weight;
    if (lines.contains(i)) shared += weight;
  }
  return shared / all;
}

/// Those of the lines that few of the class have.
std::set<std::size_t> rare_of(const Prepared& one, const std::set<std::size_t>& lines,
                              std::size_t answers) {
  std::set<std::size_t> rare;
  for (const std::size_t i : lines) {
    if (i < one.with.size() && has_word(one.code[i]) && rarity(one.with[i], answers) >= 0.5) {
      rare.insert(i);
    }
  }
  return rare;
}

/// One side of a pair: what is shared stands out, and most what is rare.
std::string side_of(const Answer& answer, const std::set<std::size_t>& lines,
                    const std::set<std::size_t>& rare) {
  std::string html = "<pre>";
  const Lines all = base::lines_of(base::clean(answer.text, 1 << 20));
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string line = as_html(fmt::format("{:>4}  {}", i + 1, all[i]));
    html += rare.contains(i)    ? "<span class=\"same rare\">" + line + "</span>"
            : lines.contains(i) ? "<span class=\"same\">" + line + "</span>"
                                : line + "\n";
  }
  return html + "</pre>\n";
}

}  // namespace

std::set<std::string> given_lines(const judge::Course& course, const judge::Lesson& lesson) {
  const fs::path folder = course.headers / lesson.folder;
  std::set<std::string> lines;
  for (const fs::path& file :
       {folder / lesson.file_name(), folder / (lesson.name + ".hpp"), folder / "README.md"}) {
    if (!fs::exists(file)) continue;
    for (const std::string& line : base::lines_of(base::read_file(file))) {
      lines.insert(without_blanks(line));
    }
  }
  lines.erase("");
  return lines;
}

std::vector<Alike> find_alike(const std::vector<Answer>& answers,
                              const std::set<std::string>& given) {
  const fs::path program = base::find_command("sim_c++");
  if (program.empty()) {
    throw CannotJudge(
        "sim_c++ is not there: install Debian's package similarity-tester (./gradus similar asks "
        "for it)");
  }
  std::vector<Prepared> prepared;
  const base::TemporaryFolder folder;
  std::string list;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    prepared.push_back(prepare(answers[i].text, given));
    if (tokens_of(prepared[i]) < shortest_run) continue;
    std::string code;
    for (const std::string& line : prepared[i].code) code += line + "\n";
    base::write_file(folder / file_of(i), code);
    list += file_of(i) + "\n";
  }
  base::write_file(folder / "list", list);
  const fs::path found = folder / "found";
  const base::Finished finished =
      base::run({program.string(), "-T", "-n", "-s", "-e", "-w", "200", "-r",
                 std::to_string(shortest_run), "-o", "found", "-i"},
                {.working_directory = folder.path(),
                 .wall_seconds = longest_search,
                 .input = folder / "list"});
  if (!finished.ok() || !fs::exists(found)) {
    throw CannotJudge("sim_c++ failed: " + base::one_line(finished.output));
  }
  Pairs pairs;
  read_runs(base::read_file(found), answers.size(), pairs);

  for (const auto& [key, pair] : pairs) {
    for (const std::size_t i : covered(pair, &Shared::a, prepared[pair.a].code.size())) {
      ++prepared[pair.a].with[i];
    }
    for (const std::size_t i : covered(pair, &Shared::b, prepared[pair.b].code.size())) {
      ++prepared[pair.b].with[i];
    }
  }
  std::map<std::string, std::size_t> times;
  for (const Prepared& one : prepared) {
    for (const std::string& line : one.letters) ++times[line];
  }
  // The same file, comments and all: however many have it, they have it from one place. Each is
  // listed once, beside the first who has it.
  std::vector<std::size_t> first(answers.size());
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const bool tells = tokens_of(prepared[i]) >= tokens_of_doubt;
    first[i] = tells ? known.emplace(without_blanks(answers[i].text), i).first->second : i;
  }
  std::vector<Alike> all;
  for (auto& [key, pair] : pairs) {
    const bool equal = first[pair.b] == pair.a;
    if (!equal && (first[pair.a] != pair.a || first[pair.b] != pair.b)) continue;
    const Prepared& a = prepared[pair.a];
    const Prepared& b = prepared[pair.b];
    // One of the two may have more of its own: what the shorter one shares decides.
    pair.structure =
        std::max(rare_share(a, covered(pair, &Shared::a, a.code.size()), answers.size()),
                 rare_share(b, covered(pair, &Shared::b, b.code.size()), answers.size()));
    double same = 0.0;
    double least = 0.0;
    const Prepared& shorter = a.letters.size() < b.letters.size() ? a : b;
    const Prepared& longer = &shorter == &a ? b : a;
    for (const std::string& line : shorter.letters) {
      const double weight = rarity(times.at(line) - 1, answers.size());
      least += weight;
      if (longer.letters.contains(line)) same += weight;
    }
    pair.letters = same / (least + 3.0);
    pair.likeness = 1.0 - (1.0 - pair.structure) * (1.0 - 0.5 * pair.letters);
    if (equal) pair.likeness = 1.0;
    pair.rare_a = rare_of(a, covered(pair, &Shared::a, a.code.size()), answers.size());
    pair.rare_b = rare_of(b, covered(pair, &Shared::b, b.code.size()), answers.size());
    std::ranges::sort(pair.shared, {}, &Shared::a);
    all.push_back(std::move(pair));
  }
  std::ranges::stable_sort(all, std::greater{}, &Alike::likeness);
  return all;
}

void write_alike_pages(const std::string& title, const std::vector<Answer>& answers,
                       const std::vector<Alike>& pairs, std::size_t most, const fs::path& folder) {
  fs::create_directories(folder);
  fs::permissions(folder, fs::perms::owner_all);
  std::string rows;
  for (std::size_t i = 0; i < std::min(most, pairs.size()); ++i) {
    const Alike& pair = pairs[i];
    const Answer& a = answers[pair.a];
    const Answer& b = answers[pair.b];
    const std::string file = fmt::format("{:03}.html", i + 1);
    rows += fmt::format(
        "<tr><td class=\"n\">{}</td><td><a href=\"{}\">{} and {}</a></td><td "
        "class=\"n\">{}</td><td "
        "class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
        i + 1, file, as_html(base::one_line(a.name)), as_html(base::one_line(b.name)),
        base::percent(pair.likeness), base::percent(pair.structure), base::percent(pair.letters));
    const std::string both = a.name + " and " + b.name;
    base::write_atomically(
        folder / file,
        page(title + ": " + both,
             fmt::format(
                 "<style>body {{ max-width: none; }}</style>\n<p><a href=\"index.html\">all "
                 "pairs</a> "
                 "{}{}</p>\n<h1>{}</h1>\n<p class=\"soft\">{}: alike {}, in rare runs of code {}, "
                 "letter by letter {}. What both have, whatever its names and its place, "
                 "stands out, and most what few others have.</p>\n<div "
                 "class=\"pair\"><div><h2>{}</h2>{}</div><div><h2>{}</h2>{}"
                 "</div></div>\n",
                 i > 0 ? fmt::format("· <a href=\"{:03}.html\">before</a> ", i) : "",
                 i + 1 < std::min(most, pairs.size())
                     ? fmt::format("· <a href=\"{:03}.html\">next</a>", i + 2)
                     : "",
                 as_html(base::one_line(both)), as_html(title), base::percent(pair.likeness),
                 base::percent(pair.structure), base::percent(pair.letters),
                 as_html(base::one_line(a.name)),
                 side_of(a, covered(pair, &Shared::a, 1 << 20), pair.rare_a),
                 as_html(base::one_line(b.name)),
                 side_of(b, covered(pair, &Shared::b, 1 << 20), pair.rare_b))),
        0600);
  }
  base::write_atomically(
      folder / "index.html",
      page(title + ": answers that are alike",
           fmt::format(
               "<h1>{}: answers that are alike</h1>\n<p>The most alike first. This is no verdict: "
               "look at both, and ask. What the stub and the lesson's page give is left out, and "
               "what "
               "many have counts little.</p>\n<table><tr><th class=\"n\"></th><th>pair</th><th "
               "class=\"n\">alike</th><th class=\"n\">rare code</th><th class=\"n\">letter by "
               "letter</th></tr>\n{}</table>\n",
               as_html(title), rows)),
      0600);
}

}  // namespace gradus::reporting
