import { createHash } from 'node:crypto';
import { UserError } from '../../contract/alerts.ts';
import type { HandwritingCorpus } from '../../simulator/composition/handwriting-corpus.ts';
import { simulateText } from '../../simulator/simulate.ts';
import { openHandwriting } from '../../learning/samples/simulated-handwriting.ts';
import type { Experiment, ExperimentContext, ExperimentReport } from '../experiment.ts';
import {
  forcePenHz,
  forcePenStart,
  measuredForceFigures,
  simulatedForceFigures,
} from './force-words.ts';
import { lettersFidelity } from './letters-fidelity.ts';
import {
  forceReport,
  lettersReport,
  type Part,
  populationReport,
  stylusReport,
} from './present.ts';
import { comparePopulations, type PopulationSource } from './compare-populations.ts';
import { populationSources } from './population-sources.ts';
import { readEvenly } from './real-pens.ts';
import {
  missingFiles,
  readStylusSession,
  readTabletLetters,
  sourcePaths,
  type TabletLetter,
} from './sources.ts';
import { stylusFidelity } from './stylus.ts';

/** How true the simulated pen is to the real ones. */
export const simulatorFidelity: Experiment = {
  name: 'simulator-fidelity',
  summary: 'the pen simulator beside real pens: correlation, spectra, force, population',
  run,
};

async function run(context: ExperimentContext): Promise<ExperimentReport> {
  const paths = sourcePaths(context.data);
  const missing = missingFiles(paths);
  const parts: Part[] = [];
  if (paths.stylus !== undefined) {
    context.note('Stylus: the camera’s pose through the sensor model …');
    const [session] = await readStylusSession(paths.stylus);
    parts.push(stylusReport(stylusFidelity(session!)));
  }
  let letters: TabletLetter[] = [];
  if (paths.letters !== undefined) {
    context.note('Letters: the tablet’s path through pose and sensors …');
    context.signal?.throwIfAborted();
    letters = await readTabletLetters(paths.letters);
    if (context.quick) letters = letters.filter((_, i) => i % 4 === 0);
    parts.push(lettersReport(lettersFidelity(letters)));
  }
  const corpus =
    paths.characters === undefined ? undefined : await openHandwriting(paths.characters);
  if (paths.forcePen !== undefined && corpus) {
    context.note('Force pen: force, contact and shaking beside drawn pens …');
    context.signal?.throwIfAborted();
    parts.push(await forcePart(context, paths.forcePen, corpus));
  }
  const sources = await populationSources(paths, letters, corpus !== undefined);
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
  const count = drawnPens(context);
  const simulated = await context.remember(`force ${count} ${simulatorPrint()}`, () =>
    simulatedForceFigures(corpus, count),
  );
  return forceReport(measured, simulated, count);
}

async function populationPart(
  context: ExperimentContext,
  sources: readonly PopulationSource[],
  corpus: HandwritingCorpus | undefined,
): Promise<Part> {
  const count = drawnPens(context);
  const compared = [];
  for (const source of sources) {
    context.note(`Population: drawn writers and pens beside ${source.name} …`);
    context.signal?.throwIfAborted();
    const key = `population of ${source.name} ${count} ${simulatorPrint()}`;
    compared.push(await context.remember(key, () => comparePopulations(source, corpus, count)));
  }
  return populationReport(compared, count);
}

function drawnPens({ quick }: ExperimentContext): number {
  return quick ? 40 : 300;
}

/** What the simulator makes of some seeds: remembered results of another simulator are not its own. */
function simulatorPrint(): string {
  const hash = createHash('sha256');
  for (let seed = 0; seed < 8; seed++) hash.update(simulateText('Quill', { seed }).values);
  return hash.digest('hex').slice(0, 12);
}
