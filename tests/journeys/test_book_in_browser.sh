#!/bin/sh
# test_book_in_browser.sh TOOL: every page of the book in headless Chromium, of the whole course and of a students'
# copy: no dead link, no missing picture, no error, nothing wider than a phone, a search that finds; and the PDF.
set -eu
tool=$1 # gradus-staff, in its build folder
here=$(cd "$(dirname "$0")" && pwd)
. "$here/journey.sh"
make_room

in_browser() { # BOOK PAGES: at least so many
  cp "$here/book/check.html" "$1/check.html"
  (
    cd "$1"
    echo "const pages = ["
    find . -path ./.made -prune -o -name '*.html' ! -name check.html -printf '"%P",\n'
    echo "];"
  ) >"$work/pages.js"
  mv "$work/pages.js" "$1/pages.js"
  root=
  [ "$(id -u)" != 0 ] || root=--no-sandbox
  # shellcheck disable=SC2086
  timeout 300 chromium --headless $root --disable-gpu --allow-file-access-from-files --enable-logging=stderr \
    --user-data-dir="$work/profile" --virtual-time-budget=900000 --dump-dom "file://$1/check.html" \
    >"$work/dom" 2>"$work/errors" || fail "Chromium ended with an error"
  sed -n '/<pre>/,/<\/pre>/p' "$work/dom" >"$work/said"
  grep -q '<title>well</title>' "$work/dom" || fail "$1 is not well"
  pages=$(sed -n 's/.*<pre>\([0-9]*\) pages.*/\1/p' "$work/said")
  [ "$pages" -ge "$2" ] || fail "only $pages pages were opened"
  if grep CONSOLE "$work/errors" >"$work/said"; then fail "a page has errors"; fi
  cat "$work/dom" | sed -n 's/.*<pre>\(.* links\).*/\1/p'
}

"$tool" book "$work/whole" --pdf
[ "$(head -c 5 "$work/whole/book.pdf")" = "%PDF-" ] || fail "the PDF is none"
[ "$(stat -c %s "$work/whole/book.pdf")" -gt 1000000 ] || fail "the PDF is too small"
in_browser "$work/whole" 60

# The same program takes a students' copy for its course.
"$tool" release "$work/copy"
mkdir "$work/build"
cp "$tool" "$work/build/tool"
sed 's|"root": "[^"]*"|"root": "../copy"|' "$(dirname "$tool")/course.json" >"$work/build/course.json"
"$work/build/tool" book "$work/released"
in_browser "$work/released" 40
[ ! -e "$work/released/docs/author.html" ] || fail "students see a page of the staff"
find "$work/released" -path '*solutions*' >"$work/said"
[ ! -s "$work/said" ] || fail "students see a solution"
if grep -rl 'For those who teach' "$work/released" >"$work/said"; then fail "students see a part of the staff"; fi

echo "every page of both books is well"
