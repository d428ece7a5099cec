import { readFile, rename } from 'node:fs/promises';
import * as v from 'valibot';
import {
  defaultSettings,
  settingsSchema,
  type Settings,
  type SettingsChange,
} from '../contract/settings.ts';
import { writeFileAtomic } from '../data/atomic-file.ts';

/** The settings file: checked when read, written whole. */
export class SettingsStore {
  #value: Settings = defaultSettings;
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly file: string) {}

  get value(): Settings {
    return this.#value;
  }

  /**
   * Reads the file; what is missing in it gets its default, and so does everything when it is
   * damaged (the damaged file is kept beside it as FILE.damaged).
   */
  async load(): Promise<Settings> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch {
      return this.#value;
    }
    try {
      this.#value = v.parse(settingsSchema, JSON.parse(text));
    } catch {
      await rename(this.file, `${this.file}.damaged`).catch(() => undefined);
    }
    return this.#value;
  }

  /** @throws UserError when it cannot be written; the old settings then stand */
  async change(change: SettingsChange): Promise<Settings> {
    const before = this.#value;
    this.#value = { ...before, ...change };
    const text = `${JSON.stringify(this.#value, undefined, 2)}\n`;
    const write = this.#writing.then(() => writeFileAtomic(this.file, text));
    this.#writing = write.catch(() => undefined);
    try {
      await write;
    } catch (error) {
      this.#value = before;
      throw error;
    }
    return this.#value;
  }
}
