import type { PenHardware } from '../../simulator/pen-hardware.ts';
import { simulateTrajectory } from '../../simulator/simulate.ts';
import type { WriterStyle } from '../../simulator/writer.ts';
import { channelOf, meanBands, sensorBands } from './bands.ts';
import { motionChannels } from './compare.ts';
import {
  fitGrip,
  type GripFit,
  letterRateHz,
  letterRecording,
  type LetterRecording,
  letterSmoothingHz,
} from './letters.ts';
import type { TabletLetter } from './sources.ts';
import { spectralSlope, type Spectrum, sumOfSpectra, welch } from './spectrum.ts';
import { correlation } from './statistics.ts';

export interface LettersFidelity {
  /** On the letters that nothing was fitted to; letter means taken away. */
  readonly axes: readonly { readonly axis: string; readonly correlation: number }[];
  readonly sensors: readonly SensorFidelity[];
  readonly fitted: GripFit & { readonly lagMs: number };
  readonly letters: number;
  /** Of each channel, averaged over the scored letters. */
  readonly spectra: {
    readonly measured: readonly Spectrum[];
    readonly simulated: readonly Spectrum[];
  };
  /** One scored letter, for the plot. */
  readonly example: {
    readonly label: string;
    readonly measured: readonly Float64Array[];
    readonly simulated: readonly Float64Array[];
  };
}

export interface SensorFidelity {
  readonly sensor: 'accelerometer' | 'gyroscope';
  /** Rms by band, the sensor's axes taken together. */
  readonly measured: readonly number[];
  readonly simulated: readonly number[];
  /** dB an octave from 5 to 30 Hz. */
  readonly measuredSlope: number;
  readonly simulatedSlope: number;
}

const slopeBand = [5, 30] as const;

/**
 * The tablet's tip path through pose and sensors against what the pen measured, with one set of
 * grip, coupling, place and shaking for all letters: fitted to every other letter, scored on the
 * rest.
 */
export function lettersFidelity(letters: readonly TabletLetter[]): LettersFidelity {
  const lagMs = fitLag(letters);
  const recordings = recordingsOf(letters, lagMs);
  const [fitting, scoring] = [0, 1].map((part) => recordings.filter((_, i) => i % 2 === part));
  const grip = fitShaking(
    fitGrip(fitting!),
    fitting!.filter((_, i) => i % 3 === 0),
  );
  const pairs = scoring!.map((letter, index) => ({
    letter,
    simulated: simulate(letter, grip, index),
  }));
  const joined = (of: (pair: (typeof pairs)[number]) => Float64Array) =>
    pairs.flatMap((pair) => Array.from(withoutMean(of(pair))));
  return {
    axes: motionChannels.map((axis, index) => ({
      axis,
      correlation: correlation(
        joined(({ letter }) => letter.measured[index]!),
        joined(({ simulated }) => simulated[index]!),
      ),
    })),
    sensors: (['accelerometer', 'gyroscope'] as const).map((sensor, index) => {
      const axes = (signals: readonly Float64Array[]) => signals.slice(3 * index, 3 * index + 3);
      const measured = pairs.map(({ letter }) => axes(letter.measured));
      const simulated = pairs.map((pair) => axes(pair.simulated));
      const bands = (all: readonly (readonly Float64Array[])[]) =>
        meanBands(all.map((one) => sensorBands(one, letterRateHz)));
      return {
        sensor,
        measured: bands(measured),
        simulated: bands(simulated),
        measuredSlope: slopeOf(measured),
        simulatedSlope: slopeOf(simulated),
      };
    }),
    fitted: { ...grip, lagMs },
    letters: pairs.length,
    spectra: {
      measured: motionChannels.map((_, index) =>
        meanSpectrum(pairs.map(({ letter }) => letter.measured[index]!)),
      ),
      simulated: motionChannels.map((_, index) =>
        meanSpectrum(pairs.map(({ simulated }) => simulated[index]!)),
      ),
    },
    example: {
      label: pairs[0]!.letter.label,
      measured: pairs[0]!.letter.measured,
      simulated: pairs[0]!.simulated,
    },
  };
}

