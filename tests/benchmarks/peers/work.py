"""What the peers train, as work.hpp says it for ours, and how it is measured."""
import os
import sys
import time

WIDTHS = [2, 50, 50, 50, 5]
SAMPLES = 3200


def peaks_like(samples, rng):
    import numpy as np
    X = 2.0 * rng.standard_normal((2, samples))
    return X, ((np.floor(1.3 * X[0]) + 2.0 * np.floor(X[1])) % 5).astype(np.int64)


def measure(name, begin, epoch):
    """Prints the processor time of an epoch, after one that does not count."""
    least = 0.0 if os.environ.get("GRADUS_BENCH_TINY") else 0.5
    work = begin(SAMPLES)
    epoch(*work)
    start, epochs = time.process_time(), 0
    while epochs == 0 or time.process_time() - start < least:
        epoch(*work)
        epochs += 1
    print(name, (time.process_time() - start) / epochs)
    sys.stdout.flush()
