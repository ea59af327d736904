// A folder for the files of one test case, which is gone when the case ends.
#pragma once

#include <stdlib.h>

#include <optional>
#include <string>

#include "base/files.hpp"

struct TemporaryFolder : gradus::base::TemporaryFolder {
  /// Nothing if there is no such file.
  std::string read(const std::string& name) const {
    return has(name) ? gradus::base::read_file(path() / name) : "";
  }

  bool has(const std::string& name) const { return std::filesystem::exists(path() / name); }
};

/// Sets an environment variable for the time of one test case.
class TemporaryVariable {
 public:
  TemporaryVariable(const std::string& name, const std::string& value) : name_(name) {
    if (const char* before = getenv(name.c_str())) before_ = before;
    setenv(name.c_str(), value.c_str(), 1);
  }
  ~TemporaryVariable() {
    if (before_) {
      setenv(name_.c_str(), before_->c_str(), 1);
    } else {
      unsetenv(name_.c_str());
    }
  }
  TemporaryVariable(const TemporaryVariable&) = delete;
  TemporaryVariable& operator=(const TemporaryVariable&) = delete;

 private:
  std::string name_;
  std::optional<std::string> before_;
};
