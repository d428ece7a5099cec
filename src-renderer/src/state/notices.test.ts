import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { UserError } from '$contract/alerts.ts';
import { NoticeState } from './notices.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what needs no answer goes by itself, an error stays', async () => {
  const notices = new NoticeState();
  notices.say('Copied.');
  await notices.attempt(Promise.reject(new UserError('c', 'It failed.', 'Do that.')));
  expect(notices.list.map(({ text }) => text)).toEqual(['Copied.', 'It failed.']);
  vi.advanceTimersByTime(60_000);
  expect(notices.list).toMatchObject([{ text: 'It failed.', remedy: 'Do that.', tone: 'error' }]);
  notices.dismiss(notices.list[0]!.id);
  expect(notices.list).toEqual([]);
});

test('an offer to undo stays longer, the same message does not pile up', () => {
  const notices = new NoticeState();
  notices.say('Cleared.', { label: 'Undo', run: () => undefined });
  vi.advanceTimersByTime(6000);
  notices.say('Cleared.', { label: 'Undo', run: () => undefined });
  expect(notices.list).toHaveLength(1);
  vi.advanceTimersByTime(11_000);
  expect(notices.list).toHaveLength(1);
});
