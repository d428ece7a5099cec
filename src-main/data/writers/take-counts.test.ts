import { join } from 'node:path';
import { expect, test } from 'vitest';
import { homeFolders } from '../home.ts';
import { temporaryFolder } from '../testing.ts';
import { adaptationSuggestion, countTakes } from './take-counts.ts';
import { keepProposal } from './versions.ts';
import { createWriter } from './writers.ts';
import { propose, recordTake, someVersion } from './writers.testing.ts';

test('counts what is labelled, and what is new since the newest version', async () => {
  const root = await temporaryFolder();
  const home = homeFolders({ environment: { QUILLWAVE_HOME: join(root, 'home') } });
  const writer = await createWriter(home, { name: 'Anna' });
  const take = (session: string, label: string) => recordTake(home, writer.id, { session, label });
  await take(join('2026-01-01_10-00-00', '1'), 'one');
  await take(join('2026-01-01_10-00-00', '2'), '');
  await take('corrections-2026-01-02_10-00-00', 'two');
  expect(await countTakes(home, writer)).toEqual({
    prompts: 1,
    corrections: 1,
    fresh: 2,
    adapted: false,
  });
  await propose(home, writer.id, { takes: { ...someVersion.takes, training: 1, heldBack: 0 } });
  await keepProposal(home, writer.id);
  expect(await countTakes(home, writer)).toMatchObject({ fresh: 1, adapted: true });
});

test('suggests an adaptation when there is enough to learn from', () => {
  const counts = { prompts: 0, corrections: 0, fresh: 0, adapted: false };
  expect(adaptationSuggestion({ ...counts, prompts: 4 })).toBeUndefined();
  expect(adaptationSuggestion({ ...counts, prompts: 3, corrections: 2 })).toContain('5 words');
  const adapted = { ...counts, prompts: 80, adapted: true };
  expect(adaptationSuggestion({ ...adapted, fresh: 9 })).toBeUndefined();
  expect(adaptationSuggestion({ ...adapted, fresh: 14 })).toBeUndefined();
  expect(adaptationSuggestion({ ...adapted, fresh: 17 })).toContain('17 words');
});
