import { expect, test } from 'vitest';
import { evaluate } from '../../learning/evaluation/evaluate.ts';
import { evaluationJson, evaluationText } from './evaluation-report.ts';

const read = (text: string, result: string, writer: string, hand: 'left' | 'right') => ({
  text,
  writer,
  hand,
  recognize: () => Promise.resolve({ text: result }),
});

const evaluation = {
  ...(await evaluate([
    read('ab cd', 'abcd', 'anna', 'left'),
    read('abc', 'xbc', 'bert', 'right'),
    read('abc', 'abc', 'carl', 'right'),
    read('abc', 'abcd', 'dora', 'right'),
  ])),
  unwritable: 0,
};

test('the text names rates with intervals, hands, the worst and the edits by kind', () => {
  const lines = evaluationText(evaluation).split('\n');
  const line = (start: string) => lines.find((one) => one.startsWith(start));
  expect(lines[0]).toBe('4 samples by 4 writers');
  expect(lines[2]).toContain('95 % interval over writers');
  // 3 errors in 14 characters.
  expect(line('CER')).toMatch(/21\.43 % +\d+\.\d\d % … \d+\.\d\d %$/u);
  expect(line('left')).toMatch(/1 +1 +20\.00 %/u);
  expect(lines.filter((one) => one.endsWith('← worst'))).toHaveLength(1);
  expect(line('bert')).toContain('33.33 %');
  expect(line('a → x')).toMatch(/× 1 +␣ +× 1 +d +× 1$/u);
});

test('the JSON document holds the same under documented names', () => {
  const options = {
    model: 'words',
    languages: ['english'],
    seed: 7,
    known: false,
    pens: [{ writer: 'anna', tempo: 0.9 }],
    problems: 2,
    skipped: 1,
  };
  const document = evaluationJson(evaluation, options);
  expect(document).toMatchObject({
    model: 'words',
    languages: ['english'],
    seed: 7,
    pens: [{ writer: 'anna', tempo: 0.9 }],
    samples: 4,
    problems: 2,
    skipped: 1,
    confidence: { level: 0.95, over: 'writers' },
    worst_writers: [expect.any(String)],
    per_hand: { left: { writers: 1 }, right: { writers: 3 } },
  });
  const { per_writer, confusions } = document as Record<string, Record<string, unknown>[]>;
  expect(per_writer![0]).toMatchObject({ writer: 'anna', hand: 'left', samples: 1 });
  expect(confusions!.map(({ kind }) => kind).sort()).toEqual([
    'deletion',
    'insertion',
    'substitution',
  ]);
});
