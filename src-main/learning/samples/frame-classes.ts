import { blankLabel, labelsOf, type Alphabet } from '../../contract/alphabet.ts';
import { unknownClass } from '../gradients/loss.ts';
import type { LabeledWindow } from './sample.ts';

/**
 * Part of a character, in shares of its length, in which its class is asked for. Not the whole: how
 * a character begins says too little, and a seam to an equal neighbour must be free for a blank.
 */
const certain = { from: 0.35, to: 0.9 };

/**
 * What each frame of the network's output should say, judged at the frame's middle: the class of
 * the character under the pen, a blank where no character is, or `unknownClass`. All are unknown
 * when the window has no spans.
 *
 * @param frames frames of the result
 * @param downSampling readings a frame
 */
export function frameClassesOf(
  sample: LabeledWindow,
  alphabet: Alphabet,
  frames: number,
  downSampling: number,
): Int32Array {
  const spans = sample.spans.map(({ character, start, end }) => ({
    label: labelsOf(character, alphabet)[0]!,
    start,
    end,
  }));
  return frameClassesOfSpans(spans, frames, downSampling);
}

/** The same from where each class stands. */
export function frameClassesOfSpans(
  spans: readonly { readonly label: number; readonly start: number; readonly end: number }[],
  frames: number,
  downSampling: number,
): Int32Array {
  const classes = new Int32Array(frames);
  if (spans.length === 0) return classes.fill(unknownClass);
  classes.fill(blankLabel);
  for (const span of spans) {
    const length = span.end - span.start;
    const low = span.start + certain.from * length;
    const high = span.start + certain.to * length;
    const first = Math.max(0, Math.floor(span.start / downSampling - 0.5));
    for (let frame = first; frame < frames; frame += 1) {
      const middle = (frame + 0.5) * downSampling;
      if (middle >= span.end) break;
      if (middle < span.start) continue;
      classes[frame] = middle >= low && middle < high ? span.label : unknownClass;
    }
  }
  return classes;
}
