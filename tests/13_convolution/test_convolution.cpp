// The public tests of lesson 13: read them, run them, break your code and see what they say. Every
// expected number can be checked on paper, or is computed in another way (misconceptions.hpp). What
// you record on a tape is asked by the tests' own sweep.
#include <armadillo>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "13_convolution/convolution.hpp"
#include "13_convolution/misconceptions.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;

namespace {

/// Pixels from a matrix that shows the image: column by column, channel after channel.
arma::vec image_of(const std::vector<arma::mat>& channels) {
  arma::vec pixels;
  for (const arma::mat& channel : channels) {
    pixels = arma::join_cols(pixels, arma::vectorise(channel));
  }
  return pixels;
}

/// The example of README.md: one image of 3x3, one filter of 2x2.
const Correlation small{.X = image_of({{{1, 2, 0}, {0, 3, 1}, {4, 1, 2}}}),
                        .image = {.height = 3, .width = 3, .channels = 1},
                        .filters = image_of({{{1, -1}, {0, 2}}}).t(),
                        .bias = {10},
                        .window = {.size = 2}};

/// Two images of 3x4 with two channels, two filters of 3x3, steps of two, a frame of zeros.
Correlation framed_images() {
  const arma::vec first = image_of({{{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}},
                                    {{20, 30, 40, 50}, {60, 70, 80, 90}, {15, 25, 35, 45}}});
  const arma::mat none = arma::zeros(3, 3);
  return {
      .X = arma::join_rows(first, 2.0 * first),
      .image = {.height = 3, .width = 4, .channels = 2},
      .filters = arma::join_cols(
          image_of({{{0, 0, 0}, {0, 1, 0}, {0, 0, 0}}, {{0, 0, 0}, {0, 10, 0}, {0, 0, 0}}}).t(),
          image_of({{{0, 0, 1}, {0, 0, 0}, {0, 0, 0}}, {{0, 0, 0}, {0, 0, 0}, {0, -1, 0}}}).t()),
      .bias = {0.5, -1},
      .window = {.size = 3, .stride = 2, .padding = 1}};
}
const arma::mat framed_result = {{201.5, 402.5}, {159.5, 318.5}, {403.5, 806.5}, {361.5, 722.5},
                                 {-61, -121},    {5, 11},        {-81, -161},    {7, 15}};

const char* const framed_by_hand =
    "Filter 0 sees the pixel in its middle: that of channel 0, plus ten times that of channel 1, "
    "plus 0.5. Filter 1: the pixel to the upper right in channel 0, minus the one below in channel "
    "1, minus 1; outside of the image there are zeros. Rows 0 to 3 of the result are map 0: "
    "positions (0, 0), (1, 0), (0, 1), (1, 1). Sample 1 is twice sample 0.";

/// A correlation on the tape, and what comes back to images, filters and bias.
Recorded on_tape(const Correlation& of, const arma::mat& expected, const arma::mat& G) {
  const std::vector<arma::mat> inputs = {of.X, of.filters, of.bias};
  const Compute compute = [&](const Many& all) {
    return correlated(all[0], of.image, all[1], all[2], of.window);
  };
  return {
      .inputs = inputs,
      .record = [&](Tape& tape) { return tape_convolution(tape, 0, of.image, 1, 2, of.window); },
      .value = correlated_images(expected, of),
      .G = G,
      .shares = {close_to(share_of(compute, inputs, 0, G)),
                 close_to(share_of(compute, inputs, 1, G)),
                 close_to(share_of(compute, inputs, 2, G)).samples(of.X.n_cols)}};
}

}  // namespace

// ---- 13.1 correlation by loops ------------------------------------------------------------------

TEST_CASE("13.1 how many steps a window takes", "[13][13.1]") {
  const auto check = [](const ImageShape& image, const Window& window, arma::uword filters,
                        const arma::umat& expected) {
    check_made(convolved_shape(image, window, filters), expected, image, window, filters);
  };
  check({.height = 5, .width = 7, .channels = 1}, {.size = 3}, 4, {{3, 5, 4}});
  check({.height = 20, .width = 18, .channels = 3}, {.size = 5, .stride = 1, .padding = 2}, 6,
        {{20, 18, 6}});
  check({.height = 9, .width = 6, .channels = 2}, {.size = 3, .stride = 2}, 5, {{4, 2, 5}});
  check({.height = 3, .width = 4, .channels = 1}, {.size = 3, .stride = 2, .padding = 1}, 1,
        {{2, 2, 1}});
}

