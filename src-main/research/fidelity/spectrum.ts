/** Edges of the bands in which writing pens are compared, Hz: from the arm's motion to shaking. */
export const bandEdges = [
  [0.5, 2],
  [2, 4],
  [4, 7],
  [7, 12],
  [12, 20],
  [20, 30],
] as const;

export interface Spectrum {
  /** Of bin 1, 2, …, Hz (bin 0, the mean, is left out). */
  readonly frequencies: Float64Array;
  /** One-sided power spectral density, unit² / Hz. */
  readonly density: Float64Array;
}

/**
 * Power spectral density after Welch (1967): Hann windows of about `segmentSeconds` that overlap
 * by half, each less its straight line. A shorter signal is one segment.
 * @param signal at a uniform rate
 */
export function welch(signal: ArrayLike<number>, rateHz: number, segmentSeconds = 2): Spectrum {
  const size = Math.min(signal.length, Math.round(segmentSeconds * rateHz));
  if (size < 8) throw new RangeError(`A spectrum needs at least 8 readings, not ${size}.`);
  const bins = Math.floor(size / 2);
  const { cosine, sine, window, power } = tablesOf(size);
  const frequencies = Float64Array.from({ length: bins }, (_, bin) => ((bin + 1) * rateHz) / size);
  const density = new Float64Array(bins);
  const segment = new Float64Array(size);
  const step = Math.max(1, size >> 1);
  let count = 0;
  for (let start = 0; start + size <= signal.length; start += step) {
    count++;
    for (let i = 0; i < size; i++) segment[i] = signal[start + i]!;
    detrend(segment);
    for (let i = 0; i < size; i++) segment[i] = segment[i]! * window[i]!;
    for (let bin = 1; bin <= bins; bin++) {
      let [real, imaginary] = [0, 0];
      for (let i = 0, turn = 0; i < size; i++) {
        real += segment[i]! * cosine[turn]!;
        imaginary += segment[i]! * sine[turn]!;
        turn += bin;
        if (turn >= size) turn -= size;
      }
      density[bin - 1]! += real * real + imaginary * imaginary;
    }
  }
  for (let bin = 1; bin <= bins; bin++) {
    const sides = 2 * bin === size ? 1 : 2;
    density[bin - 1] = (sides * density[bin - 1]!) / (count * power * rateHz);
  }
  return { frequencies, density };
}

interface Tables {
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
  readonly window: Float64Array;
  /** Sum of the squared window. */
  readonly power: number;
}

const known = new Map<number, Tables>();

function tablesOf(size: number): Tables {
  const found = known.get(size);
  if (found) return found;
  const angle = (2 * Math.PI) / size;
  const window = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos(angle * i));
  const tables = {
    cosine: Float64Array.from({ length: size }, (_, i) => Math.cos(angle * i)),
    sine: Float64Array.from({ length: size }, (_, i) => Math.sin(angle * i)),
    window,
    power: window.reduce((sum, value) => sum + value * value, 0),
  };
  known.set(size, tables);
  return tables;
}

/** Takes the least-squares straight line away, in place. */
function detrend(segment: Float64Array): void {
  const middle = (segment.length - 1) / 2;
  let [sum, moment, squares] = [0, 0, 0];
  for (let i = 0; i < segment.length; i++) {
    sum += segment[i]!;
    moment += (i - middle) * segment[i]!;
    squares += (i - middle) ** 2;
  }
  const mean = sum / segment.length;
  const slope = moment / squares;
  for (let i = 0; i < segment.length; i++) segment[i]! -= mean + slope * (i - middle);
}

/** Powers of several signals added; all must have the same bins. */
export function sumOfSpectra(spectra: readonly Spectrum[]): Spectrum {
  const [first] = spectra;
  if (!first) throw new RangeError('No spectra to add.');
  const density = first.density.map((_, bin) =>
    spectra.reduce((sum, spectrum) => sum + spectrum.density[bin]!, 0),
  );
  return { frequencies: first.frequencies, density };
}

/** Rms within a band; NaN when the band reaches beyond the spectrum. */
export function bandRms({ frequencies, density }: Spectrum, low: number, high: number): number {
  const width = frequencies[0]!;
  if (high > frequencies.at(-1)! + width / 2 + 1e-9) return Number.NaN;
  let power = 0;
  for (const [bin, frequency] of frequencies.entries()) {
    // A bin stands for the stretch around its frequency; the share inside the band counts.
    const share = Math.min(high, frequency + width / 2) - Math.max(low, frequency - width / 2);
    if (share > 0) power += density[bin]! * share;
  }
  return Math.sqrt(power);
}

/** Slope of the amplitude spectrum between two frequencies, decibels an octave, least squares. */
export function spectralSlope({ frequencies, density }: Spectrum, low: number, high: number) {
  const points = [...frequencies]
    .map((frequency, bin) => [Math.log2(frequency), 10 * Math.log10(density[bin]!)] as const)
    .filter(([, level], bin) => {
      const frequency = frequencies[bin]!;
      return frequency >= low && frequency <= high && Number.isFinite(level);
    });
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  return covariance / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
}

/**
 * Root mean square difference of two spectra in decibels between two frequencies; 0 for equal
 * ones, 6 where one has twice the amplitude of the other throughout.
 */
export function logSpectrumDistance(a: Spectrum, b: Spectrum, low: number, high: number): number {
  let [sum, count] = [0, 0];
  for (const [bin, frequency] of a.frequencies.entries()) {
    if (frequency < low || frequency > high) continue;
    const difference = 10 * Math.log10(a.density[bin]! / b.density[bin]!);
    if (!Number.isFinite(difference)) continue;
    sum += difference ** 2;
    count++;
  }
  return Math.sqrt(sum / count);
}
