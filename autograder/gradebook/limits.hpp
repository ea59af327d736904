// How much of one submission is looked at. An honest one is far below each of these; where one is
// reached, what was not found is "not judged", and never a 0.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gradus::gradebook {

struct Limits {
  std::size_t file_bytes = std::size_t{1} << 20;          // of one lesson file
  std::size_t entries = 200'000;                          // files and folders
  std::size_t depth = 20;                                 // folders in folders
  std::size_t archives = 20;                              // archives in one folder
  std::uint64_t kept_bytes = std::uint64_t{64} << 20;     // of all that could answer a lesson
  std::uint64_t unpacked_bytes = std::uint64_t{1} << 30;  // what an archive expands to
  double seconds = 20;                                    // of processor time, for one archive
};

/// Whose the limits are: everything in the archive is one person's, or each name on its highest
/// level is a person of a class.
enum class Holds { submission, people };

/// An archive that holds a whole class: so much for each person in it, and this for all of them.
constexpr double class_seconds = 900;
constexpr std::uint64_t class_bytes = std::uint64_t{1} << 30;

/// An archive (0), archives in it (1), and in these (2): a class, a person's zip, a zip in it.
constexpr unsigned deepest_archive = 2;

}  // namespace gradus::gradebook
