#include "authoring/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>
#include <sstream>

#include "base/files.hpp"
#include "base/text.hpp"
#include "judge/compile.hpp"

namespace gradus::authoring {

using namespace judge;
namespace {

namespace fs = std::filesystem;

const std::string block_end = "<!-- end -->";

std::string read_if_there(const fs::path& path) {
  return fs::is_regular_file(path) ? base::read_file(path) : "";
}

/// A part of the page that is not typed.
struct Block {
  std::string name;       // of what wrote it
  std::size_t first = 0;  // where its text begins, and how long it is
  std::size_t length = 0;
  std::string text = "";  // what belongs there now; empty: nothing does
};

/// The parts that begin with a comment `start` NAME -->.
std::vector<Block> blocks_of(const std::string& page, const std::string& start) {
  std::vector<Block> blocks;
  for (std::size_t at = page.find(start); at != std::string::npos; at = page.find(start, at + 1)) {
    const std::size_t name = at + start.size();
    const std::size_t name_end = page.find(" -->", name);
    const std::size_t end = page.find(block_end, at);
    if (name_end == std::string::npos || end == std::string::npos) break;
    const std::size_t first = name_end + 4;
    blocks.push_back({page.substr(name, name_end - name), first, end - first});
  }
  return blocks;
}

/// The first table below a heading of docs/results.md; nothing if it is not there.
std::string results_table(const Course& course, const std::string& heading) {
  std::istringstream lines(read_if_there(course.root / "docs" / "results.md"));
  std::string table;
  bool below = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#")) below = line == "### " + heading;
    const bool row = line.starts_with("|");
    if (!below || (!row && table.empty())) continue;
    if (!row) break;
    table += line + "\n";
  }
  return table;
}

/// All parts of the page that are not typed, in their order: what experiments of the lesson print,
/// which is in `made`, and tables of the page of results.
std::vector<Block> all_blocks(const Course& course, const Lesson& lesson, const std::string& page,
                              const fs::path& made) {
  std::vector<Block> blocks = blocks_of(page, "<!-- made by: ./gradus run " + lesson.id + " ");
  for (Block& block : blocks) block.text = read_if_there(made / (block.name + ".md"));
  for (Block block : blocks_of(page, "<!-- from the page of results: ")) {
    block.text = results_table(course, block.name);
    blocks.push_back(block);
  }
  for (Block& block : blocks) block.text = base::trimmed(block.text);
  std::ranges::sort(blocks, {}, &Block::first);
  return blocks;
}

/// The names of the figures that the page shows: `![...](figures/NAME.svg)`.
std::set<std::string> figures_of(const std::string& page) {
  const std::string start = "](figures/";
  std::set<std::string> names;
  for (std::size_t at = page.find(start); at != std::string::npos; at = page.find(start, at + 1)) {
    const std::size_t name = at + start.size();
    const std::size_t end = page.find(".svg)", name);
    if (end != std::string::npos && end - name < 100) names.insert(page.substr(name, end - name));
  }
  return names;
}

/// The text between the marks of code with which `cell` begins: "a | b" of "`a \\| b` | what".
std::string code_of(const std::string& cell) {
  const std::string mark = cell.substr(0, cell.find_first_not_of('`'));
  std::string code = cell.substr(mark.size(), cell.find(mark, mark.size()) - mark.size());
  for (std::size_t at = code.find("\\|"); at != std::string::npos; at = code.find("\\|", at)) {
    code.erase(at, 1);
  }
  return base::trimmed(code);
}

/// The line in which gnuplot names its version: pictures of two versions are not compared.
std::string maker(const std::string& svg) {
  const std::size_t at = svg.find("<desc>");
  return at == std::string::npos ? "" : svg.substr(at, svg.find('\n', at) - at);
}

fs::path page_path(const Course& course, const Lesson& lesson) {
  return course.root / "lessons" / lesson.folder / "README.md";
}

void check_figure(const fs::path& shown, const fs::path& made, const std::string& name,
                  std::vector<std::string>& problems) {
  const std::string csv = read_if_there(made / (name + ".csv"));
  if (csv.empty()) {
    problems.push_back(fmt::format("figures/{}.svg is made by no experiment", name));
    return;
  }
  const std::string svg = read_if_there(shown / (name + ".svg"));
  const std::string new_svg = read_if_there(made / (name + ".svg"));
  const bool comparable = !new_svg.empty() && maker(svg) == maker(new_svg);
  if (!same_numbers(read_if_there(shown / (name + ".csv")), csv) || svg.empty() ||
      (comparable && !same_numbers(svg, new_svg))) {
    problems.push_back(fmt::format("figures/{} is out of date: say ./gradus audit --update", name));
  }
}

}  // namespace

