import type { LiveSegment } from '../contract/live.ts';
import type { PenSample } from '../contract/sensors.ts';

/** Something beside the text that follows what the pen sends: a prompted session, a calibration. */
export interface StreamTap {
  /** Bytes before they are decoded, as they came. */
  onBytes?(chunk: Uint8Array, arrivalMs: number): void;
  /** As the pen measures, not calibrated; reused by the sender: copy what you keep. */
  onSample?(sample: PenSample, arrivalMs: number): void;
  /** Another pen was opened. */
  onPen?(): void;
  /** What is read goes here instead of into the text. */
  onSegment?(segment: LiveSegment): void;
}
