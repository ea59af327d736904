// The engine's line to the server: a JSON text a line, both ways.
//
// What a message from the engine is, its "kind" says; the page (page/play.js) knows all of them.
#pragma once

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/play/place.hpp"

namespace nn::play {

using nlohmann::json;

class Link {
 public:
  /// `place` lives as long as this.
  Link(int channel, Place& place) : channel_(channel), place_(place) {}

  /// The next message; none if there is none within so many milliseconds (-1: it waits for ever).
  /// Ends the program when the server has gone.
  std::optional<json> next(int milliseconds);

  void send(const json& message);

  /// Says that something is going on.
  void beat() { place_.beats.fetch_add(1, std::memory_order_relaxed); }

  /// While it lives, the engine is in the student's function of this task.
  class In {
   public:
    In(Link& link, std::string_view words);
    ~In();
    In(const In&) = delete;
    In& operator=(const In&) = delete;

   private:
    Link& link_;
    std::array<char, sizeof(Place::words)> before_;
    int exceptions_;
  };
  In in(std::string_view words) { return {*this, words}; }
  /// The innermost function that the last exception left.
  const std::string& failed() const { return failed_; }

 private:
  int channel_;
  Place& place_;
  std::string received_;  // not yet a whole line
  std::string failed_;
};

/// To be called where an exception was caught: what it says, as a message of kind "trouble". An
/// unwritten task is told from a refusal; "in" is the function in which it happened.
json trouble(const std::string& where);

/// Numbers for a page: JSON knows neither NaN nor infinity, so these go as "NaN", "∞" and "-∞".
json number_of(double value);
template <typename Values>
json numbers_of(const Values& values) {
  json list = json::array();
  for (const double value : values) list.push_back(number_of(value));
  return list;
}

/// Bytes for a page, and back.
std::string base64(const std::vector<unsigned char>& bytes);
std::vector<unsigned char> from_base64(const std::string& text);

}  // namespace nn::play
