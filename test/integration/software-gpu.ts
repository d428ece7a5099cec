import { existsSync } from 'node:fs';

/**
 * This machine's GPU, else SwiftShader, a GPU in software that comes with Debian's chromium: correct, and
 * slow. Tests on it take shapes as small as they go.
 */
const softwareGpu = '/usr/lib/chromium/vk_swiftshader_icd.json';
const loaders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64'];
const software =
  existsSync(softwareGpu) && loaders.some((folder) => existsSync(`${folder}/libvulkan.so.1`));

/** For processes that shall find it. */
export const gpuEnvironment: Readonly<Record<string, string>> = existsSync('/dev/dri')
  ? {}
  : { VK_ICD_FILENAMES: softwareGpu, XDG_RUNTIME_DIR: '/tmp' };
export const hasGpu = process.platform !== 'linux' || existsSync('/dev/dri') || software;
export const gpuNotice = hasGpu ? '' : ' (SKIPPED: no GPU; apt-get install chromium libvulkan1)';
