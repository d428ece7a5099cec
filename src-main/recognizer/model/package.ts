import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { downSamplingOf } from '../network/description.ts';
import { parametersFor } from '../network/parameters.ts';
import { checkWeights, elementCount, type NamedTensors } from '../network/weights.ts';
import {
  cardFile,
  manifestFile,
  parseManifest,
  templateValueCount,
  weightsFile,
  type ModelManifest,
} from './manifest.ts';

/** A model in memory: what one folder of `models/` holds. */
export interface ModelPackage {
  readonly manifest: ModelManifest;
  readonly weights: NamedTensors;
  /** Values of the templates that the manifest names (`TemplateSet`). */
  readonly templates?: Float32Array;
  readonly folder: string;
}

const unfinished = '.saving';

/**
 * Reads a model folder and checks it whole: manifest, byte count and sha256 of the weights.
 *
 * @throws UserError `model-missing`, `model-manifest`, `model-version` or `model-damaged`
 */
export async function loadModel(folder: string): Promise<ModelPackage> {
  const manifest = await readManifest(folder);
  const path = join(folder, weightsFile);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw damaged(folder, `${weightsFile} cannot be read (${messageOf(error)})`, error);
  });
  const problem = weightsProblem(manifest, bytes);
  if (problem === undefined) return { manifest, ...unpack(manifest, bytes), folder };
  // A save that was cut off between its two renames leaves the manifest of these weights behind.
  const pending = await readManifest(folder, unfinished).catch(() => undefined);
  if (pending === undefined || weightsProblem(pending, bytes) !== undefined) {
    throw damaged(folder, problem);
  }
  await rename(join(folder, manifestFile + unfinished), join(folder, manifestFile));
  return { manifest: pending, ...unpack(pending, bytes), folder };
}

/** Manifest alone, for lists; the weights are not looked at. @throws as `loadModel` */
export async function readManifest(folder: string, suffix = ''): Promise<ModelManifest> {
  const path = join(folder, manifestFile + suffix);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new UserError(
      'model-missing',
      `There is no model in ${folder}: ${manifestFile} cannot be read (${messageOf(error)}).`,
      'Give the name of an installed model, or a folder with manifest.json and weights.bin.',
      { cause: error },
    );
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw damaged(folder, `${manifestFile} is not JSON (${messageOf(error)})`, error);
  }
  return parseManifest(content, path);
}

export interface ModelToSave {
  /** Everything but what follows from network and weights. */
  readonly manifest: Omit<ModelManifest, 'format' | 'formatVersion' | 'downSampling' | 'weights'>;
  readonly weights: NamedTensors;
  /** Values of the templates, where the manifest has any. */
  readonly templates?: Float32Array;
  /** Text of the model card, Markdown; an earlier one stays when left out. */
  readonly card?: string;
}

/**
 * Writes a model folder. A model that stood there before is replaced as a whole: whenever the
 * program or the machine stops, the folder can be loaded as the old model or as the new one.
 *
 * @throws UserError `model-manifest` or `model-weights` before anything is written, `model-write`
 */
export async function saveModel(folder: string, model: ModelToSave): Promise<ModelPackage> {
  const { manifest, bytes } = completed(model);
  const files: [string, string | Uint8Array][] = [
    ...(model.card === undefined ? [] : [[cardFile, model.card] as [string, string]]),
    [weightsFile, bytes],
    [manifestFile, `${JSON.stringify(manifest, undefined, 2)}\n`],
  ];
  try {
    await mkdir(folder, { recursive: true });
    for (const [file, content] of files) {
      await writeThrough(join(folder, file + unfinished), content);
    }
    for (const [file] of files) await rename(join(folder, file + unfinished), join(folder, file));
  } catch (error) {
    for (const [file] of files) {
      await rm(join(folder, file + unfinished), { force: true }).catch(() => undefined);
    }
    throw new UserError(
      'model-write',
      `The model could not be written to ${folder} (${messageOf(error)}).`,
      'See that the disk has room and the folder can be written, then try again.',
      { cause: error },
    );
  }
  return packageOf(manifest, model, folder);
}

