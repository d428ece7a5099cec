import { UserError } from '../contract/alerts.ts';

/** What a person is told; a programming error keeps its stack, for the report. */
export function describeFailure(error: unknown): string {
  if (error instanceof UserError) return `${error.message}\n→ ${error.remedy}\n`;
  if (error instanceof Error) return `${error.stack ?? error.message}\n`;
  return `${String(error)}\n`;
}
