"""What each lesson unlocks on the page, with the reference."""
import json
import time

from page import NUMBER, epoch, fail, wait_for_network


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
    wait_for_network(b)
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


def dropout(play, b):
    play.view("08", "&keep=0.5&speed=0")
    wait_for_network(b)
    b.click("#step")
    b.wait("document.querySelectorAll('.neuron.dropped').length > 0")
    masks = b.run("[...document.querySelectorAll('.mask')].map((c) => c.toDataURL())")
    b.click("#step")
    b.wait(f"JSON.stringify([...document.querySelectorAll('.mask')].map((c) => c.toDataURL())) !== {json.dumps(json.dumps(masks, separators=(',', ':')))}")


def nan(play, b):
    play.view("07", "&rate=100&loss=mean_squared_error&activation=relu&initialiser=he")
    wait_for_network(b)
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


def filters(play, b):
    play.view("13")
    b.wait("document.getElementById('filter-at').textContent.includes('Your correlate says')")
    b.wait("document.getElementById('filter-tape').textContent.includes('makes the same map')")
    b.choose("stride", "2")
    b.wait("document.getElementById('filter-at').textContent.includes('of 10x10')")
    # What a function throws names it, or not: the page names it once.
    for says in ("f: X is 1x1", "X is 1x1"):
        words = b.run(f"import('./ui.js').then((ui) => ui.said({{says: '{says}'}}, 'f'))")
        if words != "f: X is 1x1":
            fail(f"a function that threw is named in other words: {words}")


def language(play, b):
    play.view("14")
    b.wait("document.getElementById('look-at').textContent.includes('most of all')")
    length = b.run("document.getElementById('told').textContent.length")
    b.click("#write-on")
    b.wait(f"document.getElementById('told').textContent.length >= {length} + 33")
    b.wait("document.getElementById('bits').textContent.includes('held-out text')")
    b.choose("order", "4")
    b.wait("document.getElementById('chances-of').textContent.includes('160000 contexts')")


def loops(play, b):
    play.view("15")
    b.wait("document.getElementById('loops-at').textContent.includes('misses in 3 visits')")
    b.wait("document.getElementById('loops-product').textContent.includes('makes A B')")
    b.choose("order", "blocks")
    b.wait("document.getElementById('loops-totals').textContent.includes('blocks96')")
    b.click("#loops-play")
    b.wait("Number(document.getElementById('loops-range').value) > 4")
    b.choose("batch", "64")
    b.wait("document.getElementById('loops-roof').textContent.includes('6,799,360 flops')")


# Where a pen goes, in a square of 1 x 1, for some digits that everybody writes alike.
PEN = {
    0: [[(0.5, 0.05), (0.2, 0.2), (0.12, 0.5), (0.2, 0.8), (0.5, 0.95), (0.8, 0.8), (0.88, 0.5), (0.8, 0.2), (0.5, 0.05)]],
    1: [[(0.5, 0.05), (0.48, 0.5), (0.46, 0.95)]],
    3: [[(0.2, 0.12), (0.55, 0.05), (0.78, 0.2), (0.6, 0.45), (0.42, 0.48), (0.7, 0.55), (0.8, 0.75), (0.55, 0.95), (0.18, 0.88)]],
    7: [[(0.15, 0.08), (0.82, 0.08), (0.55, 0.5), (0.4, 0.95)]],
}


def digits(play, b):
    play.view("digits", "&speed=0&samples=5000")
    wait_for_network(b)
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


ALL = (activations, forward, nine, training, dropout, nan, racing, tape, filters, language, loops, digits)
