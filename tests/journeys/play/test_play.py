#!/usr/bin/env python3
"""test_play.py TOOL [COPY]: the page of ./gradus play in a headless Chromium, as people use it.

TOOL is gradus-staff in its build folder. With COPY, a folder, a students' copy is made there and filled in
before the page's eyes; without it, the page shows the reference."""
import atexit
import glob
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from browser import Browser

tool = os.path.abspath(sys.argv[1])
build = os.path.dirname(tool)
course = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))


def fail(what):
    print("FAILED:", what, file=sys.stderr)
    sys.exit(1)


class Play:
    """./gradus play in the background, and its page."""

    def __init__(self, command, folder, browser):
        self.process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
        atexit.register(self.process.send_signal, signal.SIGINT)  # also when a part of the journey fails
        self.browser = browser
        for line in self.process.stdout:
            if line.startswith("See it learn: "):
                self.address = line.split(": ", 1)[1].strip().split("#")[0]
                break
        else:
            fail("no address: " + " ".join(command))
        self.port = int(self.address.split(":")[2].split("/")[0])

    def open(self, setting):
        self.browser.open("about:blank")
        self.browser.open(self.address + setting)

    def view(self, lesson, more="", seconds=60):
        self.open(f"#lesson={lesson}{more}")
        self.browser.wait(f"!!document.querySelector('[data-view=\"{lesson}\"]')", seconds)

    def check_console(self, where):
        """Nothing complained, and nothing was asked of anybody else."""
        for event in self.browser.take_events():
            method, what = event["method"], event["params"]
            if method == "Runtime.exceptionThrown":
                fail(f"{where}: {what['exceptionDetails']}")
            if method == "Runtime.consoleAPICalled" and what["type"] in ("error", "warning", "assert"):
                fail(f"{where}: console: {what['args']}")
            if method == "Log.entryAdded" and what["entry"]["level"] == "error":
                if "ERR_INCOMPLETE_CHUNKED" not in what["entry"]["text"]:  # the page was left
                    fail(f"{where}: log: {what['entry']}")
            if method == "Network.requestWillBeSent":
                url = what["request"]["url"]
                if not url.startswith((self.address, "data:", "about:")):
                    fail(f"{where}: a request to {url}")

    def end(self):
        """Ctrl-C ends it, and frees its port."""
        self.process.send_signal(signal.SIGINT)
        if self.process.wait(20) != 0:
            fail("Ctrl-C: its status is not 0")
        if listening(self.port):
            fail("the port is still taken")


def listening(port):
    """The addresses that listen on this port."""
    found = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if not os.path.exists(table):
            continue
        with open(table) as lines:
            for line in lines:
                cells = line.split()
                if cells[3] == "0A" and cells[1].endswith(f":{port:04X}"):
                    found.append(cells[1].split(":")[0])
    return found


NUMBER = "Number(document.getElementById('figure-{}').textContent.replace(/\\s/g, ''))"


def epoch(browser):
    return browser.run(NUMBER.format("epoch"))


def said(browser):
    return browser.run("document.getElementById('notices').textContent")


# ---- the reference ---------------------------------------------------------------------------------

def activations(play, b):
    play.view("01")
    b.wait("document.querySelector('.facts').textContent.includes('0.761594')")  # tanh(1)
    for name in ("sigmoid", "relu", "leaky_relu"):
        b.click(f"[data-which={name}]")
        b.wait(f"document.querySelector('.facts').textContent.includes('{name}')")
    b.choose("range", 1000)
    b.choose("z", -1000)
    b.wait("document.querySelector('.facts').textContent.includes('-10')")  # leaky_relu(-1000)
    b.choose("slope", 0.5)
    b.wait("document.querySelector('.facts').textContent.includes('-500')")
    b.choose("logit0", 5)
    b.choose("temperature", 0.1)
    b.wait("document.getElementById('softmax').textContent.includes('1.000')")


