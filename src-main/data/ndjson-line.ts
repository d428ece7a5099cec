import * as v from 'valibot';
import { describeIssues } from '../contract/issues.ts';

/** One line of an NDJSON file, checked; or what is wrong with it, for people. */
export function parseNdjsonLine<Schema extends v.GenericSchema>(
  text: string,
  schema: Schema,
):
  | { readonly line: v.InferOutput<Schema>; readonly problem?: never }
  | { readonly line?: never; readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: 'The line is no JSON.' };
  }
  const parsed = v.safeParse(schema, json);
  return parsed.success
    ? { line: parsed.output }
    : { problem: `${describeIssues(parsed.issues)}.` };
}
