import { expect, test } from 'vitest';
import { bestRound, fairReadings, judgedTakes, learntErrors, ratesOf } from './choose-step.ts';
import { divideTakes } from './folds.ts';
import { learnedAt } from './layers.ts';
import { networks } from '../../recognizer/network/presets.ts';

test.each([5, 7, 8, 20, 51])('of %i takes each is kept back once', (count) => {
  const folds = divideTakes(
    Array.from({ length: count }, (_, take) => `word ${take}`),
    1,
  );
  expect(folds).toHaveLength(count < 8 ? count : 4);
  expect(folds.flatMap(({ heldBack }) => heldBack).sort((a, b) => a - b)).toEqual(
    Array.from({ length: count }, (_, take) => take),
  );
  for (const { training, heldBack } of folds) {
    expect(training.length + heldBack.length).toBe(count);
    expect(training.some((take) => heldBack.includes(take))).toBe(false);
  }
});

test('of characters that came several times all are learnt in every fold', () => {
  const texts = Array.from({ length: 20 }, (_, take) => String(take % 10));
  for (const { training } of divideTakes(texts, 3)) {
    expect(new Set(training.map((take) => texts[take])).size).toBe(10);
  }
});

const letters = new Set('abcdx');
const texts = ['aa', 'bb', 'cc', 'dd'];
const takes = texts.map((text) => ({ text, learnt: letters }));
const reading = (take: number, text: string, loss = 1) => ({ take, text, loss });

test('error rates are of all characters and words', () => {
  const rates = ratesOf([reading(0, 'aa', 0.5), reading(1, 'bx', 1.5)], takes);
  expect(rates).toEqual({ cer: 0.25, wer: 0.5, loss: 1 });
});

const round = (step: number, right: number, loss: number) => ({
  step,
  readings: [0, 1, 2, 3].map((take) => [reading(take, take < right ? texts[take]! : 'xx', loss)]),
});

test('fewer errors are better, of equal ones the surer, of about the same the later', () => {
  expect(bestRound([round(0, 1, 2), round(10, 3, 2), round(20, 2, 2)], takes)).toBe(1);
  expect(bestRound([round(0, 2, 2), round(10, 2, 1), round(20, 2, 3)], takes)).toBe(1);
  expect(bestRound([round(0, 1, 2), round(10, 2, 1), round(20, 2, 1.05)], takes)).toBe(2);
  expect(bestRound([round(0, 2, 1), round(10, 1, 3)], takes)).toBe(0);
  expect(bestRound([round(0, 2, 1), round(10, 2, 1)], takes)).toBe(0);
});

test('no fold has a say in how long the version is learnt that reads it', () => {
  // Fold 0 alone gains at step 20, all others at step 10.
  const rounds = [
    { step: 0, readings: [0, 1, 2, 3].map((take) => [reading(take, 'xx')]) },
    {
      step: 10,
      readings: [0, 1, 2, 3].map((take) => [reading(take, take === 0 ? 'xx' : texts[take]!)]),
    },
    {
      step: 20,
      readings: [0, 1, 2, 3].map((take) => [reading(take, take === 0 ? 'aa' : 'xx')]),
    },
  ];
  expect(fairReadings(rounds, takes).map(({ text }) => text)).toEqual(['xx', 'bb', 'cc', 'dd']);
});

test('head and normalisation are few of the variables', () => {
  const network = networks.ott({ classes: 5 });
  const [head, all] = (['head', 'all'] as const).map((layers) => learnedAt(layers, network));
  expect([...head!]).toEqual([
    '2.normalization.scale',
    '2.normalization.offset',
    '6.normalization.scale',
    '6.normalization.offset',
    '10.linear.kernel',
    '10.linear.bias',
  ]);
  expect([...all!].some((name) => name.includes('lstm'))).toBe(true);
  expect([...all!].some((name) => name.includes('convolution'))).toBe(true);
  expect([...all!].some((name) => name.includes('moving'))).toBe(false);
});

test('letters that no other part holds do not count, whatever is read for them', () => {
  const words = ['abc', 'abd', 'ab'];
  const folds = [0, 1, 2].map((take) => ({
    training: [0, 1, 2].filter((other) => other !== take),
    heldBack: [take],
  }));
  const judged = judgedTakes(words, folds);
  expect([...judged[0]!.learnt].sort()).toEqual(['a', 'b', 'd']);
  expect(learntErrors('abx', judged[0]!)).toEqual({ errors: 0, length: 2 });
  expect(learntErrors('xbx', judged[0]!)).toEqual({ errors: 1, length: 2 });
  // What is read where nothing was written is an error all the same.
  expect(learntErrors('xabc', judged[0]!)).toEqual({ errors: 1, length: 2 });
});
