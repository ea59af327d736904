// What the book consists of: its pages, what stands on them, how they are printed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "judge/course.hpp"

namespace gradus::cli {

/// A text of the course: "lessons/04_backprop/README.md" becomes "lessons/04_backprop/index.html".
struct BookPage {
  std::string part;   // "Lessons"
  std::string text;   // its path in the course
  std::string title;  // its first heading
};

/// In the order in which they are read: whatever texts this course, or this copy of it, has.
std::vector<BookPage> book_pages(const judge::Course& course);

/// Where the book has a text, or the page of a source file (docs/book/filter.lua knows the same).
std::string book_place(const std::string& path);

/// The column of contents, seen from page `at`, in two halves: between them comes what the page
/// itself consists of. `at` may be past the end: a page that is not in it.
struct BookContents {
  std::string before, after;
};
BookContents book_contents(const std::vector<BookPage>& pages, std::size_t at,
                           const std::string& root);

/// "../../" for "lessons/04_backprop/README.md": from its page to the book's first folder.
std::string way_up(const std::string& path);

/// Pandoc lets every parenthesis grow with what it holds, and browsers then set it wide, even
/// around one letter: only those of a formula with \left( keep that. Names of functions come
/// closer, too.
std::string tidy_formulas(const std::string& html);

/// Chromium prints a page. Throws CannotJudge where there is none, or where it fails.
void print_pdf(const std::filesystem::path& page, const std::filesystem::path& pdf);

}  // namespace gradus::cli
