"""The plain loop in NumPy, as the reports wrote it: all in double precision."""
import numpy as np

from work import WIDTHS, measure, peaks_like

rng = np.random.default_rng(1)


def begin(samples):
    X, labels = peaks_like(samples, rng)
    T = np.zeros((WIDTHS[-1], samples))
    T[labels, np.arange(samples)] = 1.0
    layers = [[rng.normal(0.0, np.sqrt(2.0 / n), (m, n)), np.zeros((m, 1))] for n, m in zip(WIDTHS, WIDTHS[1:])]
    return X, T, layers


def epoch(X, T, layers):
    order = rng.permutation(X.shape[1])
    for first in range(0, order.size, 32):
        chosen = order[first:first + 32]
        step(X[:, chosen], T[:, chosen], layers, 0.1)


def step(X, T, layers, rate):
    m = X.shape[1]
    A, Z = [X], []
    for i, (W, b) in enumerate(layers):
        Z.append(W @ A[-1] + b)
        A.append(np.maximum(Z[-1], 0.0) if i + 1 < len(layers) else Z[-1])
    E = np.exp(Z[-1] - Z[-1].max(axis=0))
    P = E / E.sum(axis=0)
    loss = -np.sum(T * np.log(P)) / m
    dZ = (P - T) / m
    for i in reversed(range(len(layers))):
        W, b = layers[i]
        dW, db = dZ @ A[i].T, dZ.sum(axis=1, keepdims=True)
        if i > 0:
            dZ = (W.T @ dZ) * (Z[i - 1] > 0.0)
        layers[i][0] = W - rate * dW
        layers[i][1] = b - rate * db
    return loss


measure("numpy_peaks", begin, epoch)
