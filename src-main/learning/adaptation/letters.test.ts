import { expect, test } from 'vitest';
import { allChannels, channelCount, channelIndex } from '../../contract/sensors.ts';
import type { LabeledWindow } from '../samples/sample.ts';
import { withLetters } from './letters.ts';

const alphabet = ['a', 'b'];
const force = channelIndex('force');

/** Frames that are sure of their class, four readings each. */
function logitsOf(classes: readonly number[]): Float32Array {
  const logits = new Float32Array(classes.length * 3);
  classes.forEach((one, frame) => (logits[3 * frame + one] = 9));
  return logits;
}

function take(text: string, frames: number, lifted?: number): LabeledWindow {
  const length = 4 * frames;
  const values = new Float32Array(length * channelCount);
  for (let at = 0; at < length; at += 1) {
    values[at * channelCount + force] = at === lifted ? 0 : 1;
  }
  return {
    text,
    spans: [],
    window: { rateHz: 100, mask: allChannels, length, values, startMs: 0 },
  };
}

const shape = (frames: number) => ({ frames, classes: 3 });
const manifest = { alphabet, downSampling: 4 };

test('letters are cut where the pen is lifted between them', () => {
  // “a” in frame 2 (centre 10), “b” in frame 6 (centre 26): between them the lift at 21.
  const { spans } = withLetters(
    take('ab', 9, 21),
    logitsOf([0, 0, 1, 0, 0, 0, 2, 0, 0]),
    shape(9),
    manifest,
  );
  expect(spans.map(({ character }) => character)).toEqual(['a', 'b']);
  expect(spans[0]).toMatchObject({ start: 2, end: 21 });
  expect(spans[1]).toMatchObject({ start: 21, end: 34 });
});

test('in the middle where it is never lifted, or has no force', () => {
  const logits = logitsOf([0, 0, 1, 0, 0, 0, 2, 0, 0]);
  expect(withLetters(take('ab', 9), logits, shape(9), manifest).spans[0]!.end).toBe(18);
  const plain = take('ab', 9, 21);
  const without = { ...plain, window: { ...plain.window, mask: 0b111 } };
  expect(withLetters(without, logits, shape(9), manifest).spans[0]!.end).toBe(18);
});

test('one letter has a span around its frames, inside the take', () => {
  const { spans } = withLetters(take('a', 3), logitsOf([1, 0, 0]), shape(3), manifest);
  expect(spans).toHaveLength(1);
  expect(spans[0]!.start).toBe(0);
  expect(spans[0]!.end).toBeLessThanOrEqual(12);
});

test('a text with more letters than frames keeps no spans', () => {
  expect(withLetters(take('aa', 2), logitsOf([1, 1]), shape(2), manifest).spans).toEqual([]);
});
