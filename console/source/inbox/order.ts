import type { Listed, Query } from "./types";

/** Whether a ticket stands before another one in a list that is asked for so. */
export function isBefore(query: Query, one: Listed, other: Listed): boolean {
  const [first, second] = [place(query, one), place(query, other)];
  const order = first === second ? compare(one.id, other.id) : compare(first, second);
  return isAscending(query) ? order < 0 : order > 0;
}

function isAscending({ direction, sort }: Query): boolean {
  return direction ? direction === "asc" : sort === "due";
}

function place(query: Query, ticket: Listed): string | number {
  if (query.search) return ticket.id.slice(ticket.id.indexOf("-") + 1);
  if (query.sort === "opened") return Date.parse(ticket.opened_at);
  if (query.sort !== "due") return Date.parse(ticket.updated_at);
  return Math.min(...ticket.clocks.flatMap(({ due_at }) => (due_at ? [Date.parse(due_at)] : [])));
}

function compare<Of extends string | number>(one: Of, other: Of): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
