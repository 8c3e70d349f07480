// What turns the order of letters around, or is not seen: it may make one name look like another.
const HIDDEN = /([\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]+)/u;

/** A text in parts: at even places as it is, at odd ones the characters that are not seen, as ‹U+202E›. */
export function apart(text: string): string[] {
  return text.split(HIDDEN).map((part, at) => (at % 2 === 0 ? part : [...part].map(coded).join("")));
}

function coded(one: string): string {
  return `‹U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}›`;
}
