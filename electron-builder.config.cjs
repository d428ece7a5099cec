/**
 * Installers. The Electron of .electron-fallback is for development only and must never get into
 * one: electron-builder fetches the Electron that package.json pins.
 * @type {import('electron-builder').Configuration}
 */
module.exports = {
  appId: 'org.quillwave.app',
  productName: 'Quillwave',
  directories: { output: 'dist' },
  files: [
    'out/**',
    'models/*/manifest.json',
    'models/*/weights.bin',
    'models/*/model-card.md',
    'models/languages/*/language.bin.gz',
    'docs/results/*/{summary.json,*.svg}',
    'LICENSE',
    'package.json',
    // Programs of other platforms inside packages that carry them all.
    '!**/node_modules/onnxruntime-node/bin/napi-v*/!(${platform})/**',
    '!**/node_modules/{tsx,esbuild,@esbuild}/**',
    '!**/node_modules/@tensorflow/tfjs-{node-gpu,backend-webgpu}/**',
    // Plain Node only: Electron has a WebGPU of its own.
    '!**/node_modules/webgpu/**',
    '!**/*.{d.ts,map,md}',
    'models/*/model-card.md',
    'models/languages/*/language-card.md',
  ],
  asar: true,
  // Native parts are opened by the system's loader, which knows no archives.
  asarUnpack: ['**/*.node', '**/*.{so,so.*,dylib,dll}'],
  // Every native part here is N-API: the prebuilt one serves Node and Electron alike.
  npmRebuild: false,
  publish: null,
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  linux: {
    target: ['AppImage', 'deb', 'tar.gz'],
    category: 'Utility',
    executableName: 'quillwave',
  },
  mac: { target: ['dmg', 'zip'], category: 'public.app-category.productivity' },
  win: { target: ['nsis', 'zip'] },
};
