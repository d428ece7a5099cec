export {
  findPenProfile,
  genericProfile,
  penProfiles,
  quillwaveProfile,
} from './profiles/built-in.ts';
export { parsePenProfile, type PenProfile } from './profiles/schema.ts';
export { findUsbBoard } from './profiles/usb-boards.ts';
