import type { Rung } from './ladder.ts';
import type { Obstacle } from './requirements.ts';

/** What trying a rung showed. */
export type Verdict = { readonly rung: string } & (
  | {
      readonly works: true;
      /** For the fixed input, as it would be used. */
      readonly milliseconds: number;
      /** Beside the reference, see `differenceOf`. */
      readonly difference: number;
    }
  | ({ readonly works: false } & Obstacle)
);

export interface PassedOver extends Obstacle {
  readonly rung: string;
}

export interface Choice {
  /** Rungs that may be used, best first: the next takes over when one is lost. */
  readonly order: readonly string[];
  /** Why each other rung is not the one in use. */
  readonly passedOver: readonly PassedOver[];
}

export interface ChoiceOptions {
  /** This one, if it works, however slow. */
  readonly forced?: string;
  /** Rungs that stopped while they were in use, and how. */
  readonly lost?: Readonly<Record<string, string>>;
  /** That share the work on the processor; a GPU has all of it. Default 1. */
  readonly threads?: number;
}

/** A GPU must win by so much: it costs power, and its times vary more. */
const worthwhile = 0.9;

/**
 * Fastest that is right. Rungs on the processor alone follow those with drivers in the order of
 * taking over, because they can be relied on.
 */
export function chooseRung(
  rungs: readonly Rung[],
  verdicts: readonly Verdict[],
  { forced, lost = {}, threads = 1 }: ChoiceOptions = {},
): Choice {
  const verdictOf = new Map(verdicts.map((verdict) => [verdict.rung, verdict]));
  const working = rungs.flatMap((rung) => {
    const verdict = verdictOf.get(rung.id);
    if (verdict?.works !== true) return [];
    if (lost[rung.id] !== undefined && rung.id !== forced) return [];
    const milliseconds = verdict.milliseconds / (rung.driver ? 1 : threads);
    const cost = milliseconds / (rung.driver ? worthwhile : 1);
    return [{ rung, cost, milliseconds }];
  });
  const byCost = working.toSorted(
    (a, b) => Number(a.rung.reserve ?? false) - Number(b.rung.reserve ?? false) || a.cost - b.cost,
  );
  const first = byCost.find(({ rung }) => rung.id === forced) ?? byCost[0];
  const rest = byCost.filter((entry) => entry !== first && !entry.rung.driver);
  const order = first === undefined ? [] : [first, ...rest].map(({ rung }) => rung.id);
  const passedOver = rungs.flatMap((rung): PassedOver[] => {
    const { id } = rung;
    if (first === undefined || id !== first.rung.id) {
      const { reserve = false } = rung;
      return [{ rung: id, ...reasonFor(id, verdictOf.get(id), first, { forced, lost, reserve }) }];
    }
    return [];
  });
  return { order, passedOver };
}

function reasonFor(
  id: string,
  verdict: Verdict | undefined,
  first: { readonly rung: Rung; readonly milliseconds: number } | undefined,
  {
    forced,
    lost,
    reserve,
  }: { forced: string | undefined; lost: Readonly<Record<string, string>>; reserve: boolean },
): Obstacle {
  if (verdict === undefined) {
    return { reason: 'not tried yet', remedy: 'Try it: npm run -s doctor.' };
  }
  if (!verdict.works) return { reason: verdict.reason, remedy: verdict.remedy };
  const how = lost[id];
  if (how !== undefined) {
    return {
      reason: `it stopped while it was in use (${how})`,
      remedy: 'Try it again: npm run -s doctor.',
    };
  }
  if (first !== undefined && first.rung.id === forced) {
    return { reason: `${forced} was asked for`, remedy: 'Leave the choice to the program.' };
  }
  if (reserve) {
    return {
      reason: 'for comparison, or not exact: never chosen for its speed',
      remedy: 'Nothing to do.',
    };
  }
  const times = `${verdict.milliseconds.toFixed(1)} ms, ${first!.rung.id} ${first!.milliseconds.toFixed(1)} ms`;
  return { reason: `not faster: ${times}`, remedy: 'Nothing to do.' };
}
