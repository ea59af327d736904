#include "gradebook/guess.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace gradus::gradebook {
namespace {

/// Bytes outside of ASCII are letters: ö, 李.
bool is_letter(char c) {
  return (small(c) >= 'a' && small(c) <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

/// A run of letters or of digits in a name, in small letters.
struct Word {
  std::string text;
  std::size_t start;  // where it stands in the name
  bool number() const { return is_digit(text.front()); }
};

std::vector<Word> words(const std::string& name) {
  std::vector<Word> result;
  for (std::size_t i = 0; i < name.size();) {
    if (name.compare(i, 3, "%20") == 0) {  // a space, as a browser may write it
      i += 3;
      continue;
    }
    const auto kind = is_digit(name[i]) ? is_digit : is_letter;
    std::size_t end = i;
    while (end < name.size() && kind(name[end])) ++end;
    if (end == i) {
      ++i;
      continue;
    }
    std::string text = name.substr(i, end - i);
    std::ranges::transform(text, text.begin(), small);
    result.push_back({.text = std::move(text), .start = i});
    i = end;
  }
  return result;
}

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& list) {
  return std::ranges::find(list, word) != list.end();
}

/// What file managers, browsers and people in a hurry add to a name, in several languages.
constexpr std::array<std::string_view, 21> added_words{
    "copy",  "of",   "another",      "kopie", "von", "van", "copie",   "de",    "copia", "di", "do",
    "kopia", "kopi", "c\xc3\xb3pia", "av",    "af",  "v",   "version", "final", "new",   "neu"};
/// "c++" is the word "c": + belongs to no word.
constexpr std::array<std::string_view, 4> source_endings{"cpp", "cc", "cxx", "c"};
constexpr std::array<std::string_view, 4> own_beginnings{"test", "tests", "graded", "remote"};

bool is_added(const Word& word) {
  return word.number() || is_one_of(word.text, added_words);
}

/// The lesson's name in a file's name: words[first] up to words[last].
struct Place {
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t length = 0;  // in letters
};

/// The last place where the words that follow each other make up the lesson's name: warm_up,
/// warm-up, WarmUp and warmup are the same.
std::optional<Place> find_lesson(const std::vector<Word>& all, const LessonFile& file) {
  std::string wanted;
  for (const Word& word : words(file.name.substr(0, file.name.rfind('.')))) wanted += word.text;
  std::optional<Place> found;
  for (std::size_t first = 0; first < all.size(); ++first) {
    std::string text;
    for (std::size_t last = first; last < all.size() && text.size() < wanted.size(); ++last) {
      text += all[last].text;
      if (text == wanted) found = Place{.first = first, .last = last, .length = wanted.size()};
    }
  }
  return found;
}

enum class Ending { source, text, none, other };

/// What kind of file it is, by the words behind the lesson's name; they become free of the ending.
Ending cut_ending(const std::string& name, std::span<const Word>& behind) {
  if (name.ends_with('~')) return Ending::other;
  for (std::size_t i = behind.size(); i-- > 0;) {
    const Word& word = behind[i];
    const bool ends = word.start > 0 && name[word.start - 1] == '.';
    if (ends && is_one_of(word.text, source_endings)) {
      const std::span<const Word> rest = behind.subspan(i + 1);
      const bool usual =
          std::ranges::all_of(rest, [](const Word& w) { return w.text == "txt" || is_added(w); });
      behind = behind.first(i);
      while (!behind.empty() && behind.back().text == word.text) {  // activations.cpp.cpp
        behind = behind.first(behind.size() - 1);
      }
      return usual ? Ending::source : Ending::other;
    }
  }
  if (name.find('.') == std::string::npos) return Ending::none;
  if (!ends_with_ignoring_case(name, ".txt")) return Ending::other;
  behind = behind.first(behind.size() - 1);
  return Ending::text;
}

/// What stands before the lesson's name, or behind it, unless it is only what systems add.
std::string other_words(const std::string& name, const std::vector<Word>& all, const Place& place,
                        std::span<const Word> behind, const LessonFile& file) {
  std::size_t count = place.first;
  // The number of the lesson belongs to the lesson: "anna_01_activations.cpp" is anna's.
  if (count > 0 && all[count - 1].text == file.lesson) --count;
  if (!std::ranges::all_of(std::span<const Word>(all.data(), count), is_added)) {
    const std::string text = name.substr(0, all[count].start);
    return text.substr(0, text.find_last_not_of(" _-.") + 1);
  }
  if (std::ranges::all_of(behind, is_added)) return "";
  const std::size_t start = behind.front().start;
  return name.substr(start, behind.back().start + behind.back().text.size() - start);
}

/// What the name says about this lesson alone, when its name stands there and the ending is right.
std::optional<Guess> guess_at(const std::string& name, const std::vector<Word>& all,
                              const Place& place, const LessonFile& file) {
  std::span<const Word> behind(all.begin() + static_cast<std::ptrdiff_t>(place.last) + 1,
                               all.end());
  const Ending ending = cut_ending(name, behind);
  if (ending == Ending::other) return std::nullopt;
  Guess result;
  for (const Word& word : behind) {
    if (word.number() && word.text.size() < 9) {
      result.number = static_cast<unsigned>(std::stoul(word.text));
    }
  }
  result.whose = other_words(name, all, place, behind, file);
  const bool plain = result.whose.empty();
  if (ending != Ending::source) {
    if (!plain) return std::nullopt;
    result.fit = Fit::ending;
  } else {
    result.fit = plain ? Fit::renamed : Fit::extended;
  }
  return result;
}

}  // namespace

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, small, small);
}

