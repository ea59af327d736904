// Lesson 14, language: a solution. Read it once your own passes.
#include "14_language/language.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "01_activations/activations.hpp"
#include "common/contract.hpp"

namespace nn {

namespace {

void require_letters(const std::string& function, const arma::umat& letters, arma::uword alphabet) {
  for (const arma::uword letter : letters) {
    require(
        letter < alphabet, function,
        "letter " + std::to_string(letter) + " is outside 0 ... " + std::to_string(alphabet - 1));
  }
}

/// Where a part stands in what it is joined to, if it begins at row or column `first`.
struct Spans {
  arma::span rows;  // without numbers: all of them
  arma::span columns;
};

Spans spans_of(const arma::mat& part, arma::uword first, arma::uword dimension) {
  if (dimension == 0) return {.rows = arma::span(first, first + part.n_rows - 1), .columns = {}};
  return {.rows = {}, .columns = arma::span(first, first + part.n_cols - 1)};
}

}  // namespace

// Task 14.1  Counting.
arma::mat ngram_counts(const arma::uvec& text, arma::uword alphabet, arma::uword order) {
  require_letters("ngram_counts", text, alphabet);
  arma::uword contexts = 1;
  for (arma::uword i = 0; i < order; ++i) contexts *= alphabet;

  arma::mat counts(alphabet, contexts, arma::fill::zeros);
  arma::uword context = 0;
  for (arma::uword i = 0; i < text.n_elem; ++i) {
    if (i >= order) counts(text(i), context) += 1.0;
    context = (context * alphabet + text(i)) % contexts;  // the oldest letter drops out
  }
  return counts;
}

arma::mat smoothed(const arma::mat& counts, double added) {
  require(added > 0.0, "smoothed", "added is " + number(added) + ", expected more than 0");
  return arma::normalise(arma::mat(counts + added), 1, 0);
}

// Task 14.2  How good is a model, and how good can one be?
double bits_per_letter(const arma::mat& probabilities, const arma::uvec& letters) {
  require_length("bits_per_letter", "letters", letters.n_elem, probabilities.n_cols);
  double bits = 0.0;
  for (arma::uword s = 0; s < letters.n_elem; ++s) bits -= std::log2(probabilities(letters(s), s));
  return bits / static_cast<double>(letters.n_elem);
}

double entropy_rate(const std::vector<Slot>& sentence) {
  double bits = 0.0;
  double length = 0.0;
  for (const Slot& slot : sentence) {
    const bool chosen = !slot.chances.is_empty();
    const arma::vec& chances = chosen ? slot.chances : sentence[slot.follows].chances;
    for (arma::uword i = 0; i < chances.n_elem; ++i) {
      length += chances(i) * static_cast<double>(slot.words[i].size());
      if (chosen && chances(i) > 0.0) bits -= chances(i) * std::log2(chances(i));
    }
  }
  return bits / length;
}

// Task 14.3  Letters become vectors.
NodeIndex tape_embed(Tape& tape, NodeIndex table, NodeIndex positions, const arma::umat& letters) {
  const arma::umat of_table = places(tape_value(tape, table));
  const arma::umat of_positions = places(tape_value(tape, positions));
  require_letters("tape_embed", letters, of_table.n_cols);
  require(letters.n_rows <= of_positions.n_cols, "tape_embed",
          "letters has " + std::to_string(letters.n_rows) + " rows, expected at most " +
              std::to_string(of_positions.n_cols));
  const arma::umat first = of_positions.head_cols(letters.n_rows);
  const NodeIndex said = tape_gather(tape, table, of_table.cols(arma::vectorise(letters)));
  const NodeIndex where = tape_gather(tape, positions, arma::repmat(first, 1, letters.n_cols));
  return tape_add(tape, said, where);
}

NodeIndex tape_predictor(Tape& tape, const Predictor& predictor, const arma::umat& contexts) {
  const arma::uword width = predictor.table.n_rows;
  require(contexts.n_rows * width == predictor.W1.n_cols, "tape_predictor",
          "contexts has " + std::to_string(contexts.n_rows) + " rows, expected " +
              std::to_string(predictor.W1.n_cols / width));
  require_letters("tape_predictor", contexts, predictor.table.n_cols);
  const NodeIndex table = tape_parameter(tape, predictor.table);
  const NodeIndex W1 = tape_parameter(tape, predictor.W1);
  const NodeIndex b1 = tape_parameter(tape, predictor.b1);
  const NodeIndex W2 = tape_parameter(tape, predictor.W2);
  const NodeIndex b2 = tape_parameter(tape, predictor.b2);
  const arma::umat columns = places(predictor.table).eval().cols(arma::vectorise(contexts));
  // width x (n m), column by column, is (n width) x m: the letters of a context one below another.
  const arma::umat stacked = arma::reshape(columns, predictor.W1.n_cols, contexts.n_cols);
  const NodeIndex x = tape_gather(tape, table, stacked);
  const NodeIndex hidden = tape_tanh(tape, tape_add(tape, tape_product(tape, W1, x), b1));
  return tape_add(tape, tape_product(tape, W2, hidden), b2);
}

// Task 14.4  One head looks back.
NodeIndex tape_softmax(Tape& tape, NodeIndex a) {
  return tape_record(tape, softmax(tape_value(tape, a)),
                     {{a, [](const Visit& at, arma::mat& dA) {
                         const arma::mat shares = at.V % at.G;
                         dA += shares - at.V.each_row() % arma::sum(shares, 0);
                       }}});
}

NodeIndex tape_look(Tape& tape, NodeIndex q, NodeIndex k) {
  const arma::mat Q = tape_value(tape, q);
  const arma::mat K = tape_value(tape, k);
  require_shape("tape_look", "k", K, Q.n_rows, Q.n_cols);
  const double scale = 1.0 / std::sqrt(static_cast<double>(Q.n_rows));
  arma::mat later(Q.n_cols, Q.n_cols, arma::fill::zeros);
  for (arma::uword t = 0; t < Q.n_cols; ++t) {
    for (arma::uword s = t + 1; s < Q.n_cols; ++s) later(s, t) = -arma::datum::inf;
  }
  const NodeIndex turned = tape_gather(tape, k, places(K).t());
  const NodeIndex met = tape_product(tape, turned, q);
  const NodeIndex scores = tape_multiply(tape, met, tape_constant(tape, arma::mat{scale}));
  return tape_softmax(tape, tape_add(tape, scores, tape_constant(tape, std::move(later))));
}

// Task 14.5  Many heads, many texts.
NodeIndex tape_part(Tape& tape, NodeIndex a, arma::uword row, arma::uword rows, arma::uword column,
                    arma::uword columns) {
  const arma::mat& A = tape_value(tape, a);
  const auto require_inside = [](const std::string& what, arma::uword first, arma::uword count,
                                 arma::uword all) {
    require(first < all && count <= all - first, "tape_part",
            what + " " + std::to_string(first) + " ... " + std::to_string(first + count - 1) +
                " are outside 0 ... " + std::to_string(all - 1));
  };
  require_inside("rows", row, rows, A.n_rows);
  require_inside("columns", column, columns, A.n_cols);
  const arma::span down(row, row + rows - 1);
  const arma::span across(column, column + columns - 1);
  return tape_record(
      tape, A(down, across),
      {{a, [down, across](const Visit& at, arma::mat& dA) { dA(down, across) += at.G; }}});
}

NodeIndex tape_join(Tape& tape, const std::vector<NodeIndex>& parts, arma::uword dimension) {
  const arma::SizeMat first = arma::size(tape_value(tape, parts.at(0)));
  std::vector<Input> inputs;
  arma::uword end = 0;  // rows or columns so far
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const arma::mat& part = tape_value(tape, parts[i]);
    const arma::uword rows = dimension == 0 ? part.n_rows : first.n_rows;
    const arma::uword columns = dimension == 0 ? first.n_cols : part.n_cols;
    require_shape("tape_join", "part " + std::to_string(i), part, rows, columns);
    const Spans own = spans_of(part, end, dimension);
    inputs.push_back(
        {parts[i], [own](const Visit& at, arma::mat& dA) { dA += at.G(own.rows, own.columns); }});
    end += dimension == 0 ? rows : columns;
  }

