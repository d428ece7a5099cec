import { parseNetwork, type NetworkDescription } from './description.ts';

export interface PresetOptions {
  /** Characters and the CTC blank. */
  readonly classes: number;
  /** Default 13, the whole channel table. */
  readonly inputs?: number;
}

/**
 * Small and quick, for a few dozen classes: down-sampling 4, so that a character of a quarter of a
 * second still has six frames.
 */
function compact({ classes, inputs = 13 }: PresetOptions): NetworkDescription {
  return parseNetwork({
    inputs,
    classes,
    layers: [
      { kind: 'convolution', filters: 48, kernel: 5, stride: 2 },
      { kind: 'normalization', over: 'instance' },
      { kind: 'activation', function: 'relu' },
      { kind: 'convolution', filters: 64, kernel: 5, stride: 2 },
      { kind: 'normalization', over: 'instance' },
      { kind: 'activation', function: 'relu' },
      { kind: 'dropout', rate: 0.1 },
      { kind: 'convolution', filters: 96, kernel: 3 },
      { kind: 'normalization', over: 'instance' },
      { kind: 'activation', function: 'relu' },
      { kind: 'dropout', rate: 0.2 },
      { kind: 'bidirectional-lstm', units: 64 },
      { kind: 'dropout', rate: 0.2 },
      { kind: 'linear', units: classes },
    ],
  });
}

/** CNN+BiLSTM of Ott et al., IJDAR 2022: 402,880 parameters for 60 classes, down-sampling 4. */
function ott({ classes, inputs = 13 }: PresetOptions): NetworkDescription {
  const block = [
    { kind: 'pooling', size: 2 },
    { kind: 'normalization', over: 'batch' },
    { kind: 'dropout', rate: 0.2 },
  ] as const;
  return parseNetwork({
    inputs,
    classes,
    layers: [
      { kind: 'convolution', filters: 200, kernel: 4, activation: 'relu' },
      ...block,
      { kind: 'convolution', filters: 200, kernel: 4, activation: 'relu' },
      ...block,
      { kind: 'bidirectional-lstm', units: 60, layers: 2 },
      { kind: 'linear', units: 100 },
      { kind: 'linear', units: classes },
    ],
  });
}

interface RewiOptions extends PresetOptions {
  /** One depthwise kernel of 5 instead of 1 + 3 + 5: what remains after folding. Default false. */
  readonly folded?: boolean;
}

function rewi(
  { classes, inputs = 13, folded = false }: RewiOptions,
  widths: readonly number[],
  depth: number,
  recurrent: { units: number; layers: number },
): NetworkDescription {
  const stages = widths.flatMap((filters) => [
    { kind: 'convolution', filters, kernel: 2, stride: 2 } as const,
    { kind: 'normalization', over: 'instance', affine: false } as const,
    ...Array.from({ length: depth }).flatMap(
      () =>
        [
          {
            kind: 'separable-convolution',
            filters,
            kernels: folded ? [5] : [1, 3, 5],
            multiplier: 2,
          },
          { kind: 'normalization', over: 'instance', affine: false },
          { kind: 'activation', function: 'gelu' },
          { kind: 'dropout', rate: 0.2 },
        ] as const,
    ),
  ]);
  return parseNetwork({
    inputs,
    classes,
    layers: [
      ...stages.map((layer) =>
        'kernels' in layer ? { ...layer, kernels: [...layer.kernels] } : layer,
      ),
      { kind: 'bidirectional-lstm', ...recurrent, dropout: 0.2 },
      { kind: 'linear', units: classes },
    ],
  });
}

/** REWI-S (Li et al. 2025): 533,820 parameters folded with 60 classes (published: 0.53 M). */
function rewiSmall(options: RewiOptions): NetworkDescription {
  return rewi(options, [64, 128, 256], 1, { units: 64, layers: 2 });
}

/** REWI-B: 3,894,588 parameters folded with 60 classes (published: 3.89 M). */
function rewiBase(options: RewiOptions): NetworkDescription {
  return rewi(options, [128, 256, 512], 3, { units: 128, layers: 3 });
}

export const networks = { compact, ott, rewiSmall, rewiBase } as const;
export type NetworkName = keyof typeof networks;
