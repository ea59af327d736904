"""Report 004's network in NumPy, all samples in one batch: 400-64-10, sigmoid, in double precision."""
import numpy as np

from work import measure

rng = np.random.default_rng(1)


def begin(_):
    X, T = rng.random((400, 4000)), np.zeros((10, 4000))
    T[rng.integers(0, 10, 4000), np.arange(4000)] = 1.0
    return X, T, [rng.normal(0.0, 0.066, (64, 400)), np.zeros((64, 1)), rng.normal(0.0, 0.16, (10, 64)), np.zeros((10, 1))]


def epoch(X, T, parameters):
    W1, b1, W2, b2 = parameters
    m = X.shape[1]
    A = 1.0 / (1.0 + np.exp(-(W1 @ X + b1)))
    Z = W2 @ A + b2
    E = np.exp(Z - Z.max(axis=0))
    P = E / E.sum(axis=0)
    loss = -np.sum(T * np.log(P)) / m
    dZ2 = (P - T) / m
    dZ1 = (W2.T @ dZ2) * A * (1.0 - A)
    gradients = [dZ1 @ X.T, dZ1.sum(axis=1, keepdims=True), dZ2 @ A.T, dZ2.sum(axis=1, keepdims=True)]
    for i, gradient in enumerate(gradients):
        parameters[i] = parameters[i] - 0.1 * gradient
    return loss


measure("numpy_digits", begin, epoch)
