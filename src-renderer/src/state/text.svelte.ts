import { plainText, type TextSegment } from '$contract/text.ts';

/** The text on screen: a mirror of the main process's, which owns it. */
export class TextState {
  segments = $state.raw<readonly TextSegment[]>([]);
  /** What was committed last, for the ears of a screen reader. */
  announcement = $state('');

  get empty(): boolean {
    return this.segments.every((segment) => segment.words.length === 0);
  }

  get hasCommitted(): boolean {
    return this.segments.some((segment) => segment.committed && segment.words.length > 0);
  }

  replace(segments: readonly TextSegment[]): void {
    this.segments = segments;
  }

  update(changed: readonly TextSegment[]): void {
    const segments = [...this.segments];
    for (const segment of changed) {
      const index = segments.findIndex((known) => known.key === segment.key);
      const before = segments[index];
      if (before === undefined) segments.push(segment);
      else segments[index] = segment;
      if (segment.committed && before?.committed !== true) {
        this.announcement = plainText([segment]);
      }
    }
    this.segments = segments;
  }
}
