// A lesson's page: what it quotes, and when that is out of date.
#include <string>
#include <vector>

#include "authoring/page.hpp"
#include "base/files.hpp"
#include "support/catch.hpp"

namespace {

using namespace gradus::authoring;
namespace fs = std::filesystem;
using gradus::base::read_file;
using gradus::base::write_file;

/// A course with one lesson, whose page is `page`; its page of results has two tables.
class OneLesson {
 public:
  explicit OneLesson(const std::string& page) {
    fs::create_directories(readme().parent_path());
    fs::create_directories(course_.root / "docs");
    fs::create_directories(made());
    write_file(readme(), page);
    write_file(course_.root / "docs" / "results.md",
               "# Results\n\n| other |\n|---|\n\n### Of report 003\n\nIn percent.\n\n"
               "| rate | holds |\n|---|---|\n| 0.1 | 92% |\n\nMore.\n\n| last |\n\n### Next\n");
    write_file(made() / "curves.md", "| x |\n|--:|\n| 3 |\n");
  }

  std::vector<std::string> problems() const { return check_page(course_, lesson_, made()); }
  std::string updated() const {
    update_page(course_, lesson_, made());
    return read_file(readme());
  }

 private:
  fs::path readme() const { return course_.root / "lessons" / "11_evaluation" / "README.md"; }
  fs::path made() const { return course_.root / "made"; }

  gradus::base::TemporaryFolder scratch_;
  Course course_{.root = scratch_.path()};
  Lesson lesson_{.id = "11", .name = "evaluation", .folder = "11_evaluation"};
};

const std::string from_results = "<!-- from the page of results: Of report 003 -->\n";
const std::string made_by = "<!-- made by: ./gradus run 11 curves -->\n";
const std::string end = "<!-- end -->\n";
const std::string table = "| rate | holds |\n|---|---|\n| 0.1 | 92% |\n";

}  // namespace

TEST_CASE("a page may quote the first table below a heading of the page of results",
          "[authoring][page]") {
  CHECK(OneLesson("Text.\n" + from_results + table + end).problems().empty());
  CHECK(OneLesson(from_results + "| rate | holds |\n|---|---|\n| 0.1 | 91% |\n" + end).problems() ==
        std::vector<std::string>{"README.md: what it has of \"Of report 003\" is out of date: "
                                 "./gradus audit 11 --update"});
  const OneLesson unknown("<!-- from the page of results: Of report 004 -->\n" + table + end);
  CHECK(unknown.problems().size() == 1);
  CHECK(unknown.updated() == "<!-- from the page of results: Of report 004 -->\n" + table + end);
}

TEST_CASE("an update writes all that a page quotes, and nothing else of it", "[authoring][page]") {
  const OneLesson lesson("First.\n" + from_results + "old\n" + end + "Second.\n" + made_by + end +
                         "Third.\n" + from_results + end);
  CHECK(lesson.problems().size() == 3);
  CHECK(lesson.updated() == "First.\n" + from_results + table + end + "Second.\n" + made_by +
                                "| x |\n|--:|\n| 3 |\n" + end + "Third.\n" + from_results + table +
                                end);
  CHECK(lesson.problems().empty());
}
