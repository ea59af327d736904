// What both tests of lesson 14 share: the misconceptions, each named once; what each function
// computes, without a tape, and what learners compute in its place ("how").
#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "12_autodiff/tapes.hpp"
#include "14_language/language.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"
#include "support/misconception.hpp"

namespace misconceptions {

using namespace nn;

// ---- 14.1 counting ------------------------------------------------------------------------------

inline constexpr Misconception column_sums{
    "column_sums", "A column holds the chances of all letters after one context: they sum to 1."};

inline arma::mat counted(const arma::uvec& text, arma::uword alphabet, arma::uword order,
                         const std::string& how = "") {
  arma::uword contexts = 1;
  for (arma::uword i = 0; i < order; ++i) contexts *= alphabet;
  arma::mat counts(alphabet, contexts, arma::fill::zeros);
  const arma::uword begin = how == "padded_start" ? 0 : order + (how == "begins_late" ? 1 : 0);
  const arma::uword end = text.n_elem - (how == "last_letter_left_out" ? 1 : 0);
  for (arma::uword i = begin; i < end; ++i) {
    arma::uword context = 0;
    for (arma::uword back = order; back > 0; --back) {  // the oldest letter first
      const arma::uword ago = how == "oldest_last"         ? order + 1 - back
                              : how == "letter_in_context" ? back - 1
                                                           : back;
      context = context * alphabet + (i >= ago ? text(i - ago) : 0);
    }
    double& count = counts(text(i), context);
    count = how == "seen_or_not" ? 1.0 : count + 1.0;
  }
  return how == "chances_for_counts" ? arma::mat(arma::normalise(counts, 1, 0)) : counts;
}

inline support::CloseTo counts_of(const arma::mat& expected, const arma::uvec& text,
                                  arma::uword alphabet, arma::uword order) {
  const auto with = [&](const std::string& how) { return counted(text, alphabet, order, how); };
  support::CloseTo result = close_to(expected);
  if (order == 0) return result;
  result
      .mistake({"padded_start",
                "The first letters were counted as well: they have no whole context before them."},
               with("padded_start"))
      .mistake({"letter_in_context",
                "The letter is part of its own context: a context is what stands before it."},
               with("letter_in_context"))
      .mistake({"last_letter_left_out", "The last letter of the text was not counted."},
               with("last_letter_left_out"))
      .mistake(
          {"begins_late", "The first letter that has a whole context before it was not counted."},
          with("begins_late"))
      .mistake({"seen_or_not", "A letter that came several times was counted once."},
               with("seen_or_not"))
      .mistake(
          {"chances_for_counts", "These are chances: asked for is how often each letter came."},
          with("chances_for_counts"));
  if (order > 1) {
    result.mistake(
        {"oldest_last",
         "The digits of a context stand in the wrong order: the latest letter is its last digit."},
        with("oldest_last"));
  } else {
    result.mistake(
        {"columns_for_letters",
         "Rows and columns have changed places: a column is a context, a row a letter that came."},
        arma::mat(expected.t()));
  }
  return result;
}

inline support::CloseTo smoothed_chances(const arma::mat& expected, const arma::mat& counts,
                                         double added) {
  const arma::mat more = counts + added;
  arma::mat over_counts = more, added_once = more, some = counts;
  over_counts.each_row() /= arma::rowvec(arma::sum(counts, 0));
  added_once.each_row() /= arma::rowvec(arma::sum(counts, 0) + added);
  some.elem(arma::find(counts == 0.0)).fill(added);
  support::CloseTo result = close_to(expected);
  if (arma::sum(counts, 0).min() > 0.0) {
    result.mistake(
        {"over_counts",
         "These are divided by the sums before anything was added: they sum to more than 1."},
        over_counts);
  }
  return result
      .mistake({"added_once",
                "The divisor grew by one `added`: how many entries of a column have grown by it?"},
               added_once)
      .mistake({"rows_sum",
                "The rows sum to 1 here: which chances belong together, those of a row or those of "
                "a column?"},
               arma::normalise(more, 1, 1))
      .mistake(
          {"length_of_one", "The squares of a column sum to 1: the chances themselves should."},
          arma::normalise(more, 2, 0))
      .mistake({"whole_table", "All entries together sum to 1: each column should, by itself."},
               more / arma::accu(more))
      .mistake({"zeros_alone", "Only the zeros were raised: every count gets more."},
               arma::normalise(some, 1, 0));
}

// ---- 14.2 bits ----------------------------------------------------------------------------------

inline constexpr Misconception zero_chance{
    "zero_chance", "A word with chance 0 never comes, and adds nothing: 0 log(0) is NaN in C++."};

inline support::CloseToNumber bits_value(double expected, const arma::mat& P,
                                         const arma::uvec& letters) {
  const double m = static_cast<double>(letters.n_elem);
  double product = 0.0;
  double mean = 0.0;
  for (arma::uword s = 0; s < letters.n_elem; ++s) {
    product += std::log2(P(letters(s), s));
    mean += P(letters(s), s) / m;
  }
  return close_to(expected)
      .mistake({"nats", "These are nats, of the logarithm with base e: bits have base 2."},
               expected * std::log(2.0))
      .mistake({"decimal_digits", "This logarithm has base 10: bits have base 2."},
               expected * std::log10(2.0))
      .mistake(
          {"bits_of_all", "These are the bits of the whole text: asked for are bits a letter."},
          -product)
      .mistake({"opposite_sign",
                "The logarithm of a chance is negative, and a cost is not: look at the sign."},
               -expected)
      .mistake({"perplexity", "This is 2 to the power of the bits, the perplexity."},
               std::exp2(expected))
      .mistake({"log_of_mean",
                "The chances were averaged before the logarithm: each letter has bits of its own."},
               -std::log2(mean))
      .mistake({"all_entries",
                "Every entry of the table was counted: only the letter that came costs something."},
               -arma::accu(arma::log2(P)) / m)
      .mistake({"own_entropy",
                "This is how unsure the model is by itself: what counts is the letter that came."},
               -arma::accu(P % arma::log2(P)) / m);
}

/// Bits and letters of a mean sentence.
inline double rate_of(const std::vector<Slot>& sentence, const std::string& how = "") {
  double bits = 0.0;
  double length = 0.0;
  for (const Slot& slot : sentence) {
    const bool follows = slot.chances.is_empty();
    const arma::vec& chances = follows ? sentence[slot.follows].chances : slot.chances;
    const double count = static_cast<double>(slot.words.size());
    for (arma::uword i = 0; i < slot.words.size(); ++i) {
      const double letters = static_cast<double>(slot.words[i].size());
      const bool silent = (follows && how == "followers_have_no_letters") ||
                          (slot.words.size() == 1 && how == "fixed_words_left_out");
      if (!silent) {
        length += letters * (how == "words_equally_long" ? 1.0 / count : chances(i));
      }
      const double p = how == "equally_likely" ? 1.0 / count : chances(i);
      const bool counts = !follows || how == "followers_chosen_anew";
      if (counts && p > 0.0) bits += p * std::log(1.0 / p) / std::log(2.0);
    }
  }
  if (how == "bits_of_sentence") return bits;
  if (how == "bits_of_slot") return bits / static_cast<double>(sentence.size());
  return bits / length;
}

inline support::CloseToNumber rate_value(double expected, const std::vector<Slot>& sentence) {
  const auto with = [&](const std::string& how) { return rate_of(sentence, how); };
  return close_to(expected)
      .mistake({"rate_in_nats", "This rate is in nats: bits have the logarithm with base 2."},
               expected * std::log(2.0))
      .mistake({"followers_chosen_anew",
                "A word that follows from an earlier choice was counted as a choice: it is no "
                "surprise any more."},
               with("followers_chosen_anew"))
      .mistake({"followers_have_no_letters",
                "The letters of words that follow are missing: they stand in the sentence, too."},
               with("followers_have_no_letters"))
      .mistake(
          {"fixed_words_left_out",
           "The letters of what is always there are missing: they stand in the sentence, too."},
          with("fixed_words_left_out"))
      .mistake({"words_equally_long",
                "The mean length was taken as if all words came equally often: weigh each by its "
                "chance."},
               with("words_equally_long"))
      .mistake(
          {"equally_likely",
           "The entropy was taken as if all words came equally often: each has its own chance."},
          with("equally_likely"))
      .mistake({"bits_of_sentence", "These are the bits of a sentence: how many letters has one?"},
               with("bits_of_sentence"))
      .mistake({"bits_of_slot", "These are bits a slot: asked for are bits a letter."},
               with("bits_of_slot"));
}

// ---- tapes --------------------------------------------------------------------------------------

inline constexpr Misconception other_parameters{
    "other_parameters",
    "The parameters on the tape are those of the network, each once, in the order in which its "
    "members stand."};
inline constexpr Misconception off_the_tape{
    "off_the_tape",
    "The value is right, and what comes back is not: something was computed off the tape, or "
    "stands on it as a constant."};

/// What comes back to each node up to `made`, if G comes to `made`.
inline std::vector<arma::mat> swept_from(Tape tape, NodeIndex made, const arma::mat& G) {
  REQUIRE(made < tape.nodes.size());
  INFO("The value of node " << made << " has another shape: mend it first.");
  REQUIRE(arma::size(tape.nodes[made].value) == arma::size(G));
  tape.nodes.resize(made + 1);
  return swept(tape, G);
}

/// The leaves of a tape that want a gradient, from `first` on.
inline std::vector<NodeIndex> parameters_from(const Tape& tape, NodeIndex first) {
  std::vector<NodeIndex> nodes;
  for (NodeIndex k = first; k < tape.nodes.size(); ++k) {
    if (tape.nodes[k].wants_gradient && tape.nodes[k].inputs.empty()) nodes.push_back(k);
  }
  return nodes;
}

/// The parameters that were put on the tape after `before`, and what comes back to them: `value`
/// says what the node `made` is for other parameters, and G what comes to it.
inline void check_gradient(
    const Tape& tape, NodeIndex made, const std::vector<arma::mat>& parameters, NodeIndex first,
    const arma::mat& G,
    const std::function<arma::mat(const std::vector<arma::mat>& parameters)>& value) {
  const std::vector<NodeIndex> nodes = parameters_from(tape, first);
  {
    INFO(other_parameters);
    REQUIRE(nodes.size() == parameters.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      INFO("Parameter " << i << " on the tape:");
      REQUIRE_THAT(tape.nodes[nodes[i]].value, close_to(parameters[i]));
    }
  }
  {
    INFO("The value comes before its gradient: mend it first.");
    REQUIRE_THAT(tape_value(tape, made), close_to(value(parameters)));
  }
  const std::vector<arma::mat> gradients = swept_from(tape, made, G);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const arma::mat by_differences = support::slopes(
        [&](const arma::mat& moved) {
          std::vector<arma::mat> all = parameters;
          all[i] = moved;
          return arma::accu(G % value(all));
        },
        parameters[i]);
    INFO("Parameter " << i << ". " << off_the_tape);
    REQUIRE(nodes[i] < gradients.size());
    CHECK_THAT(gradients[nodes[i]], close_to(by_differences, 1e-7));
  }
}

