import { UserError } from '../../contract/alerts.ts';
import type { HandwritingSample } from '../../contract/handwriting.ts';
import { moveThrough } from '../motion.ts';
import { drawPenHardware, type PenHardwareOptions } from '../pen-hardware.ts';
import { RandomGenerator } from '../random.ts';
import { type SimulatedWriting, simulateTrajectory } from '../simulate.ts';
import { drawWriterStyle, type WriterStyle } from '../writer.ts';
import { composeText } from './compose.ts';
import type { HandwritingCorpus } from './handwriting-corpus.ts';
import { isInVocabulary, type Vocabulary } from './held-out-words.ts';
import { rewrite, wordBandwidth } from './rewrite.ts';
import { supplementOf } from './supplement.ts';
import { TextSource } from './text-source.ts';
import type { ListedWord } from './word-list.ts';
import type { WriterHand } from './writer-hand.ts';

export interface HandwritingSimulationOptions {
  /** The same corpus, options and seed always give the same samples. */
  readonly seed: number;
  /** Default 100; 10 to 1000. */
  readonly rateHz?: number;
  /** What composed texts may consist of; default `all`. */
  readonly vocabulary?: Vocabulary;
  /** Words of composed texts by frequency; default: the English ones that come with the program. */
  readonly words?: readonly ListedWord[];
  /** Which of the words that were written as words are used; default `all`. */
  readonly writtenVocabulary?: Vocabulary;
  /**
   * Also punctuation, umlauts and phrases, which no writer of single characters was asked for;
   * default false.
   */
  readonly supplement?: boolean;
  /**
   * Another grip, size, tempo and pen for every sample, as training wants it; default false: a
   * writer keeps to one way of writing and one pen.
   */
  readonly vary?: boolean;
  /** How all pens are built. Default: as `drawPenHardware` draws them. */
  readonly pen?: PenHardwareOptions;
  /** Leave out what nobody labelled; default false. */
  readonly labeledOnly?: boolean;
}

export interface SimulatedHandwriting {
  readonly writer?: string;
  readonly hand: 'left' | 'right';
  readonly label?: string;
  /** `characters` is empty for what was not composed of single characters. */
  readonly writing: SimulatedWriting;
}

/** Shorter texts than this cannot be composed of so few characters that anyone would learn from. */
const enoughCharacters = 2;
const phraseShare = 0.3;

/** Draws samples from a corpus, writer after writer; each sample depends on its number alone. */
export class HandwritingSimulator {
  readonly #writers: readonly SimulatedWriter[];

  /** @throws UserError `trajectories-unlabelled` when there is nothing to simulate */
  constructor(
    corpus: HandwritingCorpus,
    private readonly options: HandwritingSimulationOptions,
  ) {
    const sources = new Map<string, TextSource>();
    const writers = corpus.writers
      .map((hand) => new SimulatedWriter(hand, options, sources))
      .filter((writer) => writer.hasSomething);
    if (writers.length === 0) {
      throw new UserError(
        'trajectories-unlabelled',
        'The trajectories hold nothing that can be written with a label.',
        'Give trajectories with a “label” on each line: characters or words.',
      );
    }
    this.#writers = new RandomGenerator(`${options.seed}/writers`).shuffle(writers);
  }

  get writers(): number {
    return this.#writers.length;
  }

  /** Sample number `index`; writers take turns. */
  sample(index: number): SimulatedHandwriting {
    const count = this.#writers.length;
    return this.#writers[index % count]!.sample(Math.floor(index / count), this.options);
  }
}

class SimulatedWriter {
  readonly #source: TextSource | undefined;
  /** What the writer wrote as it stands, shuffled. */
  readonly #written: readonly HandwritingSample[];
  readonly #name: string;

  constructor(
    private readonly writer: WriterHand,
    options: HandwritingSimulationOptions,
    sources: Map<string, TextSource>,
  ) {
    const { seed, vocabulary, words: list, writtenVocabulary = 'all' } = options;
    const { supplement = false, labeledOnly = false } = options;
    this.#name = writer.name ?? '';
    const characters = writer.writesWords ? [] : writer.characters;
    if (characters.length >= enoughCharacters) {
      const all = supplement ? [...characters, ...supplementOf(writer)] : characters;
      const key = all.join('');
      // Most writers of a file have written the same characters.
      let source = sources.get(key);
      if (!source) {
        source = new TextSource({
          characters: all,
          phrases: supplement ? phraseShare : 0,
          ...(vocabulary && { vocabulary }),
          ...(list && { words: list }),
        });
        sources.set(key, source);
      }
      this.#source = source;
    }
    const words = writer.writtenWords.filter(({ label }) =>
      isInVocabulary(label!, writtenVocabulary),
    );
    const written = labeledOnly ? words : [...words, ...writer.unlabeled];
    this.#written = new RandomGenerator(`${seed}/words/${this.#name}`).shuffle([...written]);
  }

  get hasSomething(): boolean {
    return this.#source !== undefined || this.#written.length > 0;
  }

  /** Words as they are and composed ones take turns where there are both. */
  sample(turn: number, options: HandwritingSimulationOptions): SimulatedHandwriting {
    const { seed, rateHz, vary = false, pen } = options;
    const random = new RandomGenerator(`${seed}/sample/${this.#name}/${turn}`);
    const person = new RandomGenerator(
      vary ? `${seed}/style/${this.#name}/${turn}` : `${seed}/style/${this.#name}`,
    ).integer(0, 0x7fff_ffff);
    const { hand } = this.writer;
    const style = drawWriterStyle(person, hand ? { hand } : {});
    const both = this.#source !== undefined && this.#written.length > 0;
    const asWritten = this.#source === undefined || (both && turn % 2 === 1);
    const drawn = both ? turn >> 1 : turn;
    const { label, strokes, characters, bandwidth } = asWritten
      ? this.#rewritten(this.#written[drawn % this.#written.length]!, style, random)
      : this.#composed(style, random);
    const { trajectory, characters: times } = moveThrough(
      strokes,
      characters,
      { ...style, bandwidth },
      random.fork('motion'),
      { leadMs: random.uniform(200, 500), trailMs: random.uniform(200, 500) },
    );
    const writing = simulateTrajectory(trajectory, {
      seed: random.integer(0, 0x7fff_ffff),
      writer: style,
      pen: drawPenHardware(person, pen),
      ...(rateHz !== undefined && { rateHz }),
    });
    const { name } = this.writer;
    return {
      ...(name !== undefined && { writer: name }),
      hand: style.hand,
      ...(label !== undefined && { label }),
      writing: { ...writing, text: label ?? '', characters: times },
    };
  }

  #composed(style: WriterStyle, random: RandomGenerator) {
    const label = this.#source!.draw(random.fork('text'));
    return { label, ...composeText(label, this.writer, style, random.fork('composition')) };
  }

  #rewritten(sample: HandwritingSample, style: WriterStyle, random: RandomGenerator) {
    const strokes = rewrite(sample, this.writer, style, random.fork('composition'));
    return { label: sample.label, strokes, characters: [], bandwidth: wordBandwidth };
  }
}
