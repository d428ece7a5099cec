import { expect, test } from 'vitest';
import type { LiveStatus } from '../../contract/live.ts';
import { emptyStatistics } from '../../contract/pens.ts';
import { terminalView } from './headless-view.ts';

const status: LiveStatus = {
  presence: 'connected',
  pen: { name: 'Pen' },
  statistics: { ...emptyStatistics, samples: 7 },
  samplesPerSecond: 100,
  mask: 0,
  writing: false,
  model: 'pen-digits',
  engine: 'WebAssembly',
};

function view() {
  let log = '';
  const sink = terminalView({
    out: { write: () => true },
    log: { write: (text: string) => (log += text) },
  });
  return { sink, log: () => log };
}

test('every kind of loss is told', () => {
  const { sink, log } = view();
  sink.close(status, undefined);
  expect(log()).toBe('7 samples, no losses\n');
  const lossy = { ...status.statistics, lostFrames: 2, droppedBytes: 140 };
  sink.close({ ...status, statistics: lossy }, undefined);
  expect(log()).toContain('2 lost, 0 bad frames, 140 bytes dropped');
});

test('what was assumed of the pen, and why a slower engine reads, is said once', () => {
  const { sink, log } = view();
  const guess = '3 columns read as ax ay az';
  const told = { ...status, pen: { guess }, engineReason: 'onnxruntime: no binary' };
  sink.status(told);
  sink.status(told);
  expect(log().split(guess)).toHaveLength(2);
  expect(log().split('WebAssembly, which is slower: onnxruntime: no binary')).toHaveLength(2);
});
