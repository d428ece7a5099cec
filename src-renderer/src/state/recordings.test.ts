import { expect, test } from 'vitest';
import type { RecordingSummary } from '$contract/ipc.ts';
import { NoticeState } from './notices.svelte.ts';
import { RecordingsState } from './recordings.svelte.ts';

function recording(name: string, startedAt: number): RecordingSummary {
  const rest = { seconds: 1, bytes: 1, pen: '', text: '', recovered: false };
  return { name, path: `/${name}`, startedAt, ...rest };
}

const others = {
  readTrash: () => Promise.resolve({ count: 0, bytes: 0, recordings: [] }),
  emptyTrash: () => Promise.resolve(),
  renameRecording: () => Promise.resolve(),
  importRecording: () => Promise.resolve(''),
};

test('the newest stands first; a deleted one can be brought back', async () => {
  const there = new Map([
    ['a', recording('a', 1)],
    ['b', recording('b', 2)],
  ]);
  let deleted = 0;
  const notices = new NoticeState();
  const state = new RecordingsState(
    {
      listRecordings: () => Promise.resolve([...there.values()]),
      ...others,
      readTrash: () => Promise.resolve({ count: deleted, bytes: 10 * deleted, recordings: [] }),
      emptyTrash: () => {
        deleted = 0;
        return Promise.resolve();
      },
      renameRecording: ({ name, title }) =>
        Promise.resolve(void there.set(name, { ...there.get(name)!, title })),
      deleteRecording: (name) => {
        if (there.delete(name)) deleted += 1;
        return Promise.resolve();
      },
      restoreRecording: (name) => Promise.resolve(void there.set(name, recording(name, 1))),
    },
    notices,
  );
  await state.refresh();
  expect(state.list.map(({ name }) => name)).toEqual(['b', 'a']);
  await state.remove('a');
  expect(state.list.map(({ name }) => name)).toEqual(['b']);
  expect(state.trash).toEqual({ count: 1, bytes: 10, recordings: [] });
  notices.list[0]!.action!.run();
  await new Promise((resolve) => setTimeout(resolve));
  expect(state.list.map(({ name }) => name)).toEqual(['b', 'a']);
  await state.rename('b', ' Exercise ');
  expect(state.list[0]!.title).toBe('Exercise');
  await state.emptyTrash();
  expect(state.trash.count).toBe(0);
});

test('a recording that could not be deleted stays, and why is said', async () => {
  const notices = new NoticeState();
  const state = new RecordingsState(
    {
      listRecordings: () => Promise.resolve([recording('a', 1)]),
      ...others,
      deleteRecording: () => Promise.reject(new Error('in use')),
      restoreRecording: () => Promise.resolve(),
    },
    notices,
  );
  await state.refresh();
  await state.remove('a');
  expect(state.list).toHaveLength(1);
  expect(notices.list).toMatchObject([{ tone: 'error', text: 'in use' }]);
});
