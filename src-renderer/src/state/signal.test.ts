import { expect, test } from 'vitest';
import { SignalState } from './signal.svelte.ts';

const piece = (key: string, clock: string, endMs: number) => ({ key, clock, startMs: 0, endMs });

test('pieces grow in place and belong to the clock of their connection', () => {
  const signal = new SignalState();
  signal.take([piece('0.1', '0.1', 5), piece('0.2', '0.1', 9)]);
  signal.take([piece('0.3', '0.2', 4), piece('0.1', '0.1', 7)]);
  expect(signal.piecesOf('0.1').map(({ key, endMs }) => [key, endMs])).toEqual([
    ['0.2', 9],
    ['0.1', 7],
  ]);
  expect(signal.piecesOf('0.2').map(({ key }) => key)).toEqual(['0.3']);
  expect(signal.piecesOf('1.1')).toEqual([]);
});
