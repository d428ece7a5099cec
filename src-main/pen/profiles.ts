export {
  findPenProfile,
  genericProfile,
  penProfiles,
  quillwaveProfile,
} from './profiles/built-in.ts';
export { parsePenProfile, penProfileSchema, type PenProfile } from './profiles/schema.ts';
export { findUsbBoard, usbBoards, type UsbBoard } from './profiles/usb-boards.ts';
