import { describe, expect, test } from 'vitest';
import { alphabets } from '../contract/alphabet.ts';
import { emptyRecognition } from '../contract/recognition.ts';
import { channelCount, channelIndex, maskOf, type SampleWindow } from '../contract/sensors.ts';
import type { Encoder } from './encoder/encoder.ts';
import { parseManifest, type ModelManifest } from './model/manifest.ts';
import { createTrainableNetwork } from './network/trainable.ts';
import { useTensorflow } from '../compute/tensorflow.ts';
import { Recognizer } from './recognizer.ts';

function manifestOf(changes: Partial<Record<keyof ModelManifest, unknown>> = {}): ModelManifest {
  return parseManifest(
    {
      format: 'quillwave-model',
      formatVersion: 1,
      name: 'test',
      title: 'Test',
      rateHz: 100,
      channels: ['ax', 'force'],
      alphabet: [...alphabets.digits, ' '],
      normalization: { kind: 'recording' },
      network: {
        inputs: 2,
        classes: 12,
        layers: [
          { kind: 'pooling', size: 4 },
          { kind: 'linear', units: 12 },
        ],
      },
      downSampling: 4,
      weights: { file: 'weights.bin', bytes: 144, sha256: '0'.repeat(64) },
      ...changes,
    },
    'the test',
  );
}

/** Reads, whatever the samples are, the classes of `script` one frame after the other. */
class ScriptedEncoder implements Encoder {
  readonly engine = 'tensorflow-cpu';
  readonly description = 'a script';
  readonly fallbackReasons = [];
  readonly seen: Float32Array[] = [];
  disposed = false;

  constructor(private readonly script: string) {}

  encode(values: Float32Array, length: number) {
    this.seen.push(values);
    const frames = Math.ceil(length / 4);
    const logits = new Float32Array(frames * 12);
    for (let frame = 0; frame < frames; frame++) {
      const symbol = this.script[frame] ?? '.';
      const label = symbol === '.' ? 0 : symbol === ' ' ? 11 : Number(symbol) + 1;
      logits[frame * 12 + label] = 9;
    }
    return Promise.resolve({ logits, frames, classes: 12 });
  }

  dispose() {
    this.disposed = true;
    return Promise.resolve();
  }
}

/** A window of motion in the first channel, and force. */
function windowOf(length: number, changes: Partial<SampleWindow> = {}): SampleWindow {
  const values = new Float32Array(length * channelCount);
  for (let index = 0; index < length; index++) {
    values[index * channelCount] = Math.sin(index / 3);
    values[index * channelCount + channelIndex('force')] = index % 7;
  }
  const mask = maskOf(['ax', 'force']);
  return { rateHz: 100, mask, length, values, startMs: 5000, ...changes };
}

describe('recognize', () => {
  test('text, words, and times on the clock of the window', async () => {
    const recognizer = new Recognizer(manifestOf(), new ScriptedEncoder('..4..2.. .7...'));
    const recognition = await recognizer.recognize(windowOf(55));
    expect(recognition.text).toBe('42 7');
    expect(recognition.confidence).toBeGreaterThan(0.95);
    const [first, second] = recognition.words;
    // A frame is 4 samples, 40 ms: runs at frames 2 and 5 meet at 4, the word is 1 to 7.
    expect(first).toMatchObject({ text: '42', startMs: 5040, endMs: 5280 });
    expect(first!.characters).toMatchObject([
      { text: '4', startMs: 5040, endMs: 5160 },
      { text: '2', startMs: 5160, endMs: 5280 },
    ]);
    // The last frame is cut short by the end of the window.
    expect(second).toMatchObject({ text: '7', startMs: 5360, endMs: 5550 });
    expect(first!.alternatives.length).toBe(5);
    expect(first!.alternatives.every(({ confidence }) => confidence < 0.01)).toBe(true);
  });

  test('partial text is the same without alternatives', async () => {
    const recognizer = new Recognizer(manifestOf(), new ScriptedEncoder('..4..2.. .7...'));
    const recognition = await recognizer.recognize(windowOf(55), { partial: true });
    expect(recognition.text).toBe('42 7');
    expect(recognition.words.map(({ alternatives }) => alternatives)).toEqual([[], []]);
  });

  test.each([0, 1, 4])('%d samples hold no writing', async (length) => {
    const recognizer = new Recognizer(manifestOf(), new ScriptedEncoder('1'));
    expect(await recognizer.recognize(windowOf(length))).toEqual(emptyRecognition);
    const withGreedy = await recognizer.recognize(windowOf(length), { withGreedy: true });
    expect(withGreedy).toEqual({ ...emptyRecognition, greedyText: '' });
  });

  test('a pen that lies still writes nothing', async () => {
    const recognizer = new Recognizer(manifestOf(), new ScriptedEncoder('1'));
    const still = windowOf(50, { values: new Float32Array(50 * channelCount).fill(9.81) });
    expect(await recognizer.recognize(still)).toEqual(emptyRecognition);
  });

  test('the network gets normalised values; what is no number becomes 0', async () => {
    const encoder = new ScriptedEncoder('1');
    const recognizer = new Recognizer(manifestOf(), encoder);
    const window = windowOf(40);
    window.values[3 * channelCount] = NaN;
    await recognizer.recognize(window);
    expect(encoder.seen[0]!.length).toBe(80);
    expect(encoder.seen[0]![6]).toBe(0);
    expect(encoder.seen[0]!.every(Number.isFinite)).toBe(true);
  });

  test('another rate is refused with what to do', async () => {
    const recognizer = new Recognizer(manifestOf(), new ScriptedEncoder('1'));
    await expect(recognizer.recognize(windowOf(50, { rateHz: 50 }))).rejects.toMatchObject({
      code: 'model-rate',
      message: expect.stringContaining('100') as string,
    });
  });

  test('a pen without any of the model’s channels is refused', async () => {
    const recognizer = new Recognizer(manifestOf(), new ScriptedEncoder('1'));
    const other = windowOf(50, { mask: maskOf(['gx', 'gy']) });
    await expect(recognizer.recognize(other)).rejects.toMatchObject({ code: 'model-channels' });
  });

  test('a network that gives no numbers is named', async () => {
    const encoder = new ScriptedEncoder('1');
    encoder.encode = (_values, length) =>
      Promise.resolve({
        logits: new Float32Array(Math.ceil(length / 4) * 12).fill(NaN),
        frames: Math.ceil(length / 4),
        classes: 12,
      });
    const recognizer = new Recognizer(manifestOf(), encoder);
    await expect(recognizer.recognize(windowOf(50))).rejects.toMatchObject({
      code: 'model-output',
    });
  });
});

