// A class of two with known marks, for the tests of grade().
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "gradebook/grade.hpp"
#include "gradebook/support.hpp"

namespace gradebook_test {

using gradus::gradebook::GradeOptions;

struct School {
  TemporaryFolder folder;
  TemporaryPlace place;
  judge::Course course = small_course(folder / "course");

  School() {
    write(folder / "class/anna/activations.cpp", "7.5");
    write(folder / "class/anna/forward_pass.cpp", "10");
    write(folder / "class/bert/activations.cpp", "3");
    write(folder / "class/bert/losses.cpp", "4");
  }

  GradeOptions options() const {
    GradeOptions result;
    result.paths = {folder / "class"};
    result.out = folder / "out";
    result.judge = judge_by_text;
    result.control = false;  // there is neither a reference nor a machine
    return result;
  }

  std::string csv() const { return read(folder / "out/grades.csv"); }
  std::size_t verdicts() const { return result_lines(folder / "out").size(); }
};

}  // namespace gradebook_test
