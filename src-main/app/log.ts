import { appendFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LoggedEvent } from '../contract/ipc.ts';
import { makeFolder } from '../data/files/make-folder.ts';

const keptEvents = 200;
const fileLimit = 1 << 20;

/** What happened, for the log file and the troubleshooting page. Never holds recognised text. */
export class Log {
  readonly #events: LoggedEvent[] = [];
  #writing: Promise<void> = Promise.resolve();

  /** @param file grows to 1 MiB, then becomes `FILE.1` and a new one begins */
  constructor(
    readonly file: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** The newest events, oldest first. */
  get events(): readonly LoggedEvent[] {
    return this.#events;
  }

  write(severity: LoggedEvent['severity'], text: string): void {
    const event = { at: this.now(), severity, text };
    this.#events.push(event);
    if (this.#events.length > keptEvents) this.#events.shift();
    const line = `${new Date(event.at).toISOString()} ${severity} ${text.replaceAll('\n', '\n  ')}\n`;
    // A log that cannot be written must not stop anything.
    this.#writing = this.#writing.then(() => this.#append(line)).catch(() => undefined);
  }

  error(context: string, error: unknown): void {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.write('error', `${context}: ${detail}`);
  }

  /** Resolves when everything said so far is in the file. */
  flushed(): Promise<void> {
    return this.#writing;
  }

  async #append(line: string): Promise<void> {
    await makeFolder(dirname(this.file));
    const size = await stat(this.file).then(
      (information) => information.size,
      () => 0,
    );
    if (size > fileLimit) await rename(this.file, `${this.file}.1`);
    await appendFile(this.file, line);
  }
}