def forward(play, b):
    play.view("02", "&widths=3")
    b.wait("!!document.querySelector('[aria-label^=\"layer 1, neuron 2\"]')")
    before = b.run("document.getElementById('formula').textContent")
    b.run("document.querySelector('[aria-label^=\"layer 1, neuron 2\"]').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    b.wait(f"document.getElementById('formula').textContent !== {json.dumps(before)}")
    b.choose("x0", 3)
    b.wait("document.getElementById('formula').textContent.includes('· 3')")
    b.choose("initialiser", "zeros")
    b.wait("/Z = 0 .* = 0/.test(document.getElementById('formula').textContent)")


def nine(play, b):
    play.view("04")
    b.wait("document.querySelector('.diagram')?.textContent.includes('dw5 = 22')")
    for _ in range(9):
        b.click("#back")
    b.wait("document.getElementById('stage').textContent.startsWith('1 of 10')")
    if "dw5" in b.run("document.querySelector('.diagram').textContent"):
        fail("lesson 04 shows a gradient before it goes back")
    b.click("#on")
    b.wait("document.getElementById('stage').textContent.includes('z1 and z2')")
    loss = b.run("document.querySelector('.diagram').getAttribute('aria-label')")
    b.click("#nine-step")
    b.wait(f"document.querySelector('.diagram').getAttribute('aria-label') !== {json.dumps(loss)}")


def training(play, b):
    play.view("07", "&speed=0")
    b.wait("document.getElementById('figure-training').textContent !== '–'")
    first = b.run(NUMBER.format("training"))
    b.click("#play")
    b.wait(NUMBER.format("epoch") + " > 60")
    b.click("#play")
    b.wait("document.getElementById('play').getAttribute('aria-label') === 'Train'")
    time.sleep(0.5)
    last = b.run(NUMBER.format("training"))
    if not last < first:
        fail(f"the loss does not fall: {first}, {last}")
    at = epoch(b)
    b.click("#epoch")
    b.wait(NUMBER.format("epoch") + f" === {at + 1}")
    b.click("#step")
    time.sleep(0.5)
    b.run("(() => { const e = document.getElementById('rewind'); e.value = 10; e.dispatchEvent(new Event('input')); })()")
    b.wait(NUMBER.format("epoch") + " <= 10")
    b.click("#play")
    b.wait(NUMBER.format("epoch") + " > 12")
    b.click("#more")
    b.wait("location.hash.includes('widths=8-8-8')")
    b.wait("document.querySelectorAll('.layer').length === 5")
    b.open("about:blank")


def every_knob(play, b):
    """Each choice of each knob: the network it makes is shown, and nothing is refused."""
    for lesson in ("07", "08", "09", "10"):
        play.view(lesson, "&samples=200")
        names = b.run("[...document.querySelectorAll('[data-knob]')].map((e) => e.dataset.knob)")
        if len(names) < 8:
            fail(f"lesson {lesson} has few knobs: {names}")
        for name in names:
            values = b.run(f"[...document.querySelector('[data-knob={name}]').options].filter((o) => !o.disabled).map((o) => o.value)")
            for value in values[:12]:
                if name == "samples" and float(value) > 2000:
                    continue
                b.choose(name, value)
                b.wait("document.getElementById('figure-epoch').textContent === '0'", 20)
                time.sleep(0.05)
                words = said(b)
                if words:
                    fail(f"lesson {lesson}, {name} = {value}: {words}")
            b.choose(name, values[0])
    play.view("07", "&rate=0.3&activation=relu&widths=5-4&method=adam&l2=0.001&data=swiss_roll")
    b.wait("document.querySelectorAll('.layer').length === 4")
    shown = b.run("['rate','activation','method','l2'].map((n) => document.querySelector(`[data-knob=${n}]`).value)")
    if shown != ["0.3", "relu", "adam", "0.001"]:
        fail(f"the address does not set the knobs: {shown}")


def every_set(play, b):
    for name in ("gmm", "swiss_roll", "microchips", "insurance", "noisy_line", "digits", "peaks"):
        play.view("07")
        b.wait("document.getElementById('figure-training').textContent !== '–'", 60)  # the buttons stay now
        b.click(f"[data-set={name}]")
        b.wait(f"document.body.textContent.includes('{name} (generated)')", 60)
        b.click("#epoch")
        b.wait(NUMBER.format("epoch") + " === 1", 30)
        if said(b):
            fail(f"data set {name}: {said(b)}")
    # Points with the mouse.
    b.click("[data-set=points]")
    b.wait("!!document.getElementById('undo')")
    for k in range(6):
        b.click(f"[aria-label='class {k % 2}']")
        box = b.run("(() => { const r = document.querySelector('.plane').getBoundingClientRect(); return [r.x, r.y, r.width]; })()")
        x, y = box[0] + box[2] * (0.15 + 0.12 * k), box[1] + box[2] * (0.2 if k % 2 else 0.8)
        b.mouse("mousePressed", x, y)
        b.mouse("mouseReleased", x, y)
        b.wait(f"document.body.textContent.includes('{k + 1} to learn from')")
    if "points=" not in b.run("location.hash"):
        fail("the points are not in the address")
    b.click("#undo")
    b.wait("document.body.textContent.includes('5 to learn from')")
    b.click("#epoch")
    b.wait(NUMBER.format("epoch") + " === 1")
    # A file.
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "pets.csv")
        with open(path, "w") as out:
            out.write("width,height,kind\n" + "".join(f"{i % 7},{i % 5},{'cat' if i % 2 else 'dog'}\n" for i in range(60)))
        root = b.call("DOM.getDocument")["root"]["nodeId"]
        node = b.call("DOM.querySelector", nodeId=root, selector="#file")["nodeId"]
        b.call("DOM.setFileInputFiles", nodeId=node, files=[path])
        b.wait("document.body.textContent.includes('pets.csv')")
        b.wait("document.querySelector('.legend').textContent.includes('cat')")


