// ./gradus book: the texts as pages that a browser reads without a network. Pandoc makes each page,
// with what lies in docs/book/: a filter, the form of a page, one style sheet, one script. A page
// is made anew when something that it consists of has changed. FOLDER/.made keeps what the filter
// noted of each.
#include "cli/book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "base/process.hpp"
#include "base/progress.hpp"
#include "base/run.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"

namespace gradus::cli {
namespace {

namespace fs = std::filesystem;
using judge::CannotJudge;

constexpr const char* all_as_one = "whole.html";

/// What the filter noted of one page (docs/book/filter.lua says how).
struct Notes {
  std::set<std::string> anchors, sources, figures;
  std::vector<std::pair<std::string, std::string>> links;  // a path in the course, an anchor
  std::vector<std::array<std::string, 3>> sections;        // anchor, title, words
};

Notes read_notes(const std::string& text) {
  Notes notes;
  for (const std::string& line : base::lines_of(text)) {
    std::vector<std::string> field = base::split(line, '\t');
    field.resize(4);
    if (field[0] == "id") notes.anchors.insert(field[1]);
    if (field[0] == "source") notes.sources.insert(field[1]);
    if (field[0] == "figure") notes.figures.insert(field[1]);
    if (field[0] == "link") notes.links.emplace_back(field[1], field[2]);
    if (field[0] == "section") notes.sections.push_back({field[1], field[2], field[3]});
  }
  return notes;
}

/// One run of pandoc: a text or a source file, and what of it goes into the page.
struct Job {
  std::string path;                // in the course
  fs::path input;                  // the file, if pandoc is to read another one
  fs::path output, notes;          // files below the book's folder
  std::vector<std::string> words;  // for pandoc
};

/// With a fence around it that is longer than any inside.
std::string source_as_markdown(const std::string& path, const std::string& text) {
  static const std::map<std::string, std::string> languages = {
      {".cpp", "cpp"}, {".hpp", "cpp"}, {".py", "python"}, {".sh", "bash"}, {".json", "json"}};
  const auto known = languages.find(fs::path(path).extension());
  std::string fence = "~~~~";
  while (text.find(fence) != std::string::npos) fence += '~';
  return fmt::format("# {}\n\n{} {{{} .numberLines}}\n{}\n{}\n", path, fence,
                     known == languages.end() ? "" : "." + known->second, text, fence);
}

std::string said_by_pandoc(const base::Finished& finished) {
  std::string said = base::clean(base::trimmed(finished.output));
  base::replace_all(said, "Failing because there were warnings.", "");
  return said.empty() ? "pandoc failed" : base::trimmed(said);
}

class Book {
 public:
  Book(const judge::Course& course, fs::path folder)
      : course_(course), folder_(std::move(folder)), pages_(book_pages(course)) {
    for (const char* part : {"filter.lua", "page.html", "whole.html", "book.css", "book.js"}) {
      parts_[part] = base::read_file(course.root / "docs" / "book" / part);
    }
    if (fs::exists(folder_) && !fs::exists(folder_ / ".made") && !fs::is_empty(folder_)) {
      throw CannotJudge(fmt::format(
          "{} is not empty, and no book: name a new folder, or empty this one", folder_.string()));
    }
    fs::create_directories(folder_ / ".made");
  }

  /// False when something in the texts is wrong; it is said.
  bool make() {
    make_pages();
    make_sources();
    copy_figures();
    check_links();
    write(fs::path("assets") / "book.css", parts_["book.css"]);
    write(fs::path("assets") / "book.js", parts_["book.js"]);
    write(fs::path("assets") / "index.js", index());
    copy_font();
    for (const std::string& problem : problems_) fmt::print("! {}\n", problem);
    return problems_.empty();
  }

  /// All pages as one, printed by a browser.
  bool make_pdf() {
    std::vector<Job> jobs;
    for (const BookPage& page : pages_) {
      jobs.push_back({.path = page.text,
                      .input = {},
                      .output = ".made/whole/" + page.text + ".html",
                      .notes = ".made/whole/" + page.text,
                      .words = {"--from=gfm+tex_math_dollars", "-M", "whole=yes"}});
    }
    run(jobs, "making the PDF's pages");
    std::string contents;
    std::string body;
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      std::string anchor = pages_[i].text;
      std::ranges::replace_if(
          anchor, [](unsigned char c) { return std::isalnum(c) == 0; }, '-');
      contents +=
          fmt::format("<li><a href=\"#{}\">{}</a></li>\n", anchor, base::html(pages_[i].title));
      body += fmt::format("<article id=\"{}\">\n{}</article>\n", anchor,
                          base::read_file(folder_ / jobs[i].output));
    }
    std::string whole = parts_["whole.html"];
    base::replace_all(whole, "$contents$", "<h2>Contents</h2>\n<ul>\n" + contents + "</ul>");
    base::replace_all(whole, "$body$", body);
    print(whole);
    return problems_.empty();
  }

