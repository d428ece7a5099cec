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

/** The triplet loss with one thing changed: the margin, how well the images are read, weight, layer, hands. */
export const variations: readonly WordsArm[] = [
  withObjective('triplet, fixed', { margin: { kind: 'fixed', value: 0.3 } }),
  taught('images told their letters', { frameWise: true }),
  taught('weight 3', { weights: { shared: 3 } }),
  taught('layer: LSTM', { sharedLayer: sharedLayers.LSTM }),
  taught('images of the very ink', { pictures: { own: 1 } }),
];
