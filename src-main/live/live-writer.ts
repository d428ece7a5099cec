import { penKey, type Writer } from '../contract/writers.ts';
import { toSensorCalibration } from '../data/writers/takes.ts';
import type { LiveWriter } from './live-session-parts.ts';

/** A writer as a live session knows them: with the calibrations of their pens. */
export function liveWriterOf({ id, name, version, calibrations }: Writer): LiveWriter {
  return {
    id,
    name,
    version,
    calibrationOf: (pen) => {
      const key = penKey(pen);
      const stored = key === undefined ? undefined : calibrations[key];
      if (stored === undefined) return {};
      return { calibration: toSensorCalibration(stored), thresholdNewton: stored.forceThreshold };
    },
  };
}
