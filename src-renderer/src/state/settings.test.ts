import { expect, test } from 'vitest';
import { defaultSettings } from '$contract/settings.ts';
import { NoticeState } from './notices.svelte.ts';
import { SettingsState } from './settings.svelte.ts';

test('a change shows at once', async () => {
  const changeSettings = (change: object) => Promise.resolve({ ...defaultSettings, ...change });
  const settings = new SettingsState({ changeSettings }, new NoticeState());
  const kept = settings.change({ theme: 'dark' });
  expect(settings.value.theme).toBe('dark');
  await kept;
  expect(settings.value.theme).toBe('dark');
});

test('a change that could not be kept is taken back and told', async () => {
  const notices = new NoticeState();
  const changeSettings = () => Promise.reject(new Error('disk full'));
  const settings = new SettingsState({ changeSettings }, notices);
  await settings.change({ textSize: 50 });
  expect(settings.value.textSize).toBe(defaultSettings.textSize);
  expect(notices.list[0]?.text).toBe('disk full');
});
