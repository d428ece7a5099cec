import { expect, test } from 'vitest';
import type { Recognizer } from '../../recognizer/recognizer.ts';
import { evaluate, evaluateRecordings, type EvaluationSample } from './evaluate.ts';

const sample = (text: string | undefined, read: string, writer?: string): EvaluationSample => ({
  ...(text !== undefined && { text }),
  ...(writer !== undefined && { writer }),
  recognize: () => Promise.resolve({ text: read }),
});

test('errors are counted over all characters, not averaged over samples', async () => {
  const result = await evaluate([
    sample('12345678', '12345678', 'b'),
    sample('7', '1', 'a'),
    sample(undefined, '9', 'a'),
    sample('70', '7', 'a'),
  ]);
  expect(result).toMatchObject({ samples: 3, unlabeled: 1, writers: 2 });
  expect(result.cer).toBeCloseTo(2 / 11, 12);
  expect(result.wer).toBeCloseTo(2 / 3, 12);
  expect(result.accuracy).toBeCloseTo(1 / 3, 12);
  expect(result.perWriter).toEqual([
    { writer: 'a', samples: 2, cer: 2 / 3, wer: 1, accuracy: 0 },
    { writer: 'b', samples: 1, cer: 0, wer: 0, accuracy: 1 },
  ]);
  expect(result.mistakes).toEqual([
    { index: 1, written: '7', read: '1' },
    { index: 3, written: '70', read: '7' },
  ]);
  expect(result.confusions).toEqual([
    { written: '7', read: '1', count: 1 },
    { written: '0', read: '', count: 1 },
  ]);
});

test('intervals are over writers where three are known, else over recordings', async () => {
  const by = (...writers: (string | undefined)[]) =>
    evaluate(writers.map((writer, index) => sample('12', index % 2 === 0 ? '12' : '13', writer)));
  expect((await by('a', 'b', 'c', 'c')).confidence?.over).toBe('writers');
  expect((await by('a', 'b', 'b', 'a')).confidence?.over).toBe('recordings');
  expect((await by('a', 'b', 'c', undefined)).confidence?.over).toBe('recordings');
  expect((await by('a')).confidence).toBeUndefined();
});

test('the hand that wrote is told by writer and summed up', async () => {
  const { perWriter, perHand } = await evaluate([
    { ...sample('12', '1', 'a'), hand: 'left' },
    { ...sample('12', '12', 'b'), hand: 'right' },
    { ...sample('12', '12', 'c'), hand: 'right' },
    sample('12', '', 'd'),
  ]);
  expect(perWriter.map(({ hand }) => hand)).toEqual(['left', 'right', 'right', undefined]);
  expect(perHand).toEqual({
    left: { writers: 1, samples: 1, cer: 0.5, wer: 1, accuracy: 0 },
    right: { writers: 2, samples: 2, cer: 0, wer: 0, accuracy: 1 },
  });
});

test('nothing to read is no error', async () => {
  expect(await evaluate([])).toMatchObject({ samples: 0, cer: 0, wer: 0, accuracy: 0, writers: 0 });
});

test('recordings without any label are refused: an error rate of 0 would be a lie', async () => {
  const recordings = [0, 1].map((index) => ({
    file: 'a.ndjson',
    index,
    mask: 1,
    timesMs: Float64Array.of(0, 10),
    values: new Float32Array(26),
  }));
  const recognizer = { manifest: { alphabet: ['1'] } } as unknown as Recognizer;
  await expect(evaluateRecordings(recognizer, recordings)).rejects.toMatchObject({
    code: 'evaluate-labels',
  });
});

test('composed and decomposed characters are the same', async () => {
  expect((await evaluate([sample('\u00e4', 'a\u0308')])).accuracy).toBe(1);
});

test('stops when told to', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(evaluate([sample('1', '1')], { signal })).rejects.toThrow('enough');
});
