import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

test('dictionaries of the command line: several, none, or as the settings say', () => {
  expect(parseArguments(['--language', 'english,german']).languages).toEqual(['english', 'german']);
  expect(parseArguments(['--language', 'none']).languages).toEqual([]);
  expect(parseArguments(['--model', 'words'])).toEqual({ model: 'words' });
});

test('a file that is opened: a recording is played, a writer is taken in, others are left alone', () => {
  expect(parseArguments(['/home/a/pens.ndjson'])).toEqual({
    pen: { kind: 'replay', file: '/home/a/pens.ndjson' },
  });
  expect(parseArguments(['/home/a/Ada.quillwave-writer.tar.gz'])).toEqual({
    writerFile: '/home/a/Ada.quillwave-writer.tar.gz',
  });
  expect(parseArguments(['start', '--model', 'words', '/opt/app'])).toEqual({ model: 'words' });
});
