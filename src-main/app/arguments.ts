import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parsePenAddress, type PenAddress } from '../contract/pens.ts';

export interface AppArguments {
  readonly pen?: PenAddress;
  readonly model?: string;
  readonly writer?: string;
  /** Id of the rung to read with; the command line has checked that there is one. */
  readonly backend?: string;
  /** A writer that is to be taken in: its archive was opened in the file manager. */
  readonly writerFile?: string;
  /** Dictionaries to read with; the command line has checked that they are there. */
  readonly languages?: readonly string[];
}

/**
 * Reads a file that was opened with the program, and `--pen` with `--profile`, `--baud` and `--speed`, `--model`, `--writer`, `--backend` and `--language`
 * wherever they stand; what else is there is Electron's.
 * @throws UserError `pen-address`
 */
export function parseArguments(argv: readonly string[]): AppArguments {
  const { values, positionals } = parseArgs({
    args: argv.filter((word) => word !== '--'),
    options: {
      pen: { type: 'string' },
      profile: { type: 'string' },
      baud: { type: 'string' },
      speed: { type: 'string' },
      model: { type: 'string' },
      writer: { type: 'string' },
      backend: { type: 'string' },
      language: { type: 'string' },
    },
    strict: false,
    allowPositionals: true,
  });
  const { pen, model, writer, language, backend } = values;
  return {
    ...openedFile(positionals.at(-1)),
    ...(typeof pen === 'string' ? { pen: withDetails(parsePenAddress(pen), values) } : {}),
    ...(typeof model === 'string' ? { model } : {}),
    ...(typeof writer === 'string' ? { writer } : {}),
    ...(typeof backend === 'string' ? { backend } : {}),
    ...(typeof language === 'string'
      ? { languages: language.split(',').filter((name) => name !== '' && name !== 'none') }
      : {}),
  };
}

/** What is to be done with a file that the user opens with the program: as packages associate them. */
export function openedFile(file = ''): AppArguments {
  if (/\.quillwave-writer\.tar\.gz$/iu.test(file)) return { writerFile: resolve(file) };
  const isRecording = /\.(ndjson(\.gz)?|qwj)$/iu.test(file);
  return isRecording ? { pen: { kind: 'replay', file: resolve(file) } } : {};
}

/** The parts of an address that its text does not tell; the command line has checked the numbers. */
function withDetails(
  address: PenAddress,
  { profile, baud, speed }: Readonly<Record<string, unknown>>,
): PenAddress {
  if (address.kind === 'replay') {
    const factor = Number(speed);
    return factor > 0 ? { ...address, speed: factor } : address;
  }
  if (address.kind !== 'serial') return address;
  const baudRate = Number(baud);
  return {
    ...address,
    ...(baudRate > 0 ? { baudRate } : {}),
    ...(typeof profile === 'string' ? { profile } : {}),
  };
}
