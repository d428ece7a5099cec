/** Most numbers in a row. */
export const rowLimit = 32;

/**
 * - `row`: numbers only
 * - `talk`: readable, but no row: a heading, a message
 * - `bad`: begins like a row and is none, or is not text
 * - `blank`: nothing in it
 */
export type RowKind = 'row' | 'talk' | 'bad' | 'blank';

const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
/** Beyond this a further digit would not be exact any more. */
const exactMantissa = 900_719_925_474_098;

const tab = 0x09;
const space = 0x20;
const quote = 0x22;
const plus = 0x2b;
const comma = 0x2c;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;
const colon = 0x3a;
const semicolon = 0x3b;
const equals = 0x3d;
const openBracket = 0x5b;
const openBrace = 0x7b;
const underscore = 0x5f;
const lowerE = 0x65;
const toLower = 0x20;

const missingWords = ['nan', 'null', 'none', 'inf', 'infinity', 'ovf'].map((word) =>
  Uint8Array.from(word, (letter) => letter.charCodeAt(0)),
);

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= nine;
}

function isLetter(byte: number): boolean {
  const lower = byte | toLower;
  return (lower >= 97 && lower <= 122) || byte === underscore;
}

/**
 * Reads numbers out of the bytes of one line without making strings: separated by comma, semicolon,
 * tab or space; in JSON arrays or objects; labelled (`ax:1.5`, `"ax": 1.5`). A comma between digits is
 * a decimal comma when the line has semicolons or tabs. `nan`, `null` and the like, and empty fields,
 * are NaN.
 */
export class NumberRow {
  readonly values = new Float64Array(rowLimit);
  count = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  private length = 0;
  private at = 0;
  private decimalComma = false;
  /** Where the name before each value stands; both 0 where there is none. */
  private readonly labelStarts = new Int32Array(rowLimit);
  private readonly labelEnds = new Int32Array(rowLimit);
  private labelStart = 0;
  private labelEnd = 0;

  /** @param named whether values with a name may be texts, which are NaN then */
  constructor(private readonly named = false) {}

  /** Whether the value at this place has this name. */
  isNamed(place: number, name: Uint8Array): boolean {
    const start = this.labelStarts[place]!;
    if (this.labelEnds[place]! - start !== name.length) return false;
    return name.every((byte, index) => this.bytes[start + index] === byte);
  }

  read(bytes: Uint8Array, length: number): RowKind {
    this.bytes = bytes;
    this.length = length;
    this.at = 0;
    this.count = 0;
    this.decimalComma = false;
    this.labelStart = this.labelEnd = 0;
    for (let index = 0; index < length; index += 1) {
      const byte = bytes[index]!;
      if (byte < space && byte !== tab) return 'bad';
      // One at the very end closes the line and separates nothing.
      if (byte === tab || (byte === semicolon && index + 1 < length)) this.decimalComma = true;
    }
    return this.readFields();
  }

  private readFields(): RowKind {
    let fieldOpen = false;
    let anything = false;
    while (this.at < this.length) {
      const byte = this.bytes[this.at]!;
      if (byte === space || byte === tab) this.at += 1;
      else if (byte === openBracket || byte === openBrace) {
        this.at += 1;
        this.count = 0;
        fieldOpen = false;
      } else if (byte === comma || byte === semicolon) {
        // Two separators with nothing between them: a value that the pen did not have.
        if (!fieldOpen && anything && !this.add(Number.NaN)) return 'bad';
        fieldOpen = false;
        this.at += 1;
      } else if (byte === quote || isLetter(byte)) {
        const first = !anything;
        if (!this.skipLabel()) {
          if (!this.readMissing() && !this.skipText()) return first ? 'talk' : 'bad';
          fieldOpen = true;
        }
        anything = true;
      } else if (isDigit(byte) || byte === minus || byte === plus || byte === point) {
        if (!this.readNumber()) return 'bad';
        fieldOpen = true;
        anything = true;
      } else return anything ? 'bad' : byte < 0x7f ? 'talk' : 'bad';
    }
    return this.count > 0 ? 'row' : 'blank';
  }

