// How each function of lesson 14 crosses the process border; remote_tape.hpp says how a tape does.
#include "12_autodiff/remote_tape.hpp"
#include "14_language/language.hpp"

REMOTE_STRUCT(nn::Slot, it.words, it.chances, it.follows)
REMOTE_STRUCT(nn::Predictor, it.table, it.W1, it.b1, it.W2, it.b2)
REMOTE_STRUCT(nn::TransformerBlock, it.gain1, it.shift1, it.W_query, it.W_key, it.W_value, it.W_out,
              it.gain2, it.shift2, it.W1, it.b1, it.W2, it.b2)
REMOTE_STRUCT(nn::Transformer, it.table, it.positions, it.blocks, it.gain, it.shift, it.W, it.b,
              it.heads)

REMOTE(arma::mat, nn::ngram_counts,
       (const arma::uvec& text, arma::uword alphabet, arma::uword order), (text, alphabet, order))
REMOTE(arma::mat, nn::smoothed, (const arma::mat& counts, double added), (counts, added))
REMOTE(double, nn::bits_per_letter, (const arma::mat& probabilities, const arma::uvec& letters),
       (probabilities, letters))
REMOTE(double, nn::entropy_rate, (const std::vector<nn::Slot>& sentence), (sentence))

REMOTE(nn::NodeIndex, nn::tape_embed,
       (nn::Tape & tape, nn::NodeIndex table, nn::NodeIndex positions, const arma::umat& letters),
       (tape, table, positions, letters))
REMOTE(nn::NodeIndex, nn::tape_predictor,
       (nn::Tape & tape, const nn::Predictor& predictor, const arma::umat& contexts),
       (tape, predictor, contexts))
REMOTE(nn::NodeIndex, nn::tape_softmax, (nn::Tape & tape, nn::NodeIndex a), (tape, a))
REMOTE(nn::NodeIndex, nn::tape_look, (nn::Tape & tape, nn::NodeIndex q, nn::NodeIndex k),
       (tape, q, k))
REMOTE(nn::NodeIndex, nn::tape_part,
       (nn::Tape & tape, nn::NodeIndex a, arma::uword row, arma::uword rows, arma::uword column,
        arma::uword columns),
       (tape, a, row, rows, column, columns))
REMOTE(nn::NodeIndex, nn::tape_join,
       (nn::Tape & tape, const std::vector<nn::NodeIndex>& parts, arma::uword dimension),
       (tape, parts, dimension))
REMOTE(nn::NodeIndex, nn::tape_attention,
       (nn::Tape & tape, nn::NodeIndex q, nn::NodeIndex k, nn::NodeIndex v, arma::uword heads,
        arma::uword length),
       (tape, q, k, v, heads, length))
REMOTE(nn::NodeIndex, nn::tape_block,
       (nn::Tape & tape, nn::NodeIndex x, const nn::TransformerBlock& block, arma::uword heads,
        arma::uword length),
       (tape, x, block, heads, length))
REMOTE(nn::NodeIndex, nn::tape_transformer,
       (nn::Tape & tape, const nn::Transformer& network, const arma::umat& letters),
       (tape, network, letters))

REMOTE(arma::vec, nn::next_chances, (const arma::vec& logits, double temperature, arma::uword top),
       (logits, temperature, top))
REMOTE(arma::uword, nn::draw_letter, (const arma::vec& chances, nn::Rng& rng), (chances, rng))
REMOTE(arma::uvec, nn::write_on,
       (const arma::uvec& text, arma::uword count, const nn::NextLogits& logits, double temperature,
        arma::uword top, nn::Rng& rng),
       (text, count, logits, temperature, top, rng))
