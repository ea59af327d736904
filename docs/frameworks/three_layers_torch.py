import numpy as np
import torch


def numbers(rows, cols, k):
    i, j = np.indices((rows, cols))
    return np.sin(k + 2.0 * i + 3.0 * j + 5.0 * i * j)


torch.set_default_dtype(torch.float64)  # the default is single precision
X = numbers(2, 60, 10)
classes = torch.tensor((X[0] * X[1] > 0).astype(np.int64))
samples = torch.tensor(X.T.copy())  # here, one sample is one row

model = torch.nn.Sequential(
    torch.nn.Linear(2, 8), torch.nn.Tanh(),
    torch.nn.Linear(8, 8), torch.nn.Tanh(),
    torch.nn.Linear(8, 2))
with torch.no_grad():
    for k, layer in enumerate([model[0], model[2], model[4]]):
        inputs = layer.in_features
        W = numbers(layer.out_features, inputs, k) / np.sqrt(inputs)
        layer.weight.copy_(torch.tensor(W))  # outputs x inputs, as here
        layer.bias.zero_()

loss_function = torch.nn.CrossEntropyLoss()  # of logits; the mean is the 1/m
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for step in range(201):
    loss = loss_function(model(samples), classes)  # records the tape
    if step <= 5 or step in (10, 100, 200):
        print(step, f"{loss.item():.14f}")
    optimizer.zero_grad()
    loss.backward()  # the sweep
    optimizer.step()
