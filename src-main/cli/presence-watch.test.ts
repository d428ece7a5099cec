import { expect, test } from 'vitest';
import type { LiveEvents, LiveStatus } from '../contract/live.ts';
import { emptyStatistics, type PenPresence } from '../contract/pens.ts';
import { Emitter } from '../live/emitter.ts';
import { PresenceWatch } from './presence-watch.ts';

const alert = { code: 'serial-gone', severity: 'warning', message: 'Gone.', remedy: 'Plug it in.' };
const status = (presence: PenPresence) =>
  ({ presence, statistics: emptyStatistics }) as Partial<LiveStatus> as LiveStatus;

test('a pen that never came is told by what stands against it', () => {
  const events = new Emitter<LiveEvents>();
  const watch = new PresenceWatch(events);
  events.emit('status', status('absent'));
  expect(watch.missing()).toMatchObject({ code: 'pen-absent' });
  events.emit('alert', alert as LiveEvents['alert']);
  expect(watch.missing()).toMatchObject({ code: 'serial-gone', remedy: 'Plug it in.' });
  events.emit('alert-cleared', 'serial-gone');
  expect(watch.missing()).toMatchObject({ code: 'pen-absent' });
});

test('one that was there and went is no failure', () => {
  const events = new Emitter<LiveEvents>();
  const watch = new PresenceWatch(events);
  events.emit('status', status('connected'));
  events.emit('status', status('absent'));
  expect(watch.missing()).toBeUndefined();
});
