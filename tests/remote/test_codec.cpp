// The border between the tests and a student's process: what is written is read back, and nothing
// that is malformed does any harm. Run under ASan and UBSan by the preset `sanitize`.
#include <cstring>
#include <limits>

#include "remote/remote.hpp"
#include "support/catch.hpp"

namespace {

enum class Colour : std::uint8_t { red, green };

struct Layer {
  arma::mat weights;
  arma::vec bias;
  Colour colour = Colour::red;
};

struct Model {
  std::vector<Layer> layers;
  std::string name;
  std::optional<double> loss;
};

}  // namespace

REMOTE_STRUCT(Layer, it.weights, it.bias, it.colour)
REMOTE_STRUCT(Model, it.layers, it.name, it.loss)

namespace {

using namespace gradus::remote;

template <typename T>
std::vector<std::byte> encode(const T& value) {
  Writer writer;
  write<T>(writer, value);
  return {writer.bytes().begin(), writer.bytes().end()};
}

template <typename T>
T decode(std::span<const std::byte> bytes) {
  Reader reader(bytes);
  T value = read<T>(reader);
  reader.expect_end();
  return value;
}

Model sample_model() {
  const Layer first{
      .weights = {{1, 2}, {3, 4}, {5, 6}}, .bias = {7, 8, 9}, .colour = Colour::green};
  const Layer second{.weights = {{-1, 0.5, 0}}, .bias = {0}, .colour = Colour::red};
  return {.layers = {first, second}, .name = "Ärger \"quoted\"", .loss = 0.25};
}

/// Changes a message in one of the ways in which an attacker would.
std::vector<std::byte> damage(std::vector<std::byte> bytes, nn::Rng& rng) {
  const auto place = [&] { return nn::uniform_index(bytes.size(), rng); };
  switch (nn::uniform_index(6, rng)) {
    case 0:  // cut off
      bytes.resize(nn::uniform_index(bytes.size(), rng));
      break;
    case 1:  // one byte
      bytes[place()] = static_cast<std::byte>(rng.next());
      break;
    case 2:  // something too much
      bytes.resize(bytes.size() + 1 + nn::uniform_index(40, rng),
                   static_cast<std::byte>(rng.next()));
      break;
    case 3: {  // a size of any magnitude, somewhere
      const std::uint64_t size = rng.next() >> nn::uniform_index(64, rng);
      if (bytes.size() >= sizeof size) {
        std::memcpy(bytes.data() + nn::uniform_index(bytes.size() - 7, rng), &size, sizeof size);
      }
      break;
    }
    case 4: {  // a size where sizes stand: at a multiple of eight
      const std::uint64_t size = rng.next() >> nn::uniform_index(64, rng);
      if (bytes.size() >= sizeof size) {
        std::memcpy(bytes.data() + 8 * nn::uniform_index(bytes.size() / 8, rng), &size,
                    sizeof size);
      }
      break;
    }
    default:  // nothing but noise
      for (std::byte& one : bytes) one = static_cast<std::byte>(rng.next());
  }
  return bytes;
}

/// How many of `count` damaged messages were refused; the others must be usable values.
template <typename T>
std::size_t refused(const T& value, std::size_t count, std::uint64_t seed) {
  const std::vector<std::byte> whole = encode(value);
  nn::Rng rng(seed);
  std::size_t number = 0;
  for (std::size_t i = 0; i < count; ++i) {
    try {
      const std::vector<std::byte> bytes = damage(whole, rng);
      const std::vector<std::byte> again = encode(decode<T>(bytes));
      // What was accepted is a value of its own: written again, it gives the same bytes.
      if (again != bytes) FAIL("a damaged message was read as something else");
    } catch (const ProtocolError&) {
      ++number;
    }
  }
  return number;
}

}  // namespace

TEST_CASE("what is written is read back", "[remote]") {
  const arma::mat matrix = {{1.5, -0.0}, {arma::datum::inf, 1e-300}};
  const arma::mat back = decode<arma::mat>(encode(matrix));
  CHECK(std::memcmp(back.memptr(), matrix.memptr(), sizeof(double) * 4) == 0);
  CHECK(decode<arma::mat>(encode(arma::mat(0, 7))).n_cols == 7);
  CHECK(arma::all(decode<arma::uvec>(encode(arma::uvec{3, 1, 2})) == arma::uvec{3, 1, 2}));
  CHECK(decode<arma::rowvec>(encode(arma::rowvec{1, 2, 3})).n_cols == 3);
  CHECK(decode<bool>(encode(true)));
  CHECK(decode<int>(encode(-5)) == -5);
  CHECK(decode<std::string>(encode(std::string("x"))) == "x");

  const Model model = decode<Model>(encode(sample_model()));
  REQUIRE(model.layers.size() == 2);
  CHECK(model.layers[0].weights(2, 1) == 6);
  CHECK(model.layers[0].colour == Colour::green);
  CHECK(model.name == "Ärger \"quoted\"");
  CHECK(model.loss == 0.25);
}

TEST_CASE("a NaN crosses as a NaN, so that the tests can refuse it", "[remote]") {
  CHECK(std::isnan(decode<double>(encode(std::numeric_limits<double>::quiet_NaN()))));
}

