#!/usr/bin/env python3
"""Compute one step and one quantised product here and in PyTorch, and compare.

The course's side is the experiment `frameworks` of lesson 15. This script
runs it,

    ./gradus run 15 frameworks --seed SEED --out FOLDER

with the shape of the network in environment variables (GRADUS_WIDTHS=7,9,4
and so on), and reads FOLDER/fast.csv: name, row, column, value. There are a
batch, the parameters, the loss and its gradient (computed into buffers that
are larger than the batch, and again in parts that were joined), and the first
layer's weights in bytes, with their product with the batch.

PyTorch computes the gradient by its own autograd, the bytes by its own
quantize_per_channel, and the product from integers.

Exit status: 0 all numbers agree, 1 they do not, 2 they cannot be compared.
"""

import argparse
import random
import sys
import tempfile

import compare
from compare import positive, torch, whole_number, width_list


def parse(arguments):
    parser = argparse.ArgumentParser(
        description="Computes a step and a quantised product in this course "
                    "and in PyTorch, and compares them.")
    parser.add_argument("--seed", type=whole_number(0), default=1)
    parser.add_argument("--widths", type=width_list, default=[7, 9, 6, 4])
    parser.add_argument("--samples", type=whole_number(1), default=11)
    parser.add_argument("--parts", type=whole_number(1), default=3)
    parser.add_argument("--tolerance", type=positive, default=1e-10)
    parser.add_argument("--own", action="store_true",
                        help="your own lessons, not the solutions")
    parser.add_argument("--random", type=whole_number(1), metavar="N",
                        help="N networks, whose shapes are drawn")
    options = parser.parse_args(arguments)
    if options.parts > options.samples:
        parser.error("there are more parts than samples")
    return options


def course_run(options):
    """All matrices that the course wrote, by name."""
    environment = {"GRADUS_WIDTHS": ",".join(map(str, options.widths)),
                   "GRADUS_SAMPLES": str(options.samples),
                   "GRADUS_PARTS": str(options.parts)}
    with tempfile.TemporaryDirectory() as folder:
        compare.gradus_run("frameworks", options.seed, folder, options.own,
                           environment, lesson="15")
        table = compare.rows(folder, "fast")
    names = dict.fromkeys(row["name"] for row in table)
    return {name: compare.matrices([{**row, "parameter": 0} for row in table
                                    if row["name"] == name], "value")[0]
            for name in names}


def differences(course):
    """The greatest difference of the loss, the gradients and the product."""
    layers = sum(name.startswith("W") for name in course)
    W = [course[f"W{i}"].requires_grad_() for i in range(layers)]
    b = [course[f"b{i}"].requires_grad_() for i in range(layers)]
    x = course["X"].t()
    for i in range(layers):
        x = torch.nn.functional.linear(x, W[i], b[i].flatten())
        if i + 1 < layers:
            x = torch.relu(x)
    loss = torch.nn.functional.cross_entropy(x, course["T"].argmax(0))
    loss.backward()
    result = {"loss": abs(loss.item() - course["loss"].item())}
    for way, prefix in (("gradient", ""), ("in parts", "parts_")):
        result[way] = torch.stack([
            (p.grad - course[f"{prefix}d{name}{i}"]).abs().max()
            for name, all_of_it in (("W", W), ("b", b))
            for i, p in enumerate(all_of_it)]).max().item()

    scales = course["scales"].flatten()
    steps = course["W0"].detach() / scales[:, None]
    quantised = torch.quantize_per_channel(
        course["W0"].detach().float(), scales,
        torch.zeros(len(scales), dtype=torch.long), 0, torch.qint8)
    # PyTorch divides in single precision: ties may fall to either side.
    tie = ((steps - steps.floor()) - 0.5).abs() < 1e-4
    other = (quantised.int_repr() != course["values"]) & ~tie
    result["bytes that differ"] = int(other.sum())

    x_scales = course["X"].abs().max(0).values / 127
    inputs = (course["X"] / x_scales).round().long()
    product = (course["values"].long() @ inputs) * scales[:, None] * x_scales
    result["product"] = (product - course["product"]).abs().max().item()
    return result


def compare_one(options):
    found = differences(course_run(options))
    agree = all(value <= options.tolerance for value in found.values())
    print(f"seed {options.seed}: {'-'.join(map(str, options.widths))}, "
          f"{options.samples} samples, {options.parts} parts")
    print("  greatest difference: " +
          ", ".join(f"{name} {value:.1e}" if isinstance(value, float) else
                    f"{name} {value}" for name, value in found.items()) +
          f": {'equal' if agree else 'NOT EQUAL'} to {options.tolerance:g}")
    return agree


def drawn(options, seed):
    """The options with a shape that is drawn from the seed."""
    rng = random.Random(seed)
    samples = rng.randint(1, 30)
    widths = [rng.randint(2, 15) for _ in range(rng.randint(2, 5))]
    return argparse.Namespace(**{**vars(options), "seed": seed,
                                 "widths": widths, "samples": samples,
                                 "parts": rng.randint(1, samples)})


def main(arguments):
    return compare.compare_each("compare_fast.py", parse(arguments),
                                compare_one, drawn)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
