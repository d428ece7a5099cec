/** Switches of Chromium that bin/quillwave of a package sets before the verb. */
const chromium = /^--(ozone-platform=\w+|no-sandbox|disable-gpu|log-level=\d)$/u;
const questions = ['--help', '-h', '--version', '-V', 'help'];

/**
 * What is for the terminal in the command line of Electron: a verb and what follows. A window is no verb: `start`
 * without --headless or --json opens one.
 * @param args without the program
 * @param verbs names of what the terminal can do
 * @returns undefined: the window is meant
 */
export function terminalArguments(
  args: readonly string[],
  verbs: readonly string[],
): readonly string[] | undefined {
  const first = args.findIndex((word) => !chromium.test(word));
  const [verb = '', ...others] = first < 0 ? [] : args.slice(first);
  if (![...verbs, ...questions].includes(verb)) return undefined;
  const inTerminal = ['--headless', '--json', ...questions.slice(0, 2)];
  const window = verb === 'start' && !others.some((word) => inTerminal.includes(word));
  return window ? undefined : [verb, ...others];
}
