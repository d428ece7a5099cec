import { afterEach } from 'vitest';
import { Quillwave, temporaryHome } from './quillwave.ts';

/** Homes and programs of one test, cleared away after it, newest first. */
export function launching(): {
  readonly homeFolder: () => Promise<string>;
  readonly launch: (home: string, ...args: string[]) => Promise<Quillwave>;
} {
  const disposers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const dispose of disposers.splice(0).reverse()) await dispose();
  });
  return {
    homeFolder: async () => {
      const home = await temporaryHome();
      disposers.push(home.remove);
      return home.path;
    },
    launch: async (home, ...args) => {
      const quillwave = await Quillwave.launch({ home, args });
      disposers.push(() => quillwave.close().catch(() => undefined));
      return quillwave;
    },
  };
}
