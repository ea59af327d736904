// What both tests of lesson 13 share: what is right, computed in another way (with cubes, and in
// complex numbers, so that the complex step gives its slopes), and what learners write in its
// place.
#pragma once

#include <armadillo>
#include <cmath>
#include <complex>
#include <functional>
#include <string>
#include <vector>

#include "12_autodiff/tapes.hpp"
#include "13_convolution/convolution.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/misconception.hpp"

namespace misconceptions {

using support::CloseTo;
using support::SameAs;
using Complex = std::complex<double>;
using Many = std::vector<arma::cx_mat>;

// ---- what several comparisons name --------------------------------------------------------------

inline constexpr Misconception no_stride{
    "no_stride", "The window moved by one pixel from each position to the next: what is stride?"};
inline constexpr Misconception shifted_by_padding{
    "shifted_by_padding",
    "The image stands in the corner of the padded one: there are zeros above it and on its left."};
inline constexpr Misconception turned{
    "turned", "The filter was turned upside down: here, its pixel (0, 0) meets the window's."};
inline constexpr Misconception filter_by_rows{
    "filter_by_rows", "A filter's pixels were taken row by row: they stand column by column."};
inline constexpr Misconception image_by_rows{
    "image_by_rows", "The image's pixels were taken row by row: they stand column by column."};
inline constexpr Misconception positions_by_rows{
    "positions_by_rows", "The positions go along the rows: the result is stored as an image is."};
inline constexpr Misconception first_channel{"first_channel",
                                             "Only channel 0 was seen: a filter sees them all."};
inline constexpr Misconception weights_of_first_channel{
    "weights_of_first_channel",
    "Every channel was looked at with the weights for channel 0: a filter has some for each."};
inline constexpr Misconception images_of_first_sample{
    "images_of_first_sample",
    "Every sample has the patches of sample 0: where do the others begin?"};
inline constexpr Misconception off_the_tape{
    "off_the_tape",
    "The value is right, and what comes back is not. Something that depends on an input was "
    "computed off the tape, or stands on it as a constant."};
inline constexpr Misconception other_place{
    "other_place", "What is returned is the place of the node that holds the result."};
inline constexpr Misconception left_alone{
    "left_alone", "The nodes that were on the tape before stay as they were."};
inline constexpr Misconception refused_after{
    "refused_after", "Something was refused that fits, or was looked at only after recording."};

// ---- what is recorded, and what its rules send back ---------------------------------------------

using Compute = std::function<arma::cx_mat(const Many& inputs)>;

inline arma::cx_mat complex(const arma::mat& M) {
  return arma::cx_mat(M, arma::zeros(arma::size(M)));
}

inline Many complex(const std::vector<arma::mat>& all) {
  Many result;
  for (const arma::mat& one : all) result.push_back(complex(one));
  return result;
}

inline arma::mat value_of(const Compute& compute, const std::vector<arma::mat>& inputs) {
  return arma::real(compute(complex(inputs)));
}

/// What comes back to input k, if G comes to the result: the complex step.
inline arma::mat share_of(const Compute& compute, const std::vector<arma::mat>& inputs,
                          std::size_t k, const arma::mat& G) {
  const double h = 1e-30;
  arma::mat share(arma::size(inputs[k]));
  for (arma::uword i = 0; i < share.n_elem; ++i) {
    Many moved = complex(inputs);
    moved[k](i) += Complex(0.0, h);
    share(i) = arma::accu(G % arma::imag(compute(moved))) / h;
  }
  return share;
}

/// Records with the inputs as nodes 0, 1, ..., and compares the value and all that comes back.
struct Recorded {
  std::vector<arma::mat> inputs;
  std::function<NodeIndex(Tape& tape)> record;
  CloseTo value;
  arma::mat G;
  std::vector<CloseTo> shares;
};

inline void check_recorded(const Recorded& what) {
  Tape before;
  for (const arma::mat& input : what.inputs) put_parameter(before, input);
  put_constant(before, {{5.0, 6.0}});
  Tape tape = before;
  const NodeIndex made = what.record(tape);
  {
    INFO(left_alone);
    REQUIRE(begins_with(tape, before));
  }
  {
    INFO(other_place);
    REQUIRE(made < tape.nodes.size());
    REQUIRE(made >= what.inputs.size());
  }
  CHECK_THAT(tape.nodes[made].value, what.value);
  if (!what.value.match(tape.nodes[made].value)) return;  // what comes back is wrong as well
  tape.nodes.resize(made + 1);
  INFO("G = d(output)/d(result) is " << what.G.n_rows << "x" << what.G.n_cols << ".");
  const std::vector<arma::mat> shares = swept(tape, what.G);
  for (std::size_t k = 0; k < what.shares.size(); ++k) {
    INFO("What comes back to node " << k << ": " << off_the_tape);
    CHECK_THAT(shares[k], what.shares[k]);
  }
}

// ---- 13.1 and 13.2 correlation ------------------------------------------------------------------

/// What is done otherwise.
struct Otherwise {
  bool no_stride = false;
  bool shifted_by_padding = false;
  bool turned = false;
  bool filter_by_rows = false;
  bool image_by_rows = false;
  bool positions_by_rows = false;
  bool first_channel = false;
  bool weights_of_first_channel = false;
  bool images_of_first_sample = false;
  bool first_filter = false;
};

/// One column of pixels as a cube, with `padding` zeros around each channel.
template <typename Number>
arma::Cube<Number> cube_of(const arma::Col<Number>& pixels, const ImageShape& image,
                           arma::uword padding, const Otherwise& how) {
  arma::Cube<Number> cube(image.height + 2 * padding, image.width + 2 * padding, image.channels,
                          arma::fill::zeros);
  const arma::uword corner = how.shifted_by_padding ? 0 : padding;
  const arma::uword plane = image.height * image.width;
  for (arma::uword c = 0; c < image.channels; ++c) {
    const arma::Col<Number> own = pixels.subvec(c * plane, (c + 1) * plane - 1);
    const arma::Mat<Number> channel =
        how.image_by_rows ? arma::Mat<Number>(arma::reshape(own, image.width, image.height).st())
                          : arma::Mat<Number>(arma::reshape(own, image.height, image.width));
    cube.slice(c).submat(corner, corner, arma::size(channel)) = channel;
  }
  return cube;
}

/// What the window sees at each position of one image: a patch a column.
template <typename Number>
arma::Mat<Number> patches_of(const arma::Cube<Number>& cube, const Window& window,
                             const Otherwise& how) {
  const arma::uword size = window.size;
  const arma::uword rows = (cube.n_rows - size) / window.stride + 1;
  const arma::uword columns = (cube.n_cols - size) / window.stride + 1;
  const arma::uword step = how.no_stride ? 1 : window.stride;
  arma::Mat<Number> patches(size * size * cube.n_slices, rows * columns);
  for (arma::uword p = 0; p < patches.n_cols; ++p) {
    const arma::uword row = how.positions_by_rows ? p / columns : p % rows;
    const arma::uword column = how.positions_by_rows ? p % columns : p / rows;
    const arma::Cube<Number> seen =
        cube.subcube(row * step, column * step, 0, arma::size(size, size, cube.n_slices));
    patches.col(p) = arma::vectorise(seen);
  }
  return patches;
}

/// The filters as they are used, otherwise.
template <typename Number>
arma::Mat<Number> filters_of(arma::Mat<Number> filters, arma::uword size, const Otherwise& how) {
  const arma::uword plane = size * size;
  for (arma::uword f = 0; f < filters.n_rows; ++f) {
    for (arma::uword c = 0; c < filters.n_cols / plane; ++c) {
      const arma::span own(c * plane, (c + 1) * plane - 1);
      arma::Mat<Number> weights = arma::reshape(filters(f, own), size, size);
      if (how.turned) weights = arma::reverse(arma::reverse(weights, 0), 1);
      if (how.filter_by_rows) weights = weights.st();
      if (how.first_channel && c > 0) weights.zeros();
      if (how.weights_of_first_channel && c > 0) {
        weights = arma::reshape(filters(f, arma::span(0, plane - 1)), size, size);
      }
      filters(f, own) = arma::vectorise(weights).st();
    }
  }
  return filters;
}

/// The images X, correlated with the filters. `bias` is a column.
template <typename Number>
arma::Mat<Number> correlated(const arma::Mat<Number>& X, const ImageShape& image,
                             const arma::Mat<Number>& filters, const arma::Mat<Number>& bias,
                             const Window& window, const Otherwise& how = {}) {
  arma::Mat<Number> used = filters_of(filters, window.size, how);
  if (how.first_filter) used.each_row() = arma::Row<Number>(used.row(0));
  std::vector<arma::Mat<Number>> columns;
  for (arma::uword s = 0; s < X.n_cols; ++s) {
    const arma::Col<Number> pixels = X.col(how.images_of_first_sample ? 0 : s);
    arma::Mat<Number> maps =
        used * patches_of(cube_of(pixels, image, window.padding, how), window, how);
    maps.each_col() += arma::Col<Number>(bias.col(0));
    columns.push_back(arma::vectorise(maps.st()));
  }
  arma::Mat<Number> Y(columns.front().n_rows, X.n_cols);
  for (arma::uword s = 0; s < X.n_cols; ++s) Y.col(s) = columns[s];
  return Y;
}

/// The shape that is made: {{height, width, channels}}.
inline void check_made(const ImageShape& made, const arma::umat& expected, const ImageShape& image,
                       const Window& window, arma::uword filters) {
  const auto with = [&](const auto& steps) {
    return arma::umat{{steps(image.height), steps(image.width), filters}};
  };
  const arma::uword size = window.size, stride = window.stride, padding = window.padding;
  INFO("An image of " << image.height << "x" << image.width << "x" << image.channels
                      << ", a window of " << size << ", stride " << stride << ", padding "
                      << padding << ", " << filters << " filters. Height, width, channels:");
  const arma::umat no_first =
      with([&](arma::uword n) { return (n + 2 * padding - size) / stride; });
  const arma::umat once = with([&](arma::uword n) { return (n + padding - size) / stride + 1; });
  SameAs right = same_as(expected);
  right
      .mistake({"no_first_position",
                "One position is missing: before the first step, the window stands at 0."},
               no_first)
      .mistake(
          {"rounded_up", "The last window reaches beyond the image: the number is rounded down."},
          with([&](arma::uword n) { return (n + 2 * padding - size + stride - 1) / stride + 1; }))
      .mistake({"stride_left_out", "The window takes one step here: what is stride?"},
               with([&](arma::uword n) { return n + 2 * padding - size + 1; }))
      .mistake({"sides_swapped", "Height and width have changed places."},
               arma::umat{{expected(1), expected(0), expected(2)}})
      .mistake({"channels_kept", "Each filter makes one channel of the result."},
               arma::umat{{expected(0), expected(1), image.channels}});
  if (arma::any(arma::vectorise(no_first != once))) {  // else nobody knows which it was
    right.mistake({"padding_once", "The padding is added on each side, so it counts twice."}, once);
  }
  CHECK_THAT((arma::umat{{made.height, made.width, made.channels}}), right);
}

/// Images, filters, a bias and a window.
struct Correlation {
  arma::mat X;
  ImageShape image;
  arma::mat filters;
  arma::vec bias;
  Window window;

