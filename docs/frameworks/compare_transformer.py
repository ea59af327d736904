#!/usr/bin/env python3
"""Compute one transformer in this course and in PyTorch, and compare.

The course's side is the experiment `frameworks` of lesson 14. This script
runs it,

    ./gradus run 14 frameworks --seed SEED --out FOLDER

with the shape of the network in environment variables (GRADUS_WIDTH=8 and so
on). The course draws parameters and texts from the seed, computes the loss
and its gradient on lesson 12's tape, and writes to FOLDER:

    transformer_settings.csv    name, value: the number of heads, and the loss
    transformer_texts.csv       text, its letters, the letters that come next
    transformer_parameters.csv  parameter, row, column, value, its gradient

From the parameters and the texts, and from nothing else, PyTorch computes
the same loss and gradient in double precision, with its own layer norm, its
own MultiheadAttention and its own cross-entropy.

Exit status: 0 all numbers agree, 1 they do not, 2 they cannot be compared.
"""

import argparse
import random
import sys
import tempfile

import compare
from compare import matrices, numbers, positive, rows, torch, whole_number

SHAPE = ["alphabet", "length", "texts", "width", "blocks", "heads", "inner"]
DEFAULTS = [7, 6, 3, 8, 2, 2, 12]


def parse(arguments):
    parser = argparse.ArgumentParser(
        description="Computes loss and gradient of one transformer in this "
                    "course and in PyTorch, and compares them.")
    parser.add_argument("--seed", type=whole_number(0), default=1)
    for name, default in zip(SHAPE, DEFAULTS):
        parser.add_argument(f"--{name}", type=whole_number(1), default=default,
                            help=f"({default})")
    parser.add_argument("--tolerance", type=positive, default=1e-10)
    parser.add_argument("--own", action="store_true",
                        help="your own lessons, not the solutions")
    parser.add_argument("--random", type=whole_number(1), metavar="N",
                        help="N networks, whose shapes are drawn")
    options = parser.parse_args(arguments)
    if options.width % options.heads:
        parser.error("the width must be a multiple of the heads")
    return options


def course_run(options):
    environment = {f"GRADUS_{name.upper()}": str(getattr(options, name))
                   for name in SHAPE}
    with tempfile.TemporaryDirectory() as folder:
        compare.gradus_run("frameworks", options.seed, folder, options.own,
                           environment, lesson="14")
        settings = {row["name"]: row["value"]
                    for row in rows(folder, "transformer_settings")}
        texts = rows(folder, "transformer_texts")
        parameters = rows(folder, "transformer_parameters")
    return {"heads": int(settings["heads"]), "loss": float(settings["loss"]),
            "letters": torch.tensor([numbers(t["letters"], int) for t in texts]),
            "next": torch.tensor([numbers(t["next"], int) for t in texts]),
            "parameters": matrices(parameters, "value"),
            "gradients": matrices(parameters, "gradient")}


def norm(x, gain, shift):
    return torch.nn.functional.layer_norm(x, x.shape[-1:], gain.flatten(),
                                          shift.flatten(), 1e-5)


def attention(x, W_query, W_key, W_value, W_out, heads):
    """PyTorch's own, with the course's matrices; x is texts x length x width."""
    width = x.shape[-1]
    nothing = torch.zeros(3 * width)
    later = torch.ones(x.shape[1], x.shape[1]).triu(1).bool()
    rows_first = x.transpose(0, 1)  # length x texts x width
    seen, _ = torch.nn.functional.multi_head_attention_forward(
        rows_first, rows_first, rows_first, width, heads,
        torch.cat([W_query, W_key, W_value]), nothing, None, None, False, 0.0,
        W_out, torch.zeros(width), attn_mask=later)
    return seen.transpose(0, 1)


def loss_of(P, letters, following, heads):
    """P: the parameters, in the course's order."""
    table, positions = P[0], P[1]
    x = table.t()[letters] + positions.t()[:letters.shape[1]]
    for k in range(2, len(P) - 4, 12):
        (gain1, shift1, W_query, W_key, W_value, W_out,
         gain2, shift2, W1, b1, W2, b2) = P[k:k + 12]
        x = x + attention(norm(x, gain1, shift1), W_query, W_key, W_value,
                          W_out, heads)
        inner = torch.relu(norm(x, gain2, shift2) @ W1.t() + b1.flatten())
        x = x + inner @ W2.t() + b2.flatten()
    gain, shift, W, b = P[-4:]
    logits = norm(x, gain, shift) @ W.t() + b.flatten()
    return torch.nn.functional.cross_entropy(logits.flatten(0, 1),
                                             following.flatten())


def compare_one(options):
    course = course_run(options)
    P = [p.clone().requires_grad_() for p in course["parameters"]]
    loss = loss_of(P, course["letters"], course["next"], course["heads"])
    loss.backward()
    of_loss = abs(loss.item() - course["loss"])
    of_gradient = max((p.grad - g).abs().max().item()
                      for p, g in zip(P, course["gradients"]))
    count = sum(p.numel() for p in P)
    shape = ", ".join(f"{name} {getattr(options, name)}" for name in SHAPE)
    agree = max(of_loss, of_gradient) <= options.tolerance
    print(f"seed {options.seed}: {shape}; {count} parameters")
    print(f"  loss here {course['loss']:.14f}, PyTorch {loss.item():.14f}")
    print(f"  greatest difference: loss {of_loss:.1e}, gradient "
          f"{of_gradient:.1e}: {'equal' if agree else 'NOT EQUAL'} to "
          f"{options.tolerance:g}")
    return agree


def drawn(options, seed):
    """The options with a shape that is drawn from the seed."""
    rng = random.Random(seed)
    heads = rng.randint(1, 4)
    shape = [rng.randint(2, 12), rng.randint(1, 12), rng.randint(1, 5),
             heads * rng.randint(1, 4), rng.randint(1, 3), heads,
             rng.randint(1, 16)]
    changes = dict(zip(SHAPE, shape))
    if changes["width"] == 1:
        changes["width"] = 2 * heads
    return argparse.Namespace(**{**vars(options), **changes, "seed": seed})


def main(arguments):
    return compare.compare_each("compare_transformer.py", parse(arguments),
                                compare_one, drawn)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
