import {
  channels,
  channelsIn,
  type ChannelName,
  type SensorKind,
  type SensorMask,
} from '../../contract/sensors.ts';
import type { ModelManifest } from './manifest.ts';

/** What of a model decides whether it can read a pen. */
export type ModelNeeds = Pick<
  ModelManifest,
  'name' | 'title' | 'channels' | 'rateHz' | 'alphabet'
> &
  Partial<Pick<ModelManifest, 'decoding'>>;

/** What of a pen decides which model reads it. */
export interface PenSenses {
  readonly mask: SensorMask;
  /** Readings a second; left out: not known yet. */
  readonly rateHz?: number;
}

export interface ModelFit {
  /** 0: cannot read this pen; 1: the pen has all that it knows. */
  readonly score: number;
  /** Sensors that the model knows and the pen lacks. */
  readonly lacking: readonly SensorKind[];
  /** Why it does not fit, for people; undefined when it does. */
  readonly reason?: string;
}

/** What a lacking sensor costs; without the accelerometer nothing is read. */
const costs: Readonly<Record<SensorKind, number>> = {
  accelerometer: 1,
  gyroscope: 0.35,
  force: 0.2,
  'rear-accelerometer': 0.05,
  magnetometer: 0.05,
};
/** Below this share of the model's rate the shape of letters is lost. */
const slowestShare = 0.45;
/** Models of single letters are for data sets, not for writing. */
const singleCharacterScore = 0.3;
const sensorOf = new Map(channels.map(({ name, sensor }) => [name, sensor] as const));

/** How well a model fits a pen, by channels and rate. */
export function modelFit(model: ModelNeeds, { mask, rateHz }: PenSenses): ModelFit {
  const present = channelsIn(mask);
  const lacking = lackingSensors(model.channels, present);
  const none = (reason: string): ModelFit => ({ score: 0, lacking, reason });
  if (lacking.includes('accelerometer')) {
    return none(`“${model.title}” needs all three axes of an accelerometer.`);
  }
  if (rateHz !== undefined && rateHz < slowestShare * model.rateHz) {
    return none(
      `“${model.title}” needs ${model.rateHz} readings a second; the pen makes ${Math.round(rateHz)}.`,
    );
  }
  const kept = lacking.reduce((score, sensor) => score * (1 - costs[sensor]), 1);
  const usual = model.decoding === 'single-character' ? singleCharacterScore : 1;
  // What reads more characters is of more use where both can.
  const wealth = Math.min(1, model.alphabet.length / 52);
  return { score: kept * usual * (0.6 + 0.4 * wealth), lacking };
}

/** The model that fits a pen best; undefined when none does. */
export function bestFittingModel<Model extends ModelNeeds>(
  models: readonly Model[],
  pen: PenSenses,
): Model | undefined {
  const fits = models.map((model) => ({ model, score: modelFit(model, pen).score }));
  const best = fits.reduce<(typeof fits)[number] | undefined>(
    (found, next) => (found && found.score >= next.score ? found : next),
    undefined,
  );
  return best && best.score > 0 ? best.model : undefined;
}

function lackingSensors(
  wanted: readonly ChannelName[],
  present: readonly ChannelName[],
): SensorKind[] {
  const lacking = wanted.filter((name) => !present.includes(name));
  return [...new Set(lacking.map((name) => sensorOf.get(name)!))];
}
