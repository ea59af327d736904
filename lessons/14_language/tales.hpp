// The languages of this lesson's experiments: sentences that are written slot by slot, so that what
// the best model can reach is known exactly (entropy_rate).
#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "14_language/language.hpp"
#include "common/random.hpp"

namespace nn {

/// A slot whose text is always the same.
inline Slot fixed(const std::string& text) {
  return {.words = {text}, .chances = {1.0}};
}

inline Slot follower(const std::vector<std::string>& words, arma::uword follows) {
  return {.words = words, .chances = {}, .follows = follows};
}

inline Slot equally(const std::vector<std::string>& words) {
  const double count = static_cast<double>(words.size());
  return {.words = words, .chances = arma::vec(words.size(), arma::fill::value(1.0 / count))};
}

/// "ben saw a fox. the fox fed ben", a line. The animal and the name come a second time.
inline std::vector<Slot> short_tales() {
  const std::vector<std::string> names = {"ann", "ben", "carl", "dora"};
  const std::vector<std::string> animals = {"fox", "hen", "cat", "snail"};
  const Slot deed{.words = {"saw", "met", "fed", "hid"}, .chances = {0.5, 0.25, 0.125, 0.125}};
  return {equally(names),       fixed(" "), deed, fixed(" a "), equally(animals),   fixed(". the "),
          follower(animals, 4), fixed(" "), deed, fixed(" "),   follower(names, 0), fixed("\n")};
}

/// Lines of about 130 letters, each a tale in which persons and things come again.
inline std::vector<Slot> long_tales() {
  const std::vector<std::string> names = {"anna",  "ben",  "clara", "david", "emma",  "felix",
                                          "greta", "hugo", "irene", "jonas", "karla", "leon",
                                          "maria", "nils", "olga",  "paul"};
  const std::vector<std::string> pronouns = {"she", "he", "she", "he", "she", "he", "she", "he",
                                             "she", "he", "she", "he", "she", "he", "she", "he"};
  const std::vector<std::string> looks = {"small", "shy",  "quiet", "red",
                                          "tired", "wild", "young", "proud"};
  const std::vector<std::string> animals = {"fox",   "owl",   "hare",  "bear", "crow", "wolf",
                                            "duck",  "goat",  "mouse", "swan", "frog", "horse",
                                            "otter", "snail", "tiger", "whale"};
  const std::vector<std::string> places = {"garden", "forest", "harbour", "kitchen",
                                           "market", "valley", "tower",   "meadow"};
  const std::vector<std::string> things = {"lamp", "boat",   "coat",   "drum",  "flute", "hat",
                                           "kite", "mirror", "needle", "pear",  "ring",  "rope",
                                           "shoe", "stone",  "spoon",  "violin"};
  const std::vector<std::string> colours = {"black",  "blue",   "brown", "green",
                                            "golden", "purple", "white", "yellow"};
  const Slot deed{.words = {"liked", "helped", "feared", "followed"},
                  .chances = {0.5, 0.25, 0.125, 0.125}};
  return {equally(names),         // 0
          fixed(" met a "),       //
          equally(looks),         // 2
          fixed(" "),             //
          equally(animals),       // 4
          fixed(" in the "),      //
          equally(places),        // 6
          fixed(". the "),        //
          follower(animals, 4),   //
          fixed(" "),             //
          deed,                   // 10
          fixed(" "),             //
          follower(names, 0),     //
          fixed(", so "),         //
          follower(pronouns, 0),  //
          fixed(" gave the "),    //
          follower(animals, 4),   //
          fixed(" a "),           //
          equally(colours),       // 18
          fixed(" "),             //
          equally(things),        // 20
          fixed(". now the "),    //
          follower(looks, 2),     //
          fixed(" "),             //
          follower(animals, 4),   //
          fixed(" has a "),       //
          follower(colours, 18),  //
          fixed(" "),             //
          follower(things, 20),   //
          fixed("\n")};
}

/// Text as numbers, and back: letter i of the alphabet is characters[i].
struct Alphabet {
  std::string characters;

  arma::uword size() const { return characters.size(); }

  arma::uvec numbers(const std::string& text) const {
    arma::uvec letters(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
      const std::size_t place = characters.find(text[i]);
      if (place == std::string::npos) {
        throw std::invalid_argument(std::string("no letter of this alphabet: ") + text[i]);
      }
      letters(i) = place;
    }
    return letters;
  }