// ---- 14.3 letters become vectors ----------------------------------------------------------------

inline arma::mat embedded(const arma::mat& table, const arma::mat& positions,
                          const arma::umat& letters, const std::string& how = "") {
  const arma::uword length = letters.n_rows;
  const arma::uword texts = letters.n_cols;
  arma::mat X(table.n_rows, letters.n_elem);
  for (arma::uword b = 0; b < texts; ++b) {
    for (arma::uword t = 0; t < length; ++t) {
      arma::vec x = table.col(letters(t, b));
      if (how == "position_of_text") x += positions.col(b);
      if (how == "positions_backwards") x += positions.col(length - 1 - t);
      if (how == "multiplied_position") x %= positions.col(t);
      if (how == "last_positions") x += positions.col(positions.n_cols - length + t);
      if (how.empty() || how == "texts_interleaved") x += positions.col(t);
      X.col(how == "texts_interleaved" ? t * texts + b : t + length * b) = x;
    }
  }
  return X;
}

inline support::CloseTo embedded_letters(const arma::mat& expected, const arma::mat& table,
                                         const arma::mat& positions, const arma::umat& letters) {
  const auto with = [&](const std::string& how) {
    return embedded(table, positions, letters, how);
  };
  return close_to(expected)
      .mistake(
          {"no_positions",
           "The positions are missing: the same letter is the same column wherever it stands."},
          with("no_positions"))
      .mistake({"position_of_text",
                "Each text has one position for all its letters: where in its text does a letter "
                "stand?"},
               with("position_of_text"))
      .mistake({"last_positions",
                "A text begins at the first position, not so that it ends at the last one."},
               with("last_positions"))
      .mistake({"positions_backwards", "The positions were counted from the end of the text."},
               with("positions_backwards"))
      .mistake({"multiplied_position", "Letter and position were multiplied: they are added."},
               with("multiplied_position"))
      .mistake({"texts_interleaved",
                "The columns stand in another order: first all letters of the first text."},
               with("texts_interleaved"));
}

