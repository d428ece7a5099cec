/** Reads a pen live, one line for each piece of writing: npx tsx examples/read-a-pen.ts PEN [MODEL] */
import { parsePenAddress } from '../src-main/contract/pens.ts';
import { LiveSession } from '../src-main/live/live-session.ts';
import { standardParts } from '../src-main/live/standard-parts.ts';

const [pen = 'simulated', model = 'words'] = process.argv.slice(2);

const session = new LiveSession(standardParts(), { pauseMs: 600 });
const ended = new Promise<void>((resolve) => {
  session.on('status', ({ presence }) => {
    if (presence === 'ended') resolve();
  });
  process.once('SIGINT', () => resolve());
});
session.on('segment', ({ committed, recognition }) => {
  if (committed) console.log(recognition.text);
});
session.on('alert', ({ message, remedy }) => console.error(`${message} ${remedy}`));

await session.selectModel(model);
await session.connect(parsePenAddress(pen));
await ended;
await session.settled();
await session.dispose();