  arma::mat otherwise(const Otherwise& how) const {
    return correlated<double>(X, image, filters, bias, window, how);
  }
  arma::mat right() const { return otherwise({}); }
};

/// Map f of all samples, and then map f + 1, ..., read column by column.
inline arma::mat maps_in_turn(const Correlation& of) {
  const arma::mat Y = of.right();
  const arma::uword maps = of.filters.n_rows;
  const arma::uword positions = Y.n_rows / maps;
  arma::mat rows(maps, positions * Y.n_cols);
  for (arma::uword k = 0; k < Y.n_elem; ++k) {
    rows((k / positions) % maps, k % positions + positions * (k / Y.n_rows)) = Y(k);
  }
  return arma::reshape(rows, arma::size(Y));
}

inline CloseTo correlated_images(const arma::mat& expected, const Correlation& of) {
  const arma::mat no_bias =
      correlated<double>(of.X, of.image, of.filters, arma::zeros(of.bias.n_elem), of.window);
  const arma::mat first_bias = correlated<double>(
      of.X, of.image, of.filters, of.bias(0) * arma::ones(of.bias.n_elem), of.window);
  CloseTo result = close_to(expected);
  result
      .mistake({"no_bias", "The bias is missing: each filter adds one number to its whole map."},
               no_bias)
      .mistake({"first_bias", "Every filter has the bias of filter 0: each has one of its own."},
               first_bias)
      .mistake(no_stride, of.otherwise({.no_stride = true}))
      .mistake(turned, of.otherwise({.turned = true}))
      .mistake(filter_by_rows, of.otherwise({.filter_by_rows = true}))
      .mistake(image_by_rows, of.otherwise({.image_by_rows = true}))
      .mistake(positions_by_rows, of.otherwise({.positions_by_rows = true}))
      .mistake({"maps_mixed",
                "The maps stand pixel by pixel beside each other: map after map, as channels do."},
               maps_in_turn(of))
      .mistake(first_channel, of.otherwise({.first_channel = true}))
      .mistake(weights_of_first_channel, of.otherwise({.weights_of_first_channel = true}))
      .mistake(images_of_first_sample, of.otherwise({.images_of_first_sample = true}))
      .mistake({"first_filter", "Every map was made with filter 0: each filter makes one."},
               of.otherwise({.first_filter = true}));
  if (of.window.padding > 0) {
    result.mistake(shifted_by_padding, of.otherwise({.shifted_by_padding = true}));
  }
  return result;
}

/// The places of all patches: those of a matrix whose entries are their own places.
inline arma::umat places_of(const ImageShape& image, const Window& window, arma::uword samples,
                            const Otherwise& how = {}) {
  const arma::uword pixels = pixel_count(image);
  arma::umat all;
  for (arma::uword s = 0; s < samples; ++s) {
    const arma::uvec own = arma::regspace<arma::uvec>(pixels * s, pixels * (s + 1) - 1);
    arma::umat patches = patches_of(cube_of(own, image, 0, how), window, how);
    if (how.filter_by_rows) {
      patches = filters_of(arma::umat(patches.st()), window.size, how).st();
    }
    all = arma::join_rows(all, patches);
  }
  return how.images_of_first_sample
             ? arma::umat(arma::repmat(all.head_cols(all.n_cols / samples), 1, samples))
             : all;
}

inline SameAs patches(const arma::umat& expected, const ImageShape& image, const Window& window,
                      arma::uword samples) {
  const auto otherwise = [&](const Otherwise& how) {
    return places_of(image, window, samples, how);
  };
  arma::umat in_turn(arma::size(expected));  // position 0 of all samples, then position 1, ...
  for (arma::uword k = 0; k < expected.n_cols; ++k) {
    const arma::uword positions = expected.n_cols / samples;
    in_turn.col(k) = expected.col(k / samples + positions * (k % samples));
  }
  SameAs result = same_as(expected);
  result.mistake(no_stride, otherwise({.no_stride = true}))
      .mistake(filter_by_rows, otherwise({.filter_by_rows = true}))
      .mistake(image_by_rows, otherwise({.image_by_rows = true}))
      .mistake(positions_by_rows, otherwise({.positions_by_rows = true}))
      .mistake(images_of_first_sample, otherwise({.images_of_first_sample = true}))
      .mistake(
          {"samples_in_turn",
           "One position of all samples, then the next: all positions of sample 0 come first."},
          in_turn)
      .mistake({"patch_a_row", "Each row is a patch here: each column should be one."},
               expected.t());
  return result;
}

/// Images in a frame. `outside` is what stands there.
inline arma::mat framed(const arma::mat& X, const ImageShape& image, arma::uword padding,
                        const Otherwise& how = {}) {
  arma::mat framed;
  for (arma::uword s = 0; s < X.n_cols; ++s) {
    const arma::vec pixels = X.col(s);
    framed = arma::join_rows(framed, arma::vectorise(cube_of(pixels, image, padding, how)));
  }
  return framed;
}

inline CloseTo padded_images(const arma::mat& expected, const arma::mat& X, const ImageShape& image,
                             arma::uword padding) {
  const arma::mat inside = framed(arma::ones(arma::size(X)), image, padding);
  arma::mat sample_0 = arma::repmat(framed(X.col(0), image, padding), 1, X.n_cols);
  CloseTo result = close_to(expected);
  result
      .mistake({"frame_of_ink", "The frame holds a pixel of the image: it should hold zeros."},
               expected + X(0) * (1.0 - inside))
      .mistake(shifted_by_padding, framed(X, image, padding, {.shifted_by_padding = true}))
      .mistake(images_of_first_sample, sample_0);
  return result;
}

// ---- 13.3 the gradient by hand ------------------------------------------------------------------

struct SentBack {
  bool assigned = false;  // in place of added
  bool turned = false;    // the filter, on the way to X
  bool no_stride = false;
  bool shifted_by_padding = false;
  bool own_weights = false;  // the filters get their weights, X its pixels
};

/// By loops over the pixels of the result. `value` is that of the weight or the pixel.
inline CorrelationGradient sent_back(const Correlation& of, const arma::mat& dY,
                                     const SentBack& how) {
  const arma::uword size = of.window.size;
  const ImageShape& image = of.image;
  const auto steps = [&](arma::uword length) {
    return (length + 2 * of.window.padding - size) / of.window.stride + 1;
  };
  const ImageShape made{
      .height = steps(image.height), .width = steps(image.width), .channels = of.filters.n_rows};
  const int stride = how.no_stride ? 1 : static_cast<int>(of.window.stride);
  const int padding = how.shifted_by_padding ? 0 : static_cast<int>(of.window.padding);
  CorrelationGradient back{.X = arma::zeros(arma::size(of.X)),
                           .filters = arma::zeros(arma::size(of.filters)),
                           .bias = arma::zeros(of.filters.n_rows)};
  const auto give = [&](double& to, double share) { to = how.assigned ? share : to + share; };
  for (arma::uword s = 0; s < of.X.n_cols; ++s) {
    for (arma::uword k = 0; k < pixel_count(made); ++k) {
      const int row = static_cast<int>(k % made.height);
      const int column = static_cast<int>(k / made.height % made.width);
      const arma::uword f = k / (made.height * made.width);
      give(back.bias(f), dY(k, s));
      for (arma::uword w = 0; w < of.filters.n_cols; ++w) {
        const int r = row * stride + static_cast<int>(w % size) - padding;
        const int c = column * stride + static_cast<int>(w / size % size) - padding;
        const arma::uword channel = w / (size * size);
        if (r < 0 || c < 0 || r >= static_cast<int>(image.height) ||
            c >= static_cast<int>(image.width)) {
          continue;
        }
        const arma::uword place = pixel(image, r, c, channel);
        const arma::uword last = (channel + 1) * size * size - 1;
        const arma::uword other = how.turned ? channel * size * size + last - w : w;
        const double weight = of.filters(f, other);
        give(back.filters(f, w), dY(k, s) * (how.own_weights ? weight : of.X(place, s)));
        give(back.X(place, s), dY(k, s) * (how.own_weights ? of.X(place, s) : weight));
      }
    }
  }
  return back;
}

inline void check_sent_back(const CorrelationGradient& gradient, const CorrelationGradient& right,
                            const Correlation& of, const arma::mat& dY) {
  const Misconception assigned{
      "assigned", "A share replaced what came before it: every position counts, so they add up."};
  const Misconception own_weights{
      "own_weights", "Filter and image have changed places: each gets g times the other one."};
  const auto among = [&](const arma::mat& expected, const auto& part) {
    CloseTo result = close_to(expected);
    result.samples(of.X.n_cols)
        .mistake(assigned, part(sent_back(of, dY, {.assigned = true})))
        .mistake(no_stride, part(sent_back(of, dY, {.no_stride = true})))
        .mistake(turned, part(sent_back(of, dY, {.turned = true})))
        .mistake(own_weights, part(sent_back(of, dY, {.own_weights = true})));
    if (of.window.padding > 0) {
      result.mistake(shifted_by_padding, part(sent_back(of, dY, {.shifted_by_padding = true})));
    }
    return result;
  };
  {
    INFO("The gradient of the bias:");
    CHECK_THAT(gradient.bias, close_to(arma::mat(right.bias))
                                  .samples(of.X.n_cols)
                                  .mistake(assigned, sent_back(of, dY, {.assigned = true}).bias));
  }
  {
    INFO("The gradient of the filters:");
    CHECK_THAT(gradient.filters,
               among(right.filters, [](const CorrelationGradient& it) { return it.filters; }));
  }
  INFO("The gradient of X:");
  CHECK_THAT(gradient.X, among(right.X, [](const CorrelationGradient& it) { return it.X; }));
}

// ---- 13.4 pooling -------------------------------------------------------------------------------

/// Which of a patch's entries goes on. Entries may be complex: only the real part is compared.
using Choose = std::function<arma::uword(const arma::vec& patch)>;

inline arma::cx_mat pooled(const arma::cx_mat& X, const ImageShape& image, const Window& window,
                           const Choose& choose, const Otherwise& how = {}) {
  const ImageShape plane{.height = image.height, .width = image.width, .channels = 1};
  const arma::uword area = image.height * image.width;
  arma::cx_mat result;
  for (arma::uword s = 0; s < X.n_cols; ++s) {
    arma::cx_vec all;
    for (arma::uword c = 0; c < image.channels; ++c) {
      const arma::cx_vec own = X.submat(c * area, s, arma::size(area, 1));
      const arma::cx_mat patches = patches_of(cube_of(own, plane, 0, how), window, how);
      arma::cx_vec chosen(patches.n_cols);
      for (arma::uword p = 0; p < patches.n_cols; ++p) {
        chosen(p) = patches(choose(arma::real(patches.col(p))), p);
      }
      all = arma::join_cols(all, chosen);
    }
    result = arma::join_rows(result, all);
  }
  return result;
}

inline arma::uword largest_of(const arma::vec& patch) {
  return patch.index_max();
}

/// What is to be found in pooled images, and what comes back to X.
inline Recorded pooling(const arma::mat& X, const ImageShape& image, const Window& window,
                        const arma::mat& V, const arma::mat& G, const arma::mat& dX) {
  const auto with = [&](const Choose& choose, const Otherwise& how = {}) -> arma::mat {
    return arma::real(pooled(complex(X), image, window, choose, how));
  };
  const auto back = [&](const Choose& choose) {
    const Compute compute = [&](const Many& inputs) {
      return pooled(inputs[0], image, window, choose);
    };
    return share_of(compute, {X}, 0, G);
  };
  arma::mat mean = arma::zeros(arma::size(V));
  arma::mat all_back = arma::zeros(arma::size(X));
  for (arma::uword i = 0; i < window.size * window.size; ++i) {
    const Choose ith = [i](const arma::vec&) { return i; };
    mean += with(ith) / static_cast<double>(window.size * window.size);
    all_back += back(ith);
  }
  CloseTo value = close_to(V);
  value
      .mistake(
          {"mean_pooled", "This is the mean of what the window sees: its largest is asked for."},
          mean)
      .mistake({"least_pooled", "This is the least of what the window sees."},
               with([](const arma::vec& patch) { return patch.index_min(); }))
      .mistake({"not_below_0",
                "The largest of negative numbers is negative: does the search begin with 0?"},
               arma::clamp(V, 0.0, arma::datum::inf))
      .mistake({"without_signs", "This is the largest without its sign: -9 is less than -1."},
               with([](const arma::vec& patch) { return arma::abs(patch).eval().index_max(); }))
      .mistake({"corner_pooled", "This is the first pixel that the window sees, not the largest."},
               with([](const arma::vec&) { return arma::uword(0); }))
      .mistake(no_stride, with(largest_of, {.no_stride = true}))
      .mistake(positions_by_rows, with(largest_of, {.positions_by_rows = true}));
  CloseTo share = close_to(dX);
  share
      .mistake({"last_of_equals", "Of equal ones, the last got the gradient: the first has it."},
               back([](const arma::vec& patch) {
                 return arma::uvec(arma::find(patch == patch.max())).max();
               }))
      .mistake({"all_got_it", "The whole window got the gradient: only its largest pixel counts."},
               all_back);
  return {.inputs = {X},
          .record = [=](Tape& tape) { return tape_max_pool(tape, 0, image, window); },
          .value = value,
          .G = G,
          .shares = {share}};
}

// ---- 13.5 and 13.6 norms ------------------------------------------------------------------------

struct NormOtherwise {
  arma::uword dimension;
  bool no_mean = false;  // it is not taken away
  bool epsilon_outside = false;
  double epsilon = 1e-5;
  bool no_root = false;
  bool less_1 = false;  // 1 / (n - 1)
  bool gain_is_shift = false;
  bool shift_first = false;
  bool no_gain = false;
  bool no_shift = false;
  bool raw_squares = false;    // of x, not of its distances from the mean
  bool constant_mean = false;  // they stand on the tape as constants
  bool constant_variance = false;
};

/// x, gain and shift. What is constant keeps the values that it has without the complex step.
inline arma::cx_mat normed(const Many& inputs, const NormOtherwise& how) {
  const bool columns = how.dimension == 0;
  arma::cx_mat X = columns ? inputs[0] : arma::cx_mat(inputs[0].st());
  const double n = static_cast<double>(X.n_rows);
  for (arma::uword j = 0; j < X.n_cols; ++j) {
    const auto real_part = [](Complex z) { return Complex(std::real(z), 0.0); };
    const Complex mean = arma::accu(X.col(j)) / n;
    const arma::cx_vec less_mean = X.col(j) - mean;
    const arma::cx_vec squared = how.raw_squares ? arma::cx_vec(X.col(j)) : less_mean;
    const Complex variance = arma::accu(squared % squared) / (how.less_1 ? n - 1.0 : n);
    const Complex kept_mean = how.constant_mean ? real_part(mean) : mean;
    const Complex kept = how.constant_variance ? real_part(variance) : variance;
    const Complex root = how.no_root           ? kept + how.epsilon
                         : how.epsilon_outside ? std::sqrt(kept) + how.epsilon
                                               : std::sqrt(kept + how.epsilon);
    X.col(j) = (X.col(j) - (how.no_mean ? Complex(0.0) : kept_mean)) / root;
  }
  if (!columns) X = X.st().eval();
  const arma::cx_vec gain = inputs[how.gain_is_shift ? 2 : 1].col(0);
  const arma::cx_vec shift = inputs[how.gain_is_shift ? 1 : 2].col(0);
  if (how.shift_first) X.each_col() += shift;
  if (!how.no_gain) X.each_col() %= gain;
  if (!how.shift_first && !how.no_shift) X.each_col() += shift;
  return X;
}

/// The norm of this dimension at x, gain and shift, with all that learners write in its place.
inline Recorded norm(arma::uword dimension, const std::vector<arma::mat>& inputs,
                     const std::function<NodeIndex(Tape& tape)>& record, const arma::mat& expected,
                     const arma::mat& G) {
  const auto with = [&](const NormOtherwise& how) -> Compute {
    return [how](const Many& all) { return normed(all, how); };
  };
  const auto value = [&](const NormOtherwise& how) { return value_of(with(how), inputs); };
  const auto back = [&](const NormOtherwise& how) { return share_of(with(how), inputs, 0, G); };
  const char* wrong_way =
      dimension == 0 ? "Each row has mean 0 here: layer norm looks at one sample, a column."
                     : "Each column has mean 0 here: batch norm looks at one feature, a row.";
  CloseTo made = close_to(expected);
  made.mistake({dimension == 0 ? "rows_for_columns" : "columns_for_rows", wrong_way},
               value({.dimension = 1 - dimension}))
      .mistake({"no_mean", "The mean is still there: it is taken away first."},
               value({.dimension = dimension, .no_mean = true}))
      .mistake({"no_epsilon", "1e-5 is missing: it is added to the variance, inside of the root."},
               value({.dimension = dimension, .epsilon = 0.0}))
      .mistake({"epsilon_outside", "1e-5 is added to the root: it stands inside, by the variance."},
               value({.dimension = dimension, .epsilon_outside = true}))
      .mistake({"no_root", "This is divided by the variance: where is the root?"},
               value({.dimension = dimension, .no_root = true}))
      .mistake({"less_1", "The variance is divided by n - 1: here it is the mean of the squares."},
               value({.dimension = dimension, .less_1 = true}))
      .mistake({"gain_is_shift", "Gain and shift have changed places."},
               value({.dimension = dimension, .gain_is_shift = true}))
      .mistake({"shift_first", "The shift was added before the gain: it comes last."},
               value({.dimension = dimension, .shift_first = true}))
      .mistake({"no_gain", "The gain is missing."},
               value({.dimension = dimension, .no_gain = true}))
      .mistake({"no_shift", "The shift is missing."},
               value({.dimension = dimension, .no_shift = true}))
      .mistake({"raw_squares",
                "The variance is the mean of x squared here: the mean of x is taken away first."},
               value({.dimension = dimension, .raw_squares = true}));
  CloseTo to_x = close_to(share_of(with({.dimension = dimension}), inputs, 0, G));
  to_x.mistake({"constant_mean", "The mean stands on the tape as a constant: it depends on x."},
               back({.dimension = dimension, .constant_mean = true}))
      .mistake(
          {"constant_variance", "The variance stands on the tape as a constant: it depends on x."},
          back({.dimension = dimension, .constant_variance = true}))
      .mistake(
          {"constant_norm", "Mean and variance stand on the tape as constants: they depend on x."},
          back({.dimension = dimension, .constant_mean = true, .constant_variance = true}));
  return {.inputs = inputs,
          .record = record,
          .value = made,
          .G = G,
          .shares = {to_x, close_to(share_of(with({.dimension = dimension}), inputs, 1, G)),
                     close_to(share_of(with({.dimension = dimension}), inputs, 2, G))}};
}

/// The mean of each row, and the variance with 1 / (m - 1) or another number.
inline arma::vec mean_of_rows(const arma::mat& X) {
  return X * arma::ones(X.n_cols) / static_cast<double>(X.n_cols);
}
inline arma::vec variance_of_rows(const arma::mat& X, double divided_by) {
  const arma::mat less_mean = X - mean_of_rows(X) * arma::ones(1, X.n_cols);
  return (less_mean % less_mean) * arma::ones(X.n_cols) / divided_by;
}

/// What is kept after a batch, if that was kept before.
inline void check_running(const RunningStatistics& after, const RunningStatistics& before,
                          const RunningStatistics& expected, const arma::mat& X) {
  const double m = static_cast<double>(X.n_cols);
  const arma::vec mean = mean_of_rows(X);
  const arma::vec variance = variance_of_rows(X, m - 1.0);
  const Misconception untouched{"untouched",
                                "The running statistics are what they were: a batch moves them."};
  const Misconception replaced{"replaced",
                               "These are the batch's own: only a tenth of them comes in."};
  const Misconception tenth_kept{
      "tenth_kept", "A tenth of the old ones was kept, and nine tenths of the batch's came in."};
  {
    INFO("The running mean:");
    CHECK_THAT(after.mean, close_to(arma::mat(expected.mean))
                               .mistake(untouched, before.mean)
                               .mistake(replaced, mean)
                               .mistake(tenth_kept, 0.1 * before.mean + 0.9 * mean));
  }
  INFO("The running variance:");
  const auto moved = [&](const arma::vec& by) -> arma::mat {
    return 0.9 * before.variance + 0.1 * by;
  };
  CHECK_THAT(
      after.variance,
      close_to(arma::mat(expected.variance))
          .mistake(untouched, before.variance)
          .mistake(replaced, variance)
          .mistake(tenth_kept, 0.1 * before.variance + 0.9 * variance)
          .mistake({"running_over_m",
                    "The batch's variance was divided by the number of samples: what is kept "
                    "has one less."},
                   moved(variance_of_rows(X, m)))
          .mistake({"running_deviation", "These are deviations: variances are kept."},
                   moved(arma::sqrt(variance)))
          .mistake({"began_with_0", "Before the first batch, the running variance is 1, not 0."},
                   0.1 * variance));
}

// ---- 13.7 LeNet ---------------------------------------------------------------------------------

struct LeNetOtherwise {
  bool maps_bend = true;
  bool hidden_bends = true;
  bool last_bends = false;
  bool biases = true;
};

inline arma::cx_mat bent(arma::cx_mat Z, bool bends) {
  if (bends) Z.transform([](Complex z) { return std::real(z) > 0.0 ? z : Complex(0.0); });
  return Z;
}

inline arma::cx_mat lenet_of(const LeNet& net, const Many& P, const arma::mat& X,
                             const LeNetOtherwise& how = {}) {
  const auto steps = [](const ImageShape& image, const Window& window, arma::uword maps) {
    return ImageShape{
        .height = (image.height + 2 * window.padding - window.size) / window.stride + 1,
        .width = (image.width + 2 * window.padding - window.size) / window.stride + 1,
        .channels = maps};
  };
  const auto bias = [&](std::size_t k) -> arma::cx_mat {
    return how.biases ? P[k] : arma::cx_mat(0.0 * P[k]);
  };
  ImageShape image = net.image;
  arma::cx_mat x = complex(X);
  for (const std::size_t k : {0, 2}) {
    const Window& window = k == 0 ? net.first : net.second;
    x = bent(correlated(x, image, P[k], bias(k + 1), window), how.maps_bend);
    image = steps(image, window, P[k].n_rows);
    x = pooled(x, image, net.pool, largest_of);
    image = steps(image, net.pool, image.channels);
  }
  const auto dense = [&](std::size_t k, bool bends) {
    x = P[k] * x;
    x.each_col() += arma::cx_vec(bias(k + 1).col(0));
    x = bent(x, bends);
  };
  dense(4, how.hidden_bends);
  dense(6, how.last_bends);
  return x;
}

inline CloseTo logits_of(const arma::mat& expected, const LeNet& net,
                         const std::vector<arma::mat>& parameters, const arma::mat& X) {
  const auto with = [&](const LeNetOtherwise& how) -> arma::mat {
    return arma::real(lenet_of(net, complex(parameters), X, how));
  };
  CloseTo result = close_to(expected);
  result
      .mistake({"straight_maps", "The maps are not bent: ReLU comes after each convolution."},
               with({.maps_bend = false}))
      .mistake({"straight_hidden", "The hidden layer is not bent: where is its ReLU?"},
               with({.hidden_bends = false}))
      .mistake({"bent_logits", "The last layer was bent: logits may have any sign."},
               with({.last_bends = true}))
      .mistake({"lenet_without_biases", "The biases are missing."}, with({.biases = false}));
  return result;
}

inline constexpr Misconception other_parameters{
    "other_parameters", "The eight matrices stand on the tape as parameters, in their order."};
inline constexpr Misconception other_shapes{
    "other_shapes",
    "A filter has size^2 weights for each channel that it sees, and the hidden layer one for each "
    "pixel of all pooled maps: follow the shape of the image."};

/// The logits of the network on the tape, its parameters there, and what comes back to each of
/// them, if G comes to the logits.
inline void check_lenet(const LeNet& net, const std::vector<arma::mat>& parameters,
                        const arma::mat& X, const arma::mat& G) {
  Tape tape;
  const NodeIndex made = tape_lenet(tape, net, parameters, X);
  REQUIRE(made < tape.nodes.size());
  const Compute compute = [&](const Many& all) { return lenet_of(net, all, X); };
  const CloseTo expected = logits_of(value_of(compute, parameters), net, parameters, X);
  CHECK_THAT(tape.nodes[made].value, expected);
  if (!expected.match(tape.nodes[made].value)) return;  // what comes back is wrong as well

  tape.nodes.resize(made + 1);
  std::vector<NodeIndex> nodes;
  for (NodeIndex k = 0; k < tape.nodes.size(); ++k) {
    if (tape.nodes[k].wants_gradient && tape.nodes[k].inputs.empty()) nodes.push_back(k);
  }
  {
    INFO(other_parameters);
    REQUIRE(nodes.size() == parameters.size());
    for (std::size_t k = 0; k < nodes.size(); ++k) {
      CHECK_THAT(tape.nodes[nodes[k]].value, close_to(parameters[k]));
    }
  }
  const std::vector<arma::mat> shares = swept(tape, G);
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    INFO("Matrix " << k << ": " << off_the_tape);
    CHECK_THAT(shares[nodes[k]], close_to(share_of(compute, parameters, k, G)).samples(X.n_cols));
  }
}

}  // namespace misconceptions
