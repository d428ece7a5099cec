import { Option, type Command } from 'commander';
import { removeTelemetryFolders } from '../../compute/telemetry-folders.ts';
import type { Verdict } from '../../compute/choice.ts';
import type { Rung } from '../../compute/ladder.ts';
import type { ComputeReport, RungReport } from '../../contract/compute.ts';
import { writeFileAtomic } from '../../data/files/atomic-file.ts';
import { homeFolders } from '../../data/home.ts';
import type { Purpose } from '../../library/compute/service.ts';
import { applicationVersion, defaultModel, modelFolders } from '../../library/places.ts';
import { summarizeHome } from '../../library/report/home-summary.ts';
import { newestLogLines } from '../../library/report/log-lines.ts';
import { formatReport } from '../../library/report/report.ts';
import { resolveModel } from '../../recognizer/model/library.ts';
import { SettingsStore } from '../../settings/settings-store.ts';
import { nodeCompute } from '../options/compute.ts';
import { tableLines } from '../print/table.ts';

interface DoctorOptions {
  readonly model: string;
  readonly remembered?: boolean;
  readonly cleanUp?: boolean;
  readonly json?: boolean;
  readonly report?: string;
}

export function addDoctorCommand(command: Command): void {
  command
    .option('--model <name>', 'model folder or name', defaultModel)
    .addOption(new Option('--remembered', 'try nothing, show what is known from the last time'))
    .addOption(
      new Option(
        '--clean-up',
        'try nothing, remove what earlier versions left outside the home folder (docs/use/privacy.md)',
      ).conflicts('remembered'),
    )
    .option('--json', 'one JSON document on standard output')
    .option(
      '--report <file>',
      'also write the report of a fault: nothing of what was written is in it',
    )
    .action(async ({ model: name, remembered, cleanUp, json, report: file }: DoctorOptions) => {
      if (cleanUp === true) {
        const removed = await removeTelemetryFolders();
        process.stdout.write(
          json === true
            ? `${JSON.stringify({ removed })}
`
            : cleanUpText(removed),
        );
        return;
      }
      const model = await resolveModel(name, { folders: modelFolders() });
      const compute = nodeCompute();
      if (remembered !== true) await compute.survey(model, { onProgress: showProgress });
      const report = await compute.report(model);
      if (file !== undefined) await writeReport(file, report);
      process.stdout.write(
        json === true
          ? `${JSON.stringify({ ...versions(), ...report }, undefined, 2)}\n`
          : doctorText(report),
      );
    });
}

/** Of the log, more tells nothing more. */
const reportedLines = 300;

/** @throws UserError when it cannot be written */
async function writeReport(file: string, compute: ComputeReport): Promise<void> {
  const home = homeFolders();
  const settings = await new SettingsStore(home.settingsFile).load();
  const { quillwave, node, system } = versions();
  const report = formatReport({
    versions: { Quillwave: quillwave, 'Node.js': node, System: system },
    compute,
    settings,
    home: await summarizeHome(home),
    events: await newestLogLines(home, reportedLines),
  });
  await writeFileAtomic(file, report);
  process.stderr.write(`The report is in ${file}: look through it before you send it.\n`);
}

function cleanUpText(removed: readonly string[]): string {
  if (removed.length === 0) return 'There is nothing to remove.\n';
  return removed.map((folder) => `Removed ${folder}\n`).join('');
}

export function showProgress(purpose: Purpose, { id }: Rung, verdict?: Verdict): void {
  process.stderr.write(
    verdict === undefined
      ? `Trying ${id} for ${purpose} … `
      : `${verdict.works ? 'works' : verdict.reason}\n`,
  );
}

function versions() {
  return {
    quillwave: applicationVersion,
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
  };
}

export function doctorText(report: ComputeReport): string {
  const { quillwave, node, system } = versions();
  return [
    `Quillwave ${quillwave}, Node ${node}, ${system}, model ${report.model}`,
    '',
    ...section('Reading', 'ms a window', report.reading),
    '',
    ...section('Learning', 'ms a step', report.learning),
    '',
  ].join('\n');
}

const marks = { chosen: '●', ready: '○', out: '–' } as const;

function section(title: string, unit: string, rungs: readonly RungReport[]): string[] {
  const rows = rungs.map(({ state, id, title: name, milliseconds, difference }) => [
    marks[state],
    id,
    name,
    milliseconds === undefined ? '' : milliseconds.toFixed(2),
    difference === undefined ? '' : difference.toExponential(0),
  ]);
  const columns = [
    { title: '' },
    { title },
    { title: '' },
    { title: unit, align: 'right' as const },
    { title: 'difference', align: 'right' as const },
  ];
  const reasons = rungs
    .filter(({ reason }) => reason !== undefined)
    .flatMap(({ id, reason, remedy }) => [`  ${id}: ${reason!}`, `    → ${remedy!}`]);
  const why = `${title} on no other, because:`;
  return [...tableLines(columns, rows), '', why, ...reasons];
}
