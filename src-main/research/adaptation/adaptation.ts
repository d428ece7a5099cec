import { join } from 'node:path';
import { loadModel } from '../../recognizer/model/package.ts';
import type { AdaptationSettings } from '../../learning/adaptation/settings.ts';
import { repositoryRoot } from '../../learning/recipes/recipe-files.ts';
import type { Experiment, ExperimentContext, ExperimentReport } from '../experiment.ts';
import { chosenFrom, chosenNumbers } from './choices.ts';
import { methods } from './methods.ts';
import { newWriters } from './new-writers.ts';
import { pensTable, runsTable, summaryTable } from './present.ts';
import { realPens, type RealPensOptions } from './real-pens.ts';

export interface AdaptationExperimentOptions {
  /** Folder of the model to start from. Default `models/words`. */
  readonly baseFolder?: string;
  /** Whose writers are kept from training. Default `words`. */
  readonly recipe?: string;
  /** Test words of each writer. Default 80. */
  readonly testWords?: number;
  /** Default: those of `adapt`. */
  readonly settings?: Partial<AdaptationSettings>;
  /** That learn; default 2. */
  readonly threads?: number;
  readonly pens?: Partial<RealPensOptions>;
}

/** Simulated writers, and real pens. */
const allParts = ['writers', 'pens'] as const;

const sizes = [5, 10, 20, 50] as const;

/** How much a writer's own words help, and whom they harm. */
export const adaptation = adaptationExperiment();

/** The same with another model or other data. */
export function adaptationExperiment(options: AdaptationExperimentOptions = {}): Experiment {
  return {
    name: 'adaptation',
    summary: 'writers and pens that the model has never seen, before and after learning them',
    run: (context) => run(context, options),
  };
}

async function run(
  context: ExperimentContext,
  options: AdaptationExperimentOptions,
): Promise<ExperimentReport> {
  const { quick, choices = {} } = context;
  const model = await loadModel(options.baseFolder ?? join(repositoryRoot, 'models', 'words'));
  const parts = chosenFrom(allParts, choices['parts'], quick ? ['writers'] : allParts, 'parts');
  const common = {
    model,
    methods: chosenFrom(methods, choices['methods'], quick ? ['ours'] : methods, 'methods'),
    seeds: chosenNumbers(choices['seeds'], [1], 'seeds'),
  };
  const runs = !parts.includes('writers')
    ? []
    : await newWriters(context, {
        ...common,
        recipe: options.recipe ?? 'words',
        sizes: chosenNumbers(choices['sizes'], quick ? [20] : sizes, 'sizes'),
        testWords: options.testWords ?? (quick ? 40 : 80),
        ...(quick && { writers: 3 }),
        ...(options.settings && { settings: options.settings }),
        ...(options.threads !== undefined && { threads: options.threads }),
      });
  const pens = !parts.includes('pens')
    ? []
    : await realPens(context, {
        ...common,
        examples: quick ? [2] : [2, 5, 10],
        mostTested: quick ? 100 : 400,
        ...options.pens,
      });
  const { name, weights, training } = model.manifest;
  const step = training?.['step'];
  return {
    title: 'Adaptation',
    paragraphs: [
      `The model “${name}”${typeof step === 'number' ? `, step ${step}` : ''}, weights \`${weights.sha256.slice(0, 12)}\`. Writers of DigiLeTs who had no part in its training, left-handed ones of the validation part among them, each with a grip and a pen of their own (simulated sensors). They write the prompts of a calibration session; test words are others.`,
    ],
    tables: [
      ...(runs.length > 0 ? [summaryTable(runs), runsTable(runs)] : []),
      ...(pens.length > 0 ? [pensTable(pens)] : []),
    ],
    plots: [],
  };
}
