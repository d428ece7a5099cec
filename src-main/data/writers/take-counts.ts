import { fewestTakes } from '../../contract/adaptation.ts';
import type { Writer } from '../../contract/writers.ts';
import { eventPayload } from '../sessions/session-format.ts';
import { readSession } from '../sessions/session-reader.ts';
import { takeSessions } from './takes.ts';
import { listVersions } from './versions.ts';
import type { WritersHome } from './writer-folders.ts';

export interface TakeCounts {
  readonly prompts: number;
  readonly corrections: number;
  /** Since the newest version was made; all of them where there is none. */
  readonly fresh: number;
  /** Whether the writer has a version. */
  readonly adapted: boolean;
}

/** So many more takes than a version has seen are worth another one: a quarter, at least ten. */
const worthwhile = { share: 0.25, least: 10 } as const;

/** How many labelled takes a writer has; damaged sessions are passed over. */
export async function countTakes(home: WritersHome, writer: Writer): Promise<TakeCounts> {
  const counts = { prompt: 0, correction: 0 };
  for (const { folder, source } of await takeSessions(home, writer.id)) {
    const labels = new Map<number, string>();
    try {
      for await (const record of readSession(folder, { types: ['event'] })) {
        const label =
          record.type === 'event' ? eventPayload(record.event, 'correction') : undefined;
        if (label !== undefined) labels.set(label.id, label.text);
      }
    } catch {
      continue;
    }
    for (const text of labels.values()) if (text.trim() !== '') counts[source] += 1;
  }
  const [newest] = await listVersions(home, writer.id);
  const { given, training = 0, heldBack = 0 } = newest?.takes ?? {};
  const seen = given ?? Math.max(training, heldBack);
  const all = counts.prompt + counts.correction;
  return {
    prompts: counts.prompt,
    corrections: counts.correction,
    fresh: Math.max(0, all - seen),
    adapted: newest !== undefined,
  };
}

/** Why adapting now would pay, for people; undefined while it would not. */
export function adaptationSuggestion({
  prompts,
  corrections,
  fresh,
  adapted,
}: TakeCounts): string | undefined {
  const all = prompts + corrections;
  if (all < fewestTakes) return undefined;
  if (!adapted) return `${all} words are there to learn from: adapting the model would pay.`;
  const enough = Math.max(worthwhile.least, worthwhile.share * (all - fresh));
  if (fresh < enough) return undefined;
  return `${fresh} words are new since the last adaptation: adapting again would pay.`;
}
