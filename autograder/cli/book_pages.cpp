#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/book.hpp"

namespace gradus::cli {
namespace fs = std::filesystem;

namespace {

std::string first_heading(const fs::path& file) {
  for (const std::string& line : base::lines_of(base::read_file(file))) {
    if (line.starts_with("# ")) return base::trimmed(line.substr(2));
  }
  return file.stem();
}

}  // namespace

std::vector<BookPage> book_pages(const judge::Course& course) {
  std::vector<BookPage> pages;
  std::set<std::string> taken;
  const auto add = [&](const char* part, const std::string& text) {
    const fs::path file = course.root / text;
    if (!fs::is_regular_file(file) || !taken.insert(text).second) return;
    pages.push_back({.part = part, .text = text, .title = first_heading(file)});
  };
  add("To begin with", "README.md");
  add("To begin with", "docs/student.md");
  add("To begin with", "docs/notation.md");
  for (const judge::Lesson& lesson : course.lessons) {
    add("Lessons", "lessons/" + lesson.folder + "/README.md");
  }
  add("Beside them", "datasets/README.md");
  std::vector<std::string> others;
  std::error_code none;
  const fs::path docs = course.root / "docs";
  for (auto at = fs::recursive_directory_iterator(docs, none); at != fs::end(at); ++at) {
    if (at->path().extension() == ".md") {
      others.push_back(at->path().lexically_relative(course.root));
    }
  }
  std::ranges::sort(others);
  for (const std::string& text : others) {
    if (text.starts_with("docs/frameworks/")) add("Beside them", text);
  }
  for (const std::string& text : others) add("For those who teach", text);
  return pages;
}

std::string book_place(const std::string& path) {
  if (path.ends_with("README.md")) return path.substr(0, path.size() - 9) + "index.html";
  if (path.ends_with(".md")) return path.substr(0, path.size() - 2) + "html";
  return path + ".html";
}

BookContents book_contents(const std::vector<BookPage>& pages, std::size_t at,
                           const std::string& root) {
  BookContents contents;
  std::string* half = &contents.before;
  std::string part;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const BookPage& page = pages[i];
    if (page.part != part) {
      *half += fmt::format("{}<h2>{}</h2>\n<ul>\n", part.empty() ? "" : "</ul>\n", page.part);
      part = page.part;
    }
    *half += fmt::format("<li><a href=\"{}{}\"{}>{}</a>", root, book_place(page.text),
                         i == at ? " aria-current=\"page\"" : "", base::html(page.title));
    if (i == at) half = &contents.after;
    *half += "</li>\n";
  }
  if (!part.empty()) *half += "</ul>";
  return contents;
}

std::string way_up(const std::string& path) {
  std::string way;
  for (const char c : path) {
    if (c == '/') way += "../";
  }
  return way;
}

std::string tidy_formulas(const std::string& html) {
  std::string tidy;
  std::size_t done = 0;
  for (std::size_t at = html.find("<math "); at != std::string::npos;
       at = html.find("<math ", at)) {
    const std::size_t end = std::min(html.find("</math>", at), html.size());
    std::string formula = html.substr(at, end - at);
    if (formula.find("\\left(") == std::string::npos) {
      for (const std::string one : {R"(form="prefix">()", R"(form="postfix">))"}) {
        base::replace_all(formula, R"(stretchy="true" )" + one, R"(stretchy="false" )" + one);
      }
    }
    for (const std::string name : {"max", "min", "log", "exp", "tanh"}) {
      base::replace_all(formula, "<mo>" + name + "<",
                        R"(<mo lspace="0.15em" rspace="0.15em">)" + name + "<");
    }
    for (const std::string before : {"=", ",", "←", "⋅"}) {  // a sign, and no subtraction
      const std::string operation = "<mo>" + before + "</mo>";
      base::replace_all(formula, operation + "<mo>−</mo>",
                        operation + R"(<mo form="prefix" lspace="0" rspace="0">−</mo>)");
    }
    tidy += html.substr(done, at - done) + formula;
    done = at = end;
  }
  return tidy + html.substr(done);
}

}  // namespace gradus::cli
