import { readFile, stat } from 'node:fs/promises';
import { UserError } from '../contract/alerts.ts';
import { findHolder } from './port-holder.ts';

/**
 * - `absent`: no such device
 * - `permission`, `busy`: there, but not ours; may change while we wait
 * - `unusable`: will never work as asked
 * - `unknown`: anything else, such as an input/output error while a device comes up
 */
export type SerialFailureKind = 'absent' | 'permission' | 'busy' | 'unusable' | 'unknown';

const kindsByCode: Readonly<Record<string, SerialFailureKind>> = {
  ENOENT: 'absent',
  ENODEV: 'absent',
  ENXIO: 'absent',
  EACCES: 'permission',
  EPERM: 'permission',
  EBUSY: 'busy',
  EAGAIN: 'busy',
  EISDIR: 'unusable',
  ENOTTY: 'unusable',
};

/** node-serialport's native part gives no codes, only the system's words. */
const kindsByWords: readonly (readonly [RegExp, SerialFailureKind])[] = [
  [
    /no such (file|device)|file not found|not configured|does not exist|unknown error code (31|433|1167)\b/i,
    'absent',
  ],
  [/permission denied|operation not permitted/i, 'permission'],
  [/resource (busy|temporarily unavailable)|device or resource busy|port is locked/i, 'busy'],
  [/is a directory|inappropriate ioctl|not a typewriter|baud ?rate .*not supported/i, 'unusable'],
];

export function classifySerialFailure(
  error: unknown,
  platform: NodeJS.Platform = process.platform,
): SerialFailureKind {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (typeof code === 'string' && code in kindsByCode) return kindsByCode[code]!;
  const message = error instanceof Error ? error.message : String(error);
  // Windows says so of a port that another program has open.
  if (/access denied/i.test(message)) return platform === 'win32' ? 'busy' : 'permission';
  return kindsByWords.find(([words]) => words.test(message))?.[1] ?? 'unknown';
}

export interface SerialFailureContext {
  readonly path: string;
  readonly baudRate: number;
  /** Whether the pen was there before. */
  readonly wasConnected: boolean;
  readonly platform?: NodeJS.Platform;
}

/** Says in a user's words what stands between us and the port, and what exactly to do. */
export async function describeSerialFailure(
  error: unknown,
  { path, baudRate, wasConnected, platform = process.platform }: SerialFailureContext,
): Promise<UserError> {
  const options = { cause: error };
  const reason = error instanceof Error ? error.message : String(error);
  switch (classifySerialFailure(error, platform)) {
    case 'absent':
      return wasConnected
        ? new UserError(
            'serial-absent',
            `The pen at ${path} was unplugged.`,
            'Plug it in again; reading goes on by itself. If it is plugged in, try another cable or USB socket.',
            options,
          )
        : new UserError(
            'serial-absent',
            `There is no pen at ${path}.`,
            'Plug the pen in or switch it on; it is found by itself. If it is plugged in, choose its port in the list of pens.',
            options,
          );
    case 'permission':
      return new UserError(
        'serial-permission',
        `This user may not open ${path}.`,
        await permissionRemedy(path, platform),
        options,
      );
    case 'busy': {
      const holder = platform === 'linux' ? await findHolder(path) : undefined;
      return new UserError(
        'serial-busy',
        holder === undefined
          ? `Another program is using ${path}.`
          : `${holder.name} (process ${holder.pid}) is using ${path}.`,
        busyRemedy(holder?.name, platform),
        options,
      );
    }
    case 'unusable':
      return /baud ?rate.*not supported/i.test(reason)
        ? new UserError(
            'serial-baud',
            `${path} cannot run at ${baudRate} baud.`,
            'Use the baud rate that the pen’s firmware sets, often 115200.',
            options,
          )
        : new UserError(
            'serial-not-a-port',
            `${path} is not a serial port (${reason}).`,
            'Give the path of a serial port, for example serial:/dev/ttyACM0; a recorded file is opened with replay:FILE.',
            options,
          );
    case 'unknown':
      return new UserError(
        'serial-failed',
        `${path} could not be opened: ${reason}`,
        'It is tried again by itself. If this stays, unplug the pen, wait two seconds and plug it in again.',
        options,
      );
  }
}

function busyRemedy(holder: string | undefined, platform: NodeJS.Platform): string {
  if (holder === 'ModemManager') {
    return 'ModemManager looks at new ports for some seconds: wait. If it never lets go: sudo systemctl disable --now ModemManager';
  }
  const programs =
    holder ?? 'the other program (a serial monitor, the Arduino IDE, another Quillwave)';
  return `Close ${programs}; the pen is then opened by itself.${platform === 'linux' && holder === undefined ? ' To see which program it is: sudo fuser -v with the path of the port' : ''}`;
}

async function permissionRemedy(path: string, platform: NodeJS.Platform): Promise<string> {
  if (platform === 'linux') {
    const group = await owningGroup(path);
    return group === 'root'
      ? `The port belongs to root alone. Until it is plugged in again: sudo chmod a+rw ${path}`
      : `Join the group that owns serial ports: sudo usermod -aG ${group} $USER, then log out and in again.`;
  }
  if (platform === 'darwin') {
    return `Until the pen is plugged in again: sudo chmod a+rw ${path}. If the system asks whether to allow the accessory, allow it (System Settings, Privacy & Security).`;
  }
  return 'Close other programs that use serial ports, or ask the administrator of this computer for access to the port.';
}

/** `dialout` on Debian, `uucp` on Arch: whatever the device says. */
async function owningGroup(path: string): Promise<string> {
  try {
    const { gid } = await stat(path);
    const groups = await readFile('/etc/group', 'utf8');
    const line = groups.split('\n').find((entry) => entry.split(':')[2] === String(gid));
    return line?.split(':')[0] ?? 'dialout';
  } catch {
    return 'dialout';
  }
}
