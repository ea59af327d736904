"""./gradus play in the background, and its page in a browser."""
import atexit
import os
import signal
import subprocess
import sys

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


def wait_for_network(browser, seconds=60):
    browser.wait("document.getElementById('figure-epoch').textContent !== '–'", seconds)


def epoch(browser):
    return browser.run(NUMBER.format("epoch"))


def said(browser):
    return browser.run("document.getElementById('notices').textContent")
