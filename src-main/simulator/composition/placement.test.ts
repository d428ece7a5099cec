import { describe, expect, test } from 'vitest';
import type { HandwritingSample } from '../../contract/handwriting.ts';
import { boxedCharacters, runningWord } from './hand.testing.ts';
import { boundsOf } from './ink.ts';
import { placeCharacters, xHeightOf } from './placement.ts';

function byLabel(samples: readonly HandwritingSample[]): Map<string, HandwritingSample[]> {
  return new Map(samples.map((sample) => [sample.label!, [sample]]));
}

function bandOf(
  character: string,
  characters: ReadonlyMap<string, readonly HandwritingSample[]>,
): { bottom: number; top: number } {
  const sample = characters.get(character)![0]!;
  const { scale, baseline } = placeCharacters(characters, 6)(character, sample);
  const { bottom, top } = boundsOf(sample.strokes);
  return { bottom: (bottom - baseline) * scale, top: (top - baseline) * scale };
}

describe('the height of a small x', () => {
  test.each(['acemnorsuvwxz', 'bdhkl', 'gpqy', 'ABC', '0123456789', 'aA0g'])(
    'is found from %s',
    (text) => {
      expect(xHeightOf(boxedCharacters(text))).toBeCloseTo(6, 1);
    },
  );

  test('is found from words, whatever their letters', () => {
    for (const word of ['oven', 'hello', 'gap', 'Xylophone']) {
      expect(xHeightOf([runningWord(word, { unit: 250, timed: false })])).toBeCloseTo(250, 0);
    }
  });

  test('is unknown where nothing tells', () => {
    expect(xHeightOf([])).toBeUndefined();
    expect(xHeightOf(boxedCharacters('-'))).toBeUndefined();
  });

  test('is estimated for scripts that no font here draws', () => {
    expect(xHeightOf([{ ...boxedCharacters('A')[0]!, label: '漢' }])).toBeCloseTo(9 / 1.25, 1);
  });
});

describe.each(['middle', 'line'] as const)('characters in boxes, placed in the %s', (placed) => {
  const characters = byLabel(boxedCharacters('acemnorsuvwxzgpqyjbdhklAB07', { placed }));

  test.each([
    ['a', 0, 1],
    ['g', -0.5, 1],
    ['p', -0.5, 1],
    ['h', 0, 1.5],
    ['A', 0, 1.5],
    ['7', 0, 1.5],
  ])('%s stands from %f to %f', (character, bottom, top) => {
    const band = bandOf(character, characters);
    expect(band.bottom).toBeCloseTo(bottom, 1);
    expect(band.top).toBeCloseTo(top, 1);
  });
});

test('a descender that was written as tall as a small letter is brought to size', () => {
  const characters = byLabel(boxedCharacters('acemnorsuvwxz'));
  const small = boxedCharacters('g').map(({ strokes, ...rest }) => ({
    ...rest,
    strokes: strokes.map((stroke) => ({
      ...stroke,
      x: stroke.x.map((x) => 10 + (x - 10) / 2),
      y: stroke.y.map((y) => 10 + (y - 10) / 2),
    })),
  }));
  const band = bandOf('g', new Map([...characters, ['g', small]]));
  expect(band.top - band.bottom).toBeGreaterThan(1.15);
  expect(band.top).toBeCloseTo(1, 6);
});

test('a letter that is but a point has a place all the same', () => {
  const point = { label: 'o', strokes: [{ x: Float32Array.of(3), y: Float32Array.of(5) }] };
  const { scale, baseline } = placeCharacters(new Map([['o', [point]]]), 6)('o', point);
  expect(scale).toBeCloseTo(1 / 6, 6);
  expect(baseline).toBe(5);
});
