#include "gradebook/forms.hpp"

#include <fmt/format.h>

#include "base/hash.hpp"

namespace gradus::gradebook {
namespace {

using judge::CaseResult;
using judge::LessonResult;
using judge::TaskResult;

constexpr std::size_t digest_bytes = 16;

std::string digest_of_form(const LessonResult& result) {
  base::Sha256 hash;
  for (const TaskResult& task : result.tasks) {
    hash.add(task.id).add(fmt::format("{}", task.possible));
    hash.add(std::to_string(task.cases.size()));
    for (const CaseResult& one : task.cases) hash.add(one.name).add(one.graded ? "graded" : "");
  }
  return hash.bytes().substr(0, digest_bytes);
}

void write_form(Database& database, std::int64_t id, const LessonResult& result) {
  std::int64_t place = 0;
  for (std::size_t number = 0; number < result.tasks.size(); ++number) {
    const auto task_place = static_cast<std::int64_t>(number);
    const TaskResult& task = result.tasks[number];
    database.query("INSERT INTO form_tasks VALUES(?, ?, ?, ?)")
        ->add(id)
        .add(task_place)
        .add(task.id)
        .add(task.possible)
        .run();
    for (const CaseResult& one : task.cases) {
      database.query("INSERT INTO form_cases VALUES(?, ?, ?, ?, ?)")
          ->add(id)
          .add(place++)
          .add(task_place)
          .add(one.name)
          .add(one.graded)
          .run();
    }
  }
}

}  // namespace

std::int64_t form_of(Database& database, const LessonResult& result) {
  const std::string digest = digest_of_form(result);
  {
    const Lent known = database.query("SELECT id FROM forms WHERE digest = ?");
    known->add_blob(digest);
    if (known->step()) return known->integer(0);
  }
  database.query("INSERT INTO forms(digest) VALUES(?)")->add_blob(digest).run();
  const std::int64_t id = database.last_id();
  write_form(database, id, result);
  return id;
}

LessonResult read_form(Database& database, std::int64_t id) {
  LessonResult form;
  {
    const Lent row =
        database.query("SELECT task, possible FROM form_tasks WHERE form = ? ORDER BY place");
    row->add(id);
    while (row->step()) {
      TaskResult& task = form.tasks.emplace_back();
      task.id = row->text(0);
      task.earned = task.possible = row->real(1);
    }
  }
  const Lent row =
      database.query("SELECT task, name, graded FROM form_cases WHERE form = ? ORDER BY place");
  row->add(id);
  while (row->step()) {
    TaskResult& task = form.tasks.at(static_cast<std::size_t>(row->integer(0)));
    task.cases.push_back({.name = row->text(1),
                          .task = task.id,
                          .graded = row->integer(2) != 0,
                          .category = judge::Category::passed});
  }
  return form;
}

}  // namespace gradus::gradebook
