/** Without a terminal a line at most this often; ms. */
const quietMs = 5000;
const liveMs = 200;

/** How far a command with a known number of steps is and how long it will take, on standard error. */
export class ProgressLine {
  readonly #startMs = performance.now();
  #shownMs = this.#startMs;

  constructor(
    private readonly total: number,
    private readonly noun: string,
  ) {}

  readonly update = (done: number): void => {
    const nowMs = performance.now();
    const live = process.stderr.isTTY;
    if (done < this.total && nowMs - this.#shownMs < (live ? liveMs : quietMs)) return;
    this.#shownMs = nowMs;
    const seconds = ((nowMs - this.#startMs) / 1000 / done) * (this.total - done);
    // Of what has not begun nobody knows how long it takes.
    const known = done > 0 && done < this.total;
    const left = known ? ` · ${describe(seconds)} left` : '';
    const line = `${done} of ${this.total} ${this.noun}${left}`;
    process.stderr.write(live ? `\r\u001b[K${line}${done < this.total ? '' : '\n'}` : `${line}\n`);
  };
}

function describe(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
