import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../contract/alerts.ts';
import type { PromptChoice, PromptedSummary, PromptItem } from '../../contract/prompts.ts';
import { writeFileAtomic } from '../files/atomic-file.ts';
import { eventPayload, type TakeEvent } from '../sessions/session-format.ts';
import { readSession } from '../sessions/session-reader.ts';
import { newSessionFolder } from '../sessions/sessions.ts';
import { journalsIn } from './takes.ts';
import { namesIn, writerFolders, type WritersHome } from './writer-folders.ts';

const planFile = 'prompts.json';

/** What is to be written; never changed after it was made. What became of it stands in the journals. */
const planSchema = v.object({
  format: v.literal('quillwave-prompts'),
  formatVersion: v.literal(1),
  createdAt: v.string(),
  prompts: v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1)),
  /** Characters that are to be covered. */
  characters: v.array(v.string()),
});
export type PromptPlan = v.InferOutput<typeof planSchema>;

export interface PromptedFolder {
  /** Name of the session. */
  readonly session: string;
  readonly folder: string;
  readonly plan: PromptPlan;
}

/** Makes a prompted session, with nothing written yet. @throws UserError */
export async function createPromptedSession(
  home: WritersHome,
  id: string,
  { prompts, characters }: Pick<PromptChoice, 'prompts' | 'characters'>,
  now = new Date(),
): Promise<PromptedFolder> {
  const folder = await newSessionFolder({ recordings: writerFolders(home, id).sessions }, now);
  const plan: PromptPlan = {
    format: 'quillwave-prompts',
    formatVersion: 1,
    createdAt: now.toISOString(),
    prompts: [...prompts],
    characters: [...characters],
  };
  await writeFileAtomic(join(folder, planFile), `${JSON.stringify(plan, undefined, 2)}\n`);
  return { session: basename(folder), folder, plan };
}

/** @throws UserError `prompts-unknown` */
export async function openPromptedSession(
  home: WritersHome,
  id: string,
  session: string,
): Promise<PromptedFolder> {
  const { sessions } = writerFolders(home, id);
  // Names come from outside: only what lies right inside the folder is a session.
  const plain = (await namesIn(sessions)).includes(session);
  const folder = join(sessions, plain ? session : '-');
  const plan = plain ? await readPlan(folder) : undefined;
  if (plan !== undefined) return { session, folder, plan };
  throw new UserError(
    'prompts-unknown',
    `There is no session “${session}” to go on with.`,
    'Start a new one on the page of the writer.',
  );
}

/** The prompted sessions of a writer, newest first. Damaged ones are passed over. */
export async function listPromptedSessions(
  home: WritersHome,
  id: string,
): Promise<PromptedSummary[]> {
  const { sessions } = writerFolders(home, id);
  const summaries: PromptedSummary[] = [];
  for (const session of (await namesIn(sessions)).reverse()) {
    const folder = join(sessions, session);
    const plan = await readPlan(folder);
    if (plan === undefined) continue;
    const items = await readPromptItems({ session, folder, plan });
    const count = (state: PromptItem['state']) => items.filter((one) => one.state === state).length;
    summaries.push({
      session,
      createdAt: plan.createdAt,
      prompts: items.length,
      kept: count('kept'),
      doubtful: count('doubtful'),
      open: count('open'),
    });
  }
  return summaries;
}

/** What has become of each prompt, as the journals tell, those of a killed program too. */
export async function readPromptItems({ folder, plan }: PromptedFolder): Promise<PromptItem[]> {
  const items: PromptItem[] = plan.prompts.map((text) => ({ text, state: 'open' }));
  for (const journal of await journalsIn(folder)) {
    const readings = new Map<number, string>();
    for await (const record of readSession(journal, { types: ['event'] })) {
      if (record.type !== 'event') continue;
      const segment = eventPayload(record.event, 'segment');
      if (segment !== undefined) readings.set(segment.id, segment.recognition.text);
      const take = eventPayload(record.event, 'take');
      const prompt = plan.prompts[take?.prompt ?? -1];
      if (take === undefined || prompt === undefined) continue;
      items[take.prompt] = promptItem(prompt, take, readings.get(take.id ?? -1));
    }
  }
  return items;
}

/** A prompt after something has become of it. */
export function promptItem(
  prompt: string,
  { verdict, text }: TakeEvent,
  reading: string | undefined,
): PromptItem {
  return {
    text: prompt,
    state: verdict === 'rejected' ? 'open' : verdict,
    ...(verdict === 'kept' && text !== undefined && text !== prompt ? { written: text } : {}),
    ...(reading === undefined || verdict === 'rejected' ? {} : { reading }),
  };
}

async function readPlan(folder: string): Promise<PromptPlan | undefined> {
  try {
    return v.parse(planSchema, JSON.parse(await readFile(join(folder, planFile), 'utf8')));
  } catch {
    return undefined;
  }
}
