import { expect, test } from 'vitest';
import { makeResultsPage, resultsFolder, writtenPage } from './results.ts';

test('docs/research/results.md says what docs/research/results/ holds (npm run -s results)', async () => {
  expect(await writtenPage()).toBe(await makeResultsPage(resultsFolder));
});
