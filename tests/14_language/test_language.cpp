// The public tests of lesson 14: read them, run them, break your code and see what they say. Every
// expected number can be checked on paper, or is computed here without a tape (misconceptions.hpp);
// gradients are compared with central differences. The rules that you record are asked by the
// tests' own sweep.
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
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;

// ---- 14.1 counting ------------------------------------------------------------------------------

TEST_CASE("14.1 the letters after each letter are counted", "[14][14.1]") {
  const arma::uvec text = {0, 1, 2, 1, 1, 0, 1, 2};
  INFO("The text is 01211012: after 0 came 1, 1; after 1 came 2, 1, 0, 2; after 2 came 1.");
  CHECK_THAT(ngram_counts(text, 3, 1), counts_of({{0, 1, 0}, {2, 1, 1}, {0, 2, 0}}, text, 3, 1));
  INFO("Order 0 has one context, which is empty: how often each letter stands in the text.");
  CHECK_THAT(ngram_counts(text, 3, 0), counts_of(arma::vec{2, 4, 2}, text, 3, 0));
}

TEST_CASE("14.1 two letters are a context whose last digit is the latest", "[14][14.1]") {
  const arma::uvec text = {2, 0, 1, 1, 2, 0, 1, 2, 0, 2};
  INFO(
      "The text is 2011201202, the alphabet has 3 letters. Context 2, 0 is column 6: 1 came after "
      "it twice, and 2 once. 0, 1 is column 1: 1 and 2. 1, 1 is column 4: 2. 1, 2 is column 5: 0, "
      "twice.");
  arma::mat expected(3, 9, arma::fill::zeros);
  expected.col(6) = arma::vec{0, 2, 1};
  expected.col(1) = arma::vec{0, 1, 1};
  expected.col(4) = arma::vec{0, 0, 1};
  expected.col(5) = arma::vec{2, 0, 0};
  CHECK_THAT(ngram_counts(text, 3, 2), counts_of(expected, text, 3, 2));
}

TEST_CASE("14.1 a text that is too short has nothing to count, and letters are looked at",
          "[14][14.1]") {
  INFO("Two letters have no context of three before them.");
  CHECK_THAT(ngram_counts({1, 0}, 2, 3), close_to(arma::zeros(2, 8)));
  CHECK_REFUSED(ngram_counts({0, 3, 1}, 3, 1), "ngram_counts: letter 3 is outside 0 ... 2");
  INFO("Letter 2 is the last of three.");
  CHECK_THAT(ngram_counts({0, 2}, 3, 1), close_to({{0, 0, 0}, {0, 0, 0}, {1, 0, 0}}));
}

TEST_CASE("14.1 smoothed counts are chances that sum to 1, and none is 0", "[14][14.1]") {
  const arma::mat counts = {{0, 3, 0}, {2, 1, 0}, {6, 0, 0}};
  INFO(
      "0.5 more each: column 0 becomes 0.5, 2.5, 6.5 over 9.5. Column 2 was never seen: 1/3 each.");
  const arma::mat expected = {{0.5 / 9.5, 3.5 / 5.5, 1.0 / 3.0},
                              {2.5 / 9.5, 1.5 / 5.5, 1.0 / 3.0},
                              {6.5 / 9.5, 0.5 / 5.5, 1.0 / 3.0}};
  const arma::mat chances = smoothed(counts, 0.5);
  CHECK_THAT(chances, smoothed_chances(expected, counts, 0.5));
  const arma::mat seen = {{1, 3}, {3, 1}, {0, 2}};
  INFO("Every context was seen here: (1.25, 3.25, 0.25)/4.75 and (3.25, 1.25, 2.25)/6.75.");
  CHECK_THAT(smoothed(seen, 0.25), smoothed_chances({{1.25 / 4.75, 3.25 / 6.75},
                                                     {3.25 / 4.75, 1.25 / 6.75},
                                                     {0.25 / 4.75, 2.25 / 6.75}},
                                                    seen, 0.25));
}

TEST_CASE("14.1 nothing added is refused", "[14][14.1]") {
  CHECK_REFUSED(smoothed({{1, 2}, {3, 4}}, 0.0), "smoothed: added is 0, expected more than 0");
  CHECK_REFUSED(smoothed({{1, 2}, {3, 4}}, -0.5), "smoothed: added is -0.5, expected more than 0");
  INFO("1 is Laplace's choice: (2, 4)/6 and (3, 5)/8.");
  CHECK_THAT(smoothed({{1, 2}, {3, 4}}, 1.0),
             close_to({{1.0 / 3.0, 3.0 / 8.0}, {2.0 / 3.0, 5.0 / 8.0}}));
}

// ---- 14.2 bits ----------------------------------------------------------------------------------

