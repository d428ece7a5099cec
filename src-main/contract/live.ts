import type { Alert } from './alerts.ts';
import type { PenAddress, PenInformation, PenPresence, StreamStatistics } from './pens.ts';
import type { PromptedState } from './prompts.ts';
import type { Recognition } from './recognition.ts';
import type { SensorCalibrationState } from './sensor-calibration.ts';
import type { SensorMask } from './sensors.ts';

/** Everything that can be said about the pen and the reading at one moment; sent a few times a second. */
export interface LiveStatus {
  readonly address?: PenAddress;
  readonly presence: PenPresence;
  readonly pen: PenInformation;
  readonly statistics: StreamStatistics;
  /** Samples that arrived in the last second. */
  readonly samplesPerSecond: number;
  /** Channels of the newest sample. */
  readonly mask: SensorMask;
  /** Whether the pen is writing now. */
  readonly writing: boolean;
  readonly model: string;
  /** Whose writing is read; left out: anybody's. */
  readonly writer?: LiveWriterStatus;
  /** Where tensors run, for example `onnxruntime on the CPU`. */
  readonly engine: string;
  /** Why a faster engine is not in use; left out when the fastest is. */
  readonly engineReason?: string;
  readonly recording?: { readonly name: string; readonly seconds: number; readonly bytes: number };
  /** From the last sample of a piece of writing, the pause not counted, to its text; ms. */
  readonly latencyMs?: { readonly last: number; readonly median: number; readonly p95: number };
}

export interface LiveWriterStatus {
  readonly id: string;
  readonly name: string;
  /** The version of the writer's own models that reads; left out: the model as it came. */
  readonly version?: string;
}

/** The text of one piece of writing between two pauses. */
export interface LiveSegment {
  readonly id: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly recognition: Recognition;
  /** False while the piece is still being written and its text may change. */
  readonly committed: boolean;
}

/** Uniform samples for the plot: `values` is count × channelCount in the units of the channel table. */
export interface LiveSamples {
  /** Index of the first sample on the session's uniform 100 Hz clock. */
  readonly startIndex: number;
  readonly count: number;
  readonly mask: SensorMask;
  readonly values: Float32Array;
}

/** What the engine tells besides: of sessions that follow the pen beside the text. */
export interface EngineEvents extends LiveEvents {
  prompted: PromptedState | 'ended';
  calibration: SensorCalibrationState;
  /** A writer has changed in the store. */
  'writers-changed': true;
}

export interface LiveEvents {
  status: LiveStatus;
  samples: LiveSamples;
  segment: LiveSegment;
  alert: Alert;
  /** The alert with this code no longer stands. */
  'alert-cleared': string;
}
