import { RandomGenerator } from '../random.ts';
import type { WriterStyle } from '../writer.ts';
import type { LetterHand } from './writer-hand.ts';

/** How a person writes words with characters that are known one by one. */
export interface WritingHabits {
  /** Factor on the times of single characters: on their own they are written slowly. */
  readonly pace: number;
  /** Bandwidth of the hand at that pace, Hz: who writes faster must not lose the corners. */
  readonly bandwidth: number;
  /** Probability of running on to a letter that can be reached without a lift. */
  readonly joining: number;
  /** Sets dots and bars when the word is done. */
  readonly lateMarks: boolean;
  /** Ink to ink between letters, x-heights. */
  readonly spacing: number;
}

/** Median time of a character written on its own, ms, that the factors were found with. */
const usualCharacterMs = 580;

/** Bandwidth of characters that are written slowly, one by one, Hz. */
const slowBandwidth = 5.5;

/** The habits of the writer with this style; always the same for the same style and hand. */
export function drawHabits(style: WriterStyle, { characterMs }: LetterHand): WritingHabits {
  const random = new RandomGenerator(style.seed).fork('habits');
  const factor = random.uniform(0.34, 0.64);
  // Who is slow with single characters is slow in words, but not as much.
  const own = Math.sqrt(usualCharacterMs / (characterMs ?? usualCharacterMs));
  const pace = Math.min(1, Math.max(0.25, factor * own));
  return {
    pace,
    bandwidth: Math.min(16, Math.max(10, slowBandwidth / pace)),
    joining: style.joined ? random.uniform(0.5, 0.97) : random.uniform(0, 0.1),
    lateMarks: random.chance(style.joined ? 0.6 : 0.15),
    spacing: style.spacing * (style.joined ? 0.8 : 1),
  };
}
