import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readRecipeFile } from './recipe-files.ts';

describe('a recipe that extends another', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quillwave-recipes-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const write = async (name: string, content: object) => {
    const path = join(folder, name);
    await writeFile(path, JSON.stringify(content));
    return path;
  };

  test('changes entries of objects and replaces everything else', async () => {
    await write('whole.json', {
      name: 'whole',
      training: { steps: 10, batchSize: 4 },
      channels: ['ax', 'ay'],
      drift: { maximum: 1 },
    });
    await write('half.json', { extends: 'whole.json', name: 'half', training: { steps: 5 } });
    const path = await write('more.json', {
      extends: 'half.json',
      name: 'more',
      channels: ['az'],
      drift: null,
    });
    expect(await readRecipeFile(path)).toEqual({
      path,
      input: { name: 'more', training: { steps: 5, batchSize: 4 }, channels: ['az'] },
    });
  });

  test('may extend one that comes with the program', async () => {
    const path = await write('mine.json', { extends: 'words', name: 'mine' });
    const [mine, words] = await Promise.all([readRecipeFile(path), readRecipeFile('words')]);
    expect(mine.input).toEqual({ ...(words.input as object), name: 'mine' });
  });

  test('is refused when it extends itself, nothing that exists, or no name', async () => {
    await write('a.json', { extends: 'b.json' });
    await expect(
      readRecipeFile(await write('b.json', { extends: 'a.json' })),
    ).rejects.toMatchObject({
      code: 'recipe',
      message: expect.stringContaining('extends itself') as string,
    });
    await expect(readRecipeFile(await write('c.json', { extends: 'wrods' }))).rejects.toMatchObject(
      { message: 'There is no recipe “wrods”.' },
    );
    await expect(readRecipeFile(await write('d.json', { extends: 3 }))).rejects.toMatchObject({
      code: 'recipe',
    });
  });
});
