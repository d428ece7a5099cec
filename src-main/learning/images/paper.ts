import { RandomGenerator } from '../../simulator/random.ts';
import type { GreyImage } from './grey-image.ts';
import type { ImageStyle } from './image-style.ts';
import { blur, type Coverage } from './raster.ts';
import { smoothNoise } from './smooth-noise.ts';

/** Pixels between the heights of the paper's clouds, and of the ink's patches. */
const cloudLength = 11;
const patchLength = 3.5;

/** A photograph of ink on paper: light, paper, ink, lens and grain, in that order. */
export function photograph(coverage: Coverage, style: ImageStyle): GreyImage {
  const { width, height, values } = coverage;
  const { seed, paper, shading, clouds, ink, patchiness, grain } = style;
  const random = new RandomGenerator(seed).fork('paper');
  const angle = random.uniform(0, 2 * Math.PI);
  const [lightX, lightY] = [Math.cos(angle) / width, Math.sin(angle) / height];
  const cloud = smoothNoise(random.integer(0, 0x7fff_ffff));
  const patch = smoothNoise(random.integer(0, 0x7fff_ffff));
  const seen = new Float32Array(values.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      const light = (column - width / 2) * lightX + (row - height / 2) * lightY;
      let grey = paper + shading * light;
      if (clouds > 0) grey += clouds * cloud(column / cloudLength, row / cloudLength);
      const covered = values[at]!;
      if (covered > 0) {
        const thin =
          patchiness > 0
            ? patchiness * (0.5 + 0.5 * patch(column / patchLength, row / patchLength))
            : 0;
        grey *= 1 - ink * covered * (1 - thin);
      }
      seen[at] = grey;
    }
  }
  blur({ width, height, values: seen }, style.blur);
  const pixels = new Uint8Array(seen.length);
  for (let i = 0; i < pixels.length; i++) {
    const grey = seen[i]! + (grain > 0 ? grain * random.normal() : 0);
    pixels[i] = Math.min(255, Math.max(0, Math.round(grey)));
  }
  return { width, height, pixels };
}
