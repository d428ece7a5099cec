import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { useTensorflow } from '../../compute/tensorflow.ts';
import { UserError } from '../../contract/alerts.ts';
import { textOf } from '../../contract/alphabet.ts';
import { writeFileAtomic } from '../../data/files/atomic-file.ts';
import { makeFolder } from '../../data/files/make-folder.ts';
import { greedyDecode } from '../../recognizer/ctc/greedy.ts';
import { logSoftmax } from '../../recognizer/ctc/softmax.ts';
import { networkDescription } from '../../recognizer/network/description.ts';
import { createTrainableNetwork } from '../../recognizer/network/trainable.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import { packTensorFile, unpackTensorFile } from '../../recognizer/network/tensor-file.ts';
import { imageInputs, type GreyImage } from './grey-image.ts';
import { imageNetworkDescription } from './image-network.ts';
import { createTrainableImages, imagePrefix } from './trainable-images.ts';

/** The offline recogniser: what is left of the image branch when it has taught a pen. */
const readerSchema = v.strictObject({
  format: v.literal('quillwave-image-reader'),
  formatVersion: v.literal(1),
  title: v.string(),
  /** Class i + 1 of the head is `alphabet[i]`. */
  alphabet: v.array(v.string()),
  encoder: imageNetworkDescription,
  head: networkDescription,
  /** Of the weights. */
  sha256: v.string(),
  /** How it was made. */
  training: v.optional(v.record(v.string(), v.unknown())),
});

export type ImageReaderDescription = v.InferOutput<typeof readerSchema>;

export interface ImageReading {
  readonly text: string;
  /** Probability of the best path, to the power of 1 / characters, 0 … 1. */
  readonly confidence: number;
}

export const imageHeadPrefix = `${imagePrefix}head.`;
export const imageReaderFile = 'image-reader.bin';

/** Of the weights of a joint model, those that read images: encoder and head. */
export function imageReaderWeights(weights: NamedTensors): NamedTensors {
  const isEncoder = (name: string) => /^image\.(?:\d+|collapse)\./u.test(name);
  return weights.filter(({ name }) => isEncoder(name) || name.startsWith(imageHeadPrefix));
}

/** Writes a folder with one file, apart from every model of pens. */
export async function saveImageReader(
  folder: string,
  description: Omit<ImageReaderDescription, 'format' | 'formatVersion' | 'sha256'>,
  weights: NamedTensors,
): Promise<void> {
  await makeFolder(folder);
  const values: ImageReaderDescription = {
    format: 'quillwave-image-reader',
    formatVersion: 1,
    ...description,
    sha256: hashOf(weights),
  };
  await writeFileAtomic(
    join(folder, imageReaderFile),
    packTensorFile({ values, tensors: weights }),
  );
}

/** @throws UserError `image-reader` when there is none in the folder, or it is damaged */
export async function readImageReader(
  folder: string,
): Promise<{ readonly description: ImageReaderDescription; readonly weights: NamedTensors }> {
  const path = join(folder, imageReaderFile);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new UserError(
      'image-reader',
      `There is nothing in ${folder} that reads images.`,
      'Train one (npm run -s train -- --recipe words-images), or name a folder with --image-model (docs/research/cmr-is.md).',
      { cause },
    );
  });
  try {
    const { values, tensors } = unpackTensorFile(bytes);
    const description = v.parse(readerSchema, values);
    if (hashOf(tensors) !== description.sha256) throw new Error('its checksum is wrong');
    return { description, weights: tensors };
  } catch (cause) {
    throw new UserError(
      'image-reader',
      `${path} is damaged (${cause instanceof Error ? cause.message : String(cause)}).`,
      'Copy the file again from where it came, or train it again.',
      { cause },
    );
  }
}

/** Reads single words or lines from images. */
export class ImageReader {
  readonly #encoder: ReturnType<typeof createTrainableImages>;
  readonly #head: ReturnType<typeof createTrainableNetwork>;

  private constructor(
    readonly description: Pick<ImageReaderDescription, 'alphabet' | 'encoder' | 'head'> &
      Partial<Pick<ImageReaderDescription, 'training'>>,
    weights: NamedTensors,
  ) {
    const isHead = ({ name }: { name: string }) => name.startsWith(imageHeadPrefix);
    this.#encoder = createTrainableImages(description.encoder, {
      seed: 0,
      weights: weights.filter((tensor) => !isHead(tensor)),
    });
    this.#head = createTrainableNetwork(description.head, {
      seed: 0,
      weights: weights
        .filter(isHead)
        .map((tensor) => ({ ...tensor, name: tensor.name.slice(imageHeadPrefix.length) })),
    });
  }

  /**
   * @param weights `imageReaderWeights` of a joint model
   * @throws UserError `model-weights` when they are not those of the description
   */
  static async of(
    description: Pick<ImageReaderDescription, 'alphabet' | 'encoder' | 'head'>,
    weights: NamedTensors,
  ): Promise<ImageReader> {
    await useTensorflow();
    return new ImageReader(description, weights);
  }

  /** @throws UserError `image-reader` when there is none in the folder, or it is damaged */
  static async open(folder: string): Promise<ImageReader> {
    const { description, weights } = await readImageReader(folder);
    return ImageReader.of(description, weights);
  }

  /** Best path, without a dictionary. @param images of the encoder's height */
  async read(images: readonly GreyImage[]): Promise<ImageReading[]> {
    const { values, lengths, columns, height } = imageInputs(images);
    let steps: Int32Array | undefined;
    const logits = tf.tidy(() => {
      const inputs = tf.tensor3d(values, [images.length, columns, height]);
      const encoded = this.#encoder.forward(inputs, lengths, { training: false });
      steps = encoded.steps;
      return this.#head.forward(encoded.features, encoded.steps, { training: false });
    });
    const [, frames, classes] = logits.shape;
    const all = await logits.data<'float32'>();
    logits.dispose();
    return images.map((_, i) => {
      const length = steps![i]!;
      const start = i * frames * classes;
      const own = new Float64Array(length * classes);
      if (!logSoftmax(all, length, classes, own, start)) return { text: '', confidence: 0 };
      const { labels, logProbability } = greedyDecode(own, length, classes);
      return {
        text: textOf(labels, this.description.alphabet),
        confidence: Math.exp(logProbability / Math.max(1, labels.length)),
      };
    });
  }

  dispose(): void {
    this.#encoder.dispose();
    this.#head.dispose();
  }
}

function hashOf(weights: NamedTensors): string {
  const hash = createHash('sha256');
  for (const { values } of weights) {
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}
