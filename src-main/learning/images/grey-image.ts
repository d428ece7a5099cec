/** A grey image, row by row from the top: 0 is black, 255 is white. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Images side by side as a network reads them: time runs along the line of writing. */
export interface ImageInputs {
  /** images × columns × height; every image has mean 0 and variance 1, zero beyond its columns. */
  readonly values: Float32Array;
  /** True columns of each image. */
  readonly lengths: Int32Array;
  readonly columns: number;
  readonly height: number;
}

/**
 * Dark is high: ink is above 0, paper below. Normalising each image takes out how it was lit and
 * how dark its ink is.
 *
 * @param multiple columns are padded to a multiple of this; default 1
 * @throws RangeError for images of different heights, or none
 */
export function imageInputs(images: readonly GreyImage[], multiple = 1): ImageInputs {
  const height = images[0]?.height;
  if (height === undefined) throw new RangeError('a batch needs at least one image');
  const lengths = Int32Array.from(images, ({ width }) => width);
  const columns = multiple * Math.ceil(Math.max(...lengths) / multiple);
  const values = new Float32Array(images.length * columns * height);
  images.forEach((image, index) => {
    if (image.height !== height) {
      throw new RangeError(`images of ${height} and of ${image.height} rows in one batch`);
    }
    const { mean, deviation } = spreadOf(image.pixels);
    const start = index * columns * height;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < image.width; column++) {
        const darkness = mean - image.pixels[row * image.width + column]!;
        values[start + column * height + row] = deviation > 0 ? darkness / deviation : 0;
      }
    }
  });
  return { values, lengths, columns, height };
}

function spreadOf(pixels: Uint8Array): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  for (const value of pixels) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / pixels.length;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / pixels.length - mean * mean)) };
}
