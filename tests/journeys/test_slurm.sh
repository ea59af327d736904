#!/bin/sh
# test_slurm.sh TOOL: --slurm on a cluster of three nodes on this machine, one of which is lost while it works,
# gives the results of a run without it, and so does a grader that is killed meanwhile and started again; what Slurm
# refuses is said in one line.
set -eu
tool=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
here=$(cd "$(dirname "$0")" && pwd)
[ "$(id -u)" = 0 ] || { echo "not run: only root can start a cluster" && exit 0; }
. "$here/journey.sh"
. "$here/undisturbed.sh"
make_room
. "$here/slurm/cluster.sh"
trap 'stop_cluster; rm -rf "$work"' EXIT
cd "$course"
make_undisturbed

on_cluster() { # OUT OPTION...
  out=$1
  shift
  env PATH="${only_path:-$PATH}" "$tool" grade "$work/quick/class" --lessons 00 --out "$work/$out" --seed 17 --slurm "$@" >"$work/said" 2>&1
}
refuses() { # STATUS WORDS OPTION...
  wanted=$1
  words=$2
  shift 2
  status=0
  on_cluster refused "$@" || status=$?
  [ "$status" = "$wanted" ] || fail "$*: exit status $status, expected $wanted"
  grep -qF -- "$words" "$work/said" || fail "$*: it does not say: $words"
}

mkdir "$work/bare"
for command in sh env gcc g++ ninja cmake; do ln -s "$(command -v $command)" "$work/bare/"; done
only_path=$work/bare
refuses 2 "sbatch is not on this machine"
only_path=

start_cluster 3
refuses 2 "sbatch refuses the job" "--slurm-options=--partition=nowhere"

status=0
on_cluster whole "--slurm-options=--partition=all" || status=$?
[ "$status" = 2 ] || fail "exit status $status, expected 2, as one hand-in cannot be read"
is_undisturbed "$work/whole" "on a cluster"
[ ! -e "$work/whole/slurm" ] || fail "what the tasks needed is still there"

# Lesson 02 on the person's own 01, which every task needs then: who left it empty loses points there, and no
# points on the reference's.
for person in whole leans; do
  mkdir -p "$work/own/$person"
  cp solutions/02_*/forward_pass.cpp "$work/own/$person/"
done
cp solutions/01_*/activations.cpp "$work/own/whole/"
cp lessons/01_*/activations.cpp "$work/own/leans/"
chmod -R a+rX "$work/own"
own() { # OUT OPTION...
  out=$work/$1
  shift
  "$tool" grade "$work/own" --lessons 01,02 --stack both --out "$out" --seed 17 "$@" >"$work/said" 2>&1 ||
    fail "--stack both $*: exit status $?"
  lines "$out" >"$out.jsonl"
}
own here --jobs 2
own there --slurm
for grades in grades.csv grades-own.csv; do
  cmp "$work/here/$grades" "$work/there/$grades" >"$work/said" 2>&1 || fail "--stack both on a cluster: another $grades"
done
cmp "$work/here.jsonl" "$work/there.jsonl" >"$work/said" 2>&1 || fail "--stack both on a cluster: other verdicts"
leaning() { # FILE
  sed -n 's/^leans,0,\([0-9.]*\),.*/\1/p' "$work/there/$1"
}
[ "$(leaning grades.csv)" = 80 ] || fail "on the reference's 01, 02 has $(leaning grades.csv) points, expected 80"
awk -v points="$(leaning grades-own.csv)" 'BEGIN { exit !(points != "" && points < 80) }' ||
  fail "on an empty 01, 02 has $(leaning grades-own.csv) points, expected fewer than 80"

works() { # NODE
  patience=300
  until [ -n "$(on_node "$1")" ]; do
    patience=$((patience - 1))
    [ "$patience" -gt 0 ] || fail "no task runs on $1"
    sleep 0.1
  done
}

on_cluster killed &
works n2
pkill -KILL -f "out $work/killed" || fail "the grader is over before it could be killed"
wait "$!" || true
status=0
on_cluster killed || status=$?
[ "$status" = 2 ] || fail "after the grader was killed: exit status $status, expected 2"
is_undisturbed "$work/killed" "with a grader that was killed and started again"
[ ! -e "$work/killed/slurm" ] || fail "what the killed grader's tasks needed is still there"

on_cluster lost &
front=$!
works n1
lose_node n1
status=0
wait "$front" || status=$?
[ "$status" = 2 ] || fail "with a lost node: exit status $status, expected 2"
grep -q 'handed in again' "$work/said" || fail "nobody noticed the lost node"
is_undisturbed "$work/lost" "with a lost node"
echo "a cluster gives what one machine gives, and so does one that loses a node, or its grader"
