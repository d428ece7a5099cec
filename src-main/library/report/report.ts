import { arch, cpus, freemem, homedir, release, totalmem, type } from 'node:os';
import type { ComputeReport, RungReport } from '../../contract/compute.ts';
import type { LiveStatus } from '../../contract/live.ts';
import { formatPenAddress } from '../../contract/pens.ts';
import { channelsIn } from '../../contract/sensors.ts';
import type { Settings } from '../../contract/settings.ts';
import type { HomeSummary } from './home-summary.ts';

/** What a report of a fault is made of; what is not known is left out. */
export interface ReportParts {
  /** Name → version. */
  readonly versions: Readonly<Record<string, string>>;
  readonly status?: LiveStatus;
  readonly compute?: ComputeReport | undefined;
  readonly settings?: Settings;
  readonly home?: HomeSummary;
  /** Codes and messages that stand now. */
  readonly alerts?: readonly { readonly code: string; readonly message: string }[];
  /** Lines of the log, oldest first. */
  readonly events: readonly string[];
  /** What the user wrote; only where they ticked it. */
  readonly handwriting?: string;
}

/**
 * The report of a fault, for people to read before they send it: plain text. It holds no handwriting
 * unless there is `handwriting`; the name of the user's folder is taken out.
 */
export function formatReport(parts: ReportParts): string {
  const { versions, status, compute, settings, home, alerts, events, handwriting } = parts;
  const sections = [
    section('Versions', [...rows(versions), ...rows(machine())]),
    section('Pen and reading', status && penRows(status)),
    section(
      'Standing alerts',
      alerts?.map(({ code, message }) => `${code}: ${message}`),
    ),
    section('Where networks run', compute && computeRows(compute)),
    section('Settings', settings && rows(settings)),
    section('What is kept', home && rows({ ...home })),
    section('Last events', events),
    section('What was written', handwriting === undefined ? undefined : [handwriting]),
  ];
  const note =
    handwriting === undefined
      ? 'It holds nothing of what was written.'
      : 'It holds what was written, as its sender has ticked.';
  return withoutNames(`Quillwave, report of a fault. ${note}\n${sections.join('')}`);
}

function section(title: string, lines: readonly string[] | undefined): string {
  if (lines === undefined) return '';
  const content = lines.length === 0 ? ['nothing'] : lines;
  return `\n${title}\n${'-'.repeat(title.length)}\n${content.join('\n')}\n`;
}

function rows(values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).map(([name, value]) => `${name}: ${String(value)}`);
}

function machine(): Record<string, string> {
  const gigabytes = (bytes: number) => (bytes / 2 ** 30).toFixed(1);
  const [first] = cpus();
  return {
    Machine: `${type()} ${release()} ${arch()}`,
    Processor: `${first?.model.trim() ?? 'unknown'}, ${cpus().length} cores`,
    Memory: `${gigabytes(freemem())} of ${gigabytes(totalmem())} GiB free`,
  };
}

function penRows(status: LiveStatus): string[] {
  const { address, pen, presence, statistics, latencyMs } = status;
  return rows({
    Pen: address === undefined ? 'none' : withoutText(formatPenAddress(address)),
    State: presence,
    Firmware: [pen.name, pen.firmware].filter(Boolean).join(' ') || 'not told',
    ...(pen.guess !== undefined && { Assumed: pen.guess }),
    Channels: channelsIn(status.mask).join(' ') || 'none',
    'Samples a second': Math.round(status.samplesPerSecond),
    ...statistics,
    Model: status.model || 'none',
    Engine: status.engine || 'none',
    ...(status.engineReason !== undefined && { 'No faster engine': status.engineReason }),
    ...(latencyMs && { 'Last sample to text, ms': JSON.stringify(latencyMs) }),
  });
}

/** A simulated pen's address says what it writes. */
function withoutText(address: string): string {
  return address.startsWith('simulated:') ? 'simulated' : address;
}

function computeRows({ model, reading, learning }: ComputeReport): string[] {
  const line = (purpose: string, rung: RungReport) => {
    const time = rung.milliseconds === undefined ? '' : ` ${rung.milliseconds.toFixed(2)} ms`;
    return `${purpose} ${rung.id}: ${rung.state}${time}${rung.reason ? ` (${rung.reason})` : ''}`;
  };
  return [
    `tried with ${model}`,
    ...reading.map((rung) => line('read', rung)),
    ...learning.map((rung) => line('learn', rung)),
  ];
}

/** The user's folder is their name on most machines. */
function withoutNames(text: string): string {
  const home = homedir();
  return home.length > 1 ? text.replaceAll(home, '~') : text;
}
