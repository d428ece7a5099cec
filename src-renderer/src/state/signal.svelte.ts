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
  /** The samples as they were when the plot was paused: nothing that comes later moves the picture. */
  #held = $state.raw<SignalRing>();
  /** Where the picture ended when it was drawn last, in seconds; the pane says so. */
  drawnEnd: number | undefined;
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

  /** The piece that was being written at a moment of what is shown. */
  pieceAt(seconds: number): LivePiece | undefined {
    return this.piecesOf(this.shown.clock).find(
      ({ startMs, endMs }) => startMs <= seconds * 1000 && seconds * 1000 <= endMs,
    );
  }

  /**
   * Brings a piece into the picture that the samples are still there of.
   * @param seconds how much is on screen
   */
  reveal(key: string, seconds: number): void {
    const piece = this.piecesOf(this.shown.clock).find((one) => one.key === key);
    if (piece === undefined) return;
    const [start, end] = [piece.startMs / 1000, piece.endMs / 1000];
    const last = this.drawnEnd ?? this.shown.endSeconds;
    const [from, to] = this.zoom ?? [last - seconds, last];
    if ((from <= start && end <= to) || start < this.shown.startSeconds) return;
    this.pause();
    const margin = Math.max(0, (seconds - (end - start)) / 2);
    this.zoom = [start - margin, end + margin];
  }

  get paused(): boolean {
    return this.#held !== undefined;
  }

  /** What the plot shows: the newest samples, or those that it is held at. */
  get shown(): SignalRing {
    return this.#held ?? this.ring;
  }

  /** Holds the plot at the picture that is on screen. */
  pause(): void {
    this.#held ??= this.ring.copy();
  }

  /** Follows the newest sample again. */
  follow(): void {
    this.#held = undefined;
    this.zoom = undefined;
  }

  togglePause(): void {
    if (this.paused) this.follow();
    else this.pause();
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