/// A predictor's matrices, in their order.
inline std::vector<arma::mat> matrices_of(const Predictor& predictor) {
  return {predictor.table, predictor.W1, predictor.b1, predictor.W2, predictor.b2};
}

inline arma::mat spread_over(const arma::mat& bias, const arma::mat& Z) {
  return arma::repmat(bias, 1, Z.n_cols);
}

inline arma::mat softmax_columns(arma::mat Z) {
  for (arma::uword s = 0; s < Z.n_cols; ++s) {
    Z.col(s) = arma::exp(Z.col(s) - Z.col(s).max());
    Z.col(s) /= arma::accu(Z.col(s));
  }
  return Z;
}

inline arma::mat positive(arma::mat Z) {
  Z.transform([](double z) { return std::max(z, 0.0); });
  return Z;
}

/// The logits of a predictor with these matrices.
inline arma::mat predicted(const std::vector<arma::mat>& P, const arma::umat& contexts,
                           const std::string& how = "") {
  const arma::mat& table = P[0];
  const arma::uword n = contexts.n_rows;
  const arma::uword width = table.n_rows;
  arma::mat x(n * width, contexts.n_cols);
  for (arma::uword s = 0; s < contexts.n_cols; ++s) {
    for (arma::uword i = 0; i < n; ++i) {
      const arma::uword from = how == "newest_first" ? n - 1 - i : i;
      for (arma::uword d = 0; d < width; ++d) {
        x(how == "by_features" ? i + n * d : d + width * i, s) = table(d, contexts(from, s));
      }
    }
  }
  arma::mat hidden = P[1] * x;
  if (how != "no_b1") hidden += spread_over(P[2], hidden);
  if (how == "relu_for_tanh")
    hidden = positive(hidden);
  else if (how != "straight")
    hidden = arma::tanh(hidden);
  arma::mat logits = P[3] * hidden;
  if (how != "no_b2") logits += spread_over(P[4], logits);
  if (how == "bent_logits") return arma::tanh(logits);
  return how == "already_chances" ? softmax_columns(logits) : logits;
}

