import type { LivePiece } from '$contract/ipc.ts';
import type { ChannelName } from '$contract/sensors.ts';
import { SignalRing } from '../features/live/signal-ring.ts';

/** Pieces remembered for the plot: a minute holds fewer, whatever is written. */
const mostPieces = 200;

/** How the plot looks. The samples themselves are never reactive: they lie in the ring. */
export class SignalState {
  readonly ring = new SignalRing();
  /** Newest last. */
  pieces = $state.raw<readonly LivePiece[]>([]);
  /** Key of the piece that word and plot show together. */
  pointed = $state<string>();
  paused = $state(false);
  /** Range in seconds chosen by dragging in the plot; undefined follows the newest sample. */
  zoom = $state.raw<readonly [number, number] | undefined>();
  hidden = $state.raw<readonly ChannelName[]>([]);
  shownGroups = $state.raw<readonly string[]>(['acceleration', 'rotation', 'force']);

  take(changed: readonly LivePiece[]): void {
    const keys = changed.map(({ key }) => key);
    const others = this.pieces.filter(({ key }) => !keys.includes(key));
    this.pieces = [...others, ...changed].slice(-mostPieces);
  }

  /** The pieces on a clock: those of another connection have no place in its signal. */
  piecesOf(clock: string): readonly LivePiece[] {
    return this.pieces.filter((piece) => piece.clock === clock);
  }

  togglePause(): void {
    this.paused = !this.paused;
    if (!this.paused) this.zoom = undefined;
  }

  toggleChannel(name: ChannelName): void {
    this.hidden = toggled(this.hidden, name);
  }

  toggleGroup(id: string): void {
    this.shownGroups = toggled(this.shownGroups, id);
  }
}

function toggled<T>(list: readonly T[], value: T): readonly T[] {
  return list.includes(value) ? list.filter((other) => other !== value) : [...list, value];
}
