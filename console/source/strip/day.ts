import type { components } from "../api/schema";

type OnDuty = components["schemas"]["OnDutyShape"];

/** One stretch of a region's line: instants in milliseconds. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

export interface Shift extends Stretch {
  readonly agent: string;
  readonly languages: readonly string[];
}

/** A region's line: who is on when, and when nobody is although somebody should be. */
export interface Line {
  readonly region: string;
  readonly title: string;
  readonly shifts: readonly Shift[];
  readonly missing: readonly Stretch[];
}

/** The reader's day around an instant: from midnight to midnight on their wall, 23 to 25 hours. */
export function dayAround(instant: number, zone: string): Stretch {
  const from = midnightBefore(instant, zone);
  const until = midnightBefore(from + 27 * HOUR, zone);
  return { from, until };
}

const HOUR = 3_600_000;

function midnightBefore(instant: number, zone: string): number {
  let at = instant - wallSeconds(instant, zone) * 1_000 - (instant % 1_000);
  // Where the clocks changed since midnight, the wall shows another hour there.
  const off = wallSeconds(at, zone);
  if (off !== 0) at += (off > 43_200 ? 86_400 - off : -off) * 1_000;
  return at;
}

function wallSeconds(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(instant);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return of("hour") * 3_600 + of("minute") * 60 + of("second");
}

/** The regions' lines, by region. */
export function linesOf(duty: OnDuty): Line[] {
  return Object.entries(duty.regions)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([region, title]) => {
      const teams = duty.week.filter((team) => team.region === region);
      const shifts = teams.flatMap((team) => team.shifts.map((shift) => ({ ...shift, ...stretch(shift) })));
      const unstaffed = teams.flatMap((team) => team.unstaffed.map(stretch));
      return { region, title, shifts: joined(shifts), missing: without(union(unstaffed), union(shifts)) };
    });
}

function stretch(span: { readonly start: string; readonly end: string }): Stretch {
  return { from: Date.parse(span.start), until: Date.parse(span.end) };
}

/** One agent is on once at a time, in however many teams. */
function joined(shifts: readonly Shift[]): Shift[] {
  const agents = new Map<string, Shift[]>();
  for (const shift of shifts) agents.set(shift.agent, [...(agents.get(shift.agent) ?? []), shift]);
  return [...agents.values()].flatMap((own) =>
    union(own).map((span) => ({ ...span, agent: own[0]!.agent, languages: own[0]!.languages })),
  );
}

/** The stretches that any of these cover, in order, none touching another. */
export function union(spans: readonly Stretch[]): Stretch[] {
  const found: Stretch[] = [];
  for (const { from, until } of [...spans].sort((one, other) => one.from - other.from)) {
    const last = found.at(-1);
    if (last && from <= last.until)
      found[found.length - 1] = { from: last.from, until: Math.max(last.until, until) };
    else found.push({ from, until });
  }
  return found;
}

/** What is left of these where those are taken away; both in order. */
export function without(these: readonly Stretch[], those: readonly Stretch[]): Stretch[] {
  return those.reduce<Stretch[]>(
    (left, taken) =>
      left.flatMap(({ from, until }) =>
        [
          { from, until: Math.min(until, taken.from) },
          { from: Math.max(from, taken.until), until },
        ].filter((span) => span.until > span.from),
      ),
    [...these],
  );
}

/** Who is on at an instant. */
export function onAt(line: Line, at: number): Shift[] {
  return line.shifts.filter(({ from, until }) => from <= at && at < until);
}

/** When somebody is on next after an instant, as far as the lines go. */
export function nextOn(line: Line, at: number): number | null {
  const later = line.shifts.map(({ from }) => from).filter((from) => from > at);
  return later.length > 0 ? Math.min(...later) : null;
}
