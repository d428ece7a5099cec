import type { Alphabet } from '../../contract/alphabet.ts';
import { allChannels, type SensorMask } from '../../contract/sensors.ts';
import { TextSource } from '../../simulator/composition/text-source.ts';
import { drawPenHardware } from '../../simulator/pen-hardware.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { simulateText } from '../../simulator/simulate.ts';
import { drawWriterStyle } from '../../simulator/writer.ts';
import { withSensors } from '../samples/augment-signal.ts';
import { framesFor } from '../kinds/recordings/recordings-corpus.ts';
import type { LabeledWindow } from '../samples/sample.ts';

export interface ReplayOptions {
  readonly alphabet: Alphabet;
  readonly rateHz: number;
  /** Sensors of the writer's pen. */
  readonly mask: SensorMask;
  readonly seed: number;
  /** Readings for each frame of the network. */
  readonly downSampling: number;
}

/**
 * Writing of others, in the fonts of the simulated pen: what a model could read before it learns one
 * writer, with characters that the takes may lack. Another hand and another pen for each.
 */
export function simulatedReplay(count: number, options: ReplayOptions): LabeledWindow[] {
  const { alphabet, rateHz, mask, seed, downSampling } = options;
  const characters = alphabet.filter((character) => character !== ' ');
  const source = new TextSource({ characters, vocabulary: 'training' });
  const samples: LabeledWindow[] = [];
  for (let index = 0; samples.length < count && index < 3 * count; index += 1) {
    const random = new RandomGenerator(`${seed}/replay/${index}`);
    const text = source.draw(random);
    const { length, values } = simulateText(text, {
      seed: random.integer(0, 0x7fff_ffff),
      rateHz,
      writer: drawWriterStyle(random.integer(0, 0x7fff_ffff)),
      pen: drawPenHardware(random.integer(0, 0x7fff_ffff)),
    });
    if (framesFor(text) > length / downSampling) continue;
    const window = { rateHz, mask: allChannels, length, values, startMs: 0 };
    samples.push(withSensors({ text, window, spans: [] }, mask));
  }
  return samples;
}
