import type { OnnxGraph } from './graph.ts';

export type Layout =
  | 'batch-time-channel'
  | 'batch-channel-time'
  | 'time-batch-channel'
  /** An image of one row, as convolutions of images want it. */
  | 'batch-channel-row-time';

export interface OnnxSignalOptions {
  /** Every sample is as long as the batch: there is no input for lengths, and no mask. */
  readonly whole: boolean;
  /** Convolutions are those of images of one row. */
  readonly rows: boolean;
}

/** Which axis of `from` stands at each place of `to`. */
function permutation(from: Layout, to: Layout): number[] {
  const source = from.split('-');
  return to.split('-').map((axis) => source.indexOf(axis));
}

/** Those that a mask over batch and time lacks. */
const axesBesideTime: Readonly<Record<Layout, readonly number[]>> = {
  'batch-time-channel': [2],
  'batch-channel-time': [1],
  'time-batch-channel': [2],
  'batch-channel-row-time': [1, 2],
};

/**
 * The value that runs through the layers: its layout (convolutions want time last, LSTMs time
 * first) and its down-sampling, from which true lengths and masks follow.
 */
export class OnnxSignal {
  private current: string;
  private currentLayout: Layout = 'batch-time-channel';
  private stride = 1;
  private readonly samples: string;
  private readonly whole: boolean;
  private readonly cache = new Map<string, string>();
  /** The layout that convolutions want. */
  readonly convolved: Layout;

  constructor(
    private readonly graph: OnnxGraph,
    inputs: number,
    { whole, rows }: OnnxSignalOptions,
  ) {
    this.samples = graph.input('samples', 'float32', ['batch', 'time', inputs]);
    this.current = this.samples;
    this.whole = whole;
    if (!whole) graph.input('lengths', 'int32', ['batch']);
    this.convolved = rows ? 'batch-channel-row-time' : 'batch-channel-time';
  }

  get name(): string {
    return this.current;
  }

  get layout(): Layout {
    return this.currentLayout;
  }

  /** The value in a layout, transposed when it stands in another. */
  as(layout: Layout): string {
    if (layout !== this.currentLayout) {
      this.replace(this.turned(this.current, this.currentLayout, layout), { layout });
    }
    return this.current;
  }

  replace(name: string, change: { layout?: Layout; stride?: number } = {}): void {
    this.current = name;
    this.currentLayout = change.layout ?? this.currentLayout;
    this.stride *= change.stride ?? 1;
  }

  /** The value as it stands, to be added again with `add` before time is shortened. */
  place(): { readonly name: string; readonly layout: Layout } {
    return { name: this.current, layout: this.currentLayout };
  }

  add({ name, layout }: { readonly name: string; readonly layout: Layout }): void {
    const other = this.turned(name, layout, this.currentLayout);
    this.replace(this.graph.node('Add', [this.current, other]));
  }

  /** Makes zero what lies beyond the true lengths. */
  mask(): void {
    if (this.whole) return;
    this.replace(this.graph.node('Mul', [this.current, this.frameMask()]));
  }

  /** True frames at the present down-sampling: int32, one for every sample of the batch; empty: all. */
  frames(): string {
    if (this.whole) return '';
    return this.once(`frames ${this.stride}`, () =>
      this.stride === 1
        ? this.lengths()
        : this.graph.node('Cast', [this.framesWide()], { to: 6 /* int32 */ }),
    );
  }

  /** True frames as float32, batch × 1 × 1. */
  frameCount(): string {
    return this.once(`count ${this.stride}`, () => {
      const count = this.graph.node('Cast', [this.framesWide()], { to: 1 /* float32 */ });
      return this.graph.node('Unsqueeze', [count, this.graph.integers([1, 2])]);
    });
  }

  /** One inside the true length, zero beyond, in the present layout with one channel. */
  frameMask(): string {
    return this.once(`mask ${this.stride} ${this.currentLayout}`, () => {
      const { graph } = this;
      const places = graph.node('Range', [
        graph.integers([0], []),
        this.shorten(this.time()),
        graph.integers([1], []),
      ]);
      const timeFirst = this.currentLayout === 'time-batch-channel';
      const inside = graph.node('Less', [
        graph.node('Unsqueeze', [places, graph.integers([timeFirst ? 1 : 0])]),
        graph.node('Unsqueeze', [this.framesWide(), graph.integers([timeFirst ? 0 : 1])]),
      ]);
      return graph.node('Unsqueeze', [
        graph.node('Cast', [inside], { to: 1 /* float32 */ }),
        graph.integers(axesBesideTime[this.currentLayout]),
      ]);
    });
  }

  private turned(name: string, from: Layout, to: Layout): string {
    const { graph } = this;
    if (from === to) return name;
    if (from === 'batch-channel-row-time') {
      const flat = graph.node('Squeeze', [name, graph.integers([2])]);
      return this.turned(flat, 'batch-channel-time', to);
    }
    if (to === 'batch-channel-row-time') {
      const flat = this.turned(name, from, 'batch-channel-time');
      return graph.node('Unsqueeze', [flat, graph.integers([2])]);
    }
    return graph.node('Transpose', [name], { perm: permutation(from, to) });
  }

  /** Time of the batch, a number. */
  private time(): string {
    const { graph } = this;
    return this.once('time', () =>
      graph.node('Squeeze', [graph.node('Shape', [this.samples], { start: 1, end: 2 })]),
    );
  }

  /** True lengths, one for every sample of the batch. */
  private lengths(): string {
    if (!this.whole) return 'lengths';
    const { graph } = this;
    return this.once('lengths', () =>
      graph.node('Expand', [
        this.time(),
        graph.node('Shape', [this.samples], { start: 0, end: 1 }),
      ]),
    );
  }

  private framesWide(): string {
    return this.once(`wide ${this.stride}`, () =>
      this.shorten(this.once('wide', () => this.graph.node('Cast', [this.lengths()], { to: 7 }))),
    );
  }

  /** ceil(value / stride) in whole numbers. */
  private shorten(value: string): string {
    if (this.stride === 1) return value;
    const { graph, stride } = this;
    const raised = graph.node('Add', [value, graph.integers([stride - 1], [])]);
    return graph.node('Div', [raised, graph.integers([stride], [])]);
  }

  private once(key: string, create: () => string): string {
    const known = this.cache.get(key);
    if (known !== undefined) return known;
    const made = create();
    this.cache.set(key, made);
    return made;
  }
}
