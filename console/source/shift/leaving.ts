import type { components } from "../api/schema";

export type Listed = components["schemas"]["ListedTicket"];
export type NextMove = components["schemas"]["NextMove"];
export type NextMoves = components["schemas"]["NextMoves"];

/** A ticket that goes to others by itself, unless somebody acts. */
export interface Leaving {
  readonly ticket: Listed;
  readonly move: NextMove;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const AFTER = HOUR; // a ticket may move a little after its agent has left

/** Until when one looks: the end of the shift, or a day where nobody is on one. */
export function horizon(end: number | null, now: number): number {
  return end ?? now + DAY;
}

/** The tickets that want something of one before an instant, what is due first first. */
export function needed(tickets: readonly Listed[], until: number): Listed[] {
  const due = tickets.flatMap((ticket) => {
    const at = dueOf(ticket);
    return at !== null && Date.parse(at) <= until ? [{ ticket, at }] : [];
  });
  return due.sort((one, other) => one.at.localeCompare(other.at)).map(({ ticket }) => ticket);
}

/** When the first of a ticket's running clocks runs out. */
export function dueOf(ticket: Listed): string | null {
  const dues = ticket.clocks.flatMap((one) => (one.state === "running" && one.due_at ? [one.due_at] : []));
  return dues.sort()[0] ?? null;
}

/** The tickets that go to another team around the end of the shift, the soonest first. */
export function leaving(
  tickets: readonly Listed[],
  moves: ReadonlyMap<string, NextMoves>,
  until: number,
): Leaving[] {
  const found = tickets.flatMap((ticket) => {
    const move = moves.get(ticket.id)?.items.find(({ move: kind }) => kind === "ticket_handed_over");
    return move && Date.parse(move.at) <= until + AFTER ? [{ ticket, move }] : [];
  });
  return found.sort((one, other) => one.move.at.localeCompare(other.move.at));
}
