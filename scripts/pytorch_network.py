"""A network of models/ or models/recipes in PyTorch, for the comparisons of `npm run bench`.

Tensors run as batch x channels x time; every sample of a batch has the same length.
"""

import math

import torch
import torch.nn.functional as functional


class Weights:
    """Hands out the tensors in the order in which the file holds them."""

    def __init__(self, values, trainable):
        self.values = values
        self.at = 0
        self.trainable = trainable
        self.parameters = []

    def plain(self, *shape):
        count = math.prod(shape)
        part = self.values[self.at : self.at + count].reshape(shape)
        self.at += count
        return torch.from_numpy(part.copy())

    def own(self, tensor):
        """What an optimiser changes. Layouts are chosen before, so that a step copies nothing."""
        if self.trainable:
            tensor = tensor.contiguous().requires_grad_(True)
            self.parameters.append(tensor)
        return tensor

    def take(self, *shape):
        return self.own(self.plain(*shape))


def activate(x, name):
    if name is None:
        return x
    if name == "gelu":
        return functional.gelu(x, approximate="tanh")
    return getattr(torch, name)(x)


def padded(x, kernel, stride, dilation):
    """SAME padding: ceil(length / stride) frames; left as leftPadding of network/description.ts."""
    length = x.shape[-1]
    extent = (kernel - 1) * dilation + 1
    frames = -(-length // stride)
    left = max(0, extent - stride) // 2
    right = max(0, (frames - 1) * stride + extent - length - left)
    return functional.pad(x, (left, right))


def convolution(layer, width, weights, training):
    kernel, filters = layer["kernel"], layer["filters"]
    stride, dilation = layer.get("stride", 1), layer.get("dilation", 1)
    w = weights.own(weights.plain(kernel, width, filters).permute(2, 1, 0).contiguous())
    b = weights.take(filters)
    name = layer.get("activation")

    def run(x):
        x = padded(x, kernel, stride, dilation)
        return activate(functional.conv1d(x, w, b, stride, dilation=dilation), name)

    return run, filters


def separable_convolution(layer, width, weights, training):
    multiplier, filters = layer.get("multiplier", 1), layer["filters"]
    inner = width * multiplier
    longest = max(layer["kernels"])
    branches = []
    for kernel in layer["kernels"]:
        w = weights.plain(kernel, width, multiplier).permute(1, 2, 0).reshape(inner, 1, kernel)
        branches.append((weights.own(w), weights.take(inner)))
    w = weights.own(weights.plain(1, inner, filters).permute(2, 1, 0).contiguous())
    b = weights.take(filters)
    name = layer.get("activation")

    def fold():
        sides = [(longest - kernel.shape[-1]) // 2 for kernel, _ in branches]
        kernels = [functional.pad(k, (side, side)) for (k, _), side in zip(branches, sides)]
        return sum(kernels), sum(bias for _, bias in branches)

    ready = None if training else fold()

    def run(x):
        folded, bias = fold() if training else ready
        x = functional.conv1d(x, folded, bias, padding=longest // 2, groups=width)
        return activate(functional.conv1d(x, w, b), name)

    return run, filters


def normalization(layer, width, weights, training):
    affine = layer.get("affine", True)
    scale = weights.take(width) if affine else torch.ones(width)
    offset = weights.take(width) if affine else torch.zeros(width)
    if layer["over"] == "batch":
        mean, variance = weights.plain(width), weights.plain(width)
        return lambda x: functional.batch_norm(
            x, mean, variance, scale, offset, training=training, momentum=0.1, eps=1e-5
        )
    if layer["over"] == "instance":
        return lambda x: functional.instance_norm(x, weight=scale, bias=offset, eps=1e-5)
    return lambda x: functional.layer_norm(
        x.transpose(1, 2), (width,), scale, offset, eps=1e-5
    ).transpose(1, 2)


def bidirectional_lstm(layer, width, weights, training):
    units, layers = layer["units"], layer.get("layers", 1)
    rate = layer.get("dropout", 0) if layers > 1 else 0
    lstm = torch.nn.LSTM(
        width, units, layers, batch_first=True, bidirectional=True, dropout=rate
    )
    with torch.no_grad():
        for depth in range(layers):
            inputs = width if depth == 0 else 2 * units
            for suffix in ("", "_reverse"):
                for name, shape in (
                    ("weight_ih", (inputs, 4 * units)),
                    ("weight_hh", (units, 4 * units)),
                    ("bias_ih", (4 * units,)),
                    ("bias_hh", (4 * units,)),
                ):
                    value = weights.plain(*shape)
                    getattr(lstm, f"{name}_l{depth}{suffix}").copy_(
                        value.t() if value.dim() == 2 else value
                    )
    lstm.train(training)
    if weights.trainable:
        weights.parameters.extend(lstm.parameters())
    return lambda x: lstm(x.transpose(1, 2))[0].transpose(1, 2), 2 * units


def linear(layer, width, weights, training):
    units = layer["units"]
    w = weights.own(weights.plain(1, width, units)[0].t().contiguous())
    b = weights.take(units)
    name = layer.get("activation")
    return (
        lambda x: activate(functional.linear(x.transpose(1, 2), w, b), name).transpose(1, 2),
        units,
    )


def residual(layer, width, weights, training):
    run = in_order(layer["layers"], width, weights, training)
    return lambda x: x + run(x)


def build(layer, width, weights, training):
    """A function on batch x channels x time, and the width behind it."""
    kind = layer["kind"]
    if kind == "convolution":
        return convolution(layer, width, weights, training)
    if kind == "separable-convolution":
        return separable_convolution(layer, width, weights, training)
    if kind == "pooling":
        size = layer["size"]
        pool = functional.avg_pool1d if layer.get("mode") == "average" else functional.max_pool1d
        return lambda x: pool(x, size, ceil_mode=True), width
    if kind == "normalization":
        return normalization(layer, width, weights, training), width
    if kind == "activation":
        return lambda x: activate(x, layer["function"]), width
    if kind == "dropout":
        rate = layer["rate"]
        return (lambda x: functional.dropout(x, rate)) if training else (lambda x: x), width
    if kind == "bidirectional-lstm":
        return bidirectional_lstm(layer, width, weights, training)
    if kind == "linear":
        return linear(layer, width, weights, training)
    if kind == "residual":
        return residual(layer, width, weights, training), width
    raise SystemExit(f"unknown layer {kind}")


def in_order(layers, width, weights, training):
    steps = []
    for layer in layers:
        step, width = build(layer, width, weights, training)
        steps.append(step)

    def run(x):
        for step in steps:
            x = step(x)
        return x

    return run


def network(description, values, training=False):
    """The whole network and, for training, its parameters."""
    weights = Weights(values, training)
    run = in_order(description["layers"], description["inputs"], weights, training)
    if weights.at != len(values):
        raise SystemExit(f"{len(values) - weights.at} weights were left over: another network?")
    return run, weights.parameters


def without_dropout(layers):
    """The same layers, of which each step gives the same."""
    kept = [dict(layer) for layer in layers if layer["kind"] != "dropout"]
    for layer in kept:
        layer.pop("dropout", None)
        if "layers" in layer and layer["kind"] == "residual":
            layer["layers"] = without_dropout(layer["layers"])
    return kept
