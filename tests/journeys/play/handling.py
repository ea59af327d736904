"""Whatever can be done with the page: every knob, every data set, keys, a phone, the code, and clicks at random."""
import glob
import json
import os
import random
import subprocess
import tempfile
import time

from page import NUMBER, course, fail, said, wait_for_network
from served import compile_shown


LESSONS = ("01", "02", "04", "07", "08", "09", "10", "12", "13", "14", "15", "digits")


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
        wait_for_network(b)
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


def the_code(play, b):
    """What is shown compiles, and comes to the losses of the page."""
    settings = ["&samples=200&epochs=50&widths=4-4-4&lesson=10",  # of two: the first
                "&data=microchips&samples=118&epochs=50&keep=0.8&method=adam&rate=0.01&l2=0.001",
                "&samples=200&epochs=50&skips=1&widths=4-4-4&schedule=cosine&method=adamw&l1=0.0001",
                "&data=insurance&scaling=standardise&epochs=50&loss=mean_squared_error&schedule=plateau&patience=50",
                "&data=points&points=QECAAMBAgAFAwIABwMCAAEBQoAGwsJAA&epochs=50&method=momentum&schedule=step"]
    for setting in settings:
        play.view("10" if "lesson=10" in setting else "07", setting + "&speed=0")
        wait_for_network(b)
        b.click("#play")
        b.wait(NUMBER.format("epoch") + " === 50", 60)
        loss = b.wait("Number(document.querySelector('[data-view]').dataset.loss)", 10)
        b.click("#code")
        code = b.wait("document.querySelector('#shown pre')?.textContent")
        with tempfile.TemporaryDirectory() as folder:
            try:
                program = compile_shown(code, course, play.build, folder)
            except subprocess.CalledProcessError as error:
                fail("the shown code does not compile:\n" + error.stderr[:3000])
            ran = subprocess.run([program], capture_output=True, text=True, cwd=course, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})
        numbers = ran.stdout.split()
        if len(numbers) != 50 or abs(float(numbers[-1]) - loss) > 1e-6 * abs(loss):
            fail(f"{setting}: the shown code comes to {numbers[-1:]} after {len(numbers)} epochs, the page to {loss}")


# What a hand can get hold of, and where: [kind, x, y] of number k, scrolled into view.
REACHABLE = """[...document.querySelectorAll(document.querySelector('dialog') ? 'dialog button' :
  'button, select, input:not([type=file]), [tabindex="0"], .plane, .pad')].filter((e) => e.getClientRects().length && e.dataset.set !== 'file')"""


def random_clicks(play, b, count=1000):
    """Clicks of a real mouse, anywhere on anything; lists, which a headless browser cannot open, take a value at random."""
    dice = random.Random(16)
    play.view("07")
    for i in range(count):
        kind, x, y = b.run(f"""(() => {{
          const all = {REACHABLE}, e = all[Math.floor({dice.random()} * all.length)];
          if (!e) return ['nothing', 0, 0];
          e.scrollIntoView({{block: 'center', behavior: 'instant'}});
          const r = e.getBoundingClientRect();
          if (e.tagName === 'SELECT') {{
            const open = [...e.options].filter((o) => !o.disabled);
            e.value = open[Math.floor({dice.random()} * open.length)].value;
            e.dispatchEvent(new Event('change', {{bubbles: true}}));
          }}
          return [e.tagName, r.x + {dice.random()} * r.width, r.y + {dice.random()} * r.height];
        }})()""")
        if kind not in ("SELECT", "nothing"):
            b.mouse("mousePressed", x, y)
            b.mouse("mouseReleased", x, y)
        if i % 25 == 0:
            play.check_console(f"click {i} of {count}")
    play.check_console(f"click {count}")
    b.run("document.querySelector('dialog')?.close()")
    play.view("07")
    wait_for_network(b)


def phone_and_words(play, b):
    """Nothing is wider than a phone, and every control has a name."""
    b.size(390, 844, True)
    for lesson in LESSONS:
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


# Texts of HTML (not of drawings) whose contrast to what lies behind them is below WCAG's AA.
PALE = """(() => {
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const behind = (e) => { for (; e; e = e.parentElement) { const c = numbers(getComputedStyle(e).backgroundColor); if ((c[3] ?? 1) === 1) return c; } return [255, 255, 255]; };
  const texts = [...document.body.querySelectorAll('*')].filter((e) => !e.closest('svg, select, :disabled, .unseen, .skip, .neuron') && e.getClientRects().length
    && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  return texts.flatMap((e) => {
    const style = getComputedStyle(e), size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 600);
    const [a, b] = [luminance(numbers(style.color)), luminance(behind(e))].sort((x, y) => y - x), contrast = (a + 0.05) / (b + 0.05);
    return contrast < (large ? 3 : 4.5) ? [`${e.textContent.trim().slice(0, 30)}: ${contrast.toFixed(1)}`] : [];
  });
})()"""


def contrast(play, b):
    for scheme in ("light", "dark"):
        b.prefers(prefers_color_scheme=scheme)
        for lesson in LESSONS:
            play.view(lesson)
            time.sleep(0.5)
            if pale := b.run(PALE):
                fail(f"lesson {lesson}, {scheme}: texts that are hard to read: {pale}")
    b.prefers(prefers_color_scheme="light")


def addresses(play, b):
    """A choice is in the address, and an address sets the choices, wherever it is opened."""
    play.view("08")
    wait_for_network(b)
    for name, value in (("keep", "0.5"), ("rate", "0.03"), ("seed", "4"), ("activation", "relu"), ("samples", "50")):
        b.choose(name, value)
        b.wait(f"location.hash.includes('{name}={value}')")
    hash_ = b.run("location.hash")
    play.open(hash_)
    b.wait("!!document.querySelector('[data-view=\"08\"]')")
    shown = b.run("['keep', 'rate', 'seed', 'activation', 'samples'].map((n) => document.querySelector(`[data-knob=${n}]`).value)")
    if shown != ["0.5", "0.03", "4", "relu", "50"]:
        fail(f"{hash_} sets {shown}")


def keyboard(play, b):
    play.view("07")
    wait_for_network(b)
    b.run("document.activeElement.blur()")
    for kind in ("keyDown", "keyUp"):
        b.call("Input.dispatchKeyEvent", type=kind, key=" ", code="Space", text=" " if kind == "keyDown" else "")
    b.wait(NUMBER.format("epoch") + " > 2")
    for kind in ("keyDown", "keyUp"):
        b.call("Input.dispatchKeyEvent", type=kind, key=" ", code="Space", text=" " if kind == "keyDown" else "")
    b.wait("document.getElementById('play').getAttribute('aria-label') === 'Train'")
    b.wait("document.getElementById('spoken').textContent.includes('training loss')")


ALL = (every_set, every_knob, addresses, the_code, keyboard, phone_and_words, contrast, random_clicks)