TEST_CASE("13.1 a filter at four positions, as README.md works it out", "[13][13.1]") {
  INFO("Position (0, 0): 1 - 2 + 0 + 2 times 3 is 5, and the bias is 10. In the order of storage:");
  INFO("positions (0, 0), (1, 0), (0, 1), (1, 1).");
  CHECK_THAT(correlate(small.X, small.image, small.filters, small.bias, small.window),
             correlated_images(arma::vec{15, 9, 14, 16}, small));
}

TEST_CASE("13.1 two channels, two filters, steps of two and a frame of zeros", "[13][13.1]") {
  const Correlation of = framed_images();
  INFO(framed_by_hand);
  CHECK_THAT(correlate(of.X, of.image, of.filters, of.bias, of.window),
             correlated_images(framed_result, of));
}

TEST_CASE("13.1 a window of one pixel mixes the channels", "[13][13.1]") {
  const arma::mat X = image_of({{{1, 2, 3}, {4, 5, 6}}, {{10, 20, 30}, {40, 50, 60}}});
  INFO("2 times channel 0 minus channel 1, plus 7, in each of 2x3 places:");
  CHECK_THAT(correlate(X, {.height = 2, .width = 3, .channels = 2}, {{2, -1}}, {7}, {.size = 1}),
             close_to(image_of({{{-1, -9, -17}, {-25, -33, -41}}})));
}

TEST_CASE("13.1 what does not fit is refused", "[13][13.1]") {
  const ImageShape image{.height = 5, .width = 4, .channels = 2};
  INFO("The image is 5x4 with two channels: 40 pixels.");
  CHECK_REFUSED(convolved_shape(image, {.size = 5}, 1),
                "convolved_shape: window.size is 5, expected at most 4");
  CHECK_REFUSED(convolved_shape(image, {.size = 7, .stride = 1, .padding = 1}, 1),
                "convolved_shape: window.size is 7, expected at most 6");
  CHECK_REFUSED(convolved_shape(image, {.size = 0}, 1),
                "convolved_shape: window.size is 0, expected at least 1");
  CHECK_REFUSED(convolved_shape(image, {.size = 2, .stride = 0}, 1),
                "convolved_shape: window.stride is 0, expected at least 1");
  const arma::mat X = arma::ones(40, 3);
  const arma::mat filters = arma::ones(6, 18);
  const arma::vec bias = arma::ones(6);
  CHECK_REFUSED(correlate(arma::ones(20, 3), image, filters, bias, {.size = 3}),
                "correlate: X is 20x3, expected 40x3");
  CHECK_REFUSED(correlate(X, image, arma::ones(6, 9), bias, {.size = 3}),
                "correlate: filters is 6x9, expected 6x18");
  CHECK_REFUSED(correlate(X, image, filters, arma::ones(5), {.size = 3}),
                "correlate: bias has length 5, expected 6");
  CHECK_ACCEPTED(convolved_shape(image, {.size = 4}, 1));
  CHECK_ACCEPTED(correlate(X, image, filters, bias, {.size = 3}));
}

// ---- 13.2 the same as one product ---------------------------------------------------------------

TEST_CASE("13.2 the places that a window sees, a patch a column", "[13][13.2]") {
  {
    const ImageShape image{.height = 3, .width = 3, .channels = 1};
    INFO("3x3 pixels, a window of 2, two samples: the second has the places 9 to 17.");
    CHECK_THAT(patch_places(image, {.size = 2}, 2), patches({{0, 1, 3, 4, 9, 10, 12, 13},
                                                             {1, 2, 4, 5, 10, 11, 13, 14},
                                                             {3, 4, 6, 7, 12, 13, 15, 16},
                                                             {4, 5, 7, 8, 13, 14, 16, 17}},
                                                            image, {.size = 2}, 2));
  }
  UNSCOPED_INFO("2x3 pixels in two channels, a window of 2: the second channel begins at place 6.");
  CHECK_THAT(patch_places({.height = 2, .width = 3, .channels = 2}, {.size = 2}, 1).st(),
             same_as({{0, 1, 2, 3, 6, 7, 8, 9}, {2, 3, 4, 5, 8, 9, 10, 11}}));
  const ImageShape image{.height = 5, .width = 4, .channels = 1};
  INFO("5x4 pixels, a window of 2, steps of two: (0, 0), (2, 0), (0, 2), (2, 2).");
  CHECK_THAT(
      patch_places(image, {.size = 2, .stride = 2}, 2),
      patches(
          arma::join_rows(
              arma::umat{{0, 2, 10, 12}, {1, 3, 11, 13}, {5, 7, 15, 17}, {6, 8, 16, 18}},
              arma::umat{{20, 22, 30, 32}, {21, 23, 31, 33}, {25, 27, 35, 37}, {26, 28, 36, 38}}),
          image, {.size = 2, .stride = 2}, 2));
}

