import { appendFile, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { writeFileAtomic } from '../../data/files/atomic-file.ts';
import { errorCode, fileError } from '../../data/files/file-errors.ts';
import { makeFolder } from '../../data/files/make-folder.ts';
import type { NamedTensor, NamedTensors } from '../../recognizer/network/weights.ts';
import type { Moments } from '../gradients/adamw.ts';
import type { LostRung } from '../gradients/gradient-source.ts';
import { curvesSvg, panelsOfLog } from './curves.ts';
import { packTensorFile, unpackTensorFile, type TensorFile } from '../../recognizer/network/tensor-file.ts';

/** Everything that a run needs to go on as if it had not stopped. */
export interface Checkpoint {
  /** Steps done, skipped ones counted. */
  readonly step: number;
  readonly updates: number;
  readonly skipped: number;
  readonly seconds: number;
  readonly weights: NamedTensors;
  readonly moments: ReadonlyMap<string, Moments>;
  readonly best?: { readonly step: number; readonly score: number };
  /** Plain data of what lives on from step to step beside the weights. */
  readonly beside?: unknown;
}

/** Where a run learnt, from a step on. */
export interface LearnedOn {
  readonly rung: string;
  readonly fromStep: number;
  /** Why no longer on the one before. */
  readonly because?: string;
}

/**
 * The folder of a training run:
 * - `run.json`: recipe, seed, data, split, versions and where it learnt
 * - `log.ndjson`: one line for every reported step, validation and skipped step
 * - `curves.svg`: losses and validations over steps
 * - `checkpoint.bin`: the newest state; `best.bin`: weights of the best validation
 */
export class RunFolder {
  constructor(readonly path: string) {}

  /** A folder for a new run; one that stands there already is kept under another name. */
  static async create(path: string, description: unknown): Promise<RunFolder> {
    if (await exists(path)) {
      const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
      await rename(path, `${path}-before-${stamp}`);
    }
    await makeFolder(path);
    const folder = new RunFolder(path);
    await folder.#describe(description);
    return folder;
  }

  async #describe(description: unknown): Promise<void> {
    await writeFileAtomic(this.#file('run.json'), `${JSON.stringify(description, undefined, 2)}\n`);
  }

  #file(name: string): string {
    return join(this.path, name);
  }

  /** The content of run.json, or undefined when there is no run in this folder. */
  async description(): Promise<unknown> {
    const text = (await readIfThere(this.#file('run.json')))?.toString('utf8');
    try {
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    } catch (error) {
      throw this.#damaged('run.json', error);
    }
  }

  /** Where the run learnt so far, oldest first; empty when there is none, or it does not say. */
  async learnedOn(): Promise<readonly LearnedOn[]> {
    const { learnedOn = [] } = ((await this.description()) ?? {}) as {
      readonly learnedOn?: readonly LearnedOn[];
    };
    return learnedOn;
  }

  /** The run goes on elsewhere. @param step the first that was made there */
  async noteRung({ next, how, step }: Omit<LostRung, 'rung'> & { step: number }): Promise<void> {
    const before = await this.learnedOn();
    if (before.at(-1)?.rung === next) return;
    const learnedOn = [...before, { rung: next, fromStep: step, because: how }];
    const description = { ...((await this.description()) as object), learnedOn };
    await this.#describe(description);
  }

  async log(entry: Readonly<Record<string, unknown>>): Promise<void> {
    await appendFile(this.#file('log.ndjson'), `${JSON.stringify(entry)}\n`);
  }

  /** Draws the log. */
  async saveCurves(): Promise<void> {
    const text = await readFile(this.#file('log.ndjson'), 'utf8').catch(() => '');
    const lines = text.split('\n').flatMap((line) => {
      try {
        return [JSON.parse(line) as unknown];
      } catch {
        // A line that was being written when the program was stopped.
        return [];
      }
    });
    await writeFileAtomic(this.#file('curves.svg'), curvesSvg(panelsOfLog(lines)));
  }

  async saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    const { weights, moments, ...values } = checkpoint;
    const tensors: NamedTensor[] = [...weights];
    for (const [name, { mean, square }] of moments) {
      tensors.push({ name: `mean/${name}`, shape: [mean.length], values: mean });
      tensors.push({ name: `square/${name}`, shape: [square.length], values: square });
    }
    await this.#write('checkpoint.bin', values, tensors);
  }

  /** @returns undefined when the run has not reached its first checkpoint */
  async loadCheckpoint(): Promise<Checkpoint | undefined> {
    const file = await this.#read('checkpoint.bin');
    if (!file) return undefined;
    const values = file.values as unknown as Omit<Checkpoint, 'weights' | 'moments'>;
    const weights: NamedTensor[] = [];
    const means = new Map<string, Float32Array>();
    const squares = new Map<string, Float32Array>();
    for (const tensor of file.tensors) {
      if (tensor.name.startsWith('mean/')) means.set(tensor.name.slice(5), tensor.values);
      else if (tensor.name.startsWith('square/')) squares.set(tensor.name.slice(7), tensor.values);
      else weights.push(tensor);
    }
    const moments = new Map<string, Moments>();
    for (const [name, mean] of means) moments.set(name, { mean, square: squares.get(name)! });
    return { ...values, weights, moments };
  }

  async saveBest(weights: NamedTensors, step: number, score: number): Promise<void> {
    await this.#write('best.bin', { step, score }, weights);
  }

  async loadBest(): Promise<{ weights: NamedTensors; step: number; score: number } | undefined> {
    const file = await this.#read('best.bin');
    if (!file) return undefined;
    const { step, score } = file.values as { step: number; score: number };
    return { weights: file.tensors, step, score };
  }

  async #write(name: string, values: TensorFile['values'], tensors: NamedTensors): Promise<void> {
    await writeFileAtomic(this.#file(name), packTensorFile({ values, tensors }));
  }

  async #read(name: string): Promise<TensorFile | undefined> {
    const bytes = await readIfThere(this.#file(name));
    if (!bytes) return undefined;
    try {
      return unpackTensorFile(bytes);
    } catch (error) {
      throw this.#damaged(name, error);
    }
  }

  #damaged(name: string, cause: unknown): UserError {
    return new UserError(
      'run-damaged',
      `${this.#file(name)} is damaged.`,
      'Train again without --resume; the old folder is kept under another name.',
      { cause },
    );
  }
}

/** @throws UserError when the file stands there and cannot be read */
async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileError(error, path, 'read');
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
