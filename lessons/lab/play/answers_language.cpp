// Lesson 14: a text of short tales, written on by counting, and looked back at by one head.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <string>
#include <vector>

#include "14_language/language.hpp"
#include "14_language/tales.hpp"
#include "common/contract.hpp"
#include "lab/play/answers.hpp"

namespace nn::play {
namespace {

constexpr std::size_t longest_text = 400;  // that is written on
constexpr std::size_t longest_look = 48;   // letters that a head sees
constexpr arma::uword most_matched = 4;    // of the latest letters

/// The text of a question, without what is no letter of the alphabet.
std::string text_of(const json& question, const Alphabet& alphabet) {
  const auto found = question.find("text");
  std::string text;
  if (found == question.end() || !found->is_string()) return text;
  for (const char one : found->get<std::string>()) {
    if (alphabet.characters.find(one) != std::string::npos) text += one;
  }
  return text.substr(0, longest_text);
}

/// Each line, and whether it is a tale; of the last one, which has no end yet, nothing is said.
json lines_of(const std::string& text, const std::vector<Slot>& sentence) {
  json lines = json::array();
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    const std::string line = text.substr(begin, end - begin);
    lines.push_back({{"text", line}, {"tale", is_sentence(sentence, line + "\n")}});
    begin = end + 1;
  }
  lines.push_back(json::object({{"text", text.substr(begin)}}));
  return lines;
}

/// A model by counting, and what it is judged by.
struct Counted {
  arma::uword order = 0;
  arma::uvec training, held_out;
  arma::mat counts;
  arma::mat chances;
};

Counted counted(const json& question, const Written& tales, const Written& held_out,
                const Alphabet& alphabet, Link& link) {
  Counted model{.order = whole(question, "order", 0, 4),
                .training = alphabet.numbers(tales.text),
                .held_out = alphabet.numbers(held_out.text),
                .counts = {},
                .chances = {}};
  arma::uword contexts = 1;
  for (arma::uword i = 0; i < model.order; ++i) contexts *= alphabet.size();
  {
    const Link::In in = link.in("14.1 ngram_counts");
    model.counts = ngram_counts(model.training, alphabet.size(), model.order);
    require_shape("ngram_counts", "the result", model.counts, alphabet.size(), contexts);
  }
  const Link::In in = link.in("14.1 smoothed");
  model.chances = smoothed(model.counts, real(question, "added", 0.01));
  require_shape("smoothed", "the result", model.chances, alphabet.size(), contexts);
  return model;
}

double bits_of(const Counted& model, const arma::uvec& text) {
  const Windows seen = contexts_of(text, model.order);
  const arma::uvec columns = columns_for(seen.letters, model.chances.n_rows);
  return bits_per_letter(model.chances.cols(columns), seen.next.t());
}

json bits(const Counted& model, const std::vector<Slot>& sentence, Link& link) {
  try {
    const Link::In in = link.in("14.2 bits_per_letter, entropy_rate");
    return {{"training", number_of(bits_of(model, model.training))},
            {"held_out", number_of(bits_of(model, model.held_out))},
            {"entropy", number_of(entropy_rate(sentence))}};
  } catch (...) {
    return {{"trouble", trouble("14.2 bits_per_letter, entropy_rate")}};
  }
}

/// A head that nobody trained: position t asks for its last n letters, and position s answers with
/// the n before it, so that their product counts how many are the same.
arma::mat weights_of(const arma::uvec& letters, arma::uword alphabet, arma::uword n,
                     double sharpness) {
  const arma::uword length = letters.n_elem;
  arma::mat q(n * alphabet, length, arma::fill::zeros);
  arma::mat k(n * alphabet, length, arma::fill::zeros);
  const double asked =
      sharpness * std::sqrt(static_cast<double>(q.n_rows));  // as tape_look divides
  for (arma::uword t = 0; t < length; ++t) {
    for (arma::uword back = 0; back < n && back <= t; ++back) {
      q(back * alphabet + letters(t - back), t) = asked;
      if (back < t) k(back * alphabet + letters(t - back - 1), t) = 1.0;
    }
  }
  Tape tape;
  const NodeIndex asks = tape_constant(tape, q);
  const NodeIndex answers = tape_constant(tape, k);
  const arma::mat weights = tape_value(tape, tape_look(tape, asks, answers));
  require_shape("tape_look", "the result", weights, length, length);
  return weights;
}

json look(const json& question, const std::string& text, const Alphabet& alphabet, Link& link) {
  const std::string end = text.substr(text.size() - std::min(text.size(), longest_look));
  if (end.empty()) return json::object();
  try {
    const Link::In in = link.in("14.4 tape_look");
    const arma::uword n = whole(question, "match", 1, most_matched);
    const arma::mat weights =
        weights_of(alphabet.numbers(end), alphabet.size(), n, real(question, "sharpness", 4.0));
    return {{"text", end}, {"weights", numbers_of(weights)}};
  } catch (...) {
    return {{"trouble", trouble("14.4 tape_look")}};
  }
}

}  // namespace

json answer_language(const json& question, Link& link) {
  const std::vector<Slot> sentence = short_tales();
  const Alphabet alphabet = alphabet_of(sentence);
  std::string text = text_of(question, alphabet);
  Written held_out, tales;
  {
    const Link::In in = link.in("14.7 draw_letter");
    Rng rng(14);
    held_out = write_sentences(sentence, 200, rng);
    tales = write_sentences(sentence, whole(question, "lines", 1, 3000), rng);
  }
  const Counted model = counted(question, tales, held_out, alphabet, link);
  const NextLogits logits = logits_by_counting(model.chances, model.order);
  const double temperature = real(question, "temperature", 1.0);
  const arma::uword top = whole(question, "top", 0, alphabet.size());
  // A line stands before the text, so that its first letter has a whole context as well.
  const std::string before = tales.text.substr(tales.starts(tales.starts.n_elem - 1));
  arma::uvec so_far = alphabet.numbers(before + text);
  if (const arma::uword count =
          std::min<arma::uword>(whole(question, "count", 0, 100), longest_text - text.size());
      count > 0) {
    const Link::In in = link.in("14.7 write_on");
    Rng rng(1000 * whole(question, "seed", 1, 1000) + text.size());
    const arma::uword length = so_far.n_elem + count;
    so_far = write_on(so_far, count, logits, temperature, top, rng);
    require_length("write_on", "the result", so_far.n_elem, length);
    text += alphabet.text(so_far.tail(count));
  }
  const Link::In in = link.in("14.7 next_chances");
  const arma::vec chances = next_chances(logits(so_far), temperature, top);
  require_shape("next_chances", "the result", chances, alphabet.size(), 1);
  const arma::uvec here = columns_for(arma::umat(so_far.tail(model.order)), alphabet.size());
  return {{"kind", "language"},
          {"characters", alphabet.characters},
          {"text", text},
          {"full", text.size() == longest_text},
          {"lines", lines_of(text, sentence)},
          {"contexts", model.counts.n_cols},
          {"seen", number_of(arma::accu(model.counts.cols(here)))},
          {"chances", numbers_of(chances)},
          {"bits", bits(model, sentence, link)},
          {"look", look(question, text, alphabet, link)}};
}

}  // namespace nn::play
