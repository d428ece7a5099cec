"""Trains a network in PyTorch on the CPU, step by step as it is told, for `npm run bench`.

usage: bench-pytorch-training.py JOB.json
The job: "network" (as in a recipe), "weights" (file of float32 values), "threads", "learningRate",
"weightDecay", "clipNorm", and the batch: "size", "readings", "inputs" (file), "labels".
Says {"loss": ...} of the first batch, without dropout, by which the caller sees that the same
network is trained; then for every line that holds a number does so many steps and says
{"milliseconds": ..., "processorMs": ...} for all of them (the second of all threads together).
"""

import json
import sys
import time

import numpy
import torch
import torch.nn.functional as functional

from pytorch_network import network, without_dropout


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    torch.set_num_threads(job["threads"])
    description = job["network"]
    values = numpy.fromfile(job["weights"], dtype="<f4")
    samples = numpy.fromfile(job["inputs"], dtype="<f4")
    x = torch.from_numpy(samples).reshape(job["size"], job["readings"], -1)
    x = x.transpose(1, 2).contiguous()
    labels = torch.tensor(job["labels"], dtype=torch.long)
    label_counts = torch.full((job["size"],), labels.shape[1], dtype=torch.long)

    def loss_of(run):
        logits = run(x)
        frames = torch.full((job["size"],), logits.shape[-1], dtype=torch.long)
        rows = functional.log_softmax(logits.permute(2, 0, 1), dim=2)
        return functional.ctc_loss(rows, labels, frames, label_counts, reduction="none").mean()

    plain = {**description, "layers": without_dropout(description["layers"])}
    with torch.no_grad():
        first = loss_of(network(plain, values, training=True)[0])
    print(json.dumps({"loss": float(first)}), flush=True)

    run, parameters = network(description, values, training=True)
    optimizer = torch.optim.AdamW(
        parameters, lr=job["learningRate"], weight_decay=job["weightDecay"]
    )
    for line in sys.stdin:
        start, used = time.perf_counter(), time.process_time()
        for _ in range(int(line)):
            optimizer.zero_grad(set_to_none=True)
            loss_of(run).backward()
            torch.nn.utils.clip_grad_norm_(parameters, job["clipNorm"])
            optimizer.step()
        answer = {
            "milliseconds": (time.perf_counter() - start) * 1000,
            "processorMs": (time.process_time() - used) * 1000,
        }
        print(json.dumps(answer), flush=True)


main()
