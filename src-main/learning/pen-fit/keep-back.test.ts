import { expect, test } from 'vitest';
import type { PenRecording } from '../../data/recording.ts';
import { keepBack } from './keep-back.ts';

function recordings(labels: readonly (string | undefined)[]): PenRecording[] {
  return labels.map((label, index) => ({
    ...{ file: 'made', index, mask: 1, timesMs: new Float64Array(2), values: new Float32Array(26) },
    ...(label !== undefined && { label }),
  }));
}

test('no text stands on both sides, every recording on one, a quarter is kept back', () => {
  const all = recordings(Array.from({ length: 40 }, (_, i) => `word ${i % 20}`));
  const { learning, keptBack, by } = keepBack(all);
  expect(by).toBe('texts');
  expect(learning.length + keptBack.length).toBe(40);
  expect(keptBack).toHaveLength(10);
  const learnt = new Set(learning.map(({ label }) => label));
  expect(keptBack.some(({ label }) => learnt.has(label))).toBe(false);
  expect(keepBack(all).keptBack).toEqual(keptBack);
  expect(keepBack(all, 2).keptBack).not.toEqual(keptBack);
});

test('one word again and again is divided by recording, and says so', () => {
  const { learning, keptBack, by } = keepBack(recordings(Array.from({ length: 12 }, () => 'on')));
  expect(by).toBe('recordings');
  expect([learning.length, keptBack.length]).toEqual([9, 3]);
});

test('recordings without labels are texts of their own', () => {
  const { learning, keptBack } = keepBack(recordings(Array.from({ length: 8 }, () => undefined)));
  expect([learning.length, keptBack.length]).toEqual([6, 2]);
});
