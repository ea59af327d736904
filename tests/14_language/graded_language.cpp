// The graded tests of lesson 14. Inputs come from a seed that no submission knows; what is expected
// is computed without a tape (misconceptions.hpp), and gradients by central differences.
#include <armadillo>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "14_language/language.hpp"
#include "14_language/misconceptions.hpp"
#include "14_language/networks.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;
using support::between;

namespace {

arma::umat random_letters(arma::uword rows, arma::uword columns, arma::uword alphabet, Rng& rng) {
  arma::umat letters(rows, columns);
  for (arma::uword& letter : letters) letter = uniform_index(alphabet, rng);
  return letters;
}

/// Chances with `words` entries, none of which is near another.
arma::vec random_chances(arma::uword words, Rng& rng) {
  arma::vec parts(words);
  for (arma::uword i = 0; i < words; ++i) parts(i) = uniform(0.5, 1.0, rng) * (1.0 + 2.0 * i);
  return parts / arma::accu(parts);
}

arma::mat joined(const arma::mat& all, const arma::mat& part, arma::uword dimension) {
  if (dimension == 0) return arma::join_cols(all, part);
  return arma::join_rows(all, part);
}

}  // namespace

// ---- 14.1 counting ------------------------------------------------------------------------------

TEST_CASE("14.1 counts of random texts, of every order", "[14][14.1]") {
  Rng rng = test_rng("14.1 a");
  for (const arma::uword order : {0, 1, 2, 3}) {
    const arma::uword alphabet = between(3, 5, rng);
    arma::uvec text = random_letters(150, 1, alphabet, rng);
    text.tail(3) = arma::uvec{2, 1, 2};
    text.head(3) = arma::uvec{2, 0, 1};
    INFO("An alphabet of " << alphabet << ", contexts of " << order << " letters.");
    CHECK_THAT(ngram_counts(text, alphabet, order),
               counts_of(counted(text, alphabet, order), text, alphabet, order));
  }
}

TEST_CASE("14.1 random counts, smoothed", "[14][14.1]") {
  Rng rng = test_rng("14.1 b");
  for (const double added : {0.01, uniform(0.2, 0.8, rng), 2.0}) {
    arma::mat counts(5, 7);
    for (double& count : counts) count = static_cast<double>(uniform_index(9, rng));
    counts.row(1) += 1.0;
    counts.col(3).zeros();
    arma::mat expected(5, 7);
    for (arma::uword k = 0; k < 7; ++k) {
      double sum = 0.0;
      for (arma::uword c = 0; c < 5; ++c) sum += counts(c, k) + added;
      for (arma::uword c = 0; c < 5; ++c) expected(c, k) = (counts(c, k) + added) / sum;
    }
    INFO(column_sums);
    CHECK_THAT(smoothed(counts, added), smoothed_chances(expected, counts, added));
  }
}

TEST_CASE("14.1 letters outside are named", "[14][14.1]") {
  Rng rng = test_rng("14.1 c");
  const arma::uword alphabet = between(3, 6, rng);
  arma::uvec text = random_letters(20, 1, alphabet, rng);
  const arma::mat expected = counted(text, alphabet, 1);
  CHECK_THAT(ngram_counts(text, alphabet, 1), close_to(expected));
  text(between(0, 19, rng)) = alphabet + 1;
  CHECK_REFUSED(ngram_counts(text, alphabet, 1),
                "ngram_counts: letter " + std::to_string(alphabet + 1) + " is outside 0 ... " +
                    std::to_string(alphabet - 1));
}

// ---- 14.2 bits ----------------------------------------------------------------------------------

TEST_CASE("14.2 bits of random chances", "[14][14.2]") {
  Rng rng = test_rng("14.2 a");
  for (const arma::uword m : {7, 11}) {
    const arma::mat P = support::random_probabilities(arma::SizeMat(5, m), rng);
    const arma::uvec letters = random_letters(m, 1, 5, rng);
    double product = 1.0;
    for (arma::uword s = 0; s < m; ++s) product *= P(letters(s), s);
    const double expected = std::log(1.0 / product) / std::log(2.0) / static_cast<double>(m);
    CHECK_THAT(bits_per_letter(P, letters), bits_value(expected, P, letters));
    CHECK_REFUSED(bits_per_letter(P, letters.head(m - 1)), "bits_per_letter: letters has length " +
                                                               std::to_string(m - 1) +
                                                               ", expected " + std::to_string(m));
  }
}