inline support::CloseTo predicted_logits(const arma::mat& expected, const Predictor& predictor,
                                         const arma::umat& contexts) {
  const auto with = [&](const std::string& how) {
    return predicted(matrices_of(predictor), contexts, how);
  };
  return close_to(expected)
      .mistake({"newest_first",
                "The letters of a context are stacked from its end: the first letter of the text "
                "comes first."},
               with("newest_first"))
      .mistake({"by_features",
                "The columns are woven into each other: one whole column below the other."},
               with("by_features"))
      .mistake({"straight", "Where is tanh? Without it the two layers are one."}, with("straight"))
      .mistake({"relu_for_tanh", "The hidden layer bends with tanh here, not with ReLU."},
               with("relu_for_tanh"))
      .mistake({"no_b1", "b1 is missing."}, with("no_b1"))
      .mistake({"no_b2", "b2 is missing."}, with("no_b2"))
      .mistake({"bent_logits", "The logits were bent: tanh belongs to the hidden layer alone."},
               with("bent_logits"))
      .mistake({"already_chances",
                "These are chances: asked for are logits, softmax belongs to the loss."},
               with("already_chances"));
}

// ---- 14.4 one head ------------------------------------------------------------------------------

inline constexpr Misconception softmax_overflow{
    "softmax_overflow",
    "Softmax does not change if each column loses its largest entry first: no exponential "
    "overflows then."};

inline support::CloseTo softmax_value(const arma::mat& expected, const arma::mat& A) {
  return close_to(expected)
      .mistake({"softmax_of_rows", "The rows sum to 1: softmax is taken of each column."},
               arma::mat(softmax_columns(A.t()).t()))
      .mistake({"log_softmax", "These are logarithms of the chances."},
               arma::mat(arma::log(softmax_columns(A))))
      .mistake({"softmax_of_all", "All entries together sum to 1: each column should, by itself."},
               arma::mat(arma::exp(A) / arma::accu(arma::exp(A))));
}

inline support::CloseTo softmax_share(const arma::mat& expected, const arma::mat& V,
                                      const arma::mat& G) {
  return close_to(expected)
      .mistake({"entry_alone",
                "Each entry was moved by itself: in a column, an entry that grows takes something "
                "from all others."},
               V % (1.0 - V) % G)
      .mistake(
          {"others_unheard", "The others of the column are missing: subtract what they make of G."},
          V % G)
      .mistake({"centred_alone", "G lost its mean; where is the chance of the entry itself?"},
               G - arma::repmat(arma::sum(V % G, 0), G.n_rows, 1))
      .mistake({"sum_was_added", "What the others make of G was added: they lose what one gains."},
               V % (G + arma::repmat(arma::sum(V % G, 0), G.n_rows, 1)))
      .mistake({"plain_sum_of_G", "G was summed as it is: each entry of it counts by its chance."},
               V % (G - arma::repmat(arma::sum(G, 0), G.n_rows, 1)))
      .mistake({"sum_along_rows",
                "The sum goes along the rows: what belongs together in softmax is a column."},
               V % (G - arma::repmat(arma::sum(V % G, 1), 1, G.n_cols)));
}

inline arma::mat looked(const arma::mat& Q, const arma::mat& K, const std::string& how = "") {
  const double depth = static_cast<double>(Q.n_rows);
  const double length = static_cast<double>(Q.n_cols);
  const double scale = how == "no_scale"             ? 1.0
                       : how == "scale_of_length"    ? 1.0 / std::sqrt(length)
                       : how == "scale_without_root" ? 1.0 / depth
                       : how == "scaled_up"          ? std::sqrt(depth)
                                                     : 1.0 / std::sqrt(depth);
  arma::mat scores = scale * (how == "roles_swapped" ? Q.t() * K : K.t() * Q);
  arma::mat seen(arma::size(scores), arma::fill::ones);
  for (arma::uword s = 0; s < seen.n_rows; ++s) {
    for (arma::uword t = 0; t < seen.n_cols; ++t) {
      const bool hidden = how == "looks_ahead"   ? false
                          : how == "mask_turned" ? s < t
                          : how == "not_itself"  ? s >= t
                          : how == "one_ahead"   ? s > t + 1
                                                 : s > t;
      if (hidden) seen(s, t) = 0.0;
    }
  }
  if (how == "scaled_afterwards") {
    return softmax_columns(K.t() * Q - 1000.0 * (1.0 - seen)) / std::sqrt(depth);
  }
  if (how == "hardly_hidden") return softmax_columns(scores - (1.0 - seen));
  if (how == "masked_afterwards") return softmax_columns(scores) % seen;
  if (how == "score_of_zero") return softmax_columns(scores % seen);
  scores -= 1000.0 * (1.0 - seen);
  return how == "softmax_along_rows" ? arma::mat(softmax_columns(scores.t()).t())
                                     : softmax_columns(scores);
}