TEST_CASE("14.2 a letter that had the chance 1/4 costs two bits", "[14][14.2]") {
  const arma::mat P = {{0.25, 0.5, 0.125}, {0.5, 0.25, 0.125}, {0.25, 0.25, 0.75}};
  const arma::uvec letters = {1, 0, 1};
  INFO("The letters that came had the chances 1/2, 1/2 and 1/8: (1 + 1 + 3)/3 bits.");
  CHECK_THAT(bits_per_letter(P, letters), bits_value(5.0 / 3.0, P, letters));
  INFO("Other letters, at the chances 1/4, 1/4, 1/8 and 1/2: (2 + 2 + 3 + 1)/4.");
  const arma::mat four = {{0.25, 0.5, 0.125, 0.25}, {0.75, 0.25, 0.375, 0.5}, {0, 0.25, 0.5, 0.25}};
  CHECK_THAT(bits_per_letter(four, {0, 1, 0, 1}), close_to(2.0));
}

TEST_CASE("14.2 there is one letter for each column", "[14][14.2]") {
  const arma::mat P = {{0.5, 0.25}, {0.5, 0.75}};
  CHECK_REFUSED(bits_per_letter(P, {0, 1, 0}), "bits_per_letter: letters has length 3, expected 2");
  CHECK_REFUSED(bits_per_letter(P, {0}), "bits_per_letter: letters has length 1, expected 2");
  INFO("1 bit and 2 bits:");
  CHECK_THAT(bits_per_letter(P, {1, 0}), close_to(1.5));
}

TEST_CASE("14.2 the entropy of README.md's small language is 5/24 bits a letter", "[14][14.2]") {
  const std::vector<Slot> tiny = {
      {.words = {"ann", "ed"}, .chances = {0.5, 0.5}},
      {.words = {" saw ", " met ", " hid "}, .chances = {0.5, 0.25, 0.25}},
      {.words = {"ann", "ed"}, .chances = {}, .follows = 0},
      {.words = {".\n"}, .chances = {1.0}}};
  INFO("Choices: 1 bit, and 1.5 bits. Letters: 2.5 + 5 + 2.5 + 2 = 12.");
  CHECK_THAT(entropy_rate(tiny), rate_value(2.5 / 12.0, tiny));
}

TEST_CASE("14.2 words of different lengths and chances", "[14][14.2]") {
  const std::vector<Slot> uneven = {
      {.words = {"a", "bee", "cat", "doves"}, .chances = {0.5, 0.25, 0.125, 0.125}},
      {.words = {" "}, .chances = {1.0}},
      {.words = {"sings", "flies"}, .chances = {0.75, 0.25}},
      {.words = {"!", "!!", "!!!", "!!!!"}, .chances = {}, .follows = 0}};
  const double verb = 0.75 * std::log2(4.0 / 3.0) + 0.25 * 2.0;
  INFO("Bits: 1.75 + 0.8113. Letters: 0.5 + 0.75 + 0.375 + 0.625, then 1, then 5, then 1.875.");
  CHECK_THAT(entropy_rate(uneven), rate_value((1.75 + verb) / 10.125, uneven));
}

TEST_CASE("14.2 a word that never comes adds nothing", "[14][14.2]") {
  const std::vector<Slot> never = {{.words = {"yes", "no", "never"}, .chances = {0.5, 0.5, 0.0}}};
  INFO("1 bit, 2.5 letters. " << zero_chance);
  CHECK_THAT(entropy_rate(never), close_to(0.4));
}

// ---- 14.3 letters become vectors ----------------------------------------------------------------

TEST_CASE("14.3 a letter's column and its position's column are added", "[14][14.3]") {
  const arma::mat table = {{1, 2, 3}, {10, 20, 30}};
  const arma::mat positions = {{0.1, 0.2, 0.3, 0.4}, {0.5, 0.6, 0.7, 0.8}};
  const arma::umat letters = {{2, 0}, {0, 0}, {1, 2}};  // two texts: 2, 0, 1 and 0, 0, 2
  Tape tape;
  put_parameter(tape, table);
  put_parameter(tape, positions);
  const NodeIndex made = tape_embed(tape, 0, 1, letters);
  INFO("Column 0 by hand: letter 2 is (3, 30), position 0 is (0.1, 0.5): (3.1, 30.5).");
  REQUIRE(made < tape.nodes.size());
  REQUIRE_THAT(tape_value(tape, made), embedded_letters({{3.1, 1.2, 2.3, 1.1, 1.2, 3.3},
                                                         {30.5, 10.6, 20.7, 10.5, 10.6, 30.7}},
                                                        table, positions, letters));
  const arma::mat G = {{1, 2, 3, 4, 5, 6}, {10, 20, 30, 40, 50, 60}};
  REQUIRE(made > 1);
  const std::vector<arma::mat> shares = swept_from(tape, made, G);
  INFO(off_the_tape);
  INFO("Letter 0 stands in the columns 1, 3 and 4, position 0 in 0 and 3; position 3 is not used.");
  CHECK_THAT(shares[0], close_to({{11, 3, 7}, {110, 30, 70}}));
  CHECK_THAT(shares[1], close_to({{5, 7, 9, 0}, {50, 70, 90, 0}}));
}