TEST_CASE("14.2 entropy rates of random languages", "[14][14.2]") {
  Rng rng = test_rng("14.2 b");
  for (int i = 0; i < 3; ++i) {
    std::vector<Slot> sentence = {
        {.words = {"who", "someone", "nobody"}, .chances = random_chances(3, rng)},
        {.words = {" "}, .chances = {1.0}},
        {.words = {"sings", "is", "understands", "asks"}, .chances = random_chances(4, rng)},
        {.words = {" her", " themselves", " his or her"}, .chances = {}, .follows = 0},
        {.words = {"?", "...", "!!", ", perhaps"}, .chances = {}, .follows = 2},
        {.words = {"\n", " so it was\n"}, .chances = random_chances(2, rng)}};
    if (i == 1) sentence.erase(sentence.begin() + 1);
    if (i == 1) {
      sentence[2].follows = 0;
      sentence[3].follows = 1;
    }
    CHECK_THAT(entropy_rate(sentence), rate_value(rate_of(sentence), sentence));
  }
}

// ---- 14.3 letters become vectors ----------------------------------------------------------------

TEST_CASE("14.3 random letters at random positions", "[14][14.3]") {
  Rng rng = test_rng("14.3 a");
  const arma::mat table = normal_matrix(3, 6, rng);
  const arma::mat positions = normal_matrix(3, 7, rng);
  const arma::umat letters = random_letters(5, 4, 6, rng);
  Tape tape;
  put_parameter(tape, table);
  put_parameter(tape, positions);
  const NodeIndex made = tape_embed(tape, 0, 1, letters);
  REQUIRE(made < tape.nodes.size());
  CHECK_THAT(tape_value(tape, made),
             embedded_letters(embedded(table, positions, letters), table, positions, letters));
  check_gradient(tape, made, {table, positions}, 0, normal_matrix(3, 20, rng),
                 [&](const std::vector<arma::mat>& P) { return embedded(P[0], P[1], letters); });
  CHECK_REFUSED(tape_embed(tape, 0, 1, random_letters(8, 2, 6, rng)),
                "tape_embed: letters has 8 rows, expected at most 7");
}

TEST_CASE("14.3 a random predictor and its gradient", "[14][14.3]") {
  Rng rng = test_rng("14.3 b");
  const Predictor predictor = random_predictor(5, 3, 4, 6, rng);
  const arma::umat contexts = random_letters(4, 7, 5, rng);
  Tape tape;
  const NodeIndex made = tape_predictor(tape, predictor, contexts);
  REQUIRE(made < tape.nodes.size());
  CHECK_THAT(tape_value(tape, made),
             predicted_logits(predicted(matrices_of(predictor), contexts), predictor, contexts));
  check_gradient(tape, made, matrices_of(predictor), 0, normal_matrix(5, 7, rng),
                 [&](const std::vector<arma::mat>& P) { return predicted(P, contexts); });
  arma::umat outside = contexts;
  outside(2, 3) = 5;
  CHECK_REFUSED(tape_predictor(tape, predictor, outside), "5 is outside 0 ... 4");
}

// ---- 14.4 one head ------------------------------------------------------------------------------

TEST_CASE("14.4 softmax of random columns, and its share", "[14][14.4]") {
  Rng rng = test_rng("14.4 a");
  for (const arma::SizeMat& size : support::sizes) {
    const arma::mat A = normal_matrix(size.n_rows, size.n_cols, rng);
    const arma::mat G = normal_matrix(size.n_rows, size.n_cols, rng);
    const arma::mat V = softmax_columns(A);
    Tape tape;
    put_parameter(tape, A);
    const NodeIndex made = tape_softmax(tape, 0);
    REQUIRE(made == 1);
    CHECK_THAT(tape_value(tape, made), softmax_value(V, A));
    arma::mat dA(arma::size(A));
    for (arma::uword s = 0; s < A.n_cols; ++s) {
      const arma::mat jacobian = arma::diagmat(V.col(s)) - V.col(s) * V.col(s).t();
      dA.col(s) = jacobian * G.col(s);
    }
    CHECK_THAT(swept_from(tape, made, G)[0], softmax_share(dA, V, G));
    check_adds(tape, made, 0, G);
  }
}

