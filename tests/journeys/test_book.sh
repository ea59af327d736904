#!/bin/sh
# test_book.sh TOOL: ./gradus book makes the whole book, makes nothing twice, and says what is wrong in a text.
set -eu
tool=$1 # gradus-staff, in its build folder
here=$(cd "$(dirname "$0")" && pwd)
. "$here/journey.sh"
make_room

# on_copy STATUS ARGUMENT...: the command on a copy of the course, in which texts may be changed
"$here/copy_course.sh" "$tool" "$work"
for more in README.md docs datasets; do cp -r "$course/$more" "$work/course"; done
on_copy() {
  wanted=$1
  shift
  status=0
  "$work/build/$(basename "$tool")" book "$@" >"$work/said" 2>&1 || status=$?
  [ "$status" = "$wanted" ] || fail "book $*: exit status $status, expected $wanted"
}
says() { # WORDS
  grep -qF -- "$1" "$work/said" || fail "it does not say: $1"
}
holds() { # PAGE WORDS
  grep -qF -- "$2" "$work/book/$1" || fail "$1 does not hold: $2"
}

on_copy 0 "$work/book"
says "texts. Open $work/book/index.html"
for folder in "$course"/lessons/[0-9][0-9]_*; do
  holds index.html "href=\"lessons/$(basename "$folder")/index.html\""
done
holds lessons/04_backprop/index.html '<math display="block"'
holds lessons/04_backprop/index.html 'href="../../lessons/04_backprop/backprop.hpp.html"'
holds lessons/04_backprop/index.html 'rel="next" href="../../lessons/05_gradient_checks/index.html"'
holds lessons/04_backprop/backprop.hpp.html 'NineParameters'
holds assets/index.js 'momentum'
if grep -rlE '(src|href)="https?://[^"]*\.(js|css|svg|otf)"' "$work/book" >"$work/said"; then fail "a page needs the network"; fi

# Nothing has changed: no page is made anew.
touch "$work/now"
on_copy 0 "$work/book"
find "$work/book" -newer "$work/now" -type f >"$work/said"
[ ! -s "$work/said" ] || fail "made twice"

# What is wrong in a text is said, in one run, and not forgotten in the next.
cp -r "$work/course/lessons" "$work/right"
cd "$work/course/lessons"
# shellcheck disable=SC2016  # the dollars are TeX
printf '\n[a](nowhere.md) [b](../01_activations/README.md#no-such-heading) ![c](figures/none.svg)\n' >>00_warm_up/README.md
# shellcheck disable=SC2016
printf '\n$\\nosuchcommand{x}$\n' >>02_forward_pass/README.md
for _ in 1 2; do
  on_copy 1 "$work/book"
  says "lessons/00_warm_up/README.md: a link leads to lessons/00_warm_up/nowhere.md, which is not there"
  says "#no-such-heading"
  says "the figure lessons/00_warm_up/figures/none.svg is not there"
  says "nosuchcommand"
done
cp -r "$work/right/." .
on_copy 0 "$work/book"

# It takes no folder that is something else.
mkdir "$work/mine"
touch "$work/mine/thesis.txt"
on_copy 2 "$work/mine"
says "is not empty, and no book"
[ -f "$work/mine/thesis.txt" ] || fail "a file of the user's is gone"

echo "the book is whole"
