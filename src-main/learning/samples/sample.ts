import type { SampleWindow } from '../../contract/sensors.ts';
import type { InkLine } from './ink.ts';

/** Where a character lies in a window: [start, end) in readings. */
export interface CharacterSpan {
  readonly character: string;
  readonly start: number;
  readonly end: number;
}

/** A window and what was written in it. */
export interface LabeledWindow {
  readonly window: SampleWindow;
  readonly text: string;
  /** Empty where it is not known which character was under the pen when. */
  readonly spans: readonly CharacterSpan[];
  /** Who wrote it, where that is known. */
  readonly writer?: string;
  /** What the paper showed afterwards, where it was simulated. */
  readonly ink?: readonly InkLine[];
}
