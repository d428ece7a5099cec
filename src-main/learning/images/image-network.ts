import * as v from 'valibot';

/**
 * The convolutional encoder of the image branch as data. It reads B × columns × `height` greys and
 * gives B × T' × `width` features along the line of writing: what is brought to the shared layer,
 * and what a head (a network description of its own, with CTC or softmax) reads.
 *
 * It exists in training and in the offline recogniser only. Its weights have names of their own
 * (`image.…`) and no place in the description of a pen's network, so a model for pens cannot hold
 * them.
 */

const positive = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));
const odd = v.pipe(
  positive,
  v.check((size) => size % 2 === 1, 'must be odd'),
);

const plane = v.variant('kind', [
  v.strictObject({
    kind: v.literal('convolution-2d'),
    filters: positive,
    /** Taps across and down. */
    kernel: v.optional(v.tuple([odd, odd]), [3, 3]),
  }),
  v.strictObject({
    kind: v.literal('normalization'),
    /** As in the networks of pens: every image and channel, or every channel of the batch. */
    over: v.picklist(['instance', 'batch']),
  }),
  v.strictObject({ kind: v.literal('activation'), function: v.picklist(['relu', 'gelu', 'tanh']) }),
  v.strictObject({
    kind: v.literal('pooling-2d'),
    /** Across and down. */
    size: v.tuple([positive, positive]),
  }),
  v.strictObject({
    kind: v.literal('dropout'),
    rate: v.pipe(v.number(), v.minValue(0), v.maxValue(0.9)),
  }),
]);

export const imageNetworkDescription = v.strictObject({
  /** Rows of an image. */
  height: positive,
  layers: v.pipe(v.array(plane), v.minLength(1), v.maxLength(100)),
  /** Features of a column at the end, mixed from all rows and channels. */
  width: positive,
});

export type ImageNetworkDescription = v.InferOutput<typeof imageNetworkDescription>;

/** Fills in defaults. @throws ValiBot's error naming the path of what is wrong. */
export function parseImageNetwork(
  input: v.InferInput<typeof imageNetworkDescription>,
): ImageNetworkDescription {
  return v.parse(imageNetworkDescription, input);
}

/** Rows and channels before every layer, and after the last. */
export function planesOf({ height, layers }: ImageNetworkDescription) {
  const planes = [{ rows: height, channels: 1 }];
  for (const layer of layers) {
    const { rows, channels } = planes.at(-1)!;
    if (layer.kind === 'convolution-2d') planes.push({ rows, channels: layer.filters });
    else if (layer.kind === 'pooling-2d') {
      planes.push({ rows: Math.ceil(rows / layer.size[1]), channels });
    } else planes.push({ rows, channels });
  }
  return planes;
}

/** Columns of the image for one step of the features. */
export function columnsPerStep({ layers }: ImageNetworkDescription): number {
  return layers.reduce(
    (product, layer) => (layer.kind === 'pooling-2d' ? product * layer.size[0] : product),
    1,
  );
}

/** Steps of features that an image of so many columns becomes. */
export function stepsOf(description: ImageNetworkDescription, columns: number): number {
  return Math.ceil(columns / columnsPerStep(description));
}

export interface ImageEncoderOptions {
  /** Features at the shared layer; default 128. */
  readonly width?: number;
  /** Rows of an image; default 32. */
  readonly height?: number;
  /** Of the four stages; default 16, 32, 64, 96. */
  readonly filters?: readonly number[];
  /** Between the stages; default 0.1. */
  readonly dropout?: number;
}

/**
 * Four stages of 3 × 3 convolutions. Height falls to a sixteenth, the line of writing only to a
 * half: a narrow letter of an image 32 rows high has four columns, and CTC needs one step for each
 * and one between equal ones.
 */
export function imageEncoder({
  width = 128,
  height = 32,
  filters = [16, 32, 64, 96],
  dropout = 0.1,
}: ImageEncoderOptions = {}): ImageNetworkDescription {
  return parseImageNetwork({
    height,
    width,
    layers: filters.flatMap((count, stage) => [
      { kind: 'convolution-2d' as const, filters: count },
      { kind: 'normalization' as const, over: 'instance' as const },
      { kind: 'activation' as const, function: 'relu' as const },
      { kind: 'pooling-2d' as const, size: [stage === 0 ? 2 : 1, 2] as [number, number] },
      ...(dropout > 0 && stage > 0 ? [{ kind: 'dropout' as const, rate: dropout }] : []),
    ]),
  });
}
