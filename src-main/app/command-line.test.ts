import { expect, test } from 'vitest';
import { terminalArguments } from './command-line.ts';

const verbs = ['start', 'recognize', 'doctor'];
const of = (line: string) => terminalArguments(line.split(' ').filter(Boolean), verbs)?.join(' ');

test('a verb is for the terminal, with all that follows', () => {
  expect(of('doctor --json')).toBe('doctor --json');
  expect(of('--ozone-platform=headless --no-sandbox --log-level=3 recognize a.csv')).toBe(
    'recognize a.csv',
  );
  expect(of('start --headless --pen simulated')).toBe('start --headless --pen simulated');
  expect(of('start --help')).toBe('start --help');
  expect(of('--version')).toBe('--version');
});

test('everything else is for the window', () => {
  expect(of('')).toBeUndefined();
  expect(of('start --pen simulated')).toBeUndefined();
  expect(of('--pen simulated')).toBeUndefined();
  // Its value is called as a verb is.
  expect(of('--writer doctor')).toBeUndefined();
  expect(of('/home/a/recording.ndjson')).toBeUndefined();
});
