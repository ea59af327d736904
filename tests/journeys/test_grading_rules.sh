#!/bin/sh
# test_grading_rules.sh TOOL: a class of five with a roster and a grading.toml: late hand-ins, an extension, an
# override, two attempts, a group. grades.csv and every export have what counts; one person is judged again.
set -eu
tool=$1 # gradus-staff, in its build folder
here=$(cd "$(dirname "$0")" && pwd)
. "$here/journey.sh"
make_room
make_class
export TZ=Europe/Zagreb # times without an offset are this machine's

hands_in() { # LOGIN TIME ANSWER
  cp "$work/class/$3/warm_up.cpp" "$work/hand-ins/Homework 1_$1_attempt_$2_warm_up.cpp"
}
mkdir "$work/hand-ins" "$work/term"
hands_in anna 2026-10-16-11-50-00 right
hands_in bert 2026-10-15-09-00-00 half
hands_in bert 2026-10-16-10-00-00 stub
hands_in carla 2026-10-18-18-00-00 right # three days late, one of them free
hands_in dora 2026-10-19-10-00-00 half   # has an extension
cat >"$work/term/roster.csv" <<'END'
name;id;login;email;canvas_id;moodle_id;section;group
"Abel, Anna";1001;anna;anna@x.edu;501;9001;Mon;
Bert Børk;1002;bert;bert@x.edu;502;9002;Mon;
Carla Cruz;1003;carla;carla@x.edu;503;9003;Tue;team 7
Dora Doe;1004;dora;dora@x.edu;504;9004;Tue;
Emil Ek;1005;emil;emil@x.edu;505;9005;Tue;team 7
END
cat >"$work/term/grading.toml" <<'END'
attempts = "best"
[late]
penalty = "10%"
grace_minutes = 15
free_days = 1
cutoff_days = 7
[lessons.00]
due = 2026-10-16T12:00:00
weight = 2
[[extension]]
person = "dora"
lesson = "00"
due = 2026-10-20
reason = "ill"
[[override]]
person = "Emil Ek"
lesson = "00"
points = 50
reason = "oral exam"
END
out=$work/out
grade() { # ARGUMENT...
  "$tool" grade "$work/hand-ins" --roster "$work/term/roster.csv" --out "$out" --lessons 00 "$@" >"$work/said" 2>&1 ||
    fail "exit status $?"
}
has() { # FILE LINE...
  file=$1
  shift
  for line in "$@"; do grep -qxF -- "$line" "$file" || fail "$file has no line $line: $(cat "$file")"; done
}
says() { # FILE WORDS
  grep -qF -- "$2" "$1" || fail "$1 does not say: $2"
}

# ---- what counts, everywhere -------------------------------------------------------------------

grade
says "$work/said" "grading.toml, which lies beside the roster"
printf '%s\n' submission,00_warm_up,total,maximum anna,60,60,60 bert,40,40,60 carla,48,48,60 dora,40,40,60 \
  "Emil Ek,50,50,60" | cmp -s - "$out/grades.csv" || fail "not the marks of this class: $(cat "$out/grades.csv")"
for format in canvas moodle moodle-worksheet blackboard gradescope prairielearn github github-output classroom50 junit \
  spreadsheet jsonl feedback report; do
  "$tool" export "$format" "$out" >"$work/said" 2>&1 || fail "export $format: exit status $?"
done
has "$out/canvas.csv" '"Abel, Anna",501,1001,anna,Mon,60' "Bert Børk,502,1002,bert,Mon,40" \
  "Carla Cruz,503,1003,carla,Tue,48" "Dora Doe,504,1004,dora,Tue,40" "Emil Ek,505,1005,emil,Tue,50"
iconv -f UTF-16 -t UTF-8 "$out/blackboard.xls" >"$work/blackboard"
has "$work/blackboard" "$(printf 'Abel\tAnna\tanna\t1001\t60')" "$(printf 'Ek\tEmil\temil\t1005\t50')"
says "$out/moodle.csv" "1003,carla,carla@x.edu,Carla Cruz,48,"
says "$out/worksheet.csv" "Participant 9003,Carla Cruz,48,60,-,"
says "$out/gradescope/carla.json" '"score": 48.0'
why="Handed in on 2026-10-18 18:00, due 2026-10-16 12:00: 3 days late, 1 free day used, 12 points off. By the tests: 60 of 60."
for file in gradescope/carla.json github/carla.json junit.xml feedback/carla.html feedback/carla.md; do
  sed 's/\\//g' "$out/$file" >"$work/plain"
  says "$work/plain" "$why"
done
says "$out/prairielearn/carla.json" '"score": 0.8'
says "$out/classroom50/carla.json" '"score": 48,'
says "$out/feedback/Emil_Ek.html" "Set by hand: oral exam. By the tests: 60 of 60."
says "$out/report.html" "3 days late, 1 free day used, 12 points off"
"$tool" export canvas "$out" --to "$work/again.csv" --gradebook "$out/canvas.csv" >"$work/said" 2>&1
cmp -s "$work/again.csv" "$out/canvas.csv" || fail "Canvas's table changes when it is filled in again"

# ---- again, one alone, and without the rules ---------------------------------------------------

cp "$out/grades.csv" "$work/before.csv"
grade
says "$work/said" "0 judged"
cmp -s "$work/before.csv" "$out/grades.csv" || fail "a second run gives other grades"
cp "$work/class/stub/warm_up.cpp" "$work/hand-ins/Homework 1_anna_attempt_2026-10-16-11-50-00_warm_up.cpp"
grade --only 1004
says "$work/said" "1 judged"
cmp -s "$work/before.csv" "$out/grades.csv" || fail "--only touched somebody else"
grade --only anna
has "$out/grades.csv" "anna,0,0,60" "carla,48,48,60"
sed -i 's/penalty = "10%"/penalty = "ten"/' "$work/term/grading.toml"
status=0
"$tool" grade "$work/hand-ins" --roster "$work/term/roster.csv" --out "$out" >"$work/said" 2>&1 || status=$?
[ "$status" = 2 ] || fail "a bad grading.toml: exit status $status"
says "$work/said" 'grading.toml:3: got penalty = "ten", expected'

echo "what counts stands everywhere"
