/** The form of the settings file; raise it together with a new entry in `migrations`. */
export const settingsVersion = 1;

export type RawSettings = Readonly<Record<string, unknown>>;

/**
 * From each version of the file to the next: pure, and never changed once released. Version 0 is
 * a file without a version.
 */
export const migrations: readonly ((old: RawSettings) => RawSettings)[] = [(old) => old];

/**
 * Brings what a file held to the present version. What a newer program wrote stays as it is: what
 * is still known of it can be used.
 */
export function migrate(raw: RawSettings, steps = migrations): RawSettings {
  const stated = raw['version'];
  const from = typeof stated === 'number' && Number.isInteger(stated) && stated > 0 ? stated : 0;
  let settings = raw;
  for (const step of steps.slice(from)) settings = step(settings);
  return { ...settings, version: Math.max(from, steps.length) };
}
