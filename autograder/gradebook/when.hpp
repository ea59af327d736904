// When something was handed in, as far as anybody knows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace gradus::gradebook {

/// Seconds since 1970.
using Time = std::int64_t;

struct When {
  std::optional<Time> told;  // by the roster, or by the system in the file's name
  std::optional<bool> late;  // says Canvas, which does not say when
  Time modified = 0;         // the file's own time, or its archive's; 0: not known

  /// What attempts are put in order by; 0: not known.
  Time order() const { return told.value_or(modified); }
};

/// A time as people and systems write it: 2026-10-16 23:59, 2026-10-16T23:59:00+02:00,
/// 2026-10-16-23-59-00, or, as Moodle does, Friday, 16 October 2026, 11:59 PM. Without an offset it
/// is this machine's; a day alone is the end of it. Nothing if the text is none.
std::optional<Time> time_in(const std::string& text);

/// "2026-10-16 23:59", in this machine's time.
std::string time_text(Time time);

}  // namespace gradus::gradebook
