import * as v from 'valibot';
import { defaultSettings, settingsSchema, type Settings } from '../contract/settings.ts';
import { migrate, type RawSettings } from './migrations.ts';

export interface ReadSettings {
  readonly settings: Settings;
  /** Whatever else the file holds (of a newer program, perhaps): written back unchanged. */
  readonly others: RawSettings;
  /** Names of settings whose value could not be used; they have their defaults. */
  readonly refused: readonly string[];
}

/**
 * Understands as much of a settings file as there is to understand: one value that is wrong costs
 * only itself. What is missing gets its default.
 * @returns undefined when the text is no JSON object at all
 */
export function parseSettings(text: string): ReadSettings | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const raw = migrate(json as RawSettings);
  const settings: Record<string, unknown> = { ...defaultSettings };
  const others: Record<string, unknown> = {};
  const refused: string[] = [];
  for (const [name, value] of Object.entries(raw)) {
    if (!isSetting(name)) {
      others[name] = value;
      continue;
    }
    const parsed = v.safeParse(settingsSchema.entries[name], value);
    if (parsed.success) settings[name] = parsed.output;
    else refused.push(name);
  }
  return { settings: v.parse(settingsSchema, settings), others, refused };
}

export function formatSettings(settings: Settings, others: RawSettings): string {
  return `${JSON.stringify({ ...others, ...settings }, undefined, 2)}\n`;
}

function isSetting(name: string): name is keyof typeof settingsSchema.entries {
  return Object.hasOwn(settingsSchema.entries, name);
}
