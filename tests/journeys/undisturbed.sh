# What test_kills.sh and test_disks.sh share: a small class of everything in lesson 00 in $work/quick, graded
# without a disturbance, and the same results elsewhere. They have set $tool and called make_room.

make_undisturbed() {
  "$(dirname "$tool")/class_of" "$work/quick" 9 3 00
  # Whoever loops takes seconds, and says nothing new here.
  grep ',endless$' "$work/quick/expected.csv" | cut -d, -f1 | while read -r name; do rm -r "$work/quick/class/$name"; done
  chmod -R a+rX "$work/quick"
  begun=$(date +%s%N)
  quick "$work/undisturbed" >"$work/said" 2>&1 || [ $? = 2 ] || fail "the class is not graded"
  undisturbed_ms=$((($(date +%s%N) - begun) / 1000000))
  lines "$work/undisturbed" >"$work/undisturbed.jsonl"
}

# quick OUT: grades the class; 2 is the exit status, as one hand-in cannot be read.
quick() {
  "$tool" grade "$work/quick/class" --lessons 00 --out "$1" --jobs 2 --seed 17
}

# The same in the background, as process $grader.
start_quick() { # OUT
  "$tool" grade "$work/quick/class" --lessons 00 --out "$1" --jobs 2 --seed 17 >"$work/said" 2>&1 &
  grader=$!
}

# Every verdict, but for the times.
lines() { # OUT
  "$tool" export jsonl "$1" --to "$work/lines" >"$work/said" 2>&1 || fail "the results of $1 cannot be exported"
  sed -E 's/"(seconds|when)":("[^"]*"|[-+.0-9e]+)/"\1":0/g' "$work/lines"
}

# is_undisturbed OUT WHEN: byte for byte
is_undisturbed() {
  cmp "$1/grades.csv" "$work/undisturbed/grades.csv" >"$work/said" 2>&1 || fail "$2: grades.csv is another"
  lines "$1" >"$work/these.jsonl"
  diff "$work/undisturbed.jsonl" "$work/these.jsonl" >"$work/differences" ||
    { mv "$work/differences" "$work/said" && fail "$2: results.jsonl is another"; }
}

# A moment of a run in seconds; the numbers are the same each time.
moment() { # NUMBER
  awk -v n="$1" -v ms="$undisturbed_ms" 'BEGIN { srand(n); rand(); printf "%.3f", 0.02 + 1.05 * rand() * ms / 1000 }'
}
