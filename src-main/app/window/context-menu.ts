import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';

export interface ContextMenuActions {
  readonly undo: () => void;
  readonly redo: () => void;
  readonly title: (text: string) => string;
}

type Clicked = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'formControlType'> & {
  readonly editFlags: Pick<ContextMenuParams['editFlags'], 'canCut' | 'canCopy' | 'canPaste'>;
};

/** What a right click offers: in the text its own undo, in a field the browser's. */
export function contextMenu(
  { isEditable, selectionText, formControlType, editFlags }: Clicked,
  { undo, redo, title }: ContextMenuActions,
): MenuItemConstructorOptions[] {
  const copy: MenuItemConstructorOptions = {
    ...{ role: 'copy', label: title('Copy'), enabled: editFlags.canCopy },
  };
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy];
  const field = formControlType !== 'none';
  return [
    field
      ? { role: 'undo', label: title('Undo') }
      : {
          label: title('Undo'),
          accelerator: 'CmdOrCtrl+Z',
          click: undo,
          registerAccelerator: false,
        },
    field
      ? { role: 'redo', label: title('Redo') }
      : {
          label: title('Redo'),
          accelerator: 'CmdOrCtrl+Shift+Z',
          click: redo,
          registerAccelerator: false,
        },
    { type: 'separator' },
    { role: 'cut', label: title('Cut'), enabled: editFlags.canCut },
    copy,
    { role: 'paste', label: title('Paste'), enabled: editFlags.canPaste },
    { type: 'separator' },
    { role: 'selectAll', label: title('Select all') },
  ];
}
