/** A part of a text; with `href` where it is an address that can be opened. */
export interface Part {
  readonly text: string;
  readonly href?: string;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"'\u200b-\u200f\u202a-\u202e\u2060-\u2069]+/giu;
const TAIL = /[.,;:!?)\]}»”’]+$/u;
const PLAIN = /^[\x21-\x7e]+$/;

/**
 * A text with its addresses found. What is opened is what is read: a host in other letters than ours, which may look like
 * another one, is written as the network has it (RFC 3492).
 */
export function linked(text: string): Part[] {
  const parts: Part[] = [];
  let done = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const written = found.replace(TAIL, "");
    const address = addressOf(written);
    if (address === null) continue;
    if (index > done) parts.push({ text: text.slice(done, index) });
    parts.push({ text: PLAIN.test(written) ? written : address.href, href: address.href });
    done = index + written.length;
  }
  if (done < text.length) parts.push({ text: text.slice(done) });
  return parts;
}

function addressOf(written: string): URL | null {
  try {
    const address = new URL(written);
    return address.username || address.password ? null : address; // https://bank.example@elsewhere
  } catch {
    return null;
  }
}
