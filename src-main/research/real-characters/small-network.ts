import { parseNetwork, type NetworkDescription } from '../../recognizer/network/description.ts';

/**
 * As small as the preset `compact`, but normalised over the batch and not over each recording: how
 * large a motion was is part of what a character is (a pen turns further in a 0 than in a 6).
 */
export function smallNetwork(inputs: number, classes: number): NetworkDescription {
  return parseNetwork({
    inputs,
    classes,
    layers: [
      { kind: 'convolution', filters: 64, kernel: 7, stride: 2 },
      { kind: 'normalization', over: 'batch' },
      { kind: 'activation', function: 'relu' },
      { kind: 'dropout', rate: 0.1 },
      { kind: 'convolution', filters: 80, kernel: 5, stride: 2 },
      { kind: 'normalization', over: 'batch' },
      { kind: 'activation', function: 'relu' },
      { kind: 'dropout', rate: 0.1 },
      { kind: 'convolution', filters: 112, kernel: 5, stride: 2 },
      { kind: 'normalization', over: 'batch' },
      { kind: 'activation', function: 'relu' },
      { kind: 'dropout', rate: 0.2 },
      { kind: 'bidirectional-lstm', units: 64 },
      { kind: 'dropout', rate: 0.3 },
      { kind: 'linear', units: classes },
    ],
  });
}
