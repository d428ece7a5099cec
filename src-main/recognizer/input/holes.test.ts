import { expect, test } from 'vitest';
import { channelCount, maskOf, type SampleWindow } from '../../contract/sensors.ts';
import type { Encoder } from '../encoder/encoder.ts';
import { tinyLanguage } from '../language/tiny.testing.ts';
import { parseManifest } from '../model/manifest.ts';
import { Recognizer } from '../recognizer.ts';
import { doubtHoles } from './holes.ts';

const alphabet = Array.from('abcdefghijklmnopqrstuvwxyz ');
const classes = alphabet.length + 1;
const manifest = parseManifest(
  {
    ...{ format: 'quillwave-model', formatVersion: 1, name: 'test', title: 'Test' },
    ...{ rateHz: 100, channels: ['ax'], alphabet, normalization: { kind: 'recording' } },
    network: {
      ...{ inputs: 1, classes },
      layers: [
        { kind: 'pooling', size: 4 },
        { kind: 'linear', units: classes },
      ],
    },
    ...{
      downSampling: 4,
      weights: { file: 'weights.bin', bytes: 4 * 2 * classes, sha256: '0'.repeat(64) },
    },
  },
  'the test',
);

/** As sure of every frame as a network can be: a hole looks to it like a pen at rest. */
function scripted(script: string): Encoder {
  return {
    ...{ engine: 'tensorflow-cpu', description: 'a script', fallbackReasons: [] },
    dispose: () => Promise.resolve(),
    encode: () => {
      const logits = new Float32Array(script.length * classes);
      Array.from(script).forEach((symbol, frame) => {
        logits[frame * classes + alphabet.indexOf(symbol) + 1] = 20;
      });
      return Promise.resolve({ logits, frames: script.length, classes });
    },
  };
}

function windowOf(frames: number, holes?: SampleWindow['holes']): SampleWindow {
  const length = 4 * frames;
  const values = Float32Array.from({ length: length * channelCount }, (_, i) => Math.sin(i));
  const shape = { rateHz: 100, mask: maskOf(['ax']), length, startMs: 0 };
  return { ...shape, values, ...(holes && { holes }) };
}

test('a letter that fell into a hole is found by the words that a language knows', async () => {
  const languages = [tinyLanguage({ cat: 10, dog: 8, hat: 5 })];
  const script = '#c########t###';
  const recognizer = new Recognizer(manifest, scripted(script), { languages });
  const whole = await recognizer.recognize(windowOf(script.length));
  expect(whole.text).toBe('ct');
  expect(whole.words[0]!.cut).toBeUndefined();
  const read = await recognizer.recognize(windowOf(script.length, [{ from: 8, to: 40 }]));
  expect(read.text).toBe('cat');
  expect(read.words[0]!.cut).toBe(true);
});

test('a word beside the hole is not marked', async () => {
  const script = '#c#t#   ##d#g#';
  const recognizer = new Recognizer(manifest, scripted(script), {});
  const { words } = await recognizer.recognize(windowOf(script.length, [{ from: 44, to: 48 }]));
  expect(words.map(({ text, cut }) => [text, cut])).toEqual([
    ['ct', undefined],
    ['dg', true],
  ]);
});

test('only frames in the hole change; what they say stays a distribution, half of it as it was', () => {
  const frames = 4;
  const logits = new Float32Array(frames * classes);
  for (let frame = 0; frame < frames; frame += 1) logits[frame * classes + 5] = 30;
  const holes = [
    { from: 4, to: 8 },
    { from: 8, to: 10 },
  ];
  // At 12 readings a second four are longer than 250 ms, two are not.
  doubtHoles(logits, frames, alphabet, holes, { framesPerReading: 1 / 4, rateHz: 12 });
  const rows = Array.from({ length: frames }, (_, frame) =>
    logits.subarray(frame * classes, (frame + 1) * classes),
  );
  for (const frame of [0, 2, 3]) expect(rows[frame]![5]).toBe(30);
  const shares = Array.from(rows[1]!, Math.exp);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
  expect(shares[0]).toBeCloseTo(0.3, 5);
  expect(shares[5]).toBeGreaterThan(0.5);
  expect(shares[5]).toBeLessThan(0.55);
  expect(shares[alphabet.indexOf('e') + 1]).toBeGreaterThan(shares[alphabet.indexOf('q') + 1]!);
});
