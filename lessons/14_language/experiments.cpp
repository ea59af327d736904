// What lesson 14's models make of languages whose optimum is known: counting, a network that sees
// eight letters, attention, and what they write.
#include <algorithm>
#include <armadillo>
#include <cctype>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "01_activations/activations.hpp"
#include "05_gradient_checks/gradient_checks.hpp"
#include "07_training/training.hpp"
#include "09_optimizers/optimizers.hpp"
#include "12_autodiff/autodiff.hpp"
#include "14_language/language.hpp"
#include "14_language/model.hpp"
#include "14_language/tales.hpp"
#include "lab/experiment.hpp"
#include "lab/settings.hpp"

namespace nn {
namespace {

/// A language with texts to learn from and texts to be judged by.
struct Corpus {
  std::vector<Slot> sentence;
  Alphabet alphabet;
  Written training;
  Written test;
  arma::uword longest = 0;  // letters in a sentence
};

Corpus corpus_of(const std::vector<Slot>& sentence, arma::uword lines, arma::uword test_lines,
                 Rng& rng) {
  return {.sentence = sentence,
          .alphabet = alphabet_of(sentence),
          .training = write_sentences(sentence, lines, rng),
          .test = write_sentences(sentence, test_lines, rng),
          .longest = longest_sentence(sentence)};
}

/// -log2 of the chances in the rows `letters` of each column.
arma::vec bits_of_each(const arma::mat& chances, const arma::uvec& letters) {
  arma::vec bits(letters.n_elem);
  for (arma::uword s = 0; s < letters.n_elem; ++s) {
    bits(s) = bits_per_letter(chances.col(s), letters.subvec(s, s));
  }
  return bits;
}

// ---- counting -----------------------------------------------------------------------------------

/// Bits a letter of a text by a table of chances.
double bits_by_counting(const arma::mat& table, const Corpus& corpus, const std::string& text,
                        arma::uword order) {
  const Windows seen = contexts_of(corpus.alphabet.numbers(text), order);
  const arma::uvec columns = columns_for(seen.letters, corpus.alphabet.size());
  return bits_per_letter(table.cols(columns), seen.next.t());
}

void counting(Run& run) {
  Rng rng = run.rng("tales");
  const Corpus corpus = corpus_of(short_tales(), 600, 300, rng);
  const arma::uvec text = corpus.alphabet.numbers(corpus.training.text);
  const double optimum = entropy_rate(corpus.sentence);
  Table table{.columns = {{"order"},
                          {"contexts"},
                          {"seen"},
                          {"added 1", "test bits", 3},
                          {"added 0.01", "training bits", 3},
                          {"added 0.01", "test bits", 3}}};
  arma::vec learnt(5), judged(5);
  for (const arma::uword order : {0, 1, 2, 3, 4}) {
    const arma::mat counts = ngram_counts(text, corpus.alphabet.size(), order);
    const arma::mat little = smoothed(counts, 0.01);
    learnt(order) = bits_by_counting(little, corpus, corpus.training.text, order);
    judged(order) = bits_by_counting(little, corpus, corpus.test.text, order);
    const double laplace = bits_by_counting(smoothed(counts, 1.0), corpus, corpus.test.text, order);
    const arma::uvec seen = arma::find(arma::sum(counts, 0) > 0.0);
    table.rows.push_back(
        {order, counts.n_cols, seen.n_elem, laplace, learnt(order), judged(order)});
  }
  Table lines{.columns = {{"three lines of the language"}}};
  for (arma::uword i = 0; i < 3; ++i) {
    const arma::uword begin = corpus.training.starts(i);
    const arma::uword end = corpus.training.starts(i + 1);
    lines.rows.push_back({corpus.training.text.substr(begin, end - begin - 1)});
  }
  run.print(lines);
  run.print(table);
  Table limits{.columns = {{"to compare with"}, {"bits a letter", "", 4}}};
  limits.rows.push_back(
      {"all letters equally likely", std::log2(static_cast<double>(corpus.alphabet.size()))});
  limits.rows.push_back({"entropy of the language, 7.5/33", optimum});
  const double letters = static_cast<double>(corpus.test.text.size() - 1);
  limits.rows.push_back({"the choices in the test text", corpus.test.bits / letters});
  run.print(limits);
  run.save(
      {.name = "counting",
       .panels = {{.x_label = "letters in a context",
                   .y_label = "bits a letter",
                   .series = {{.name = "training text", .y = learnt, .mark = Mark::line_and_points},
                              {.name = "test text", .y = judged, .mark = Mark::line_and_points}},
                   .horizontal = {{.at = optimum, .name = "entropy of the language"}},
                   .y_range = Range{0.0, 4.5}}}});
}

// ---- by_hand ------------------------------------------------------------------------------------

void by_hand(Run& run) {
  const double l2 = std::log(2.0);
  Tape tape;
  const NodeIndex q =
      tape_constant(tape, {{2, 2 * l2, 0}, {0, 0, 2 * l2}, {1, 0, 0}, {0, 0, 2 * l2}});
  const NodeIndex k = tape_constant(tape, {{0, 1, 1}, {1, 0, 1}, {0, 0, 1}, {0, 0, 1}});
  const NodeIndex v = tape_constant(tape, {{6, 9, 3}, {7, 0, 14}});
  const NodeIndex weights = tape_look(tape, q, k);
  const arma::mat seen = tape_value(tape, tape_product(tape, v, weights));
  const arma::mat W = tape_value(tape, weights);
  Table table{.columns = {{"position"},
                          {"looks at 0", "", 4},
                          {"at 1", "", 4},
                          {"at 2", "", 4},
                          {"sees", "row 0", 4},
                          {"sees", "row 1", 4}}};
  for (arma::uword t = 0; t < 3; ++t) {
    table.rows.push_back({t, W(0, t), W(1, t), W(2, t), seen(0, t), seen(1, t)});
  }
  run.print(table);
}

// ---- gradients ----------------------------------------------------------------------------------

/// A function of parameters whose columns go into a softmax cross-entropy.
struct Recorded {
  std::string name;
  std::vector<arma::mat> parameters;
  std::function<NodeIndex(Tape& tape, const std::vector<arma::mat>& parameters)> logits;
};

std::vector<NodeIndex> recorded(Tape& tape, const std::vector<arma::mat>& parameters) {
  std::vector<NodeIndex> nodes;
  for (const arma::mat& value : parameters) nodes.push_back(tape_parameter(tape, value));
  return nodes;
}

template <typename Network>
std::vector<arma::mat> copies_of(Network network) {
  std::vector<arma::mat> copies;
  for (const arma::mat* part : parts_of(network)) copies.push_back(*part);
  return copies;
}

template <typename Network>
Network network_of(Network network, const std::vector<arma::mat>& parameters) {
  const std::vector<arma::mat*> parts = parts_of(network);
  for (std::size_t i = 0; i < parts.size(); ++i) *parts[i] = parameters[i];
  return network;
}

/// Loss and gradient of all parameters in one vector.
LossAndGradient at(const Recorded& one, const arma::vec& theta, const arma::umat& classes,
                   arma::uword* nodes = nullptr) {
  std::vector<arma::mat> parameters = one.parameters;
  arma::uword next = 0;
  for (arma::mat& matrix : parameters) {
    for (double& entry : matrix) entry = theta(next++);
  }
  Tape tape;
  const NodeIndex logits = one.logits(tape, parameters);
  const arma::mat& Z = tape_value(tape, logits);
  arma::mat targets(arma::size(Z), arma::fill::zeros);
  for (arma::uword s = 0; s < Z.n_cols; ++s) targets(classes(s) % Z.n_rows, s) = 1.0;
  const NodeIndex loss = tape_loss(tape, logits, targets);
  if (nodes != nullptr) *nodes = tape.nodes.size();
  return taped_gradient(tape, loss);
}

void gradients(Run& run) {
  Rng rng = run.rng("gradients");
  const auto drawn = [&](arma::uword rows, arma::uword columns) -> arma::mat {
    return normal_matrix(rows, columns, rng);
  };
  const arma::uword width = 6, length = 5, texts = 2, letters = 4;
  arma::umat text(length, texts);
  for (arma::uword& letter : text) letter = uniform_index(letters, rng);
  const Predictor predictor{.table = drawn(3, letters),
                            .W1 = drawn(7, length * 3),
                            .b1 = drawn(7, 1),
                            .W2 = drawn(letters, 7),
                            .b2 = drawn(letters, 1)};
  const Transformer network = make_transformer(
      {.alphabet = letters, .longest = length, .width = width, .blocks = 2, .heads = 3, .inner = 8},
      rng);
  const std::vector<Recorded> all = {
      {"softmax",
       {drawn(width, length)},
       [](Tape& tape, const auto& P) { return tape_softmax(tape, recorded(tape, P)[0]); }},
      {"one head",
       {drawn(width, length), drawn(width, length)},
       [](Tape& tape, const auto& P) {
         const auto nodes = recorded(tape, P);
         return tape_look(tape, nodes[0], nodes[1]);
       }},
      {"heads",
       {drawn(width, 2 * length), drawn(width, 2 * length), drawn(width, 2 * length)},
       [](Tape& tape, const auto& P) {
         const auto nodes = recorded(tape, P);
         return tape_attention(tape, nodes[0], nodes[1], nodes[2], 3, 5);
       }},
      {"predictor", copies_of(predictor),
       [&](Tape& tape, const auto& P) {
         return tape_predictor(tape, network_of(predictor, P), text);
       }},
      {"transformer", copies_of(network), [&](Tape& tape, const auto& P) {
         return tape_transformer(tape, network_of(network, P), text);
       }}};
  Table table{.columns = {{"recorded"},
                          {"parameters"},
                          {"nodes"},
                          {"without gradient", "", 2},
                          {"with gradient", "", 2}}};
  for (const Recorded& one : all) {
    arma::vec theta;
    for (const arma::mat& matrix : one.parameters) {
      theta = arma::join_cols(theta, arma::vectorise(matrix));
    }
    arma::uword nodes = 0;
    const LossAndGradient here = at(one, theta, text, &nodes);
    const arma::vec direction = arma::normalise(arma::vec(normal_matrix(theta.n_elem, 1, rng)));
    const TaylorTest test =
        taylor_test([&](const arma::vec& moved) { return at(one, moved, text).loss; },
                    here.gradient, theta, direction, 0.05, 12);
    table.rows.push_back({one.name, theta.n_elem, nodes,
                          fitted_order(test.steps, test.zeroth, 1e-11),
                          fitted_order(test.steps, test.first, 1e-11)});
  }
  run.say("Taylor tests: the error shrinks like e to this power, without and with the gradient:");
  run.print(table);
}

// ---- training -----------------------------------------------------------------------------------

struct Learnt {
  arma::vec theta;
  std::vector<double> bits;  // of each epoch's training samples
};

/// Adam, with a rate that falls along a cosine: the loop of lesson 07.
Learnt learn(arma::vec theta, const Gradient& gradient, arma::uword samples, arma::uword batch,
             arma::uword epochs, double rate, Run& run, const std::string& what) {
  Rng rng = run.rng(what);
  Adam adam;
  const Step step = [&](arma::vec& at, const arma::vec& now, double rate_now) {
    adam_step(at, now, rate_now, adam);
  };
  Progress progress = run.progress(what, epochs);
  Learnt learnt;
  const Watch watch = [&](const arma::vec&) -> std::optional<double> {
    if (run.stopped()) return std::nullopt;
    progress.step();
    return 0.0;
  };
  const Schedule schedule = [&](arma::uword epoch, const std::vector<double>&) {
    return cosine_rate(rate, epoch, epochs, 1);
  };
  const History history =
      train(theta, gradient, step, samples,
            {.epochs = epochs, .batch_size = batch, .learning_rate = rate}, rng, watch, schedule);
  for (const double loss : history.losses) learnt.bits.push_back(loss / std::log(2.0));
  learnt.theta = theta;
  return learnt;
}

/// Bits of letters, and how each came about.
struct Judged {
  double bits = 0.0;     // a letter, of all
  double follows = 0.0;  // a letter, of words that follow
  double chosen = 0.0;   // a letter, of words that were chosen
};

/// `bits` are those of the letters of the text from letter `first` on.
Judged judged(const arma::vec& bits, const Written& written, arma::uword first) {
  double follows = 0.0, chosen = 0.0, of_follows = 0.0, of_chosen = 0.0;
  for (arma::uword i = 0; i < bits.n_elem; ++i) {
    const Origin origin = written.origins.at(first + i);
    (origin == Origin::follows ? follows : chosen) += origin == Origin::fixed ? 0.0 : bits(i);
    of_follows += origin == Origin::follows ? 1.0 : 0.0;
    of_chosen += origin == Origin::chosen ? 1.0 : 0.0;
  }
  return {.bits = arma::mean(bits), .follows = follows / of_follows, .chosen = chosen / of_chosen};
}

/// The transformer's chances for the letters after each column of `letters`.
arma::mat chances_by(const Transformer& network, const arma::umat& letters) {
  Tape tape;
  return softmax(tape_value(tape, tape_transformer(tape, network, letters)));
}

/// Bits of every letter of all whole sentences, each judged with its own sentence before it.
Judged judge(const Transformer& network, const Corpus& corpus, const Written& written) {
  const Windows windows = windows_of(written, corpus.alphabet, corpus.longest);
  arma::vec all(written.text.size(), arma::fill::zeros);
  arma::uword count = 0;
  for (arma::uword first = 0; first < windows.letters.n_cols; first += 16) {
    const arma::uword last = std::min(first + 15, windows.letters.n_cols - 1);
    const arma::umat next = windows.next.cols(first, last);
    const arma::mat chances = chances_by(network, windows.letters.cols(first, last));
    const arma::vec bits = bits_of_each(chances, arma::vectorise(next));
    for (arma::uword b = first; b <= last; ++b) {
      const arma::uword begin = written.starts(b);
      const arma::uword end =
          b + 1 < written.starts.n_elem ? written.starts(b + 1) : written.text.size();
      for (arma::uword i = begin; i < end; ++i) {
        all(i) = bits((b - first) * corpus.longest + i - begin);
      }
      count = end;
    }
  }
  return judged(all.subvec(1, count - 1), written, 1);
}

/// What comes after a text by a transformer that was shown sentences from their beginnings.
NextLogits logits_by(const Transformer& network, arma::uword end_of_line) {
  return [network, end_of_line](const arma::uvec& text) -> arma::vec {
    const arma::uvec ends = arma::find(text == end_of_line);
    const arma::uvec line = text.tail(text.n_elem - ends(ends.n_elem - 1));
    const arma::uword seen = std::min(line.n_elem, network.positions.n_cols);
    Tape tape;
    const NodeIndex logits = tape_transformer(tape, network, arma::umat(line.head(seen)));
    return tape_value(tape, logits).tail_cols(1);
  };
}

/// Lines that a model writes, one after another, each no longer than twice the longest sentence.
std::vector<std::string> lines_by(const NextLogits& logits, const Corpus& corpus, arma::uword lines,
                                  double temperature, arma::uword top, Rng& rng) {
  std::vector<std::string> written;
  const arma::uvec end = corpus.alphabet.numbers(corpus.training.text).tail(5);  // of a sentence
  for (arma::uword i = 0; i < lines; ++i) {
    arma::uvec text = end;
    const arma::uword before = text.n_elem;
    do {
      text = write_on(text, 1, logits, temperature, top, rng);
    } while (text.back() != end.back() && text.n_elem < before + 2 * corpus.longest);
    written.push_back(corpus.alphabet.text(text.tail(text.n_elem - before)));
  }
  return written;
}

/// How many of the lines are sentences of the language.
arma::uword right_lines(const std::vector<std::string>& lines, const std::vector<Slot>& sentence) {
  arma::uword right = 0;
  for (const std::string& line : lines) right += is_sentence(sentence, line) ? 1 : 0;
  return right;
}

// ---- attention_2017 -----------------------------------------------------------------------------

Predictor first_predictor(arma::uword alphabet, arma::uword n, Rng& rng) {
  const arma::uword width = 12, hidden = 100;
  return {.table = normal_matrix(width, alphabet, rng),
          .W1 = normal_matrix(hidden, n * width, rng) / std::sqrt(static_cast<double>(n * width)),
          .b1 = arma::zeros(hidden),
          .W2 = normal_matrix(alphabet, hidden, rng) / std::sqrt(static_cast<double>(hidden)),
          .b2 = arma::zeros(alphabet)};
}

Judged judge(const Predictor& network, const Corpus& corpus, const Written& written) {
  const arma::uword n = network.W1.n_cols / network.table.n_rows;
  const Windows seen = contexts_of(corpus.alphabet.numbers(written.text), n);
  Tape tape;
  const arma::mat chances = softmax(tape_value(tape, tape_predictor(tape, network, seen.letters)));
  return judged(bits_of_each(chances, seen.next.t()), written, n);
}

Judged judge_counting(const Corpus& corpus, arma::uword order) {
  const arma::uvec text = corpus.alphabet.numbers(corpus.training.text);
  const arma::mat table = smoothed(ngram_counts(text, corpus.alphabet.size(), order), 0.01);
  const Windows seen = contexts_of(corpus.alphabet.numbers(corpus.test.text), order);
  const arma::mat chances = table.cols(columns_for(seen.letters, corpus.alphabet.size()));
  return judged(bits_of_each(chances, seen.next.t()), corpus.test, order);
}

/// The weights of each head of each block for one text: what the block's norm, queries and keys
/// make of the stream that comes to it.
std::vector<arma::mat> weights_of(const Transformer& network, const arma::uvec& text) {
  std::vector<arma::mat> all;
  Tape tape;
  const arma::uword length = text.n_elem;
  NodeIndex x = tape_embed(tape, tape_constant(tape, network.table),
                           tape_constant(tape, network.positions), arma::umat(text));
  for (const TransformerBlock& block : network.blocks) {
    const NodeIndex n = tape_layer_norm(tape, x, tape_constant(tape, block.gain1),
                                        tape_constant(tape, block.shift1));
    const NodeIndex q = tape_product(tape, tape_constant(tape, block.W_query), n);
    const NodeIndex k = tape_product(tape, tape_constant(tape, block.W_key), n);
    const arma::uword depth = network.table.n_rows / network.heads;
    for (arma::uword h = 0; h < network.heads; ++h) {
      const NodeIndex query = tape_part(tape, q, h * depth, depth, 0, length);
      const NodeIndex key = tape_part(tape, k, h * depth, depth, 0, length);
      all.push_back(tape_value(tape, tape_look(tape, query, key)));
    }
    x = tape_block(tape, x, block, network.heads, length);
  }
  return all;
}

/// The letters of a line as names of rows and columns.
std::vector<std::string> names_of(const std::string& line) {
  std::vector<std::string> names;
  for (const char letter : line) {
    names.push_back(letter == '\n' ? "↵" : letter == ' ' ? "_" : std::string(1, letter));
  }
  return names;
}

/// The head that looks most from where the second animal is about to begin to the first one.
void draw_heads(Run& run, const Transformer& network, const Corpus& corpus) {
  const std::string line = "\nben saw a snail. the snail fed b";
  const arma::uword first = line.find("snail");
  const arma::uword second = line.rfind("snail");
  const std::vector<arma::mat> heads = weights_of(network, corpus.alphabet.numbers(line));
  std::size_t best = 0;
  arma::vec shares(heads.size());
  for (std::size_t h = 0; h < heads.size(); ++h) {
    shares(h) = arma::accu(heads[h].col(second - 1).subvec(first, first + 4));
    if (shares(h) > shares(best)) best = h;
  }
  Table table{.columns = {{"block"}, {"head"}, {"share on the first snail", "", 3}}};
  for (std::size_t h = 0; h < heads.size(); ++h) {
    table.rows.push_back({h / network.heads, h % network.heads, shares(h)});
  }
  run.say("\"ben saw a snail. the \": where does the last letter look, in each head?");
  run.print(table);
  const std::string title = "block " + std::to_string(best / network.heads) + ", head " +
                            std::to_string(best % network.heads);
  const arma::uword half = line.find('.');  // the second half looks at all
  run.save({.name = "attention",
            .panels = {{.title = title,
                        .x_label = "the letter that looks",
                        .y_label = "the letter that is looked at",
                        .heat_map = HeatMap{.values = heads[best].tail_cols(line.size() - half),
                                            .row_names = names_of(line),
                                            .column_names = names_of(line.substr(half)),
                                            .range = Range{0.0, 1.0}}}}});
}

void attention_2017(Run& run) {
  const std::clock_t begin = std::clock();
  Rng rng = run.rng("tales");
  const Corpus corpus = corpus_of(short_tales(), 640, 160, rng);
  const arma::uword alphabet = corpus.alphabet.size();
  Rng weights = run.rng("weights");

  const Predictor eight = first_predictor(alphabet, 8, weights);
  const Windows contexts = contexts_of(corpus.alphabet.numbers(corpus.training.text), 8);
  const Learnt narrow = learn(
      numbers_of(eight), language_gradient(tape_predictor, eight, contexts.letters, contexts.next),
      contexts.next.n_elem, 256, 6, 0.01, run, "eight letters");
  const Transformer start = make_transformer({.alphabet = alphabet,
                                              .longest = corpus.longest,
                                              .width = 24,
                                              .blocks = 2,
                                              .heads = 2,
                                              .inner = 96},
                                             weights);
  const Windows windows = windows_of(corpus.training, corpus.alphabet, corpus.longest);
  const Learnt wide = learn(
      numbers_of(start), language_gradient(tape_transformer, start, windows.letters, windows.next),
      windows.letters.n_cols, 16, 10, 0.01, run, "transformer");
  const Transformer network = with_numbers(start, wide.theta);

  Table table{.columns = {{"model"},
                          {"parameters"},
                          {"all letters", "", 3},
                          {"chosen", "", 3},
                          {"following", "", 3}}};
  const auto add = [&](const std::string& name, arma::uword parameters, const Judged& one) {
    table.rows.push_back({name, parameters, one.bits, one.chosen, one.follows});
  };
  const Judged by_counting = judge_counting(corpus, 3);
  const Judged by_transformer = judge(network, corpus, corpus.test);
  add("counting, 3 letters before", alphabet * alphabet * alphabet * (alphabet - 1), by_counting);
  add("network, 8 letters before", narrow.theta.n_elem,
      judge(with_numbers(eight, narrow.theta), corpus, corpus.test));
  add("transformer", wide.theta.n_elem, by_transformer);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  run.measure("attention_2017.counting", "generated", by_counting.bits, seconds);
  run.measure("attention_2017.transformer", "generated", by_transformer.bits, seconds);
  run.say(
      "Bits a letter of the test text: of all letters, of those in words that were chosen, and of "
      "those in words that follow from an earlier choice:");
  run.print(table);
  const double letters = static_cast<double>(corpus.test.text.size() - 1);
  Table limits{.columns = {{"optimum"}, {"bits a letter", "", 3}}};
  limits.rows.push_back({"entropy of the language", entropy_rate(corpus.sentence)});
  limits.rows.push_back({"the choices in the test text", corpus.test.bits / letters});
  run.print(limits);

  Rng pen = run.rng("pen");
  const arma::uword end = corpus.alphabet.numbers("\n")(0);
  const std::vector<std::string> lines = lines_by(logits_by(network, end), corpus, 20, 1.0, 0, pen);
  run.say("Of 20 lines that the transformer wrote, " +
          std::to_string(right_lines(lines, corpus.sentence)) +
          " are sentences of the language. The first five:");
  Table shown{.columns = {{"line"}}};
  for (std::size_t i = 0; i < 5; ++i)
    shown.rows.push_back({lines[i].substr(0, lines[i].find('\n'))});
  run.print(shown);
  draw_heads(run, network, corpus);
}

// ---- sampling -----------------------------------------------------------------------------------

/// Of a hundred words in the lines, how many are words of the language.
double known_words(const std::vector<std::string>& lines, const std::vector<Slot>& sentence) {
  std::set<std::string> known;
  const auto each_word = [](const std::string& text, const auto& use) {
    std::string word;
    for (const char letter : text + " ") {
      if (std::isalpha(static_cast<unsigned char>(letter)) != 0) {
        word += letter;
      } else if (!word.empty()) {
        use(word);
        word.clear();
      }
    }
  };
  for (const Slot& slot : sentence) {
    for (const std::string& words : slot.words) {
      each_word(words, [&](const std::string& word) { known.insert(word); });
    }
  }
  double right = 0.0;
  double all = 0.0;
  for (const std::string& line : lines) {
    each_word(line, [&](const std::string& word) {
      all += 1.0;
      right += known.contains(word) ? 1.0 : 0.0;
    });
  }
  return 100.0 * right / std::max(all, 1.0);
}

void sampling(Run& run) {
  Rng rng = run.rng("tales");
  const Corpus corpus = corpus_of(short_tales(), 600, 1, rng);
  const arma::uvec text = corpus.alphabet.numbers(corpus.training.text);
  const arma::mat table = smoothed(ngram_counts(text, corpus.alphabet.size(), 3), 0.01);
  const NextLogits logits = logits_by_counting(table, 3);
  struct Setting {
    double temperature;
    arma::uword top;
  };
  Table shown{
      .columns = {{"temperature"}, {"top"}, {"known", "%", 1}, {"different"}, {"one of them"}}};
  for (const Setting& setting : std::vector<Setting>{
           {0.1, 0}, {0.5, 0}, {1.0, 0}, {1.5, 0}, {2.0, 0}, {1.5, 3}, {2.0, 3}, {2.0, 1}}) {
    Rng pen = run.rng("pen");
    const std::vector<std::string> lines =
        lines_by(logits, corpus, 100, setting.temperature, setting.top, pen);
    const std::set<std::string> different(lines.begin(), lines.end());
    const auto whole = [](const std::string& line) { return line.size() > 26; };
    const auto found = std::ranges::find_if(lines, whole);
    const std::string& line = found == lines.end() ? lines.front() : *found;
    shown.rows.push_back({setting.temperature, setting.top, known_words(lines, corpus.sentence),
                          different.size(), line.substr(0, line.find('\n'))});
  }
  run.say(
      "A hundred lines by counting, with three letters before: how many of their words the "
      "language "
      "has, how many lines are different, and a line. Top 0 is all letters:");
  run.print(shown);
}

// ---- tales --------------------------------------------------------------------------------------

void tales(Run& run) {
  Rng rng = run.rng("tales");
  const Corpus corpus = corpus_of(long_tales(), 4000, 100, rng);
  const arma::uword alphabet = corpus.alphabet.size();
  Rng weights = run.rng("weights");
  const Transformer start = make_transformer({.alphabet = alphabet,
                                              .longest = corpus.longest,
                                              .width = 60,
                                              .blocks = 2,
                                              .heads = 4,
                                              .inner = 240},
                                             weights);
  const Windows windows = windows_of(corpus.training, corpus.alphabet, corpus.longest);
  const std::clock_t begin = std::clock();
  const Learnt learnt = learn(
      numbers_of(start), language_gradient(tape_transformer, start, windows.letters, windows.next),
      windows.letters.n_cols, 8, 10, 0.003, run, "tales");
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  const Transformer network = with_numbers(start, learnt.theta);
  const Judged by_network = judge(network, corpus, corpus.test);
  const Judged by_counting = judge_counting(corpus, 3);

  Table table{
      .columns = {{"model"}, {"all letters", "", 4}, {"chosen", "", 4}, {"following", "", 4}}};
  table.rows.push_back(
      {"counting, 3 letters before", by_counting.bits, by_counting.chosen, by_counting.follows});
  table.rows.push_back({"transformer, " + std::to_string(learnt.theta.n_elem) + " parameters",
                        by_network.bits, by_network.chosen, by_network.follows});
  run.print(table);
  const double letters = static_cast<double>(corpus.test.text.size() - 1);
  Table limits{.columns = {{"optimum"}, {"bits a letter", "", 4}}};
  limits.rows.push_back({"entropy of the language", entropy_rate(corpus.sentence)});
  limits.rows.push_back({"the choices in the test text", corpus.test.bits / letters});
  run.print(limits);

  Rng pen = run.rng("pen");
  const NextLogits logits = logits_by(network, corpus.alphabet.numbers("\n")(0));
  const std::vector<std::string> lines = lines_by(logits, corpus, 20, 1.0, 0, pen);
  run.say("Of 20 tales that it wrote, " + std::to_string(right_lines(lines, corpus.sentence)) +
          " are tales of the language. The first three:");
  for (std::size_t i = 0; i < 3; ++i) run.say(lines[i].substr(0, lines[i].size() - 1));
  run.measure("tales.counting", "generated", by_counting.bits, seconds);
  run.measure("tales.transformer", "generated", by_network.bits, seconds);
  run.save({.name = "tales",
            .panels = {{.x_label = "epoch",
                        .y_label = "bits a letter (training)",
                        .series = {{.name = "transformer",
                                    .y = arma::vec(learnt.bits),
                                    .mark = Mark::line_and_points}},
                        .horizontal = {{.at = entropy_rate(corpus.sentence),
                                        .name = "entropy of the language"},
                                       {.at = by_counting.bits, .name = "counting (test)"}},
                        .log_y = true}}});
}

// ---- frameworks ---------------------------------------------------------------------------------

/// What docs/frameworks/compare_transformer.py reads: a transformer, texts, the loss, the gradient.
void frameworks(Run& run) {
  const arma::uword alphabet = whole_setting("ALPHABET", "7", 1000);
  const arma::uword length = whole_setting("LENGTH", "6", 1000);
  const arma::uword texts = whole_setting("TEXTS", "3", 1000);
  const TransformerShape shape{.alphabet = alphabet,
                               .longest = length,
                               .width = whole_setting("WIDTH", "8", 1000),
                               .blocks = whole_setting("BLOCKS", "2", 100),
                               .heads = whole_setting("HEADS", "2", 100),
                               .inner = whole_setting("INNER", "12", 1000)};
  Rng rng = run.rng("frameworks");
  // Gains, shifts and biases with numbers of their own: what is 0 or 1 hides mistakes.
  Transformer network = make_transformer(shape, rng);
  for (arma::mat* part : parts_of(network)) {
    *part += 0.2 * normal_matrix(part->n_rows, part->n_cols, rng);
  }
  arma::umat letters(length, texts), next(length, texts);
  for (arma::uword& letter : letters) letter = uniform_index(alphabet, rng);
  for (arma::uword& letter : next) letter = uniform_index(alphabet, rng);
  const arma::uvec all = arma::regspace<arma::uvec>(0, texts - 1);
  const LossAndGradient taped =
      language_gradient(tape_transformer, network, letters, next)(numbers_of(network), all);
  Table table{.columns = {{"parameters"}, {"loss", "nats", 12}, {"norm of the gradient", "", 12}}};
  table.rows.push_back({taped.gradient.n_elem, taped.loss, arma::norm(taped.gradient)});
  run.print(table);

  const std::filesystem::path folder = run.files().front().parent_path();
  CsvFile said(folder / "transformer_settings.csv", "name,value");
  said.row("heads", shape.heads);
  said.row("loss", taped.loss);
  said.close();
  CsvFile samples(folder / "transformer_texts.csv", "text,letters,next");
  for (arma::uword b = 0; b < texts; ++b) {
    samples.row(b, listed(arma::uvec(letters.col(b)), " "), listed(arma::uvec(next.col(b)), " "));
  }
  samples.close();
  CsvFile parameters(folder / "transformer_parameters.csv", "parameter,row,column,value,gradient");
  arma::uword number = 0;
  arma::uword place = 0;
  for (const arma::mat* part : parts_of(network)) {
    for (arma::uword j = 0; j < part->n_cols; ++j) {
      for (arma::uword i = 0; i < part->n_rows; ++i) {
        parameters.row(number, i, j, (*part)(i, j), taped.gradient(place++));
      }
    }
    ++number;
  }
  parameters.close();
}

}  // namespace

const std::vector<Experiment> experiments = {
    {"counting", counting},    {"by_hand", by_hand},
    {"gradients", gradients},  {"attention_2017", attention_2017},
    {"sampling", sampling},    {"tales", tales},
    {"frameworks", frameworks}};

}  // namespace nn
