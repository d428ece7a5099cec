import type { PenAddress } from '../../contract/pens.ts';
import type { BackendOption } from './compute.ts';
import type { LanguageOptions } from './language-options.ts';

/** What `start` was given, for window and terminal alike. */
export interface StartOptions extends LanguageOptions, BackendOption {
  readonly pen?: PenAddress;
  readonly model?: string;
  readonly writer?: string;
  readonly headless?: boolean;
  readonly json?: boolean;
  readonly seconds?: number;
  readonly record?: boolean;
  readonly calibration?: string;
  readonly baud?: number;
  readonly profile?: string;
  readonly speed?: number;
}
