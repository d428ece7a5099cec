import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { UserError } from '../contract/alerts.ts';
import type {
  ExperimentListing,
  ExperimentPage,
  ExperimentPlace,
} from '../contract/experiments.ts';
import { describeIssues } from '../contract/issues.ts';
import { errorCode, fileError } from './files/file-errors.ts';

const fileName = v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/));
const cell = v.union([
  v.string(),
  v.number(),
  v.pipe(
    v.null(),
    v.transform(() => NaN),
  ),
]);

/** `summary.json` of an experiment's folder: all of its report but the drawings, which lie beside. */
export const experimentSummarySchema = v.object({
  name: fileName,
  title: v.string(),
  quick: v.boolean(),
  paragraphs: v.array(v.string()),
  tables: v.array(
    v.object({
      name: fileName,
      title: v.string(),
      explanation: v.optional(v.string()),
      columns: v.array(v.string()),
      rows: v.array(v.array(cell)),
      detail: v.optional(v.boolean()),
    }),
  ),
  plots: v.array(v.object({ name: fileName, title: v.string() })),
});

export type ExperimentSummary = v.InferOutput<typeof experimentSummarySchema>;

const summaryFile = 'summary.json';
/** An SVG beyond this is not shown, bytes. */
const largestPlot = 4_000_000;

/** @throws UserError `experiment-read` when the folder holds no summary of this version's */
export async function readExperimentSummary(folder: string): Promise<ExperimentSummary> {
  const file = join(folder, summaryFile);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fileError(error, file, 'read');
  });
  const checked = v.safeParse(v.pipe(v.string(), v.parseJson(), experimentSummarySchema), text);
  if (checked.success) return checked.output;
  throw new UserError(
    'experiment-read',
    `${file} is no summary of an experiment: ${describeIssues(checked.issues)}.`,
    'Run the experiment again: it writes its figures anew.',
  );
}

export type ExperimentFolders = Readonly<Record<ExperimentPlace['origin'], string>>;

/** By title, the user's own before those that came with the program; what cannot be read is left out. */
export async function listExperiments(folders: ExperimentFolders): Promise<ExperimentListing[]> {
  const listings: ExperimentListing[] = [];
  for (const origin of ['home', 'shipped'] as const) {
    for (const name of await foldersIn(folders[origin])) {
      const folder = join(folders[origin], name);
      const summary = await readExperimentSummary(folder).catch(() => undefined);
      if (!summary) continue;
      const { mtimeMs } = await stat(join(folder, summaryFile));
      const { title, quick } = summary;
      listings.push({ origin, name, title, quick, writtenAt: mtimeMs });
    }
  }
  return listings.sort((a, b) => a.title.localeCompare(b.title, 'en'));
}

/** Tables and plots; a plot that is missing or too large is left out. @throws as `readExperimentSummary` */
export async function readExperiment(
  folders: ExperimentFolders,
  { origin, name }: ExperimentPlace,
): Promise<ExperimentPage> {
  const folder = join(folders[origin], name);
  const { title, paragraphs, tables, plots } = await readExperimentSummary(folder);
  const drawn = await Promise.all(
    plots.map(async (plot) => {
      const svg = await readFile(join(folder, `${plot.name}.svg`), 'utf8').catch(() => '');
      return { title: plot.title, svg: svg.length <= largestPlot ? svg : '' };
    }),
  );
  return { title, paragraphs, tables, plots: drawn.filter(({ svg }) => svg !== ''), folder };
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.flatMap((entry) =>
      entry.isDirectory() && v.is(fileName, entry.name) ? [entry.name] : [],
    );
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw fileError(error, folder, 'read');
  }
}
