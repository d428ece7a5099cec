import type { AdaptationPoint } from '$contract/adaptation.ts';

export interface CurveFrame {
  readonly width: number;
  readonly height: number;
  /** Largest value that fits. */
  readonly top: number;
  /** Last step that fits. */
  readonly steps: number;
}

/** Room for all points and the line of the model as it came, the zero at the bottom. */
export function frameOf(
  points: readonly AdaptationPoint[],
  valueOf: (point: AdaptationPoint) => number,
  { width, height, before }: { width: number; height: number; before: number },
): CurveFrame {
  const top = Math.max(before, ...points.map(valueOf), 1e-6) * 1.08;
  return { width, height, top, steps: Math.max(1, points.at(-1)?.step ?? 1) };
}

/** `M x y L x y …` through the points. */
export function pathOf(
  points: readonly AdaptationPoint[],
  valueOf: (point: AdaptationPoint) => number,
  frame: CurveFrame,
): string {
  return points
    .map((point, index) => {
      const x = (frame.width * point.step) / frame.steps;
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${yOf(valueOf(point), frame).toFixed(1)}`;
    })
    .join('');
}

export function yOf(value: number, { height, top }: CurveFrame): number {
  return height * (1 - value / top);
}

export const cerOf = (point: AdaptationPoint): number => point.cer;
export const lossOf = (point: AdaptationPoint): number => point.loss;

/**
 * Where something stands some seconds after it was last heard of: the time left counts down, and the
 * fraction goes on as quickly as it would have to; it never reaches the end by itself.
 */
export function goOn(
  { fraction, secondsLeft }: { readonly fraction: number; readonly secondsLeft: number },
  elapsed: number,
): { readonly fraction: number; readonly secondsLeft: number } {
  if (secondsLeft <= 0) return { fraction, secondsLeft: 0 };
  const share = Math.min(0.95, elapsed / secondsLeft);
  return {
    fraction: fraction + (1 - fraction) * share,
    secondsLeft: Math.max(0, secondsLeft - elapsed),
  };
}
