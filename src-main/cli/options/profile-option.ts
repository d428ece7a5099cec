import type { Command } from 'commander';
import { UserError } from '../../contract/alerts.ts';
import { fittedRecording } from '../../data/fitted-recording.ts';
import type { PenRecording } from '../../data/recording.ts';
import { isSession } from '../../data/sessions/session-reader.ts';
import { namedProfile } from '../../library/pen-profiles.ts';

export interface ProfileOption {
  readonly profile?: string;
}

export function addProfileOption(command: Command): Command {
  return command.option(
    '--profile <id or file>',
    'the kind of pen that wrote it: mounting, pace and smoothing of its profile hold, as new-pen found them (recorded sessions hold their own)',
  );
}

/**
 * What takes recordings of a file as the profile says. Sessions were decoded by the profile that they were
 * made with: they stay as they are.
 * @throws UserError `pen-profile`, `unknown-pen-profile`
 */
export async function throughProfile(
  { profile, unknownPen = false }: ProfileOption & { readonly unknownPen?: boolean },
  file: string,
): Promise<(recording: PenRecording) => PenRecording> {
  if (profile === undefined) return (recording) => recording;
  if (unknownPen) {
    throw new UserError(
      'unknown-pen-profile',
      '--profile says how the pen is built, --unknown-pen looks for it.',
      'Leave out one of the two.',
    );
  }
  const fit = await namedProfile(profile);
  if (await isSession(file)) return (recording) => recording;
  return (recording) => fittedRecording(recording, fit);
}