  /// What an earlier course had, and this one has not.
  void remove_what_is_left() const {
    std::vector<fs::path> left;
    for (auto at = fs::recursive_directory_iterator(folder_); at != fs::end(at); ++at) {
      const fs::path path = at->path().lexically_relative(folder_);
      if (path == ".made") at.disable_recursion_pending();
      if (at->is_regular_file() && !written_.contains(path)) left.push_back(at->path());
    }
    for (const fs::path& path : left) fs::remove(path);
  }

  std::size_t size() const { return pages_.size(); }

 private:
  void make_pages() {
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      const std::string& text = pages_[i].text;
      const std::string root = way_up(text);
      std::vector<std::string> words = page_words(pages_[i].title, i, root);
      words.insert(words.end(), {"--from=gfm+tex_math_dollars", "--toc", "--toc-depth=3"});
      const auto turn = [&](const std::string& name, const BookPage& to) {
        words.insert(words.end(), {"-V", name + "=" + root + book_place(to.text), "-V",
                                   name + "_title=" + base::html(to.title)});
      };
      if (i > 0) turn("prev", pages_[i - 1]);
      if (i + 1 < pages_.size()) turn("next", pages_[i + 1]);
      jobs.push_back({.path = text,
                      .input = {},
                      .output = book_place(text),
                      .notes = ".made/" + text,
                      .words = words});
    }
    run(jobs, "making the pages");
    for (const Job& job : jobs) notes_[job.path] = notes_of(job);
  }

  /// A page of each source file that a text leads to.
  void make_sources() {
    std::set<std::string> sources;
    for (const auto& [path, notes] : notes_) {
      for (const std::string& source : notes.sources) {
        if (fs::is_regular_file(course_.root / source)) sources.insert(source);
      }
    }
    std::vector<Job> jobs;
    for (const std::string& path : sources) {
      const fs::path input = fs::path(".made") / "sources" / (path + ".md");
      write(input, source_as_markdown(path, base::read_file(course_.root / path)));
      std::vector<std::string> words = page_words(path, pages_.size(), way_up(path));
      words.emplace_back("--from=markdown");
      jobs.push_back({.path = path,
                      .input = folder_ / input,
                      .output = book_place(path),
                      .notes = ".made/" + path,
                      .words = words});
    }
    run(jobs, "making the pages of sources");
  }

  std::vector<std::string> page_words(const std::string& title, std::size_t at,
                                      const std::string& root) const {
    const BookContents contents = book_contents(pages_, at, root);
    return {"--standalone", "--template=docs/book/page.html",
            "-M",           "pagetitle=" + title,
            "-V",           "root=" + root,
            "-V",           "nav_before=" + contents.before,
            "-V",           "nav_after=" + contents.after};
  }

  /// Whatever decides what the page looks like.
  std::string key(const Job& job) const {
    base::Sha256 hash;
    hash.add(base::read_file(job.input.empty() ? course_.root / job.path : job.input));
    hash.add(parts_.at("filter.lua")).add(parts_.at("page.html"));
    for (const std::string& word : job.words) hash.add(word);
    return "key\t" + hash.hex();
  }

  bool is_made(const Job& job) const {
    if (!fs::is_regular_file(folder_ / job.output) || !fs::is_regular_file(folder_ / job.notes)) {
      return false;
    }
    const std::string text = base::read_file(folder_ / job.notes);
    if (text.substr(0, text.find('\n')) != key(job)) return false;
    const auto there = [&](const std::string& path) { return fs::exists(course_.root / path); };
    return std::ranges::all_of(read_notes(text).sources, there);
  }

  Notes notes_of(const Job& job) const {
    const fs::path file = folder_ / job.notes;
    return fs::exists(file) ? read_notes(base::read_file(file)) : Notes{};
  }

  /// Runs pandoc for all that is not made yet.
  void run(const std::vector<Job>& jobs, const std::string& what) {
    std::vector<const Job*> due;
    for (const Job& job : jobs) {
      written_.insert(job.output);
      if (!is_made(job)) due.push_back(&job);
    }
    if (due.empty()) return;
    base::Progress progress(what, due.size());
    base::run_in_slots(
        base::slots_for(0), due.size(), [] { return false; },
        [&](unsigned, std::size_t i) {
          run(*due[i]);
          progress.step(due[i]->path);
        });
  }

