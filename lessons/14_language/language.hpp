// Lesson 14: language. A text is a row of letters, each a number 0 ... alphabet-1. A model of the
// language says how probable each letter is to be the next one: by counting, by a network that sees
// a few letters, by attention. Several texts of equal length stand in the columns of a matrix.
#pragma once

#include <armadillo>
#include <functional>
#include <string>
#include <vector>

#include "12_autodiff/autodiff.hpp"
#include "13_convolution/convolution.hpp"
#include "common/contract.hpp"
#include "common/random.hpp"

namespace nn {

/// Entry (c, k): how often letter c came right after context k, alphabet x alphabet^order. A
/// context is the `order` letters before, read as a number whose digits are letters: of ten
/// letters, 3 and then 7 are context 37. The first `order` letters of the text have no whole one.
/// Refuses a letter: "ngram_counts: letter 7 is outside 0 ... 4".
arma::mat ngram_counts(const arma::uvec& text, arma::uword alphabet, arma::uword order);

/// Each count plus `added`, divided by the sum of its column, so that a column sums to 1. Refuses
/// an `added` that is not more than 0: "smoothed: added is 0, expected more than 0".
arma::mat smoothed(const arma::mat& counts, double added);

/// The mean of -log2(p) over m letters, where p is what the model gave to the letter that came:
/// column s of `probabilities`, alphabet x m, is for letters(s). Refuses another number of letters.
double bits_per_letter(const arma::mat& probabilities, const arma::uvec& letters);

/// A place in the sentences of a language that was made up. Where there are chances, word i stands
/// here with chances(i). Where there are none, slot `follows` decides: if word i was chosen there,
/// word i of this slot's own list stands here.
struct Slot {
  std::vector<std::string> words;
  arma::vec chances;        // they sum to 1, or there are none
  arma::uword follows = 0;  // an earlier slot, which has chances
};

/// Bits a letter, if no model can do better: the entropy of the choices of one sentence over the
/// mean number of letters in one. Every sentence tells which words were chosen.
double entropy_rate(const std::vector<Slot>& sentence);

/// Letters become columns: `table` is width x alphabet, `positions` is width x longest, `letters`
/// is length x texts. Column t + length b is table.col(letters(t, b)) + positions.col(t).
/// "tape_embed: letter 7 is outside 0 ... 4"; "tape_embed: letters has 9 rows, expected at most 8".
NodeIndex tape_embed(Tape& tape, NodeIndex table, NodeIndex positions, const arma::umat& letters);

/// The network of Bengio and others: n letters, their n columns of `table` one below another, in
/// the order of the text, a hidden layer with tanh, and the logits of the next letter.
struct Predictor {
  arma::mat table;  // width x alphabet
  arma::mat W1;     // hidden x (n width)
  arma::vec b1;     // hidden
  arma::mat W2;     // alphabet x hidden
  arma::vec b2;     // alphabet
};
/// The logits, alphabet x m, of contexts n x m. The parameters stand on the tape in this order.
/// "tape_predictor: contexts has 4 rows, expected 3", if W1 has n = 3; letters as tape_embed does.
NodeIndex tape_predictor(Tape& tape, const Predictor& predictor, const arma::umat& contexts);

/// Softmax of each column: one node, with a rule of its own. Finite at -1000, 1000, -infinity.
NodeIndex tape_softmax(Tape& tape, NodeIndex a);

/// Entry (s, t): how much position t looks at position s. With q and k depth x length,
/// softmax over s <= t of k_s' q_t / sqrt(depth), and 0 where s > t, which is later. Refuses a k of
/// another shape than q's.
NodeIndex tape_look(Tape& tape, NodeIndex q, NodeIndex k);

/// Rows row ... row + rows - 1 of columns column ... column + columns - 1.
/// "tape_part: rows 2 ... 5 are outside 0 ... 3"; the same of columns.
NodeIndex tape_part(Tape& tape, NodeIndex a, arma::uword row, arma::uword rows, arma::uword column,
                    arma::uword columns);
/// All parts, in order: one below another (dimension 0) or side by side (dimension 1). Each node of
/// the list gets its own part of the gradient. "tape_join: part 2 is 3x4, expected 3x5" (or 2x4).
NodeIndex tape_join(Tape& tape, const std::vector<NodeIndex>& parts, arma::uword dimension);

/// Causal attention with several heads in several texts. q, k and v are width x (length texts).
/// Head h has the rows h width/heads and on, text b the columns b length and on. Of each head in
/// each text, column t is the mean of v's columns, weighted by column t of tape_look. What the
/// heads make stands where their rows and columns stood.
/// "tape_attention: q has 6 rows, expected a multiple of 4"; of columns, a multiple of length.
/// Refuses a k, then a v, of another shape than q's.
NodeIndex tape_attention(Tape& tape, NodeIndex q, NodeIndex k, NodeIndex v, arma::uword heads,
                         arma::uword length);

struct TransformerBlock {
  arma::vec gain1, shift1;                   // width: the norm before attention
  arma::mat W_query, W_key, W_value, W_out;  // width x width
  arma::vec gain2, shift2;                   // width: the norm before the layer
  arma::mat W1;                              // inner x width
  arma::vec b1;                              // inner
  arma::mat W2;                              // width x inner
  arma::vec b2;                              // width
};
/// a = x + W_out attention(W_query n, W_key n, W_value n), where n is the norm of x, and then
/// a + W2 relu(W1 m + b1) + b2, where m is the norm of a. Parameters on the tape in this order.
NodeIndex tape_block(Tape& tape, NodeIndex x, const TransformerBlock& block, arma::uword heads,
                     arma::uword length);

struct Transformer {
  arma::mat table;      // width x alphabet
  arma::mat positions;  // width x longest
  std::vector<TransformerBlock> blocks;
  arma::vec gain, shift;  // width: the last norm
  arma::mat W;            // alphabet x width
  arma::vec b;            // alphabet
  arma::uword heads = 1;
};
/// The logits of the letters after: embed, all blocks, the last norm, W ... + b. `letters` is
/// length x texts, the result alphabet x (length texts). Parameters on the tape in this order.
NodeIndex tape_transformer(Tape& tape, const Transformer& network, const arma::umat& letters);

/// Chances of the next letter: softmax of logits / temperature over the `top` largest logits, 0 for
/// all others. Of equal ones the first count. top = 0: all. Refuses a temperature:
/// "next_chances: temperature is 0, expected more than 0".
arma::vec next_chances(const arma::vec& logits, double temperature, arma::uword top);

/// With one u = uniform(rng): the first letter c with chances(0) + ... + chances(c) > u; if
/// rounding leaves none, the last that has a chance.
arma::uword draw_letter(const arma::vec& chances, Rng& rng);

/// The text, and `count` letters more, each drawn by next_chances of what `logits` says of all that
/// stands before it.
using NextLogits = std::function<arma::vec(const arma::uvec& text)>;
arma::uvec write_on(const arma::uvec& text, arma::uword count, const NextLogits& logits,
                    double temperature, arma::uword top, Rng& rng);

// Sources: Shannon, Prediction and Entropy of Printed English (1951); Bengio and others, A Neural
// Probabilistic Language Model (2003); Vaswani and others, Attention Is All You Need (2017).

}  // namespace nn