inline support::CloseTo looks(const arma::mat& expected, const arma::mat& Q, const arma::mat& K) {
  const auto with = [&](const std::string& how) { return looked(Q, K, how); };
  return close_to(expected)
      .mistake({"looks_ahead",
                "Positions look at later ones: the letter that is to be predicted stands there."},
               with("looks_ahead"))
      .mistake({"one_ahead",
                "Positions look at the next one: the letter that is to be predicted stands there."},
               with("one_ahead"))
      .mistake({"hardly_hidden",
                "Later positions got 1 less, and are still seen: their weights have to be 0."},
               with("hardly_hidden"))
      .mistake({"scaled_afterwards",
                "The weights were scaled: it is the scores that are, before softmax."},
               with("scaled_afterwards"))
      .mistake({"mask_turned",
                "What is earlier is hidden, and what is later is seen: in column t, the rows after "
                "t are later."},
               with("mask_turned"))
      .mistake({"not_itself", "A position may look at itself, too."}, with("not_itself"))
      .mistake({"no_scale", "The scale is missing."}, with("no_scale"))
      .mistake(
          {"scale_of_length",
           "The scale was taken from the length of the text: a score is a sum over the depth."},
          with("scale_of_length"))
      .mistake({"scale_without_root", "The scale has a root."}, with("scale_without_root"))
      .mistake({"scaled_up", "The scores were multiplied by the root: they are divided by it."},
               with("scaled_up"))
      .mistake({"roles_swapped",
                "Keys and queries have changed places: column t belongs to the query of t."},
               with("roles_swapped"))
      .mistake({"masked_afterwards",
                "Later positions were taken out after softmax: what is left does not sum to 1."},
               with("masked_afterwards"))
      .mistake({"score_of_zero",
                "Later positions have the score 0 here, and e^0 is 1: which score becomes 0?"},
               with("score_of_zero"))
      .mistake({"softmax_along_rows",
                "Softmax went along the rows: the weights of one query, a column, sum to 1."},
               with("softmax_along_rows"));
}

/// The weights of random queries and keys, and what comes back to them.
inline void check_look(arma::uword depth, arma::uword length, Rng& rng) {
  const arma::mat Q = normal_matrix(depth, length, rng);
  const arma::mat K = normal_matrix(depth, length, rng);
  Tape tape;
  put_parameter(tape, Q);
  put_parameter(tape, K);
  const NodeIndex made = tape_look(tape, 0, 1);
  INFO("Node 0 is q, node 1 is k, " << depth << "x" << length << ".");
  REQUIRE(made < tape.nodes.size());
  CHECK_THAT(tape_value(tape, made), looks(looked(Q, K), Q, K));
  check_gradient(tape, made, {Q, K}, 0, normal_matrix(length, length, rng),
                 [](const std::vector<arma::mat>& P) { return looked(P[0], P[1]); });
}

// ---- 14.5 many heads, many texts ----------------------------------------------------------------

inline constexpr Misconception replaced_share{
    "replaced_share", "The rule replaced what stood in dA: it adds its share to what came before."};
inline constexpr Misconception not_its_part{
    "not_its_part", "Each part gets the piece of G that stands where the part stands."};

/// The rule of input `i` of node `made`, asked twice, must add twice.
inline void check_adds(const Tape& tape, NodeIndex made, std::size_t i, const arma::mat& G) {
  REQUIRE(made < tape.nodes.size());
  const Node& node = tape.nodes[made];
  REQUIRE(i < node.inputs.size());
  REQUIRE(node.inputs[i].rule);
  const arma::mat& A = tape.nodes[node.inputs.front().node].value;
  const arma::mat& B = tape.nodes[node.inputs.back().node].value;
  arma::mat once(arma::size(tape.nodes[node.inputs[i].node].value), arma::fill::zeros);
  node.inputs[i].rule({.A = A, .B = B, .V = node.value, .G = G}, once);
  arma::mat twice = once;
  node.inputs[i].rule({.A = A, .B = B, .V = node.value, .G = G}, twice);
  INFO("The rule is asked a second time, and dA holds something already:");
  CHECK_THAT(twice, close_to(arma::mat(2.0 * once)).mistake(replaced_share, once));
}

