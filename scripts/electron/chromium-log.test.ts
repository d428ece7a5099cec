import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { withoutChromiumLog } from './chromium-log.ts';

test('Chromium’s log is left out; what the program says and what ended it is not', async () => {
  const lines = [
    '[4711:1130/115500.123456:ERROR:bus.cc(407)] Failed to connect to the bus',
    '[4711:4720:1130/115500.123456:WARNING:vaapi_wrapper.cc:1523] no driver',
    'The pen was lost.',
    '[1] a list',
    '[4711:1130/115501.000001:FATAL:gpu_data_manager.cc(448)] GPU process is not usable',
  ];
  const from = Readable.from([`${lines.join('\n')}\n`]);
  const to = new PassThrough();
  withoutChromiumLog(from, to);
  from.once('end', () => setImmediate(() => to.end()));
  expect(await text(to)).toBe(`${[lines[2], lines[3], lines[4]].join('\n')}\n`);
});
