/** Which rows of a long list are there, from one place up to before another. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

const BESIDE = 8; // rows above and below what is seen: they are there before they come into sight
const AHEAD = 40; // rows before the end at which more are fetched

/** The rows that are to be there where a list is looked at from `top` on. */
export function windowOf(top: number, height: number, row: number, count: number): Stretch {
  const first = Math.floor(top / row) - BESIDE;
  const last = Math.ceil((top + height) / row) + BESIDE;
  const until = Math.min(Math.max(last, 0), count);
  return { from: Math.min(Math.max(first, 0), until), until };
}

/** The places that are shown: those of the window, and the one that has the focus wherever it is. */
export function placesOf({ from, until }: Stretch, active: number): number[] {
  const places = Array.from({ length: until - from }, (_, at) => from + at);
  if (active < 0 || (active >= from && active < until)) return places;
  return active < from ? [active, ...places] : [...places, active];
}

/** Whether it is time to fetch more. */
export function nearsEnd({ until }: Stretch, count: number): boolean {
  return until + AHEAD >= count;
}

/** From where on a list is to be looked at so that a row is seen whole; null where it is. */
export function topFor(place: number, top: number, height: number, row: number): number | null {
  if (place * row < top) return place * row;
  const below = (place + 1) * row - height;
  return below > top ? below : null;
}
