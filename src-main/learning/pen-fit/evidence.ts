import type { SampleWindow } from '../../contract/sensors.ts';
import { beamSearch } from '../../recognizer/ctc/beam.ts';
import { logAdd } from '../../recognizer/ctc/lattice.ts';
import { logSoftmax } from '../../recognizer/ctc/softmax.ts';
import type { Language } from '../../recognizer/language/language.ts';
import { LanguageScorer, type LanguageWeights } from '../../recognizer/language/language-scorer.ts';
import { TextModel } from '../../recognizer/language/text-model.ts';
import type { Recognizer } from '../../recognizer/recognizer.ts';

type Encoder = Pick<Recognizer, 'encode' | 'manifest'>;

/**
 * How well a window can be read: higher is better.
 * @param window with a fit
 * @param asMeasured the same without
 */
export type Evidence = (window: SampleWindow, asMeasured: SampleWindow) => Promise<number>;

/**
 * Not those that a model reads best with. A network that understands nothing says little: without a
 * high bonus for every character, short texts would look likely whatever was written.
 */
const weights: LanguageWeights = { weight: 0.5, insertionBonus: 2.4 };

/**
 * Of a window in which nothing is read, whatever is done to it. Something was written: a fit with which
 * the network says nothing must not pass for one that it understands.
 */
const nothing = -30;

/** A narrow search: many windows are asked about many fits. */
const search = { beamWidth: 16, classThreshold: 1e-3, classLimit: 12 } as const;

/**
 * ln of what network and language together give to all texts that the search finds, but for the empty
 * one. A network that is shown what it has never learnt spreads its probability over strings that no
 * language knows; where it says words, it understands what it is shown.
 */
export function evidenceOf(
  recognizer: Encoder,
  languages: readonly Language[],
): (window: SampleWindow) => Promise<number> {
  const { alphabet } = recognizer.manifest;
  const scorer = new LanguageScorer(new TextModel(alphabet, languages), weights);
  return async (window) => {
    const encoded = await recognizer.encode(window);
    if (!encoded) return nothing;
    const { logits, frames, classes } = encoded;
    const logProbabilities = new Float64Array(frames * classes);
    if (!logSoftmax(logits, frames, classes, logProbabilities)) return nothing;
    const found = beamSearch(logProbabilities, classes, { ...search, scorer });
    const evidence = found
      .filter(({ labels }) => labels.length > 0)
      .reduce(
        (sum, { logProbability, languageScore }) => logAdd(sum, logProbability + languageScore),
        -Infinity,
      );
    return Math.max(nothing, evidence);
  };
}
