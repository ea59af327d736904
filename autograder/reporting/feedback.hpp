// Feedback for one person: what is wrong, in words.
#pragma once

#include <string>
#include <vector>

#include "reporting/class_book.hpp"
#include "reporting/told.hpp"

namespace gradus::reporting {

/// What both forms are written from.
struct Feedback {
  std::string name;
  std::optional<double> total;
  double maximum = 0.0;
  std::vector<std::optional<double>> earned;  // one a lesson
  std::vector<double> possible;
  std::vector<std::string> remarks;
  std::vector<ToldLesson> lessons;
};

Feedback feedback_for(const ClassBook& book, const Person& person, const KnownSentences& sentences);

std::string as_markdown(const Feedback& feedback);
std::string as_html(const Feedback& feedback);
/// Without the frame of a page: what Moodle shows beside a grade.
std::string as_html_fragment(const Feedback& feedback);

/// One text for a task that failed, of one paragraph a line: for formats that have a text a test.
std::string in_lines(const ToldTask& task);

/// A name of a file for each row, each once: letters, digits and - of its name.
std::vector<std::string> file_names(const std::vector<std::string>& names);

}  // namespace gradus::reporting
