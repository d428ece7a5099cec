import { useTensorflow } from '../../compute/tensorflow.ts';
import { downSamplingOf } from '../../recognizer/network/description.ts';
import { initialWeights } from '../../recognizer/network/initialize.ts';
import type { ModelPackage } from '../../recognizer/model/package.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';
import { settingsFor } from '../../learning/adaptation/settings.ts';
import type { ExperimentContext } from '../experiment.ts';
import { fit } from '../real-characters/fit.ts';
import { readSingles } from '../real-characters/judge.ts';
import { TrainingSamples } from '../real-characters/samples.ts';
import {
  characterSets,
  digestOf,
  findSets,
  readSet,
  type CharacterData,
  type CharacterSet,
} from '../real-characters/sets.ts';
import { settingsFor as baseSettingsFor, type RunSettings } from '../real-characters/settings.ts';
import { smallNetwork } from '../real-characters/small-network.ts';
import { judge, type Rates } from './judge.ts';
import { learnBy, type Method } from './methods.ts';
import { packed, unpacked } from './packed-weights.ts';

/** A pen that the model has never seen, before and after some examples of each of its characters. */
export interface PenRun extends Rates {
  readonly from: string;
  readonly to: string;
  /** Examples of each character; 0 is the model as it came. */
  readonly examples: number;
  readonly method: Method | 'nothing';
  readonly seed: number;
  readonly kept: boolean;
  readonly seconds: number;
  /** Recordings tested on. */
  readonly tested: number;
}

export interface RealPensOptions {
  /** Reads letters; learnt from simulated sensors. */
  readonly model: ModelPackage;
  readonly examples: readonly number[];
  readonly methods: readonly Method[];
  readonly seeds: readonly number[];
  readonly sets?: readonly CharacterSet[];
  /** Recordings tested on at most. */
  readonly mostTested: number;
  /** How a base model is trained on a set. */
  readonly baseSettings?: Partial<RunSettings>;
}

type Base = Pick<ModelPackage, 'manifest' | 'weights'>;

/** From one pen to the other and back, and from simulated words to a pen's letters. */
export async function realPens(
  context: ExperimentContext,
  options: RealPensOptions,
): Promise<PenRun[]> {
  const { remember, note, signal } = context;
  const { model, seeds, methods, examples } = options;
  const sets = findSets(context.data, options.sets ?? characterSets);
  const { rateHz } = model.manifest;
  const tensorflow = await useTensorflow();
  const loaded = new Map<string, CharacterData & { readonly digest: string }>();
  for (const set of sets) {
    const digest = await digestOf(set.path);
    loaded.set(set.name, { ...(await readSet(set.path, set.writing, rateHz)), digest });
  }
  const [letters, ...digits] = sets.map(({ name }) => name);
  const ways = [
    ...digits.flatMap((from) => digits.filter((to) => to !== from).map((to) => ({ from, to }))),
    { from: model.manifest.name, to: letters! },
  ];
  const runs: PenRun[] = [];
  for (const { from, to } of ways) {
    const base = await baseOf(from);
    const alphabet = new Set(base.manifest.alphabet);
    const windows = loaded.get(to)!.windows.filter(({ text }) => alphabet.has(text));
    for (const seed of seeds) {
      for (const { method, count } of [
        { method: 'nothing' as const, count: 0 },
        ...methods.flatMap((method) => examples.map((count) => ({ method, count }))),
      ]) {
        signal?.throwIfAborted();
        const key = JSON.stringify({
          ...{ from, to, method, count, seed, tested: options.mostTested },
          data: loaded.get(to)!.digest,
          base: loaded.get(from)?.digest ?? base.manifest.weights.sha256,
          ...{ settings: options.baseSettings, most: Math.max(...examples) },
          ...(method !== 'nothing' && { learnt: settingsFor(count * alphabet.size) }),
        });
        const run = await remember(key, () =>
          learnOne(base, windows, { from, to, method, examples: count, seed }),
        );
        runs.push(run);
        note(
          `${from} → ${to}, ${count} examples, ${method}: CER ${(100 * run.cer).toFixed(1)} %, ${run.seconds.toFixed(0)} s`,
        );
      }
    }
  }
  return runs;

  async function baseOf(name: string): Promise<Base> {
    const data = loaded.get(name);
    if (!data) return model;
    const settings = { ...baseSettingsFor(name, 'scratch'), ...options.baseSettings };
    const network = smallNetwork(data.channels.length, data.alphabet.length + 1);
    const recipe = {
      alphabet: data.alphabet,
      channels: [...data.channels],
      normalization: { kind: 'recording' as const },
      network,
    };
    const key = JSON.stringify(['base', name, data.digest, settings, network]);
    const kept = await remember(key, async () => {
      note(`a model of ${name} is trained`);
      const shuffled = new RandomGenerator('base').shuffle([...data.windows]);
      const validation = shuffled.splice(0, Math.round(0.1 * shuffled.length));
      const samples = new TrainingSamples(shuffled, settings, 'base');
      const { weights } = await fit(tensorflow, {
        recipe,
        weights: initialWeights(network, 1),
        settings,
        seed: 1,
        nextBatch: () => samples.next(),
        validate: async (reader) => {
          signal?.throwIfAborted();
          const read = await readSingles(reader, validation);
          return read.reduce((sum, { loss }) => sum + loss, 0) / read.length;
        },
      });
      return packed(weights);
    });
    const manifest = {
      ...model.manifest,
      ...recipe,
      alphabet: [...data.alphabet],
      name,
      downSampling: downSamplingOf(network),
    };
    return { manifest, weights: unpacked(network, kept) };
  }

  async function learnOne(
    base: Base,
    windows: readonly LabeledWindow[],
    way: Pick<PenRun, 'from' | 'to' | 'method' | 'examples' | 'seed'>,
  ): Promise<PenRun> {
    const { method, seed, examples: count } = way;
    const { takes, test } = divide(windows, Math.max(...examples), count, seed);
    const tested = test.slice(0, options.mostTested);
    const learnt =
      method === 'nothing'
        ? { weights: base.weights, kept: false, seconds: 0 }
        : await learnBy(method, tensorflow, base, takes, { seed, ...(signal && { signal }) });
    const rates = await judge(tensorflow, base.manifest, learnt.weights, tested);
    const { kept, seconds } = learnt;
    return { ...way, ...rates, kept, seconds, tested: tested.length };
  }
}

/** The same recordings are tested on whatever was learnt; of fewer examples the first are taken. */
function divide(
  windows: readonly LabeledWindow[],
  most: number,
  count: number,
  seed: number,
): { takes: LabeledWindow[]; test: LabeledWindow[] } {
  const seen = new Map<string, number>();
  const takes: LabeledWindow[] = [];
  const test: LabeledWindow[] = [];
  for (const window of new RandomGenerator(`${seed}/examples`).shuffle([...windows])) {
    const before = seen.get(window.text) ?? 0;
    seen.set(window.text, before + 1);
    if (before >= most) test.push(window);
    else if (before < count) takes.push(window);
  }
  return { takes, test };
}