TEST_CASE("14.3 letters and lengths that do not fit are refused", "[14][14.3]") {
  Tape before;
  put_parameter(before, arma::ones(2, 3));
  put_parameter(before, arma::ones(2, 4));
  Tape tape = before;
  INFO("The table has 3 letters, and there are 4 positions.");
  CHECK_REFUSED(tape_embed(tape, 0, 1, {{0, 1}, {3, 0}}),
                "tape_embed: letter 3 is outside 0 ... 2");
  CHECK_REFUSED(tape_embed(tape, 0, 1, arma::zeros<arma::umat>(5, 2)),
                "tape_embed: letters has 5 rows, expected at most 4");
  check_unchanged(tape, before);
  INFO("Four letters are not too many.");
  const NodeIndex made = tape_embed(tape, 0, 1, arma::zeros<arma::umat>(4, 1));
  CHECK_THAT(tape_value(tape, made), close_to(arma::mat(2, 4, arma::fill::value(2.0))));
}

TEST_CASE("14.3 the predictor sees its letters one below another", "[14][14.3]") {
  const Predictor predictor{.table = {{0.5, -0.5, 1}, {1, 0.25, -1}},
                            .W1 = {{1, 0, 0, 0.5}, {0, -1, 1, 0}, {0.5, 0.5, -1, 1}},
                            .b1 = {0.1, -0.2, 0.3},
                            .W2 = {{1, -1, 0.5}, {0, 2, -1}, {1, 1, 0.25}},
                            .b2 = {0.5, -0.5, 0.25}};
  const arma::umat contexts = {{0, 2, 1, 1}, {1, 0, 1, 2}};
  INFO(
      "Context 0 by hand: letters 0 and 1 are (0.5, 1) and (-0.5, 0.25), so x is (0.5, 1, -0.5, "
      "0.25), and W1 x + b1 = (0.725, -1.7, 1.8).");
  const arma::vec hidden = arma::tanh(arma::vec{0.725, -1.7, 1.8});
  const arma::vec by_hand = {hidden(0) - hidden(1) + 0.5 * hidden(2) + 0.5,
                             2.0 * hidden(1) - hidden(2) - 0.5,
                             hidden(0) + hidden(1) + 0.25 * hidden(2) + 0.25};
  arma::mat expected = predicted(matrices_of(predictor), contexts);
  expected.col(0) = by_hand;
  Tape tape;
  const NodeIndex made = tape_predictor(tape, predictor, contexts);
  REQUIRE(made < tape.nodes.size());
  CHECK_THAT(tape_value(tape, made), predicted_logits(expected, predictor, contexts));
}

TEST_CASE("14.3 the predictor's parameters learn", "[14][14.3]") {
  Rng rng = test_rng("14.3 predictor");
  const Predictor predictor = random_predictor(4, 2, 3, 5, rng);
  const arma::umat contexts = {{0, 3, 1}, {2, 2, 1}, {1, 0, 1}};
  Tape before;
  put_constant(before, {{1, 2}});
  Tape tape = before;
  const NodeIndex made = tape_predictor(tape, predictor, contexts);
  UNSCOPED_INFO("The tape may hold something before: it stays.");
  REQUIRE(begins_with(tape, before));
  check_gradient(tape, made, matrices_of(predictor), 1, normal_matrix(4, 3, rng),
                 [&](const std::vector<arma::mat>& P) { return predicted(P, contexts); });
}

TEST_CASE("14.3 contexts of another length are refused", "[14][14.3]") {
  Rng rng = test_rng("14.3 refused");
  const Predictor predictor = random_predictor(4, 2, 3, 5, rng);
  Tape tape;
  CHECK_REFUSED(tape_predictor(tape, predictor, arma::zeros<arma::umat>(4, 2)),
                "tape_predictor: contexts has 4 rows, expected 3");
  INFO("Three letters fit.");
  const arma::umat fits = arma::uvec{1, 0, 3};
  const NodeIndex made = tape_predictor(tape, predictor, fits);
  CHECK_THAT(tape_value(tape, made), close_to(predicted(matrices_of(predictor), fits)));
}

// ---- 14.4 one head ------------------------------------------------------------------------------

TEST_CASE("14.4 softmax of each column, and what it sends back", "[14][14.4]") {
  const double l3 = std::log(3.0);
  const arma::mat A = {{0, l3, 0}, {l3, 0, 0}, {0, 0, std::log(2.0)}};
  const arma::mat V = {{0.2, 0.6, 0.25}, {0.6, 0.2, 0.25}, {0.2, 0.2, 0.5}};
  Tape tape;
  put_parameter(tape, A);
  const NodeIndex made = tape_softmax(tape, 0);
  {
    INFO("One operation, one node.");
    REQUIRE(tape.nodes.size() == 2);
    REQUIRE(made == 1);
  }
  INFO("Column 0: e to these is 1, 3, 1, and they sum to 5.");
  CHECK_THAT(tape_value(tape, made), softmax_value(V, A));
  const arma::mat G = {{10, 1, 4}, {0, 0, 8}, {0, 2, 4}};
  INFO("Column 0: the mean of G is 0.2 times 10 = 2, so V (G - 2) = (0.2 8, -0.6 2, -0.2 2).");
  const arma::mat dA = {{1.6, 0, -0.25}, {-1.2, -0.2, 0.75}, {-0.4, 0.2, -0.5}};
  CHECK_THAT(swept_from(tape, made, G)[0], softmax_share(dA, V, G));
  check_adds(tape, made, 0, G);
}

