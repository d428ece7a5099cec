import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { UserError } from '../../contract/alerts.ts';

/** Where somebody can be asked. */
export interface Terminal {
  readonly interactive: boolean;
  readonly ask: (question: string) => Promise<string>;
}

/**
 * Before a file is replaced that is there already: somebody at a terminal is asked, a script has to
 * say `--force`.
 * @throws UserError `file-exists`; nothing was written
 */
export async function confirmReplacing(
  path: string,
  force: boolean,
  terminal: Terminal = standardTerminal,
): Promise<void> {
  if (force || !(await exists(path))) return;
  if (terminal.interactive) {
    const answer = await terminal.ask(`${path} is there already. Replace it? [y/N] `);
    if (/^(y|yes|j|ja)$/i.test(answer.trim())) return;
  }
  throw new UserError(
    'file-exists',
    `${path} is there already; it was left as it is.`,
    'Choose another name, or add --force to replace it.',
  );
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

const standardTerminal: Terminal = {
  interactive: process.stdin.isTTY && process.stderr.isTTY,
  ask: async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  },
};
