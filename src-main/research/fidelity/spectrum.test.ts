import { expect, test } from 'vitest';
import { RandomGenerator } from '../../simulator/random.ts';
import { bandRms, logSpectrumDistance, spectralSlope, sumOfSpectra, welch } from './spectrum.ts';

const rate = 100;
const sine = (amplitude: number, frequency: number, length = 2000) =>
  Float64Array.from(
    { length },
    (_, i) => amplitude * Math.sin((2 * Math.PI * frequency * i) / rate + 0.3),
  );
function noise(seed: number, length = 20_000) {
  const random = new RandomGenerator(seed);
  return Float64Array.from({ length }, () => random.normal(0, 2));
}

test('a sine has its rms in its own band and nothing in the others', () => {
  const spectrum = welch(sine(3, 5), rate);
  expect(bandRms(spectrum, 4, 7)).toBeCloseTo(3 / Math.SQRT2, 3);
  expect(bandRms(spectrum, 12, 20)).toBeLessThan(1e-3);
});

test('white noise is spread evenly, and its bands hold all of its power', () => {
  const spectrum = welch(noise(1), rate);
  const whole = bandRms(spectrum, 0.25, 50);
  expect(whole).toBeCloseTo(2, 1);
  // A quarter of the frequencies, half the rms.
  expect(bandRms(spectrum, 20, 32.5) / whole).toBeCloseTo(0.5, 1);
  expect(spectralSlope(spectrum, 1, 40)).toBeCloseTo(0, 0);
});

test('a random walk falls by six decibels an octave', () => {
  let sum = 0;
  const walk = noise(2).map((step) => (sum += step));
  expect(spectralSlope(welch(walk, rate, 4), 1, 15)).toBeCloseTo(-6.02, 0);
});

test('neither offset nor straight drift is in a spectrum', () => {
  const drifting = sine(1, 10).map((value, i) => value + 40 + 0.1 * i);
  expect(bandRms(welch(drifting, rate), 0.5, 4)).toBeLessThan(1e-6 + 0.01);
});

test('the distance of spectra is 0 for equal ones and 6 dB for twice the amplitude', () => {
  const signal = noise(3);
  const spectrum = welch(signal, rate);
  const double = welch(
    signal.map((value) => -2 * value),
    rate,
  );
  expect(logSpectrumDistance(spectrum, spectrum, 1, 40)).toBe(0);
  expect(logSpectrumDistance(spectrum, double, 1, 40)).toBeCloseTo(20 * Math.log10(2), 6);
});

test('powers add, and a band beyond the rate is not a number', () => {
  const [a, b] = [welch(sine(3, 5), rate), welch(sine(4, 5), rate)];
  expect(bandRms(sumOfSpectra([a, b]), 4, 7)).toBeCloseTo(5 / Math.SQRT2, 3);
  expect(bandRms(a, 30, 60)).toBeNaN();
  expect(() => welch(new Float64Array(5), rate)).toThrow(RangeError);
});
