#include "reporting/page.hpp"

#include <algorithm>
#include <string_view>

#include "base/text.hpp"

namespace gradus::reporting {
namespace {

constexpr std::size_t longest = 20000;

constexpr std::string_view style = R"(
:root { --ink: #1b1f24; --soft: #59636e; --line: #d1d9e0; --paper: #ffffff; --raised: #f6f8fa;
  --good: #1a7f37; --bad: #b3261e; --heat: 30, 90, 200; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d;
  --paper: #0d1117; --raised: #161b22; --good: #4ac26b; --bad: #ff8d85; --heat: 110, 170, 255; } }
@media print { :root { --ink: #000; --soft: #444; --line: #999; --paper: #fff; --raised: #fff;
  --good: #0a5c22; --bad: #8c1d18; --heat: 30, 90, 200; color-scheme: light; }
  body { max-width: none !important; padding: 0 !important; font-size: 10pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details > *, h2, h3, tr { break-inside: avoid; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 64rem; margin: 0 auto; padding: 1.5rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; } h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.25rem 0 .25rem; }
table { border-collapse: collapse; margin: .5rem 0; }
th, td { text-align: left; padding: .2rem .6rem; border-bottom: 1px solid var(--line);
  vertical-align: top; }
th, td.id { white-space: nowrap; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px;
  padding: .6rem .8rem; overflow-x: auto; font: 13px/1.45 ui-monospace, monospace;
  white-space: pre-wrap; }
.soft { color: var(--soft); } .good { color: var(--good); } .bad { color: var(--bad); }
.wide { overflow-x: auto; } ul { padding-left: 1.3rem; } a { color: inherit; }
.heat { font-size: 11px; } .heat td, .heat th { padding: 0; border: 1px solid var(--paper); }
.heat td { min-width: 1rem; height: 1rem; text-align: center; line-height: 1rem; }
.heat .who { padding-right: .5rem; white-space: nowrap; max-width: 14rem; overflow: hidden;
  text-overflow: ellipsis; text-align: left; }
.heat th.task { writing-mode: vertical-rl; font-weight: normal; padding: .2rem 0; }
.heat th { border-left: 1px solid var(--line); }
.s0 { background: rgba(var(--heat), .06); } .s1 { background: rgba(var(--heat), .25); }
.s2 { background: rgba(var(--heat), .45); } .s3 { background: rgba(var(--heat), .65); }
.s4 { background: rgba(var(--heat), .9); } .none { color: var(--soft); }
.key { display: inline-block; width: 1rem; height: 1rem; vertical-align: -.15rem; margin: 0 .25rem 0 .6rem;
  border: 1px solid var(--line); }
.heat .first { border-left: 3px solid var(--paper); }
.bar { fill: rgba(var(--heat), .75); } svg text { fill: var(--ink); font: 12px system-ui; }
svg line { stroke: var(--line); }
.pair { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: .75rem; }
.pair pre { white-space: pre; margin: .2rem 0; }
.same { background: rgba(var(--heat), .14); display: block; }
.rare { background: rgba(var(--heat), .42); }
)";

}  // namespace

std::string page(const std::string& title, const std::string& body) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
         "'unsafe-inline'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         as_html(title) + "</title>\n<style>" + std::string(style) + "</style>\n</head>\n<body>\n" +
         body + "</body>\n</html>\n";
}

std::string as_html(const std::string& text) {
  return base::html(base::clean(text, longest));
}

std::string as_markdown(const std::string& text) {
  std::string safe;
  for (const char letter : base::one_line(text, longest)) {
    if (letter == '<') {
      safe += "&lt;";
    } else if (letter == '&') {
      safe += "&amp;";
    } else {
      if (std::string_view("\\`*_[]#|~>@").find(letter) != std::string_view::npos) safe += '\\';
      safe += letter;
    }
  }
  return safe;
}

std::string markdown_block(const std::string& text) {
  const std::string clean = base::clean(text, longest);
  std::size_t fence = 3;  // longer than any that stands in the text
  for (std::size_t i = 0, run = 0; i < clean.size(); ++i) {
    run = clean[i] == '`' ? run + 1 : 0;
    fence = std::max(fence, run + 1);
  }
  const std::string marks(fence, '`');
  return marks + "text\n" + clean + (clean.ends_with('\n') ? "" : "\n") + marks + "\n";
}

}  // namespace gradus::reporting
