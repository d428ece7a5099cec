import { expect, test } from 'vitest';
import { parseNetwork } from '../../../recognizer/network/description.ts';
import { trainingFigures } from './figures.ts';

// 10 × 100 multiply-adds a frame, 1,000 frames, 50 samples, three passes: 0.3 GFLOP a step.
const job = {
  network: parseNetwork({ inputs: 10, classes: 100, layers: [{ kind: 'linear', units: 100 }] }),
  readings: 1000,
  size: 50,
};
const step = (milliseconds: number) => ({ milliseconds, processorMs: 2 * milliseconds });

test('samples a second, share of PyTorch’s and of the peak, gain of a second thread', () => {
  const figures = trainingFigures({
    job,
    times: [
      // The last round was disturbed, for all alike.
      { engine: 'BLAS', threads: 1, rounds: [step(20), step(25), step(200)] },
      { engine: 'BLAS', threads: 2, rounds: [step(10), step(12.5), step(100)] },
      { engine: 'pytorch', threads: 2, rounds: [step(8), step(10), step(80)] },
    ],
    peaks: [{ cores: 2, rounds: [60, 48, 6] }],
  });
  const value = (name: string) => figures.find((one) => one.name === `training, ${name}`)?.value;
  expect(value('BLAS, 1 thread')).toBe(2000);
  expect(value('BLAS, 2 threads')).toBe(4000);
  expect(value('pytorch, 2 threads')).toBe(5000);
  expect(value('BLAS, 2 threads, beside pytorch')).toBeCloseTo(0.8, 10);
  expect(value('BLAS, 1 thread, beside pytorch')).toBeUndefined();
  expect(figures.find(({ unit }) => unit.includes('(by processor time 0.80)'))).toBeDefined();
  // 0.3 GFLOP in 10 ms are 30 GFLOP/s.
  expect(value('BLAS, 2 threads, of the peak')).toBeCloseTo(50, 10);
  expect(value('BLAS, two threads beside one')).toBeCloseTo(2, 10);
});

test('PyTorch is taken with the number of threads that suits it', () => {
  const figures = trainingFigures({
    job,
    times: [
      { engine: 'wasm', threads: 2, rounds: [step(20)] },
      { engine: 'pytorch', threads: 1, rounds: [step(5)] },
      { engine: 'pytorch', threads: 2, rounds: [step(40)] },
    ],
    peaks: [],
  });
  expect(figures.find(({ name }) => name.endsWith('beside pytorch'))?.value).toBe(0.25);
});
