import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readExperimentSummary } from '../src-main/data/experiment-results.ts';
import { markdownTable } from '../src-main/research/report.ts';

/**
 * Writes docs/research/results.md from docs/research/results/. Folders of experiments that are given take the place of
 * those there first: `npm run -s results -- ~/.local/share/quillwave/experiments/synthetic`.
 */
const root = join(import.meta.dirname, '..');
export const resultsFolder = join(root, 'docs', 'research', 'results');
export const resultsPage = join(root, 'docs', 'research', 'results.md');

/** The page as the folders say it. */
export async function makeResultsPage(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  const summaries = await Promise.all(
    names.map(async (name) => ({
      ...(await readExperimentSummary(join(folder, name))),
      name,
    })),
  );
  const parts = summaries.flatMap(({ name, title, paragraphs, tables, plots }) => [
    `## ${title}`,
    ...paragraphs,
    ...tables.filter(({ detail }) => detail !== true).map((table) => markdownTable(table, 3)),
    ...plots.map((plot) => `![${plot.title}](results/${name}/${plot.name}.svg)`),
    `Every run: [\`docs/research/results/${name}\`](results/${name}).`,
  ]);
  return `${[
    '# Results of experiments',
    'Written by `npm run -s results` from `docs/research/results/`, where each experiment’s figures lie as CSV, JSON and SVG; a test holds the two together. Every section names the command that computes it. What simulated pens have in common with real ones is in [simulator.md](../inside/simulator.md), real letters and digits with and without the base model in [real-characters.md](real-characters.md).',
    ...summaries
      .map(({ title }) => `- [${title}](#${anchorOf(title)})`)
      .join('\n')
      .split('\n\n'),
    ...parts,
  ].join('\n\n')}\n`;
}

/** As GitHub names headings. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replace(/ /gu, '-');
}

/** Takes over the small files of an experiment's folder; not its steps. */
async function take(folder: string): Promise<void> {
  const { name, quick } = await readExperimentSummary(folder);
  if (quick) throw new Error(`${folder} is a quick run: only whole ones are kept.`);
  const target = join(resultsFolder, name);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const file of await readdir(folder)) {
    if (/\.(?:csv|svg|md|json)$/u.test(file)) {
      await copyFile(join(folder, file), join(target, file));
    }
  }
}

async function main(): Promise<void> {
  for (const folder of process.argv.slice(2)) await take(resolve(folder));
  await writeFile(resultsPage, await makeResultsPage(resultsFolder));
  process.stderr.write(`${resultsPage}\n`);
}

/** For the test: what stands there now. */
export const writtenPage = () => readFile(resultsPage, 'utf8');

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main();
}
