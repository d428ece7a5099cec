import type { Language } from './language/language.ts';
import type { EncoderOptions } from './encoder/encoder.ts';
import type { DecodingOptions } from './decoding/read-frames.ts';
import { ClosedLexicon } from './language/closed-lexicon.ts';
import {
  defaultLanguageWeights,
  LanguageScorer,
  type LanguageWeights,
  textModelFor,
} from './language/language-scorer.ts';
import type { ModelManifest } from './model/manifest.ts';

export interface RecognizerOptions
  extends EncoderOptions, Pick<DecodingOptions, 'beamWidth' | 'alternatives'> {
  /**
   * What is known of the words to be read; default nothing. A model without letters ignores it, and so
   * does one of single characters (as it does `lexicon`).
   */
  readonly languages?: readonly Language[];
  /** How much that counts; default: as the model's manifest says, else `defaultLanguageWeights`. */
  readonly languageWeights?: LanguageWeights;
  /** Whether a word is read with the words before it, as far as the languages tell. Default true. */
  readonly wordsBefore?: boolean;
  /** One of these texts is written in every window, and nothing else; then languages do not count. */
  readonly lexicon?: Iterable<string>;
}

/** How windows are decoded, whole ones and those that are still being written. */
export interface Decoding {
  readonly whole: DecodingOptions;
  readonly partial: DecodingOptions;
  /** Exactly one character a window; the others say nothing then but how many alternatives. */
  readonly single: boolean;
}

/*
 * Of network and language together a wider search finds what a narrow one loses, and classes below a
 * thousandth are in none of what it finds (docs/use/language.md has the figures).
 */
export const languageSearch = { beamWidth: 32, classThreshold: 1e-3, classLimit: 12 } as const;
export const partialSearch = { beamWidth: 8, classThreshold: 1e-3, classLimit: 8 } as const;

/** What a model and the options of a recogniser say of decoding. */
export function decodingOf(
  { alphabet, language, decoding }: Pick<ModelManifest, 'alphabet' | 'language' | 'decoding'>,
  {
    languages = [],
    languageWeights,
    wordsBefore = true,
    lexicon,
    beamWidth,
    alternatives,
  }: RecognizerOptions,
): Decoding {
  const common = {
    ...(beamWidth === undefined ? {} : { beamWidth }),
    ...(alternatives === undefined ? {} : { alternatives }),
  };
  const greedy = { greedy: true } as const;
  if (decoding === 'single-character') {
    return { whole: common, partial: { ...common, alternatives: 0 }, single: true };
  }
  if (lexicon !== undefined) {
    const closed = new ClosedLexicon(lexicon, alphabet);
    return { whole: { ...common, lexicon: closed }, partial: greedy, single: false };
  }
  if (languages.length === 0) return { whole: common, partial: greedy, single: false };
  const weights = languageWeights ?? language ?? defaultLanguageWeights;
  const used = wordsBefore ? weights : { ...weights, context: 0 };
  const scorer = new LanguageScorer(textModelFor(alphabet, languages, used), used);
  return {
    whole: { ...languageSearch, ...common, scorer },
    partial: { ...partialSearch, scorer, unfinished: true, alternatives: 0 },
    single: false,
  };
}