TEST_CASE("14.4 softmax is finite at 1000 and at minus infinity", "[14][14.4]") {
  Tape tape;
  const double never = -arma::datum::inf;
  put_parameter(tape, {{1000, -1000, never}, {1000, -1001, 2}, {-1000, -1000, never}});
  const NodeIndex made = tape_softmax(tape, 0);
  REQUIRE(made < tape.nodes.size());
  const double e = std::exp(1.0);
  INFO(softmax_overflow);
  CHECK_THAT(
      tape_value(tape, made),
      close_to({{0.5, e / (2 * e + 1), 0}, {0.5, 1 / (2 * e + 1), 1}, {0, e / (2 * e + 1), 0}}));
  INFO("What comes back is finite, too: an entry that has no chance is not moved.");
  CHECK_THAT(swept_from(tape, made, {{1, 0, 5}, {0, 0, 7}, {3, 0, 9}})[0],
             close_to({{0.25, 0, 0}, {-0.25, 0, 0}, {0, 0, 0}}));
}

TEST_CASE("14.4 README.md's three letters look back", "[14][14.4]") {
  const double l2 = std::log(2.0);
  const arma::mat Q = {{2, 2 * l2, 0}, {0, 0, 2 * l2}, {1, 0, 0}, {0, 0, 2 * l2}};
  const arma::mat K = {{0, 1, 1}, {1, 0, 1}, {0, 0, 1}, {0, 0, 1}};
  Tape tape;
  put_parameter(tape, Q);
  put_parameter(tape, K);
  const NodeIndex made = tape_look(tape, 0, 1);
  REQUIRE(made < tape.nodes.size());
  INFO("The depth is 4, so scores are halved. Position 0 sees itself alone: (1, 0, 0).");
  INFO("Position 1: its scores are 0 and log 2, so its weights are 1/3 and 2/3.");
  INFO("Position 2: its scores are log 2, 0 and 2 log 2, so its weights are 2/7, 1/7 and 4/7.");
  CHECK_THAT(
      tape_value(tape, made),
      looks({{1, 1.0 / 3.0, 2.0 / 7.0}, {0, 2.0 / 3.0, 1.0 / 7.0}, {0, 0, 4.0 / 7.0}}, Q, K));
}

TEST_CASE("14.4 what comes back to queries and keys is the gradient", "[14][14.4]") {
  Rng rng = test_rng("14.4 look");
  check_look(3, 5, rng);
}

TEST_CASE("14.4 a later letter changes nothing before it", "[14][14.4]") {
  Rng rng = test_rng("14.4 later");
  const arma::mat Q = normal_matrix(3, 5, rng);
  arma::mat K = normal_matrix(3, 5, rng);
  const auto weights = [&] {
    Tape tape;
    put_constant(tape, Q);
    put_constant(tape, K);
    const NodeIndex made = tape_look(tape, 0, 1);
    return arma::mat(tape_value(tape, made));
  };
  const arma::mat before = weights();
  REQUIRE_THAT(before, looks(looked(Q, K), Q, K));
  K.col(4) *= -5.0;
  INFO("The key of position 4 has changed: position 4 alone may look at it.");
  const arma::mat after = weights();
  CHECK_THAT(after, looks(looked(Q, K), Q, K));
  REQUIRE(after.n_cols == 5);
  CHECK_THAT(arma::mat(after.head_cols(4)), close_to(arma::mat(before.head_cols(4))));
}

TEST_CASE("14.4 keys of another shape are refused", "[14][14.4]") {
  Tape before;
  put_parameter(before, arma::ones(3, 5));
  put_parameter(before, arma::ones(2, 5));
  put_parameter(before, arma::ones(3, 4));
  Tape tape = before;
  CHECK_REFUSED(tape_look(tape, 0, 1), "tape_look: k is 2x5, expected 3x5");
  CHECK_REFUSED(tape_look(tape, 0, 2), "tape_look: k is 3x4, expected 3x5");
  CHECK_REFUSED(tape_softmax(tape, 3), "node 3 is not on the tape, which has 3 nodes");
  check_unchanged(tape, before);
  INFO("Equal letters are looked at equally.");
  const NodeIndex made = tape_look(tape, 1, 1);
  CHECK_THAT(arma::mat(tape_value(tape, made).col(4)),
             close_to(arma::vec(5, arma::fill::value(0.2))));
}

