import { usbBoards } from '../../src-main/pen/profiles/usb-boards.ts';

/** Lets whoever sits at the computer open the serial ports of boards that pens are built from. */
export function udevRules(): string {
  const rules = usbBoards.map(({ vendorId, productId, title }) => {
    const product = productId === undefined ? '' : `, ATTRS{idProduct}=="${productId}"`;
    return `# ${title}\nSUBSYSTEM=="tty", ATTRS{idVendor}=="${vendorId}"${product}, TAG+="uaccess"\n`;
  });
  return `# Serial pens for Quillwave. Made by scripts/package.ts of usb-boards.ts.\n${rules.join('')}`;
}
