import type { ReadProblem } from '../../data/recording.ts';
import { counted } from './counted.ts';

const shownProblems = 5;

/** Prints the first problems of what is read and counts the others. */
export class ProblemReport {
  #count = 0;
  #skipped = 0;

  constructor(
    private readonly write: (line: string) => unknown = (line) => process.stderr.write(line),
  ) {}

  /** All that was damaged. */
  get count(): number {
    return this.#count;
  }

  /** How many of them cost whole recordings: what was read is then not all there was. */
  get skipped(): number {
    return this.#skipped;
  }

  readonly add = ({ file, line, message, skipped }: ReadProblem): void => {
    if (skipped) this.#skipped++;
    if (++this.#count > shownProblems) return;
    this.write(`${file}${line === undefined ? '' : `:${line}`}: ${message}\n`);
  };

  /** Says how many there were in all; call it once, at the end. */
  finish(): void {
    const more = this.#count - shownProblems;
    if (more > 0) this.write(`… and ${more} more such ${more === 1 ? 'problem' : 'problems'}.\n`);
    if (this.#skipped > 0) {
      this.write(
        `Not everything could be read: ${this.#skipped} of ${counted(this.#count, 'problem')} cost whole recordings.\n`,
      );
    }
  }
}
