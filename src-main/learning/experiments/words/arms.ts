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
  withObjective('InfoNCE', { loss: 'info-nce' }),
];

/** The triplet loss with one thing changed: another loss, layer, weight, margin, other images. */
export const variations: readonly WordsArm[] = [
  withObjective('triplet, fixed', { margin: { kind: 'fixed', value: 0.3 } }),
  withObjective('contrastive', { loss: 'contrastive', margin: { kind: 'fixed', value: 1 } }),
  withObjective('pairwise', { loss: 'pairwise' }),
  taught('steps of equal time', { boundaries: 'uniform' }),
  taught('layer: second convolution', { sharedLayer: sharedLayers['second convolution'] }),
  taught('layer: LSTM', { sharedLayer: sharedLayers.LSTM }),
  taught('weight 0.3', { weights: { shared: 0.3 } }),
  taught('weight 3', { weights: { shared: 3 } }),
  withObjective('margin β = 0.03', { margin: { kind: 'dynamic', beta: 0.03 } }),
  withObjective('margin β = 0.3', { margin: { kind: 'dynamic', beta: 0.3 } }),
  taught('no near negatives', { pictures: { near: 0 } }),
  taught('images told their letters', { frameWise: true }),
  taught('images of the very ink', { pictures: { own: 1 } }),
  taught('clean images', { pictures: { plain: true } }),
  taught('weights averaged dynamically', { weights: { dynamic: { epochSteps: 25 } } }),
];