bool ends_with_ignoring_case(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() &&
         same_ignoring_case(text.substr(text.size() - ending.size()), ending);
}

std::optional<Guess> guess(const std::string& name, const std::vector<LessonFile>& files) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (same_ignoring_case(name, files[i].name)) {
      return Guess{.lesson = i, .fit = name == files[i].name ? Fit::exact : Fit::capitals};
    }
  }
  const std::vector<Word> all = words(name);
  if (all.empty() || is_one_of(all.front().text, own_beginnings)) return std::nullopt;
  std::optional<Guess> best;
  Place best_place;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::optional<Place> place = find_lesson(all, files[i]);
    if (!place) continue;
    // "forward_pass_activations.cpp" answers activations; "forward_pass.cpp" is no answer to
    // "pass".
    const auto later = [](const Place& p) { return std::pair(p.last, p.length); };
    if (best && later(*place) < later(best_place)) continue;
    if (std::optional<Guess> one = guess_at(name, all, *place, files[i])) {
      best = std::move(one);
      best->lesson = i;
      best_place = *place;
    }
  }
  return best;
}

std::optional<std::size_t> lesson_in(const std::string& name,
                                     const std::vector<LessonFile>& files) {
  const std::vector<Word> all = words(name);
  std::optional<std::size_t> best;
  std::size_t longest = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::optional<Place> place = find_lesson(all, files[i]);
    if (!place || place->length <= longest) continue;
    longest = place->length;
    best = i;
  }
  return best;
}

bool is_source(std::string_view name) {
  static constexpr std::array<std::string_view, 5> endings{".cpp", ".cc", ".cxx", ".c++", ".c"};
  return std::ranges::any_of(
      endings, [&](std::string_view ending) { return ends_with_ignoring_case(name, ending); });
}

bool is_hidden(std::string_view name) {
  static constexpr std::array<std::string_view, 4> others{"__MACOSX", "Thumbs.db", "desktop.ini",
                                                          "ehthumbs.db"};
  return name.starts_with('.') || name.starts_with("~$") ||
         std::ranges::any_of(
             others, [&](std::string_view other) { return same_ignoring_case(name, other); });
}

bool is_passed_over(std::string_view folder) {
  static constexpr std::array<std::string_view, 9> names{"build", "node_modules", "CMakeFiles",
                                                         "venv",  "virtualenv",   "__pycache__",
                                                         "_deps", "ipch",         "Testing"};
  return is_one_of(folder, names) || folder.starts_with("cmake-build-") ||
         folder.starts_with("build-");
}

std::optional<std::string> without_archive_ending(const std::string& name) {
  // Others than those that can be read, too: what is in them could be an answer.
  static constexpr std::array<std::string_view, 36> endings{
      ".tar.gz",  ".tar.xz", ".tar.bz2", ".tar.zst", ".tar.lz", ".tar.lzma", ".tar.z", ".tgz",
      ".txz",     ".tbz2",   ".tzst",    ".tbz",     ".tlz",    ".tar",      ".zip",   ".zipx",
      ".7z",      ".rar",    ".gz",      ".xz",      ".bz2",    ".zst",      ".lz",    ".lz4",
      ".lzma",    ".z",      ".iso",     ".dmg",     ".cab",    ".arj",      ".lzh",   ".ace",
      ".zip.001", ".7z.001", ".z01",     ".bundle"};
  for (const std::string_view ending : endings) {
    if (name.size() > ending.size() && ends_with_ignoring_case(name, ending)) {
      return name.substr(0, name.size() - ending.size());
    }
  }
  return std::nullopt;
}

bool is_compressed_file(std::string_view name) {
  static constexpr std::array<std::string_view, 8> endings{".gz", ".xz",  ".bz2",  ".zst",
                                                           ".lz", ".lz4", ".lzma", ".z"};
  return std::ranges::any_of(endings, [&](std::string_view ending) {
    return ends_with_ignoring_case(name, ending) &&
           !ends_with_ignoring_case(name, ".tar" + std::string(ending));
  });
}

}  // namespace gradus::gradebook
