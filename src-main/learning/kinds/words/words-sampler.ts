import { alphabets } from '../../../contract/alphabet.ts';
import type { HandwritingSample } from '../../../contract/handwriting.ts';
import { allChannels } from '../../../contract/sensors.ts';
import { composeText } from '../../../simulator/composition/compose.ts';
import { composeCursive } from '../../../simulator/composition/compose-cursive.ts';
import { isInVocabulary } from '../../../simulator/composition/held-out-words.ts';
import { lineUnder } from '../../../simulator/composition/ink.ts';
import {
  bodyOf,
  type LetterLengths,
  letterLengths,
} from '../../../simulator/composition/letter-lengths.ts';
import { markLetters } from '../../../simulator/composition/mark-letters.ts';
import { rewrite, type Scale, wordBandwidth } from '../../../simulator/composition/rewrite.ts';
import { supplementOf } from '../../../simulator/composition/supplement.ts';
import { varyTimedWord } from '../../../simulator/composition/vary-timed-word.ts';
import { VariedHand } from '../../../simulator/composition/varied-hand.ts';
import { sideBySide, varyWord } from '../../../simulator/composition/vary-word.ts';
import type { WriterHand } from '../../../simulator/composition/writer-hand.ts';
import { moveThrough } from '../../../simulator/motion.ts';
import { drawPenHardware, type PenHardware } from '../../../simulator/pen-hardware.ts';
import type { RandomGenerator } from '../../../simulator/random.ts';
import {
  simulateText,
  simulateTrajectory,
  type SimulatedWriting,
} from '../../../simulator/simulate.ts';
import type { TimedStroke } from '../../../simulator/stroke-timing.ts';
import { drawWriterStyle, type Hand, type WriterStyle } from '../../../simulator/writer.ts';
import { type InkLine, inkOfTrajectory } from '../../samples/ink.ts';
import { augmentSignal, withSensors } from '../../samples/augment-signal.ts';
import { augmentWriting } from '../../samples/augment-writing.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import { type Person, turnsOf } from './people.ts';
import { drawSensorSet } from '../../samples/sensor-sets.ts';
import { TrainingTexts } from './word-texts.ts';
import type { WordsCorpus } from './words-corpus.ts';
import type { WordsRecipe } from './words-recipe.ts';

/** The writer and pen that the simulated pen shows of its own accord. */
const familiarSeed = 1;
/** Share of the words as written that stand beside another. */
const pairs = 0.15;

/** Time in the air from one word to the next, ms. */
const wordPauseMs = [180, 600] as const;

interface Written {
  readonly sample: HandwritingSample;
  readonly hand: WriterHand;
}

/** People who take turns, those who wrote much more often. */
interface Turns {
  readonly people: readonly Person[];
  readonly turns: Float64Array;
}

function takeTurns(people: readonly Person[]): Turns {
  const writing = people.filter(({ words }) => words.length > 0);
  return { people: writing, turns: turnsOf(writing) };
}

