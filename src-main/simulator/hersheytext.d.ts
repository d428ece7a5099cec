declare module 'hersheytext' {
  interface HersheyGlyph {
    /** Advance width in font units. */
    readonly width: number;
    /** SVG path of M and L commands, y up; missing for the space. */
    readonly d: string | null;
  }
  interface HersheyFont {
    /** Keyed by character. */
    readonly chars: Readonly<Record<string, HersheyGlyph>>;
  }
  const hersheytext: { getFontData(name: string): HersheyFont };
  export default hersheytext;
}
