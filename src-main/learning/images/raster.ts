/** How much of each pixel is ink, 0 … 1, row by row from the top. */
export interface Coverage {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** A line on the grid of pixels: y down, pixel (0, 0) reaches from (0, 0) to (1, 1). */
export interface PixelLine {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Half the width of the line at each point. */
  readonly radius: Float64Array;
}

export function emptyCoverage(width: number, height: number): Coverage {
  return { width, height, values: new Float32Array(width * height) };
}

/** Points nearer to the last drawn one than this do not show; pixels. */
const shortest = 0.35;

/**
 * Draws a line with round ends and joins whose width may change along it; a single point becomes a
 * dot. The edge is a slope of one pixel. Where lines cross, the darker one counts.
 */
export function drawLine(coverage: Coverage, { x, y, radius }: PixelLine): void {
  const last = x.length - 1;
  let from = 0;
  if (last === 0) drawSegment(coverage, x[0]!, y[0]!, radius[0]!, x[0]!, y[0]!, radius[0]!);
  for (let to = 1; to <= last; to++) {
    const step = Math.hypot(x[to]! - x[from]!, y[to]! - y[from]!);
    if (step < shortest && to < last) continue;
    drawSegment(coverage, x[from]!, y[from]!, radius[from]!, x[to]!, y[to]!, radius[to]!);
    from = to;
  }
}

function drawSegment(
  { width, height, values }: Coverage,
  ax: number,
  ay: number,
  ar: number,
  bx: number,
  by: number,
  br: number,
): void {
  const reach = Math.max(ar, br) + 0.5;
  const left = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
  const right = Math.min(width - 1, Math.floor(Math.max(ax, bx) + reach));
  const top = Math.max(0, Math.floor(Math.min(ay, by) - reach));
  const bottom = Math.min(height - 1, Math.floor(Math.max(ay, by) + reach));
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const px = column + 0.5 - ax;
      const py = row + 0.5 - ay;
      const along = square > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / square)) : 0;
      const ex = px - along * dx;
      const ey = py - along * dy;
      const inside = ar + (br - ar) * along + 0.5 - Math.sqrt(ex * ex + ey * ey);
      const at = row * width + column;
      if (inside > values[at]!) values[at] = Math.min(1, inside);
    }
  }
}

/** Gaussian blur in place, edges repeated. @param sigma pixels; 0 changes nothing */
export function blur({ width, height, values }: Coverage, sigma: number): void {
  if (!(sigma > 0)) return;
  const reach = Math.max(1, Math.ceil(2.5 * sigma));
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)),
  );
  const total = kernel.reduce((sum, value) => sum + value, 0);
  kernel.forEach((value, i) => (kernel[i] = value / total));
  const line = new Float64Array(Math.max(width, height));
  const along = (start: number, stride: number, length: number) => {
    for (let i = 0; i < length; i++) line[i] = values[start + i * stride]!;
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let k = -reach; k <= reach; k++) {
        sum += kernel[k + reach]! * line[Math.min(length - 1, Math.max(0, i + k))]!;
      }
      values[start + i * stride] = sum;
    }
  };
  for (let row = 0; row < height; row++) along(row * width, 1, width);
  for (let column = 0; column < width; column++) along(column, width, height);
}

/** The mean of squares of so many pixels; those at the right and lower edges may be cut. */
export function shrunk({ width, height, values }: Coverage, factor: number): Coverage {
  const result = emptyCoverage(Math.ceil(width / factor), Math.ceil(height / factor));
  const counts = new Float32Array(result.values.length);
  values.forEach((value, at) => {
    const column = Math.floor((at % width) / factor);
    const to = Math.floor(at / width / factor) * result.width + column;
    result.values[to]! += value;
    counts[to]! += 1;
  });
  counts.forEach((count, at) => (result.values[at]! /= count));
  return result;
}
