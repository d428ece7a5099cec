import { expect, test } from 'vitest';
import { UserError } from '../contract/alerts.ts';
import { channelCount } from '../contract/sensors.ts';
import { simulateText } from './simulate.ts';
import { drawWriterStyle } from './writer.ts';

const force = (values: Float32Array, i: number) => values[i * channelCount + channelCount - 1]!;

test('the same seed gives the same bytes, another seed other bytes', () => {
  const first = simulateText('2718', { seed: 5 });
  expect(simulateText('2718', { seed: 5 })).toEqual(first);
  expect(simulateText('2718', { seed: 6 }).values).not.toEqual(first.values);
});

test('force is above 0.1 N exactly while the tip touches the paper', () => {
  for (let seed = 0; seed < 10; seed++) {
    const { values, contact, length } = simulateText('Hej 42', { seed });
    for (let i = 0; i < length; i++) expect(force(values, i) > 0.1).toBe(contact[i] === 1);
  }
});

test('character times are in order and cover all ink', () => {
  for (let seed = 0; seed < 10; seed++) {
    const { characters, contact, rateHz, text } = simulateText('in 7 days', { seed });
    expect(characters.map(({ character }) => character).join('')).toBe(text);
    for (const [index, { startMs, endMs }] of characters.entries()) {
      expect(endMs).toBeGreaterThan(startMs);
      if (index > 0) expect(startMs).toBeGreaterThanOrEqual(characters[index - 1]!.endMs - 1e-6);
    }
    for (const [i, touching] of contact.entries()) {
      if (touching === 0) continue;
      const time = (i * 1000) / rateHz;
      const under = characters.find(({ startMs, endMs }) => time >= startMs && time <= endMs);
      expect(under?.character).toMatch(/\S/);
    }
  }
});

test('all printable ASCII and the umlauts are written by every kind of writer', () => {
  const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
  for (let seed = 0; seed < 12; seed++) {
    const { values, characters } = simulateText(`${ascii}ÄÖÜäöüß`, {
      seed,
      writer: drawWriterStyle(seed),
    });
    expect(characters).toHaveLength(95 + 7);
    expect(values.every((value) => Number.isFinite(value))).toBe(true);
  }
});

test('a character nobody here can write is named with what to do', () => {
  expect(() => simulateText('2 ≠ 漢', { seed: 1 })).toThrow(UserError);
  expect(() => simulateText('2 ≠ 漢', { seed: 1 })).toThrow('“≠”, “漢”');
  expect(() => simulateText(' ', { seed: 1 })).toThrow(UserError);
  expect(() => simulateText('1', { seed: 1, rateHz: 0 })).toThrow('0 Hz');
});