def dropout(play, b):
    play.view("08", "&keep=0.5&speed=0")
    b.wait("document.getElementById('figure-training').textContent !== '–'")
    b.click("#step")
    b.wait("document.querySelectorAll('.neuron.dropped').length > 0")
    masks = b.run("[...document.querySelectorAll('.mask')].map((c) => c.toDataURL())")
    b.click("#step")
    b.wait(f"JSON.stringify([...document.querySelectorAll('.mask')].map((c) => c.toDataURL())) !== {json.dumps(json.dumps(masks, separators=(',', ':')))}")


def nan(play, b):
    play.view("07", "&rate=100&loss=mean_squared_error&activation=relu&initialiser=he")
    b.wait("document.getElementById('figure-training').textContent !== '–'")
    b.click("#play")
    b.wait("document.getElementById('note').textContent.includes('NaN')")
    if "It began in epoch" not in b.run("document.getElementById('note').textContent"):
        fail("it does not say where the NaN began")


def racing(play, b):
    play.view("09", "&speed=0")
    b.wait("document.querySelectorAll('.card').length === 5")
    b.click("#play")
    b.wait(NUMBER.format("epoch") + " > 10")
    b.click("#play")
    b.click("#valley-play")
    b.wait("Number(document.getElementById('valley-at').value) > 30")
    play.view("10", "&speed=0")
    b.wait("document.querySelectorAll('.card').length === 2")
    b.click("#play")
    b.wait(NUMBER.format("epoch") + " > 30")
    losses = b.run("[...document.querySelectorAll('.card .numbers b')].map((e) => Number(e.textContent) || 0)")
    if not losses[2] < losses[0]:
        fail(f"ten layers learn as well without skips: {losses}")


