import type { RandomGenerator } from '../../simulator/random.ts';

/** How an image of ink looks. Lengths are shares of the image's height. */
export interface ImageStyle {
  /** Of grain, texture and distortion. */
  readonly seed: number;
  readonly penWidth: number;
  /** How far the width follows the pressure: 0 not at all, 1 in proportion. */
  readonly pressureGain: number;
  /** Tangent added to the slant; positive leans to the right. */
  readonly slant: number;
  /** Of the line of writing, radians, counter-clockwise. */
  readonly rotation: number;
  /** Factor on widths. */
  readonly stretch: number;
  /** Free paper around the ink. */
  readonly margin: number;
  /** How far points are moved out of place, and over what length that changes. */
  readonly distortion: number;
  readonly distortionLength: number;
  /** Share of light that ink takes away where it covers, and how patchy that is, 0 … 1. */
  readonly ink: number;
  readonly patchiness: number;
  /** Grey of the paper, 0 … 255; what the light differs from one end to the other; its clouds. */
  readonly paper: number;
  readonly shading: number;
  readonly clouds: number;
  /** Noise of the camera, standard deviation in greys. */
  readonly grain: number;
  /** Of the lens, standard deviation in pixels. */
  readonly blur: number;
}

/** Black on white, straight and clean. */
export const plainStyle: ImageStyle = {
  seed: 0,
  penWidth: 0.07,
  pressureGain: 0,
  slant: 0,
  rotation: 0,
  stretch: 1,
  margin: 0.06,
  distortion: 0,
  distortionLength: 0.5,
  ink: 1,
  patchiness: 0,
  paper: 255,
  shading: 0,
  clouds: 0,
  grain: 0,
  blur: 0,
};

/** Pens, papers and cameras of everyday: from a fine liner on white to a marker in dim light. */
export function drawImageStyle(random: RandomGenerator): ImageStyle {
  return {
    seed: random.integer(0, 0x7fff_ffff),
    penWidth: random.logUniform(0.035, 0.13),
    pressureGain: random.uniform(0, 0.7),
    slant: random.normal(0, 0.12),
    rotation: random.normal(0, 0.025),
    stretch: Math.exp(random.normal(0, 0.12)),
    margin: random.uniform(0.02, 0.14),
    distortion: Math.abs(random.normal(0, 0.025)),
    distortionLength: random.uniform(0.3, 0.9),
    ink: random.uniform(0.35, 0.95),
    patchiness: random.uniform(0, 0.5),
    paper: random.uniform(140, 250),
    shading: random.normal(0, 14),
    clouds: random.uniform(0, 8),
    grain: random.logUniform(0.8, 7),
    blur: random.uniform(0.2, 0.9),
  };
}
