import type { Encoded, Encoder } from './encoder.ts';

/** Up to this many seconds go through the network in one piece: memory and the first result matter. */
const wholeSeconds = 60;
/** Longer windows are cut into chunks of this length, of which the frames are kept … */
const coreSeconds = 30;
/** … with so much of their neighbours on either side, which is read for context only. */
const contextSeconds = 3;

export interface SamplesShape {
  /** Samples. */
  readonly length: number;
  readonly channels: number;
  /** Samples for each frame. */
  readonly downSampling: number;
  readonly rateHz: number;
}

/**
 * Logits of a window of any length. Chunks begin at frame boundaries, so that the frames of a cut
 * window lie where those of the whole one would; characters need no more context than the overlap,
 * so their logits differ little.
 *
 * @param values length × channels, normalised over the whole window
 */
export async function encodeInChunks(
  encoder: Pick<Encoder, 'encode'>,
  values: Float32Array,
  { length, channels, downSampling, rateHz }: SamplesShape,
): Promise<Encoded> {
  if (length <= wholeSeconds * rateHz) return encoder.encode(values, length);
  const frames = Math.ceil(length / downSampling);
  const core = Math.floor((coreSeconds * rateHz) / downSampling);
  const context = Math.ceil((contextSeconds * rateHz) / downSampling);
  let logits = new Float32Array(0);
  let classes = 0;
  for (let start = 0; start < frames; start += core) {
    const end = Math.min(frames, start + core);
    const first = Math.max(0, start - context);
    const from = first * downSampling;
    const to = Math.min(length, (end + context) * downSampling);
    const chunk = await encoder.encode(values.subarray(from * channels, to * channels), to - from);
    if (start === 0) {
      classes = chunk.classes;
      logits = new Float32Array(frames * classes);
    }
    const kept = chunk.logits.subarray((start - first) * classes, (end - first) * classes);
    logits.set(kept, start * classes);
  }
  return { logits, frames, classes };
}
