#include "gradebook/database.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "base/files.hpp"
#include "judge/course.hpp"

namespace gradus::gradebook {
namespace {

using judge::CannotJudge;

constexpr int pause_ms = 50;  // between two looks at a file that is busy

/// Nobody but its owner may read it, and SQLite's own files beside it get the same rights.
void require_plain_file(const std::filesystem::path& file, Access access) {
  const int flags = (access == Access::read ? O_RDONLY : O_RDWR) |
                    (access == Access::create ? O_CREAT : 0) | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  const base::Descriptor opened(::open(file.c_str(), flags, 0600));
  struct stat status {};
  if (opened && ::fstat(opened.get(), &status) == 0 && S_ISREG(status.st_mode)) return;
  throw CannotJudge(
      fmt::format("{}: cannot be opened: {}", file.string(),
                  opened ? std::string("it is not a plain file") : base::last_error()));
}

}  // namespace

// ---- Query --------------------------------------------------------------------------------------

Query::Query(Database& database, const std::string& sql) : database_(database) {
  check(sqlite3_prepare_v3(database.handle_, sql.c_str(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement_, nullptr));
}

Query::~Query() {
  sqlite3_finalize(statement_);
}

void Query::check(int code) const {
  if (code != SQLITE_OK) database_.fail();
}

Query& Query::add(std::string_view text) {
  check(sqlite3_bind_text64(statement_, ++bound_, text.data(), text.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8));
  return *this;
}

Query& Query::add(std::int64_t number) {
  check(sqlite3_bind_int64(statement_, ++bound_, number));
  return *this;
}

Query& Query::add(double number) {
  check(sqlite3_bind_double(statement_, ++bound_, number));
  return *this;
}

Query& Query::add_blob(std::string_view bytes) {
  check(sqlite3_bind_blob64(statement_, ++bound_, bytes.data(), bytes.size(), SQLITE_TRANSIENT));
  return *this;
}

Query& Query::add_null() {
  check(sqlite3_bind_null(statement_, ++bound_));
  return *this;
}

bool Query::step() {
  const int code = sqlite3_step(statement_);
  if (code != SQLITE_ROW && code != SQLITE_DONE) database_.fail();
  return code == SQLITE_ROW;
}

void Query::run() {
  while (step()) continue;
  reset();
}

void Query::reset() {
  sqlite3_reset(statement_);  // says again what step() has said
  sqlite3_clear_bindings(statement_);
  bound_ = 0;
}

bool Query::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Query::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

double Query::real(int column) const {
  return sqlite3_column_double(statement_, column);
}

std::optional<double> Query::maybe_real(int column) const {
  return is_null(column) ? std::nullopt : std::optional(real(column));
}

std::optional<std::int64_t> Query::maybe_integer(int column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}

std::string Query::text(int column) const {
  const void* bytes = sqlite3_column_type(statement_, column) == SQLITE_BLOB
                          ? sqlite3_column_blob(statement_, column)
                          : sqlite3_column_text(statement_, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return bytes == nullptr ? "" : std::string(static_cast<const char*>(bytes), size);
}

int Query::columns() const {
  return sqlite3_column_count(statement_);
}

// ---- Database -----------------------------------------------------------------------------------

Database::Database(const std::filesystem::path& file, Access access) : file_(file) {
  require_plain_file(file, access);
  const bool writes = access != Access::read || ::access(file.c_str(), W_OK) == 0;
  const int flags = writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  // NOFOLLOW forbids links in the folders before it, too, and those are the instructor's own.
  const std::filesystem::path real =
      std::filesystem::canonical(file.has_parent_path() ? file.parent_path() : ".") /
      file.filename();
  if (sqlite3_open_v2(real.c_str(), &handle_, flags | SQLITE_OPEN_NOFOLLOW, nullptr) != SQLITE_OK) {
    const std::string why = handle_ == nullptr ? "no memory" : sqlite3_errmsg(handle_);
    sqlite3_close_v2(handle_);
    throw CannotJudge(fmt::format("{}: cannot be opened: {}", file.string(), why));
  }
  sqlite3_busy_handler(handle_, busy, this);
  sqlite3_extended_result_codes(handle_, 1);
  if (access == Access::read) execute("PRAGMA query_only = ON");
}

Database::~Database() {
  queries_.clear();
  sqlite3_close_v2(handle_);
}

/// Another program may be reading: a commit waits for it.
int Database::busy(void* database, int tries) {
  const auto& wait_on = static_cast<Database*>(database)->wait_on_;
  if (!wait_on(tries * pause_ms / 1000.0)) return 0;
  ::usleep(pause_ms * 1000);
  return 1;
}

void Database::fail() const {
  const int code = sqlite3_extended_errcode(handle_);
  const int system = sqlite3_system_errno(handle_);
  std::string why = sqlite3_errmsg(handle_);
  if ((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN) {
    if (system != 0) why += fmt::format(" ({})", ::strerror(system));
  }
  throw CannotJudge(fmt::format("{}: {}", file_.string(), why));
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

Lent Database::query(const std::string& sql) {
  std::unique_ptr<Query>& kept = queries_[sql];
  if (!kept) kept = std::make_unique<Query>(*this, sql);
  kept->reset();
  return Lent(*kept);
}

std::int64_t Database::last_id() const {
  return sqlite3_last_insert_rowid(handle_);
}

// ---- Transaction --------------------------------------------------------------------------------

Transaction::Transaction(Database& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const CannotJudge&) {  // a full disk has rolled it back already
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace gradus::gradebook
