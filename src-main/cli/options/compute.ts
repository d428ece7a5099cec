import type { Command } from 'commander';
import { computeMemory } from '../../library/compute/file.ts';
import { ComputeService } from '../../library/compute/service.ts';
import {
  openRecognizer,
  requireBackend,
  type OpenRecognizerOptions,
} from '../../library/models.ts';
import { startEncoderProcess } from '../../recognizer/encoder/process/start.ts';
import type { Recognizer } from '../../recognizer/recognizer.ts';

/** What is known of this machine, with processes of its own for what has a driver. */
export function nodeCompute(log?: (line: string) => void): ComputeService {
  return new ComputeService({
    memory: computeMemory(),
    startProcess: startEncoderProcess,
    ...(log && { log }),
  });
}

export interface BackendOption {
  readonly backend?: string;
}

export function addBackendOption(command: Command): Command {
  return command.option(
    '--backend <id>',
    'run the network there and nowhere else; npm run -s doctor shows what works here (default: the fastest)',
  );
}

/** As `openRecognizer`, where it runs best or where the user says. @throws UserError `backend` */
export async function openOnBackend(
  model: string,
  { backend }: BackendOption,
  options: OpenRecognizerOptions = {},
): Promise<Recognizer> {
  const recognizer = await openRecognizer(model, {
    ...options,
    compute: nodeCompute(),
    ...(backend !== undefined && { backend }),
    onLoss: ({ alert }) => process.stderr.write(`! ${alert.message}\n  → ${alert.remedy}\n`),
  });
  try {
    if (backend !== undefined) requireBackend(recognizer, backend);
  } catch (error) {
    await recognizer.dispose();
    throw error;
  }
  return recognizer;
}
