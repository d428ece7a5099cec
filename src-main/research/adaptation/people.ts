import { allChannels } from '../../contract/sensors.ts';
import { choosePrompts } from '../../data/writers/choose-prompts.ts';
import { composeText } from '../../simulator/composition/compose.ts';
import { isHeldOutWord } from '../../simulator/composition/held-out-words.ts';
import { TextSource } from '../../simulator/composition/text-source.ts';
import { englishWords } from '../../simulator/composition/word-list.ts';
import type { WriterHand } from '../../simulator/composition/writer-hand.ts';
import { moveThrough } from '../../simulator/motion.ts';
import { drawPenHardware } from '../../simulator/pen-hardware.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { simulateTrajectory } from '../../simulator/simulate.ts';
import { drawWriterStyle, type WriterStyle } from '../../simulator/writer.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';
import type { WordsCorpus } from '../../learning/kinds/words/words-corpus.ts';

/** Someone whom the base model has never seen, with a grip and a pen of their own. */
export interface Person {
  readonly name: string;
  readonly hand: 'left' | 'right';
  /** What a calibration session asks for, in its order: the first so many are one of that size. */
  readonly calibration: readonly LabeledWindow[];
  /** Words that no calibration asks for, and that no model has seen. */
  readonly test: readonly LabeledWindow[];
}

export interface PeopleOptions {
  readonly calibration: number;
  readonly test: number;
  readonly rateHz: number;
  /** Decides grips, pens and how everything is written. */
  readonly seed: number;
  /** Characters of a word at most. Default: as words come. */
  readonly longest?: number;
}

/**
 * Writers kept from training, with the left-handed ones of the validation part: the test part alone
 * has too few of them.
 */
export function peopleOf({ test, validation }: WordsCorpus['writers']): readonly WriterHand[] {
  return [...test, ...validation.filter(({ hand }) => hand === 'left')];
}

/** What a person writes; the same writer and options always give the same. */
export function writeAll(writer: WriterHand, options: PeopleOptions): Person {
  const { seed, rateHz, longest = Infinity } = options;
  const name = writer.name ?? '';
  const person = new RandomGenerator(`${seed}/person/${name}`).integer(0, 0x7fff_ffff);
  const style = drawWriterStyle(person, writer.hand ? { hand: writer.hand } : {});
  const write = (text: string, turn: string) =>
    writeOne(text, writer, style, person, new RandomGenerator(`${seed}/${name}/${turn}`), rateHz);
  const words = englishWords()
    .filter(({ word }) => !isHeldOutWord(word) && word.length <= longest)
    .map(({ word, count }) => ({ word, weight: count }));
  const { prompts } = choosePrompts(words, writer.characters, {
    count: options.calibration,
    kinds: ['letters', 'capitals', 'digits'],
  });
  const source = new TextSource({ characters: writer.characters, vocabulary: 'held-out' });
  const testText = (turn: number): string => {
    const random = new RandomGenerator(`${seed}/${name}/text/${turn}`);
    for (;;) {
      const text = source.draw(random);
      if (Array.from(text).length <= longest) return text;
    }
  };
  return {
    name,
    hand: style.hand,
    calibration: prompts.map((text, turn) => write(text, `prompt/${turn}`)),
    test: Array.from({ length: options.test }, (_, turn) => write(testText(turn), `test/${turn}`)),
  };
}

function writeOne(
  text: string,
  writer: WriterHand,
  style: WriterStyle,
  person: number,
  random: RandomGenerator,
  rateHz: number,
): LabeledWindow {
  const { strokes, characters, bandwidth } = composeText(text, writer, style, random);
  const ends = { leadMs: random.uniform(200, 500), trailMs: random.uniform(200, 500) };
  const { trajectory } = moveThrough(strokes, characters, { ...style, bandwidth }, random, ends);
  const { length, values } = simulateTrajectory(trajectory, {
    seed: random.integer(0, 0x7fff_ffff),
    writer: style,
    pen: drawPenHardware(person),
    rateHz,
  });
  return {
    text,
    spans: [],
    window: { rateHz, mask: allChannels, length, values, startMs: 0 },
  };
}
