import type { TeacherInput } from '../../learning/cmr/teacher.ts';
import { commonTeacher, sharedLayers, type WordsArm } from './settings.ts';

export const baseline: WordsArm = { name: 'no images' };

const objective = commonTeacher.objective;
const taught = (name: string, changes: Partial<TeacherInput> = {}): WordsArm => ({
  name,
  teacher: { ...commonTeacher, ...changes },
});
const withObjective = (name: string, changes: Partial<TeacherInput['objective']>) =>
  taught(name, { objective: { ...objective, ...changes } });

export const triplet = taught('triplet, dynamic');

/** Of the longer training: negatives come nearer over more steps. */
const negatives = { from: 5, to: 1, untilStep: 1000 };
export const tripletLong = withObjective(triplet.name, { negatives });

/** A teacher that reads well before the pen begins. */
export const readsAlready: WordsArm = {
  ...tripletLong,
  name: 'images that read already',
  reader: 'words-images',
};

/**
 * What is compared in the longer training: the images, the same images taken for others, and images
 * that have learnt before.
 */
export const compared: readonly WordsArm[] = [
  tripletLong,
  { ...tripletLong, name: 'the same, images of other texts', mistaken: true },
  readsAlready,
];

/** As with recordings of real pens: nobody knows where a letter begins, in the ink or in its image. */
export const unaligned: WordsArm = { ...baseline, name: 'CTC alone', aligned: false };
export const unalignedTaught: WordsArm = {
  name: 'CTC alone, images that read already',
  teacher: { ...readsAlready.teacher!, boundaries: 'uniform' },
  reader: 'words-images',
  aligned: false,
};

export const unalignedMistaken: WordsArm = {
  ...unalignedTaught,
  name: 'CTC alone, such images of other texts',
  mistaken: true,
};

/** What is compared with several seeds in the short one, on the cosine distance. */
export const comparedEarly: readonly WordsArm[] = [
  triplet,
  withObjective('triplet, fixed', { margin: { kind: 'fixed', value: 0.3 } }),
  withObjective('InfoNCE', { loss: 'info-nce' }),
];

/** The triplet loss with one thing changed: margin, weight, layer. */
export const variations: readonly WordsArm[] = [
  withObjective('margin β = 0.01', { margin: { kind: 'dynamic', beta: 0.01 } }),
  withObjective('margin β = 1', { margin: { kind: 'dynamic', beta: 1 } }),
  taught('weight 3', { weights: { shared: 3 } }),
  taught('weight 0.3', { weights: { shared: 0.3 } }),
  taught('layer: LSTM', { sharedLayer: sharedLayers.LSTM }),
  taught('layer: second convolution', { sharedLayer: sharedLayers['second convolution'] }),
];
