import type { Language } from '../../recognizer/language/language.ts';
import { withoutWords } from '../../recognizer/language/language.ts';
import type { ModelPackage } from '../../recognizer/model/package.ts';
import { Recognizer } from '../../recognizer/recognizer.ts';
import { isHeldOutWord } from '../../simulator/composition/held-out-words.ts';
import { evaluate, type Evaluation } from '../evaluation/evaluate.ts';
import type { HeldOutWriting } from '../kinds/words/words-held-out.ts';

export interface LanguageFigures {
  /** As users read. */
  readonly withLanguage: Evaluation;
  /** With dictionaries that never held the words that are held out of training. */
  readonly withoutHeldOut: Evaluation;
}

/** What dictionaries do for a model, on samples that neither training nor tuning has seen. */
export async function languageFigures(
  model: ModelPackage,
  languages: readonly Language[],
  samples: readonly HeldOutWriting[],
  options: { readonly signal?: AbortSignal } = {},
): Promise<LanguageFigures> {
  const read = async (used: readonly Language[]) => {
    const recognizer = await Recognizer.open(model, { languages: used });
    try {
      return await evaluate(
        samples.map(({ text, writer, hand, window }) => ({
          text,
          writer,
          hand,
          recognize: () => recognizer.recognize(window, { withGreedy: true }),
        })),
        { ...options, dictionaries: languages },
      );
    } finally {
      await recognizer.dispose();
    }
  };
  return {
    withLanguage: await read(languages),
    withoutHeldOut: await read(languages.map((one) => withoutWords(one, isHeldOutWord))),
  };
}
