import { defaultSettings, type Settings, type SettingsChange } from '$contract/settings.ts';
import type { Commands } from '../bridge/commands.ts';
import type { NoticeState } from './notices.svelte.ts';

/** The user's settings; a change shows at once and is taken back if it could not be kept. */
export class SettingsState {
  value = $state.raw<Settings>(defaultSettings);

  constructor(
    private readonly commands: Pick<Commands, 'changeSettings'>,
    private readonly notices: NoticeState,
  ) {}

  async change(change: SettingsChange): Promise<void> {
    const before = this.value;
    this.value = { ...before, ...change };
    const kept = await this.notices.attempt(this.commands.changeSettings(change));
    if (kept === undefined) this.value = before;
  }
}