inline arma::mat attended(const arma::mat& Q, const arma::mat& K, const arma::mat& V,
                          arma::uword heads, arma::uword length, const std::string& how = "") {
  if (how == "one_head") heads = 1;
  if (how == "one_text") length = Q.n_cols;
  const arma::uword depth = Q.n_rows / heads;
  const arma::uword texts = Q.n_cols / length;
  arma::mat seen(arma::size(V), arma::fill::zeros);
  for (arma::uword b = 0; b < texts; ++b) {
    const arma::uvec columns = arma::regspace<arma::uvec>(b * length, b * length + length - 1);
    const arma::uvec woven_columns = arma::regspace<arma::uvec>(b, texts, Q.n_cols - 1);
    for (arma::uword h = 0; h < heads; ++h) {
      const arma::uvec rows = arma::regspace<arma::uvec>(h * depth, h * depth + depth - 1);
      const arma::uvec woven_rows = arma::regspace<arma::uvec>(h, heads, Q.n_rows - 1);
      const arma::uvec& i = how == "heads_woven" ? woven_rows : rows;
      const arma::uvec& j = how == "texts_woven" ? woven_columns : columns;
      const arma::mat q =
          how == "scale_of_width" ? Q(i, j) / std::sqrt(1.0 * heads) : Q(i, j) / 1.0;
      const arma::mat k = K(i, j);
      const arma::uvec V_rows = arma::regspace<arma::uvec>(0, depth - 1);
      const arma::uvec V_columns = arma::regspace<arma::uvec>(0, length - 1);
      const arma::mat v = how == "keys_for_values"      ? k
                          : how == "queries_for_values" ? q
                          : how == "first_values"       ? arma::mat(V(V_rows, j))
                          : how == "first_text"         ? arma::mat(V(i, V_columns))
                                                        : arma::mat(V(i, j));
      arma::mat weights = looked(q, k, how == "heads_look_ahead" ? "looks_ahead" : "");
      if (how == "weights_turned") weights = weights.t();
      if (how == "keys_ask") weights = looked(k, q);
      const arma::uvec turned =
          arma::regspace<arma::uvec>((heads - 1 - h) * depth, (heads - h) * depth - 1);
      seen(how == "heads_backwards" ? turned : rows, columns) = v * weights;
    }
  }
  return seen;
}

inline support::CloseTo attention(const arma::mat& expected, const arma::mat& Q, const arma::mat& K,
                                  const arma::mat& V, arma::uword heads, arma::uword length) {
  const auto with = [&](const std::string& how) { return attended(Q, K, V, heads, length, how); };
  return close_to(expected)
      .mistake(
          {"heads_woven",
           "The rows of the heads are woven into each other: a head has rows that stand together."},
          with("heads_woven"))
      .mistake({"one_head", "All rows are one head here: each head has weights of its own."},
               with("one_head"))
      .mistake({"scale_of_width",
                "The scale has the width of all heads together: a score is a sum over one head."},
               with("scale_of_width"))
      .mistake({"one_text", "The texts look at each other: each is a text by itself."},
               with("one_text"))
      .mistake({"texts_woven",
                "The columns of the texts are woven into each other: a text has columns that stand "
                "together."},
               with("texts_woven"))
      .mistake(
          {"keys_for_values", "The mean was taken of the keys: the values are another matrix."},
          with("keys_for_values"))
      .mistake({"queries_for_values",
                "The mean was taken of the queries: the values are another matrix."},
               with("queries_for_values"))
      .mistake({"first_values", "Every head was given the values of the first one."},
               with("first_values"))
      .mistake({"first_text", "Every text was given the values of the first one."},
               with("first_text"))
      .mistake({"heads_backwards", "The heads stand in another order than their rows did."},
               with("heads_backwards"))
      .mistake({"keys_ask", "Keys and queries were handed over in each other's place."},
               with("keys_ask"))
      .mistake({"weights_turned",
                "The weights were transposed: column t of the result is V times column t of them."},
               with("weights_turned"))
      .mistake({"heads_look_ahead", "The heads look at later positions."},
               with("heads_look_ahead"));
}

/// Attention of random queries, keys and values, and what comes back to them; at least two heads
/// and two texts.
inline void check_attention(arma::uword width, arma::uword columns, arma::uword heads,
                            arma::uword length, Rng& rng) {
  std::vector<arma::mat> leaves;
  Tape tape;
  for (int i = 0; i < 3; ++i) {
    leaves.push_back(normal_matrix(width, columns, rng));
    put_parameter(tape, leaves.back());
  }
  const auto value = [&](const std::vector<arma::mat>& P) {
    return attended(P[0], P[1], P[2], heads, length);
  };
  const NodeIndex made = tape_attention(tape, 0, 1, 2, heads, length);
  INFO("Nodes 0 to 2 are q, k and v, " << width << "x" << columns << ": " << heads
                                       << " heads, and texts of " << length << " letters.");
  REQUIRE(made < tape.nodes.size());
  CHECK_THAT(tape_value(tape, made),
             attention(value(leaves), leaves[0], leaves[1], leaves[2], heads, length));
  check_gradient(tape, made, leaves, 0, normal_matrix(width, columns, rng), value);
}

// ---- 14.6 the transformer -----------------------------------------------------------------------

inline std::vector<arma::mat> matrices_of(const TransformerBlock& block) {
  return {block.gain1, block.shift1, block.W_query, block.W_key, block.W_value, block.W_out,
          block.gain2, block.shift2, block.W1,      block.b1,    block.W2,      block.b2};
}

inline std::vector<arma::mat> matrices_of(const Transformer& network) {
  std::vector<arma::mat> all = {network.table, network.positions};
  for (const TransformerBlock& block : network.blocks) {
    for (const arma::mat& matrix : matrices_of(block)) all.push_back(matrix);
  }
  for (const arma::mat& matrix :
       std::vector<arma::mat>{network.gain, network.shift, network.W, network.b}) {
    all.push_back(matrix);
  }
  return all;
}

