import type { Command } from 'commander';
import type { Writer } from '../../contract/writers.ts';
import { homeFolders } from '../../data/home.ts';
import { readWriter } from '../../data/writers/writers.ts';
import { defaultModel } from '../../library/places.ts';
import { modelForWriter } from '../../live/writer-model.ts';

export interface ModelAndWriter {
  readonly model?: string;
  readonly writer?: string;
}

/** `--model` and `--writer`, which say together what is read with. */
export function addModelOptions(command: Command): Command {
  return command
    .option(
      '--model <name>',
      `model folder or name; with --writer their version of it (default: the writer's version in use, else ${defaultModel})`,
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
 * What is read with: of a writer their version of the model that is named, else their version in
 * use, else their model. Which it is goes to standard error where both are named.
 * @param usual where neither says anything
 * @throws UserError `writer-unknown`, `version-unknown`, `model-unknown`, `model-missing`
 */
export async function chosenModel(
  options: ModelAndWriter,
  usual: string = defaultModel,
): Promise<string> {
  const { model: named } = options;
  const writer = await writerOf(options);
  if (writer === undefined) return named ?? usual;
  const { model, version } = await modelForWriter(homeFolders(), writer, {
    usual,
    ...(named !== undefined && { named }),
  });
  if (named !== undefined) process.stderr.write(readWith(writer, named, version));
  return model;
}

function readWith({ name }: Writer, model: string, version: string | undefined): string {
  return version === undefined
    ? `${name} has no version of “${model}”: it reads as it came.\n`
    : `Reading with version ${version} of ${name}, which “${model}” learnt.\n`;
}
