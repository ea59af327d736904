#!/bin/sh
# test_hostile.sh TOOL [SEED]: grades the hostile classes. Each attack gets exactly what it deserves, each
# honest submission between them its own marks, nothing leaks out and nothing is left behind.
# An attack that succeeds prints BREACH, which ends up in results.sqlite.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/grading.sh"

# ---- what may be left behind -------------------------------------------------------------------

# Processes of the sandbox's users; for an ordinary user, of the sandbox's programs: number, start and
# name. Other graders may be at work on this machine, too.
strangers() {
  for process in /proc/[0-9]*; do
    awk -v me="$(id -u)" '
      $1 == "Name:" { name = $2 }
      $1 == "Uid:" { uid = $2 }
      END {
        if (uid >= 62001 && uid <= 62256) exit 0
        exit !(me != 0 && uid == me && name ~ /^(worker|gradus-sandbox|clang.*|cc1plus|as|ld(\..*)?|collect2)$/)
      }' "$process/status" 2>/dev/null || continue
    sed 's/^\([0-9]*\) (\(.*\)) /\1 \2 /' "$process/stat" 2>/dev/null | awk '{ print $1, $22, $2 }'
  done | sort
}

# Files of the sandbox's users, or of an ordinary user's own, where everybody may write, but not what
# other tests of this project make there; and those that the attacks call gradus-attack.
traces() {
  if [ "$(id -u)" = 0 ]; then owner='-uid +62000 -uid -62257'; else owner="-uid $(id -u)"; fi
  owner="$owner ! -name gradus-*"
  set -f # these are words for find, not for the shell
  for folder in /tmp /var/tmp /dev/shm /dev/mqueue /run/lock "${HOME:-/root}" /; do
    # shellcheck disable=SC2086
    find "$folder/" -maxdepth 1 \( -name '*gradus-attack*' -o $owner \) 2>/dev/null || true
  done | sort -u
  set +f
  grep -hs 1735549284 /proc/sysvipc/shm /proc/sysvipc/msg || true # 0x67726164: see leaves_files
}

# ---- grading -----------------------------------------------------------------------------------

"$here/make_classes.sh" "$work/classes"
secret=$(cat "$work/classes/secret.txt")
[ ${#secret} = 32 ] || fail "the secret is '$secret', expected 32 digits"
strangers >"$work/strangers-before"
traces >"$work/traces-before"

grade hostile --lessons 00
grade hostile_structs --lessons 02

traces >"$work/traces-after"
new=$(comm -13 "$work/traces-before" "$work/traces-after")
[ -z "$new" ] || fail "these files were left behind: $new"

strangers | comm -13 "$work/strangers-before" - >"$work/strangers"
patience=30
while [ -s "$work/strangers" ] && [ "$patience" -gt 0 ]; do # another grader's do not live long
  patience=$((patience - 1))
  sleep 1
  strangers | comm -12 "$work/strangers" - >"$work/still"
  mv "$work/still" "$work/strangers"
done
[ ! -s "$work/strangers" ] || fail "these processes were left behind: $(cat "$work/strangers")"

# ---- what came out -----------------------------------------------------------------------------

# All words in the results that submissions may have put there; not their files, which are kept there, too.
words() { # OUT
  sqlite3 "$1/results.sqlite" 'SELECT text FROM texts; SELECT notes FROM people; SELECT not_judged FROM marks'
}

escape=$(printf '\033')
for class in hostile hostile_structs; do
  out=$work/out/$class
  words "$out" >"$out/words.txt"
  ! grep -o 'BREACH[^\\"]*' "$out/words.txt" >&2 || fail "an attack has succeeded"
  ! grep -rF "$secret" "$out" >&2 || fail "a submission has found out a secret"
  for file in grades.csv words.txt printed.txt errors.txt; do
    ! grep -q "$escape" "$out/$file" || fail "$file holds an escape sequence"
    [ $file = words.txt ] || ! grep -q '^::' "$out/$file" || fail "$file holds a workflow command"
  done
  ! grep -q '^[=+@-]' "$out/grades.csv" || fail "grades.csv holds a formula"
done

# ---- would it have been noticed? ---------------------------------------------------------------

mkdir "$work/control"
cp -r "$work/classes/hostile/reads_files" "$work/control/"
TMPDIR=$work/tmp "$tool" grade "$work/control" --lessons 00 --out "$work/out/control" --seed 1 \
  --unsafe-no-sandbox >"$work/control.txt" 2>&1 || fail "without the sandbox: $(cat "$work/control.txt")"
for sign in BREACH "$secret"; do
  words "$work/out/control" | grep -qF "$sign" ||
    fail "reads_files should succeed without the sandbox: this test would not notice a breach"
done

[ "$(seconds)" -lt 1200 ] || fail "it took $(seconds) s, expected less than 1200"
echo "nothing leaked, nothing left behind; $(seconds) s in all"
