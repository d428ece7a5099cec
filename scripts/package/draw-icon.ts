import { PNG } from 'pngjs';

/** The icon: a stroke of ink that is a wave, on paper. Drawn here, so that every size is sharp. */
const paper = [0xf6, 0xf2, 0xea] as const;
const ink = [0x1d, 0x3d, 0x6b] as const;
/** In parts of the side. */
const corner = 0.2;
const inset = 0.04;
const stroke = 0.045;

/** @returns a PNG of so many pixels a side */
export function drawIcon(size: number): Buffer {
  const png = new PNG({ width: size, height: size });
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const x = (column + 0.5) / size;
      const y = (row + 0.5) / size;
      const written = coverage(distanceToWave(x, y) - widthAt(x), size);
      const onPaper = coverage(distanceToSheet(x, y), size);
      const colour = paper.map((value, i) => value + (ink[i]! - value) * written);
      png.data.set(
        [...colour.map(Math.round), Math.round(255 * onPaper)],
        4 * (row * size + column),
      );
    }
  }
  return PNG.sync.write(png);
}

/** Share of a pixel that lies inside, from the distance to the edge. */
function coverage(distance: number, size: number): number {
  return Math.min(1, Math.max(0, 0.5 - distance * size));
}

function distanceToSheet(x: number, y: number): number {
  const half = 0.5 - inset - corner;
  const dx = Math.max(0, Math.abs(x - 0.5) - half);
  const dy = Math.max(0, Math.abs(y - 0.5) - half);
  return Math.hypot(dx, dy) - corner;
}

function wave(x: number): number {
  const along = (x - 0.16) / 0.68;
  return 0.5 - 0.2 * Math.sin(3 * Math.PI * along) * (0.55 + 0.45 * along);
}

/** Thin where the pen sets down, full where it has been. */
function widthAt(x: number): number {
  return stroke * (0.45 + 0.55 * Math.min(1, Math.max(0, (x - 0.16) / 0.4)));
}

function distanceToWave(x: number, y: number): number {
  let nearest = Infinity;
  for (let step = 0; step <= 200; step += 1) {
    const at = 0.16 + (0.68 * step) / 200;
    nearest = Math.min(nearest, Math.hypot(x - at, y - wave(at)));
  }
  return nearest;
}
