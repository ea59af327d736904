#!/usr/bin/env python3
"""test_play.py TOOL [--student]: the page of ./gradus play in a headless Chromium, as people use it.

TOOL is gradus-staff in its build folder. The page shows the reference; or, with --student, a students' copy that
is filled in before the page's eyes."""
import glob
import os
import sys
import tempfile
import time

import handling
import unlocks
from browser import Browser
from page import Play, course, fail, listening
from student import of_a_student

LARGEST_PAGE = 200 * 1024  # bytes


def reference(tool, browser):
    command = [tool, "play", "--solution", "--no-browser"]
    play, second = Play(command, course, browser), Play(command, course, browser)
    play.build = os.path.dirname(tool)
    if second.port == play.port:
        fail("two pages have one port")
    second.end()
    if listening(play.port) != ["0100007F"]:
        fail(f"it listens on {listening(play.port)}, not on the loopback address alone")
    for step in unlocks.ALL + handling.ALL:
        begin = time.monotonic()
        step(play, browser)
        browser.wait("true")
        play.check_console(step.__name__)
        print(f"{step.__name__}: {time.monotonic() - begin:.0f} s", flush=True)
    size = sum(os.path.getsize(file) for file in glob.glob(course + "/lessons/lab/play/page/*"))
    if size > LARGEST_PAGE:
        fail(f"the page has {size} bytes, more than {LARGEST_PAGE}")
    play.end()
    print(f"the page shows what it should, whatever is clicked; it has {size} bytes")


def main():
    tool = os.path.abspath(sys.argv[1])
    browser = Browser()
    try:
        browser.size(1280, 800)
        if "--student" in sys.argv[2:]:
            with tempfile.TemporaryDirectory() as folder:  # a copy never lies in the course
                of_a_student(tool, browser, os.path.join(folder, "copy"))
        else:
            reference(tool, browser)
    finally:
        browser.close()


main()