function recordingsOf(letters: readonly TabletLetter[], lagMs: number): LetterRecording[] {
  return letters.flatMap((letter) => letterRecording(letter, lagMs) ?? []);
}

function fitLag(letters: readonly TabletLetter[]): number {
  const some = letters.filter((_, i) => i % 4 === 0);
  let best = { explained: -Infinity, lagMs: 0 };
  for (let lagMs = 0; lagMs <= 40; lagMs += 2.5) {
    const { explained } = fitGrip(recordingsOf(some, lagMs));
    if (explained > best.explained) best = { explained, lagMs };
  }
  return best.lagMs;
}

/** Length × 6 of a letter as this writer and pen would have measured it. */
function simulate(
  { trajectory, measured }: LetterRecording,
  { writer, pen }: Pick<GripFit, 'writer' | 'pen'>,
  seed: number,
): Float64Array[] {
  const { values } = simulateTrajectory(trajectory, {
    seed,
    writer,
    pen,
    rateHz: letterRateHz,
    smoothingHz: letterSmoothingHz,
  });
  const length = measured[0]!.length;
  return motionChannels.map((name) => {
    const channel = channelOf(values, name);
    return Float64Array.from({ length }, (_, i) => channel[Math.min(i, channel.length - 1)]!);
  });
}

/**
 * Unrest of the hand and shaking of the barrel, such that the bands come out as measured.
 */
function fitShaking(grip: GripFit, letters: readonly LetterRecording[]): GripFit {
  const bandsOf = (all: readonly (readonly Float64Array[])[], from: number) =>
    meanBands(all.map((signals) => sensorBands(signals.slice(from, from + 3), letterRateHz)));
  const measured = letters.map((letter) => letter.measured);
  const wanted = [...bandsOf(measured, 0), ...bandsOf(measured, 3)];
  const error = (candidate: GripFit) => {
    const simulated = letters.map((letter, index) => simulate(letter, candidate, index));
    const found = [...bandsOf(simulated, 0), ...bandsOf(simulated, 3)];
    return found.reduce((sum, value, i) => sum + Math.log(value / wanted[i]!) ** 2, 0);
  };
  const unrest = (degrees: number) => (fit: GripFit) => ({
    ...fit,
    writer: { ...fit.writer, unrest: (degrees * Math.PI) / 180 } satisfies WriterStyle,
  });
  const shaking = (change: Partial<PenHardware['vibration']>) => (fit: GripFit) => ({
    ...fit,
    pen: { ...fit.pen, vibration: { ...fit.pen.vibration, ...change } } satisfies PenHardware,
  });
  let best = grip;
  let least = Infinity;
  const choose = (candidates: readonly GripFit[]) => {
    for (const candidate of candidates) {
      const distance = error(candidate);
      if (distance < least) [best, least] = [candidate, distance];
    }
  };
  // Strength, place and width of the band and the arm trade with one another: tried together.
  const bands = [12, 17, 23].flatMap((frequency) =>
    [12, 25].flatMap((bandwidth) =>
      [0.2, 0.3, 0.4].flatMap((rms) =>
        [0.03, 0.05].map((arm) => shaking({ frequency, bandwidth, rms, arm })),
      ),
    ),
  );
  choose(bands.map((change) => change(grip)));
  choose([0.5, 1, 1.5].map((degrees) => unrest(degrees)(best)));
  return best;
}

function slopeOf(recordings: readonly (readonly Float64Array[])[]): number {
  return spectralSlope(meanSpectrum(recordings.flat()), ...slopeBand);
}

/** Letters differ in length: segments of half a second give all the same bins. */
function meanSpectrum(signals: readonly Float64Array[]): Spectrum {
  const { frequencies, density } = sumOfSpectra(
    signals.map((signal) => welch(signal, letterRateHz, 0.5)),
  );
  return { frequencies, density: density.map((power) => power / signals.length) };
}

function withoutMean(signal: Float64Array): Float64Array {
  const mean = signal.reduce((sum, value) => sum + value, 0) / signal.length;
  return signal.map((value) => value - mean);
}
