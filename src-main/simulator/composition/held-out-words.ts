/**
 * Which words are kept from training, so that a test can ask for words that no model has seen.
 * The rule needs no list and never changes, because models that were trained by it are compared:
 *
 * A word is held out when it has at least three characters and the 32-bit FNV-1a hash of its
 * UTF-8 bytes (composed, NFC, and in small letters) leaves 0 when divided by ten.
 */
export function isHeldOutWord(word: string): boolean {
  const normal = word.normalize('NFC').toLowerCase();
  if (Array.from(normal).length < 3) return false;
  return fnv1a(new TextEncoder().encode(normal)) % 10 === 0;
}

/** Which texts may be used: any, those without a held-out word, or those of held-out words only. */
export type Vocabulary = 'all' | 'training' | 'held-out';
export const vocabularies = ['all', 'training', 'held-out'] as const satisfies Vocabulary[];

/**
 * Whether a text belongs to a vocabulary; punctuation around words is not part of them. Words
 * too short to be held out are in every vocabulary as long as they do not stand alone.
 */
export function isInVocabulary(text: string, vocabulary: Vocabulary): boolean {
  if (vocabulary === 'all') return true;
  const words = text
    .split(/\s+/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''));
  if (vocabulary === 'training') return !words.some(isKeptFromTraining);
  const long = words.filter((word) => Array.from(word).length >= 3);
  return long.length > 0 && long.every(isHeldOutWord);
}

/**
 * Whether training must not see a word: the word itself, a part of it between hyphens or
 * apostrophes, or what is left without its umlauts is held out.
 */
function isKeptFromTraining(word: string): boolean {
  if (isHeldOutWord(word)) return true;
  const plain = word.normalize('NFD').replace(/\p{M}/gu, '');
  const parts = plain.split(/[^\p{L}\p{N}]+/u);
  return (
    (plain !== word && isHeldOutWord(plain)) || (parts.length > 1 && parts.some(isHeldOutWord))
  );
}

/** Fowler, Noll and Vo. */
function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