test('a model of single characters reads one, of the motion alone', async () => {
  const encoder = new ScriptedEncoder('44.2......');
  const recognizer = new Recognizer(manifestOf({ decoding: 'single-character' }), encoder, {
    alternatives: 2,
    lexicon: ['7'],
  });
  const window = windowOf(40);
  // From the 25th reading on nothing moves.
  for (let at = 24 * channelCount; at < window.values.length; at += 1) {
    window.values[at] = window.values[at - channelCount]!;
  }
  const recognition = await recognizer.recognize(window, { withGreedy: true });
  expect(encoder.seen[0]!.length).toBe(2 * 24);
  expect(recognition).toMatchObject({ text: '4', greedyText: '4' });
  expect(recognition.words).toHaveLength(1);
  expect(recognition.words[0]).toMatchObject({ startMs: 5000, endMs: 5240 });
  expect(recognition.words[0]!.alternatives.map(({ text }) => text)).toEqual(['2', '0']);
  const partial = await recognizer.recognize(window, { partial: true });
  expect(partial.text).toBe('4');
});

test('a model of one length reads it, says times of the window, and asks its templates', async () => {
  const encoder = new ScriptedEncoder('44422');
  const comparison = {
    band: 0.2,
    detour: 0,
    ends: { share: 0.1, weight: 1 },
    stiffness: 1000,
    rounds: 1,
  };
  const manifest = manifestOf({
    decoding: 'single-character',
    fixedLength: { readings: 20, smoothing: 1 },
    templates: { characters: ['4', '2'], comparison, weight: 10 },
  });
  // The template of a 2 is what is written, that of a 4 its opposite.
  const window = windowOf(120);
  const probe = new Recognizer(manifest, encoder);
  await probe.encode(window);
  const written = encoder.seen[0]!;
  expect(written).toHaveLength(2 * 20);
  const templates = Float32Array.of(...written.map((value) => -value), ...written);
  const recognizer = new Recognizer(manifest, encoder, {}, templates);
  const { text, words } = await recognizer.recognize(window);
  expect(text).toBe('2');
  expect(words[0]).toMatchObject({ startMs: 5000, endMs: 6200 });
  // The network alone says otherwise, and is what partial readings tell.
  expect((await recognizer.recognize(window, { partial: true })).text).toBe('4');
});

test('a model in memory is opened, reads the same on two engines, and is let go', async () => {
  await useTensorflow('cpu');
  const manifest = manifestOf();
  const network = createTrainableNetwork(manifest.network, { seed: 3 });
  const weights = await network.weights();
  network.dispose();
  // Louder than a fresh network, so that it says something.
  for (const { values } of weights) for (const index of values.keys()) values[index]! *= 6;
  const window = windowOf(200);
  const recognitions = [];
  for (const rung of ['onnx-cpu', 'tensorflow-cpu']) {
    const recognizer = await Recognizer.open({ manifest, weights, folder: '' }, { rungs: [rung] });
    expect(recognizer.fallbackReasons).toEqual([]);
    recognitions.push(await recognizer.recognize(window));
    await recognizer.dispose();
  }
  const [onnx, tensorflow] = recognitions;
  expect(onnx!.text).not.toBe('');
  expect(tensorflow!.text).toBe(onnx!.text);
  expect(tensorflow!.confidence).toBeCloseTo(onnx!.confidence, 4);
});
