"""Times a model of models/ in PyTorch on one core, for `npm run bench`.

usage: bench-pytorch.py MODEL_FOLDER LENGTH...
Prints a JSON object: length in samples -> median milliseconds for one window, and "checksum", the
sum of the logits of the last window, by which the caller sees that the same network was timed.
"""

import json
import math
import sys
import time

import numpy
import torch
import torch.nn.functional as functional


def load(folder):
    with open(f"{folder}/manifest.json", encoding="utf-8") as file:
        manifest = json.load(file)
    values = numpy.fromfile(f"{folder}/weights.bin", dtype="<f4")
    return manifest["network"], values


class Weights:
    """Hands out the tensors in the order in which the file holds them."""

    def __init__(self, values):
        self.values = values
        self.at = 0

    def take(self, *shape):
        count = math.prod(shape)
        part = self.values[self.at : self.at + count].reshape(shape)
        self.at += count
        return torch.from_numpy(part.copy())


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


def build(layer, width, weights):
    """A function on batch x channels x time, and the width behind it."""
    kind = layer["kind"]
    if kind == "convolution":
        kernel, filters = layer["kernel"], layer["filters"]
        stride, dilation = layer.get("stride", 1), layer.get("dilation", 1)
        w = weights.take(kernel, width, filters).permute(2, 1, 0).contiguous()
        b = weights.take(filters)
        name = layer.get("activation")
        return (
            lambda x: activate(
                functional.conv1d(
                    padded(x, kernel, stride, dilation), w, b, stride, dilation=dilation
                ),
                name,
            ),
            filters,
        )
    if kind == "separable-convolution":
        multiplier, filters = layer.get("multiplier", 1), layer["filters"]
        inner = width * multiplier
        longest = max(layer["kernels"])
        folded = torch.zeros(inner, 1, longest)
        bias = torch.zeros(inner)
        for kernel in layer["kernels"]:
            w = weights.take(kernel, width, multiplier).permute(1, 2, 0).reshape(inner, 1, kernel)
            start = (longest - kernel) // 2
            folded[:, :, start : start + kernel] += w
            bias += weights.take(inner)
        w = weights.take(1, inner, filters).permute(2, 1, 0).contiguous()
        b = weights.take(filters)
        name = layer.get("activation")
        return (
            lambda x: activate(
                functional.conv1d(
                    functional.conv1d(x, folded, bias, padding=longest // 2, groups=width), w, b
                ),
                name,
            ),
            filters,
        )
    if kind == "pooling":
        size = layer["size"]
        pool = functional.avg_pool1d if layer.get("mode") == "average" else functional.max_pool1d
        return lambda x: pool(x, size, ceil_mode=True), width
    if kind == "normalization":
        affine = layer.get("affine", True)
        scale = weights.take(width) if affine else torch.ones(width)
        offset = weights.take(width) if affine else torch.zeros(width)
        if layer["over"] == "batch":
            mean, variance = weights.take(width), weights.take(width)
            return lambda x: functional.batch_norm(x, mean, variance, scale, offset, eps=1e-5), width
        if layer["over"] == "instance":
            return lambda x: functional.instance_norm(x, weight=scale, bias=offset, eps=1e-5), width
        return (
            lambda x: functional.layer_norm(
                x.transpose(1, 2), (width,), scale, offset, eps=1e-5
            ).transpose(1, 2),
            width,
        )
    if kind == "activation":
        return lambda x: activate(x, layer["function"]), width
    if kind == "dropout":
        return lambda x: x, width
    if kind == "bidirectional-lstm":
        units, layers = layer["units"], layer.get("layers", 1)
        lstm = torch.nn.LSTM(width, units, layers, batch_first=True, bidirectional=True)
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
                        value = weights.take(*shape)
                        getattr(lstm, f"{name}_l{depth}{suffix}").copy_(
                            value.t() if value.dim() == 2 else value
                        )
        lstm.eval()
        return lambda x: lstm(x.transpose(1, 2))[0].transpose(1, 2), 2 * units
    if kind == "linear":
        units = layer["units"]
        w = weights.take(1, width, units)[0].t().contiguous()
        b = weights.take(units)
        name = layer.get("activation")
        return (
            lambda x: activate(functional.linear(x.transpose(1, 2), w, b), name).transpose(1, 2),
            units,
        )
    sys.exit(f"unknown layer {kind}")


def main():
    folder, *lengths = sys.argv[1:]
    torch.set_num_threads(1)
    network, values = load(folder)
    weights = Weights(values)
    width = network["inputs"]
    steps = []
    for layer in network["layers"]:
        step, width = build(layer, width, weights)
        steps.append(step)
    if weights.at != len(values):
        sys.exit(f"{len(values) - weights.at} weights were left over: another network?")
    result = {}
    with torch.no_grad():
        for length in map(int, lengths):
            count = length * network["inputs"]
            samples = numpy.sin(numpy.arange(count)).astype(numpy.float32)
            x = torch.from_numpy(samples).reshape(1, length, -1).transpose(1, 2).contiguous()
            times = []
            for _ in range(18):
                start = time.perf_counter()
                y = x
                for step in steps:
                    y = step(y)
                times.append((time.perf_counter() - start) * 1000)
            result[str(length)] = sorted(times[3:])[len(times[3:]) // 2]
            result["checksum"] = float(y.sum())
    print(json.dumps(result))


main()
