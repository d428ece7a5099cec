import type { Language } from './language.ts';
import { licenceTexts } from './licence-texts.ts';

/** What a dictionary holds. */
interface Counts {
  readonly words: number;
  readonly ngrams: number;
  readonly pairs: number;
}

/** What the command was given; its files are not named, for they lie elsewhere on another machine. */
type Given = { readonly [file in 'words' | 'ngrams']: string | undefined };

/** How much of what is in a dictionary. */
export function countsOf({ words, characters, followers }: Language): Counts {
  return {
    words: [...words.words()].length,
    ngrams: characters.tree.size - 1,
    pairs: followers?.shares.length ?? 0,
  };
}

/** The text beside a dictionary: what is in it, where it is from, and the licences that go along. */
export function languageCard(language: Language, given: Given): string {
  const { name, title, source, licence, letters } = language;
  const { words, ngrams, pairs } = countsOf(language);
  const files = Object.entries(given).filter(([, file]) => file !== undefined);
  const options = files.map(([option]) => ` --${option} FILE`).join('');
  const texts = licenceTexts(licence.split('; ')).map((text) => `\n${text}\n`);
  return `# ${title}

What the program knows of ${title} words: which there are, how frequent they are, which letters follow
one another${pairs > 0 ? ', and which words' : ''}. It is asked while text is read (docs/use/language.md).

| | |
| --- | --- |
| made from | ${source} |
| licence | ${licence} |
| words | ${words.toLocaleString('en')} |
| pairs of words | ${pairs.toLocaleString('en')} |
| character n-grams | ${ngrams.toLocaleString('en')}, up to six characters |
| letters | ${letters.join(' ')} |
| made by | \`npm run -s language -- build --name ${name}${options}\` |
${texts.join('')}`;
}
