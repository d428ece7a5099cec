import { airpenProfile } from './pens/airpen.ts';
import { airwritingGloveProfile } from './pens/airwriting-glove.ts';
import { cl837Profile } from './pens/cl837.ts';
import { dPointProfile } from './pens/d-point.ts';
import { esp32ExampleProfile } from './pens/esp32-example.ts';
import { genericProfile } from './pens/generic.ts';
import { grayBlueProfile } from './pens/grayblue.ts';
import { imuPenProfile } from './pens/imupen.ts';
import { neuroViveProfile } from './pens/neurovive.ts';
import { nordicUartProfile } from './pens/nordic-uart.ts';
import { onhwProfile } from './pens/onhw.ts';
import { penovateProfile } from './pens/penovate.ts';
import { peterPenProfile } from './pens/peterpen.ts';
import { quillwaveProfile } from './pens/quillwave.ts';
import { smartPenProfile } from './pens/smart-pen.ts';
import { smartPenV2Profile } from './pens/smart-pen-v2.ts';
import type { PenProfile } from './schema.ts';

export { genericProfile, onhwProfile, quillwaveProfile };

/** Those that come along; docs/use/pens.md says what is known of each. */
export const penProfiles: readonly PenProfile[] = [
  genericProfile,
  quillwaveProfile,
  onhwProfile,
  nordicUartProfile,
  dPointProfile,
  neuroViveProfile,
  smartPenProfile,
  smartPenV2Profile,
  grayBlueProfile,
  imuPenProfile,
  airwritingGloveProfile,
  airpenProfile,
  penovateProfile,
  peterPenProfile,
  esp32ExampleProfile,
  cl837Profile,
];

/** @returns the built-in profile with this id */
export function findPenProfile(id: string): PenProfile | undefined {
  return penProfiles.find((candidate) => candidate.id === id);
}
