#!/usr/bin/env python3
"""play_speed.py BUILD [SECONDS]: how fast ./gradus play paints, and what that takes from the training.

ninja -C build/ci gradus-play play_solution; tests/benchmarks/play_speed.py build/ci

For each network, in turn and five times: training at full speed with a page that hears every picture, server and engine on
one core; and the program that the page shows as its code, which trains the same network without any page. Both are measured
in processor time, so that other programs on the machine change little; the first row also in wall-clock time."""
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
seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 4.0
one_core = {max(os.sched_getaffinity(0))}
environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}

NETWORKS = {"2-[8,8]-2": ({"data": "swiss_roll", "widths": [8, 8]}, 30),
            "2-[50,50,50]-5": ({"data": "peaks", "widths": [50, 50, 50]}, 10)}


def question(settings, epochs):
    return {"do": "train", "run": 1, "samples": 600, "rate": 0.01, "epochs": epochs, "speed": 0, "paused": False,
            "want": ["network", "histograms"], **settings}


def with_page(settings):
    """Pictures a second, pictures a processor second, epochs a processor second."""
    served = Served(build, course + "/lessons/lab/play/page", cores=one_core)
    try:
        served.wait_for("tasks")
        served.send(question(settings, 1000000))
        pictures = (event for event in served.events() if event["kind"] == "picture")
        begin = time.monotonic()
        while time.monotonic() < begin + 0.5:
            first = next(pictures)
        begin, used, count = time.monotonic(), served.processor_seconds(), 0
        while time.monotonic() < begin + seconds:
            last = next(pictures)
            count += 1
        took, used = time.monotonic() - begin, served.processor_seconds() - used
        epochs = last["networks"][0]["epoch"] - first["networks"][0]["epoch"]
        return count / took, count / used, epochs / used
    finally:
        served.end()


def shown_code(settings, epochs, folder):
    served = Served(build, course + "/lessons/lab/play/page")
    try:
        served.wait_for("tasks")
        served.send({**question(settings, epochs), "paused": True})
        return compile_shown(served.wait_for("samples")["code"], course, build, folder)
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
    for name, (settings, wanted) in NETWORKS.items():
        rounds = []
        with tempfile.TemporaryDirectory() as folder:
            few, many = (os.path.join(folder, part) for part in ("few", "many"))
            programs = {}
            for part, epochs in ((few, 1), (many, 401)):
                os.mkdir(part)
                programs[part] = shown_code(settings, epochs, part)
            for _ in range(5):
                alone = 400 / (processor_seconds_of(programs[many]) - processor_seconds_of(programs[few]))
                pictures, per_processor, epochs = with_page(settings)
                rounds.append((pictures, per_processor, epochs / alone))
        wall, processor, part = (statistics.median(column) for column in zip(*rounds))
        spread = f"({min(r[2] for r in rounds):.2f} ... {max(r[2] for r in rounds):.2f})"
        print(f"{name:16} {wall:10.1f} {processor:16.1f} {wanted:7} {f'{part:.2f} {spread}':>33} {'0.90':>7}", flush=True)
    with open("/proc/loadavg") as load:
        print("load of the machine:", load.read().split()[0])


main()