def tape(play, b):
    play.view("12")
    b.wait("document.querySelectorAll('.diagram .cell').length === 11")
    b.click("#tape-on")
    b.wait("document.getElementById('tape-at').textContent.startsWith('Backward')")
    b.choose("network", "residual")
    b.wait("document.querySelectorAll('.diagram .cell').length > 15")


# Where a pen goes, in a square of 1 x 1, for some digits that everybody writes alike.
PEN = {
    0: [[(0.5, 0.05), (0.2, 0.2), (0.12, 0.5), (0.2, 0.8), (0.5, 0.95), (0.8, 0.8), (0.88, 0.5), (0.8, 0.2), (0.5, 0.05)]],
    1: [[(0.5, 0.05), (0.48, 0.5), (0.46, 0.95)]],
    3: [[(0.2, 0.12), (0.55, 0.05), (0.78, 0.2), (0.6, 0.45), (0.42, 0.48), (0.7, 0.55), (0.8, 0.75), (0.55, 0.95), (0.18, 0.88)]],
    7: [[(0.15, 0.08), (0.82, 0.08), (0.55, 0.5), (0.4, 0.95)]],
}


def digits(play, b):
    play.view("digits", "&speed=0&samples=5000")
    b.wait("document.getElementById('figure-training').textContent !== '–'", 60)
    b.click("#play")
    b.wait(NUMBER.format("epoch") + " > 25", 120)
    b.click("#play")
    b.wait("document.querySelectorAll('#wrong figure').length > 0")
    for digit, strokes in PEN.items():
        b.click("#wipe")
        box = b.run("(() => { const e = document.getElementById('pad'); e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect(); return [r.x, r.y, r.width]; })()")
        for stroke in strokes:
            places = [(box[0] + box[2] * (0.15 + 0.7 * x), box[1] + box[2] * (0.1 + 0.8 * y)) for x, y in stroke]
            b.mouse("mousePressed", *places[0])
            for (x0, y0), (x1, y1) in zip(places, places[1:]):
                for part in (0.25, 0.5, 0.75, 1):
                    b.mouse("mouseMoved", x0 + part * (x1 - x0), y0 + part * (y1 - y0))
            b.mouse("mouseReleased", *places[-1])
        b.wait("document.getElementById('taken').textContent.includes('takes it for')")
        taken = b.run("document.querySelector('#taken strong').textContent")
        if taken != str(digit):
            fail(f"a drawn {digit} is taken for {taken}")


def the_code(play, b):
    """What is shown compiles, and comes to the losses of the page."""
    settings = ["&data=microchips&samples=118&epochs=50&keep=0.8&method=adam&rate=0.01&l2=0.001",
                "&samples=200&epochs=50&skips=1&widths=4-4-4&schedule=cosine&method=adamw&l1=0.0001",
                "&data=insurance&scaling=standardise&epochs=50&loss=mean_squared_error&schedule=plateau&patience=50"]
    for setting in settings:
        play.view("07", setting + "&speed=0")
        b.wait("document.getElementById('figure-training').textContent !== '–'", 60)
        b.click("#play")
        b.wait(NUMBER.format("epoch") + " === 50", 60)
        loss = b.wait("Number(document.querySelector('[data-view]').dataset.loss)", 10)
        b.click("#code")
        code = b.wait("document.querySelector('#shown pre')?.textContent")
        with tempfile.TemporaryDirectory() as folder:
            source, program = os.path.join(folder, "shown.cpp"), os.path.join(folder, "shown")
            with open(source, "w") as out:
                out.write(code)
            objects = glob.glob(build + "/CMakeFiles/reference_*.dir/**/*.o", recursive=True)
            libraries = [f"{build}/{name}" for name in ("datasets/libgradus_datasets.a", "liblessons_common.a", "autograder/base/libgradus_base.a")]
            compiled = subprocess.run(["g++", "-std=c++20", "-O1", "-w", f"-I{course}/lessons", f"-I{course}", f"-I{course}/autograder",
                                       source, *objects, *libraries, "-larmadillo", "-lfmt", "-lgcrypt", "-o", program], capture_output=True, text=True)
            if compiled.returncode != 0:
                fail("the shown code does not compile:\n" + compiled.stderr[:3000])
            ran = subprocess.run([program], capture_output=True, text=True, cwd=course, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})
        numbers = ran.stdout.split()
        if len(numbers) != 50 or abs(float(numbers[-1]) - loss) > 1e-6 * abs(loss):
            fail(f"{setting}: the shown code comes to {numbers[-1:]} after {len(numbers)} epochs, the page to {loss}")


