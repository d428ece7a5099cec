import { penProfile } from '../schema.ts';

/** For pens that nothing is known about: decides between frames and text by the bytes. */
export const genericProfile = penProfile({
  id: 'generic',
  title: 'Any pen',
  description: 'Recognises Quillwave frames and rows of numbers; guesses columns and units.',
  transport: 'any',
  baudRate: 115_200,
  framing: 'auto',
});
