import { join } from 'node:path';
import { writeFileAtomic } from '../data/files/atomic-file.ts';
import type { Cell, ExperimentReport, ReportTable } from './experiment.ts';

/** The report as a page: paragraphs, tables, plots beside them. */
export function markdownOf({ title, paragraphs, tables, plots }: ExperimentReport): string {
  return [
    `# ${title}`,
    ...paragraphs,
    ...tables.map((table) => markdownTable(table)),
    ...plots.map((plot) => `![${plot.title}](${plot.name}.svg)`),
    '',
  ].join('\n\n');
}

/** @param level of the heading; default 2 */
export function markdownTable(
  { title, explanation, columns, rows }: Omit<ReportTable, 'name'>,
  level = 2,
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const alignment = columns.map((_, column) =>
    rows.some((row) => typeof row[column] === 'number') ? '--:' : '---',
  );
  const body = rows.map((row) => line(row.map(shown)));
  const table = [line(columns), line(alignment), ...body].join('\n');
  const heading = `${'#'.repeat(level)} ${title}`;
  return [heading, ...(explanation === undefined ? [] : [explanation]), table].join('\n\n');
}

/** Three digits are as many as such figures deserve; what could not be computed is a dash. */
function shown(cell: Cell): string {
  if (typeof cell === 'string') return cell.replace(/\|/gu, '\\|');
  if (!Number.isFinite(cell)) return '–';
  return Math.abs(cell) >= 100 ? cell.toFixed(0) : String(Number(cell.toPrecision(3)));
}

export function csvOf({ columns, rows }: ReportTable): string {
  const field = (cell: Cell) =>
    typeof cell === 'string' && /[",\n]/u.test(cell) ? `"${cell.replace(/"/gu, '""')}"` : cell;
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\n`).join('');
}

/** Tables as records by column, for programs. */
export function jsonOf({ title, tables }: ExperimentReport): unknown {
  const records = ({ columns, rows }: ReportTable) =>
    rows.map((row) =>
      Object.fromEntries(columns.map((column, index) => [column, jsonCell(row[index]!)])),
    );
  return {
    title,
    tables: Object.fromEntries(tables.map((table) => [table.name, records(table)])),
  };
}

function jsonCell(cell: Cell): Cell | null {
  return typeof cell === 'number' && !Number.isFinite(cell) ? null : cell;
}

/** Everything of a report but the drawings themselves, which are files of their own. */
function summaryOf(name: string, report: ExperimentReport, quick: boolean) {
  const { title, paragraphs, tables, plots } = report;
  return {
    ...{ name, title, quick, paragraphs },
    tables: tables.map((table) => ({
      ...table,
      rows: table.rows.map((row) => row.map(jsonCell)),
    })),
    plots: plots.map((plot) => ({ name: plot.name, title: plot.title })),
  };
}

/**
 * Writes `table.md`, `summary.json`, and a CSV or SVG file for each table and plot.
 * @throws UserError when the folder cannot be written
 */
export async function writeReport(
  folder: string,
  name: string,
  report: ExperimentReport,
  quick = false,
): Promise<void> {
  const files: [string, string][] = [
    ...report.tables.map((table): [string, string] => [`${table.name}.csv`, csvOf(table)]),
    ...report.plots.map((plot): [string, string] => [`${plot.name}.svg`, plot.svg]),
    ['summary.json', `${JSON.stringify(summaryOf(name, report, quick), undefined, 1)}\n`],
    ['table.md', markdownOf(report)],
  ];
  for (const [file, content] of files) await writeFileAtomic(join(folder, file), content);
}
