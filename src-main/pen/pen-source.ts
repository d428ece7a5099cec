import type { Alert } from '../contract/alerts.ts';
import type { PenInformation, PenPresence, StreamStatistics } from '../contract/pens.ts';
import type { PenSample } from '../contract/sensors.ts';
import { createDecoder, type PenDecoder } from './framing/decoder.ts';
import { addStatistics, createCounters, type DecoderStatistics } from './framing/statistics.ts';
import { Outlet } from './outlet.ts';
import { parsePenProfile, type PenProfile } from './profiles.ts';
import { StreamHealth, type StreamHealthOptions } from './stream-health.ts';
import type { LinkInformation, PenTransport } from './transport.ts';

export interface PenSourceListener {
  /**
   * @param sample reused by the sender: copy what you keep
   * @param arrivalMs when its bytes came, on the clock of `performance.now()`
   */
  onSample(sample: PenSample, arrivalMs: number): void;
  /**
   * The bytes before they are decoded, for a recording.
   * @param arrivalMs on the transport's clock (`arrivalClock`)
   * @returns a promise when the transport should wait before it delivers more
   */
  onBytes?(chunk: Uint8Array, arrivalMs: number): void | Promise<void>;
  /** All that is known of the pen so far. */
  onInformation(information: PenInformation): void;
  /** The kind of pen has shown itself: what follows is read as this one says. */
  onProfile?(profile: PenProfile): void;
  onPresence(presence: PenPresence): void;
  onAlert(alert: Alert): void;
  onAlertCleared(code: string): void;
}

export interface PenSourceOptions extends StreamHealthOptions {
  /** Time between two looks at the stream's health, ms. Default 500. */
  readonly checkMs?: number;
}

const healthCodes = [
  'pen-silent',
  'pen-unreadable',
  'pen-losses',
  'pen-clock',
  'pen-slow',
] as const;

/** A transport and the decoder for its bytes: what the rest of the program knows of a pen. */
export class PenSource {
  readonly #transport: PenTransport;
  readonly #listener: PenSourceListener;
  readonly #checkMs: number;
  #decoder: PenDecoder;
  /** What decoders before this one have counted. */
  #before = createCounters();
  readonly #health: StreamHealth;
  /** Also keeps what the listener throws away from decoder, timer and transport. */
  readonly #outlet = new Outlet();
  #information: PenInformation = {};
  #link: LinkInformation = {};
  #arrivalMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    transport: PenTransport,
    profile: PenProfile,
    listener: PenSourceListener,
    options: PenSourceOptions = {},
  ) {
    this.#transport = transport;
    this.#listener = listener;
    this.#checkMs = options.checkMs ?? 500;
    // A recording may well be silent for a while; nobody need switch it on.
    const live = transport.capabilities.arrivalClock === 'host';
    this.#health = new StreamHealth(
      live ? options : { ...options, silentMs: Infinity, slowestHz: 0 },
    );
    this.#decoder = this.#decoderFor(profile);
    this.#outlet.attach({
      onBytes: (chunk, arrivalMs) => listener.onBytes?.(chunk, arrivalMs),
      onPresence: (presence) => listener.onPresence(presence),
      onAlert: (alert) => listener.onAlert(alert),
      onAlertCleared: (code) => listener.onAlertCleared(code),
    });
  }

  get presence(): PenPresence {
    return this.#transport.presence;
  }

  /** Everything the pen has said of itself. */
  get information(): PenInformation {
    return this.#information;
  }

  /** Counters of this moment. */
  get statistics(): StreamStatistics & DecoderStatistics {
    return { ...this.#counted, droppedBytes: this.#transport.droppedBytes };
  }

  get #counted(): DecoderStatistics {
    return addStatistics(this.#before, this.#decoder.statistics);
  }

  /** @throws UserError when the transport can never work; nothing is left running then */
  open(): Promise<void> {
    return this.#transport.open({
      onBytes: (chunk, arrivalMs) => this.#onBytes(chunk, arrivalMs),
      onPen: (profile) => this.#changePen(profile),
      onPresence: (presence) => this.#onPresence(presence),
      onAlert: (alert) => this.#outlet.alert(alert),
      onAlertCleared: (code) => this.#outlet.clear(code),
      onInformation: (information) => {
        this.#link = { ...this.#link, ...information };
        this.#onInformation(this.#information);
      },
      onProfile: (profile) => this.#onProfile(profile),
    });
  }

  async close(): Promise<void> {
    await this.#transport.close();
    this.#stopWatch();
    this.#outlet.release();
  }

  /** From now on the same bytes are read by another profile. */
  use(profile: PenProfile): void {
    this.#decode(profile);
    this.#health.connected(performance.now(), this.#counted);
  }

  #decoderFor(profile: PenProfile): PenDecoder {
    return createDecoder(profile, {
      onSample: (sample) => this.#onSample(sample),
      onInformation: (information) => this.#onInformation(information),
    });
  }

  /** @throws UserError when the recorded profile is none */
  #changePen(profile: unknown): void {
    this.#decode(parsePenProfile(JSON.stringify(profile)));
    this.#health.connected(performance.now(), this.#counted);
  }

  #onBytes(chunk: Uint8Array, arrivalMs: number): Promise<void> | undefined {
    this.#arrivalMs =
      this.#transport.capabilities.arrivalClock === 'host' ? arrivalMs : performance.now();
    // First the recording: what cannot be decoded is worth the more to be kept.
    const pending = this.#outlet.deliver(chunk, arrivalMs);
    this.#decoder.push(chunk, arrivalMs);
    return pending;
  }

  #onSample(sample: PenSample): void {
    try {
      this.#listener.onSample(sample, this.#arrivalMs);
    } catch (error) {
      this.#outlet.report(error);
    }
  }

  /** From now on by another profile; what was counted until now stays. */
  #decode(profile: PenProfile): void {
    const decoder = this.#decoderFor(profile);
    this.#before = addStatistics(this.#before, this.#decoder.statistics);
    this.#decoder = decoder;
  }

  #onProfile(profile: PenProfile): void {
    this.#decode(profile);
    this.#listener.onProfile?.(profile);
  }

  #onInformation(information: PenInformation): void {
    // What the pen says in its frames counts more than what its link knows.
    this.#information = { ...this.#link, ...information };
    try {
      this.#listener.onInformation(this.#information);
    } catch (error) {
      this.#outlet.report(error);
    }
  }

  #onPresence(presence: PenPresence): void {
    if (presence === 'connected') {
      // What is left of a frame from before the cable was pulled has no end any more.
      this.#decoder.reset();
      this.#health.connected(performance.now(), this.#counted);
      this.#timer ??= setInterval(() => this.#check(), this.#checkMs);
    } else {
      this.#stopWatch();
      this.#health.disconnected();
      this.#check();
    }
    this.#outlet.setPresence(presence);
  }

  #stopWatch(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #check(): void {
    const alerts = this.#health.judge(performance.now(), this.#counted, this.#transport.baudRate);
    for (const code of healthCodes) {
      const alert = alerts.find((candidate) => candidate.code === code);
      if (alert === undefined) this.#outlet.clear(code);
      else this.#outlet.alert(alert);
    }
  }
}
