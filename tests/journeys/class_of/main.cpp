// class_of OUT PEOPLE [SEED [LESSONS]]: a synthetic class, for tests and for measurements.
//
//   OUT/class         the hand-ins of PEOPLE people, as Moodle, Canvas, Blackboard and people make
//   them OUT/expected.csv  submission,lesson,least,most,kind: the points that each must get;
//   without
//                     numbers where it must not be judged
//   OUT/copies.csv    lesson,submission,submission: who has copied from whom
//
// The answers are made of the references, the stubs and the catalogues of mistakes of the course
// that this program was built with; LESSONS (00,01) are all of them without the last argument.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>

#include "base/files.hpp"
#include "base/text.hpp"
#include "class_of/answers.hpp"
#include "gradebook/pack.hpp"

namespace class_of {
namespace {

namespace fs = std::filesystem;
using gradebook_test::Format;
using gradebook_test::pack;
using gradebook_test::Packed;

enum class Strength { strong, middling, weak };
enum class Shape { folder, moodle, canvas, blackboard, course_tree, browser, archive };
constexpr std::size_t shapes = 7;

struct Person {
  std::size_t number = 0;
  std::map<std::string, Answer> answers;  // by lesson
};

/// How often in a hundred an answer of somebody so strong is of each kind, in the order of Kind.
const std::map<Strength, std::vector<std::size_t>> chances{
    {Strength::strong, {76, 10, 10, 1, 1, 1, 0, 0, 0, 1}},
    {Strength::middling, {42, 10, 29, 10, 4, 2, 1, 1, 0, 1}},
    {Strength::weak, {15, 5, 30, 20, 10, 5, 2, 3, 5, 5}}};

Kind draw_kind(Strength strength, Dice& dice) {
  std::size_t roll = dice.below(100);
  std::size_t kind = 0;
  for (const std::size_t chance : chances.at(strength)) {
    if (roll < chance) break;
    roll -= chance;
    ++kind;
  }
  return static_cast<Kind>(kind);
}

class Class {
 public:
  Class(const judge::Course& course, const std::string& lessons, const fs::path& out,
        std::uint64_t seed)
      : out_(out), dice_(seed), expected_(out / "expected.csv"), copies_(out / "copies.csv") {
    for (const judge::Lesson& lesson : course.lessons) {
      if (lessons.empty() ||
          ("," + lessons + ",").find("," + lesson.id + ",") != std::string::npos) {
        makers_.push_back(std::make_unique<Maker>(course, lesson));
      }
    }
    if (makers_.empty()) {
      throw judge::CannotJudge("got lessons \"" + lessons +
                               "\", expected some of the course: 00,01");
    }
    expected_ << "submission,lesson,least,most,kind\n";
    copies_ << "lesson,submission,submission\n";
  }

  void make(std::size_t people) {
    Person last;
    for (std::size_t number = 1; number <= people; ++number) {
      if (number % 40 == 7) {
        unreadable(number);
        continue;
      }
      const bool copies = number % 10 == 5;  // from whoever is before in the list
      Person person = copies ? copy_of(last, number) : somebody(number);
      const std::string name = hand_in(person);
      if (copies) tell_copies(last, name);
      last_name_ = name;
      last = std::move(person);
    }
  }

 private:
  Person somebody(std::size_t number) {
    Person person{.number = number};
    // Whoever is copied from has something worth it.
    const bool copied = number % 10 == 4;
    const std::size_t roll = dice_.below(10);
    const Strength strength = copied || roll < 4 ? Strength::strong
                              : roll < 8         ? Strength::middling
                                                 : Strength::weak;
    const bool stops = strength != Strength::strong && dice_.one_in(3);
    const std::size_t end = stops ? 1 + dice_.below(makers_.size()) : makers_.size();
    for (std::size_t i = 0; i < makers_.size(); ++i) {
      const Kind kind = i < end ? draw_kind(strength, dice_) : Kind::missing;
      person.answers[makers_[i]->lesson().id] = makers_[i]->make(kind, dice_);
    }
    return person;
  }

  Person copy_of(const Person& from, std::size_t number) {
    Person person{.number = number};
    for (const auto& maker : makers_) {
      const std::string& id = maker->lesson().id;
      person.answers[id] = maker->copied(from.answers.at(id), dice_);
    }
    return person;
  }

