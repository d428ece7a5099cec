import { UserError } from './alerts.ts';

/**
 * What a model can write: class i + 1 of the network is `alphabet[i]`, class 0 is the CTC blank.
 * A space in the alphabet is what separates words.
 */
export type Alphabet = readonly string[];

export const blankLabel = 0;

export const alphabets = {
  digits: Array.from('0123456789'),
  words: Array.from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,?!'-äöüÄÖÜß"),
} as const satisfies Readonly<Record<string, Alphabet>>;

/**
 * Classes of a text, 1..alphabet.length, after composing its characters (NFC).
 * @throws UserError `alphabet` when the text holds a character that the alphabet does not.
 */
export function labelsOf(text: string, alphabet: Alphabet): number[] {
  return Array.from(text.normalize('NFC'), (character) => {
    const index = alphabet.indexOf(character);
    if (index < 0) {
      throw new UserError(
        'alphabet',
        `The model cannot write “${character}”.`,
        'Choose a model whose alphabet has this character, or leave it out of the text.',
      );
    }
    return index + 1;
  });
}

/** The text of a sequence of classes; blanks write nothing. */
export function textOf(labels: Iterable<number>, alphabet: Alphabet): string {
  let text = '';
  for (const label of labels) if (label !== blankLabel) text += alphabet[label - 1] ?? '';
  return text;
}

/** The class that separates words, or undefined when the alphabet has no space. */
export function spaceLabel(alphabet: Alphabet): number | undefined {
  const index = alphabet.indexOf(' ');
  return index < 0 ? undefined : index + 1;
}
