import { expect, test } from 'vitest';
import { curvesSvg, panelsOfLog } from './curves.ts';

const log = [
  { step: 10, ctc: 8, frameWise: 2 },
  { step: 11, skippedBecause: 'of something' },
  { step: 20, ctc: 4, frameWise: 1, validation: { cer: 0.5, wer: 1, loss: 6, score: 0.5 } },
  { step: 30, ctc: 2, frameWise: 0, validation: { cer: 0.25, wer: 0.75, loss: 3, score: 0.25 } },
];

test('a log becomes a panel of losses and one of fractions', () => {
  const [losses, fractions] = panelsOfLog(log);
  expect(losses!.points.map(({ step }) => step)).toEqual([10, 20, 30]);
  expect(losses!.points[1]!.values['CTC']).toBeCloseTo(14 / 3);
  expect(fractions!.points).toEqual([
    { step: 20, values: { cer: 0.5, wer: 1 } },
    { step: 30, values: { cer: 0.25, wer: 0.75 } },
  ]);
});

test('curves stand where their values say', () => {
  const svg = curvesSvg(panelsOfLog(log));
  expect(svg.startsWith('<svg')).toBe(true);
  // Panel two from y = 290 (1) to 486 (0), x from 52 (step 0) to 610 (step 30).
  expect(svg).toContain('points="424.0,388.0 610.0,437.0"');
});
