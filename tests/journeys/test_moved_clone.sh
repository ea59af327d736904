#!/bin/sh
# test_moved_clone.sh: a clone that was used, then moved and given to somebody else, builds anew and grades.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/journey.sh"
make_room
make_class
make_clone "$work/clone"
cd "$work/clone"
./gradus grade "$work/class" --lessons 00 --out "$work/out" >"$work/said" 2>&1 ||
  fail "grade on a fresh clone: exit status $?"
has_its_marks "$work/out"

mv "$work/clone" "$work/moved"
[ "$(id -u)" != 0 ] || chown -R 1234:1234 "$work/moved" "$work/home"
cd "$work/home"
as_ordinary "$work/moved/gradus" grade "$work/class" --lessons 00 --out "$work/home/out" >"$work/said" 2>&1 ||
  fail "grade after the project was moved: exit status $?"
grep -q "was moved or copied: building anew" "$work/said" || fail "nothing is said of the new place"
has_its_marks "$work/home/out"
echo "a clone that was moved builds anew and grades"
