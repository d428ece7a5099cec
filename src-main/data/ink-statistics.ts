import type { HandwritingSample } from '../contract/handwriting.ts';
import { Counter } from './counter.ts';

export interface InkWriterFigures {
  /** Undefined for samples that name none. */
  readonly writer?: string;
  readonly hand?: 'left' | 'right';
  readonly samples: number;
  readonly labeled: number;
  /** Of labels. */
  readonly characters: number;
}

/** What is in a file of pen-tip trajectories. */
export interface InkStatistics {
  readonly samples: number;
  readonly labeled: number;
  /** Samples with times, with pressure, with the way through the air, and in millimetres. */
  readonly timed: number;
  readonly pressed: number;
  readonly air: number;
  readonly millimetres: number;
  /** Samples whose source guessed how long the pen was in the air. */
  readonly guessedGaps: number;
  readonly strokes: number;
  readonly points: number;
  /** Of writing, from the first touch to the last lift of each sample that has times. */
  readonly seconds: number;
  /** Median time of a character of the samples that have times and a label, ms; undefined without any. */
  readonly characterMs?: number;
  /** Most samples first. */
  readonly writers: readonly InkWriterFigures[];
  /** Known writers by hand. */
  readonly hands: Readonly<Record<'left' | 'right' | 'unknown', number>>;
  /** Most frequent first. */
  readonly labels: readonly { readonly label: string; readonly count: number }[];
  readonly characters: readonly { readonly character: string; readonly count: number }[];
}

/** Gathers what there is to know of trajectories, one after the other; keeps none of them. */
export class InkStatisticsBuilder {
  readonly #sums = {
    ...{ samples: 0, labeled: 0, timed: 0, pressed: 0, air: 0, millimetres: 0, guessedGaps: 0 },
    ...{ strokes: 0, points: 0, seconds: 0 },
  };
  readonly #paces: number[] = [];
  readonly #writers = new Map<
    string | undefined,
    { -readonly [key in keyof InkWriterFigures]: InkWriterFigures[key] }
  >();
  readonly #labels = new Counter<string>();
  readonly #characters = new Counter<string>();

  add(sample: HandwritingSample): void {
    const { strokes, label, unit, gaps, air } = sample;
    const sums = this.#sums;
    sums.samples += 1;
    sums.labeled += label === undefined ? 0 : 1;
    sums.pressed += strokes[0]!.pressure ? 1 : 0;
    sums.air += air ? 1 : 0;
    sums.millimetres += unit === 'mm' ? 1 : 0;
    sums.guessedGaps += gaps === 'guessed' ? 1 : 0;
    sums.strokes += strokes.length;
    sums.points += strokes.reduce((sum, { x }) => sum + x.length, 0);
    const characters = Array.from(label ?? '');
    if (label !== undefined) this.#labels.add(label);
    for (const character of characters) this.#characters.add(character);
    const start = strokes[0]!.timesMs?.[0];
    if (start !== undefined) {
      const ms = strokes.at(-1)!.timesMs!.at(-1)! - start;
      sums.timed += 1;
      sums.seconds += ms / 1000;
      if (characters.length > 0) this.#paces.push(ms / characters.length);
    }
    this.#addToWriter(sample, characters.length);
  }

  #addToWriter({ writer, hand, label }: HandwritingSample, characters: number): void {
    let figures = this.#writers.get(writer);
    if (!figures) {
      const name = writer !== undefined && { writer };
      figures = { ...name, samples: 0, labeled: 0, characters: 0 };
      this.#writers.set(writer, figures);
    }
    figures.samples += 1;
    figures.labeled += label === undefined ? 0 : 1;
    figures.characters += characters;
    if (hand) figures.hand ??= hand;
  }

  statistics(): InkStatistics {
    const writers = [...this.#writers.values()].sort((a, b) => b.samples - a.samples);
    const hands = { left: 0, right: 0, unknown: 0 };
    for (const { writer, hand } of writers) if (writer !== undefined) hands[hand ?? 'unknown'] += 1;
    const paces = Float64Array.from(this.#paces).sort();
    const characterMs = paces[paces.length >> 1];
    return {
      ...this.#sums,
      ...(characterMs !== undefined && { characterMs }),
      ...{ writers, hands },
      labels: this.#labels.sorted().map(([label, count]) => ({ label, count })),
      characters: this.#characters.sorted().map(([character, count]) => ({ character, count })),
    };
  }
}