  private add(value: number): boolean {
    if (this.count === rowLimit) return false;
    this.values[this.count] = value;
    this.labelStarts[this.count] = this.labelStart;
    this.labelEnds[this.count] = this.labelEnd;
    this.labelStart = this.labelEnd = 0;
    this.count += 1;
    return true;
  }

  /** A name in quotes or letters and digits, with `:` or `=` behind it. */
  private skipLabel(): boolean {
    let read = this.endOfWord();
    const quoted = this.bytes[this.at] === quote ? 1 : 0;
    const [start, end] = [this.at + quoted, read - quoted];
    while (read < this.length && this.bytes[read] === space) read += 1;
    if (read >= this.length) return false;
    if (this.bytes[read] !== colon && this.bytes[read] !== equals) return false;
    this.at = read + 1;
    this.labelStart = start;
    this.labelEnd = end;
    return true;
  }

  /** Behind a text in quotes, or behind letters and digits. */
  private endOfWord(): number {
    let read = this.at;
    if (this.bytes[read] === quote) {
      for (read += 1; read < this.length && this.bytes[read] !== quote;) read += 1;
      return read + 1;
    }
    while (read < this.length && (isLetter(this.bytes[read]!) || isDigit(this.bytes[read]!))) {
      read += 1;
    }
    return read;
  }

  /** `"device": "pen 1"`, `"down": true`. */
  private skipText(): boolean {
    if (!this.named || this.labelEnd === 0) return false;
    this.at = this.endOfWord();
    return this.add(Number.NaN);
  }

  /** What C, Arduino, Python and JSON print where there is no number. */
  private readMissing(): boolean {
    let read = this.at;
    while (read < this.length && isLetter(this.bytes[read]!)) read += 1;
    if (!missingWords.some((word) => this.isWord(word, read))) return false;
    this.at = read;
    return this.add(Number.NaN);
  }

  private isWord(word: Uint8Array, end: number): boolean {
    const start = this.at;
    return (
      end - start === word.length &&
      word.every((letter, index) => (this.bytes[start + index]! | toLower) === letter)
    );
  }

  private readNumber(): boolean {
    const { bytes, length } = this;
    const negative = bytes[this.at] === minus;
    let read = this.at + (negative || bytes[this.at] === plus ? 1 : 0);
    if (read < length && isLetter(bytes[read]!)) {
      this.at = read;
      return this.readMissing();
    }
    let mantissa = 0;
    let exponent = 0;
    let digits = 0;
    let fraction = false;
    for (; read < length; read += 1) {
      const byte = bytes[read]!;
      if (isDigit(byte)) {
        digits += 1;
        if (mantissa < exactMantissa) {
          mantissa = mantissa * 10 + (byte - zero);
          if (fraction) exponent -= 1;
        } else if (!fraction) exponent += 1;
      } else if (!fraction && (byte === point || this.isDecimalComma(read))) fraction = true;
      else break;
    }
    if (digits === 0) return false;
    if (read < length && (bytes[read]! | toLower) === lowerE) {
      let sign = 1;
      read += 1;
      if (bytes[read] === minus || bytes[read] === plus) {
        if (bytes[read] === minus) sign = -1;
        read += 1;
      }
      let power = 0;
      const start = read;
      for (; read < length && isDigit(bytes[read]!); read += 1) {
        power = Math.min(999, power * 10 + bytes[read]! - zero);
      }
      if (read === start) return false;
      exponent += sign * power;
    }
    if (read < length && !this.endsNumber(bytes[read]!)) return false;
    this.at = read;
    const magnitude = scaled(mantissa, exponent);
    return this.add(negative ? -magnitude : magnitude);
  }

  private isDecimalComma(at: number): boolean {
    return (
      this.decimalComma &&
      this.bytes[at] === comma &&
      at + 1 < this.length &&
      isDigit(this.bytes[at + 1]!)
    );
  }

  private endsNumber(byte: number): boolean {
    return byte === space || byte === tab || byte === comma || byte === semicolon;
  }
}

/** Exact where mantissa and power of ten are exact doubles, which is all that sensors print. */
function scaled(mantissa: number, exponent: number): number {
  if (exponent >= -22 && exponent < 0) return mantissa / powersOfTen[-exponent]!;
  if (exponent >= 0 && exponent <= 22) return mantissa * powersOfTen[exponent]!;
  return mantissa * 10 ** exponent;
}
