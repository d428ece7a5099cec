import * as v from 'valibot';
import { describeIssues } from '../../contract/issues.ts';

/** One line of an NDJSON file, checked; or what is wrong with it, for people. */
export function parseNdjsonLine<Schema extends v.GenericSchema>(
  text: string,
  schema: Schema,
):
  | { readonly line: v.InferOutput<Schema>; readonly problem?: never }
  | { readonly line?: never; readonly problem: string } {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch {
    return { problem: 'The line is no JSON.' };
  }
  if (Array.isArray(json)) return { problem: 'The line is a list; expected is one object a line.' };
  const parsed = v.safeParse(schema, json);
  return parsed.success
    ? { line: parsed.output }
    : { problem: `${describeIssues(parsed.issues)}.` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const standard = text.replace(stringOrNoNumber, (part) =>
      part.startsWith('"') ? part : 'null',
    );
    if (standard === text) throw error;
    return JSON.parse(standard);
  }
}

/** Python writes NaN and Infinity, which JSON does not know; what stands in strings is text. */
const stringOrNoNumber = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/** A label or name as files hold it: trimmed; undefined for nothing, and for what is no text. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text;
}
