import type { ProfileFit } from '../../data/fitted-recording.ts';
import type { KeptBack } from '../../learning/pen-fit/keep-back.ts';
import type { KeptBackReading } from '../../learning/pen-fit/new-pen.ts';
import type { PenFinding } from '../../learning/pen-fit/pen-verdict.ts';
import { identity } from '../../simulator/rotation.ts';
import type { LearntWriter } from '../adapted-writer.ts';
import { counted } from '../print/counted.ts';
import type { ProblemReport } from '../print/problem-report.ts';
import type { StoredProfile } from './store.ts';

export const newPenFields = `
The document of --json:
  pen                       id, title, file of the profile in the home folder, mounting (nine numbers, row by
                            row), pace, smoothing_hz; known: whether it was fitted before
  verdict                   reads: words, badly, not or unknown (no labels to judge by); reason; findings with
                            code, severity (cannot, harder), message, remedy
  learnt_from, kept_back    recordings; kept_back_by: texts where none stands in both parts, else recordings
  labels                    whether labels were learnt from
  before, fitted, after     of what was kept back: cer, wer, greedy_cer (fractions; absent without labels) and
                            evidence; as it is, through the pen's profile, and with the writers' versions
  writers                   writer, made, version (absent where none was kept), kept, reason
  readings                  of what was kept back: written (absent without a label), before, fitted, after
  problems, skipped         damage in the recordings
With --characters: pen, verdict, model (id, folder), characters, examples, kept_back, before (null), after
(accuracy on what was kept back).`;

interface NewPenReport {
  readonly findings: readonly PenFinding[];
  readonly parts: KeptBack;
  readonly fit: ProfileFit;
  readonly stored: StoredProfile;
  readonly known: boolean;
  readonly labels: boolean;
  readonly writers: readonly LearntWriter[];
  readonly readings: {
    readonly nothing: KeptBackReading;
    readonly pen: KeptBackReading;
    readonly writer?: KeptBackReading;
  };
  readonly problems: ProblemReport;
}

/** CER up to which a pen reads words, and up to which it reads them badly. */
const goodCer = 0.15;
const badCer = 0.5;

interface Verdict {
  readonly reads: 'words' | 'badly' | 'not' | 'unknown';
  readonly reason: string;
}

function verdictOf({ findings, readings }: NewPenReport): Verdict {
  const { rates } = readings.writer ?? readings.pen;
  const cannot = findings.filter(({ severity }) => severity === 'cannot');
  const why = cannot.map(({ message }) => message).join(' ');
  if (!rates) {
    return cannot.length > 0
      ? { reads: 'not', reason: why }
      : {
          reads: 'unknown',
          reason: 'No recording that was kept back says what was written in it.',
        };
  }
  const wrong = `${percent(rates.cer)} of the characters that were kept back are wrong.`;
  if (rates.cer <= goodCer) return { reads: 'words', reason: wrong };
  if (rates.cer <= badCer) {
    return {
      reads: 'badly',
      reason: [wrong, why, 'More sentences help.'].filter(Boolean).join(' '),
    };
  }
  const advice = 'Read single letters with --characters until words work.';
  return { reads: 'not', reason: [wrong, why, advice].filter(Boolean).join(' ') };
}

export function newPenJson(report: NewPenReport): object {
  const { findings, parts, stored, readings, writers, problems, labels, known } = report;
  return {
    pen: penJson(stored, known),
    verdict: { ...verdictOf(report), findings },
    learnt_from: parts.learning.length,
    kept_back: parts.keptBack.length,
    kept_back_by: parts.by,
    labels,
    before: readingJson(readings.nothing),
    fitted: readingJson(readings.pen),
    after: readingJson(readings.writer ?? readings.pen),
    writers: writers.map(({ writer, made, version, result }) => ({
      writer: writer.id,
      made,
      ...(version && { version: version.version }),
      kept: version !== undefined,
      reason: result.reason,
    })),
    readings: parts.keptBack.map(({ label }, at) => ({
      ...(label !== undefined && { written: label }),
      before: readings.nothing.texts[at],
      fitted: readings.pen.texts[at],
      after: (readings.writer ?? readings.pen).texts[at],
    })),
    problems: problems.count,
    skipped: problems.skipped,
  };
}

export function penJson({ profile, file }: StoredProfile, known: boolean): object {
  const { id, title, mounting = identity, pace = 1, smoothingHz } = profile;
  const smoothing = smoothingHz !== undefined && { smoothing_hz: smoothingHz };
  return { id, title, file, mounting, pace, ...smoothing, known };
}

function readingJson({ rates, evidence }: KeptBackReading): object {
  if (!rates) return { evidence };
  return { cer: rates.cer, wer: rates.wer, greedy_cer: rates.greedyCer, evidence };
}

const shownReadings = 6;

export function newPenText(report: NewPenReport): string {
  const { parts, stored, findings, fit, known, readings, writers } = report;
  const { nothing, pen, writer } = readings;
  const { reads, reason } = verdictOf(report);
  const lines = [
    `${counted(parts.learning.length + parts.keptBack.length, 'recording')}: ${parts.learning.length} to learn from, ${parts.keptBack.length} kept back${parts.by === 'recordings' ? ' (too few different texts: the same words are in both)' : ''}.`,
    ...findingLines(findings),
    known ? 'The pen was fitted before and is taken as it is:' : 'Found:',
    `  ${fitLine(fit)}`,
    'Of what was kept back:',
    `  as it is             ${rateLine(nothing)}`,
    `  with the pen fitted  ${rateLine(pen)}`,
    ...(writer ? [`  with the hand learnt ${rateLine(writer)}`] : []),
    ...parts.keptBack.slice(0, shownReadings).map(({ label = '?' }, at) => {
      const after = (writer ?? pen).texts[at]!;
      return `    ${label}: ${nothing.texts[at] || '–'} → ${after || '–'}`;
    }),
    ...writers.map(({ writer: { name, id }, version, result }) =>
      version
        ? `${name} is read with version ${version.version} from now on (--writer ${id}).`
        : `${name}: no version was kept. ${result.reason}`,
    ),
    `${headline[reads]} ${reason}`,
    `The pen is stored as “${stored.profile.id}” (${stored.file}): start --pen serial:PATH --profile ${stored.profile.id}, recognize and evaluate --profile ${stored.profile.id}.`,
  ];
  return `${lines.join('\n')}\n`;
}

const headline = {
  words: 'This pen reads words.',
  badly: 'This pen reads words, with many errors.',
  not: 'This pen does not read words.',
  unknown: 'How well this pen is read is not known.',
} as const;

export function findingLines(findings: readonly PenFinding[]): string[] {
  return findings.flatMap(({ severity, message, remedy }) => [
    `${severity === 'cannot' ? '✗' : '!'} ${message}`,
    `  → ${remedy}`,
  ]);
}

function fitLine({ mounting, pace, smoothingHz }: ProfileFit): string {
  const parts = [
    mounting && `mounting [${mounting.map((value) => Number(value.toFixed(3))).join(', ')}]`,
    pace !== undefined && `time × ${pace.toFixed(2)}`,
    smoothingHz !== undefined && `smoothed above ${smoothingHz} Hz`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : 'nothing reads better than the pen as it is';
}

function rateLine({ rates, evidence }: KeptBackReading): string {
  const told = `evidence ${evidence.toFixed(2)}`;
  return rates ? `CER ${percent(rates.cer)}, WER ${percent(rates.wer)} (${told})` : told;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}
