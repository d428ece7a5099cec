import type { StepMemory } from '../../recognizer/network/operations/host/memory.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import type { Batch } from '../kinds/digits/digits-batches.ts';
import { columnsPerStep } from '../images/image-network.ts';
import type { ImageInputs } from '../images/grey-image.ts';
import {
  sequenceLoss,
  unknownClass,
  type SequenceLoss,
  type SequenceTargets,
} from '../gradients/loss.ts';
import { frameClassesOfSpans } from '../samples/frame-classes.ts';
import type { Embeddings } from './distances.ts';
import type { JointModel } from './joint-model.ts';
import { jointGradients } from './joint-step.ts';
import { SharedObjective } from './objective.ts';
import { meanOf } from './shared-loss.ts';
import {
  textBoundaries,
  uniformBoundaries,
  type Boundaries,
  type CharacterSpan,
} from './shared-steps.ts';
import { readingsPerSharedFrame, type TeacherDescription } from './teacher.ts';
import type { TaughtReport, TaughtRequest } from './teaching.ts';

/** The images of a step; which recording they belong to is told by their texts. */
export interface TeachingImages {
  readonly inputs: ImageInputs;
  readonly texts: readonly string[];
  /** Classes of each text. */
  readonly labels: readonly ArrayLike<number>[];
  /** Columns that each character takes, in the order of the text; empty where that is not known. */
  readonly spans: readonly (readonly CharacterSpan[])[];
  /** Texts that the images are taken for at the shared layer. Default: their own. */
  readonly takenFor?: readonly string[];
}

export interface TaughtStepOptions {
  readonly step: number;
  /** Decides dropout and which positives and negatives are taken. */
  readonly seed: number;
  readonly frameWeight: number;
  readonly request: TaughtRequest;
  readonly memory?: StepMemory;
}

export interface TaughtGradients {
  /** Of the pen, as without a teacher. */
  readonly loss: SequenceLoss;
  /** By the names of `model.variables`. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  readonly report: TaughtReport;
}

/** A step of training on texts with images: the pen's losses are those that it has without them. */
export async function taughtGradients(
  model: JointModel,
  teacher: TeacherDescription,
  batch: Batch,
  images: TeachingImages,
  { step, seed, frameWeight, request, memory }: TaughtStepOptions,
): Promise<TaughtGradients> {
  const objective = new SharedObjective(teacher.objective, request.objective);
  const aligned = teacher.boundaries === 'text';
  const own = {
    series: batch.samples.map(({ text, spans }) => ({ text, spans })),
    images: images.texts.map((text, i) => ({ text, spans: images.spans[i]! })),
  };
  // What cannot be divided by its letters belongs to nothing.
  const textsOf = (modality: keyof typeof own) =>
    own[modality].map(({ text, spans }, i) => {
      if (aligned && !isSpelled(text, spans)) return `\0${modality}${i}`;
      return modality === 'images' ? (images.takenFor?.[i] ?? text) : text;
    });
  const texts = { series: textsOf('series'), images: textsOf('images') };
  const pace = {
    series: readingsPerSharedFrame(model.joint),
    images: columnsPerStep(model.joint.images),
  };
  const boundaries = (modality: keyof typeof own, frames: Int32Array): Boundaries => {
    const uniform = uniformBoundaries(frames, teacher.steps);
    if (!aligned) return uniform;
    own[modality].forEach(({ text, spans }, i) => {
      if (!isSpelled(text, spans)) return;
      const inFrames = spans.map(({ start, end }) => ({
        start: start / pace[modality],
        end: end / pace[modality],
      }));
      uniform.set(textBoundaries(inFrames, frames[i]!, teacher.steps), i * (teacher.steps + 1));
    });
    return uniform;
  };
  let loss: SequenceLoss | undefined;
  let observation: TaughtReport['observation'] | undefined;
  const {
    series,
    images: read,
    shared,
    gradients,
  } = await jointGradients(
    model,
    {
      series: {
        values: batch.inputs,
        readings: batch.readings,
        lengths: batch.lengths,
        labels: batch.targets.labels,
      },
      images: { ...images.inputs, labels: images.labels },
    },
    {
      seed,
      task: 'sequence',
      steps: teacher.steps,
      weights: request.weights,
      boundaries,
      seriesLoss: (logits, shape) => {
        loss = sequenceLoss(logits, shape, batch.targets, frameWeight);
        const { total, gradient, impossible, nonFinite } = loss;
        return { loss: total, gradient, leftOut: impossible + nonFinite };
      },
      ...(teacher.frameWise && {
        imagesLoss: (logits: Float32Array, shape: { frames: number; classes: number }) =>
          frameWiseImageLoss(logits, shape, images, pace.images, frameWeight),
      }),
      shared: (embeddings: Embeddings) => {
        const labelled = {
          step,
          task: 'sequence' as const,
          ...texts,
          random: new RandomGenerator(`${seed}/pairs`),
        };
        observation = objective.observation(embeddings, labelled);
        return objective.loss(embeddings, labelled);
      },
      ...(memory && { memory }),
    },
  );
  return {
    loss: loss!,
    gradients,
    report: {
      losses: [series.loss, read.loss, shared.loss],
      distance: meanOf(shared.distances),
      observation: observation!,
    },
  };
}

function frameWiseImageLoss(
  logits: Float32Array,
  shape: { readonly frames: number; readonly classes: number },
  images: TeachingImages,
  columns: number,
  frameWeight: number,
) {
  const targets = imageTargets(images, shape.frames, columns);
  const { total, gradient, impossible, nonFinite } = sequenceLoss(
    logits,
    shape,
    targets,
    frameWeight,
  );
  return { loss: total, gradient, leftOut: impossible + nonFinite };
}

/**
 * What images say and where.
 * @param frames of the widest image
 * @param columns of an image for one frame
 */
export function imageTargets(
  { inputs, texts, labels, spans }: TeachingImages,
  frames: number,
  columns: number,
): SequenceTargets {
  const own = inputs.lengths.map((length) => Math.ceil(length / columns));
  const frameClasses = new Int32Array(texts.length * frames).fill(unknownClass);
  texts.forEach((text, i) => {
    if (!isSpelled(text, spans[i]!)) return;
    const letters = spans[i]!.map((span, at) => ({ ...span, label: labels[i]![at]! }));
    frameClasses.set(frameClassesOfSpans(letters, own[i]!, columns), i * frames);
  });
  return { labels, frames: own, frameClasses };
}

function isSpelled(text: string, spans: readonly unknown[]): boolean {
  return spans.length > 0 && spans.length === Array.from(text.normalize('NFC')).length;
}
