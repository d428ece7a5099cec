import type { HandwritingCorpus } from '../../simulator/composition/handwriting-corpus.ts';
import { highPassed } from '../../simulator/filters.ts';
import { accelerometer, channelOf } from './bands.ts';
import { contactFigures } from './contact.ts';
import { composedByDrawnPens } from './populations.ts';
import type { EvenRecording } from './real-pens.ts';
import { quantile, rootMeanSquare } from './statistics.ts';

/** What all recordings hold, and what drawn writers and pens compose. */
export const forcePenWord = 'Computer';
export const forcePenHz = 100;
/** Its first readings are no measurements. */
export const forcePenStart = 5;
const shakingHz = 12;

export const forceFigureNames = {
  contactSeconds: 'a stretch on paper, s',
  airSeconds: 'a stretch in the air, s',
  airShare: 'share of time in the air',
  forceVariation: 'variation of the force on paper',
  lowForce: 'lowest 5 % of the force (0 air, 1 mean on paper)',
  highForce: 'highest 5 % of the force',
  paperShaking: 'shaking above 12 Hz on paper, m/s² an axis',
  airShaking: 'shaking above 12 Hz in the air, m/s² an axis',
} as const;

export type ForceFigures = Readonly<Record<keyof typeof forceFigureNames, number>>;

/** @returns undefined where contact cannot be told from the force */
function forceFigures(values: Float32Array, rateHz: number): ForceFigures | undefined {
  const contact = contactFigures(channelOf(values, 'force'), rateHz);
  if (!contact) return undefined;
  const shaking = accelerometer.map((name) =>
    highPassed(channelOf(values, name), shakingHz, rateHz),
  );
  const rms = (where: readonly boolean[]) =>
    rootMeanSquare(shaking.flatMap((axis) => Array.from(axis).filter((_, i) => where[i])));
  return {
    contactSeconds: quantile(contact.contacts, 0.5),
    airSeconds: quantile(contact.airs, 0.5),
    airShare: contact.airShare,
    forceVariation: contact.forceVariation,
    lowForce: contact.forceQuantiles[0]!,
    highForce: contact.forceQuantiles.at(-1)!,
    paperShaking: rms(contact.touching),
    airShaking: rms(contact.lifted),
  };
}

/** By writer: medians over recordings. */
export function measuredForceFigures(recordings: readonly EvenRecording[]) {
  const byWriter = new Map<string, ForceFigures[]>();
  for (const { writer = '', values, rateHz } of recordings) {
    const figures = forceFigures(values, rateHz);
    if (figures) byWriter.set(writer, [...(byWriter.get(writer) ?? []), figures]);
  }
  return [...byWriter].map(([writer, all]) => ({ writer, figures: medians(all) }));
}

export function simulatedForceFigures(corpus: HandwritingCorpus, count: number): ForceFigures[] {
  const drawn = composedByDrawnPens(corpus, [forcePenWord], { count, rateHz: forcePenHz });
  return Array.from(drawn, ({ writing }) => forceFigures(writing.values, forcePenHz)).filter(
    (figures) => figures !== undefined,
  );
}

function medians(all: readonly ForceFigures[]): ForceFigures {
  const names = Object.keys(forceFigureNames) as (keyof ForceFigures)[];
  return Object.fromEntries(
    names.map((name) => [
      name,
      quantile(
        all.map((figures) => figures[name]),
        0.5,
      ),
    ]),
  ) as Record<keyof ForceFigures, number>;
}
