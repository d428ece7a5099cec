import { describe, expect, test } from 'vitest';
import { UserError } from '../../contract/alerts.ts';
import type { HandwritingSample } from '../../contract/handwriting.ts';
import { channelCount } from '../../contract/sensors.ts';
import { boxedCharacters, runningWord } from './hand.testing.ts';
import { collectHandwriting } from './handwriting-corpus.ts';
import { isInVocabulary } from './held-out-words.ts';
import { boundsOf } from './ink.ts';
import { type HandwritingSimulationOptions, HandwritingSimulator } from './simulate-handwriting.ts';
import type { SimulatedWriting } from '../simulate.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz';

async function simulator(
  samples: readonly HandwritingSample[],
  options: Partial<HandwritingSimulationOptions> = {},
) {
  return new HandwritingSimulator(await collectHandwriting(samples), { seed: 1, ...options });
}

/** Height in mm and width in mm of what was written. */
function inkOf({ trajectory: { x, y, pressure } }: SimulatedWriting) {
  const touching = (_: number, i: number) => pressure[i]! > 0;
  const { left, right, bottom, top } = boundsOf([{ x: x.filter(touching), y: y.filter(touching) }]);
  return { width: right - left, height: top - bottom };
}

describe('samples from a corpus', () => {
  const two = [
    ...boxedCharacters(letters, { writer: 'b', hand: 'left' }),
    ...boxedCharacters(letters, { writer: 'a', hand: 'right' }),
  ];

  test('depend on seed and number alone, not on what was drawn before', async () => {
    const once = (await simulator(two)).sample(5);
    const later = await simulator(two);
    for (let i = 0; i < 5; i++) later.sample(i);
    expect(later.sample(5)).toEqual(once);
    expect((await simulator(two, { seed: 2 })).sample(5).writing).not.toEqual(once.writing);
  });

  test('are spread over the writers, each with the own hand', async () => {
    const simulated = await simulator(two);
    const samples = Array.from({ length: 10 }, (_, i) => simulated.sample(i));
    for (const name of ['a', 'b']) {
      const own = samples.filter(({ writer }) => writer === name);
      expect(own).toHaveLength(5);
      expect(new Set(own.map(({ hand }) => hand))).toEqual(
        new Set([name === 'b' ? 'left' : 'right']),
      );
    }
  });

  test('have the label that was written and tell where its characters are', async () => {
    const simulated = await simulator(two, { rateHz: 50 });
    for (let i = 0; i < 20; i++) {
      const { label, writing } = simulated.sample(i);
      const { characters, values, length, rateHz, contact } = writing;
      expect(rateHz).toBe(50);
      expect(values).toHaveLength(length * channelCount);
      expect(values.every((value) => Number.isFinite(value))).toBe(true);
      expect(contact.some((touching) => touching === 1)).toBe(true);
      expect(characters.map(({ character }) => character).join('')).toBe(label);
      for (const [index, { startMs, endMs }] of characters.entries()) {
        expect(endMs).toBeGreaterThan(startMs);
        if (index > 0) expect(startMs).toBeGreaterThanOrEqual(characters[index - 1]!.startMs);
      }
    }
  });

  test('keep to held-out words when told to', async () => {
    const simulated = await simulator(two, { vocabulary: 'held-out', supplement: true });
    for (let i = 0; i < 30; i++) {
      expect(isInVocabulary(simulated.sample(i).label!, 'held-out')).toBe(true);
    }
  });

  test('of a writer keep grip and pen, unless every sample is to be another', async () => {
    const meanRear = ({ values, length }: SimulatedWriting) =>
      values.filter((_, i) => i % channelCount === 5).reduce((sum, value) => sum + value, 0) /
      length;
    const spread = async (vary: boolean) => {
      const simulated = await simulator(two.slice(0, 26), { vary });
      const means = Array.from({ length: 12 }, (_, i) => meanRear(simulated.sample(i).writing));
      return Math.max(...means) - Math.min(...means);
    };
    expect(await spread(true)).toBeGreaterThan(2 * (await spread(false)));
  });
});

