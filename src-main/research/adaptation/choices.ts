import { UserError } from '../../contract/alerts.ts';

/** What a user chose of some names. @throws UserError `experiment-choice` */
export function chosenFrom<Name extends string>(
  all: readonly Name[],
  chosen: readonly string[] | undefined,
  otherwise: readonly Name[],
  option: string,
): readonly Name[] {
  if (chosen === undefined) return otherwise;
  return chosen.map((name) => {
    const known = all.find((one) => one === name);
    if (known !== undefined) return known;
    throw refused(option, name, `Choose of: ${all.join(', ')}.`);
  });
}

/** Whole numbers above 0 that a user chose. @throws UserError `experiment-choice` */
export function chosenNumbers(
  chosen: readonly string[] | undefined,
  otherwise: readonly number[],
  option: string,
): readonly number[] {
  if (chosen === undefined) return otherwise;
  return chosen.map((text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number > 0) return number;
    throw refused(option, text, 'Give whole numbers, for example 20,50.');
  });
}

function refused(option: string, text: string, remedy: string): UserError {
  return new UserError('experiment-choice', `--${option} does not take “${text}”.`, remedy);
}
