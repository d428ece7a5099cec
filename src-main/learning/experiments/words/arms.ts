import type { TeacherInput } from '../../cmr/teacher.ts';
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

/** What is compared with several seeds, on the cosine distance. */
export const compared: readonly WordsArm[] = [
  triplet,
  withObjective('triplet, fixed', { margin: { kind: 'fixed', value: 0.3 } }),
  withObjective('InfoNCE', { loss: 'info-nce' }),
];

/** The triplet loss with one thing changed: how well the images are read, weight, layer, hands, steps, loss. */
export const variations: readonly WordsArm[] = [
  taught('images told their letters', { frameWise: true }),
  taught('weight 3', { weights: { shared: 3 } }),
  taught('weight 0.3', { weights: { shared: 0.3 } }),
  taught('layer: LSTM', { sharedLayer: sharedLayers.LSTM }),
  taught('layer: second convolution', { sharedLayer: sharedLayers['second convolution'] }),
  taught('images of the very ink', { pictures: { own: 1 } }),
  taught('steps of equal time', { boundaries: 'uniform' }),
  withObjective('pairwise', { loss: 'pairwise' }),
  withObjective('contrastive', { loss: 'contrastive', margin: { kind: 'fixed', value: 1 } }),
];
