import { expect, test } from 'vitest';
import { ProblemReport } from './problem-report.ts';

test('the first problems are shown with file and line, the others counted', () => {
  const lines: string[] = [];
  const report = new ProblemReport((line) => lines.push(line));
  for (let line = 1; line <= 8; line++) {
    report.add({ file: 'a.ndjson', line, message: 'The line is no JSON.', skipped: line > 2 });
  }
  report.finish();
  expect(lines).toHaveLength(7);
  expect(lines[0]).toBe('a.ndjson:1: The line is no JSON.\n');
  expect(lines[5]).toContain('3 more');
  expect(lines[6]).toContain('6 of 8');
  expect(report).toMatchObject({ count: 8, skipped: 6 });
});

test('nothing is said of what is in order, and no loss of what was mended', () => {
  const lines: string[] = [];
  const report = new ProblemReport((line) => lines.push(line));
  report.finish();
  expect(lines).toEqual([]);
  report.add({ file: 'folder', message: 'One gap was filled.', skipped: false });
  report.finish();
  expect(lines).toEqual(['folder: One gap was filled.\n']);
});
