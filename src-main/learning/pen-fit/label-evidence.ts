import { labelsOf } from '../../contract/alphabet.ts';
import type { SampleWindow } from '../../contract/sensors.ts';
import { labellingLogProbability } from '../../recognizer/ctc/forward.ts';
import { logSoftmax } from '../../recognizer/ctc/softmax.ts';
import type { Recognizer } from '../../recognizer/recognizer.ts';
import type { Evidence } from './evidence.ts';

/** Of a character that the network does not find at all; one bad recording must not outvote the others. */
const least = -8;

/**
 * How well the network finds what was written: ln of its probability a character. Knows more than evidence
 * without labels, which can only ask whether something is read that makes sense.
 * @param textOf what was written in a window as it was measured; the model can write it
 */
export function labelEvidence(
  recognizer: Pick<Recognizer, 'encode' | 'manifest'>,
  textOf: (asMeasured: SampleWindow) => string,
): Evidence {
  const { alphabet } = recognizer.manifest;
  return async (window, asMeasured) => {
    const labels = labelsOf(textOf(asMeasured), alphabet);
    const encoded = await recognizer.encode(window);
    if (!encoded || labels.length === 0) return least;
    const { logits, frames, classes } = encoded;
    const logProbabilities = new Float64Array(frames * classes);
    if (!logSoftmax(logits, frames, classes, logProbabilities)) return least;
    const found = labellingLogProbability(logProbabilities, 0, frames, classes, labels);
    return Math.max(least, found / labels.length);
  };
}
