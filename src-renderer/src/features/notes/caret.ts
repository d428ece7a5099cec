/*
 * Between places in a note's text and points of the page. A paragraph is an element that says with
 * `data-start` and `data-length` which part of the text it shows; nothing else in it counts.
 */

/** The place in the text that a point of the page shows; undefined outside of the sheet. */
export function offsetOf(sheet: HTMLElement, node: Node, offset: number): number | undefined {
  if (!sheet.contains(node)) return undefined;
  if (node === sheet) {
    const children = [...sheet.childNodes];
    const next = children.slice(offset).find(isParagraph);
    if (next !== undefined) return startOf(next);
    const last = children.findLast(isParagraph);
    return last === undefined ? 0 : startOf(last) + lengthOf(last);
  }
  const paragraph = (node instanceof Element ? node : node.parentElement)?.closest('[data-start]');
  if (!(paragraph instanceof HTMLElement)) return undefined;
  const range = document.createRange();
  range.setStart(paragraph, 0);
  range.setEnd(node, offset);
  return startOf(paragraph) + Math.min(range.toString().length, lengthOf(paragraph));
}

/** The point of the page that shows a place in the text. */
function pointAt(
  sheet: HTMLElement,
  offset: number,
): { readonly node: Node; readonly offset: number } {
  const paragraphs = [...sheet.querySelectorAll<HTMLElement>('[data-start]')];
  const paragraph = paragraphs.findLast((one) => startOf(one) <= offset) ?? paragraphs[0];
  if (paragraph === undefined) return { node: sheet, offset: 0 };
  let left = Math.min(offset - startOf(paragraph), lengthOf(paragraph));
  const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let last: Node | undefined;
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const { length } = node as Text;
    if (length > 0 && left <= length) return { node, offset: left };
    left -= length;
    if (length > 0) last = node;
  }
  return last === undefined
    ? { node: paragraph, offset: 0 }
    : { node: last, offset: (last as Text).length };
}

/** The part of the text that a range of the page shows. */
export function placesOf(
  sheet: HTMLElement,
  range: AbstractRange,
): { readonly from: number; readonly to: number } | undefined {
  const from = offsetOf(sheet, range.startContainer, range.startOffset);
  const to = offsetOf(sheet, range.endContainer, range.endOffset);
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** A range of the page that shows a part of the text. */
export function rangeOf(sheet: HTMLElement, from: number, to: number): Range {
  const range = document.createRange();
  const start = pointAt(sheet, from);
  const end = pointAt(sheet, to);
  range.setStart(start.node, start.offset);
  range.setEnd(end.node, end.offset);
  return range;
}

function isParagraph(node: Node): node is HTMLElement {
  return node instanceof HTMLElement && node.dataset['start'] !== undefined;
}

function startOf(paragraph: HTMLElement): number {
  return Number(paragraph.dataset['start']);
}

function lengthOf(paragraph: HTMLElement): number {
  return Number(paragraph.dataset['length']);
}
