/** USB identifiers of what sensor pens are commonly built from; hexadecimal, lower case. */
export interface UsbBoard {
  readonly vendorId: string;
  /** Left out: any product of this vendor. */
  readonly productId?: string;
  readonly title: string;
  /** How likely a port with these identifiers is a sensor pen, 0..1. */
  readonly likelihood: number;
}

/** From the USB ID repository (linux-usb.org) and the boards' Arduino cores; first match counts. */
export const usbBoards: readonly UsbBoard[] = [
  { vendorId: '2341', productId: '805a', title: 'Arduino Nano 33 BLE', likelihood: 0.9 },
  {
    vendorId: '2341',
    productId: '025a',
    title: 'Arduino Nano 33 BLE (boot loader)',
    likelihood: 0.5,
  },
  { vendorId: '2341', productId: '8057', title: 'Arduino Nano 33 IoT', likelihood: 0.9 },
  { vendorId: '2341', title: 'Arduino', likelihood: 0.8 },
  { vendorId: '2a03', title: 'Arduino', likelihood: 0.8 },
  { vendorId: '2886', title: 'Seeed Studio', likelihood: 0.85 },
  { vendorId: '239a', title: 'Adafruit', likelihood: 0.85 },
  { vendorId: '1b4f', title: 'SparkFun', likelihood: 0.8 },
  { vendorId: '303a', title: 'Espressif ESP32', likelihood: 0.8 },
  { vendorId: '16c0', productId: '0483', title: 'Teensy', likelihood: 0.8 },
  { vendorId: '2e8a', title: 'Raspberry Pi Pico', likelihood: 0.75 },
  { vendorId: '1915', title: 'Nordic Semiconductor', likelihood: 0.75 },
  {
    vendorId: '0483',
    productId: '5740',
    title: 'STMicroelectronics virtual COM port',
    likelihood: 0.7,
  },
  { vendorId: '0d28', title: 'Arm DAPLink', likelihood: 0.6 },
  { vendorId: '10c4', productId: 'ea60', title: 'Silicon Labs CP210x', likelihood: 0.65 },
  { vendorId: '1a86', title: 'WCH CH340', likelihood: 0.65 },
  { vendorId: '0403', title: 'FTDI', likelihood: 0.6 },
  { vendorId: '067b', productId: '2303', title: 'Prolific PL2303', likelihood: 0.5 },
];

/** @param vendorId,productId hexadecimal as the system writes them, any case, `0x` or not */
export function findUsbBoard(vendorId?: string, productId?: string): UsbBoard | undefined {
  const vendor = normalized(vendorId);
  const product = normalized(productId);
  return usbBoards.find(
    (board) =>
      board.vendorId === vendor && (board.productId === undefined || board.productId === product),
  );
}

function normalized(identifier: string | undefined): string | undefined {
  return identifier?.toLowerCase().replace(/^0x/, '').padStart(4, '0');
}
