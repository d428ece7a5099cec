import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { RandomGenerator } from '../../simulator/random.ts';
import { assemble } from '../../learning/kinds/digits/digits-batches.ts';
import type { JointModel } from '../../learning/cmr/joint-model.ts';
import { poolSteps, textBoundaries, type CharacterSpan } from '../../learning/cmr/shared-steps.ts';
import { readingsPerSharedFrame } from '../../learning/cmr/teacher.ts';
import { imageInputs } from '../../learning/images/grey-image.ts';
import { columnsPerStep } from '../../learning/images/image-network.ts';
import { WordPictures } from '../../learning/kinds/words/word-pictures.ts';
import type { WordsRecipe } from '../../learning/kinds/words/words-recipe.ts';
import { WordsSampler } from '../../learning/kinds/words/words-sampler.ts';
import type { EmbeddedSamples } from '../embedding-plot.ts';
import type { WordsMaterial } from './material.ts';

const writings = 40;

/** Features of single letters at the shared layer: by the pens and in images of writers who were never seen. */
export async function embedWords(
  joint: JointModel,
  recipe: WordsRecipe,
  { corpus }: WordsMaterial,
): Promise<{ pen: EmbeddedSamples; images: EmbeddedSamples; width: number }> {
  const unseen = { ...corpus, writers: { ...corpus.writers, training: corpus.writers.test } };
  const sampler = new WordsSampler(recipe, unseen);
  const teacher = { ...recipe.teacher!, pictures: { ...recipe.teacher!.pictures, near: 0 } };
  const draw = new WordPictures(teacher, unseen);
  const samples = Array.from({ length: writings }, (_, i) =>
    sampler.write(0, new RandomGenerator(`shown/${i}`)),
  );
  const pictures = samples.map(
    (sample, i) => draw.draw(sample, 0, new RandomGenerator(`shown picture/${i}`))[0]!,
  );
  const batch = assemble(recipe, samples);
  const drawn = imageInputs(pictures.map(({ image }) => image));
  let frames: readonly [Int32Array, Int32Array] | undefined;
  const [pen, images] = tf.tidy((): [Tensor3D, Tensor3D] => {
    const inputs = tf.tensor3d(batch.inputs, [batch.size, batch.readings, recipe.channels.length]);
    const seen = tf.tensor3d(drawn.values, [writings, drawn.columns, drawn.height]);
    const outputs = joint.forwardBoth(
      inputs,
      batch.lengths,
      { inputs: seen, lengths: drawn.lengths },
      { training: false },
    );
    frames = [outputs.seriesFeatureFrames, outputs.imageFrames];
    return [outputs.seriesFeatures, outputs.imageFeatures];
  });
  const [penFrames, imageFrames] = frames!;
  const width = pen.shape[2];
  const result = {
    pen: await letters(pen, penFrames, samples, readingsPerSharedFrame(joint.joint)),
    images: await letters(images, imageFrames, pictures, columnsPerStep(joint.joint.images)),
    width,
  };
  tf.dispose([pen, images]);
  return result;
}

/** The mean over the frames of each letter. @param pace readings or columns a frame */
async function letters(
  features: Tensor3D,
  frames: Int32Array,
  own: readonly { readonly text: string; readonly spans: readonly CharacterSpan[] }[],
  pace: number,
): Promise<EmbeddedSamples> {
  const [, count, width] = features.shape;
  const values = await features.data<'float32'>();
  const labels: string[] = [];
  const rows: Float32Array[] = [];
  own.forEach(({ text, spans }, i) => {
    const characters = Array.from(text.normalize('NFC'));
    if (spans.length !== characters.length) return;
    const steps = characters.length;
    const inFrames = spans.map(({ start, end }) => ({ start: start / pace, end: end / pace }));
    const pooled = poolSteps(
      { samples: 1, frames: count, width, steps },
      values.subarray(i * count * width, (i + 1) * count * width),
      textBoundaries(inFrames, frames[i]!, steps),
    );
    labels.push(...characters);
    rows.push(pooled);
  });
  return { labels, features: rows.flatMap((row) => Array.from(row)) };
}
