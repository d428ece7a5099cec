/** What is measured of a pen, in this order; a pen without a sensor leaves its steps out. */
export const calibrationSteps = ['rest', 'turn', 'light', 'firm'] as const;
export type CalibrationStep = (typeof calibrationSteps)[number];

/** How a step is going; sent ten times a second while it runs. */
export interface CalibrationFeedback {
  readonly step: CalibrationStep;
  /** How far it is, 0..1; at 1 with `good` it is done. */
  readonly fraction: number;
  readonly good: boolean;
  /** What to do, or what is wrong, for people. */
  readonly message: string;
  /** Directions that the pen has pointed in, one for each of 26 around it; of `turn` only. */
  readonly directions?: readonly boolean[];
  /** Force now, N above rest; of `light` and `firm` only. */
  readonly force?: number;
}

/** The state of a running sensor calibration. */
export interface SensorCalibrationState {
  /** Steps that this pen takes. */
  readonly steps: readonly CalibrationStep[];
  readonly done: readonly CalibrationStep[];
  /** The step that runs, if one does. */
  readonly feedback?: CalibrationFeedback;
  /** What was found, for people, one line a finding; once there is any. */
  readonly findings: readonly string[];
}
