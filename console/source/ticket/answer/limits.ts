/** What the API takes (api/fields.py): more is refused there; here it is said before anything is sent. */
export const LONGEST_TEXT = 100_000; // code points
export const LARGEST_FILE = 512 * 1_024; // bytes of one file in a body
export const LARGEST_BODY = 1_000_000; // bytes of all of a body, files in base64

const BASE64 = 4 / 3;
const ROOM = 2_000; // for all that a body says beside its words

/** What of a message is too much; null where all of it can go. */
export type TooMuch = "text" | "file" | "all" | null;

export function tooMuch(text: string, files: readonly { readonly size: number }[]): TooMuch {
  if (length(text) > LONGEST_TEXT) return "text";
  if (files.some(({ size }) => size > LARGEST_FILE)) return "file";
  const attached = files.reduce((sum, { size }) => sum + size * BASE64, 0);
  const said = new TextEncoder().encode(JSON.stringify(text)).length;
  return said + attached + ROOM > LARGEST_BODY ? "all" : null;
}

/** How long a text is in code points, as the API counts. */
export function length(text: string): number {
  if (text.length <= LONGEST_TEXT / 2) return text.length; // it cannot matter
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
