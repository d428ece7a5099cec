import { expect, test } from 'vitest';
import type { RecordingSummary } from '$contract/ipc.ts';
import { NoticeState } from './notices.svelte.ts';
import { RecordingsState } from './recordings.svelte.ts';

function recording(name: string, startedAt: number): RecordingSummary {
  const rest = { seconds: 1, bytes: 1, pen: '', text: '', recovered: false };
  return { name, path: `/${name}`, startedAt, ...rest };
}

test('the newest stands first; a deleted one can be brought back', async () => {
  const there = new Map([
    ['a', recording('a', 1)],
    ['b', recording('b', 2)],
  ]);
  const notices = new NoticeState();
  const state = new RecordingsState(
    {
      listRecordings: () => Promise.resolve([...there.values()]),
      deleteRecording: (name) => Promise.resolve(void there.delete(name)),
      restoreRecording: (name) => Promise.resolve(void there.set(name, recording(name, 1))),
    },
    notices,
  );
  await state.refresh();
  expect(state.list.map(({ name }) => name)).toEqual(['b', 'a']);
  await state.remove('a');
  expect(state.list.map(({ name }) => name)).toEqual(['b']);
  notices.list[0]!.action!.run();
  await new Promise((resolve) => setTimeout(resolve));
  expect(state.list.map(({ name }) => name)).toEqual(['b', 'a']);
});

test('a recording that could not be deleted stays, and why is said', async () => {
  const notices = new NoticeState();
  const state = new RecordingsState(
    {
      listRecordings: () => Promise.resolve([recording('a', 1)]),
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
