import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { readRecordings } from '../../data/recording.ts';
import {
  exampleComparison,
  exampleRateHz,
  readingOfExamples,
} from '../../learning/kinds/isolated/example-model.ts';
import { seriesOf } from '../../learning/kinds/isolated/isolated-samples.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';
import { MappedWarping } from '../../recognizer/templates/mapped-warping.ts';
import { resampleUniform } from '../../signal/resample.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import type { Cell, Experiment, ExperimentContext, ExperimentReport } from '../experiment.ts';
import { spreadOf } from '../paired.ts';
import { digestOf } from '../real-characters/sets.ts';

interface LetterSet {
  readonly file: string;
  readonly title: string;
  /** Whether writers are told apart; otherwise the whole file is one. */
  readonly writers: boolean;
}

/** Below the data folder. The first is what settings were chosen on, the second confirms them. */
const letterSets: readonly LetterSet[] = [
  { file: 'wand-letters', title: 'wand in the air, accelerometer alone, 60 Hz', writers: true },
  { file: 'phone-letters', title: 'phone in the air, gravity taken off, 94 Hz', writers: true },
  {
    file: 'tablet-synchronised-letters',
    title: '6-axis pen on a tablet, a–z, 88 Hz',
    writers: false,
  },
  { file: 'pen-digits', title: 'ICM-20948 pen, 33 Hz', writers: false },
  { file: 'marker-digits', title: 'marker, 50 Hz, five writers not told apart', writers: false },
];

/** Where the examples are from that a writer's characters are compared with. */
const sources = ['own', 'others', 'both'] as const;
type Source = (typeof sources)[number];

const sourceTitles: Readonly<Record<Source, string>> = {
  own: 'two of each by the writer',
  others: 'two of each by every other writer, none by this one',
  both: 'both',
};

/** Of the writer, and of each of the others. */
const examplesOfEach = 2;
const seeds = [1, 2, 3];

/** How well single characters of an unseen pen are read after two examples of each. */
export const lettersByExample: Experiment = {
  name: 'letters-by-example',
  summary:
    'single characters of pens that no model knows, after two examples of each, leave one writer out',
  run,
};

interface WriterResult {
  readonly writer: string;
  readonly seed: number;
  readonly source: Source;
  readonly right: number;
  readonly of: number;
}

async function run(context: ExperimentContext): Promise<ExperimentReport> {
  const { data, quick, note, remember, signal } = context;
  const found = letterSets
    .map((set) => ({ ...set, path: join(data, 'pens', `${set.file}.ndjson.gz`) }))
    .filter(({ path }) => existsSync(path));
  if (found.length === 0) {
    throw new UserError(
      'experiment-data',
      `${data} holds none of ${letterSets.map(({ file }) => `pens/${file}.ndjson.gz`).join(', ')}.`,
      'Give with --data the folder that holds pens/.',
    );
  }
  const rows: Cell[][] = [];
  const detail: Cell[][] = [];
  for (const set of found) {
    const byWriter = await readLetters(set.path, set.writers);
    const chosen = set.writers && byWriter.size > 1 ? sources : (['own'] as const);
    for (const source of chosen) {
      const key = [set.file, await digestOf(set.path), source, quick, exampleComparison];
      const results = await remember(JSON.stringify(key), () => {
        signal?.throwIfAborted();
        return judge(byWriter, source, quick);
      });
      const writers = [...byWriter.keys()].map((writer) => {
        const own = results.filter((one) => one.writer === writer);
        return sum(own, 'right') / sum(own, 'of');
      });
      const { mean, deviation } = spreadOf(writers);
      rows.push([
        ...[set.file, sourceTitles[source], byWriter.size, sum(results, 'of')],
        ...[sum(results, 'right') / sum(results, 'of'), mean, deviation, Math.min(...writers)].map(
          (share) => Number((100 * share).toFixed(1)),
        ),
      ]);
      for (const { writer, seed, right, of } of results) {
        detail.push([set.file, sourceTitles[source], writer, seed, right, of]);
      }
      note(`${set.file}, ${sourceTitles[source]}: ${rows.at(-1)![4]} % right`);
    }
  }
  return {
    title: 'Single characters of unseen pens, by examples',
    paragraphs: [
      `Printed by \`npm run -s experiment -- letters-by-example${quick ? ' --quick' : ''}\`: what \`new-pen --characters\` does. Nothing is trained; a character is what the nearest example is, by time warping with a linear map of the channels. Settings were chosen on five writers of wand-letters and on simulated pens; the other sets confirm them, though a first look at one writer of each was had while centring was chosen. Examples are drawn with seeds ${seeds.slice(0, quick ? 1 : undefined).join(', ')}.`,
    ],
    tables: [
      {
        name: 'letters-by-example',
        title: 'Single characters of unseen pens, by examples',
        explanation:
          'Per cent read rightly: of all recordings, mean, standard deviation and worst over writers. Kept back is all that was no example.',
        columns: [
          ...['set', 'examples', 'writers', 'readings', 'right'],
          ...['mean', 'sd', 'worst writer'],
        ],
        rows,
      },
      {
        name: 'letters-by-example-writers',
        title: 'By writer and seed',
        columns: ['set', 'examples', 'writer', 'seed', 'right', 'of'],
        rows: detail,
        detail: true,
      },
    ],
    plots: [],
  };
}

