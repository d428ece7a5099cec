import type { HandwritingSample, InkStroke } from '../../contract/handwriting.ts';
import { RandomGenerator } from '../random.ts';
import { commonShapes, type Shapes, typicalShapes } from './faults.ts';
import { xHeightOf } from './placement.ts';
import { WriterHand } from './writer-hand.ts';

/** So many samples are kept of one character of one writer, and of words and texts of each. */
const mostOfCharacter = 64;
const mostWords = 20_000;
/** Longer texts without a label are cut where the pen was in the air; ms. */
const pieceMs = 6000;
const pauseMs = 120;

/** Handwriting by writer, as far as it can be written again by the simulated pen. */
export interface HandwritingCorpus {
  /** Sorted by name. */
  readonly writers: readonly WriterHand[];
  /** Samples left out because they do not look like what they are said to be. */
  readonly faulty: number;
}

/**
 * Sorts samples by writer and by what they are. Memory stays bounded: of more samples of one kind
 * than can be kept, a random choice that is the same every time.
 */
export async function collectHandwriting(
  samples: Iterable<HandwritingSample> | AsyncIterable<HandwritingSample>,
): Promise<HandwritingCorpus> {
  const collected = new Map<string | undefined, Collected>();
  for await (const sample of samples) {
    let writer = collected.get(sample.writer);
    if (!writer) collected.set(sample.writer, (writer = new Collected(sample.writer)));
    writer.add(sample);
  }
  const byName = [...collected.values()].sort((a, b) =>
    (a.name ?? '').localeCompare(b.name ?? '', 'en', { numeric: true }),
  );
  const shapes = new Map(byName.map((writer) => [writer, writer.shapes()]));
  const common = commonShapes([...shapes.values()]);
  const writers = byName.map((writer) => writer.finish({ own: shapes.get(writer)!, common }));
  return { writers, faulty: writers.reduce((sum, { faulty }) => sum + faulty, 0) };
}

class Collected {
  readonly #characters = new Map<string, Reservoir>();
  readonly #words: Reservoir;
  readonly #unlabeled: Reservoir;
  readonly #random: RandomGenerator;
  #hand: 'left' | 'right' | undefined;

  constructor(readonly name: string | undefined) {
    this.#random = new RandomGenerator(`choice of samples/${name ?? ''}`);
    this.#words = new Reservoir(mostWords, this.#random);
    this.#unlabeled = new Reservoir(mostWords, this.#random);
  }

  add(sample: HandwritingSample): void {
    const { label } = sample;
    this.#hand ??= sample.hand;
    if (label === undefined) {
      for (const piece of cutAtPauses(sample)) this.#unlabeled.add(piece);
    } else if (Array.from(label).length > 1) {
      this.#words.add(sample);
    } else {
      let reservoir = this.#characters.get(label);
      if (!reservoir) {
        reservoir = new Reservoir(mostOfCharacter, this.#random);
        this.#characters.set(label, reservoir);
      }
      reservoir.add(sample);
    }
  }

  shapes(): Shapes {
    const characters = this.#kept();
    return typicalShapes(characters, xHeightOf([...characters.values()].flat()) ?? 1);
  }

  finish(shapes: { readonly own: Shapes; readonly common: Shapes }): WriterHand {
    const { kept: words } = this.#words;
    return new WriterHand(this.name, this.#hand, this.#kept(), words, this.#unlabeled.kept, shapes);
  }

  #kept(): Map<string, readonly HandwritingSample[]> {
    return new Map([...this.#characters].map(([label, { kept }]) => [label, kept]));
  }
}

/** A uniform choice of what comes by (Vitter 1985, algorithm R). */
class Reservoir {
  readonly kept: HandwritingSample[] = [];
  #seen = 0;

  constructor(
    private readonly most: number,
    private readonly random: RandomGenerator,
  ) {}

  add(sample: HandwritingSample): void {
    this.#seen++;
    if (this.kept.length < this.most) this.kept.push(sample);
    else {
      const place = this.random.integer(0, this.#seen - 1);
      if (place < this.most) this.kept[place] = sample;
    }
  }
}

function cutAtPauses(sample: HandwritingSample): HandwritingSample[] {
  const pieces: HandwritingSample[] = [];
  let piece: InkStroke[] = [];
  for (const stroke of sample.strokes) {
    const start = piece[0]?.timesMs?.[0];
    const last = piece.at(-1)?.timesMs?.at(-1);
    const touch = stroke.timesMs?.[0];
    if (start !== undefined && last !== undefined && touch !== undefined) {
      if (last - start > pieceMs && touch - last > pauseMs) {
        pieces.push({ ...sample, strokes: piece });
        piece = [];
      }
    }
    piece.push(stroke);
  }
  return [...pieces, { ...sample, strokes: piece }];
}
