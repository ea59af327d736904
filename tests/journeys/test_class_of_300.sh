#!/bin/sh
# test_class_of_300.sh TOOL [PEOPLE [LESSONS [SEED]]]: a synthetic class (class_of beside TOOL makes it: all kinds of
# good, broken and copied answers) gets the marks that are known, the same for one job and for two; again costs
# nothing; and whoever has copied is found. With more than 30 people, one job is left out.
set -eu
tool=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
people=${2:-300}
lessons=${3:-}
seed=${4:-1}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/journey.sh"
make_room
cd "$course"
# shellcheck disable=SC2086
"$(dirname "$tool")/class_of" "$work" "$people" "$seed" $lessons
chmod -R a+rX "$work/class"

# grade OUT JOBS: into $work/OUT; 2 is the exit status where a hand-in is unreadable.
grade() {
  begun=$(date +%s)
  status=0
  "$tool" grade "$work/class" --out "$work/$1" --jobs "$2" --seed 17 ${lessons:+--lessons "$lessons"} \
    >"$work/said" 2>&1 || status=$?
  due=0
  ! grep -q ',unreadable$' "$work/expected.csv" || due=2
  [ "$status" = "$due" ] || fail "grade ends with status $status, expected $due"
  awk -v s="$(($(date +%s) - begun))" -v n="$people" -v jobs="$2" \
    'BEGIN { printf "%s people, %s jobs: %d s\n", n, jobs, s }'
}

# The points in grades.csv, a line each, against those that are known.
has_known_marks() {
  awk -F, 'FNR == 1 { file++ }
    file == 1 && FNR == 1 { for (i = 2; i <= NF; i++) lesson[i] = substr($i, 1, 2); next }
    file == 1 { gsub(/"/, ""); for (i = 2; i < NF - 1; i++) points[$1, lesson[i]] = $i; next }
    FNR == 1 { next }
    !(($1, $2) in points) { print $1 " has no row, or no lesson " $2; next }
    { is = points[$1, $2] }
    $3 == "" ? is != "" : is == "" || is < $3 - 0.01 || is > $4 + 0.01 {
      print $1 ", " $2 " (" $5 "): " is ", expected " $3 " to " $4
    }' "$work/$1/grades.csv" "$work/expected.csv" >"$work/wrong"
  mv "$work/wrong" "$work/said"
  [ ! -s "$work/said" ] || fail "these marks are not as expected"
}

# Every verdict, but for the times.
verdicts() {
  "$tool" export jsonl "$work/$1" --to "$work/lines" >"$work/said" 2>&1 || fail "the results cannot be exported"
  sed -E 's/"(seconds|when)":("[^"]*"|[-+.0-9e]+)/"\1":0/g' "$work/lines"
}

grade two 2
has_known_marks two
if [ "$people" -le 30 ]; then
  grade one 1
  cmp "$work/one/grades.csv" "$work/two/grades.csv" || fail "one job and two give other grades"
  verdicts one >"$work/one.jsonl"
  verdicts two >"$work/two.jsonl"
  cmp "$work/one.jsonl" "$work/two.jsonl" >"$work/said" 2>&1 || fail "one job and two give other verdicts"
fi

cp "$work/two/grades.csv" "$work/before.csv"
grade two 2
cmp "$work/before.csv" "$work/two/grades.csv" || fail "the same command again gives other grades"

# A pair that has copied stands in the list of its lesson before nearly all that have not.
"$tool" similar "$work/two" ${lessons:+--lessons "$lessons"} --most 100 >"$work/said" 2>&1 || fail "similar fails"
tail -n +2 "$work/copies.csv" | while IFS=, read -r lesson a b; do
  copied=$(grep -c "^$lesson," "$work/copies.csv")
  page=$(echo "$work"/two/similar/"$lesson"_*/index.html)
  place=$(grep '<tr><td' "$page" | grep -nE ">($a and $b|$b and $a)<" | cut -d: -f1)
  [ -n "$place" ] || fail "$b has copied lesson $lesson from $a: not found"
  [ "$place" -le $((2 * copied + 1)) ] || fail "$b has copied lesson $lesson from $a: only place $place"
done
echo "all marks of a class of $people are right; all copies are found"