TEST_CASE("13.2 a frame of zeros around each channel", "[13][13.2]") {
  const ImageShape image{.height = 1, .width = 2, .channels = 2};
  const arma::mat X = {{3, 7}, {4, 8}, {5, 9}, {6, 1}};
  arma::mat expected = arma::zeros(24, 2);
  const arma::uvec inside = {4, 7, 16, 19};
  expected.rows(inside) = X;
  const arma::mat G = arma::join_rows(arma::regspace(1, 24), arma::regspace(100, 100, 2400));
  INFO("Each channel is one row of two pixels; in its frame, three rows of four.");
  check_recorded({.inputs = {X},
                  .record = [&](Tape& tape) { return tape_pad(tape, 0, image, 1); },
                  .value = padded_images(expected, X, image, 1),
                  .G = G,
                  .shares = {close_to(G.rows(inside))}});
}

TEST_CASE("13.2 no frame, no node", "[13][13.2]") {
  Tape before;
  put_parameter(before, arma::ones(2, 2));
  put_parameter(before, {{1, 2}, {3, 4}, {5, 6}, {7, 8}});
  Tape tape = before;
  const ImageShape image{.height = 2, .width = 2, .channels = 1};
  INFO("With a padding of 0 the result is x itself: nothing is recorded.");
  CHECK(tape_pad(tape, 1, image, 0) == 1);
  CHECK(tape.nodes.size() == 2);
  const NodeIndex made = tape_pad(tape, 1, image, 1);
  INFO("With a padding of 1 it is a new node, of 4x4 pixels.");
  REQUIRE(made < tape.nodes.size());
  CHECK_THAT(tape.nodes[made].value, close_to(framed(before.nodes[1].value, image, 1)));
}

TEST_CASE("13.2 the filter of README.md on the tape, and what comes back", "[13][13.2]") {
  const arma::vec G = {1, 2, 0, -1};
  INFO("As correlate, and its gradient by hand in README.md. Node 0: X, 1: filters, 2: bias.");
  check_recorded(
      {.inputs = {small.X, small.filters, small.bias},
       .record =
           [](Tape& tape) { return tape_convolution(tape, 0, small.image, 1, 2, small.window); },
       .value = correlated_images(arma::vec{15, 9, 14, 16}, small),
       .G = G,
       .shares = {close_to(image_of({{{1, -1, 0}, {2, -1, 1}, {0, 4, -2}}})),
                  close_to(arma::mat{{-2, 7, 7, 3}}), close_to(arma::mat{2.0})}});
}

TEST_CASE("13.2 two channels, two filters, steps and a frame on the tape", "[13][13.2]") {
  const Correlation of = framed_images();
  Rng rng = test_rng("13.2 G");
  INFO(framed_by_hand);
  check_recorded(on_tape(of, framed_result, normal_matrix(8, 2, rng)));
}

TEST_CASE("13.2 what does not fit is refused, and the tape stays as it was", "[13][13.2]") {
  const ImageShape image{.height = 5, .width = 4, .channels = 2};
  Tape before;
  put_parameter(before, arma::ones(40, 3));
  put_parameter(before, arma::ones(6, 18));
  put_parameter(before, arma::ones(6, 1));
  put_parameter(before, arma::ones(6, 9));
  put_parameter(before, arma::ones(5, 1));
  Tape tape = before;
  INFO(
      "The image is 5x4 with two channels. Nodes: 0 is 40x3, 1 is 6x18, 2 is 6x1, 3 is 6x9, 4 is "
      "5x1.");
  CHECK_REFUSED(patch_places(image, {.size = 3, .stride = 1, .padding = 2}, 3),
                "patch_places: window.padding is 2, expected 0");
  CHECK_REFUSED(patch_places(image, {.size = 5}, 3), "window.size is 5, expected at most 4");
  CHECK_REFUSED(tape_pad(tape, 1, image, 1), "tape_pad: x is 6x18, expected 40x18");
  CHECK_REFUSED(tape_convolution(tape, 1, image, 1, 2, {.size = 3}),
                "tape_convolution: x is 6x18, expected 40x18");
  CHECK_REFUSED(tape_convolution(tape, 0, image, 3, 2, {.size = 3}),
                "tape_convolution: filters is 6x9, expected 6x18");
  CHECK_REFUSED(tape_convolution(tape, 0, image, 1, 4, {.size = 3, .stride = 1, .padding = 1}),
                "tape_convolution: bias is 5x1, expected 6x1");
  CHECK_REFUSED(tape_convolution(tape, 0, image, 1, 2, {.size = 9, .stride = 1, .padding = 2}),
                "window.size is 9, expected at most 8");
  CHECK_REFUSED(tape_convolution(tape, 0, image, 1, 7, {.size = 3}), "node 7 is not on the tape");
  check_unchanged(tape, before);
  INFO(refused_after);
  CHECK_NOTHROW(patch_places(image, {.size = 3}, 3));
  CHECK_NOTHROW(tape_pad(tape, 0, image, 1));
  CHECK_NOTHROW(tape_convolution(tape, 0, image, 1, 2, {.size = 3, .stride = 1, .padding = 1}));
}

