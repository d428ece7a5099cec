import type { HandwritingCorpus } from '../../simulator/composition/handwriting-corpus.ts';
import type { PenHardwareOptions } from '../../simulator/pen-hardware.ts';
import type { PenTrajectory } from '../../simulator/trajectory.ts';
import { bandEdges } from './spectrum.ts';
import {
  bandsOfWriting,
  composedByDrawnPens,
  followedByDrawnPens,
  type RecordingBands,
} from './populations.ts';
import type { EvenRecording } from './real-pens.ts';
import { percentileOf, quantile } from './statistics.ts';

/**
 * A real pen, and what drawn writers and pens are to write beside it: texts, or the same paths. `built`
 * says how the drawn pens are built, where the real one's board is known.
 */
export type PopulationSource = {
  readonly name: string;
  readonly recordings: readonly EvenRecording[];
} & (
  | { readonly texts: readonly string[]; readonly built?: PenHardwareOptions }
  | { readonly paths: readonly PenTrajectory[] }
);

export interface PopulationRow {
  readonly sensor: keyof RecordingBands;
  /** Index in `bandEdges`. */
  readonly band: number;
  /** Median rms over the recordings. */
  readonly measured: number;
  /** 5th, 50th and 95th percentile of the drawn pens. */
  readonly simulated: readonly number[];
  /** Of the measured median among the drawn pens. */
  readonly percentile: number;
}

export interface ComparedPopulation {
  readonly name: string;
  readonly recordings: number;
  readonly rows: readonly PopulationRow[];
}

/** A real pen's rms in each band among those of so many drawn writers and pens. */
export function comparePopulations(
  source: PopulationSource,
  corpus: HandwritingCorpus | undefined,
  count: number,
): ComparedPopulation {
  const { recordings, name } = source;
  const { rateHz, mask } = recordings[0]!;
  const longEnough = ({ values }: { values: Float32Array }) => values.length / 13 >= 0.6 * rateHz;
  const measured = recordings
    .filter(longEnough)
    .map(({ values }) => bandsOfWriting(values, rateHz, mask));
  const drawn =
    'paths' in source
      ? followedByDrawnPens(source.paths, { count, rateHz })
      : composedByDrawnPens(corpus!, source.texts, {
          ...{ count, rateHz },
          ...(source.built && { built: source.built }),
        });
  const simulated = Array.from(drawn, ({ writing }) => writing)
    .filter(longEnough)
    .map(({ values }) => bandsOfWriting(values, rateHz, mask));
  const rows = (['accelerometer', 'gyroscope'] as const).flatMap((sensor) =>
    bandEdges.flatMap((_, band): PopulationRow[] => {
      const real = quantile(
        measured.map((bands) => bands[sensor][band]!),
        0.5,
      );
      if (!Number.isFinite(real)) return [];
      const all = simulated.map((bands) => bands[sensor][band]!);
      return [
        {
          sensor,
          band,
          measured: real,
          simulated: [0.05, 0.5, 0.95].map((share) => quantile(all, share)),
          percentile: percentileOf(real, all),
        },
      ];
    }),
  );
  return { name, recordings: measured.length, rows };
}
