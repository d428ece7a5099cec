import { blankLabel, type Alphabet } from '../../contract/alphabet.ts';

/** What a character is to a text, whatever the language. */
export type CharacterKind = 'space' | 'mark' | 'digit' | 'small' | 'capital';

export interface LabelKinds {
  /** By label; that of the blank is undefined. */
  readonly kinds: readonly (CharacterKind | undefined)[];
  /** By label the small letter of a letter. */
  readonly folded: readonly (string | undefined)[];
  /** By label the character. */
  readonly characters: readonly string[];
}

/** Whether a dictionary can be of use. */
export function readsLetters(alphabet: Alphabet): boolean {
  return alphabet.some((character) => /^\p{L}$/u.test(character));
}

/** Anything that is neither letter, digit nor space is a mark. */
export function labelKinds(alphabet: Alphabet): LabelKinds {
  const characters = [...alphabet];
  characters.splice(blankLabel, 0, '');
  const kinds = characters.map((character, label): CharacterKind | undefined => {
    if (label === blankLabel) return undefined;
    if (character === ' ') return 'space';
    if (/^\p{L}$/u.test(character)) {
      const capital = character !== character.toLowerCase();
      return capital ? 'capital' : 'small';
    }
    return /^\p{Nd}$/u.test(character) ? 'digit' : 'mark';
  });
  return {
    characters,
    kinds,
    folded: characters.map((character, label) =>
      kinds[label] === 'small' || kinds[label] === 'capital' ? character.toLowerCase() : undefined,
    ),
  };
}