def random_clicks(play, b, count=1000):
    dice = random.Random(16)
    play.view("07")
    for i in range(count):
        places = b.run("[...document.querySelectorAll('button, select, input:not([type=file]), [tabindex=\"0\"], .plane, .pad')]"
                       ".filter((e) => e.getClientRects().length).length")
        k = dice.randrange(max(1, places))
        b.run(f"""(() => {{
          const all = [...document.querySelectorAll('button, select, input:not([type=file]), [tabindex="0"], .plane, .pad')].filter((e) => e.getClientRects().length);
          const e = all[{k}];
          if (!e || e.dataset?.set === 'file') return;
          if (e.tagName === 'SELECT') {{ e.selectedIndex = {dice.randrange(12)} % e.options.length; if (e.options[e.selectedIndex].disabled) return; e.dispatchEvent(new Event('change')); }}
          else if (e.type === 'range') {{ e.value = Number(e.min) + {dice.random()} * (e.max - e.min); e.dispatchEvent(new Event('input')); }}
          else {{ const r = e.getBoundingClientRect(); const at = {{bubbles: true, clientX: r.x + {dice.random()} * r.width, clientY: r.y + {dice.random()} * r.height, pointerId: 1}};
            if (e.matches('.plane')) e.dispatchEvent(new PointerEvent('pointerdown', at)); e.dispatchEvent(new MouseEvent('click', at)); }}
        }})()""")
        if i % 50 == 0:
            play.check_console(f"click {i} of {count}")
    b.run("document.querySelector('dialog')?.close()")
    play.view("07")
    b.wait("document.getElementById('figure-training').textContent !== '–'", 60)


def phone_and_words(play, b):
    """Nothing is wider than a phone, and every control has a name."""
    b.size(390, 844, True)
    for lesson in ("01", "02", "04", "07", "08", "09", "10", "12", "digits"):
        play.view(lesson)
        time.sleep(0.5)
        wide = b.run("document.documentElement.scrollWidth")
        if wide > 392:
            fail(f"lesson {lesson} is {wide} pixels wide on a phone of 390")
        nameless = b.run("""[...document.querySelectorAll('button, select, input')].filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label')
          || e.labels?.[0]?.textContent.trim() || e.title)).map((e) => e.outerHTML.slice(0, 120))""")
        if nameless:
            fail(f"lesson {lesson}: controls without a name: {nameless}")
    b.size(1280, 800)


def keyboard(play, b):
    play.view("07")
    b.wait("document.getElementById('figure-training').textContent !== '–'")
    b.run("document.activeElement.blur()")
    for kind in ("keyDown", "keyUp"):
        b.call("Input.dispatchKeyEvent", type=kind, key=" ", code="Space", text=" " if kind == "keyDown" else "")
    b.wait(NUMBER.format("epoch") + " > 2")
    for kind in ("keyDown", "keyUp"):
        b.call("Input.dispatchKeyEvent", type=kind, key=" ", code="Space", text=" " if kind == "keyDown" else "")
    b.wait("document.getElementById('play').getAttribute('aria-label') === 'Train'")
    b.wait("document.getElementById('spoken').textContent.includes('training loss')")


