import { SignalRing } from '../features/live/signal-ring.ts';
import type { ChannelName } from '$contract/sensors.ts';

/** How the plot looks. The samples themselves are never reactive: they lie in the ring. */
export class SignalState {
  readonly ring = new SignalRing();
  paused = $state(false);
  /** Range in seconds chosen by dragging in the plot; undefined follows the newest sample. */
  zoom = $state.raw<readonly [number, number] | undefined>();
  hidden = $state.raw<readonly ChannelName[]>([]);
  shownGroups = $state.raw<readonly string[]>(['acceleration', 'rotation', 'force']);

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
