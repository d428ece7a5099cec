import type { Alert } from './alerts.ts';
import type {
  PenAddress,
  PenInformation,
  PenPresence,
  SensorFaults,
  StreamStatistics,
} from './pens.ts';
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
  /** What went wrong in the sensors; left out: nothing. */
  readonly faults?: SensorFaults;
  /** Samples that arrived in the last second. */
  readonly samplesPerSecond: number;
  /** Channels of the newest sample. */
  readonly mask: SensorMask;
  /** Whether the pen is writing now. */
  readonly writing: boolean;
  readonly model: string;
  /** A model is being loaded: what is written meanwhile is read as soon as it is there. */
  readonly modelLoading?: true;
  /** The program has just been started and opens pen and model. */
  readonly starting?: true;
  /** Whose writing is read; left out: anybody's. */
  readonly writer?: LiveWriterStatus;
  /** Where tensors run, for example `onnxruntime on the CPU`. */
  readonly engine: string;
  /** Why a faster engine is not in use; left out when the fastest is. */
  readonly engineReason?: string;
  readonly recording?: { readonly name: string; readonly seconds: number; readonly bytes: number };
  /** Of a recording that is played. */
  readonly replay?: ReplayStatus;
  /** From the last sample of a piece of writing, the pause not counted, to its text; ms. */
  readonly latencyMs?: { readonly last: number; readonly median: number; readonly p95: number };
}

/** Where a replay stands. */
export interface ReplayStatus {
  /** From its beginning, ms. */
  readonly positionMs: number;
  /** How long it is, ms; left out until that is known. */
  readonly lengthMs?: number;
  /** Times real time. */
  readonly speed: number;
  readonly paused: boolean;
}

export interface LiveWriterStatus {
  readonly id: string;
  readonly name: string;
  /** The version of the writer's own models that reads; left out: the model as it came. */
  readonly version?: string;
}

/** Whose times they are: every connection of a pen has a clock of its own. */
export interface PieceOrigin {
  readonly clock: string;
  readonly source: PenAddress['kind'];
}

/** The text of one piece of writing between two pauses. */
export interface LiveSegment {
  readonly id: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly recognition: Recognition;
  /** False while the piece is still being written and its text may change. */
  readonly committed: boolean;
  /** The stream had a hole before or behind it: a word may lack a part. */
  readonly cut?: boolean;
}

/** A piece of writing with what it came from. */
export type LocatedSegment = LiveSegment & PieceOrigin;

/** Uniform samples for the plot: `values` is count × channelCount in the units of the channel table. */
export interface LiveSamples {
  /** As `PieceOrigin`. */
  readonly clock: string;
  /** Time of the first sample, 10 ms before the next, on that clock. */
  readonly startMs: number;
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
  segment: LocatedSegment;
  alert: Alert;
  /** The alert with this code no longer stands. */
  'alert-cleared': string;
}