  arma::mat joined(dimension == 0 ? end : first.n_rows, dimension == 0 ? first.n_cols : end);
  end = 0;
  for (const NodeIndex index : parts) {
    const arma::mat& part = tape_value(tape, index);
    const Spans own = spans_of(part, end, dimension);
    joined(own.rows, own.columns) = part;
    end += dimension == 0 ? part.n_rows : part.n_cols;
  }
  return tape_record(tape, std::move(joined), std::move(inputs));
}

NodeIndex tape_attention(Tape& tape, NodeIndex q, NodeIndex k, NodeIndex v, arma::uword heads,
                         arma::uword length) {
  const arma::SizeMat size = arma::size(tape_value(tape, q));
  require_shape("tape_attention", "k", tape_value(tape, k), size.n_rows, size.n_cols);
  require_shape("tape_attention", "v", tape_value(tape, v), size.n_rows, size.n_cols);
  const auto require_multiple = [](arma::uword count, const std::string& what, arma::uword of) {
    require(of > 0 && count % of == 0, "tape_attention",
            "q has " + std::to_string(count) + " " + what + ", expected a multiple of " +
                std::to_string(of));
  };
  require_multiple(size.n_rows, "rows", heads);
  require_multiple(size.n_cols, "columns", length);

  const arma::uword depth = size.n_rows / heads;
  std::vector<NodeIndex> texts;
  for (arma::uword column = 0; column < size.n_cols; column += length) {
    std::vector<NodeIndex> seen;
    for (arma::uword row = 0; row < size.n_rows; row += depth) {
      const NodeIndex query = tape_part(tape, q, row, depth, column, length);
      const NodeIndex key = tape_part(tape, k, row, depth, column, length);
      const NodeIndex value = tape_part(tape, v, row, depth, column, length);
      seen.push_back(tape_product(tape, value, tape_look(tape, query, key)));
    }
    texts.push_back(tape_join(tape, seen, 0));
  }
  return tape_join(tape, texts, 1);
}

