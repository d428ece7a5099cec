import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { ModelManifest } from '../../recognizer/model/manifest.ts';

/**
 * Whether a model was trained on this very file, by the checksums that training left in its
 * manifest. Folders and files that cannot be read were not.
 */
export async function wasTrainedOn(
  { training }: Pick<ModelManifest, 'training'>,
  file: string,
): Promise<boolean> {
  const data = training?.['data'];
  if (typeof data !== 'object' || data === null) return false;
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) return false;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return Object.values(data).includes(hash.digest('hex'));
}
