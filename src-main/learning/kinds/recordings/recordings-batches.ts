import { RandomGenerator } from '../../../simulator/random.ts';
import { augmentSignal } from '../../samples/augment-signal.ts';
import { augmentWriting } from '../../samples/augment-writing.ts';
import { assemble, type Batch } from '../digits/digits-batches.ts';
import { joinWindows } from '../../samples/join.ts';
import type { WorkerBatches } from '../../runs/threads/gradient-worker.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import type { SettledRecipe } from './recordings-recipe.ts';
import { separatorOf } from './recordings-corpus.ts';
import type { StoredWindow, WindowStore } from './window-store.ts';

/** Batches drawn together and sorted by length, so that little of a batch is padding. */
const batchesPerBucket = 8;

export interface RecordingsSource {
  readonly recipe: SettledRecipe;
  readonly windows: readonly StoredWindow[];
}

/**
 * The batches of one worker. Recordings come in an order that is shuffled anew for every pass
 * through them, by the seed; batch k depends on recipe, worker and k alone, so a run that is resumed
 * in the middle goes on with what it would have seen. Windows are read when their turn comes.
 */
export class RecordingsBatches implements WorkerBatches {
  readonly #recipe: SettledRecipe;
  readonly #windows: readonly StoredWindow[];
  readonly #byWriter = new Map<string | undefined, StoredWindow[]>();
  readonly #separator: string | undefined;
  readonly #size: number;
  readonly #orders = new Map<number, Uint32Array>();
  #bucket = -1;
  #batches: readonly (readonly LabeledWindow[])[] = [];

  constructor(
    { recipe, windows }: RecordingsSource,
    private readonly store: Pick<WindowStore, 'read'>,
    private readonly worker: number,
  ) {
    this.#recipe = recipe;
    this.#windows = windows;
    this.#separator = recipe.joining && separatorOf(windows, recipe.alphabet);
    this.#size = recipe.training.batchSize / recipe.training.workers;
    for (const window of windows) {
      const list = this.#byWriter.get(window.writer);
      if (list) list.push(window);
      else this.#byWriter.set(window.writer, [window]);
    }
  }

  batch(step: number): Batch {
    const bucket = Math.floor(step / batchesPerBucket);
    if (bucket !== this.#bucket) {
      this.#batches = this.#draw(bucket);
      this.#bucket = bucket;
    }
    return assemble(this.#recipe, this.#batches[step % batchesPerBucket]!);
  }

  /** Nothing has to be simulated beforehand. */
  prepareAfter(): void {}

  #draw(bucket: number): LabeledWindow[][] {
    const random = new RandomGenerator(`${this.#recipe.seed}/${this.worker}/${bucket}`);
    const count = batchesPerBucket * this.#size;
    const first = (bucket * this.#recipe.training.workers + this.worker) * count;
    const samples = Array.from({ length: count }, (_, index) =>
      this.#sample(this.#windowAt(first + index), random),
    ).sort((a, b) => a.window.length - b.window.length);
    const batches = Array.from({ length: batchesPerBucket }, (_, index) =>
      samples.slice(index * this.#size, (index + 1) * this.#size),
    );
    return random.shuffle(batches);
  }

  /** The recording whose turn it is, of all that all workers see one after the other. */
  #windowAt(turn: number): StoredWindow {
    const pass = Math.floor(turn / this.#windows.length);
    let order = this.#orders.get(pass);
    if (!order) {
      const random = new RandomGenerator(`${this.#recipe.seed}/pass/${pass}`);
      order = Uint32Array.from(random.shuffle(this.#windows.map((_, index) => index)));
      // A bucket may begin in one pass and end in the next; older ones do not come again.
      for (const old of this.#orders.keys()) if (old < pass - 1) this.#orders.delete(old);
      this.#orders.set(pass, order);
    }
    return this.#windows[order[turn % this.#windows.length]!]!;
  }

  #sample(window: StoredWindow, random: RandomGenerator): LabeledWindow {
    const { augmentation } = this.#recipe;
    const parts = this.#parts(window, random).map((part) =>
      augmentWriting(this.store.read(part), augmentation, random),
    );
    const sample = parts.length === 1 ? parts[0]! : this.#joined(parts, random);
    return augmentSignal(sample, augmentation, random);
  }

  /** The recording alone, or with others that the same writer wrote with the same sensors. */
  #parts(window: StoredWindow, random: RandomGenerator): StoredWindow[] {
    const { joining } = this.#recipe;
    if (!joining || this.#separator === undefined || !random.chance(joining.share)) return [window];
    const own = this.#byWriter.get(window.writer)!;
    const more = Array.from({ length: random.integer(1, joining.maximum - 1) }, () =>
      random.pick(own),
    );
    return [window, ...more.filter(({ mask }) => mask === window.mask)];
  }

  #joined(parts: readonly LabeledWindow[], random: RandomGenerator): LabeledWindow {
    const { gapMs, restProbability, restMs } = this.#recipe.joining!;
    const { window, spans } = joinWindows(parts, random, { gapMs, restProbability, restMs });
    const known = parts.every((part) => part.spans.length > 0);
    const text = parts.map((part) => part.text).join(this.#separator);
    return { window, text, spans: known ? spans : [] };
  }
}
