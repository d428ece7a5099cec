/**
 * Distances D between features of two modalities at the shared layer, after Ott et al., IEEE Access
 * 11 (2023). Features are samples × steps × width, row by row; D of two samples is the mean over
 * their steps of the distance of the two rows. With one step (pooled features) it is D of two
 * vectors.
 *
 * - `mean-squared-error`: mean of (a − b)² over the width
 * - `cosine`: 1 − cosine, 0 … 2
 * - `correlation`: 1 − Pearson's correlation over the width, 0 … 2
 * - `kullback-leibler`: KL(softmax a ‖ softmax b), natural logarithm; the only one that is not
 *   symmetrical
 *
 * The first three are named in sibling papers of the same authors; that the distance is taken step
 * by step, and the direction of the divergence, are working definitions of ours.
 */
export const distanceKinds = [
  'mean-squared-error',
  'cosine',
  'correlation',
  'kullback-leibler',
] as const;
export type DistanceKind = (typeof distanceKinds)[number];

/** Training uses Float32Array; tests of gradients are sharper in double precision. */
export type Values = Float32Array | Float64Array;

export interface FeatureShape {
  readonly steps: number;
  /** Features of a step. */
  readonly width: number;
}

/** Pair i is sample `first[i]` of the one modality and `second[i]` of the other. */
export interface Pairs {
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
}

/** Features of two modalities of one shape; the numbers of samples may differ. */
export interface Embeddings {
  readonly shape: FeatureShape;
  /** Of the pen's time series. */
  readonly series: Values;
  /** Of the images, or of whatever teaches the pen. */
  readonly images: Values;
}

/** d loss / d features of either modality, added to by what computes them. */
export interface EmbeddingGradients {
  readonly series: Values;
  readonly images: Values;
}

/** D of each pair: `first` in the series, `second` in the images. @throws RangeError for a sample that is not there */
export function pairDistances(
  kind: DistanceKind,
  { shape, series, images }: Embeddings,
  { first, second }: Pairs,
): Float64Array {
  const { steps, width } = shape;
  const distance = rowDistances[kind];
  const result = new Float64Array(first.length);
  for (let pair = 0; pair < first.length; pair++) {
    const a = startOf(series, first[pair]!, shape);
    const b = startOf(images, second[pair]!, shape);
    let sum = 0;
    for (let at = 0; at < steps * width; at += width) {
      sum += distance(series, a + at, images, b + at, width);
    }
    result[pair] = sum / steps;
  }
  return result;
}

/** Adds Σ slopes[i] · dD(pair i) / d features. */
export function addDistanceGradients(
  kind: DistanceKind,
  { shape, series, images }: Embeddings,
  { first, second }: Pairs,
  slopes: ArrayLike<number>,
  gradients: EmbeddingGradients,
): void {
  const { steps, width } = shape;
  const distance = rowDistances[kind];
  const into = { factor: 0, a: gradients.series, b: gradients.images };
  for (let pair = 0; pair < first.length; pair++) {
    if (slopes[pair] === 0) continue;
    into.factor = slopes[pair]! / steps;
    const a = startOf(series, first[pair]!, shape);
    const b = startOf(images, second[pair]!, shape);
    for (let at = 0; at < steps * width; at += width) {
      distance(series, a + at, images, b + at, width, into);
    }
  }
}

export function noGradients({ series, images }: Embeddings): EmbeddingGradients {
  const empty = (values: Values) =>
    values instanceof Float32Array
      ? new Float32Array(values.length)
      : new Float64Array(values.length);
  return { series: empty(series), images: empty(images) };
}

export function sampleCount(values: Values, { steps, width }: FeatureShape): number {
  return values.length / (steps * width);
}

/** Every sample of the series with every image, series first. */
export function allPairs(series: number, images: number): Pairs {
  const count = series * images;
  return {
    first: Int32Array.from({ length: count }, (_, pair) => Math.floor(pair / images)),
    second: Int32Array.from({ length: count }, (_, pair) => pair % images),
  };
}

