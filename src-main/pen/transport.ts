import type { Alert } from '../contract/alerts.ts';
import type {
  PenInformation,
  PenKind,
  PenPresence,
  ReplayControl,
  SimulatedRequest,
} from '../contract/pens.ts';
import type { PenProfile } from './profiles.ts';

/** What a transport can and cannot do; the session adapts to it instead of asking which kind it is. */
export interface TransportCapabilities {
  /** Comes back by itself after the pen was lost. */
  readonly reconnects: boolean;
  /** Ends by itself (`ended`), as a recording does. */
  readonly finite: boolean;
  /**
   * What happens while the promise that `onBytes` returned is pending. Either way nothing more is
   * delivered until it settles.
   * - `waits`: the source is held up for as long as it takes
   * - `bounded-queue`: a live pen cannot wait; bytes queue up, then the oldest are dropped and
   *   counted in `droppedBytes`
   */
  readonly backPressure: 'waits' | 'bounded-queue';
  /**
   * What `arrivalMs` runs on: the host's clock, or the recording's own one, which differs from the
   * host's at any speed but ×1. Time stamps derived from arrivals stay right either way.
   */
  readonly arrivalClock: 'host' | 'recording';
}

export interface TransportListener {
  /**
   * Bytes as they came; never assume that a chunk is a frame. The chunk belongs to the listener.
   * @param arrivalMs monotonic clock in ms of the arrival (see `arrivalClock`; origin that of
   *   `performance.now()`)
   * @returns a promise when the transport should wait before it delivers more
   */
  onBytes(chunk: Uint8Array, arrivalMs: number): void | Promise<void>;
  /** The bytes to come are those of another pen, of which a recording kept the profile. */
  onPen?(profile: unknown): void;
  onPresence(presence: PenPresence): void;
  onAlert(alert: Alert): void;
  onAlertCleared(code: string): void;
  /** What the link itself knows of the pen; what is left out is as it was. */
  onInformation?(information: LinkInformation): void;
  /** The kind of pen has shown itself; its bytes from now on are to be read so. */
  onProfile?(profile: PenProfile): void;
}

/** Where something stands that is played. */
export interface Playback {
  /** What has been played, ms from its beginning. */
  readonly positionMs: number;
  /** Times real time. */
  readonly speed: number;
  readonly paused: boolean;
  /** What comes lies before the moment to begin at: it is only gone through. */
  readonly skipping: boolean;
}

/** Of a pen on a link that can say it, such as Bluetooth. */
export type LinkInformation = Pick<PenInformation, 'name' | 'battery'>;

/**
 * One shape for everything that delivers pen bytes.
 *
 * `open` is called once. It resolves when the transport is at work (for a reconnecting one: even
 * while the pen is absent, which presence and an alert then say) or was closed meanwhile; it rejects
 * with a UserError when the transport can never work.
 *
 * `close` may be called at any time, twice too, also from inside the listener; after it has resolved
 * the listener is not called again. A closed transport stays closed: make a new one.
 *
 * A listener that throws, or whose promise rejects, does not stop the transport: the failure is
 * reported as the alert `pen-listener` and the next chunk is delivered.
 */
export interface PenTransport {
  readonly kind: PenKind;
  /** For people, for example `Serial port /dev/ttyACM0 at 115200 baud`. */
  readonly description: string;
  /** Of a serial line only. */
  readonly baudRate?: number;
  readonly capabilities: TransportCapabilities;
  /** `closed` before `open`, too. */
  readonly presence: PenPresence;
  /** Bytes thrown away because the listener kept a live pen waiting too long. */
  readonly droppedBytes: number;
  /** Asks a simulated pen to do something; real pens do not have this. @throws UserError */
  perform?(request: SimulatedRequest): void;
  /** Of what is played at a pace: where it stands; real pens do not have this. */
  readonly playback?: Playback;
  /** Stops, goes on or changes the pace of what has a `playback`. @throws UserError `pen-speed` */
  control?(change: ReplayControl): void;
  open(listener: TransportListener): Promise<void>;
  close(): Promise<void>;
}
