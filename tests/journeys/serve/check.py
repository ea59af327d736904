"""check.py ADDRESS EVIL FOLDER: the page of ./gradus serve, by its keys. EVIL is a person's name; pictures go to FOLDER."""
import pathlib
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "play"))
from browser import Browser  # noqa: E402

address, evil, pictures = sys.argv[1:]


def check(holds, what):
    if not holds:
        raise SystemExit("does not hold: " + what)


def status(where, **headers):
    try:
        return urllib.request.urlopen(urllib.request.Request(where, headers=headers)).status
    except urllib.error.HTTPError as error:
        return error.code


check(status(address + "rows") == 200, "the address answers")
check(status(address.rsplit("/", 2)[0] + "/rows") == 403, "without the secret nobody is answered")
check(status(address + "rows", Host="evil.example") == 403, "another host is refused")
check(status(address + "rows", Origin="http://evil.example") == 403, "another page is refused")

page = Browser()


def key(name, text=""):
    for kind in ("keyDown", "keyUp"):
        page.call("Input.dispatchKeyEvent", type=kind, key=name, text=text if kind == "keyDown" else "",
                  **({"windowsVirtualKeyCode": 13, "nativeVirtualKeyCode": 13} if name == "Enter" else {}))


try:
    page.size(1280, 800)
    page.open(address)
    page.wait("document.querySelectorAll('#rows tr').length === 4")
    names = page.run("[...document.querySelectorAll('#rows tr td:first-child')].map(e => e.textContent)")
    check(any(name.startswith("<img src=x") for name in names), "a hostile name is shown as text")
    check(page.run("document.querySelectorAll('main img, main script').length") == 0, "no name is markup")
    check("4 people" in page.run("document.getElementById('progress').textContent"), "how far it is")

    chosen = "document.querySelector('.here td').textContent"
    for _ in range(5):
        if page.run(chosen) == "half":
            break
        key("j", "j")
    check(page.run(chosen) == "half", "j goes down")
    key("Enter", "\r")
    page.wait("document.querySelectorAll('#work pre.code').length === 1")
    check("weighted_sums" in page.run("document.querySelector('#work pre.code').textContent"), "the answer is there")
    check(page.run("document.querySelectorAll('#work details[open]').length") > 0, "what failed stands beside it")
    for scheme in ("light", "dark"):
        page.prefers(prefers_color_scheme=scheme)
        page.picture(f"{pictures}/serve_{scheme}.png")

    key("o", "o")
    page.wait("document.getElementById('override').open")
    page.run("document.getElementById('points').value = '51.5'; document.getElementById('reason').value = ''")
    page.click("#override-form button[type=submit]")
    check(page.run("document.getElementById('override').open"), "a mark without a reason is not taken")
    page.run("document.getElementById('reason').value = 'shown in person <b>'")
    page.click("#override-form button[type=submit]")
    page.wait("!document.getElementById('override').open")
    page.wait("document.querySelector('#work h2').textContent.includes('51.5 of 60')")
    check(page.run("document.querySelectorAll('#work b').length") == 0, "a reason is no markup")
    page.wait("document.querySelectorAll('td.override').length === 1")

    key("/", "/")
    check(page.run("document.activeElement.id") == "find", "/ finds")
    page.call("Input.insertText", text="<img")
    page.wait("document.querySelectorAll('#rows tr').length === 1")
    key("Enter", "\r")
    key("Enter", "\r")
    page.wait("document.querySelector('#work h2').textContent.startsWith('<img')")
    check("<script>" in page.run("document.querySelector('#work pre.code').textContent"), "hostile code is text")
    key("?", "?")
    page.wait("document.getElementById('help').open")
    key("Escape")
    page.run("document.getElementById('help').close()")
    time.sleep(0.5)
    check(page.run("document.title") == "Grades", "nothing of a submission has run")
    troubles = [event for event in page.take_events()
                if event.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded")
                and "favicon" not in str(event)
                and "400" not in str(event)]
    check(not troubles, f"no errors: {troubles}")
finally:
    page.close()
print("the page is well")
