import type { NetworkDescription } from '../../recognizer/network/description.ts';
import { parametersFor } from '../../recognizer/network/parameters.ts';
import { elementCount, type NamedTensors } from '../../recognizer/network/weights.ts';

/** Weights as a text that survives JSON: float32 of this machine, base64. */
export function packed(weights: NamedTensors): string {
  return Buffer.concat(
    weights.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength)),
  ).toString('base64');
}

export function unpacked(network: NetworkDescription, text: string): NamedTensors {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  const values = new Float32Array(bytes.buffer);
  let at = 0;
  return parametersFor(network).map(({ name, shape }) => {
    const count = elementCount(shape);
    at += count;
    return { name, shape: [...shape], values: values.slice(at - count, at) };
  });
}
