import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, release } from 'node:os';
import { join } from 'node:path';
import { applicationVersion } from '../places.ts';

const packages = [
  'onnxruntime-node',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-node-gpu',
  '@tensorflow/tfjs-node',
  'webgpu',
];

/** Files and folders that come, go or change with drivers; folders stand for the names in them. */
const driverPlaces: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '/proc/driver/nvidia/version',
    '/dev/dri',
    '/usr/share/vulkan/icd.d',
    '/etc/vulkan/icd.d',
    '/usr/local/cuda',
    ...['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64'].flatMap((folder) =>
      ['libvulkan.so.1', 'libcuda.so.1', 'libcudart.so.11.0', 'libcudnn.so.8'].map((name) =>
        join(folder, name),
      ),
    ),
  ],
  win32: ['nvcuda.dll', 'vulkan-1.dll', 'dxgi.dll', 'DirectML.dll'].map((name) =>
    join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', name),
  ),
};

/** Of these the value counts. */
const variables = ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES', 'CUDA_VISIBLE_DEVICES', 'QUILLWAVE_BLAS'];

/**
 * All that decides which rungs work here: while it stays the same, what was found out stays true.
 * Looks only at a few small files.
 */
export function describeSurroundings(): Readonly<Record<string, string>> {
  const { node, electron } = process.versions as Record<string, string | undefined>;
  const known: Record<string, string | undefined> = {
    quillwave: applicationVersion,
    system: `${platform()} ${arch()} ${release()}`,
    node,
    electron,
  };
  for (const name of packages) known[name] = versionOf(name);
  for (const place of driverPlaces[process.platform] ?? []) known[place] = stateOf(place);
  for (const name of variables) known[name] = process.env[name];
  return Object.fromEntries(
    Object.entries(known).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function versionOf(name: string): string | undefined {
  try {
    const file = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version;
  } catch (error) {
    // Those that keep their package.json to themselves are there all the same.
    return (error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED'
      ? 'installed'
      : undefined;
  }
}

function stateOf(place: string): string | undefined {
  try {
    const state = statSync(place);
    if (state.isDirectory()) return readdirSync(place).sort().join(' ');
    // Files of the kernel have neither size nor a time that means anything.
    if (place.startsWith('/proc/')) return readFileSync(place, 'utf8').trim();
    return `${state.size} bytes, ${Math.round(state.mtimeMs)}`;
  } catch {
    return undefined;
  }
}
