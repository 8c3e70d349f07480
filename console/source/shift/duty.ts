import type { components } from "../api/schema";

export type OnDuty = components["schemas"]["OnDutyShape"];
export type AgentOn = components["schemas"]["AgentOn"];

/** One stretch of somebody's work; instants in milliseconds since 1970. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A team as whoever works in it sees it: who is on, until when, and who comes then. */
export interface TeamToday {
  readonly team: string;
  readonly region: string;
  readonly on: readonly AgentOn[];
  readonly until: number | null;
  readonly next: readonly AgentOn[];
  readonly from: number | null;
}

/** The teams named, in their order; unknown ones are left out. */
export function teamsToday(duty: OnDuty, names: readonly string[]): TeamToday[] {
  const coming = new Map(duty.next.map((one) => [one.team, one]));
  return names.flatMap((name) => {
    const now = duty.now.find(({ team }) => team === name);
    if (!now) return [];
    const next = coming.get(name);
    return {
      team: name,
      region: duty.regions[now.region] ?? now.region,
      on: now.agents,
      until: instant(now.until),
      next: next?.agents ?? [],
      from: instant(next?.at ?? null),
    };
  });
}

/** When an agent works this week, in any team: stretches that touch are one. */
export function worksOf(duty: OnDuty, agent: string): Stretch[] {
  const mine = duty.week
    .flatMap(({ shifts }) => shifts)
    .filter((one) => one.agent === agent)
    .map(({ start, end }) => ({ start: Date.parse(start), end: Date.parse(end) }))
    .sort((one, other) => one.start - other.start);
  const found: Stretch[] = [];
  for (const one of mine) {
    const last = found.at(-1);
    if (last && one.start <= last.end) {
      found[found.length - 1] = { start: last.start, end: Math.max(last.end, one.end) };
    } else found.push(one);
  }
  return found;
}

/** The stretch that somebody is in, and the one after it. */
export function shiftsAt(
  works: readonly Stretch[],
  at: number,
): { now: Stretch | null; next: Stretch | null } {
  return {
    now: works.find(({ start, end }) => start <= at && at < end) ?? null,
    next: works.find(({ start }) => start > at) ?? null,
  };
}

function instant(said: string | null): number | null {
  return said === null ? null : Date.parse(said);
}
