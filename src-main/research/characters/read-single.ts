import type { Tensor3D } from '@tensorflow/tfjs-core';
import { poolSteps, uniformBoundaries } from '../../learning/cmr/shared-steps.ts';
import { imageInputs } from '../../learning/images/grey-image.ts';
import type { EmbeddedSamples } from '../embedding-plot.ts';
import type { FittedModel, LabelledPicture } from './fit-single.ts';
import { padded, type LabelledSeries } from './labelled-series.ts';

const batchSize = 64;

/** Mean of the logits of each recording over its true frames, recordings × classes. */
export async function readScores(
  { tensorflow, network }: FittedModel,
  series: readonly LabelledSeries[],
  labels: readonly string[],
): Promise<Float32Array> {
  const classes = labels.length;
  const scores = new Float32Array(series.length * classes);
  // Sorted by length, so that little is padding.
  const order = series.map((_, at) => at).sort((a, b) => series[a]!.length - series[b]!.length);
  for (let start = 0; start < order.length; start += batchSize) {
    const part = order.slice(start, start + batchSize);
    const { values, readings, lengths } = padded(
      part.map((at) => series[at]!),
      labels,
    );
    const logits = tensorflow.tidy(() => {
      const inputs = tensorflow.tensor3d(values, [
        part.length,
        readings,
        network.description.inputs,
      ]);
      return network.forward(inputs, lengths, { training: false });
    });
    const frames = Array.from(lengths, (length) => network.outputLength(length));
    const pooled = await pool(logits, frames);
    part.forEach((at, row) => {
      scores.set(pooled.subarray(row * classes, (row + 1) * classes), at * classes);
    });
  }
  return scores;
}

/** Share of the recordings whose highest score is that of their label. */
export function accuracyOf(
  scores: Float32Array,
  series: readonly LabelledSeries[],
  labels: readonly string[],
): number {
  const classes = labels.length;
  const right = series.filter(({ label }, at) => {
    const own = scores.subarray(at * classes, (at + 1) * classes);
    const best = own.reduce((most, score, i) => (score > own[most]! ? i : most), 0);
    return labels[best] === label;
  });
  return right.length / series.length;
}

/** Pooled features of both modalities at the shared layer. */
export async function embed(
  { tensorflow, joint }: FittedModel,
  series: readonly LabelledSeries[],
  images: readonly LabelledPicture[],
  labels: readonly string[],
): Promise<{ pen: EmbeddedSamples; images: EmbeddedSamples; width: number }> {
  const { values, readings, lengths } = padded(series, labels);
  const pictures = imageInputs(images.map(({ image }) => image));
  const outputs = tensorflow.tidy(() => {
    const { seriesFeatures, seriesFeatureFrames, imageFeatures, imageFrames } = joint!.forwardBoth(
      tensorflow.tensor3d(values, [series.length, readings, joint!.description.inputs]),
      lengths,
      {
        inputs: tensorflow.tensor3d(pictures.values, [
          images.length,
          pictures.columns,
          pictures.height,
        ]),
        lengths: pictures.lengths,
      },
      { training: false },
    );
    return {
      tensors: [tensorflow.keep(seriesFeatures), tensorflow.keep(imageFeatures)] as const,
      frames: [seriesFeatureFrames, imageFrames] as const,
    };
  });
  const [pen, image] = outputs.tensors;
  const width = pen.shape[2];
  return {
    pen: {
      labels: series.map(({ label }) => label),
      features: await pool(pen, outputs.frames[0]),
    },
    images: {
      labels: images.map(({ label }) => label),
      features: await pool(image, outputs.frames[1]),
    },
    width,
  };
}

/** The mean over the true frames; disposes of the tensor. */
async function pool(tensor: Tensor3D, frames: ArrayLike<number>): Promise<Float32Array> {
  const [samples, count, width] = tensor.shape;
  const values = await tensor.data<'float32'>();
  tensor.dispose();
  return poolSteps(
    { samples, frames: count, width, steps: 1 },
    values,
    uniformBoundaries(frames, 1),
  );
}
