import type { Query } from "./types";

/** The names that may stand in the inbox's address, beside the view; each is a chip. */
export const NAMES = [
  "search",
  "status",
  "waiting_for",
  "unacknowledged",
  "breached",
  "due_within",
  "priority",
  "team",
  "assignee",
  "topic",
  "language",
  "channel",
  "tier",
  "region",
  "customer_id",
  "counted",
  "since",
  "before",
  "country",
  "without",
  "opened_since",
  "opened_before",
  "updated_since",
  "updated_before",
] as const;
const SEVERAL: ReadonlySet<string> = new Set(["status", "team", "without"]);
const TRUTHS: ReadonlySet<string> = new Set(["breached", "unacknowledged"]);
const ORDER = ["sort", "direction"] as const;
const MINUTE = 60_000;

export type Name = (typeof NAMES)[number];

/** What a list is to show: each name with its values, as an address has them. */
export type Wanted = Readonly<Partial<Record<Name | (typeof ORDER)[number], readonly string[]>>>;

/** One thing that the list is narrowed to, as it stands in the address. */
export interface Narrowed {
  readonly name: Name;
  readonly value: string;
}

/** What an address asks for; names that no list knows are left out. */
export function wantedIn(query: URLSearchParams): Wanted {
  const names = [...NAMES, ...ORDER].filter((name) => query.get(name));
  return Object.fromEntries(names.map((name) => [name, query.getAll(name).filter(Boolean)]));
}

/** The chips of an address, in their order. */
export function narrowings(wanted: Wanted): Narrowed[] {
  return NAMES.flatMap((name) => (wanted[name] ?? []).map((value) => ({ name, value })));
}

/** The query for the API: what the view asks, but for what the address asks otherwise. */
export function queryOf(view: Wanted, said: Wanted, at: number): Query {
  const wanted = { ...view, ...said };
  const query: Record<string, unknown> = {};
  for (const [name, values] of Object.entries(wanted)) {
    if (name === "due_within") query.due_before = instant(at + Number(values[0]) * MINUTE);
    else query[name] = SEVERAL.has(name) ? values : TRUTHS.has(name) ? values[0] === "true" : values[0];
  }
  if (wanted.search) {
    delete query.sort; // what is found by words goes by when it was opened
  }
  return query as Query;
}

/** The address's query without one chip. */
export function withoutNarrowing(query: URLSearchParams, { name, value }: Narrowed): URLSearchParams {
  const left = new URLSearchParams(query);
  left.delete(name);
  for (const other of query.getAll(name)) if (other !== value) left.append(name, other);
  return left;
}

/** The address's query with these values of a name, in place of others; none: the name goes. */
export function withNarrowing(
  query: URLSearchParams,
  name: string,
  values: readonly string[],
): URLSearchParams {
  const next = new URLSearchParams(query);
  next.delete(name);
  for (const value of values) next.append(name, value);
  return next;
}

function instant(at: number): string {
  return new Date(Math.floor(at / MINUTE) * MINUTE).toISOString();
}
