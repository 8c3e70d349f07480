import { computed } from "@preact/signals";
import type { components, paths } from "../api/schema";
import { now } from "../clock";
import { route } from "../router";
import { zone } from "../session";
import { beginning, dayAfter, dayAt, isDay } from "./days";

export type Dimension = components["schemas"]["Dimension"];
export type Counted = components["schemas"]["CountedFigure"];
export type Length = "hour" | "day" | "week" | "month";
type Query = NonNullable<paths["/v1/analytics"]["get"]["parameters"]["query"]>;
type Absent = components["schemas"]["Absent"];

export const DIMENSIONS: readonly Dimension[] = ["team", "topic", "language", "channel", "country", "region"];

/** The periods that one can choose: how many days, today among them, and by what they are drawn. */
export const PERIODS = {
  today: { days: 1, length: "hour" },
  week: { days: 7, length: "day" },
  month: { days: 30, length: "day" },
  quarter: { days: 91, length: "week" },
  year: { days: 365, length: "month" },
} as const satisfies Record<string, { days: number; length: Length }>;
export type PeriodName = keyof typeof PERIODS;

/** Figures narrowed to values; "" asks for what has none. */
export type Narrowed = Partial<Record<Dimension, string>>;

/** What the board shows, all of it from the address. */
export interface Asked {
  /** A chosen period, or null for days of one's own. */
  readonly period: PeriodName | null;
  readonly from: string;
  /** The last day; null: until now. */
  readonly to: string | null;
  readonly length: Length;
  readonly by: Dimension;
  readonly narrowed: Narrowed;
  /** The figure whose tickets are shown, with what its row narrows it to. */
  readonly behind: {
    readonly counted: Counted;
    readonly since: string | null;
    readonly before: string | null;
  } | null;
}

const LENGTHS: readonly [most: number, length: Length][] = [
  [2, "hour"],
  [45, "day"],
  [190, "week"],
];
const NONE = "-";
const today = computed(() => dayAt(now.value, zone.value)); // another once a day, not each second

/** What is asked by the address. */
export const asked = computed<Asked>(() => {
  const { query } = route.value;
  const narrowed: Narrowed = {};
  for (const one of DIMENSIONS) {
    const value = query.get(one);
    if (value !== null) narrowed[one] = value === NONE ? "" : value;
  }
  const counted = query.get("counted") as Counted | null;
  const [since, before] = [query.get("since"), query.get("before")];
  return {
    ...periodOf(query),
    by: among(DIMENSIONS, query.get("by")) ?? "team",
    narrowed,
    behind: counted ? { counted, since, before } : null,
  };
});

function periodOf(query: URLSearchParams): Pick<Asked, "period" | "from" | "to" | "length"> {
  const from = query.get("from");
  const to = query.get("to");
  if (isDay(from) && isDay(to) && from <= to) {
    return { period: null, from, to, length: lengthOf(from, to) };
  }
  const period = among(Object.keys(PERIODS) as PeriodName[], query.get("period")) ?? "week";
  const { days, length } = PERIODS[period];
  return { period, from: dayAfter(today.value, 1 - days), to: null, length };
}

function lengthOf(from: string, to: string): Length {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  return LENGTHS.find(([most]) => days <= most)?.[1] ?? "month";
}

function among<Name extends string>(names: readonly Name[], wanted: string | null): Name | null {
  return names.find((name) => name === wanted) ?? null;
}

/** The query of the figures, without what they are grouped by. */
export function queryOf(what: Asked): Query {
  const { from, to, narrowed } = what;
  const named = Object.entries(narrowed).filter(([, value]) => value !== "");
  const without = Object.entries(narrowed).filter(([, value]) => value === "");
  return {
    since: instant(beginning(from, zone.value)),
    ...(to === null ? {} : { before: instant(beginning(dayAfter(to, 1), zone.value)) }),
    zone: zone.value,
    ...Object.fromEntries(named),
    without: without.map(([name]) => name as Absent),
  };
}

/** The changes of the address that show the tickets behind a figure. */
export function behind(
  counted: Counted,
  key: Readonly<Record<string, string | null>> = {},
  span: { since?: string; before?: string } = {},
): Record<string, string | null> {
  const named = Object.entries(key).map(([name, value]) => [`in_${name}`, value ?? NONE]);
  return { ...NO_BEHIND, counted, ...Object.fromEntries(named), ...span };
}

/** The changes of the address that show no tickets. */
export const NO_BEHIND: Readonly<Record<string, null>> = Object.fromEntries(
  ["counted", "since", "before", ...DIMENSIONS.map((one) => `in_${one}`)].map((name) => [name, null]),
);

/** The changes of the address that narrow all of it to a value. */
export function narrowing(dimension: Dimension, value: string | null): Record<string, string | null> {
  return { ...NO_BEHIND, [dimension]: value ?? NONE };
}

/** What the shown tickets are narrowed to, beside the board. */
export function behindOf(what: Asked): Query {
  const own: Narrowed = { ...what.narrowed };
  for (const one of DIMENSIONS) {
    const value = route.value.query.get(`in_${one}`);
    if (value !== null) own[one] = value === NONE ? "" : value;
  }
  const query = queryOf({ ...what, narrowed: own });
  const { since, before } = what.behind ?? {};
  return { ...query, ...(since ? { since } : {}), ...(before ? { before } : {}) };
}

/** The address of the inbox with the tickets that are shown. */
export function inInbox(what: Asked): string {
  const { zone: _zone, by: _by, ...narrowed } = behindOf(what);
  const said = Object.entries({ view: "everything", counted: what.behind?.counted, ...narrowed });
  const values = said.flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, String(one)]));
  return `/inbox?${new URLSearchParams(values)}`;
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
