import type { PreferencesShape } from "./types";

type Hours = NonNullable<PreferencesShape["quiet_hours"]>;

/** Whether it is quiet at an instant where the customer lives; null where their clock is not known. */
export function isQuiet(hours: Hours, at: number, lives: string | null): boolean | null {
  const zone = hours.zone ?? lives;
  if (zone === null) return null;
  const wall = wallTime(at, zone);
  const { from, until } = hours;
  return until < from ? wall >= from || wall < until : from <= wall && wall < until;
}

/** "23:50", as clocks on the wall show it there. */
export function wallTime(at: number, zone: string): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(at);
}
