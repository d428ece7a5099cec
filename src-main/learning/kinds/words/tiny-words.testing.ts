import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findGlyph } from '../../../simulator/fonts.ts';
import type { TeacherInput } from '../../cmr/teacher.ts';
import { parseWordsRecipe, type WordsRecipe } from './words-recipe.ts';

/** A recipe for words that trains in a moment. */
export function tinyWordsRecipe(): WordsRecipe {
  return parseWordsRecipe(
    {
      kind: 'words',
      name: 'tiny-words',
      title: 'Tiny words',
      description: '',
      seed: 3,
      alphabet: 'words',
      rateHz: 100,
      channels: ['ax', 'ay', 'az', 'gx', 'gy', 'gz', 'force'],
      normalization: { kind: 'recording' },
      network: {
        inputs: 7,
        classes: 77,
        layers: [
          { kind: 'convolution', filters: 6, kernel: 5, stride: 8, activation: 'relu' },
          { kind: 'normalization', over: 'batch' },
          { kind: 'dropout', rate: 0.1 },
          { kind: 'bidirectional-lstm', units: 4 },
          { kind: 'linear', units: 77 },
        ],
      },
      data: {
        characters: 'characters.ndjson',
        words: 'words.ndjson',
        moreWords: 'list.txt',
        origin: ['made of fonts'],
      },
      writers: { test: { left: 1, right: 1 }, validation: { left: 0, right: 1 } },
      samples: {
        written: 0.3,
        fonts: 0.2,
        familiar: 0.5,
        moreWords: 0.3,
        leftHanded: 0.3,
        heldLeft: 0.2,
        roll: 1.3,
        anyMounting: 0.5,
        leadMs: [60, 100],
        trailMs: [60, 100],
        longestMs: 8000,
        characters: [2, 4],
        growUntilStep: 2,
        uses: 2,
        lacking: {
          magnetometer: 0.1,
          rearAndMagnetometer: 0.1,
          allButAccelerometerAndGyroscope: 0.1,
          allButAccelerometerForceAndTwoAxes: 0.1,
          allButAccelerometerAndForce: 0.1,
        },
        augmentation: { rotation: { probability: 0.5, degrees: 5 } },
      },
      training: {
        steps: 4,
        workers: 2,
        batchSize: 4,
        learningRate: 0.01,
        warmUpSteps: 1,
        constantUntilStep: 2,
        weightDecay: 0.01,
        clipNorm: 1,
        frameWeight: 1,
        frameWeightUntilStep: 3,
        validateEvery: 2,
        validationSamples: 4,
        checkpointEvery: 2,
      },
    },
    'the test',
  );
}

/** Images for it: a network that reads them in a moment, every step an epoch. */
export function tinyTeacher(): TeacherInput {
  return {
    objective: { loss: 'triplet', distance: 'cosine' },
    sharedLayer: 1,
    steps: 3,
    encoder: {
      height: 12,
      width: 8,
      layers: [
        { kind: 'convolution-2d', filters: 2 },
        { kind: 'pooling-2d', size: [2, 2] },
        { kind: 'activation', function: 'relu' },
      ],
    },
    head: { inputs: 8, classes: 77, layers: [{ kind: 'linear', units: 77 }] },
    weights: { dynamic: { epochSteps: 1 } },
    frameWise: true,
  };
}

/** Files of exactly the form that the recipe asks for, written by the fonts of the simulator. */
export async function writeTinyWords(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const characters = ['1', '2', '3', '4', '5'].flatMap((writer) =>
    Array.from('aeinorst').map((label) => ({
      writer,
      hand: writer === '1' || writer === '2' ? 'left' : 'right',
      label,
      strokes: strokesOf(label, 1 + 0.1 * Number(writer), 0),
    })),
  );
  // The last two are held out by the rule for words.
  const words = [
    'no',
    'rain',
    'stone',
    'treat',
    'onion',
    'noise',
    'sister',
    'arose',
    'stain',
    'ration',
  ];
  const written = words.map((label) => ({
    label,
    strokes: Array.from(label).flatMap((letter, index) =>
      strokesOf(letter, 500, index).map(({ x, y }) => ({ x, y })),
    ),
  }));
  const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');
  await writeFile(join(folder, 'characters.ndjson'), lines(characters));
  await writeFile(join(folder, 'words.ndjson'), lines(written));
  await writeFile(join(folder, 'list.txt'), 'rosten 100\ntreten 50\n');
}

/**
 * The tiny recipe with words, lines and letters of people, whose files `writeTinyPeople` writes:
 * seven people, the first two left-handed, one in each of test and validation.
 */
export function tinyPeopleRecipe(): WordsRecipe {
  const tiny = tinyWordsRecipe();
  return parseWordsRecipe(
    {
      ...tiny,
      data: { ...tiny.data, people: { files: ['people.ndjson', 'lines.ndjson'], without: ['x-'] } },
      writers: {
        ...tiny.writers,
        people: { test: { left: 0, right: 1 }, validation: { left: 0, right: 1 } },
      },
      samples: {
        ...tiny.samples,
        people: { written: 0.4, composed: 0.3, varied: 0.5, strength: 0.7 },
      },
    },
    'the test',
  );
}

export async function writeTinyPeople(folder: string): Promise<void> {
  const names = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'x-1'];
  const of = (name: string, label: string) => ({
    ...{ writer: name, label, unit: 'mm', gaps: 'measured' },
    ...(name < 'p3' && { hand: 'left' }),
    strokes: wordStrokes(label, 2.5 + 0.1 * names.indexOf(name)),
  });
  const words = names.flatMap((name) =>
    ['no', 'rain', 'stone', 'treat', 'onion', 'noise', 'sister', '7'].map((word) => of(name, word)),
  );
  const lines = names.map((name) => of(name, 'rain on stone'));
  const text = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');
  await writeFile(join(folder, 'people.ndjson'), text(words));
  await writeFile(join(folder, 'lines.ndjson'), text(lines));
}

/** On one clock, with half a second for a space. */
function wordStrokes(text: string, scale: number) {
  let clock = 0;
  return Array.from(text).flatMap((letter, place) => {
    if (letter === ' ') {
      clock += 500;
      return [];
    }
    const strokes = strokesOf(letter, scale, place).map(({ t, ...points }) => ({
      ...points,
      t: t.map((time) => time + clock),
    }));
    clock = strokes.at(-1)!.t.at(-1)! + 60;
    return strokes;
  });
}

function strokesOf(letter: string, scale: number, place: number) {
  let time = 0;
  return findGlyph('sans', letter)!.strokes.map((points) => {
    time += 80;
    const x: number[] = [];
    const y: number[] = [];
    const t: number[] = [];
    for (let index = 0; index < points.length; index += 2) {
      x.push(scale * (points[index]! + 1.4 * place));
      y.push(scale * points[index + 1]!);
      t.push((time += 25));
    }
    return { x, y, t };
  });
}
