#include "judge/experiment.hpp"
#include "support/catch.hpp"

namespace {

using gradus::judge::why_not_built;

gradus::judge::Course two_lessons() {
  gradus::judge::Course course;
  course.lessons.push_back({.id = "00", .name = "warm_up", .folder = "00_warm_up"});
  course.lessons.push_back({.id = "01", .name = "activations", .folder = "01_activations"});
  return course;
}

TEST_CASE("what keeps a student's files from running names the file and the line", "[experiment]") {
  const gradus::judge::Course course = two_lessons();
  const std::string said =
      "[1/4] Building CXX object swift_00.dir/warm_up.cpp.o\n"
      "FAILED: swift_00.dir/warm_up.cpp.o\n"
      "/usr/bin/c++ -O2 -c /home/eva/lessons/00_warm_up/warm_up.cpp\n"
      "/home/eva/lessons/00_warm_up/warm_up.cpp: In function 'arma::mat nn::scaled()':\n"
      "/home/eva/lessons/00_warm_up/warm_up.cpp:12:3: error: 'x' was not declared in this scope\n"
      "   12 |   x = 1;\n"
      "/home/eva/lessons/01_activations/activations.cpp:7:1: error: expected '}'\n"
      "ninja: build stopped: cannot make progress due to previous errors.\n";
  CHECK(why_not_built(course, course.lessons[1], said) ==
        "lessons/00_warm_up/warm_up.cpp does not compile:\n"
        "There is no x here: is it declared above this line, in the same braces, and spelled so?\n"
        "line 12: 'x' was not declared in this scope\n"
        "For more, say ./gradus check 00");
}

TEST_CASE("a function that no file defines is named once", "[experiment]") {
  const gradus::judge::Course course = two_lessons();
  const std::string said =
      "FAILED: run/run_01\n"
      "experiments.cpp: error: undefined reference to 'nn::relu(arma::Mat<double> const&)'\n"
      "experiments.cpp: error: undefined reference to `nn::relu(arma::Mat<double> const&)'\n";
  CHECK(why_not_built(course, course.lessons[1], said) ==
        "a function is missing, or has other parameters than its header says:\n"
        "nn::relu(arma::Mat<double> const&)");
}

TEST_CASE("what else may go wrong is shown as it was said", "[experiment]") {
  const gradus::judge::Course course = two_lessons();
  CHECK(why_not_built(course, course.lessons[0], "no space left on device") ==
        "your files cannot be made into a program:\nno space left on device");
}

}  // namespace
