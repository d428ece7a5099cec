import type { Command } from 'commander';
import { UserError } from '../../contract/alerts.ts';
import { exportOnhw, exportPens } from '../../data/sessions/session-export.ts';
import { counted } from '../print/counted.ts';

interface ExportOptions {
  readonly onhw?: string;
  readonly pens?: string;
}

export function addExportCommand(command: Command): void {
  command
    .argument('<session>', 'folder of a recorded session')
    .option('--onhw <folder>', 'as OnHW CSV: sensor_data.csv, labels.csv, calibration.txt')
    .option('--pens <file>', 'as .ndjson.gz in the pens format, one line for each piece of writing')
    .action(async (session: string, { onhw, pens }: ExportOptions) => {
      if (onhw === undefined && pens === undefined) {
        throw new UserError(
          'export-format',
          'It was not said in which format to export.',
          'Give --onhw FOLDER, --pens FILE.ndjson.gz, or both.',
        );
      }
      if (onhw !== undefined) {
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
