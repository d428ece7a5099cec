import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Quillwave, temporaryHome } from './support/quillwave.ts';

let home: Awaited<ReturnType<typeof temporaryHome>>;
let quillwave: Quillwave;

beforeAll(async () => {
  home = await temporaryHome();
  // A pen and a writer that each start would open, and two starts that came to nothing.
  await writeFile(join(home.path, 'settings.json'), '{"version":1,"pen":"simulated","writer":"x"}');
  await writeFile(join(home.path, 'start.json'), '{"failed":2}');
  quillwave = await Quillwave.launch({ home: home.path });
});
afterAll(async () => {
  await quillwave.close().catch(() => undefined);
  await home.remove();
});

test('after two starts that came to nothing there is a window without pen and writer', async () => {
  await quillwave.until(async () =>
    expect(await quillwave.alert.textContent()).toContain('stopped twice while it started'),
  );
  const { status, alerts } = await quillwave.page.evaluate(async () => {
    const reply = await window.quillwave.requests.openWindow();
    if (!reply.ok) throw new Error(reply.failure.message);
    return reply.value;
  });
  expect(status.address).toBeUndefined();
  expect(alerts.map(({ code }) => code)).toEqual(['safe-start']);
});

test('a start that lasts is none that failed', async () => {
  const failed = async () => readFile(join(home.path, 'start.json'), 'utf8');
  expect(await failed()).toContain('3');
  await quillwave.close();
  expect(await failed()).toContain('0');
});
