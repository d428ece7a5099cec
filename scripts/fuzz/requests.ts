import { requestChannels, type RequestName } from '../../src-main/contract/ipc.ts';
import type { Reply } from '../../src-main/contract/failure.ts';
import { answerRequests, type RequestHandlers } from '../../src-main/app/requests.ts';
import type { RandomGenerator } from '../../src-main/simulator/random.ts';
import type { Target } from './target.ts';

type Listener = (event: unknown, payload: unknown) => unknown;

/** Every request of the window: what is refused is refused in a line, what is taken is data. */
export const requests: readonly Target[] = (Object.keys(requestChannels) as RequestName[]).map(
  (name) => {
    const listen = listenerOf(name);
    return { name: `request ${name}`, run: (random) => ask(listen, random) };
  },
);

async function ask(listen: Listener, random: RandomGenerator): Promise<void> {
  const reply = (await listen({}, anything(random, 0))) as Reply<unknown>;
  if (reply.ok) return;
  if (reply.failure.code !== 'request-refused') throw new Error(reply.failure.message);
  if (reply.failure.message.length > 1000) throw new Error('a refusal of more than a line');
}

function listenerOf(name: RequestName): Listener {
  const listeners = new Map<string, Listener>();
  const handlers = new Proxy({}, { get: () => () => undefined }) as RequestHandlers;
  answerRequests<unknown>(
    { handle: (channel, listener) => void listeners.set(channel, listener) },
    handlers,
    { trusted: () => true, onError: () => undefined },
  );
  return listeners.get(requestChannels[name])!;
}

const names = [
  ...['kind', 'path', 'id', 'change', 'name', 'from', 'to', 'text', 'note', 'file', '__proto__'],
  ...['prompts', 'words', 'version', 'title', 'theme', 'handwriting', 'constructor', 'style'],
];
const leaves: readonly unknown[] = [
  ...[undefined, null, true, 0, -1, 1.5, Infinity, NaN, '', 'ada', 'serial', 'simulated'],
  ...['../../etc/passwd', '//server/share', 'a\nb', 'a\u0000b', 'x'.repeat(5000), [], {}],
  ...[new Error('x'), new Date(0), new Map([['id', 'ada']]), new Uint8Array(4), 2n ** 70n],
];
const deepest = 4;

function anything(random: RandomGenerator, depth: number): unknown {
  const die = depth >= deepest ? 0 : random.integer(0, 3);
  if (die < 2) return random.pick(leaves);
  const parts = Array.from({ length: random.integer(0, 5) }, () => anything(random, depth + 1));
  if (die === 2) return parts;
  // As the other process would send it: own properties, `__proto__` among them.
  return Object.fromEntries(parts.map((part) => [random.pick(names), part]));
}