// ---- 13.3 the gradient by hand ------------------------------------------------------------------

TEST_CASE("13.3 what the four positions send back, as README.md works it out", "[13][13.3]") {
  const arma::vec dY = {1, 2, 0, -1};
  INFO("dY is 1 and 2 at positions (0, 0) and (1, 0), 0 and -1 at (0, 1) and (1, 1).");
  const CorrelationGradient right{.X = image_of({{{1, -1, 0}, {2, -1, 1}, {0, 4, -2}}}),
                                  .filters = {{-2, 7, 7, 3}},
                                  .bias = {2}};
  check_sent_back(correlate_backward(small.X, small.image, small.filters, small.window, dY), right,
                  small, dY);
}

TEST_CASE("13.3 channels, filters, steps and a frame, against the slopes", "[13][13.3]") {
  Correlation of = framed_images();
  Rng rng = test_rng("13.3 images");
  of.X = normal_matrix(24, 3, rng);
  of.filters = normal_matrix(2, 18, rng);
  const arma::mat dY = normal_matrix(8, 3, rng);
  const std::vector<arma::mat> inputs = {of.X, of.filters, of.bias};
  const Compute compute = [&](const Many& all) {
    return correlated(all[0], of.image, all[1], all[2], of.window);
  };
  check_sent_back(correlate_backward(of.X, of.image, of.filters, of.window, dY),
                  {.X = share_of(compute, inputs, 0, dY),
                   .filters = share_of(compute, inputs, 1, dY),
                   .bias = share_of(compute, inputs, 2, dY)},
                  of, dY);
}

TEST_CASE("13.3 what does not fit is refused", "[13][13.3]") {
  const ImageShape image{.height = 5, .width = 4, .channels = 2};
  const Window window{.size = 3, .stride = 2, .padding = 1};
  const arma::mat X = arma::ones(40, 3);
  const arma::mat filters = arma::ones(6, 18);
  INFO("The result has 3x2 positions and six maps.");
  CHECK_REFUSED(correlate_backward(arma::ones(39, 3), image, filters, window, arma::ones(36, 3)),
                "correlate_backward: X is 39x3, expected 40x3");
  CHECK_REFUSED(correlate_backward(X, image, arma::ones(6, 9), window, arma::ones(36, 3)),
                "correlate_backward: filters is 6x9, expected 6x18");
  CHECK_REFUSED(correlate_backward(X, image, filters, window, arma::ones(36, 2)),
                "correlate_backward: dY is 36x2, expected 36x3");
  CHECK_REFUSED(correlate_backward(X, image, filters, window, arma::ones(6, 3)),
                "correlate_backward: dY is 6x3, expected 36x3");
  CHECK_ACCEPTED(correlate_backward(X, image, filters, window, arma::ones(36, 3)));
}

// ---- 13.4 pooling -------------------------------------------------------------------------------

TEST_CASE("13.4 the largest of each window, and who gets the gradient", "[13][13.4]") {
  const arma::mat X = image_of({{{1, -2, -5, -3}, {0, 4, -1, -9}, {3, 3, 2, 8}, {3, 1, 6, 5}},
                                {{-7, -8, 9, 1}, {-6, -9, 2, 3}, {5, 0, -4, -2}, {7, 6, -1, -3}}});
  const arma::mat dX = image_of({{{0, 0, 0, 0}, {0, 1, 3, 0}, {2, 0, 0, 4}, {0, 0, 0, 0}},
                                 {{0, 0, 7, 0}, {5, 0, 0, 0}, {0, 0, 0, 0}, {6, 0, 8, 0}}});
  INFO(
      "Two channels of 4x4, a window of 2, steps of two. In channel 0, position (1, 0) sees three "
      "pixels of 3.");
  check_recorded(pooling(X, {.height = 4, .width = 4, .channels = 2}, {.size = 2, .stride = 2},
                         arma::vec{4, 3, -1, 8, -6, 7, 9, -1}, arma::vec{1, 2, 3, 4, 5, 6, 7, 8},
                         dX));
}

