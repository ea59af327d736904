// What every lesson uses to keep its contract: the mark of an unfinished task, and the refusal of
// an argument that does not fit.
//
// A refusal is a std::invalid_argument. Its message names the function and the argument, what was
// got and what was expected, in one of three forms:
//
//   dense_forward: X is 5x4, expected 3x4                 a shape (rows x columns, a vector is 3x1)
//   unflatten: theta has length 7, expected 9             a length (how many, where it is a list)
//   learning_rate_at: rate is -1, expected more than 0    a number, in the shortest way to write it
//
// Where a lesson's header says that an argument is refused, the message has this form. Indices
// count from 0, and a range is written "label 7 is outside 0 ... 4".
#pragma once

#include <armadillo>
#include <cstddef>
#include <exception>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace nn {

/// Thrown by a task that nobody has written yet. It is neither an invalid_argument nor a
/// runtime_error, so a test that expects an error never passes by luck.
class NotImplemented : public std::exception {
 public:
  NotImplemented(const std::string& task, const std::string& file, unsigned line)
      : message_("Task " + task + " is not written yet: open " + file + ", line " +
                 std::to_string(line) + "."),
        task_(task),
        file_(file),
        line_(line) {}

  const char* what() const noexcept override { return message_.c_str(); }
  const std::string& task() const noexcept { return task_; }
  const std::string& file() const noexcept { return file_; }
  unsigned line() const noexcept { return line_; }

 private:
  std::string message_;
  std::string task_;
  std::string file_;
  unsigned line_;
};

/// The name of a task, and the place in the student's file where it stands.
struct TaskName {
  // Not explicit: todo("1.1 sigmoid") converts, and the place is then the caller's. (clang++ 14 has
  // no std::source_location.)
  TaskName(const char* name, const char* path = __builtin_FILE(),
           unsigned number = __builtin_LINE())
      : task(name), file(path), line(number) {}

  std::string task;
  std::string file;
  unsigned line;
};

/// Stands in a stub in place of a task's answer: `todo("2.1 dense_forward", layer, X);`
/// The parameters are named only so that an unfinished function compiles without warnings.
/// Throws NotImplemented, always.
template <typename... Parameters>
[[noreturn]] void todo(const TaskName& name, const Parameters&...) {
  throw NotImplemented(name.task, name.file.substr(name.file.find_last_of('/') + 1), name.line);
}

/// "3x4": the shape of a matrix as messages print it, rows first.
inline std::string shape(arma::uword rows, arma::uword cols) {
  return std::to_string(rows) + "x" + std::to_string(cols);
}

/// Throws std::invalid_argument, "dense_forward: X is 5x4, expected 3x4", unless `matrix` is
/// rows x cols. `function` and `argument` are the names that the message shows.
template <typename Matrix>
void require_shape(std::string_view function, std::string_view argument, const Matrix& matrix,
                   arma::uword rows, arma::uword cols) {
  if (matrix.n_rows == rows && matrix.n_cols == cols) return;
  throw std::invalid_argument(std::string(function) + ": " + std::string(argument) + " is " +
                              shape(matrix.n_rows, matrix.n_cols) + ", expected " +
                              shape(rows, cols));
}

/// "0.9", "1e-05", "nan": a number as messages print it, with up to six digits.
inline std::string number(double value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

/// Throws std::invalid_argument, "unflatten: theta has length 7, expected 9", unless both are
/// equal.
inline void require_length(std::string_view function, std::string_view argument, std::size_t length,
                           std::size_t expected) {
  if (length == expected) return;
  throw std::invalid_argument(std::string(function) + ": " + std::string(argument) +
                              " has length " + std::to_string(length) + ", expected " +
                              std::to_string(expected));
}

/// Throws std::invalid_argument, "one_hot: label 7 is outside 0 ... 4", unless `holds`.
/// `message` says what was got and what was expected.
inline void require(bool holds, std::string_view function, std::string_view message) {
  if (!holds) throw std::invalid_argument(std::string(function) + ": " + std::string(message));
}

}  // namespace nn
