import type { PenRecording } from '../../data/recording.ts';
import { RandomGenerator } from '../../simulator/random.ts';

export interface KeptBack {
  /** What is learnt from. */
  readonly learning: readonly PenRecording[];
  /** What before and after are of. */
  readonly keptBack: readonly PenRecording[];
  /**
   * `texts`: no text stands in both parts; `recordings`: there are too few different texts for that, and
   * the same words are in both.
   */
  readonly by: 'texts' | 'recordings';
}

const share = 0.25;
/** With fewer different texts nothing could be learnt from the others. */
const fewestTexts = 4;

/**
 * A quarter of the recordings, never learnt from. Words that were learnt are read better than others, so no
 * text stands on both sides where there are enough of them.
 */
export function keepBack(recordings: readonly PenRecording[], seed = 1): KeptBack {
  const groups = new Map<string, PenRecording[]>();
  recordings.forEach((recording, index) => {
    const text = recording.label?.normalize('NFC').trim() ?? '';
    const key = text === '' ? `/${index}` : text;
    groups.set(key, [...(groups.get(key) ?? []), recording]);
  });
  const by = groups.size >= fewestTexts ? 'texts' : 'recordings';
  const all = by === 'texts' ? [...groups.values()] : recordings.map((one) => [one]);
  const order = new RandomGenerator(`${seed}/kept back`).shuffle(all);
  const wanted = Math.max(1, Math.round(share * recordings.length));
  const kept = new Set<PenRecording>();
  for (const group of order) {
    if (kept.size >= wanted) break;
    // A frequent text must not take everything.
    if (kept.size > 0 && kept.size + group.length > 1.5 * wanted) continue;
    for (const recording of group) kept.add(recording);
  }
  return {
    learning: recordings.filter((one) => !kept.has(one)),
    keptBack: recordings.filter((one) => kept.has(one)),
    by,
  };
}
