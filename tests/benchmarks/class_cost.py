#!/usr/bin/env python3
"""class_cost.py BUILD [PEOPLE [OTHERS]]: what a class costs, for the table in docs/instructor.md.

ninja -C build/ci class_of; ./gradus check 00 once for each kit, or `ninja -C build/ci kit_00 ... kit_15`; then
tests/benchmarks/class_cost.py build/ci 20 60

A class of PEOPLE (class_of beside the tools makes it) is graded lesson by lesson, and once more with nothing changed. That
gives the model: a verdict of each lesson costs what it costs on average here, the control answers are two verdicts more a
lesson, and to read what is known costs the same for each person and lesson. With OTHERS, another class of so many people is
graded in one go and held against what the model says of it. Last comes the table, of the model.

All is processor time of the grader and of all that it starts (user and system), so that other programs on the machine
change little; the load stands beside it."""
import csv
import ctypes
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile

CONTROLS = 2  # answers that prove a lesson: the reference and the stub
SHARD = 40  # verdicts of one task on a cluster (gradebook/cluster.cpp), which proves its lesson as well

build = os.path.abspath(sys.argv[1])
people = int(sys.argv[2]) if len(sys.argv) > 2 else 20
others = int(sys.argv[3]) if len(sys.argv) > 3 else 0
# What loses its parent becomes a child of this process, so that its time counts, too.
PR_SET_CHILD_SUBREAPER = 36
ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def processor_seconds(*command):
    """Of the command and all that it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([build + "/" + command[0], *command[1:]], capture_output=True, text=True)
    if done.returncode not in (0, 2):  # 2: a hand-in is unreadable
        sys.exit(done.stdout + done.stderr)
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Class:
    """A class and its results, in a folder that goes with it."""

    def __init__(self, size, seed):
        self.size = size
        self.folder = tempfile.mkdtemp(prefix="class-cost-")
        processor_seconds("class_of", self.folder, str(size), str(seed))
        subprocess.run(["chmod", "-R", "a+rX", self.folder], check=True)
        with open(self.folder + "/expected.csv", encoding="utf-8") as file:
            self.lessons = sorted({row["lesson"] for row in csv.DictReader(file)})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def grade(self, lessons):
        return processor_seconds("gradus-staff", "grade", self.folder + "/class", "--out", self.folder + "/out", "--jobs", "2",
                                 "--seed", "17", "--built", "--lessons", ",".join(lessons))

    def judged(self):
        """How many verdicts each lesson has: equal answers share one, and what was not handed in has none."""
        with sqlite3.connect(self.folder + "/out/results.sqlite") as results:
            return dict(results.execute("SELECT lesson, count(DISTINCT verdict) FROM marks WHERE answer NOTNULL GROUP BY lesson"))

    def megabytes(self):
        return os.path.getsize(self.folder + "/out/results.sqlite") / 1e6


def load():
    return "load %.1f, %.1f, %.1f" % os.getloadavg()


def minutes(seconds):
    for unit, name in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.2g} {name}" if seconds < 10 * unit else f"{seconds / unit:.0f} {name}"
    return f"{seconds:.0f} s"


print(load())
with Class(people, 1) as small:
    lessons = small.lessons
    spent = {lesson: small.grade([lesson]) for lesson in lessons}
    small.grade(lessons)  # nothing is judged, but the lessons get their places again
    reading = small.grade(lessons) / (people * len(lessons))
    judged = small.judged()
    share = sum(judged.values()) / (people * len(lessons))
    a_verdict = {one: (spent[one] - reading * people) / (judged[one] + CONTROLS) for one in lessons}
    size = small.megabytes() / sum(judged.values())

print(f"{people} people, {sum(judged.values())} verdicts, {sum(spent.values()):.0f} s of processor time; {load()}")
print("| lesson | verdicts | s | s a verdict |\n|---|---|---|---|")
for one in lessons:
    print(f"| {one} | {judged[one]} | {spent[one]:.1f} | {a_verdict[one]:.2f} |")
mean = sum(a_verdict.values()) / len(lessons)
print(f"on average {mean:.2f} s a verdict; again with nothing changed {1000 * reading:.2f} ms a person and lesson; "
      f"{100 * share:.0f} % are to be judged; {1000 * size:.1f} KB a verdict", flush=True)


def model(count, chosen, verdicts):
    """Processor seconds for so many people; `verdicts` says how many of each lesson are to be judged."""
    return sum(a_verdict[one] * (verdicts[one] + CONTROLS) for one in chosen) + reading * count * len(chosen)


if others:
    with Class(others, 2) as large:
        real = large.grade(lessons)
        counts = large.judged()
    said = model(others, lessons, counts)
    blind = model(others, lessons, {one: share * others for one in lessons})
    print(f"{others} people, {sum(counts.values())} verdicts: {real:.0f} s; the model says {said:.0f} s "
          f"({100 * (said / real - 1):+.1f} %), and without counting the verdicts {blind:.0f} s "
          f"({100 * (blind / real - 1):+.1f} %); {load()}")

print("| people | lessons | processor time | on 2 cores | on 64 cores of a cluster | `results.sqlite` |\n|---|---|---|---|---|---|")
for count in (300, 3000, 30000):
    for chosen in (lessons[:13], lessons):
        time = model(count, chosen, {one: share * count for one in chosen})
        verdicts = share * count * len(chosen)
        controls = CONTROLS * mean * verdicts / SHARD
        print(f"| {count:,} | {len(chosen)} | {minutes(time)} | {minutes(time / 2)} | {minutes((time + controls) / 64)} | "
              f"{size * verdicts:.0f} MB |")