// ---- 14.5 many heads, many texts ----------------------------------------------------------------

TEST_CASE("14.5 a part of a matrix, and where its share goes", "[14][14.5]") {
  const arma::mat A = {{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}};
  Tape tape;
  put_parameter(tape, A);
  const NodeIndex made = tape_part(tape, 0, 1, 2, 1, 3);
  {
    INFO("One operation, one node.");
    REQUIRE(tape.nodes.size() == 2);
    REQUIRE(made == 1);
  }
  INFO("Two rows from row 1 on, of three columns from column 1 on.");
  CHECK_THAT(tape_value(tape, made),
             close_to({{6, 7, 8}, {10, 11, 12}})
                 .mistake({"part_from_corner",
                           "The part begins at row 0 and column 0: look at where it should begin."},
                          {{1, 2, 3}, {5, 6, 7}}));
  const arma::mat G = {{1, 2, 3}, {10, 20, 30}};
  CHECK_THAT(
      swept_from(tape, made, G)[0],
      close_to({{0, 0, 0, 0}, {0, 1, 2, 3}, {0, 10, 20, 30}})
          .mistake({"share_to_corner",
                    "The share went to row 0 and column 0: it belongs where the part came from."},
                   {{1, 2, 3, 0}, {10, 20, 30, 0}, {0, 0, 0, 0}}));
  check_adds(tape, made, 0, G);
}

TEST_CASE("14.5 a part that is not all inside is refused", "[14][14.5]") {
  Tape before;
  put_parameter(before, {{1, 2, 3, 4, 5}, {6, 7, 8, 9, 10}, {11, 12, 13, 14, 15}});
  Tape tape = before;
  CHECK_REFUSED(tape_part(tape, 0, 2, 2, 0, 5), "tape_part: rows 2 ... 3 are outside 0 ... 2");
  CHECK_REFUSED(tape_part(tape, 0, 0, 3, 3, 4), "tape_part: columns 3 ... 6 are outside 0 ... 4");
  check_unchanged(tape, before);
  INFO("The last column is inside.");
  const NodeIndex made = tape_part(tape, 0, 0, 3, 4, 1);
  CHECK_THAT(tape_value(tape, made), close_to(arma::vec{5, 10, 15}));
}

TEST_CASE("14.5 parts are joined one below another, or side by side", "[14][14.5]") {
  Tape tape;
  put_parameter(tape, {{1, 2, 3}});
  put_parameter(tape, {{4, 5, 6}, {7, 8, 9}});
  const NodeIndex below = tape_join(tape, {1, 0}, 0);
  {
    INFO("One operation, one node.");
    REQUIRE(tape.nodes.size() == 3);
    REQUIRE(below == 2);
  }
  const Misconception in_another_order{
      "in_another_order", "The parts stand in another order: that of the list counts."};
  CHECK_THAT(tape_value(tape, below),
             close_to({{4, 5, 6}, {7, 8, 9}, {1, 2, 3}})
                 .mistake(in_another_order, {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}));
  {
    INFO("Node 1 stands in the first two rows, node 0 below. " << not_its_part);
    const arma::mat G = {{1, 2, 3}, {10, 20, 30}, {100, 200, 300}};
    const std::vector<arma::mat> shares = swept_from(tape, below, G);
    CHECK_THAT(shares[0], close_to({{100, 200, 300}}));
    CHECK_THAT(shares[1], close_to({{1, 2, 3}, {10, 20, 30}}));
    check_adds(tape, below, 0, G);
  }
  Tape wide;
  put_parameter(wide, {{1, 2}, {3, 4}});
  put_parameter(wide, arma::vec{5, 6});
  const NodeIndex beside = tape_join(wide, {0, 1, 0}, 1);
  REQUIRE(beside == 2);
  CHECK_THAT(tape_value(wide, beside), close_to({{1, 2, 5, 1, 2}, {3, 4, 6, 3, 4}}));
  INFO("Node 0 stands in the columns 0, 1 and 3, 4: it gets both. " << not_its_part);
  const std::vector<arma::mat> shares =
      swept_from(wide, beside, {{1, 2, 3, 4, 5}, {10, 20, 30, 40, 50}});
  CHECK_THAT(shares[0], close_to({{5, 7}, {50, 70}}));
  CHECK_THAT(shares[1], close_to(arma::vec{3, 30}));
}

TEST_CASE("14.5 parts that do not fit together are refused", "[14][14.5]") {
  Tape before;
  put_parameter(before, arma::ones(2, 3));
  put_parameter(before, arma::ones(4, 3));
  put_parameter(before, arma::ones(2, 5));
  Tape tape = before;
  INFO("Node 0 is 2x3, node 1 is 4x3, node 2 is 2x5.");
  CHECK_REFUSED(tape_join(tape, {0, 1, 2}, 0), "tape_join: part 2 is 2x5, expected 2x3");
  CHECK_REFUSED(tape_join(tape, {0, 1}, 1), "tape_join: part 1 is 4x3, expected 2x3");
  check_unchanged(tape, before);
  INFO("Nodes 0 and 2 fit side by side.");
  const NodeIndex made = tape_join(tape, {0, 2}, 1);
  CHECK_THAT(tape_value(tape, made), close_to(arma::ones(2, 8)));
}

