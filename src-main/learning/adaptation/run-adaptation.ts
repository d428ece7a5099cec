import type {
  AdaptationProgress,
  AdaptationRequest,
  AdaptationResult,
} from '../../contract/adaptation.ts';
import { learnOn } from '../../compute/learning-place.ts';
import type { StartProcess } from '../../compute/process-port.ts';
import type { OnProblem } from '../../data/recording.ts';
import { loadModel, saveModel, type ModelPackage } from '../../recognizer/model/package.ts';
import { adapt, type Adapted } from './adapt.ts';
import { adaptationCard } from './adaptation-card.ts';
import { checksums } from '../kinds/recordings/recordings-corpus.ts';
import type { AdaptationSettings } from './settings.ts';
import { loadTakes } from './takes.ts';

export interface RunAdaptationOptions {
  readonly onProgress?: (progress: AdaptationProgress) => void;
  /** Told of damage in the recordings. */
  readonly onProblem?: OnProblem;
  readonly signal?: AbortSignal;
  /** Aborted: learning ends soon, with what is best so far. */
  readonly finish?: AbortSignal;
  /** Starts the places that GPUs learn in. Default: processes of plain Node. */
  readonly startProcess?: StartProcess;
  /** Default: those that were chosen by measurement. */
  readonly settings?: Partial<AdaptationSettings>;
}

/**
 * Learns recordings and writes the adapted model, if it is better, to the folder that the request
 * names.
 * @throws UserError when the model or the recordings cannot be read, `adapt-takes`, `adapt-model`;
 *   the signal's reason
 */
export async function runAdaptation(
  request: AdaptationRequest,
  { onProgress, onProblem, signal, finish, settings, startProcess }: RunAdaptationOptions = {},
): Promise<AdaptationResult> {
  const begun = performance.now();
  const model = await loadModel(request.model);
  const { takes, passedOver } = await loadTakes(model.manifest, request.recordings, {
    ...(onProblem && { onProblem }),
    ...(signal && { signal }),
  });
  const { seed, threads, seconds, dictionaries } = request;
  if (request.learnOn) learnOn(request.learnOn);
  const adapted = await adapt(model, takes, {
    ...(seed !== undefined && { seed }),
    ...(threads !== undefined && { threads }),
    ...(seconds !== undefined && { seconds }),
    ...(dictionaries && { dictionaries }),
    ...(settings && { settings }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
    ...(finish && { finish }),
    ...(startProcess && { startProcess }),
  });
  const { result } = adapted;
  const curve = result.curve;
  onProgress?.({
    phase: 'saving',
    fraction: 0.99,
    secondsLeft: 0,
    unadapted: result.before,
    curve,
  });
  if (result.better) await saveAdapted(request, model, adapted);
  onProgress?.({ phase: 'saving', fraction: 1, secondsLeft: 0, unadapted: result.before, curve });
  return {
    ...result,
    passedOver,
    seconds: (performance.now() - begun) / 1000,
    ...(result.better && { model: request.output }),
  };
}

/** Reads as the model did: alphabet, channels, normalisation and what a language counts stay. */
async function saveAdapted(
  { recordings, output, title, seed = 1 }: AdaptationRequest,
  { manifest: base }: ModelPackage,
  { result, weights }: Adapted,
): Promise<void> {
  const { name, description, rateHz, channels, alphabet, normalization, network } = base;
  const { takes, before, after, method, learnedOn } = result;
  const manifest = {
    ...{ name, description, rateHz, channels, alphabet, normalization, network },
    title: title ?? base.title,
    ...(base.language && { language: base.language }),
    ...(base.tempi && { tempi: base.tempi }),
    ...(base.confidence && { confidence: base.confidence }),
    training: {
      adaptedFrom: base.weights.sha256,
      ...{ seed, takes, before, after, method, learnedOn },
      // `evaluate` warns when it is asked about what was learnt.
      data: await checksums(recordings),
      base: base.training,
    },
  };
  await saveModel(output, {
    manifest,
    weights: weights!,
    card: adaptationCard(manifest.title, base, result),
  });
}
