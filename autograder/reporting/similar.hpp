// Answers to one lesson that are too alike.
//
// Debian's similarity-tester (sim_c++) finds runs of tokens that two answers share, whatever the
// names, the layout and the order of functions. Two honest answers to a small task share runs,
// too. So a run counts the less, the more of the class has it; what the stub and the lesson's page
// give to everybody does not count at all. Lines that are equal letter by letter, and rare, count
// besides.
#pragma once

#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "judge/course.hpp"

namespace gradus::reporting {

struct Answer {
  std::string name;
  std::string text;
};

/// Lines in a row that two answers share, counted from 1.
struct Shared {
  std::pair<std::size_t, std::size_t> a, b;
  std::size_t tokens = 0;
};

struct Alike {
  std::size_t a = 0, b = 0;  // indices of the answers
  double likeness = 0.0;     // 0 to 1: what the list is ranked by
  double structure = 0.0;    // the share of rare runs that both have
  double letters = 0.0;      // the share of rare lines that both have as they are
  std::vector<Shared> shared;
  std::set<std::size_t> rare_a, rare_b;  // of the shared lines, counted from 0, those that few have
};

/// The lines that everybody was given: of the stub, of the code on the lesson's page.
std::set<std::string> given_lines(const judge::Course& course, const judge::Lesson& lesson);

/// The pairs that share anything, the most alike first. An answer without a line of its own is left
/// out. Throws CannotJudge when sim_c++ is not there or fails.
std::vector<Alike> find_alike(const std::vector<Answer>& answers,
                              const std::set<std::string>& given);

/// The pairs as pages in a folder: index.html, and for each of the first `most` pairs one page with
/// both side by side. `title` is the lesson's.
void write_alike_pages(const std::string& title, const std::vector<Answer>& answers,
                       const std::vector<Alike>& pairs, std::size_t most,
                       const std::filesystem::path& folder);

}  // namespace gradus::reporting