TEST_CASE("an Rng crosses as its seed and its draws, and goes on with the same numbers",
          "[remote]") {
  nn::Rng rng(5);
  for (int i = 0; i < 1000; ++i) rng.next();
  nn::Rng copy = decode<nn::Rng>(encode(rng));
  CHECK(copy.next() == rng.next());
  Writer writer;
  writer.number(1);
  writer.number(most_draws + 1);
  CHECK_THROWS_AS(decode<nn::Rng>(writer.bytes()), ProtocolError);
}

TEST_CASE("a small message cannot ask for much memory", "[remote]") {
  const auto announced = [](std::uint64_t first, std::uint64_t second) {
    Writer writer;
    writer.number(first);
    writer.number(second);
    return std::vector<std::byte>(writer.bytes().begin(), writer.bytes().end());
  };
  CHECK_THROWS_AS(decode<arma::mat>(announced(1 << 20, 1 << 20)), ProtocolError);
  CHECK_THROWS_AS(decode<arma::mat>(announced(1000, 1000)), ProtocolError);
  CHECK_THROWS_AS(decode<arma::mat>(announced(0, std::uint64_t{1} << 62)), ProtocolError);
  CHECK_THROWS_AS(decode<arma::mat>(announced(std::uint64_t{1} << 32, std::uint64_t{1} << 32)),
                  ProtocolError);
  CHECK_THROWS_AS(decode<std::vector<arma::mat>>(announced(1 << 24, 0)), ProtocolError);
  CHECK_THROWS_AS(decode<std::string>(announced(std::uint64_t{1} << 63, 0)), ProtocolError);

  // 20 bytes on the wire become more than 200 in memory: it is the memory that counts.
  Writer many;
  constexpr std::uint64_t empties = 150'000;
  many.number(empties);
  for (std::uint64_t i = 0; i < 2 * empties; ++i) many.number(0);
  CHECK_THROWS_AS(decode<std::vector<arma::mat>>(many.bytes()), ProtocolError);
}

TEST_CASE("ten million numbers are not even written, in whatever they come", "[remote]") {
  constexpr std::size_t many = 10'000'000;
  CHECK_THROWS_AS(encode(arma::vec(many, arma::fill::zeros)), MessageTooLarge);
  CHECK_THROWS_AS(encode(std::vector<double>(many)), MessageTooLarge);
  CHECK_THROWS_AS(encode(std::string(8 * many, 'x')), MessageTooLarge);
  CHECK_THROWS_AS(encode(std::vector<std::vector<double>>(many / 10)), MessageTooLarge);
}

TEST_CASE("two values are the same but for rounding", "[remote]") {
  CHECK(same(1.0, 1.0 + 1e-12));
  CHECK_FALSE(same(1.0, 1.0 + 1e-6));
  CHECK(same(std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()));
  CHECK_FALSE(same(0.0, std::numeric_limits<double>::quiet_NaN()));
  CHECK_FALSE(same(1e-20, 1e-6));
  CHECK_FALSE(same(arma::mat(1, 4, arma::fill::ones), arma::mat(2, 2, arma::fill::ones)));
  CHECK_FALSE(same(std::vector<double>{1, 2}, std::vector<double>{1}));
  CHECK_FALSE(same(std::optional<double>(), std::optional<double>(0)));
  CHECK_FALSE(same(arma::uvec{1, 2}, arma::uvec{1, 3}));
  Model other = sample_model();
  CHECK(same(sample_model(), other));
  other.layers[1].bias(0) += 1e-3;
  CHECK_FALSE(same(sample_model(), other));
}

TEST_CASE("a vector that is no vector, a bool that is no bool and a cube of nothing are refused",
          "[remote]") {
  CHECK_THROWS_AS(decode<arma::vec>(encode(arma::mat(2, 2, arma::fill::ones))), ProtocolError);
  CHECK_THROWS_AS(decode<arma::rowvec>(encode(arma::mat(2, 2, arma::fill::ones))), ProtocolError);
  CHECK_THROWS_AS(decode<bool>(encode(std::uint8_t{2})), ProtocolError);
}

TEST_CASE("a value that is written again is compared with what it was", "[remote]") {
  Model model = sample_model();
  const std::vector<std::byte> bytes = encode(model);
  const auto is_as = [](const Model& value, std::span<const std::byte> expected) {
    Writer writer(expected);
    write(writer, value);
    CHECK(writer.bytes().empty());
    return writer.is_as_expected();
  };
  CHECK(is_as(model, bytes));
  INFO("Neither a part of what was written nor more than that is the same.");
  CHECK_FALSE(is_as(model, std::span(bytes).first(bytes.size() - 1)));
  CHECK_FALSE(is_as(model, {}));
  std::vector<std::byte> longer = bytes;
  longer.push_back({});
  CHECK_FALSE(is_as(model, longer));
  model.layers[1].bias(0) = 1;
  CHECK_FALSE(is_as(model, bytes));
}

TEST_CASE("160,000 damaged messages do no harm", "[remote]") {
  CHECK(refused(sample_model(), 60'000, 1) > 30'000);
  CHECK(refused(arma::mat(5, 4, arma::fill::ones), 40'000, 2) > 10'000);
  CHECK(refused(arma::mat(12, 1, arma::fill::ones), 20'000, 3) > 5'000);
  CHECK(refused(std::vector<arma::uvec>{{1, 2}, {3}}, 20'000, 4) > 5'000);
  CHECK(refused(std::vector<std::string>{"a", "bc"}, 10'000, 5) > 2'500);
  CHECK(refused(std::vector<std::optional<bool>>{true, {}}, 10'000, 6) > 2'500);
}