TEST_CASE("14.5 each head in each text has weights of its own", "[14][14.5]") {
  Rng rng = test_rng("14.5 attention");
  check_attention(6, 8, 3, 4, rng);
  check_attention(6, 8, 2, 2, rng);
}

TEST_CASE("14.5 one head, or one text, is the plain case", "[14][14.5]") {
  Rng rng = test_rng("14.5 plain");
  const arma::mat Q = normal_matrix(4, 3, rng);
  const arma::mat K = normal_matrix(4, 3, rng);
  const arma::mat V = normal_matrix(4, 3, rng);
  for (const arma::uword heads : {1, 2}) {
    Tape tape;
    put_parameter(tape, Q);
    put_parameter(tape, K);
    put_parameter(tape, V);
    const NodeIndex made = tape_attention(tape, 0, 1, 2, heads, 3);
    REQUIRE(made < tape.nodes.size());
    INFO("One text of three letters, width 4, heads: " << heads
                                                       << ". One head is V times tape_look.");
    CHECK_THAT(tape_value(tape, made), close_to(attended(Q, K, V, heads, 3)));
  }
}

TEST_CASE("14.5 the mean of two values by hand", "[14][14.5]") {
  Tape tape;
  put_parameter(tape, {{0, std::log(3.0), 1, 0}, {0, 0, 0, std::log(3.0)}});
  put_parameter(tape, {{5, 1, 7, 1}, {5, 0, 7, 1}});
  put_parameter(tape, {{8, 4, 1, 2}, {1, 3, 4, 8}});
  INFO("Two heads of one row, two texts of two letters. The first letter of a text sees itself.");
  INFO(
      "Text 0, head 0, position 1: scores 5 log 3 and log 3, so the weights are 81/82 and 1/82. "
      "Head 1: scores 0 and 0, so it is the mean of 1 and 3.");
  const NodeIndex made = tape_attention(tape, 0, 1, 2, 2, 2);
  REQUIRE(made < tape.nodes.size());
  const double late = 1.0 / (1.0 + std::pow(3.0, 6.0));  // scores 7 log 3 and log 3
  CHECK_THAT(tape_value(tape, made), close_to({{8, (8.0 * 81.0 + 4.0) / 82.0, 1, 1.5},
                                               {1, 2, 4, 4.0 * (1.0 - late) + 8.0 * late}}));
}

TEST_CASE("14.5 heads and texts of unequal size are refused", "[14][14.5]") {
  Tape before;
  for (int i = 0; i < 2; ++i) put_parameter(before, arma::ones(6, 8));
  put_parameter(before, arma::ones(5, 8));
  Tape tape = before;
  CHECK_REFUSED(tape_attention(tape, 0, 1, 1, 4, 8),
                "tape_attention: q has 6 rows, expected a multiple of 4");
  CHECK_REFUSED(tape_attention(tape, 0, 1, 1, 2, 3),
                "tape_attention: q has 8 columns, expected a multiple of 3");
  CHECK_REFUSED(tape_attention(tape, 0, 1, 1, 0, 8),
                "tape_attention: q has 6 rows, expected a multiple of 0");
  CHECK_REFUSED(tape_attention(tape, 0, 1, 2, 2, 4), "tape_attention: v is 5x8, expected 6x8");
  CHECK_REFUSED(tape_attention(tape, 0, 2, 1, 2, 4), "tape_attention: k is 5x8, expected 6x8");
  check_unchanged(tape, before);
  INFO("A mean of ones is 1.");
  const NodeIndex made = tape_attention(tape, 0, 1, 1, 2, 4);
  CHECK_THAT(tape_value(tape, made), close_to(arma::ones(6, 8)));
}

// ---- 14.6 the transformer -----------------------------------------------------------------------

TEST_CASE("14.6 a block adds twice to the stream", "[14][14.6]") {
  Rng rng = test_rng("14.6 block");
  const TransformerBlock block = random_block(4, 5, rng);
  const arma::mat x = normal_matrix(4, 6, rng);
  Tape tape;
  put_parameter(tape, x);
  const NodeIndex made = tape_block(tape, 0, block, 2, 3);
  REQUIRE(made < tape.nodes.size());
  INFO("Width 4, two heads, two texts of three letters.");
  CHECK_THAT(tape_value(tape, made),
             block_value(block_of(x, matrices_of(block), 0, 2, 3), x, block, 2, 3));
}

