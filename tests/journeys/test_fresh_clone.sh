#!/bin/sh
# test_fresh_clone.sh: from a fresh clone to marks, in the preset that users build: as root in a folder that is
# closed to others, then moved and as an ordinary user, through a link.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
course=$(cd "$here/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/gradus journey-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
. "$here/journey.sh"
export CI=true
chmod 755 "$work"
mkdir "$work/closed" "$work/tmp" "$work/home"
chmod 1777 "$work/tmp"
export TMPDIR="$work/tmp"
make_class

# What a clone holds: the files that git knows, as they are now.
clone=$work/closed/clone
mkdir "$clone"
(cd "$course" && git ls-files -z 2>/dev/null | xargs -0 cp --parents -t "$clone" 2>/dev/null) ||
  (cd "$course" && tar c --exclude=./build --exclude=./.gradus --exclude=./.git . | tar x -C "$clone")
chmod 700 "$work/closed"

# ---- the instructor, at the first attempt ------------------------------------------------------

cd "$clone"
status=0
./gradus grade "$work/nobody" --lessons 00 --out "$work/out" >"$work/said" 2>&1 || status=$?
[ "$status" = 2 ] || fail "a class that is not there: exit status $status, expected 2"
[ ! -e build/student/judge_00 ] || fail "tests were built for a class that is not there"
./gradus grade "$work/class" --lessons 00 --out "$work/out" >"$work/said" 2>&1 ||
  fail "grade on a fresh clone: exit status $?"
has_its_marks "$work/out"
[ ! -e build/student/judge_01 ] || fail "the tests of a lesson that nobody asked for were built"
left=$(ls -A "$work/tmp")
[ -z "$left" ] || fail "this was left in the temporary folder: $left"

# ---- moved, given to somebody else, started through a link -------------------------------------

mv "$clone" "$work/moved"
[ "$(id -u)" != 0 ] || chown -R 1234:1234 "$work/moved" "$work/home"
ln -s "$work/moved" "$work/link"
cd "$work/home"
as_ordinary "$work/link/gradus" grade "$work/class" --lessons 00 --out "$work/home/out" >"$work/said" 2>&1 ||
  fail "grade after the project was moved: exit status $?"
grep -q "was moved or copied: building anew" "$work/said" || fail "nothing is said of the new place"
has_its_marks "$work/home/out"
as_ordinary "$work/moved/gradus" grade "$work/class" --lessons 00 --out "$work/home/out" >"$work/said" 2>&1 ||
  fail "grade once more: exit status $?"
grep -q "0 judged, 3 known" "$work/said" || fail "what is known from before was judged again"

# ---- a student begins --------------------------------------------------------------------------

cd "$work/moved"
status=0
as_ordinary ./gradus check 00 >"$work/said" 2>&1 || status=$?
[ "$status" = 1 ] || fail "check on the stub: exit status $status, expected 1"
grep -q "Nothing is written yet" "$work/said" || fail "the stub is not greeted"

echo "a fresh clone grades: as root, as an ordinary user, moved, through a link"