  /// Writes all that a person hands in; what the row in grades.csv is called.
  std::string hand_in(const Person& person) {
    const bool anything = std::ranges::any_of(
        person.answers, [](const auto& one) { return one.second.kind != Kind::missing; });
    const auto shape = anything ? static_cast<Shape>(person.number % shapes) : Shape::folder;
    const std::string name = row_name(person.number, shape);
    if (!anything) fs::create_directories(out_ / "class" / name);
    std::vector<Packed> packed;
    for (const auto& maker : makers_) {
      const judge::Lesson& lesson = maker->lesson();
      const Answer& answer = person.answers.at(lesson.id);
      expected_ << fmt::format("{},{},{},{},{}\n", name, lesson.id, answer.least, answer.most,
                               name_of(answer.kind));
      if (answer.kind == Kind::missing) continue;
      const std::string text = as_typed(person.number, answer.text);
      if (shape == Shape::archive) {
        packed.push_back({.name = "work/" + lesson.file_name(), .text = text});
      } else {
        write(file_name(person.number, name, shape, lesson), text);
      }
      if (shape == Shape::blackboard) {
        write(blackboard_name(name, "2026-11-19-09-00-00", lesson), "// only begun\n");
      }
    }
    if (!packed.empty()) pack(out_ / "class" / (name + ".zip"), Format::zip, packed);
    return name;
  }

  static std::string row_name(std::size_t number, Shape shape) {
    switch (shape) {
      case Shape::moodle:
        return fmt::format("Anna Lee{0}_{1}_assignsubmission_file_", number, 1'000'000 + number);
      case Shape::canvas:
        return fmt::format("leeanna{0}_{1}", number, 2000 + number);
      case Shape::blackboard:
        return fmt::format("alee{}", number);
      default:
        return fmt::format("anna-{}", number);
    }
  }

  static std::string blackboard_name(const std::string& name, const std::string& time,
                                     const judge::Lesson& lesson) {
    return fmt::format("Deep Learning_{}_attempt_{}_{}", name, time, lesson.file_name());
  }

  static fs::path file_name(std::size_t number, const std::string& name, Shape shape,
                            const judge::Lesson& lesson) {
    switch (shape) {
      case Shape::canvas: {
        const std::string late = number % 3 == 0 ? "_LATE" : "";
        std::string start = name;
        start.insert(start.find('_'), late);
        return fmt::format("{}_{}_{}", start, 50'000 + number, lesson.file_name());
      }
      case Shape::blackboard:
        return blackboard_name(name, "2026-11-20-11-59-00", lesson);
      case Shape::course_tree:
        return fs::path(name) / "gradus/lessons" / lesson.folder / lesson.file_name();
      case Shape::browser:
        return fs::path(name) / (lesson.name + " (1).cpp");
      default:
        return fs::path(name) / lesson.file_name();
    }
  }

  /// As editors on other systems keep it.
  static std::string as_typed(std::size_t number, std::string text) {
    if (number % 11 == 3) gradus::base::replace_all(text, "\n", "\r\n");
    if (number % 11 == 6) text.insert(0, "\xef\xbb\xbf");
    if (number % 11 != 9) return text;
    std::string wide = "\xff\xfe";
    for (const char letter : text) wide += {letter, '\0'};
    return wide;
  }

  void write(const fs::path& file, const std::string& text) const {
    const fs::path whole = out_ / "class" / file;
    fs::create_directories(whole.parent_path());
    gradus::base::write_file(whole, text);
  }

  /// A zip that was cut off: nobody knows what is in it.
  void unreadable(std::size_t number) {
    const std::string name = fmt::format("anna-{}", number);
    write(name + ".zip", std::string("PK\x03\x04", 4) + "cut off");
    for (const auto& maker : makers_) {
      expected_ << fmt::format("{},{},,,unreadable\n", name, maker->lesson().id);
    }
  }

  void tell_copies(const Person& from, const std::string& copy) {
    for (const auto& maker : makers_) {
      const Answer& answer = from.answers.at(maker->lesson().id);
      if (answer.kind == Kind::missing || answer.kind == Kind::stub) continue;
      copies_ << fmt::format("{},{},{}\n", maker->lesson().id, last_name_, copy);
    }
  }

  fs::path out_;
  Dice dice_;
  std::ofstream expected_, copies_;
  std::vector<std::unique_ptr<Maker>> makers_;
  std::string last_name_;
};

}  // namespace
}  // namespace class_of

int main(int argc, char** argv) try {
  if (argc < 3) {
    std::cerr << "usage: class_of OUT PEOPLE [SEED [LESSONS]]\n";
    return 2;
  }
  const std::filesystem::path out = argv[1];
  std::filesystem::create_directories(out);
  const std::filesystem::path build = std::filesystem::canonical("/proc/self/exe").parent_path();
  const class_of::judge::Course course = class_of::judge::read_course(build);
  const std::uint64_t seed = argc > 3 ? std::stoull(argv[3]) : 1;
  class_of::Class(course, argc > 4 ? argv[4] : "", out, seed).make(std::stoul(argv[2]));
  return 0;
} catch (const std::exception& error) {
  std::cerr << "class_of: " << error.what() << "\n";
  return 2;
}
