"""Times a model of models/ in PyTorch on one core, for `npm run bench -- compute`.

usage: bench-pytorch.py MODEL_FOLDER
For every line {"batch": ..., "time": ..., "learn": ...} runs the network once on a fixed input, with
gradients where it is to learn, and says {"milliseconds": ..., "processorMs": ..., "peakBytes": ...,
"sum": ...}: the sum of the logits, by which the caller sees that the same network was timed.
"""

import json
import resource
import sys
import time

import numpy
import torch

from pytorch_network import network, without_dropout


def main():
    folder = sys.argv[1]
    torch.set_num_threads(1)
    with open(f"{folder}/manifest.json", encoding="utf-8") as file:
        description = json.load(file)["network"]
    values = numpy.fromfile(f"{folder}/weights.bin", dtype="<f4")
    reading, _ = network(description, values)
    plain = {**description, "layers": without_dropout(description["layers"])}
    learning, parameters = network(plain, values, training=True)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        batch, length = order["batch"], order["time"]
        samples = numpy.sin(numpy.arange(batch * length * description["inputs"]))
        x = torch.from_numpy(samples.astype(numpy.float32)).reshape(batch, length, -1)
        x = x.transpose(1, 2).contiguous()
        start, used = time.perf_counter(), time.process_time()
        if order["learn"]:
            for parameter in parameters:
                parameter.grad = None
            y = learning(x)
            y.sum().backward()
        else:
            with torch.no_grad():
                y = reading(x)
        answer = {
            "milliseconds": (time.perf_counter() - start) * 1000,
            "processorMs": (time.process_time() - used) * 1000,
            "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            "sum": float(y.detach().sum()),
        }
        print(json.dumps(answer), flush=True)


main()