TEST_CASE("13.4 windows that overlap, in two samples", "[13][13.4]") {
  const arma::mat first = {{1, 9, 2}, {3, 4, 8}, {5, 6, 7}};
  const arma::mat second = {{6, 5, 4}, {1, 2, 3}, {9, 8, 7}};
  const arma::mat X = arma::join_rows(arma::vectorise(first), arma::vectorise(second));
  const arma::mat back = {{0, 101, 0}, {0, 0, 1000}, {0, 10, 0}};
  const arma::mat back_of_second = {{2, 200, 0}, {0, 0, 0}, {20, 2000, 0}};
  INFO("3x3 pixels, a window of 2 that moves by 1. In sample 0, 9 is the largest in two windows.");
  check_recorded(pooling(X, {.height = 3, .width = 3, .channels = 1}, {.size = 2},
                         {{9, 6}, {6, 9}, {9, 5}, {8, 8}},
                         {{1, 2}, {10, 20}, {100, 200}, {1000, 2000}},
                         arma::join_rows(arma::vectorise(back), arma::vectorise(back_of_second))));
}

TEST_CASE("13.4 there may be more samples than pixels", "[13][13.4]") {
  const arma::mat X = {
      {1, 9, 2, -3, 5, 4}, {7, 0, 3, -1, 4, -3}, {3, 4, 8, -4, 3, 0}, {2, 5, 6, -2, 6, 1}};
  const arma::mat back = {
      {0, 2, 0, 0, 0, 6}, {1, 0, 0, 4, 0, 0}, {0, 0, 3, 0, 0, 0}, {0, 0, 0, 0, 5, 0}};
  INFO("2x2 pixels, and the window sees them all: one number is left of each of six samples.");
  check_recorded(pooling(X, {.height = 2, .width = 2, .channels = 1}, {.size = 2},
                         {{7, 9, 8, -1, 6, 4}}, {{1, 2, 3, 4, 5, 6}}, back));
}

TEST_CASE("13.4 what does not fit is refused, and the tape stays as it was", "[13][13.4]") {
  const ImageShape image{.height = 5, .width = 4, .channels = 2};
  Tape before;
  put_parameter(before, arma::ones(40, 3));
  put_parameter(before, arma::ones(20, 3));
  Tape tape = before;
  CHECK_REFUSED(tape_max_pool(tape, 1, image, {.size = 2, .stride = 2}),
                "tape_max_pool: x is 20x3, expected 40x3");
  CHECK_REFUSED(tape_max_pool(tape, 0, image, {.size = 2, .stride = 2, .padding = 1}),
                "window.padding is 1, expected 0");
  CHECK_REFUSED(tape_max_pool(tape, 0, image, {.size = 2, .stride = 0}),
                "window.stride is 0, expected at least 1");
  CHECK_REFUSED(tape_max_pool(tape, 2, image, {.size = 2, .stride = 2}),
                "node 2 is not on the tape");
  check_unchanged(tape, before);
  CHECK_ACCEPTED(tape_max_pool(tape, 0, image, {.size = 2, .stride = 2}));
}

// ---- 13.5 layer norm ----------------------------------------------------------------------------

TEST_CASE("13.5 each column gets mean 0 and variance 1, then gain and shift", "[13][13.5]") {
  const arma::mat x = {{1, 2, -1}, {1, 2, 7}, {3, 8, -1}, {3, 8, 7}};
  const arma::vec gain = {1, 2, -1, 10};
  const arma::vec shift = {0, 1, 5, -3};
  const double a = 1.0 / std::sqrt(1.0 + 1e-5);
  const double b = 3.0 / std::sqrt(9.0 + 1e-5);
  const double c = 4.0 / std::sqrt(16.0 + 1e-5);
  const arma::mat expected = {{-a, -b, -c},
                              {-2 * a + 1, -2 * b + 1, 2 * c + 1},
                              {-a + 5, -b + 5, c + 5},
                              {10 * a - 3, 10 * b - 3, 10 * c - 3}};
  Rng rng = test_rng("13.5 G");
  INFO("Means 2, 5 and 3, variances 1, 9 and 16. Node 0: x, 1: gain, 2: shift.");
  check_recorded(norm(
      0, {x, gain, shift}, [](Tape& tape) { return tape_layer_norm(tape, 0, 1, 2); }, expected,
      normal_matrix(4, 3, rng)));
}

