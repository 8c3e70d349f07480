/** Something that stands in a text from one character up to another, in code points as the API counts. */
export interface Mark<What> {
  readonly start: number;
  readonly end: number;
  readonly what: What;
}

/** A piece of a text, and what is marked in it. */
export interface Piece<What> {
  readonly text: string;
  readonly what: What | null;
}

/** The text cut at its marks; what overlaps a mark before it, or reaches beyond the text, is left out. */
export function pieces<What>(text: string, marks: readonly Mark<What>[]): Piece<What>[] {
  const letters = [...text];
  const found: Piece<What>[] = [];
  let at = 0;
  for (const { start, end, what } of [...marks].sort((one, other) => one.start - other.start)) {
    if (start < at || end <= start || end > letters.length) continue;
    if (start > at) found.push({ text: letters.slice(at, start).join(""), what: null });
    found.push({ text: letters.slice(start, end).join(""), what });
    at = end;
  }
  if (at < letters.length) found.push({ text: letters.slice(at).join(""), what: null });
  return found;
}

/** The text with other words from one code point up to another. */
export function replaced(text: string, start: number, end: number, by: string): string {
  const letters = [...text];
  return [...letters.slice(0, start), by, ...letters.slice(end)].join("");
}
