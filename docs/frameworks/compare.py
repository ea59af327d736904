#!/usr/bin/env python3
"""Train one network in this course and in PyTorch, and compare the losses.

The course's side is its own C++ code, the experiment `frameworks` of lesson
12. This script runs it,

    ./gradus run 12 frameworks --seed SEED --out FOLDER

with the shape of the network and the settings of the training in environment
variables (GRADUS_WIDTHS=4,8,8,3 and so on). The course draws data and first
weights from the seed, trains twice, with the gradient of lesson 04 (or 10)
and with that of lesson 12's tape, and writes to FOLDER:

    frameworks_settings.csv   name, value
    frameworks_data.csv       sample, class, features (a blank between two)
    frameworks_batches.csv    step, samples of the step's batch
    frameworks_weights.csv    parameter, row, column, its value at the start,
                              and at the end by hand and by tape
    frameworks_losses.csv     step, loss by hand, loss by tape

From data, batches and first weights, and from nothing else, PyTorch trains
the same network in double precision. The losses must agree at every step.

Shapes. In the course a sample is a column; here it is a row:

    the course    Z = W X + b      out x m = (out x in)(in x m)
    PyTorch       Z = X W' + b     m x out = (m x in)(in x out)

W is out x in in both, so weights are copied as they are. The loss in both is
the mean over the m samples of a batch,

    -(1/m) sum over the samples s of log softmax(Z[s])[class of s].

Exit status: 0 the losses agree, 1 they do not, 2 they cannot be compared.
"""

import argparse
import csv
import math
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import torch
except ImportError:
    torch = None

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "lessons" / "12_autodiff" / "README.md"
LOSSES = Path(__file__).resolve().parent / "losses.md"
LISTINGS = {name: Path(__file__).resolve().parent / f"three_layers_{name}.py"
            for name in ("torch", "keras")}
MADE_BY = "docs/frameworks/compare.py --update"


class CannotCompare(Exception):
    """Something is missing or makes no sense; the text says what to do."""


# ---- the command line -------------------------------------------------------


def whole_number(least):
    """A converter for argparse: a whole number, at least `least`."""
    def convert(text):
        if text.isdecimal() and int(text) >= least:
            return int(text)
        raise argparse.ArgumentTypeError(
            f"{text!r} is no whole number from {least} on")
    return convert


