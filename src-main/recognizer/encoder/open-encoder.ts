import { cpuRungs, readingRungs, type Rung } from '../../compute/ladder.ts';
import { UserError } from '../../contract/alerts.ts';
import type { ModelPackage } from '../model/package.ts';
import { outputLength } from '../network/description.ts';
import type { BatchEncoder, Encoded, EncoderOptions } from './encoder.ts';
import { EncoderLadder } from './ladder.ts';

/** @throws UserError `encoder` when no rung, or none of those asked for, works */
export async function openEncoder(
  model: ModelPackage,
  options: EncoderOptions = {},
): Promise<BatchEncoder> {
  const { network } = model.manifest;
  const candidates = options.rungs?.map(rungCalled) ?? cpuRungs;
  const ladder = new EncoderLadder({ network, weights: model.weights }, candidates, options);
  const encodeBatch = async (windows: readonly Float32Array[]): Promise<Encoded[]> => {
    const lengths = Int32Array.from(windows, ({ length }) => length / network.inputs);
    const time = Math.max(...lengths);
    const values = new Float32Array(windows.length * time * network.inputs);
    windows.forEach((window, index) => values.set(window, index * time * network.inputs));
    const logits = await ladder.run(values, lengths, time);
    const each = logits.length / windows.length;
    return windows.map((_, index) => {
      const frames = outputLength(network, lengths[index]!);
      const from = index * each;
      return {
        logits: logits.subarray(from, from + frames * network.classes),
        frames,
        classes: network.classes,
      };
    });
  };
  const encoder: BatchEncoder = {
    get engine() {
      return ladder.rung?.id ?? '';
    },
    get description() {
      return ladder.rung?.title ?? '';
    },
    get fallbackReasons() {
      return ladder.reasons;
    },
    encode: async (values, length) => {
      if (values.length !== length * network.inputs) {
        throw new RangeError(
          `${values.length} values are not ${length} × ${network.inputs} channels`,
        );
      }
      const frames = outputLength(network, length);
      const logits =
        length === 0
          ? new Float32Array(0)
          : await ladder.run(values, Int32Array.of(length), length);
      return { logits, frames, classes: network.classes };
    },
    encodeBatch,
    dispose: () => ladder.dispose(),
  };
  try {
    // A rung that loads but cannot run this network must be found out now, not while writing.
    await encoder.encode(new Float32Array(network.inputs), 1);
  } catch (error) {
    await ladder.dispose();
    if (ladder.rung !== undefined) throw error;
    throw new UserError(
      'encoder',
      `The model “${model.manifest.name}” cannot be run: ${ladder.reasons.join('; ')}.`,
      options.rungs === undefined
        ? 'Install the program again (npm ci); its inference library may be missing or for another system.'
        : 'Leave the choice to the program; npm run -s doctor shows what works here.',
      { cause: error },
    );
  }
  return encoder;
}

/** @throws UserError `backend` naming those there are */
export function rungCalled(id: string): Rung {
  const found = readingRungs.find((rung) => rung.id === id);
  if (found !== undefined) return found;
  throw new UserError(
    'backend',
    `There is no way to run a network called “${id}”.`,
    `Choose one of ${readingRungs.map((rung) => rung.id).join(', ')}; npm run -s doctor shows which work here.`,
  );
}
