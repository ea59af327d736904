#include "gradebook/lines.hpp"

#include <nlohmann/json.hpp>

#include "gradebook/verdicts.hpp"

namespace gradus::gradebook {

void write_lines(const Results& results, const std::function<void(const std::string&)>& write) {
  using nlohmann::json;
  results.ask(
      "SELECT p.name, m.lesson, m.stack, m.verdict, p.notes, "
      "coalesce(o.points, v.earned - coalesce(r.points_off, 0)), coalesce(o.reason, r.remark) "
      "FROM marks m JOIN people p ON p.id = m.person JOIN lessons l ON l.lesson = m.lesson "
      "JOIN verdicts v ON v.id = m.verdict "
      "LEFT JOIN rulings r ON r.person = m.person AND r.lesson = m.lesson AND r.stack = m.stack "
      "LEFT JOIN overrides o ON o.person = p.name AND o.lesson = m.lesson "
      "WHERE m.verdict NOTNULL ORDER BY m.stack = 'own' AND p.place NOTNULL AND l.place NOTNULL, "
      "p.place IS NULL OR l.place IS NULL, p.place, l.place, p.name, m.lesson, m.stack",
      {}, [&](const std::vector<std::string>& row) {
        const std::optional<Verdict> verdict = results.whole_verdict(std::stoll(row[3]));
        if (!verdict) return;  // damaged; the next run of grade judges it anew
        json result;
        to_json(result, verdict->result);
        const json line = {{"version", judge::json_version},
                           {"submission", row[0]},
                           {"lesson", row[1]},
                           {"stack", row[2]},
                           {"key", verdict->key},
                           {"submission_hash", verdict->answer_hash},
                           {"lesson_hash", verdict->lesson_hash},
                           {"toolchain", verdict->toolchain},
                           {"result", result},
                           {"points", std::stod(row[5])},
                           {"remark", row[6]},
                           {"notes", list_of(row[4])},
                           {"when", verdict->judged_at}};
        write(dumped(line) + "\n");
      });
}

}  // namespace gradus::gradebook
