import { createRequire } from 'node:module';
import type { Rung } from './ladder.ts';

/** Why a rung cannot be used, and what to do about it. */
export interface Obstacle {
  readonly reason: string;
  readonly remedy: string;
}

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  /** Inside Electron rather than plain Node. */
  readonly electron: boolean;
  /** Whether an npm package is installed. */
  readonly has: (packageName: string) => boolean;
}

export function presentSurroundings(): Surroundings {
  const { resolve } = createRequire(import.meta.url);
  return {
    platform: process.platform,
    electron: 'electron' in process.versions,
    has: (name) => {
      try {
        resolve(name);
        return true;
      } catch (error) {
        // It is there, but keeps its package.json or its entry for itself.
        return (error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND';
      }
    },
  };
}

const platformNames: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'Linux',
  win32: 'Windows',
  darwin: 'macOS',
};

/** What can be known of a rung without trying it. */
export function missingRequirement(
  { platforms, packages, inElectron, id }: Rung,
  { platform, electron, has }: Surroundings,
): Obstacle | undefined {
  if (platforms?.includes(platform) === false) {
    const names = platforms.map((name) => platformNames[name] ?? name);
    return { reason: `only on ${names.join(' and ')}`, remedy: 'Nothing to do.' };
  }
  if (electron && inElectron === 'window') return undefined;
  if (packages.some(has)) return undefined;
  const [first] = packages;
  return {
    reason: `the package ${first!} is not installed`,
    remedy: electron ? notShipped : (installing[id] ?? `Install it: npm install ${first!}`),
  };
}

const notShipped = 'The installed program comes without it: run Quillwave from its source for it.';

const installing: Readonly<Record<string, string>> = {
  'tensorflow-cuda':
    'Install CUDA 11.2 and cuDNN 8.1, then run npm install again with access to storage.googleapis.com, where its library lies.',
  'tensorflow-native':
    'Optional: npm install --no-save @tensorflow/tfjs-node, with access to storage.googleapis.com, where its library lies.',
};

interface Explanation {
  readonly pattern: RegExp;
  readonly reason?: string;
  readonly remedy: string;
}

const gpuRemedy =
  'Install the driver of the graphics card; on Linux also its Vulkan part and the package libvulkan1.';

/** What libraries say, for people; the first that matches. */
const explanations: readonly Explanation[] = [
  {
    pattern: /lib(cuda|cudart|cublas|cudnn|cufft|cusolver|cusparse|nvinfer)[\w.]*/u,
    remedy:
      'Install the driver of the card with the CUDA and cuDNN versions that are named, or leave it: the other rungs do without.',
  },
  {
    pattern: /ExecutionProvider_Cuda|providers_cuda|providers_shared/u,
    reason: 'the CUDA provider of ONNX Runtime is not installed',
    remedy:
      'Install CUDA 12 and cuDNN 9, then: ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install.js',
  },
  {
    pattern: /Chromium offers no GPU/u,
    reason: 'Chromium offers no GPU to WebGPU',
    remedy:
      'Install the driver of the graphics card. On Linux it has to be asked for too: start the window with --enable-unsafe-webgpu --enable-features=Vulkan.',
  },
  {
    pattern: /No supported adapters|No GPU was found|adapter_result|requestAdapter/u,
    reason: 'no GPU was found that WebGPU can use',
    remedy: gpuRemedy,
  },
  {
    pattern: /libvulkan|vkCreateInstance|Vulkan/u,
    reason: 'Vulkan does not start',
    remedy: gpuRemedy,
  },
  {
    pattern: /backend not found|no available backend/u,
    reason: 'this build of ONNX Runtime does not have it',
    remedy: 'Nothing to do.',
  },
  {
    pattern: /took longer than/u,
    remedy:
      'Update the driver of the graphics card, or try again when the machine is idle: npm run -s doctor.',
  },
  {
    pattern: /SIGKILL|out of memory|allocation/iu,
    remedy: 'Close other programs that use the memory of the machine or its graphics card.',
  },
  {
    pattern: /SIG[A-Z]+|ended with code/u,
    remedy: 'Update the driver of the graphics card.',
  },
  {
    pattern: /differs? from the reference/u,
    remedy: 'Update the driver of the graphics card; until then this rung is not believed.',
  },
];

const longestReason = 240;

/** A failure as a reason with its remedy. @param said by a library, any number of lines */
export function explainFailure(said: string): Obstacle {
  const found = explanations.find(({ pattern }) => pattern.test(said));
  const line = said
    .split('\n')
    .map((text) => text.trim())
    .find((text) => text !== '');
  return {
    reason: found?.reason ?? (line ?? 'it failed without a word').slice(0, longestReason),
    remedy: found?.remedy ?? 'Nothing to do: the other rungs do without.',
  };
}
