import {
  channelCount,
  channelIndex,
  channels as channelTable,
  channelsIn,
  type ChannelName,
} from '../../../contract/sensors.ts';
import { UserError } from '../../../contract/alerts.ts';
import { characterWindow } from '../../../recognizer/decoding/single-character.ts';
import type { Normalization } from '../../../recognizer/input/normalization.ts';
import type { ModelToSave } from '../../../recognizer/model/package.ts';
import { parseNetwork } from '../../../recognizer/network/description.ts';
import { initialWeights } from '../../../recognizer/network/initialize.ts';
import type { Comparison } from '../../../recognizer/templates/templates.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import { seriesOf, type Reading } from './isolated-samples.ts';

/** Rate at which examples are kept and compared. */
export const exampleRateHz = 100;

/** Chosen on writers of `wand-letters` and simulated pens, by two examples of each letter (`letters-by-example`). */
const fixedLength = { readings: 32, smoothing: 3, trimmed: true } as const;
export const exampleComparison: Comparison = {
  band: 0.15,
  detour: 0.1,
  ends: { share: 0.1, weight: 0.5 },
  stiffness: 1,
  rounds: 1,
};
/** How surely the nearer of two is the right one: only confidences depend on it. */
const weight = 6;

/** Examples of single characters, and what it takes to compare others with them. */
interface ExampleModelOptions {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
}

/** How windows are read beside these examples: motion sensors and force, each sensor in one scale. */
export function readingOfExamples(examples: readonly LabeledWindow[]): Reading {
  const channels = comparedChannels(examples);
  return { channels, fixedLength, normalization: sensorScales(examples, channels) };
}

/**
 * A model of single characters that has nothing but examples: a window is what the nearest of them is, by
 * time warping with a linear map of the channels. It needs no training and no other pen: two of each
 * character do. Its network says nothing; all characters are alike to it.
 *
 * @param examples at least two different characters, at `exampleRateHz`
 * @throws UserError `example-characters`
 */
export function exampleModel(
  examples: readonly LabeledWindow[],
  { name, title, description = '' }: ExampleModelOptions,
): ModelToSave {
  const alphabet = [...new Set(examples.map(({ text }) => text))].sort();
  if (alphabet.length < 2) {
    throw new UserError(
      'example-characters',
      'Examples of at least two different characters are needed.',
      'Write every letter twice, each a recording of its own with its label.',
    );
  }
  const reading = readingOfExamples(examples);
  const { channels, normalization } = reading;
  const classes = alphabet.length + 1;
  const network = parseNetwork({
    ...{ inputs: channels.length, classes },
    layers: [{ kind: 'linear', units: classes }],
  });
  const silent = initialWeights(network, 0).map((tensor) => ({
    ...tensor,
    values: new Float32Array(tensor.values.length),
  }));
  const series = examples.map((one) => seriesOf(one, reading).values);
  const templates = new Float32Array(series.reduce((sum, one) => sum + one.length, 0));
  series.reduce((at, one) => (templates.set(one, at), at + one.length), 0);
  return {
    manifest: {
      ...{ name, title, description, rateHz: exampleRateHz, channels: [...channels], alphabet },
      ...{ normalization, network, fixedLength },
      decoding: 'single-character',
      templates: {
        characters: examples.map(({ text }) => text),
        comparison: exampleComparison,
        weight,
      },
    },
    weights: silent,
    templates,
  };
}

/** The magnetometer tells the desk, not the letter; a channel that does not move tells nothing. */
function comparedChannels(examples: readonly LabeledWindow[]): ChannelName[] {
  const mask = examples.reduce((all, { window }) => all & window.mask, ~0);
  return channelsIn(mask).filter((name) => {
    const { sensor } = channelTable[channelIndex(name)]!;
    return sensor !== 'magnetometer' && deviationOf(examples, [name]) > 1e-6;
  });
}

/** Axes of one sensor share a scale, so that how strongly each moves is kept. */
function sensorScales(
  examples: readonly LabeledWindow[],
  channels: readonly ChannelName[],
): Normalization {
  const sensorOf = (name: ChannelName) => channelTable[channelIndex(name)]!.sensor;
  const scales = new Map(
    [...new Set(channels.map(sensorOf))].map((sensor) => {
      const own = channels.filter((name) => sensorOf(name) === sensor);
      return [sensor, deviationOf(examples, own)];
    }),
  );
  return { kind: 'centred', scale: channels.map((name) => scales.get(sensorOf(name))!) };
}

/** Of each channel about its mean in each example, all channels and examples together. */
function deviationOf(examples: readonly LabeledWindow[], names: readonly ChannelName[]): number {
  let [squares, count] = [0, 0];
  for (const { window } of examples) {
    const { values, length } = characterWindow(window, fixedLength);
    for (const channel of names.map(channelIndex)) {
      const own = Array.from({ length }, (_, row) => values[row * channelCount + channel]!);
      const mean = own.reduce((sum, one) => sum + one, 0) / length;
      squares += own.reduce((sum, one) => sum + (one - mean) ** 2, 0);
      count += length;
    }
  }
  return Math.sqrt(squares / Math.max(1, count));
}