/** Draws training samples: who writes what with which pen. */
export class WordsSampler {
  readonly #recipe: WordsRecipe;
  readonly #left: readonly WriterHand[];
  readonly #right: readonly WriterHand[];
  readonly #written: readonly Written[];
  readonly #lengths = new Map<WriterHand, LetterLengths>();
  readonly #texts = new Map<string, TrainingTexts>();
  readonly #leftPeople: Turns;
  readonly #rightPeople: Turns;
  /** People whose letters texts can be composed of. */
  readonly #composers: readonly {
    readonly letters: WriterHand;
    readonly characters: readonly string[];
  }[];
  readonly #corpus: WordsCorpus;

  constructor(recipe: WordsRecipe, corpus: WordsCorpus) {
    this.#recipe = recipe;
    this.#corpus = corpus;
    const { training } = corpus.writers;
    this.#left = training.filter(({ hand }) => hand === 'left');
    this.#right = training.filter(({ hand }) => hand !== 'left');
    const alphabet = new Set<string>(alphabets[recipe.alphabet]);
    this.#written = corpus.written.writers.flatMap((hand) =>
      hand.writtenWords
        .filter(({ label }) => isInVocabulary(label!, 'training'))
        .filter(({ label }) => Array.from(label!).every((one) => alphabet.has(one)))
        .map((sample) => ({ sample, hand })),
    );
    const people = corpus.people?.training ?? [];
    this.#leftPeople = takeTurns(people.filter(({ hand }) => hand === 'left'));
    this.#rightPeople = takeTurns(people.filter(({ hand }) => hand !== 'left'));
    this.#composers = people.flatMap(({ letters, characters }) =>
      letters ? [{ letters, characters }] : [],
    );
  }

  /** A writing as a pen measures it, not yet augmented; `step` decides how long it may be. */
  write(step: number, random: RandomGenerator): LabeledWindow {
    const { written, fonts, cursive, people } = this.#recipe.samples;
    const kind = random.uniform();
    if (kind < written && this.#written.length > 0) return this.#rewritten(step, random);
    if (kind < written + fonts) return this.#inFonts(step, random);
    if (kind < written + fonts + cursive) return this.#joined(step, random);
    if (people && kind < written + fonts + cursive + people.written) {
      return this.#ofPeople(people, step, random);
    }
    return this.#composed(step, random);
  }

  /** The same writing as another pen might have measured it. */
  vary(sample: LabeledWindow, random: RandomGenerator): LabeledWindow {
    const { augmentation, lacking } = this.#recipe.samples;
    const varied = augmentSignal(
      augmentWriting(sample, augmentation, random),
      augmentation,
      random,
    );
    return withSensors(varied, drawSensorSet(lacking, random));
  }

  #longest(step: number): number {
    const { characters, growUntilStep } = this.#recipe.samples;
    const grown = Math.min(1, (step + 1) / Math.max(1, growUntilStep));
    return Math.round(characters[0] + (characters[1] - characters[0]) * grown);
  }

  #composed(step: number, random: RandomGenerator): LabeledWindow {
    const { leftHanded, people } = this.#recipe.samples;
    if (people && this.#composers.length > 0 && random.chance(people.composed)) {
      const { letters, characters } = random.pick(this.#composers);
      const donors = this.#composers.map((composer) => composer.letters);
      return this.#composedBy(letters, characters, donors, step, random);
    }
    const some = random.chance(leftHanded) && this.#left.length > 0 ? this.#left : this.#right;
    const writer = random.pick(some);
    const characters = [...writer.characters, ...supplementOf(writer)];
    return this.#composedBy(writer, characters, some, step, random);
  }

  /** A text in one writer's letters. @param donors from whom letters are borrowed now and then */
  #composedBy(
    writer: WriterHand,
    writes: readonly string[],
    donors: readonly WriterHand[],
    step: number,
    random: RandomGenerator,
  ): LabeledWindow {
    const varied = random.chance(this.#recipe.samples.hands.composed);
    const hand = varied ? this.#variedHand(writer, donors, random) : writer;
    const drawn = this.#style(writer.hand, random);
    const spacing = drawn.spacing * (varied ? random.logUniform(0.6, 1.2) : 1);
    const style = { ...drawn, spacing };
    const text = this.#textsOf(writes).draw(this.#longest(step), random);
    const { strokes, characters, bandwidth } = composeText(text, hand, style, random);
    const moved = moveThrough(
      strokes,
      characters,
      { ...style, bandwidth },
      random,
      this.#ends(random),
    );
    return this.#measured(text, strokes, moved, style, random);
  }

  #rewritten(step: number, random: RandomGenerator): LabeledWindow {
    const longest = this.#longest(step);
    let chosen = random.pick(this.#written);
    for (let attempt = 0; attempt < 20 && chosen.sample.label!.length > longest; attempt += 1) {
      chosen = random.pick(this.#written);
    }
    const style = this.#style(chosen.hand.hand, random);
    const { hands } = this.#recipe.samples;
    const strength = random.chance(hands.written) ? hands.strength * random.uniform(0.4, 1.1) : 0;
    const written = this.#extended(chosen, longest, random);
    const word = varyWord(written, chosen.hand.xHeight ?? 1, strength, random);
    return this.#asWritten(word, this.#measuresOf(chosen.hand), style, random);
  }

  /** What somebody wrote, now and then two words of one person side by side. */
  #ofPeople(
    { varied, strength }: NonNullable<WordsRecipe['samples']['people']>,
    step: number,
    random: RandomGenerator,
  ): LabeledWindow {
    const longest = this.#longest(step);
    const left = random.chance(this.#recipe.samples.leftHanded);
    const some = left && this.#leftPeople.people.length > 0 ? this.#leftPeople : this.#rightPeople;
    const person = some.people[random.weighted(some.turns)]!;
    const { words } = person;
    const any = () => random.integer(0, words.length - 1);
    let index = any();
    for (let attempt = 0; attempt < 20 && words.label(index)!.length > longest; attempt += 1) {
      index = any();
    }
    const sample = words.sample(index);
    const word = random.chance(pairs)
      ? paired(sample, words.sample(any()), person, longest, random)
      : sample;
    const style = this.#style(person.hand, random);
    const xHeight = person.xHeight ?? 1;
    const much = random.chance(varied) ? strength * random.uniform(0.3, 1.1) : 0;
    const vary = word.strokes[0]!.timesMs ? varyTimedWord : varyWord;
    const written = this.#asWritten(vary(word, xHeight, much, random), person, style, random);
    return { ...written, ...(person.name !== undefined && { writer: person.name }) };
  }

  #asWritten(
    word: HandwritingSample,
    hand: Scale & { readonly lengths: LetterLengths },
    style: WriterStyle,
    random: RandomGenerator,
  ): LabeledWindow {
    const strokes = rewrite(word, hand, style, random);
    const letters = lettersOf(word, strokes, hand);
    const moved = moveThrough(
      letters ?? strokes,
      letters ? Array.from(word.label!) : [],
      { ...style, bandwidth: wordBandwidth },
      random,
      this.#ends(random),
    );
    return this.#measured(word.label!, letters ?? strokes, moved, style, random);
  }

  /** What is needed of a writer to write words again; lengths of letters are found once. */
  #measuresOf(hand: WriterHand): Scale & { readonly lengths: LetterLengths } {
    let lengths = this.#lengths.get(hand);
    if (!lengths) {
      lengths = letterLengths(hand.writtenWords, hand.xHeight ?? 1);
      this.#lengths.set(hand, lengths);
    }
    const { xHeight } = hand;
    return { xHeight, lengths, relativePressure: (values) => hand.relativePressure(values) };
  }

  /** Now and then with another word of the same writer beside it. */
  #extended({ sample, hand }: Written, longest: number, random: RandomGenerator) {
    const other = random.pick(this.#written);
    const length = sample.label!.length + 1 + other.sample.label!.length;
    const fits = other.hand === hand && length <= longest;
    const timed = [sample, other.sample].some(({ strokes }) => strokes[0]?.timesMs);
    if (!fits || timed || !random.chance(pairs)) return sample;
    return sideBySide(sample, other.sample, random.uniform(0.8, 2) * (hand.xHeight ?? 1));
  }

  #joined(step: number, random: RandomGenerator): LabeledWindow {
    const text = this.#anyText(step, random);
    const style = this.#style(undefined, random);
    const { strokes, characters, bandwidth } = composeCursive(text, style, random);
    const moved = moveThrough(
      strokes,
      characters,
      { ...style, bandwidth },
      random,
      this.#ends(random),
    );
    return this.#measured(text, strokes, moved, style, random);
  }

  /** Of what every font can write. */
  #anyText(step: number, random: RandomGenerator): string {
    const characters = alphabets[this.#recipe.alphabet].filter((one) => one !== ' ');
    return this.#textsOf(characters).draw(this.#longest(step), random);
  }

  #variedHand(
    writer: WriterHand,
    donors: readonly WriterHand[],
    random: RandomGenerator,
  ): VariedHand {
    const { strength, mixed, borrowed, blended } = this.#recipe.samples.hands;
    const variation = {
      strength: strength * random.uniform(0.3, 1.1),
      donors: random.chance(mixed) ? [random.pick(donors), random.pick(donors)] : [],
      borrowed: 2 * borrowed * random.uniform(),
      blended,
    };
    return new VariedHand(writer, variation, random.fork('varied hand'));
  }

  #inFonts(step: number, random: RandomGenerator): LabeledWindow {
    const { rateHz, samples } = this.#recipe;
    const text = this.#anyText(step, random);
    const familiar = random.chance(samples.familiar);
    const writing = simulateText(text, {
      seed: random.integer(0, 0x7fff_ffff),
      rateHz,
      writer: familiar ? drawWriterStyle(familiarSeed) : this.#style(undefined, random),
      pen: familiar ? drawPenHardware(familiarSeed) : this.#pen(random),
      ...this.#ends(random),
    });
    return labeled(text, inkOfTrajectory(writing.trajectory), writing, writing.characters);
  }

  #measured(
    text: string,
    ink: readonly TimedStroke[],
    { trajectory, characters }: ReturnType<typeof moveThrough>,
    writer: WriterStyle,
    random: RandomGenerator,
  ): LabeledWindow {
    const writing = simulateTrajectory(trajectory, {
      seed: random.integer(0, 0x7fff_ffff),
      rateHz: this.#recipe.rateHz,
      writer,
      pen: this.#pen(random),
    });
    return labeled(text, ink, writing, characters);
  }

  #ends(random: RandomGenerator) {
    const { leadMs, trailMs } = this.#recipe.samples;
    return { leadMs: random.uniform(...leadMs), trailMs: random.uniform(...trailMs) };
  }

  #style(hand: Hand | undefined, random: RandomGenerator): WriterStyle {
    const { heldLeft, roll } = this.#recipe.samples;
    const held = hand !== 'left' && random.chance(heldLeft) ? 'left' : hand;
    const style = drawWriterStyle(random.integer(0, 0x7fff_ffff), held ? { hand: held } : {});
    return { ...style, roll: style.roll * roll };
  }

  #pen(random: RandomGenerator): PenHardware {
    const { anyMounting, looseBoards } = this.#recipe.samples;
    return drawPenHardware(random.integer(0, 0x7fff_ffff), {
      mounting: random.chance(anyMounting) ? 'any' : 'aligned',
      // Recipes without them draw the same numbers as before there were any.
      looseBoard: looseBoards > 0 && random.chance(looseBoards),
    });
  }

  /** Most writers of a file have written the same characters. */
  #textsOf(characters: readonly string[]): TrainingTexts {
    const key = characters.join('');
    let texts = this.#texts.get(key);
    if (!texts) {
      texts = new TrainingTexts(characters, this.#corpus.moreWords, this.#recipe.samples.moreWords);
      this.#texts.set(key, texts);
    }
    return texts;
  }
}

