#!/bin/sh
# test_serve.sh TOOL: ./gradus serve in headless Chromium, on a class whose names and answers try to be markup: the
# keys, an answer, a mark set by hand, and the port when it has ended.
set -eu
tool=$1 # gradus-staff, in its build folder
here=$(cd "$(dirname "$0")" && pwd)
. "$here/journey.sh"
make_room
make_class
evil='<img src=x onerror="document.title=1"><script>document.title=1<'
mkdir "$work/class/$evil"
{
  echo '// <script>document.title = "hacked"</script>'
  cat "$work/class/half/warm_up.cpp"
} >"$work/class/$evil/warm_up.cpp"
"$tool" grade "$work/class" --out "$work/out" --lessons 00 --jobs 2 >"$work/said" 2>&1 || fail "grade: exit status $?"

"$tool" serve "$work/out" >"$work/address" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 50); do
  address=$(grep -o 'http://127.0.0.1:.*' "$work/address" || true)
  [ -z "$address" ] || break
  sleep 0.2
done
[ -n "$address" ] || fail "serve printed no address: $(cat "$work/address")"
python3 "$here/serve/check.py" "$address" "$evil" "${PICTURES:-$work}" >"$work/said" 2>&1 || fail "the page is not well"

port=$(echo "$address" | sed 's/.*127.0.0.1:\([0-9]*\).*/\1/')
kill -TERM "$server" # as Ctrl-C, which a process in the background of a script ignores
wait "$server" || fail "serve ended with $?"
"$tool" serve "$work/out" --port "$port" >"$work/address" 2>&1 &
server=$!
for _ in $(seq 50); do
  if grep -q "127.0.0.1:$port/" "$work/address"; then break; fi
  sleep 0.2
done
grep -q "127.0.0.1:$port/" "$work/address" || fail "the port is not free again: $(cat "$work/address")"
kill -TERM "$server" && wait "$server"

# What was set by hand stays when the class is graded again, and reaches the exports.
"$tool" grade "$work/class" --out "$work/out" --lessons 00 >"$work/said" 2>&1 || fail "grade again: exit status $?"
"$tool" export feedback "$work/out" --only half --to "$work/half.html" >"$work/said" 2>&1
grep -q '51.5 of 60' "$work/half.html" || fail "the mark that was set by hand is gone"
grep -q 'shown in person' "$work/half.html" || fail "the person is not told the reason"

echo "the page shows answers, sets marks, and nothing in it is anybody's markup"