def reference(b):
    play = Play([tool, "play", "--solution", "--no-browser", "--port", "7700"], course, b)
    if listening(play.port) != ["0100007F"]:
        fail(f"it listens on {listening(play.port)}, not on the loopback address alone")
    for step in (activations, forward, nine, training, dropout, nan, racing, tape, digits, every_set, every_knob, the_code,
                 keyboard, phone_and_words, random_clicks):
        begin = time.monotonic()
        step(play, b)
        b.wait("true")
        play.check_console(step.__name__)
        print(f"{step.__name__}: {time.monotonic() - begin:.0f} s", flush=True)
    size = sum(os.path.getsize(f) for f in glob.glob(course + "/lessons/lab/play/page/*"))
    if size > 200 * 1024:
        fail(f"the page has {size} bytes, more than 200 KB")
    play.end()


# ---- a student's own code ------------------------------------------------------------------------------

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


def of_a_student(b, copy):
    subprocess.run([tool, "release", copy], check=True, stdout=subprocess.DEVNULL)
    play = Play(["./gradus", "play", "--no-browser", "--port", "7750"], copy, b)
    play.open("#lesson=07")
    b.wait("document.querySelector('main').textContent.includes('task 1.6 activate')", 600)
    locked = b.run("document.querySelectorAll('nav .locked').length")
    if locked != 9:
        fail(f"{locked} of 9 are closed though nothing is written")

    for lesson in ("00", "01"):
        write_lesson(copy, lesson)
    b.wait("document.querySelectorAll('nav .locked').length === 8", 120)
    for lesson in ("02", "03", "04", "05", "06"):
        write_lesson(copy, lesson)
    b.wait("document.querySelectorAll('nav .locked').length === 6", 200)
    b.wait("document.querySelector('main').textContent.includes('task 7.1 mini_batches')", 60)
    write_lesson(copy, "07", replaced("  theta -= rate * gradient;", "  todo(\"7.2 sgd_step\", theta, gradient, rate);"))
    b.wait("document.querySelector('main').textContent.includes('task 7.2 sgd_step')", 120)
    write_lesson(copy, "07")
    b.wait("!!document.querySelector('[data-view=\"07\"]')", 120)  # without a reload
    b.click("#play")
    b.wait(NUMBER.format("epoch") + " > 3")

    # A file that does not compile: what ran goes on.
    write_lesson(copy, "07", replaced("  theta -= rate * gradient;", "  theta -= rate * gradint;"))
    b.wait("document.getElementById('notices').textContent.includes('gradint')", 120)
    before = epoch(b)
    b.wait(NUMBER.format("epoch") + f" > {before}")
    # One that is wrong, one that never returns, one that crashes.
    write_lesson(copy, "07", replaced("  theta -= rate * gradient;", "  theta += rate * gradient;"))
    b.wait("document.getElementById('notices').textContent.includes('./gradus check 7.2')", 120)
    write_lesson(copy, "07", replaced("  theta -= rate * gradient;", "  while (rate > 0) theta *= 1;"))
    b.wait("document.getElementById('notices').textContent.includes('does not return')", 120)
    write_lesson(copy, "07", replaced("  theta -= rate * gradient;", "  std::abort();"))
    b.wait("document.getElementById('notices').textContent.includes('crashes')", 120)
    write_lesson(copy, "07")
    b.wait("document.getElementById('notices').textContent === ''", 120)
    b.wait("!!document.querySelector('[data-view=\"07\"]')", 60)
    play.check_console("a student's own code")
    play.end()
    print("the page follows a student's own code")


def main():
    browser = Browser()
    try:
        browser.size(1280, 800)
        if len(sys.argv) > 2:
            shutil.rmtree(sys.argv[2], ignore_errors=True)
            of_a_student(browser, os.path.abspath(sys.argv[2]))
        else:
            reference(browser)
            print("the page shows what it should, whatever is clicked")
    finally:
        browser.close()


main()
