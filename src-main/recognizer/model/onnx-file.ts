import { agreement, differenceOf, referenceEngine } from '../../compute/ladder.ts';
import { openOnnxSession } from '../../compute/onnx-runtime.ts';
import { UserError } from '../../contract/alerts.ts';
import { openEngine } from '../encoder/engines.ts';
import { writeOnnx } from '../network/onnx/write-onnx.ts';
import type { ModelPackage } from './package.ts';

type ExportedModel = Pick<ModelPackage, 'manifest' | 'weights'>;

/**
 * A model as an ONNX file for use elsewhere: the network (`writeOnnx`) with all that it takes to feed
 * it and to understand it as metadata. Normalisation and decoding are not in the graph.
 */
export function modelAsOnnx({ manifest, weights }: ExportedModel): Uint8Array {
  const { name, title, description, rateHz, channels, alphabet, normalization, downSampling } =
    manifest;
  return writeOnnx(manifest.network, weights, {
    docString: `${title}. ${description}`.trim(),
    metadata: {
      name,
      rateHz: String(rateHz),
      channels: JSON.stringify(channels),
      normalization: JSON.stringify(normalization),
      downSampling: String(downSampling),
      // Class 0 is the CTC blank, class i + 1 is alphabet[i].
      alphabet: JSON.stringify(alphabet),
      weightsSha256: manifest.weights.sha256,
    },
  });
}

/**
 * Loads an exported file with ONNX Runtime and compares it with plain JavaScript on a fixed input.
 *
 * @returns the difference (`differenceOf`)
 * @throws UserError `model-onnx` when it is more than rungs may differ
 */
export async function checkOnnx(
  bytes: Uint8Array,
  { manifest: { network }, weights }: ExportedModel,
): Promise<number> {
  const time = 100;
  const values = Float32Array.from({ length: time * network.inputs }, (_, i) => Math.sin(i * i));
  const lengths = Int32Array.of(time);
  const reference = await openEngine(referenceEngine, { network, weights });
  const session = await openOnnxSession(bytes);
  try {
    const expected = await reference.run(values, lengths, time);
    const { logits } = await session.run({
      samples: { shape: [1, time, network.inputs], values },
      lengths: { shape: [1], values: lengths },
    });
    const difference = differenceOf(logits!.values, expected);
    if (difference <= agreement) return difference;
    throw new UserError(
      'model-onnx',
      `The exported file differs from the model by ${difference.toPrecision(2)}: nothing was written.`,
      'Please report this with the name of the model.',
    );
  } finally {
    await session.dispose();
    await reference.dispose();
  }
}
