import { UserError } from '../contract/alerts.ts';

/** Writers' own models come with adaptation; until then naming one must not pass silently. */
export function refuseWriter(writer: string | undefined): void {
  if (writer === undefined) return;
  throw new UserError(
    'writer-unknown',
    `There is no writer “${writer}”: this version keeps no writers yet.`,
    'Leave out --writer.',
  );
}
