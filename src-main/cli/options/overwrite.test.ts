import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../data/testing.ts';
import { confirmReplacing, type Terminal } from './overwrite.ts';

const folder = await temporaryFolder();
const there = join(folder, 'there.csv');
await writeFile(there, 'kept');

function terminal(answer?: string): Terminal & { questions: string[] } {
  const questions: string[] = [];
  const ask = (question: string) => {
    questions.push(question);
    return Promise.resolve(answer ?? '');
  };
  return { interactive: answer !== undefined, ask, questions };
}

test('a file that is there is asked about at a terminal', async () => {
  const yes = terminal('y');
  await confirmReplacing(there, false, yes);
  expect(yes.questions).toEqual([expect.stringContaining(there)]);
  for (const answer of ['', 'n', 'what?']) {
    const refused = confirmReplacing(there, false, terminal(answer));
    await expect(refused).rejects.toMatchObject({ code: 'file-exists' });
  }
});

test('a script has to say --force', async () => {
  await expect(confirmReplacing(there, false, terminal())).rejects.toMatchObject({
    code: 'file-exists',
    remedy: expect.stringContaining('--force') as string,
  });
  await confirmReplacing(there, true, terminal());
});

test('a new file is no question', async () => {
  await confirmReplacing(join(folder, 'new.csv'), false, terminal());
});
