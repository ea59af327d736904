// gradus data: the data sets that the experiments use. The work is done by a program of its own,
// gradus-data (datasets/program/main.cpp), so that the tools build without matio and without the
// recipes.
#pragma once

#include <filesystem>
#include <string>

#include "judge/course.hpp"

namespace gradus::cli {

struct DataCommand {
  enum class Action { list, add, remove } action = Action::list;
  std::string name;            // add and remove: a data set
  std::filesystem::path file;  // add
  std::filesystem::path json;  // list and add
};

int data(const judge::Course& course, const DataCommand& options);

}  // namespace gradus::cli
