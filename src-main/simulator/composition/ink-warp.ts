import type { RandomGenerator } from '../random.ts';

/** A smooth displacement of about one wave over a letter or two; one for each axis. */
export interface InkWave {
  readonly amplitude: number;
  readonly kx: number;
  readonly ky: number;
  readonly phase: number;
}

/** How one hand's ink differs from another's: a smooth map of the plane. */
export interface InkWarp {
  /** Tangent added to the slant. */
  readonly slant: number;
  /** Factors on widths, on what stands above the x-height and on what hangs below the line. */
  readonly width: number;
  readonly ascent: number;
  readonly descent: number;
  readonly waves: readonly [InkWave, InkWave];
}

/**
 * Spread at strength 1: about what lies between grown-ups who learnt the same letters. Beyond
 * that a reader takes an “l” for an “e”.
 */
const spread = { slant: 0.18, width: 0.13, ascent: 0.12, descent: 0.18, wave: 0.05 } as const;

/** @param strength 0 changes nothing; 1 is a hand like another grown-up's */
export function drawInkWarp(random: RandomGenerator, strength: number): InkWarp {
  return {
    slant: random.normal(0, spread.slant * strength),
    width: Math.exp(random.normal(0, spread.width * strength)),
    ascent: Math.exp(random.normal(0, spread.ascent * strength)),
    descent: Math.exp(random.normal(0, spread.descent * strength)),
    waves: drawInkWaves(random, spread.wave * strength),
  };
}

/** @param amplitude rms of each axis, x-heights */
export function drawInkWaves(random: RandomGenerator, amplitude: number): [InkWave, InkWave] {
  const wave = (): InkWave => ({
    amplitude: amplitude * random.normal(),
    kx: random.uniform(0.8, 3),
    ky: random.uniform(0.8, 3),
    phase: random.uniform(0, 2 * Math.PI),
  });
  return [wave(), wave()];
}

/** Moves points in place; x-heights, the line at y = 0. */
export function warpInk(x: Float64Array, y: Float64Array, warp: InkWarp): void {
  const { slant, width, ascent, descent, waves } = warp;
  const [across, along] = waves;
  for (let i = 0; i < x.length; i += 1) {
    const [px, py] = [x[i]!, y[i]!];
    const zone = py > 1 ? 1 + (py - 1) * ascent : py < 0 ? py * descent : py;
    const qx = px + displacement(across, px, py);
    const qy = zone + displacement(along, px, py);
    x[i] = width * qx + slant * qy;
    y[i] = qy;
  }
}

function displacement({ amplitude, kx, ky, phase }: InkWave, x: number, y: number): number {
  return amplitude === 0 ? 0 : amplitude * Math.sin(kx * x + ky * y + phase);
}