  void run(const Job& job) {
    const fs::path output = folder_ / job.output;
    const fs::path notes = folder_ / job.notes;
    const std::string draft = notes.string() + ".new";
    fs::create_directories(output.parent_path());
    fs::create_directories(notes.parent_path());
    std::vector<std::string> command = {"pandoc",
                                        "--to=html5",
                                        "--mathml",
                                        "--lua-filter=docs/book/filter.lua",
                                        "--fail-if-warnings",
                                        "-M",
                                        "page=" + job.path,
                                        "-M",
                                        "notes=" + draft,
                                        "--output=" + output.string()};
    command.insert(command.end(), job.words.begin(), job.words.end());
    command.push_back(job.input.empty() ? job.path : job.input.string());
    base::RunOptions options;
    options.working_directory = course_.root;
    const base::Finished finished = base::run(command, options);
    if (finished.ok()) {
      base::write_file(output, tidy_formulas(base::read_file(output)));
      base::write_atomically(notes, key(job) + "\n" + base::read_file(draft));
    } else {
      fs::remove(notes);  // the next book tries again
      const std::lock_guard lock(mutex_);
      problems_.push_back(fmt::format("{}: {}", job.path, said_by_pandoc(finished)));
    }
    fs::remove(draft);
  }

  void check_links() {
    for (const auto& [path, notes] : notes_) {
      for (const auto& [to, anchor] : notes.links) {
        const auto page = notes_.find(to);
        const bool there = page != notes_.end() || fs::is_regular_file(course_.root / to);
        if (!there) {
          problems_.push_back(fmt::format("{}: a link leads to {}, which is not there", path, to));
        } else if (page != notes_.end() && !anchor.empty() &&
                   !page->second.anchors.contains(anchor)) {
          problems_.push_back(
              fmt::format("{}: a link leads to #{}, but {} has no such heading", path, anchor, to));
        }
      }
    }
  }

  void copy_figures() {
    for (const auto& [path, notes] : notes_) {
      for (const std::string& figure : notes.figures) {
        if (fs::is_regular_file(course_.root / figure)) {
          write(figure, base::read_file(course_.root / figure));
        } else {
          problems_.push_back(fmt::format("{}: the figure {} is not there", path, figure));
        }
      }
    }
  }

  /// For readers whose system has no font with the shapes that formulas need.
  void copy_font() {
    if (base::find_command("fc-match").empty()) return;
    const base::Finished found = base::run({"fc-match", "-f", "%{family}\t%{file}", "STIX Math"});
    const std::vector<std::string> field = base::split(found.output, '\t');
    if (!found.ok() || field.size() != 2 || !field[0].starts_with("STIX")) return;
    write(fs::path("assets") / "math.otf", base::read_file(field[1]));
  }

  /// For the search: a page that is opened as a file can load a script, but no data.
  std::string index() const {
    nlohmann::json all = nlohmann::json::array();
    for (const BookPage& page : pages_) {
      for (const auto& [anchor, title, words] : notes_.at(page.text).sections) {
        all.push_back({book_place(page.text), anchor, page.title, title, words});
      }
    }
    return "gradus_index(" + all.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) +
           ");\n";
  }

  /// A file of the book. What is there already keeps its time.
  void write(const fs::path& path, const std::string& text) {
    written_.insert(path);
    const fs::path file = folder_ / path;
    if (fs::is_regular_file(file) && base::read_file(file) == text) return;
    fs::create_directories(file.parent_path());
    base::write_file(file, text);
  }

  void print(const std::string& whole) {
    const fs::path pdf = folder_ / "book.pdf";
    written_.insert("book.pdf");
    base::Sha256 hash;
    hash.add(whole).add(parts_["book.css"]);
    for (const auto& [path, notes] : notes_) {
      for (const std::string& figure : notes.figures) {
        const fs::path file = folder_ / figure;
        if (fs::is_regular_file(file)) hash.add(base::read_file(file));
      }
    }
    const std::string key = hash.hex();
    const fs::path kept = folder_ / ".made" / "pdf";
    if (fs::exists(pdf) && fs::exists(kept) && base::read_file(kept) == key) return;

    base::write_file(folder_ / all_as_one, whole);
    fmt::print(stderr, "Printing ...\n");
    print_pdf(folder_ / all_as_one, pdf);
    fs::remove(folder_ / all_as_one);
    base::write_file(kept, key);
  }

  const judge::Course& course_;
  fs::path folder_;
  std::vector<BookPage> pages_;
  std::map<std::string, std::string> parts_;  // the files of docs/book
  std::map<std::string, Notes> notes_;        // of the texts
  std::set<fs::path> written_;                // what belongs to this book, below its folder
  std::mutex mutex_;                          // guards problems_ while pandoc runs
  std::vector<std::string> problems_;
};

}  // namespace

int book(const judge::Course& course, const BookCommand& options) {
  if (base::find_command("pandoc").empty()) {
    throw CannotJudge("there is no pandoc here; on Debian: sudo apt-get install pandoc");
  }
  const fs::path folder =
      options.folder.empty() ? course.root / "build" / "book" : fs::absolute(options.folder);
  Book made(course, folder.lexically_normal());
  bool well = made.make();
  if (options.pdf && well) well = made.make_pdf();
  made.remove_what_is_left();
  if (!well) return 1;
  fmt::print("{} texts. Open {}{}\n", made.size(), (folder / "index.html").string(),
             options.pdf ? "\nor " + (folder / "book.pdf").string() : "");
  return 0;
}

}  // namespace gradus::cli
