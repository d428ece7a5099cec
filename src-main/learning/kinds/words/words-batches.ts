import { RandomGenerator } from '../../../simulator/random.ts';
import { assemble, type Batch } from '../digits/digits-batches.ts';
import { isTaught } from '../../cmr/teacher.ts';
import type { TeachingImages } from '../../cmr/taught-step.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import { type Picture, teachingImages, type WordPictures } from './word-pictures.ts';
import type { WordsRecipe } from './words-recipe.ts';
import type { WordsSampler } from './words-sampler.ts';

/** Batches drawn together and sorted by length, so that little of a batch is padding. */
const batchesPerBucket = 16;

/** To draw a writing that is not too long; then the shortest is taken. */
const attempts = 5;

type Source = Pick<WordsSampler, 'write' | 'vary'>;

type Pictures = Pick<WordPictures, 'teacher' | 'draw'>;

interface Drawn {
  readonly sample: LabeledWindow;
  readonly writing: LabeledWindow;
}

interface DrawnBatch {
  readonly samples: readonly LabeledWindow[];
  /** Empty when its step is not taught. */
  readonly pictures: readonly Picture[];
}

/**
 * The batches of one worker. Batch k depends on recipe, worker and k alone, so a run that is
 * resumed in the middle goes on with what it would have seen. A writing is simulated once and used
 * in `samples.uses` buckets, each time measured by another pen.
 */
export class WordsBatches {
  readonly #recipe: WordsRecipe;
  readonly #source: Source;
  readonly #worker: number;
  readonly #pictures: Pictures | undefined;
  readonly #size: number;
  readonly #written = new Map<number, LabeledWindow[]>();
  #bucket = -1;
  #batches: readonly DrawnBatch[] = [];
  #next: { readonly bucket: number; readonly drawing: Drawing } | undefined;
  /** Of the drawing that is next, once it is done: a generator tells it once. */
  #drawnAhead: readonly DrawnBatch[] | undefined;

  /** @param pictures what teaches, where the recipe has a teacher */
  constructor(recipe: WordsRecipe, source: Source, worker: number, pictures?: Pictures) {
    this.#recipe = recipe;
    this.#source = source;
    this.#worker = worker;
    this.#pictures = pictures;
    this.#size = recipe.training.batchSize / recipe.training.workers;
  }

  batch(step: number): Batch {
    return assemble(this.#recipe, this.#drawn(step).samples);
  }

  /** @throws RangeError for a step that is not taught */
  images(step: number): TeachingImages {
    return teachingImages(this.#recipe, this.#drawn(step).pictures);
  }

  #drawn(step: number): DrawnBatch {
    const bucket = Math.floor(step / batchesPerBucket);
    if (bucket !== this.#bucket) {
      this.#batches = this.#finish(bucket);
      this.#bucket = bucket;
    }
    return this.#batches[step % batchesPerBucket]!;
  }

  /** Does a step's share of the work on the bucket after that of `step`. */
  prepareAfter(step: number): void {
    const drawing = this.#drawing(Math.floor(step / batchesPerBucket) + 1);
    const share = this.#pictures ? 2 * this.#size : this.#size;
    for (let sample = 0; sample < share && !this.#drawnAhead; sample += 1) {
      const { done, value } = drawing.next();
      if (done) this.#drawnAhead = value;
    }
  }

  #drawing(bucket: number): Drawing {
    if (this.#next?.bucket !== bucket) {
      this.#next = { bucket, drawing: this.#draw(bucket) };
      this.#drawnAhead = undefined;
    }
    return this.#next.drawing;
  }

  #finish(bucket: number): readonly DrawnBatch[] {
    const drawing = this.#drawing(bucket);
    while (!this.#drawnAhead) {
      const { done, value } = drawing.next();
      if (done) this.#drawnAhead = value;
    }
    return this.#drawnAhead;
  }

  /** Yields after every sample, and after the pictures of every sample. */
  *#draw(bucket: number): Drawing {
    const { uses } = this.#recipe.samples;
    const total = batchesPerBucket * this.#size;
    for (const old of this.#written.keys()) if (old <= bucket - uses) this.#written.delete(old);
    const drawn: Drawn[] = [];
    for (let use = 0; use < uses; use += 1) {
      // The first buckets have nothing before them: they use their own writings again.
      const from = Math.max(0, bucket - use);
      const count = Math.floor(((use + 1) * total) / uses) - Math.floor((use * total) / uses);
      for (let index = 0; index < count; index += 1) {
        const writing = this.#writing(from, index);
        const random = this.#random(`${bucket}/${use}/${index}`);
        drawn.push({ writing, sample: this.#source.vary(writing, random) });
        yield;
      }
    }
    drawn.sort((a, b) => a.sample.window.length - b.sample.window.length);
    const sorted = Array.from({ length: batchesPerBucket }, (_, index) =>
      drawn.slice(index * this.#size, (index + 1) * this.#size),
    );
    const batches: DrawnBatch[] = [];
    // The same order in every worker: batches of one step are about as long, and nobody waits.
    const order = new RandomGenerator(`${this.#recipe.seed}/order/${bucket}`);
    for (const batch of order.shuffle(sorted)) {
      const pictures: Picture[] = [];
      const step = bucket * batchesPerBucket + batches.length;
      if (this.#pictures && isTaught(this.#pictures.teacher, step)) {
        for (const [index, { writing }] of batch.entries()) {
          const random = this.#random(`pictures/${step}/${index}`);
          pictures.push(...this.#pictures.draw(writing, step, random));
          yield;
        }
      }
      batches.push({ samples: batch.map(({ sample }) => sample), pictures });
    }
    return batches;
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

type Drawing = Generator<undefined, readonly DrawnBatch[], undefined>;
