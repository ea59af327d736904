"""The plain loop in PyTorch, in single precision, which is what it is made for."""
import numpy as np
import torch

from work import WIDTHS, measure, peaks_like

torch.set_num_threads(1)
torch.manual_seed(1)


def begin(samples):
    X, labels = peaks_like(samples, np.random.default_rng(1))
    layers = []
    for n, m in zip(WIDTHS, WIDTHS[1:]):
        layers += [torch.nn.Linear(n, m), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    data = torch.tensor(np.ascontiguousarray(X.T), dtype=torch.float32), torch.tensor(labels)
    return *data, model, torch.optim.SGD(model.parameters(), lr=0.1)


def epoch(X, labels, model, optimizer):
    for chosen in torch.randperm(len(X)).split(32):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(X[chosen]), labels[chosen])
        loss.backward()
        optimizer.step()


measure("torch_peaks", begin, epoch)
