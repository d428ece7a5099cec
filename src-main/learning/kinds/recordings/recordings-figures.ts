import type { Recognizer } from '../../../recognizer/recognizer.ts';
import { evaluate, type Evaluation, type EvaluationSample } from '../../evaluation/evaluate.ts';
import type { RecordingsCorpus } from './recordings-corpus.ts';
import { WindowStore } from './window-store.ts';

/** What a model of someone's recordings is judged by. */
export interface RecordingsFigures {
  /** The test part. */
  readonly test: Evaluation;
  /** The same part, read by the model that training started from. */
  readonly before?: Evaluation;
}

/** Reads the test part with the very recogniser that users get. */
export async function judgeRecordings(
  recognizer: Pick<Recognizer, 'recognize'>,
  { test, stored }: RecordingsCorpus,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Evaluation> {
  const store = new WindowStore(stored.path, stored.rateHz);
  const samples = function* (): Generator<EvaluationSample> {
    for (const window of test) {
      const { text, writer, hand } = window;
      yield {
        text,
        ...(writer !== undefined && { writer }),
        ...(hand && { hand }),
        recognize: () => recognizer.recognize(store.read(window).window),
      };
    }
  };
  try {
    return await evaluate(samples(), signal ? { signal } : {});
  } finally {
    store.close();
  }
}

/** One line a fact, for terminal and model card alike. */
export function describeRecordingsFigures(
  { test, before }: RecordingsFigures,
  by: RecordingsCorpus['split']['by'],
): string[] {
  const { confidence, perWriter, perHand } = test;
  const what = by === 'writers' ? 'writers' : 'recordings';
  const worst = perWriter.toSorted((a, b) => b.cer - a.cer)[0];
  return [
    `${what} kept from training: ${rates(test)}`,
    ...(confidence
      ? [
          `95 % interval of the CER over ${confidence.over}: ${percent(confidence.cer[0])} to ${percent(confidence.cer[1])}`,
        ]
      : []),
    ...(before ? [`the model before, on the same: ${rates(before)}`] : []),
    ...(worst && perWriter.length > 1
      ? [`of ${perWriter.length} writers the worst (${worst.writer}): CER ${percent(worst.cer)}`]
      : []),
    ...(perHand.left && perHand.right
      ? [
          `left-handed writers: ${rates(perHand.left)}`,
          `right-handed writers: ${rates(perHand.right)}`,
        ]
      : []),
  ];
}

function rates({
  cer,
  wer,
  accuracy,
  samples,
}: Pick<Evaluation, 'cer' | 'wer' | 'accuracy' | 'samples'>) {
  return `CER ${percent(cer)}, WER ${percent(wer)}, ${percent(accuracy)} of ${samples} without error`;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}
