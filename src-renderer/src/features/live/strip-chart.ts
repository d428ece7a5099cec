import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { SignalGroup } from './signal-groups.ts';
import type { SignalRing } from './signal-ring.ts';
import { SteadyRange } from './steady-range.ts';

/** A stretch of time to be shaded: a piece of writing. */
export interface ShadedPiece {
  readonly from: number;
  readonly to: number;
  /** Its word is pointed at, or is chosen in the text. */
  readonly pointed: boolean;
}

/** What is to be seen. */
export interface Picture {
  readonly ring: SignalRing;
  /** Seconds on the ring's clock. */
  readonly from: number;
  readonly to: number;
  /** Names of the series that are switched off. */
  readonly hidden: readonly string[];
  /** The plot is paused. */
  readonly still: boolean;
}

export interface StripChartOptions {
  readonly group: SignalGroup;
  /** Whether the axis of time stands under it. */
  readonly timeAxis: boolean;
  readonly pieces: () => readonly ShadedPiece[];
  readonly onZoom: (from: number, to: number) => void;
  readonly onFollow: () => void;
  /** This time was clicked on. */
  readonly onPick: (seconds: number) => void;
  /** The pointer is at this time; undefined: it has left. */
  readonly onPoint: (seconds: number | undefined) => void;
}

const axisWidth = 52;

/** One strip of the live plot: a thin layer between the ring and uPlot, without reactive state. */
export class StripChart {
  readonly #plot: uPlot;
  readonly #range: SteadyRange;
  readonly #colors = new Map<string, string>();
  #shown: [number, number] = [-1, 1];
  /** Which stretch and channels are on screen. */
  #view = '';
  /** A range was dragged: the click that ends it means nothing. */
  #dragged = false;

  constructor(
    private readonly host: HTMLElement,
    private readonly options: StripChartOptions,
  ) {
    this.#range = new SteadyRange(options.group.least);
    this.#plot = new uPlot(this.#describe(), [[]], host);
    host.addEventListener('dblclick', options.onFollow);
    host.addEventListener('click', () => {
      const { left = -1 } = this.#plot.cursor;
      if (left >= 0 && !this.#dragged) options.onPick(this.#plot.posToVal(left, 'x'));
      this.#dragged = false;
    });
  }

  draw({ ring, from, to, hidden, still }: Picture): void {
    const { group, onPoint } = this.options;
    const { seconds, channels } = ring.view(from, to);
    const data = group.series.map(({ index }) => channels[index]!);
    const visible = data.filter((_, index) => !hidden.includes(group.series[index]!.name));
    // A held picture keeps its range, until another stretch or another channel is chosen.
    const view = [from, to, ...hidden].join();
    if (!still) this.#shown = this.#range.next(visible);
    else if (view !== this.#view) this.#shown = this.#range.fit(visible);
    this.#view = view;
    group.series.forEach(({ name }, index) => {
      const series = this.#plot.series[index + 1]!;
      series.show = !hidden.includes(name);
    });
    this.#plot.setData([seconds, ...data], false);
    this.#plot.setScale('x', { min: from, max: to });
    // The curve moves on under a pointer that rests.
    const { left = -1 } = this.#plot.cursor;
    if (!still && left >= 0) onPoint(this.#plot.posToVal(left, 'x'));
  }

  resize(): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width > 0 && (width !== this.#plot.width || height !== this.#plot.height)) {
      this.#plot.setSize({ width, height });
    }
  }

  /** To be called when the theme has changed. */
  recolor(): void {
    this.#colors.clear();
  }

  dispose(): void {
    this.#plot.destroy();
  }

  #describe(): uPlot.Options {
    const { group, timeAxis, pieces, onZoom, onPoint } = this.options;
    const color = (name: string) => () => this.#color(name);
    const font = '11px "Inter Variable", sans-serif';
    const line = { stroke: color('--line'), width: 1 };
    return {
      width: Math.max(1, this.host.clientWidth),
      height: Math.max(1, this.host.clientHeight),
      legend: { show: false },
      padding: [4, 8, timeAxis ? 0 : 4, 0],
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      scales: { x: { time: false }, y: { range: () => this.#shown } },
      series: [
        {},
        ...group.series.map((series) => ({
          stroke: color(series.color),
          width: 1,
          points: { show: false },
        })),
      ],
      axes: [
        {
          show: timeAxis,
          size: 20,
          gap: 2,
          font,
          stroke: color('--ink-faint'),
          grid: { show: false },
          ticks: { show: false },
          space: 90,
          values: (_plot, splits) => splits.map((split) => (split < 0 ? '' : `${split} s`)),
        },
        {
          size: axisWidth,
          gap: 4,
          font,
          space: 26,
          stroke: color('--ink-faint'),
          grid: line,
          ticks: { show: false },
        },
      ],
      hooks: {
        drawClear: [(plot) => this.#shade(plot, pieces())],
        setCursor: [
          (plot) => {
            const { left = -1 } = plot.cursor;
            onPoint(left < 0 ? undefined : plot.posToVal(left, 'x'));
          },
        ],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            if (width < 5) return;
            this.#dragged = true;
            onZoom(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
      },
    };
  }

  #shade(plot: uPlot, pieces: readonly ShadedPiece[]): void {
    const { left, top, width, height } = plot.bbox;
    for (const { from, to, pointed } of pieces) {
      plot.ctx.fillStyle = this.#color(pointed ? '--piece-pointed' : '--piece');
      const start = Math.max(left, plot.valToPos(from, 'x', true));
      const end = Math.min(left + width, plot.valToPos(to, 'x', true));
      if (end > start) plot.ctx.fillRect(start, top, end - start, height);
    }
  }

  /** Asking for a computed style at every stroke would cost more than drawing it. */
  #color(name: string): string {
    let color = this.#colors.get(name);
    if (color === undefined) {
      color = getComputedStyle(document.documentElement).getPropertyValue(name);
      this.#colors.set(name, color);
    }
    return color;
  }
}
