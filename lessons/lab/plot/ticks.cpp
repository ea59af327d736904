#include <algorithm>
#include <cmath>
#include <cstdio>

#include "lab/plot/axes.hpp"

namespace nn::plot {
namespace {

std::string with_minus(std::string text) {
  if (!text.empty() && text.front() == '-') text.replace(0, 1, "−");
  return text;
}

std::string superscript(int exponent) {
  constexpr const char* digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = exponent < 0 ? "⁻" : "";
  for (const char digit : std::to_string(std::abs(exponent))) text += digits[digit - '0'];
  return text;
}

std::string decimal(double value, int decimals) {
  char text[400];
  std::snprintf(text, sizeof text, "%.*f", std::max(decimals, 0), value);
  return with_minus(text);
}

int exponent_of(double value) {
  return static_cast<int>(std::floor(std::log10(value) + 1e-9));
}

void linear_ticks(Axis& axis, double count, bool whole_numbers) {
  const double rough = (axis.high - axis.low) / std::max(count, 1.0);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double times = rough / power;
  double step = power * (times < 1.3 ? 1 : times < 2.6 ? 2 : times < 6 ? 5 : 10);
  if (whole_numbers) step = std::max(step, 1.0);

  const int step_exponent = exponent_of(step);
  const double largest = std::max(std::abs(axis.low), std::abs(axis.high));
  const int exponent = exponent_of(largest);
  const bool powers = exponent >= 5 || exponent <= -4;
  const double first = std::ceil(axis.low / step - 1e-9);
  const double last = std::floor(axis.high / step + 1e-9);
  // At most a hundred, whatever rounding does to a range that is tiny for its place.
  for (int i = 0; i < 100 && first + i <= last; ++i) {
    const double at = (first + i) * step + 0.0;  // + 0.0: no tick at -0
    std::string label = decimal(at, -step_exponent);
    if (powers && at != 0) {
      label = decimal(at / std::pow(10.0, exponent), exponent - step_exponent) + "·10" +
              superscript(exponent);
    }
    axis.ticks.push_back({at, powers && at == 0 ? "0" : label});
  }
}

std::string log_label(int digit, int exponent, bool plain) {
  if (plain) return decimal(digit * std::pow(10.0, exponent), -exponent);
  return (digit == 1 ? "" : std::to_string(digit) + "·") + "10" + superscript(exponent);
}

// Labels at the powers of ten, or every second, third, ... of them where they would be too close;
// at 1, 2, 5 too where there are less than three powers.
void log_ticks(Axis& axis, double count) {
  const int first = static_cast<int>(std::floor(std::log10(axis.low)));
  const int last = static_cast<int>(std::ceil(std::log10(axis.high)));
  const double decades = std::log10(axis.high / axis.low);
  const int stride = std::max(1, static_cast<int>(std::ceil(decades / std::max(count, 1.0))));
  const bool plain = axis.low > 0.9e-3 && axis.high < 2e4;
  const bool between = decades < 2.2 && decades * 3 <= count + 2;
  for (int exponent = first; exponent <= last; ++exponent) {
    for (int digit = 1; digit <= 9; ++digit) {
      const double at = digit * std::pow(10.0, exponent);
      if (at < axis.low * (1 - 1e-9) || at > axis.high * (1 + 1e-9)) continue;
      const bool labelled =
          digit == 1 ? exponent % stride == 0 : between && (digit == 2 || digit == 5);
      if (labelled) {
        axis.ticks.push_back({at, log_label(digit, exponent, plain)});
      } else if (stride == 1 || digit == 1) {
        axis.minor.push_back(at);
      }
    }
  }
  if (axis.ticks.size() < 2) {
    axis.ticks.clear();
    axis.minor.clear();
    linear_ticks(axis, count, false);
  }
}

}  // namespace

void set_ticks(Axis& axis, double length, double spacing) {
  axis.ticks.clear();
  axis.minor.clear();
  if (axis.log) {
    log_ticks(axis, length / spacing);
  } else {
    linear_ticks(axis, length / spacing, axis.whole_numbers);
  }
}

}  // namespace nn::plot
