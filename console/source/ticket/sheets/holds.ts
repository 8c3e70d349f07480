/** Until when tickets are put aside, as people say it. */
export const HOLDS = [
  "in_an_hour",
  "this_evening",
  "tomorrow",
  "in_three_days",
  "next_week",
  "in_a_month",
] as const;

export type HoldName = (typeof HOLDS)[number];

const MORNING = 9;
const EVENING = 17;
const DAYS: Readonly<Record<HoldName, number>> = {
  in_an_hour: 0,
  this_evening: 0,
  tomorrow: 1,
  in_three_days: 3,
  next_week: 7,
  in_a_month: 30,
};

/** The instant that is meant, by the device's wall clock; an evening that has come already is tomorrow's. */
export function holdUntil(name: HoldName, now: Date): Date {
  const at = new Date(now);
  if (name === "in_an_hour") {
    at.setHours(at.getHours() + 1, at.getMinutes(), 0, 0);
    return at;
  }
  at.setDate(at.getDate() + DAYS[name]);
  at.setHours(name === "this_evening" ? EVENING : MORNING, 0, 0, 0);
  if (at <= now) at.setDate(at.getDate() + 1);
  return at;
}
