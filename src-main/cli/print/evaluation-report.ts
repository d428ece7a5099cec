import type { Confidence, Interval } from '../../learning/evaluation/confidence.ts';
import type {
  Confusion,
  ErrorRates,
  Evaluation,
  RecordingEvaluation,
  WriterRates,
} from '../../learning/evaluation/evaluate.ts';
import { counted } from './counted.ts';
import { besideOneAnother, tableLines } from './table.ts';

/** Writers beyond these are not printed, the left-handed ones always are. */
const shownWriters = 15;
const shownConfusions = 8;
/** Of so many writers the worst are marked. */
const worstWriters = 3;

/** What `evaluate` prints for people. */
export function evaluationText(evaluation: Evaluation | RecordingEvaluation): string {
  const { samples, writers, unlabeled } = evaluation;
  const unwritable = 'unwritable' in evaluation ? evaluation.unwritable : 0;
  const lines = [
    `${counted(samples, 'sample')} by ${counted(writers, 'writer')}${unlabeled > 0 ? `, ${unlabeled} more without a label` : ''}`,
    ...(unwritable > 0
      ? [`${counted(unwritable, 'label')} with characters that this model lacks, counted as errors`]
      : []),
    '',
    ...ratesTable(evaluation),
    ...calibrationLine(evaluation),
    ...kindsTable(evaluation),
    ...handsTable(evaluation),
    ...writersTable(evaluation.perWriter),
    ...confusionsTable(evaluation.confusions),
  ];
  return `${lines.join('\n')}\n`;
}

function ratesTable({ cer, wer, accuracy, confidence }: Evaluation): string[] {
  const row = (name: string, value: number, interval: Interval | undefined) => [
    name,
    percent(value),
    interval ? `${percent(interval[0])} … ${percent(interval[1])}` : '',
  ];
  return [
    ...tableLines(
      [{ title: '' }, { title: 'value', align: 'right' }, { title: intervalTitle(confidence) }],
      [
        row('CER', cer, confidence?.cer),
        row('WER', wer, confidence?.wer),
        row('all right', accuracy, confidence?.accuracy),
      ],
    ),
    ...(confidence?.over === 'recordings'
      ? ['(fewer than three writers are known: the interval says nothing of other writers)']
      : []),
  ];
}

function calibrationLine({ calibration }: Evaluation): string[] {
  if (calibration === undefined) return [];
  const { words, ece, auc } = calibration;
  const told = auc === undefined ? '' : `, AUC right or wrong ${auc.toFixed(3)}`;
  return [`confidences of ${counted(words, 'word')}: ECE ${ece.toFixed(3)}${told}`];
}

/** What the decoding that users get is worth beside the network alone, and to what kind of text. */
export function kindsTable({ greedy, perKind = [], ...all }: Evaluation): string[] {
  if (!greedy) return [];
  const row = (name: string, read: ErrorRates, alone: ErrorRates | undefined) => [
    name,
    String(read.samples),
    ...[read.cer, read.wer].map(percent),
    ...(alone ? [alone.cer, alone.wer].map(percent) : ['', '']),
  ];
  return [
    '',
    ...tableLines(
      [
        { title: 'text' },
        { title: 'samples', align: 'right' },
        { title: 'CER', align: 'right' },
        { title: 'WER', align: 'right' },
        { title: 'greedy CER', align: 'right' },
        { title: 'greedy WER', align: 'right' },
      ],
      [
        row('all', all, greedy),
        ...perKind.map(({ kind, greedy: alone, ...rates }) => row(kind, rates, alone)),
      ],
    ),
  ];
}

function intervalTitle(confidence: Confidence | undefined): string {
  if (!confidence) return '';
  return `${100 * confidence.level} % interval over ${confidence.over}`;
}

function handsTable({ perHand }: Evaluation): string[] {
  const hands = Object.entries(perHand);
  if (hands.length < 2) return [];
  return [
    '',
    ...tableLines(
      [
        { title: 'hand' },
        { title: 'writers', align: 'right' },
        { title: 'samples', align: 'right' },
        { title: 'CER', align: 'right' },
        { title: 'WER', align: 'right' },
        { title: 'all right', align: 'right' },
      ],
      hands.map(([hand, { writers, samples, cer, wer, accuracy }]) => [
        hand,
        String(writers),
        String(samples),
        ...[cer, wer, accuracy].map(percent),
      ]),
    ),
  ];
}

function writersTable(perWriter: readonly WriterRates[]): string[] {
  if (perWriter.length < 2) return [];
  const ranked = perWriter.toSorted((a, b) => b.cer - a.cer);
  const marked = worstOf(perWriter);
  const shown = ranked.filter(({ hand }, rank) => rank < shownWriters || hand === 'left');
  const left = perWriter.length - shown.length;
  return [
    '',
    ...tableLines(
      [
        { title: 'writer' },
        { title: 'hand' },
        { title: 'samples', align: 'right' },
        { title: 'CER', align: 'right' },
        { title: 'WER', align: 'right' },
        { title: 'all right', align: 'right' },
        { title: '' },
      ],
      shown.map(({ writer, hand, samples, cer, wer, accuracy }) => [
        writer,
        hand ?? '',
        String(samples),
        ...[cer, wer, accuracy].map(percent),
        marked.includes(writer) ? '← worst' : hand === 'left' ? '← left-handed' : '',
      ]),
    ),
    ...(left > 0 ? [`… and ${left} more, all of them read better (--json shows them)`] : []),
  ];
}

