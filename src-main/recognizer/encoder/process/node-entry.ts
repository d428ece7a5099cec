import { serveEncoder } from './serve-encoder.ts';

/** An encoder as a process of plain Node. */
const serve = serveEncoder((answer) => process.send!(answer));
process.on('message', serve);
process.on('disconnect', () => process.exit());
