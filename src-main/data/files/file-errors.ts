import { UserError } from '../../contract/alerts.ts';

/** A system error on a file as something the user can act on; a UserError passes unchanged. */
export function fileError(error: unknown, path: string, verb: 'read' | 'write'): UserError {
  if (error instanceof UserError) return error;
  const code = errorCode(error);
  const known = code === undefined ? undefined : explanations[code];
  const [reason, remedy] = (verb === 'write' && code === 'ENOENT' ? noFolder : known) ?? [
    error instanceof Error ? error.message : String(error),
    'Check that the disk works and the folder can be reached, then try again.',
  ];
  return new UserError(
    `file-${verb}${known && code ? `-${code.toLowerCase()}` : ''}`,
    `${path} could not be ${verb === 'read' ? 'read' : 'written'}: ${reason}.`,
    remedy,
    { cause: error },
  );
}

export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

const noFolder = ['its folder does not exist', 'Make the folder, or name another one.'] as const;

const explanations: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  ENOENT: ['it does not exist', 'Check the name, and that the drive it is on is there.'],
  ENOTDIR: ['a part of its path is no folder', 'Check the name.'],
  EISDIR: ['it is a folder', 'Name a file.'],
  EACCES: ['access is not permitted', 'Change its permissions, or use another folder.'],
  EPERM: ['access is not permitted', 'Change its permissions, or use another folder.'],
  EROFS: ['the disk is read-only', 'Use a folder on a disk that can be written.'],
  EFBIG: [
    'files may not become so large here',
    'Use another disk, or raise the limit (ulimit -f).',
  ],
  ENOSPC: ['the disk is full', 'Free some space, or use a folder on another disk.'],
  EDQUOT: ['your share of the disk is used up', 'Free some space, or use another disk.'],
  EMFILE: ['too many files are open', 'Close other programs and try again.'],
  EIO: ['the disk reports an error', 'Save what you can from that disk and use another one.'],
};
