#!/usr/bin/env python3
"""class_cost.py BUILD [PEOPLE [OTHERS]]: what a class costs, for the table in docs/instructor.md.

ninja -C build/ci; tests/benchmarks/class_cost.py build/ci 20 60

A class of PEOPLE (class_of beside the tools makes it) is graded lesson by lesson, and once more with nothing changed. That
gives the model: a verdict of each lesson costs what it costs on average here; one of an answer that loops without end costs
more, in all lessons the same; the control answers are two verdicts a lesson. With OTHERS, another class of so many people is
graded in one go and held against what the model says of it, and once more with nothing changed, which tells what it costs to
read a lesson and what each person costs there. Last comes the table, of the model.

All is processor time of the grader and of all that it starts (user and system), so that other programs on the machine
change little; the load stands beside it. Within a lesson it is shared among the verdicts as the clock was."""
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
ENDLESS = 0.008  # share of the answers that loop without end (class_of/main.cpp)

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
            kinds = list(csv.DictReader(file))
        self.lessons = sorted({row["lesson"] for row in kinds})
        self.endless = {(row["submission"], row["lesson"]) for row in kinds if row["kind"] == "endless"}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def grade(self, lessons):
        return processor_seconds("gradus-staff", "grade", self.folder + "/class", "--out", self.folder + "/out", "--jobs", "2",
                                 "--seed", "17", "--built", "--lessons", ",".join(lessons))

    def verdicts(self):
        """Of each lesson the clock's seconds of each verdict, those of endless answers apart: equal answers share a
        verdict, and what was not handed in has none."""
        ordinary, endless = {one: [] for one in self.lessons}, {one: [] for one in self.lessons}
        with sqlite3.connect(self.folder + "/out/results.sqlite") as results:
            for name, lesson, time in results.execute(
                    "SELECT min(p.name), m.lesson, v.time FROM marks m JOIN people p ON p.id = m.person "
                    "JOIN verdicts v ON v.id = m.verdict WHERE m.answer NOTNULL GROUP BY v.id"):
                kind = endless if (name, lesson) in self.endless else ordinary
                kind[lesson].append(time / 1e6)
        return ordinary, endless

    def megabytes(self):
        return os.path.getsize(self.folder + "/out/results.sqlite") / 1e6


def load():
    return "load %.1f, %.1f, %.1f" % os.getloadavg()


def minutes(seconds):
    for unit, name in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.2g} {name}" if seconds < 10 * unit else f"{seconds / unit:.0f} {name}"
    return f"{seconds:.0f} s"


def graded_again(one, lessons):
    """With nothing changed."""
    one.grade(lessons)  # after single lessons, all of them get their places again
    return one.grade(lessons)


print(load())
with Class(people, 1) as small:
    lessons = small.lessons
    spent = {lesson: small.grade([lesson]) for lesson in lessons}
    again = graded_again(small, lessons) / len(lessons)
    ordinary, endless = small.verdicts()
    judged = sum(len(ordinary[one]) + len(endless[one]) for one in lessons)
    megabytes = small.megabytes()
print(f"{people} people, {judged} verdicts, {sum(spent.values()):.0f} s of processor time; {load()}", flush=True)

a_lesson, a_person = 0.0, again / people  # seconds to read what is known, of each lesson
size = megabytes / judged
if others:
    with Class(others, 2) as large:
        real = large.grade(lessons)
        real_again = graded_again(large, lessons) / len(lessons)
        real_ordinary, real_endless = large.verdicts()
        real_judged = sum(len(real_ordinary[one]) + len(real_endless[one]) for one in lessons)
        size = (large.megabytes() - megabytes) / (real_judged - judged)  # the names of tasks and cases stand once
    a_person = (real_again - again) / (others - people)
    a_lesson = again - a_person * people

a_verdict, of_endless = {}, []  # processor seconds
for one in lessons:
    controls = CONTROLS * sum(ordinary[one]) / len(ordinary[one])
    rate = (spent[one] - a_lesson - a_person * people) / (sum(ordinary[one]) + sum(endless[one]) + controls)
    a_verdict[one] = rate * sum(ordinary[one]) / len(ordinary[one])
    of_endless += [rate * time for time in endless[one]]
an_endless = sum(of_endless) / max(1, len(of_endless))
share = judged / (people * len(lessons))

print("| lesson | verdicts | s | s a verdict |\n|---|---|---|---|")
for one in lessons:
    print(f"| {one} | {len(ordinary[one]) + len(endless[one])} | {spent[one]:.1f} | {a_verdict[one]:.2f} |")
mean = sum(a_verdict.values()) / len(lessons)
print(f"on average {mean:.2f} s a verdict; of {len(of_endless)} endless answers {an_endless:.1f} s "
      f"({', '.join(f'{time:.1f}' for time in of_endless)}); again with nothing changed {1000 * a_lesson:.0f} ms a lesson "
      f"and {1000 * a_person:.2f} ms a person there; {100 * share:.0f} % are to be judged; {1000 * size:.1f} KB a verdict "
      f"with its answer", flush=True)


def model(count, chosen, verdicts, loops):
    """Processor seconds for so many people: `verdicts` of each lesson, and so many endless ones in all."""
    return (sum(a_verdict[one] * (verdicts[one] + CONTROLS) for one in chosen) + an_endless * loops +
            (a_lesson + a_person * count) * len(chosen))


if others:
    counts = {one: len(real_ordinary[one]) for one in lessons}
    loops = sum(len(real_endless[one]) for one in lessons)
    said = model(others, lessons, counts, loops)
    usual = share * others
    blind = model(others, lessons, {one: (1 - ENDLESS) * usual for one in lessons}, ENDLESS * usual * len(lessons))
    print(f"{others} people, {real_judged} verdicts, {loops} of them endless: {real:.0f} s; the model says "
          f"{said:.0f} s ({100 * (said / real - 1):+.1f} %), and without a look at the class {blind:.0f} s "
          f"({100 * (blind / real - 1):+.1f} %); {load()}", flush=True)

print("| people | lessons | processor time | on 2 cores | on 64 cores of a cluster | `results.sqlite` |\n|---|---|---|---|---|---|")
for count in (300, 3000, 30000):
    for chosen in (lessons[:13], lessons):
        verdicts = share * count
        time = model(count, chosen, {one: (1 - ENDLESS) * verdicts for one in chosen}, ENDLESS * verdicts * len(chosen))
        controls = CONTROLS * mean * verdicts * len(chosen) / SHARD
        print(f"| {count:,} | {len(chosen)} | {minutes(time)} | {minutes(time / 2)} | {minutes((time + controls) / 64)} | "
              f"{size * verdicts * len(chosen):.0f} MB |")
