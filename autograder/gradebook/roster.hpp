// Who is in a class: the entries of a class's folder, or the names on the highest level of an
// archive that a learning system made, put together by person. Every entry is somebody's, or is
// named as lost.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "gradebook/contents.hpp"

namespace gradus::gradebook {

/// Something that lies in a class.
struct ClassEntry {
  std::string name;
  bool file = false;  // a single file; its contents hold it under its name
  Contents contents;
  std::filesystem::path from;
};

struct Person {
  std::string name;
  Contents contents;
  std::filesystem::path from;
  std::string attempt;  // the last, or the one that this is; empty: not known
};

struct Roster {
  std::vector<Person> people;
  std::vector<std::string> lost;   // see lost_line()
  std::vector<std::string> notes;  // what systems add, and is no person
};
/// With `each_attempt`, somebody who handed in several times (Blackboard) is so many people.
Roster make_roster(std::vector<ClassEntry> entries, const std::vector<LessonFile>& files,
                   bool each_attempt = false);

/// What is said of something that is nobody's: its name, why it is nobody's, and where it lies.
std::string lost_line(const std::filesystem::path& path, const std::string& why);

/// What lies in an archive or a folder, as the entries of a class.
std::vector<ClassEntry> split(Contents contents, const std::filesystem::path& from);

/// How a path is called up: one person's, or a class with people in it.
enum class Given {
  folder,    // without a lesson's file or folder in it, it is a class
  archive,   // it is one person's, unless it is certain that it is a class
  in_class,  // an entry of a class: the same, and more than one person must be named
};
bool is_class(const Contents& contents, const std::vector<LessonFile>& files, Given given);

/// Does an entry of this name show that a folder is a submission? `lessons`, a lesson's folder or
/// file do; a lesson's file with a person's name in front does not.
bool marks_submission(const std::string& name, const std::vector<LessonFile>& files);

/// Files that can be in a class and are nobody's: .DS_Store, a lock file.
bool is_nobody(const std::string& name);

}  // namespace gradus::gradebook
