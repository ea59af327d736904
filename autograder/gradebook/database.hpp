// An SQLite database in one file, for the few things that are asked of one here. What cannot be
// done throws CannotJudge, with the file and SQLite's own words.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace gradus::gradebook {

class Database;

/// One statement: bound, then stepped through row by row. Columns count from 0.
class Query {
 public:
  Query(Database& database, const std::string& sql);
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  Query& add(std::string_view text);
  Query& add(const std::string& text) { return add(std::string_view(text)); }
  Query& add(const char* text) { return add(std::string_view(text)); }
  Query& add(std::int64_t number);
  Query& add(int number) { return add(static_cast<std::int64_t>(number)); }
  Query& add(bool yes) { return add(std::int64_t{yes}); }
  Query& add(double number);
  Query& add_blob(std::string_view bytes);
  Query& add_null();
  template <typename T>
  Query& add(const std::optional<T>& value) {
    return value ? add(*value) : add_null();
  }

  /// True while there is a row.
  bool step();
  /// Steps to the end, and is ready to be bound anew.
  void run();
  /// Ready to be bound anew; the database's locks are given back.
  void reset();

  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  std::optional<std::int64_t> maybe_integer(int column) const;
  double real(int column) const;
  std::optional<double> maybe_real(int column) const;
  std::string text(int column) const;  // a blob's bytes, too; "" for NULL
  int columns() const;

 private:
  friend class Database;
  void check(int code) const;

  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

/// A statement of the database's own that is in use: given back at the end of the scope, so that no
/// lock outlives it.
class Lent {
 public:
  explicit Lent(Query& query) : query_(query) {}
  ~Lent() { query_.reset(); }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;
  Query& operator*() const { return query_; }
  Query* operator->() const { return &query_; }

 private:
  Query& query_;
};

enum class Access {
  read,  // and to undo what a killed grader has begun, where that may be done
  write,
  create,  // if need be, for its owner's eyes alone
};

class Database {
 public:
  /// Links are not followed, and whatever is no plain file is refused.
  Database(const std::filesystem::path& file, Access access);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// One or more statements without values.
  void execute(const std::string& sql);
  /// Prepared once, kept, and ready to be bound.
  Lent query(const std::string& sql);
  std::int64_t last_id() const;
  /// Whether to wait on for another program that has held the file for so many seconds, asked
  /// several times a second. Without it, a minute is waited.
  void on_busy(std::function<bool(double seconds)> wait_on) { wait_on_ = std::move(wait_on); }
  const std::filesystem::path& file() const { return file_; }

 private:
  friend class Query;
  [[noreturn]] void fail() const;
  static int busy(void* database, int tries);

  std::filesystem::path file_;
  sqlite3* handle_ = nullptr;
  std::function<bool(double)> wait_on_ = [](double seconds) { return seconds < 60; };
  std::map<std::string, std::unique_ptr<Query>> queries_;
};

/// All that is written in the scope, or nothing of it.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// Returns when the disk has it.
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace gradus::gradebook