function sum(results: readonly WriterResult[], what: 'right' | 'of'): number {
  return results.reduce((total, one) => total + one[what], 0);
}

async function readLetters(
  path: string,
  writersToldApart: boolean,
): Promise<Map<string, LabeledWindow[]>> {
  const writers = new Map<string, LabeledWindow[]>();
  for await (const { label = '', writer = '', timesMs, values, mask } of readRecordings(path)) {
    if (Array.from(label).length !== 1) continue;
    const window = resampleUniform(timesMs, values, mask, exampleRateHz);
    const name = writersToldApart ? writer : 'all';
    const own = writers.get(name) ?? [];
    writers.set(name, own);
    own.push({ text: label, window, spans: [{ character: label, start: 0, end: window.length }] });
  }
  return writers;
}

/** Of every writer so many are read at most by other people's examples, which are many. */
const readOfWriter = { own: 160, others: 8, both: 8 } as const;
const quickShare = 4;

function judge(
  byWriter: ReadonlyMap<string, readonly LabeledWindow[]>,
  source: Source,
  quick: boolean,
): WriterResult[] {
  const warping = new MappedWarping(exampleComparison);
  const used = source === 'own' && !quick ? seeds : seeds.slice(0, 1);
  return used.flatMap((seed) => {
    const divided = new Map(
      [...byWriter].map(([writer, own]) => [writer, divide(own, `${seed}/${writer}`)] as const),
    );
    return [...divided].map(([writer, { examples, rest }]): WriterResult => {
      const others = [...divided].flatMap(([name, part]) => (name === writer ? [] : part.examples));
      const shown =
        source === 'own' ? examples : source === 'others' ? others : [...examples, ...others];
      const reading = readingOfExamples(shown);
      const templates = shown.map((one) => ({ text: one.text, series: seriesOf(one, reading) }));
      const every = Math.max(quick ? quickShare : 1, Math.ceil(rest.length / readOfWriter[source]));
      const read = rest.filter((_, index) => index % every === 0);
      const right = read.filter((one) => {
        const series = seriesOf(one, reading);
        let [best, text] = [Infinity, ''];
        for (const template of templates) {
          const distance = warping.distance(series, template.series);
          if (distance < best) [best, text] = [distance, template.text];
        }
        return text === one.text;
      }).length;
      return { writer, seed, source, right, of: read.length };
    });
  });
}

function divide(own: readonly LabeledWindow[], seed: string) {
  const counts = new Map<string, number>();
  const examples: LabeledWindow[] = [];
  const rest: LabeledWindow[] = [];
  for (const one of new RandomGenerator(`${seed}/examples`).shuffle([...own])) {
    const count = (counts.get(one.text) ?? 0) + 1;
    counts.set(one.text, count);
    (count <= examplesOfEach ? examples : rest).push(one);
  }
  return { examples, rest };
}
