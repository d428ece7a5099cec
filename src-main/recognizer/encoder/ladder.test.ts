import { afterEach, expect, test } from 'vitest';
import { startNodeProcess } from '../../compute/node-process.ts';
import type { ProcessPort } from '../../compute/process-port.ts';
import { readingRungs, type Rung } from '../../compute/ladder.ts';
import { EncoderLadder } from './ladder.ts';
import type { EncoderOptions } from './encoder.ts';
import { initialWeights } from '../network/initialize.ts';
import { networks } from '../network/presets.ts';

const network = networks.compact({ classes: 4, inputs: 2 });
const model = { network, weights: initialWeights(network, 5) };
const length = 57;
const values = Float32Array.from({ length: length * 2 }, (_, i) => Math.sin(i * i));
const rungCalled = (id: string): Rung => readingRungs.find((rung) => rung.id === id)!;
/** The processor behind a process, as a GPU would be. */
const graphics: Rung = { ...rungCalled('onnx-cpu'), id: 'graphics', driver: true };

let ladder: EncoderLadder | undefined;
const processes: ProcessPort[] = [];
afterEach(async () => {
  await ladder?.dispose();
  for (const one of processes.splice(0)) one.kill();
});

function open(fault: string, losses: string[] = []): EncoderLadder {
  const options: EncoderOptions = {
    startProcess: () => {
      const started = startNodeProcess(
        new URL('./process/faulty-entry.testing.ts', import.meta.url),
        { QUILLWAVE_TEST_FAULT: fault },
      );
      processes.push(started);
      return started;
    },
    onLoss: ({ rung, how }) => losses.push(`${rung}: ${how}`),
  };
  ladder = new EncoderLadder(model, [graphics, rungCalled('onnx-cpu')], options);
  return ladder;
}

const run = (on: EncoderLadder) => on.run(values, Int32Array.of(length), length);

test.each([
  ['crash', 'its process was killed by SIGSEGV'],
  ['out-of-memory', 'Device lost: out of memory'],
  ['hang', 'it took longer than'],
])('after a %s the next rung gives the same within a second', async (fault, how) => {
  const losses: string[] = [];
  // Hanging is told from compiling after some runs only.
  const on = open(`6 ${fault}`, losses);
  const expected = await run(on);
  for (let count = 1; count < 6; count += 1) await run(on);
  expect(on.rung?.id).toBe('graphics');
  const begin = performance.now();
  const after = await run(on);
  expect(performance.now() - begin).toBeLessThan(1000);
  expect(after).toEqual(expected);
  expect(on.rung?.id).toBe('onnx-cpu');
  expect(losses).toHaveLength(1);
  expect(losses[0]).toContain(`graphics: ${how}`);
  expect(on.reasons).toEqual(losses);
});

test('killed from outside, with readings under way, every one of them is answered', async () => {
  const on = open('99 crash');
  const expected = await run(on);
  const readings = Array.from({ length: 20 }, () => run(on));
  processes[0]!.kill();
  const results = await Promise.all(readings);
  for (const result of results) expect(result).toEqual(expected);
  expect(on.rung?.id).toBe('onnx-cpu');
});

test('what fails at once is no loss: the next one is simply used', async () => {
  const losses: string[] = [];
  const on = open('0 out-of-memory', losses);
  await run(on);
  expect([on.rung?.id, losses, on.reasons.length]).toEqual(['onnx-cpu', [], 1]);
});

test('the last rung is kept, whatever one input does to it', async () => {
  ladder = new EncoderLadder(model, [rungCalled('onnx-cpu')], {});
  const expected = await run(ladder);
  await expect(ladder.run(values, Int32Array.of(length), length + 1)).rejects.toThrow();
  expect(await run(ladder)).toEqual(expected);
});

test('rungs with a driver are left out where no process can be started', async () => {
  ladder = new EncoderLadder(model, [graphics, rungCalled('onnx-cpu')], {});
  await run(ladder);
  expect(ladder.rung?.id).toBe('onnx-cpu');
});
