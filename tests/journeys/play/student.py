"""A students' copy whose files are written before the page's eyes."""
import glob
import os
import subprocess

from page import NUMBER, Play, course, epoch, fail


def write_lesson(copy, lesson, change=lambda text: text):
    source = glob.glob(f"{course}/solutions/{lesson}_*/*.cpp")[0]
    folder = os.path.basename(os.path.dirname(source))
    with open(source) as text:
        changed = change(text.read())
    with open(f"{copy}/lessons/{folder}/{os.path.basename(source)}", "w") as out:
        out.write(changed)


def replaced(what, by):
    def change(text):
        if what not in text:
            fail(f"the solution has no {what}")
        return text.replace(what, by, 1)
    return change


def of_a_student(tool, b, copy):
    """From unwritten to finished, with what goes wrong between; the page is never loaded anew."""
    subprocess.run([tool, "release", copy], check=True, stdout=subprocess.DEVNULL)
    play = Play(["./gradus", "play", "--no-browser"], copy, b)
    play.open("#lesson=07")
    b.wait("document.querySelector('main').textContent.includes('task 1.6 activate')", 600)
    locked = b.run("document.querySelectorAll('nav .locked').length")
    if locked != 12:
        fail(f"{locked} of 12 are closed though nothing is written")

    for lesson in ("00", "01"):
        write_lesson(copy, lesson)
    b.wait("document.querySelectorAll('nav .locked').length === 11", 240)
    for lesson in ("02", "03", "04", "05", "06"):
        write_lesson(copy, lesson)
    b.wait("document.querySelectorAll('nav .locked').length === 9", 200)
    b.wait("document.querySelector('main').textContent.includes('task 7.1 mini_batches')", 120)
    write_lesson(copy, "07", replaced("  theta -= rate * gradient;", "  todo(\"7.2 sgd_step\", theta, gradient, rate);"))
    b.wait("document.querySelector('main').textContent.includes('task 7.2 sgd_step')", 240)
    write_lesson(copy, "07")
    b.wait("!!document.querySelector('[data-view=\"07\"]')", 240)  # without a reload
    b.click("#play")
    b.wait(NUMBER.format("epoch") + " > 3")

    # A file that does not compile: what ran goes on.
    write_lesson(copy, "07", replaced("  theta -= rate * gradient;", "  theta -= rate * gradint;"))
    b.wait("document.getElementById('notices').textContent.includes('gradint')", 240)
    before = epoch(b)
    b.wait(NUMBER.format("epoch") + f" > {before}")
    # One that is wrong, one that never returns, one that crashes.
    write_lesson(copy, "07", replaced("  theta -= rate * gradient;", "  theta += rate * gradient;"))
    b.wait("document.getElementById('notices').textContent.includes('./gradus check 7.2')", 240)
    write_lesson(copy, "07", replaced("  theta -= rate * gradient;", "  while (rate > 0) theta *= 1;"))
    b.wait("document.getElementById('notices').textContent.includes('does not return')", 240)
    write_lesson(copy, "07", replaced("  theta -= rate * gradient;", "  std::abort();"))
    b.wait("document.getElementById('notices').textContent.includes('crashes')", 240)
    write_lesson(copy, "07")
    b.wait("document.getElementById('notices').textContent === ''", 240)
    b.wait("!!document.querySelector('[data-view=\"07\"]')", 120)
    play.check_console("a student's own code")
    play.end()
    print("the page follows a student's own code")
