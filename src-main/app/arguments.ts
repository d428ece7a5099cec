import { parseArgs } from 'node:util';
import { parsePenAddress, type PenAddress } from '../contract/pens.ts';

export interface AppArguments {
  readonly pen?: PenAddress;
  readonly model?: string;
  readonly writer?: string;
}

/**
 * Reads `--pen`, `--profile`, `--model` and `--writer` wherever they stand; what else is there is Electron's.
 * @throws UserError `pen-address`
 */
export function parseArguments(argv: readonly string[]): AppArguments {
  const { values } = parseArgs({
    args: argv.filter((word) => word !== '--'),
    options: {
      pen: { type: 'string' },
      profile: { type: 'string' },
      model: { type: 'string' },
      writer: { type: 'string' },
    },
    strict: false,
    allowPositionals: true,
  });
  const { pen, profile, model, writer } = values;
  const address = typeof pen === 'string' ? parsePenAddress(pen) : undefined;
  return {
    ...(address === undefined
      ? {}
      : {
          pen:
            address.kind === 'serial' && typeof profile === 'string'
              ? { ...address, profile }
              : address,
        }),
    ...(typeof model === 'string' ? { model } : {}),
    ...(typeof writer === 'string' ? { writer } : {}),
  };
}
