"""Times a model of models/ in PyTorch on one core, for `npm run bench`.

usage: bench-pytorch.py MODEL_FOLDER LENGTH...
Prints a JSON object: length in samples -> median milliseconds for one window, and "checksum", the
sum of the logits of the last window, by which the caller sees that the same network was timed.
"""

import json
import sys
import time

import numpy
import torch

from pytorch_network import network


def main():
    folder, *lengths = sys.argv[1:]
    torch.set_num_threads(1)
    with open(f"{folder}/manifest.json", encoding="utf-8") as file:
        description = json.load(file)["network"]
    run, _ = network(description, numpy.fromfile(f"{folder}/weights.bin", dtype="<f4"))
    result = {}
    with torch.no_grad():
        for length in map(int, lengths):
            count = length * description["inputs"]
            samples = numpy.sin(numpy.arange(count)).astype(numpy.float32)
            x = torch.from_numpy(samples).reshape(1, length, -1).transpose(1, 2).contiguous()
            times = []
            for _ in range(18):
                start = time.perf_counter()
                y = run(x)
                times.append((time.perf_counter() - start) * 1000)
            result[str(length)] = sorted(times[3:])[len(times[3:]) // 2]
            result["checksum"] = float(y.sum())
    print(json.dumps(result))


main()
