import type { Recognizer } from '../../../recognizer/recognizer.ts';
import { withSensors } from '../../samples/augment-signal.ts';
import { evaluate, type ErrorRates, type Evaluation } from '../../evaluation/evaluate.ts';
import { sensorSets } from '../../samples/sensor-sets.ts';
import type { WordsCorpus } from './words-corpus.ts';
import {
  heldOutWords,
  heldOutWritings,
  type HeldOutWriting,
  peoplesWords,
} from './words-held-out.ts';
import type { WordsRecipe } from './words-recipe.ts';

type Hand = HeldOutWriting['hand'];

/** What a trained model of words is judged by; all sensors are simulated. */
export interface WordsFigures {
  /** Held-out words, strings and numbers by the test writers, all 13 channels. */
  readonly words: Evaluation;
  /** The same by the writers' hands. */
  readonly byHand: Readonly<Partial<Record<Hand, ErrorRates>>>;
  /** The same samples without rear accelerometer and magnetometer (7 channels). */
  readonly sevenChannels: Evaluation;
  /** The same samples with accelerometer and gyroscope alone (6 channels). */
  readonly sixChannels: Evaluation;
  /** With punctuation, umlauts and phrases, which no writer was asked for: fonts and dots. */
  readonly supplemented: Evaluation;
  /** Held-out words of those who wrote words; other words of theirs were trained on. */
  readonly written: Evaluation;
  /** Words as test people wrote them, where the recipe has any; by hand, and with 7 channels. */
  readonly people?: PeopleFigures;
}

export interface PeopleFigures {
  readonly words: Evaluation;
  readonly byHand: Readonly<Partial<Record<Hand, ErrorRates>>>;
  readonly sevenChannels: Evaluation;
}

export interface WordsTestOptions {
  /** Samples of each test writer. Default 40. */
  readonly samplesPerWriter?: number;
  /** Words of each test person. Default 30. */
  readonly samplesPerPerson?: number;
  readonly signal?: AbortSignal;
}

/** Reads the test part with the very recogniser that users get. */
export async function wordsFigures(
  recognizer: Pick<Recognizer, 'recognize'>,
  recipe: WordsRecipe,
  corpus: WordsCorpus,
  { samplesPerWriter = 40, samplesPerPerson = 30, signal }: WordsTestOptions = {},
): Promise<WordsFigures> {
  const read = (samples: readonly HeldOutWriting[]) =>
    evaluate(
      samples.map((sample) => ({
        text: sample.text,
        writer: sample.writer,
        recognize: () => recognizer.recognize(sample.window),
      })),
      signal ? { signal } : {},
    );
  const count = samplesPerWriter * corpus.writers.test.length;
  const samples = heldOutWritings(recipe, corpus, 'test', count);
  const words = await read(samples);
  const handsOf = async (all: readonly HeldOutWriting[]) => {
    const byHand: Partial<Record<Hand, ErrorRates>> = {};
    for (const hand of ['left', 'right'] as const) {
      const own = all.filter((sample) => sample.hand === hand);
      if (own.length > 0) byHand[hand] = await read(own);
    }
    return byHand;
  };
  const byHand = await handsOf(samples);
  const supplemented = await read(
    heldOutWritings(recipe, corpus, 'test', Math.ceil(count / 2), { supplement: true }),
  );
  const written = await read(heldOutWords(recipe, corpus, 'test', Math.ceil(count / 2)));
  // Taking sensors away changes the samples: last.
  const lacking = async (set: keyof typeof sensorSets, all: readonly HeldOutWriting[] = samples) =>
    read(all.map((sample) => ({ ...sample, ...withSensors(sample, sensorSets[set]) })));
  const sevenChannels = await lacking('rearAndMagnetometer');
  const sixChannels = await lacking('allButAccelerometerAndGyroscope');
  const theirs = peoplesWords(
    recipe,
    corpus,
    'test',
    samplesPerPerson * (corpus.people?.test.length ?? 0),
  );
  const people = theirs.length > 0 && {
    words: await read(theirs),
    byHand: await handsOf(theirs),
    sevenChannels: await lacking('rearAndMagnetometer', theirs),
  };
  return {
    ...{ words, byHand, sevenChannels, sixChannels, supplemented, written },
    ...(people && { people }),
  };
}

const percent = (fraction: number) => `${(100 * fraction).toFixed(2)} %`;
const rates = ({ cer, wer, samples }: ErrorRates) =>
  `CER ${percent(cer)}, WER ${percent(wer)} (${samples} samples)`;

function describePeople({ words, byHand, sevenChannels }: PeopleFigures): string[] {
  return [
    `words as ${words.writers} unseen people wrote them, 13 channels: ${rates(words)}`,
    ...(byHand.right ? [`of them right-handed or unknown: ${rates(byHand.right)}`] : []),
    ...(byHand.left ? [`of them left-handed: ${rates(byHand.left)}`] : []),
    `the same words, 7 channels: ${rates(sevenChannels)}`,
  ];
}

/** One line a part, for terminal and model card alike. */
export function describeWordsFigures(figures: WordsFigures): string[] {
  const { words, byHand } = figures;
  const worst = words.perWriter.toSorted((a, b) => b.cer - a.cer)[0];
  const median = words.perWriter.map(({ cer }) => cer).toSorted((a, b) => a - b)[
    words.perWriter.length >> 1
  ];
  return [
    `unseen writers, unseen words, 13 channels: ${rates(words)}`,
    ...(byHand.right ? [`right-handed writers: ${rates(byHand.right)}`] : []),
    ...(byHand.left ? [`left-handed writers: ${rates(byHand.left)}`] : []),
    ...(worst && median !== undefined
      ? [
          `of ${words.writers} writers: median CER ${percent(median)}, worst (${worst.writer}) ${percent(worst.cer)}`,
        ]
      : []),
    `accelerometer, gyroscope and force (7 channels): ${rates(figures.sevenChannels)}`,
    `accelerometer and gyroscope (6 channels): ${rates(figures.sixChannels)}`,
    `with punctuation, umlauts and phrases: ${rates(figures.supplemented)}`,
    `unseen words by the writer of cursive words: ${rates(figures.written)}`,
    ...(figures.people ? describePeople(figures.people) : []),
  ];
}
