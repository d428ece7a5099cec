import { createHash } from 'node:crypto';
import { UserError } from '../../../contract/alerts.ts';
import type { HandwritingCorpus } from '../../../simulator/composition/handwriting-corpus.ts';
import { simulateText } from '../../../simulator/simulate.ts';
import { openHandwriting } from '../../simulated-handwriting.ts';
import type {
  Experiment,
  ExperimentContext,
  ExperimentReport,
  ReportPlot,
  ReportTable,
} from '../experiment.ts';
import {
  forceFigureNames,
  type ForceFigures,
  forcePenHz,
  forcePenStart,
  measuredForceFigures,
  simulatedForceFigures,
} from './force-words.ts';
import { letterRateHz, letterRecording } from './letters.ts';
import { lettersFidelity } from './letters-fidelity.ts';
import { lettersReport, populationReport, stylusReport } from './present.ts';
import { comparePopulations, type PopulationSource } from './compare-populations.ts';
import { cutEvenly, readEvenly } from './real-pens.ts';
import {
  readStylusSession,
  readTabletLetters,
  sourceFiles,
  sourcePath,
  type TabletLetter,
} from './sources.ts';
import { percentileOf, quantile } from './statistics.ts';
import { stylusFidelity } from './stylus.ts';

interface Part {
  readonly tables: readonly ReportTable[];
  readonly plots: readonly ReportPlot[];
}

/** How true the simulated pen is to the real ones. */
export const simulatorFidelity: Experiment = {
  name: 'simulator-fidelity',
  summary: 'the pen simulator beside real pens: correlation, spectra, force, population',
  run,
};

async function run(context: ExperimentContext): Promise<ExperimentReport> {
  const missing: string[] = [];
  const open = (source: keyof typeof sourceFiles) => {
    const path = sourcePath(context.data, source);
    if (path === undefined) missing.push(sourceFiles[source]);
    return path;
  };
  const stylusPath = open('stylus');
  const lettersPath = open('letters');
  const forcePath = open('forcePen');
  const charactersPath = open('characters');
  const digits = { penDigits: open('penDigits'), markerDigits: open('markerDigits') };
  const parts: Part[] = [];
  if (stylusPath !== undefined) {
    context.note('Stylus: the camera’s pose through the sensor model …');
    const [session] = await readStylusSession(stylusPath);
    parts.push(stylusReport(stylusFidelity(session!)));
  }
  let letters: TabletLetter[] = [];
  if (lettersPath !== undefined) {
    context.note('Letters: the tablet’s path through pose and sensors …');
    context.signal?.throwIfAborted();
    letters = await readTabletLetters(lettersPath);
    if (context.quick) letters = letters.filter((_, i) => i % 4 === 0);
    parts.push(lettersReport(lettersFidelity(letters)));
  }
  const corpus = charactersPath === undefined ? undefined : await openHandwriting(charactersPath);
  if (forcePath !== undefined && corpus) {
    context.note('Force pen: force, contact and shaking beside drawn pens …');
    context.signal?.throwIfAborted();
    parts.push(await forcePart(context, forcePath, corpus));
  }
  const sources: PopulationSource[] = [];
  if (stylusPath !== undefined && corpus) {
    // The text ends at 21 s; zigzag and sine line follow.
    const [session] = await readEvenly(stylusPath, 100);
    const windows = cutEvenly(session!, 4).slice(0, 5);
    sources.push({ name: 'stylus', recordings: windows, texts: ['The quick brown'] });
  }
  if (lettersPath !== undefined) {
    const paths = letters.flatMap((letter) => letterRecording(letter, 0)?.trajectory ?? []);
    const recordings = await readEvenly(lettersPath, letterRateHz);
    sources.push({ name: 'letters', recordings, paths });
  }
  if (forcePath !== undefined && corpus) {
    const recordings = await readEvenly(forcePath, forcePenHz, forcePenStart);
    sources.push({ name: 'force pen', recordings, texts: ['Computer'] });
  }
  for (const [name, path, rateHz] of [
    ['pen digits', digits.penDigits, 33.3],
    ['marker digits', digits.markerDigits, 50],
  ] as const) {
    if (path === undefined || !corpus) continue;
    const recordings = (await readEvenly(path, rateHz)).filter(({ label = '' }) =>
      /^\d$/u.test(label),
    );
    sources.push({ name, recordings, texts: Array.from('0123456789') });
  }
  for (const source of sources) {
    context.note(`Population: drawn writers and pens beside ${source.name} …`);
    context.signal?.throwIfAborted();
  }
  if (sources.length > 0) parts.push(await populationPart(context, sources, corpus));
  if (parts.length === 0) {
    throw new UserError(
      'experiment-data',
      `${context.data} holds none of ${missing.join(', ')}.`,
      'Give with --data the folder that holds pens/ and trajectories/.',
    );
  }
  return {
    title: 'The simulated pen beside real ones',
    paragraphs: [
      `Printed by \`npm run -s experiment -- simulator-fidelity${context.quick ? ' --quick' : ''}\`.`,
      ...(missing.length > 0 ? [`Left out, as not there: ${missing.join(', ')}.`] : []),
    ],
    tables: parts.flatMap(({ tables }) => tables),
    plots: parts.flatMap(({ plots }) => plots),
  };
}

async function forcePart(
  context: ExperimentContext,
  path: string,
  corpus: HandwritingCorpus,
): Promise<Part> {
  const recordings = await readEvenly(path, forcePenHz, forcePenStart);
  const measured = measuredForceFigures(recordings);
  const count = context.quick ? 40 : 300;
  const simulated = await context.remember(`force ${count} ${simulatorPrint()}`, () =>
    simulatedForceFigures(corpus, count),
  );
  const names = Object.keys(forceFigureNames) as (keyof ForceFigures)[];
  const table: ReportTable = {
    name: 'force-pen',
    title: 'Force, contact and shaking: force pen and simulated words',
    explanation: `“Computer” by three writers with one pen (medians of their recordings) and by ${count} drawn writers with drawn pens. Contact is told by the force alone, in both alike. The last columns say at which percentile of the simulated ones each writer lies.`,
    columns: [
      'figure',
      ...measured.map(({ writer }) => writer),
      'simulated 5 %',
      '50 %',
      '95 %',
      ...measured.map(({ writer }) => `percentile ${writer}`),
    ],
    rows: names.map((name) => {
      const all = simulated.map((figures) => figures[name]).filter((value) => value !== null);
      return [
        forceFigureNames[name],
        ...measured.map(({ figures }) => figures[name]),
        ...[0.05, 0.5, 0.95].map((share) => quantile(all, share)),
        ...measured.map(({ figures }) => percentileOf(figures[name], all)),
      ];
    }),
  };
  return { tables: [table], plots: [] };
}

async function populationPart(
  context: ExperimentContext,
  sources: readonly PopulationSource[],
  corpus: HandwritingCorpus | undefined,
): Promise<Part> {
  const count = context.quick ? 40 : 300;
  const compared = [];
  for (const source of sources) {
    context.signal?.throwIfAborted();
    const key = `population of ${source.name} ${count} ${simulatorPrint()}`;
    compared.push(await context.remember(key, () => comparePopulations(source, corpus, count)));
  }
  return populationReport(compared, count);
}

/** What the simulator makes of some seeds: remembered results of another simulator are not its own. */
function simulatorPrint(): string {
  const hash = createHash('sha256');
  for (let seed = 0; seed < 8; seed++) hash.update(simulateText('Quill', { seed }).values);
  return hash.digest('hex').slice(0, 12);
}
