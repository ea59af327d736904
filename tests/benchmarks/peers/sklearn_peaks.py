"""scikit-learn's network, by its own loop: plain gradient descent, in double precision."""
import warnings

import numpy as np
from sklearn.neural_network import MLPClassifier

from work import WIDTHS, measure, peaks_like

warnings.filterwarnings("ignore")  # that one epoch is not enough


def begin(samples):
    X, labels = peaks_like(samples, np.random.default_rng(1))
    model = MLPClassifier(tuple(WIDTHS[1:-1]), solver="sgd", alpha=0.0, batch_size=32, learning_rate_init=0.1, momentum=0.0,
                          nesterovs_momentum=False, max_iter=1, warm_start=True, random_state=1)
    return np.ascontiguousarray(X.T), labels, model


def epoch(X, labels, model):
    model.fit(X, labels)


measure("sklearn_peaks", begin, epoch)