// Task 14.6  The transformer.
NodeIndex tape_block(Tape& tape, NodeIndex x, const TransformerBlock& block, arma::uword heads,
                     arma::uword length) {
  const auto parameter = [&](const arma::mat& value) { return tape_parameter(tape, value); };
  const NodeIndex gain1 = parameter(block.gain1);
  const NodeIndex shift1 = parameter(block.shift1);
  const NodeIndex W_query = parameter(block.W_query);
  const NodeIndex W_key = parameter(block.W_key);
  const NodeIndex W_value = parameter(block.W_value);
  const NodeIndex W_out = parameter(block.W_out);
  const NodeIndex gain2 = parameter(block.gain2);
  const NodeIndex shift2 = parameter(block.shift2);
  const NodeIndex W1 = parameter(block.W1);
  const NodeIndex b1 = parameter(block.b1);
  const NodeIndex W2 = parameter(block.W2);
  const NodeIndex b2 = parameter(block.b2);

  const NodeIndex n = tape_layer_norm(tape, x, gain1, shift1);
  const NodeIndex q = tape_product(tape, W_query, n);
  const NodeIndex k = tape_product(tape, W_key, n);
  const NodeIndex v = tape_product(tape, W_value, n);
  const NodeIndex seen = tape_attention(tape, q, k, v, heads, length);
  const NodeIndex a = tape_add(tape, x, tape_product(tape, W_out, seen));

  const NodeIndex m = tape_layer_norm(tape, a, gain2, shift2);
  const NodeIndex inner = tape_relu(tape, tape_add(tape, tape_product(tape, W1, m), b1));
  return tape_add(tape, a, tape_add(tape, tape_product(tape, W2, inner), b2));
}

NodeIndex tape_transformer(Tape& tape, const Transformer& network, const arma::umat& letters) {
  const NodeIndex table = tape_parameter(tape, network.table);
  const NodeIndex positions = tape_parameter(tape, network.positions);
  NodeIndex x = tape_embed(tape, table, positions, letters);
  for (const TransformerBlock& block : network.blocks) {
    x = tape_block(tape, x, block, network.heads, letters.n_rows);
  }
  const NodeIndex gain = tape_parameter(tape, network.gain);
  const NodeIndex shift = tape_parameter(tape, network.shift);
  const NodeIndex W = tape_parameter(tape, network.W);
  const NodeIndex b = tape_parameter(tape, network.b);
  return tape_add(tape, tape_product(tape, W, tape_layer_norm(tape, x, gain, shift)), b);
}

// Task 14.7  It writes.
arma::vec next_chances(const arma::vec& logits, double temperature, arma::uword top) {
  require(temperature > 0.0, "next_chances",
          "temperature is " + number(temperature) + ", expected more than 0");
  arma::vec scaled = logits / temperature;
  if (top > 0 && top < logits.n_elem) {
    const arma::uvec order = arma::stable_sort_index(logits, "descend");
    scaled.elem(order.tail(logits.n_elem - top)).fill(-arma::datum::inf);
  }
  return softmax(scaled);
}

arma::uword draw_letter(const arma::vec& chances, Rng& rng) {
  const double u = uniform(rng);
  arma::uword last = 0;
  double sum = 0.0;
  for (arma::uword c = 0; c < chances.n_elem; ++c) {
    sum += chances(c);
    if (sum > u) return c;
    if (chances(c) > 0.0) last = c;
  }
  return last;
}

arma::uvec write_on(const arma::uvec& text, arma::uword count, const NextLogits& logits,
                    double temperature, arma::uword top, Rng& rng) {
  arma::uvec written = text;
  for (arma::uword i = 0; i < count; ++i) {
    const arma::vec chances = next_chances(logits(written), temperature, top);
    written = arma::join_cols(written, arma::uvec{draw_letter(chances, rng)});
  }
  return written;
}

}  // namespace nn
