import type { PromptChoice, PromptRequest } from '../../contract/prompts.ts';

export interface ListedWord {
  readonly word: string;
  /** How often it occurs, above 0; of any scale. */
  readonly weight: number;
}

/** Words that people know and write without thinking. */
const mostWords = 3000;
const length = { least: 3, most: 9 } as const;
/** A character that is not covered yet counts for more than any pairs. */
const characterWorth = 10;
/**
 * Lists made of films' subtitles hold what nobody wants to be asked to write. Innocent words that
 * hold one of these are no loss: there are thousands.
 */
const unfit =
  /shit|fuck|bitch|damn|cunt|dick|cock|puss|whore|slut|rape|kill|murder|suicid|nazi|nigg|fag|crap|piss|porn|sex|tits|boob|bastard|hooker|corpse|kidnap|blood|weapon|drunk|suck|nude|naked|ass$|asses|^ass|hell$|scheiß|arsch|fick|hure|schlampe|wichs|fotze|mord|töt/u;
/** Every digit, and most of their neighbours. */
const numbers = ['1047', '2638', '59', '310', '764', '8295', '406', '172', '9580', '63', '2026'];

/**
 * Prompts that cover all characters with the fewest words and, once they do, as many pairs of letters
 * in running text as they can: greedy set cover, each word being the one that adds most.
 * @param words of the writer's language, any order
 * @param alphabet characters that the model can write; prompts hold no others
 */
export function choosePrompts(
  words: Iterable<ListedWord>,
  alphabet: readonly string[],
  { count, kinds }: PromptRequest,
): PromptChoice {
  const known = new Set(alphabet);
  const list = [...words]
    .filter(({ word }) => isUsable(word, known))
    .sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1))
    .slice(0, mostWords);
  const candidates = new Map<string, Set<string>>();
  const add = (text: string) => candidates.set(text, new Set(featuresOf(text)));
  if (kinds.includes('letters')) for (const { word } of list) add(word);
  if (kinds.includes('capitals')) {
    for (const { word } of list) {
      const capital = withCapital(word);
      if (Array.from(capital).every((character) => known.has(character))) add(capital);
    }
  }
  if (kinds.includes('digits')) for (const number of numbers) if (isIn(number, known)) add(number);
  // What the language does not use nobody need practise.
  const used = new Set(Array.from(candidates.keys()).flatMap((text) => Array.from(text)));
  const characters = alphabet.filter(
    (character) => used.has(character) && isWanted(character, kinds),
  );
  const worth = pairWorth(list);
  for (const character of characters) worth.set(character, characterWorth);

  const covered = new Set<string>();
  const prompts: string[] = [];
  let coveredAfter = 0;
  while (prompts.length < count && candidates.size > 0) {
    const best = bestOf(candidates, worth, covered);
    const before = characters.filter((character) => covered.has(character)).length;
    for (const feature of candidates.get(best)!) covered.add(feature);
    candidates.delete(best);
    prompts.push(best);
    if (characters.filter((character) => covered.has(character)).length > before) {
      coveredAfter = prompts.length;
    }
  }
  let pairs = 0;
  for (const [feature, share] of worth) {
    if (feature.length > 1 && covered.has(feature)) pairs += share;
  }
  return {
    prompts,
    characters,
    covered: characters.filter((character) => covered.has(character)).length,
    coveredAfter,
    pairs,
  };
}

/** The word that adds most; the first of those that add alike. */
function bestOf(
  candidates: ReadonlyMap<string, ReadonlySet<string>>,
  worth: ReadonlyMap<string, number>,
  covered: ReadonlySet<string>,
): string {
  let best = '';
  let most = -Infinity;
  for (const [text, features] of candidates) {
    let gain = 0;
    for (const feature of features) if (!covered.has(feature)) gain += worth.get(feature) ?? 0;
    if (gain <= most) continue;
    most = gain;
    best = text;
  }
  return best;
}

/** Characters and pairs of small letters next to one another. */
function featuresOf(text: string): string[] {
  const characters = Array.from(text);
  const small = characters.map((character) => character.toLowerCase());
  return [...characters, ...small.slice(1).map((character, i) => small[i]! + character)];
}

/** By pair of letters its share of all in running text; they add up to 1. */
function pairWorth(list: readonly ListedWord[]): Map<string, number> {
  const worth = new Map<string, number>();
  let sum = 0;
  for (const { word, weight } of list) {
    const letters = Array.from(word.toLowerCase());
    for (let i = 1; i < letters.length; i += 1) {
      const pair = letters[i - 1]! + letters[i]!;
      worth.set(pair, (worth.get(pair) ?? 0) + weight);
      sum += weight;
    }
  }
  for (const [pair, weight] of worth) worth.set(pair, weight / sum);
  return worth;
}

function isWanted(character: string, kinds: PromptRequest['kinds']): boolean {
  if (/\p{N}/u.test(character)) return kinds.includes('digits');
  if (!/\p{L}/u.test(character)) return false;
  return kinds.includes(character === character.toLowerCase() ? 'letters' : 'capitals');
}

function isUsable(word: string, known: ReadonlySet<string>): boolean {
  const letters = Array.from(word);
  return (
    letters.length >= length.least &&
    letters.length <= length.most &&
    word === word.toLowerCase() &&
    /^\p{L}+$/u.test(word) &&
    !unfit.test(word) &&
    isIn(word, known)
  );
}

function isIn(text: string, known: ReadonlySet<string>): boolean {
  return Array.from(text).every((character) => known.has(character));
}

function withCapital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