def positive(text):
    """A converter for argparse: a number greater than 0, and up to 1000."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if 0.0 < number <= 1000.0:  # false for a NaN
        return number
    raise argparse.ArgumentTypeError(
        f"{text!r} is no number greater than 0, and up to 1000")


def width_list(text):
    """A converter for argparse: "4,8,8,3" -> [4, 8, 8, 3]."""
    words = text.split(",")
    if len(words) < 2 or not all(w.isdecimal() and int(w) > 0 for w in words):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no list of widths like 4,8,8,3 (inputs, hidden "
            "layers, classes)")
    if int(words[-1]) < 2:
        raise argparse.ArgumentTypeError(
            f"{text!r} ends in one class; a choice needs at least 2")
    return [int(w) for w in words]


def parse(arguments):
    parser = argparse.ArgumentParser(
        description="Trains one network in this course and in PyTorch, and "
                    "compares the losses of every step.",
        epilog="Exit status: 0 the losses agree, 1 they do not, 2 they "
               "cannot be compared.")
    parser.add_argument("--seed", type=whole_number(0), default=1,
                        help="data, first weights and batches (1)")
    parser.add_argument("--widths", type=width_list, default=[4, 8, 8, 3],
                        help="inputs, hidden layers, classes (4,8,8,3)")
    parser.add_argument("--network", choices=["plain", "residual"],
                        default="plain", help="(plain)")
    parser.add_argument("--activation", choices=["tanh", "relu"],
                        default="tanh", help="of the hidden layers (tanh)")
    parser.add_argument("--optimizer", default="sgd",
                        choices=["sgd", "momentum", "rms_prop", "adam",
                                 "adamw"], help="(sgd)")
    parser.add_argument("--samples", type=whole_number(1), default=60,
                        help="in the data set (60)")
    parser.add_argument("--batch", type=whole_number(1), default=20,
                        help="samples of one step (20)")
    parser.add_argument("--steps", type=whole_number(1), default=20,
                        help="of training (20)")
    parser.add_argument("--rate", type=positive, default=0.1,
                        help="the learning rate (0.1)")
    parser.add_argument("--tolerance", type=positive, default=1e-10,
                        help="greatest difference of two losses (1e-10)")
    parser.add_argument("--own", action="store_true",
                        help="compare your own lessons, not the solutions, "
                             "where there are any")
    parser.add_argument("--random", type=whole_number(1), metavar="N",
                        help="N networks in place of one: their shapes and "
                             "settings are drawn from the seeds SEED, "
                             "SEED + 1, ...")
    parser.add_argument("--update", action="store_true",
                        help="write losses.md and the page of lesson 12 anew")
    return parser.parse_args(arguments)


# ---- the course's side ------------------------------------------------------


def gradus_run(experiment, seed, folder, own=False, environment=None,
               lesson="12"):
    """Run an experiment of a lesson, which writes to `folder`."""
    command = [str(ROOT / "gradus"), "run", lesson, experiment,
               "--seed", str(seed), "--out", str(folder)]
    if not own and (ROOT / "solutions").is_dir():
        command.append("--solution")
    try:
        done = subprocess.run(command, cwd=ROOT, text=True,
                              env={**os.environ, **(environment or {})},
                              stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
    except OSError as error:
        raise CannotCompare(f"cannot start {command[0]}: {error.strerror}")
    if done.returncode != 0:
        raise CannotCompare("the course's side did not finish:\n"
                            + (done.stderr.strip() or done.stdout.strip()))


def rows(folder, name):
    """The rows of one of the course's files, as dictionaries."""
    path = Path(folder) / f"{name}.csv"
    try:
        with open(path, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise CannotCompare(f"cannot read {path}: {error.strerror}")


def numbers(text, kind=float):
    return [kind(word) for word in text.split()]


def matrices(table, column):
    """All parameters, in order: each is rows x columns, a bias one column."""
    shapes = {}
    for row in table:
        place = (int(row["row"]), int(row["column"]))
        shapes.setdefault(int(row["parameter"]), {})[place] = float(
            row[column])
    result = []
    for number in sorted(shapes):
        entries = shapes[number]
        matrix = torch.empty(max(i for i, _ in entries) + 1,
                             max(j for _, j in entries) + 1)
        for (i, j), value in entries.items():
            matrix[i, j] = value
        result.append(matrix)
    return result


def course_run(options):
    """Let the course train, and read what it wrote."""
    environment = {
        "GRADUS_WIDTHS": ",".join(map(str, options.widths)),
        "GRADUS_NETWORK": options.network,
        "GRADUS_ACTIVATION": options.activation,
        "GRADUS_OPTIMIZER": options.optimizer,
        "GRADUS_SAMPLES": str(options.samples),
        "GRADUS_BATCH": str(options.batch),
        "GRADUS_STEPS": str(options.steps),
        "GRADUS_RATE": repr(options.rate)}
    with tempfile.TemporaryDirectory() as folder:
        gradus_run("frameworks", options.seed, folder, options.own,
                   environment)
        data = rows(folder, "frameworks_data")
        weights = rows(folder, "frameworks_weights")
        losses = rows(folder, "frameworks_losses")
        return {
            "settings": {row["name"]: row["value"]
                         for row in rows(folder, "frameworks_settings")},
            "X": torch.tensor([numbers(row["features"]) for row in data]),
            "classes": torch.tensor([int(row["class"]) for row in data]),
            "batches": [numbers(row["samples"], int)
                        for row in rows(folder, "frameworks_batches")],
            "start": matrices(weights, "start"),
            "end": matrices(weights, "by_tape"),
            "by_hand": [float(row["by_hand"]) for row in losses],
            "by_tape": [float(row["by_tape"]) for row in losses]}


# ---- PyTorch's side ---------------------------------------------------------


def residual_block(width, activation):
    """x + W2 activation(W1 x + b), lesson 10's block."""
    class Block(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = torch.nn.Linear(width, width)
            self.outer = torch.nn.Linear(width, width, bias=False)

        def forward(self, x):
            return x + self.outer(activation(self.inner(x)))
    return Block()


def build(settings, start):
    """The same network, with the course's first weights.

    model.parameters() has the order of lesson 04's and lesson 10's flatten:
    the weights and bias of each layer, W1, b, W2 of each block.
    """
    widths = numbers(settings["widths"], int)
    activation = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}[
        settings["activation"]]
    parts = []
    if settings["network"] == "residual":
        parts += [torch.nn.Linear(widths[0], widths[1]), activation()]
        for width in widths[2:-1]:
            parts.append(residual_block(width, activation()))
    else:
        for inputs, outputs in zip(widths[:-2], widths[1:-1]):
            parts += [torch.nn.Linear(inputs, outputs), activation()]
    parts.append(torch.nn.Linear(widths[-2], widths[-1]))
    model = torch.nn.Sequential(*parts)

    parameters = list(model.parameters())
    if len(parameters) != len(start):
        raise CannotCompare(f"the course has {len(start)} parameters, PyTorch "
                            f"{len(parameters)}")
    with torch.no_grad():
        for parameter, values in zip(parameters, start):
            parameter.copy_(values.reshape(parameter.shape))
    return model


def build_optimizer(settings, parameters):
    """The optimizer that takes the course's steps, with its constants.

    sgd        theta - rate g
    momentum   v = beta v + g, theta - rate v
    rms_prop   s = rho s + (1 - rho) g^2, theta - rate g / (sqrt(s) + eps)
    adam       theta - rate M / (sqrt(S) + eps), M and S bias-corrected
    adamw      as adam, and theta shrinks by rate * decay * theta

    Epsilon stands outside of the root in all of them, as in lesson 09.
    """
    value = {name: float(text) for name, text in settings.items()
             if name.startswith(("rate", "momentum_", "rms_", "adam"))}
    rate = value["rate"]
    adam = {"lr": rate, "betas": (value["adam_beta1"], value["adam_beta2"]),
            "eps": value["adam_epsilon"]}
    optim = torch.optim
    makers = {
        "sgd": lambda: optim.SGD(parameters, lr=rate),
        "momentum": lambda: optim.SGD(parameters, lr=rate,
                                      momentum=value["momentum_beta"]),
        "rms_prop": lambda: optim.RMSprop(parameters, lr=rate,
                                          alpha=value["rms_prop_rho"],
                                          eps=value["rms_prop_epsilon"]),
        "adam": lambda: optim.Adam(parameters, **adam),
        "adamw": lambda: optim.AdamW(parameters, **adam,
                                     weight_decay=value["adamw_decay"])}
    return makers[settings["optimizer"]]()


def train(course):
    """Train in PyTorch; return the loss before each step, and the model."""
    model = build(course["settings"], course["start"])
    optimizer = build_optimizer(course["settings"], model.parameters())
    loss_function = torch.nn.CrossEntropyLoss()  # of logits; the mean
    losses = []
    for batch in course["batches"]:
        loss = loss_function(model(course["X"][batch]),
                             course["classes"][batch])
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses, model


# ---- the comparison ---------------------------------------------------------


def printed(loss):
    return f"{loss:16.12f}" if loss < 1000.0 else f"{loss:16.9e}"


def name_of(options):
    widths = ",".join(map(str, options.widths))
    return (f"{options.network} {widths}, {options.activation}, "
            f"{options.optimizer}, rate {options.rate:g}, batch "
            f"{options.batch} of {options.samples}, seed {options.seed}")


class Comparison:
    """The losses of one training, by the course and by PyTorch."""

    def __init__(self, options):
        course = course_run(options)
        self.options = options
        self.by_hand = course["by_hand"]
        self.by_tape = course["by_tape"]
        self.by_torch, model = train(course)
        self.differences = [
            max(abs(hand - other), abs(tape - other))
            for hand, tape, other in zip(self.by_hand, self.by_tape,
                                         self.by_torch)]
        self.greatest = max(self.differences, key=lambda d: (d != d, d))
        self.weights = max(
            (values.reshape(parameter.shape) - parameter.detach())
            .abs().max().item()
            for parameter, values in zip(model.parameters(), course["end"]))

    def agrees(self):
        return self.greatest <= self.options.tolerance  # false for a NaN

    def table(self, steps):
        """A Markdown table of some of the steps."""
        lines = ["| step |          by hand |          by tape |          "
                 "PyTorch | difference |",
                 "|-----:|-----------------:|-----------------:|---------"
                 "--------:|-----------:|"]
        for k in steps:
            losses = [printed(each[k]) for each in
                      (self.by_hand, self.by_tape, self.by_torch)]
            lines.append(f"| {k:4} | {' | '.join(losses)} | "
                         f"{self.differences[k]:10.1e} |")
        return "\n".join(lines)

    def diverged(self):
        return not max(self.by_hand) < 100.0 * max(1.0, self.by_hand[0])


def drawn(options, seed):
    """Other options, with a network and settings drawn from the seed."""
    draw = random.Random(seed)
    other = argparse.Namespace(**vars(options))
    other.seed = seed
    other.network = draw.choice(["plain", "residual"])
    other.activation = draw.choice(["tanh", "relu"])
    other.optimizer = draw.choice(["sgd", "momentum", "rms_prop", "adam",
                                   "adamw"])
    inputs, classes = draw.randint(1, 9), draw.randint(2, 7)
    if other.network == "residual":
        hidden = [draw.randint(1, 12)] * draw.randint(2, 6)
    else:
        hidden = [draw.randint(1, 16) for _ in range(draw.randint(0, 4))]
    other.widths = [inputs, *hidden, classes]
    other.samples = draw.randint(5, 120)
    other.batch = draw.randint(1, other.samples)
    other.rate = draw.choice([0.001, 0.003, 0.01])
    return other


def verdict(greatest, tolerance):
    if greatest <= tolerance:
        return f"All losses agree to {tolerance:g}."
    return (f"NOT EQUAL: losses differ by up to {greatest:.1e}, more than "
            f"{tolerance:g}.")


def compare_one(options):
    comparison = Comparison(options)
    print(name_of(options) + ":\n")
    print(comparison.table(range(options.steps)))
    print(f"\nGreatest difference of the losses {comparison.greatest:.1e}, of "
          f"the weights after {options.steps} steps "
          f"{comparison.weights:.1e}.")
    print(verdict(comparison.greatest, options.tolerance))
    if comparison.diverged():
        print("The training diverges, and rounding grows with it: choose a "
              "smaller --rate.")
    return 0 if comparison.agrees() else 1


def compare_many(options):
    greatest = 0.0
    compared = 0
    for seed in range(options.seed, options.seed + options.random):
        one = drawn(options, seed)
        try:
            difference = Comparison(one).greatest
        except CannotCompare as problem:
            print(f"       -  {name_of(one)}: {problem}", flush=True)
            continue
        compared += 1
        greatest = max(greatest, difference, key=lambda d: (d != d, d))
        print(f"{difference:8.1e}  {name_of(one)}", flush=True)
    if compared == 0:
        raise CannotCompare("no training could be compared")
    print(f"\nGreatest difference of {compared} networks, {options.steps} "
          f"steps each: {greatest:.1e}.")
    print(verdict(greatest, options.tolerance))
    if not greatest <= options.tolerance:  # a NaN is not equal either
        return 1
    return 0 if compared == options.random else 2


# ---- losses.md and the page of lesson 12 ------------------------------------

SHOWN = [
    {},
    {"network": "residual", "widths": [4, 6, 6, 6, 3]},
    {"activation": "relu", "optimizer": "momentum", "rate": 0.05, "seed": 2},
    {"network": "residual", "widths": [5, 8, 8, 4], "activation": "relu",
     "optimizer": "rms_prop", "rate": 0.01, "seed": 3},
    {"widths": [3, 16, 2], "optimizer": "adam", "rate": 0.01, "seed": 4},
    {"network": "residual", "widths": [2, 5, 5, 5, 5, 2],
     "optimizer": "adamw", "rate": 0.01, "batch": 7, "seed": 5}]


def command_of(changes):
    words = ["/usr/bin/python3 docs/frameworks/compare.py"]
    for name, value in changes.items():
        text = ",".join(map(str, value)) if name == "widths" else value
        words.append(f"--{name} {text}")
    return " ".join(words)


def write_losses(options):
    """losses.md: the comparisons of SHOWN, first steps and last step."""
    parts = ["# The same losses, twice\n",
             f"Made by `{MADE_BY}` with PyTorch {torch.__version__}. The last "
             "column is the greater\ndistance of the two from PyTorch's "
             "loss. Its few units in the last digit depend on the\nmachine "
             "and on the versions of the libraries."]
    agree = True
    for changes in SHOWN:
        comparison = Comparison(
            argparse.Namespace(**{**vars(parse([])), **changes,
                                  "own": options.own}))
        agree = agree and comparison.agrees()
        last = comparison.options.steps - 1
        parts.append(f"\n## {name_of(comparison.options)}\n")
        parts.append(f"```\n{command_of(changes)}\n```\n")
        parts.append(comparison.table([0, 1, 2, 3, 4, last]))
    LOSSES.write_text("\n".join(parts) + "\n", encoding="utf-8")
    return agree


def printed_losses(text):
    """{step: loss} from lines like "| 3 | 0.71 |" or "3 0.71"."""
    found = {}
    for line in text.splitlines():
        words = line.replace("|", " ").split()
        if len(words) == 2 and words[0].isdecimal():
            found[int(words[0])] = words[1]
    return found


def three_layers_table(options):
    """The losses of lesson 12's three_layers beside those of the listing."""
    with tempfile.TemporaryDirectory() as folder:
        gradus_run("three_layers", 1, folder, options.own)
        course = printed_losses(
            (Path(folder) / "three_layers.md").read_text(encoding="utf-8"))
    done = subprocess.run([sys.executable, str(LISTINGS["torch"])],
                          stdout=subprocess.PIPE, text=True, check=True)
    other = printed_losses(done.stdout)
    if not course or course.keys() != other.keys():
        raise CannotCompare("three_layers and its listing print other steps: "
                            f"{sorted(course)} and {sorted(other)}")
    differences = [abs(float(course[k]) - float(other[k])) for k in course]
    lines = ["| step |      this course |          PyTorch | equal to 1e-10 |",
             "|-----:|-----------------:|-----------------:|:---------------|"]
    for k, difference in zip(course, differences):
        equal = "yes" if difference <= options.tolerance else "no"
        lines.append(f"| {k:4} | {course[k]} | {other[k]} | {equal:14} |")
    return "\n".join(lines), max(differences) <= options.tolerance


def replace_block(page, what, text):
    """Put `text` between the marks of the block `what` of the page."""
    start = f"<!-- made by: {MADE_BY} ({what}) -->"
    end = "<!-- end -->"
    first = page.find(start)
    last = page.find(end, first)
    if first < 0 or last < 0:
        raise CannotCompare(f"{PAGE} has no block {start}")
    return page[:first] + start + "\n" + text + "\n" + page[last:]


def update(options):
    page = PAGE.read_text(encoding="utf-8")
    for name, path in LISTINGS.items():
        listing = path.read_text(encoding="utf-8").strip()
        page = replace_block(page, name, f"```python\n{listing}\n```")
    table, equal = three_layers_table(options)
    page = replace_block(page, "losses", table)
    agree = write_losses(options) and equal
    PAGE.write_text(page, encoding="utf-8")
    print(f"Written: {LOSSES.relative_to(ROOT)}, {PAGE.relative_to(ROOT)}")
    if not agree:
        print("NOT EQUAL: some losses there differ by more than the "
              "tolerance.")
    return 0 if agree else 1


def compare_each(program, options, compare_one, drawn):
    """Compare what the options say, or --random N of them. Exit status."""
    try:
        if torch is None:
            raise CannotCompare(f"{sys.executable} has no PyTorch: see "
                                "docs/frameworks/README.md")
        torch.set_default_dtype(torch.float64)
        every = ([drawn(options, options.seed + i)
                  for i in range(options.random)]
                 if options.random else [options])
        return 0 if all([compare_one(one) for one in every]) else 1
    except CannotCompare as problem:
        print(f"{program}: {problem}", file=sys.stderr)
        return 2


def main(arguments):
    options = parse(arguments)
    try:
        if torch is None:
            raise CannotCompare(
                f"{sys.executable} has no PyTorch.\nOn Debian 12: sudo "
                "apt-get install python3-torch, and then\n"
                "/usr/bin/python3 docs/frameworks/compare.py")
        torch.set_default_dtype(torch.float64)
        if options.update:
            return update(options)
        if options.random:
            return compare_many(options)
        return compare_one(options)
    except CannotCompare as problem:
        print(f"compare.py: {problem}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