inline arma::mat normed(arma::mat X, const arma::mat& gain, const arma::mat& shift) {
  for (arma::uword s = 0; s < X.n_cols; ++s) {
    const arma::vec centred = X.col(s) - arma::mean(X.col(s));
    X.col(s) = centred / std::sqrt(arma::mean(arma::square(centred)) + 1e-5) % gain + shift;
  }
  return X;
}

/// A block with the twelve matrices P[first] and on.
inline arma::mat block_of(const arma::mat& x, const std::vector<arma::mat>& P, std::size_t first,
                          arma::uword heads, arma::uword length, const std::string& how = "") {
  const auto part = [&](std::size_t i) -> const arma::mat& { return P.at(first + i); };
  const arma::mat n = how == "no_first_norm" ? x : normed(x, part(0), part(1));
  const arma::uword count = how == "block_of_one_head" ? 1 : heads;
  const arma::mat keys =
      part(how == "one_matrix_for_both" ? 2 : 3) * (how == "keys_of_stream" ? x : n);
  arma::mat seen = attended(part(2) * n, keys, part(4) * n, count, length);
  if (how != "no_W_out") seen = part(5) * seen;
  arma::mat a = x + seen;
  if (how == "first_skip_missing") a = seen;
  if (how == "skip_from_norm") a = n + seen;
  if (how == "norm_behind") a = normed(a, part(0), part(1));
  arma::mat m = normed(how == "norm_of_x" ? x : a, part(how == "one_norm_for_both" ? 0 : 6),
                       part(how == "one_norm_for_both" ? 1 : 7));
  if (how == "no_second_norm") m = a;
  arma::mat inner = part(8) * m;
  if (how != "no_inner_bias") inner += spread_over(part(9), inner);
  if (how != "inner_straight") inner = positive(inner);
  arma::mat more = part(10) * inner;
  if (how != "no_outer_bias") more += spread_over(part(11), more);
  if (how == "second_skip_missing") return more;
  if (how == "attention_lost") return x + more;
  return a + more;
}

inline support::CloseTo block_value(const arma::mat& expected, const arma::mat& x,
                                    const TransformerBlock& block, arma::uword heads,
                                    arma::uword length) {
  const auto with = [&](const std::string& how) {
    return block_of(x, matrices_of(block), 0, heads, length, how);
  };
  return close_to(expected)
      .mistake({"first_skip_missing", "x is missing around attention: it is added to the stream."},
               with("first_skip_missing"))
      .mistake({"second_skip_missing",
                "What attention made is missing around the layer: the layer adds to it."},
               with("second_skip_missing"))
      .mistake({"attention_lost",
                "The layer was added to x: the stream already has what attention added."},
               with("attention_lost"))
      .mistake({"skip_from_norm", "The norm of x was carried on: the stream carries x itself."},
               with("skip_from_norm"))
      .mistake({"no_first_norm", "The norm before attention is missing."}, with("no_first_norm"))
      .mistake({"no_second_norm", "The norm before the layer is missing."}, with("no_second_norm"))
      .mistake({"norm_of_x",
                "The layer was given the norm of x: attention has changed the stream since."},
               with("norm_of_x"))
      .mistake({"norm_behind", "The stream itself was normed: only what reads from it is."},
               with("norm_behind"))
      .mistake({"one_norm_for_both", "The second norm has a gain and a shift of its own."},
               with("one_norm_for_both"))
      .mistake({"keys_of_stream", "The keys were made of x: all three read the norm of x."},
               with("keys_of_stream"))
      .mistake({"one_matrix_for_both", "Keys and queries were made with one matrix."},
               with("one_matrix_for_both"))
      .mistake({"no_W_out", "W_out is missing: it stands between the heads and the stream."},
               with("no_W_out"))
      .mistake({"inner_straight", "Where is ReLU in the layer?"}, with("inner_straight"))
      .mistake({"no_inner_bias", "b1 is missing in the block."}, with("no_inner_bias"))
      .mistake({"no_outer_bias", "b2 is missing in the block."}, with("no_outer_bias"))
      .mistake({"block_of_one_head", "The block has several heads."}, with("block_of_one_head"));
}

/// The logits of a transformer with these matrices.
inline arma::mat transformed(const std::vector<arma::mat>& P, const arma::umat& letters,
                             arma::uword heads, const std::string& how = "") {
  arma::mat x = embedded(P[0], P[1], letters, how == "no_places" ? "no_positions" : "");
  const std::size_t blocks = (P.size() - 6) / 12;
  for (std::size_t i = 0; i < blocks; ++i) {
    if (how == "one_block" && i > 0) continue;
    const std::size_t which = how == "blocks_backwards" ? blocks - 1 - i : i;
    const arma::mat y = block_of(x, P, 2 + 12 * which, how == "all_rows_one_head" ? 1 : heads,
                                 how == "texts_as_one" ? letters.n_elem : letters.n_rows);
    x = how == "stream_twice" ? arma::mat(x + y) : y;
  }
  const std::size_t last = P.size() - 4;
  if (how != "no_last_norm") x = normed(x, P[last], P[last + 1]);
  arma::mat logits = (how == "table_again" ? arma::mat(P[0].t()) : P[last + 2]) * x;
  if (how != "no_last_bias") logits += spread_over(P[last + 3], logits);
  return how == "chances_for_logits" ? softmax_columns(logits) : logits;
}

