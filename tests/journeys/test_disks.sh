#!/bin/sh
# test_disks.sh TOOL [TIMES]: a disk for the results that is full, becomes read-only, or loses its power at random
# moments. The grader says so in one line; when the disk is well, the same command goes on, and the results
# are byte for byte those of a grader that nobody disturbed. Needs root, who mounts.
#
# The disk is a file with ext4 on it. Power is cut so: the grader is frozen, the file is copied as it is at this
# moment (what the kernel has not written yet is not in it), and the copy is the disk from then on.
set -eu
tool=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
times=${2:-5}
here=$(cd "$(dirname "$0")" && pwd)
[ "$(id -u)" = 0 ] || { echo "not run: only root can mount a disk" && exit 0; }
[ -n "${GRADUS_OWN_MOUNTS:-}" ] || GRADUS_OWN_MOUNTS=1 exec unshare -m "$0" "$tool" "$times"
. "$here/journey.sh"
. "$here/undisturbed.sh"
make_room
trap 'umount "$work/disk" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$course"
make_undisturbed
mkdir "$work/disk"

# A process of the grader may be on its way out.
eject() {
  patience=50
  until umount "$work/disk" 2>"$work/said"; do
    patience=$((patience - 1))
    [ "$patience" -gt 0 ] || fail "the disk is in use"
    sleep 0.1
  done
}

insert() { # FILE: becomes the disk
  mount -o loop,commit=600 "$1" "$work/disk"
}

new_disk() {
  rm -f "$work/image"
  head -c 8M /dev/zero >"$work/image"
  mkfs.ext4 -q "$work/image"
  insert "$work/image"
}

# Grades until a moment, and freezes the grader there; false if it has ended by then.
until_moment() { # NUMBER
  start_quick "$work/disk/out"
  sleep "$(moment "$1")"
  kill -STOP "$grader" 2>/dev/null
}

# The same command on a disk that is well.
is_mended() { # WHEN
  status=0
  quick "$work/disk/out" >"$work/said" 2>&1 || status=$?
  [ "$status" = 2 ] || fail "$1: exit status $status, expected 2"
  is_undisturbed "$work/disk/out" "$1"
  eject
}

# ---- full, at shares of what all results take
whole=$(stat -c %s "$work/undisturbed/results.sqlite")
fulls=0
for percent in 5 20 35 50 60 70 80 90 95 100 105 110 120; do
  mount -t tmpfs -o "size=$((whole * percent / 100))" none "$work/disk"
  status=0
  quick "$work/disk/out" >"$work/said" 2>&1 || status=$?
  if [ ! -f "$work/disk/out/grades.csv" ]; then
    fulls=$((fulls + 1))
    [ "$status" = 2 ] || fail "a disk of $percent%: exit status $status, expected 2"
    grep -qiE 'full|no space' "$work/said" || fail "a disk of $percent%: nobody says that it is full"
  fi
  mount -o remount,size=16M "$work/disk"
  is_mended "a disk of $percent% that was full"
done
[ "$fulls" -ge 5 ] || fail "only $fulls disks were full: these sizes test nothing"

# ---- read-only
number=0
while [ "$number" -lt "$times" ]; do
  number=$((number + 1))
  new_disk
  until_moment "$number" || true
  mount -o remount,abort "$work/disk" # ext4 does the same when a disk fails
  kill -CONT "$grader" 2>/dev/null || true
  wait "$grader" || true
  eject
  insert "$work/image"
  is_mended "a disk that was read-only from moment $number"
done

# ---- power
number=0
cuts=0
while [ "$cuts" -lt "$times" ]; do
  number=$((number + 1))
  new_disk
  if until_moment $((100 + number)); then
    cuts=$((cuts + 1))
    cp "$work/image" "$work/cut"
  fi
  kill -KILL "$grader" 2>/dev/null || true
  wait "$grader" 2>/dev/null || true
  eject
  [ -f "$work/cut" ] || continue
  mv "$work/cut" "$work/image"
  insert "$work/image"
  is_mended "a disk whose power was cut, $number"
done
echo "$fulls full disks, $times read-only ones, $cuts power cuts: each ended in what nobody had disturbed"
