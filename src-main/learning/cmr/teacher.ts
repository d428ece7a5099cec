import * as v from 'valibot';
import {
  layerStride,
  layerWidths,
  networkDescription,
  type NetworkDescription,
} from '../../recognizer/network/description.ts';
import { amount, count, share, whole } from '../recipes/recipe-values.ts';
import { imageNetworkDescription } from '../images/image-network.ts';
import type { JointDescription } from './joint-model.ts';
import { objectiveSchema } from './objective.ts';

/** The part of a recipe that has a pen's network taught by images; without it there are none. */
export const teacherSchema = v.pipe(
  v.strictObject({
    objective: objectiveSchema,
    /** The layer of the pen's network (from 0, blocks count as one) that is compared with the images. */
    sharedLayer: whole,
    /** Steps that both modalities are brought to there. */
    steps: count,
    /** Steps of equal parts of the text, or of the true frames. */
    boundaries: v.optional(v.picklist(['text', 'uniform']), 'text'),
    /** Reads the images, and what reads their text off its features. */
    encoder: imageNetworkDescription,
    head: networkDescription,
    /** A reader of images (`models/NAME`) whose weights the image branch begins with; default: fresh ones. */
    reader: v.optional(v.pipe(v.string(), v.minLength(1))),
    /**
     * Factors of the losses of pen, images and shared layer. `dynamic`: times weights that are
     * averaged dynamically over so many taught steps.
     */
    weights: v.optional(
      v.strictObject({
        series: v.optional(amount, 1),
        images: v.optional(amount, 1),
        shared: v.optional(amount, 1),
        /** The shared layer's rises from 0 in so many steps: images that cannot be read yet teach nothing. */
        rampSteps: v.optional(whole, 0),
        dynamic: v.optional(
          v.strictObject({
            epochSteps: count,
            temperature: v.optional(v.pipe(v.number(), v.minValue(0.01)), 1),
          }),
        ),
      }),
      {},
    ),
    /** Before this step the pen learns alone; from it on it is taught in one of `every` steps. */
    fromStep: v.optional(whole, 0),
    every: v.optional(count, 1),
    /** Whether the images too learn from where their letters are, as long as the pen does. */
    frameWise: v.optional(v.boolean(), false),
    pictures: v.optional(
      v.strictObject({
        /** Share of the recordings beside whose image stands one of a text that is nearly the same. */
        near: v.optional(share, 0.25),
        /** Share of the images that show the very ink of the recording; the others are in other hands. */
        own: v.optional(share, 0),
        /** Share of the other hands that are joined script or print of a font. */
        fonts: v.optional(share, 0.3),
        /**
         * Share of the texts shown as somebody else wrote them, where somebody did; what is nearly
         * the same is then another of people's words. Default 0.
         */
        people: v.optional(share),
        /** Clean ink on white paper instead of photographs. */
        plain: v.optional(v.boolean(), false),
      }),
      {},
    ),
  }),
  v.check(
    ({ encoder, head }) => head.inputs === encoder.width,
    'teacher.head.inputs must be teacher.encoder.width',
  ),
);

export type TeacherDescription = v.InferOutput<typeof teacherSchema>;
export type TeacherInput = v.InferInput<typeof teacherSchema>;

/** Fills in defaults. @throws ValiBot's error naming the path of what is wrong. */
export function parseTeacher(input: TeacherInput): TeacherDescription {
  return v.parse(teacherSchema, input);
}

/** What does not fit together in a network and its teacher, or undefined. */
export function teacherProblem(
  network: NetworkDescription,
  { sharedLayer, head }: TeacherDescription,
): string | undefined {
  if (sharedLayer >= network.layers.length - 1) {
    return `teacher.sharedLayer must be below ${network.layers.length - 1}, the last layer`;
  }
  if (head.classes !== network.classes) return 'teacher.head.classes must be network.classes';
  return undefined;
}

export function jointDescriptionOf(
  series: NetworkDescription,
  { sharedLayer, encoder, head }: TeacherDescription,
): JointDescription {
  return { series, sharedLayer, images: encoder, head };
}

/** Whether images have a part in a step. */
export function isTaught({ fromStep, every }: TeacherDescription, step: number): boolean {
  return step >= fromStep && (step - fromStep) % every === 0;
}

/** Readings for one frame of the shared layer. */
export function readingsPerSharedFrame({ series, sharedLayer }: JointDescription): number {
  return series.layers
    .slice(0, sharedLayer + 1)
    .reduce((product, layer) => product * layerStride(layer), 1);
}

/** For people: which loss, at which layer. */
export function describeTeacher(
  network: NetworkDescription,
  { objective, sharedLayer, weights, fromStep, every }: TeacherDescription,
): string {
  const { loss, distance, margin, temperature } = objective;
  const margins =
    margin.kind === 'fixed' ? `fixed margin ${margin.value}` : 'margin that follows the distances';
  const what = {
    pairwise: `pairwise ${distance} distance`,
    contrastive: `contrastive loss of the ${distance} distance`,
    triplet: `triplet loss of the ${distance} distance, ${margins}`,
    'info-nce': `symmetric InfoNCE, temperature ${temperature}`,
  }[loss];
  const width = layerWidths(network.layers, network.inputs)[sharedLayer]!.outputs;
  const when = [
    ...(fromStep > 0 ? [`from step ${fromStep} on`] : []),
    ...(every > 1 ? [`in one of ${every} steps`] : []),
  ].join(', ');
  return `${what} at layer ${sharedLayer} (${width} features), weight ${weights.shared}${weights.dynamic ? ' and averaged dynamically' : ''}${when === '' ? '' : `, ${when}`}`;
}
