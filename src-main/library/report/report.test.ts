import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyStatistics } from '../../contract/pens.ts';
import { defaultSettings } from '../../contract/settings.ts';
import { homeFolders } from '../../data/home.ts';
import { temporaryFolder } from '../../data/testing.ts';
import { summarizeHome } from './home-summary.ts';
import { newestLogLines } from './log-lines.ts';
import { formatReport, type ReportParts } from './report.ts';

const parts: ReportParts = {
  versions: { Quillwave: '0.1.0' },
  status: {
    address: { kind: 'simulated', text: 'a secret that the pen writes' },
    presence: 'connected',
    pen: { name: 'Simulated pen', firmware: '1.2' },
    statistics: { ...emptyStatistics, samples: 1234, lostFrames: 56 },
    samplesPerSecond: 99.7,
    mask: 1,
    writing: false,
    model: 'words',
    engine: 'ONNX Runtime on the processor',
  },
  compute: {
    model: 'words',
    reading: [
      { id: 'onnx-cpu', title: '', state: 'chosen', milliseconds: 3.9 },
      { id: 'onnx-cuda', title: '', state: 'out', reason: 'no graphics card' },
    ],
    learning: [],
  },
  settings: defaultSettings,
  alerts: [{ code: 'pen-losses', message: 'More than 5 % is lost.' }],
  events: [`2026-11-30T10:00:00.000Z error Cannot write ${homedir()}/settings.json`],
};

test('versions, ladder, pen, losses, alerts and events stand in it; nothing written, no name', () => {
  const report = formatReport(parts);
  for (const expected of [
    'Quillwave: 0.1.0',
    'lostFrames: 56',
    'read onnx-cpu: chosen 3.90 ms',
    'read onnx-cuda: out (no graphics card)',
    'pen-losses: More than 5 % is lost.',
    'Cannot write ~/settings.json',
    'It holds nothing of what was written.',
  ]) {
    expect(report).toContain(expected);
  }
  expect(report).not.toContain('secret');
  expect(report).not.toContain(homedir());
});

test('what was written stands in it only where it was ticked, and then it says so', () => {
  const report = formatReport({ ...parts, handwriting: 'dear diary' });
  expect(report).toContain('dear diary');
  expect(report).toContain('It holds what was written');
  expect(formatReport(parts)).not.toContain('What was written\n');
});

test('the home is counted, the log read across its turn', async () => {
  const root = await temporaryFolder();
  const home = homeFolders({ environment: { QUILLWAVE_HOME: root } });
  expect(await summarizeHome(home)).toMatchObject({ notes: 0, writers: 0 });
  expect(await newestLogLines(home, 5)).toEqual([]);
  await mkdir(join(home.notes, '.trash'), { recursive: true });
  await writeFile(join(home.notes, 'a.json'), '');
  await mkdir(home.logs);
  await writeFile(join(home.logs, 'quillwave.log.1'), 'one\ntwo\n');
  await writeFile(join(home.logs, 'quillwave.log'), 'three\n');
  const summary = await summarizeHome(home);
  expect(summary.notes).toBe(1);
  expect(summary.freeMegabytes).toBeGreaterThan(0);
  expect(await newestLogLines(home, 2)).toEqual(['two', 'three']);
});
