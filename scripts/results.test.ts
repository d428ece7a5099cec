import { expect, test } from 'vitest';
import { makeResultsPage, resultsFolder, writtenPage } from './results.ts';

test('docs/results.md says what docs/results/ holds (npm run -s results)', async () => {
  expect(await writtenPage()).toBe(await makeResultsPage(resultsFolder));
});
