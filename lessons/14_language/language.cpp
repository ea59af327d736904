// Lesson 14, language: the file that you edit. README.md beside it explains every task,
// language.hpp says what each function promises.
//
// Check your work with      ./gradus check 14
// or one task of it with    ./gradus check 14.1
#include "14_language/language.hpp"

#include <string>
#include <utility>
#include <vector>

#include "01_activations/activations.hpp"
#include "common/contract.hpp"

namespace nn {

// Task 14.1  Counting.
//   a. How many contexts are there? One of `order` letters is a number with `order` digits.
//   b. Walk through the text once. When a letter comes, count it in the column of the context that
//      stands before it; then the context moves on by this letter, and its oldest digit drops out.
//      What does % do to the first digit of a number?
//   c. The first `order` letters have no whole context.
//   d. smoothed: `added` more in every entry, and each column divided by its own new sum.
arma::mat ngram_counts(const arma::uvec& text, arma::uword alphabet, arma::uword order) {
  todo("14.1 ngram_counts", text, alphabet, order);
}

arma::mat smoothed(const arma::mat& counts, double added) {
  todo("14.1 smoothed", counts, added);
}

// Task 14.2  How good is a model, and how good can one be?
//   a. bits_per_letter looks at one entry of each column: the letter that came.
//   b. entropy_rate: the entropy of the choices of a sentence, over its mean length. Which slots
//      are choices? Whose letters count?
//   c. 0 log(0) is 0 here, and NaN in C++.
double bits_per_letter(const arma::mat& probabilities, const arma::uvec& letters) {
  todo("14.2 bits_per_letter", probabilities, letters);
}

double entropy_rate(const std::vector<Slot>& sentence) {
  todo("14.2 entropy_rate", sentence);
}

// Task 14.3  Letters become vectors.
//   a. tape_gather of lesson 12 picks entries by their places, and places(A).cols(...) names whole
//      columns. arma::vectorise(letters) is one letter after another, text by text.
//   b. The positions begin anew with each text: arma::repmat repeats what stands for one.
//   c. tape_predictor: a context's columns stand one below another, in the order of the text.
//   Places
//      in the shape (n width) x m do that; arma::reshape goes column by column, too.
//   d. Then two layers, as in lesson 12.
NodeIndex tape_embed(Tape& tape, NodeIndex table, NodeIndex positions, const arma::umat& letters) {
  todo("14.3 tape_embed", tape, table, positions, letters);
}

NodeIndex tape_predictor(Tape& tape, const Predictor& predictor, const arma::umat& contexts) {
  todo("14.3 tape_predictor", tape, predictor, contexts);
}

// Task 14.4  One head looks back.
//   a. tape_softmax: the value is lesson 01's. README.md derives the share that it sends back.
//   b. tape_look: K'Q has a row for each position that is looked at and a column for each that
//      looks. K' is a gather of places(K).t().
//   c. Divide by the root of the depth; add minus infinity where the row is later than the column;
//      softmax.
NodeIndex tape_softmax(Tape& tape, NodeIndex a) {
  todo("14.4 tape_softmax", tape, a);
}

NodeIndex tape_look(Tape& tape, NodeIndex q, NodeIndex k) {
  todo("14.4 tape_look", tape, q, k);
}

// Task 14.5  Many heads, many texts.
//   a. tape_part: A(arma::span(first, last), arma::span(first, last)) is a part of A. The same
//   spans
//      in dA get the share.
//   b. tape_join: walk through the parts and keep count of the rows (or columns) so far. Each part
//      takes home the piece of G that stands where it stands.
//   c. tape_attention: for each text, for each head: three parts, tape_look, a product with the
//      values. Join the heads of a text, then the texts.
NodeIndex tape_part(Tape& tape, NodeIndex a, arma::uword row, arma::uword rows, arma::uword column,
                    arma::uword columns) {
  todo("14.5 tape_part", tape, a, row, rows, column, columns);
}

NodeIndex tape_join(Tape& tape, const std::vector<NodeIndex>& parts, arma::uword dimension) {
  todo("14.5 tape_join", tape, parts, dimension);
}

NodeIndex tape_attention(Tape& tape, NodeIndex q, NodeIndex k, NodeIndex v, arma::uword heads,
                         arma::uword length) {
  todo("14.5 tape_attention", tape, q, k, v, heads, length);
}

// Task 14.6  The transformer.
//   a. All parameters of a block first, in the order of its members, then what is made of them.
//   b. Two times: norm (lesson 13), do something, add it to the stream.
//   c. tape_transformer: embed, block after block, the last norm, W ... + b. No derivative
//   anywhere.
NodeIndex tape_block(Tape& tape, NodeIndex x, const TransformerBlock& block, arma::uword heads,
                     arma::uword length) {
  todo("14.6 tape_block", tape, x, block, heads, length);
}

NodeIndex tape_transformer(Tape& tape, const Transformer& network, const arma::umat& letters) {
  todo("14.6 tape_transformer", tape, network, letters);
}

// Task 14.7  It writes.
//   a. next_chances: logits that are not among the largest become minus infinity, and softmax makes
//      0 of it. arma::stable_sort_index(logits, "descend") is the order; of equal ones, the first
//      stays first.
//   b. draw_letter: one uniform number; add up chances until the sum is beyond it.
//   c. write_on: ask the model about all that is written, draw, append; `count` times.
arma::vec next_chances(const arma::vec& logits, double temperature, arma::uword top) {
  todo("14.7 next_chances", logits, temperature, top);
}

arma::uword draw_letter(const arma::vec& chances, Rng& rng) {
  todo("14.7 draw_letter", chances, rng);
}

arma::uvec write_on(const arma::uvec& text, arma::uword count, const NextLogits& logits,
                    double temperature, arma::uword top, Rng& rng) {
  todo("14.7 write_on", text, count, logits, temperature, top, rng);
}

}  // namespace nn
