/** Whether a text holds every one of the wanted words, in any order and case; none wanted: it does. */
export function matchesAll(text: string, wanted: string): boolean {
  const folded = fold(text);
  return fold(wanted)
    .split(/\s+/u)
    .every((word) => folded.includes(word));
}

/** Without case and accents: who looks for “Uberblick” finds “Überblick”. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase().trim();
}
