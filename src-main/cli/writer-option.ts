import type { Command } from 'commander';
import type { Writer } from '../contract/writers.ts';
import { homeFolders } from '../data/home.ts';
import { modelOf } from '../data/writers/versions.ts';
import { readWriter } from '../data/writers/writers.ts';
import { defaultModel } from '../live/places.ts';

export interface ModelAndWriter {
  readonly model?: string;
  readonly writer?: string;
}

/** `--model` and `--writer`, which say together what is read with. */
export function addModelOptions(command: Command): Command {
  return command
    .option(
      '--model <name>',
      `model folder or name (default: the writer's version in use, else ${defaultModel})`,
    )
    .option('--writer <name>', 'read with what was learnt from this writer');
}

/**
 * The writer that is named, undefined where none is.
 * @throws UserError `writer-unknown` naming those there are
 */
export function writerOf({ writer }: ModelAndWriter): Promise<Writer> | undefined {
  return writer === undefined ? undefined : readWriter(homeFolders(), writer);
}

/**
 * The model that is named, else the writer's version in use, else the writer's model.
 * @param usual where neither says anything
 * @throws UserError `writer-unknown`, `version-unknown`
 */
export async function chosenModel(
  options: ModelAndWriter,
  usual: string = defaultModel,
): Promise<string> {
  const writer = await writerOf(options);
  if (options.model !== undefined) return options.model;
  return writer ? modelOf(homeFolders(), writer, usual) : usual;
}