TEST_CASE("14.6 a block without weights leaves the stream as it is", "[14][14.6]") {
  TransformerBlock block;
  block.gain1 = block.gain2 = arma::vec{1, 1};
  block.shift1 = block.shift2 = arma::vec{0, 0};
  block.W_query = block.W_key = block.W_value = arma::eye(2, 2);
  block.W_out = arma::zeros(2, 2);
  block.W1 = arma::ones(3, 2);
  block.b1 = {0, 0, 0};
  block.W2 = arma::zeros(2, 3);
  block.b2 = {0.5, -0.5};
  const arma::mat x = {{3, -1, 4}, {1, 5, -9}};
  Tape tape;
  put_constant(tape, x);
  INFO("W_out and W2 are zeros: what is added is b2, (0.5, -0.5).");
  const NodeIndex made = tape_block(tape, 0, block, 1, 3);
  REQUIRE(made < tape.nodes.size());
  CHECK_THAT(tape_value(tape, made), close_to({{3.5, -0.5, 4.5}, {0.5, 4.5, -9.5}}));
}

TEST_CASE("14.6 a block's parameters stand in the order of its members, and learn", "[14][14.6]") {
  Rng rng = test_rng("14.6 gradient");
  const TransformerBlock block = random_block(4, 5, rng);
  const arma::mat x = normal_matrix(4, 6, rng);
  Tape before;
  put_constant(before, x);
  Tape tape = before;
  const NodeIndex made = tape_block(tape, 0, block, 2, 3);
  UNSCOPED_INFO("The tape may hold something before: it stays.");
  REQUIRE(begins_with(tape, before));
  check_gradient(tape, made, matrices_of(block), 1, normal_matrix(4, 6, rng),
                 [&](const std::vector<arma::mat>& P) { return block_of(x, P, 0, 2, 3); });
}

TEST_CASE("14.6 a transformer makes logits of the next letters", "[14][14.6]") {
  Rng rng = test_rng("14.6 transformer");
  const Transformer network = random_transformer(4, 4, 5, 2, rng);
  const arma::umat letters = {{0, 3}, {1, 1}, {2, 0}};
  Tape tape;
  const NodeIndex made = tape_transformer(tape, network, letters);
  REQUIRE(made < tape.nodes.size());
  INFO("An alphabet of 4, width 4, two blocks, two heads, two texts of three letters.");
  CHECK_THAT(tape_value(tape, made),
             transformer_logits(transformed(matrices_of(network), letters, 2), network, letters));
}

TEST_CASE("14.6 all parameters of a transformer learn", "[14][14.6]") {
  Rng rng = test_rng("14.6 all");
  const Transformer network = random_transformer(3, 4, 3, 2, rng);
  const arma::umat letters = {{0, 2}, {1, 1}};
  Tape tape;
  const NodeIndex made = tape_transformer(tape, network, letters);
  check_gradient(tape, made, matrices_of(network), 0, normal_matrix(3, 4, rng),
                 [&](const std::vector<arma::mat>& P) { return transformed(P, letters, 2); });
}

TEST_CASE("14.6 no logit knows a later letter", "[14][14.6]") {
  Rng rng = test_rng("14.6 causal");
  const Transformer network = random_transformer(4, 4, 5, 2, rng);
  const arma::umat letters = arma::umat(arma::uvec{1, 2, 0, 3});
  arma::umat changed = letters;
  changed(3) = 0;
  Tape tape;
  const NodeIndex first = tape_transformer(tape, network, letters);
  const NodeIndex second = tape_transformer(tape, network, changed);
  REQUIRE(second < tape.nodes.size());
  const arma::mat before = tape_value(tape, first);
  const arma::mat after = tape_value(tape, second);
  INFO("The texts 1203 and 1200 differ in the last letter: so do the last logits, and no others.");
  CHECK_THAT(before, close_to(transformed(matrices_of(network), letters, 2)));
  CHECK_THAT(after, close_to(transformed(matrices_of(network), changed, 2)));
}

// ---- 14.7 it writes -----------------------------------------------------------------------------

TEST_CASE("14.7 a temperature divides the logits", "[14][14.7]") {
  const arma::vec logits = {std::log(2.0), 0, std::log(5.0)};
  INFO("At 1 the chances are 2/8, 1/8, 5/8. At 1/2 they are squared first: 4/30, 1/30, 25/30.");
  CHECK_THAT(next_chances(logits, 1.0, 0),
             next_letter_chances({0.25, 0.125, 0.625}, logits, 1.0, 0));
  CHECK_THAT(next_chances(logits, 0.5, 0),
             next_letter_chances({4.0 / 30.0, 1.0 / 30.0, 25.0 / 30.0}, logits, 0.5, 0));
}

