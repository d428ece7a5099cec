import { RandomGenerator } from '../../simulator/random.ts';
import { assemble, type Batch } from '../batches.ts';
import type { LabeledWindow } from '../sample.ts';
import type { WordsRecipe } from './words-recipe.ts';
import type { WordsSampler } from './words-sampler.ts';

/** Batches drawn together and sorted by length, so that little of a batch is padding. */
const batchesPerBucket = 16;

/** To draw a writing that is not too long; then the shortest is taken. */
const attempts = 5;

type Source = Pick<WordsSampler, 'write' | 'vary'>;

/**
 * The batches of one worker. Batch k depends on recipe, worker and k alone, so a run that is
 * resumed in the middle goes on with what it would have seen. A writing is simulated once and used
 * in `samples.uses` buckets, each time measured by another pen.
 */
export class WordsBatches {
  readonly #recipe: WordsRecipe;
  readonly #source: Source;
  readonly #worker: number;
  readonly #size: number;
  readonly #written = new Map<number, LabeledWindow[]>();
  #bucket = -1;
  #batches: readonly (readonly LabeledWindow[])[] = [];
  #next: { readonly bucket: number; readonly drawing: Drawing } | undefined;

  constructor(recipe: WordsRecipe, source: Source, worker: number) {
    this.#recipe = recipe;
    this.#source = source;
    this.#worker = worker;
    this.#size = recipe.training.batchSize / recipe.training.workers;
  }

  batch(step: number): Batch {
    const bucket = Math.floor(step / batchesPerBucket);
    if (bucket !== this.#bucket) {
      this.#batches = this.#finish(bucket);
      this.#bucket = bucket;
    }
    return assemble(this.#recipe, this.#batches[step % batchesPerBucket]!);
  }

  /** Does a step's share of the work on the bucket after that of `step`. */
  prepareAfter(step: number): void {
    const drawing = this.#drawing(Math.floor(step / batchesPerBucket) + 1);
    for (let sample = 0; sample < this.#size; sample += 1) if (drawing.next().done) return;
  }

  #drawing(bucket: number): Drawing {
    if (this.#next?.bucket !== bucket) this.#next = { bucket, drawing: this.#draw(bucket) };
    return this.#next.drawing;
  }

  #finish(bucket: number): LabeledWindow[][] {
    const drawing = this.#drawing(bucket);
    for (;;) {
      const { done, value } = drawing.next();
      if (done) return value;
    }
  }

  /** Yields after every sample. */
  *#draw(bucket: number): Drawing {
    const { uses } = this.#recipe.samples;
    const total = batchesPerBucket * this.#size;
    for (const old of this.#written.keys()) if (old <= bucket - uses) this.#written.delete(old);
    const samples: LabeledWindow[] = [];
    for (let use = 0; use < uses; use += 1) {
      // The first buckets have nothing before them: they use their own writings again.
      const from = Math.max(0, bucket - use);
      const count = Math.floor(((use + 1) * total) / uses) - Math.floor((use * total) / uses);
      for (let index = 0; index < count; index += 1) {
        const writing = this.#writing(from, index);
        samples.push(this.#source.vary(writing, this.#random(`${bucket}/${use}/${index}`)));
        yield;
      }
    }
    samples.sort((a, b) => a.window.length - b.window.length);
    const batches = Array.from({ length: batchesPerBucket }, (_, index) =>
      samples.slice(index * this.#size, (index + 1) * this.#size),
    );
    return this.#random(`${bucket}/order`).shuffle(batches);
  }

  #writing(bucket: number, index: number): LabeledWindow {
    let written = this.#written.get(bucket);
    if (!written) this.#written.set(bucket, (written = []));
    return (written[index] ??= this.#write(bucket, index));
  }

  /** A few very long writings would make a tenth of the batches cost half of the time. */
  #write(bucket: number, index: number): LabeledWindow {
    const { samples, rateHz } = this.#recipe;
    const random = this.#random(`writing/${bucket}/${index}`);
    let shortest: LabeledWindow | undefined;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const writing = this.#source.write(bucket * batchesPerBucket, random);
      if (writing.window.length <= (samples.longestMs * rateHz) / 1000) return writing;
      if (!shortest || writing.window.length < shortest.window.length) shortest = writing;
    }
    return shortest!;
  }

  #random(what: string): RandomGenerator {
    return new RandomGenerator(`${this.#recipe.seed}/${this.#worker}/${what}`);
  }
}

type Drawing = Generator<undefined, LabeledWindow[][], undefined>;
