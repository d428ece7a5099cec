import { modelFolders } from '../../live/places.ts';
import { cpuRungs } from '../../compute/ladder.ts';
import { openEncoder } from '../../recognizer/encoder.ts';
import { resolveModel } from '../../recognizer/model/library.ts';
import type { ModelPackage } from '../../recognizer/model/package.ts';
import { medianMs, type Measurement } from './measurement.ts';
import { benchPytorch } from './pytorch.ts';

/** Lengths of the windows, seconds of ink. */
export const inkSeconds = [1, 2, 5, 10] as const;

/** Milliseconds a window for every engine that runs here, PyTorch beside them in the same run. */
export async function benchEncoders(modelName: string): Promise<Measurement[]> {
  const model = await resolveModel(modelName, { folders: modelFolders() });
  const measurements: Measurement[] = [];
  for (const { id } of cpuRungs) measurements.push(...(await benchEngine(model, id)));
  measurements.push(...(await benchPytorch(model, await checksumOf(model))));
  return measurements;
}

async function benchEngine(
  model: ModelPackage,
  engine: string,
): Promise<Measurement[]> {
  const { rateHz, network } = model.manifest;
  try {
    const encoder = await openEncoder(model, { rungs: [engine] });
    const measurements: Measurement[] = [];
    for (const seconds of inkSeconds) {
      const length = seconds * rateHz;
      const values = testInput(length * network.inputs);
      const value = await medianMs(() => encoder.encode(values, length));
      measurements.push(windowMeasurement(engine, seconds, value));
    }
    await encoder.dispose();
    return measurements;
  } catch (error) {
    return [
      {
        name: engine,
        value: Number.NaN,
        unit: 'ms',
        missing: error instanceof Error ? error.message : String(error),
      },
    ];
  }
}

function testInput(count: number): Float32Array {
  return new Float32Array(count).map((_, index) => Math.sin(index));
}

async function checksumOf(model: ModelPackage): Promise<number> {
  const { rateHz, network } = model.manifest;
  const encoder = await openEncoder(model);
  const length = inkSeconds.at(-1)! * rateHz;
  const { logits } = await encoder.encode(testInput(length * network.inputs), length);
  await encoder.dispose();
  return logits.reduce((sum, value) => sum + value, 0);
}

export function windowMeasurement(engine: string, seconds: number, value: number): Measurement {
  return {
    name: `${engine}, window of ${seconds} s`,
    value,
    unit: `ms (${(value / seconds).toFixed(2)} ms per second of ink)`,
  };
}