TEST_CASE("14.7 only the largest stay, and their chances sum to 1", "[14][14.7]") {
  const arma::vec logits = {std::log(2.0), 0, std::log(5.0), std::log(3.0)};
  INFO("The two largest have 5 and 3 parts.");
  CHECK_THAT(next_chances(logits, 1.0, 2),
             next_letter_chances({0, 0, 5.0 / 8.0, 3.0 / 8.0}, logits, 1.0, 2));
  INFO("The one largest is certain. Of equal ones, the first counts.");
  CHECK_THAT(
      next_chances({1, 3, 3, 0}, 1.0, 1),
      close_to(arma::vec{0, 1, 0, 0})
          .mistake({"all_equal_ones",
                    "More than `top` letters stayed, as they are equal: the first ones count."},
                   arma::vec{0, 0.5, 0.5, 0}));
  INFO("More than there are: all.");
  CHECK_THAT(next_chances({std::log(3.0), 0}, 1.0, 9), close_to(arma::vec{0.75, 0.25}));
}

TEST_CASE("14.7 a small temperature is finite, and 0 is none", "[14][14.7]") {
  INFO(hot_overflow);
  CHECK_THAT(next_chances({5, 9, -3}, 0.001, 0), close_to(arma::vec{0, 1, 0}));
  CHECK_REFUSED(next_chances({1, 2}, 0.0, 0),
                "next_chances: temperature is 0, expected more than 0");
  CHECK_REFUSED(next_chances({1, 2}, -1.0, 0),
                "next_chances: temperature is -1, expected more than 0");
}

TEST_CASE("14.7 a letter is drawn by adding up chances", "[14][14.7]") {
  const arma::vec chances = {0.125, 0.5, 0.25, 0.125};
  Rng rng = test_rng("14.7 letters");
  for (int i = 0; i < 40; ++i) {
    Rng copy = rng;
    const double u = uniform(copy);
    const arma::uword letter = draw_letter(chances, rng);
    INFO("u is " << u << ", and the sums are 0.125, 0.625, 0.875, 1. Letter " << letter
                 << " was drawn.");
    CHECK(letter == drawn(chances, u));
    INFO(draws_once);
    REQUIRE(rng.draws() == copy.draws());
  }
}

TEST_CASE("14.7 what has no chance is never drawn", "[14][14.7]") {
  Rng rng = test_rng("14.7 none");
  INFO("Rounding may leave a sum below 1: then the last letter that has a chance is drawn.");
  CHECK(draw_letter({0, 1e-20, 1e-20, 0}, rng) == 2);
  INFO("Only letter 1 has a chance.");
  CHECK(draw_letter({0, 1, 0}, rng) == 1);
}

TEST_CASE("14.7 each letter is asked for with all that was written before", "[14][14.7]") {
  std::vector<arma::uvec> asked;
  const NextLogits after = [&](const arma::uvec& text) {
    asked.push_back(text);
    arma::vec logits(5, arma::fill::zeros);
    if (text.n_elem > 0) logits((text.back() + 2) % 5) = 1000.0;
    return logits;
  };
  Rng rng = test_rng("14.7 write");
  const arma::uvec text = write_on({3, 1}, 4, after, 1.0, 0, rng);
  INFO("This model always goes on with the letter two further on, of five: 3 1 then 3 0 2 4.");
  CHECK_THAT(
      arma::umat(text),
      same_as(arma::umat(arma::uvec{3, 1, 3, 0, 2, 4}))
          .mistake({"first_text_again",
                    "The model was always asked about the first text: what was written since "
                    "belongs to it."},
                   arma::umat(arma::uvec{3, 1, 3, 3, 3, 3}))
          .mistake({"put_before", "What was drawn was put before the text."},
                   arma::umat(arma::uvec{3, 3, 3, 3, 3, 1}))
          .mistake({"only_the_new", "The text that was given is missing before what is new."},
                   arma::umat(arma::uvec{3, 0, 2, 4})));
  REQUIRE(asked.size() == 4);
  INFO("The last time, the model is asked about 3 1 3 0 2.");
  CHECK_THAT(arma::umat(asked.back()), same_as(arma::umat(arma::uvec{3, 1, 3, 0, 2})));
}

TEST_CASE("14.7 temperature and top are those that were asked for", "[14][14.7]") {
  const arma::vec logits = {1, 2, 0.5, 1.5, -1};
  const NextLogits always = [&](const arma::uvec&) { return logits; };
  Rng rng = test_rng("14.7 settings");
  Rng copy = rng;
  const arma::uvec text = write_on({0}, 30, always, 2.0, 3, rng);
  arma::uvec expected(31, arma::fill::zeros);
  for (arma::uword i = 1; i < 31; ++i)
    expected(i) = drawn(chances_of(logits, 2.0, 3), uniform(copy));
  INFO("Thirty letters at temperature 2, of the three largest logits, drawn by draw_letter.");
  CHECK_THAT(arma::umat(text), same_as(arma::umat(expected)));
  Rng cold = test_rng("14.7 cold");
  Rng same = cold;
  for (arma::uword i = 1; i < 31; ++i)
    expected(i) = drawn(chances_of(logits, 0.5, 0), uniform(same));
  INFO("The same at temperature 0.5, of all letters.");
  CHECK_THAT(arma::umat(write_on({0}, 30, always, 0.5, 0, cold)), same_as(arma::umat(expected)));
}
