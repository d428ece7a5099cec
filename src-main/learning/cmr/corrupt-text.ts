import type { Alphabet } from '../../contract/alphabet.ts';
import type { RandomGenerator } from '../../simulator/random.ts';

/**
 * Another text at edit distance 1: a character replaced, left out or put in. A text of one
 * character is never emptied.
 */
export function corruptText(text: string, alphabet: Alphabet, random: RandomGenerator): string {
  const characters = Array.from(text.normalize('NFC'));
  const operation = random.pick(
    characters.length > 1
      ? (['replace', 'remove', 'insert'] as const)
      : (['replace', 'insert'] as const),
  );
  const at = random.integer(0, characters.length - (operation === 'insert' ? 0 : 1));
  if (operation === 'remove') characters.splice(at, 1);
  else if (operation === 'insert') characters.splice(at, 0, random.pick(alphabet));
  else characters[at] = random.pick(alphabet.filter((other) => other !== characters[at]));
  return characters.join('');
}
