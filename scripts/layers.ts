import { join } from 'node:path';

/**
 * Which folder of src-main may import which: the arrows of docs/inside/architecture.md. A folder may
 * always import itself and `contract`; anything not named here is refused by the linter.
 */
export const layers: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  simulator: [],
  signal: [],
  compute: [],
  settings: ['data'],
  pen: ['simulator'],
  data: ['pen', 'signal'],
  recognizer: ['compute', 'signal'],
  library: ['recognizer', 'compute', 'data', 'pen'],
  learning: ['recognizer', 'compute', 'signal', 'data', 'simulator'],
  live: ['library', 'pen', 'signal', 'recognizer', 'data', 'compute', 'settings'],
  research: ['learning', 'recognizer', 'compute', 'signal', 'data', 'simulator'],
  cli: [
    'live',
    'library',
    'research',
    'learning',
    'recognizer',
    'compute',
    'signal',
    'data',
    'pen',
    'simulator',
    'settings',
  ],
  app: ['live', 'library', 'recognizer', 'compute', 'data', 'pen', 'settings'],
  preload: [],
};

/** Zones for `import-x/no-restricted-paths`, one for each folder of src-main and the renderer. */
export function layerZones(root: string) {
  const zones = Object.entries(layers).map(([layer, allowed]) => ({
    target: join(root, 'src-main', layer),
    from: join(root, 'src-main'),
    except: [...new Set(['contract', layer, ...allowed])].map((name) => `./${name}`),
    message: `${layer}/ may import only: contract, ${layer}${allowed.map((name) => `, ${name}`).join('')} (scripts/layers.ts).`,
  }));
  return [
    ...zones,
    {
      target: join(root, 'src-renderer'),
      from: join(root, 'src-main'),
      except: ['./contract'],
      message: 'The renderer knows of the main process only the contract.',
    },
    { target: join(root, 'src-main'), from: join(root, 'src-renderer') },
  ];
}