TEST_CASE("13.5 a column of equal numbers is no division by 0", "[13][13.5]") {
  Tape tape;
  put_parameter(tape, {{5, 1}, {5, 3}});
  put_parameter(tape, arma::vec{2, 3});
  put_parameter(tape, arma::vec{-1, 7});
  const NodeIndex made = tape_layer_norm(tape, 0, 1, 2);
  REQUIRE(made < tape.nodes.size());
  const double a = 1.0 / std::sqrt(1.0 + 1e-5);
  INFO("Column 0 has no variance: what is left is the shift.");
  CHECK_THAT(tape.nodes[made].value, close_to({{-1, -2 * a - 1}, {7, 3 * a + 7}}));
}

TEST_CASE("13.5 a gain and a shift that do not fit are refused", "[13][13.5]") {
  Tape before;
  put_parameter(before, arma::ones(3, 4));
  put_parameter(before, arma::ones(3, 1));
  put_parameter(before, arma::ones(1, 4));
  Tape tape = before;
  INFO("Node 0 is 3x4, node 1 is 3x1, node 2 is 1x4.");
  CHECK_REFUSED(tape_layer_norm(tape, 0, 2, 1), "tape_layer_norm: gain is 1x4, expected 3x1");
  CHECK_REFUSED(tape_layer_norm(tape, 0, 1, 2), "tape_layer_norm: shift is 1x4, expected 3x1");
  CHECK_REFUSED(tape_layer_norm(tape, 0, 1, 5), "node 5 is not on the tape");
  check_unchanged(tape, before);
  CHECK_ACCEPTED(tape_layer_norm(tape, 0, 1, 1));
}

// ---- 13.6 batch norm ----------------------------------------------------------------------------

TEST_CASE("13.6 each row gets mean 0 and variance 1 over the batch", "[13][13.6]") {
  const arma::mat x = {{1, 1, 3, 3}, {2, 8, 8, 2}, {-1, 7, -1, 7}};
  const arma::vec gain = {1, 2, -1};
  const arma::vec shift = {0, 1, 5};
  const double a = 1.0 / std::sqrt(1.0 + 1e-5);
  const double b = 3.0 / std::sqrt(9.0 + 1e-5);
  const double c = 4.0 / std::sqrt(16.0 + 1e-5);
  const arma::mat expected = {{-a, -a, a, a},
                              {-2 * b + 1, 2 * b + 1, 2 * b + 1, -2 * b + 1},
                              {c + 5, -c + 5, c + 5, -c + 5}};
  Rng rng = test_rng("13.6 G");
  INFO("Means 2, 5 and 3, variances 1, 9 and 16. Node 0: x, 1: gain, 2: shift.");
  RunningStatistics running;
  Recorded what = norm(
      1, {x, gain, shift}, [&](Tape& tape) { return tape_batch_norm(tape, 0, 1, 2, running); },
      expected, normal_matrix(3, 4, rng));
  const arma::vec moved = 0.9 + 0.1 * arma::vec{4.0 / 3, 12, 64.0 / 3};
  arma::mat by_running = x;
  by_running.each_col() -= arma::vec{0.2, 0.5, 0.3};
  by_running.each_col() %= gain / arma::sqrt(moved + 1e-5);
  by_running.each_col() += shift;
  what.value.mistake({"running_in_training",
                      "These are the running statistics: in training, the batch's own count."},
                     by_running);
  check_recorded(what);
}

TEST_CASE("13.6 the running statistics move by a tenth with each batch", "[13][13.6]") {
  const arma::mat x = {{1, 1, 3, 3}, {2, 8, 8, 2}};
  Tape tape;
  put_parameter(tape, x);
  put_parameter(tape, arma::vec{1, 2});
  put_parameter(tape, arma::vec{0, 1});
  RunningStatistics running;
  tape_batch_norm(tape, 0, 1, 2, running);
  {
    INFO("Before the first batch: mean 0, variance 1. The batch's variances, over 3: 4/3 and 12.");
    check_running(running, {.mean = {0, 0}, .variance = {1, 1}},
                  {.mean = {0.2, 0.5}, .variance = {0.9 + 0.4 / 3.0, 0.9 + 1.2}}, x);
  }
  const RunningStatistics before{.mean = {10, -20}, .variance = {2, 5}};
  running = before;
  tape_batch_norm(tape, 0, 1, 2, running);
  INFO("The second time they were (10, -20) and (2, 5):");
  check_running(running, before, {.mean = {9.2, -17.5}, .variance = {1.8 + 0.4 / 3.0, 4.5 + 1.2}},
                x);
}

