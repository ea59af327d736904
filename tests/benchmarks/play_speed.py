#!/usr/bin/env python3
"""play_speed.py BUILD: how fast ./gradus play paints, and what that takes from the training.

ninja -C build/ci gradus-play play_solution; tests/benchmarks/play_speed.py build/ci

For each network, in turn and five times: a training at full speed with a page that hears every picture, server and engine on
one core; and the program that the page shows as its code, which does the same training without any page. What they take is
measured in processor time, so that other programs on the machine change little."""
import os
import statistics
import subprocess
import sys
import tempfile
import time

course = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.path.insert(0, os.path.join(course, "tests", "journeys", "play"))
from served import Served, compile_shown  # noqa: E402

build = os.path.abspath(sys.argv[1])
one_core = {max(os.sched_getaffinity(0))}
environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}

# The settings, how many epochs, and how many pictures a second are wanted.
NETWORKS = {"2-[8,8]-2": ({"data": "swiss_roll", "widths": [8, 8]}, 6000, 30),
            "2-[50,50,50]-5": ({"data": "peaks", "widths": [50, 50, 50]}, 600, 10)}


def question(settings, epochs):
    return {"do": "train", "run": 1, "samples": 600, "rate": 0.01, "epochs": epochs, "speed": 0, "paused": True,
            "want": ["network", "histograms"], **settings}


def with_page(settings, epochs):
    """Pictures a second, pictures a processor second, processor seconds of it all."""
    served = Served(build, course + "/lessons/lab/play/page", cores=one_core)
    try:
        served.wait_for("tasks")
        served.send(question(settings, epochs))
        served.wait_for("picture")
        begin, used, count = time.monotonic(), served.processor_seconds(), 0
        served.send({"do": "play", "run": 1})
        for event in served.events():
            count += event["kind"] == "picture"
            if event["kind"] == "picture" and event["networks"][0]["over"]:
                break
        took, used = time.monotonic() - begin, served.processor_seconds() - used
        return count / took, count / used, used
    finally:
        served.end()


def shown_code(settings, epochs, folder):
    served = Served(build, course + "/lessons/lab/play/page")
    try:
        served.wait_for("tasks")
        served.send(question(settings, epochs))
        return compile_shown(served.wait_for("samples")["codes"][0]["code"], course, build, folder)
    finally:
        served.end()


def processor_seconds_of(program):
    process = subprocess.Popen([program], stdout=subprocess.DEVNULL, cwd=course, env=environment,
                               preexec_fn=lambda: os.sched_setaffinity(0, one_core))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    return usage.ru_utime + usage.ru_stime


def main():
    print(f"{'network':16} {'pictures/s':>10} {'per processor s':>16} {'wanted':>7} {'training with the page : without':>33} {'wanted':>7}")
    for name, (settings, epochs, wanted) in NETWORKS.items():
        rounds = []
        with tempfile.TemporaryDirectory() as folder:
            programs = {}
            for count in (1, epochs + 1):  # what it takes to begin is taken off
                os.mkdir(f"{folder}/{count}")
                programs[count] = shown_code(settings, count, f"{folder}/{count}")
            for _ in range(5):
                alone = processor_seconds_of(programs[epochs + 1]) - processor_seconds_of(programs[1])
                pictures, per_processor, used = with_page(settings, epochs)
                rounds.append((pictures, per_processor, alone / used))
        wall, processor, part = (statistics.median(column) for column in zip(*rounds))
        spread = f"({min(r[2] for r in rounds):.2f} ... {max(r[2] for r in rounds):.2f})"
        print(f"{name:16} {wall:10.1f} {processor:16.1f} {wanted:7} {f'{part:.2f} {spread}':>33} {'0.90':>7}", flush=True)
    with open("/proc/loadavg") as load:
        print("load of the machine:", load.read().split()[0])


main()
