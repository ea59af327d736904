// What is taken off an answer's points, because it was late.
#pragma once

#include <optional>
#include <string>

#include "gradebook/when.hpp"

namespace gradus::gradebook {

struct Ruling {
  double points_off = 0.0;
  int free_days = 0;             // that it takes
  std::optional<int> days_late;  // nothing: there is no date, or the time is not known
  std::optional<Time> handed_in;
  std::string remark;  // for the person, in a sentence; empty: nothing is to be said
};

}  // namespace gradus::gradebook
