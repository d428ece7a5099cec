import { parseArgs } from 'node:util';
import { parsePenAddress, type PenAddress } from '../contract/pens.ts';

export interface AppArguments {
  readonly pen?: PenAddress;
  readonly model?: string;
  readonly writer?: string;
}

/**
 * Reads `--pen`, `--model` and `--writer` wherever they stand; what else is there is Electron's.
 * @throws UserError `pen-address`
 */
export function parseArguments(argv: readonly string[]): AppArguments {
  const { values } = parseArgs({
    args: argv.filter((word) => word !== '--'),
    options: {
      pen: { type: 'string' },
      model: { type: 'string' },
      writer: { type: 'string' },
    },
    strict: false,
    allowPositionals: true,
  });
  const { pen, model, writer } = values;
  return {
    ...(typeof pen === 'string' ? { pen: parsePenAddress(pen) } : {}),
    ...(typeof model === 'string' ? { model } : {}),
    ...(typeof writer === 'string' ? { writer } : {}),
  };
}