describe('words that were written as words', () => {
  test('in mm and with times keep their size and tempo', async () => {
    const word = runningWord('simple', { unit: 2.5, timed: true });
    const { label, writing } = (await simulator([word])).sample(0);
    expect(label).toBe('simple');
    const bounds = boundsOf(word.strokes);
    const { width, height } = inkOf(writing);
    expect(width / (bounds.right - bounds.left)).toBeCloseTo(1, 0);
    expect(height / (bounds.top - bounds.bottom)).toBeGreaterThan(0.75);
    expect(height / (bounds.top - bounds.bottom)).toBeLessThan(1.15);
    const touched = [...writing.contact.keys()].filter((i) => writing.contact[i] === 1);
    const seconds = (touched.at(-1)! - touched[0]!) / writing.rateHz;
    const recorded = word.strokes.at(-1)!.timesMs!.at(-1)! / 1000;
    expect(seconds).toBeGreaterThan(0.8 * recorded);
    expect(seconds).toBeLessThan(1.1 * recorded);
  });

  test('in units of a device are brought to the size of a hand and get its tempo', async () => {
    const words = ['simple', 'words'].map((label) =>
      runningWord(label, { unit: 300, timed: false }),
    );
    const simulated = await simulator(words);
    for (let i = 0; i < 4; i++) {
      const { label, writing } = simulated.sample(i);
      const { height } = inkOf(writing);
      expect(height).toBeGreaterThan(2);
      expect(height).toBeLessThan(16);
      const perCharacter = writing.length / writing.rateHz / label!.length;
      expect(perCharacter).toBeGreaterThan(0.12);
      expect(perCharacter).toBeLessThan(1.5);
    }
  });

  test('come each before one comes again', async () => {
    const labels = ['one', 'two', 'three', 'four'];
    const words = labels.map((label) => runningWord(label, { unit: 300, timed: false }));
    const simulated = await simulator(words);
    const drawn = labels.map((_, i) => simulated.sample(i).label);
    expect(drawn.sort()).toEqual(labels.sort());
  });
});

test('characters of a script that no font here draws are written as strings', async () => {
  const samples = boxedCharacters('ABCDEF').map((sample, i) => ({
    ...sample,
    label: 'αβγδεζ'.charAt(i),
  }));
  const { label, writing } = (await simulator(samples, { vocabulary: 'training' })).sample(0);
  expect(label).toMatch(/^[α-ζ]+$/);
  expect(inkOf(writing).height).toBeGreaterThan(1.5);
});

test('a dot of many equal points without times is a touch of the pen', async () => {
  const still = { x: new Float32Array(9).fill(700), y: new Float32Array(9).fill(400) };
  const { strokes } = runningWord('no', { unit: 300, timed: false });
  const { writing } = (await simulator([{ label: 'no.', strokes: [...strokes, still] }])).sample(0);
  const touches = writing.contact.filter((now, i) => now === 1 && writing.contact[i - 1] === 0);
  expect(touches).toHaveLength(strokes.length + 1);
});

test('writing that nobody labelled is simulated, but not where labels are needed', async () => {
  const { strokes } = runningWord('secret', { unit: 200, timed: true });
  const unlabelled = { strokes };
  const sample = (await simulator([unlabelled])).sample(0);
  expect(sample.label).toBeUndefined();
  expect(inkOf(sample.writing).height).toBeLessThan(20);
  await expect(simulator([unlabelled], { labeledOnly: true })).rejects.toThrow(UserError);
});

test('torn characters are left out where the source does not vouch for them', async () => {
  const good = (clean: boolean) =>
    Array.from({ length: 4 }, () => boxedCharacters('nomad', { clean })).flat();
  const torn = (clean: boolean): HandwritingSample => {
    const [{ strokes, ...rest }] = boxedCharacters('m', { clean }) as [HandwritingSample];
    const [{ x, y, timesMs }] = strokes as [(typeof strokes)[0]];
    const cut = { x: x.slice(0, 10), y: y.slice(0, 10), timesMs: timesMs!.slice(0, 10) };
    return { ...rest, strokes: [cut] };
  };
  expect((await collectHandwriting([...good(false), torn(false)])).faulty).toBe(1);
  const trusted = await collectHandwriting([...good(true), torn(true)]);
  expect(trusted.faulty).toBe(0);
  expect(trusted.writers[0]!.glyphs('m')).toHaveLength(5);
});
