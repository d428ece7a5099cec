const { rm } = require('node:fs/promises');
const { join } = require('node:path');

/** Files of packages that no program needs: other systems' programs, sources, types, other module forms. */
const needless = [
  '!**/node_modules/onnxruntime-node/bin/napi-v*/!(${platform})/**',
  '!**/node_modules/onnxruntime-node/bin/napi-v*/*/!(${arch})/**',
  '!**/node_modules/onnxruntime-node/{script,lib}/**',
  '!**/node_modules/onnxruntime-common/{lib,dist/esm}/**',
  '!**/node_modules/koffi/{src,vendor,doc,lib}/**',
  '!**/node_modules/koffi/build/koffi/!(${platform}_${arch})/**',
  '!**/node_modules/@koromix/koffi-!(${platform}-${arch})/**',
  // Electron runs on glibc only.
  '!**/node_modules/**/prebuilds/!(${platform}-*${arch}*)/**',
  '!**/node_modules/**/prebuilds/**/*.musl.node',
  '!**/node_modules/usb/{libusb,libusb_config,src}/**',
  '!**/node_modules/@stoprocent/*/{src,include,patches,assets}/**',
  // Of Bluetooth's install scripts only.
  '!**/node_modules/{patch-package,node-addon-api,node-gyp}/**',
  '!**/node_modules/@serialport/bindings-cpp/{src,build,binding.gyp}',
  // Node loads the one-file form; the others are for bundlers and browsers.
  '!**/node_modules/@tensorflow/tfjs-{core,backend-cpu}/{src,scripts}/**',
  '!**/node_modules/@tensorflow/tfjs-core/dist/!(tf-core.node.js)',
  '!**/node_modules/@tensorflow/tfjs-core/dist/*/**',
  '!**/node_modules/@tensorflow/tfjs-backend-cpu/dist/!(tf-backend-cpu.node.js)',
  '!**/node_modules/@tensorflow/tfjs-backend-cpu/dist/*/**',
  '!**/node_modules/{tsx,esbuild,@esbuild}/**',
  '!**/node_modules/@tensorflow/tfjs-{node,node-gpu,backend-webgpu}/**',
  // Plain Node only: Electron has a WebGPU of its own.
  '!**/node_modules/webgpu/**',
  '!**/*.{d.ts,d.mts,d.cts,map,md,markdown,tsbuildinfo,gyp,gypi,h,hh,hpp,c,cc,cpp,flow}',
  '!**/{test,tests,__tests__,coverage,example,examples,docs,.github,.vscode,.nyc_output}/**',
  '!**/{.editorconfig,.eslintrc*,.prettierrc*,.npmignore,.nycrc,tsconfig*.json,Makefile,CHANGELOG*}',
];

/**
 * Installers. The Electron of .electron-fallback is for development and tests only and must never get
 * into one that is given away: electron-builder fetches the Electron that package.json pins.
 * @type {import('electron-builder').Configuration}
 */
module.exports = {
  appId: 'org.quillwave.app',
  productName: 'Quillwave',
  copyright: 'The Quillwave contributors, MIT licence',
  directories: { output: 'dist', buildResources: 'packaging' },
  files: [
    'out/{main,preload,renderer}/**',
    'models/*/manifest.json',
    'models/*/weights.bin',
    'models/languages/*/language.bin.gz',
    'docs/research/results/*/{summary.json,*.svg}',
    'package.json',
    ...needless,
    // Cards are shown with the models; they are not documents of packages.
    'models/*/model-card.md',
    'models/languages/*/language-card.md',
  ],
  // Beside the program, for people: what it is made of and by what right.
  extraFiles: [
    { from: 'LICENSE', to: 'LICENSE.quillwave.txt' },
    { from: 'docs/inside/third-party.md', to: 'third-party.md' },
    { from: 'out/licenses.txt', to: 'licenses.txt' },
    // The command of the terminal: the same program without a window.
    {
      from: 'packaging/command/',
      to: 'bin',
      filter: [process.platform === 'win32' ? '*.cmd' : 'quillwave'],
    },
  ],
  asar: true,
  // Native parts are opened by the system's loader, which knows no archives.
  asarUnpack: ['**/*.node', '**/*.{so,so.*,dylib,dll}'],
  // Every native part here is N-API: the prebuilt one serves Node and Electron alike.
  npmRebuild: false,
  // No server is asked for updates; a release is fetched by its user.
  publish: null,
  electronLanguages: ['en', 'de'],
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  // Of the distribution only: what a stock Electron shows when it is given no program.
  afterPack: async ({ appOutDir }) => {
    for (const name of ['resources/default_app.asar', 'seal.json']) {
      await rm(join(appOutDir, name), { force: true });
    }
  },
  fileAssociations: [
    {
      ext: 'quillwave-writer.tar.gz',
      name: 'Quillwave writer',
      mimeType: 'application/x-quillwave-writer',
      role: 'Editor',
    },
    {
      ext: 'ndjson',
      name: 'Pen recordings',
      mimeType: 'application/x-ndjson',
      role: 'Viewer',
      rank: 'Alternate',
    },
  ],
  linux: {
    target: ['AppImage', 'deb', 'tar.gz'],
    icon: 'packaging/icons',
    category: 'Utility;Education',
    executableName: 'quillwave',
    maintainer: 'The Quillwave contributors <contributors@quillwave.example>',
    synopsis: 'Turns the motion of a sensor pen into text',
    desktop: {
      entry: {
        Keywords: 'handwriting;pen;recognition;sensor;',
        StartupWMClass: 'Quillwave',
      },
    },
  },
  deb: {
    priority: 'optional',
    // Pens on a serial line belong to whoever sits at the computer, without the group dialout.
    fpm: ['packaging/70-quillwave-pens.rules=/usr/lib/udev/rules.d/70-quillwave-pens.rules'],
  },
  mac: {
    target: ['dmg', 'zip'],
    icon: 'packaging/icon.png',
    category: 'public.app-category.productivity',
    hardenedRuntime: true,
    entitlements: 'packaging/entitlements.mac.plist',
    entitlementsInherit: 'packaging/entitlements.mac.plist',
    extendInfo: {
      NSBluetoothAlwaysUsageDescription: 'Quillwave reads your sensor pen over Bluetooth.',
    },
  },
  win: { target: ['nsis', 'zip'], icon: 'packaging/icon.png' },
  nsis: { oneClick: false, allowToChangeInstallationDirectory: true, perMachine: false },
};
