import { access, copyFile, constants, readFile, rename } from 'node:fs/promises';
import * as v from 'valibot';
import { UserError, type Alert } from '../contract/alerts.ts';
import { describeIssues } from '../contract/issues.ts';
import {
  defaultSettings,
  settingsSchema,
  type Settings,
  type SettingsChange,
} from '../contract/settings.ts';
import { writeFileAtomic } from '../data/files/atomic-file.ts';
import { errorCode, fileError } from '../data/files/file-errors.ts';
import { settingsVersion, type RawSettings } from './migrations.ts';
import { formatSettings, parseSettings } from './settings-file.ts';

/** The settings file: checked when read, migrated, written whole, never lost. */
export class SettingsStore {
  #value: Settings = defaultSettings;
  #others: RawSettings = { version: settingsVersion };
  #writing: Promise<void> = Promise.resolve();
  #unreadable = false;

  /** @param onAlert told when the file, or a part of it, could not be used */
  constructor(
    private readonly file: string,
    private readonly onAlert: (alert: Alert) => void = () => undefined,
  ) {}

  get value(): Settings {
    return this.#value;
  }

  /**
   * Reads the file; what is missing in it gets its default. A file that is damaged, or partly
   * unusable, or of another version is kept beside it before anything is written.
   */
  async load(): Promise<Settings> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') this.#tellUnreadable(fileError(error, this.file, 'read'));
      return this.#value;
    }
    const read = parseSettings(text);
    if (!read) {
      const message = `The settings file ${this.file} is damaged.`;
      await this.#putAside(new UserError('settings-damaged', message, ''));
      return this.#value;
    }
    this.#value = read.settings;
    this.#others = read.others;
    if (read.refused.length > 0) await this.#keepCopy(read.refused);
    return this.#value;
  }

  /** @throws UserError when a value is not allowed or nothing can be written; the old ones stand */
  change(change: SettingsChange): Promise<Settings> {
    const result = this.#writing.then(() => this.#change(change));
    this.#writing = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  async #change(change: SettingsChange): Promise<Settings> {
    const parsed = v.safeParse(settingsSchema, { ...this.#value, ...change });
    if (!parsed.success) {
      throw new UserError(
        'settings-value',
        `This setting is not possible: ${describeIssues(parsed.issues)}.`,
        'Choose another value.',
      );
    }
    if (!this.#unreadable) {
      await writeFileAtomic(this.file, formatSettings(parsed.output, this.#others));
    }
    this.#value = parsed.output;
    return this.#value;
  }

  /** What cannot be read now may be whole: it is neither renamed nor written over. */
  #tellUnreadable({ message, remedy }: UserError): void {
    this.#unreadable = true;
    this.onAlert({
      code: 'settings-unreadable',
      severity: 'warning',
      message: `${message} The default settings are used, and changes are not kept.`,
      remedy: `${remedy} Then start again.`,
    });
  }

  async #putAside(cause: UserError): Promise<void> {
    const kept = await this.#freeName();
    const moved = await rename(this.file, kept).then(
      () => true,
      () => false,
    );
    this.onAlert({
      code: 'settings-damaged',
      severity: 'warning',
      message: `${cause.message} The default settings are used.`,
      remedy: moved
        ? `The old file is kept as ${kept}. Choose your settings again.`
        : `Rename or repair ${this.file}, then start again.`,
    });
  }

  /** Keeps the file as it was and writes it anew, so that the next start finds it in order. */
  async #keepCopy(refused: readonly string[]): Promise<void> {
    const kept = await this.#freeName();
    const copied = await this.#renew(kept).then(
      () => true,
      () => false,
    );
    this.onAlert({
      code: 'settings-values',
      severity: 'warning',
      message: `Settings with unusable values have their defaults: ${refused.join(', ')}.`,
      remedy: copied
        ? `Choose them again. The old file is kept as ${kept}.`
        : `${this.file} stands as it is: nothing can be written beside it.`,
    });
  }

  /** @throws where nothing can be written: the old file then stands, and says the same at the next start */
  async #renew(kept: string): Promise<void> {
    await copyFile(this.file, kept, constants.COPYFILE_EXCL);
    await writeFileAtomic(this.file, formatSettings(this.#value, this.#others));
  }

  /** Never that of an earlier copy. */
  async #freeName(): Promise<string> {
    for (let number = 1; ; number++) {
      const name = `${this.file}.damaged${number === 1 ? '' : `-${number}`}`;
      const taken = await access(name).then(
        () => true,
        () => false,
      );
      if (!taken) return name;
    }
  }
}
