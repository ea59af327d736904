#include "reporting/similar.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "reporting/class_book.hpp"
#include "staff/commands.hpp"

namespace gradus::staff {

int similar(const judge::Course& course, const SimilarCommand& options) {
  constexpr std::size_t most_told = 5;
  const reporting::ClassBook book(course, options.folder, options.lessons);
  const std::filesystem::path to = options.to.empty() ? options.folder / "similar" : options.to;
  for (const judge::Lesson* lesson : book.lessons()) {
    std::vector<reporting::Answer> answers;
    for (const std::string& name : book.names()) {
      if (std::optional<std::string> text = book.answer(name, *lesson)) {
        answers.push_back({name, std::move(*text)});
      }
    }
    const std::vector<reporting::Alike> pairs =
        reporting::find_alike(answers, reporting::given_lines(course, *lesson));
    reporting::write_alike_pages(lesson->id + " " + lesson->title, answers, pairs, options.most,
                                 to / lesson->folder);
    fmt::print("{}: {} answers, {}\n", lesson->folder, answers.size(),
               (to / lesson->folder / "index.html").string());
    for (std::size_t i = 0; i < std::min(most_told, pairs.size()); ++i) {
      fmt::print("  {:>3.0f}%  {} and {}\n", 100.0 * pairs[i].likeness,
                 base::one_line(answers[pairs[i].a].name),
                 base::one_line(answers[pairs[i].b].name));
    }
  }
  return 0;
}

}  // namespace gradus::staff
