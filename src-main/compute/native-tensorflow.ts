import util from 'node:util';

type LegacyUtilities = Record<'isNullOrUndefined' | 'isArray', unknown>;

/**
 * TensorFlow's packages for Node still call functions that Node 23 took out of `node:util`: they are
 * put back where they are missing.
 */
export function repairUtilities(utilities: object = util): void {
  const target = utilities as Partial<LegacyUtilities>;
  target.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  target.isArray ??= Array.isArray;
}

/** In the order in which they are asked for. */
const nativePackages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

/**
 * Loads TensorFlow's own library, which registers the backend `tensorflow`.
 *
 * @param load imports a package
 * @returns the package that was found
 * @throws what the last of them said
 */
export async function loadNativeTensorflow(
  load: (name: string) => Promise<unknown> = (name) => import(name),
): Promise<string> {
  repairUtilities();
  let failure: unknown;
  for (const name of nativePackages) {
    try {
      await load(name);
      return name;
    } catch (error) {
      // That one is absent is told only where the other has nothing to say of its own.
      if (failure === undefined || !isAbsent(error, name)) failure = error;
    }
  }
  throw failure;
}

function isAbsent(error: unknown, name: string): boolean {
  return error instanceof Error && 'code' in error && error.message.includes(`'${name}'`);
}