inline support::CloseTo transformer_logits(const arma::mat& expected, const Transformer& network,
                                           const arma::umat& letters) {
  const auto with = [&](const std::string& how) {
    return transformed(matrices_of(network), letters, network.heads, how);
  };
  return close_to(expected)
      .mistake({"no_places", "The positions are missing in the transformer."}, with("no_places"))
      .mistake({"one_block", "Only the first block was recorded."}, with("one_block"))
      .mistake({"blocks_backwards", "The blocks run from the last to the first."},
               with("blocks_backwards"))
      .mistake({"all_rows_one_head", "The blocks have as many heads as the network says."},
               with("all_rows_one_head"))
      .mistake({"texts_as_one", "All texts went through the blocks as one: how long is a text?"},
               with("texts_as_one"))
      .mistake({"stream_twice",
                "A block adds to the stream by itself: here the stream was added again."},
               with("stream_twice"))
      .mistake({"no_last_norm", "The last norm is missing."}, with("no_last_norm"))
      .mistake({"no_last_bias", "b is missing behind W."}, with("no_last_bias"))
      .mistake(
          {"table_again", "The table stands where W should be: W has numbers of its own here."},
          with("table_again"))
      .mistake({"chances_for_logits",
                "These are chances: asked for are logits, softmax belongs to the loss."},
               with("chances_for_logits"));
}

// ---- 14.7 it writes -----------------------------------------------------------------------------

inline constexpr Misconception hot_overflow{
    "hot_overflow", "Small temperatures make large logits: softmax has to be finite there, too."};
inline constexpr Misconception draws_once{
    "draws_once", "One letter takes one number of rng, uniform(rng), and no more."};

inline arma::vec chances_of(const arma::vec& logits, double temperature, arma::uword top,
                            const std::string& how = "") {
  std::vector<arma::uword> order(logits.n_elem);
  for (arma::uword i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](arma::uword a, arma::uword b) {
    return how == "smallest_kept" ? logits(a) < logits(b) : logits(a) > logits(b);
  });
  arma::uword kept = top == 0 ? logits.n_elem : std::min<arma::uword>(top, logits.n_elem);
  if (how == "one_too_many") kept = std::min<arma::uword>(kept + 1, logits.n_elem);
  if (how == "all_stay") kept = logits.n_elem;
  arma::vec keep(logits.n_elem, arma::fill::zeros);
  for (arma::uword i = 0; i < kept; ++i) keep(order[i]) = 1.0;
  const double factor = how == "multiplied"       ? temperature
                        : how == "no_temperature" ? 1.0
                                                  : 1.0 / temperature;
  if (how == "likeliest_alone") {
    arma::vec best(logits.n_elem, arma::fill::zeros);
    best(order[0]) = 1.0;
    return best;
  }
  const arma::vec all = softmax_columns(factor * logits);
  arma::vec chances = all % keep;
  if (how == "not_to_one_again") return chances;
  if (how == "zero_logits") return softmax_columns(factor * (logits % keep));
  return chances / arma::accu(chances);
}

inline support::CloseTo next_letter_chances(const arma::vec& expected, const arma::vec& logits,
                                            double temperature, arma::uword top) {
  const auto with = [&](const std::string& how) {
    return chances_of(logits, temperature, top, how);
  };
  support::CloseTo result = close_to(arma::mat(expected));
  if (temperature != 1.0) {
    result
        .mistake({"multiplied",
                  "The logits were multiplied by the temperature: a high one makes the letters "
                  "more equal, not less."},
                 with("multiplied"))
        .mistake({"likeliest_alone",
                  "The likeliest letter was made certain: others have a chance, too."},
                 with("likeliest_alone"))
        .mistake({"no_temperature", "The temperature changed nothing."}, with("no_temperature"));
  }
  if (top > 0) {
    result
        .mistake({"not_to_one_again", "The chances that are left do not sum to 1."},
                 with("not_to_one_again"))
        .mistake({"smallest_kept", "The least likely letters were kept."}, with("smallest_kept"))
        .mistake({"one_too_many", "One letter too many was kept."}, with("one_too_many"))
        .mistake({"all_stay", "All letters stayed: only the `top` largest may."}, with("all_stay"))
        .mistake({"zero_logits", "A logit of 0 is no chance of 0: e^0 is 1."}, with("zero_logits"));
  }
  return result;
}

/// The letter that u draws.
inline arma::uword drawn(const arma::vec& chances, double u) {
  double sum = 0.0;
  arma::uword last = 0;
  for (arma::uword c = 0; c < chances.n_elem; ++c) {
    if (chances(c) > 0.0) last = c;
    sum += chances(c);
    if (u < sum) return c;
  }
  return last;
}

}  // namespace misconceptions
