import { fewestTakes } from '../../contract/adaptation.ts';
import { UserError } from '../../contract/alerts.ts';
import { readRecordings, type OnProblem, type PenRecording } from '../../data/recording.ts';
import type { ModelManifest } from '../../recognizer/model/manifest.ts';
import { outputLength } from '../../recognizer/network/description.ts';
import { resampleUniform } from '../../signal/resample.ts';
import {
  describePassedOver,
  framesFor,
  isWritable,
  type PassedOver,
} from '../kinds/recordings/recordings-corpus.ts';
import type { LabeledWindow } from '../samples/sample.ts';

/** Longer recordings are no words. */
const longestMs = 30_000;

export interface LoadedTakes {
  /** At the model's rate, in the order of the recordings. */
  readonly takes: readonly LabeledWindow[];
  /** For people; empty when nothing was passed over. */
  readonly passedOver: string;
}

export interface LoadTakesOptions {
  readonly onProblem?: OnProblem;
  readonly signal?: AbortSignal;
}

/**
 * What a writer wrote, as a model can learn it.
 * @param sources files and folders of labelled recordings
 * @throws UserError when one cannot be read, or `adapt-takes` when too few can be learnt from; the
 *   signal's reason
 */
export async function loadTakes(
  manifest: ModelManifest,
  sources: readonly string[],
  { onProblem, signal }: LoadTakesOptions = {},
): Promise<LoadedTakes> {
  const takes: LabeledWindow[] = [];
  const counts = { unlabeled: 0, unwritable: 0, tooLong: 0, tooFast: 0 };
  for (const source of sources) {
    for await (const recording of readRecordings(source, onProblem ? { onProblem } : {})) {
      signal?.throwIfAborted();
      const text = recording.label?.normalize('NFC').trim() ?? '';
      const reason = reasonAgainst(recording, text, manifest);
      if (reason) {
        counts[reason] += 1;
        continue;
      }
      const { timesMs, values, mask } = recording;
      const window = resampleUniform(timesMs, values, mask, manifest.rateHz);
      if (framesFor(text) > outputLength(manifest.network, window.length)) counts.tooFast += 1;
      else takes.push({ text, window, spans: [] });
    }
  }
  const passedOver = describePassedOver(counts);
  checkCount(takes.length, passedOver);
  return { takes, passedOver };
}

function reasonAgainst(
  { label, timesMs }: PenRecording,
  text: string,
  { alphabet }: ModelManifest,
): keyof PassedOver | undefined {
  if (label === undefined || text === '') return 'unlabeled';
  if (timesMs.at(-1)! - timesMs[0]! > longestMs) return 'tooLong';
  return isWritable(text, new Set(alphabet)) ? undefined : 'unwritable';
}

/** @throws UserError `adapt-takes` */
export function checkCount(takes: number, passedOver = ''): void {
  if (takes >= fewestTakes) return;
  const others = passedOver === '' ? '' : ` Passed over were ${passedOver}.`;
  throw new UserError(
    'adapt-takes',
    `${takes === 0 ? 'No recording' : takes === 1 ? 'One recording' : `${takes} recordings`} can be learnt from; ${fewestTakes} are needed.${others}`,
    'Record more words whose text is known (a calibration session, or pieces that you corrected), or give more labelled files.',
  );
}
