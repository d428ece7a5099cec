import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** So many starts in a row that came to nothing make the next one a safe one. */
const mostFailed = 2;

/**
 * Remembers how many starts in a row came to nothing: the process was gone before the window had been there
 * for a while. What cannot be written is not remembered: then every start is an ordinary one. Synchronous,
 * because the graphics card is left out before anything else, or not at all.
 */
export class StartRecord {
  #failed = 0;

  constructor(private readonly file: string) {}

  /** Counts this start as failed until it has `succeeded`. @returns whether it should be a safe one */
  begin(): boolean {
    this.#failed = this.#read();
    this.#write(this.#failed + 1);
    return this.#failed >= mostFailed;
  }

  /** The program is up, or was ended by its user. */
  succeeded(): void {
    this.#write(0);
  }

  #read(): number {
    try {
      const { failed } = JSON.parse(readFileSync(this.file, 'utf8')) as { failed?: unknown };
      return typeof failed === 'number' && Number.isInteger(failed) && failed > 0 ? failed : 0;
    } catch {
      return 0;
    }
  }

  #write(failed: number): void {
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      writeFileSync(this.file, `${JSON.stringify({ failed })}\n`);
    } catch {
      // A home that cannot be written is told of otherwise.
    }
  }
}