TEST_CASE("14.4 random texts look back, whatever their length and depth", "[14][14.4]") {
  Rng rng = test_rng("14.4 b");
  check_look(3, 7, rng);
  check_look(5, 6, rng);
}

TEST_CASE("14.4 large scores are finite", "[14][14.4]") {
  Rng rng = test_rng("14.4 c");
  const arma::mat Q = 300.0 * normal_matrix(4, 5, rng);
  const arma::mat K = normal_matrix(4, 5, rng);
  Tape tape;
  put_constant(tape, Q);
  put_constant(tape, K);
  const NodeIndex made = tape_look(tape, 0, 1);
  REQUIRE(made < tape.nodes.size());
  INFO("Later scores may be larger than earlier ones by hundreds: they are hidden all the same.");
  arma::mat expected(5, 5, arma::fill::zeros);
  for (arma::uword t = 0; t < 5; ++t) {
    const arma::mat scores = K.head_cols(t + 1).t() * Q.col(t) / 2.0;
    expected.col(t).head(t + 1) = softmax_columns(scores);
  }
  CHECK_THAT(tape_value(tape, made), close_to(expected));
}

// ---- 14.5 many heads, many texts ----------------------------------------------------------------

TEST_CASE("14.5 random parts, and their shares", "[14][14.5]") {
  Rng rng = test_rng("14.5 a");
  for (int i = 0; i < 3; ++i) {
    const arma::mat A = normal_matrix(6, 7, rng);
    const arma::uword row = between(1, 3, rng);
    const arma::uword column = between(1, 4, rng);
    const arma::uword rows = between(1, 6 - row, rng);
    const arma::uword columns = between(2, 7 - column, rng);
    Tape tape;
    put_parameter(tape, A);
    const NodeIndex made = tape_part(tape, 0, row, rows, column, columns);
    REQUIRE(made == 1);
    arma::mat expected(rows, columns);
    arma::mat share(6, 7, arma::fill::zeros);
    const arma::mat G = normal_matrix(rows, columns, rng);
    for (arma::uword r = 0; r < rows; ++r) {
      for (arma::uword c = 0; c < columns; ++c) {
        expected(r, c) = A(row + r, column + c);
        share(row + r, column + c) = G(r, c);
      }
    }
    CHECK_THAT(tape_value(tape, made), close_to(expected));
    CHECK_THAT(swept_from(tape, made, G)[0], close_to(share));
    check_adds(tape, made, 0, G);
    CHECK_REFUSED(tape_part(tape, 0, row, 7 - row, 0, 2),
                  "tape_part: rows " + std::to_string(row) + " ... 6 are outside 0 ... 5");
  }
}

TEST_CASE("14.5 random parts are joined, and shares come back", "[14][14.5]") {
  Rng rng = test_rng("14.5 b");
  for (const arma::uword dimension : {0, 1}) {
    Tape tape;
    std::vector<arma::mat> parts;
    arma::mat expected;
    for (int i = 0; i < 4; ++i) {
      const arma::uword size = between(1, 4, rng);
      parts.push_back(normal_matrix(dimension == 0 ? size : 3, dimension == 0 ? 3 : size, rng));
      put_parameter(tape, parts.back());
      expected = joined(expected, parts.back(), dimension);
    }
    const NodeIndex made = tape_join(tape, {0, 1, 2, 3}, dimension);
    REQUIRE(made == 4);
    CHECK_THAT(tape_value(tape, made), close_to(expected));
    INFO(not_its_part);
    check_gradient(tape, made, parts, 0, normal_matrix(expected.n_rows, expected.n_cols, rng),
                   [&](const std::vector<arma::mat>& P) {
                     arma::mat all;
                     for (const arma::mat& part : P) all = joined(all, part, dimension);
                     return all;
                   });
  }
}

TEST_CASE("14.5 attention of random heads", "[14][14.5]") {
  Rng rng = test_rng("14.5 c");
  check_attention(8, 12, 4, 3, rng);
  check_attention(6, 10, 3, 5, rng);
}

