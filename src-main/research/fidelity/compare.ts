import type { ChannelName } from '../../contract/sensors.ts';
import { highPassed } from '../../simulator/filters.ts';
import { correlation } from './statistics.ts';
import { bandRms, logSpectrumDistance, welch } from './spectrum.ts';

export const motionChannels = ['ax', 'ay', 'az', 'gx', 'gy', 'gz'] as const satisfies ChannelName[];

/** One signal for each of the motion channels, all of one length. */
export type MotionSignals = readonly Float64Array[];

export interface AxisFidelity {
  readonly axis: (typeof motionChannels)[number];
  /** Over all frequencies that are compared. */
  readonly correlation: number;
  /** Without what changes more slowly than twice a second: of acceleration, mostly gravity. */
  readonly fastCorrelation: number;
  /** Rms difference of the spectra, dB. */
  readonly distance: number;
  /** Simulated over measured rms, above half a hertz. */
  readonly rmsRatio: number;
}

/**
 * Simulated against measured, axis by axis.
 * @param band lowest and highest frequency that both can know of, Hz
 */
export function compareAxes(
  measured: MotionSignals,
  simulated: MotionSignals,
  rateHz: number,
  [low, high]: readonly [number, number],
): AxisFidelity[] {
  return motionChannels.map((axis, index) => {
    const [truth, guess] = [measured[index]!, simulated[index]!];
    const [truthSpectrum, guessSpectrum] = [welch(truth, rateHz), welch(guess, rateHz)];
    return {
      axis,
      correlation: correlation(truth, guess),
      fastCorrelation: correlation(highPassed(truth, low, rateHz), highPassed(guess, low, rateHz)),
      distance: logSpectrumDistance(truthSpectrum, guessSpectrum, low, high),
      rmsRatio: bandRms(guessSpectrum, low, high) / bandRms(truthSpectrum, low, high),
    };
  });
}
