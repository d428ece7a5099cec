import { rungCalled } from '../recognizer/encoder/open-encoder.ts';
import type { RecognizerOptions } from '../recognizer/decoding-of.ts';
import { UserError } from '../contract/alerts.ts';
import { allChannels, channelCount } from '../contract/sensors.ts';
import { resolveModel } from '../recognizer/model/library.ts';
import { Recognizer } from '../recognizer/recognizer.ts';
import { withWords } from '../recognizer/language/language.ts';
import { readsLetters } from '../recognizer/language/label-kinds.ts';
import type { ComputeService } from './compute/service.ts';
import { openLanguages } from './languages.ts';
import { modelFolders } from './places.ts';

export interface OpenRecognizerOptions extends RecognizerOptions {
  /** Dictionaries by name, for a model that reads letters; default none. */
  readonly languageNames?: readonly string[];
  /** Words that join each of these dictionaries; default none. */
  readonly ownWords?: readonly string[];
  /** Knows where networks run best here; default: on the processor. */
  readonly compute?: ComputeService;
  /** Id of the rung to run on instead (`compute/ladder.ts`). */
  readonly backend?: string;
}

/**
 * A recogniser by the name of its model, the user's own models first, or by the path of a folder.
 * @throws UserError when there is no such model or dictionary, it is damaged, or cannot be run here
 */
export async function openRecognizer(
  name: string,
  { languageNames = [], ownWords = [], compute, backend, ...options }: OpenRecognizerOptions = {},
): Promise<Recognizer> {
  if (backend !== undefined) rungCalled(backend);
  const model = await resolveModel(name, { folders: modelFolders() });
  const languages = readsLetters(model.manifest.alphabet)
    ? (await openLanguages(languageNames)).map((one) => withWords(one, ownWords))
    : [];
  return Recognizer.open(model, {
    languages,
    ...(compute && {
      rungs: await compute.rungsFor(model, backend),
      startProcess: compute.startProcess,
    }),
    ...options,
    onLoss: (loss) => {
      void compute?.noteLoss(model, loss.rung, loss.how).catch(() => undefined);
      options.onLoss?.(loss);
    },
  });
}

/** @throws UserError `backend` when another rung than that which was asked for is in use */
export function requireBackend(
  { backendId, fallbackReasons }: Pick<Recognizer, 'backendId' | 'fallbackReasons'>,
  wanted: string,
): void {
  if (backendId === wanted) return;
  throw new UserError(
    'backend',
    `The model cannot be run on ${wanted}: ${fallbackReasons.join('; ') || 'it needs a process of its own'}.`,
    'Leave out --backend, or see what works here: npm run -s doctor',
  );
}

/** Enough of a piece to bring every part of the way to speed. */
const warmUpSeconds = 2;
const warmUpReadings = 4;

/**
 * Reads noise a few times: the first reading after opening costs tens of milliseconds more than
 * those that follow, and must not be that of the user's first word.
 */
export async function warmUp(
  recognizer: Pick<Recognizer, 'recognize' | 'manifest'>,
): Promise<void> {
  const { rateHz } = recognizer.manifest;
  const length = Math.round(warmUpSeconds * rateHz);
  const values = new Float32Array(length * channelCount);
  for (let index = 0; index < values.length; index += 1) values[index] = Math.sin(index * index);
  const window = { rateHz, mask: allChannels, length, values, startMs: 0 };
  for (let reading = 0; reading < warmUpReadings; reading += 1) {
    await recognizer.recognize(window, { partial: true });
    await recognizer.recognize(window);
  }
}
