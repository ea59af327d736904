// A page that stands alone: one file, nothing from elsewhere, no script.
#pragma once

#include <string>

namespace gradus::reporting {

/// The whole page. `title` is text, `body` is HTML. It follows the reader's choice of light or dark
/// and prints in black on white; a browser loads nothing for it.
std::string page(const std::string& title, const std::string& body);

/// Text as it stands in HTML: cleaned of control characters and marks of direction.
std::string as_html(const std::string& text);

/// Text as it stands in Markdown, also where HTML in it would count.
std::string as_markdown(const std::string& text);

/// Several lines, as they are, in Markdown.
std::string markdown_block(const std::string& text);

}  // namespace gradus::reporting
