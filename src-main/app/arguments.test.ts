import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

test('dictionaries of the command line: several, none, or as the settings say', () => {
  expect(parseArguments(['--language', 'english,german']).languages).toEqual(['english', 'german']);
  expect(parseArguments(['--language', 'none']).languages).toEqual([]);
  expect(parseArguments(['--model', 'words'])).toEqual({ model: 'words' });
});
