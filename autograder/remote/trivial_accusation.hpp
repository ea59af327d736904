// A refusal that says everything a test could look for.
#pragma once

#include <cctype>
#include <cstddef>
#include <set>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "remote/trivial_answer.hpp"

namespace gradus::remote {

/// "a is 3x4, expected 3x5; a is 3x4, expected 5x4; ...": one of them may be what a test looks for.
class Accusation {
 public:
  Accusation(std::string function, const std::string& parameters) : function_(std::move(function)) {
    // Names are what stands before a comma or the end, types are what stands before them.
    std::string word;
    for (const char letter : parameters + ",") {
      const bool in_word = std::isalnum(static_cast<unsigned char>(letter)) || letter == '_';
      if (letter == ',' || letter == ')') names_.push_back(word);
      if (in_word && !std::exchange(in_word_, in_word)) word.clear();
      if (in_word) word += letter;
      in_word_ = in_word;
    }
  }

  template <typename T>
  void add(const T& argument) {
    each_leaf(argument, [&](const auto& leaf) {
      using Leaf = std::decay_t<decltype(leaf)>;
      if constexpr (is_matrix<Leaf>) {
        shapes_.insert({leaf.n_rows, leaf.n_cols});
        sizes_.insert({leaf.n_rows, leaf.n_cols});
        add_value(std::to_string(leaf.n_rows));
        add_value(std::to_string(leaf.n_cols));
      } else if constexpr (std::is_integral_v<Leaf>) {
        sizes_.insert(static_cast<std::size_t>(leaf));
        add_value(std::to_string(leaf));
      } else if constexpr (is_number<Leaf>) {
        std::ostringstream short_form;
        short_form << leaf;
        add_value(short_form.str());
        add_value(std::to_string(leaf));
      }
    });
    each_vector(argument, [&](const auto& vector) {
      sizes_.insert(vector.size());
      add_value(std::to_string(vector.size()));
    });
  }

  /// The function's name stands in front of each sentence, as the contracts have it.
  std::string text() {
    for (const std::string& name : names_) {
      for (const auto& one : shapes_) {
        for (const std::size_t rows : few_sizes()) {
          for (const std::size_t cols : few_sizes()) {
            say(name + " is " + shape(one) + ", expected " + shape({rows, cols}));
          }
        }
      }
      for (const std::string& value : values_) {
        for (const char* expected : {"more than 0", "at least 1", "at least 2"}) {
          say(name + " is " + value + ", expected " + expected);
          say(name + " has " + value + " layers, expected " + expected);
          say(name + " has length " + value + ", expected " + expected);
        }
        for (const std::string& other : values_) {
          say(name + " has length " + value + ", expected " + other);
          say(name + " has " + value + " columns, expected " + other);
        }
      }
    }
    for (const std::string& value : values_) {
      for (const std::string& other : values_) {
        say("node " + value + " is not on the tape, which has " + other + " nodes");
      }
      for (const char* of : {"results", "values", "samples"}) {
        for (const char* least : {"1", "2"}) {
          say("got " + value + " " + of + ", expected at least " + least);
        }
      }
    }
    return text_;
  }

 private:
  static constexpr std::size_t longest = 100'000;

  void say(const std::string& sentence) {
    if (text_.size() < longest) text_ += function_ + ": " + sentence + "; ";
  }

  void add_value(const std::string& value) {
    if (values_.size() < 20) values_.insert(value);
  }

  std::set<std::size_t> few_sizes() const {
    std::set<std::size_t> few;
    for (const std::size_t size : sizes_) {
      if (few.size() < 8) few.insert(size);
    }
    return few;
  }

  static std::string shape(const std::pair<std::size_t, std::size_t>& sides) {
    return std::to_string(sides.first) + "x" + std::to_string(sides.second);
  }

  std::string function_;
  std::string text_;
  bool in_word_ = false;
  std::vector<std::string> names_;
  std::set<std::pair<std::size_t, std::size_t>> shapes_;
  std::set<std::size_t> sizes_;
  std::set<std::string> values_;
};

}  // namespace gradus::remote