// ---- 14.6 the transformer -----------------------------------------------------------------------

TEST_CASE("14.6 random blocks and their gradients", "[14][14.6]") {
  Rng rng = test_rng("14.6 a");
  const TransformerBlock block = random_block(6, 4, rng);
  const arma::mat x = normal_matrix(6, 8, rng);
  Tape tape;
  put_parameter(tape, x);
  const NodeIndex made = tape_block(tape, 0, block, 3, 4);
  REQUIRE(made < tape.nodes.size());
  CHECK_THAT(tape_value(tape, made),
             block_value(block_of(x, matrices_of(block), 0, 3, 4), x, block, 3, 4));
  std::vector<arma::mat> parameters = {x};
  for (const arma::mat& matrix : matrices_of(block)) parameters.push_back(matrix);
  check_gradient(tape, made, parameters, 0, normal_matrix(6, 8, rng),
                 [](const std::vector<arma::mat>& P) { return block_of(P[0], P, 1, 3, 4); });
}

TEST_CASE("14.6 random transformers and their gradients", "[14][14.6]") {
  Rng rng = test_rng("14.6 b");
  const Transformer network = random_transformer(5, 4, 3, 2, rng);
  const arma::umat letters = random_letters(3, 2, 5, rng);
  Tape tape;
  put_constant(tape, {{1, 2}});
  const NodeIndex made = tape_transformer(tape, network, letters);
  REQUIRE(made < tape.nodes.size());
  CHECK_THAT(tape_value(tape, made),
             transformer_logits(transformed(matrices_of(network), letters, 2), network, letters));
  check_gradient(tape, made, matrices_of(network), 1, normal_matrix(5, 6, rng),
                 [&](const std::vector<arma::mat>& P) { return transformed(P, letters, 2); });
}

// ---- 14.7 it writes -----------------------------------------------------------------------------

TEST_CASE("14.7 chances of random logits", "[14][14.7]") {
  Rng rng = test_rng("14.7 a");
  for (const arma::uword top : {0, 1, 3, 5, 20}) {
    const arma::vec logits = 2.0 * normal_matrix(7, 1, rng);
    const double temperature = uniform(0.4, 0.8, rng) * (top == 3 ? 3.0 : 1.0);
    INFO("Temperature " << temperature << ", top " << top << ".");
    CHECK_THAT(next_chances(logits, temperature, top),
               close_to(chances_of(logits, temperature, top)));
  }
  const arma::vec logits = normal_matrix(6, 1, rng);
  CHECK_THAT(next_chances(logits, 1.7, 4),
             next_letter_chances(chances_of(logits, 1.7, 4), logits, 1.7, 4));
}

TEST_CASE("14.7 random letters are drawn", "[14][14.7]") {
  Rng rng = test_rng("14.7 b");
  Rng draws = test_rng("14.7 c");
  for (int i = 0; i < 40; ++i) {
    const arma::vec chances = random_chances(6, rng);
    Rng copy = draws;
    const double u = uniform(copy);
    CHECK(draw_letter(chances, draws) == drawn(chances, u));
    INFO(draws_once);
    REQUIRE(draws.draws() == copy.draws());
  }
}

TEST_CASE("14.7 a random model writes", "[14][14.7]") {
  Rng rng = test_rng("14.7 d");
  const arma::mat after = 2.0 * normal_matrix(6, 36, rng);
  const NextLogits logits = [&](const arma::uvec& text) -> arma::vec {
    const arma::uword n = text.n_elem;
    return after.col(6 * text(n - 2) + text(n - 1));
  };
  Rng draws = test_rng("14.7 e");
  Rng copy = draws;
  const arma::uvec text = write_on({4, 1, 5}, 25, logits, 1.3, 4, draws);
  arma::uvec expected = {4, 1, 5};
  for (int i = 0; i < 25; ++i) {
    const arma::uword next = drawn(chances_of(logits(expected), 1.3, 4), uniform(copy));
    expected = arma::join_cols(expected, arma::uvec{next});
  }
  CHECK_THAT(arma::umat(text), same_as(arma::umat(expected)));
}
