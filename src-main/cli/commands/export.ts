import type { Command } from 'commander';
import { join } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { onhwFiles } from '../../data/formats/onhw.ts';
import { checkPensName } from '../../data/formats/pens-writer.ts';
import { exportOnhw, exportPens } from '../../data/sessions/session-export.ts';
import { confirmReplacing } from '../options/overwrite.ts';
import { counted } from '../print/counted.ts';

interface ExportOptions {
  readonly onhw?: string;
  readonly pens?: string;
  readonly force?: boolean;
}

export function addExportCommand(command: Command): void {
  command
    .argument('<session>', 'folder of a recorded session')
    .option('--onhw <folder>', 'as OnHW CSV: sensor_data.csv, labels.csv, calibration.txt')
    .option('--pens <file>', 'as .ndjson.gz in the pens format, one line for each piece of writing')
    .option('--force', 'replace files that are there already; without it you are asked')
    .action(async (session: string, { onhw, pens, force = false }: ExportOptions) => {
      if (onhw === undefined && pens === undefined) {
        throw new UserError(
          'export-format',
          'It was not said in which format to export.',
          'Give --onhw FOLDER, --pens FILE.ndjson.gz, or both.',
        );
      }
      if (pens !== undefined) {
        checkPensName(pens);
        await confirmReplacing(pens, force);
      }
      if (onhw !== undefined) {
        await confirmReplacing(join(onhw, onhwFiles.samples), force);
        const { samples, labels } = await exportOnhw(session, onhw);
        process.stderr.write(
          `${counted(samples, 'sample')} and ${counted(labels, 'label')} written to ${onhw}\n`,
        );
      }
      if (pens !== undefined) {
        const count = await exportPens(session, pens, {
          onProblem: ({ message }) => process.stderr.write(`${message}\n`),
        });
        process.stderr.write(`${counted(count, 'recording')} written to ${pens}\n`);
      }
    });
}
