#include "gradebook/people.hpp"

#include <algorithm>

#include "gradebook/names.hpp"

namespace gradus::gradebook {

People::People(const std::vector<Submission>& submissions) {
  const auto enter = [](Rows& rows, const std::string& called, std::size_t row) {
    std::vector<std::size_t>& all = rows[folded(called)];
    if (std::ranges::find(all, row) == all.end()) all.push_back(row);
  };
  for (std::size_t row = 0; row < submissions.size(); ++row) {
    const Submission& one = submissions[row];
    if (one.extra) continue;
    enter(by_row_, one.name, row);
    for (const auto& [column, id] : one.member.ids) enter(by_id_, id, row);
    if (!one.member.name.empty()) enter(by_name_, one.member.name, row);
  }
}

std::vector<std::size_t> People::find(const std::string& called) const {
  for (const Rows* rows : {&by_row_, &by_id_, &by_name_}) {
    const auto found = rows->find(folded(called));
    if (found != rows->end()) return found->second;
  }
  return {};
}

}  // namespace gradus::gradebook
