// Rows of a class by what people call them: grading.toml and --only do.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "gradebook/collect.hpp"

namespace gradus::gradebook {

class People {
 public:
  explicit People(const std::vector<Submission>& submissions);

  /// The rows that are meant: that of this name; else those of people with this ID; else those with
  /// this name in the roster. Capitals count like small letters. Attempts without a row are nobody.
  std::vector<std::size_t> find(const std::string& called) const;

 private:
  using Rows = std::map<std::string, std::vector<std::size_t>>;
  Rows by_row_, by_id_, by_name_;
};

}  // namespace gradus::gradebook
