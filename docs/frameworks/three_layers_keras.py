import keras
import numpy as np


def numbers(rows, cols, k):
    i, j = np.indices((rows, cols))
    return np.sin(k + 2.0 * i + 3.0 * j + 5.0 * i * j)


keras.config.set_floatx("float64")  # the default is single precision
X = numbers(2, 60, 10)
classes = (X[0] * X[1] > 0).astype("int64")
samples = X.T.copy()  # here, one sample is one row

model = keras.Sequential([
    keras.Input((2,)),
    keras.layers.Dense(8, activation="tanh"),
    keras.layers.Dense(8, activation="tanh"),
    keras.layers.Dense(2)])
widths = [2, 8, 8, 2]
for k, layer in enumerate(model.layers):
    W = numbers(widths[k + 1], widths[k], k) / np.sqrt(widths[k])
    layer.set_weights([W.T, np.zeros(widths[k + 1])])  # inputs x outputs

loss_function = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
optimizer = keras.optimizers.SGD(learning_rate=0.5)
model.compile(optimizer=optimizer, loss=loss_function)
for step in range(201):
    if step <= 5 or step in (10, 100, 200):
        print(step, f"{float(loss_function(classes, model(samples))):.14f}")
    model.train_on_batch(samples, classes)  # tape, sweep and step
