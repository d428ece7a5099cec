import { expect, test } from 'vitest';
import type { RungReport } from '$contract/compute.ts';
import { computeSummary } from './compute-summary.ts';

const cpu: RungReport = {
  ...{ id: 'cpu', title: 'ONNX Runtime on the processor', state: 'chosen', milliseconds: 1.84 },
};
const gpu: RungReport = {
  ...{ id: 'gpu', title: 'ONNX Runtime on a GPU', state: 'out', reason: 'No graphics driver.' },
};
const report = (...reading: RungReport[]) => ({
  checkedAt: 1,
  model: 'words',
  reading,
  learning: [],
});

test('one sentence says where it runs, how fast, and why nowhere faster', () => {
  expect(computeSummary(report(gpu, cpu))).toBe(
    'Runs on ONNX Runtime on the processor, 1.8 ms a word. ONNX Runtime on a GPU cannot be used: no graphics driver.',
  );
  expect(computeSummary(report(cpu, gpu))).toBe(
    'Runs on ONNX Runtime on the processor, 1.8 ms a word.',
  );
  expect(computeSummary({ model: 'words', reading: [], learning: [] })).toContain('Not tried yet');
});