TEST_CASE("13.6 in use, a sample does not depend on the others", "[13][13.6]") {
  const RunningStatistics running{.mean = {1, -2}, .variance = {4 - 1e-5, 9 - 1e-5}};
  const std::vector<arma::mat> inputs = {
      {{5, 2, 1}, {-2, 7, 10}}, arma::vec{1, 10}, arma::vec{0, 5}};
  INFO("The running deviations are 2 and 3. Entry (0, 0): (5 - 1) / 2.");
  const arma::mat expected = {{2, 0.5, 0}, {5, 35, 45}};
  const arma::mat G = {{1, 2, 3}, {10, 20, 30}};
  const arma::mat of_batch =
      value_of([](const Many& all) { return normed(all, {.dimension = 1}); }, inputs);
  CloseTo value = close_to(expected);
  value.mistake({"batch_in_use",
                 "These are the batch's own mean and variance: in use, the running ones count."},
                of_batch);
  check_recorded(
      {.inputs = inputs,
       .record = [&](Tape& tape) { return tape_batch_norm_in_use(tape, 0, 1, 2, running); },
       .value = value,
       .G = G,
       .shares = {close_to({{0.5, 1, 1.5}, {100.0 / 3, 200.0 / 3, 100}}),
                  close_to(arma::vec{3, 20 * 3 + 30 * 4}), close_to(arma::vec{6, 60})}});
}

TEST_CASE("13.6 in use, one sample will do, and statistics that are empty", "[13][13.6]") {
  Tape tape;
  put_parameter(tape, arma::vec{3, -4});
  put_parameter(tape, arma::vec{1, 10});
  put_parameter(tape, arma::vec{0, 5});
  const NodeIndex made = tape_batch_norm_in_use(tape, 0, 1, 2, {});
  REQUIRE(made < tape.nodes.size());
  const double root = std::sqrt(1.0 + 1e-5);
  INFO("Before the first batch, the means are 0 and the variances 1.");
  CHECK_THAT(tape.nodes[made].value, close_to(arma::vec{3 / root, -40 / root + 5}));
}

TEST_CASE("13.6 what does not fit is refused, and nothing changes", "[13][13.6]") {
  Tape before;
  put_parameter(before, arma::ones(3, 4));
  put_parameter(before, arma::ones(3, 1));
  put_parameter(before, arma::ones(1, 4));
  Tape tape = before;
  RunningStatistics running{.mean = {1, 2, 3}, .variance = {1, 2, 3}};
  INFO("Node 0 is 3x4, node 1 is 3x1, node 2 is 1x4.");
  CHECK_REFUSED(tape_batch_norm(tape, 1, 1, 1, running),
                "tape_batch_norm: samples is 1, expected at least 2");
  CHECK_REFUSED(tape_batch_norm(tape, 0, 2, 1, running),
                "tape_batch_norm: gain is 1x4, expected 3x1");
  CHECK_REFUSED(tape_batch_norm(tape, 0, 1, 2, running),
                "tape_batch_norm: shift is 1x4, expected 3x1");
  RunningStatistics short_mean{.mean = {1, 2}, .variance = {1, 2, 3}};
  CHECK_REFUSED(tape_batch_norm(tape, 0, 1, 1, short_mean),
                "tape_batch_norm: running.mean has length 2, expected 3");
  const RunningStatistics short_variance{.mean = {1, 2, 3}, .variance = {1, 2}};
  CHECK_REFUSED(tape_batch_norm_in_use(tape, 0, 1, 1, short_variance),
                "tape_batch_norm_in_use: running.variance has length 2, expected 3");
  CHECK_REFUSED(tape_batch_norm_in_use(tape, 0, 1, 2, running),
                "tape_batch_norm_in_use: shift is 1x4, expected 3x1");
  check_unchanged(tape, before);
  {
    INFO("What is refused leaves the running statistics as they were.");
    CHECK_THAT(running.mean, close_to(arma::mat(arma::vec{1, 2, 3})));
    CHECK_THAT(running.variance, close_to(arma::mat(arma::vec{1, 2, 3})));
  }
  CHECK_ACCEPTED(tape_batch_norm(tape, 0, 1, 1, running));
  CHECK_ACCEPTED(tape_batch_norm_in_use(tape, 1, 1, 1, running));
}