/** Strokes divided where the letters of a word end, as far as that can be estimated. */
function lettersOf(
  word: HandwritingSample,
  strokes: readonly TimedStroke[],
  { xHeight = 1, lengths }: Scale & { readonly lengths: LetterLengths },
) {
  const body = bodyOf(word.strokes, xHeight, lineUnder(word.strokes));
  return markLetters(word.label!, strokes, body, lengths);
}

/** Two words of one person on one line, or the first alone where the two do not go together. */
function paired(
  one: HandwritingSample,
  other: HandwritingSample,
  hand: Pick<Person, 'xHeight'>,
  longest: number,
  random: RandomGenerator,
): HandwritingSample {
  const length = one.label!.length + 1 + other.label!.length;
  const isTimed = ({ strokes }: HandwritingSample) => strokes[0]!.timesMs !== undefined;
  // A mark by itself follows its word without a space.
  const isWord = /[\p{L}\p{N}]/u.test(other.label!);
  const alike = isTimed(one) === isTimed(other) && one.gaps === other.gaps;
  if (!isWord || !alike || length > longest) return one;
  const xHeight = hand.xHeight ?? 1;
  const rise = lineUnder(one.strokes) - lineUnder(other.strokes) + random.normal(0, 0.1) * xHeight;
  const gap = random.uniform(0.8, 2) * xHeight;
  return sideBySide(one, other, gap, { rise, pauseMs: random.uniform(...wordPauseMs) });
}

function labeled(
  text: string,
  ink: readonly InkLine[],
  { rateHz, length, values }: SimulatedWriting,
  characters: SimulatedWriting['characters'],
): LabeledWindow {
  const reading = (timeMs: number) =>
    Math.min(length, Math.max(0, Math.round((timeMs * rateHz) / 1000)));
  return {
    text,
    ink,
    window: { rateHz, mask: allChannels, length, values, startMs: 0 },
    spans: characters.map(({ character, startMs, endMs }) => ({
      character,
      start: reading(startMs),
      end: reading(endMs),
    })),
  };
}
