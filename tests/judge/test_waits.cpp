// A task that fails because of another one says so, and which: read off the student's own text.
#include "judge/waits.hpp"

#include <algorithm>

#include "support/catch.hpp"

namespace {

using namespace gradus::judge;

Lesson lesson_03() {
  Lesson lesson;
  lesson.id = "03";
  lesson.name = "losses";
  lesson.tasks = {{.id = "3.1", .functions = {"squared"}, .points = 1},
                  {.id = "3.4", .functions = {"evaluate_loss"}, .points = 1}};
  return lesson;
}

Lesson lesson_07() {
  Lesson lesson;
  lesson.id = "07";
  lesson.name = "training";
  lesson.tasks = {{.id = "7.1", .functions = {"mini_batches"}, .points = 1},
                  {.id = "7.3", .functions = {"step_decay"}, .points = 1},
                  {.id = "7.6", .functions = {"train", "train_best"}, .points = 1}};
  return lesson;
}

const std::string losses = R"(
// Task 3.1
double squared(double x) { return x * x; }
// Task 3.4
double evaluate_loss(double x) { return squared(x); }
)";

std::string training(const std::string& of_train, const std::string& helper = "") {
  return "#include \"x.hpp\"\nnamespace nn {\n" + helper +
         "// Task 7.1\nint mini_batches(int n) { return n; }\n"
         "// Task 7.3\ndouble step_decay(double r) { return r; }\n"
         "// Task 7.6\ndouble train() {\n  " +
         of_train + "\n}\n}  // namespace nn\n";
}

TaskResult task(const std::string& id, Category category) {
  TaskResult result{.id = id};
  result.cases = {{.name = id, .task = id, .category = category}};
  return result;
}

/// What 7.6 waits for when these tasks fail, as "caller function task", each with its reason.
std::string waits(const std::string& text, const std::vector<std::string>& failing,
                  const TaskStates& states = {}, const std::string& of_03 = losses) {
  const Lesson earlier = lesson_03();
  const Lesson lesson = lesson_07();
  LessonResult result{.lesson = "07"};
  for (const Task& one : lesson.tasks) {
    const bool fails = std::ranges::find(failing, one.id) != failing.end();
    result.tasks.push_back(task(one.id, fails ? Category::wrong : Category::passed));
  }
  Answers answers = {{"07", text}};
  if (!of_03.empty()) answers["03"] = of_03;
  add_waits(result, {&earlier, &lesson}, answers, states);
  std::string said;
  for (const Wait& wait : result.tasks.back().waits_for) {
    said += wait.caller + (wait.direct ? " calls " : " uses ") + wait.function + " " + wait.task +
            " " + to_string(wait.why) + "\n";
  }
  return said;
}

}  // namespace

TEST_CASE("a task waits for the failing task whose function it calls", "[judge]") {
  const std::string text = training("return step_decay(1.0);");
  CHECK(waits(text, {"7.3", "7.6"}) == "train calls step_decay 7.3 wrong\n");
  CHECK(waits(text, {"7.1", "7.6"}).empty());
  CHECK(waits(text, {"7.6"}).empty());
  CHECK(waits(text, {"7.3"}).empty());  // it passes all the same
  CHECK(waits(training("return nn::step_decay (1.0);"), {"7.3", "7.6"}) ==
        "train calls step_decay 7.3 wrong\n");
}

TEST_CASE("comments, strings, members, variables and other namespaces call nothing", "[judge]") {
  for (const char* line :
       {"// step_decay(1.0)", "return text(\"step_decay(1.0)\");", "return x.step_decay(1.0);",
        "return x->step_decay(1.0);", "arma::mat step_decay(2, 2);", "return std::step_decay(1.0);",
        "arma::Mat<double> step_decay(2, 2);", "double step_decay = 1;", "return my_step_decay(1);",
        "/* step_decay(1) */"}) {
    INFO(line);
    CHECK(waits(training(line), {"7.3", "7.6"}).empty());
  }
  for (const char* line : {"return a > step_decay(1.0);", "if (x) y(); else step_decay(1.0);",
                           "return f(step_decay(1.0));", "return -step_decay(1.0);"}) {
    INFO(line);
    CHECK_FALSE(waits(training(line), {"7.3", "7.6"}).empty());
  }
}

TEST_CASE("helpers are looked into", "[judge]") {
  const std::string helper = "namespace {\ndouble rate(int e) { return step_decay(e); }\n}\n";
  CHECK(waits(training("return rate(1);", helper), {"7.3", "7.6"}) ==
        "train calls step_decay 7.3 wrong\n");
  CHECK(waits(training("return other(1);", helper), {"7.3", "7.6"}).empty());
}

TEST_CASE("of tasks that wait for each other the first cause is named", "[judge]") {
  const std::string text = R"(
// Task 7.1
int mini_batches(int n) { return n; }
// Task 7.3
double step_decay(double r) { return mini_batches(2); }
// Task 7.6
double train() { return step_decay(1.0); }
)";
  CHECK(waits(text, {"7.1", "7.3", "7.6"}) == "train uses mini_batches 7.1 wrong\n");
  CHECK(waits(text, {"7.3", "7.6"}) == "train calls step_decay 7.3 wrong\n");
}

TEST_CASE("an earlier lesson's task that is not written, or fails, is waited for", "[judge]") {
  const std::string text = training("return evaluate_loss(1.0);");
  CHECK(waits(text, {"7.6"}).empty());
  CHECK(waits(text, {"7.6"}, {{"3.4", Category::wrong}}) ==
        "train calls evaluate_loss 3.4 wrong\n");
  CHECK(waits(text, {"7.6"}, {{"3.1", Category::not_compiled}}) ==
        "train uses squared 3.1 not_compiled\n");
  const std::string stub =
      "// Task 3.4\ndouble evaluate_loss(double x) { todo(\"3.4 evaluate_loss\", x); }\n";
  CHECK(waits(text, {"7.6"}, {}, stub) == "train calls evaluate_loss 3.4 not_written\n");
  CHECK(waits(text, {"7.6"}, {}, "") == "train calls evaluate_loss 3.4 not_written\n");
}

TEST_CASE("what is to be mended first is said in a sentence", "[judge]") {
  Wait wait{.task = "7.3", .lesson = "07", .function = "step_decay", .caller = "train"};
  CHECK(sentence(wait, "07") ==
        "train calls your step_decay, and 7.3 does not pass: mend that first.");
  wait.why = Category::not_written;
  wait.direct = false;
  CHECK(sentence(wait, "09") ==
        "train uses your step_decay, and 7.3 of lesson 07 is not written yet: write that first, "
        "and see ./gradus check 7.3.");
}
