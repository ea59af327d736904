#!/usr/bin/env python3
"""Compute what lesson 13 records once more in PyTorch, and compare.

The course's side is the experiment `frameworks` of lesson 13,

    ./gradus run 13 frameworks --seed SEED --out FOLDER

which draws shapes and numbers from the seed and writes to FOLDER:

    images_settings.csv   name, value: heights, widths, strides, ...
    images_matrices.csv   name, rows, columns, numbers column by column

For each operation there are its inputs, its value, G (what comes back to the
value) and the gradient of each input. From inputs and G, and from nothing
else, PyTorch computes the value and the gradients in double precision.

Layout. In the course an image is a column: pixel by pixel down each of its
columns, channel after channel. In PyTorch it is channels x height x width.

Exit status: 0 all agree, 1 they do not, 2 they cannot be compared.
"""

import argparse
import sys
import tempfile

from compare import (CannotCompare, gradus_run, numbers, positive, rows,
                     torch, whole_number)


class Course:
    """What the course wrote."""

    def __init__(self, folder):
        self.matrices = {}
        for row in rows(folder, "images_matrices"):
            matrix = torch.tensor(numbers(row["numbers"]))
            self.matrices[row["name"]] = matrix.reshape(
                int(row["columns"]), int(row["rows"])).T
        self.settings = {row["name"]: int(row["value"])
                         for row in rows(folder, "images_settings")}

    def input(self, name):
        """A matrix that PyTorch is to give a gradient."""
        return self.matrices[name].clone().requires_grad_()

    def images(self, matrix, name, channels=None):
        """pixels x samples -> samples x channels x height x width"""
        height = self.settings[name + ".height"]
        width = self.settings[name + ".width"]
        channels = channels or self.settings[name + ".channels"]
        return matrix.T.reshape(-1, channels, width, height).transpose(2, 3)

    def window(self, name):
        return tuple(self.settings[f"{name}.{each}"]
                     for each in ("size", "stride", "padding"))


def columns(images):
    """samples x channels x height x width -> pixels x samples"""
    return images.transpose(2, 3).reshape(len(images), -1).T


def filters(matrix, size):
    """filters x pixels -> filters x channels x size x size"""
    return matrix.reshape(len(matrix), -1, size, size).transpose(2, 3)


# ---- the operations, in PyTorch ---------------------------------------------


def convolution(course, x, weights, bias):
    size, stride, padding = course.window("convolution")
    return columns(torch.nn.functional.conv2d(
        course.images(x, "convolution"), filters(weights, size),
        bias.flatten(), stride=stride, padding=padding))


def pool(course, x):
    size, stride, _ = course.window("pool")
    return columns(torch.nn.functional.max_pool2d(course.images(x, "pool"),
                                                  size, stride))


def layer_norm(_, x, gain, shift):
    return torch.nn.functional.layer_norm(
        x.T, (len(x),), gain.flatten(), shift.flatten()).T


def batch_norm(course, x, gain, shift, training=True):
    suffix = "_before" if training else ""
    mean = course.matrices["batch_norm.mean" + suffix].flatten().clone()
    variance = course.matrices["batch_norm.variance" + suffix].flatten().clone()
    result = torch.nn.functional.batch_norm(
        x.T, mean, variance, gain.flatten(), shift.flatten(),
        training=training).T
    if training:
        course.running = {"batch_norm.mean": mean,
                          "batch_norm.variance": variance}
    return result


def batch_norm_in_use(course, x, gain, shift):
    return batch_norm(course, x, gain, shift, training=False)


OPERATIONS = {"convolution": convolution, "pool": pool,
              "layer_norm": layer_norm, "batch_norm": batch_norm,
              "batch_norm_in_use": batch_norm_in_use}


def lenet(course):
    """Its loss, and the gradients of its eight parameters, in one vector."""
    parameters = [course.input(f"lenet.parameter{k}") for k in range(8)]
    images = course.images(course.matrices["lenet.X"], "lenet")
    for k, stage in ((0, "first"), (2, "second")):
        size, stride, padding = course.window("lenet." + stage)
        images = torch.nn.functional.conv2d(
            images, filters(parameters[k], size), parameters[k + 1].flatten(),
            stride=stride, padding=padding)
        size, stride, _ = course.window("lenet.pool")
        images = torch.nn.functional.max_pool2d(torch.relu(images), size,
                                                stride)
    hidden = torch.relu(parameters[4] @ columns(images) + parameters[5])
    logits = parameters[6] @ hidden + parameters[7]
    loss = torch.nn.functional.cross_entropy(
        logits.T, course.matrices["lenet.T"].argmax(0))
    loss.backward()
    return loss.detach(), torch.cat([p.grad.T.flatten() for p in parameters])


# ---- the comparison ---------------------------------------------------------


def differences(course):
    """{what: the greatest difference of two numbers}"""
    found = {}

    def compare(name, other):
        mine = course.matrices[name]
        other = other.detach().reshape(mine.shape)
        difference = (mine - other).abs().max().item()
        found[name.split(".")[0]] = max(found.get(name.split(".")[0], 0.0),
                                        difference)

    for name, operation in OPERATIONS.items():
        inputs = []
        while f"{name}.input{len(inputs)}" in course.matrices:
            inputs.append(course.input(f"{name}.input{len(inputs)}"))
        value = operation(course, *inputs)
        compare(name + ".value", value)
        (value * course.matrices[name + ".G"]).sum().backward()
        for k, each in enumerate(inputs):
            compare(f"{name}.gradient{k}", each.grad)
        if name == "batch_norm":
            for kept, other in course.running.items():
                compare(kept, other)
    loss, gradient = lenet(course)
    compare("lenet.loss", loss)
    compare("lenet.gradient", gradient)
    return found


def parse(arguments):
    parser = argparse.ArgumentParser(
        description="Computes the operations of lesson 13 and a LeNet's "
                    "gradient once more in PyTorch, and compares.",
        epilog="Exit status: 0 all agree, 1 they do not, 2 they cannot be "
               "compared.")
    parser.add_argument("--seed", type=whole_number(0), default=1,
                        help="shapes and numbers (1)")
    parser.add_argument("--random", type=whole_number(1), default=1,
                        metavar="N", help="N times, with the seeds SEED, "
                                          "SEED + 1, ...")
    parser.add_argument("--tolerance", type=positive, default=1e-10,
                        help="greatest difference of two numbers (1e-10)")
    parser.add_argument("--own", action="store_true",
                        help="compare your own lessons, not the solutions, "
                             "where there are any")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    try:
        if torch is None:
            raise CannotCompare(
                f"{sys.executable} has no PyTorch.\nOn Debian 12: sudo "
                "apt-get install python3-torch, and then\n"
                "/usr/bin/python3 docs/frameworks/compare_images.py")
        torch.set_default_dtype(torch.float64)
        greatest = 0.0
        for seed in range(options.seed, options.seed + options.random):
            with tempfile.TemporaryDirectory() as folder:
                gradus_run("frameworks", seed, folder, options.own,
                           lesson="13")
                found = differences(Course(folder))
            greatest = max([greatest, *found.values()],
                           key=lambda d: (d != d, d))
            print(f"seed {seed}: " + ", ".join(
                f"{name} {each:.1e}" for name, each in found.items()),
                flush=True)
        equal = greatest <= options.tolerance  # false for a NaN
        print(f"All numbers agree to {options.tolerance:g}." if equal else
              f"NOT EQUAL: numbers differ by up to {greatest:.1e}.")
        return 0 if equal else 1
    except CannotCompare as problem:
        print(f"compare_images.py: {problem}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