std::vector<std::string> sayings_of(const std::string& page) {
  std::vector<std::string> sayings;
  std::istringstream lines(page);
  bool inside = false;
  bool quoting = false;  // the line before was part of a block quote
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("## ")) inside = line.starts_with("## Common mistakes");
    if (!inside) continue;
    if (line.starts_with("> ")) {
      if (quoting) {
        sayings.back() += line.substr(1);
      } else {
        sayings.push_back(line.substr(2));
      }
    }
    quoting = line.starts_with("> ");
    if (line.starts_with("| `")) sayings.push_back(code_of(line.substr(2)));
  }
  return sayings;
}

bool same_numbers(const std::string& a, const std::string& b) {
  const char* x = a.c_str();
  const char* y = b.c_str();
  while (*x != '\0' && *y != '\0') {
    char* x_end = nullptr;
    char* y_end = nullptr;
    const double first = std::strtod(x, &x_end);
    const double second = std::strtod(y, &y_end);
    if (x_end != x && y_end != y) {
      const bool equal = first == second || (std::isnan(first) && std::isnan(second));
      if (!equal && !(std::abs(first - second) <= 1e-9 * std::max(1.0, std::abs(first)))) {
        return false;
      }
      x = x_end;
      y = y_end;
    } else if (*x++ != *y++) {
      return false;
    }
  }
  return *x == *y;
}

std::vector<std::string> check_page(const Course& course, const Lesson& lesson,
                                    const fs::path& made) {
  const fs::path path = page_path(course, lesson);
  const std::string page = base::read_file(path);
  std::vector<std::string> problems;
  for (const Block& block : all_blocks(course, lesson, page, made)) {
    const std::string shown = base::trimmed(page.substr(block.first, block.length));
    if (block.text.empty() || !same_numbers(shown, block.text)) {
      problems.push_back(
          fmt::format("README.md: what it has of \"{}\" is out of date: ./gradus audit {} --update",
                      block.name, lesson.id));
    }
  }
  const fs::path figures = path.parent_path() / "figures";
  const std::set<std::string> shown = figures_of(page);
  for (const std::string& name : shown) check_figure(figures, made, name, problems);
  std::error_code none;  // a page without figures has no such folder
  for (const auto& entry : fs::directory_iterator(figures, none)) {
    if (!shown.contains(entry.path().stem().string())) {
      problems.push_back("README.md does not show figures/" + entry.path().filename().string());
    }
  }
  for (const Experiment& experiment : lesson.experiments) {
    if (page.find(experiment.name) == std::string::npos) {
      problems.push_back("README.md does not speak of the experiment " + experiment.name);
    }
  }
  return problems;
}

void update_page(const Course& course, const Lesson& lesson, const fs::path& made) {
  const fs::path path = page_path(course, lesson);
  std::string page = base::read_file(path);
  const std::vector<Block> blocks = all_blocks(course, lesson, page, made);
  for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) {  // places stay valid
    if (!block->text.empty()) page.replace(block->first, block->length, "\n" + block->text + "\n");
  }
  base::write_file(path, page);
  fs::create_directories(path.parent_path() / "figures");
  for (const std::string& name : figures_of(page)) {
    for (const char* ending : {".svg", ".csv"}) {
      const fs::path from = made / (name + ending);
      const fs::path to = path.parent_path() / "figures" / (name + ending);
      if (fs::exists(from)) fs::copy_file(from, to, fs::copy_options::overwrite_existing);
    }
  }
}

}  // namespace gradus::authoring