/**
 * Says in the manifest of a model what was found out about it since; weights and card stay.
 * @throws UserError as `readManifest`
 */
export async function changeManifest(
  folder: string,
  change: Pick<ModelManifest, 'language' | 'confidence'>,
): Promise<void> {
  const manifest = parseManifest({ ...(await readManifest(folder)), ...change }, folder);
  const path = join(folder, manifestFile);
  await writeThrough(path + unfinished, `${JSON.stringify(manifest, undefined, 2)}\n`);
  await rename(path + unfinished, path);
}

/**
 * The package that `saveModel` would write, to be tried before anything is written.
 * @throws as `saveModel`
 */
export function assembleModel(folder: string, model: ModelToSave): ModelPackage {
  return packageOf(completed(model).manifest, model, folder);
}

function packageOf(
  manifest: ModelManifest,
  { weights, templates }: ModelToSave,
  folder: string,
): ModelPackage {
  return { manifest, weights, ...(templates && { templates }), folder };
}

function completed(model: ModelToSave): { manifest: ModelManifest; bytes: Uint8Array } {
  const { network } = model.manifest;
  checkWeights(parametersFor(network), model.weights);
  const bytes = pack(model);
  const manifest = parseManifest(
    {
      format: 'quillwave-model',
      formatVersion: 1,
      ...model.manifest,
      downSampling: downSamplingOf(network),
      weights: { file: weightsFile, bytes: bytes.length, sha256: sha256(bytes) },
    },
    'What is to be saved',
  );
  const promised = templateValueCount(manifest);
  const given = model.templates?.length ?? 0;
  if (given !== promised) {
    throw new RangeError(`${given} values of templates where the manifest promises ${promised}`);
  }
  return { manifest, bytes };
}

/** Written and on the disk: a rename must not overtake the content. */
async function writeThrough(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

function pack({ weights, templates }: ModelToSave): Uint8Array {
  const parts = [...weights.map((tensor) => tensor.values), ...(templates ? [templates] : [])];
  const values = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    values.set(part, offset);
    offset += part.length;
  }
  return littleEndian(new Uint8Array(values.buffer));
}

function unpack(
  manifest: ModelManifest,
  bytes: Uint8Array,
): Pick<ModelPackage, 'weights' | 'templates'> {
  const values = new Float32Array(littleEndian(Uint8Array.from(bytes)).buffer);
  let offset = 0;
  const weights = parametersFor(manifest.network).map(({ name, shape }) => {
    const count = elementCount(shape);
    const part = values.slice(offset, offset + count);
    offset += count;
    return { name, shape: [...shape], values: part };
  });
  return { weights, ...(manifest.templates && { templates: values.slice(offset) }) };
}

/** Between this machine's float32 and the file's; in place. */
function littleEndian(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (endianness() === 'BE') Buffer.from(bytes.buffer).swap32();
  return bytes;
}

function weightsProblem(manifest: ModelManifest, bytes: Uint8Array): string | undefined {
  const { weights, network } = manifest;
  const parameters = parametersFor(network).reduce(
    (sum, { shape }) => sum + elementCount(shape),
    0,
  );
  const expected = 4 * (parameters + templateValueCount(manifest));
  if (weights.bytes !== expected) {
    return `the manifest promises ${weights.bytes} bytes of weights, its network and templates have ${expected}`;
  }
  if (bytes.length !== expected) {
    return `${weightsFile} has ${bytes.length} bytes instead of ${expected}`;
  }
  return sha256(bytes) === weights.sha256 ? undefined : `the checksum of ${weightsFile} is wrong`;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function damaged(folder: string, problem: string, cause?: unknown): UserError {
  return new UserError(
    'model-damaged',
    `The model in ${folder} is damaged: ${problem}.`,
    'Copy the model folder again from where it came, train it again, or choose another model.',
    cause === undefined ? undefined : { cause },
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
