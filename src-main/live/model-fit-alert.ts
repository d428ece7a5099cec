import type { Alert } from '../contract/alerts.ts';
import {
  bestFittingModel,
  modelFit,
  type ModelNeeds,
  type PenSenses,
} from '../recognizer/model/model-fit.ts';

export const modelFitCode = 'model-fit';

/** A model that fits so much better is worth the change. */
const worthwhile = 0.15;

/**
 * What to say of the model in use and the pen that it reads.
 * @param models all that are installed, the one in use too
 * @returns undefined when it fits as well as any other
 */
export function modelFitAlert(
  inUse: string,
  models: readonly ModelNeeds[],
  pen: PenSenses,
): Alert | undefined {
  const current = models.find(({ name }) => name === inUse);
  if (!current || pen.mask === 0) return undefined;
  const fit = modelFit(current, pen);
  const best = bestFittingModel(models, pen);
  if (!best) return noneFits(fit.reason ?? '');
  if (best.name === inUse || modelFit(best, pen).score < fit.score + worthwhile) return undefined;
  return {
    code: modelFitCode,
    severity: 'warning',
    message: fit.reason ?? `“${current.title}” fits this pen less well than “${best.title}”.`,
    remedy: `Choose the model “${best.title}”.`,
  };
}

function noneFits(reason: string): Alert {
  return {
    code: modelFitCode,
    severity: 'warning',
    message: `No model that is installed can read this pen. ${reason}`,
    remedy:
      'Describe the pen, so that all of its sensors are used, and calibrate it; or train a model for it (docs/use/training.md).',
  };
}