// ---- 13.7 LeNet ---------------------------------------------------------------------------------

namespace {

/// 6x7 pixels in two channels; 6x7, pooled to 3x3; 2x2, pooled to one pixel of three maps.
const LeNet tiny{.image = {.height = 6, .width = 7, .channels = 2},
                 .first = {.size = 3, .stride = 1, .padding = 1},
                 .second = {.size = 2},
                 .pool = {.size = 2, .stride = 2},
                 .maps1 = 2,
                 .maps2 = 3,
                 .hidden = 4,
                 .classes = 5};

std::vector<arma::mat> tiny_parameters(Rng& rng) {
  return {normal_matrix(2, 18, rng), normal_matrix(2, 1, rng), normal_matrix(3, 8, rng),
          normal_matrix(3, 1, rng),  normal_matrix(4, 3, rng), normal_matrix(4, 1, rng),
          normal_matrix(5, 4, rng),  normal_matrix(5, 1, rng)};
}

}  // namespace

TEST_CASE("13.7 eight matrices, whose shapes follow from the image", "[13][13.7]") {
  const auto check = [](const LeNet& net, const std::vector<arma::SizeMat>& expected) {
    Rng rng = test_rng("13.7 weights");
    const std::vector<arma::mat> parameters = make_lenet(net, rng);
    INFO(other_shapes);
    REQUIRE(parameters.size() == 8);
    for (std::size_t k = 0; k < 8; ++k) {
      INFO("Matrix " << k << ":");
      CHECK(arma::size(parameters[k]) == expected[k]);
      if (k % 2 == 1) CHECK_THAT(parameters[k], close_to(arma::zeros(expected[k])));
    }
  };
  using arma::SizeMat;
  check(tiny, {SizeMat(2, 18), SizeMat(2, 1), SizeMat(3, 8), SizeMat(3, 1), SizeMat(4, 3),
               SizeMat(4, 1), SizeMat(5, 4), SizeMat(5, 1)});
  INFO("The digits: 20x20, pooled to 10x10; 6x6, pooled to 3x3 pixels of 16 maps.");
  check({}, {SizeMat(6, 25), SizeMat(6, 1), SizeMat(16, 150), SizeMat(16, 1), SizeMat(120, 144),
             SizeMat(120, 1), SizeMat(10, 120), SizeMat(10, 1)});
}

TEST_CASE("13.7 the weights are drawn by He, from what a filter sees", "[13][13.7]") {
  LeNet wide;
  wide.maps1 = 100;
  wide.maps2 = 60;
  Rng rng = test_rng("13.7 spread");
  const std::vector<arma::mat> parameters = make_lenet(wide, rng);
  REQUIRE(parameters.size() == 8);
  const auto check = [&](std::size_t k, double inputs) {
    INFO("Matrix " << k << ": each number it makes comes from " << inputs << " inputs.");
    INFO("The mean of the squared weights, times the inputs, is about 2.");
    REQUIRE_FALSE(parameters[k].is_empty());
    const double square =
        arma::accu(arma::square(parameters[k])) / static_cast<double>(parameters[k].n_elem);
    CHECK_THAT(inputs * square, close_to(2.0, 0.2).derived());
  };
  check(0, 25);
  check(2, 2500);
  check(4, 540);
  check(6, 120);
}

TEST_CASE("13.7 the logits of three images, and the gradient of every parameter", "[13][13.7]") {
  Rng rng = test_rng("13.7 network");
  const std::vector<arma::mat> parameters = tiny_parameters(rng);
  const arma::mat X = normal_matrix(84, 3, rng);
  INFO("Correlation, pooling and all else are computed in another way here (misconceptions.hpp).");
  check_lenet(tiny, parameters, X, normal_matrix(5, 3, rng));
}

TEST_CASE("13.7 other parameters and images are refused", "[13][13.7]") {
  Rng rng = test_rng("13.7 refusals");
  std::vector<arma::mat> parameters = tiny_parameters(rng);
  Tape tape;
  CHECK_REFUSED(tape_lenet(tape, tiny, parameters, arma::ones(42, 3)),
                "tape_lenet: X is 42x3, expected 84x3");
  const arma::mat last = parameters.back();
  parameters.pop_back();
  CHECK_REFUSED(tape_lenet(tape, tiny, parameters, arma::ones(84, 3)),
                "tape_lenet: parameters has length 7, expected 8");
  check_unchanged(tape, {});
  parameters.push_back(last);
  CHECK_ACCEPTED(tape_lenet(tape, tiny, parameters, arma::ones(84, 3)));
}
