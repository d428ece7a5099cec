import type { TextEdit } from '$contract/notes.ts';

/** What a key, a paste or a drop asks of the text. */
export type TextWish =
  | { readonly kind: 'insert'; readonly text: string }
  | { readonly kind: 'delete' }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  | { readonly kind: 'nothing' };

/**
 * What an event that the browser sends before it changes editable text asks for. The browser itself
 * never changes it: the text is the main process's.
 */
export function wishOf({
  inputType,
  data,
  dataTransfer,
}: Pick<InputEvent, 'inputType' | 'data' | 'dataTransfer'>): TextWish {
  switch (inputType) {
    case 'insertText':
    case 'insertReplacementText':
    case 'insertFromPaste':
    case 'insertFromDrop':
    case 'insertFromYank':
      return { kind: 'insert', text: cleaned(data ?? dataTransfer?.getData('text/plain') ?? '') };
    case 'insertParagraph':
    case 'insertLineBreak':
      return { kind: 'insert', text: '\n' };
    case 'historyUndo':
      return { kind: 'undo' };
    case 'historyRedo':
      return { kind: 'redo' };
    default:
      return inputType.startsWith('delete') ? { kind: 'delete' } : { kind: 'nothing' };
  }
}

/** Line ends of any system become one kind, and empty lines none. */
function cleaned(text: string): string {
  return text.replace(/\r\n?/gu, '\n').replace(/\n{2,}/gu, '\n');
}

/**
 * Words are set apart by what stands between them, so a space behind a word leaves no trace in the text:
 * it is remembered until the next letter comes.
 */
export class PendingSpace {
  #at: number | undefined;

  /** @param caret where it stands after the edit */
  after(edit: TextEdit, caret: number): void {
    this.#at = edit.text === ' ' && caret === edit.from ? caret : undefined;
  }

  /** What is to be inserted, with the space that was typed before it. */
  before(edit: TextEdit): TextEdit {
    const pending = this.#at === edit.from && edit.to === edit.from && edit.text !== '';
    this.#at = undefined;
    return pending ? { ...edit, text: ` ${edit.text}` } : edit;
  }
}
