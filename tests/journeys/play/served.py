"""The page's server and an engine, without ./gradus and without a browser; and the code that it shows, compiled."""
import glob
import json
import os
import socket
import subprocess
import urllib.request


class Served:
    """gradus-play with this engine, and a page that hears its events. BUILD is the folder of the build."""

    def __init__(self, build, page, engine="play_solution", cores=None):
        ours, theirs = socket.socketpair()

        def becomes_3():  # the line to gradus-play
            os.dup2(theirs.fileno(), 3)
            if cores:
                os.sched_setaffinity(0, cores)

        self.process = subprocess.Popen([f"{build}/run/gradus-play", page, "0"], preexec_fn=becomes_3, close_fds=False)
        theirs.close()
        self.line = ours
        said = json.loads(ours.makefile().readline())
        self.address = said["address"]
        ours.sendall((json.dumps({"engine": f"{build}/run/{engine}"}) + "\n").encode())
        self.stream = urllib.request.urlopen(self.address + "events?page=one", timeout=120)

    def events(self):
        for line in self.stream:
            if line.startswith(b"data: "):
                yield json.loads(line[6:])

    def wait_for(self, kind):
        return next(event for event in self.events() if event["kind"] == kind)

    def send(self, message):
        request = urllib.request.Request(self.address + "do?page=one", json.dumps(message).encode(), method="POST")
        urllib.request.urlopen(request).read()

    def processor_seconds(self):
        """Of the server and the engine."""
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as children:
            processes = [self.process.pid, *map(int, children.read().split())]
        ticks = 0
        for process in processes:
            with open(f"/proc/{process}/stat") as stat:
                cells = stat.read().rsplit(")", 1)[1].split()
            ticks += int(cells[11]) + int(cells[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def end(self):
        self.stream.close()
        self.line.close()
        self.process.wait(20)


def compile_shown(code, course, build, folder):
    """The program of "Show the code", with the reference's functions. Raises CalledProcessError with the errors."""
    source, program = os.path.join(folder, "shown.cpp"), os.path.join(folder, "shown")
    with open(source, "w") as out:
        out.write(code)
    objects = glob.glob(build + "/CMakeFiles/reference_*.dir/**/*.o", recursive=True)
    libraries = [f"{build}/{name}" for name in ("datasets/libgradus_datasets.a", "liblessons_common.a", "autograder/base/libgradus_base.a")]
    subprocess.run(["g++", "-std=c++20", "-O2", "-w", *(f"-I{course}/{where}" for where in ("lessons", ".", "autograder")), source,
                    *objects, *libraries, "-larmadillo", "-lopenblas", "-lfmt", "-lgcrypt", "-o", program], check=True, capture_output=True, text=True)
    return program
