import { expect, test } from 'vitest';
import type { LabeledWindow } from '../../samples/sample.ts';
import { assembleModel } from '../../../recognizer/model/package.ts';
import { recognizeReadings } from '../../../recognizer/recognize-readings.ts';
import { Recognizer } from '../../../recognizer/recognizer.ts';
import { drawPenHardware } from '../../../simulator/pen-hardware.ts';
import { simulateText, simulateTrajectory } from '../../../simulator/simulate.ts';
import { drawWriterStyle } from '../../../simulator/writer.ts';
import { exampleModel } from './example-model.ts';

const letters = ['c', 'h', 'k', 'o', 'w'];
/** Five axes, uneven, no force, the board turned any way. */
const pen = drawPenHardware(4, {
  ...{ board: 'mpu-6050', mounting: 'any', jitterMs: 2, lost: ['gz', 'force'] },
});
const writer = drawWriterStyle(4);

/** A letter of one shape; how the pen is held, shakes and errs is another each time. */
function write(text: string, seed: number) {
  const { trajectory } = simulateText(text, { seed: 3, pen, writer });
  const { length, values, mask, rateHz } = simulateTrajectory(trajectory, { seed, pen, writer });
  return { length, values, mask, rateHz, startMs: 0 };
}

const example = (text: string, seed: number): LabeledWindow => {
  const window = write(text, seed);
  return { text, window, spans: [{ character: text, start: 0, end: window.length }] };
};

async function open() {
  const examples = letters.flatMap((letter) => [1, 2].map((seed) => example(letter, seed)));
  const model = exampleModel(examples, { name: 'letters', title: 'Letters' });
  return Recognizer.open(assembleModel('', model));
}

test('two examples of each letter of an unseen pen are enough to read others', async () => {
  const recognizer = await open();
  const read: string[] = [];
  for (const letter of letters) {
    for (const seed of [11, 12, 13]) {
      const { text, confidence, words } = await recognizer.recognize(write(letter, seed));
      read.push(`${letter}${text}`);
      expect(confidence).toBeGreaterThan(1 / letters.length);
      expect(words[0]!.alternatives.length).toBeGreaterThan(0);
    }
  }
  const right = read.filter(([written, text]) => written === text).length;
  expect(right / read.length).toBeGreaterThanOrEqual(0.9);
  await recognizer.dispose();
});

test('letters one by one: a pause ends a letter, a longer one is a space', async () => {
  const recognizer = await open();
  const rest = (seconds: number, last: Float32Array) => {
    const rows = new Float32Array(13 * Math.round(100 * seconds));
    for (let at = 0; at < rows.length; at += 1) rows[at] = last[at % 13]!;
    return rows;
  };
  const parts: Float32Array[] = [];
  for (const [letter, pause] of [
    ['k', 1],
    ['o', 3],
    ['w', 1],
  ] as const) {
    const { values } = write(letter, 21);
    parts.push(values, rest(pause, values.slice(-13)));
  }
  const values = Float32Array.from(parts.flatMap((part) => [...part]));
  const timesMs = Float64Array.from({ length: values.length / 13 }, (_, i) => 10 * i);
  const { mask } = write('k', 21);
  const { text } = await recognizeReadings(recognizer, { values, timesMs, mask });
  expect(text).toMatch(/^\S\S \S$/u);
  await recognizer.dispose();
});

test('one character alone can be told from nothing', () => {
  const examples = [example('o', 1), example('o', 2)];
  expect(() => exampleModel(examples, { name: 'one', title: 'One' })).toThrow('two different');
});