  std::string text(const arma::uvec& letters) const {
    std::string text;
    for (const arma::uword letter : letters) text += characters.at(letter);
    return text;
  }
};

/// All characters that the sentences can have, the end of a line first.
inline Alphabet alphabet_of(const std::vector<Slot>& sentence) {
  std::set<char> all;
  for (const Slot& slot : sentence) {
    for (const std::string& word : slot.words) all.insert(word.begin(), word.end());
  }
  return {.characters = std::string(all.begin(), all.end())};
}

/// How a letter came about: it begins or goes on a word that was chosen, follows from a choice, or
/// is always there.
enum class Origin { chosen, follows, fixed };

struct Written {
  std::string text;             // each sentence ends in "\n"; one stands before the first as well
  std::vector<Origin> origins;  // of each letter
  arma::uvec starts;            // where the sentences begin
  double bits = 0.0;            // -log2 of the chances of all that was chosen
};

/// Sentences one after another.
inline Written write_sentences(const std::vector<Slot>& sentence, arma::uword count, Rng& rng) {
  Written written{.text = "\n", .origins = {Origin::fixed}, .starts = arma::uvec(count), .bits = 0};
  for (arma::uword i = 0; i < count; ++i) {
    written.starts(i) = written.text.size();
    std::vector<arma::uword> chosen;
    for (const Slot& slot : sentence) {
      const bool open = !slot.chances.is_empty();
      chosen.push_back(open ? draw_letter(slot.chances, rng) : chosen.at(slot.follows));
      if (open) written.bits -= std::log2(slot.chances(chosen.back()));
      const std::string& word = slot.words.at(chosen.back());
      const Origin origin = !open                   ? Origin::follows
                            : slot.words.size() > 1 ? Origin::chosen
                                                    : Origin::fixed;
      written.text += word;
      written.origins.insert(written.origins.end(), word.size(), origin);
    }
  }
  return written;
}

/// Whether `line`, which ends in "\n", is a sentence of the language: each slot has one of its
/// words, and those that follow fit. No word of a slot may begin another one of it.
inline bool is_sentence(const std::vector<Slot>& sentence, const std::string& line) {
  std::vector<arma::uword> chosen;
  std::size_t place = 0;
  for (const Slot& slot : sentence) {
    arma::uword found = slot.chances.is_empty() ? chosen.at(slot.follows) : 0;
    const auto fits = [&] {
      return line.compare(place, slot.words[found].size(), slot.words[found]) == 0;
    };
    while (!slot.chances.is_empty() && !fits() && found + 1 < slot.words.size()) ++found;
    if (!fits()) return false;
    place += slot.words[found].size();
    chosen.push_back(found);
  }
  return place == line.size();
}

inline arma::uword longest_sentence(const std::vector<Slot>& sentence) {
  arma::uword length = 0;
  for (const Slot& slot : sentence) {
    std::size_t longest = 0;
    for (const std::string& word : slot.words) longest = std::max(longest, word.size());
    length += longest;
  }
  return length;
}

/// Windows of the text, one a column, each from the "\n" before a sentence on, and the letters that
/// come after. The last sentences have none, where the text is too short.
struct Windows {
  arma::umat letters;  // length x windows
  arma::umat next;     // length x windows
};

inline Windows windows_of(const Written& written, const Alphabet& alphabet, arma::uword length) {
  const arma::uvec text = alphabet.numbers(written.text);
  const arma::uvec fitting = written.starts(arma::find(written.starts + length <= text.n_elem));
  Windows windows{.letters = arma::umat(length, fitting.n_elem),
                  .next = arma::umat(length, fitting.n_elem)};
  for (arma::uword b = 0; b < fitting.n_elem; ++b) {
    windows.letters.col(b) = text.subvec(fitting(b) - 1, fitting(b) + length - 2);
    windows.next.col(b) = text.subvec(fitting(b), fitting(b) + length - 1);
  }
  return windows;
}

/// The n letters before each letter of the text from the n-th on, n x m, and those letters.
inline Windows contexts_of(const arma::uvec& text, arma::uword n) {
  Windows contexts{.letters = arma::umat(n, text.n_elem - n),
                   .next = text.tail(text.n_elem - n).t()};
  for (arma::uword i = 0; n > 0 && i + n < text.n_elem; ++i) {
    contexts.letters.col(i) = text.subvec(i, i + n - 1);
  }
  return contexts;
}

/// The column of a table of counts for each context, n x m.
inline arma::uvec columns_for(const arma::umat& contexts, arma::uword alphabet) {
  arma::uvec columns(contexts.n_cols, arma::fill::zeros);
  for (arma::uword i = 0; i < contexts.n_rows; ++i) {
    columns = columns * alphabet + contexts.row(i).t();
  }
  return columns;
}

/// What comes after a text by such a table, whose columns are chances.
inline NextLogits logits_by_counting(const arma::mat& table, arma::uword order) {
  return [table, order](const arma::uvec& text) -> arma::vec {
    const arma::umat context = text.tail(order);
    return arma::log(table.col(arma::as_scalar(columns_for(context, table.n_rows))));
  };
}

}  // namespace nn