function startOf(values: Values, sample: number, { steps, width }: FeatureShape): number {
  const start = sample * steps * width;
  if (!(start >= 0 && start + steps * width <= values.length)) {
    throw new RangeError(`there is no sample ${sample} of ${steps} × ${width} features`);
  }
  return start;
}

/** Where gradients are added, times `factor`. */
interface Into {
  factor: number;
  readonly a: Values;
  readonly b: Values;
}

/** D of two rows that begin at `atA` and `atB`; with `into` its gradient is added there too. */
type RowDistance = (
  a: Values,
  atA: number,
  b: Values,
  atB: number,
  width: number,
  into?: Into,
) => number;

/** Keeps the norm of nothing from dividing: rows of zeros are at distance 1 of everything. */
const normEpsilon = 1e-8;

const meanSquaredError: RowDistance = (a, atA, b, atB, width, into) => {
  let sum = 0;
  const factor = (2 * (into?.factor ?? 0)) / width;
  for (let i = 0; i < width; i++) {
    const difference = a[atA + i]! - b[atB + i]!;
    sum += difference * difference;
    if (!into) continue;
    into.a[atA + i]! += factor * difference;
    into.b[atB + i]! -= factor * difference;
  }
  return sum / width;
};

const cosine: RowDistance = (...row) => oneMinusCosine(0, 0, ...row);

/** The cosine of centred rows. Its gradient has mean zero, so the centring needs none of its own. */
const correlation: RowDistance = (a, atA, b, atB, width, into) =>
  oneMinusCosine(meanOf(a, atA, width), meanOf(b, atB, width), a, atA, b, atB, width, into);

function oneMinusCosine(
  centreA: number,
  centreB: number,
  ...[a, atA, b, atB, width, into]: Parameters<RowDistance>
): number {
  let product = 0;
  let squareA = normEpsilon;
  let squareB = normEpsilon;
  for (let i = 0; i < width; i++) {
    const x = a[atA + i]! - centreA;
    const y = b[atB + i]! - centreB;
    product += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  const norm = Math.sqrt(squareA * squareB);
  if (into) {
    for (let i = 0; i < width; i++) {
      const x = a[atA + i]! - centreA;
      const y = b[atB + i]! - centreB;
      into.a[atA + i]! -= (into.factor * (y - (product / squareA) * x)) / norm;
      into.b[atB + i]! -= (into.factor * (x - (product / squareB) * y)) / norm;
    }
  }
  return 1 - product / norm;
}

const kullbackLeibler: RowDistance = (a, atA, b, atB, width, into) => {
  const logTotalA = logSumExp(a, atA, width);
  const logTotalB = logSumExp(b, atB, width);
  let sum = 0;
  for (let i = 0; i < width; i++) {
    const logP = a[atA + i]! - logTotalA;
    sum += Math.exp(logP) * (logP - (b[atB + i]! - logTotalB));
  }
  if (into) {
    for (let i = 0; i < width; i++) {
      const logP = a[atA + i]! - logTotalA;
      const logQ = b[atB + i]! - logTotalB;
      into.a[atA + i]! += into.factor * Math.exp(logP) * (logP - logQ - sum);
      into.b[atB + i]! += into.factor * (Math.exp(logQ) - Math.exp(logP));
    }
  }
  return sum;
};

const rowDistances: Readonly<Record<DistanceKind, RowDistance>> = {
  'mean-squared-error': meanSquaredError,
  cosine,
  correlation,
  'kullback-leibler': kullbackLeibler,
};

function meanOf(values: Values, start: number, width: number): number {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += values[start + i]!;
  return sum / width;
}

export function logSumExp(values: ArrayLike<number>, start: number, width: number): number {
  let maximum = -Infinity;
  for (let i = 0; i < width; i++) maximum = Math.max(maximum, values[start + i]!);
  let sum = 0;
  for (let i = 0; i < width; i++) sum += Math.exp(values[start + i]! - maximum);
  return maximum + Math.log(sum);
}
