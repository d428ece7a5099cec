import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { Verdict } from '../../compute/choice.ts';
import { writeFileAtomic } from '../../data/files/atomic-file.ts';

const verdict = v.variant('works', [
  v.object({
    rung: v.string(),
    works: v.literal(true),
    milliseconds: v.number(),
    difference: v.number(),
  }),
  v.object({ rung: v.string(), works: v.literal(false), reason: v.string(), remedy: v.string() }),
]);

const survey = v.object({
  /** Milliseconds since 1970. */
  checkedAt: v.number(),
  reading: v.array(verdict),
  learning: v.array(verdict),
  /** Rungs that stopped while they were in use since then, and how. */
  lost: v.record(v.string(), v.string()),
});

const memory = v.object({
  format: v.literal('quillwave-compute'),
  formatVersion: v.literal(1),
  surroundings: v.record(v.string(), v.string()),
  /** By a checksum of the network's description. */
  surveys: v.record(v.string(), survey),
});

/** What was found out about the rungs with one network. */
export interface Survey {
  readonly checkedAt: number;
  readonly reading: readonly Verdict[];
  readonly learning: readonly Verdict[];
  readonly lost: Readonly<Record<string, string>>;
}

const keptSurveys = 8;

/** Remembers surveys in a file until the machine or the program changes. */
export class ComputeMemory {
  #writing: Promise<void> = Promise.resolve();

  /** @param surroundings see `describeSurroundings` */
  constructor(
    private readonly file: string,
    private readonly surroundings: () => Readonly<Record<string, string>>,
  ) {}

  /** What is remembered of a network and still true. A file that is damaged is as good as none. */
  async recall(key: string): Promise<Survey | undefined> {
    return (await this.#read())[key];
  }

  /** Changes of one process follow one another; of two, the later whole file wins. */
  keep(key: string, found: Survey): Promise<void> {
    const work = this.#writing.then(async () => {
      const others = Object.entries(await this.#read())
        .filter(([other]) => other !== key)
        .sort(([, a], [, b]) => b.checkedAt - a.checkedAt)
        .slice(0, keptSurveys - 1);
      const content = {
        format: 'quillwave-compute',
        formatVersion: 1,
        surroundings: this.surroundings(),
        surveys: Object.fromEntries([[key, found], ...others]),
      };
      await writeFileAtomic(this.file, `${JSON.stringify(content, undefined, 2)}\n`);
    });
    this.#writing = work.catch(() => undefined);
    return work;
  }

  async #read(): Promise<Readonly<Record<string, Survey>>> {
    const text = await readFile(this.file, 'utf8').catch(() => '');
    try {
      const { surroundings, surveys } = v.parse(memory, JSON.parse(text));
      return sameEntries(surroundings, this.surroundings()) ? surveys : {};
    } catch {
      return {};
    }
  }
}

function sameEntries(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
