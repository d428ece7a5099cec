import { readFileSync } from 'node:fs';
import { serveEncoder } from './serve-encoder.ts';

/**
 * An encoder process with a fault: `QUILLWAVE_TEST_FAULT` is a number of runs that go well and what
 * happens then, for example `3 crash`. `first-lie` lies from the beginning.
 */
const [good, fault] = process.env['QUILLWAVE_TEST_FAULT']!.split(' ') as [string, string];
let runs = Number(good);

const serve = serveEncoder((answer) => {
  if (fault === 'lie' && answer.values && runs <= 0) answer.values[0]! += 0.5;
  process.send!(answer);
});

process.on('message', (message: { id: number; kind: string }) => {
  if (message.kind !== 'open' && runs-- <= 0) {
    if (fault === 'crash') process.kill(process.pid, 'SIGSEGV');
    if (fault === 'hang') for (;;) readFileSync('/dev/null');
    if (fault === 'out-of-memory') {
      process.send!({ id: message.id, error: 'Device lost: out of memory' });
      return;
    }
  }
  serve(message);
});
process.on('disconnect', () => process.exit());
