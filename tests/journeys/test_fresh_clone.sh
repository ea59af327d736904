#!/bin/sh
# test_fresh_clone.sh: from a fresh clone to marks, in the preset that users build: as root in a folder
# that is closed to others, then as an ordinary user who got it, through a link, and as a student without
# solutions. Everything is built there: what another build has made proves nothing here, except that the same
# sources, flags and compiler make the same objects (cache.sh).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/journey.sh"
make_room
make_class
clone=$work/closed/clone
make_clone "$clone"
look_into_cache "$clone"

# ---- the instructor, at the first attempt ------------------------------------------------------

chmod 700 "$work/closed"
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

# ---- given to somebody else, started through a link --------------------------------------------

chmod 755 "$work/closed"
[ "$(id -u)" != 0 ] || chown -R 1234:1234 "$clone" "$work/home"
ln -s "$clone" "$work/link"
cd "$work/home"
as_ordinary "$work/link/gradus" grade "$work/class" --lessons 00 --out "$work/home/out" >"$work/said" 2>&1 ||
  fail "grade as an ordinary user: exit status $?"
has_its_marks "$work/home/out"
as_ordinary "$clone/gradus" grade "$work/class" --lessons 00 --out "$work/home/out" >"$work/said" 2>&1 ||
  fail "grade once more: exit status $?"
grep -q "0 judged, 3 known" "$work/said" || fail "what is known from before was judged again"

# ---- a student, whose copy has no solutions ----------------------------------------------------

cd "$clone"
rm -rf solutions
status=0
as_ordinary ./gradus check 00 >"$work/said" 2>&1 || status=$?
[ "$status" = 1 ] || fail "check on the stub: exit status $status, expected 1"
grep -q "Nothing is written yet" "$work/said" || fail "the stub is not greeted"
cat "$work/class/right/warm_up.cpp" >lessons/00_warm_up/warm_up.cpp
as_ordinary ./gradus check 00 >"$work/said" 2>&1 || fail "check on the right answer: exit status $?"
as_ordinary ./gradus grade "$work/class" --lessons 00 --stack own --out "$work/home/own" >"$work/said" 2>&1 ||
  fail "grade without solutions: exit status $?"
has_its_marks "$work/home/own"

echo "a fresh clone grades: as root, as an ordinary user, through a link, without solutions"
