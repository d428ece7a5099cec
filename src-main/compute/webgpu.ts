import { UserError } from '../contract/alerts.ts';

/** What of the package `webgpu` is used here. */
interface WebgpuPackage {
  readonly create: (flags: string[]) => { requestAdapter(): Promise<GpuAdapter | null> };
  readonly globals: object;
}

interface GpuAdapter {
  readonly info?: Readonly<Partial<Record<'vendor' | 'description' | 'device', string>>>;
}

let started: Promise<string> | undefined;

/**
 * WebGPU in plain Node as browsers have it, for TensorFlow.js. It keeps the process from ending:
 * `releaseWebgpu`.
 *
 * @returns the name of the GPU
 * @throws UserError `webgpu` where there is none
 */
export function provideWebgpu(): Promise<string> {
  started ??= provide().catch((error: unknown) => {
    started = undefined;
    throw error;
  });
  return started;
}

async function provide(): Promise<string> {
  // By a variable: the package is optional, and bundlers must not look for it.
  const name = 'webgpu';
  const { create, globals } = (await import(name)) as WebgpuPackage;
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const adapter = await gpu.requestAdapter();
  if (adapter === null) {
    throw new UserError(
      'webgpu',
      'No GPU was found that WebGPU can use.',
      'Install the driver of the graphics card; on Linux also its Vulkan part and libvulkan1.',
    );
  }
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  const { description, device, vendor } = adapter.info ?? {};
  return [vendor, description, device].find((text) => text !== undefined && text !== '') ?? 'GPU';
}

export function releaseWebgpu(): void {
  if (started === undefined) return;
  started = undefined;
  Reflect.deleteProperty(globalThis, 'navigator');
}