/** The writers with most errors, worst first; with few writers only one of them is worst. */
function worstOf(perWriter: readonly WriterRates[]): string[] {
  const count = Math.min(worstWriters, Math.ceil(perWriter.length / 4));
  const ranked = perWriter.toSorted((a, b) => b.cer - a.cer).filter(({ cer }) => cer > 0);
  return ranked.slice(0, perWriter.length < 2 ? 0 : count).map(({ writer }) => writer);
}

function confusionsTable(confusions: readonly Confusion[]): string[] {
  const block = (title: string, kind: EditKind, name: (edit: Confusion) => string): string[] => {
    const edits = confusions.filter((confusion) => kindOf(confusion) === kind);
    return edits.length === 0
      ? []
      : tableLines(
          [{ title }, { title: '', align: 'right' }],
          edits
            .slice(0, shownConfusions)
            .map((edit) => [name(edit), `× ${edit.count.toLocaleString('en')}`]),
        );
  };
  const blocks = [
    block(
      'read as another',
      'substitution',
      ({ written, read }) => `${seen(written)} → ${seen(read)}`,
    ),
    block('missed', 'deletion', ({ written }) => seen(written)),
    block('added', 'insertion', ({ read }) => seen(read)),
  ].filter((lines) => lines.length > 0);
  return blocks.length === 0 ? [] : ['', ...besideOneAnother(blocks)];
}

type EditKind = 'substitution' | 'deletion' | 'insertion';

function kindOf({ written, read }: Confusion): EditKind {
  return read === '' ? 'deletion' : written === '' ? 'insertion' : 'substitution';
}

/** What `evaluate --json` prints; `evaluationFields` says what is in it. */
export function evaluationJson(
  evaluation: RecordingEvaluation,
  more: {
    readonly model: string;
    /** Whose version the model is. */
    readonly writer?: string;
    readonly seed?: number;
    readonly languages: readonly string[];
    readonly known: boolean;
    /** How the pen of each writer was taken, where that was asked for (`fitsJson`). */
    readonly pens?: readonly object[];
    readonly problems: number;
    readonly skipped: number;
  },
): object {
  const { perWriter, perHand, perKind, confusions, confidence, ...rest } = evaluation;
  const { model, writer, languages, seed, known, pens, problems, skipped } = more;
  return {
    model,
    ...(writer !== undefined && { writer }),
    languages,
    ...(seed !== undefined && { seed }),
    ...(known && { includes_training_data: true }),
    ...(pens && { pens }),
    ...rest,
    ...(confidence && { confidence }),
    problems,
    skipped,
    ...(perKind && { per_kind: perKind }),
    per_writer: perWriter,
    worst_writers: worstOf(perWriter),
    per_hand: perHand,
    confusions: confusions.map((confusion) => ({ kind: kindOf(confusion), ...confusion })),
  };
}

/** For --help: the fields of the JSON document. */
export const evaluationFields = `
JSON (rates are fractions, 0.05 is 5 %):
  model, writer             what read; writer where one was named
  seed                      of simulated samples
  samples, unlabeled        recordings with a label, and those without
  writers                   how many wrote the samples; all without a name count as one
  languages                 dictionaries that were read with
  cer, wer, accuracy        character and word error rate; share without any error
  greedy                    samples, cer, wer, accuracy of the network alone (best path)
  confidence                level 0.95; over “writers” or, with fewer than three, “recordings”;
                            cer, wer, accuracy as [low, high] (percentile bootstrap, seeded)
  calibration               words that were read; ece (expected calibration error of their
                            confidences, ten bins) and auc (how likely a right word is surer than a
                            wrong one)
  per_kind                  the same by kind: dictionary words, numbers, other strings
  per_writer, worst_writers rates by writer with hand, and the names of the worst
  per_hand                  rates of left-handed and right-handed writers
  confusions                kind (substitution, deletion, insertion), written, read, count of the
                            edits of a shortest alignment, most frequent first
  mistakes                  index, written, read of every sample with an error
  unwritable                labels with characters that the model lacks
  problems, skipped         damage in the files, and how much of it cost whole recordings
  pens                      with --unknown-pen, of each writer: rotation, tempo, smoothing_hz,
                            evidence before and after (docs/use/unknown-pens.md)
  includes_training_data    true when the model was trained on this very file
`;

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}

/** A space between words has to be seen. */
function seen(character: string): string {
  return character === ' ' ? '␣' : character;
}
