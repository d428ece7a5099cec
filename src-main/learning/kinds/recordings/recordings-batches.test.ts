import { expect, test } from 'vitest';
import { allChannels, channelCount } from '../../../contract/sensors.ts';
import { RecordingsBatches } from './recordings-batches.ts';
import { settledFromScratch } from './recordings-recipe.ts';
import { tinyRecordingsRecipe } from './tiny-recordings.testing.ts';
import type { StoredWindow } from './window-store.ts';

const windows = Array.from({ length: 24 }, (_, index): StoredWindow => {
  const text = index % 2 === 0 ? '1' : '2';
  const length = 30 + index;
  return {
    text,
    writer: `w${index % 3}`,
    key: `a#${index}`,
    mask: allChannels,
    length,
    offset: index,
  };
});

function batchesOf(changes: object, worker: number, read: number[] = []): RecordingsBatches {
  const recipe = settledFromScratch(tinyRecordingsRecipe(changes), ['1', '2']);
  const store = {
    read: ({ text, mask, length, offset }: StoredWindow) => {
      read.push(offset);
      const values = new Float32Array(length * channelCount).map((_, at) => Math.sin(at * offset));
      const spans = [{ character: text, start: 0, end: length }];
      return { text, spans, window: { rateHz: 100, mask, length, values, startMs: 0 } };
    },
  };
  return new RecordingsBatches({ recipe, windows }, store, worker);
}

const two = { training: { ...tinyRecordingsRecipe().training, workers: 2, batchSize: 6 } };

test('two workers read every recording once before any comes again, in an order that changes', () => {
  const orders: number[][] = [];
  const alone = { ...two, joining: undefined };
  // Eight steps of two workers with three recordings each are two passes through all 24.
  for (const worker of [0, 1]) {
    const read: number[] = [];
    batchesOf(alone, worker, read).batch(0);
    expect(read.toSorted((a, b) => a - b)).toEqual(windows.map((_, index) => index));
    orders.push(read);
  }
  expect(orders[0]).not.toEqual(orders[1]);
});

test('a batch depends on recipe, worker and step alone', () => {
  const inOrder = batchesOf(two, 1);
  const steps = Array.from({ length: 20 }, (_, step) => inOrder.batch(step));
  const fresh = batchesOf(two, 1);
  for (const step of [17, 3, 9]) expect(fresh.batch(step)).toEqual(steps[step]);
  expect(batchesOf(two, 0).batch(3)).not.toEqual(steps[3]);
});

test('recordings are joined to sequences of one writer, single characters without a space', () => {
  const read: number[] = [];
  const { samples } = batchesOf(
    { ...two, joining: { ...tinyRecordingsRecipe().joining, share: 1 } },
    0,
    read,
  ).batch(0);
  for (const { text, spans, window } of samples) {
    expect(text).toMatch(/^[12]{2,3}$/u);
    expect(spans.map(({ character }) => character).join('')).toBe(text);
    expect(spans.at(-1)!.end).toBeLessThanOrEqual(window.length);
  }
});
